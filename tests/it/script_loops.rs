//! The same training run in the ways that people write it is the same program.

use lehr::Overrides;
use lehr::scripts::{Script, Settings};
use proptest::prelude::*;

const HEAD: &str = "import itertools\nimport torch\n";
const BODY: [&str; 2] = ["opt.step()", "sched.step()"];

/// Schedulers whose optimizer is `opt`.
fn schedulers() -> impl Strategy<Value = String> {
    let of = |class: &str, rest: String| format!("torch.optim.lr_scheduler.{class}(opt, {rest})");
    prop_oneof![
        (1..40, 1..10).prop_map(move |(size, gamma)| of("StepLR", format!("step_size={size}, gamma=0.{gamma}"))),
        (1..80).prop_map(move |length| of("CosineAnnealingLR", format!("T_max={length}"))),
        (1..40, 1..40).prop_map(move |(first, more)| of("MultiStepLR", format!("[{first}, {}]", first + more))),
        (1..30).prop_map(move |n| of("LambdaLR", format!("lambda e: min(1.0, (e + 1) / {n})"))),
        (2..60).prop_map(move |length| of("LinearLR", format!("start_factor=0.1, total_iters={length}"))),
        (1..20).prop_map(move |first| of("CosineAnnealingWarmRestarts", format!("T_0={first}, T_mult=2"))),
    ]
}

/// Lines one below the other, so far in.
fn indented(lines: &[&str], by: usize) -> String {
    lines.iter().flat_map(|line| [" ".repeat(by), line.to_string(), "\n".to_string()]).collect()
}

/// Loops over so many epochs, in the text in which the optimizer and the scheduler are made.
fn loops(n: u32) -> Vec<String> {
    let body = indented(&BODY, 4);
    let deeper = indented(&BODY, 8);
    vec![
        format!("for epoch in range({n}):\n{body}"),
        format!("for epoch in range(start, start + {n}):\n{body}"),
        format!("for epoch in range(1, {n} + 1):\n{body}"),
        format!("for i, epoch in enumerate(range({n})):\n{body}"),
        format!("for epoch in tqdm(list(range({n}))):\n{body}"),
        format!("for epoch in reversed(range({n})):\n{body}"),
        format!("epoch = 0\nwhile epoch < {n}:\n{body}    epoch += 1\n"),
        format!("epoch = 0\nwhile True:\n{body}    epoch += 1\n    if epoch >= {n}:\n        break\n"),
        format!("for epoch in itertools.count():\n    if epoch == {n}:\n        break\n{body}"),
        format!("for epoch in range(10_000):\n    if epoch >= {n}:\n        break\n{body}"),
        format!("def one():\n{body}for epoch in range({n}):\n    one()\n"),
        format!("def one():\n{body}epochs = {n}\ndone = [one() for epoch in range(epochs)]\n"),
        format!("def main():\n    for epoch in range({n}):\n{deeper}if __name__ == '__main__':\n    main()\n"),
        format!(
            "def main():\n    for epoch in range(10_000):\n{deeper}        if epoch == {n} - 1:\n            return\nmain()\n"
        ),
        // Generators of epochs, and of what has been stepped.
        format!("def epochs():\n    for epoch in range({n}):\n        yield epoch\nfor epoch in epochs():\n{body}"),
        format!(
            "def epochs():\n    epoch = 0\n    while epoch < {n}:\n        yield epoch\n        epoch += 1\nfor epoch in epochs():\n{body}"
        ),
        format!(
            "def train():\n    for epoch in range({n}):\n{deeper}        yield epoch\nfor epoch in train():\n    print(epoch)\n"
        ),
        format!(
            "def inner():\n    for epoch in range({n}):\n{deeper}        yield epoch\ndef outer():\n    yield from inner()\nfor epoch in outer():\n    pass\n"
        ),
        format!("epochs = (epoch for epoch in range({n}))\nfor epoch in epochs:\n{body}"),
    ]
}

/// The same in a class.
fn in_class(make: &[&str; 2], n: u32) -> String {
    let own = |line: &str| {
        line.replace("opt", "self.opt").replace("torch.self.opt", "torch.opt").replace("sched", "self.sched")
    };
    let make = make.map(|line| own(line).replace("lr_self.sched", "lr_sched"));
    let body = BODY.map(own);
    let make: String = make.iter().map(|line| indented(&[line], 8)).collect();
    let body: String = body.iter().map(|line| indented(&[line], 12)).collect();
    format!(
        "class Trainer:\n    def __init__(self, epochs):\n        self.epochs = epochs\n{make}    def fit(self):\n        \
         for epoch in range(self.epochs):\n{body}Trainer({n}).fit()\n"
    )
}

/// A text as a notebook, cut into cells before its lines that are not indented.
fn notebook(text: &str, cuts: usize) -> String {
    let mut cells = vec![String::new()];
    for (index, line) in text.split_inclusive('\n').enumerate() {
        if index > 0 && cells.len() <= cuts && !line.starts_with(' ') {
            cells.push(String::new());
        }
        if let Some(cell) = cells.last_mut() {
            cell.push_str(line);
        }
    }
    let cells = cells.iter().map(|source| serde_json::json!({ "cell_type": "code", "source": source }));
    serde_json::json!({ "cells": cells.collect::<Vec<_>>() }).to_string()
}

/// What a script is.
#[derive(Debug, PartialEq)]
struct Meaning {
    values: Vec<f64>,
    run: Option<String>,
    tick: Option<lehr::Unit>,
}

fn meaning(script: &Script, n: u32) -> Result<Meaning, String> {
    let program = script.compile(&Overrides::default()).into_program().map_err(|found| format!("{found:?}"))?;
    let track = program.track("lr").ok_or("no track lr")?;
    let values = (0..u64::from(n) + 5).map(|tick| track.value(tick)).collect();
    Ok(Meaning { values, run: program.run().map(|run| run.to_string()), tick: program.tick() })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(24) })]

    #[test]
    fn a_loop_is_the_same_program_however_it_is_written(
        scheduler in schedulers(),
        n in 2_u32..90,
        cuts in 0_usize..6,
    ) {
        let make = ["opt = torch.optim.SGD(net.parameters(), lr=0.1)", &format!("sched = {scheduler}")];
        let mut texts: Vec<String> =
            loops(n).iter().map(|it| format!("{HEAD}{}{it}", indented(&make, 0))).collect();
        texts.push(format!("{HEAD}{}", in_class(&make, n)));
        let settings = Settings::default();
        let wanted = meaning(&Script::read(&texts[0], &settings), n);
        let run = wanted.as_ref().ok().and_then(|wanted| Some((wanted.run.as_deref()?, wanted.tick?)));
        prop_assert_eq!(run, Some((&*n.to_string(), lehr::Unit::EPOCH)), "{:?}", wanted);
        for text in &texts {
            prop_assert_eq!(&meaning(&Script::read(text, &settings), n), &wanted, "{}", text);
            let notebook = Script::read_notebook(&notebook(text, cuts), &settings).expect("a notebook");
            prop_assert_eq!(&meaning(&notebook, n), &wanted, "{}", text);
        }
    }
}
