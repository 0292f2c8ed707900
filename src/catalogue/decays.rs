//! Open shapes that multiply what they start from by a function of time.

use super::constants::FROM;
use super::key;
use super::parameter::{Range, keyword, positional};
use super::shape::{Entry, Shape};

pub(crate) struct Step;

impl Shape for Step {
    const ENTRY: &'static Entry = &Entry {
        name: "step",
        alias: None,
        parameters: &[
            positional(key::StepSize, "the time between two drops").within(Range::AboveZero).required(),
            positional(key::Gamma, "what each drop multiplies by").or(0.1),
            FROM,
        ],
        misnomers: &[],
        summary: "Drops by a factor at regular intervals.",
        formula: "from · gamma^floor(t / step_size)",
        ends: "Open. The first drop is at tick step_size. Where another segment follows, it is one period long and its end has dropped once.",
        source: "",
        example: ("step(2, 0.5)", &[0, 1, 2, 3, 4]),
    };
}

pub(crate) struct Multistep;

impl Shape for Multistep {
    const ENTRY: &'static Entry = &Entry {
        name: "multistep",
        alias: None,
        parameters: &[
            positional(key::Milestones, "the times of the drops").required(),
            positional(key::Gamma, "what each drop multiplies by").or(0.1),
            FROM,
        ],
        misnomers: &[],
        summary: "Drops by a factor at milestones.",
        formula: "from · gamma^(number of milestones ≤ t)",
        ends: "Open. A drop falls on its milestone; one at 0 has happened from the start, and a duplicate counts twice. Milestones count from its own start.",
        source: "",
        example: ("multistep([3, 5], 0.1)", &[0, 2, 3, 4, 5]),
    };
}

pub(crate) struct Exponential;

impl Shape for Exponential {
    const ENTRY: &'static Entry = &Entry {
        name: "exponential",
        alias: None,
        parameters: &[
            positional(key::D, "the time of one multiplication")
                .within(Range::AboveZero)
                .optional("1 tick; required where units are named"),
            positional(key::Gamma, "what it is multiplied by in that time")
                .within(Range::AboveZero)
                .advice("a decay has a `gamma` between 0 and 1, such as 0.95")
                .required(),
            FROM,
        ],
        misnomers: &[],
        summary: "Falls by the same ratio in equal times.",
        formula: "from · gamma^(t / D)",
        ends: "Open.",
        source: "",
        example: ("exponential(10, gamma=0.5)", &[0, 1, 5, 10, 20]),
    };
}

pub(crate) struct InverseSqrt;

impl Shape for InverseSqrt {
    const ENTRY: &'static Entry = &Entry {
        name: "inverse_sqrt",
        alias: None,
        parameters: &[
            positional(key::Timescale, "the timescale, after which it has fallen to 1 / sqrt(2)")
                .within(Range::AboveZero)
                .required(),
            positional(key::Shift, "the shift, time that counts as passed at its start").or(0),
            FROM,
        ],
        misnomers: &[],
        summary: "Falls as the inverse square root of time.",
        formula: "from / sqrt(1 + (t + shift) / timescale)",
        ends: "Open. t counts from its own start, so `warmup(W) then inverse_sqrt(W)` is B sqrt(W / t) with t counted from the start of the warmup.",
        source: "Vaswani et al., \"Attention is all you need\", 2017; with a timescale and a shift: Zhai et al., \"Scaling vision transformers\", 2022, big_vision's `rsqrt`",
        example: ("warmup(4) then inverse_sqrt(4)", &[0, 3, 4, 5, 16]),
    };
}

pub(crate) struct InverseTime;

impl Shape for InverseTime {
    const ENTRY: &'static Entry = &Entry {
        name: "inverse_time",
        alias: None,
        parameters: &[
            positional(key::D, "the time over which the rate applies once").within(Range::AboveZero).required(),
            positional(key::Rate, "what is added to the divisor in that time").within(Range::NotNegative).required(),
            FROM,
        ],
        misnomers: &[],
        summary: "Falls as the inverse of time.",
        formula: "from / (1 + rate · t / D)",
        ends: "Open. A staircase is `inverse_time(D, rate) every D`.",
        source: "",
        example: ("inverse_time(10, 0.5)", &[0, 5, 10, 100]),
    };
}

pub(crate) struct Factor;

impl Shape for Factor {
    const ENTRY: &'static Entry = &Entry {
        name: "factor",
        alias: None,
        parameters: &[
            keyword(key::FactorFunction, "a function of t, a duration")
                .advice("write it with its argument: `t -> 0.95^(t / 1 epoch)`")
                .required(),
            FROM,
        ],
        misnomers: &[],
        summary: "Multiplies by a formula of time of your own.",
        formula: "from · f(t)",
        ends: "Open; t is a duration, and counts ticks where a number is wanted.",
        source: "",
        example: ("factor(t -> 0.95 ^ t)", &[0, 1, 10]),
    };
}
