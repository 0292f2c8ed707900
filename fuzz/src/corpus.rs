//! Where a fuzzer starts from.

use std::io;
use std::path::Path;

use super::seeds::seeds;

/// Writes the seeds of a fuzzer into its corpus.
///
/// # Panics
///
/// Where they cannot be written.
pub fn start(target: &str) {
    let fuzz = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = fuzz.join("corpus").join(target);
    let written: io::Result<()> = std::fs::create_dir_all(&folder).and_then(|()| {
        let seeds = seeds(&fuzz.join("..")).into_iter().filter(|seed| seed.target == target).enumerate();
        seeds.map(|(index, seed)| std::fs::write(folder.join(format!("seed-{index:03}")), seed.bytes)).collect()
    });
    written.expect("the corpus can be written");
}
