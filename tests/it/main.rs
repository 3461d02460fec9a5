//! All integration tests but the named documents, in one binary.

mod mutation;
