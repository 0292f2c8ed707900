//! diffusers: its own `get_scheduler`, which chooses from functions like those of Transformers.

use super::function::{
    Argument, Arguments, Call, Counts, Function, LAST_EPOCH, Library, OPTIMIZER, Reason, Translation, count, length,
    makes, ratio, word,
};
use super::{transformers, tree};

pub(super) const LIBRARY: Library = Library {
    name: "diffusers",
    title: "diffusers",
    module: "diffusers.optimization",
    version: "0.42.1",
    counts: Counts::Calls,
    functions: FUNCTIONS,
};

const NAMES: &[&str] = &[
    "linear",
    "cosine",
    "cosine_with_restarts",
    "polynomial",
    "constant",
    "constant_with_warmup",
    "piecewise_constant",
];

const FUNCTIONS: &[Function] = &[makes(
    "get_scheduler",
    &[
        word("name", NAMES),
        OPTIMIZER,
        word("step_rules", &[]).or("None"),
        length("num_warmup_steps").or("None"),
        length("num_training_steps").or("None"),
        count("num_cycles").or("1"),
        ratio("power").or("1.0"),
        LAST_EPOCH,
    ],
    by_name,
)
.note("num_cycles is for cosine_with_restarts alone, power for polynomial")
.shown(&[
    "get_scheduler(cosine, optimizer, num_warmup_steps=num_warmup_steps, num_training_steps=num_training_steps)",
    "get_scheduler(cosine_with_restarts, optimizer, num_warmup_steps=num_warmup_steps, \
     num_training_steps=num_training_steps, num_cycles=num_cycles)",
])];

fn by_name(call: &Call) -> Result<Translation, Reason> {
    let (function, taken): (&str, &[&str]) = match call.word("name")? {
        "piecewise_constant" => return piecewise(call),
        "constant" => ("get_constant_schedule", &[]),
        "constant_with_warmup" => ("get_constant_schedule_with_warmup", &["num_warmup_steps"]),
        "linear" => ("get_linear_schedule_with_warmup", &["num_warmup_steps", "num_training_steps"]),
        "cosine" => ("get_cosine_schedule_with_warmup", &["num_warmup_steps", "num_training_steps"]),
        "cosine_with_restarts" => (
            "get_cosine_with_hard_restarts_schedule_with_warmup",
            &["num_warmup_steps", "num_training_steps", "num_cycles"],
        ),
        _ => ("get_polynomial_decay_schedule_with_warmup", &["num_warmup_steps", "num_training_steps", "power"]),
    };
    let by_name = taken.iter().map(|name| ((*name).to_string(), call.get(name).clone())).collect();
    match transformers::LIBRARY.function(function) {
        Some(function) => call.through(function, &Arguments { by_place: Vec::new(), by_name }),
        None => Err(Reason::new(format!("there is no `{function}`"))),
    }
}

/// `1:10,0.1:20,0.01`: multiples of the base, each up to a step.
fn piecewise(call: &Call) -> Result<Translation, Reason> {
    let unknown = || Reason::of("step_rules", "the rules are not known");
    let Argument::Word(rules) = call.get("step_rules") else {
        return Err(unknown());
    };
    let mut steps = Vec::new();
    let mut values = Vec::new();
    let share = |text: &str| tree::read(&format!("{text} * 1x")).map(tree::simplified).ok_or_else(unknown);
    for rule in rules.split(',') {
        match rule.split_once(':') {
            Some((value, step)) => {
                values.push(share(value)?);
                steps.push(tree::read(step).ok_or_else(unknown)?);
            }
            None => values.push(share(rule)?),
        }
    }
    let call = call.with("steps", super::translation::list(steps)).with("values", super::translation::list(values));
    call.lehr("piecewise(steps, values)")
}
