//! What a script leaves open: named parameters with their defaults, under the script's own spelling.

use std::collections::{BTreeMap, HashMap};

use python_calls::Number;

use super::names::Names;
use crate::text::Span;

/// A value that a script computes with and does not say itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// As the script spells it, and as it is set: `args.epochs`, `len(loader)`.
    pub spelling: String,
    /// Its name in the program: `args_epochs`, `len_loader`.
    pub name: String,
    /// What the script itself has for it.
    pub default: Option<Constant>,
    /// What it is: what was set, or else its default.
    pub value: Option<Constant>,
    /// Where the script has it first.
    pub span: Span,
}

/// The value of a parameter.
#[derive(Clone, Debug, PartialEq)]
pub enum Constant {
    /// A number.
    Number(Number),
    /// A string.
    Word(String),
    /// `True` or `False`.
    Flag(bool),
    /// `None`
    None,
}

/// What a caller sets, by the script's own spelling.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Settings {
    values: BTreeMap<String, Constant>,
}

/// The parameters that have been met so far.
#[derive(Debug, Default)]
pub(super) struct Parameters {
    found: Vec<Parameter>,
    /// For each spelling, where its parameters stand among them: one for each default.
    of_spelling: HashMap<String, Vec<usize>>,
    names: Names,
}

impl Constant {
    /// The number that it is.
    pub fn number(&self) -> Option<Number> {
        match self {
            Self::Number(number) => Some(*number),
            Self::Flag(flag) => Some(Number::Int(i64::from(*flag))),
            Self::Word(_) | Self::None => None,
        }
    }

    /// A value as it is given on a command line.
    fn parse(text: &str) -> Self {
        let text = text.trim();
        match text {
            "True" | "true" => return Self::Flag(true),
            "False" | "false" => return Self::Flag(false),
            "None" => return Self::None,
            _ => {}
        }
        if let Ok(number) = text.replace('_', "").parse::<i64>() {
            return Self::Number(Number::Int(number));
        }
        if let Some(number) = crate::units::Number::parse(text) {
            return Self::Number(Number::Float(number.value()));
        }
        match text.parse::<f64>() {
            Ok(number) if number.is_finite() => Self::Number(Number::Float(number)),
            _ => Self::Word(text.trim_matches(['"', '\'']).to_string()),
        }
    }
}

impl std::fmt::Display for Constant {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Number(Number::Int(number)) => write!(f, "{number}"),
            Self::Number(Number::Float(number)) => f.write_str(&super::expression::float(*number)),
            Self::Word(word) => write!(f, "{word:?}"),
            Self::Flag(true) => f.write_str("True"),
            Self::Flag(false) => f.write_str("False"),
            Self::None => f.write_str("None"),
        }
    }
}

impl Settings {
    /// Sets a parameter.
    pub fn set(&mut self, spelling: &str, value: &str) {
        self.values.insert(unspaced(spelling), Constant::parse(value));
    }

    /// What a parameter is set to.
    pub(super) fn get(&self, spelling: &str, name: &str) -> Option<&Constant> {
        self.values.get(&unspaced(spelling)).or_else(|| self.values.get(name))
    }

    /// Those that are no parameter of a script.
    pub(super) fn unknown<'s>(&'s self, parameters: &'s [Parameter]) -> impl Iterator<Item = &'s str> {
        let known = |spelling: &str| {
            parameters.iter().any(|parameter| unspaced(&parameter.spelling) == spelling || parameter.name == spelling)
        };
        self.values.keys().map(String::as_str).filter(move |spelling| !known(spelling))
    }
}

/// A spelling without the differences that nobody means: spaces, and which quotes.
fn unspaced(spelling: &str) -> String {
    spelling.chars().filter(|c| !c.is_whitespace()).map(|c| if c == '\'' { '"' } else { c }).collect()
}

impl Parameters {
    /// The parameter of a spelling; one that is met for the first time is added.
    pub(super) fn find(
        &mut self,
        spelling: &str,
        default: Option<Constant>,
        span: Span,
        settings: &Settings,
    ) -> &Parameter {
        let mut known = self.of_spelling.get(spelling).into_iter().flatten().copied();
        let index = known.find(|&index| self.found[index].default == default).unwrap_or_else(|| {
            let name = self.name(spelling);
            let value = settings.get(spelling, &name).cloned().or_else(|| default.clone());
            self.names.add(&name);
            self.of_spelling.entry(spelling.to_string()).or_default().push(self.found.len());
            self.found.push(Parameter { spelling: spelling.to_string(), name, default, value, span });
            self.found.len() - 1
        });
        &self.found[index]
    }

    pub(super) fn known(&self) -> &[Parameter] {
        &self.found
    }

    pub(super) fn into_found(self) -> Vec<Parameter> {
        self.found
    }

    /// A name of the language that no other parameter has.
    fn name(&mut self, spelling: &str) -> String {
        let mut name = String::new();
        for c in spelling.chars() {
            if c.is_ascii_alphanumeric() {
                name.push(c);
            } else if !name.is_empty() && !name.ends_with('_') {
                name.push('_');
            }
        }
        let name = name.trim_end_matches('_');
        let name =
            if name.starts_with(|c: char| c.is_ascii_alphabetic()) { name.to_string() } else { format!("p_{name}") };
        let name = if name == "lr" { "base_lr".to_string() } else { name };
        let plain = [name.clone(), format!("n_{name}")].into_iter();
        self.names.free(plain, &name).unwrap_or(name)
    }
}
