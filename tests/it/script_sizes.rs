//! Scripts whose arithmetic is small to write and large written out: they are read in little time and memory.

use lehr::scripts::{Script, Settings};
use lehr::{Code, Overrides, lint};

use crate::fuzz::fuzzers::bodies;

/// What takes a value twice.
const DOUBLINGS: [&str; 12] = [
    "{x} + {x}",
    "{x} - {x}",
    "{x} * {x}",
    "{x} / {x}",
    "{x} // {x}",
    "{x} % {x}",
    "{x} ** {x}",
    "max({x}, {x})",
    "math.floor({x} / ({x} + 1))",
    "{x} if {x} else {x}",
    "{x} and {x}",
    "[{x}, {x}][-1] + len([{x}, {x}])",
];

/// Scripts in which the last of 60 names is made of two of the one before it, and so on.
fn doubled(doubling: &str) -> Vec<String> {
    let by = |x: &str| doubling.replace("{x}", x);
    let head = "import math\nfrom torch.optim import SGD\nfrom torch.optim.lr_scheduler import LambdaLR, StepLR\n";
    let joined = |lines: Vec<String>| lines.concat();
    let names = |first: &str| {
        let lines = (1..60).map(|i| format!("x{i} = {}\n", by(&format!("x{}", i - 1))));
        format!("x0 = {first}\n{}", joined(lines.collect()))
    };
    let body = joined((1..60).map(|i| format!("    x{i} = {}\n", by(&format!("x{}", i - 1)))).collect());
    let functions =
        joined((1..30).map(|i| format!("def f{i}(t):\n    return {}\n", by(&format!("f{}(t)", i - 1)))).collect());
    let run = "for epoch in range(90):\n    optimizer.step()\n    scheduler.step()\n";
    let mut scripts = Vec::new();
    for first in ["2", "0.5", "args.x", "len(loader)", "cfg['x']"] {
        scripts.push(format!(
            "{head}{}optimizer = SGD(net.parameters(), lr=x59)\nscheduler = StepLR(optimizer, x59)\n{run}",
            names(first)
        ));
    }
    scripts.push(format!(
        "{head}def rate(epoch):\n    x0 = epoch\n{body}    return x59\n\
         optimizer = SGD(net.parameters(), lr=0.1)\nscheduler = LambdaLR(optimizer, rate)\n{run}"
    ));
    scripts.push(format!(
        "{head}def f0(t):\n    return t\n{functions}\
         optimizer = SGD(net.parameters(), lr=0.1)\nscheduler = LambdaLR(optimizer, f29)\n{run}"
    ));
    scripts.push(format!(
        "{head}optimizer = SGD(net.parameters(), lr=0.1)\n{}if x59 > 1:\n    scheduler = StepLR(optimizer, 30)\n\
         else:\n    scheduler = StepLR(optimizer, 40)\n{run}",
        names("args.x")
    ));
    scripts
}

#[test]
fn what_doubles_from_name_to_name_is_read() {
    for doubling in DOUBLINGS {
        for script in doubled(doubling) {
            bodies::scripts(script.as_bytes());
        }
    }
}

#[test]
fn long_chains_of_an_operator_are_read() {
    for operator in ["+", "-", "*", "/", "//", "%", "**", "and", "or", "<", "if 1 else"] {
        let chain = vec!["epoch"; 50].join(&format!(" {operator} "));
        // As it is read where operands are missing, too.
        let broken = format!("epoch {} 5", operator.repeat(47));
        for formula in [chain, broken] {
            let script = format!(
                "from torch.optim import SGD\nfrom torch.optim.lr_scheduler import LambdaLR\n\
                 optimizer = SGD(net.parameters(), lr=0.1)\nscheduler = LambdaLR(optimizer, lambda epoch: {formula})\n\
                 for epoch in range(90):\n    optimizer.step()\n    scheduler.step()\n"
            );
            bodies::scripts(script.as_bytes());
        }
    }
}

