//! ignite: the handlers of `ignite.handlers.param_scheduler`.

use super::call::expression;
use super::function::{
    Argument, Base, Call, Counts, Function, Library, OPTIMIZER, Parameter, Part, REST, Reason, Translation, flag,
    joined, length, lengths, makes, rate, ratio, schedule, schedules, steps, word,
};
use super::translation::{cut, list};
use super::tree::{literal, then};
use crate::units::Ratio;

pub(super) const LIBRARY: Library = Library {
    name: "ignite",
    title: "ignite",
    module: "ignite.handlers",
    version: "0.5.5",
    counts: Counts::Calls,
    functions: FUNCTIONS,
};

const PARAM: Parameter = word("param_name", &["lr", "momentum", "weight_decay"]);
const SAVE: Parameter = flag("save_history").or("False");
const GROUP: Parameter = length("param_group_index").or("None");
const RESTARTS: &str = "restarts at the end of each cycle";

/// What a schedule of cycles takes first.
const CYCLES: &[Parameter] = &[
    OPTIMIZER,
    PARAM,
    rate("start_value"),
    rate("end_value"),
    length("cycle_size"),
    ratio("cycle_mult").or("1.0"),
    ratio("start_value_mult").or("1.0"),
    ratio("end_value_mult").or("1.0"),
    length("warmup_duration").or("0"),
];

const FUNCTIONS: &[Function] = &[
    makes("CosineAnnealingScheduler", &joined::<11>(&[CYCLES, &[SAVE, GROUP]]), |call| {
        cycles(call, Way::Cosine)
    })
    .note(RESTARTS)
    .shown(&[
        "CosineAnnealingScheduler(optimizer, lr, start_value, end_value, cycle_size)",
        "CosineAnnealingScheduler(optimizer, lr, start_value, end_value, cycle_size, warmup_duration=warmup_duration)",
        "CosineAnnealingScheduler(optimizer, lr, start_value, end_value, cycle_size, start_value_mult=start_value_mult)",
    ]),
    makes("LinearCyclicalScheduler", &joined::<12>(&[CYCLES, &[flag("monotonic").or("False"), SAVE, GROUP]]), |call| {
        cycles(call, if call.flag("monotonic")? { Way::Line } else { Way::Triangle })
    })
    .note("without monotonic each cycle is a triangle")
    .shown(&[
        "LinearCyclicalScheduler(optimizer, lr, start_value, end_value, cycle_size)",
        "LinearCyclicalScheduler(optimizer, lr, start_value, end_value, cycle_size, monotonic=True)",
    ]),
    makes("PiecewiseLinear", &[OPTIMIZER, PARAM, steps("milestones_values"), SAVE, GROUP], piecewise)
        .note("before the first milestone its value, after the last one its value")
        .shown(&["PiecewiseLinear(optimizer, lr, [[10, 0.5], [20, 0.1]])"]),
    makes("ConcatScheduler", &[schedules("schedulers"), lengths("durations"), SAVE], concat)
        .note("each part starts from its own first value")
        .shown(&["ConcatScheduler([LinearCyclicalScheduler(optimizer, lr, low, high, cycle_size, monotonic=True), \
             CosineAnnealingScheduler(optimizer, lr, high, low, T)], [cycle_size])"]),
    makes(
        "create_lr_scheduler_with_warmup",
        &[
            schedule("lr_scheduler"),
            rate("warmup_start_value"),
            length("warmup_duration"),
            rate("warmup_end_value").or("None"),
            REST,
        ],
        with_warmup,
    )
    .note("the peak stands at warmup_duration - 1, and the schedule goes on from there")
    .shown(&["create_lr_scheduler_with_warmup(CosineAnnealingLR(T_max), warmup_start_value, warmup_duration)"]),
];

/// How a cycle goes from its start to its end.
#[derive(Clone, Copy)]
enum Way {
    Cosine,
    Line,
    Triangle,
}

