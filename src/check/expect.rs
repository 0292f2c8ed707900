//! `expect` statements, checked: what is measured of which track, and where.

use std::sync::Arc;

use super::call::takes_no_arguments;
use super::evaluate::{Evaluator, Locals, out_of_range};
use super::expectation::{Curve, Expectation, Expected, Index, Measure};
use super::readings::told_by_readings;
use super::run::Run;
use super::scope::{Definition, Entity};
use super::suggest::closest;
use super::total::{self, Totals};
use super::track::CheckedTrack;
use super::value::Value;
use crate::catalogue::words::{Property, Statistic};
use crate::diagnostic::{Code, Diagnostic, Edit, Fix};
use crate::syntax::ast::{Arg, Comparison, Expr, ExprKind, Path, ProductOp, SumOp};
use crate::text::Span;
use crate::units::{Duration, Number, Side, Time};

/// How many tracks are listed where none is called by a name.
pub(super) const LISTED_TRACKS: usize = 20;

impl Evaluator<'_> {
    pub(super) fn expectations(&mut self, tracks: &[CheckedTrack], run: Option<Run>) -> Vec<Expectation> {
        let scope = self.scope;
        let mut expectations = Vec::new();
        let is_read = |run: &Run| matches!(run.side, Side::Read(_));
        let (run_is_read, run) = (run.as_ref().is_some_and(is_read), run.filter(|run| !is_read(run)));
        let mut checker = ExpectChecker {
            evaluator: self,
            tracks,
            run,
            run_is_read,
            subject: None,
            is_throughout: false,
            totals: Totals::default(),
        };
        for statement in &scope.expectations {
            let expected = match statement.comparison {
                Some((op, right)) => checker.comparison(statement.left, op, right),
                None => checker.property(statement.left),
            };
            expectations.extend(expected.map(|expected| Expectation { span: statement.span, expected }));
        }
        expectations
    }
}

struct ExpectChecker<'e, 'a> {
    evaluator: &'e mut Evaluator<'a>,
    tracks: &'e [CheckedTrack],
    run: Option<Run>,
    /// Whether the file has a run, which a unit that is read counts.
    run_is_read: bool,
    /// The track or the sum that is looked at.
    subject: Option<Span>,
    /// Whether that is a sum that is compared at every tick.
    is_throughout: bool,
    totals: Totals<'e>,
}

impl ExpectChecker<'_, '_> {
    fn report<T>(&mut self, diagnostic: Diagnostic) -> Option<T> {
        self.evaluator.report(diagnostic)
    }

    /// Two numbers, or a sum at every tick and a number.
    fn comparison(&mut self, left: &Expr, op: Comparison, right: &Expr) -> Option<Expected> {
        let sums = [left, right].map(|side| total::of(side, self.evaluator.scope));
        let (sum, op, number) = match sums {
            [None, None] => {
                let (left, right) = (self.measure(left), self.measure(right));
                return left.zip(right).map(|(left, right)| Expected::Comparison { left, op, right });
            }
            [Some(_), Some(_)] => return self.report(total::of_two(left.span.to(right.span))),
            [Some(sum), None] => (sum, op, right),
            [None, Some(sum)] => (sum, op.turned(), left),
        };
        (self.subject, self.is_throughout) = (Some(sum.span), true);
        let tracks = self.whole_total(&sum);
        self.is_throughout = false;
        let number = self.measure(number);
        if op == Comparison::NotEqual {
            return self.report(total::never_equal(left.span.to(right.span)));
        }
        let (tracks, number) = (tracks?, number?);
        Some(Expected::Throughout { tracks, op, number })
    }

    fn property(&mut self, expr: &Expr) -> Option<Expected> {
        let property = match &expr.kind {
            ExprKind::Call { name, args, .. } => {
                Property::named(&name.text).zip(args.first().filter(|_| args.len() == 1))
            }
            _ => None,
        };
        let Some((property, arg)) = property else {
            return self.report(
                Diagnostic::new(Code::Expectation, "there is nothing to test here", expr.span)
                    .help("compare two numbers, `expect lr[end] < …`, or state a shape: `decreasing(…)`, `increasing(…)`, `continuous(…)`"),
            );
        };
        match self.subject(&arg.value)? {
            (Curve::Track(track), from, to) => Some(Expected::Property { property, track, from, to }),
            (Curve::Total(tracks), ..) => {
                let names = tracks.iter().map(|track| self.tracks[*track].name.as_str());
                let error = total::has_no_shape(property.name(), names, arg.value.span);
                self.report(error)
            }
        }
    }

