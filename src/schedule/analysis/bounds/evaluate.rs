//! The bounds of each kind of node in a window.

use super::enclosure::{Enclosure, amount};
use super::formula::formula_on;
use super::interval::Interval;
use super::ramp::{cosine_slope, ramp};
use super::seen::Seen;
use super::window::Window;
use crate::schedule::analysis::budget::Budget;
use crate::schedule::clock::{Subticks, to_f64};
use crate::schedule::eval::{Context, Side, value};
use crate::schedule::math;
use crate::schedule::sizes::Crossing;
use crate::schedule::tree::{Chain, Curve, Formula, Interpolation, Level, Node, Noise, OfFormula, Repeat};

/// With more segments in a window than this, the slopes between them are not bounded.
const SEAMS: usize = 64;
/// In standard deviations, beyond the largest normal deviate that can be drawn.
const NORMAL_LIMIT: f64 = 8.3;

/// What noise costs. Its bounds are no closer in shorter windows, so looking at many of them is no use.
const NOISE: u64 = 25;
/// A value of a part of a schedule looks at no more nodes than this, of however many the whole has.
const DEEP: usize = 64;
/// What powers at both ends cost, or finding the cycles of both ends, in nodes.
const POWERS: u64 = 8;

/// The drops of a node in a window.
struct Staircase {
    from: Level,
    /// What each drop multiplies by.
    gamma: f64,
    drops: i128,
}

/// Bounds nodes in windows of time; `base` holds all bases that a node may have there.
#[derive(Clone, Copy)]
pub(crate) struct BoundsEvaluator<'e> {
    pub(crate) resolution: u64,
    /// Each node that is looked at is charged to it.
    pub(crate) budget: &'e Budget<'e>,
    /// The most nodes that are looked at for a value of the whole schedule.
    pub(crate) work: usize,
    /// When formulas see other tracks; `None` where none takes their values.
    pub(crate) seen: Option<Seen>,
}

