//! What a script is read into: schedules, each with its call, its meaning, its optimizer and its run.

use std::ops::Range;

use python_calls::{CallId, LoopId, Value};

use super::expression::Expression;
use super::parameters::Parameter;
use crate::diagnostic::Diagnostic;
use crate::format::format;
use crate::peers::{Counts, Function, Library};
use crate::text::Span;

/// At how many places a script may make a scheduler, or set a rate by hand, to be looked at.
pub(super) const MOST_SCHEDULES: usize = 1000;

/// A schedule of a script: a scheduler that it makes, or a rate that it sets by hand.
#[derive(Clone, Debug)]
pub struct Schedule {
    /// The track of a program that has several: the variable that the scheduler is given to.
    pub name: String,
    /// The call that makes it; none of a rate that is set by hand.
    pub call: Option<CallId>,
    /// The whole call, or the assignment of a rate.
    pub span: Span,
    /// The library and the function, where it is one of those that are known.
    pub function: Option<(&'static Library, &'static Function)>,
    /// What is called, as it is written: `CosineAnnealingLR`.
    pub callee: String,
    /// The arguments of the call.
    pub arguments: Vec<Given>,
    /// The conditions under which it is made, the outermost first; empty where it always is.
    pub arm: Vec<Condition>,
    /// Whether these conditions hold at the values of the parameters; `None` where that is not known.
    pub taken: Option<bool>,
    /// What it means in the language, or why that cannot be said.
    pub meaning: Result<Meaning, Reason>,
    /// The schedules that it is made of, in order.
    pub parts: Vec<Part>,
    /// Whose rate it sets.
    pub optimizer: Option<Optimizer>,
    /// How often it is stepped.
    pub run: Run,
}

/// An argument of a scheduler's call.
#[derive(Clone, Debug)]
pub struct Given {
    /// The parameter of the function, where it is a known one.
    pub parameter: String,
    /// The value, to be replaced by a fix.
    pub span: Span,
    /// The value with its `name=`, where it is written with one.
    pub whole: Span,
    /// What the reader knows of it.
    pub value: Value,
    /// The value as an expression, where it is arithmetic.
    pub expression: Option<Expression>,
}

/// A condition of an arm.
#[derive(Clone, Debug)]
pub struct Condition {
    /// The test, as the script spells it.
    pub text: String,
    /// How it comes out.
    pub holds: bool,
    /// Where it is written.
    pub span: Span,
    /// What the reader knows of it.
    pub test: Value,
}

/// What a schedule means in the language.
#[derive(Clone, Debug)]
pub struct Meaning {
    /// The tracks: `lr`, `momentum`, `wd`, each with its schedule.
    pub tracks: Vec<(String, String)>,
    /// What the rate is a multiple of.
    pub base: Base,
    /// What surprises about it.
    pub notes: Vec<String>,
    /// What its ticks are.
    pub counts: Counts,
}

/// What a schedule does with the rate of the optimizer.
#[derive(Clone, Debug, PartialEq)]
pub enum Base {
    /// It is the base.
    Optimizer,
    /// The base is another.
    Replaced(String),
    /// The values are written out; the optimizer's rate has no say.
    Written,
}

/// A schedule inside of another.
#[derive(Clone, Debug)]
pub struct Part {
    /// Its call.
    pub call: CallId,
    /// Where it is written.
    pub span: Span,
    /// What is called.
    pub callee: String,
    /// Its arguments.
    pub arguments: Vec<Given>,
    /// What it is in the language, where it can be said.
    pub(super) text: Option<String>,
}

/// An optimizer with its rates.
#[derive(Clone, Debug)]
pub struct Optimizer {
    /// The call that makes it.
    pub call: Option<CallId>,
    /// The object, to tell it from others.
    pub value: Value,
    /// The variable that it is given to, or what is written in its place.
    pub name: String,
    /// The call, or what is written in its place.
    pub span: Span,
    /// The rate of each parameter group, one for all of them where they have the same.
    pub rates: Vec<Rate>,
}

/// The rate of a parameter group.
#[derive(Clone, Debug)]
pub struct Rate {
    /// The rate, where it is arithmetic.
    pub expression: Option<Expression>,
    /// Where it is written; the optimizer's call where it is the default.
    pub span: Span,
    /// Whether it is the default of the library.
    pub default: bool,
}

/// What a tick of a schedule is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tick {
    /// An epoch.
    Epoch,
    /// A batch.
    Batch,
    /// Every k-th batch: an update of the optimizer.
    Update,
}

/// How often a schedule is stepped.
#[derive(Clone, Debug, Default)]
pub struct Run {
    /// How many ticks there are, where the script says it.
    pub count: Option<Expression>,
    /// What a tick is.
    pub tick: Option<Tick>,
    /// Whether the run may be shorter than `count`: a `break` on anything but a counter, an open condition.
    pub at_most: bool,
    /// Whether a counter decides where it is stepped, as in `if epoch < warmup`: other ticks are left to something
    /// else.
    pub guarded: bool,
    /// The ticks of an epoch, where it goes through epochs and batches.
    pub epoch: Option<Expression>,
    /// The places where it is stepped.
    pub steps: Vec<Step>,
    /// What Lightning's `configure_optimizers` says of it.
    pub lightning: Option<Interval>,
    /// Why it cannot be said, where it cannot.
    pub reason: Option<Reason>,
}