    fn measure(&mut self, expr: &Expr) -> Option<Measure> {
        match &expr.kind {
            ExprKind::Paren(inner) => self.measure(inner),
            ExprKind::Negate(inner) => self.measure(inner).map(|inner| Measure::Negate(Box::new(inner))),
            ExprKind::Sum { first, rest } => {
                let operands =
                    std::iter::once((SumOp::Add, &**first)).chain(rest.iter().map(|(op, operand)| (*op, operand)));
                let operands: Vec<_> = operands.map(|(op, operand)| Some((op, self.measure(operand)?))).collect();
                operands.into_iter().collect::<Option<_>>().map(Measure::Sum)
            }
            ExprKind::Product { first, rest } => {
                let operands = std::iter::once((ProductOp::Multiply, &**first))
                    .chain(rest.iter().map(|(op, operand)| (*op, operand)));
                let operands: Vec<_> = operands.map(|(op, operand)| Some((op, self.measure(operand)?))).collect();
                operands.into_iter().collect::<Option<_>>().map(Measure::Product)
            }
            ExprKind::Index { of, at, to: None } => {
                let curve = self.curve(of)?;
                let at = self.index(at)?;
                Some(Measure::At { curve, at })
            }
            ExprKind::Index { .. } => self.report(
                Diagnostic::new(Code::Expectation, "a range has many values", expr.span)
                    .help(format!(
                        "say which: `max({})`, `min`, `mean`, `first` or `last`",
                        expr.span.of(self.evaluator.text)
                    ))
                    .fix(self.call_of("max", expr.span)),
            ),
            ExprKind::Call { name, args, args_span } if self.track_number(name).is_some() && args.len() == 1 => {
                let now = format!("{}[{}]", name.text, args[0].span().of(self.evaluator.text));
                let error = takes_no_arguments(&name.text, *args_span);
                let edit = Edit::replace(name.span.to(*args_span), &*now);
                self.report(error.suggest(Fix::unsafely(format!("its value at a tick is `{now}`"), vec![edit])))
            }
            ExprKind::Call { name, args, .. } => match total::of(expr, self.evaluator.scope) {
                Some(sum) => {
                    self.total(&sum)?;
                    let whole = total::is_whole(expr.span.of(self.evaluator.text), expr.span);
                    self.report(whole.fix(self.call_of("max", expr.span)))
                }
                None => self.statistic(name, args, expr),
            },
            ExprKind::Name(name) if self.track_number(name).is_some() => self.report(
                Diagnostic::new(
                    Code::Expectation,
                    format!("`{}` is a whole curve, not a number", name.text),
                    expr.span,
                )
                .help(format!("say which value: `max({0})`, or `{0}[…]` for the one at a tick", name.text))
                .fix(self.call_of("max", expr.span)),
            ),
            _ => match self.evaluator.evaluate_number(expr, &Locals::default())? {
                Value::Number(number) => Some(Measure::Number(number.value())),
                other => self.report(
                    Diagnostic::new(
                        Code::Expectation,
                        format!("`expect` compares numbers, and this is {}", other.kind()),
                        expr.span,
                    )
                    .saying(other.kind())
                    .help("write a number; a time goes in the brackets of a track: `lr[…]`"),
                ),
            },
        }
    }

    fn statistic(&mut self, name: &Path, args: &[Arg], expr: &Expr) -> Option<Measure> {
        let Some(statistic) = Statistic::named(&name.text) else {
            return self.plain(name, expr);
        };
        if let [arg] = args {
            let (curve, from, to) = self.subject(&arg.value)?;
            return Some(Measure::Statistic { statistic, curve, from, to });
        }
        if matches!(statistic, Statistic::Max | Statistic::Min) {
            return self.plain(name, expr);
        }
        self.report(
            Diagnostic::new(
                Code::Expectation,
                format!("`{}` takes one track, or a range of one", name.text),
                expr.span,
            )
            .help(format!("write `{0}(…)` with a track in it, or `{0}(lr[… .. …])` with a range", name.text)),
        )
    }