/// What may be written after itself many times: what stands before it, the piece with `{i}` for its number, what stands
/// between two of them, and what stands after all.
const PIECES: [(&str, &str, &str, &str); 20] = [
    ("with ", "StepLR(o, {i})", ", ", ":\n    pass\n"),
    ("with ", "open('{i}')", " ", " as f:\n"),
    ("for e in range(9):\n", "    if a{i}: continue\n    s{i} = StepLR(o, 1)\n", "", ""),
    ("s = StepLR(o, 1)\nfor e in range(9):\n", "    if a{i}: continue\n    s.step()\n", "", ""),
    ("s = StepLR(o, 1)\nfor e in range(9):\n", "    if a{i}: break\n    s.step()\n", "", ""),
    ("s = StepLR(o, 1)\nfor e in range(9):\n", "    if a{i}: s.step()\n", "", ""),
    ("s = StepLR(o, 1)\nfor e in range(9):\n    if b: pass\n", "    elif a{i}: s.step()\n", "", ""),
    ("s = StepLR(o, 1)\n", "for e in range(9):\n    s.step()\n", "", ""),
    ("def f():\n", "    if a{i}: return 1\n    s{i} = StepLR(o, 1)\n", "", ""),
    ("try:\n    s = StepLR(o, 1)\n", "except E{i}: s = StepLR(o, 1)\n", "", ""),
    ("match x:\n", "    case {i}: s = StepLR(o, 1)\n", "", ""),
    ("for e in range(9):\n", "    if a{i}: continue\n    o.param_groups[0]['lr'] = {i} / 9\n", "", ""),
    ("def configure_optimizers(self):\n", "    if a{i}: return [o], [StepLR(o, 1)]\n", "", ""),
    ("def f(o): return StepLR(o, 1)\n", "s{i} = f(o)\n", "", ""),
    ("class A(StepLR):\n    def __init__(self, o): super().__init__(o, 1)\n", "s{i} = A(o)\n", "", ""),
    ("a = Accelerator()\na.prepare(", "StepLR(o, {i})", ", ", ")\n"),
    ("l = [", "StepLR(o, {i})", ", ", "]\nfor e in range(9):\n    for s in l:\n        s.step()\n"),
    ("x = StepLR(o, 1)\n", "x = [x, {i}]\n", "", "f(x)\n"),
    ("s = ", "StepLR(o, {i}) if a{i} else ", "", "None\ns.step()\n"),
    ("", "o{i} = SGD(m.parameters(), lr=0.1)\ns{i} = StepLR(o{i}, 30)\nfor e in x: o{i}.step()\n", "", ""),
];

fn repeated((before, piece, between, after): (&str, &str, &str, &str), times: usize) -> String {
    let pieces: Vec<String> = (1..=times).map(|i| piece.replace("{i}", &i.to_string())).collect();
    format!(
        "from accelerate import Accelerator\nfrom torch.optim import SGD\nfrom torch.optim.lr_scheduler import StepLR\n\
         o = SGD(m.parameters(), lr=0.1)\n{before}{}{after}",
        pieces.join(between)
    )
}

#[test]
fn what_is_written_hundreds_of_times_is_read() {
    for pieces in PIECES {
        bodies::scripts(repeated(pieces, 300).as_bytes());
    }
}

#[test]
fn steps_at_very_many_places_are_not_counted() {
    let run = |times| {
        let script = Script::read(&repeated(PIECES[7], times), &Settings::default());
        let run = &script.schedules()[0].run;
        let count = run.count.as_ref().and_then(|count| script.value(count));
        (run.steps.len(), count, run.reason.as_ref().map(|reason| reason.why.clone()))
    };
    assert_eq!(run(100), (100, Some(900.0), None));
    assert_eq!(run(101), (101, None, Some("it is stepped at more than 100 places".to_string())));
}

#[test]
fn what_is_followed_only_so_far_is_not_counted() {
    let count = |guards| {
        let guards: Vec<String> = (0..guards).map(|i| format!("    if a{i}: continue\n")).collect();
        let text = format!(
            "from torch.optim import SGD\nfrom torch.optim.lr_scheduler import StepLR\n\
             o = SGD(m.parameters(), lr=0.1)\ns = StepLR(o, 1)\n\
             for e in range(9):\n    s.step()\n{}    s.step()\n",
            guards.concat()
        );
        let script = Script::read(&text, &Settings::default());
        let run = &script.schedules()[0].run;
        let count = run.count.as_ref().and_then(|count| script.value(count));
        (count, run.reason.as_ref().map(|reason| reason.why.clone()))
    };
    let why = "the script is too large, or too deeply nested, to be followed to its end";
    assert_eq!(count(0), (Some(18.0), None));
    assert_eq!(count(200), (Some(18.0), None));
    assert_eq!(count(300), (None, Some(why.to_string())));
}

