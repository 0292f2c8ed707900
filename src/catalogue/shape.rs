//! The list of the shapes, and what is said of each.

use super::parameter::{Default, Key, Kind, Parameter, Takes, alike, position};
use super::shapes;

/// Everything that is said of a shape: how it is called, and its page.
#[derive(Debug)]
pub(crate) struct Entry {
    /// Its name.
    pub(crate) name: &'static str,
    /// Another name for it.
    pub(crate) alias: Option<&'static str>,
    /// Its parameters, the positional ones first and in order.
    pub(crate) parameters: &'static [Parameter],
    /// Names that one may take for its parameters, and what to write instead, as a sentence.
    pub(crate) misnomers: &'static [(&'static str, &'static str)],
    /// What it is, in a line.
    pub(crate) summary: &'static str,
    /// Its values, with t counted from its own start and u = t / T.
    pub(crate) formula: &'static str,
    /// Which value it starts and ends with, and where one is easily off by a tick.
    pub(crate) ends: &'static str,
    /// Where the formula comes from.
    pub(crate) source: &'static str,
    /// A schedule at base 1 that shows it, and the ticks at which it is shown.
    pub(crate) example: (&'static str, &'static [u64]),
}

/// What is in the list of the shapes, as a type.
pub(crate) trait Listed {
    /// The same as a value.
    const NAME: ShapeName;
}

/// A shape, as a type.
pub(crate) trait Shape: Listed {
    /// What is said of it.
    const ENTRY: &'static Entry;

    /// The place of a parameter among the shape's. What has no such parameter does not compile.
    fn index<K: Key>() -> usize {
        const { index_of::<K>(Self::ENTRY.parameters) }
    }

    /// The same for a parameter that always has a value: it is required, or has a default.
    fn index_of_value<K: Key>() -> usize {
        const {
            let index = index_of::<K>(Self::ENTRY.parameters);
            assert!(
                !matches!(Self::ENTRY.parameters[index].default, Default::Absent(_)),
                "the parameter may be left out, and has no default"
            );
            index
        }
    }
}

/// The place of a parameter, for the compiler.
const fn index_of<K: Key>(parameters: &[Parameter]) -> usize {
    let Some(index) = position(parameters, K::NAME) else { panic!("the shape has no such parameter") };
    assert!(alike(parameters[index].takes, <K::Kind as Kind>::TAKES), "the parameter takes something else");
    index
}

macro_rules! list {
    ($($shape:ident),* $(,)?) => {
        /// A shape by its name.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum ShapeName {
            $($shape),*
        }

        $(impl Listed for shapes::$shape {
            const NAME: ShapeName = ShapeName::$shape;
        })*

        impl ShapeName {
            /// Every shape, in the order of the catalogue.
            pub(crate) const ALL: &'static [Self] = &[$(Self::$shape),*];

            /// What is said of it.
            pub(crate) const fn entry(self) -> &'static Entry {
                match self {
                    $(Self::$shape => shapes::$shape::ENTRY),*
                }
            }
        }
    };
}

list!(
    Hold,
    Warmup,
    Linear,
    Cosine,
    OneMinusSqrt,
    Poly,
    ExpTo,
    ShiftedExp,
    Rex,
    Tanh,
    Step,
    Multistep,
    Exponential,
    InverseSqrt,
    InverseTime,
    Piecewise,
    Curve,
    Factor,
    Plateau,
    Steer,
    Reach,
    Noise,
);

/// The shape of a name, or of another name for it.
pub(crate) fn shape(name: &str) -> Option<ShapeName> {
    ShapeName::ALL.iter().copied().find(|shape| shape.name() == name || shape.entry().alias == Some(name))
}

impl ShapeName {
    /// As it is written.
    pub(crate) fn name(self) -> &'static str {
        self.entry().name
    }

    /// Its parameters.
    pub(crate) fn parameters(self) -> &'static [Parameter] {
        self.entry().parameters
    }
}

impl Entry {
    /// The call as it is documented: names, and defaults that are numbers.
    pub(crate) fn usage(&self) -> String {
        let parameters: Vec<_> = self.parameters.iter().map(Parameter::usage).collect();
        format!("{}({})", self.name, parameters.join(", "))
    }
}

/// The lists of words that parameters choose among.
pub(crate) fn word_lists() -> impl Iterator<Item = &'static [&'static str]> {
    ShapeName::ALL.iter().flat_map(|shape| shape.parameters()).filter_map(|parameter| match parameter.takes {
        Takes::Word(words) => Some(words),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::Amount;

    #[test]
    fn names_are_one_thing_each() {
        let names = |shape: &ShapeName| [Some(shape.name()), shape.entry().alias];
        let mut all: Vec<_> = ShapeName::ALL.iter().flat_map(names).flatten().collect();
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
    }

    #[test]
    fn what_is_given_by_place_comes_first_and_names_are_given_once() {
        for shape in ShapeName::ALL {
            let parameters = shape.parameters();
            assert!(parameters.is_sorted_by_key(|parameter| !parameter.positional), "{shape:?}");
            for (index, parameter) in parameters.iter().enumerate() {
                assert_eq!(position(parameters, parameter.name), Some(index), "{shape:?}");
                assert!(!parameter.about.is_empty(), "{shape:?}: {}", parameter.name);
            }
        }
    }

    #[test]
    fn a_default_is_of_the_kind_and_the_range_of_its_parameter() {
        for shape in ShapeName::ALL {
            for parameter in shape.parameters() {
                let number = match (parameter.default, parameter.takes) {
                    (Default::Required | Default::Absent(_), _) | (Default::Metric(_), Takes::Metric) => None,
                    (Default::FirstWord(word), Takes::Word(words)) => {
                        assert_eq!(words.first(), Some(&word));
                        None
                    }
                    (Default::Ticks(count), Takes::Duration) | (Default::Count(count), Takes::Count) => {
                        Some(count as f64)
                    }
                    (Default::Ratio(number), Takes::Ratio)
                    | (Default::Amount(Amount::Absolute(number) | Amount::Relative(number)), Takes::Value) => {
                        Some(number)
                    }
                    (default, takes) => panic!("{shape:?}: {} takes {takes:?}: {default:?}", parameter.name),
                };
                assert!(number.is_none_or(|number| parameter.range.contains(number)), "{shape:?}: {}", parameter.name);
            }
        }
    }
}