impl Way {
    fn text(self, start: &str, end: &str) -> String {
        match self {
            Self::Cosine => format!("cosine(cycle_size, from={start}, to={end})"),
            Self::Line => format!("linear(cycle_size, from={start}, to={end})"),
            Self::Triangle => {
                format!("linear(cycle_size / 2, from={start}, to={end}) then linear(cycle_size / 2, to={start})")
            }
        }
    }
}

/// A cycle again and again.
fn cycles(call: &Call, way: Way) -> Result<Translation, Reason> {
    let warmed = !call.is("warmup_duration", 0);
    let cycle = |start: &str, end: &str, next: &str, decay: &str| {
        let back = if warmed { format!(" then linear(warmup_duration, to={next})") } else { String::new() };
        format!("({}{back}) repeat(stretch=cycle_mult{decay})", way.text(start, end))
    };
    let schedule = if call.is("start_value_mult", 1) && call.is("end_value_mult", 1) {
        call.tree(&cycle("start_value", "end_value", "start_value", ""))?
    } else {
        // Both ends change at a pace of their own: a cycle is the sum of what each has in it.
        let start = cycle("1x", "0", "start_value_mult * 1x", ", decay=start_value_mult");
        let end = cycle("0", "1x", "0", ", decay=end_value_mult");
        call.tree(&format!("start_value * ({start}) + end_value * ({end})"))?
    };
    let track = match call.word("param_name")? {
        "momentum" => "momentum",
        "weight_decay" => "wd",
        _ => "lr",
    };
    Ok(call.with_tracks(vec![(track, schedule)]).written())
}

fn piecewise(call: &Call) -> Result<Translation, Reason> {
    const NAME: &str = "milestones_values";
    let unknown = || Reason::of(NAME, format!("`{NAME}` is not known"));
    let mut boundaries = Vec::new();
    let mut values = Vec::new();
    for item in call.items(NAME)? {
        let Argument::List(pair) = item else { return Err(unknown()) };
        let [at, value] = pair.as_slice() else { return Err(unknown()) };
        boundaries.push(expression(NAME, at)?);
        values.push(expression(NAME, value)?);
    }
    let Some(first) = values.first().cloned() else { return Err(unknown()) };
    if boundaries.first().and_then(literal) == Some(Ratio::from_integer(0)) {
        boundaries.remove(0);
    } else {
        values.insert(0, first);
    }
    let call = call.with("boundaries", list(boundaries)).with("values", list(values));
    Ok(call.lehr("piecewise(boundaries, values, interpolate=linear)")?.written())
}

fn concat(call: &Call) -> Result<Translation, Reason> {
    let parts = call.schedules("schedulers")?;
    let durations = call.items("durations")?;
    if parts.is_empty() || durations.len() + 1 != parts.len() {
        return Err(Reason::of("durations", "there has to be one duration less than there are schedulers"));
    }
    let mut chain = Vec::new();
    for (index, part) in parts.iter().enumerate() {
        let schedule = part.lr()?.clone();
        chain.push(match durations.get(index) {
            Some(duration) => cut(schedule, &expression("durations", duration)?),
            None => schedule,
        });
    }
    Ok(call.driving(then(chain)).written())
}

fn with_warmup(call: &Call) -> Result<Translation, Reason> {
    let Argument::Schedule(inner) = call.get("lr_scheduler") else {
        return Err(Reason::of("lr_scheduler", "`lr_scheduler` is not known"));
    };
    if !call.is_none("warmup_end_value") {
        return Err(Reason::of(
            "warmup_end_value",
            "with `warmup_end_value` it depends on the optimizer's rate at which tick the schedule goes on",
        ));
    }
    if let Part::Alone(why) = inner.function.part {
        return Err(Reason::of("lr_scheduler", why));
    }
    if inner.base() != Base::Optimizer {
        return Err(Reason::of("lr_scheduler", "a schedule with its own values does not start where the warmup ends"));
    }
    let warmup = call.tree("warmup(warmup_duration - 1, from=warmup_start_value)")?;
    Ok(call.driving(then(vec![warmup, super::translation::from_base(inner.lr()?.clone())])))
}
