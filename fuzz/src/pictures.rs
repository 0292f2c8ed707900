//! Pictures of schedules, of any size and any part of a run.

use arbitrary::{Arbitrary, Unstructured};
use lehr::plot::svg::{self, Theme};
use lehr::plot::{Picture, Subject, View, html, terminal};
use lehr::{Compilation, Diagnostic, Overrides, Program, compile, lint};

use super::{programs, trees};

/// What is drawn, and how.
#[derive(Debug, Arbitrary)]
struct Choices {
    first: Option<u64>,
    last: Option<u64>,
    log: bool,
    columns: u8,
    rows: u8,
    ascii: bool,
    dark: bool,
    width: u16,
    /// One page in eight, which takes longer than all the others.
    page: u8,
    /// A compiled schedule, with hostile numbers, or one that is written.
    is_tree: bool,
}

/// What is to be drawn, and the text of a schedule or the JSON of a compiled one.
fn chosen(bytes: &[u8]) -> Option<(Choices, String)> {
    let mut unstructured = Unstructured::new(bytes);
    let choices = Choices::arbitrary(&mut unstructured).ok()?;
    let text = if choices.is_tree { trees::generate(&mut unstructured) } else { programs::generate(&mut unstructured) };
    Some((choices, text))
}

/// What `draw` makes of some bytes.
pub fn show(bytes: &[u8]) -> String {
    chosen(bytes).map_or_else(String::new, |(choices, text)| format!("{choices:?}\n{text}"))
}

/// Draws a generated schedule in a terminal, as SVG and as a page. Nothing is wider than it may be, and
/// every place is a number.
pub fn draw(bytes: &[u8]) {
    let Some((choices, text)) = chosen(bytes) else { return };
    if choices.is_tree {
        if let Ok(program) = Program::from_json(text.as_bytes()) {
            draw_compilation(&program.into(), &[], &choices);
        }
        return;
    }
    let compilation = compile(&text, &Overrides::default());
    let findings = lint::check(&compilation, &lint::Settings::default());
    draw_compilation(&compilation, &findings, &choices);
}

fn draw_compilation(compilation: &Compilation, findings: &[Diagnostic], choices: &Choices) {
    let Some(program) = compilation.program() else { return };
    let tracks = program.tracks().iter().collect();
    let subjects = [Subject { name: "schedule", compilation, tracks, findings }];
    let view = View { first: choices.first, last: choices.last, log: choices.log };
    let Ok(picture) = Picture::new(&subjects, view) else { return };
    let columns = u16::from(choices.columns).max(20);
    let drawn = terminal::draw(&picture, columns, choices.rows.into(), choices.ascii);
    for line in drawn.lines() {
        let width = without_colors(line).chars().count();
        assert!(width <= columns.into(), "a line of {width} in {columns} columns: {line:?}");
    }
    let theme = if choices.dark { Theme::Dark } else { Theme::Light };
    assert_is_placed(&svg::draw(&picture, f64::from(choices.width), None, theme).text);
    if choices.page.is_multiple_of(8) {
        html::page(&picture, &subjects, Some(theme)).expect("a page");
    }
}

/// A line without the escape codes of its colours.
fn without_colors(line: &str) -> String {
    let mut parts = line.split('\u{1b}');
    let first = parts.next().unwrap_or_default().to_string();
    parts.fold(first, |text, part| text + part.split_once('m').map_or("", |(_, after)| after))
}

/// No attribute of any element is "not a number", or infinite.
fn assert_is_placed(svg: &str) {
    for tag in svg.split('<').filter_map(|part| Some(part.split_once('>')?.0)) {
        let mut words = tag.split(|c: char| !c.is_alphanumeric());
        assert!(!words.any(|word| matches!(word, "NaN" | "inf" | "infinity")), "{tag}");
    }
}
