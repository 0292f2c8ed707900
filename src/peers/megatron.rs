//! Megatron: `megatron.core.optimizer_param_scheduler.OptimizerParamScheduler`.

use super::function::{
    Call, Counts, Function, Library, OPTIMIZER, REST, Reason, Translation, length, makes, rate, word,
};
use super::tree::{literal, then};
use crate::syntax::ast::Expr;
use crate::units::Ratio;

pub(super) const LIBRARY: Library = Library {
    name: "megatron",
    title: "Megatron-LM",
    module: "megatron.core.optimizer_param_scheduler",
    version: "0.16.1",
    counts: Counts::Given,
    functions: FUNCTIONS,
};

const FUNCTIONS: &[Function] = &[makes(
    "OptimizerParamScheduler",
    &[
        OPTIMIZER,
        rate("init_lr"),
        rate("max_lr"),
        rate("min_lr"),
        length("lr_warmup_steps"),
        length("lr_decay_steps"),
        word("lr_decay_style", &["constant", "linear", "cosine", "inverse-square-root", "WSD"]),
        rate("start_wd").or("None"),
        rate("end_wd").or("None"),
        length("wd_incr_steps").or("None"),
        word("wd_incr_style", &["constant", "linear", "cosine"]).or("None"),
        length("wsd_decay_steps").or("None"),
        word("lr_wsd_decay_style", &["linear", "cosine", "exponential", "minus_sqrt"]).or("None"),
        REST,
    ],
    scheduler,
)
.note("lr_decay_steps includes the warmup; the weight decay is a track of its own")
.shown(&[
    "OptimizerParamScheduler(init_lr=0, max_lr=max_lr, min_lr=min_lr, lr_warmup_steps=W, lr_decay_steps=T, \
     lr_decay_style=cosine)",
    "OptimizerParamScheduler(init_lr=0, max_lr=max_lr, min_lr=min_lr, lr_warmup_steps=W, lr_decay_steps=T, \
     lr_decay_style=inverse-square-root)",
    "OptimizerParamScheduler(init_lr=0, max_lr=max_lr, min_lr=min_lr, lr_warmup_steps=W, lr_decay_steps=T, \
     lr_decay_style=WSD, wsd_decay_steps=D, lr_wsd_decay_style=minus_sqrt)",
    "OptimizerParamScheduler(init_lr=0, max_lr=max_lr, min_lr=min_lr, lr_warmup_steps=W, lr_decay_steps=T, \
     lr_decay_style=WSD, wsd_decay_steps=D, lr_wsd_decay_style=exponential)",
])];

fn scheduler(call: &Call) -> Result<Translation, Reason> {
    let mut parts = Vec::new();
    let open = if call.is("lr_warmup_steps", 0) {
        ", from=max_lr"
    } else {
        parts.push(call.tree("warmup(lr_warmup_steps, from=init_lr, to=max_lr)")?);
        ""
    };
    parts.push(decay(call, open)?);
    let translation = call.driving(then(parts)).written();
    if call.is_none("wd_incr_style") || call.is_none("end_wd") {
        return Ok(translation);
    }
    let decay = match call.word("wd_incr_style")? {
        "linear" => "linear(wd_incr_steps, from=start_wd, to=end_wd)",
        "cosine" => "cosine(wd_incr_steps, from=start_wd, to=end_wd)",
        _ => "hold(end_wd)",
    };
    Ok(translation.and("wd", call.tree(decay)?))
}

/// What comes after the warmup, where `open` says that there is none.
fn decay(call: &Call, open: &str) -> Result<Expr, Reason> {
    let hold = if open.is_empty() { "hold" } else { "hold(max_lr)" };
    match call.word("lr_decay_style")? {
        "constant" => call.tree(hold),
        "linear" => call.tree(&format!("linear(lr_decay_steps - lr_warmup_steps, to=min_lr{open})")),
        "cosine" => call.tree(&format!("cosine(lr_decay_steps - lr_warmup_steps, to=min_lr{open})")),
        "inverse-square-root" if open.is_empty() => call.tree(
            "max(inverse_sqrt(lr_warmup_steps), min_lr) for (lr_decay_steps - lr_warmup_steps + 1) then hold(min_lr)",
        ),
        "inverse-square-root" => Err(Reason::of("lr_warmup_steps", "without a warmup it divides by 0")),
        _ => {
            let stable = call.tree("lr_decay_steps - wsd_decay_steps - lr_warmup_steps")?;
            let held = literal(&stable) == Some(Ratio::from_integer(0));
            let call = call.with("stable", stable);
            let hold = if held { String::new() } else { format!("{hold} for stable then ") };
            let open = if held { open } else { "" };
            let down = match call.word("lr_wsd_decay_style")? {
                "linear" => format!("linear(wsd_decay_steps, to=min_lr{open})"),
                "cosine" => format!("cosine(wsd_decay_steps, to=min_lr{open})"),
                "exponential" => format!("shifted_exp(wsd_decay_steps, to=min_lr{open})"),
                _ => format!("one_minus_sqrt(wsd_decay_steps, to=min_lr{open})"),
            };
            call.tree(&format!("{hold}{down}"))
        }
    }
}
