//! optax: the schedules of `optax.schedules`, and `contrib.reduce_on_plateau`.

use super::call::expression;
use super::function::{
    Argument, Arguments, Call, Counts, Function, Library, Parameter, Reason, Translation, count, flag, length, lengths,
    makes, rate, rates, ratio, schedules, steps, word,
};
use super::translation::{cut, list};
use super::tree::{difference, literal, number, product, same, then};
use crate::syntax::ast::Expr;
use crate::units::{Number, Ratio};

pub(super) const LIBRARY: Library = Library {
    name: "optax",
    title: "optax",
    module: "optax",
    version: "0.2.8",
    counts: Counts::Updates,
    functions: FUNCTIONS,
};

const INIT: Parameter = rate("init_value");
const END: Parameter = rate("end_value");
const N: Parameter = length("transition_steps");
const BEGIN: Parameter = length("transition_begin").or("0");
const STEPS: Parameter = steps("boundaries_and_scales");
const TRUNCATED: &str = "boundaries are truncated to whole steps";

const FUNCTIONS: &[Function] = &[
    makes("constant_schedule", &[rate("value")], |call| Ok(call.lehr("hold(value)")?.written())),
    makes("linear_schedule", &[INIT, END, N, BEGIN], |call| begun(call, "linear(transition_steps, to=end_value"))
        .note("0 steps keep the first value")
        .shown(&[
            "linear_schedule(init_value, end_value, transition_steps)",
            "linear_schedule(init_value, end_value, transition_steps, transition_begin)",
            "linear_schedule(init_value, end_value, 0)",
        ]),
    makes("polynomial_schedule", &[INIT, END, ratio("power"), N, BEGIN], |call| {
        begun(call, "poly(transition_steps, power=power, to=end_value")
    })
    .note("0 steps keep the first value")
    .shown(&["polynomial_schedule(init_value, end_value, power, transition_steps)"]),
    makes(
        "exponential_decay",
        &[INIT, N, ratio("decay_rate"), BEGIN, flag("staircase").or("False"), rate("end_value").or("None")],
        exponential,
    )
    .note("end_value is a floor, or for a growing rate a ceiling; a decay_rate of 0 and 0 steps keep the first value")
    .shown(&[
        "exponential_decay(init_value, transition_steps, decay_rate)",
        "exponential_decay(init_value, transition_steps, 0.5, end_value=end_value)",
        "exponential_decay(init_value, transition_steps, decay_rate, transition_begin, staircase=True)",
    ]),
    makes(
        "cosine_decay_schedule",
        &[INIT, length("decay_steps"), ratio("alpha").or("0.0"), ratio("exponent").or("1.0")],
        |call| {
            Ok(if call.is("exponent", 1) { call.lehr("cosine(decay_steps, from=init_value, to=alpha * init_value)")? } else { call.lehr(
                    "curve(decay_steps, from=init_value, to=alpha * init_value, u -> ((1 + cos(pi * u)) / 2) ^ exponent)",
                )? }
            .written())
        },
    )
    .note("alpha is a share of init_value")
    .shown(&[
        "cosine_decay_schedule(init_value, decay_steps, alpha)",
        "cosine_decay_schedule(init_value, decay_steps, alpha, exponent)",
    ]),
    makes("piecewise_constant_schedule", &[INIT, STEPS.or("None")], |call| piecewise(call, None))
        .note("each scale multiplies what is there")
        .shown(&["piecewise_constant_schedule(init_value, [[30, 0.1], [60, 0.1]])"]),
    makes(
        "piecewise_interpolate_schedule",
        &[word("interpolate_type", &["linear", "cosine"]), INIT, STEPS.or("None")],
        |call| piecewise(call, Some(call.word("interpolate_type")?)),
    )
    .note("each scale multiplies what is there")
    .shown(&["piecewise_interpolate_schedule(linear, init_value, [[30, 0.1], [60, 0.1]])"]),
    makes(
        "cosine_onecycle_schedule",
        &[
            N,
            rate("peak_value"),
            ratio("pct_start").or("0.3"),
            ratio("div_factor").or("25.0"),
            ratio("final_div_factor").or("10000.0"),
        ],
        |call| {
            let call = call.with("up", truncated(call, "pct_start")?);
            Ok(call
                .lehr(
                    "cosine(up, from=peak_value / div_factor, to=peak_value) \
                     then cosine(transition_steps - up, to=peak_value / (div_factor * final_div_factor))",
                )?
                .written())
        },
    )
    .note(TRUNCATED)
    .shown(&["cosine_onecycle_schedule(transition_steps, peak_value, pct_start, div_factor, final_div_factor)"]),
    makes(
        "linear_onecycle_schedule",
        &[
            N,
            rate("peak_value"),
            ratio("pct_start").or("0.3"),
            ratio("pct_final").or("0.85"),
            ratio("div_factor").or("25.0"),
            ratio("final_div_factor").or("10000.0"),
        ],
        linear_one_cycle,
    )
    .note(TRUNCATED)
    .shown(&[
        "linear_onecycle_schedule(transition_steps, peak_value, pct_start, pct_final, div_factor, final_div_factor)",
        "linear_onecycle_schedule(transition_steps, peak_value, 0.3, 0.3, div_factor, final_div_factor)",
    ]),
    makes("warmup_constant_schedule", &[INIT, rate("peak_value"), length("warmup_steps")], |call| {
        if call.is("warmup_steps", 0) {
            return Ok(call.lehr("hold(init_value)")?.written().noting("0 steps keep the first value"));
        }
        Ok(call.lehr("warmup(warmup_steps, from=init_value, to=peak_value) then hold")?.written())
    }),
    makes(
        "warmup_cosine_decay_schedule",
        &[
            INIT,
            rate("peak_value"),
            length("warmup_steps"),
            length("decay_steps"),
            END.or("0.0"),
            ratio("exponent").or("1.0"),
        ],
        |call| {
            let down = if call.is("exponent", 1) { "cosine(decay_steps - warmup_steps, to=end_value)" } else { "curve(decay_steps - warmup_steps, to=end_value, u -> ((1 + cos(pi * u)) / 2) ^ exponent)" };
            Ok(call.lehr(&format!("warmup(warmup_steps, from=init_value, to=peak_value) then {down}"))?.written())
        },
    )
    .note("decay_steps includes the warmup")
    .shown(&["warmup_cosine_decay_schedule(init_value, peak_value, warmup_steps, decay_steps, end_value)"]),
    makes(
        "warmup_exponential_decay_schedule",
        &[
            INIT,
            rate("peak_value"),
            length("warmup_steps"),
            N,
            ratio("decay_rate"),
            BEGIN,
            flag("staircase").or("False"),
            rate("end_value").or("None"),
        ],
        |call| {
            let warmup = call.tree("warmup(warmup_steps, from=init_value, to=peak_value)")?;
            Ok(call.driving(then(vec![warmup, decaying(call, None)?])).written())
        },
    )
    .shown(&["warmup_exponential_decay_schedule(init_value, peak_value, warmup_steps, transition_steps, decay_rate)"]),
    makes("sgdr_schedule", &[rates("cosine_kwargs")], sgdr)
        .note("each part is a warmup_cosine_decay_schedule")
        .shown(&[
            "sgdr_schedule([dict(init_value=0, peak_value=peak, warmup_steps=W, decay_steps=T), \
             dict(init_value=0, peak_value=peak / 2, warmup_steps=W, decay_steps=T)])",
        ]),
    makes("join_schedules", &[schedules("schedules"), lengths("boundaries")], join)
        .note("a part never picks up")
        .shown(&[
            "join_schedules([linear_schedule(0, peak, W), cosine_decay_schedule(peak, decay_steps)], [W])",
        ]),
    makes(
        "reduce_on_plateau",
        &[
            ratio("factor").or("0.1"),
            count("patience").or("10"),
            ratio("rtol").or("1e-4"),
            ratio("atol").or("0.0"),
            count("cooldown").or("0"),
            count("accumulation_size").or("1"),
            ratio("min_scale").or("0.0"),
        ],
        plateau,
    )
    .counts(Counts::Measurements)
    .note("the count reaches patience, where PyTorch's exceeds it")
    .shown(&["reduce_on_plateau(factor, patience)"]),
];

