//! What is known of a text after edits is what a fresh start says of it.

use arbitrary::Unstructured;
use proptest::prelude::*;

use crate::fuzz::fuzzers::edits;
use crate::support::{files, root};

/// Statements that lean on each other.
const LEANING: &str = "\
run = 30 epochs
epoch = 100 steps
unit clip
epoch = 50 clips
base = 0.1
let warm = 3 epochs
let shape = cosine(to=1%)
event save = every 2 epochs until run
def drops(at, gamma=0.1) = multistep(at, gamma)
param batch = 256
lr = warmup(warm) then shape
lr.head = 10 * lr
lr.block.{i in 0..3} = 0.75 ^ (3 - i) * lr
lr.old = warmup(warm) * drops([10, 20] epochs)
lr.cut = warmup(7/3 epochs) then hold then linear(10%)
lr.zero = warmup(warm) then hold(0) for 5 epochs then hold(1x)
wd.base = 0.05
wd = max(cosine, 10%)
wd.other = linear(batch)
one = onecycle(T=5 epochs) repeat(3, decay=0.5)
momentum = hold(0.9)
size = piecewise([10] epochs, [256, 512])
lr.size = 0.1 * factor(t -> sqrt(size / 256))
lr.cycles = (warmup(warm) then linear(p epochs)) repeat over p in [1, 2, 4]
mix.web = linear(from=0.6, to=0.4)
mix.code = linear(from=0.4, to=0.6)
lr.sizes = lr.size then linear(2 epochs)
expect lr[warm] == 0.1
expect sum(mix) == 1
expect decreasing(lr[warm .. end])
";

/// Statements where a unit changes its size, and where metrics decide.
const COUPLED: &str = "\
run = 40M tokens
step = batch * 1000 tokens
unit second, frame
second = 30 frames
base = 3e-4
let warm = 20 steps
batch = round(piecewise([1M, 9M] tokens, [8, 16, 32]))
lr = warmup(warm) then cosine(to=10%) until 30M tokens then linear
lr.head = 10 * lr
lr.block.{i in 0..2} = 0.5 ^ i * lr
lr.cycles = (linear(p tokens) for 1M tokens) repeat over p in [1M, 2M]
lr.thirds = linear((10/3) steps) then hold for (5M/7) tokens then cosine
beta = 0.9 * plateau(0.5, patience=3)
kl = 0.1 * steer(metric=kl, band=0.005 .. 0.02, times=1.5)
mix = reach(metric=loss, at=[2, 1.5], values=[1x, 2x, 4x])
wd = 0.1 * factor(t -> sqrt(batch / 32))
event save = every 1M tokens until run
event show = at [30, 60] steps
expect lr[warm] > 0
expect decreasing(lr[30M tokens .. end])
";

fn texts() -> Vec<String> {
    let folders = ["examples", "examples/recipes", "tests/corpus/error", "tests/lint"];
    let paths = folders.into_iter().flat_map(|folder| files(folder, "lehr"));
    let read = paths.map(|path| std::fs::read_to_string(root().join(path)).expect("text"));
    read.filter(|text| text.len() < 2000).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn statements_that_lean_on_each_other(choices in prop::collection::vec(any::<u8>(), 20..120)) {
        edits::run(LEANING, &mut Unstructured::new(&choices));
    }

    #[test]
    fn statements_of_two_clocks_and_of_metrics(choices in prop::collection::vec(any::<u8>(), 20..120)) {
        edits::run(COUPLED, &mut Unstructured::new(&choices));
    }

    #[test]
    fn every_text_of_the_tests(which: prop::sample::Index, choices in prop::collection::vec(any::<u8>(), 10..60)) {
        let texts = texts();
        edits::run(&texts[which.index(texts.len())], &mut Unstructured::new(&choices));
    }
}

#[test]
fn a_track_whose_own_track_has_an_error() {
    let text =
        "let peak = 0.1\nlr = warmup(10, to=peak) then cosine(20)\nlr.head = 10 * lr\nexpect max(lr.head) == 1\n";
    let unknown = edits::Edited::new(text).edit(4..8, "top");
    unknown.edit(4..7, "peak").edit(11..14, "def");
}

/// Which of two definitions is meant follows from the other one, which no edit of it touches.
#[test]
fn a_name_that_is_defined_twice() {
    let between = |name: &str| {
        let lines: Vec<_> = (0..8).map(|index| format!("let {name}{index} = {index}\n")).collect();
        lines.concat()
    };
    for [one, other, used] in [
        ["let x = 2", "let x = 1", "x * linear"],
        ["param x = 2", "let x = 1", "x * linear"],
        ["def x(a) = a + 1", "def x(a) = a", "x(1) * linear"],
        ["x = linear(2)", "x = linear(4)", "3 * x"],
        ["let x = 2", "event x = every 3", "linear"],
        ["base = 2", "base = 1", "warmup(5)"],
        ["x.base = 2\nx = hold", "x.base = 1", "x"],
        ["run = 20", "run = 30", "linear"],
        ["epoch = 4 steps", "epoch = 5 steps", "linear(2 epochs)"],
        ["tick = steps", "tick = epochs", "linear(2)"],
    ] {
        for [first, second] in [[one, other], [other, one]] {
            let text = format!("{first}\n{}{second}\n{}lr = {used}\n{}", between("a"), between("b"), between("c"));
            let start = text.rfind(second).expect("it is there");
            let edited = edits::Edited::new(&text);
            edited.edit(0..first.len(), "").edit(0..0, first);
            let edited = edits::Edited::new(&text);
            edited.edit(start..start + second.len(), "").edit(start..start, second);
        }
    }
}
