//! Searching the ticks of a function by its bounds, without walking through them.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use super::answers::{Point, Trend};
use super::bounds::{Enclosure, Interval};
use super::budget::Budget;
use super::condition::Condition;
use super::tolerance::Tolerance;

/// Two values that differ by less than this share of the greater one are the same.
pub(super) const ROUNDING: f64 = 1e-14;

/// A function of the tick that can be bounded on a range of ticks.
pub(super) trait Function {
    /// The value at a tick.
    fn value(&self, tick: u64) -> f64;

    /// The values at the ticks from `start` on.
    fn fill(&self, start: u64, values: &mut [f64]) {
        (start..).zip(values).for_each(|(tick, value)| *value = self.value(tick));
    }

    /// Bounds on the ticks from `first` to `last`.
    fn enclose(&self, first: u64, last: u64, budget: &Budget<'_>) -> Enclosure;

    /// What its searches may cost together.
    fn budget(&self) -> &Budget<'_>;

    /// The number of its nodes.
    fn size(&self) -> usize;

    /// The most nodes that are looked at for a value.
    fn work(&self) -> usize;

    /// Parts of the range from `first` to `last`, in order, that have between them every value of the range.
    fn parts(&self, first: u64, last: u64) -> Vec<(u64, u64)> {
        vec![(first, last)]
    }

    /// The first tick of a piece that begins after `first` and not after `last`; of several, the one nearest to
    /// the middle.
    fn seam(&self, _first: u64, _last: u64) -> Option<u64> {
        None
    }

    /// Both halves of a range: it is divided where two pieces meet, or else in the middle.
    fn halves(&self, first: u64, last: u64) -> [(u64, u64); 2] {
        let second = self.seam(first, last).unwrap_or(first + (last - first) / 2 + 1);
        [(first, second - 1), (second, last)]
    }

    /// How far rounding may put the value at a tick off, apart from its own last digits.
    fn noise(&self, _tick: u64) -> f64 {
        0.0
    }
}

/// A range of ticks that may have the greatest value; the most promising is searched first.
struct Candidate {
    bound: f64,
    first: u64,
    last: u64,
    enclosure: Enclosure,
}

impl PartialEq for Candidate {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Candidate {}

impl PartialOrd for Candidate {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Candidate {
    fn cmp(&self, other: &Self) -> Ordering {
        self.bound.total_cmp(&other.bound).then_with(|| other.first.cmp(&self.first))
    }
}

/// What a search that is made once may cost.
pub(super) fn search(function: &impl Function) -> Budget<'_> {
    function.budget().search(function.size())
}

/// The greatest value over a range of ticks and the first tick that has it, and whether that is certain; NaN
/// does not count.
pub(super) fn greatest(function: &impl Function, first: u64, last: u64) -> (Point, bool) {
    let (best, certain) = climb(function, first, last, Tolerance::NONE, ROUNDING, &search(function));
    let (point, found) = first_with(function, first, best);
    (point, certain && found)
}

/// The same, and whether the value is certain, whichever tick has it first.
pub(super) fn greatest_value(function: &impl Function, first: u64, last: u64) -> (Point, bool) {
    let (best, certain) = climb(function, first, last, Tolerance::NONE, ROUNDING, &search(function));
    (first_with(function, first, best).0, certain)
}

/// Several ticks may have a value: the first one that is found, and whether there is none before it.
fn first_with(function: &impl Function, first: u64, best: Point) -> (Point, bool) {
    let reached = Condition::AtLeast(best.value - margin(best.value, best.value));
    let (point, found) = first_where(function, first, best.tick, reached);
    (point.unwrap_or(best), found)
}

/// The greatest value over a range of ticks to within `tolerance`, and a tick that has it; and whether no
/// value is greater by more than that, or by more than the share `precision` of it.
pub(super) fn climb(
    function: &impl Function,
    first: u64,
    last: u64,
    tolerance: Tolerance,
    precision: f64,
    budget: &Budget<'_>,
) -> (Point, bool) {
    let mut best = Point { tick: first, value: f64::NEG_INFINITY };
    let mut heap = BinaryHeap::new();
    let consider = |first: u64, last: u64, best: &mut Point, budget: &Budget<'_>| {
        for tick in [first, last] {
            budget.spend_on_value(function.work());
            let value = function.value(tick);
            if value > best.value {
                *best = Point { tick, value };
            }
        }
        let enclosure = function.enclose(first, last, budget);
        Candidate { bound: enclosure.value.hi, first, last, enclosure }
    };
    // There are no more parts than nodes, so all of them are looked at, whatever this search may cost.
    let for_parts = function.budget().look(function.size());
    let parts = if for_parts.is_spent() { vec![(first, last)] } else { function.parts(first, last) };
    for (first, last) in parts {
        heap.push(consider(first, last, &mut best, &for_parts));
    }
    while !budget.is_spent() {
        let Some(Candidate { bound, first, last, enclosure }) = heap.pop() else { return (best, true) };
        if bound <= best.value + tolerance.at(best.value).max(margin(bound, best.value)) + function.noise(best.tick) {
            return (best, true);
        }
        if last - first <= 1 || is_monotone(&enclosure) {
            continue;
        }
        for (first, last) in function.halves(first, last) {
            let candidate = consider(first, last, &mut best, budget);
            if candidate.bound > best.value {
                heap.push(candidate);
            }
        }
    }
    let left = heap.peek().map_or(f64::NEG_INFINITY, |candidate| candidate.bound);
    (best, left <= best.value + precision * best.value.abs())
}

fn margin(a: f64, b: f64) -> f64 {
    let greater = a.abs().max(b.abs());
    if greater.is_finite() { ROUNDING * greater } else { 0.0 }
}

fn is_monotone(enclosure: &Enclosure) -> bool {
    enclosure.defined && (enclosure.slope.lo >= 0.0 || enclosure.slope.hi <= 0.0)
}

/// What a search does with a range of ticks.
enum Verdict {
    /// There is nothing more to find in it.
    Pass,
    /// Its halves have to be looked at.
    Split,
    /// The search is over.
    Stop,
}

/// What bounds a range, once somebody asks for it.
type Bounds<'b> = &'b dyn Fn() -> Enclosure;

/// Visits ranges of ticks in order, with what bounds them, and the halves of those that the visitor wants to split;
/// whether it came to the end before the budget was spent.
fn in_order(
    function: &impl Function,
    first: u64,
    last: u64,
    backwards: bool,
    visit: &mut dyn FnMut(u64, u64, Bounds<'_>) -> Verdict,
) -> bool {
    let mut stack = vec![(first, last)];
    let budget = search(function);
    while !budget.is_spent() {
        let Some((first, last)) = stack.pop() else { return true };
        budget.spend_on_value(2 * function.work());
        match visit(first, last, &|| function.enclose(first, last, &budget)) {
            Verdict::Pass => {}
            Verdict::Stop => return true,
            Verdict::Split if first == last => {}
            Verdict::Split => {
                let halves = function.halves(first, last);
                stack.extend(if backwards { halves } else { [halves[1], halves[0]] });
            }
        }
    }
    stack.is_empty()
}

/// The first tick whose value meets a condition, and whether the search came to its end.
pub(super) fn first_where(
    function: &impl Function,
    first: u64,
    last: u64,
    condition: Condition,
) -> (Option<Point>, bool) {
    seek(function, first, last, condition, false)
}

/// The last tick whose value meets a condition, and whether the search came to its end.
pub(super) fn last_where(
    function: &impl Function,
    first: u64,
    last: u64,
    condition: Condition,
) -> (Option<Point>, bool) {
    seek(function, first, last, condition, true)
}

fn seek(
    function: &impl Function,
    first: u64,
    last: u64,
    condition: Condition,
    backwards: bool,
) -> (Option<Point>, bool) {
    let mut found = None;
    let complete = in_order(function, first, last, backwards, &mut |first, last, enclose| {
        let (near, far) = if backwards { (last, first) } else { (first, last) };
        let value = function.value(near);
        if condition.holds(value) {
            found = Some(Point { tick: near, value });
            return Verdict::Stop;
        }
        if first == last {
            return Verdict::Pass;
        }
        let enclosure = enclose();
        if !condition.is_possible(&enclosure) {
            return Verdict::Pass;
        }
        if !is_monotone(&enclosure) {
            return Verdict::Split;
        }
        // Between two ends that do not meet it, a monotone function does not meet it either.
        if !condition.holds(function.value(far)) {
            return Verdict::Pass;
        }
        found = Some(turn(function, near, far, condition));
        Verdict::Stop
    });
    (found, complete)
}

/// Where a monotone function begins to meet a condition: it does not at one tick, and does at another one.
fn turn(function: &impl Function, mut without: u64, mut with: u64, condition: Condition) -> Point {
    while without.abs_diff(with) > 1 {
        let middle = without.midpoint(with);
        if condition.holds(function.value(middle)) { with = middle } else { without = middle }
    }
    Point { tick: with, value: function.value(with) }
}

/// What a function does from a tick on.
pub(super) type Course = (u64, Trend);

/// The ranges on which a function rises, falls or stays, in order, each with its first tick; neighbours
/// differ; and whether the search came to its end, which it does when `enough` says so.
pub(super) fn courses(
    function: &impl Function,
    first: u64,
    last: u64,
    enough: impl Fn(&[Course]) -> bool,
) -> (Vec<Course>, bool) {
    let mut courses: Vec<Course> = Vec::new();
    let mut previous: Option<f64> = None;
    // The last course is certain up to this tick.
    let mut reached = first;
    let complete = in_order(function, first, last, false, &mut |first, last, enclose| {
        let enclosure = enclose();
        if first < last && !is_monotone(&enclosure) {
            return Verdict::Split;
        }
        let (start, end) = (function.value(first), function.value(last));
        let seam = previous.and_then(|before| course(before, start));
        let inside = match () {
            () if first == last => None,
            () if enclosure.slope == Interval::ZERO => Some(Trend::Constant),
            () => course(start, end),
        };
        for (tick, course) in [(first, seam), (last, inside)] {
            let Some(course) = course else { continue };
            if courses.last().is_none_or(|(_, last)| *last != course) {
                courses.push((reached, course));
            }
            reached = tick;
        }
        previous = Some(end);
        if enough(&courses) { Verdict::Stop } else { Verdict::Pass }
    });
    (courses, complete)
}

/// Whether a value rises or falls to another one by more than rounding.
fn course(before: f64, after: f64) -> Option<Trend> {
    let change = after - before;
    (change.abs() > margin(before, after)).then_some(if change > 0.0 { Trend::Rising } else { Trend::Falling })
}
