//! What is offered while a text is written: at each place what may stand there, and nothing else.

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