/// A shape after `transition_begin` ticks of its first value; the shape lacks its closing bracket.
fn begun(call: &Call, shape: &str) -> Result<Translation, Reason> {
    let translation = if call.is("transition_steps", 0) {
        call.lehr("hold(init_value)")?
    } else if call.is("transition_begin", 0) {
        call.lehr(&format!("{shape}, from=init_value)"))?
    } else {
        call.lehr(&format!("hold(init_value) for transition_begin then {shape})"))?
    };
    Ok(translation.written())
}

fn exponential(call: &Call) -> Result<Translation, Reason> {
    if call.is("transition_steps", 0) || call.is("decay_rate", 0) {
        return Ok(call.lehr("hold(init_value)")?.written());
    }
    Ok(call.driving(decaying(call, Some("init_value"))?).written())
}

/// The decay of `exponential_decay`, from a value or from where it picks up.
fn decaying(call: &Call, from: Option<&str>) -> Result<Expr, Reason> {
    let begins = !call.is("transition_begin", 0);
    let from = match from.filter(|_| !begins) {
        Some(from) => format!(", from={from}"),
        None => String::new(),
    };
    let mut text = if call.flag("staircase")? {
        format!("step(transition_steps, decay_rate{from})")
    } else {
        format!("exponential(transition_steps, gamma=decay_rate{from})")
    };
    if begins {
        let hold = if call.function.name == "exponential_decay" { "hold(init_value)" } else { "hold" };
        text = format!("{hold} for transition_begin then {text}");
    }
    if !call.is_none("end_value") {
        let bound = match call.number("decay_rate") {
            Some(rate) if rate < Ratio::from_integer(1) => "max",
            Some(_) => "min",
            None => {
                let why = "whether `end_value` is a floor or a ceiling depends on `decay_rate`, which is not known";
                return Err(Reason::of("decay_rate", why));
            }
        };
        text = format!("{bound}({text}, end_value)");
    }
    call.tree(&text)
}

