//! The stable identities of all findings.

use super::Severity;

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $name:ident = $severity:ident $slug:literal;)+) => {
        /// The stable identity of a kind of finding.
        ///
        /// ```
        /// use lehr::{Code, Severity};
        ///
        /// assert_eq!(Code::UnknownName.to_string(), "unknown-name");
        /// assert_eq!(Code::find("unknown-name"), Some(Code::UnknownName));
        /// assert_eq!(Code::UnknownName.severity(), Severity::Error);
        /// ```
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Code {
            $($(#[doc = $doc])+ $name,)+
        }

        impl Code {
            /// Every code, in the order of the compiler's stages.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// The code of a kebab-case name.
            pub fn find(slug: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|code| code.slug() == slug)
            }

            /// The kebab-case name that users see and write.
            pub fn slug(self) -> &'static str {
                match self { $(Self::$name => $slug,)+ }
            }

            /// Whether a file with this finding has no meaning, or perhaps another than meant.
            pub fn severity(self) -> Severity {
                match self { $(Self::$name => Severity::$severity,)+ }
            }

            /// Whether only the calls and loops of a training script can have it.
            pub(crate) fn is_about_scripts(self) -> bool {
                (Self::HorizonNotTheLoops..=Self::ProcessesUncounted).contains(&self)
            }

            /// What the finding means, in a sentence or two.
            pub fn explanation(self) -> &'static str {
                match self { $(Self::$name => concat!($($doc),+).trim_ascii(),)+ }
            }
        }
    };
}

impl std::fmt::Display for Code {
    /// The kebab-case name.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.slug())
    }
}

