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
use crate::diagnostic::{Code, Diagnostic};
pub use page::{explain, reference};
pub use rule::Rule;
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

/// What the rules find in a schedule of a script. Places are those of its text.
pub(super) fn findings(script: &Script, schedule: &Schedule) -> Vec<Diagnostic> {
    let subject = Subject { script, schedule };
    let mut found = Vec::new();
    for rule in RULES {
        (rule.check)(&subject, &mut found);
    }
    found
}

/// Whether a finding says why the curve is what it is, so that nothing more is to be said of the curve.
pub(super) fn explains_the_curve(code: Code) -> bool {
    says_of_lengths(code)
        || [
            Code::ZeroThroughout,
            Code::DefaultBites,
            Code::MetricUnused,
            Code::MetricMissing,
            Code::MilestonesNotWhole,
            Code::NeverStepped,
            Code::OtherOptimizer,
            Code::PlateauMode,
            Code::SchedulerOverwritten,
            Code::SchedulerRebuilt,
        ]
        .contains(&code)
}

/// Whether a finding says already what is wrong with a length.
fn says_of_lengths(code: Code) -> bool {
    [
        Code::WrongQuantity,
        Code::FloatHorizon,
        Code::BatchesSteppedByEpoch,
        Code::EpochsSteppedByBatch,
        Code::AccumulationIgnored,
        Code::OnecyclePastEnd,
        Code::HorizonNotTheLoops,
        Code::LightningInterval,
    ]
    .contains(&code)
}
