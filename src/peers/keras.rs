//! Keras: `keras.optimizers.schedules`, and `callbacks.ReduceLROnPlateau`.

use super::call::expression;
use super::function::{
    Argument, Call, Counts, Function, Library, Parameter, Reason, Translation, count, flag, ignored, length, lengths,
    makes, rate, rates, ratio, word,
};
use super::translation::list;
use crate::syntax::ast::Expr;

pub(super) const LIBRARY: Library = Library {
    name: "keras",
    title: "Keras",
    module: "keras.optimizers.schedules",
    version: "3.15.1",
    counts: Counts::Updates,
    functions: FUNCTIONS,
};

const INIT: Parameter = rate("initial_learning_rate");
const N: Parameter = length("decay_steps");
const NAME: Parameter = ignored("name").or("None");
const STAIRCASE: Parameter = flag("staircase").or("False");

const FUNCTIONS: &[Function] = &[
    makes("ExponentialDecay", &[INIT, N, ratio("decay_rate"), STAIRCASE, NAME], |call| {
        Ok(if call.flag("staircase")? { call.lehr("step(decay_steps, decay_rate, from=initial_learning_rate)")? } else { call.lehr("exponential(decay_steps, gamma=decay_rate, from=initial_learning_rate)")? }
        .written())
    })
    .shown(&[
        "ExponentialDecay(initial_learning_rate, decay_steps, decay_rate)",
        "ExponentialDecay(initial_learning_rate, decay_steps, decay_rate, staircase=True)",
    ]),
    makes("InverseTimeDecay", &[INIT, N, ratio("decay_rate"), STAIRCASE, NAME], |call| {
        let stairs = if call.flag("staircase")? { " every decay_steps" } else { "" };
        Ok(call.lehr(&format!("inverse_time(decay_steps, decay_rate, from=initial_learning_rate){stairs}"))?.written())
    })
    .shown(&[
        "InverseTimeDecay(initial_learning_rate, decay_steps, decay_rate)",
        "InverseTimeDecay(initial_learning_rate, decay_steps, decay_rate, staircase=True)",
    ]),
    makes("PiecewiseConstantDecay", &[lengths("boundaries"), rates("values"), NAME], |call| {
        let later = |at: &Argument| call.with("at", expression("boundaries", at)?).tree("at + 1");
        let boundaries: Vec<Expr> = call.items("boundaries")?.iter().map(later).collect::<Result<_, Reason>>()?;
        Ok(call.with("after", list(boundaries)).lehr("piecewise(after, values)")?.written())
    })
    .note("a boundary belongs to what is before it: drops one tick later than elsewhere")
    .shown(&["PiecewiseConstantDecay([30, 60], values)"]),
    makes(
        "PolynomialDecay",
        &[
            INIT,
            N,
            rate("end_learning_rate").or("0.0001"),
            ratio("power").or("1.0"),
            flag("cycle").or("False"),
            NAME,
        ],
        polynomial,
    )
    .note("with cycle, saw-teeth of 1/k")
    .shown(&[
        "PolynomialDecay(initial_learning_rate, decay_steps, end_learning_rate, power)",
        "PolynomialDecay(initial_learning_rate, decay_steps, end_learning_rate, power, cycle=True)",
    ]),
    makes(
        "CosineDecay",
        &[INIT, N, ratio("alpha").or("0.0"), NAME, rate("warmup_target").or("None"), length("warmup_steps").or("0")],
        |call| {
            Ok(if call.is_none("warmup_target") { call.lehr("cosine(decay_steps, from=initial_learning_rate, to=alpha * initial_learning_rate)")? } else { call.lehr(
                    "warmup(warmup_steps, from=initial_learning_rate, to=warmup_target) \
                     then cosine(decay_steps, to=alpha * warmup_target)",
                )? }
            .written())
        },
    )
    .note("decay_steps excludes the warmup, and without a warmup_target warmup_steps is ignored")
    .shown(&[
        "CosineDecay(initial_learning_rate, decay_steps, alpha)",
        "CosineDecay(initial_learning_rate, decay_steps, alpha, warmup_target=warmup_target, warmup_steps=warmup_steps)",
    ]),
    makes(
        "CosineDecayRestarts",
        &[
            INIT,
            length("first_decay_steps"),
            ratio("t_mul").or("2.0"),
            ratio("m_mul").or("1.0"),
            ratio("alpha").or("0.0"),
            NAME,
        ],
        |call| {
            let call = call
                .with("floor", call.tree("initial_learning_rate * alpha")?)
                .with("height", call.tree("initial_learning_rate * (1 - alpha)")?);
            let cycles = "height * (cosine(first_decay_steps) repeat(stretch=t_mul, decay=m_mul))";
            Ok(if call.is("alpha", 0) { call.lehr(cycles)? } else { call.lehr(&format!("floor + {cycles}"))? }
            .written())
        },
    )
    .note("the floor is the same in every cycle")
    .shown(&[
        "CosineDecayRestarts(initial_learning_rate, first_decay_steps, t_mul, m_mul)",
        "CosineDecayRestarts(initial_learning_rate, first_decay_steps, t_mul, m_mul, alpha)",
    ]),
    makes(
        "ReduceLROnPlateau",
        &[
            word("monitor", &[]).or("val_loss"),
            ratio("factor").or("0.1"),
            count("patience").or("10"),
            ignored("verbose").or("0"),
            word("mode", &["auto", "min", "max"]).or("auto"),
            ratio("min_delta").or("0.0001"),
            count("cooldown").or("0"),
            rate("min_lr").or("0.0"),
        ],
        plateau,
    )
    .counts(Counts::Measurements)
    .note("patience p is PyTorch's p - 1, cooldown c its max(c - 1, 0), and min_delta is absolute")
    .shown(&["ReduceLROnPlateau(monitor=val_loss, factor=factor, patience=patience)"]),
];

fn polynomial(call: &Call) -> Result<Translation, Reason> {
    if !call.flag("cycle")? {
        let line = "poly(decay_steps, power=power, from=initial_learning_rate, to=end_learning_rate)";
        return Ok(call.lehr(line)?.written());
    }
    let call = call.with("height", call.tree("initial_learning_rate - end_learning_rate")?);
    let teeth = "height * factor(t -> (1 - t / (decay_steps * max(1, ceil(t / decay_steps)))) ^ power)";
    Ok(if call.is("end_learning_rate", 0) {
        call.lehr(teeth)?
    } else {
        call.lehr(&format!("end_learning_rate + {teeth}"))?
    }
    .written())
}

fn plateau(call: &Call) -> Result<Translation, Reason> {
    let accuracy = call.word("monitor")?.contains("acc");
    let mode = match call.word("mode")? {
        "max" => "max",
        "auto" if accuracy => "max",
        _ => "min",
    };
    call.lehr(&format!(
        "plateau(factor, max(patience - 1, 0), metric=monitor, mode={mode}, threshold=min_delta, threshold_mode=abs, \
         cooldown=max(cooldown - 1, 0), min=min_lr, eps=0)"
    ))
}