    /// A call of a function of numbers.
    fn plain(&mut self, function: &Path, expr: &Expr) -> Option<Measure> {
        if let Some(value) = value_in(expr) {
            let message = format!("in an `expect`, `{}` takes no values of tracks", function.text);
            let value_text = value.of(self.evaluator.text);
            return self.report(Diagnostic::new(Code::Expectation, message, value).help(format!(
                "compare the value by itself, from both sides where that is meant: `expect {value_text} < …`, `expect {value_text} > …`"
            )));
        }
        let number = self.evaluator.number_of(expr, &Locals::default(), "a side of a comparison")?;
        Some(Measure::Number(number.value()))
    }

    /// What is written, as the argument of a function.
    fn call_of(&self, function: &str, span: Span) -> Fix {
        let title = format!("write `{function}({})`", span.of(self.evaluator.text));
        Fix::unsafely(title, vec![Edit::insert(span.start, format!("{function}(")), Edit::insert(span.end, ")")])
    }

    /// A track or a sum of some, or a range of one.
    fn subject(&mut self, expr: &Expr) -> Option<(Curve, Option<Index>, Option<Index>)> {
        self.subject = Some(expr.span);
        if let Some(sum) = total::of(expr, self.evaluator.scope) {
            return Some((Curve::Total(self.whole_total(&sum)?), None, None));
        }
        match &expr.kind {
            ExprKind::Paren(inner) => self.subject(inner),
            ExprKind::Name(name) => {
                let track = self.track(name)?;
                if self.run.is_none() && self.tracks[track].form.is_some() {
                    self.needs_run(expr.span, "the whole of a track is its run");
                    return None;
                }
                Some((Curve::Track(track), None, None))
            }
            ExprKind::Index { of, at, to: Some(to) } => {
                let curve = self.curve(of)?;
                let (from, to) = (self.index(at), self.index(to));
                Some((curve, Some(from?), Some(to?)))
            }
            _ => self.report(
                Diagnostic::new(Code::Expectation, "this is neither a track nor a range of one", expr.span)
                    .help("write the name of a track, or a range of one: `lr[… .. …]`"),
            ),
        }
    }

    /// What an index is taken of.
    fn curve(&mut self, of: &Expr) -> Option<Curve> {
        self.subject = Some(of.span);
        match (total::of(of, self.evaluator.scope), &of.kind) {
            (Some(sum), _) => self.total(&sum).map(Curve::Total),
            (None, ExprKind::Name(name)) => self.track(name).map(Curve::Track),
            (None, _) => self.report(total::not_indexed(of.span)),
        }
    }

    /// The tracks that are added up.
    fn total(&mut self, sum: &total::Sum<'_>) -> Option<Arc<[usize]>> {
        let tracks = self.tracks;
        self.totals.tracks(sum, tracks).map_or_else(|error| self.report(error), Some)
    }

    /// The same over the run.
    fn whole_total(&mut self, sum: &total::Sum<'_>) -> Option<Arc<[usize]>> {
        let tracks = self.total(sum)?;
        if self.run.is_none() && tracks.iter().all(|track| self.tracks[*track].form.is_some()) {
            self.needs_run(sum.span, "the sum of whole tracks is over the run");
            return None;
        }
        Some(tracks)
    }

    /// The number of a track in the list of tracks.
    fn track_number(&self, name: &Path) -> Option<usize> {
        match self.evaluator.scope.definitions.get(name.text.as_str()) {
            Some(Definition::Track(index)) => Some(*index),
            _ => None,
        }
    }

    /// The number of a track. A name without a meaning has been reported.
    fn track(&mut self, name: &Path) -> Option<usize> {
        match self.evaluator.scope.lookup(&name.text)? {
            Entity::Definition(_, Definition::Track(number)) => Some(*number),
            _ => self.report(no_track(&name.text, name.span, self.tracks.iter().map(|track| track.name.as_str()))),
        }
    }

    /// Says what needs a run, and what would need none.
    fn needs_run(&mut self, span: Span, why: &str) {
        let subject = self.subject.unwrap_or(span);
        let name = subject.of(self.evaluator.text);
        let meant = match self.is_throughout {
            true => format!("which ticks are meant: `max({name}[0 .. …])`"),
            false if subject == span => format!("which ticks are meant: `{name}[0 .. …]`"),
            false => format!("which tick is meant: `{name}[…]`"),
        };
        if self.run_is_read {
            let message =
                format!("{why}, and how many ticks the run has is not known before it: the loop reads its unit");
            let found = Diagnostic::new(Code::ReadUnit, message, span);
            return self.evaluator.diagnostics.push(found.help(format!("say {meant}")));
        }
        self.evaluator.diagnostics.push(
            Diagnostic::new(Code::MissingRun, format!("{why}, and the file has no `run`"), span)
                .help(format!("say how long the run is, `run = …`, or {meant}")),
        );
    }

