//! Shapes in the words of PyTorch's functions: `linear(total_iters=5, start_factor=0.1)`.

use std::sync::LazyLock;

use super::function::{Argument, Arguments, Function, Kind, Parameter};
use super::pytorch;
use super::tree::any;
use crate::catalogue::{self, ShapeName};
use crate::syntax::ast::{Arg, ExprKind};

/// The functions that are one shape of the language, whose calls may be in their words.
const FUNCTIONS: &[&str] = &["LinearLR", "PolynomialLR", "CosineAnnealingLR", "ReduceLROnPlateau"];

/// PyTorch's word for a parameter of a shape.
#[derive(Debug)]
pub(crate) struct Word {
    /// The word.
    pub(crate) text: &'static str,
    /// The name of the parameter.
    pub(crate) parameter: &'static str,
    /// Whether a number given by this word is a multiple of the base.
    pub(crate) relative: bool,
    /// PyTorch's default, where it is another than the shape's.
    pub(crate) default: Option<String>,
}

static WORDS: LazyLock<Vec<(ShapeName, Vec<Word>)>> = LazyLock::new(|| {
    let functions = FUNCTIONS.iter().filter_map(|name| pytorch::LIBRARY.function(name));
    functions.filter_map(spelling).collect()
});

/// PyTorch's words for the parameters of a shape, where they are others.
pub(crate) fn words(shape: ShapeName) -> &'static [Word] {
    WORDS.iter().find(|(spelt, _)| *spelt == shape).map_or(&[], |(_, words)| words)
}

/// What a word of PyTorch stands for in a call of a shape.
pub(crate) fn word(shape: ShapeName, text: &str) -> Option<&'static Word> {
    words(shape).iter().find(|word| word.text == text)
}

/// The parameters of a function of PyTorch that its schedule depends on, with their defaults.
pub(crate) fn defaults(function: &str) -> Vec<(&'static str, Option<String>)> {
    let parameters = pytorch::LIBRARY.function(function).map_or(&[][..], |function| function.parameters);
    let parameters = parameters.iter().filter(|parameter| is_number(parameter));
    parameters.map(|parameter| (parameter.name, parameter.default.map(plain))).collect()
}

/// The shape that a function is, and its words for the parameters, read off what its call means.
fn spelling(function: &'static Function) -> Option<(ShapeName, Vec<Word>)> {
    let numbers = function.parameters.iter().filter(|parameter| is_number(parameter));
    let by_name = numbers.map(|parameter| (parameter.name.to_string(), Argument::Lehr(parameter.name.to_string())));
    let arguments = Arguments { by_place: Vec::new(), by_name: by_name.collect() };
    let meaning = function.translate(pytorch::LIBRARY.counts, &arguments).ok()?;
    let mut expr = meaning.tree("lr")?;
    while let ExprKind::Postfix { operand, .. } = &expr.kind {
        expr = operand;
    }
    let ExprKind::Call { name, args, .. } = &expr.kind else { return None };
    let shape = catalogue::shape(&name.text)?;
    let words = args.iter().enumerate().filter_map(|(place, arg)| word_of(function, shape, place, arg));
    Some((shape, words.filter(|word| word.text != word.parameter).collect()))
}

fn word_of(function: &'static Function, shape: ShapeName, place: usize, arg: &Arg) -> Option<Word> {
    let parameters = shape.parameters();
    let parameter = match &arg.name {
        Some(name) => parameters.iter().find(|parameter| parameter.name == name.text)?,
        None => parameters.get(place)?,
    };
    let stands =
        |name: &str| any(&arg.value, &mut |part| matches!(&part.kind, ExprKind::Name(found) if found.text == name));
    let theirs = function.parameters.iter().find(|parameter| stands(parameter.name))?;
    let relative = any(&arg.value, &mut |part| matches!(part.kind, ExprKind::Relative { .. }));
    let written = |default: String| if relative { format!("{default}x") } else { default };
    let default =
        theirs.default.map(plain).filter(|default| parameter.default.text() != Some(written(default.clone())));
    Some(Word { text: theirs.name, parameter: parameter.name, relative, default })
}

fn is_number(parameter: &Parameter) -> bool {
    matches!(parameter.kind, Kind::Length | Kind::Rate | Kind::Ratio | Kind::Count)
}

/// A default as one writes it in the language: `1/3`, `1`.
fn plain(default: &str) -> String {
    default.replace(' ', "").trim_end_matches(".0").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_word_stands_for_a_parameter_of_another_name() {
        for function in FUNCTIONS {
            let function = pytorch::LIBRARY.function(function).expect("a function");
            let (shape, words) = spelling(function).expect("one shape");
            let names: Vec<_> = shape.parameters().iter().map(|parameter| parameter.name).collect();
            assert!(!words.is_empty(), "{shape:?}");
            for word in words {
                assert!(names.contains(&word.parameter) && !names.contains(&word.text), "{word:?}");
            }
        }
    }

    #[test]
    fn a_default_is_told_where_the_shape_has_another() {
        let told = |shape: &str| {
            let words = words(catalogue::shape(shape).expect("a shape")).iter();
            let told = words.filter_map(|word| Some(format!("{}={}", word.text, word.default.as_ref()?)));
            told.collect::<Vec<_>>()
        };
        assert_eq!(told("linear"), ["total_iters=5", "start_factor=1/3", "end_factor=1"]);
        assert_eq!(told("poly"), ["total_iters=5"]);
        assert!(told("cosine").is_empty() && told("plateau").is_empty() && told("step").is_empty());
    }
}
