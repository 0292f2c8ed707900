//! mmengine: the `param_scheduler` of a configuration, by `type`.

use super::function::{
    Call, Counts, Function, Library, Parameter, Part, REST, Reason, Span, Translation, count, flag, length, lengths,
    makes, rate, ratio, schedules, word,
};
use super::pytorch::one_cycle_to;
use super::translation::{cut, has_floor};
use super::tree::{difference, literal, postfix, product, read, same, then};
use crate::syntax::ast::{Expr, PostfixKind};
use crate::units::Ratio;

pub(super) const LIBRARY: Library = Library {
    name: "mmengine",
    title: "mmengine",
    module: "mmengine.optim.scheduler",
    version: "0.10.7",
    counts: Counts::Calls,
    functions: FUNCTIONS,
};

const BEGIN: Parameter = length("begin").or("0");
const END: Parameter = length("end").or("None");
const FROZEN: &str = "acts from begin up to the tick before end, and freezes there";

const FUNCTIONS: &[Function] = &[
    makes("LinearLR", &[ratio("start_factor").or("1 / 3"), ratio("end_factor").or("1.0"), BEGIN, END, REST], |call| {
        within(call, "linear(last, from=start_factor * 1x, to=end_factor * 1x)")
    })
    .note("arrives one tick before its end")
    .shown(&["LinearLR(start_factor, end=end)"]),
    makes("ConstantLR", &[ratio("factor").or("1 / 3"), BEGIN, END, REST], |call| {
        within(call, "piecewise([last], [factor * 1x, 1x])")
    })
    .note("goes back to the base one tick before its end")
    .shown(&["ConstantLR(factor, end=end)"]),
    makes(
        "CosineAnnealingLR",
        &[length("T_max").or("None"), rate("eta_min").or("None"), ratio("eta_min_ratio").or("None"), BEGIN, END, REST],
        |call| {
            let call = floor(call)?;
            match (call.is_none("T_max"), call.is_none("end")) {
                (false, _) => within(&call, "cosine(T_max, to=floor) mirror repeat"),
                (true, false) => within(&call, "cosine(end - begin, to=floor)"),
                (true, true) => Err(Reason::of("T_max", "without `T_max` and `end` it never moves")),
            }
        },
    )
    .note("without T_max it freezes one tick before it arrives")
    .shown(&["CosineAnnealingLR(T_max, eta_min=eta_min)", "CosineAnnealingLR(begin=begin, end=end)"]),
    makes("PolyLR", &[rate("eta_min").or("0"), ratio("power").or("1.0"), BEGIN, END, REST], |call| {
        within(call, "poly(last, power=power, to=eta_min)")
    })
    .note("arrives one tick before its end")
    .shown(&["PolyLR(eta_min, power, end=end)"]),
    makes("StepLR", &[length("step_size"), ratio("gamma").or("0.1"), BEGIN, END, REST], |call| {
        within(call, "step(step_size, gamma)")
    })
    .note(FROZEN)
    .shown(&["StepLR(step_size, gamma)"]),
    makes("MultiStepLR", &[lengths("milestones"), ratio("gamma").or("0.1"), BEGIN, END, REST], |call| {
        within(call, "multistep(milestones, gamma)")
    })
    .note("milestones count from begin")
    .shown(&["MultiStepLR(milestones, gamma, begin=begin)"]),
    makes("ExponentialLR", &[ratio("gamma"), BEGIN, END, REST], |call| within(call, "exponential(gamma=gamma)"))
        .note(FROZEN)
        .shown(&["ExponentialLR(gamma)"]),
    makes(
        "OneCycleLR",
        &[
            rate("eta_max"),
            length("total_steps"),
            ratio("pct_start").or("0.3"),
            word("anneal_strategy", &["cos", "linear"]).or("cos"),
            ratio("div_factor").or("25.0"),
            ratio("final_div_factor").or("10000.0"),
            flag("three_phase").or("False"),
            REST,
        ],
        |call| one_cycle_to(&call.with("T", call.value("total_steps")?), "eta_max"),
    )
    .part(Part::Alone("`OneCycleLR` replaces the optimizer's rate, from which the other parts start"))
    .shown(&["OneCycleLR(eta_max, total_steps)"]),
    makes(
        "ReduceOnPlateauLR",
        &[
            word("monitor", &[]).or("loss"),
            word("rule", &["less", "greater"]).or("less"),
            ratio("factor").or("0.1"),
            count("patience").or("10"),
            ratio("threshold").or("1e-4"),
            word("threshold_rule", &["rel", "abs"]).or("rel"),
            count("cooldown").or("0"),
            rate("min_value").or("0.0"),
            rate("eps").or("1e-8"),
            REST,
        ],
        |call| {
            let mode = if call.word("rule")? == "less" { "min" } else { "max" };
            call.lehr(&format!(
                "plateau(factor, patience, metric=monitor, mode={mode}, threshold=threshold, \
                 threshold_mode=threshold_rule, cooldown=cooldown, min=min_value, eps=eps)"
            ))
        },
    )
    .counts(Counts::Measurements)
    .part(Part::Alone("a `ReduceOnPlateauLR` waits for a metric, which no other part does"))
    .shown(&["ReduceOnPlateauLR(monitor=loss, factor=factor, patience=patience)"]),
    makes("param_scheduler", &[schedules("schedulers")], several)
        .note("the parts multiply what is there: one after the other they go on, side by side they are a product")
        .part(Part::Alone("a `param_scheduler` cannot be a part of another"))
        .shown(&["param_scheduler([LinearLR(start_factor, end=W), CosineAnnealingLR(begin=W, end=T)])"]),
];