codes! {
    /// The file is not UTF-8 text.
    NotUtf8 = Error "not-utf8";
    /// The file is binary: it holds a NUL byte or another control character.
    Binary = Error "binary-file";
    /// The text is larger than any schedule that a person or a program writes.
    TooLarge = Error "too-large";
    /// The text does not follow the grammar.
    Syntax = Error "syntax";
    /// Brackets, postfix words, names or tracks nest deeper than the language allows.
    Nesting = Error "nesting";
    /// Arithmetic comes right after the operand of a postfix word, where it could belong to either side.
    PostfixArithmetic = Error "postfix-arithmetic";
    /// The file defines no track.
    NoTrack = Error "no-track";
    /// A parameter has no value, and none is set.
    OpenParameter = Error "open-parameter";
    /// A schedule of a script that the language cannot express, or whose arguments are known only when it runs.
    UnsaidSchedule = Note "unsaid-schedule";
    /// An expression without a name in a file that has tracks, or another such expression.
    BareExpression = Error "bare-expression";
    /// A name that belongs to the language is given to something else.
    ReservedName = Error "reserved-name";
    /// A name is defined twice.
    Redefinition = Error "redefinition";
    /// A name that nothing defines.
    UnknownName = Error "unknown-name";
    /// A parameter that is set from outside, and that the file does not have.
    UnknownParam = Error "unknown-param";
    /// A name that needs its own value.
    Recursion = Error "recursion";
    /// Written out, a schedule comes to more parts than the language allows.
    Expansion = Error "expansion";
    /// A number is too large or too fine to be held exactly.
    NumberRange = Error "number-range";
    /// Something is divided by zero.
    DivisionByZero = Error "division-by-zero";
    /// A value of one kind is used where another kind is needed: a number, a duration, a schedule, a list.
    KindMismatch = Error "kind-mismatch";
    /// A call gives too many arguments, too few, or ones that do not exist.
    Arguments = Error "arguments";
    /// An argument is of the right kind and outside of its range.
    ArgumentRange = Error "argument-range";
    /// A length that comes to less than 0.
    NegativeLength = Error "negative-length";
    /// `hold(75%)` or `hold(5 epochs)`: the brackets hold a value, and perhaps a length is meant.
    HoldArgument = Error "hold-argument";
    /// A call in PyTorch's words leaves out a parameter whose default in PyTorch differs from the one here.
    PytorchDefault = Error "pytorch-default";
    /// A curve does not fall from 1 to 0.
    CurveEnds = Warning "curve-ends";
    /// The boundaries of a piecewise schedule are not in order.
    UnsortedBoundaries = Error "unsorted-boundaries";
    /// `lr[…]` or `end` outside of an `expect` statement.
    IndexOutsideExpect = Error "index-outside-expect";
    /// An `expect` statement that neither compares two numbers nor states a shape.
    Expectation = Error "expectation";
    /// A unit equation that does not say how many of another unit one unit is.
    UnitEquation = Error "unit-equation";
    /// A unit of the file's own that it cannot have: its name is too long, or there are too many of them.
    UnitDeclaration = Error "unit-declaration";
    /// A unit whose size changes in a way that has no meaning, or a time that mixes units whose ratio changes.
    VariableUnit = Error "variable-unit";
    /// A unit that the loop reads stands where its readings are not known, or where another unit would have to be counted by
    /// them.
    ReadUnit = Error "read-unit";
    /// Two equations give a unit two sizes.
    ContradictingEquations = Error "contradicting-equations";
    /// Two units are used and no equation leads from one to the other.
    MissingEquation = Error "missing-equation";
    /// The equations do not say which unit is the finest, and so what a tick is.
    UnclearTick = Error "unclear-tick";
    /// The unit of a tick is one that only an equation names.
    TickUnit = Warning "tick-unit";
    /// A length without a unit in a file that names units.
    BareDuration = Warning "bare-duration";
    /// Time in the place of a number, in a file that names units.
    BareTime = Warning "bare-time";
    /// Something needs the length of the run, and there is none.
    MissingRun = Error "missing-run";
    /// A schedule without a length, where no span gives it one.
    MissingLength = Error "missing-length";
    /// Two segments of one span are open.
    TwoOpenSegments = Error "two-open-segments";
    /// The segments of a span are longer than the span, and leave nothing for the open one.
    Overfull = Error "overfull";
    /// A repeat whose cycle has no length.
    EmptyCycle = Error "empty-cycle";
    /// More stretched cycles than can be told apart.
    TooManyCycles = Error "too-many-cycles";
    /// Boundaries at fractions of a tick that have no common denominator of a practical size.
    TimeTooFine = Error "time-too-fine";
    /// A schedule is partly relative and partly absolute, or asks for its base, and none is given.
    MissingBase = Error "missing-base";
    /// A track gives multipliers beside tracks that have a base.
    RelativeWithoutBase = Warning "relative-without-base";
    /// A declared base that nothing refers to.
    UnusedBase = Warning "unused-base";
    /// An event would fire at the end of the run, which is none of its ticks.
    EventAtEnd = Warning "event-at-end";
    /// A number would be the base of a schedule that picks up a value or has a base already.
    NumberAsBase = Error "number-as-base";
    /// A constant times a schedule that is partly absolute.
    ConstantTimesMixed = Error "constant-times-mixed";
    /// A product of two schedules that both have absolute values.
    SquaredRate = Error "squared-rate";
    /// A product after a `then` in which two factors refer to the base.
    TwoBases = Error "two-bases";
    /// A number beside relative values, in a factor.
    NumberInFactor = Error "number-in-factor";
    /// `decay` on a repeat whose values do not scale with it.
    AbsoluteDecay = Error "absolute-decay";
    /// A segment picks up a value that does not scale with the decay around it.
    DecayingPickup = Error "decaying-pickup";
    /// A segment picks up the value of a formula of tracks where that has more than one time.
    FormulaPickup = Error "formula-pickup";
    /// What follows a metric is inside something that does not run tick by tick, or a segment would pick up where its
    /// metric leaves it.
    PlateauPlace = Error "plateau-place";
    /// A length without a unit equals the length of the run in another unit.
    WrongUnit = Warning "wrong-unit";
    /// A decay as long as the run follows a warmup, and the run ends before it does.
    WarmupCountedTwice = Warning "warmup-counted-twice";
    /// The schedule ends long before the run, and the rest trains at the value where it ended.
    EndsBeforeRun = Warning "ends-before-run";
    /// A restart or a later rise goes to a level above all before it.
    RestartAbove = Warning "restart-above-peak";
    /// A decay that turns within the run climbs back to where it came from.
    ClimbsBack = Warning "climbs-back";
    /// The run ends in the middle of a cycle, at a high rate.
    RestartCut = Warning "restart-cut";
    /// A warmup of less than a tick, or one that does not rise.
    WarmupOfNothing = Warning "warmup-of-nothing";
    /// No tick of the run falls into a segment.
    SegmentNeverRuns = Warning "segment-never-runs";
    /// A schedule is longer than the run, and stops before its end.
    CutByRun = Warning "cut-by-run";
    /// Milestones that were counted from the start of the run follow a warmup.
    MilestonesAfterWarmup = Warning "milestones-after-warmup";
    /// A milestone lies past the end of the run, and others before it.
    MilestonePastEnd = Warning "milestone-past-end";
    /// A milestone is given twice, and counts twice.
    DuplicateMilestone = Warning "duplicate-milestone";
    /// The milestones are not written in order.
    UnsortedMilestones = Warning "unsorted-milestones";
    /// A milestone at 0 has happened before the first tick.
    MilestoneAtStart = Warning "milestone-at-start";
    /// A milestone falls into the warmup that it is multiplied with.
    MilestoneInWarmup = Warning "milestone-in-warmup";
    /// A decay does not fall into the run, or is too slow to be seen in it.
    DecayNeverHappens = Warning "decay-never-happens";
    /// A decay multiplies by 1.
    GammaOne = Warning "gamma-one";
    /// A decay multiplies by more than 1.
    GammaAboveOne = Warning "gamma-above-one";
    /// A decay is so fast that nothing is left of the rate.
    DecayVanishes = Warning "decay-vanishes";
    /// A decay ends where it starts, or above it.
    FloorAboveStart = Warning "floor-above-start";
    /// Cycles of a repeat sink below the floor that they decay to.
    FloorInvertsCycle = Warning "floor-inverts-a-cycle";
    /// The value jumps where one segment follows another.
    SeamJump = Warning "seam-jump";
    /// The rate of the first step of a short run is 0.
    ZeroFirstStep = Note "zero-first-step";
    /// The rate of the first epoch is 0.
    ZeroFirstEpoch = Warning "zero-first-epoch";
    /// The rate is exactly 0 for a while.
    ZeroRate = Warning "zero-rate";
    /// The highest rate falls between two ticks, and no tick has it.
    PeakMissed = Warning "peak-missed";
    /// A value is negative, not finite, or too small for single precision.
    NotARate = Warning "not-a-rate";
    /// A value is above the declared base.
    AboveBase = Warning "above-base";
    /// A warmup takes more than a fifth of the run.
    WarmupTooLong = Warning "warmup-too-long";
    /// A decay ends above a tenth of the peak.
    EndsHigh = Warning "ends-high";
    /// Nothing gives a rate its base, and it peaks at 1.
    PeaksAtOne = Note "peaks-at-one";
    /// A track is named as a learning rate is elsewhere, and is not called `lr`.
    NotCalledLr = Note "not-called-lr";
    /// A factor is 1 on the whole run.
    FactorOfOne = Warning "factor-of-one";
    /// A decay lies inside of the warmup that it is multiplied with, or that hides its drops.
    DecayInsideWarmup = Warning "decay-inside-warmup";
    /// A length of 1 without a unit is one tick, and may be meant as the whole run.
    OneIsNotOne = Warning "one-is-not-one";
    /// A drop, a sample or a restart falls between two ticks.
    BetweenTicks = Note "between-ticks";
    /// An epoch is not a whole number of steps.
    PartialEpoch = Note "partial-epoch";
    /// The schedule goes up and down a great many times in the run.
    PeriodMuchShorter = Warning "period-much-shorter-than-run";
    /// A curve is sampled so rarely that it falls in a few large steps.
    StaircaseCoarse = Warning "staircase-coarse";
    /// A count is not a whole number.
    NotWhole = Warning "not-a-whole-number";
    /// Shares of a whole do not sum to 1.
    SharesNotOne = Warning "shares-do-not-sum-to-one";
    /// A step has a fixed size beside a batch that varies.
    VaryingBatch = Warning "varying-batch";
    /// A horizon differs from the run by the factor between steps of the loop and of the optimizer.
    HorizonNotInSteps = Warning "horizon-not-in-optimizer-steps";
    /// The length of the run is given twice, by different numbers.
    HorizonGivenTwice = Warning "horizon-given-twice";
    /// The patience of a plateau cannot elapse in the run, or only at its very end.
    PlateauCannotAct = Warning "plateau-cannot-act";
    /// A plateau, or the only threshold of a reach, takes the metric for better when it gets worse.
    PlateauMode = Warning "plateau-mode";
    /// A plateau compares by a relative threshold what may be negative.
    PlateauNegativeRelative = Warning "plateau-negative-relative";
    /// The reductions of a plateau change nothing.
    PlateauNoEffect = Warning "plateau-no-effect";
    /// The cooldown of a plateau is as long as the run.
    PlateauCooldown = Warning "plateau-cooldown-too-long";
    /// The factor of a steer may be 0 or negative.
    SteerChangesSign = Warning "steer-changes-sign";
    /// A momentum outside of 0 to 1.
    MomentumRange = Warning "momentum-range";
    /// The momentum does not turn where a one-cycle rate does.
    MomentumNotMirrored = Warning "momentum-not-mirrored";
    /// A one-cycle rate in a file that has no momentum.
    MomentumUntold = Note "momentum-untold";
    /// Tracks of one family have different lengths.
    GroupsDiffer = Warning "groups-differ-in-length";
    /// A track that is a plain constant is used as a number or a duration: a `let` was meant.
    TrackAsNumber = Error "track-as-number";
    /// A track that is a plain constant only multiplies another schedule.
    TrackAsFactor = Warning "track-as-factor";
    /// A `let`, `def` or `param` that is never used.
    UnusedName = Warning "unused-name";
    /// What a schedule does takes too long to find out, or a script is too large to be followed to its end: the rules have
    /// not seen all of it.
    IncompleteAnalysis = Note "incomplete-analysis";
    /// A `# lehr: allow(…)` that allows nothing.
    UnusedAllow = Warning "unused-allow";
    /// A length in a script is a known multiple of what its loop counts, and not equal to it.
    HorizonNotTheLoops = Warning "horizon-not-the-loops";
    /// A length in a script and the loop that steps the scheduler cannot be compared before a parameter is set.
    HorizonOpen = Note "horizon-open";
    /// A length counts batches, and the scheduler is stepped once an epoch.
    BatchesSteppedByEpoch = Warning "batches-stepped-by-epoch";
    /// A length counts epochs, and the scheduler is stepped after each batch.
    EpochsSteppedByBatch = Warning "epochs-stepped-by-batch";
    /// A length counts batches, and the scheduler is stepped at every k-th batch.
    AccumulationIgnored = Warning "accumulation-ignored";
    /// A scheduler of PyTorch is stepped with an epoch, which is deprecated and computes the rate in another way.
    StepTakesEpoch = Warning "step-takes-epoch";
    /// A scheduler is stepped before its optimizer, so that the first rate is never used.
    SchedulerBeforeOptimizer = Warning "scheduler-before-optimizer";
    /// The rate is 0 during the whole run of a script.
    ZeroThroughout = Warning "zero-throughout";
    /// A scheduler is replaced by another one before it is used.
    SchedulerOverwritten = Warning "scheduler-overwritten";
    /// Two schedulers set the rate of one optimizer at one place, and one undoes the other.
    TwoSchedulers = Warning "two-schedulers";
    /// A scheduler that nothing steps.
    NeverStepped = Warning "never-stepped";
    /// A metric is given to a scheduler that takes none, which reads it as an epoch.
    MetricUnused = Warning "metric-unused";
    /// A plateau is stepped without its metric, which raises.
    MetricMissing = Warning "metric-missing";
    /// An argument of a scheduler is given a quantity of another kind: a rate as a length, a weight decay as a gamma.
    WrongQuantity = Warning "wrong-quantity";
    /// A milestone that is not a whole number equals no tick, so that its drop never happens.
    MilestonesNotWhole = Warning "milestones-not-whole";
    /// A float is given as a length where PyTorch raises.
    FloatHorizon = Warning "float-horizon";
    /// A scheduler is built again and again in the loop that steps it.
    SchedulerRebuilt = Warning "scheduler-rebuilt";
    /// The optimizer that is stepped is not the one that the scheduler was given.
    OtherOptimizer = Warning "other-optimizer";
    /// A default that is seldom meant decides what a scheduler does.
    DefaultBites = Warning "default-bites";
    /// A one-cycle is stepped more often than it is long, which raises.
    OnecyclePastEnd = Warning "onecycle-past-end";
    /// Lightning steps a scheduler by epochs and its length counts steps, or the reverse.
    LightningInterval = Warning "lightning-interval";
    /// Lightning is given a plateau without a `monitor`, which raises.
    PlateauWithoutMonitor = Warning "plateau-without-monitor";
    /// Accelerate steps a prepared scheduler once for each process, and a length does not say so.
    ProcessesUncounted = Note "processes-uncounted";
    /// An `expect` statement that does not hold.
    ExpectationFailed = Error "expectation-failed";
}
