//! The catalogue for reading: what each shape and preset means, made from the code that runs it.

use std::fmt::Write as _;

use crate::catalogue::{self, PAGES, Page, Parameter};
use crate::check::preset::presets;
use crate::check::suggest;
use crate::compile::compile;
use crate::overrides::Overrides;
use crate::schedule::format_value;

/// A line of the catalogue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The name of a shape or a preset.
    pub name: String,
    /// What it is, in a line.
    pub summary: String,
}

/// Every shape, and behind them every preset.
pub fn entries() -> Vec<Entry> {
    let shapes = PAGES.iter().map(|page| Entry { name: page.name.to_string(), summary: page.summary.to_string() });
    let presets = definitions().into_iter().map(|definition| Entry {
        summary: definition.about.lines().next().unwrap_or_default().to_string(),
        name: definition.name,
    });
    shapes.chain(presets).collect()
}

/// The page of a shape or a preset, in Markdown.
pub fn page(name: &str) -> Option<String> {
    if let Some(shape) = catalogue::shape(name) {
        return PAGES.iter().find(|page| page.name == shape.name).map(shape_page);
    }
    definitions().iter().find(|definition| definition.name == name).map(preset_page)
}

/// The name in the catalogue that a wrong one is perhaps meant to be.
pub fn nearest(name: &str) -> Option<String> {
    let entries = entries();
    suggest::closest(name, entries.iter().map(|entry| entry.name.as_str())).map(ToString::to_string)
}

/// The whole catalogue, `docs/catalogue.md`.
pub fn catalogue() -> String {
    let mut text = String::from(
        "# The catalogue\n\n\
         Made from the code: `lehr shapes` lists what is here, and `lehr shapes NAME` prints a page of it.\n\n\
         In the formulas t is the time since the shape's own start, in ticks, and u = t / T, from 0 to 1. \
         `from` is what the shape picks up, unless it is given. The values shown are those at base 1.\n\n\
         Every shape is within four units in the last place of its formula, over schedules of 10 to a million \
         ticks, tail included; `tests/accuracy/measure.py` measures it against 50 digits. Formulas of your own, \
         in `curve` and `factor`, are as exact as their operations one by one; so is noise, of which nothing \
         depends on the last digits.\n",
    );
    text.push_str("\n## Shapes\n");
    for page in PAGES {
        let _ = write!(text, "\n{}", shape_page(page));
    }
    text.push_str("\n## Presets\n\nMade of the shapes, in the language itself. Each line can be copied and changed.\n");
    for definition in definitions() {
        let _ = write!(text, "\n{}", preset_page(&definition));
    }
    text
}

fn shape_page(page: &Page) -> String {
    let mut text = format!("### `{}`\n\n{}\n\n", page.name, page.summary);
    let shape = catalogue::shape(page.name);
    if let Some(alias) = shape.and_then(|shape| shape.alias) {
        let _ = writeln!(text, "Also called `{alias}`.\n");
    }
    let _ = writeln!(text, "- value: {}", page.formula);
    let _ = writeln!(text, "- ends: {}", page.ends);
    if !page.source.is_empty() {
        let _ = writeln!(text, "- source: {}", page.source);
    }
    text.push_str("\n| parameter | takes | default | PyTorch's word |\n|---|---|---|---|\n");
    for parameter in shape.map_or(&[][..], |shape| shape.parameters) {
        let _ = writeln!(text, "{}", parameter_row(parameter));
    }
    let (example, ticks) = page.example;
    text.push_str(&shown(example, ticks));
    if !page.elsewhere.is_empty() {
        text.push_str("\nElsewhere:\n\n");
    }
    for (peer, name) in page.elsewhere {
        let _ = writeln!(text, "- {peer}: {name}");
    }
    text
}

fn parameter_row(parameter: &Parameter) -> String {
    let name = if parameter.positional { parameter.name.to_string() } else { format!("{}=", parameter.name) };
    let takes = match parameter.takes {
        catalogue::Takes::Word(words) => words.join(", "),
        takes => takes.words().to_string(),
    };
    let default = match (parameter.required, parameter.default) {
        (true, _) => "required",
        (false, "") => "none",
        (false, default) => default,
    };
    let pytorch = parameter.pytorch.as_ref().map(|alias| {
        if alias.relative { format!("`{}`, times the base", alias.word) } else { format!("`{}`", alias.word) }
    });
    format!("| `{name}` | {takes} | {default} | {} |", pytorch.unwrap_or_default())
}

/// A schedule at base 1 and its values.
fn shown(example: &str, ticks: &[u64]) -> String {
    let mut overrides = Overrides::default();
    // A number is always a base.
    let _ = overrides.set_base("1");
    let compilation = compile(example, &overrides);
    let value = |tick: u64| {
        let value = compilation.program().and_then(|program| program.track("lr")).map(|schedule| schedule.value(tick));
        value.map_or_else(|| "?".to_string(), format_value)
    };
    let head: Vec<_> = ticks.iter().map(ToString::to_string).collect();
    let row: Vec<_> = ticks.iter().map(|&tick| value(tick)).collect();
    let rule = "---|".repeat(ticks.len() + 1);
    format!("\n| tick | {} |\n|{rule}\n| `{example}` | {} |\n", head.join(" | "), row.join(" | "))
}

/// A definition of the prelude, with what its comment says.
struct Definition {
    name: String,
    about: String,
    example: String,
    text: String,
}

fn definitions() -> Vec<Definition> {
    let mut found = Vec::new();
    let mut lines = catalogue::PRELUDE.lines().peekable();
    let mut about: Vec<&str> = Vec::new();
    let mut example = "";
    while let Some(line) = lines.next() {
        if let Some(comment) = line.strip_prefix("# ") {
            match comment.strip_prefix("Shown: ") {
                Some(shown) => example = shown.trim_matches('`'),
                None => about.push(comment),
            }
        } else if line.starts_with("def ") {
            let mut text = line.to_string();
            while let Some(more) = lines.next_if(|line| line.starts_with(' ')) {
                text.push('\n');
                text.push_str(more);
            }
            let name = presets().get(found.len()).map(|preset| preset.name.clone()).unwrap_or_default();
            found.push(Definition { name, about: about.join("\n"), example: example.to_string(), text });
            about.clear();
        } else {
            about.clear();
        }
    }
    found
}

fn preset_page(definition: &Definition) -> String {
    let Definition { name, about, example, text } = definition;
    let ticks: Vec<_> = (0..=20).step_by(2).collect();
    format!("### `{name}`\n\n{about}\n\n```text\n{text}\n```\n{}", shown(example, &ticks))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::SHAPES;

    #[test]
    fn every_shape_has_a_page_and_every_page_values() {
        let named: Vec<_> = SHAPES.iter().map(|shape| shape.name).collect();
        for name in &named {
            assert!(PAGES.iter().any(|page| page.name == *name), "`{name}` has no page");
        }
        assert_eq!(named.len(), PAGES.len());
        let text = catalogue();
        assert!(!text.contains("| ?"), "an example does not compile:\n{text}");
        assert_eq!(definitions().len(), presets().len());
        assert!(definitions().iter().all(|definition| !definition.about.is_empty() && !definition.example.is_empty()));
    }
}
