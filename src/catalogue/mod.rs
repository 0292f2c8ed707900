//! The shapes of the language: their names, parameters and where they come from.

mod pages;

pub(crate) use pages::{PAGES, Page};

/// A shape as it is called.
#[derive(Debug)]
pub(crate) struct Signature {
    /// Its name.
    pub(crate) name: &'static str,
    /// Another name for it.
    pub(crate) alias: Option<&'static str>,
    /// Its parameters, the positional ones first and in order.
    pub(crate) parameters: &'static [Parameter],
    /// Parameters whose default in PyTorch is another than here: a call in PyTorch's words has to
    /// give them. The parameter, and PyTorch's default in the words of the language.
    pub(crate) pytorch_defaults: &'static [(&'static str, &'static str)],
}

/// A parameter of a shape.
#[derive(Debug)]
pub(crate) struct Parameter {
    /// Its name.
    pub(crate) name: &'static str,
    /// PyTorch's word for it.
    pub(crate) pytorch: Option<Alias>,
    /// What it takes.
    pub(crate) takes: Takes,
    /// Whether it may be given by its place.
    pub(crate) positional: bool,
    /// Whether a call has to give it.
    pub(crate) required: bool,
    /// What it is where a call does not give it, in words or in the language.
    pub(crate) default: &'static str,
}

/// PyTorch's word for a parameter.
#[derive(Debug)]
pub(crate) struct Alias {
    /// The word.
    pub(crate) word: &'static str,
    /// Whether a number given by this word is a multiple of the base.
    pub(crate) relative: bool,
}

/// What a parameter takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Takes {
    /// A duration.
    Duration,
    /// A list of durations.
    Durations,
    /// A value, absolute or relative.
    Amount,
    /// A list of values.
    Amounts,
    /// A plain ratio.
    Ratio,
    /// One of a few words.
    Word(&'static [&'static str]),
    /// A function, `u -> …`.
    Function,
    /// A whole number of 0 or more.
    Count,
    /// The name of a metric.
    Metric,
}

impl Takes {
    /// What it takes, for messages.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Duration => "a duration",
            Self::Durations => "a list of durations",
            Self::Amount => "a value",
            Self::Amounts => "a list of values",
            Self::Ratio => "a plain ratio",
            Self::Word(_) => "a word",
            Self::Function => "a function",
            Self::Count => "a whole number",
            Self::Metric => "the name of a metric",
        }
    }
}

const fn positional(name: &'static str, takes: Takes, default: &'static str) -> Parameter {
    Parameter { name, pytorch: None, takes, positional: true, required: false, default }
}

const fn keyword(name: &'static str, takes: Takes, default: &'static str) -> Parameter {
    Parameter { positional: false, ..positional(name, takes, default) }
}

impl Parameter {
    const fn required(self) -> Self {
        Self { required: true, ..self }
    }

    const fn pytorch(self, word: &'static str) -> Self {
        Self { pytorch: Some(Alias { word, relative: false }), ..self }
    }

    const fn pytorch_factor(self, word: &'static str) -> Self {
        Self { pytorch: Some(Alias { word, relative: true }), ..self }
    }
}

const FROM: Parameter = keyword("from", Takes::Amount, "the value it picks up");
const FILLS: &str = "what is left of the span";

/// The forms of a warmup.
pub(crate) const WARMUP_SHAPES: &[&str] = &["linear", "cosine", "poly", "exp", "log", "one_minus_sqrt"];

