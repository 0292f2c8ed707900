//! Events: the ticks at which they fire, what is said of them, and where they are seen.

use lehr::diagnostic::Applicability;
use lehr::schedule::Trigger;
use lehr::{Code, Compilation, Overrides, Program, Severity, compile, format, lint};
use proptest::prelude::*;

use crate::support::lehr;

fn compiled(text: &str) -> Compilation {
    compile(text, &Overrides::default())
}

/// The program of a text without errors.
fn program(text: &str) -> Program {
    let compilation = compiled(text);
    compilation.program().unwrap_or_else(|| panic!("{text}\n{:#?}", compilation.diagnostics())).clone()
}

/// The first ticks at which the only event of a text fires, up to 30.
fn ticks(text: &str) -> Vec<u64> {
    let program = program(text);
    let trigger = &program.events()[0].trigger;
    let found: Vec<_> = trigger.ticks(0, 30).collect();
    let name = program.events()[0].name.as_str();
    let asked: Vec<_> = (0..=30).filter(|tick| program.fires(name, *tick) == Some(true)).collect();
    assert_eq!(found, asked, "{text}");
    found
}

#[test]
fn events_fire_at_their_times() {
    for (event, expected) in [
        ("every 7", vec![7, 14, 21, 28]),
        ("every 10 from 5", vec![5, 15, 25]),
        ("every 10 from 0", vec![0, 10, 20, 30]),
        ("every 3 until 9", vec![3, 6]),
        ("every 3 from 4 until 11", vec![4, 7, 10]),
        ("every 3 until 11 from 4", vec![4, 7, 10]),
        ("every 2.5 until 11", vec![3, 5, 8, 10]),
        ("every 0.4 until 4", vec![1, 2, 3, 4]),
        ("at [5, 2, 2, 7.5, 0]", vec![0, 2, 5, 8]),
        ("at [6.2, 6.8]", vec![7]),
        ("at 12", vec![12]),
        ("every 25%", vec![25]),
        ("every (run / 5)", vec![20]),
        ("at [10%, run / 4]", vec![10, 25]),
    ] {
        assert_eq!(ticks(&format!("run = 100\nlr = linear\nevent e = {event}")), expected, "{event}");
    }
    assert_eq!(ticks("epoch = 8 steps\nlr = hold(1)\nevent e = every 1 epoch from 2 epochs"), [16, 24]);
    assert_eq!(ticks("step = 512 tokens\nlr = hold(1)\nevent e = every 1000 tokens until 5k tokens"), [2, 4, 6, 8]);
    assert_eq!(ticks("let sizes = [3, 9]\nlr = hold(1)\nevent e = at sizes steps"), [3, 9]);
}

#[test]
fn events_in_a_unit_that_changes_fire_at_the_next_step() {
    let text = "step = batch * 10 tokens\nbatch = piecewise([4 steps, 9 steps], [1, 2, 5])\nlr = hold(1)\n";
    let mut starts = vec![0];
    for step in 0..40 {
        let size = if step < 4 {
            10
        } else if step < 9 {
            20
        } else {
            50
        };
        starts.push(starts[step] + size);
    }
    for every in [7, 25, 100] {
        let times = (1..).map(|k| k * every).take_while(|time| *time < starts[31]);
        let mut walked: Vec<_> =
            times.map(|time| starts.iter().position(|start| *start >= time).expect("a step") as u64).collect();
        walked.dedup();
        walked.retain(|tick| *tick <= 30);
        assert_eq!(ticks(&format!("{text}event e = every {every} tokens")), walked, "{every}");
    }
    assert_eq!(ticks(&format!("{text}event e = at [3, 12] steps")), [3, 12]);
}

