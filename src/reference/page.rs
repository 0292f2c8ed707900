//! The pages of the catalogue, in Markdown.

use std::fmt::Write as _;

use super::entry::{Parameter, preset_entry, shape_entry};
use crate::catalogue::{ShapeName, Takes, prelude};
use crate::compile::compile;
use crate::overrides::Overrides;
use crate::peers;
use crate::peers::spelling::{self, Word};
use crate::schedule::format_value;

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
    for shape in ShapeName::ALL {
        let _ = write!(text, "\n{}", self::shape(*shape));
    }
    text.push_str("\n## Presets\n\nMade of the shapes, in the language itself. Each line can be copied and changed.\n");
    for preset in prelude::presets() {
        let _ = write!(text, "\n{}", self::preset(preset));
    }
    text
}

pub(super) fn shape(shape: ShapeName) -> String {
    let entry = shape.entry();
    let mut text = format!("### `{}`\n\n{}\n\n", entry.name, entry.summary);
    if let Some(alias) = entry.alias {
        let _ = writeln!(text, "Also called `{alias}`.\n");
    }
    let _ = writeln!(text, "- value: {}", entry.formula);
    let _ = writeln!(text, "- ends: {}", entry.ends);
    if !entry.source.is_empty() {
        let _ = writeln!(text, "- source: {}", entry.source);
    }
    text.push_str("\n| parameter | what it is | takes | default | PyTorch's word |\n|---|---|---|---|---|\n");
    for parameter in shape_entry(shape).parameters {
        let word = spelling::words(shape).iter().find(|word| word.parameter == parameter.name);
        let pytorch = match word {
            Some(Word { text, relative: true, .. }) => format!("`{text}`, times the base"),
            Some(Word { text, .. }) => format!("`{text}`"),
            None => String::new(),
        };
        let _ = writeln!(text, "{} {pytorch} |", row(&parameter));
    }
    let (example, ticks) = entry.example;
    text.push_str(&shown(example, ticks));
    text.push_str(&elsewhere(entry.name));
    text
}

pub(super) fn preset(preset: &'static prelude::Preset) -> String {
    let prelude::Preset { name, about, example, text, .. } = preset;
    let mut page = format!("### `{name}`\n\n{about}\n\n```text\n{text}\n```\n");
    page.push_str("\n| parameter | what it is | takes | default |\n|---|---|---|---|\n");
    for parameter in preset_entry(preset).parameters {
        let _ = writeln!(page, "{}", row(&parameter));
    }
    let ticks: Vec<_> = (0..=20).step_by(2).collect();
    page.push_str(&shown(example, &ticks));
    page.push_str(&elsewhere(name));
    page
}

/// What a shape or a preset is called by other libraries.
fn elsewhere(name: &str) -> String {
    let mut text = String::new();
    for (library, functions) in peers::made_of(name) {
        let _ = writeln!(text, "- {}: `{}`", library.title, functions.join("`, `"));
    }
    if text.is_empty() { text } else { format!("\nElsewhere, with `lehr shapes NAME` for the rule of each:\n\n{text}") }
}

fn row(parameter: &Parameter) -> String {
    let Parameter { name, about, .. } = parameter;
    let by_name = if parameter.positional { "" } else { "=" };
    let default = match (&parameter.default, parameter.required) {
        (_, true) => "required",
        (Some(default), false) => default,
        (None, false) if parameter.without.is_empty() => "none",
        (None, false) => parameter.without,
    };
    let mut takes = match parameter.takes {
        Takes::Word(words) => words.join(", "),
        takes => takes.words().to_string(),
    };
    if !parameter.range.is_empty() {
        let _ = write!(takes, ", {}", parameter.range);
    }
    format!("| `{name}{by_name}` | {about} | {takes} | {default} |")
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_example_compiles() {
        let text = catalogue();
        assert!(!text.contains("| ?"), "an example does not compile:\n{text}");
    }
}