/// Lengths and ratios: a dictionary, or a list of pairs.
fn pairs(call: &Call) -> Result<Vec<(Expr, Expr)>, Reason> {
    const NAME: &str = "boundaries_and_scales";
    let unknown = || Reason::of(NAME, format!("`{NAME}` is not known"));
    let mut pairs = Vec::new();
    match call.get(NAME) {
        Argument::None => {}
        Argument::Pairs(given) => {
            for (at, scale) in given {
                pairs.push((expression(NAME, at)?, expression(NAME, scale)?));
            }
        }
        Argument::List(items) => {
            for item in items {
                let Argument::List(pair) = item else { return Err(unknown()) };
                let [at, scale] = pair.as_slice() else { return Err(unknown()) };
                pairs.push((expression(NAME, at)?, expression(NAME, scale)?));
            }
        }
        _ => return Err(unknown()),
    }
    // Boundaries that are numbers come in any order.
    if pairs.iter().all(|(at, _)| literal(at).is_some()) {
        pairs.sort_by_key(|(at, _)| literal(at));
    }
    Ok(pairs)
}

fn piecewise(call: &Call, interpolate: Option<&str>) -> Result<Translation, Reason> {
    let pairs = pairs(call)?;
    if pairs.is_empty() {
        return Ok(call.lehr("hold(init_value)")?.written());
    }
    let mut value = call.value("init_value")?;
    let mut values = vec![value.clone()];
    let mut boundaries = Vec::new();
    for (at, scale) in pairs {
        value = product(vec![value, scale]);
        values.push(value.clone());
        boundaries.push(at);
    }
    let call = call.with("boundaries", list(boundaries)).with("values", list(values));
    let more = interpolate.map(|kind| format!(", interpolate={kind}")).unwrap_or_default();
    Ok(call.lehr(&format!("piecewise(boundaries, values{more})"))?.written())
}

