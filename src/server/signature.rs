//! The parameters of the call that is being written.

use gen_lsp_types as lsp;

use super::numbers::count;
use super::place::{Argument, Place};
use super::view::View;
use crate::reference::{self, Entry, EntryKind, Takes};
use crate::syntax::ast::StatementKind;

/// What is called after a segment, in the words of the language.
pub(super) const REPEAT: &str = "repeat";

/// A call with its parameters.
pub(super) struct Signature {
    label: String,
    about: String,
    pub(super) parameters: Vec<Parameter>,
}

/// A parameter: its name, and what it is.
pub(super) struct Parameter {
    pub(super) name: String,
    pub(super) pytorch: Option<&'static str>,
    about: String,
    default: Option<String>,
    positional: bool,
    /// What it takes, where that is known.
    pub(super) takes: Option<Takes>,
}

/// The signature of the call around a byte, and which of its parameters is written there.
pub(super) fn help(view: View<'_>, byte: usize) -> Option<lsp::SignatureHelp> {
    if view.analysis().script.is_some() {
        return None;
    }
    let place = Place::of(view, byte)?;
    let written = place.named().or_else(|| place.goes_on())?;
    let argument = written.argument()?;
    let signature = Signature::of(view, argument.callee)?;
    // A number that no parameter has sets none off: without one, editors set off the first.
    let active = signature.index(argument).unwrap_or(signature.parameters.len());
    let parameters = signature.parameters.into_iter().map(|parameter| lsp::ParameterInformation {
        documentation: Some(lsp::Documentation::String(parameter.detail())),
        label: lsp::ParameterInformationLabel::String(parameter.name),
    });
    let information = lsp::SignatureInformation {
        label: signature.label,
        documentation: Some(lsp::Documentation::String(signature.about)),
        parameters: Some(parameters.collect()),
        active_parameter: Some(lsp::ActiveParameter::Int(count(active))),
    };
    Some(lsp::SignatureHelp { signatures: vec![information], active_signature: Some(0), active_parameter: None })
}

impl Signature {
    /// That of a name: of a `def` of the file, or else of the language.
    pub(super) fn of(view: View<'_>, name: &str) -> Option<Self> {
        if name == REPEAT {
            return Some(Self::of_repeat());
        }
        Self::of_file(view, name).or_else(|| reference::entry(name).map(Self::of_entry))
    }

    fn of_entry(entry: Entry) -> Self {
        let is_function = entry.kind == EntryKind::Function;
        let parameters = entry.parameters.into_iter().map(|parameter| Parameter {
            name: parameter.name.to_string(),
            pytorch: parameter.pytorch.filter(|word| *word != parameter.name),
            about: parameter.about.to_string(),
            default: parameter.default,
            positional: parameter.positional,
            takes: Some(parameter.takes).filter(|_| !is_function),
        });
        Self { label: entry.usage, about: entry.summary, parameters: parameters.collect() }
    }

    fn of_repeat() -> Self {
        let parameter = |name: &str, about: &str, default: Option<&str>, takes| Parameter {
            name: name.to_string(),
            pytorch: None,
            about: about.to_string(),
            default: default.map(str::to_string),
            positional: true,
            takes: Some(takes),
        };
        let parameters = vec![
            parameter("n", "how many cycles there are; without it they do not end", None, Takes::Count),
            parameter("stretch", "how long a cycle is, over the one before", Some("1"), Takes::Ratio),
            parameter("decay", "what the base and the start are multiplied by, each cycle", Some("1"), Takes::Ratio),
        ];
        let about = "Cycles of a segment, each from the same start.".to_string();
        Self { label: "repeat(n, stretch=1, decay=1)".to_string(), about, parameters }
    }

    /// A `def` of the file, as it was when it could last be read.
    fn of_file(view: View<'_>, name: &str) -> Option<Self> {
        let now = &view.analysis().compilation;
        [Some(now), view.document.good()].into_iter().flatten().find_map(|compilation| {
            compilation.file().statements.iter().find_map(|statement| {
                let StatementKind::Def { name: own, params, body } = &statement.kind else { return None };
                let text = compilation.text().get(own.span.start..body.span.start).filter(|_| own.text == name)?;
                let label = text.trim_end().trim_end_matches('=').trim_end().to_string();
                let parameters = params.iter().map(|param| {
                    let default = param.default.as_ref().map(|default| default.span.of(compilation.text()));
                    Parameter {
                        name: param.name.text.clone(),
                        pytorch: None,
                        about: format!("a parameter of `{name}`"),
                        default: default.map(str::to_string),
                        positional: true,
                        takes: None,
                    }
                });
                let about = statement.span.of(compilation.text()).to_string();
                Some(Self { label, about, parameters: parameters.collect() })
            })
        })
    }

    /// What a parameter is, and its default.
    pub(super) fn about(&self, name: &str) -> Option<(&str, Option<&str>)> {
        let parameter = self.parameters.iter().find(|parameter| parameter.name == name)?;
        Some((&parameter.about, parameter.default.as_deref()))
    }

    /// Which parameter an argument is.
    fn index(&self, argument: Argument<'_>) -> Option<usize> {
        let named = |name: &str| self.parameters.iter().position(|parameter| parameter.is_called(name));
        let Argument { given, index, .. } = argument;
        if let Some(name) = argument.name() {
            return named(name);
        }
        let by_place = given[..index].iter().filter(|arg| arg.name.is_none()).count();
        let positional = self.parameters.iter().enumerate().filter(|(_, parameter)| parameter.positional);
        positional.map(|(index, _)| index).nth(by_place)
    }

    /// The parameter that an argument is.
    pub(super) fn parameter(&self, argument: Argument<'_>) -> Option<&Parameter> {
        self.parameters.get(self.index(argument)?)
    }

    /// The parameters that a call gives nowhere but in one argument.
    pub(super) fn left(&self, argument: Argument<'_>) -> impl Iterator<Item = &Parameter> {
        let others = (0..argument.given.len()).filter(|index| *index != argument.index);
        let given: Vec<_> = others.filter_map(|index| self.index(Argument { index, ..argument })).collect();
        let parameters = self.parameters.iter().enumerate();
        parameters.filter(move |(index, _)| !given.contains(index)).map(|(_, parameter)| parameter)
    }
}

impl Parameter {
    /// What it is, with its default.
    pub(super) fn detail(&self) -> String {
        match &self.default {
            Some(default) => format!("{}, by default {default}", self.about),
            None => self.about.clone(),
        }
    }

    /// Whether it has a name, or PyTorch has it for it.
    fn is_called(&self, name: &str) -> bool {
        self.name == name || self.pytorch == Some(name)
    }
}
