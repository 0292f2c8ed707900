//! PyTorch: `torch.optim.lr_scheduler` and `torch.optim.swa_utils.SWALR`.

use super::function::{
    Base, Call, Counts, Function, LAST_EPOCH, Library, OPTIMIZER, Parameter, Part, Reason, Translation, count, flag,
    function_of, length, lengths, makes, rate, ratio, says, schedules, word,
};
use super::translation::{cut, from_base, has_floor};
use super::tree::{any, difference, product, then};
use crate::syntax::ast::{Expr, ExprKind};

pub(super) const LIBRARY: Library = Library {
    name: "pytorch",
    title: "PyTorch",
    module: "torch.optim.lr_scheduler",
    version: "2.15.0",
    counts: Counts::Calls,
    functions: FUNCTIONS,
};

const FUNCTIONS: &[Function] = &[
    says("StepLR", &[OPTIMIZER, length("step_size"), ratio("gamma").or("0.1"), LAST_EPOCH], "step(step_size, gamma)"),
    says(
        "MultiStepLR",
        &[OPTIMIZER, lengths("milestones"), ratio("gamma").or("0.1"), LAST_EPOCH],
        "multistep(milestones, gamma)",
    )
    .note("a milestone that is given twice counts twice, and one at 0 drops at once"),
    makes("ConstantLR", &[OPTIMIZER, ratio("factor").or("1 / 3"), length("total_iters").or("5"), LAST_EPOCH], constant)
        .note("goes back to the base at total_iters")
        .shown(&["ConstantLR(factor, total_iters)", "ConstantLR(factor, total_iters=0)"]),
    makes(
        "LinearLR",
        &[
            OPTIMIZER,
            ratio("start_factor").or("1 / 3"),
            ratio("end_factor").or("1.0"),
            length("total_iters").or("5"),
            LAST_EPOCH,
        ],
        linear,
    )
    .note("start_factor cannot be 0 there; total_iters=0 keeps it for ever")
    .shown(&["LinearLR(start_factor, end_factor, total_iters)", "LinearLR(start_factor, end_factor, total_iters=0)"]),
    says("ExponentialLR", &[OPTIMIZER, ratio("gamma"), LAST_EPOCH], "exponential(gamma=gamma)"),
    says(
        "PolynomialLR",
        &[OPTIMIZER, length("total_iters").or("5"), ratio("power").or("1.0"), LAST_EPOCH],
        "poly(total_iters, power=power)",
    ),
    says(
        "CosineAnnealingLR",
        &[OPTIMIZER, length("T_max"), rate("eta_min").or("0.0"), LAST_EPOCH],
        "cosine(T_max, to=eta_min) mirror repeat",
    )
    .note("climbs again after T_max; `cosine` alone holds"),
    says(
        "CosineAnnealingWarmRestarts",
        &[OPTIMIZER, length("T_0"), ratio("T_mult").or("1"), rate("eta_min").or("0.0"), LAST_EPOCH],
        "cosine(T_0, to=eta_min) repeat(stretch=T_mult)",
    )
    .part(Part::Overwrites),
    makes(
        "CyclicLR",
        &[
            OPTIMIZER,
            rate("base_lr"),
            rate("max_lr"),
            length("step_size_up").or("2000"),
            length("step_size_down").or("None"),
            word("mode", &["triangular", "triangular2", "exp_range"]).or("triangular"),
            ratio("gamma").or("1.0"),
            function_of("scale_fn").or("None"),
            word("scale_mode", &["cycle", "iterations"]).or("cycle"),
            flag("cycle_momentum").or("True"),
            rate("base_momentum").or("0.8"),
            rate("max_momentum").or("0.9"),
            LAST_EPOCH,
        ],
        cyclic,
    )
    .note("the optimizer's rate is overwritten by base_lr, and its momentum moves the other way")
    .part(Part::Alone("`CyclicLR` ignores the optimizer's rate, which the other parts share"))
    .shown(&[
        "CyclicLR(base_lr, max_lr, step_size_up)",
        "CyclicLR(base_lr, max_lr, step_size_up, step_size_down, mode=triangular2)",
        "CyclicLR(base_lr, max_lr, step_size_up, step_size_down, mode=exp_range, gamma=gamma)",
    ]),
    makes(
        "OneCycleLR",
        &[
            OPTIMIZER,
            rate("max_lr"),
            length("total_steps").or("None"),
            length("epochs").or("None"),
            length("steps_per_epoch").or("None"),
            ratio("pct_start").or("0.3"),
            word("anneal_strategy", &["cos", "linear"]).or("cos"),
            flag("cycle_momentum").or("True"),
            rate("base_momentum").or("0.85"),
            rate("max_momentum").or("0.95"),
            ratio("div_factor").or("25.0"),
            ratio("final_div_factor").or("10000.0"),
            flag("three_phase").or("False"),
            LAST_EPOCH,
        ],
        one_cycle,
    )
    .note(
        "max_lr replaces the optimizer's rate, and the momentum moves the other way; one call too many goes beyond \
         the last phase, and the next is a ValueError",
    )
    .part(Part::Alone("`OneCycleLR` replaces the optimizer's rate, from which the other parts start"))
    .shown(&[
        "OneCycleLR(max_lr, total_steps)",
        "OneCycleLR(max_lr, epochs=epochs, steps_per_epoch=steps_per_epoch)",
        "OneCycleLR(max_lr, total_steps, pct_start=pct_start, anneal_strategy=linear)",
        "OneCycleLR(max_lr, total_steps, pct_start=pct_start, three_phase=True)",
        "OneCycleLR(max_lr, total_steps, pct_start=pct_start, anneal_strategy=linear, three_phase=True)",
    ]),
    makes(
        "SWALR",
        &[
            OPTIMIZER,
            rate("swa_lr"),
            length("anneal_epochs").or("10"),
            word("anneal_strategy", &["cos", "linear"]).or("cos"),
            LAST_EPOCH,
        ],
        swa,
    )
    .note("starts from the rate that the optimizer has when it is built")
    .part(Part::Alone("`SWALR` starts from the rate that the optimizer has when it is built"))
    .shown(&["SWALR(swa_lr, anneal_epochs)", "SWALR(swa_lr, anneal_epochs, anneal_strategy=linear)"]),
    says("LambdaLR", &[OPTIMIZER, function_of("lr_lambda"), LAST_EPOCH], "factor(lr_lambda)")
        .note("in a `ChainedScheduler` it undoes the others")
        .part(Part::Overwrites)
        .shown(&["LambdaLR(t -> 0.95 ^ t)"]),
    makes("MultiplicativeLR", &[OPTIMIZER, function_of("lr_lambda"), LAST_EPOCH], multiplicative)
        .note("the constant case; a product of changing factors has no formula")
        .shown(&["MultiplicativeLR(t -> 0.95)"]),
    makes("SequentialLR", &[OPTIMIZER, schedules("schedulers"), lengths("milestones"), LAST_EPOCH], sequential)
        .note("each part starts from the base")
        .part(Part::Alone("a `SequentialLR` cannot be a part of another scheduler"))
        .shown(&["SequentialLR([LinearLR(start_factor, total_iters=W), CosineAnnealingLR(T_max)], milestones=[W])"]),
    makes("ChainedScheduler", &[schedules("schedulers"), OPTIMIZER_OR_NONE], chained)
        .note("a product where no part has a floor or overwrites the rate; else its own recursion, which no curves are")
        .part(Part::Alone("a `ChainedScheduler` cannot be a part of another scheduler"))
        .shown(&["ChainedScheduler([LinearLR(start_factor, total_iters=W), ExponentialLR(gamma)])"]),
    says("ReduceLROnPlateau", PLATEAU_PARAMETERS, PLATEAU)
        .counts(Counts::Measurements)
        .part(Part::Alone("a `ReduceLROnPlateau` is stepped with a metric, which no other part takes"))
        .shown(&["ReduceLROnPlateau()", "ReduceLROnPlateau(mode, factor, patience, min_lr=min_lr)"]),
];

