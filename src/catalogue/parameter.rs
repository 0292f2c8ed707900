//! Parameters of shapes: what they take, what stands where a call gives none, and their ranges.

use std::marker::PhantomData;

use crate::schedule::format_value;

/// A parameter of a shape, as it stands in the catalogue.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Parameter {
    /// Its name.
    pub(crate) name: &'static str,
    /// What it takes.
    pub(crate) takes: Takes,
    /// Whether it may be given by its place.
    pub(crate) positional: bool,
    /// What it is where a call does not give it.
    pub(crate) default: Default,
    /// Which numbers or durations it takes.
    pub(crate) range: Range,
    /// What it is: a noun, which messages use, and after a comma what else there is to know.
    pub(crate) about: &'static str,
    /// What to write where the argument is not one that it takes, as a sentence of a help.
    pub(crate) advice: &'static str,
}

/// What a parameter takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Takes {
    /// A duration.
    Duration,
    /// A list of durations.
    Durations,
    /// A value, absolute or relative to the base.
    Value,
    /// A list of values.
    Values,
    /// A plain ratio: a number or a percentage.
    Ratio,
    /// A list of plain numbers.
    Numbers,
    /// A range of plain numbers, `first .. last`.
    Band,
    /// A whole number of 0 or more.
    Count,
    /// One of a few words.
    Word(&'static [&'static str]),
    /// A function of the fraction of the length, `u -> …`.
    FunctionOfFraction,
    /// A function of time, `t -> …`.
    FunctionOfTime,
    /// The name of a metric.
    Metric,
}

/// What a parameter is where a call does not give it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Default {
    /// Every call gives it.
    Required,
    /// Nothing. What the shape does then, in words; "" where there is nothing to say.
    Absent(&'static str),
    /// A number of ticks.
    Ticks(u64),
    /// A value.
    Amount(Amount),
    /// A ratio.
    Ratio(f64),
    /// A whole number.
    Count(u64),
    /// The first of the words that it takes.
    FirstWord(&'static str),
    /// The name of a metric.
    Metric(&'static str),
}

/// A constant value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Amount {
    /// As it stands.
    Absolute(f64),
    /// Times the base.
    Relative(f64),
    /// The sum of both.
    Mixed { absolute: f64, relative: f64 },
}

impl Amount {
    /// A number and a multiple of the base.
    pub(crate) fn sum(absolute: f64, relative: f64) -> Self {
        if absolute == 0.0 {
            Self::Relative(relative)
        } else if relative == 0.0 {
            Self::Absolute(absolute)
        } else {
            Self::Mixed { absolute, relative }
        }
    }
}

/// Which numbers or durations a parameter takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Range {
    /// All of them.
    All,
    /// From 0.
    NotNegative,
    /// From 0, without 0.
    AboveZero,
    /// From 0 to 1, without 1.
    BelowOne,
}

/// A kind of argument, as a type: what a call gives is read by it.
pub(crate) trait Kind {
    /// The same as a value.
    const TAKES: Takes;
}

/// The name of a parameter with the kind of what it takes, as a type.
///
/// A shape is asked for an argument by a key, so that a misspelt parameter, or one read as what it
/// is not, does not compile; nor does a key that the shape has no parameter for.
pub(crate) trait Key: Copy {
    /// What the parameter takes.
    type Kind: Kind;
    /// Its name.
    const NAME: &'static str;
}

/// Words that a parameter chooses among, as a type; the first one is the default.
pub(crate) trait Words: Copy + 'static {
    /// The words.
    const NAMES: &'static [&'static str];
    /// What each of them stands for, in the same order.
    const VALUES: &'static [Self];
}

/// The kinds of arguments.
pub(crate) mod kind {
    use super::{Kind, PhantomData, Takes, Words};

    pub(crate) struct Duration;
    pub(crate) struct Durations;
    pub(crate) struct Amount;
    pub(crate) struct Amounts;
    pub(crate) struct Ratio;
    pub(crate) struct Numbers;
    pub(crate) struct Band;
    pub(crate) struct Count;
    pub(crate) struct Word<W>(PhantomData<W>);
    /// A function of the fraction of the length, u.
    pub(crate) struct FunctionOfFraction;
    /// A function of time, t.
    pub(crate) struct FunctionOfTime;
    pub(crate) struct Metric;

