//! Transformers: `get_scheduler`, the functions that it chooses from, and `TrainingArguments`.

use super::function::{
    Argument, Arguments, Call, Counts, Function, LAST_EPOCH, Library, OPTIMIZER, Parameter, REST, Reason, Translation,
    count, ignored, length, makes, rate, ratio, says, settings, word,
};
use super::pytorch;
use super::tree::{literal, number};
use crate::syntax::ast::Expr;
use crate::units::Ratio;

pub(super) const LIBRARY: Library = Library {
    name: "transformers",
    title: "Transformers",
    module: "transformers",
    version: "5.23.0",
    counts: Counts::Calls,
    functions: FUNCTIONS,
};

/// The types of `get_scheduler`, and their functions.
const TYPES: &[(&str, &str)] = &[
    ("linear", "get_linear_schedule_with_warmup"),
    ("cosine", "get_cosine_schedule_with_warmup"),
    ("cosine_with_restarts", "get_cosine_with_hard_restarts_schedule_with_warmup"),
    ("polynomial", "get_polynomial_decay_schedule_with_warmup"),
    ("constant", "get_constant_schedule"),
    ("constant_with_warmup", "get_constant_schedule_with_warmup"),
    ("inverse_sqrt", "get_inverse_sqrt_schedule"),
    ("reduce_lr_on_plateau", "get_reduce_on_plateau_schedule"),
    ("cosine_with_min_lr", "get_cosine_with_min_lr_schedule_with_warmup"),
    ("cosine_warmup_with_min_lr", "get_cosine_with_min_lr_schedule_with_warmup_lr_rate"),
    ("warmup_stable_decay", "get_wsd_schedule"),
];

/// The words of `get_scheduler`: the types, and one that has no counterpart.
const NAMES: [&str; TYPES.len() + 1] = {
    let mut names = ["greedy"; TYPES.len() + 1];
    let mut index = 0;
    while index < TYPES.len() {
        names[index] = TYPES[index].0;
        index += 1;
    }
    names
};

const W: Parameter = length("num_warmup_steps");
const T: Parameter = length("num_training_steps");
const HALF_CYCLES: Parameter = ratio("num_cycles").or("0.5");
const SHAPES: &[&str] = &["linear", "cosine", "1-sqrt"];
const BOUNCES: &str = "climbs again after num_training_steps; without `mirror repeat` it holds";