/// The parameters of `ReduceLROnPlateau`, which Transformers hands on.
pub(super) const PLATEAU_PARAMETERS: &[Parameter] = &[
    OPTIMIZER,
    word("mode", &["min", "max"]).or("min"),
    ratio("factor").or("0.1"),
    count("patience").or("10"),
    ratio("threshold").or("1e-4"),
    word("threshold_mode", &["rel", "abs"]).or("rel"),
    count("cooldown").or("0"),
    rate("min_lr").or("0"),
    rate("eps").or("1e-8"),
];

/// What `ReduceLROnPlateau` means.
pub(super) const PLATEAU: &str = "plateau(factor, patience, mode=mode, threshold=threshold, \
                                  threshold_mode=threshold_mode, cooldown=cooldown, min=min_lr, eps=eps)";

const OPTIMIZER_OR_NONE: Parameter = OPTIMIZER.or("None");

fn constant(call: &Call) -> Result<Translation, Reason> {
    if call.is("total_iters", 0) {
        return Ok(call.lehr("hold(factor * 1x)")?.noting("total_iters=0 keeps the factor for ever"));
    }
    call.lehr("piecewise([total_iters], [factor * 1x, 1x])")
}

fn linear(call: &Call) -> Result<Translation, Reason> {
    if call.is("total_iters", 0) {
        return Ok(call.lehr("hold(start_factor * 1x)")?.noting("total_iters=0 keeps the first factor for ever"));
    }
    call.lehr("linear(total_iters, from=start_factor * 1x, to=end_factor * 1x)")
}

