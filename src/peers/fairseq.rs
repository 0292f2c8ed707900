//! fairseq: `--lr-scheduler`, by name, with the options in their Python spelling.

use super::call::expression;
use super::function::{
    Call, Counts, Function, Library, Parameter, REST, Reason, Translation, flag, length, makes, rate, rates, ratio,
};
use super::tree::{literal, read};
use crate::syntax::ast::Expr;
use crate::units::{Number, Ratio};

pub(super) const LIBRARY: Library = Library {
    name: "fairseq",
    title: "fairseq",
    module: "fairseq.optim.lr_scheduler",
    version: "0.12.2",
    counts: Counts::Updates,
    functions: FUNCTIONS,
};

const LR: Parameter = rate("lr");
const W: Parameter = length("warmup_updates").or("0");
const INIT: Parameter = rate("warmup_init_lr").or("-1");
const MIN: Parameter = rate("min_lr").or("0.0");
const MAX_UPDATE: Parameter = length("max_update").or("0");

const FUNCTIONS: &[Function] = &[
    makes(
        "cosine",
        &[
            LR,
            W,
            INIT,
            MIN,
            ratio("t_mult").or("1"),
            length("lr_period_updates").or("-1"),
            ratio("lr_shrink").or("0.1"),
            MAX_UPDATE,
            REST,
        ],
        cosine,
    )
    .note("restarts at a tenth of the peak where its period ends, and the floor shrinks with the peak")
    .shown(&[
        "cosine(lr, warmup_updates=W, max_update=T)",
        "cosine(lr, lr_period_updates=period, t_mult=t_mult, lr_shrink=lr_shrink, min_lr=min_lr)",
    ]),
    makes("inverse_sqrt", &[LR, W.or("4000"), INIT, REST], |call| {
        if call.is("warmup_updates", 0) {
            return Err(Reason::of("warmup_updates", "without a warmup it divides by 0"));
        }
        let init = if call.is("warmup_init_lr", -1) { "0" } else { "warmup_init_lr" };
        let line = format!("warmup(warmup_updates, from={init}) then inverse_sqrt(warmup_updates)");
        Ok(call.lehr(&line)?.around(call.value("lr")?))
    })
    .shown(&["inverse_sqrt(lr, warmup_updates=W)"]),
    makes(
        "polynomial_decay",
        &[
            LR,
            W,
            length("force_anneal").or("None"),
            rate("end_learning_rate").or("0.0"),
            ratio("power").or("1.0"),
            length("total_num_update"),
            REST,
        ],
        |call| {
            if !call.is_none("force_anneal") {
                let why = "from that epoch on each epoch starts from the rate that the last one ended with";
                return Err(Reason::of("force_anneal", why));
            }
            let line = "warmup(warmup_updates) \
                        then poly(total_num_update - warmup_updates, power=power, to=end_learning_rate)";
            Ok(call.lehr(line)?.around(call.value("lr")?))
        },
    )
    .note("total_num_update includes the warmup")
    .shown(&["polynomial_decay(lr, warmup_updates=W, total_num_update=T, power=power)"]),
    makes(
        "step",
        &[LR, W, INIT, MIN, length("lr_deacy_period").or("25000"), ratio("lr_decay").or("0.5"), REST],
        |call| {
            let line = "warmup(warmup_updates, from=min_lr) then max(step(lr_deacy_period, lr_decay), min_lr)";
            Ok(call.lehr(line)?.around(call.value("lr")?))
        },
    )
    .note("the warmup starts at min_lr, which is also the floor")
    .shown(&["step(lr, warmup_updates=W, min_lr=min_lr, lr_deacy_period=period, lr_decay=lr_decay)"]),
    makes(
        "tri_stage",
        &[
            LR,
            length("warmup_steps").or("0"),
            length("hold_steps").or("0"),
            length("decay_steps").or("0"),
            rates("phase_ratio").or("None"),
            ratio("init_lr_scale").or("0.01"),
            ratio("final_lr_scale").or("0.01"),
            MAX_UPDATE,
            REST,
        ],
        tri_stage,
    )
    .note("phase_ratio are shares of max_update, each cut to whole updates")
    .shown(&[
        "tri_stage(lr, warmup_steps=W, hold_steps=H, decay_steps=D)",
        "tri_stage(lr, phase_ratio=[W, H, D], max_update=T)",
    ]),
    makes(
        "triangular",
        &[
            LR,
            rate("max_lr"),
            length("lr_period_updates").or("5000"),
            ratio("lr_shrink").or("0.1"),
            flag("shrink_min").or("False"),
            REST,
        ],
        triangular,
    )
    .note("without shrink_min the floor stays, and a cycle whose peak is below it is upside down")
    .shown(&[
        "triangular(lr, max_lr, lr_period_updates=period, lr_shrink=lr_shrink, shrink_min=True)",
        "triangular(lr, max_lr, lr_period_updates=period, lr_shrink=lr_shrink)",
    ]),
];

