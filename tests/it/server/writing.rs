//! What is offered while a text is written: at each place what may stand there, and nothing else.

use lehr::reference::Takes;

use super::editor::Editor;

/// What is offered at `|` in a text.
fn offered(text: &str) -> Vec<String> {
    let at = text.find('|').expect("a cursor");
    let mut editor = Editor::new(&text.replacen('|', "", 1));
    let items = editor.ask_at("textDocument/completion", at);
    let labels = items.as_array().cloned().unwrap_or_default();
    labels.iter().map(|item| item["label"].as_str().expect("a label").to_string()).collect()
}

const SHAPES: &[&str] = &["cosine", "onecycle"];
const FUNCTIONS: &[&str] = &["sqrt", "max"];
const OPENERS: &[&str] = &["let", "def", "param", "event", "expect", "epoch"];
const POSTFIX: &[&str] = &["then", "for", "until", "skip", "every", "mirror", "repeat"];
const UNITS: &[&str] = &["epochs", "steps"];

/// Asserts that all of some things are offered in a text, and none of others.
fn fits(text: &str, with: [&[&str]; 3], without: [&[&str]; 3]) {
    let labels = offered(text);
    let is_offered = |label: &&str| labels.iter().any(|offered| offered == label);
    let missing: Vec<_> = with.concat().into_iter().filter(|label| !is_offered(label)).collect();
    let wrong: Vec<_> = without.concat().into_iter().filter(is_offered).collect();
    assert!(missing.is_empty() && wrong.is_empty(), "{text}: without {missing:?}, with {wrong:?}: {labels:?}");
}

#[test]
fn a_segment_is_followed_by_words_and_a_statement_starts_with_others() {
    fits("run = 9; let peak = 0.1\nlr = peak * cos|", [SHAPES, FUNCTIONS, &["peak"]], [POSTFIX, UNITS, OPENERS]);
    fits("lr = warmup(5) then\n  |", [SHAPES, FUNCTIONS, &["run"]], [POSTFIX, UNITS, OPENERS]);
    fits("lr = # a ( comment\n  cosine(T=5)|", [POSTFIX, &[], &[]], [SHAPES, UNITS, OPENERS]);
    fits("lr = 0.1 * hold for 3 |", [POSTFIX, UNITS, &[]], [SHAPES, FUNCTIONS, OPENERS]);
    fits("lr = 0.1 * hold for 3 |\nwd = 1", [POSTFIX, UNITS, &[]], [SHAPES, FUNCTIONS, OPENERS]);
    fits("lr = 0.1 * hold for 3\n|", [POSTFIX, OPENERS, &[]], [SHAPES, UNITS, FUNCTIONS]);
    fits("lr = (0.1 * hold fo| 3 epochs) then 5", [POSTFIX, &[], &[]], [SHAPES, UNITS, OPENERS]);
    fits("|", [OPENERS, SHAPES, FUNCTIONS], [POSTFIX, UNITS, &[]]);
    fits("cos|", [OPENERS, SHAPES, FUNCTIONS], [POSTFIX, UNITS, &[]]);
    fits("lr = cosine(T=9); | = 3", [&[], &[], &[]], [SHAPES, FUNCTIONS, UNITS]);
    fits("let pea|", [&[], &[], &[]], [OPENERS, SHAPES, FUNCTIONS]);
    fits("def drop(a|) = a", [&[], &[], &[]], [OPENERS, SHAPES, FUNCTIONS]);
    fits("# let|", [&[], &[], &[]], [OPENERS, SHAPES, FUNCTIONS]);
    fits("lr = hold(0.1|", [&[], &[], &[]], [OPENERS, SHAPES, FUNCTIONS]);
}

