//! The `expect` statements of a file, run against the values of its tracks.

use crate::check::{Curve, Expectation, Expected, Index, Measure, Property, Statistic};
use crate::compile::Compilation;
use crate::diagnostic::{Code, Diagnostic};
use crate::schedule::{Analysis, Budget, Condition, EveryTick, Point, Schedule, Total, Trend, are_close, format_value};
use crate::syntax::ast::{Comparison, ProductOp, SumOp};
use crate::text::Span;
use crate::units::{Side, Time, Units};

/// What became of an `expect` statement.
///
/// ```
/// use lehr::{Overrides, compile};
///
/// let compilation = compile("lr = 0.1 * cosine(10)\nexpect lr[10] == 0\nexpect lr[0] < 0.05", &Overrides::new());
/// let outcomes = compilation.test();
/// assert!(outcomes[0].failure.is_none());
/// assert!(outcomes[1].failure.is_some());
/// assert_eq!(outcomes[1].sides, Some([0.1, 0.05]));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// The statement.
    pub span: Span,
    /// Why it does not hold; `None` where it does.
    pub failure: Option<Diagnostic>,
    /// The values of the two sides; `None` of a statement that does not compare two numbers, or cannot be found out.
    pub sides: Option<[f64; 2]>,
}

/// The two sides of a comparison, and whether what is expected holds.
type Measured = (Option<[f64; 2]>, Result<(), Diagnostic>);

/// How far two equal numbers may be apart, as a share of the larger one.
const TOLERANCE: f64 = 1e-9;
/// How many turns of a curve are looked at in a range.
const TURNS: usize = 1024;

/// A number, and the tick that it comes from.
struct Found {
    value: f64,
    at: Option<Time>,
}

impl Compilation {
    /// Runs the `expect` statements, in the order of the file; those about a track that does not
    /// compile are left out. What all of them cost together is bounded; one that would cost more fails and says so.
    pub fn test(&self) -> Vec<Outcome> {
        let schedules: Vec<_> = self.tracks().map(|track| track.schedule()).collect();
        let budget = Budget::of_file();
        let curves = Curves { schedules, run: self.partial().run(), units: self.partial().units(), budget: &budget };
        self.expectations()
            .iter()
            .filter(|expectation| curves.have_all(&expectation.expected))
            .map(|expectation| curves.outcome(expectation))
            .collect()
    }
}

/// The schedules of a file, by the order of its tracks, and the length of its run.
struct Curves<'c> {
    schedules: Vec<Option<&'c Schedule>>,
    run: Option<Time>,
    units: &'c Units,
    /// What all of the statements may cost together.
    budget: &'c Budget<'c>,
}

impl<'c> Curves<'c> {
    fn have_all(&self, expected: &Expected) -> bool {
        let mut all = true;
        expected.for_each_track(&mut |track| all &= self.schedules[track].is_some());
        all
    }

