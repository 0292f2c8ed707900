//! The findings that only a script can have: what its calls and loops say, and no curve shows. A file a rule.

mod accumulation_ignored;
mod batches_stepped_by_epoch;
mod default_bites;
mod epochs_stepped_by_batch;
mod float_horizon;
mod horizon_not_the_loops;
mod horizon_open;
mod length;
mod lightning;
mod lightning_interval;
mod metric_missing;
mod metric_unused;
mod milestones_not_whole;
mod never_stepped;
mod onecycle_past_end;
mod other_optimizer;
mod page;
mod plateau_mode;
mod plateau_without_monitor;
mod processes_uncounted;
mod rule;
mod said;
mod scheduler_before_optimizer;
mod scheduler_overwritten;
mod scheduler_rebuilt;
mod step_takes_epoch;
mod subject;
mod two_schedulers;
mod uses;
mod words;
mod wrong_quantity;
mod zero_throughout;

use super::{Schedule, Script};
use crate::diagnostic::Diagnostic;
pub use page::{explain, reference};
pub use rule::Rule;
pub(super) use said::{compares_with_the_run, explains_the_curve};
use subject::Subject;

/// Every rule: what says why stands before what only says that.
const RULES: &[Rule] = &[
    wrong_quantity::RULE,
    float_horizon::RULE,
    batches_stepped_by_epoch::RULE,
    epochs_stepped_by_batch::RULE,
    accumulation_ignored::RULE,
    onecycle_past_end::RULE,
    horizon_not_the_loops::RULE,
    lightning_interval::RULE,
    horizon_open::RULE,
    processes_uncounted::RULE,
    milestones_not_whole::RULE,
    default_bites::RULE,
    step_takes_epoch::RULE,
    metric_unused::RULE,
    metric_missing::RULE,
    plateau_without_monitor::RULE,
    plateau_mode::RULE,
    scheduler_before_optimizer::RULE,
    zero_throughout::RULE,
    scheduler_overwritten::RULE,
    scheduler_rebuilt::RULE,
    two_schedulers::RULE,
    other_optimizer::RULE,
    never_stepped::RULE,
];

/// Every rule about scripts.
pub fn rules() -> &'static [Rule] {
    RULES
}

/// Whether the script sets a rate by hand in a loop that steps a schedule: the curve is then not all that happens.
pub(super) fn is_set_by_hand(script: &Script, schedule: &Schedule) -> bool {
    Subject { script, schedule }.is_set_by_hand()
}

/// What the rules find in a schedule of a script. Places are those of its text.
pub(super) fn findings(script: &Script, schedule: &Schedule) -> Vec<Diagnostic> {
    let subject = Subject { script, schedule };
    let mut found = Vec::new();
    for rule in RULES {
        (rule.check)(&subject, &mut found);
    }
    found
}