const FUNCTIONS: &[Function] = &[
    makes("get_linear_schedule_with_warmup", &[OPTIMIZER, W, T, LAST_EPOCH], linear)
        .note("num_training_steps includes the warmup"),
    makes("get_cosine_schedule_with_warmup", &[OPTIMIZER, W, T, HALF_CYCLES, LAST_EPOCH], |call| {
        decay(call)?.lehr("warmup(num_warmup_steps) then cosine(L / (2 * num_cycles)) mirror repeat")
    })
    .note(BOUNCES)
    .shown(&[
        "get_cosine_schedule_with_warmup(num_warmup_steps, num_training_steps)",
        "get_cosine_schedule_with_warmup(num_warmup_steps, num_training_steps, num_cycles)",
    ]),
    makes(
        "get_cosine_with_hard_restarts_schedule_with_warmup",
        &[OPTIMIZER, W, T, count("num_cycles").or("1"), LAST_EPOCH],
        |call| decay(call)?.lehr("warmup(num_warmup_steps) then cosine(L / num_cycles) repeat(num_cycles)"),
    ),
    makes(
        "get_polynomial_decay_schedule_with_warmup",
        &[OPTIMIZER, W, T, rate("lr_end").or("1e-7"), ratio("power").or("1.0"), LAST_EPOCH],
        |call| decay(call)?.lehr("warmup(num_warmup_steps) then poly(L, power=power, to=lr_end)"),
    )
    .note("in a group with another rate lr_end is another in proportion"),
    says("get_constant_schedule", &[OPTIMIZER, LAST_EPOCH], "hold"),
    says("get_constant_schedule_with_warmup", &[OPTIMIZER, W, LAST_EPOCH], "warmup(num_warmup_steps) then hold"),
    makes("get_inverse_sqrt_schedule", &[OPTIMIZER, W, length("timescale").or("None"), LAST_EPOCH], inverse_sqrt)
        .note("without a timescale it is num_warmup_steps, and 10000 if that is 0")
        .shown(&[
            "get_inverse_sqrt_schedule(num_warmup_steps)",
            "get_inverse_sqrt_schedule(num_warmup_steps, timescale)",
        ]),
    makes(
        "get_cosine_with_min_lr_schedule_with_warmup",
        &[OPTIMIZER, W, T, HALF_CYCLES, LAST_EPOCH, MIN_LR, MIN_LR_RATE],
        |call| {
            floor(&decay(call)?)?
                .lehr("warmup(num_warmup_steps) then cosine(L / (2 * num_cycles), to=floor) mirror repeat")
        },
    )
    .note(BOUNCES)
    .shown(&[
        "get_cosine_with_min_lr_schedule_with_warmup(num_warmup_steps, num_training_steps, min_lr=min_lr)",
        "get_cosine_with_min_lr_schedule_with_warmup(num_warmup_steps, num_training_steps, min_lr_rate=min_lr_rate)",
    ]),
    makes(
        "get_cosine_with_min_lr_schedule_with_warmup_lr_rate",
        &[OPTIMIZER, W, T, HALF_CYCLES, LAST_EPOCH, MIN_LR, MIN_LR_RATE, ratio("warmup_lr_rate").or("None")],
        ahead,
    )
    .note("climbs again after num_training_steps; both parts run one tick ahead")
    .shown(&[
        "get_cosine_with_min_lr_schedule_with_warmup_lr_rate(num_warmup_steps, num_training_steps, \
         min_lr_rate=min_lr_rate)",
        "get_cosine_with_min_lr_schedule_with_warmup_lr_rate(num_warmup_steps, num_training_steps, \
         min_lr_rate=min_lr_rate, warmup_lr_rate=warmup_lr_rate)",
    ]),
    makes(
        "get_wsd_schedule",
        &[
            OPTIMIZER,
            W,
            length("num_decay_steps"),
            length("num_training_steps").or("None"),
            length("num_stable_steps").or("None"),
            word("warmup_type", SHAPES).or("linear"),
            word("decay_type", SHAPES).or("cosine"),
            ratio("min_lr_ratio").or("0"),
            HALF_CYCLES,
            LAST_EPOCH,
        ],
        wsd,
    )
    .note("the warmup starts at min_lr_ratio; with num_stable_steps, num_training_steps is ignored")
    .shown(&[
        "get_wsd_schedule(num_warmup_steps, num_decay_steps, num_training_steps)",
        "get_wsd_schedule(num_warmup_steps, num_decay_steps, num_stable_steps=num_stable_steps, decay_type=linear, \
         min_lr_ratio=min_lr_ratio)",
        "get_wsd_schedule(num_warmup_steps, num_decay_steps, num_training_steps, warmup_type=cosine, \
         decay_type=1-sqrt)",
        "get_wsd_schedule(num_warmup_steps, num_decay_steps, num_training_steps, num_cycles=num_cycles)",
    ]),
    says("get_reduce_on_plateau_schedule", pytorch::PLATEAU_PARAMETERS, pytorch::PLATEAU)
        .counts(Counts::Measurements)
        .shown(&["get_reduce_on_plateau_schedule(factor=factor, patience=patience)"]),
    makes(
        "get_scheduler",
        &[
            word("name", &NAMES),
            OPTIMIZER,
            length("num_warmup_steps").or("None"),
            length("num_training_steps").or("None"),
            settings("scheduler_specific_kwargs"),
        ],
        by_type,
    )
    .note("one of the functions above, by its name; scheduler_specific_kwargs are its other arguments")
    .shown(&["get_scheduler(linear, optimizer, num_warmup_steps, num_training_steps)"]),
    makes(
        "TrainingArguments",
        &[
            ignored("output_dir").or("None"),
            rate("learning_rate").or("5e-5"),
            word("lr_scheduler_type", &NAMES).or("linear"),
            settings("lr_scheduler_kwargs"),
            length("warmup_steps").or("0"),
            ratio("warmup_ratio").or("None"),
            length("max_steps").or("-1"),
            REST,
        ],
        training_arguments,
    )
    .note("warmup_steps below 1 is a share of the run, rounded up; without max_steps the run is that of the epochs")
    .shown(&["TrainingArguments(learning_rate=learning_rate, warmup_steps=W, lr_scheduler_type=cosine)"]),
];

const MIN_LR: Parameter = rate("min_lr").or("None");
const MIN_LR_RATE: Parameter = ratio("min_lr_rate").or("None");

/// With L for what the warmup leaves of the run: at least one tick.
fn decay(call: &Call) -> Result<Call, Reason> {
    let one = Ratio::from_integer(1);
    let left = call.tree("num_training_steps - num_warmup_steps")?;
    let left = if literal(&left).is_some_and(|left| left < one) { number(one) } else { left };
    Ok(call.with("L", left))
}

fn linear(call: &Call) -> Result<Translation, Reason> {
    let left = call.tree("num_training_steps - num_warmup_steps")?;
    if literal(&left).is_some_and(|left| left < Ratio::from_integer(0)) {
        return Ok(call
            .lehr("warmup(num_warmup_steps) then hold(0)")?
            .noting("a warmup longer than the run never arrives, and after it the rate is 0"));
    }
    call.with("L", left).lehr("warmup(num_warmup_steps) then linear(L)")
}

fn inverse_sqrt(call: &Call) -> Result<Translation, Reason> {
    let timescale = match (call.is_none("timescale") || call.is("timescale", 0), call.is("num_warmup_steps", 0)) {
        (false, _) => "timescale",
        (true, false) => "num_warmup_steps",
        (true, true) => "10000",
    };
    call.lehr(&format!("warmup(num_warmup_steps) then inverse_sqrt({timescale})"))
}