#[test]
fn events_in_steps_fire_where_steps_start_if_a_tick_is_a_token() {
    // Steps start at 0, 3, 6, 9, 12, 19, 26, 33.
    let head = "tick = tokens\nstep = batch tokens\nbatch = piecewise([4 steps], [3, 7])\nlr = hold(1)\n";
    for (event, expected) in [
        ("every 1 step from 0", vec![0, 3, 6, 9, 12, 19, 26]),
        ("every 2 steps", vec![6, 12, 26]),
        // Half a step is 1.5 tokens, and then 3.5.
        ("every 0.5 steps until 5.5 steps", vec![2, 3, 5, 6, 8, 9, 11, 12, 16, 19]),
        ("at [1, 3.25, 4.25] steps", vec![3, 10, 14]),
    ] {
        let text = format!("{head}event e = {event}");
        assert_eq!(ticks(&text), expected, "{event}");
        let program = compiled(&text).into_program().expect("no errors");
        let read = lehr::Program::from_json(program.to_json().expect("JSON").as_bytes()).expect("it is read");
        assert!((0..40).all(|tick| read.fires("e", tick) == program.fires("e", tick)), "{event}");
    }
    let shown = lehr(&["show", "-e", &format!("run = 30 tokens\n{head}event e = every 2 steps")]);
    assert!(shown.stdout.contains("every 2 steps") && shown.stdout.contains("6, 12, 26"), "{}", shown.stdout);
}

#[test]
fn a_long_run_costs_what_a_short_one_does() {
    let program = program("run = 1T steps\nlr = linear\nevent e = every 7 steps");
    let trigger = &program.events()[0].trigger;
    assert_eq!(trigger.next(999_999_999_990), Some(999_999_999_992));
    assert!(trigger.fires(999_999_999_992) && !trigger.fires(999_999_999_991));
}

#[test]
fn its_words_are_names_elsewhere() {
    let text = "run = 9\nevent = hold(1)\nat = hold(2)\nfrom = hold(3)\nover = hold(4)\nevent e = every 2 until 8\nfrom.x = hold(5)";
    let program = program(text);
    assert_eq!(program.tracks().len(), 5);
    assert_eq!(program.events().len(), 1);
    for (written, laid_out) in [
        ("event  save=at[5k,20k]steps", "event save = at [5k, 20k] steps\n"),
        ("event e=every(run/2)from 1 step\nuntil 9 steps", "event e = every (run / 2) from 1 step until 9 steps\n"),
    ] {
        assert_eq!(format(written).as_deref().ok(), Some(laid_out));
    }
}

#[test]
fn an_event_changes_no_value_and_survives_json() {
    let plain = program("run = 90; lr = 0.1 * linear");
    let text = "run = 90; lr = 0.1 * linear; event save = every 30 until run; event last = at [80.5]";
    let program = program(text);
    let fingerprint = |program: &Program| program.track("lr").expect("the track").fingerprint();
    assert_eq!(fingerprint(&plain), fingerprint(&program));
    let read = Program::from_json(program.to_json().expect("JSON").as_bytes()).expect("a program");
    assert_eq!(read.events(), program.events());
    assert_eq!(read.events()[1].trigger.fingerprint(), program.events()[1].trigger.fingerprint());
    assert_ne!(read.events()[0].trigger.fingerprint(), program.events()[1].trigger.fingerprint());
    let json = program.to_json().expect("JSON");
    for (written, broken) in
        [("\"by\":30", "\"by\":0"), ("\"save\"", "\"lr\""), ("\"save\"", "\"a b\""), ("\"first\":30", "\"firts\":30")]
    {
        assert!(Program::from_json(json.replace(written, broken).as_bytes()).is_err(), "{broken}");
    }
    let built = Program::builder().track("lr", lehr::Schedule::constant(0.1).expect("finite"));
    assert!(built.clone().event("lr", Trigger::at(vec![3])).build().is_err());
    assert_eq!(built.event("e", Trigger::at(vec![3])).build().expect("a program").fires("e", 3), Some(true));
}

