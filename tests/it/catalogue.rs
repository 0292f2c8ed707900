//! The pages that are made from the code and from the conformance cases.

use lehr::peers::{LIBRARIES, Rule};
use lehr::reference::{EntryKind, Parameter, Takes, entries};

use crate::conformance::peers;
use crate::support::{assert_generated, lehr, root, schedule};

/// After this line a page is made.
const MARKER: &str = "<!-- schedules -->\n";

#[test]
fn the_catalogue_is_what_the_code_says() {
    assert_generated("docs/catalogue.md", &lehr::reference::catalogue());
}

/// An argument that a parameter takes, and one that it does not.
fn arguments(takes: Takes) -> (&'static str, &'static str) {
    match takes {
        Takes::Duration => ("10", "[10]"),
        Takes::Durations => ("[10]", "10"),
        Takes::Value => ("0.5x", "[0.5x]"),
        Takes::Values => ("[1x, 0.5x]", "0.5x"),
        Takes::Ratio => ("0.5", "[0.5]"),
        Takes::Numbers => ("[0.5]", "0.5"),
        Takes::Band => ("0.5 .. 1", "0.5"),
        Takes::Count => ("3", "0.5"),
        Takes::Word(words) => (words[0], "nonsense"),
        Takes::FunctionOfFraction => ("u -> 1 - u", "0.5"),
        Takes::FunctionOfTime => ("t -> 0.5 ^ t", "0.5"),
        Takes::Metric => ("val_acc", "0.5"),
        _ => panic!("{takes:?} has no example"),
    }
}

#[test]
fn every_parameter_of_every_shape_is_read() {
    let messages = |call: &str| {
        let compilation = lehr::compile(&format!("lr = {call} for 10"), &lehr::Overrides::default());
        compilation.diagnostics().iter().map(|found| found.message.clone()).collect::<Vec<_>>().join("\n")
    };
    for shape in entries().into_iter().filter(|entry| entry.kind == EntryKind::Shape) {
        let given = |parameter: &Parameter| {
            // Noise needs a width of one kind or the other.
            parameter.required || shape.name == "noise" && parameter.name == "std"
        };
        for wrong in &shape.parameters {
            let argument = |parameter: &Parameter| {
                let (right, unfit) = arguments(parameter.takes);
                format!("{}={}", parameter.name, if parameter == wrong { unfit } else { right })
            };
            let those = shape.parameters.iter().filter(|parameter| *parameter == wrong || given(parameter));
            let call = format!("{}({})", shape.name, those.map(argument).collect::<Vec<_>>().join(", "));
            let found = messages(&call);
            assert!(found.contains(&format!("`{}`", wrong.name)), "`{call}`: {found}");
        }
    }
}

#[test]
fn the_lints_are_what_the_code_says() {
    assert_generated("docs/lints.md", &lehr::lint::reference());
    let page = std::fs::read_to_string(root().join("docs/lints.md")).expect("the page");
    for rule in lehr::lint::rules() {
        assert!(page.contains(&lehr::lint::explain(rule.code)), "{:?}", rule.code);
    }
}

#[test]
fn the_page_of_each_peer_is_what_the_table_says() {
    let cases = peers();
    for library in LIBRARIES {
        let page = format!("docs/coming-from/{}.md", library.name);
        let written = std::fs::read_to_string(root().join(&page)).unwrap_or_else(|_| panic!("there is no {page}"));
        let head = written.split(MARKER).next().unwrap_or_default();
        let peer = cases.iter().find(|peer| peer.name == library.name);
        let mut examples: Vec<(&str, Rule)> = Vec::new();
        let mut shown: Vec<&str> = Vec::new();
        for case in peer.iter().flat_map(|peer| &peer.cases) {
            if !shown.contains(&case.schedule.as_str()) {
                shown.push(&case.schedule);
                let lehr = case.lehr(library.name).unwrap_or_default();
                let lehr = case.track.iter().fold(lehr, |lehr, track| format!("{track} = {lehr}"));
                examples.push((&case.function, Rule { call: case.call.clone(), lehr }));
            }
        }
        let checked = match peer {
            Some(peer) => {
                format!("`tests/conformance` compares {} calls with the library, tick by tick.", peer.cases.len())
            }
            None => "Read in the source of the library.".to_string(),
        };
        let now = format!(
            "{head}{MARKER}\n## Each function\n\nMade from `src/peers/{}.rs`: names stand for numbers. {checked}\n\n{}",
            library.name,
            library.page(&examples)
        );
        assert_generated(&page, &now);
    }
}

#[test]
fn every_rule_of_every_function_can_be_said() {
    for library in LIBRARIES {
        for function in library.functions {
            for call in function.calls() {
                if let Err(reason) = library.read(&call) {
                    panic!("{}: `{call}`: {reason}", library.name);
                }
            }
            assert!(!library.rules(function).is_empty(), "{}: `{}` has no rule", library.name, function.name);
        }
    }
}

#[test]
fn lines_from_elsewhere_have_the_values_that_were_measured_there() {
    let page = std::fs::read_to_string(root().join("docs/coming-from/others.md")).expect("the page");
    let mut rows = 0;
    for row in page.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| where")) {
        let cells: Vec<_> = row.trim_matches('|').split('|').map(str::trim).collect();
        let line = cells[2].trim_matches('`');
        let schedule = schedule(line);
        for measured in cells[3].split(", ") {
            let (tick, value) = measured.split_once(": ").expect("tick: value");
            let found = schedule.value(tick.parse().expect("a tick"));
            // To the digits that are given.
            let digits = value.split('.').nth(1).map_or(0, str::len);
            let unit = format!("1e-{digits}").parse::<f64>().expect("a number");
            let expected: f64 = value.parse().expect("a value");
            assert!((found - expected).abs() <= 0.51 * unit, "`{line}` is {found} at {tick}, and {value} on the page");
        }
        rows += 1;
    }
    assert!(rows >= 25, "{rows} rows");
}

#[test]
fn shapes_prints_the_pages_of_the_catalogue() {
    let listed = lehr(&["shapes"]).stdout;
    let page = std::fs::read_to_string(root().join("docs/catalogue.md")).expect("the page");
    // Tables are laid out anew and long words broken: what is printed has the same letters.
    let letters = |text: &str| {
        let is_layout = |c: char| c.is_whitespace() || matches!(c, '`' | '|' | '#' | '*' | '-' | '…');
        let text = text.lines().filter(|line| !line.starts_with("```"));
        let mut letters: Vec<char> = text.flat_map(str::chars).filter(|&c| !is_layout(c)).collect();
        letters.sort_unstable();
        letters.into_iter().collect::<String>()
    };
    for entry in lehr::reference::entries() {
        assert!(listed.lines().any(|line| line.split_whitespace().next() == Some(entry.name)), "{}", entry.name);
        let own = lehr::reference::page(entry.name).expect("its page");
        assert!(page.contains(&own), "{}", entry.name);
        let printed = lehr(&["shapes", entry.name]);
        assert_eq!((printed.code, letters(&printed.stdout)), (0, letters(&own)), "{}", entry.name);
    }
    assert_eq!(lehr(&["shapes", "constant"]).stdout, lehr(&["shapes", "hold"]).stdout);
    let wrong = lehr(&["shapes", "cosin"]);
    assert_eq!((wrong.code, wrong.stdout.as_str()), (2, ""));
    assert_eq!(
        wrong.stderr,
        "lehr: there is no shape or preset called `cosin`; `lehr shapes` lists them; did you mean `cosine`?\n"
    );
}
