//! timm: the schedulers of `timm.scheduler`, and its factory.

use super::call::expression;
use super::function::{
    Argument, Arguments, Call, Counts, Function, Library, OPTIMIZER, Parameter, REST, Reason, Translation, count, flag,
    ignored, joined, length, lengths, makes, rate, ratio, word,
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

const T_INITIAL: Parameter = length("t_initial");
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
const DECAY_RATE: Parameter = ratio("decay_rate").or("1.0");
const DECAY_FN: Parameter = word("decay_fn", &["linear", "1-sqrt", "cosine", "power", "exp"]);

/// What a schedule of cycles takes after its own parameters.
const CYCLES: &[Parameter] =
    &[LR_MIN, CYCLE_MUL, CYCLE_DECAY, CYCLE_LIMIT, WARMUP_T, WARMUP_LR_INIT, WARMUP_PREFIX, T_IN_EPOCHS, NOISE];

/// What a schedule of drops takes after its own parameters.
const DROPS: &[Parameter] = &[DECAY_RATE, WARMUP_T, WARMUP_LR_INIT, WARMUP_PREFIX.or("True"), T_IN_EPOCHS, NOISE, REST];

const UNDER: &str = "without warmup_prefix the schedule runs under the warmup";

const FUNCTIONS: &[Function] = &[
    makes("CosineLRScheduler", &joined::<13>(&[&[OPTIMIZER, T_INITIAL], CYCLES, &[K_DECAY, REST]]), |call| {
        decaying(call, "cosine(t_initial, to=lr_min)", "(1 + cos(pi * u ^ k_decay)) / 2")
    })
    .note(UNDER)
    .shown(&[
        "CosineLRScheduler(t_initial, lr_min)",
        "CosineLRScheduler(t_initial, lr_min, warmup_t=warmup_t, warmup_lr_init=warmup_lr_init)",
        "CosineLRScheduler(t_initial, lr_min, warmup_t=warmup_t, warmup_lr_init=warmup_lr_init, warmup_prefix=True)",
        "CosineLRScheduler(t_initial, lr_min, cycle_mul, cycle_decay, cycle_limit)",
    ]),
    makes(
        "TanhLRScheduler",
        &joined::<14>(&[&[OPTIMIZER, T_INITIAL, ratio("lb").or("-7.0"), ratio("ub").or("3.0")], CYCLES, &[REST]]),
        tanh,
    )
    .note("the first tick has the optimizer's own rate, and the tanh begins a little below it")
    .shown(&[
        "TanhLRScheduler(t_initial)",
        "TanhLRScheduler(t_initial, warmup_t=warmup_t)",
        "TanhLRScheduler(t_initial, lr_min=lr_min, warmup_t=warmup_t)",
        "TanhLRScheduler(t_initial, warmup_t=warmup_t, warmup_prefix=True)",
    ]),
    makes(
        "PolyLRScheduler",
        &joined::<14>(&[&[OPTIMIZER, T_INITIAL, ratio("power").or("0.5")], CYCLES, &[K_DECAY, REST]]),
        |call| decaying(call, "poly(t_initial, power=power, to=lr_min)", "(1 - u ^ k_decay) ^ power"),
    )
    .note("the default power is 0.5")
    .shown(&[
        "PolyLRScheduler(t_initial, power, lr_min)",
        "PolyLRScheduler(t_initial, power, lr_min, warmup_t=warmup_t)",
    ]),
    makes("StepLRScheduler", &joined::<9>(&[&[OPTIMIZER, length("decay_t")], DROPS]), |call| {
        warmed(call, call.tree("step(decay_t, decay_rate)")?)
    })
    .note("the default decay_rate of 1 never decays; here warmup_prefix is True by default")
    .shown(&[
        "StepLRScheduler(decay_t, decay_rate)",
        "StepLRScheduler(decay_t, decay_rate, warmup_t)",
        "StepLRScheduler(decay_t, decay_rate, warmup_t, warmup_prefix=False)",
    ]),
    makes("MultiStepLRScheduler", &joined::<9>(&[&[OPTIMIZER, lengths("decay_t")], DROPS]), multistep)
        .note("drops one tick before each milestone, but never at tick 0; here warmup_prefix is True by default")
        .shown(&[
            "MultiStepLRScheduler([30, 60], decay_rate)",
            "MultiStepLRScheduler([30, 60], decay_rate, warmup_t)",
            "MultiStepLRScheduler([30, 60], decay_rate, warmup_t, warmup_prefix=False)",
        ]),
    makes(
        "WSDLRScheduler",
        &[
            OPTIMIZER,
            T_INITIAL,
            length("decay_t"),
            LR_MIN,
            word("stable_fn", &["constant", "rsqrt", "power"]).or("constant"),
            length("stable_timescale").or("None"),
            ratio("stable_power").or("0.5"),
            DECAY_FN.or("1-sqrt"),
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
    DECAY_FN.or("None"),
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

/// Cycles of a shape, and with `k_decay` those of a formula, with their warmup.
fn decaying(call: &Call, plain: &str, formula: &str) -> Result<Translation, Reason> {
    let curve = if call.is("k_decay", 1) { plain } else { &format!("curve(t_initial, to=lr_min, u -> {formula})") };
    warmed(call, cycles(call, curve)?)
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
    let under = postfix(curve, PostfixKind::Skip(call.value("warmup_t")?));
    let longer = match (call.number("warmup_t"), call.number("t_initial")) {
        (Some(warmup), Some(cycle)) => warmup >= cycle,
        _ => false,
    };
    // The warmup climbs to the tanh's own value: (1 - tanh z) / 2 is 1 / (1 + exp 2z).
    let rest = "(exp(2 * (lb + (ub - lb) * warmup_t / t_initial)) + 1)";
    let to = match (longer, call.is("cycle_limit", 1)) {
        (false, _) => format!("lr_min - lr_min / {rest} + 1x / {rest}"),
        (true, true) => "lr_min".to_string(),
        (true, false) => {
            return Err(Reason::of(
                "warmup_t",
                "a warmup that is longer than the first of several cycles has no counterpart",
            ));
        }
    };
    let warmup = call.tree(&format!("warmup(warmup_t, from=warmup_lr_init, to={to})"))?;
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

/// The class of each `sched`.
const CLASSES: &[(&str, &str)] = &[
    ("cosine", "CosineLRScheduler"),
    ("tanh", "TanhLRScheduler"),
    ("poly", "PolyLRScheduler"),
    ("step", "StepLRScheduler"),
    ("constant", "StepLRScheduler"),
    ("multistep", "MultiStepLRScheduler"),
    ("plateau", "PlateauLRScheduler"),
    ("wsd", "WSDLRScheduler"),
    ("rsqrt", "WSDLRScheduler"),
];

/// What the factory hands to each parameter of a class that has it.
const HANDED: &[(&str, &str)] = &[
    ("lr_min", "min_lr"),
    ("decay_rate", "decay_rate"),
    ("power", "decay_rate"),
    ("patience_t", "patience_epochs"),
    ("mode", "plateau_mode"),
    ("warmup_lr_init", "warmup_lr"),
    ("warmup_prefix", "warmup_prefix"),
    ("cycle_mul", "cycle_mul"),
    ("cycle_decay", "cycle_decay"),
    ("cycle_limit", "cycle_limit"),
    ("k_decay", "k_decay"),
];

fn factory(call: &Call) -> Result<Translation, Reason> {
    let sched = call.word("sched")?;
    let class = CLASSES.iter().find(|(name, _)| *name == sched).and_then(|(_, class)| LIBRARY.function(class));
    let Some(class) = class else { return call.lehr("hold") };
    if !call.is_none("noise") {
        return Err(Reason::of("noise", "the noise is that of torch's generator"));
    }
    let mut by_name = lengths_of(call, sched)?;
    let takes = |parameter: &str| class.parameters.iter().any(|known| known.name == parameter);
    let handed = HANDED.iter().filter(|(parameter, _)| takes(parameter));
    by_name.extend(handed.map(|(parameter, source)| ((*parameter).to_string(), call.get(source).clone())));
    if sched == "constant" {
        by_name.retain(|(parameter, _)| parameter != "decay_rate");
    }
    call.through(class, &Arguments { by_place: Vec::new(), by_name })
}

/// The lengths that the factory hands to the class of a `sched`, in updates where it steps on updates.
fn lengths_of(call: &Call, sched: &str) -> Result<Vec<(String, Argument)>, Reason> {
    let scaled = !call.flag("step_on_epochs")?;
    let decay_epochs = match call.get("decay_epochs") {
        Argument::None if ["wsd", "rsqrt"].contains(&sched) => Argument::Lehr("0.2".to_string()),
        Argument::None => Argument::Lehr("90".to_string()),
        given => given.clone(),
    };
    let call = call.setting("decay_epochs", decay_epochs);
    let length = |text: &str| -> Result<Argument, Reason> {
        let whole = if scaled { format!("({text}) * updates_per_epoch") } else { text.to_string() };
        Ok(Argument::Lehr(super::print::print(&call.tree(&whole)?)))
    };
    let mut lengths = vec![("warmup_t".to_string(), length("warmup_epochs")?)];
    match sched {
        "wsd" | "rsqrt" => lengths.extend(wsd_lengths(&call, &length)?),
        "step" => lengths.push(("decay_t".to_string(), length("decay_epochs")?)),
        "constant" => lengths.push(("decay_t".to_string(), Argument::Lehr("1".to_string()))),
        "multistep" => lengths.push(("decay_t".to_string(), milestones(&call, scaled)?)),
        "plateau" => {}
        _ => lengths.push(("t_initial".to_string(), length("num_epochs")?)),
    }
    Ok(lengths)
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