/// With `floor` for the level that the cosine falls to.
fn floor(call: &Call) -> Result<Call, Reason> {
    let floor = match (call.is_none("min_lr"), call.is_none("min_lr_rate")) {
        (false, true) => "min_lr",
        (true, false) => "min_lr_rate * 1x",
        _ => return Err(Reason::of("min_lr", "exactly one of `min_lr` and `min_lr_rate` has to be given")),
    };
    Ok(call.with("floor", call.tree(floor)?))
}

fn ahead(call: &Call) -> Result<Translation, Reason> {
    let call = floor(&decay(call)?)?;
    let cosine = "cosine(L / (2 * num_cycles), from=1x, to=floor) mirror repeat skip 1";
    if call.is("num_warmup_steps", 0) {
        return call.lehr(cosine);
    }
    let warmup = if call.is_none("warmup_lr_rate") {
        "warmup(num_warmup_steps) skip 1"
    } else {
        "warmup(num_warmup_steps - 1, from=warmup_lr_rate * 1x)"
    };
    call.lehr(&format!("{warmup} for num_warmup_steps then {cosine}"))
}

fn wsd(call: &Call) -> Result<Translation, Reason> {
    let stable = match (call.is_none("num_stable_steps"), call.is_none("num_training_steps")) {
        (false, _) => "num_stable_steps",
        (true, false) => "num_training_steps - num_warmup_steps - num_decay_steps",
        (true, true) => {
            let why = "one of `num_training_steps` and `num_stable_steps` has to be given";
            return Err(Reason::of("num_training_steps", why));
        }
    };
    let shape = |kind: &str| match kind {
        "1-sqrt" => "one_minus_sqrt".to_string(),
        kind => kind.to_string(),
    };
    let warmup = shape(call.word("warmup_type")?);
    let down = match (call.word("decay_type")?, call.number("num_cycles") == Some(Ratio::new(1, 2))) {
        ("cosine", false) => {
            "cosine(num_decay_steps / (2 * num_cycles), to=min_lr_ratio * 1x) mirror repeat for num_decay_steps \
             then hold(min_lr_ratio * 1x)"
                .to_string()
        }
        (kind, _) => format!("{}(num_decay_steps, to=min_lr_ratio * 1x)", shape(kind)),
    };
    let call = call.with("stable", call.tree(stable)?);
    let hold = if call.value("stable").ok().as_ref().and_then(literal) == Some(Ratio::from_integer(0)) {
        ""
    } else {
        "hold for stable then "
    };
    call.lehr(&format!("warmup(num_warmup_steps, from=min_lr_ratio * 1x, shape={warmup}) then {hold}{down}"))
}

fn by_type(call: &Call) -> Result<Translation, Reason> {
    let mut arguments = Arguments::default();
    for name in ["num_warmup_steps", "num_training_steps"] {
        if !call.is_none(name) {
            arguments.by_name.push((name.to_string(), call.get(name).clone()));
        }
    }
    chosen(call, call.word("name")?, "scheduler_specific_kwargs", arguments)
}

/// What the function of a type makes of the arguments that it takes, and of the settings.
fn chosen(call: &Call, kind: &str, settings: &str, mut arguments: Arguments) -> Result<Translation, Reason> {
    let function = TYPES.iter().find(|(name, _)| *name == kind).and_then(|(_, function)| LIBRARY.function(function));
    let Some(function) = function else {
        return Err(Reason::new("a schedule that raises the rate on a metric has no counterpart"));
    };
    arguments.by_name.retain(|(name, _)| function.parameters.iter().any(|parameter| parameter.name == name));
    match call.get(settings) {
        Argument::None => {}
        Argument::Pairs(pairs) => {
            for (name, value) in pairs {
                let Argument::Word(name) = name else {
                    return Err(Reason::of(settings, format!("`{settings}` is not known")));
                };
                arguments.by_name.push((name.clone(), value.clone()));
            }
        }
        _ => return Err(Reason::of(settings, format!("`{settings}` is not known"))),
    }
    call.through(function, &arguments)
}

fn training_arguments(call: &Call) -> Result<Translation, Reason> {
    let run = if call.is("max_steps", -1) { "run" } else { "max_steps" };
    let run = call.tree(run)?;
    let call = call.with("T", run.clone());
    let below_one = |name: &str| {
        call.number(name).is_some_and(|share| share > Ratio::from_integer(0) && share < Ratio::from_integer(1))
    };
    let warmup: Expr = match (call.is("warmup_steps", 0) && !call.is_none("warmup_ratio"), below_one("warmup_steps")) {
        (true, _) => call.tree("ceil(warmup_ratio * T)")?,
        (false, true) => call.tree("ceil(warmup_steps * T)")?,
        (false, false) => call.value("warmup_steps")?,
    };
    let given = |name: &str, value: &Expr| (name.to_string(), Argument::Lehr(super::print::print(value)));
    let by_name = vec![given("num_warmup_steps", &warmup), given("num_training_steps", &run)];
    let arguments = Arguments { by_place: Vec::new(), by_name };
    let translation = chosen(&call, call.word("lr_scheduler_type")?, "lr_scheduler_kwargs", arguments)?;
    Ok(translation.around(call.value("learning_rate")?))
}
