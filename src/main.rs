//! The `lehr` program.

fn main() -> std::process::ExitCode {
    lehr::main()
}