#[test]
fn an_argument_has_the_parameters_that_are_left() {
    fits(
        "let a = 1\nlr = step(gamma=0.5, |",
        [&["step_size=", "from=", "a"], &[], FUNCTIONS],
        [&["gamma="], SHAPES, OPENERS],
    );
    fits("lr = step(|, gamma=0.5)", [&["step_size=", "from="], &[], FUNCTIONS], [&["gamma="], SHAPES, OPENERS]);
    fits("lr = cosine(T_max=5, |)", [&["to="], &[], &[]], [&["T="], SHAPES, &["T_max="]]);
    fits("lr = step(10, |)", [&["gamma="], &[], &[]], [&["step_size="], SHAPES, UNITS]);
    fits(
        "lr = warmup(5, shape=|",
        [&["linear", "cosine", "one_minus_sqrt"], &[], &[]],
        [FUNCTIONS, &["shape="], &["onecycle"]],
    );
    fits("lr = max(|, 1)", [SHAPES, FUNCTIONS, &[]], [OPENERS, UNITS, &[]]);
}

#[test]
fn a_parameter_that_chooses_among_words_is_offered_them_and_nothing_else() {
    let mut found = 0;
    for entry in lehr::reference::entries() {
        for parameter in &entry.parameters {
            let Takes::Word(words) = parameter.takes else { continue };
            found += 1;
            let call = |written: &str| format!("{}({written}", entry.name);
            let names = [Some(parameter.name), parameter.pytorch].into_iter().flatten();
            let others = entry.parameters.iter().filter(|other| other.required && other.name != parameter.name);
            let before: String = others.flat_map(|other| [other.name, "=1, "]).collect();
            for name in names {
                for start in [
                    "",
                    "lr = ",
                    "lr = 0.1 * ",
                    "lr = warmup(5) then ",
                    "let a = ",
                    "def f(T) = 2 * (",
                    "lr.{i in 1..3} = ",
                ] {
                    for end in ["", ")", " )", ")\nwd = 1", "\nwd = 1", ", ", ") then cosine", "\n\n# c"] {
                        for part in ["", &words[0][..1], words[0]] {
                            let text = format!("{start}{}|{end}", call(&format!("{before}{name}={part}")));
                            assert_eq!(offered(&text), words, "{text}");
                        }
                    }
                }
            }
        }
    }
    assert!(found > 4, "{found} parameters");
}

#[test]
fn a_track_with_a_dot_goes_on_with_what_the_file_divides_tracks_into() {
    let file = "run = 9; base = 1\nlr = linear\nlr.head.0 = linear\nwd.base = 0.1\nwd.tail = linear\n";
    for (start, labels) in [
        ("lr.", &["lr.tail"][..]),
        ("lr.t", &["lr.tail"]),
        ("wd.", &["wd.head.0"]),
        ("wd.head.", &["wd.head.base", "wd.head.0"]),
        ("momentum.", &["momentum.base", "momentum.head.0", "momentum.tail"]),
    ] {
        for end in ["", "\n", "\nlr.last = 3\n"] {
            let mut found = offered(&format!("{file}{start}|{end}"));
            found.retain(|label| label.rsplit('.').next() != Some("last"));
            assert_eq!(found, labels, "{start}|{end}");
        }
    }
}

#[test]
fn a_function_has_its_parameter_and_tracks() {
    fits(
        "batch = hold(256) for 10\nlr = 0.1 * factor(t -> sqrt(ba|",
        [&["batch", "t"], FUNCTIONS, &["pi"]],
        [SHAPES, OPENERS, UNITS],
    );
    fits(
        "batch = hold(256)\nlr = 0.1 * factor(t -> sqrt(batch / 256) * |)",
        [&["batch", "t"], FUNCTIONS, &[]],
        [SHAPES, OPENERS, UNITS],
    );
    fits("lr = 0.1 * factor(|", [&["t -> "], &[], &[]], [SHAPES, OPENERS, UNITS]);
}