fn cosine(call: &Call) -> Result<Translation, Reason> {
    let given = !matches!(call.number("lr_period_updates"), Some(period) if period <= Ratio::from_integer(0));
    let period = if given { "lr_period_updates" } else { "max_update - warmup_updates" };
    let init = if call.is("warmup_init_lr", -1) { "min_lr" } else { "warmup_init_lr" };
    let line = format!(
        "warmup(warmup_updates, from={init}) \
         then cosine({period}, to=min_lr / lr * 1x) repeat(stretch=t_mult, decay=lr_shrink)"
    );
    Ok(call.lehr(&line)?.around(call.value("lr")?))
}

fn tri_stage(call: &Call) -> Result<Translation, Reason> {
    let line = "tri_stage(W, H, D, init=init_lr_scale * 1x, to=final_lr_scale * 1x)";
    let call = phases(call)?;
    if call.value("D").ok().as_ref().and_then(literal) == Some(Ratio::from_integer(0)) {
        return Err(Reason::of("decay_steps", "without a decay it divides by 0"));
    }
    Ok(call.lehr(line)?.around(call.value("lr")?))
}

/// With W, H and D for the lengths of the three stages.
fn phases(call: &Call) -> Result<Call, Reason> {
    const RATIOS: &str = "phase_ratio";
    if call.is_none(RATIOS) {
        let length = |name: &str| call.value(name);
        let lengths = [length("warmup_steps")?, length("hold_steps")?, length("decay_steps")?];
        return Ok(named(call, lengths));
    }
    if call.is("max_update", 0) {
        return Err(Reason::of("max_update", "`phase_ratio` are shares of `max_update`, which is not given"));
    }
    let ratios: Vec<Expr> =
        call.items(RATIOS)?.iter().map(|ratio| expression(RATIOS, ratio)).collect::<Result<_, _>>()?;
    let Ok(ratios) = <[Expr; 3]>::try_from(ratios) else {
        return Err(Reason::of(RATIOS, "`phase_ratio` are three numbers"));
    };
    let double = |expr: &Expr| literal(expr).map(|number| Number::exactly(number).value());
    let known: Option<Vec<f64>> = ratios.iter().map(double).collect();
    #[expect(clippy::float_cmp, reason = "fairseq compares the same sum with 1")]
    if known.is_some_and(|known| known.iter().sum::<f64>() != 1.0) {
        return Err(Reason::of(RATIOS, "the shares have to add up to 1, to the last digit of their sum in doubles"));
    }
    let most = call.value("max_update")?;
    // The product is cut as a double: 0.29 of 100 are 28 updates.
    let whole = |ratio: Expr| match (double(&ratio), double(&most)) {
        (Some(ratio), Some(most)) => {
            read(&(ratio * most).floor().to_string()).ok_or_else(|| Reason::of(RATIOS, "the shares are too large"))
        }
        _ => call.with("ratio", ratio).tree("floor(ratio * max_update)"),
    };
    let [warmup, hold, decay] = ratios;
    Ok(named(call, [whole(warmup)?, whole(hold)?, whole(decay)?]))
}

fn named(call: &Call, [warmup, hold, decay]: [Expr; 3]) -> Call {
    call.with("W", warmup).with("H", hold).with("D", decay)
}

fn triangular(call: &Call) -> Result<Translation, Reason> {
    let call =
        call.with("half", call.tree("floor(lr_period_updates / 2)")?).with("low", call.tree("lr / max_lr * 1x")?);
    let whole = call.flag("shrink_min")?
        || call.is("lr_shrink", 1)
        || call.value("lr").ok().as_ref().and_then(literal) == Some(Ratio::from_integer(0));
    let line = if whole {
        "max_lr * ((linear(half, from=low, to=1x) then linear(half, to=low)) repeat(decay=lr_shrink))"
    } else {
        "lr * ((linear(half, from=1x, to=0) then linear(half, to=1x)) repeat) \
             + max_lr * ((linear(half, from=0, to=1x) then linear(half, to=0)) repeat(decay=lr_shrink))"
    };
    Ok(call.lehr(line)?.written())
}
