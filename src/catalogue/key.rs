//! The names of the parameters, each with the kind of what it takes.

use super::parameter::{Key, Words, kind};
use crate::schedule::{Interpolation, Mode, ThresholdMode};

macro_rules! keys {
    ($($key:ident: $kind:ty = $name:literal;)*) => {
        $(
            #[derive(Clone, Copy)]
            pub(crate) struct $key;
            impl Key for $key {
                type Kind = $kind;
                const NAME: &'static str = $name;
            }
        )*
    };
}

keys! {
    Add: kind::Amount = "add";
    At: kind::Numbers = "at";
    Band: kind::Band = "band";
    Beta: kind::Ratio = "beta";
    Boundaries: kind::Durations = "boundaries";
    Clip: kind::Ratio = "clip";
    Cooldown: kind::Count = "cooldown";
    CurveFunction: kind::FunctionOfFraction = "f";
    D: kind::Duration = "D";
    Eps: kind::Ratio = "eps";
    Factor: kind::Ratio = "factor";
    FactorFunction: kind::FunctionOfTime = "f";
    From: kind::Amount = "from";
    Gain: kind::Ratio = "gain";
    Gamma: kind::Ratio = "gamma";
    Interpolate: kind::Word<Interpolation> = "interpolate";
    Lb: kind::Ratio = "lb";
    Limit: kind::Ratio = "limit";
    Max: kind::Amount = "max";
    Metric: kind::Metric = "metric";
    MetricMode: kind::Word<Mode> = "mode";
    Milestones: kind::Durations = "milestones";
    Min: kind::Amount = "min";
    NoiseKind: kind::Word<Distribution> = "kind";
    Patience: kind::Count = "patience";
    PlateauThresholdMode: kind::Word<ThresholdMode> = "threshold_mode";
    Power: kind::Ratio = "power";
    Range: kind::Ratio = "range";
    Rate: kind::Ratio = "rate";
    Ratio: kind::Ratio = "ratio";
    Seed: kind::Count = "seed";
    Shape: kind::Word<WarmupShape> = "shape";
    Shift: kind::Duration = "shift";
    Std: kind::Ratio = "std";
    StepSize: kind::Duration = "step_size";
    T: kind::Duration = "T";
    Target: kind::Ratio = "target";
    Threshold: kind::Ratio = "threshold";
    Times: kind::Ratio = "times";
    Timescale: kind::Duration = "timescale";
    To: kind::Amount = "to";
    Ub: kind::Ratio = "ub";
    Value: kind::Amount = "value";
    Values: kind::Amounts = "values";
}

/// The forms of a warmup.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum WarmupShape {
    Linear,
    Cosine,
    Poly,
    Exp,
    Log,
    OneMinusSqrt,
}

/// The distributions of noise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Distribution {
    Normal,
    Uniform,
}

macro_rules! words {
    ($kind:ident: $($name:literal = $value:ident),*) => {
        impl Words for $kind {
            const NAMES: &'static [&'static str] = &[$($name),*];
            const VALUES: &'static [Self] = &[$(Self::$value),*];
        }
    };
}

words!(
    WarmupShape: "linear" = Linear,
    "cosine" = Cosine,
    "poly" = Poly,
    "exp" = Exp,
    "log" = Log,
    "one_minus_sqrt" = OneMinusSqrt
);
words!(Distribution: "normal" = Normal, "uniform" = Uniform);
words!(Mode: "min" = Min, "max" = Max);
words!(ThresholdMode: "rel" = Rel, "abs" = Abs);
words!(Interpolation: "none" = None, "linear" = Linear, "cosine" = Cosine);
