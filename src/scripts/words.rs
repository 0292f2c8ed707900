//! What the curve of a schedule does wrong, in the words of the script and at its places.

use python_calls::Kind;

use super::expression::Expression;
use super::model::{Given, Schedule, place};
use super::{Script, python};
use crate::diagnostic::{Code, Diagnostic, Edit, Fix};
use crate::program::Program;
use crate::schedule::{format_percent, format_short};
use crate::text::Span;
use crate::units::{Time, Unit};

/// A schedule with its program, to speak of it.
pub(super) struct Words<'s> {
    pub(super) script: &'s Script,
    pub(super) schedule: &'s Schedule,
    pub(super) program: &'s Program,
}

/// The parameters that say how long a schedule is.
const HORIZONS: &[&str] = &[
    "T_max",
    "total_iters",
    "T_0",
    "t_initial",
    "num_training_steps",
    "total_steps",
    "decay_steps",
    "transition_steps",
    "cycle_size",
    "epochs",
    "num_epochs",
    "anneal_epochs",
];
/// Those that say how long a warmup is, or what it is.
const WARMUPS: &[&str] =
    &["num_warmup_steps", "warmup_t", "warmup_epochs", "warmup_steps", "lr_lambda", "start_factor"];

impl Words<'_> {
    /// A finding on the curve as one on the script; nothing where it says nothing to one who writes a script.
    pub(super) fn reworded(&self, finding: Diagnostic) -> Option<Diagnostic> {
        let run = &self.schedule.run;
        let prepared = self.script.is_prepared(self.schedule);
        let shorter = run.at_most || run.guarded || run.count.is_none();
        // A few ticks of a run that goes on elsewhere say nothing of its end.
        let unknown = run.count.is_none();
        let finding = match finding.code {
            Code::ClimbsBack | Code::EndsBeforeRun | Code::RestartCut if shorter => return None,
            Code::ClimbsBack if finding.tick == Some(0) => return None,
            Code::ClimbsBack => self.climbs_back(&finding),
            Code::EndsBeforeRun => self.ends_before_run(finding)?,
            Code::CutByRun | Code::MilestonePastEnd | Code::DecayNeverHappens | Code::SegmentNeverRuns
                if run.guarded || prepared =>
            {
                return None;
            }
            Code::RestartCut | Code::PlateauCannotAct if prepared => return None,
            Code::NotARate | Code::DecayVanishes if unknown => return None,
            Code::NotARate if finding.message.contains("too small") => return None,
            Code::CutByRun => self.cut_by_run()?,
            // One that is longer than the run is no cycle that is cut.
            Code::RestartCut if self.cut_by_run().is_some() && !self.schedule.callee.contains("Restarts") => {
                self.cut_by_run()?
            }
            Code::RestartCut => self.at(finding, HORIZONS).help("let the last cycle end with the loop"),
            Code::MilestonePastEnd => self.milestone_past_end(finding),
            Code::DecayNeverHappens => self
                .at(finding, &["step_size", "milestones", "decay_t", "gamma", "decay_rate", "lr_lambda"])
                .help("let it fall within the loop, or leave the scheduler out"),
            Code::ZeroFirstEpoch => self
                .at(finding, WARMUPS)
                .help("start the warmup above 0, as in `(epoch + 1) / n`, or step the scheduler every batch"),
            // A warmup of nothing is how a script says that it has none.
            Code::SegmentNeverRuns if !finding.message.contains("would start") => return None,
            Code::SegmentNeverRuns => self.at(finding, &["milestones", "total_iters", "T_max"]),
            Code::PlateauCannotAct => self.at(finding, &["patience", "patience_t", "patience_epochs"]),
            Code::NotARate => self.at(finding, &["lr_lambda", "eta_min", "gamma"]),
            Code::WarmupCountedTwice => self.at(finding, HORIZONS),
            Code::DuplicateMilestone => self.at(finding, &["milestones"]).help("give each milestone once"),
            Code::GammaOne | Code::GammaAboveOne | Code::DecayVanishes => {
                self.at(finding, &["gamma", "decay_rate", "multiplicative_factor"])
            }
            Code::FloorAboveStart => self.at(finding, &["eta_min", "min_lr", "lr_min", "lr_end", "end_value"]),
            Code::PlateauNoEffect => self.at(finding, &["min_lr", "eps"]),
            _ => return None,
        };
        Some(self.under_its_arm(finding))
    }

    /// A cosine that is longer than the loop: it never comes to its end.
    pub(super) fn cut_by_run(&self) -> Option<Diagnostic> {
        let longer = self.schedule.run.guarded || self.script.is_prepared(self.schedule);
        let given = self.horizon().filter(|_| !longer)?;
        let (length, run) = (self.number(given)?, self.run()?);
        if length <= run + 1.0 {
            return None;
        }
        let track = self.program.track("lr")?;
        let stop = track.value(self.last());
        let floor = track.value_at(Time::whole(whole(length)?.into()));
        let message = format!(
            "{} is longer than {}: it stops after {} of it, at {} instead of {}",
            self.said(given),
            self.loop_of(run),
            format_percent(run / length),
            format_short(stop),
            format_short(floor)
        );
        let finding = Diagnostic::new(Code::CutByRun, self.at_defaults(message, given), given.whole).at(self.last());
        Some(self.with_run(finding, given, false))
    }

    fn climbs_back(&self, finding: &Diagnostic) -> Diagnostic {
        let track = self.program.tracks().iter().find(|track| track.name == "lr");
        let (Some(track), Some(tick)) = (track, finding.tick) else { return finding.clone() };
        let high = track.schedule.highest(tick, self.last());
        let story = format!(
            "the rate falls to {} at {} and climbs back to {} by {}",
            format_short(track.schedule.value(tick)),
            self.time(tick),
            format_short(high.value),
            self.time(high.tick)
        );
        let given = self.horizon().and_then(|given| Some((given, self.number(given)?, self.run()?)));
        let Some((given, length, run)) = given else {
            return self.at(Diagnostic { message: story, help: None, ..finding.clone() }, &["lr_lambda"]);
        };
        let parts = run / length;
        let share = match parts {
            2.0 => "half".to_string(),
            3.0 => "a third".to_string(),
            4.0 => "a quarter".to_string(),
            5.0 => "a fifth".to_string(),
            _ => format_short(length),
        };
        let message = format!("{} is {share} of {}: {story}", self.said(given), self.loop_of(run));
        let finding = Diagnostic::new(Code::ClimbsBack, self.at_defaults(message, given), given.whole).at(tick);
        self.with_run(finding, given, parts.fract() == 0.0)
    }

    fn ends_before_run(&self, finding: Diagnostic) -> Option<Diagnostic> {
        let given = self.horizon()?;
        let (length, run) = (self.number(given)?, self.run()?);
        let message = format!(
            "{} is {} of {}: the rest trains at {}",
            self.said(given),
            format_short(length),
            self.loop_of(run),
            format_short(self.program.track("lr")?.value(self.last()))
        );
        let at = finding.tick.unwrap_or_default();
        let finding = Diagnostic::new(Code::EndsBeforeRun, self.at_defaults(message, given), given.whole).at(at);
        Some(self.with_run(finding, given, false))
    }

    fn milestone_past_end(&self, finding: Diagnostic) -> Diagnostic {
        let reading = self.script.reading();
        let run = self.run().unwrap_or(f64::INFINITY);
        let items = self
            .given("milestones")
            .or_else(|| self.given("decay_t"))
            .map(|given| reading.kind(reading.object(given.value)));
        let late = match items {
            Some(Kind::List(items) | Kind::Tuple(items)) => {
                items.iter().find(|&&item| reading.number(item).is_some_and(|item| item.as_f64() >= run))
            }
            _ => None,
        };
        match late {
            Some(&item) => moved(finding, place(reading.span(item))),
            None => self.at(finding, &["milestones", "decay_t"]),
        }
        .help("take out what never happens, or bring it forward with the loop")
    }

    /// A finding at the argument that it is about, or at the whole call.
    fn at(&self, finding: Diagnostic, parameters: &[&str]) -> Diagnostic {
        // Of a schedule inside of this one, its own arguments.
        let part = self.schedule.parts.iter().find(|part| part.span == finding.span());
        let given = parameters.iter().find_map(|parameter| match part {
            Some(part) => part.arguments.iter().find(|given| given.parameter == *parameter),
            None => self.given(parameter),
        });
        let whole = part.map_or(self.schedule.span, |part| part.span);
        let mut finding = moved(finding, given.map_or(whole, |given| given.whole));
        finding.help = None;
        finding
    }

    fn given(&self, parameter: &str) -> Option<&Given> {
        let parts = self.schedule.parts.iter().rev().flat_map(|part| &part.arguments);
        self.schedule.arguments.iter().chain(parts).find(|given| given.parameter == parameter)
    }

    /// The argument that says how long the schedule is.
    fn horizon(&self) -> Option<&Given> {
        HORIZONS.iter().find_map(|parameter| self.given(parameter))
    }

    fn number(&self, given: &Given) -> Option<f64> {
        self.script.value(given.expression.as_ref()?)
    }

    /// The ticks of the run.
    fn run(&self) -> Option<f64> {
        self.program.run().map(Time::to_f64)
    }

    fn last(&self) -> u64 {
        self.program.ticks().unwrap_or(1).saturating_sub(1)
    }

    /// An argument as the script has it, with its value where it is a name.
    fn said(&self, given: &Given) -> String {
        let written = given.span.of(self.script.text());
        let value = self.number(given).map(format_short);
        match value {
            Some(value) if written.parse::<f64>().is_err() => format!("`{}={written}` ({value})", given.parameter),
            _ => format!("`{}={written}`", given.parameter),
        }
    }

    /// "the loop's 10 epochs"
    fn loop_of(&self, run: f64) -> String {
        let looped = self.schedule.run.steps.iter().any(|step| !step.loops.is_empty());
        let owner = if looped { "the loop's" } else { "the run's" };
        format!("{owner} {} {}", format_short(run), self.unit(run != 1.0))
    }

    fn unit(&self, many: bool) -> &str {
        self.program.tick_words()[usize::from(many)]
    }

    /// A tick in the words of the script: an epoch where it is a whole one.
    fn time(&self, tick: u64) -> String {
        let epoch = self.program.size_of(Unit::EPOCH).and_then(|size| Time::whole(tick.into()).divided(size));
        match epoch.filter(|epoch| epoch.is_whole()) {
            Some(epoch) => format!("epoch {epoch}"),
            None => format!("{} {tick}", self.unit(false)),
        }
    }

    /// Says so where a number is only a default.
    fn at_defaults(&self, message: String, given: &Given) -> String {
        let open = |expression: Option<&Expression>| expression.is_some_and(|it| !it.is_closed());
        if open(given.expression.as_ref()) || open(self.schedule.run.count.as_ref()) {
            format!("{message}, at the defaults")
        } else {
            message
        }
    }

    /// Offers the length of the run instead of an argument.
    fn with_run(&self, finding: Diagnostic, given: &Given, certain: bool) -> Diagnostic {
        let Some(count) = &self.schedule.run.count else { return finding };
        let Some(run) = python::spelled(self.script, count) else { return finding };
        let text = format!("{}={run}", given.parameter);
        let edits = vec![Edit::replace(given.span, run)];
        let written = given.span.of(self.script.text()).parse::<f64>().is_ok();
        let fix = if certain && written && count.is_closed() {
            Fix::safe(format!("write `{text}`"), edits)
        } else {
            Fix::unsafely(format!("write `{text}`"), edits)
        };
        finding.help(text).fix(fix)
    }

    /// Names the arm, where the scheduler is made in one.
    pub(super) fn under_its_arm(&self, finding: Diagnostic) -> Diagnostic {
        self.schedule.under_its_arm(finding)
    }
}

fn moved(mut finding: Diagnostic, span: Span) -> Diagnostic {
    finding.labels.truncate(1);
    finding.labels[0].span = span;
    finding.fixes.clear();
    finding
}

#[expect(clippy::cast_possible_truncation, reason = "checked to be a whole number within bounds")]
fn whole(number: f64) -> Option<i64> {
    (number.fract() == 0.0 && number.abs() < 1e15).then_some(number as i64)
}
