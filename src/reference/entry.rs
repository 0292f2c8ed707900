//! What the reference says of something that can be called.

use crate::catalogue::{Default, Function, Range, ShapeName, Takes, prelude};
use crate::check::prelude::presets;
use crate::peers::spelling;

/// Something that can be called: a shape, a preset or a function of arithmetic.
///
/// ```
/// use lehr::reference::{Takes, entry};
///
/// let step = entry("step").expect("a shape");
/// assert_eq!(step.usage, "step(step_size, gamma=0.1, from=…)");
/// let gamma = &step.parameters[1];
/// assert_eq!((gamma.name, gamma.takes, gamma.default.as_deref()), ("gamma", Takes::Ratio, Some("0.1")));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Entry {
    /// Its name.
    pub name: &'static str,
    /// Another name for it.
    pub alias: Option<&'static str>,
    /// What it is.
    pub kind: EntryKind,
    /// What it does, in a line.
    pub summary: String,
    /// The call, with the defaults that are numbers.
    pub usage: String,
    /// Its parameters, those that may be given by place first and in order.
    pub parameters: Vec<Parameter>,
}

/// What can be called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum EntryKind {
    /// A shape of the language.
    Shape,
    /// A schedule that is made of shapes, in the language itself.
    Preset,
    /// A function of arithmetic.
    Function,
}

/// A parameter of a shape or a preset.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Parameter {
    /// Its name.
    pub name: &'static str,
    /// PyTorch's word for it.
    pub pytorch: Option<&'static str>,
    /// What it takes.
    pub takes: Takes,
    /// Whether it may be given by its place.
    pub positional: bool,
    /// Whether every call has to give it.
    pub required: bool,
    /// What stands where a call does not give it, as it is written in the language.
    pub default: Option<String>,
    /// What happens where a call does not give it and there is no default, in words; "" where there is
    /// nothing to say.
    pub without: &'static str,
    /// Which numbers it takes, in words; "" for all of them.
    pub range: &'static str,
    /// What it is, without a capital letter or a full stop.
    pub about: &'static str,
}

pub(super) fn shape_entry(shape: ShapeName) -> Entry {
    let entry = shape.entry();
    let words = spelling::words(shape);
    let parameters = entry.parameters.iter().map(|parameter| Parameter {
        name: parameter.name,
        pytorch: words.iter().find(|word| word.parameter == parameter.name).map(|word| word.text),
        takes: parameter.takes,
        positional: parameter.positional,
        required: parameter.default == Default::Required,
        default: parameter.default.text(),
        without: match parameter.default {
            Default::Absent(words) => words,
            _ => "",
        },
        range: match parameter.takes {
            Takes::Ratio => parameter.range.words(),
            Takes::Duration if parameter.range == Range::AboveZero => parameter.range.words(),
            _ => "",
        },
        about: parameter.about,
    });
    Entry {
        name: entry.name,
        alias: entry.alias,
        kind: EntryKind::Shape,
        summary: entry.summary.to_string(),
        usage: entry.usage(),
        parameters: parameters.collect(),
    }
}

pub(super) fn preset_entry(preset: &'static prelude::Preset) -> Entry {
    let definition = presets().iter().find(|definition| definition.name == preset.name);
    let params = definition.map_or(&[][..], |definition| &definition.params);
    let parameters = preset.parameters.iter().zip(params).map(|(parameter, param)| Parameter {
        name: parameter.name,
        pytorch: None,
        takes: parameter.takes,
        positional: true,
        required: param.default.is_none(),
        default: param.default.as_ref().map(|default| default.span.of(prelude::TEXT).to_string()),
        without: "",
        range: "",
        about: parameter.about,
    });
    Entry {
        name: preset.name,
        alias: None,
        kind: EntryKind::Preset,
        summary: preset.about.lines().next().unwrap_or_default().to_string(),
        usage: definition.map(crate::check::prelude::Preset::usage).unwrap_or_default(),
        parameters: parameters.collect(),
    }
}

pub(super) fn function_entry(function: Function) -> Entry {
    let parameters = function.arguments().iter().map(|name| Parameter {
        name,
        pytorch: None,
        takes: Takes::Value,
        positional: true,
        required: true,
        default: None,
        without: "",
        range: "",
        about: "a number",
    });
    let options = function.options().iter().map(|name| Parameter {
        name,
        pytorch: None,
        takes: Takes::Value,
        positional: false,
        required: false,
        default: Some("1".to_string()),
        without: "",
        range: Range::AboveZero.words(),
        about: "the result is a multiple of it",
    });
    Entry {
        name: function.name(),
        alias: None,
        kind: EntryKind::Function,
        summary: function.about().to_string(),
        usage: function.usage(),
        parameters: parameters.chain(options).collect(),
    }
}
