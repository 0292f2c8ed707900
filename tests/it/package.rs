//! What the package asks of those who build on it: few crates for a library that draws SVG.

use std::collections::BTreeSet;
use std::process::Command;

use crate::support::root;

/// The packages that the library is built from with some features and without the default ones, itself
/// among them.
fn packages(features: &str) -> BTreeSet<String> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_string());
    let output = Command::new(cargo)
        .args(["tree", "--locked", "--offline", "--edges", "normal", "--prefix", "none", "--no-dedupe"])
        .args(["--no-default-features", "--features", features])
        .current_dir(root())
        .output()
        .expect("cargo starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("text");
    // A name and a version, and after them where the package is or that it makes macros.
    text.lines().map(|line| line.split(' ').take(2).collect::<Vec<_>>().join(" ")).collect()
}

#[test]
fn the_library_with_svg_is_built_from_fewer_than_45_packages() {
    let found = packages("svg");
    assert!(found.iter().any(|package| package.starts_with("svg v")), "{found:?}");
    assert!(found.len() < 45, "{}: {found:?}", found.len());
}

#[test]
fn a_feature_brings_in_only_what_it_is_for() {
    let crates = ["clap", "miette", "ratatui", "rayon", "resvg", "svg2pdf"];
    for (features, expected) in [
        ("svg", &[][..]),
        ("html", &[]),
        ("simd", &[]),
        ("parallel", &["rayon"]),
        ("terminal", &["ratatui"]),
        ("print", &["resvg", "svg2pdf"]),
        ("plot", &["ratatui", "resvg", "svg2pdf"]),
    ] {
        let found = packages(features);
        let found =
            crates.into_iter().filter(|name| found.iter().any(|package| package.starts_with(&format!("{name} "))));
        assert_eq!(found.collect::<Vec<_>>(), expected, "{features}");
    }
}