#[test]
fn the_end_of_the_run_is_no_tick_of_it() {
    let one_clock = "run = 90";
    // 15 steps of 10 tokens, 5 of 30.
    let two_clocks = "run = 300 tokens\nstep = batch * 10 tokens\nbatch = piecewise([150 tokens], [1, 3])";
    for (run, event, warns) in [
        (one_clock, "every 30", true),
        (one_clock, "every 30 until 100", true),
        (one_clock, "every 30 until run", false),
        (one_clock, "every 40", false),
        (one_clock, "at [30, 90]", true),
        (one_clock, "at [30, 91]", false),
        (one_clock, "at [30, 90, 120]", true),
        (two_clocks, "every 5 steps", true),
        (two_clocks, "every 5 steps until 21 steps", true),
        (two_clocks, "every 5 steps until 20 steps", false),
        (two_clocks, "every 100 tokens", true),
        (two_clocks, "every 100 tokens until run", false),
        (two_clocks, "at [10, 20] steps", true),
        // What falls between the last tick and the end is rounded up to the end.
        ("run = 10.5", "every 10.2", true),
        ("run = 10.5", "every 10.2 until run", true),
        ("run = 10.5", "every 3.4 from 0.2 until run", true),
        ("run = 10.5", "every 3.4 from 0.2 until 10", false),
        ("run = 10", "every 10", true),
        ("run = 10", "every 9.5 until run", true),
        ("run = 160 tokens\nstep = batch * 10 tokens\nbatch = piecewise([4 steps], [1, 3])", "every 50 tokens", true),
        (
            "run = 160 tokens\nstep = batch * 10 tokens\nbatch = piecewise([4 steps], [1, 3])",
            "every 50 tokens until run",
            true,
        ),
    ] {
        let text = format!("{run}\nlr = 0.1 * linear\nevent e = {event}");
        let compilation = compiled(&text);
        let found = compilation.diagnostics().iter().find(|found| found.code == Code::EventAtEnd);
        assert_eq!(found.is_some(), warns, "{event}");
        if let Some(found) = found {
            // What is proposed is the fix, and changes when the event fires.
            let help = found.help.as_deref().unwrap_or_default();
            assert_eq!(help.contains("`until run`"), !found.fixes.is_empty(), "{event}: {help}");
            assert!(found.fixes.iter().all(|fix| fix.applicability == Applicability::Unsafe), "{event}");
            // A time of a list is marked by itself: without it, nothing is said.
            if event.starts_with("at [") {
                let (start, end) = (found.span().start, found.span().end);
                let now = format!("{}{}", &text[..start].trim_end_matches([',', ' ']), &text[end..]);
                assert_eq!(lint::check(&compiled(&now), &lint::Settings::default()), [], "{now}");
            }
        }
        for fix in found.iter().flat_map(|found| &found.fixes) {
            let now = fix.apply(&text).expect("its edits fit");
            assert_eq!(lint::check(&compiled(&now), &lint::Settings::default()), [], "{now}");
        }
    }
}

/// A run from outside is no name of the text.
#[test]
fn the_end_of_a_run_from_outside_is_not_written_into_the_text() {
    let text = "lr = 0.1 * linear(90)\nevent save = every 30";
    let compilation = compile(text, &Overrides::new().run(90_u64));
    let found = compilation.diagnostics().iter().find(|found| found.code == Code::EventAtEnd).expect("a warning");
    assert!(found.fixes.is_empty() && !found.help.as_deref().unwrap_or_default().contains("run`"), "{found:?}");
}

#[test]
fn mistakes_about_events_say_what_to_write() {
    let mut found = String::new();
    for line in [
        "event e = every 0",
        "event e = every -1",
        "event e = every 3 until 3",
        "event e = every 3 from 9 until 4",
        "event e = at []",
        "event e = at [linear(3)]",
        "event e = 3000",
        "event e = linear(3)",
        "event e",
        "event lr = every 3",
        "event e = every 3; event e = every 4",
        "event run = every 3",
        "event a.b = every 3",
        "event e = every 3\nwd = 2 * e",
        "event e = every 3\nexpect e[3] == 1",
        "event e = every 10%",
        "run = 1000 tokens; step = batch * 10 tokens; batch = hold(4); event e = every (10% + 5 steps)",
        "run = 1e19; event e = at [1e25%]",
        "event e = every nothing",
        "event e = every 3 epochs",
        "event e = every 3 for 9",
        "event e = every 3 * 2",
        "event\te = every 3 * 2",
        "event e = every 3, 4",
        "event e = every 3 at 4",
        "event e = at 3 until 5",
        "event e = at 5 then 3",
        "event e = at [5, 7] every 3",
        "event a.b.c = at 3",
        "event e = every 5\n  from 3 until 10",
        "event e = every 5\n  until 10\n  from 3",
        "event e = every 5  # often\n  from 3",
        "from numpy import pi",
        "event e = every 5\nfrom torch import optim",
        "event foo .bar = every 3",
        "step = batch * 10 tokens; batch = hold(4); event e = every 30 tokens until 9 steps",
    ] {
        let text = format!("lr = hold(1)\n{line}");
        let compilation = compiled(&text);
        found += &format!("{line}\n");
        for diagnostic in compilation.diagnostics().iter().filter(|found| found.severity() == Severity::Error) {
            let at = diagnostic.span().of(&text);
            found += &format!("  {} [{}] at `{at}`\n", diagnostic.message, diagnostic.code.slug());
            found += &format!("    {}\n", diagnostic.help.as_deref().unwrap_or("-"));
        }
    }
    insta::assert_snapshot!(found);
}

