//! timm: the schedulers of `timm.scheduler`, and its factory.

use super::call::expression;
use super::function::{
    Argument, Arguments, Call, Counts, Function, Library, OPTIMIZER, Parameter, REST, Reason, Translation, count, flag,
    ignored, length, lengths, makes, rate, ratio, word,
};
use super::translation::{from_base, list};
use super::tree::{literal, postfix, simplified, then};
use crate::syntax::ast::{Expr, PostfixKind};
use crate::units::Ratio;

pub(super) const LIBRARY: Library = Library {
    name: "timm",
    title: "timm",
    module: "timm.scheduler",
    version: "1.0.31",
    counts: Counts::Given,
    functions: FUNCTIONS,
};

const CYCLE_MUL: Parameter = ratio("cycle_mul").or("1.0");
const CYCLE_DECAY: Parameter = ratio("cycle_decay").or("1.0");
const CYCLE_LIMIT: Parameter = count("cycle_limit").or("1");
const LR_MIN: Parameter = rate("lr_min").or("0.0");
const WARMUP_T: Parameter = length("warmup_t").or("0");
const WARMUP_LR_INIT: Parameter = rate("warmup_lr_init").or("0.0");
const WARMUP_PREFIX: Parameter = flag("warmup_prefix").or("False");
const T_IN_EPOCHS: Parameter = ignored("t_in_epochs").or("True");
const NOISE: Parameter = length("noise_range_t").or("None");
const K_DECAY: Parameter = ratio("k_decay").or("1.0");

const UNDER: &str = "without warmup_prefix the schedule runs under the warmup";