/// Every shape.
pub(crate) const SHAPES: &[Signature] = &[
    Signature {
        name: "hold",
        alias: Some("constant"),
        parameters: &[positional("value", Takes::Amount, "the value it picks up"), FROM],
        pytorch_defaults: &[],
    },
    Signature {
        name: "warmup",
        alias: None,
        parameters: &[
            positional("T", Takes::Duration, "").required(),
            positional("to", Takes::Amount, "1x"),
            keyword("from", Takes::Amount, "0 where it opens a track, a cycle or a factor, else the value it picks up"),
            keyword("shape", Takes::Word(WARMUP_SHAPES), "linear"),
            keyword("power", Takes::Ratio, "2"),
        ],
        pytorch_defaults: &[],
    },
    Signature {
        name: "linear",
        alias: None,
        parameters: &[
            positional("T", Takes::Duration, FILLS).pytorch("total_iters"),
            positional("to", Takes::Amount, "0").pytorch_factor("end_factor"),
            FROM.pytorch_factor("start_factor"),
        ],
        pytorch_defaults: &[("T", "total_iters=5"), ("from", "start_factor=1/3"), ("to", "end_factor=1")],
    },
    Signature {
        name: "cosine",
        alias: None,
        parameters: &[
            positional("T", Takes::Duration, FILLS).pytorch("T_max"),
            positional("to", Takes::Amount, "0").pytorch("eta_min"),
            FROM,
        ],
        pytorch_defaults: &[],
    },
    Signature {
        name: "one_minus_sqrt",
        alias: None,
        parameters: &[positional("T", Takes::Duration, FILLS), positional("to", Takes::Amount, "0"), FROM],
        pytorch_defaults: &[],
    },
    Signature {
        name: "poly",
        alias: None,
        parameters: &[
            positional("T", Takes::Duration, FILLS).pytorch("total_iters"),
            positional("power", Takes::Ratio, "1"),
            positional("to", Takes::Amount, "0"),
            FROM,
        ],
        pytorch_defaults: &[("T", "total_iters=5")],
    },
    Signature {
        name: "exp_to",
        alias: None,
        parameters: &[positional("T", Takes::Duration, FILLS), positional("to", Takes::Amount, "").required(), FROM],
        pytorch_defaults: &[],
    },
    Signature {
        name: "rex",
        alias: None,
        parameters: &[
            positional("T", Takes::Duration, FILLS),
            positional("to", Takes::Amount, "0"),
            keyword("beta", Takes::Ratio, "0.5"),
            FROM,
        ],
        pytorch_defaults: &[],
    },
    Signature {
        name: "tanh",
        alias: None,
        parameters: &[
            positional("T", Takes::Duration, FILLS),
            positional("to", Takes::Amount, "0"),
            keyword("lb", Takes::Ratio, "-7"),
            keyword("ub", Takes::Ratio, "3"),
            FROM,
        ],
        pytorch_defaults: &[],
    },
    Signature {
        name: "step",
        alias: None,
        parameters: &[
            positional("step_size", Takes::Duration, "").required(),
            positional("gamma", Takes::Ratio, "0.1"),
            FROM,
        ],
        pytorch_defaults: &[],
    },
    Signature {
        name: "multistep",
        alias: None,
        parameters: &[
            positional("milestones", Takes::Durations, "").required(),
            positional("gamma", Takes::Ratio, "0.1"),
            FROM,
        ],
        pytorch_defaults: &[],
    },
    Signature {
        name: "exponential",
        alias: None,
        parameters: &[
            positional("D", Takes::Duration, "1 tick; required where units are named"),
            positional("gamma", Takes::Ratio, "").required(),
            FROM,
        ],
        pytorch_defaults: &[],
    },
    Signature {
        name: "inverse_sqrt",
        alias: None,
        parameters: &[
            positional("timescale", Takes::Duration, "").required(),
            positional("shift", Takes::Duration, "0"),
            FROM,
        ],
        pytorch_defaults: &[],
    },
    Signature {
        name: "inverse_time",
        alias: None,
        parameters: &[
            positional("D", Takes::Duration, "").required(),
            positional("rate", Takes::Ratio, "").required(),
            FROM,
        ],
        pytorch_defaults: &[],
    },
    Signature {
        name: "piecewise",
        alias: None,
        parameters: &[
            positional("boundaries", Takes::Durations, "").required(),
            positional("values", Takes::Amounts, "").required(),
            keyword("interpolate", Takes::Word(&["none", "linear", "cosine"]), "none"),
        ],
        pytorch_defaults: &[],
    },
    Signature {
        name: "curve",
        alias: None,
        parameters: &[
            positional("T", Takes::Duration, FILLS),
            positional("to", Takes::Amount, "0"),
            keyword("f", Takes::Function, "").required(),
            FROM,
        ],
        pytorch_defaults: &[],
    },
    Signature {
        name: "factor",
        alias: None,
        parameters: &[keyword("f", Takes::Function, "").required(), FROM],
        pytorch_defaults: &[],
    },
    Signature {
        name: "plateau",
        alias: None,
        parameters: &[
            positional("factor", Takes::Ratio, "0.1"),
            positional("patience", Takes::Count, "10"),
            keyword("metric", Takes::Metric, "val_loss"),
            keyword("mode", Takes::Word(&["min", "max"]), "min"),
            keyword("threshold", Takes::Ratio, "1e-4"),
            keyword("threshold_mode", Takes::Word(&["rel", "abs"]), "rel"),
            keyword("cooldown", Takes::Count, "0"),
            keyword("min", Takes::Amount, "0").pytorch("min_lr"),
            keyword("eps", Takes::Ratio, "1e-8"),
            FROM,
        ],
        pytorch_defaults: &[],
    },
    Signature {
        name: "noise",
        alias: None,
        parameters: &[
            positional("std", Takes::Ratio, ""),
            keyword("range", Takes::Ratio, ""),
            keyword("limit", Takes::Ratio, "none"),
            keyword("kind", Takes::Word(&["normal", "uniform"]), "normal, or uniform where a range is given"),
            keyword("seed", Takes::Count, "0"),
            FROM,
        ],
        pytorch_defaults: &[],
    },
];

/// The functions of arithmetic, which are no names for anything else.
pub(crate) const FUNCTIONS: &[&str] =
    &["sqrt", "exp", "log", "sin", "cos", "tanh", "abs", "min", "max", "floor", "ceil", "round", "clamp"];

/// The presets: schedules that are made of others, in the language itself.
pub(crate) const PRELUDE: &str = include_str!("prelude.lehr");

/// The parameters of presets that are durations.
pub(crate) const PRESET_DURATIONS: &[&str] = &["T", "T_0", "W", "H", "D", "up", "down"];
/// The parameters of presets that are values; the others are plain ratios.
pub(crate) const PRESET_AMOUNTS: &[&str] = &["to", "init", "low", "high"];

/// The shape of a name.
pub(crate) fn shape(name: &str) -> Option<&'static Signature> {
    SHAPES.iter().find(|shape| shape.name == name || shape.alias == Some(name))
}

impl Signature {
    /// The call as it is documented: names, and defaults where they are part of the language.
    pub(crate) fn usage(&self) -> String {
        let parameters: Vec<_> = self
            .parameters
            .iter()
            .map(|p| match (p.positional, p.default.parse::<f64>()) {
                (_, Ok(_)) => format!("{}={}", p.name, p.default),
                (true, _) => p.name.to_string(),
                (false, _) => format!("{}=…", p.name),
            })
            .collect();
        format!("{}({})", self.name, parameters.join(", "))
    }
}

/// Whether a name is one of the words that some parameter takes.
pub(crate) fn is_word(name: &str) -> bool {
    let takes = SHAPES.iter().flat_map(|shape| shape.parameters).map(|parameter| parameter.takes);
    takes.into_iter().any(|takes| matches!(takes, Takes::Word(words) if words.contains(&name)))
}
