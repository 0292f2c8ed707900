//! pytorch-warmup: factors that dampen the rate of another scheduler.

use super::function::{Counts, Function, Library, OPTIMIZER, Parameter, length, says};

pub(super) const LIBRARY: Library = Library {
    name: "pytorch_warmup",
    title: "pytorch-warmup",
    module: "pytorch_warmup",
    version: "0.2.0",
    counts: Counts::Calls,
    functions: FUNCTIONS,
};

const LAST_STEP: Parameter = Parameter { name: "last_step", ..super::function::LAST_EPOCH };
const FACTOR: &str = "a factor of whatever the other scheduler gives";

const FUNCTIONS: &[Function] = &[
    says("LinearWarmup", &[OPTIMIZER, length("warmup_period"), LAST_STEP], "warmup(warmup_period) skip 1").note(FACTOR),
    says(
        "ExponentialWarmup",
        &[OPTIMIZER, length("warmup_period"), LAST_STEP],
        "factor(t -> 1 - exp(-(t + 1) / warmup_period))",
    )
    .note(FACTOR),
];