#[test]
fn what_is_not_followed_is_said_once_and_where_it_starts() {
    let lines = |count: usize, line: &dyn Fn(usize) -> String| (0..count).map(line).collect::<Vec<_>>().concat();
    let nested = |count: usize, line: &str| lines(count, &|depth| format!("{}{line}\n", " ".repeat(depth)));
    let fan = lines(20, &|i| format!("def f{}():\n    f{i}()\n    f{i}()\n", i + 1));
    let left_out = [
        ("guards", format!("for e in range(9):\n{}    step()\n", lines(300, &|i| format!("    if a{i}: continue\n")))),
        ("with", format!("{}{}step()\n", nested(230, "with a:"), " ".repeat(230))),
        ("if", format!("{}{}step()\n", nested(230, "if a:"), " ".repeat(230))),
        ("for", format!("{}{}step()\n", nested(230, "for a in b:"), " ".repeat(230))),
        ("elif", format!("if a:\n    step()\n{}", lines(300, &|i| format!("elif a{i}:\n    step()\n")))),
        ("brackets", format!("x = {}1{}\n", "f(".repeat(230), ")".repeat(230))),
        ("minus", format!("x = {}1\n", "-".repeat(300))),
        ("lines", lines(160_000, &|_| "a = 1\n".to_string())),
        ("calls", lines(40_000, &|_| "f(1, 2)\n".to_string())),
        ("functions", format!("def f0():\n    step()\n{fan}f20()\n")),
        ("cases", format!("match a:\n{}", lines(300, &|i| format!("    case {i}:\n        step()\n")))),
        ("schedulers", lines(1001, &|i| format!("s{i} = StepLR(o, {i} + 1)\n"))),
        (
            "rates",
            format!("for e in range(9):\n{}", lines(1001, &|i| format!("    o.param_groups[{i}]['lr'] = e / 9\n"))),
        ),
    ];
    let head = "from torch.optim import SGD\nfrom torch.optim.lr_scheduler import StepLR\n\
                o = SGD(m.parameters(), lr=0.1)\ns = StepLR(o, 30)\n";
    let notes = |text: &str| {
        let found = Script::read(text, &Settings::default()).check(&Overrides::new(), &lint::Settings::default());
        found.into_iter().filter(|found| found.code == Code::IncompleteAnalysis).collect::<Vec<_>>()
    };
    for (what, rest) in left_out {
        let text = format!("{head}{rest}");
        let notes = notes(&text);
        let [note] = &notes[..] else { panic!("{what}: {notes:?}") };
        let said = note.span().of(&text);
        assert!(!said.is_empty() && !said.contains('\n') && note.span().start >= head.len(), "{what}: {note:?}");
    }
    let whole = [
        String::new(),
        nested(200, "with a:") + &" ".repeat(200) + "step()\n",
        lines(10_000, &|_| "a = 1\n".to_string()),
        lines(999, &|i| format!("s{i} = StepLR(o, {i} + 1)\n")),
        "def f():\n    f()\n    g()\ndef g():\n    f()\nf()\n".to_string(),
    ];
    let too_long = lines(300_000, &|_| "a = 1\n".to_string());
    let long = notes(&too_long);
    let [note] = &long[..] else { panic!("{long:?}") };
    assert_eq!(note.message, "the script is longer than 1 MiB, and is not read");
    let refused = Script::read(&too_long, &Settings::default()).compile(&Overrides::new());
    assert_eq!(refused.diagnostics()[0].message, note.message);
    for rest in whole {
        assert_eq!(notes(&format!("{head}{rest}for e in range(90):\n    s.step()\n")), [], "{rest:.200}");
    }
}

#[test]
fn only_one_of_two_arms_steps() {
    let run = |first: &str, second: &str| {
        let text = format!(
            "from torch.optim import SGD\nfrom torch.optim.lr_scheduler import StepLR\n\
             o = SGD(m.parameters(), lr=0.1)\ns = StepLR(o, 1)\n\
             {first}:\n    for e in range(9): s.step()\n{second}:\n    for e in range(9): s.step()\n"
        );
        let script = Script::read(&text, &Settings::default());
        let run = &script.schedules()[0].run;
        (run.steps.len(), run.count.as_ref().and_then(|count| script.value(count)))
    };
    for test in ["amp", "args.amp", "n > 3", "f(x)", "a == 'b'", "a and b", "a or b", "'x' in y", "a is None"] {
        let (is, is_not) = (format!("if {test}"), format!("if not ({test})"));
        let not_not = format!("if not not ({test})");
        for (first, second) in
            [(&is, "else"), (&is, &is_not), (&is_not, &is), (&is_not, "else"), (&is_not, &not_not), (&not_not, &is_not)]
        {
            // Each call of what is not known may give something else.
            if test != "f(x)" || second == "else" {
                assert_eq!(run(first, second), (1, Some(9.0)), "{first} {second}");
            }
        }
        assert_eq!(run(&is, &is), (2, Some(18.0)), "{is}");
        assert_eq!(run(&is, "if other"), (2, Some(18.0)), "{is}");
    }
}