const FUNCTIONS: &[Function] = &[
    makes(
        "CosineLRScheduler",
        &[
            OPTIMIZER,
            length("t_initial"),
            LR_MIN,
            CYCLE_MUL,
            CYCLE_DECAY,
            CYCLE_LIMIT,
            WARMUP_T,
            WARMUP_LR_INIT,
            WARMUP_PREFIX,
            T_IN_EPOCHS,
            NOISE,
            K_DECAY,
            REST,
        ],
        |call| {
            let curve = if call.is("k_decay", 1) {
                "cosine(t_initial, to=lr_min)"
            } else {
                "curve(t_initial, to=lr_min, u -> (1 + cos(pi * u ^ k_decay)) / 2)"
            };
            warmed(call, cycles(call, curve)?)
        },
    )
    .note(UNDER)
    .shown(&[
        "CosineLRScheduler(t_initial, lr_min)",
        "CosineLRScheduler(t_initial, lr_min, warmup_t=warmup_t, warmup_lr_init=warmup_lr_init)",
        "CosineLRScheduler(t_initial, lr_min, warmup_t=warmup_t, warmup_lr_init=warmup_lr_init, warmup_prefix=True)",
        "CosineLRScheduler(t_initial, lr_min, cycle_mul, cycle_decay, cycle_limit)",
    ]),
    makes(
        "TanhLRScheduler",
        &[
            OPTIMIZER,
            length("t_initial"),
            ratio("lb").or("-7.0"),
            ratio("ub").or("3.0"),
            LR_MIN,
            CYCLE_MUL,
            CYCLE_DECAY,
            CYCLE_LIMIT,
            WARMUP_T,
            WARMUP_LR_INIT,
            WARMUP_PREFIX,
            T_IN_EPOCHS,
            NOISE,
            REST,
        ],
        tanh,
    )
    .note("the first tick has the optimizer's own rate, and the tanh begins a little below it")
    .shown(&[
        "TanhLRScheduler(t_initial)",
        "TanhLRScheduler(t_initial, warmup_t=warmup_t)",
        "TanhLRScheduler(t_initial, warmup_t=warmup_t, warmup_prefix=True)",
    ]),
    makes(
        "PolyLRScheduler",
        &[
            OPTIMIZER,
            length("t_initial"),
            ratio("power").or("0.5"),
            LR_MIN,
            CYCLE_MUL,
            CYCLE_DECAY,
            CYCLE_LIMIT,
            WARMUP_T,
            WARMUP_LR_INIT,
            WARMUP_PREFIX,
            T_IN_EPOCHS,
            NOISE,
            K_DECAY,
            REST,
        ],
        |call| {
            let curve = if call.is("k_decay", 1) {
                "poly(t_initial, power=power, to=lr_min)"
            } else {
                "curve(t_initial, to=lr_min, u -> (1 - u ^ k_decay) ^ power)"
            };
            warmed(call, cycles(call, curve)?)
        },
    )
    .note("the default power is 0.5")
    .shown(&[
        "PolyLRScheduler(t_initial, power, lr_min)",
        "PolyLRScheduler(t_initial, power, lr_min, warmup_t=warmup_t)",
    ]),
    makes(
        "StepLRScheduler",
        &[
            OPTIMIZER,
            length("decay_t"),
            ratio("decay_rate").or("1.0"),
            WARMUP_T,
            WARMUP_LR_INIT,
            WARMUP_PREFIX.or("True"),
            T_IN_EPOCHS,
            NOISE,
            REST,
        ],
        |call| warmed(call, call.tree("step(decay_t, decay_rate)")?),
    )
    .note("the default decay_rate of 1 never decays; here warmup_prefix is True by default")
    .shown(&[
        "StepLRScheduler(decay_t, decay_rate)",
        "StepLRScheduler(decay_t, decay_rate, warmup_t)",
        "StepLRScheduler(decay_t, decay_rate, warmup_t, warmup_prefix=False)",
    ]),
    makes(
        "MultiStepLRScheduler",
        &[
            OPTIMIZER,
            lengths("decay_t"),
            ratio("decay_rate").or("1.0"),
            WARMUP_T,
            WARMUP_LR_INIT,
            WARMUP_PREFIX.or("True"),
            T_IN_EPOCHS,
            NOISE,
            REST,
        ],
        multistep,
    )
    .note("drops one tick before each milestone, but never at tick 0; here warmup_prefix is True by default")
    .shown(&["MultiStepLRScheduler([30, 60], decay_rate)", "MultiStepLRScheduler([30, 60], decay_rate, warmup_t)"]),
    makes(
        "WSDLRScheduler",
        &[
            OPTIMIZER,
            length("t_initial"),
            length("decay_t"),
            LR_MIN,
            word("stable_fn", &["constant", "rsqrt", "power"]).or("constant"),
            length("stable_timescale").or("None"),
            ratio("stable_power").or("0.5"),
            word("decay_fn", &["linear", "1-sqrt", "cosine", "power", "exp"]).or("1-sqrt"),
            ratio("decay_power").or("0.5"),
            ratio("decay_ratio").or("0.1"),
            WARMUP_T,
            WARMUP_LR_INIT,
            T_IN_EPOCHS,
            NOISE,
            REST,
        ],
        wsd,
    )
    .note("the warmup is not part of t_initial; an inverse square root goes on under the decay")
    .shown(&[
        "WSDLRScheduler(t_initial, decay_t, warmup_t=warmup_t)",
        "WSDLRScheduler(t_initial, decay_t, stable_fn=rsqrt, decay_fn=linear, warmup_t=warmup_t)",
    ]),
    makes(
        "PlateauLRScheduler",
        &[
            OPTIMIZER,
            ratio("decay_rate").or("0.1"),
            count("patience_t").or("10"),
            ratio("threshold").or("1e-4"),
            count("cooldown_t").or("0"),
            WARMUP_T,
            WARMUP_LR_INIT,
            LR_MIN,
            word("mode", &["min", "max"]).or("max"),
            NOISE,
            REST,
        ],
        |call| {
            noiseless(call)?;
            call.lehr(
                "warmup(warmup_t, from=warmup_lr_init) then plateau(decay_rate, patience_t, mode=mode, \
                 threshold=threshold, cooldown=cooldown_t, min=lr_min)",
            )
        },
    )
    .note("the metric is one that grows, unless mode='min' is given")
    .shown(&["PlateauLRScheduler(decay_rate, patience_t)"]),
    makes("create_scheduler_v2", FACTORY, factory)
        .note(
            "its defaults are not those of the classes: cycle_decay 0.1, warmup_lr 1e-5, decay_rate 0.1, which is also \
             the power of poly",
        )
        .shown(&[
            "create_scheduler_v2(sched=cosine, num_epochs=num_epochs, min_lr=min_lr, warmup_epochs=warmup_epochs)",
            "create_scheduler_v2(sched=step, decay_epochs=decay_epochs, decay_rate=decay_rate)",
        ]),
];

