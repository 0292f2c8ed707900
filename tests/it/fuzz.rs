//! What the fuzzers start from, and what they have found, replayed. `fuzz/README.md` says how they run.

#[path = "../../fuzz/src/lib.rs"]
#[expect(unreachable_pub, reason = "a library of its own, for the fuzzers")]
pub(crate) mod fuzzers;

use std::panic::catch_unwind;

use crate::support::{relative, root};
use fuzzers::{bodies, seeds::seeds};

fn body(target: &str) -> bodies::Body {
    bodies::ALL.iter().find(|(name, _)| *name == target).expect("a fuzzer of that name").1
}

#[test]
fn seeds_hold() {
    let seeds = seeds(&root());
    for target in ["text", "compiled", "overrides"] {
        let count = seeds.iter().filter(|seed| seed.target == target).count();
        assert!(count > 30, "only {count} seeds for {target}");
    }
    for seed in seeds {
        body(seed.target)(&seed.bytes);
    }
}

/// Compiled schedules of the greatest depth need more stack than a thread of tests has without
/// optimisation.
const STACK: usize = 64 << 20;

#[test]
fn choices_make_schedules_that_compile_and_ones_that_do_not() {
    let thread = std::thread::Builder::new().stack_size(STACK).spawn(run_on_choices);
    let compiled = thread.expect("a thread").join().expect("no panic");
    assert!((1..150).contains(&compiled), "{compiled} of 150 compile");
}

/// How many of 150 generated schedules compile; each goes through the fuzzers of its kind.
fn run_on_choices() -> usize {
    let mut state = 1_u64;
    let mut bytes = [0_u8; 300];
    let mut compiled = 0;
    for _ in 0..150 {
        for byte in &mut bytes {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            *byte = state.to_be_bytes()[0];
        }
        bodies::programs(&bytes);
        bodies::trees(&bytes);
        bodies::pictures(&bytes);
        bodies::edits(&bytes);
        let text = fuzzers::programs::generate(&mut arbitrary::Unstructured::new(&bytes));
        compiled += usize::from(lehr::compile(&text, &lehr::Overrides::default()).program().is_some());
    }
    compiled
}

/// A file for each input that once broke something, below the name of the fuzzer that found it.
#[test]
fn past_findings_are_gone() {
    let thread = std::thread::Builder::new().stack_size(STACK).spawn(replay);
    thread.expect("a thread").join().expect("nothing is broken");
}

fn replay() {
    let mut broken = Vec::new();
    for folder in std::fs::read_dir(root().join("fuzz/crashes")).expect("the folder is there") {
        let folder = folder.expect("an entry").path();
        let target = folder.file_name().and_then(|name| name.to_str()).expect("a plain name");
        let body = body(target);
        for file in std::fs::read_dir(&folder).expect("a folder") {
            let file = file.expect("an entry").path();
            let bytes = std::fs::read(&file).expect("a file");
            if catch_unwind(|| body(&bytes)).is_err() {
                let what = if target == "pictures" { fuzzers::pictures::show(&bytes) } else { String::new() };
                broken.push(format!("{} {what}", relative(&file)));
            }
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
}
