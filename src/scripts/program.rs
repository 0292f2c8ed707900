//! The program that a script's schedules are: a text in the language, made in one place.

use super::expression::Expression;
use super::model::{Base, Schedule, Tick};
use super::parameters::{Constant, Parameter};
use crate::text::Span;

/// A line of a program, and where in the script it comes from.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub(super) name: String,
    pub(super) text: String,
    /// Where the script says it.
    pub(super) span: Span,
    /// The schedule that it belongs to, by its place among the ones that are written.
    pub(super) of: Option<usize>,
}

/// A text with its lines.
#[derive(Clone, Debug, Default)]
pub(super) struct Text {
    pub(super) lines: Vec<Line>,
    /// The parameters in it that have no value.
    pub(super) open: Vec<Parameter>,
}

/// The program of some schedules of a script.
pub(super) fn text(schedules: &[&Schedule], parameters: &[Parameter]) -> Text {
    let mut lines = Vec::new();
    let runs: Vec<&Expression> = schedules.iter().filter_map(|schedule| schedule.run.count.as_ref()).collect();
    if let (Some(run), true) = (longest(&runs), runs.len() == schedules.len()) {
        let span = schedules[0]
            .run
            .steps
            .first()
            .map_or(schedules[0].span, |step| step.loops.last().map_or(step.span, |looped| looped.span));
        lines.push(Line { name: "run".to_string(), text: whole(&run), span, of: None });
    }
    for (index, schedule) in schedules.iter().enumerate() {
        let Ok(meaning) = &schedule.meaning else { continue };
        let single = schedules.len() == 1;
        let rate = if single { "lr".to_string() } else { schedule.name.clone() };
        let mut line = |name: String, text: String, span: Span| {
            lines.push(Line { name, text, span, of: Some(index) });
        };
        let base = |name: &str| if name == "lr" { "base".to_string() } else { format!("{name}.base") };
        let rates = schedule.optimizer.as_ref().map_or(&[][..], |optimizer| &optimizer.rates);
        for (track, text) in &meaning.tracks {
            let name = match (track.as_str(), single) {
                ("lr", _) => rate.clone(),
                (track, true) => track.to_string(),
                (track, false) => format!("{rate}.{track}"),
            };
            if track == "lr" {
                match &meaning.base {
                    Base::Replaced(value) => line(base(&name), value.clone(), schedule.span),
                    Base::Optimizer => {
                        if let Some(first) = rates.first()
                            && let Some(expression) = &first.expression
                        {
                            line(base(&name), expression.to_string(), first.span);
                        }
                        for (group, rate) in rates.iter().enumerate().skip(1) {
                            let Some(expression) = &rate.expression else { continue };
                            let name = format!("{name}.group{group}");
                            line(format!("{name}.base"), expression.to_string(), rate.span);
                            line(name, text.clone(), schedule.span);
                        }
                    }
                    Base::Written => {}
                }
            }
            line(name, text.clone(), schedule.span);
        }
    }
    with_parameters(lines, parameters)
}

/// The longest of some runs, where they can be compared.
fn longest(runs: &[&Expression]) -> Option<Expression> {
    let first = *runs.first()?;
    if runs.iter().all(|run| run.ratio_to(first) == Some(1.0)) {
        return Some(first.clone());
    }
    Some(Expression::Call("max", runs.iter().map(|run| (*run).clone()).collect()))
}

/// A run as the language wants it: in whole ticks.
fn whole(run: &Expression) -> String {
    use super::expression::Operation;
    fn divides(run: &Expression) -> bool {
        match run {
            Expression::Binary(Operation::Divide, ..) => true,
            Expression::Binary(_, a, b) => divides(a) || divides(b),
            _ => false,
        }
    }
    if divides(run) { format!("floor({run})") } else { run.to_string() }
}

/// Puts the parameters that lines mention before them.
fn with_parameters(lines: Vec<Line>, parameters: &[Parameter]) -> Text {
    let mentioned = |name: &str| {
        lines
            .iter()
            .any(|line| line.text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').any(|word| word == name))
    };
    let mut text = Text::default();
    for parameter in parameters.iter().filter(|parameter| mentioned(&parameter.name)) {
        let value = match &parameter.value {
            Some(Constant::Number(_) | Constant::Flag(_)) => {
                let number = parameter.value.as_ref().and_then(Constant::number);
                number.map(|number| Expression::Number(number).to_string())
            }
            _ => None,
        };
        match value {
            Some(value) => text.lines.push(Line {
                name: format!("param {}", parameter.name),
                text: value,
                span: parameter.span,
                of: None,
            }),
            None => text.open.push(parameter.clone()),
        }
    }
    text.lines.extend(lines);
    text
}

impl Text {
    /// As a text of the language.
    pub(super) fn text(&self) -> String {
        self.lines.iter().flat_map(|line| [line.name.as_str(), " = ", &line.text, "\n"]).collect()
    }

    /// The same without the length of the run.
    pub(super) fn without_run(mut self) -> Self {
        self.lines.retain(|line| line.name != "run");
        self
    }

    /// The line that a place in the text stands in, and where its value starts.
    pub(super) fn line(&self, at: usize) -> Option<(&Line, usize)> {
        let mut end = 0;
        self.lines.iter().find_map(|line| {
            let value = end + line.name.len() + " = ".len();
            end = value + line.text.len() + 1;
            (at < end).then_some((line, value))
        })
    }
}

/// The unit of a program's tick, where its schedules agree.
pub(super) fn tick(schedules: &[&Schedule]) -> Option<crate::units::Unit> {
    let first = schedules.first()?.run.tick?;
    let same = schedules.iter().all(|schedule| schedule.run.tick == Some(first));
    same.then_some(match first {
        Tick::Epoch => crate::units::Unit::EPOCH,
        Tick::Batch | Tick::Update => crate::units::Unit::STEP,
    })
}