const FACTORY: &[Parameter] = &[
    OPTIMIZER,
    word("sched", &["cosine", "tanh", "step", "multistep", "poly", "wsd", "rsqrt", "constant", "plateau", "none"])
        .or("cosine"),
    length("num_epochs").or("300"),
    length("decay_epochs").or("None"),
    lengths("decay_milestones").or("[90, 180, 270]"),
    ignored("cooldown_epochs").or("0"),
    count("patience_epochs").or("10"),
    ratio("decay_rate").or("0.1"),
    rate("min_lr").or("0.0"),
    rate("warmup_lr").or("1e-5"),
    length("warmup_epochs").or("0"),
    WARMUP_PREFIX,
    length("noise").or("None"),
    ignored("noise_pct").or("0.67"),
    ignored("noise_std").or("1.0"),
    ignored("noise_seed").or("42"),
    CYCLE_MUL,
    CYCLE_DECAY.or("0.1"),
    CYCLE_LIMIT,
    K_DECAY,
    word("decay_fn", &["linear", "1-sqrt", "cosine", "power", "exp"]).or("None"),
    length("stable_timescale").or("None"),
    word("plateau_mode", &["min", "max"]).or("max"),
    flag("step_on_epochs").or("True"),
    length("updates_per_epoch").or("0"),
];

/// What timm adds by a generator of torch cannot be said.
fn noiseless(call: &Call) -> Result<(), Reason> {
    if call.is_none("noise_range_t") {
        Ok(())
    } else {
        Err(Reason::of("noise_range_t", "the noise is that of torch's generator"))
    }
}

/// The cycles of a curve; after the last one the rate is at its floor.
fn cycles(call: &Call, curve: &str) -> Result<Expr, Reason> {
    call.tree(&format!("{curve} repeat(cycle_limit, stretch=cycle_mul, decay=cycle_decay)"))
}

/// A schedule after the warmup, or under it.
fn warmed(call: &Call, schedule: Expr) -> Result<Translation, Reason> {
    noiseless(call)?;
    if call.is("warmup_t", 0) {
        return Ok(call.driving(schedule));
    }
    let warmup = call.tree("warmup(warmup_t, from=warmup_lr_init)")?;
    let after = if call.flag("warmup_prefix")? {
        schedule
    } else {
        postfix(from_base(schedule), PostfixKind::Skip(call.value("warmup_t")?))
    };
    Ok(call.driving(then(vec![warmup, after])))
}

fn tanh(call: &Call) -> Result<Translation, Reason> {
    noiseless(call)?;
    let curve = cycles(call, "tanh(t_initial, lb=lb, ub=ub, to=lr_min, from=1x)")?;
    if call.is("warmup_t", 0) {
        let first = call.tree("hold(1x) for 1")?;
        let one = super::tree::number(Ratio::from_integer(1));
        return Ok(call.driving(then(vec![first, postfix(curve, PostfixKind::Skip(one))])));
    }
    if call.flag("warmup_prefix")? {
        return Ok(call.driving(then(vec![call.tree("warmup(warmup_t, from=warmup_lr_init)")?, curve])));
    }
    // The warmup climbs to the tanh's own value: (1 - tanh z) / 2 is 1 / (1 + exp 2z).
    let rest = "(exp(2 * (lb + (ub - lb) * warmup_t / t_initial)) + 1)";
    if !call.is("lr_min", 0) {
        return Err(Reason::of("lr_min", "a warmup to a level between `lr_min` and the rate has no counterpart"));
    }
    let warmup = call.tree(&format!("warmup(warmup_t, from=warmup_lr_init, to=1x / {rest})"))?;
    let under = postfix(curve, PostfixKind::Skip(call.value("warmup_t")?));
    Ok(call.driving(then(vec![warmup, under])))
}

