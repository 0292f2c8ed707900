//! Writes what the fuzzers start from into `fuzz/corpus`.

use std::path::Path;

fn main() -> std::io::Result<()> {
    let fuzz = Path::new(env!("CARGO_MANIFEST_DIR"));
    for (index, seed) in lehr_fuzz::seeds::seeds(&fuzz.join("..")).into_iter().enumerate() {
        let folder = fuzz.join("corpus").join(seed.target);
        std::fs::create_dir_all(&folder)?;
        std::fs::write(folder.join(format!("seed-{index:03}")), seed.bytes)?;
    }
    Ok(())
}