    /// An index: a time, or `end` with a duration added to it or taken from it.
    fn index(&mut self, expr: &Expr) -> Option<Index> {
        let (expr_end, offset) = match &expr.kind {
            ExprKind::Paren(inner) => return self.index(inner),
            ExprKind::Sum { first, rest } if is_end(first) => (true, &rest[..]),
            _ => (is_end(expr), &[][..]),
        };
        if !expr_end {
            let value = self.evaluator.evaluate_number(expr, &Locals::default())?;
            let (value, side) = match value {
                // An index counts ticks by nature.
                Value::Number(number) => (self.ticks(number, expr.span)?, Side::Tick),
                other => {
                    let duration = self.evaluator.coerce_duration(&other, expr.span, "an index")?;
                    let share = self.share(duration.share, expr.span)?;
                    if !share.agrees(&duration) {
                        return self.report(self.evaluator.two_clocks(expr.span));
                    }
                    match share.plus(Duration { share: Time::ZERO, ..duration }) {
                        Some(time) => (time.ticks, time.side),
                        None => return self.report(out_of_range(expr.span)),
                    }
                }
            };
            if value.is_negative() {
                return self.report(
                    Diagnostic::new(Code::Expectation, "a schedule has no values before tick 0", expr.span)
                        .saying(format!("tick {value}")),
                );
            }
            if let Side::Read(_) = side {
                return self.report(told_by_readings(expr.span));
            }
            return Some(Index::At(value, side));
        }
        if self.run.is_none() {
            self.needs_run(expr.span, "`end` is the last tick of the run");
            return None;
        }
        let mut time = Time::ZERO;
        for (op, operand) in offset {
            let value = self.evaluator.evaluate_number(operand, &Locals::default())?;
            let by = match value {
                Value::Number(number) => self.ticks(number, operand.span)?,
                other => {
                    let duration = self.evaluator.coerce_duration(&other, operand.span, "an index")?;
                    if duration.side != Side::Tick {
                        return self.report(self.evaluator.two_clocks(operand.span));
                    }
                    duration.ticks
                }
            };
            let moved = match op {
                SumOp::Add => time.plus(by),
                SumOp::Subtract => time.minus(by),
            };
            time = match moved {
                Some(moved) => moved,
                None => return self.report(out_of_range(operand.span)),
            };
        }
        Some(Index::FromEnd(time))
    }

    fn ticks(&mut self, number: Number, span: Span) -> Option<Time> {
        match number.ratio() {
            Some(ratio) => Some(Time::new(ratio)),
            None => self.report(out_of_range(span)),
        }
    }

    /// A share of the run.
    fn share(&mut self, share: Time, span: Span) -> Option<Duration> {
        if share.is_zero() {
            return Some(Duration::ZERO);
        }
        let Some(run) = self.run else {
            self.needs_run(span, "a percentage is a share of the run here");
            return None;
        };
        match run.length.times(share.ratio()) {
            Some(time) => Some(Duration { side: run.side, ..Duration::ticks(time) }),
            None => self.report(out_of_range(span)),
        }
    }
}

/// The first value of a track in an expression.
fn value_in(expr: &Expr) -> Option<Span> {
    if let ExprKind::Index { .. } = &expr.kind {
        return Some(expr.span);
    }
    let mut found = None;
    expr.for_each_child(&mut |child| found = found.or_else(|| value_in(child)));
    found
}

fn is_end(expr: &Expr) -> bool {
    matches!(&expr.kind, ExprKind::Name(name) if name.text == "end")
}

/// What is said of a name that no track has.
pub(super) fn no_track<'t>(name: &str, span: Span, tracks: impl Iterator<Item = &'t str> + Clone) -> Diagnostic {
    let listed: Vec<_> = tracks.clone().take(LISTED_TRACKS).collect();
    let unknown = Diagnostic::new(Code::UnknownName, format!("no track is called `{name}`"), span);
    let otherwise = if listed.is_empty() {
        "the file defines no track: write one, `lr = …`".to_string()
    } else {
        format!("the tracks are: {}", listed.join(", "))
    };
    unknown.meaning(closest(name, tracks), otherwise)
}