impl BoundsEvaluator<'_> {
    pub(crate) fn node(self, node: &Node, on: Window, base: Interval) -> Enclosure {
        if self.budget.is_spent() {
            return Enclosure::unknown();
        }
        self.budget.spend(1);
        self.look(node, on, base)
    }

    fn look(self, node: &Node, on: Window, base: Interval) -> Enclosure {
        #[cfg(test)]
        crate::schedule::work::count(1);
        match node {
            Node::Hold(level) | Node::Driven { from: level, .. } => Enclosure::constant(amount(*level, base)),
            Node::Stages { .. } => Enclosure::unknown(),
            Node::Ramp { curve, from, to, length } => self.ramp(node, (curve, &[]), (*from, *to), *length, on, base),
            Node::Step { from, size, gamma } => {
                let size = on.boundary(*size);
                let drops = on.last / size - on.first / size;
                self.staircase(node, Staircase { from: *from, gamma: *gamma, drops }, on, base)
            }
            Node::Multistep { from, milestones, gamma } => {
                let passed = |num: i128| milestones.partition_point(|&milestone| on.boundary(milestone) <= num);
                let drops = (passed(on.last) - passed(on.first)) as i128;
                self.staircase(node, Staircase { from: *from, gamma: *gamma, drops }, on, base)
            }
            Node::Exponential { every, gamma, .. } => {
                self.budget.spend(POWERS);
                let value = self.ends(node, on, base);
                let slope = value.times(libm::log(*gamma) / to_f64(*every) * on.rate);
                Enclosure::new(value, slope)
            }
            Node::Piecewise { boundaries, values, interpolation } => {
                self.piecewise(node, boundaries, values, *interpolation, on, base)
            }
            Node::Factor { from, formula } => self.factor(*from, formula, &[], on, base),
            Node::InverseSqrt { from, timescale, shift } => {
                let (timescale, shift) = (to_f64(*timescale), to_f64(*shift));
                let derivative = |t: f64| -0.5 / timescale * libm::pow(1.0 + (t + shift) / timescale, -1.5);
                self.falling(node, *from, derivative, on, base)
            }
            Node::InverseTime { from, every, rate } => {
                let rate = rate / to_f64(*every);
                let derivative = |t: f64| -rate * libm::pow(1.0 + rate * t, -2.0);
                self.falling(node, *from, derivative, on, base)
            }
            Node::Noise { from, noise, .. } => self.noise(*from, *noise, on, base),
            Node::Chain(segments) => self.chain(node, segments, on, base),
            Node::For { length, body } => {
                let (inside, after) = on.split(*length);
                let inside = inside.map(|on| (on, self.node(body, on, base)));
                let after = after.map(|on| (on, self.held(node, on, base)));
                self.joined(node, base, inside.into_iter().chain(after))
            }
            Node::Skip { by, body } => self.since(-*by).node(body, on.ahead(*by), base),
            Node::Mirror { length, body } => self.mirror(node, *length, body, on, base),
            Node::Every { by, body } => self.every(*by, body, on, base),
            Node::Repeat(repeat) => {
                self.budget.spend(POWERS);
                self.repeat(node, repeat, on, base)
            }
            Node::Product { carrier, factors } => factors
                .iter()
                .map(|factor| self.node(factor, on, Interval::point(1.0)))
                .fold(self.node(carrier, on, base), Enclosure::product),
            Node::Sum(terms) => {
                let terms = terms.iter().map(|(sign, term)| self.node(term, on, base).times(Interval::point(*sign)));
                terms.reduce(Enclosure::plus).unwrap_or_else(Enclosure::unknown)
            }
            Node::Min(parts) => {
                let parts = parts.iter().map(|part| self.node(part, on, base));
                parts.reduce(Enclosure::lesser).unwrap_or_else(Enclosure::unknown)
            }
            Node::Max(parts) => {
                let parts = parts.iter().map(|part| self.node(part, on, base));
                parts.reduce(Enclosure::greater).unwrap_or_else(Enclosure::unknown)
            }
            Node::Rounded { how, to, body } => self.node(body, on, base).rounded(*how, *to),
            Node::Scale { by, body } => self.node(body, on, base).times(Interval::point(*by)),
            Node::Clock { crossing, body } => self.clock(crossing, body, on, base),
            Node::Based { base, is_track: false, body } => self.node(body, on, Interval::point(*base)),
            Node::Based { base, is_track: true, body } => {
                Self { seen: Some(Seen::After(0)), ..self }.node(body, on, Interval::point(*base))
            }
            Node::Coupled { body, tracks } => self.coupled(node, body, tracks, on, base),
        }
    }

    fn mirror(self, node: &Node, length: Subticks, body: &Node, on: Window, base: Interval) -> Enclosure {
        let (there, back) = on.split(length);
        let (back, after) = back.map_or((None, None), |on| on.split(length.saturating_mul(2)));
        let there = there.map(|on| (on, self.node(body, on, base)));
        let back = back.map(|on| (on, self.within(on).node(body, on.mirrored(length), base)));
        let after = after.map(|on| (on, self.held(node, on, base)));
        self.joined(node, base, there.into_iter().chain(back).chain(after))
    }

    /// In a node that starts at a local time.
    fn since(self, start: Subticks) -> Self {
        Self { seen: self.seen.map(|seen| seen.since(start)), ..self }
    }

    /// In a node whose local time is not told by that of the track, in the window `on`.
    fn within(self, on: Window) -> Self {
        Self { seen: self.seen.map(|seen| seen.within(on, self.resolution)), ..self }
    }

    /// A formula, by the bounds of the tracks that it takes the values of.
    fn coupled(self, node: &Node, body: &Node, tracks: &[Node], on: Window, base: Interval) -> Enclosure {
        let (there, resolution, is_exact) = match self.seen {
            Some(Seen::After(time)) => (on.ahead(time), self.resolution, true),
            Some(Seen::Within(there, resolution)) => (there, resolution, false),
            Some(Seen::Anytime) | None => return Enclosure::unknown(),
        };
        let evaluator = Self { resolution, seen: Some(Seen::After(0)), ..self };
        let track = |track: &Node| {
            let bounds = evaluator.node(track, there, Interval::point(1.0));
            // Of a longer window, and perhaps on another clock, the direction alone is known.
            if is_exact { bounds } else { Enclosure { slope: bounds.slope.signs(), ..bounds } }
        };
        let tracks: Vec<_> = tracks.iter().map(track).collect();
        match body.of_formula() {
            Some(OfFormula::Factor { from, formula }) => self.factor(from, formula, &tracks, on, base),
            Some(OfFormula::Ramp { curve, from, to, length, .. }) => {
                self.ramp(node, (curve, &tracks), (from, to), length, on, base)
            }
            None => Enclosure::unknown(),
        }
    }

    /// A node on another clock.
    fn clock(self, crossing: &Crossing, body: &Node, on: Window, base: Interval) -> Enclosure {
        let Some((there, pace)) = on.crossed(crossing, self.resolution) else { return Enclosure::unknown() };
        let inner = Self { resolution: crossing.resolution, ..self.within(on) }.node(body, there, base);
        Enclosure { slope: inner.slope * pace, ..inner }
    }

    /// The value of a node at a time; NaN where it follows from that of the track, and this is not known.
    fn value(self, node: &Node, on: &Window, num: i128, base: f64) -> f64 {
        let now = self.seen.and_then(|seen| seen.now(on, num, self.resolution));
        let context = Context { resolution: self.resolution, side: Side::At, controllers: &[], now: now.as_ref() };
        value(node, on.instant(num), base, context)
    }

    /// The values of a node at a time, for all bases.
    fn at(self, node: &Node, on: Window, num: i128, base: Interval) -> Interval {
        base.through(|base| self.value(node, &on, num, base))
    }

    /// The values of a node that rises or falls throughout.
    pub(crate) fn ends(self, node: &Node, on: Window, base: Interval) -> Interval {
        self.at(node, on, on.first, base).hull(self.at(node, on, on.last, base))
    }

    /// A node that holds throughout.
    fn held(self, node: &Node, on: Window, base: Interval) -> Enclosure {
        self.budget.spend_on_value(self.work.min(DEEP));
        Enclosure::constant(self.at(node, on, on.first, base))
    }

    fn ramp(
        self,
        node: &Node,
        (curve, tracks): (&Curve, &[Enclosure]),
        (from, to): (Level, Level),
        length: Subticks,
        on: Window,
        base: Interval,
    ) -> Enclosure {
        let (inside, after) = on.split(length);
        let inside = inside.map(|on| {
            if let Curve::Formula(formula) = curve {
                self.budget.spend(formula.ops().len() as u64);
            }
            let value = || self.ends(node, on, base);
            (on, ramp((curve, tracks), (from, to), length, self.resolution, on, base, value))
        });
        let after = after.map(|on| (on, Enclosure::constant(amount(to, base))));
        self.joined(node, base, inside.into_iter().chain(after))
    }

    fn factor(self, from: Level, formula: &Formula, tracks: &[Enclosure], on: Window, base: Interval) -> Enclosure {
        self.budget.spend(formula.ops().len() as u64);
        let (first, last) = on.bounds();
        let resolution = self.resolution as f64;
        let ticks = Interval::between(first / resolution, last / resolution);
        let argument = Enclosure::new(ticks, Interval::point(on.rate / resolution));
        formula_on(formula, argument, tracks).times(amount(from, base))
    }

    /// A node that falls throughout, ever more slowly; `derivative` is that of its factor.
    fn falling(
        self,
        node: &Node,
        from: Level,
        derivative: impl Fn(f64) -> f64,
        on: Window,
        base: Interval,
    ) -> Enclosure {
        let (first, last) = on.bounds();
        let derivative = Interval::between(derivative(first), derivative(last));
        Enclosure::new(self.ends(node, on, base), derivative.times(on.rate) * amount(from, base))
    }

    fn noise(self, from: Level, noise: Noise, on: Window, base: Interval) -> Enclosure {
        self.budget.spend(NOISE);
        let most = match noise {
            Noise::Normal { std, limit } => limit.unwrap_or(f64::INFINITY).min(NORMAL_LIMIT * std),
            Noise::Uniform { range } => range,
        };
        let slope = if on.first == on.last { Interval::ZERO } else { Interval::ALL };
        Enclosure::new(amount(from, base) * Interval { lo: 1.0 - most, hi: 1.0 + most }, slope)
    }

    fn every(self, by: Subticks, body: &Node, on: Window, base: Interval) -> Enclosure {
        let sampled = on.sampled(by);
        let body = Self { seen: self.seen.map(Seen::sampled), ..self }.node(body, sampled, base);
        let slope = if sampled.first == sampled.last { Interval::ZERO } else { body.slope.signs() };
        Enclosure { slope, ..body }
    }

    /// A node in windows that follow one another.
    fn joined(self, node: &Node, base: Interval, parts: impl Iterator<Item = (Window, Enclosure)>) -> Enclosure {
        let mut whole: Option<(Window, Enclosure)> = None;
        for (on, part) in parts {
            whole = Some(match whole {
                None => (on, part),
                Some((before, enclosure)) => {
                    let seam = self.slope_between(node, before.last, on, base);
                    (on, enclosure.joined(part, seam))
                }
            });
        }
        whole.map_or_else(Enclosure::unknown, |(_, enclosure)| enclosure)
    }

    /// The slope of a node from a time to the first one of the window after it.
    fn slope_between(self, node: &Node, before: i128, on: Window, base: Interval) -> Interval {
        if !matches!(node, Node::Ramp { .. }) {
            self.budget.spend_on_value(2 * self.work.min(DEEP));
        }
        let distance = on.distance(before, on.first);
        let rise = |base: f64| {
            let at = |num: i128| self.value(node, &on, num, base);
            at(on.first) - at(before)
        };
        base.through(|base| rise(base) / distance)
    }

    /// Drops one after another, all of them by the same factor.
    fn staircase(self, node: &Node, staircase: Staircase, on: Window, base: Interval) -> Enclosure {
        self.budget.spend(POWERS);
        let Staircase { from, gamma, drops } = staircase;
        let (first, last) = (self.at(node, on, on.first, base), self.at(node, on, on.last, base));
        if drops == 0 {
            return Enclosure::constant(first);
        }
        let value = first.hull(last);
        if gamma >= 0.0 {
            let direction = if gamma < 1.0 { -1.0 } else { 1.0 };
            let direction = if on.rate < 0.0 { -direction } else { direction };
            return Enclosure::new(value, amount(from, base).times(direction).signs());
        }
        // It changes its sign at every step, and is largest at one of the ends or next to it.
        let reach = value.lo.abs().max(value.hi.abs()) * gamma.abs().max(1.0 / gamma.abs()).max(1.0);
        Enclosure::new(Interval { lo: -reach, hi: reach }, Interval::ALL)
    }

    fn piecewise(
        self,
        node: &Node,
        boundaries: &[Subticks],
        values: &[Level],
        interpolation: Interpolation,
        on: Window,
        base: Interval,
    ) -> Enclosure {
        let passed = |num: i128| boundaries.partition_point(|&boundary| on.boundary(boundary) <= num);
        let (first, last) = (passed(on.first), passed(on.last));
        let value = |index: usize| amount(values.get(index).copied().unwrap_or_default(), base);
        let ends = self.ends(node, on, base);
        if interpolation == Interpolation::None {
            let slope = if first == last { Interval::ZERO } else { Interval::ALL };
            return Enclosure::new((first..=last).map(value).fold(ends, Interval::hull), slope);
        }
        let knots = (first + 1..=last).map(value).fold(ends, Interval::hull);
        let slopes = (first..=last).filter_map(|index| {
            let end = boundaries.get(index)?;
            let start = if index == 0 { 0 } else { *boundaries.get(index - 1)? };
            let length = to_f64(end - start);
            let rise = (value(index + 1) - value(index)).times(on.rate / length);
            Some(match interpolation {
                _ if length == 0.0 => Interval::ALL,
                Interpolation::None => Interval::ALL,
                Interpolation::Linear => rise,
                Interpolation::Cosine => {
                    let (from, to) = on.bounds();
                    let share = |time: f64| ((time - to_f64(start)) / length).clamp(0.0, 1.0);
                    rise * cosine_slope(share(from), share(to))
                }
            })
        });
        let constant = (last == boundaries.len()).then_some(Interval::ZERO);
        let slope = slopes.chain(constant).reduce(Interval::hull).unwrap_or(Interval::ZERO);
        Enclosure::new(knots, slope)
    }

    fn chain(self, node: &Node, segments: &Chain, on: Window, base: Interval) -> Enclosure {
        let begun = |num: i128| segments.begun(on.instant(num), false).max(1);
        let (first, last) = (begun(on.first) - 1, begun(on.last));
        let mut rest = Some(on);
        let parts = (first..last).filter_map(|index| {
            let segment = segments.get(index)?;
            let (now, later) = match segment.end {
                Some(end) => rest?.split(end),
                None => (rest, None),
            };
            rest = later;
            now.map(|on| (on, self.since(segment.start).node(segment.node, on.since(segment.start), base)))
        });
        if last - first <= SEAMS {
            return self.joined(node, base, parts);
        }
        let whole = parts.map(|(_, part)| part).reduce(|whole, part| whole.joined(part, Interval::ALL));
        whole.unwrap_or_else(Enclosure::unknown)
    }

    fn repeat(self, node: &Node, repeat: &Repeat, on: Window, base: Interval) -> Enclosure {
        let (first, last) = (repeat.cycle(on.instant(on.first), false), repeat.cycle(on.instant(on.last), false));
        let Some(first) = first else { return Enclosure::constant(self.at(node, on, on.first, base)) };
        let ratio = {
            let (p, q) = repeat.stretch();
            f64::from(p) / f64::from(q)
        };
        let decayed = |from: i128, to: i128| {
            let bases = [from, to, from.saturating_add(1).min(to), to.saturating_sub(1).max(from)];
            let decays = bases.map(|index| Interval::point(math::pow_int(repeat.decay, repeat.decays(index))));
            decays.into_iter().reduce(Interval::hull).unwrap_or(Interval::ALL) * base
        };
        if let Some(last) = &last
            && last.index == first.index
            && last.local.scale == first.local.scale
        {
            let stretch = if repeat.is_stretched() { libm::pow(ratio, first.index as f64) } else { 1.0 };
            let inside = if repeat.is_stretched() {
                self.within(on)
            } else {
                self.since(repeat.period().saturating_mul(first.index))
            };
            return inside.node(repeat.body(), on.in_cycle(&first, last, stretch), decayed(first.index, first.index));
        }
        let last_index = match (&last, repeat.count()) {
            (Some(last), _) => last.index,
            (None, count) => count.map_or(i128::MAX, |count| i128::from(count) - 1),
        };
        if !repeat.is_stretched() && last.is_some() && last_index == first.index + 1 {
            let start = repeat.period().saturating_mul(last_index);
            let (before, after) = on.split(start);
            let cycle = |on: Window, index: i128| {
                let start = repeat.period().saturating_mul(index);
                (on, self.since(start).node(repeat.body(), on.since(start), decayed(index, index)))
            };
            let parts =
                before.map(|on| cycle(on, first.index)).into_iter().chain(after.map(|on| cycle(on, last_index)));
            return self.joined(node, base, parts);
        }
        let cycles =
            if repeat.is_stretched() { on.of_any_cycle(repeat.period()) } else { on.of_cycles(repeat.period()) };
        let whole = self.within(on).node(repeat.body(), cycles, decayed(first.index, last_index));
        let ends = self.ends(node, on, base);
        Enclosure { value: whole.value.hull(ends), slope: Interval::ALL, ..whole }
    }
}
