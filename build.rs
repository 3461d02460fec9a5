//! Links the program to lie at one address, where the platform lets it.
//!
//! A program that may lie anywhere has its 19,000 pointers patched at every start, which touches 90 pages that are not read
//! otherwise: an eighth of the time that checking one plan takes.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let target = |key: &str| std::env::var(format!("CARGO_CFG_TARGET_{key}")).unwrap_or_default();
    if target("OS") == "linux" && target("ENV") == "gnu" {
        println!("cargo:rustc-link-arg-bins=-no-pie");
    }
}
