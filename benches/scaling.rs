//! How the time of each command grows with its input: the CPU time of whole processes for a size and for ten times
//! that, and the exponent between them, for everything that is written one after another, in each other or beside
//! each other.
//!
//! `cargo bench --bench scaling`, with a part of a row's name to measure that row alone.

mod processes;

use lehr::scripts::{Script, Settings};
use processes::seconds;

/// What other programs do on the machine only adds to the least of so many.
const ROUNDS: usize = 9;
/// How many times as long ten times the input may take.
const LINEAR: f64 = 12.0;
/// How many seconds a command may take for what leads to exponentially many places, which its budget ends.
const BUDGET: f64 = 0.2;

/// What is asked of nested cycles.
const EXPECTED: &str = "expect max(lr) == 1\nexpect continuous(lr)\n";

/// An input of a size, and what is done with it.
struct Row {
    name: &'static str,
    text: fn(usize) -> String,
    size: usize,
    commands: &'static [&'static [&'static str]],
}

const READ: &[&[&str]] = &[&["check"], &["show"], &["plot"]];
const TESTED: &[&[&str]] = &[&["check"], &["show"], &["plot"], &["test"]];
const DRAWN: &[&[&str]] = &[&["check"], &["show"], &["plot"], &["plot", "-o", "svg"], &["plot", "-o", "html"]];

const ROWS: &[Row] = &[
    Row { name: "segments", text: segments, size: 1000, commands: DRAWN },
    Row { name: "seams", text: seams, size: 1000, commands: READ },
    Row { name: "segments without length", text: momentary, size: 4000, commands: READ },
    Row { name: "stretched repeats", text: repeats, size: 1000, commands: READ },
    Row { name: "segments of products", text: products, size: 1000, commands: READ },
    Row { name: "factors", text: factors, size: 1000, commands: READ },
    Row { name: "terms", text: terms, size: 1000, commands: READ },
    Row { name: "parts of a maximum", text: maximum, size: 1000, commands: READ },
    Row { name: "milestones", text: milestones, size: 800, commands: DRAWN },
    Row { name: "tracks", text: tracks, size: 1000, commands: DRAWN },
    Row { name: "tracks without a base", text: tracks_without_a_base, size: 1000, commands: READ },
    Row { name: "dots in a name", text: dots, size: 10_000, commands: DRAWN },
    Row { name: "summits between ticks", text: summits, size: 300, commands: READ },
    Row { name: "expectations", text: expectations, size: 1000, commands: &[&["check"], &["test"]] },
    Row { name: "expectations with an error", text: mistaken, size: 1000, commands: &[&["check"]] },
    Row { name: "names with a hyphen", text: hyphens, size: 1000, commands: &[&["check"]] },
    Row { name: "arguments too many", text: too_many_arguments, size: 2000, commands: &[&["check"]] },
    Row { name: "names of no parameter", text: unknown_parameters, size: 2000, commands: &[&["check"]] },
    Row { name: "unknown units", text: unknown_units, size: 2000, commands: &[&["check"]] },
    Row { name: "lines that are no statements", text: no_statements, size: 2000, commands: &[&["check"]] },
    Row { name: "terms of a warmup and a decay", text: warmups_and_decays, size: 400, commands: READ },
    Row { name: "terms that climb back", text: mirrored, size: 400, commands: READ },
    Row { name: "factors that are held", text: held, size: 400, commands: READ },
    Row { name: "cycles of a maximum", text: cycles_of_a_maximum, size: 400, commands: READ },
    Row { name: "terms of steps", text: steps, size: 400, commands: READ },
    Row { name: "knots", text: knots, size: 1000, commands: DRAWN },
    Row { name: "members of a family", text: members, size: 400, commands: DRAWN },
    Row { name: "cycles over values", text: cycles_over_values, size: 1000, commands: READ },
    Row { name: "constants of constants", text: constants, size: 1000, commands: READ },
    Row { name: "parts made by `def`", text: made_by_definitions, size: 1000, commands: READ },
];

/// Training scripts.
const SCRIPTS: &[Row] = &[
    Row { name: "schedulers of an optimizer", text: schedulers, size: 100, commands: &[&["check"]] },
    Row { name: "scripts one after another", text: trainings, size: 40, commands: &[&["check"]] },
    Row { name: "rates set by hand", text: set_by_hand, size: 40, commands: &[&["check"]] },
    Row { name: "conditions before a step", text: conditions, size: 100, commands: &[&["check"]] },
    Row { name: "steps after each other", text: steps_of_one, size: 100, commands: &[&["check"]] },
    Row { name: "schedulers that are prepared at once", text: prepared, size: 100, commands: &[&["check"]] },
    Row { name: "schedulers that a function makes", text: made_by_a_function, size: 100, commands: &[&["check"]] },
    Row { name: "schedulers that nothing steps", text: never_stepped, size: 40, commands: &[&["check"]] },
];

/// Notebooks.
const NOTEBOOKS: &[Row] = &[Row { name: "cells of a notebook", text: cells, size: 1000, commands: &[&["check"]] }];

/// Scripts of one schedule: all others have as many as their size.
const ONE_SCHEDULE: [&str; 2] = ["conditions before a step", "steps after each other"];

/// What leads to exponentially many places.
const NESTED: &[Row] = &[
    Row { name: "mirrors in mirrors", text: mirrors, size: 5, commands: TESTED },
    Row { name: "cycles in cycles", text: cycles, size: 5, commands: TESTED },
    Row { name: "tracks of mirrors in mirrors", text: tracks_of_mirrors, size: 20, commands: TESTED },
];

/// What is refused on purpose: all other rows are of files that compile.
const REFUSED: [&str; 6] = [
    "expectations with an error",
    "names with a hyphen",
    "arguments too many",
    "names of no parameter",
    "unknown units",
    "lines that are no statements",
];

fn joined(count: usize, by: &str, part: impl Fn(usize) -> String) -> String {
    (0..count).map(part).collect::<Vec<_>>().join(by)
}

fn segments(count: usize) -> String {
    let kinds = ["linear(3, to=50%)", "cosine(10, to=1%)", "hold for 5", "warmup(2.5, to=0.5x)", "step(2, 0.9) for 6"];
    format!("base = 0.1\nlr = {}\n", joined(count, " then ", |n| kinds[n % kinds.len()].to_string()))
}

fn seams(count: usize) -> String {
    let jump = |n: usize| format!("linear(3, from={}%, to={}%)", 50 + n % 50, 20 + n % 30);
    format!("base = 0.1\nlr = {}\n", joined(count, " then ", jump))
}

fn momentary(count: usize) -> String {
    format!("run = 1000\nbase = 0.1\nlr = {}\n", joined(count, " then ", |_| "cosine(0)".to_string()))
}

fn repeats(count: usize) -> String {
    format!("base = 0.1\nlr = {}\n", joined(count, " then ", |_| "cosine(2) repeat(3, stretch=2)".to_string()))
}

fn products(count: usize) -> String {
    let part = |_| "(linear(9, to=50%) * multistep([3], 0.5)) for 9".to_string();
    format!("base = 0.1\nlr = {}\n", joined(count, " then ", part))
}

fn factors(count: usize) -> String {
    let factor = |n: usize| format!("multistep([{}], 0.999)", 1 + n % 900);
    format!("run = 1000\nbase = 0.1\nlr = cosine * {}\n", joined(count, " * ", factor))
}

fn terms(count: usize) -> String {
    format!("run = 1000\nbase = 0.1\nlr = {}\n", joined(count, " + ", |n| format!("linear({})", 1 + n % 900)))
}

fn maximum(count: usize) -> String {
    format!("run = 1000\nbase = 0.1\nlr = max({})\n", joined(count, ", ", |n| format!("linear({})", 1 + n % 900)))
}

fn summits(count: usize) -> String {
    let summit = |n: usize| format!("linear({n}.5)");
    format!("run = 100_000\nbase = 0.1\nlr = max({})\n", joined(count, ", ", summit))
}

fn expectations(count: usize) -> String {
    format!("run = 1000\nbase = 0.1\nlr = cosine\n{}\n", joined(count, "\n", |_| "expect decreasing(lr)".to_string()))
}

fn mistaken(count: usize) -> String {
    let expectation = |n: usize| format!("expect mean(lr[{n}..]) < 2");
    format!("run = 100_000\nbase = 0.1\nlr = cosine\n{}\n", joined(count, "\n", expectation))
}

fn hyphens(count: usize) -> String {
    let lines = |n: usize| format!("let a-b = {n}\nlet a-b{n} = {n}");
    format!("run = 100\n{}\n", joined(count, "\n", lines))
}

fn too_many_arguments(count: usize) -> String {
    format!("run = 100\nlr = multistep({})\n", joined(count, ", ", |n| (n + 1).to_string()))
}

fn unknown_parameters(count: usize) -> String {
    let names = |letter: &str| joined(count, ", ", |n| format!("{letter}{n}=1"));
    let parameters = joined(100, ", ", |n| format!("p{n}"));
    format!("run = 100\ndef f({parameters}) = p0\nlr = f({}) * cosine({})\n", names("a"), names("b"))
}

fn unknown_units(count: usize) -> String {
    format!("run = 100\nlr = {}\n", joined(count, " ", |_| "x/4".to_string()))
}

fn no_statements(count: usize) -> String {
    format!("run = 100\n{}\n", joined(count, "\n", |_| "u\tv".to_string()))
}

fn warmups_and_decays(count: usize) -> String {
    format!("run = 100_000\nbase = 0.1\nlr = {}\n", joined(count, " + ", |_| "noam".to_string()))
}

fn mirrored(count: usize) -> String {
    let term = |n: usize| format!("(linear({n}) mirror)");
    format!("run = 100_000\nbase = 0.1\nlr = {}\n", joined(count, " + ", |n| term(n + 3)))
}

fn held(count: usize) -> String {
    let factor = |n: usize| format!("(hold for {n} then 1%)");
    format!("run = 100_000\nbase = 0.1\nlr = {}\n", joined(count, " * ", |n| factor(n + 2)))
}

fn cycles_of_a_maximum(count: usize) -> String {
    let part = |n: usize| format!("(linear({n}) repeat)");
    format!("run = 100_000\nbase = 0.1\nlr = max({})\n", joined(count, ", ", |n| part(n + 2)))
}

fn steps(count: usize) -> String {
    format!("run = 100_000\nbase = 0.1\nlr = {}\n", joined(count, " + ", |_| "step(3, 0.5)".to_string()))
}

fn milestones(count: usize) -> String {
    let at = joined(count, ", ", |n| (10 * n + 5).to_string());
    format!("run = 100_000\nbase = 0.1\nlr = multistep([{at}], 0.999)\n")
}

fn knots(count: usize) -> String {
    let at = joined(count, ", ", |n| (10 * n + 5).to_string());
    let values = joined(count + 1, ", ", |n| format!("0.{}", 100 + n * 37 % 900));
    format!("run = 100_000\nlr = piecewise([{at}], [{values}], interpolate=linear)\n")
}

fn members(count: usize) -> String {
    format!("run = 1000\nlr.block.{{i in 0..{}}} = 0.1 * 0.999 ^ i * cosine\n", count - 1)
}

fn cycles_over_values(count: usize) -> String {
    format!("base = 0.1\nlr = cosine(3 + i, from=1x) repeat over i in 0..{}\n", count - 1)
}

fn constants(count: usize) -> String {
    let constant = |n: usize| format!("let a{} = a{} + 1", n + 1, n / 2);
    format!("base = 0.1\nlet a0 = 1\n{}\nlr = cosine(a{count})\n", joined(count, "\n", constant))
}

fn tracks(count: usize) -> String {
    format!("run = 1000\nbase = 0.1\n{}\n", joined(count, "\n", |n| format!("lr.g{n} = cosine")))
}

fn tracks_without_a_base(count: usize) -> String {
    format!("run = 1000\n{}\n", joined(count, "\n", |n| format!("t{n} = cosine")))
}

fn dots(count: usize) -> String {
    format!("run = 1000\nbase = 0.1\nlr{} = cosine\n", ".a".repeat(count))
}

fn mirrors(depth: usize) -> String {
    format!("run = 2^60\nbase = 1\nlr = linear(1){}\n{EXPECTED}", " mirror".repeat(depth))
}

fn cycles(depth: usize) -> String {
    format!("run = 2^60\nbase = 1\nlr = linear(1){}\n{EXPECTED}", " repeat 2".repeat(depth))
}

fn tracks_of_mirrors(count: usize) -> String {
    let track = |n: usize| format!("lr.g{n} = linear(1){}\nexpect max(lr.g{n}) == 1", " mirror".repeat(40));
    format!("run = 2^60\nbase = 1\n{}\n", joined(count, "\n", track))
}

/// As many as a power of ten, in a text whose length is the logarithm of that.
fn made_by_definitions(count: usize) -> String {
    let depth = count.ilog10();
    let define = |n: u32| {
        let parts: Vec<_> = (0..10).map(|part| format!("9{part}% * f{}(x)", n - 1)).collect();
        format!("def f{n}(x) = max({})\n", parts.join(", "))
    };
    let definitions: String = (1..=depth).map(define).collect();
    format!("run = 100_000\nbase = 1\ndef f0(x) = linear(3)\n{definitions}lr = f{depth}(1)\n")
}

const IMPORTS: &str = "from torch.optim import SGD\nfrom torch.optim.lr_scheduler import CosineAnnealingLR, StepLR\n";

fn cells(count: usize) -> String {
    let training = format!(
        "{IMPORTS}optimizer = SGD(model.parameters(), lr=0.1)\ns = StepLR(optimizer, 30)\n\
         for epoch in range(90):\n    train()\n    s.step()\n"
    );
    let cell = |n: usize| {
        let code = if n == 0 { training.clone() } else { format!("print({n})\nx = {n}\n") };
        serde_json::json!({ "cell_type": "code", "source": code }).to_string()
    };
    format!(r#"{{"nbformat": 4, "cells": [{}]}}"#, joined(count, ",\n", cell))
}

fn schedulers(count: usize) -> String {
    let scheduler = |n: usize| format!("s{n} = StepLR(optimizer, {}, gamma=0.5)\n", n + 1);
    format!("{IMPORTS}optimizer = SGD(model.parameters(), lr=0.1)\n{}", joined(count, "", scheduler))
}

fn made_by_a_function(count: usize) -> String {
    let call = |n: usize| format!("s{n} = make(optimizer, {})\n", n + 1);
    format!(
        "{IMPORTS}optimizer = SGD(model.parameters(), lr=0.1)\ndef make(optimizer, size):\n    return StepLR(optimizer, size)\n{}",
        joined(count, "", call)
    )
}

fn trainings(count: usize) -> String {
    let training = "\
accelerator = Accelerator()
optimizer = SGD(model.parameters(), lr=0.1)
scheduler = CosineAnnealingLR(optimizer, T_max=30 * len(loader))
model, optimizer, loader, scheduler = accelerator.prepare(model, optimizer, loader, scheduler)
for epoch in range(30):
    for batch in loader:
        accelerator.backward(model(batch))
        optimizer.step()
        scheduler.step()
";
    format!("from accelerate import Accelerator\n{IMPORTS}{}", training.repeat(count))
}

fn set_by_hand(count: usize) -> String {
    let training = "\
optimizer = SGD(model.parameters(), lr=0.1)
for epoch in range(90):
    for group in optimizer.param_groups:
        group['lr'] = 0.1 * 0.1 ** (epoch // 30)
    for batch in loader:
        model(batch).backward()
        optimizer.step()
";
    format!("{IMPORTS}{}", training.repeat(count))
}

fn conditions(count: usize) -> String {
    let guard = |n: usize| format!("    if a{n}: continue\n    scheduler.step()\n");
    let loops = joined(count, "", guard);
    format!("{IMPORTS}scheduler = StepLR(SGD(model.parameters(), lr=0.1), 30)\nfor epoch in range(90):\n{loops}")
}

fn steps_of_one(count: usize) -> String {
    let loops = "for epoch in range(9):\n    scheduler.step()\n".repeat(count);
    format!("{IMPORTS}scheduler = StepLR(SGD(model.parameters(), lr=0.1), 30)\n{loops}")
}

fn prepared(count: usize) -> String {
    let names = joined(count, ", ", |n| format!("s{n}"));
    format!("{}Accelerator().prepare({names})\n", schedulers(count))
}

fn never_stepped(count: usize) -> String {
    let training = |n| {
        format!(
            "\
optimizer = SGD(model.parameters(), lr=0.1)
scheduler{n} = StepLR(optimizer, 30)
for epoch in range(90):
    for batch in loader:
        model(batch).backward()
        optimizer.step()
"
        )
    };
    format!("{IMPORTS}{}", joined(count, "", training))
}

#[expect(clippy::print_stdout, reason = "a benchmark reports what it measured")]
fn main() {
    for Row { name, text, size, .. } in ROWS.iter().chain(NESTED) {
        for size in [*size, 10 * size] {
            let compilation = lehr::compile(&text(size), &lehr::Overrides::new());
            let first = compilation.diagnostics().first();
            assert_eq!(compilation.program().is_none(), REFUSED.contains(name), "{size} {name}: {first:?}");
        }
    }
    for Row { name, text, size, .. } in SCRIPTS {
        let script = Script::read(&text(*size), &Settings::default());
        let expected = if ONE_SCHEDULE.contains(name) { 1 } else { *size };
        assert_eq!(script.schedules().len(), expected, "{name}");
    }
    for Row { name, text, size, .. } in NOTEBOOKS {
        let script = Script::read_notebook(&text(*size), &Settings::default());
        assert_eq!(script.map(|script| script.schedules().len()), Ok(1), "{name}");
    }
    let wanted = std::env::args().skip(1).find(|argument| !argument.starts_with('-'));
    let is_wanted = |row: &&Row| wanted.as_ref().is_none_or(|wanted| row.name.contains(wanted.as_str()));
    println!("| ten times as many | command | times as long | exponent |\n|---|---|---:|---:|");
    let of_file = |file: &'static str| move |row: &'static Row| (file, row);
    let rows = ROWS.iter().filter(is_wanted).map(of_file("a.lehr"));
    let scripts = SCRIPTS.iter().filter(is_wanted).map(of_file("a.py"));
    let notebooks = NOTEBOOKS.iter().filter(is_wanted).map(of_file("a.ipynb"));
    for (file, Row { name, text, size, commands }) in rows.chain(scripts).chain(notebooks) {
        for command in *commands {
            // What every process takes, whatever it reads.
            let start = seconds(command, processes::SHORT, ROUNDS);
            let [few, many] =
                [*size, 10 * size].map(|size| (seconds(command, (file, &text(size)), ROUNDS) - start).max(1e-4));
            let missed = if many > LINEAR * few.max(2e-3) { " (missed)" } else { "" };
            let (ratio, exponent) = (many / few, libm::log10(many / few));
            println!("| {name} | `{}` | {ratio:.1}{missed} | {exponent:.2} |", command.join(" "));
        }
    }
    println!("\n| exponentially many | command | seconds |\n|---|---|---:|");
    for Row { name, text, size, commands } in NESTED.iter().filter(is_wanted) {
        for command in *commands {
            let taken = seconds(command, ("a.lehr", &text(10 * size)), ROUNDS);
            let missed = if taken > BUDGET { " (missed)" } else { "" };
            println!("| {} {name} | `{}` | {taken:.3}{missed} |", 10 * size, command.join(" "));
        }
    }
}