fn multistep(call: &Call) -> Result<Translation, Reason> {
    let least = i128::from(call.is("warmup_t", 0));
    let earlier = |milestone: &Argument| {
        let milestone = expression("decay_t", milestone)?;
        let before = call.with("milestone", milestone).tree("milestone - 1")?;
        Ok(match literal(&before) {
            Some(tick) if tick < Ratio::from_integer(least) => super::tree::number(Ratio::from_integer(least)),
            _ => before,
        })
    };
    let milestones: Vec<Expr> = call.items("decay_t")?.iter().map(earlier).collect::<Result<_, Reason>>()?;
    warmed(call, call.with("milestones", list(milestones)).tree("multistep(milestones, decay_rate)")?)
}

fn wsd(call: &Call) -> Result<Translation, Reason> {
    noiseless(call)?;
    let down = match call.word("decay_fn")? {
        "linear" => "linear(decay_t, to=lr_min)",
        "cosine" => "cosine(decay_t, to=lr_min)",
        "power" => "curve(decay_t, to=lr_min, u -> 1 - u ^ decay_power)",
        "exp" => "curve(decay_t, to=lr_min, u -> (decay_ratio ^ u - decay_ratio) / (1 - decay_ratio))",
        _ => "one_minus_sqrt(decay_t, to=lr_min)",
    };
    let stable = call.tree("t_initial - decay_t")?;
    let hold = if literal(&stable) == Some(Ratio::from_integer(0)) { "" } else { "hold for stable then " };
    let call = call.with("stable", stable);
    let falls = match call.word("stable_fn")? {
        "constant" => return call.lehr(&format!("warmup(warmup_t, from=warmup_lr_init) then {hold}{down}")),
        "rsqrt" => "inverse_sqrt(timescale)",
        _ => "factor(t -> (1 + t / timescale) ^ -stable_power)",
    };
    if !call.is("lr_min", 0) {
        return Err(Reason::of(
            "lr_min",
            "a floor under a falling rate that goes on under the decay has no counterpart",
        ));
    }
    let timescale = if call.is_none("stable_timescale") { "warmup_t" } else { "stable_timescale" };
    let call = call.with("timescale", call.tree(timescale)?);
    call.lehr(&format!("warmup(warmup_t, from=warmup_lr_init) then ({falls} * ({hold}{down}))"))
}

