//! The `lehr` program.

fn main() -> std::process::ExitCode {
    lehr::cli::main()
}
