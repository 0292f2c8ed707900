//! Shapes that go from one value to another over a length.

use super::constants::FROM;
use super::key;
use super::parameter::{Amount, Parameter, Range, keyword, positional};
use super::shape::{Entry, Shape};

/// A length that may be left out.
const T: Parameter = positional(key::T, "the length").optional("what is left of the span");
/// Where a ramp ends.
const TO: Parameter = positional(key::To, "the value that it ends at").or(Amount::Absolute(0.0));
const POWERS: &str = "1 is a straight line, 2 a parabola, 0.5 a square root";

pub(crate) struct Warmup;

impl Shape for Warmup {
    const ENTRY: &'static Entry = &Entry {
        name: "warmup",
        alias: None,
        parameters: &[
            positional(key::T, "the length").required(),
            positional(key::To, "the value that it ends at").or(Amount::Relative(1.0)),
            keyword(key::From, "the value that it starts from")
                .optional("0 where it opens a track, a cycle or a factor, else the value it picks up"),
            keyword(key::Shape, "the form of the rise").or_first(),
            keyword(key::Power, "the power of `shape=poly`").within(Range::AboveZero).advice(POWERS).or(2.0),
        ],
        misnomers: &[],
        summary: "Rises to the base.",
        formula: "from + (to - from) g(u); g is u (linear), (1 - cos πu) / 2 (cosine), u^power (poly), log(1 + t) / log(1 + T) (log), 1 - sqrt(1 - u) (one_minus_sqrt), or equal ratios from^(1-u) to^u (exp)",
        ends: "`from` at its time 0, so the first rate is 0 where it opens a track; `to` at T, the first tick after it. `warmup(T) skip 1` starts at a T-th of the base and reaches it at tick T - 1.",
        source: "Goyal et al., \"Accurate, large minibatch SGD\", 2017; `log` is DeepSpeed's default, `one_minus_sqrt` Transformers'",
        example: ("warmup(5) then hold", &[0, 1, 4, 5, 6]),
    };
}

pub(crate) struct Linear;

impl Shape for Linear {
    const ENTRY: &'static Entry = &Entry {
        name: "linear",
        alias: None,
        parameters: &[T, TO, FROM],
        misnomers: &[],
        summary: "A straight line.",
        formula: "from + (to - from) u",
        ends: "Its start value at its time 0, `to` at T and after.",
        source: "",
        example: ("linear(10, to=10%)", &[0, 1, 5, 9, 10, 11]),
    };
}

pub(crate) struct Cosine;

impl Shape for Cosine {
    const ENTRY: &'static Entry = &Entry {
        name: "cosine",
        alias: None,
        parameters: &[T, TO, FROM],
        misnomers: &[],
        summary: "Half a cosine.",
        formula: "to + (from - to) (1 + cos πu) / 2",
        ends: "Its start value at its time 0, `to` at T, and held: it does not climb again. PyTorch's does, which is `cosine(T) mirror repeat`.",
        source: "Loshchilov and Hutter, \"SGDR\", ICLR 2017, equation 5",
        example: ("cosine(10)", &[0, 1, 5, 9, 10, 11]),
    };
}

pub(crate) struct OneMinusSqrt;

impl Shape for OneMinusSqrt {
    const ENTRY: &'static Entry = &Entry {
        name: "one_minus_sqrt",
        alias: None,
        parameters: &[T, TO, FROM],
        misnomers: &[],
        summary: "Falls with the square root of time: fast at first, then ever more slowly.",
        formula: "to + (from - to) (1 - sqrt(u))",
        ends: "Its start value at its time 0, and far below it one tick later; `to` at T.",
        source: "Hägele et al., \"Scaling laws and compute-optimal training beyond fixed training durations\", NeurIPS 2024",
        example: ("one_minus_sqrt(10)", &[0, 1, 5, 9, 10]),
    };
}

pub(crate) struct Poly;

impl Shape for Poly {
    const ENTRY: &'static Entry = &Entry {
        name: "poly",
        alias: None,
        parameters: &[T, positional(key::Power, "the power").within(Range::AboveZero).advice(POWERS).or(1.0), TO, FROM],
        misnomers: &[],
        summary: "Falls as a power of the time that is left.",
        formula: "to + (from - to) (1 - u)^power",
        ends: "Its start value at its time 0, `to` at T and after. The power is 1 by default: timm's is 0.5, Composer's is 2, after a warmup.",
        source: "",
        example: ("poly(10, power=2)", &[0, 1, 5, 9, 10]),
    };
}