#[test]
fn an_expectation_has_times_and_properties() {
    fits("lr = cosine(T=9)\nexpect |", [&["lr", "decreasing", "sum"], FUNCTIONS, &[]], [SHAPES, UNITS, &["let"]]);
    fits("lr = cosine(T=9)\nexpect lr[|] == 3", [&["end", "run"], FUNCTIONS, &[]], [SHAPES, UNITS, &["let"]]);
    fits("lr = cosine(T=9)\nexpect lr[0] == |", [&["lr"], FUNCTIONS, &[]], [SHAPES, UNITS, &["decreasing"]]);
}

#[test]
fn events_families_and_cycles_have_their_words() {
    fits("lr = cosine(T=9)\nevent reset = |", [&["every", "at"], &[], &[]], [SHAPES, FUNCTIONS, &["for", "then"]]);
    fits("event reset = every 3000 |", [&["from", "until"], UNITS, &[]], [SHAPES, FUNCTIONS, &["for", "then"]]);
    fits("event reset = every 3 steps from 2 steps |", [&["until"], &[], &[]], [SHAPES, UNITS, &["from", "then"]]);
    fits("event reset = at [|", [&["run"], FUNCTIONS, &[]], [SHAPES, UNITS, OPENERS]);
    fits("lr = (hold(1) for 3) repeat |", [&["over", "then"], &[], &[]], [SHAPES, OPENERS, UNITS]);
    fits("lr = (hold(1) for 3) repeat over p |", [&["in"], &[], &[]], [SHAPES, OPENERS, UNITS]);
    fits("lr = (hold(|) for 3) repeat over p in [1, 2]", [&["p"], FUNCTIONS, &[]], [SHAPES, OPENERS, UNITS]);
    fits("lr.block.{i |", [&["in"], &[], &[]], [SHAPES, OPENERS, UNITS]);
    fits("lr.block.{i in 0..3} = 0.1 * |", [&["i"], SHAPES, FUNCTIONS], [POSTFIX, OPENERS, UNITS]);
    fits("def drop(at) = multistep(|", [&["at", "milestones="], FUNCTIONS, &[]], [SHAPES, OPENERS, UNITS]);
}

#[test]
fn what_is_one_number_for_the_run_has_no_shapes_and_a_tick_has_units() {
    let file = "batch = hold(8)\nlet w = 3\nlr = w * linear(9)\n";
    for start in ["base = |", "wd.base = 2 * |", "run = |", "param p = |", "lr.x.{i in 0..|} = 1", "lr.x.{i in |"] {
        fits(&format!("{file}{start}"), [&["w"], FUNCTIONS, &[]], [SHAPES, OPENERS, &["lr", "batch"]]);
    }
    fits(&format!("{file}step = |"), [&["w", "batch"], FUNCTIONS, &[]], [SHAPES, OPENERS, POSTFIX]);
    fits(&format!("{file}tick = |"), [UNITS, &["samples", "tokens"], &[]], [SHAPES, FUNCTIONS, &["w"]]);
    fits(&format!("{file}run = 90 |"), [UNITS, &[], &[]], [SHAPES, FUNCTIONS, POSTFIX]);
    fits(&format!("{file}base = 0.1 |"), [&[], &[], &[]], [UNITS, FUNCTIONS, POSTFIX]);
    fits(&format!("{file}wd = linear(9) for |"), [&["w", "run"], FUNCTIONS, &[]], [SHAPES, OPENERS, &["lr"]]);
    fits(&format!("{file}wd = 2 ^ |"), [&["w"], FUNCTIONS, &[]], [SHAPES, OPENERS, &["lr"]]);
    fits(&format!("{file}wd = 2 * |"), [&["w", "lr"], SHAPES, FUNCTIONS], [OPENERS, UNITS, &["wd", "end", "tick"]]);
}