    macro_rules! kinds {
        ($($kind:ident: $takes:ident),*) => {
            $(impl Kind for $kind {
                const TAKES: Takes = Takes::$takes;
            })*
        };
    }
    kinds!(
        Duration: Duration,
        Durations: Durations,
        Amount: Value,
        Amounts: Values,
        Ratio: Ratio,
        Numbers: Numbers,
        Band: Band,
        Count: Count,
        FunctionOfFraction: FunctionOfFraction,
        FunctionOfTime: FunctionOfTime,
        Metric: Metric
    );

    impl<W: Words> Kind for Word<W> {
        const TAKES: Takes = Takes::Word(W::NAMES);
    }
}

/// A row of the catalogue that does not yet say what stands where a call gives nothing.
pub(crate) struct Row<K> {
    parameter: Parameter,
    kind: PhantomData<K>,
}

/// A parameter that may be given by its place, or by its name.
pub(crate) const fn positional<K: Key>(_: K, about: &'static str) -> Row<K::Kind> {
    let range = match <K::Kind as Kind>::TAKES {
        Takes::Duration | Takes::Durations => Range::NotNegative,
        _ => Range::All,
    };
    Row {
        parameter: Parameter {
            name: K::NAME,
            takes: <K::Kind as Kind>::TAKES,
            positional: true,
            default: Default::Required,
            range,
            about,
            advice: "",
        },
        kind: PhantomData,
    }
}

/// A parameter that is given by its name alone.
pub(crate) const fn keyword<K: Key>(key: K, about: &'static str) -> Row<K::Kind> {
    let row = positional(key, about);
    Row { parameter: Parameter { positional: false, ..row.parameter }, kind: PhantomData }
}

impl<K> Row<K> {
    const fn with(self, default: Default) -> Parameter {
        Parameter { default, ..self.parameter }
    }

    /// Takes some numbers only.
    pub(crate) const fn within(self, range: Range) -> Self {
        Self { parameter: Parameter { range, ..self.parameter }, kind: PhantomData }
    }

    /// Says what to write instead of an argument that it does not take.
    pub(crate) const fn advice(self, advice: &'static str) -> Self {
        Self { parameter: Parameter { advice, ..self.parameter }, kind: PhantomData }
    }

    /// Every call gives it.
    pub(crate) const fn required(self) -> Parameter {
        self.with(Default::Required)
    }

    /// A call may leave it out, and then the shape does what the words say.
    pub(crate) const fn optional(self, without: &'static str) -> Parameter {
        self.with(Default::Absent(without))
    }
}

impl Row<kind::Duration> {
    pub(crate) const fn or(self, ticks: u64) -> Parameter {
        self.with(Default::Ticks(ticks))
    }
}

impl Row<kind::Amount> {
    pub(crate) const fn or(self, amount: Amount) -> Parameter {
        self.with(Default::Amount(amount))
    }
}

impl Row<kind::Ratio> {
    pub(crate) const fn or(self, ratio: f64) -> Parameter {
        self.with(Default::Ratio(ratio))
    }
}

impl Row<kind::Count> {
    pub(crate) const fn or(self, count: u64) -> Parameter {
        self.with(Default::Count(count))
    }
}

impl Row<kind::Metric> {
    pub(crate) const fn or(self, metric: &'static str) -> Parameter {
        self.with(Default::Metric(metric))
    }
}

impl<W: Words> Row<kind::Word<W>> {
    pub(crate) const fn or_first(self) -> Parameter {
        self.with(Default::FirstWord(W::NAMES[0]))
    }
}

impl Takes {
    /// Whether it takes a function.
    pub fn is_function(self) -> bool {
        matches!(self, Self::FunctionOfFraction | Self::FunctionOfTime)
    }

    /// Whether it takes a list.
    pub(crate) fn is_list(self) -> bool {
        matches!(self, Self::Durations | Self::Values | Self::Numbers)
    }