#[test]
fn commands_show_events() {
    let text = "run = 12 steps\nlr = 0.1 * linear\nevent reset = every 5 steps\nevent save = at [2, 8.5] steps\nevent never = at [99 steps]";
    let mut shown = String::new();
    for args in [
        &["show", "-e", text][..],
        &["eval", "-e", text, "--events", "--format", "csv"],
        &["eval", "-e", text, "--events", "-n", "3"],
        &["eval", "-e", text, "--events", "--format", "jsonl", "-n", "3"],
        &["plot", "-e", text, "--width", "60", "--height", "8"],
        &["plot", "-e", text, "--width", "60", "--height", "8", "--ascii"],
    ] {
        let printed = lehr(args);
        assert_eq!((printed.stderr.as_str(), printed.code), ("", 0), "{args:?}");
        shown += &printed.stdout;
        shown.push('\n');
    }
    insta::assert_snapshot!(shown);
    let without = lehr(&["show", "-e", text, "--track", "lr"]);
    assert!(!without.stdout.contains("reset"), "{}", without.stdout);
}

#[test]
fn drawings_mark_events() {
    let text = "run = 1000 steps\nlr = 0.1 * linear\nevent reset = every 250 steps until run\nevent all = every 1 step until run";
    let folder = tempfile::tempdir().expect("a folder");
    let drawn = |name: &str| {
        let path = folder.path().join(name);
        let printed = lehr(&["plot", "-e", text, "-o", path.to_str().expect("a plain name")]);
        assert_eq!(printed.code, 0, "{}", printed.stderr);
        std::fs::read_to_string(path).expect("it is written")
    };
    let svg = drawn("a.svg");
    let group = &svg[svg.find("class=\"events\"").expect("marks")..];
    let paths: Vec<_> = group.split("d=\"").skip(1).take(2).map(|path| path.split('"').next().unwrap_or("")).collect();
    assert_eq!(paths[0].matches('M').count(), 3, "{}", paths[0]);
    assert!((200..400).contains(&paths[1].matches('M').count()), "{}", paths[1]);
    assert!(svg.contains("reset fires at step 250, 500, 750"), "it is said in words");
    let page = drawn("a.html");
    assert!(page.contains("\"name\":\"reset\",\"ticks\":[250,500,750]"), "the page knows them");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    /// An event fires at the first tick at or after each of its times, and nowhere else.
    #[test]
    fn events_are_what_a_walk_finds(by in 1_i128..40, first in 0_i128..60, end in 0_i128..200, parts in 1_i128..5) {
        let time = |parts_of: i128| format!("({parts_of} / {parts})");
        let text = format!(
            "run = 300\nlr = linear\nevent e = every {} from {} until {}",
            time(by), time(first), time(first + 1 + end)
        );
        let program = program(&text);
        let times = (0..).map(|k| first + k * by).take_while(|time| *time < first + 1 + end);
        let mut walked: Vec<_> =
            times.map(|time| u64::try_from((time + parts - 1).div_euclid(parts)).expect("a tick")).collect();
        walked.dedup();
        prop_assert_eq!(program.events()[0].trigger.ticks(0, 299).collect::<Vec<_>>(), walked, "{}", text);
    }
}