fn cyclic(call: &Call) -> Result<Translation, Reason> {
    if !call.is_none("scale_fn") {
        return Err(Reason::of("scale_fn", "cycles that are scaled by a function of one's own have no counterpart"));
    }
    let down = if call.is_none("step_size_down") { "step_size_up" } else { "step_size_down" };
    let call = call.with("down", call.tree(down)?);
    let (preset, gamma) = match call.word("mode")? {
        "triangular2" => ("cyclic_triangular2", ""),
        "exp_range" => ("cyclic_exp_range", ", gamma=gamma"),
        _ => ("cyclic", ""),
    };
    let between =
        |low: &str, high: &str| call.tree(&format!("{preset}({low}, {high}, up=step_size_up, down=down{gamma})"));
    let translation = call.driving(between("base_lr", "max_lr")?).written();
    if call.flag("cycle_momentum")? {
        Ok(translation.and("momentum", between("max_momentum", "base_momentum")?))
    } else {
        Ok(translation)
    }
}

fn one_cycle(call: &Call) -> Result<Translation, Reason> {
    let total = match (call.is_none("total_steps"), call.is_none("epochs") || call.is_none("steps_per_epoch")) {
        (false, _) => "total_steps",
        (true, false) => "epochs * steps_per_epoch",
        (true, true) => {
            let why = "`total_steps`, or `epochs` and `steps_per_epoch`, have to be given";
            return Err(Reason::of("total_steps", why));
        }
    };
    let call = call.with("T", call.tree(total)?);
    let translation = one_cycle_to(&call, "max_lr")?;
    if !call.flag("cycle_momentum")? {
        return Ok(translation);
    }
    let shape = if call.word("anneal_strategy")? == "linear" { "linear" } else { "cosine" };
    let back = if call.flag("three_phase")? { "pct_start * T - 1" } else { "(1 - pct_start) * T" };
    let momentum = call.tree(&format!(
        "{shape}(pct_start * T - 1, from=max_momentum, to=base_momentum) then {shape}({back}, to=max_momentum)"
    ))?;
    Ok(translation.and("momentum", momentum))
}