    fn schedule(&self, track: usize) -> Result<&'c Schedule, String> {
        self.schedules[track].ok_or_else(|| "the track does not compile".to_string())
    }

    fn total(&self, tracks: &[usize]) -> Result<Total<'c>, String> {
        let schedules = tracks.iter().map(|track| self.schedule(*track)).collect::<Result<_, _>>()?;
        Ok(Total::new(schedules, self.budget))
    }

    fn outcome(&self, expectation: &Expectation) -> Outcome {
        let Expectation { span, expected } = expectation;
        let failed = |failure: Diagnostic| Outcome { span: *span, failure: Some(failure), sides: None };
        self.budget.has_refused();
        let outcome = if self.budget.is_spent() { Ok((None, Ok(()))) } else { self.result(expectation, expected) };
        if self.budget.is_spent() || self.budget.has_refused() {
            let message =
                "it takes too long to find out whether this holds, together with the other expectations of the file";
            let failure = Diagnostic::new(Code::ExpectationFailed, message, *span);
            return failed(failure.help("ask about shorter ranges, or nest fewer cycles in each other"));
        }
        match outcome {
            Ok((sides, result)) => Outcome { span: *span, failure: result.err(), sides },
            Err(failure) => failed(failure),
        }
    }

    /// The two sides of a comparison, and whether what is expected holds; an error where it cannot be measured.
    fn result(&self, expectation: &Expectation, expected: &Expected) -> Result<Measured, Diagnostic> {
        let failed = |message: String| Diagnostic::new(Code::ExpectationFailed, message, expectation.span);
        match expected {
            Expected::Comparison { left, op, right } => {
                let (left, right) = (self.measure(left).map_err(failed)?, self.measure(right).map_err(failed)?);
                let sides = Some([left.value, right.value]);
                if holds(left.value, *op, right.value) {
                    return Ok((sides, Ok(())));
                }
                let at = |found: &Found| match found.at {
                    Some(tick) => format!(" at tick {}", tick.written()),
                    None => String::new(),
                };
                let diagnostic = failed(format!(
                    "expected {}, found {}{}",
                    wanted(*op, right.value, &at(&right)),
                    format_value(left.value),
                    at(&left)
                ));
                let difference = (left.value - right.value).abs() / left.value.abs().max(right.value.abs());
                let is_equal = difference.is_finite() && *op == Comparison::Equal;
                let off = is_equal.then(|| format!("off by {}", percentage(difference)));
                Ok((sides, Err(off.into_iter().fold(diagnostic, Diagnostic::saying))))
            }
            Expected::Throughout { tracks, op, number } => {
                let number = self.measure(number).map_err(failed)?.value;
                let (first, last) = self.range(None, None).map_err(failed)?;
                let total = self.total(tracks).map_err(failed)?;
                let Some(Point { tick, value }) = first_other(&total, first, last, *op, number) else {
                    return Ok((None, Ok(())));
                };
                Err(failed(format!(
                    "expected {} at every tick, found {} at tick {}",
                    wanted(*op, number, ""),
                    format_value(value),
                    Time::from(tick).written()
                )))
            }
            Expected::Property { property, track, from, to } => {
                let schedule = self.schedule(*track).map_err(failed)?.analysis(self.budget);
                let (first, last) = self.range(*from, *to).map_err(failed)?;
                let holds = match property {
                    Property::Continuous => continuous(schedule, first, last),
                    Property::Increasing => monotonic(schedule, first, last, Trend::Rising),
                    Property::Decreasing => monotonic(schedule, first, last, Trend::Falling),
                };
                Ok((None, holds.map_err(failed)))
            }
        }
    }

    fn measure(&self, measure: &Measure) -> Result<Found, String> {
        let plain = |value| Found { value, at: None };
        Ok(match measure {
            Measure::Number(value) => plain(*value),
            Measure::At { curve, at } => {
                let at = self.time(*at)?;
                let value = match curve {
                    Curve::Track(track) => self.schedule(*track)?.analysis(self.budget).value_at(at),
                    Curve::Total(tracks) => self.total(tracks)?.value_at(at),
                };
                Found { value, at: Some(at) }
            }
            Measure::Statistic { statistic, curve, from, to } => {
                let range = self.range(*from, *to)?;
                match curve {
                    Curve::Track(track) => {
                        let curve = self.schedule(*track)?.analysis(self.budget);
                        let mean = |first, last| curve.mean(first, last);
                        of_curve(*statistic, &curve, |tick| curve.value(tick), mean, range)
                    }
                    Curve::Total(tracks) => {
                        let curve = self.total(tracks)?;
                        let mean = |first, last| curve.mean(first, last);
                        of_curve(*statistic, &curve, |tick| curve.value(tick), mean, range)
                    }
                }
            }
            Measure::Negate(inner) => plain(-self.measure(inner)?.value),
            Measure::Sum(terms) => terms.iter().try_fold(plain(0.0), |sum, (op, term)| {
                let term = self.measure(term)?.value;
                let value = if *op == SumOp::Add { sum.value + term } else { sum.value - term };
                Ok::<_, String>(plain(value))
            })?,
            Measure::Product(factors) => factors.iter().try_fold(plain(1.0), |product, (op, factor)| {
                let factor = self.measure(factor)?.value;
                let value = if *op == ProductOp::Multiply { product.value * factor } else { product.value / factor };
                Ok::<_, String>(plain(value))
            })?,
        })
    }

    fn time(&self, index: Index) -> Result<Time, String> {
        let time = match index {
            Index::At(time, side) => {
                self.units.in_ticks(time, side).ok_or("this time is too large to be held exactly")?
            }
            Index::FromEnd(offset) => {
                let end = self.run.map(|run| Time::whole(run.ceil() - 1));
                end.and_then(|end| end.plus(offset)).ok_or("the run has no end")?
            }
        };
        if time.is_negative() || time.ceil() > i128::from(u64::MAX) {
            return Err(format!("there is no tick {}", time.written()));
        }
        Ok(time)
    }

    /// The first and the last tick of a range.
    fn range(&self, from: Option<Index>, to: Option<Index>) -> Result<(u64, u64), String> {
        let from = self.time(from.unwrap_or(Index::At(Time::ZERO, Side::Tick)))?;
        let to = self.time(to.unwrap_or(Index::FromEnd(Time::ZERO)))?;
        let tick = |tick: i128| u64::try_from(tick).map_err(|_| format!("there is no tick {tick}"));
        let (first, last) = (tick(from.ceil())?, tick(to.floor())?);
        if last < first {
            return Err(format!("no tick lies in the range from {} to {}", from.written(), to.written()));
        }
        Ok((first, last))
    }
}

