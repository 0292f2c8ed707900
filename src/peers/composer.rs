//! Composer: `composer.optim.scheduler`, whose times are words such as `10ba` and `1dur`.

use super::call::expression;
use super::function::{
    Argument, Call, Counts, Function, Library, Parameter, REST, Reason, length, lengths, makes, ratio,
};
use super::translation::list;
use super::tree::{difference, read, simplified};
use crate::syntax::ast::Expr;

pub(super) const LIBRARY: Library = Library {
    name: "composer",
    title: "Composer",
    module: "composer.optim",
    version: "0.32.1",
    counts: Counts::Updates,
    functions: FUNCTIONS,
};

const GAMMA: Parameter = ratio("gamma").or("0.1");
const T_MAX: Parameter = length("t_max").or("1dur");
const ALPHA_F: Parameter = ratio("alpha_f").or("0.0");
const T_WARMUP: Parameter = length("t_warmup");
const INCLUDES: &str = "t_max includes the warmup";

const FUNCTIONS: &[Function] = &[
    makes("StepScheduler", &[length("step_size"), GAMMA, REST], |call| {
        timed(call, &["step_size"])?.lehr("step(step_size, gamma)")
    }),
    makes("MultiStepScheduler", &[lengths("milestones"), GAMMA, REST], |call| {
        milestones(call)?.lehr("multistep(milestones, gamma)")
    }),
    makes("ConstantScheduler", &[ratio("alpha").or("1.0"), T_MAX, REST], |call| {
        timed(call, &["t_max"])?.lehr("piecewise([t_max], [alpha * 1x, 1x])")
    })
    .note("goes back to 1 at t_max"),
    makes("LinearScheduler", &[ratio("alpha_i").or("1.0"), ALPHA_F, T_MAX, REST], |call| {
        timed(call, &["t_max"])?.lehr("linear(t_max, from=alpha_i * 1x, to=alpha_f * 1x)")
    }),
    makes("ExponentialScheduler", &[ratio("gamma"), length("decay_period").or("1ep"), REST], |call| {
        timed(call, &["decay_period"])?.lehr("exponential(decay_period, gamma=gamma)")
    }),
    makes("CosineAnnealingScheduler", &[T_MAX, ALPHA_F, REST], |call| {
        timed(call, &["t_max"])?.lehr("cosine(t_max, to=alpha_f * 1x)")
    }),
    makes("PolynomialScheduler", &[ratio("power"), T_MAX, ALPHA_F, REST], |call| {
        timed(call, &["t_max"])?.lehr("poly(t_max, power=power, to=alpha_f * 1x)")
    }),
    makes("CosineAnnealingWarmRestartsScheduler", &[length("t_0"), ratio("t_mult").or("1.0"), ALPHA_F, REST], |call| {
        if call.number("t_mult").is_none_or(|by| !by.is_integer()) {
            return Err(Reason::of("t_mult", "each cycle is truncated to whole batches, which no stretch does"));
        }
        timed(call, &["t_0"])?.lehr("cosine(t_0, to=alpha_f * 1x) repeat(stretch=t_mult)")
    })
    .shown(&["CosineAnnealingWarmRestartsScheduler(t_0, t_mult=2, alpha_f=alpha_f)"]),
    makes("ConstantWithWarmupScheduler", &[T_WARMUP, ratio("alpha").or("1.0"), T_MAX, REST], |call| {
        timed(call, &["t_warmup"])?.lehr("warmup(t_warmup, to=alpha * 1x) then hold")
    }),
    makes("LinearWithWarmupScheduler", &[T_WARMUP, ratio("alpha_i").or("1.0"), ALPHA_F, T_MAX, REST], |call| {
        warmed(call)?.lehr("warmup(t_warmup, to=alpha_i * 1x) then linear(left, to=alpha_f * 1x)")
    })
    .note(INCLUDES),
    makes("CosineAnnealingWithWarmupScheduler", &[T_WARMUP, T_MAX, ALPHA_F, REST], |call| {
        warmed(call)?.lehr("warmup(t_warmup) then cosine(left, to=alpha_f * 1x)")
    })
    .note(INCLUDES),
    makes("PolynomialWithWarmupScheduler", &[T_WARMUP, ratio("power").or("2.0"), T_MAX, ALPHA_F, REST], |call| {
        warmed(call)?.lehr("warmup(t_warmup) then poly(left, power=power, to=alpha_f * 1x)")
    })
    .note("t_max includes the warmup; the default power is 2"),
    makes("MultiStepWithWarmupScheduler", &[T_WARMUP, lengths("milestones"), GAMMA, REST], |call| {
        timed(&milestones(call)?, &["t_warmup"])?
            .lehr("warmup(t_warmup) then (multistep(milestones, gamma, from=1x) skip t_warmup)")
    })
    .note("a milestone during the warmup passes unseen"),
];

/// A time: `10ba` is ticks, `1dur` the run, and the others have their units.
fn time(name: &str, argument: &Argument) -> Result<Expr, Reason> {
    match argument {
        Argument::Word(word) => written(word).ok_or_else(|| Reason::of(name, format!("`{word}` is not a time"))),
        // The default of a parameter is the text that its library has.
        Argument::Lehr(text) => written(text).map_or_else(|| expression(name, argument), Ok),
        argument => expression(name, argument),
    }
}

/// A time as Composer writes it.
fn written(word: &str) -> Option<Expr> {
    let at = word.find(|c: char| c.is_ascii_alphabetic())?;
    let (number, unit) = word.split_at(at);
    let text = match (unit, number) {
        ("ba", number) => number.to_string(),
        ("dur", "1" | "1.0") => "run".to_string(),
        ("dur", number) => format!("{number} * run"),
        ("ep", number) => format!("{number} epochs"),
        ("sp", number) => format!("{number} samples"),
        ("tok", number) => format!("{number} tokens"),
        _ => return None,
    };
    read(&text).map(simplified)
}

/// The call with its times as lengths.
fn timed(call: &Call, names: &[&'static str]) -> Result<Call, Reason> {
    names.iter().try_fold(call.with("run", super::tree::name("run")), |call, name| {
        let length = time(name, call.get(name))?;
        Ok(call.with(name, length))
    })
}

fn milestones(call: &Call) -> Result<Call, Reason> {
    let times = match call.get("milestones") {
        Argument::List(items) => list(items.iter().map(|item| time("milestones", item)).collect::<Result<_, _>>()?),
        other => expression("milestones", other)?,
    };
    Ok(call.with("milestones", times))
}

/// With `left` for what the warmup leaves.
fn warmed(call: &Call) -> Result<Call, Reason> {
    let call = timed(call, &["t_warmup", "t_max"])?;
    let left = difference(call.value("t_max")?, call.value("t_warmup")?);
    Ok(call.with("left", left))
}