    /// What the variable of a function is called that it takes.
    pub(crate) fn variable(self) -> Option<&'static str> {
        match self {
            Self::FunctionOfFraction => Some("u"),
            Self::FunctionOfTime => Some("t"),
            _ => None,
        }
    }

    /// What it takes, in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Duration => "a duration",
            Self::Durations => "a list of durations",
            Self::Value => "a value",
            Self::Values => "a list of values",
            Self::Ratio => "a plain ratio",
            Self::Numbers => "a list of plain numbers",
            Self::Band => "a range of plain numbers",
            Self::Count => "a whole number",
            Self::Word(_) => "a word",
            Self::FunctionOfFraction | Self::FunctionOfTime => "a function",
            Self::Metric => "the name of a metric",
        }
    }
}

impl Default {
    /// As it is written in the language; `None` where the language has no word for it.
    pub(crate) fn text(self) -> Option<String> {
        match self {
            Self::Required | Self::Absent(_) => None,
            Self::Ticks(count) | Self::Count(count) => Some(count.to_string()),
            Self::Ratio(number) | Self::Amount(Amount::Absolute(number)) => Some(format_value(number)),
            Self::Amount(Amount::Relative(number)) => Some(format!("{}x", format_value(number))),
            Self::Amount(Amount::Mixed { absolute, relative }) => {
                Some(format!("{} + {}x", format_value(absolute), format_value(relative)))
            }
            Self::FirstWord(word) | Self::Metric(word) => Some(word.to_string()),
        }
    }

    /// Whether it is a plain number.
    fn is_number(self) -> bool {
        matches!(self, Self::Ticks(_) | Self::Count(_) | Self::Ratio(_) | Self::Amount(Amount::Absolute(_)))
    }
}

impl Range {
    /// Whether a number is within it.
    pub(crate) fn contains(self, number: f64) -> bool {
        match self {
            Self::All => true,
            Self::NotNegative => number >= 0.0,
            Self::AboveZero => number > 0.0,
            Self::BelowOne => (0.0..1.0).contains(&number),
        }
    }

    /// Which numbers these are, in words; "" for all of them.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::All => "",
            Self::NotNegative => "0 or more",
            Self::AboveZero => "above 0",
            Self::BelowOne => "from 0 to below 1",
        }
    }
}

impl Parameter {
    /// What it is, for messages.
    pub(crate) fn noun(&self) -> &'static str {
        self.about.split(", ").next().unwrap_or(self.about)
    }

    /// As it stands in the documentation of a call.
    pub(super) fn usage(&self) -> String {
        let default = self.default.text().filter(|_| self.default.is_number());
        match (default, self.positional) {
            (Some(default), _) => format!("{}={default}", self.name),
            (None, true) => self.name.to_string(),
            (None, false) => format!("{}=…", self.name),
        }
    }
}

/// Where a parameter of a name stands in a list.
pub(super) const fn position(parameters: &[Parameter], name: &str) -> Option<usize> {
    let mut index = 0;
    while index < parameters.len() {
        if same(parameters[index].name.as_bytes(), name.as_bytes()) {
            return Some(index);
        }
        index += 1;
    }
    None
}

/// Whether two parameters of one name are read alike.
pub(super) const fn alike(a: Takes, b: Takes) -> bool {
    matches!(
        (a, b),
        (Takes::Duration, Takes::Duration)
            | (Takes::Durations, Takes::Durations)
            | (Takes::Value, Takes::Value)
            | (Takes::Values, Takes::Values)
            | (Takes::Ratio, Takes::Ratio)
            | (Takes::Numbers, Takes::Numbers)
            | (Takes::Band, Takes::Band)
            | (Takes::Count, Takes::Count)
            | (Takes::Word(_), Takes::Word(_))
            | (Takes::FunctionOfFraction, Takes::FunctionOfFraction)
            | (Takes::FunctionOfTime, Takes::FunctionOfTime)
            | (Takes::Metric, Takes::Metric)
    )
}

const fn same(a: &[u8], b: &[u8]) -> bool {
    let mut at = 0;
    while at < a.len() && at < b.len() && a[at] == b[at] {
        at += 1;
    }
    at == a.len() && at == b.len()
}
