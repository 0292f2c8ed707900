//! Examples of what the compiler refuses or warns of, and of how it is right.

use crate::diagnostic::Code;

/// A text that has a finding of the compiler, and the same without it. `; ` separates lines.
#[derive(Clone, Copy, Debug)]
pub struct Example {
    /// The code of the finding.
    pub code: Code,
    /// A text that has it.
    pub wrong: &'static str,
    /// The text that is meant.
    pub right: &'static str,
}

/// Those of every code that can stand in a small text of its own, in the order of the codes.
pub fn examples() -> &'static [Example] {
    EXAMPLES
}

const EXAMPLES: &[Example] = &[
    example(Code::Syntax, "run = 10; lr = 0.1 * (warmup(2) -> cosine)", "run = 10; lr = 0.1 * (warmup(2) then cosine)"),
    example(Code::PostfixArithmetic, "lr = 0.1 * cosine(20) repeat 5 * 2", "lr = 0.1 * (cosine(20) repeat 5) * 2"),
    example(Code::NoTrack, "run = 10", "run = 10; lr = 0.1 * cosine"),
    example(
        Code::BareExpression,
        "run = 10; lr = 0.1 * cosine; linear",
        "run = 10; lr = 0.1 * cosine; wd = 0.1 * linear",
    ),
    example(
        Code::ReservedName,
        "let cosine = 5; lr = 0.1 * linear(cosine)",
        "let length = 5; lr = 0.1 * linear(length)",
    ),
    example(
        Code::Redefinition,
        "run = 10; lr = 0.1 * cosine; lr = 0.2 * cosine",
        "run = 10; lr = 0.1 * cosine; lr.head = 0.2 * cosine",
    ),
    example(Code::UnknownName, "run = 10; lr = 0.1 * cosin", "run = 10; lr = 0.1 * cosine"),
    example(Code::Recursion, "run = 10; lr = lr * cosine", "run = 10; lr = 0.1 * cosine"),
    example(Code::UnusedAllow, "# lehr: allow(gamma-one); lr = 0.1 * cosine(10)", "lr = 0.1 * cosine(10)"),
    example(Code::NumberRange, "lr = 1e999 * cosine(10)", "lr = 1e-3 * cosine(10)"),
    example(Code::DivisionByZero, "let n = 0; lr = 0.1 / n * cosine(10)", "let n = 8; lr = 0.1 / n * cosine(10)"),
    example(Code::KindMismatch, "lr = 0.1 * multistep(30)", "lr = 0.1 * multistep([30])"),
    example(
        Code::Arguments,
        "run = 90; lr = 0.1 * multistep(30, 60, 80)",
        "run = 90; lr = 0.1 * multistep([30, 60, 80])",
    ),
    example(Code::ArgumentRange, "lr = 0.1 * (linear(10) repeat 2.5)", "lr = 0.1 * (linear(10) repeat 2)"),
    example(Code::NegativeLength, "lr = 0.1 * linear(-8)", "lr = 0.1 * linear(8)"),
    example(
        Code::HoldArgument,
        "run = 100; lr = 0.1 * (hold(75%) then linear)",
        "run = 100; lr = 0.1 * (hold for 75% then linear)",
    ),
    example(
        Code::PytorchDefault,
        "run = 10; lr = 0.1 * linear(start_factor=0.1, total_iters=5)",
        "run = 10; lr = 0.1 * linear(start_factor=0.1, total_iters=5, end_factor=1)",
    ),
    example(Code::CurveEnds, "lr = 0.1 * curve(10, u -> 2 - u)", "lr = 0.1 * curve(10, u -> 1 - u)"),
    example(
        Code::UnsortedBoundaries,
        "lr = piecewise([30, 20], [0.1, 0.01, 0.001])",
        "lr = piecewise([20, 30], [0.1, 0.01, 0.001])",
    ),
    example(
        Code::IndexOutsideExpect,
        "run = 10; lr = 0.1 * cosine; wd = 0.1 * lr[5]",
        "run = 10; lr = 0.1 * cosine; wd = 0.1 * lr",
    ),
    example(
        Code::Expectation,
        "run = 10; lr = 0.1 * cosine; expect lr == 0.1",
        "run = 10; lr = 0.1 * cosine; expect lr[0] == 0.1",
    ),
    example(
        Code::TrackAsNumber,
        "max_lr = 0.1; lr = cosine(10, from=max_lr)",
        "let max_lr = 0.1; lr = cosine(10, from=max_lr)",
    ),
    example(
        Code::TrackAsFactor,
        "run = 10; base_lr = 0.1; lr = base_lr * cosine",
        "run = 10; let base_lr = 0.1; lr = base_lr * cosine",
    ),
    example(
        Code::UnitEquation,
        "run = 90 epochs; epoch = 5004; lr = 0.1 * cosine",
        "run = 90 epochs; epoch = 5004 steps; lr = 0.1 * cosine",
    ),
    example(
        Code::UnitDeclaration,
        "unit a_name_that_fills_a_whole_column; run = 100 a_name_that_fills_a_whole_columns; lr = 0.1 * cosine",
        "unit column; run = 100 columns; lr = 0.1 * cosine",
    ),
    example(
        Code::VariableUnit,
        "run = 10k samples; batch = linear(100 samples, from=16, to=64); step = batch samples; lr = 0.1 * cosine",
        "run = 10k samples; batch = round(linear(100 samples, from=16, to=64)); step = batch samples; lr = 0.1 * cosine",
    ),
    example(
        Code::ReadUnit,
        "unit hour; tick = steps; run = 12 hours; lr = 0.1 * (warmup(1 hour) then hold then cosine(500 steps))",
        "unit hour; tick = steps; run = 12 hours; lr = 0.1 * (warmup(1 hour) then hold then cosine(2 hours))",
    ),
    example(
        Code::ContradictingEquations,
        "run = 90 epochs; epoch = 1000 samples; step = 10 samples; epoch = 99 steps; lr = 0.1 * cosine",
        "run = 90 epochs; epoch = 1000 samples; step = 10 samples; lr = 0.1 * cosine",
    ),
    example(
        Code::MissingEquation,
        "run = 90 epochs; lr = 0.1 * (warmup(500 steps) then cosine)",
        "run = 90 epochs; epoch = 5004 steps; lr = 0.1 * (warmup(500 steps) then cosine)",
    ),
    example(
        Code::UnclearTick,
        "unit frame; run = 90 epochs; lr = 0.1 * (warmup(500 frames) then cosine)",
        "unit frame; epoch = 5004 frames; run = 90 epochs; lr = 0.1 * (warmup(500 frames) then cosine)",
    ),
    example(
        Code::TickUnit,
        "run = 90 epochs; epoch = 1_281_167 samples; lr = 0.1 * cosine",
        "run = 90 epochs; epoch = 1_281_167 samples; step = 256 samples; lr = 0.1 * cosine",
    ),
    example(
        Code::BareDuration,
        "run = 90 epochs; lr = 0.1 * (warmup(5) then cosine)",
        "run = 90 epochs; lr = 0.1 * (warmup(5 epochs) then cosine)",
    ),
    example(
        Code::BareTime,
        "run = 90 epochs; epoch = 100 steps; lr = 0.1 * factor(t -> 0.95 ^ t)",
        "run = 90 epochs; epoch = 100 steps; lr = 0.1 * factor(t -> 0.95 ^ (t / 1 epoch))",
    ),
    example(
        Code::MissingRun,
        "lr = 0.1 * (warmup(5%) then cosine(100))",
        "run = 100; lr = 0.1 * (warmup(5%) then cosine)",
    ),
    example(Code::MissingLength, "lr = 0.1 * cosine", "run = 10; lr = 0.1 * cosine"),
    example(
        Code::TwoOpenSegments,
        "run = 100; lr = 0.1 * (hold then cosine)",
        "run = 100; lr = 0.1 * (hold for 10 then cosine)",
    ),
    example(
        Code::Overfull,
        "run = 100; lr = 0.1 * (warmup(60) then hold for 60 then cosine)",
        "run = 200; lr = 0.1 * (warmup(60) then hold for 60 then cosine)",
    ),
    example(Code::EmptyCycle, "lr = 0.1 * (linear(0) repeat)", "lr = 0.1 * (linear(10) repeat)"),
    example(
        Code::TooManyCycles,
        "lr = 0.1 * (linear(10) repeat(stretch=1.0001))",
        "lr = 0.1 * (linear(10) repeat(stretch=2))",
    ),
    example(
        Code::TimeTooFine,
        "lr = 0.1 * (linear(1.00000001) then linear(1.0000003) then linear(10 / 7919))",
        "lr = 0.1 * (linear(1) then linear(1) then linear(1))",
    ),
    example(
        Code::MissingBase,
        "lr = warmup(5) then cosine(10, to=1e-5)",
        "base = 0.1; lr = warmup(5) then cosine(10, to=1e-5)",
    ),
    example(
        Code::RelativeWithoutBase,
        "base = 0.1; lr = cosine(10); wd = cosine(10)",
        "base = 0.1; wd.base = 0.01; lr = cosine(10); wd = cosine(10)",
    ),
    example(
        Code::EventAtEnd,
        "run = 10k steps; lr = 0.1 * cosine; event save = every 1000 steps",
        "run = 10k steps; lr = 0.1 * cosine; event save = every 1000 steps until run",
    ),
    example(Code::NumberAsBase, "base = 0.1; lr = 0.5 * cosine(4)", "base = 0.1; lr = 50% * cosine(4)"),
    example(Code::ConstantTimesMixed, "lr = 0.1 * cosine(10, to=1e-5)", "lr = 0.1 * cosine(10, to=0.01%)"),
    example(
        Code::SquaredRate,
        "run = 10; lr = 0.1 * cosine; lr.head = piecewise([5], [0, 1]) * lr",
        "run = 10; lr = 0.1 * cosine; lr.head = piecewise([5], [0x, 1x]) * lr",
    ),
    example(
        Code::TwoBases,
        "base = 0.1; lr = hold for 5 then (warmup(5) * linear(10, from=1x))",
        "base = 0.1; lr = hold for 5 then (warmup(5) * linear(10))",
    ),
    example(
        Code::NumberInFactor,
        "base = 0.1; lr = cosine(10) * (1 - linear(10))",
        "base = 0.1; lr = cosine(10) * (1x - linear(10))",
    ),
    example(
        Code::AbsoluteDecay,
        "lr = linear(10, from=0.1) repeat(3, decay=0.5)",
        "lr = 0.1 * (linear(10) repeat(3, decay=0.5))",
    ),
    example(
        Code::DecayingPickup,
        "base = 0.1; lr = (max(cosine(10, to=1%), 1e-3) then linear(5)) repeat(3, decay=0.5)",
        "base = 0.1; lr = (max(cosine(10, to=1%), 1%) then linear(5)) repeat(3, decay=0.5)",
    ),
    example(
        Code::FormulaPickup,
        "batch = piecewise([10, 20], [64, 128, 256]); lr = 0.1 * (factor(t -> batch / 256) for 5 then linear(5)) repeat 4",
        "batch = piecewise([10, 20], [64, 128, 256]); lr = 0.1 * (factor(t -> batch / 256) for 5 then linear(5, from=1x)) repeat 4",
    ),
    example(
        Code::PlateauPlace,
        "base = 0.1; lr = warmup(3) then plateau(0.5) for 30 then cosine(10)",
        "base = 0.1; lr = warmup(3) then plateau(0.5) for 30 then cosine(10, from=1e-3)",
    ),
];

const fn example(code: Code, wrong: &'static str, right: &'static str) -> Example {
    Example { code, wrong, right }
}
