//! `DeepSpeed`: `deepspeed.runtime.lr_schedules`.

use super::function::{
    Call, Counts, Function, Library, OPTIMIZER, Parameter, REST, Reason, Translation, count, flag, length, makes, rate,
    ratio, word,
};

pub(super) const LIBRARY: Library = Library {
    name: "deepspeed",
    title: "DeepSpeed",
    module: "deepspeed.runtime.lr_schedules",
    version: "0.19.8",
    counts: Counts::Calls,
    functions: FUNCTIONS,
};

const MIN: Parameter = rate("warmup_min_lr").or("0.0");
const W: Parameter = length("warmup_num_steps").or("1000");
const KIND: Parameter = word("warmup_type", &["log", "linear"]).or("log");
const LATE: &str = "ticks 0 and 1 both have the first value: every curve is one tick late";

const FUNCTIONS: &[Function] = &[
    makes("WarmupLR", &[OPTIMIZER, MIN, rate("warmup_max_lr").or("None"), W, KIND, REST], |call| {
        warmed(call, "hold")
    })
    .note(LATE)
    .shown(&[
        "WarmupLR(warmup_min_lr=low, warmup_max_lr=high, warmup_num_steps=W)",
        "WarmupLR(warmup_min_lr=low, warmup_max_lr=high, warmup_num_steps=W, warmup_type=linear)",
    ]),
    makes(
        "WarmupDecayLR",
        &[OPTIMIZER, length("total_num_steps"), MIN, rate("warmup_max_lr").or("0.001"), W, KIND, REST],
        |call| {
            let down = "linear(total_num_steps - warmup_num_steps, to=warmup_min_lr)";
            let hold = if call.word("warmup_type")? == "log" { "hold for 1 then " } else { "" };
            warmed(call, &format!("{hold}{down}"))
        },
    )
    .note("one tick late; ends at warmup_min_lr, and peaks at 0.001 unless warmup_max_lr is given")
    .shown(&[
        "WarmupDecayLR(total_num_steps=T, warmup_min_lr=low, warmup_max_lr=high, warmup_num_steps=W)",
        "WarmupDecayLR(total_num_steps=T, warmup_min_lr=low, warmup_max_lr=high, warmup_num_steps=W, \
         warmup_type=linear)",
    ]),
    makes(
        "WarmupCosineLR",
        &[
            OPTIMIZER,
            length("total_num_steps"),
            ratio("warmup_min_ratio").or("0.0"),
            W,
            ratio("cos_min_ratio").or("0.0001"),
            KIND,
            REST,
        ],
        |call| {
            let up = match call.word("warmup_type")? {
                "log" => {
                    "warmup(warmup_num_steps - 1, from=warmup_min_ratio * 1x, to=1x, shape=log) then hold for 1"
                }
                _ => "warmup(warmup_num_steps, from=warmup_min_ratio * 1x) for warmup_num_steps",
            };
            call.lehr(&format!(
                "hold(0) for 1 then {up} \
                 then (cosine(total_num_steps - warmup_num_steps, from=1x, to=cos_min_ratio * 1x) skip 1)"
            ))
        },
    )
    .note("one tick late, and the cosine starts at its tick 1: the peak of a linear warmup is never used")
    .shown(&[
        "WarmupCosineLR(total_num_steps=T, warmup_num_steps=W)",
        "WarmupCosineLR(total_num_steps=T, warmup_num_steps=W, warmup_type=linear)",
    ]),
    makes(
        "OneCycle",
        &[
            OPTIMIZER,
            rate("cycle_min_lr"),
            rate("cycle_max_lr"),
            ratio("decay_lr_rate").or("0.0"),
            length("cycle_first_step_size").or("2000"),
            length("cycle_second_step_size").or("None"),
            count("cycle_first_stair_count").or("0"),
            count("cycle_second_stair_count").or("None"),
            length("decay_step_size").or("0"),
            flag("cycle_momentum").or("True"),
            rate("cycle_min_mom").or("0.8"),
            rate("cycle_max_mom").or("0.9"),
            ratio("decay_mom_rate").or("0.0"),
            REST,
        ],
        one_cycle,
    )
    .note(
        "not late; the momentum moves the other way, with its least value in the first tick, where the optimizer has \
         betas, of which it sets the second to 0.99",
    )
    .shown(&[
        "OneCycle(cycle_min_lr=low, cycle_max_lr=high, cycle_first_step_size=up)",
        "OneCycle(cycle_min_lr=low, cycle_max_lr=high, cycle_first_step_size=up, decay_step_size=D, decay_lr_rate=rate)",
    ]),
    makes(
        "LRRangeTest",
        &[
            OPTIMIZER,
            rate("lr_range_test_min_lr").or("1e-3"),
            length("lr_range_test_step_size").or("2000"),
            ratio("lr_range_test_step_rate").or("1.0"),
            flag("lr_range_test_staircase").or("False"),
            REST,
        ],
        |call| {
            let count = if call.flag("lr_range_test_staircase")? { "floor(t / lr_range_test_step_size)" } else { "t / lr_range_test_step_size" };
            let line = format!("lr_range_test_min_lr * factor(t -> 1 + lr_range_test_step_rate * ({count}))");
            Ok(call.lehr(&line)?.written())
        },
    )
    .shown(&["LRRangeTest(lr_range_test_min_lr=low, lr_range_test_step_size=size, lr_range_test_step_rate=rate)"]),
];

/// A warmup, one tick late, and what comes after it.
fn warmed(call: &Call, after: &str) -> Result<Translation, Reason> {
    let high = if call.is_none("warmup_max_lr") { "1x" } else { "warmup_max_lr" };
    let up = match call.word("warmup_type")? {
        "log" => format!("warmup(warmup_num_steps - 1, to={high}, shape=log)"),
        _ => format!("warmup(warmup_num_steps, to={high})"),
    };
    let translation = call.lehr(&format!("hold(warmup_min_lr) for 1 then {up} then {after}"))?;
    Ok(if high == "1x" { translation } else { translation.written() })
}

fn one_cycle(call: &Call) -> Result<Translation, Reason> {
    if !call.is("cycle_first_stair_count", 0) || !call.is_none("cycle_second_stair_count") {
        return Err(Reason::of("cycle_first_stair_count", "a cycle in stairs has no counterpart"));
    }
    let second =
        if call.is_none("cycle_second_step_size") { "cycle_first_step_size" } else { "cycle_second_step_size" };
    let call = call.with("second", call.tree(second)?);
    let decays = |rate: &str| !call.is(rate, 0) && !call.is("decay_step_size", 0);
    let decay = if decays("decay_lr_rate") { " then inverse_time(decay_step_size, decay_lr_rate)" } else { "" };
    let translation = call
        .lehr(&format!(
            "linear(cycle_first_step_size, from=cycle_min_lr, to=cycle_max_lr) \
             then linear(second, to=cycle_min_lr){decay}"
        ))?
        .written();
    if !call.flag("cycle_momentum")? {
        return Ok(translation);
    }
    let growth = " then factor(t -> 1 + decay_mom_rate * t / decay_step_size)";
    let growth = if decays("decay_mom_rate") { growth } else { "" };
    let momentum = call.tree(&format!(
        "hold(cycle_min_mom) for 1 \
         then (linear(cycle_first_step_size, from=cycle_max_mom, to=cycle_min_mom) \
         then linear(second, to=cycle_max_mom){growth}) skip 1"
    ))?;
    Ok(translation.and("momentum", momentum))
}
