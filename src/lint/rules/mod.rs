//! The rules, one file each.

mod climbs_back;
mod decay_never_happens;
mod decay_vanishes;
mod duplicate_milestone;
mod ends_before_run;
mod floor_above_start;
mod gamma_above_one;
mod gamma_one;
mod groups_differ;
mod milestone_past_end;
mod momentum_range;
mod not_a_rate;
mod peak_missed;
mod plateau_cannot_act;
mod plateau_mode;
mod restart_cut;
mod seam_jump;
mod warmup_too_long;
mod zero_first_epoch;
mod zero_rate;

use super::Rule;

/// Every rule, in the order of the codes.
pub(super) const RULES: &[Rule] = &[
    ends_before_run::RULE,
    climbs_back::RULE,
    restart_cut::RULE,
    seam_jump::RULE,
    zero_first_epoch::RULE,
    zero_rate::RULE,
    peak_missed::RULE,
    milestone_past_end::RULE,
    duplicate_milestone::RULE,
    decay_never_happens::RULE,
    gamma_one::RULE,
    gamma_above_one::RULE,
    decay_vanishes::RULE,
    warmup_too_long::RULE,
    plateau_cannot_act::RULE,
    plateau_mode::RULE,
    not_a_rate::RULE,
    floor_above_start::RULE,
    momentum_range::RULE,
    groups_differ::RULE,
];