pub(crate) struct ExpTo;

impl Shape for ExpTo {
    const ENTRY: &'static Entry = &Entry {
        name: "exp_to",
        alias: None,
        parameters: &[T, positional(key::To, "the value that it ends at").required(), FROM],
        misnomers: &[],
        summary: "Goes to another value in equal ratios.",
        formula: "from^(1-u) to^u",
        ends: "Its start value at its time 0, `to` at T; both have one sign and are not 0.",
        source: "the decay of fairseq's `tri_stage`; upwards, OLMo-core's `ExponentialScheduler`",
        example: ("exp_to(10, to=1%)", &[0, 1, 5, 9, 10]),
    };
}

pub(crate) struct ShiftedExp;

impl Shape for ShiftedExp {
    const ENTRY: &'static Entry = &Entry {
        name: "shifted_exp",
        alias: None,
        parameters: &[
            T,
            TO,
            keyword(key::Ratio, "how steep the end is, as a multiple of the start; 1 is a straight line")
                .within(Range::AboveZero)
                .advice("0.5 falls half as steeply at the end as at the start, 2 twice as steeply")
                .or(0.5),
            FROM,
        ],
        misnomers: &[],
        summary: "Falls exponentially, and shifted so that it arrives in time.",
        formula: "to + (from - to) (ratio^u - ratio) / (1 - ratio)",
        ends: "Its start value at its time 0, `to` at T and after. It reaches 0, which `exp_to` cannot.",
        source: "the exponential decay of Megatron's `WSD`, 2 · 0.5^u - 1, which has ratio 0.5",
        example: ("shifted_exp(10)", &[0, 1, 5, 9, 10]),
    };
}

pub(crate) struct Rex;

impl Shape for Rex {
    const ENTRY: &'static Entry = &Entry {
        name: "rex",
        alias: None,
        parameters: &[
            T,
            TO,
            keyword(key::Beta, "how long it stays high; 0 is a straight line").within(Range::BelowOne).or(0.5),
            FROM,
        ],
        misnomers: &[],
        summary: "A reflected exponential: stays high for long, then falls steeply.",
        formula: "to + (from - to) (1 - u) / (1 - beta u)",
        ends: "Its start value at its time 0, `to` at T. Two values of beta are in use: 0.5 in the paper, 0.9 in axolotl.",
        source: "Chen, Wolfe and Kyrillidis, \"REX: revisiting budgeted training with an improved schedule\", MLSys 2022; pytorch_optimizer's `REXScheduler`; axolotl's `RexLR` is `warmup(W) skip 1 then rex(T, beta=0.9)`",
        example: ("rex(10)", &[0, 1, 5, 9, 10]),
    };
}

pub(crate) struct Tanh;

impl Shape for Tanh {
    const ENTRY: &'static Entry = &Entry {
        name: "tanh",
        alias: None,
        parameters: &[
            T,
            TO,
            keyword(key::Lb, "the argument of the tangent at time 0").or(-7.0),
            keyword(key::Ub, "the argument of the tangent at T").or(3.0),
            FROM,
        ],
        misnomers: &[],
        summary: "Falls along a hyperbolic tangent.",
        formula: "to + (from - to) (1 - tanh(lb (1 - u) + ub u)) / 2",
        ends: "A little below its start value at its time 0 (0.99999917 of it by default), and a jump to `to` at T (from 0.0025): its own formula at both ends, as in timm.",
        source: "Hsueh, Li and Wu, \"Stochastic gradient descent with hyperbolic-tangent decay on classification\", WACV 2019",
        example: ("tanh(100)", &[0, 50, 99, 100]),
    };
}

pub(crate) struct Curve;

impl Shape for Curve {
    const ENTRY: &'static Entry = &Entry {
        name: "curve",
        alias: None,
        parameters: &[
            T,
            TO,
            keyword(key::CurveFunction, "a function of u that falls from 1 to 0, wherever it stands")
                .advice("write it with its argument: `u -> (1 - u)^2`")
                .required(),
            FROM,
        ],
        misnomers: &[],
        summary: "A formula of your own over a length.",
        formula: "to + (from - to) f(u)",
        ends: "f(0) has to be 1 and f(1) 0, or there is a warning; `to` at T and after.",
        source: "",
        example: ("curve(10, u -> (1 - u)^3)", &[0, 1, 5, 9, 10]),
    };
}