/// A statistic of a curve, whose `value` and `mean` are asked for where they are needed.
fn of_curve(
    statistic: Statistic,
    curve: &impl EveryTick,
    value: impl Fn(u64) -> f64,
    mean: impl Fn(u64, u64) -> f64,
    (first, last): (u64, u64),
) -> Found {
    let found = |Point { tick, value }: Point| Found { value, at: Some(Time::from(tick)) };
    let at = |tick: u64| found(Point { tick, value: value(tick) });
    match statistic {
        Statistic::First => at(first),
        Statistic::Last => at(last),
        Statistic::Mean => Found { value: mean(first, last), at: None },
        Statistic::Max | Statistic::Min => {
            let no_number = curve.first_of_all(first, last, Condition::NotANumber);
            found(no_number.unwrap_or_else(|| match statistic {
                Statistic::Max => curve.highest_of_all(first, last),
                _ => curve.lowest_of_all(first, last),
            }))
        }
    }
}

/// The first tick at which a sum does not compare with a number as it should.
fn first_other(total: &Total<'_>, first: u64, last: u64, op: Comparison, number: f64) -> Option<Point> {
    let [least, greatest] = equal_to(number);
    let wrong: &[Condition] = match op {
        Comparison::Equal | Comparison::NotEqual => &[Condition::Below(least), Condition::Above(greatest)],
        Comparison::Less => &[Condition::AtLeast(number)],
        Comparison::LessOrEqual => &[Condition::Above(greatest)],
        Comparison::Greater => &[Condition::AtMost(number)],
        Comparison::GreaterOrEqual => &[Condition::Below(least)],
    };
    let no_number = total.first_of_all(first, last, Condition::NotANumber);
    let found = wrong.iter().filter_map(|wrong| total.first_of_all(first, last, *wrong));
    found.chain(no_number).min_by_key(|point| point.tick)
}

/// The least and the greatest number that are equal to a number.
fn equal_to(number: f64) -> [f64; 2] {
    let [nearer, further] = [number * (1.0 - TOLERANCE), number / (1.0 - TOLERANCE)];
    if number < 0.0 { [further, nearer] } else { [nearer, further] }
}

/// Whether two numbers compare as they should. What is not a number does not compare with anything.
fn holds(left: f64, op: Comparison, right: f64) -> bool {
    let equal = are_close(left, right, TOLERANCE);
    match op {
        Comparison::Equal => equal,
        Comparison::NotEqual => left.partial_cmp(&right).is_some() && !equal,
        Comparison::Less => left < right,
        Comparison::LessOrEqual => left <= right || equal,
        Comparison::Greater => left > right,
        Comparison::GreaterOrEqual => left >= right || equal,
    }
}

fn wanted(op: Comparison, value: f64, at: &str) -> String {
    let relation = match op {
        Comparison::Equal => "",
        Comparison::NotEqual => "anything but ",
        Comparison::Less => "less than ",
        Comparison::LessOrEqual => "at most ",
        Comparison::Greater => "more than ",
        Comparison::GreaterOrEqual => "at least ",
    };
    format!("{relation}{}{at}", format_value(value))
}

fn percentage(ratio: f64) -> String {
    let percent = ratio * 100.0;
    if percent >= 0.01 { format!("{percent:.2}%") } else { format!("{percent:.1e}%") }
}

/// Whether the values never go the other way, by more than two equal numbers may differ.
fn monotonic(schedule: Analysis<'_>, first: u64, last: u64, trend: Trend) -> Result<(), String> {
    let (name, other) = match trend {
        Trend::Rising => ("increasing", Trend::Falling),
        _ => ("decreasing", Trend::Rising),
    };
    let broken = |point: &Point| {
        let slack = TOLERANCE * point.value.abs();
        let beyond = match other {
            Trend::Rising => Condition::Above(point.value + slack),
            _ => Condition::Below(point.value - slack),
        };
        schedule.first_where(point.tick, last, beyond)
    };
    let no_number = schedule.first_of_all(first, last, Condition::NotANumber);
    let turns = schedule.turns(first, last, TURNS);
    let wrong = turns.iter().filter(|(_, course)| *course == other).find_map(|(point, _)| broken(point));
    let Some(Point { tick, value }) = no_number.or(wrong) else { return Ok(()) };
    let before = tick.saturating_sub(1);
    Err(format!(
        "expected {name} values, found {} at tick {} and {} at tick {}",
        format_value(schedule.value(before)),
        Time::from(before).written(),
        format_value(value),
        Time::from(tick).written()
    ))
}

fn continuous(schedule: Analysis<'_>, first: u64, last: u64) -> Result<(), String> {
    if let Some(Point { tick, value }) = schedule.first_of_all(first, last, Condition::NotANumber) {
        let tick = Time::from(tick);
        return Err(format!("expected no jumps, found {} at tick {}", format_value(value), tick.written()));
    }
    let mut jumps = schedule.jumps(first, last);
    let jump = jumps.find(|jump| !holds(jump.before, Comparison::Equal, jump.after));
    let jump = jump.or_else(|| schedule.first_rounded_jump(first, last));
    match jump {
        None => Ok(()),
        Some(jump) => Err(format!(
            "expected no jumps, found one from {} to {} at tick {}",
            format_value(jump.before),
            format_value(jump.after),
            jump.at.written()
        )),
    }
}
