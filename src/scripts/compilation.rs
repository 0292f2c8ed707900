//! A script as a compilation: its schedules compiled, with every place in the script's own text.

use super::model::{Schedule, value_of};
use super::program::{self, Text};
use super::{Script, Unsaid};
use crate::compile::{Compilation, compile};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::overrides::Overrides;
use crate::text::Span;
use crate::units::{Equation, Ratio, Time, Unit, Units};

impl Script {
    /// The schedules that are compiled together: those that can be said, without arms that are not taken.
    pub fn compiled(&self) -> Vec<&Schedule> {
        let said = |schedule: &&Schedule| schedule.meaning.is_ok() && schedule.taken != Some(false);
        self.schedules.iter().filter(said).collect()
    }

    /// All of its schedules in one program. Places are those of the script.
    pub fn compile(&self, overrides: &Overrides) -> Compilation {
        self.compile_these(&self.compiled(), overrides)
    }

    /// One of its schedules as a program of its own.
    pub fn compilation(&self, schedule: &Schedule, overrides: &Overrides) -> Compilation {
        self.compile_these(&[schedule], overrides)
    }

    fn compile_these(&self, schedules: &[&Schedule], overrides: &Overrides) -> Compilation {
        if schedules.is_empty() {
            return Compilation::unread(self.text(), self.nothing());
        }
        let program = program::text(schedules, &self.parameters);
        let mut found = self.unknown_settings();
        if !program.open.is_empty() {
            found.push(open(&program));
            return Compilation::unread(self.text(), found);
        }
        let mut program = program;
        let mut compilation = compile(&program.text(), overrides);
        let mut run = None;
        if compilation.diagnostics().iter().any(|finding| finding.code == Code::Overfull) {
            // What a script has after the end of its run is no mistake there: it is never reached.
            run = self.ticks(schedules);
            program = program.without_run();
            compilation = compile(&program.text(), overrides);
        }
        let place = |span: Span| self.place_of(schedules, &program, span);
        let units = self.units(schedules);
        compilation.placed(self.text(), &place, program::tick(schedules), units, run).saying(found)
    }

    /// The length of the longest run.
    fn ticks(&self, schedules: &[&Schedule]) -> Option<Time> {
        let counts = schedules.iter().map(|schedule| self.value(schedule.run.count.as_ref()?));
        let longest = counts.collect::<Option<Vec<f64>>>()?.into_iter().fold(0.0, f64::max);
        #[expect(clippy::cast_possible_truncation, reason = "within bounds, and whole")]
        let whole = (longest < 1e15).then_some(longest.floor() as i64)?;
        Some(Time::whole(whole.into()))
    }

    /// Where in the script a place of the program comes from.
    fn place_of(&self, schedules: &[&Schedule], program: &Text, span: Span) -> Span {
        let Some((line, value)) = program.line(span.start) else { return Span::default() };
        let schedule = line.of.and_then(|index| schedules.get(index)).filter(|it| it.span == line.span);
        let place = span.start.saturating_sub(value)..span.end.saturating_sub(value);
        let part = schedule.filter(|_| span.start >= value).and_then(|schedule| schedule.part_of(&line.text, place));
        part.map_or(line.span, |part| part.span)
    }

    /// How many steps an epoch has, where the loops say it.
    fn units(&self, schedules: &[&Schedule]) -> Option<Units> {
        let epoch = schedules.first()?.run.epoch.as_ref()?;
        let size = epoch.value(&|name| value_of(&self.parameters, name))?;
        #[expect(clippy::cast_possible_truncation, reason = "a whole number of steps")]
        let size = (size >= 1.0 && size.fract() == 0.0 && size < 1e15).then_some(size as i128)?;
        let count = Ratio::from_integer(size);
        let equation = Equation { unit: Unit::EPOCH, count, of: Unit::STEP, span: Span::default() };
        Some(Units::new(&[equation]).0)
    }

    /// What is set and is no parameter.
    fn unknown_settings(&self) -> Vec<Diagnostic> {
        let unknown: Vec<_> = self.settings.unknown(&self.parameters).collect();
        if unknown.is_empty() {
            return Vec::new();
        }
        let known: Vec<_> = self.parameters.iter().map(|parameter| format!("`{}`", parameter.spelling)).collect();
        let help = if known.is_empty() {
            "the script leaves nothing open".to_string()
        } else {
            format!("the parameters are: {}", known.join(", "))
        };
        unknown
            .into_iter()
            .map(|name| {
                Diagnostic::new(
                    Code::UnknownParam,
                    format!("the script has no parameter `{name}` to set"),
                    Span::default(),
                )
                .help(help.clone())
            })
            .collect()
    }

    /// Why a script has no program.
    fn nothing(&self) -> Vec<Diagnostic> {
        let reasons: Vec<Unsaid<'_>> = self.unsaid().collect();
        if reasons.is_empty() {
            if let Some(left_out) = self.left_out() {
                return vec![Diagnostic { severity: Severity::Error, ..left_out }];
            }
            let message = "no schedule was found in this script";
            return vec![Diagnostic::new(Code::NoTrack, message, Span::default()).help(
                "schedulers of PyTorch, Transformers, timm, optax, Keras and other libraries are read, and rates that \
                 are set by hand; docs/scripts.md lists them",
            )];
        }
        let said = |unsaid: Unsaid<'_>| {
            let Unsaid { schedule, reason } = unsaid;
            let message = format!("`{}` cannot be translated: {}", schedule.callee, reason.why);
            Diagnostic { severity: Severity::Error, ..Diagnostic::new(Code::UnsaidSchedule, message, reason.span) }
        };
        reasons.into_iter().map(said).collect()
    }
}

/// The parameters that have no value, and how to give them one.
fn open(program: &Text) -> Diagnostic {
    let names: Vec<_> = program.open.iter().map(|parameter| format!("`{}`", parameter.spelling)).collect();
    let sets: Vec<_> = program.open.iter().map(|parameter| set(&parameter.spelling)).collect();
    let verb = if names.len() == 1 { "has" } else { "have" };
    let mut places = program.open.iter();
    let first = places.next().map(|parameter| parameter.span).unwrap_or_default();
    let finding =
        Diagnostic::new(Code::OpenParameter, format!("{} {verb} no value in this script", names.join(", ")), first)
            .help(format!("set what the run will have: {}", sets.join(" ")));
    places.fold(finding, |finding, parameter| finding.and(parameter.span, "and this"))
}

/// A `--set` as a shell takes it.
fn set(spelling: &str) -> String {
    let plain = spelling.chars().all(|c| c.is_alphanumeric() || ['.', '_'].contains(&c));
    if plain { format!("--set {spelling}=…") } else { format!("--set '{spelling}=…'") }
}
