//! Compiles what must run before Rust's own start of the process; see `src/closed_stdout.c`.

#[expect(clippy::disallowed_methods, reason = "cargo passes the target in the environment")]
#[expect(clippy::disallowed_macros, reason = "cargo reads what a build script prints")]
fn main() {
    println!("cargo::rerun-if-changed=src/closed_stdout.c");
    // Only Linux has /dev/full. Elsewhere a closed stdout stays unnoticed.
    if std::env::var("CARGO_CFG_TARGET_OS").as_deref() != Ok("linux") {
        return;
    }
    for object in cc::Build::new().file("src/closed_stdout.c").compile_intermediates() {
        println!("cargo::rustc-link-arg-bins={}", object.display());
    }
}