fn factory(call: &Call) -> Result<Translation, Reason> {
    let (name, passed): (&str, &[(&str, &str)]) = match call.word("sched")? {
        "cosine" => ("CosineLRScheduler", &[("t_initial", "num_epochs"), ("lr_min", "min_lr"), ("k_decay", "k_decay")]),
        "tanh" => ("TanhLRScheduler", &[("t_initial", "num_epochs"), ("lr_min", "min_lr")]),
        "poly" => (
            "PolyLRScheduler",
            &[("t_initial", "num_epochs"), ("power", "decay_rate"), ("lr_min", "min_lr"), ("k_decay", "k_decay")],
        ),
        "step" => ("StepLRScheduler", &[("decay_t", "decay_epochs"), ("decay_rate", "decay_rate")]),
        "multistep" => ("MultiStepLRScheduler", &[("decay_t", "decay_milestones"), ("decay_rate", "decay_rate")]),
        "plateau" => (
            "PlateauLRScheduler",
            &[
                ("decay_rate", "decay_rate"),
                ("patience_t", "patience_epochs"),
                ("lr_min", "min_lr"),
                ("mode", "plateau_mode"),
            ],
        ),
        "constant" => ("StepLRScheduler", &[("decay_t", "1"), ("decay_rate", "1")]),
        "none" => return call.lehr("hold"),
        _ => ("WSDLRScheduler", &[("lr_min", "min_lr")]),
    };
    if !call.is_none("noise") {
        return Err(Reason::of("noise", "the noise is that of torch's generator"));
    }
    let scaled = !call.flag("step_on_epochs")?;
    let Some(function) = LIBRARY.function(name) else {
        return Err(Reason::new(format!("there is no `{name}`")));
    };
    let default = if name == "WSDLRScheduler" { "0.2" } else { "90" };
    let given = if call.is_none("decay_epochs") {
        Argument::Lehr(default.to_string())
    } else {
        call.get("decay_epochs").clone()
    };
    let call = call.setting("decay_epochs", given);
    let length = |text: &str| -> Result<Argument, Reason> {
        let whole = if scaled { format!("({text}) * updates_per_epoch") } else { text.to_string() };
        Ok(Argument::Lehr(super::print::print(&call.tree(&whole)?)))
    };
    let mut by_name: Vec<(String, Argument)> = Vec::new();
    for (parameter, source) in passed {
        let value = match (*source, *parameter) {
            ("1", _) => Argument::Lehr("1".to_string()),
            ("decay_milestones", _) => milestones(&call, scaled)?,
            (source, "t_initial" | "decay_t") => length(source)?,
            (source, _) => call.get(source).clone(),
        };
        by_name.push(((*parameter).to_string(), value));
    }
    if name == "WSDLRScheduler" {
        by_name.extend(wsd_lengths(&call, &length)?);
    }
    let mut pass = |parameter: &str, value: Argument| {
        if function.parameters.iter().any(|known| known.name == parameter) {
            by_name.push((parameter.to_string(), value));
        }
    };
    pass("warmup_t", length("warmup_epochs")?);
    pass("warmup_lr_init", call.get("warmup_lr").clone());
    pass("warmup_prefix", call.get("warmup_prefix").clone());
    for parameter in ["cycle_mul", "cycle_decay", "cycle_limit"] {
        pass(parameter, call.get(parameter).clone());
    }
    call.through(function, &Arguments { by_place: Vec::new(), by_name })
}

fn milestones(call: &Call, scaled: bool) -> Result<Argument, Reason> {
    let value = match call.get("decay_milestones") {
        Argument::Lehr(text) => super::tree::read(text).map(simplified),
        argument => Some(expression("decay_milestones", argument)?),
    };
    let Some(crate::syntax::ast::ExprKind::List(items)) = value.map(|value| value.kind) else {
        return Err(Reason::of("decay_milestones", "`decay_milestones` is not known"));
    };
    let text = if scaled { "milestone * updates_per_epoch" } else { "milestone" };
    let shown = |item: Expr| Ok(Argument::Lehr(super::print::print(&call.with("milestone", item).tree(text)?)));
    Ok(Argument::List(items.into_iter().map(shown).collect::<Result<_, Reason>>()?))
}

/// The lengths of a `wsd`: the warmup is part of the epochs, and a decay below 1 a share of the rest.
fn wsd_lengths(
    call: &Call,
    length: &dyn Fn(&str) -> Result<Argument, Reason>,
) -> Result<Vec<(String, Argument)>, Reason> {
    let whole = if call.flag("warmup_prefix")? { "num_epochs" } else { "num_epochs - warmup_epochs" };
    let share = call.number("decay_epochs").is_some_and(|share| share < Ratio::from_integer(1));
    let decay = if share { format!("round(decay_epochs * ({whole}))") } else { "decay_epochs".to_string() };
    let rsqrt = call.word("sched")? == "rsqrt";
    let decay_fn = match call.get("decay_fn") {
        Argument::None => Argument::Word(if rsqrt { "linear" } else { "1-sqrt" }.to_string()),
        given => given.clone(),
    };
    let stable = if rsqrt { "rsqrt" } else { "constant" };
    let mut lengths = vec![
        ("t_initial".to_string(), length(whole)?),
        ("decay_t".to_string(), length(&decay)?),
        ("stable_fn".to_string(), Argument::Word(stable.to_string())),
        ("decay_fn".to_string(), decay_fn),
    ];
    if !call.is_none("stable_timescale") {
        lengths.push(("stable_timescale".to_string(), length("stable_timescale")?));
    }
    Ok(lengths)
}
