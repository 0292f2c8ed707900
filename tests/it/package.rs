//! What the package asks of those who build on it: few crates for a library that draws SVG.

use std::collections::BTreeSet;
use std::process::Command;

use crate::support::root;

/// What cargo prints.
fn cargo(args: &[&str]) -> String {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_string());
    let output = Command::new(cargo).args(args).current_dir(root()).output().expect("cargo starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}

/// The packages that the library is built from with some features and without the default ones, itself
/// among them.
fn packages(features: &str) -> BTreeSet<String> {
    let tree = ["tree", "--locked", "--offline", "--edges", "normal", "--prefix", "none", "--no-dedupe"];
    let text = cargo(&[&tree[..], &["--no-default-features", "--features", features]].concat());
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

#[test]
fn the_package_holds_what_it_is_built_from_and_no_tests() {
    let files = cargo(&["package", "--list", "--allow-dirty", "--offline"]);
    let files: Vec<_> = files.lines().collect();
    for needed in ["README.md", "askama.toml", "grammar/lehr.pest", "src/plot/html/page.html", "src/lib.rs"] {
        assert!(files.contains(&needed), "{needed} is missing");
    }
    let for_us = |file: &&str| {
        ["tests/", "fuzz/", "benches/", ".ci/"].iter().any(|folder| file.starts_with(folder))
            || file.contains("/snapshots/")
    };
    assert_eq!(files.into_iter().find(for_us), None);
}
