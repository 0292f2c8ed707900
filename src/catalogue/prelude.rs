//! The presets, schedules of the language itself, and what their comments say of them.

use std::sync::OnceLock;

use super::parameter::Takes;

/// The definitions.
pub(crate) const TEXT: &str = include_str!("prelude.lehr");

/// A preset, as its comment has it.
#[derive(Debug)]
pub(crate) struct Preset {
    /// Its name.
    pub(crate) name: &'static str,
    /// What it is, in a line, and in further ones where it comes from.
    pub(crate) about: String,
    /// Its parameters, in order.
    pub(crate) parameters: Vec<Parameter>,
    /// A call that shows it, at base 1.
    pub(crate) example: &'static str,
    /// Its definition.
    pub(crate) text: String,
}

/// A parameter of a preset.
#[derive(Debug)]
pub(crate) struct Parameter {
    /// Its name.
    pub(crate) name: &'static str,
    /// What it takes: a duration, a value or a plain ratio.
    pub(crate) takes: Takes,
    /// What it is.
    pub(crate) about: &'static str,
}

/// Every preset, in the order of the prelude.
pub(crate) fn presets() -> &'static [Preset] {
    static PRESETS: OnceLock<Vec<Preset>> = OnceLock::new();
    PRESETS.get_or_init(|| TEXT.split("\n\n").filter_map(read).collect())
}

/// The preset of a name.
pub(crate) fn preset(name: &str) -> Option<&'static Preset> {
    presets().iter().find(|preset| preset.name == name)
}

/// Reads a paragraph of the prelude: a comment and a definition.
fn read(paragraph: &'static str) -> Option<Preset> {
    let (comment, text): (Vec<_>, Vec<_>) = paragraph.lines().partition(|line| line.starts_with('#'));
    let name = text.first()?.strip_prefix("def ")?.split('(').next()?;
    let mut preset = Preset { name, about: String::new(), parameters: Vec::new(), example: "", text: text.join("\n") };
    let mut about = Vec::new();
    for line in comment.iter().map(|line| line.trim_start_matches('#').trim_start()) {
        match (line.strip_prefix("Shown: "), parameter(line)) {
            (Some(example), _) => preset.example = example.trim_matches('`'),
            (None, Some(parameter)) => preset.parameters.push(parameter),
            (None, None) => about.push(line),
        }
    }
    preset.about = about.join("\n");
    Some(preset)
}

/// Reads a line such as `W, duration: the length of the warmup`.
fn parameter(line: &'static str) -> Option<Parameter> {
    let (head, about) = line.split_once(": ")?;
    let (name, takes) = head.split_once(", ")?;
    let takes = match takes {
        "duration" => Takes::Duration,
        "value" => Takes::Value,
        "ratio" => Takes::Ratio,
        _ => return None,
    };
    Some(Parameter { name, takes, about })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_definition_is_described() {
        let definitions = TEXT.lines().filter(|line| line.starts_with("def ")).count();
        assert_eq!(presets().len(), definitions);
        for preset in presets() {
            assert!(!preset.about.is_empty() && !preset.example.is_empty(), "{}", preset.name);
            assert!(!preset.parameters.is_empty(), "{}", preset.name);
        }
    }
}
