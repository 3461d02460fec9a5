# syntax=docker/dockerfile:1
# An image that holds the program alone: `docker run --rm --volume "$PWD:/work:ro" planvet check plans`.

# On Alpine, Rust links the C library in, so that the program needs nothing beside it.
FROM rust:1-alpine AS build
WORKDIR /source
COPY Cargo.toml Cargo.lock ./
COPY README.md CHANGELOG.md ./
COPY rules rules
COPY schemas schemas
# The manifest names them.
COPY tests tests
COPY src src
RUN cargo build --release --locked --bin planvet

FROM scratch
COPY LICENSE-MIT LICENSE-APACHE /licenses/
COPY --from=build /source/target/release/planvet /planvet
WORKDIR /work
# Nobody in particular; plans are read only. To fix them, add `--user "$(id -u)"`.
USER 65532:65532
ENTRYPOINT ["/planvet"]
CMD ["check"]