/// What Lightning's `configure_optimizers` says of a scheduler.
#[derive(Clone, Debug)]
pub struct Interval {
    /// The `return`.
    pub span: Span,
    /// `interval`, and where it is written; epochs where it is not.
    pub every: Option<(String, Span)>,
    /// `frequency`
    pub frequency: Option<Expression>,
    /// `monitor`, and where it is written.
    pub monitor: Option<(String, Span)>,
}

/// A place where a schedule is stepped.
#[derive(Clone, Debug)]
pub struct Step {
    /// The call of `step`; none where the library steps by itself.
    pub call: Option<CallId>,
    /// Where it is written.
    pub span: Span,
    /// The loops around it that the scheduler is older than, the outermost first.
    pub loops: Vec<Looped>,
    /// By what the batches are divided, of `if (i + 1) % k == 0`.
    pub every: Option<Expression>,
}

/// A loop around a step.
#[derive(Clone, Debug)]
pub struct Looped {
    /// The loop.
    pub over: LoopId,
    /// How many times its body is run, as far as the steps in it are reached.
    pub count: Option<Expression>,
    /// What its iterations are.
    pub tick: Option<Tick>,
    /// What it goes through, as it is written.
    pub span: Span,
}

/// Why something cannot be said, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// The reason, as a sentence without its full stop.
    pub why: String,
    /// Where it lies.
    pub span: Span,
}

impl Schedule {
    /// An argument by the name of its parameter.
    pub fn argument(&self, parameter: &str) -> Option<&Given> {
        self.arguments.iter().find(|given| given.parameter == parameter)
    }

    /// Its tracks, where it can be said.
    pub(super) fn meaning_text(&self) -> Option<&[(String, String)]> {
        self.meaning.as_ref().ok().map(|meaning| meaning.tracks.as_slice())
    }

    /// Whether it is one of a library's functions.
    pub fn is(&self, library: &str, function: &str) -> bool {
        self.function.is_some_and(|(of, it)| of.name == library && it.name == function)
    }

    /// The schedule inside of this one that a part of its text comes from, the innermost of several.
    pub(super) fn part_of(&self, text: &str, place: Range<usize>) -> Option<&Part> {
        let holds = |part: &&Part| {
            let Some(own) = part.text.as_ref().filter(|own| !own.is_empty()) else { return false };
            let mut found = text.match_indices(own.as_str());
            match (found.next(), found.next()) {
                (Some((start, _)), None) => start <= place.start && place.end <= start + own.len(),
                _ => false,
            }
        };
        self.parts.iter().filter(holds).min_by_key(|part| part.text.as_ref().map(String::len))
    }

    /// Says that it cannot be said where an argument is a string or a function that the language has no place for.
    pub(super) fn check_text(&mut self) {
        let is_read = |text: &str| !text.contains(['\n', ';', '#']) && format(text).is_ok();
        let said = self.meaning.as_ref().is_ok_and(|meaning| {
            let base = if let Base::Replaced(base) = &meaning.base { base.as_str() } else { "1" };
            is_read(base) && meaning.tracks.iter().all(|(_, text)| is_read(text))
        });
        if self.meaning.is_ok() && !said {
            self.meaning = Err(Reason::new("one of its arguments is not a number where one is wanted", self.span));
        }
    }

    /// Names the arm, where the scheduler is made in one.
    pub(super) fn under_its_arm(&self, mut finding: Diagnostic) -> Diagnostic {
        if self.taken == Some(true) || self.arm.is_empty() {
            return finding;
        }
        let tests: Vec<String> = self
            .arm
            .iter()
            .filter(|condition| condition.text.len() <= 60)
            .map(|condition| if condition.holds { condition.text.clone() } else { format!("not ({})", condition.text) })
            .collect();
        if !tests.is_empty() {
            finding.message = format!("where `{}`: {}", tests.join(" and "), finding.message);
        }
        finding
    }
}

impl Reason {
    pub(super) fn new(why: impl Into<String>, span: Span) -> Self {
        Self { why: why.into(), span }
    }
}

/// A place of the reader's as a place of a text.
pub(super) fn place(span: python_calls::Span) -> Span {
    Span::new(span.start as usize, (span.end as usize).max(span.start as usize))
}

/// The value of a parameter by its name in the program.
pub(super) fn value_of(parameters: &[Parameter], name: &str) -> Option<f64> {
    let parameter = parameters.iter().find(|parameter| parameter.name == name)?;
    parameter.value.as_ref()?.number().map(python_calls::Number::as_f64)
}
