//! fvcore: functions of the share of the run that is done, `fvcore.common.param_scheduler`.

use super::call::expression;
use super::function::{
    Argument, Call, Counts, Function, Library, Parameter, Reason, Translation, count, length, lengths, makes, rate,
    rates, ratio,
};
use super::translation::list;
use super::tree::literal;
use crate::syntax::ast::{Expr, ExprKind};

pub(super) const LIBRARY: Library = Library {
    name: "fvcore",
    title: "fvcore",
    module: "fvcore.common.param_scheduler",
    version: "0.1.5.post20221221",
    counts: Counts::Updates,
    functions: FUNCTIONS,
};

const UPDATES: Parameter = length("num_updates").or("None");

const FUNCTIONS: &[Function] = &[
    makes("ConstantParamScheduler", &[rate("value")], |call| Ok(call.lehr("hold(value)")?.written())),
    makes("CosineParamScheduler", &[rate("start_value"), rate("end_value")], |call| {
        Ok(call.lehr("cosine(run, from=start_value, to=end_value)")?.written())
    }),
    makes("LinearParamScheduler", &[rate("start_value"), rate("end_value")], |call| {
        Ok(call.lehr("linear(run, from=start_value, to=end_value)")?.written())
    }),
    makes("ExponentialParamScheduler", &[rate("start_value"), ratio("decay")], |call| {
        Ok(call.lehr("exponential(run, gamma=decay, from=start_value)")?.written())
    })
    .note("decays once over the whole run"),
    makes("PolynomialDecayParamScheduler", &[rate("base_value"), ratio("power")], |call| {
        Ok(call.lehr("poly(run, power=power, from=base_value)")?.written())
    }),
    makes("MultiStepParamScheduler", &[rates("values"), UPDATES, lengths("milestones").or("None")], multistep)
        .note("without num_updates the last milestone is the whole run")
        .shown(&["MultiStepParamScheduler([0.1, 0.01, 0.001], milestones=[30, 60, 90])"]),
    makes("StepParamScheduler", &[length("num_updates"), rates("values")], |call| {
        Ok(evenly(call, &values(call)?)?.written())
    })
    .note("num_updates is only checked: the run is divided evenly")
    .shown(&["StepParamScheduler(num_updates, [0.1, 0.01, 0.001])"]),
    makes(
        "StepWithFixedGammaParamScheduler",
        &[rate("base_value"), count("num_decays"), ratio("gamma"), length("num_updates")],
        |call| Ok(call.lehr("step(run / (num_decays + 1), gamma, from=base_value)")?.written()),
    )
    .note("num_updates is only checked: the run is divided evenly"),
];

/// The values of a list.
fn values(call: &Call) -> Result<Vec<Expr>, Reason> {
    call.items("values")?.iter().map(|value| expression("values", value)).collect()
}

/// Values for equal parts of the run.
fn evenly(call: &Call, values: &[Expr]) -> Result<Translation, Reason> {
    let parts = values.len();
    let at = |index: usize| call.tree(&format!("{index} * run / {parts}"));
    let boundaries = (1..parts).map(at).collect::<Result<_, _>>()?;
    call.with("boundaries", list(boundaries)).with("at", list(values.to_vec())).lehr("piecewise(boundaries, at)")
}

fn multistep(call: &Call) -> Result<Translation, Reason> {
    let values = values(call)?;
    let Argument::List(_) = call.get("milestones") else {
        return if call.is_none("milestones") {
            Ok(evenly(call, &values)?.written())
        } else {
            Err(Reason::of("milestones", "`milestones` is not known"))
        };
    };
    let mut milestones: Vec<Expr> = match call.value("milestones")?.kind {
        ExprKind::List(items) => items,
        _ => Vec::new(),
    };
    let updates = if call.is_none("num_updates") { milestones.pop() } else { Some(call.value("num_updates")?) };
    let Some(updates) = updates else {
        return Err(Reason::of("milestones", "there is no milestone"));
    };
    // Each milestone is a share of the updates, and so of the run.
    let call = call.with("updates", updates);
    let share = |milestone: &Expr| {
        let text = if literal(milestone) == Some(0.into()) { "0" } else { "milestone / updates * run" };
        call.with("milestone", milestone.clone()).tree(text)
    };
    let boundaries = milestones.iter().map(share).collect::<Result<_, _>>()?;
    let call = call.with("boundaries", list(boundaries)).with("at", list(values));
    Ok(call.lehr("piecewise(boundaries, at)")?.written())
}
