//! Where a fuzzer starts from.

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
    std::fs::create_dir_all(&folder).expect("the corpus can be made");
    let seeds = seeds(&fuzz.join("..")).into_iter().filter(|seed| seed.target == target);
    for (index, seed) in seeds.enumerate() {
        std::fs::write(folder.join(format!("seed-{index:03}")), seed.bytes).expect("a seed can be written");
    }
}