/// A cycle of T, to the peak that a parameter has.
pub(super) fn one_cycle_to(call: &Call, peak: &str) -> Result<Translation, Reason> {
    let phases = if call.flag("three_phase")? { "_three_phase" } else { "" };
    let line = if call.word("anneal_strategy")? == "linear" { "_linear" } else { "" };
    let cycle = call.lehr(&format!(
        "onecycle{phases}{line}(T, pct_start=pct_start, div_factor=div_factor, final_div_factor=final_div_factor)"
    ))?;
    Ok(cycle.around(call.value(peak)?))
}

fn swa(call: &Call) -> Result<Translation, Reason> {
    match call.word("anneal_strategy")? {
        "linear" => call.lehr("linear(anneal_epochs, to=swa_lr)"),
        _ => call.lehr("cosine(anneal_epochs, to=swa_lr)"),
    }
}

fn multiplicative(call: &Call) -> Result<Translation, Reason> {
    let ExprKind::Lambda { param, body } = call.value("lr_lambda")?.kind else {
        return Err(Reason::of("lr_lambda", "the factor is not known"));
    };
    let moves = any(&body, &mut |expr| matches!(&expr.kind, ExprKind::Name(name) if name.text == param.text));
    if moves {
        return Err(Reason::of("lr_lambda", "a running product of changing factors has no formula"));
    }
    call.with("gamma", *body).lehr("exponential(gamma=gamma)")
}

fn sequential(call: &Call) -> Result<Translation, Reason> {
    let parts = call.schedules("schedulers")?;
    let milestones: Vec<Expr> = call
        .items("milestones")?
        .iter()
        .map(|milestone| super::call::expression("milestones", milestone))
        .collect::<Result<_, _>>()?;
    if parts.is_empty() || milestones.len() + 1 != parts.len() {
        return Err(Reason::of("milestones", "there has to be one milestone less than there are schedulers"));
    }
    let mut chain = Vec::new();
    for (index, part) in parts.iter().enumerate() {
        if let Part::Alone(why) = part.function.part {
            return Err(Reason::of("schedulers", why));
        }
        if index > 0 && part.function.name == "MultiplicativeLR" {
            let why =
                "a `MultiplicativeLR` after the first part goes on from wherever the rate is, and not from the base";
            return Err(Reason::of("schedulers", why));
        }
        let schedule = part.lr()?.clone();
        let schedule = if index > 0 { from_base(schedule) } else { schedule };
        let until = milestones.get(index).cloned();
        chain.push(match (until, index.checked_sub(1).map(|before| milestones[before].clone())) {
            (Some(until), Some(from)) => cut(schedule, &difference(until, from)),
            (Some(until), None) => cut(schedule, &until),
            (None, _) => schedule,
        });
    }
    let notes = parts.iter().flat_map(|part| part.notes.iter().cloned());
    Ok(notes.fold(call.driving(then(chain)), Translation::noting))
}

fn chained(call: &Call) -> Result<Translation, Reason> {
    let parts = call.schedules("schedulers")?;
    let mut factors = Vec::new();
    for part in &parts {
        let lr = part.lr()?;
        match part.function.part {
            Part::Alone(why) => return Err(Reason::of("schedulers", why)),
            Part::Overwrites => {
                let name = part.function.name;
                return Err(Reason::of("schedulers", format!("`{name}` undoes what the other parts do")));
            }
            Part::Factor
                if part.base() != Base::Optimizer || part.function.name == "CosineAnnealingLR" && has_floor(lr) =>
            {
                return Err(Reason::of(
                    "schedulers",
                    "chained with others, a cosine with a floor is not a curve of its own",
                ));
            }
            Part::Factor => factors.push(lr.clone()),
        }
    }
    let notes = parts.iter().flat_map(|part| part.notes.iter().cloned());
    Ok(notes.fold(call.driving(product(factors)), Translation::noting))
}
