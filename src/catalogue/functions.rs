//! The functions of arithmetic.

use crate::schedule::{Op, Rounding};

/// A function of arithmetic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Function {
    Sqrt,
    Exp,
    Log,
    Sin,
    Cos,
    Tanh,
    Abs,
    Min,
    Max,
    Floor,
    Ceil,
    Round,
    Clamp,
}

/// How many arguments a function takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Arity {
    Exactly(usize),
    OneOrMore,
}

/// What a function does to numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Meaning {
    /// One operation on one number.
    Elementary(Op),
    /// The number or the duration without its sign.
    Absolute,
    /// A multiple of a number or a duration; of schedules, at every tick.
    Rounding(Rounding),
    /// The least or the greatest of its arguments.
    Extremum(Op),
    /// `clamp(x, low, high)`
    Clamp,
}

struct Row {
    name: &'static str,
    meaning: Meaning,
    about: &'static str,
}

const fn row(name: &'static str, meaning: Meaning, about: &'static str) -> Row {
    Row { name, meaning, about }
}

impl Function {
    /// Every function.
    pub(crate) const ALL: &'static [Self] = &[
        Self::Sqrt,
        Self::Exp,
        Self::Log,
        Self::Sin,
        Self::Cos,
        Self::Tanh,
        Self::Abs,
        Self::Min,
        Self::Max,
        Self::Clamp,
        Self::Floor,
        Self::Ceil,
        Self::Round,
    ];

    const fn row(self) -> Row {
        use Meaning::{Elementary, Extremum};
        match self {
            Self::Sqrt => row("sqrt", Elementary(Op::Sqrt), "the square root"),
            Self::Exp => row("exp", Elementary(Op::Exp), "e to the power of a number"),
            Self::Log => row("log", Elementary(Op::Log), "the natural logarithm"),
            Self::Sin => row("sin", Elementary(Op::Sin), "the sine of an angle in radians"),
            Self::Cos => row("cos", Elementary(Op::Cos), "the cosine of an angle in radians"),
            Self::Tanh => row("tanh", Elementary(Op::Tanh), "the hyperbolic tangent"),
            Self::Abs => row("abs", Meaning::Absolute, "the absolute value"),
            Self::Min => row("min", Extremum(Op::Min), "the smallest of its arguments; of schedules, at every tick"),
            Self::Max => row("max", Extremum(Op::Max), "the largest of its arguments; of schedules, at every tick"),
            Self::Floor => row(
                "floor",
                Meaning::Rounding(Rounding::Floor),
                "the largest whole number, or multiple of `to`, that is not above x; of schedules, at every tick",
            ),
            Self::Ceil => row(
                "ceil",
                Meaning::Rounding(Rounding::Ceil),
                "the smallest whole number, or multiple of `to`, that is not below x; of schedules, at every tick",
            ),
            Self::Round => row(
                "round",
                Meaning::Rounding(Rounding::Round),
                "the whole number, or multiple of `to`, next to x, halves up; of schedules, at every tick",
            ),
            Self::Clamp => row("clamp", Meaning::Clamp, "`clamp(S, low, high)` is S, but not below low or above high"),
        }
    }

    /// As it is written.
    pub(crate) fn name(self) -> &'static str {
        self.row().name
    }

    /// What it does to numbers.
    pub(crate) fn meaning(self) -> Meaning {
        self.row().meaning
    }

    /// What it gives, without a capital letter or a full stop.
    pub(crate) fn about(self) -> &'static str {
        self.row().about
    }

    /// How many arguments it takes.
    pub(crate) fn arity(self) -> Arity {
        match self.meaning() {
            Meaning::Extremum(_) => Arity::OneOrMore,
            _ => Arity::Exactly(self.arguments().len()),
        }
    }

    /// What its arguments are called.
    pub(crate) fn arguments(self) -> &'static [&'static str] {
        match self {
            Self::Clamp => &["S", "low", "high"],
            _ => &["x"],
        }
    }

    /// What it also takes, by name.
    pub(crate) fn options(self) -> &'static [&'static str] {
        match self.meaning() {
            Meaning::Rounding(_) => &["to"],
            _ => &[],
        }
    }

    /// The call as it is documented.
    pub(crate) fn usage(self) -> String {
        match self {
            Self::Clamp => "clamp(S, low, high)".to_string(),
            Self::Floor | Self::Ceil | Self::Round => format!("{}(x, to=1)", self.name()),
            _ => format!("{}(…)", self.name()),
        }
    }

    /// The function of a name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|function| function.name() == name)
    }
}

impl Arity {
    /// Whether it takes a number of arguments.
    pub(crate) fn takes(self, count: usize) -> bool {
        match self {
            Self::Exactly(expected) => count == expected,
            Self::OneOrMore => count > 0,
        }
    }
}
