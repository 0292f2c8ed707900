//! What takes for ever to find out is given up after a bounded number of nodes, and that is said.

use super::{Seen, Settings, check, check_next};
use crate::compile::{compile, heavy};
use crate::diagnostic::Code;
use crate::overrides::Overrides;
use crate::schedule::work;

/// The most nodes that are looked at in a file, whatever is in it.
const MOST: u64 = 80_000_000;
/// The same for expectations, whose means add up values in bulk: 64 of these cost as much as one by itself.
const MOST_IN_BULK: u64 = 256_000_000;

#[test]
fn rules_look_at_a_bounded_number_of_nodes() {
    let mut given_up = Vec::new();
    for (name, compilation) in heavy::compiled() {
        let mut found = Vec::new();
        let nodes = work::of(|| found = check(&compilation, &Settings::default()));
        assert!(nodes <= MOST, "{name}: {nodes} nodes");
        given_up.extend(found.iter().any(|finding| finding.code == Code::IncompleteAnalysis).then_some(name));
    }
    for name in ["tracks of mirrors in mirrors", "tracks of cycles in cycles", "mirrors made by `def`"] {
        assert!(given_up.contains(&name), "{name} is not among {given_up:?}");
    }
}

#[test]
fn expectations_look_at_a_bounded_number_of_nodes() {
    let mut given_up = Vec::new();
    for (name, compilation) in heavy::with_expectations() {
        let mut outcomes = Vec::new();
        let nodes = work::of(|| outcomes = compilation.test());
        assert!(nodes <= MOST_IN_BULK, "{name}: {nodes} nodes");
        let failures = outcomes.iter().filter_map(|outcome| outcome.failure.as_ref());
        let incomplete = failures.filter(|failure| failure.message.contains("takes too long to find out"));
        given_up.extend((incomplete.count() > 0).then_some(name));
    }
    for name in ["mirrors in mirrors", "a sum of cycles", "tracks of formulas"] {
        assert!(given_up.contains(&name), "{name} is not among {given_up:?}");
    }
}

#[test]
fn ends_between_ticks_that_bounds_rule_out_are_not_looked_at_one_by_one() {
    let nodes = |parts: usize| {
        let rises: Vec<_> = (0..parts).map(|n| format!("warmup({n}.5)")).collect();
        let text = format!("run = 100_000\nlr = 0.1 * max({})\n", rises.join(", "));
        let compilation = compile(&text, &Overrides::new());
        let only = Settings { select: vec![Code::PeakMissed], ..Settings::default() };
        work::of(|| assert_eq!(check(&compilation, &only), []))
    };
    assert!(nodes(1000) < 12 * nodes(100), "{} and {} nodes", nodes(1000), nodes(100));
}

#[test]
fn only_what_an_edit_reaches_is_looked_at_again() {
    let track = |n: usize| format!("lr.g{n} = warmup({n}) then cosine({}) then linear(to=1e-3)\n", 2 * n + 1);
    let text: String = ["run = 500\nbase = 0.1\n".to_string()].into_iter().chain((1..100).map(track)).collect();
    let (overrides, settings) = (Overrides::new(), Settings::default());
    let looked = |text: &str| work::of(|| drop(check(&compile(text, &overrides), &settings)));
    let before = compile(&text, &overrides);
    let (_, seen) = check_next(&before, &settings, Seen::default());
    let edited = text.replace("lr.g50 = warmup(50)", "lr.g50 = warmup(51)");
    let again = work::of(|| drop(check_next(&before.edited(&edited, &overrides), &settings, seen)));
    assert!(again * 20 < looked(&edited), "{again} nodes of {}", looked(&edited));
}

#[test]
fn many_tracks_are_told_what_few_are() {
    let bodies = [
        "cosine(T=70) repeat",
        "warmup(50) then cosine",
        "cosine(T=40)",
        "factor(t -> 1 - t / 60)",
        "exponential(gamma=0.1)",
    ];
    let track = |n: usize| format!("lr.g{n} = 0.1 * {}\n", bodies[n % bodies.len()]);
    let found = |tracks: std::ops::Range<usize>| {
        let text: String = ["run = 100\n".to_string()].into_iter().chain(tracks.map(track)).collect();
        let found = check(&compile(&text, &Overrides::new()), &Settings::default());
        let of_tracks = found.into_iter().filter(|finding| finding.code != Code::GroupsDiffer);
        of_tracks.map(|finding| (finding.track.clone(), finding.code, finding.message)).collect::<Vec<_>>()
    };
    let few: Vec<_> = (0..500).step_by(50).flat_map(|first| found(first..first + 50)).collect();
    assert!(few.len() > 300, "{} findings", few.len());
    // So many are looked at on all cores.
    assert_eq!(found(0..500), few);
}
