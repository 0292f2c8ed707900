//! Prints what the choices in a file come to: the schedule that a fuzzer ran on.

use arbitrary::Unstructured;
use lehr_fuzz::{pictures, programs, trees};

fn main() -> std::io::Result<()> {
    let mut args = std::env::args().skip(1);
    let (target, path) = (args.next().unwrap_or_default(), args.next().unwrap_or_default());
    let bytes = std::fs::read(path)?;
    let mut choices = Unstructured::new(&bytes);
    match target.as_str() {
        "programs" => println!("{}", programs::generate(&mut choices)),
        "trees" => println!("{}", trees::generate(&mut choices)),
        "pictures" => println!("{}", pictures::show(&bytes)),
        _ => println!("{}", String::from_utf8_lossy(&bytes)),
    }
    Ok(())
}