/// A share of the steps, truncated: in doubles, as optax computes it.
fn truncated(call: &Call, share: &str) -> Result<Expr, Reason> {
    match (call.number(share), call.number("transition_steps")) {
        (Some(share), Some(steps)) => {
            let product = Number::exactly(share).value() * Number::exactly(steps).value();
            Number::inexact(product.trunc())
                .ratio()
                .map(number)
                .ok_or_else(|| Reason::new("the number of steps is too large"))
        }
        _ => call.tree(&format!("floor({share} * transition_steps)")),
    }
}

fn linear_one_cycle(call: &Call) -> Result<Translation, Reason> {
    let call = call.with("up", truncated(call, "pct_start")?).with("down", truncated(call, "pct_final")?);
    if same(&call.value("down")?, &call.value("up")?) {
        return Ok(call
            .lehr(
                "linear(up, from=peak_value / div_factor, to=peak_value / (div_factor * div_factor)) \
                 then linear(transition_steps - up, to=peak_value / (div_factor * div_factor * final_div_factor))",
            )?
            .written()
            .noting("where pct_start and pct_final fall on one step, the peak is lost"));
    }
    Ok(call
        .lehr(
            "linear(up, from=peak_value / div_factor, to=peak_value) then linear(down - up, to=peak_value / div_factor) \
             then linear(transition_steps - down, to=peak_value / (div_factor * final_div_factor))",
        )?
        .written())
}

fn sgdr(call: &Call) -> Result<Translation, Reason> {
    const NAME: &str = "cosine_kwargs";
    let mut parts = Vec::new();
    for cycle in call.items(NAME)? {
        let Argument::Pairs(pairs) = cycle else {
            return Err(Reason::of(NAME, format!("not every part of `{NAME}` is known")));
        };
        let mut arguments = Arguments::default();
        for (name, value) in pairs {
            if let Argument::Word(name) = name {
                arguments.by_name.push((name.clone(), value.clone()));
            }
        }
        let part = LIBRARY.translate("warmup_cosine_decay_schedule", &arguments)?;
        parts.push(part.lr()?.clone());
    }
    if parts.is_empty() {
        return Err(Reason::of(NAME, "there is no cycle"));
    }
    Ok(call.driving(then(parts)).written())
}

fn join(call: &Call) -> Result<Translation, Reason> {
    let parts = call.schedules("schedules")?;
    let boundaries: Vec<Expr> = call
        .items("boundaries")?
        .iter()
        .map(|boundary| expression("boundaries", boundary))
        .collect::<Result<_, _>>()?;
    if parts.is_empty() || boundaries.len() + 1 != parts.len() {
        return Err(Reason::of("boundaries", "there has to be one boundary less than there are schedules"));
    }
    let mut chain = Vec::new();
    for (index, part) in parts.iter().enumerate() {
        let schedule = part.lr()?.clone();
        let from = index.checked_sub(1).map(|before| boundaries[before].clone());
        chain.push(match (boundaries.get(index), from) {
            (Some(until), Some(from)) => cut(schedule, &difference(until.clone(), from)),
            (Some(until), None) => cut(schedule, until),
            (None, _) => schedule,
        });
    }
    Ok(call.driving(then(chain)).written())
}

fn plateau(call: &Call) -> Result<Translation, Reason> {
    if !call.is("accumulation_size", 1) {
        return Err(Reason::of("accumulation_size", "a metric that is averaged over calls has no counterpart"));
    }
    let threshold = match (call.is("rtol", 0), call.is("atol", 0)) {
        (_, true) => "threshold=rtol",
        (true, false) => "threshold=atol, threshold_mode=abs",
        (false, false) => return Err(Reason::of("atol", "only one of `rtol` and `atol` can be said")),
    };
    call.lehr(&format!(
        "plateau(factor, max(patience - 1, 0), {threshold}, cooldown=cooldown, min=min_scale * 1x, eps=0)"
    ))
}
