//! The rules, one file each.

mod above_base;
mod between_ticks;
mod climbs_back;
mod cut_by_run;
mod decay_inside_warmup;
mod decay_never_happens;
mod decay_vanishes;
mod duplicate_milestone;
mod ends_before_run;
mod ends_high;
mod factor_of_one;
mod floor_above_start;
mod floor_inverts_cycle;
mod gamma_above_one;
mod gamma_one;
mod groups_differ;
mod horizon_given_twice;
mod horizon_not_in_optimizer_steps;
mod milestone_at_start;
mod milestone_in_warmup;
mod milestone_past_end;
mod milestones_after_warmup;
mod momentum_not_mirrored;
mod momentum_range;
mod momentum_untold;
mod not_a_rate;
mod not_called_lr;
mod not_whole;
mod one_is_not_one;
mod partial_epoch;
mod peak_missed;
mod peaks_at_one;
mod period_much_shorter;
mod plateau_cannot_act;
mod plateau_cooldown;
mod plateau_mode;
mod plateau_negative_relative;
mod plateau_no_effect;
mod restart_above;
mod restart_cut;
mod seam_jump;
mod segment_never_runs;
mod shares;
mod staircase_coarse;
mod steer_changes_sign;
mod unsorted_milestones;
mod unused_base;
mod unused_name;
mod varying_batch;
mod warmup_counted_twice;
mod warmup_of_nothing;
mod warmup_too_long;
mod wrong_unit;
mod zero_first_epoch;
mod zero_first_step;
mod zero_rate;

use super::Rule;

/// Every rule, in the order of the codes: what says why stands before what only says that.
pub(super) const RULES: &[Rule] = &[
    unused_base::RULE,
    wrong_unit::RULE,
    warmup_counted_twice::RULE,
    ends_before_run::RULE,
    restart_above::RULE,
    climbs_back::RULE,
    restart_cut::RULE,
    warmup_of_nothing::RULE,
    segment_never_runs::RULE,
    cut_by_run::RULE,
    milestones_after_warmup::RULE,
    milestone_past_end::RULE,
    duplicate_milestone::RULE,
    unsorted_milestones::RULE,
    milestone_at_start::RULE,
    milestone_in_warmup::RULE,
    decay_never_happens::RULE,
    gamma_one::RULE,
    gamma_above_one::RULE,
    decay_vanishes::RULE,
    floor_above_start::RULE,
    floor_inverts_cycle::RULE,
    seam_jump::RULE,
    zero_first_step::RULE,
    zero_first_epoch::RULE,
    zero_rate::RULE,
    peak_missed::RULE,
    not_a_rate::RULE,
    above_base::RULE,
    warmup_too_long::RULE,
    ends_high::RULE,
    peaks_at_one::RULE,
    not_called_lr::RULE,
    factor_of_one::RULE,
    decay_inside_warmup::RULE,
    one_is_not_one::RULE,
    between_ticks::RULE,
    partial_epoch::RULE,
    period_much_shorter::RULE,
    staircase_coarse::RULE,
    not_whole::RULE,
    shares::RULE,
    varying_batch::RULE,
    horizon_not_in_optimizer_steps::RULE,
    horizon_given_twice::RULE,
    plateau_cannot_act::RULE,
    plateau_mode::RULE,
    plateau_negative_relative::RULE,
    plateau_no_effect::RULE,
    plateau_cooldown::RULE,
    steer_changes_sign::RULE,
    momentum_range::RULE,
    momentum_not_mirrored::RULE,
    momentum_untold::RULE,
    groups_differ::RULE,
    unused_name::RULE,
];
