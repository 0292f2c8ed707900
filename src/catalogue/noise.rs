//! `noise`, the shape that is random.

use super::constants::FROM;
use super::key;
use super::parameter::{Range, keyword, positional};
use super::shape::{Entry, Shape};

pub(crate) struct Noise;

impl Shape for Noise {
    const ENTRY: &'static Entry = &Entry {
        name: "noise",
        alias: None,
        parameters: &[
            positional(key::Std, "the standard deviation of normal noise").within(Range::NotNegative).optional(""),
            keyword(key::Range, "how far uniform noise reaches to either side").within(Range::NotNegative).optional(""),
            keyword(key::Limit, "how far normal noise may reach to either side")
                .within(Range::AboveZero)
                .optional("none"),
            keyword(key::NoiseKind, "the distribution").optional("normal, or uniform where a range is given"),
            keyword(key::Seed, "which noise of that distribution").advice("any whole number is a seed: `seed=1`").or(0),
            FROM,
        ],
        misnomers: &[],
        summary: "Random noise around a value, the same on every machine.",
        formula: "from · (1 + g(tick)), g normal with deviation `std` (within `limit`, if given, in absolute terms) or uniform within `range` to both sides",
        ends: "Open. The deviate of a tick depends on the seed and the tick alone: Philox4x32-10, and the normal quantile by AS 241.",
        source: "Salmon et al., \"Parallel random numbers: as easy as 1, 2, 3\", SC 2011; Wichura, AS 241, 1988; `noise(1, limit=0.67)` has the distribution of timm's noise, and not its bits",
        example: ("noise(0.1, seed=1)", &[0, 1, 2, 1_000_000]),
    };
}