#[test]
fn a_unit_stands_after_what_is_counted_and_nowhere_else() {
    for counted in
        ["lr = cosine(T=5 |", "let w = 5 |", "lr = hold for (5 |", "lr = 0.1 * 2 ^ (run / 1 |", "event e = every 3 |"]
    {
        fits(counted, [UNITS, &[], &[]], [SHAPES, &[], &[]]);
    }
    for value in
        ["lr = cosine(to=5% |", "lr = cosine(5, to=0.1 |", "lr = 0.1 |", "lr = 5% |", "lr = cosine |", "unit frame |"]
    {
        fits(value, [&[], &[], &[]], [UNITS, SHAPES, FUNCTIONS]);
    }
    fits("unit |", [&[], &[], &[]], [UNITS, POSTFIX, SHAPES]);
    fits("lr = f|", [SHAPES, FUNCTIONS, &[]], [POSTFIX, &["from", "at"], UNITS]);
}

#[test]
fn a_call_of_the_file_and_a_repeat_have_their_parameters() {
    let file = "def drops(at, gamma=0.1) = multistep(at, gamma)\n";
    fits(&format!("{file}lr = drops(|"), [&["at=", "gamma="], FUNCTIONS, &[]], [OPENERS, UNITS, &[]]);
    fits(&format!("{file}lr = drops([1], |"), [&["gamma="], FUNCTIONS, &[]], [OPENERS, UNITS, &["at="]]);
    fits("lr = linear(9) repeat(2, |", [&["stretch=", "decay="], &[], &[]], [SHAPES, UNITS, &["n="]]);
    fits("lr = cosine(T|=5)", [&["T=", "T_max=", "to="], &[], &[]], [SHAPES, UNITS, FUNCTIONS]);
    fits("lr = plateau(0.5, metric=|", [&[], &[], &[]], [SHAPES, FUNCTIONS, &["run"]]);
}

/// The text that an item leaves, at `|` in a text.
fn after(text: &str, label: &str) -> String {
    let at = text.find('|').expect("a cursor");
    let mut editor = Editor::new(&text.replacen('|', "", 1));
    let items = editor.ask_at("textDocument/completion", at);
    let item = items.as_array().into_iter().flatten().find(|item| item["label"] == label);
    let edit = &item.unwrap_or_else(|| panic!("no {label}: {items}"))["textEdit"];
    let mut text = editor.text.clone();
    text.replace_range(editor.bytes(&edit["range"]), edit["newText"].as_str().expect("a text"));
    text
}

#[test]
fn an_item_takes_the_place_of_the_whole_word_with_what_it_needs() {
    let tracks = "lr = hold(1)\nlr.head = 10 * lr\n";
    assert_eq!(after(&format!("{tracks}wd = 2 * lr.he|"), "lr.head"), format!("{tracks}wd = 2 * lr.head"));
    assert_eq!(after("lr = st|ep", "step"), "lr = step($0)");
    assert_eq!(after("lr = st|ep(5)", "step"), "lr = step(5)");
    assert_eq!(after("lr = 2 * c|", "cosine"), "lr = 2 * cosine");
    assert_eq!(after("lr = cosine(T=5) th|", "then"), "lr = cosine(T=5) then $0");
    assert_eq!(after("lr = cosine(T|", "T_max="), "lr = cosine(T_max=$0");
    assert_eq!(after("lr = cosine(T|=5)", "T_max="), "lr = cosine(T_max=5)");
    assert_eq!(after("le|", "let"), "let ${1:name} = $0");
    assert_eq!(after("lr.x.{i in 0..n|} = 2", "run"), "lr.x.{i in 0..run} = 2");
}

#[test]
fn a_place_in_a_long_list_is_found() {
    let list = vec!["0.125"; 8000].join(", ");
    fits(&format!("lr = piecewise([1, 2], [{list}, |"), [FUNCTIONS, &["run"], &[]], [SHAPES, OPENERS, UNITS]);
    fits(&format!("lr = multistep([{list}] |"), [UNITS, &[], &[]], [SHAPES, OPENERS, FUNCTIONS]);
}
