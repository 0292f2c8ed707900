//! Prints what a script or notebook says: `cargo run -p python-calls --example outline -- train.py`.
#![expect(clippy::print_stdout, reason = "it is what this program is for")]

use std::error::Error;
use std::path::Path;

use python_calls::{Notebook, read, read_notebook};

fn main() -> Result<(), Box<dyn Error>> {
    for path in std::env::args().skip(1) {
        let text = std::fs::read_to_string(&path)?;
        let reading = if Path::new(&path).extension().is_some_and(|it| it == "ipynb") {
            read_notebook(&Notebook::parse(&text)?)
        } else {
            read(&text)
        };
        println!("=== {path}");
        print!("{reading}");
        for mistake in reading.mistakes() {
            println!("! {:?} {}", mistake.span, mistake.message);
        }
        if !reading.is_complete() {
            println!("! not all was followed");
        }
    }
    Ok(())
}