/// With `floor` for the level that a cosine falls to.
fn floor(call: &Call) -> Result<Call, Reason> {
    let floor = match (call.is_none("eta_min"), call.is_none("eta_min_ratio")) {
        (true, true) => "0",
        (false, true) => "eta_min",
        (true, false) => "eta_min_ratio * 1x",
        (false, false) => return Err(Reason::of("eta_min", "only one of `eta_min` and `eta_min_ratio` can be given")),
    };
    Ok(call.with("floor", call.tree(floor)?))
}

/// A schedule between `begin` and `end`; `last` is how long it moves.
fn within(call: &Call, text: &str) -> Result<Translation, Reason> {
    let begin = call.value("begin")?;
    let end = if call.is_none("end") { None } else { Some(call.value("end")?) };
    let open = read("999999999").unwrap_or_else(|| begin.clone());
    let last = match &end {
        Some(_) => call.tree("end - begin - 1")?,
        None => open,
    };
    let body = call.with("last", last.clone()).tree(text)?;
    let body = if end.is_some() { cut(body, &last) } else { body };
    let alone = if is_zero(&begin) { body.clone() } else { then(vec![held(&begin)?, body.clone()]) };
    let mut translation = call.driving(alone);
    translation.span = Some(Span { begin, end, body });
    Ok(translation)
}

fn is_zero(length: &Expr) -> bool {
    literal(length) == Some(Ratio::from_integer(0))
}

/// `hold for` a length.
fn held(length: &Expr) -> Result<Expr, Reason> {
    let hold = read("hold").ok_or_else(|| Reason::new("`hold` is a shape"))?;
    Ok(postfix(hold, PostfixKind::For(length.clone())))
}

fn several(call: &Call) -> Result<Translation, Reason> {
    let parts = call.schedules("schedulers")?;
    let mut spans = Vec::new();
    for part in &parts {
        if let Part::Alone(why) = part.function.part {
            return if parts.len() == 1 { Ok((*part).clone()) } else { Err(Reason::of("schedulers", why)) };
        }
        match &part.span {
            Some(span) => spans.push((part.function.name, span)),
            None => return Err(Reason::of("schedulers", "when a part begins is not known")),
        }
    }
    if let Some(chain) = in_turn(&spans)? {
        return Ok(call.driving(chain));
    }
    let floors = parts.iter().filter_map(|part| part.lr().ok()).filter(|lr| has_floor(lr)).count();
    if floors > 0 && parts.len() > 1 {
        let why = "parts that act side by side, one of them with a floor, share the rate as their state";
        return Err(Reason::of("schedulers", why));
    }
    let factors = parts.iter().map(|part| part.lr().cloned()).collect::<Result<_, _>>()?;
    Ok(call.driving(product(factors)))
}

/// The parts as a chain, where each begins when the one before has ended.
fn in_turn(spans: &[(&str, &Span)]) -> Result<Option<Expr>, Reason> {
    let mut chain = Vec::new();
    let mut at: Option<Expr> = Some(super::tree::number(Ratio::from_integer(0)));
    for (index, (name, span)) in spans.iter().enumerate() {
        // A line or a level of its own goes on from no other.
        let restarts = index > 0 && ["LinearLR", "ConstantLR"].contains(name);
        let Some(now) = at.take().filter(|_| !restarts) else { return Ok(None) };
        let gap = difference(span.begin.clone(), now.clone());
        match literal(&gap) {
            Some(gap) if gap < Ratio::from_integer(0) => return Ok(None),
            _ if same(&span.begin, &now) || is_zero(&gap) => {}
            Some(_) => chain.push(held(&gap)?),
            None => return Ok(None),
        }
        chain.push(span.body.clone());
        if span.end.is_some() && index + 1 < spans.len() {
            chain.push(held(&super::tree::number(Ratio::from_integer(1)))?);
        }
        at.clone_from(&span.end);
    }
    Ok(Some(then(chain)))
}
