//! What need not be said once a finding has said it.

use crate::diagnostic::Code;

/// Whether a finding says why the curve is what it is, so that nothing more is to be said of the curve.
pub(in crate::scripts) fn explains_the_curve(code: Code) -> bool {
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
pub(super) fn says_of_lengths(code: Code) -> bool {
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

/// Whether a finding on the curve is about what is left of it, or of the run, when one of them ends.
pub(in crate::scripts) fn compares_with_the_run(code: Code) -> bool {
    [
        Code::ClimbsBack,
        Code::EndsBeforeRun,
        Code::CutByRun,
        Code::RestartCut,
        Code::MilestonePastEnd,
        Code::DecayNeverHappens,
        Code::EndsHigh,
        Code::SegmentNeverRuns,
    ]
    .contains(&code)
}
