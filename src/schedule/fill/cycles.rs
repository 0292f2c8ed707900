//! Bodies that run again: cycle by cycle, each in bulk.

use num_integer::Integer;

use super::powers::bases;
use super::ramp::ramp;
use super::single::{each, held};
use super::ticks::{Fill, Nows, Ticks};
use crate::schedule::Now;
use crate::schedule::clock::Subticks;
use crate::schedule::eval::weights::mixed;
use crate::schedule::math::{is_plain, pow_int};
use crate::schedule::tree::{Curve, Cycle, Level, Node, Repeat};

/// The number of cycles whose bases are found at once.
const BASES: usize = 32;
/// For fewer cycles than this, a table of powers that is not kept does not pay off.
const FEW: i128 = 16;

/// The most ticks of a cycle whose weights are kept for the next ones: a longer one takes little but for its values.
const SHORT: usize = 64;

/// The body again and again.
pub(super) fn repeat(node: &Node, repeat: &Repeat, run: Ticks, out: &mut [f64], fill: impl Fill) {
    let mut index = 0;
    let same = same_again(repeat, run, out.len());
    let short = ShortRamp::of(repeat, run);
    let mut decayed = Decayed::default();
    while index < out.len() {
        if let Some((ticks, end)) = same.filter(|&(ticks, end)| ticks <= index && index < end) {
            // What is there already is any number of cycles.
            let first = index % ticks;
            let count = (index - first).min(end - index);
            out.copy_within(first..first + count, index);
            index += count;
            continue;
        }
        let Some(cycle) = repeat.cycle(run.at(index), false) else {
            return held(node, run, index, &mut out[index..]);
        };
        let left = out.len() - index;
        if let Some(short) = &short
            && let Some(count) = short.whole_cycles(&cycle, run, left)
        {
            short.fill(node, &cycle, run.from(index), &mut out[index..index + count]);
            index += count;
            continue;
        }
        let base = decayed.base(repeat, &cycle, run.from(index), out.len() - index);
        let (local, count) = if repeat.is_stretched() {
            stretched(repeat, &cycle, run.from(index), left)
        } else {
            let local = Ticks { start: cycle.local.num, ..run };
            (local, local.before(repeat.period, left).max(1))
        };
        let now = run.now(index).map(|now| now.in_cycle(repeat, &cycle));
        let nows = now.as_ref().and_then(|start| Some(Nows { start, skipped: 0, ..run.nows? }));
        let local = Ticks { nows, ..local };
        let cycle = &mut out[index..index + count];
        if repeat.decay == 1.0 || is_plain(base) {
            fill(&repeat.body, Ticks { base, ..local }, cycle);
        } else {
            each(node, run.from(index), cycle);
        }
        index += count;
    }
}

/// A ramp that runs again in few ticks and from a base that decays: the weights of its ends are the same each time.
struct ShortRamp<'r> {
    repeat: &'r Repeat,
    curve: &'r Curve,
    from: Level,
    to: Level,
    length: Subticks,
    /// In a cycle.
    ticks: usize,
}

impl<'r> ShortRamp<'r> {
    fn of(repeat: &'r Repeat, run: Ticks) -> Option<Self> {
        let Node::Ramp { curve, from, to, length } = &repeat.body else { return None };
        let is_weighed = !matches!(curve, Curve::Geometric | Curve::Formula(_));
        let period = run.boundary(repeat.period);
        let decays = !repeat.is_stretched() && repeat.decay != 1.0 && run.nows.is_none() && period % run.step == 0;
        let ticks = usize::try_from(period / run.step).ok().filter(|&ticks| is_weighed && decays && ticks <= SHORT)?;
        Some(Self { repeat, curve, from: *from, to: *to, length: *length, ticks })
    }

    /// For how many ticks whole cycles follow each other, if they are enough and a cycle begins.
    fn whole_cycles(&self, cycle: &Cycle, run: Ticks, left: usize) -> Option<usize> {
        let all = i128::from(self.repeat.count.unwrap_or(u64::MAX)).saturating_sub(cycle.index);
        let cycles = (left / self.ticks).min(usize::try_from(all).unwrap_or(0));
        (cycle.local.num < run.step && cycles as i128 >= FEW).then_some(cycles * self.ticks)
    }

    /// Cycle by cycle. It is not inlined: a deep tree would hold the weights at each level.
    #[inline(never)]
    fn fill(&self, node: &Node, cycle: &Cycle, run: Ticks, out: &mut [f64]) {
        let local = Ticks { start: cycle.local.num, ..run };
        let (mut left, mut gone) = ([0.0; SHORT], [0.0; SHORT]);
        let (left, gone) = (&mut left[..self.ticks], &mut gone[..self.ticks]);
        ramp(self.curve, 1.0, 0.0, self.length, local, left);
        ramp(self.curve, 0.0, 1.0, self.length, local, gone);
        let inside = local.before(self.length, self.ticks);
        let starts = inside > 0 && local.start == 0 && self.curve.starts_at_from();
        for (block, out) in out.chunks_mut(BASES * self.ticks).enumerate() {
            let run = run.from(block * BASES * self.ticks);
            let mut found = [0.0; BASES];
            let found = &mut found[..out.len() / self.ticks];
            let first = cycle.index.saturating_add((block * BASES) as i128);
            bases(run.base, self.repeat.decays(first), self.repeat.decay, run, found);
            run.lanes.run(
                #[inline(always)]
                || {
                    for (&base, values) in found.iter().zip(out.chunks_exact_mut(self.ticks)) {
                        let (from, to) = (self.from.at(base), self.to.at(base));
                        for ((value, &left), &gone) in values.iter_mut().zip(&*left).zip(&*gone) {
                            *value = mixed(from, left, to, gone);
                        }
                        // What a sign of 0 or a product out of range would make another number.
                        values[inside..].fill(to);
                        if starts {
                            values[0] = from;
                        }
                    }
                },
            );
            for (index, (&base, values)) in found.iter().zip(out.chunks_exact_mut(self.ticks)).enumerate() {
                if !is_plain(base) {
                    each(node, run.from(index * self.ticks), values);
                }
            }
        }
    }
}

/// The bases of cycles, some of them found at once.
#[derive(Default)]
struct Decayed {
    first: i128,
    count: usize,
    bases: [f64; BASES],
}

impl Decayed {
    /// The base of a cycle, the first of those that ticks are in.
    fn base(&mut self, repeat: &Repeat, cycle: &Cycle, run: Ticks, ticks: usize) -> f64 {
        if repeat.decay == 1.0 {
            return run.base;
        }
        let before = cycle.index.checked_sub(self.first).and_then(|before| usize::try_from(before).ok());
        if let Some(&base) = before.and_then(|before| self.bases[..self.count].get(before)) {
            return base;
        }
        let cycles = run.offset(ticks) / run.boundary(repeat.period);
        if repeat.is_stretched() || run.tables.is_none() && cycles < FEW {
            return run.base * pow_int(repeat.decay, repeat.decays(cycle.index));
        }
        self.first = cycle.index;
        self.count = usize::try_from(cycles).map_or(BASES, |cycles| cycles.clamp(1, BASES));
        bases(run.base, repeat.decays(cycle.index), repeat.decay, run, &mut self.bases[..self.count]);
        self.bases[0]
    }
}

/// The longest cycle of a node that is computed once and copied, in subticks; 0 where there is none.
pub(in crate::schedule) fn longest_copied(node: &Node) -> Subticks {
    #[expect(clippy::wildcard_enum_match_arm, reason = "others fill their parts a block at a time")]
    match node {
        Node::Chain(segments) => segments.nodes().map(longest_copied).max().unwrap_or(0),
        Node::For { body, .. }
        | Node::Skip { body, .. }
        | Node::Based { body, .. }
        | Node::Scale { body, .. }
        | Node::Rounded { body, .. } => longest_copied(body),
        Node::Repeat(repeat) if !repeat.is_stretched() && repeat.decay == 1.0 => repeat.period,
        _ => 0,
    }
}

/// After how many ticks the values are the same again, and up to which tick; `None` where they are not.
fn same_again(repeat: &Repeat, run: Ticks, count: usize) -> Option<(usize, usize)> {
    let period = run.boundary(repeat.period);
    let same = !repeat.is_stretched() && repeat.decay == 1.0 && run.nows.is_none();
    if !same || period / run.step >= count as i128 {
        return None;
    }
    let ticks = usize::try_from(period / period.gcd(&run.step)).ok()?;
    let all = repeat.count.and_then(|cycles| i128::from(cycles).checked_mul(period));
    Some((ticks, all.map_or(count, |all| run.short_of(all, count))))
}

/// The local times in a stretched cycle, and for how many ticks: all that are in it where they are evenly
/// spaced, and otherwise one.
fn stretched<'a>(repeat: &Repeat, cycle: &Cycle, run: Ticks<'a>, left: usize) -> (Ticks<'a>, usize) {
    let local = Ticks { start: cycle.local.num, scale: cycle.local.scale, ..run };
    if run.scale != 1 {
        return (local, 1);
    }
    let count = match repeat.end_of(cycle.index) {
        Some(end) => run.before(end, left).max(1),
        None => left,
    };
    let at = |index: usize| repeat.within(cycle, run.at(index));
    let Some(second) = at(1).filter(|_| count > 1) else { return (local, 1) };
    let local = Ticks { step: second.local.num - local.start, ..local };
    let even = at(count - 1).is_some_and(|last| last.local == local.at(count - 1));
    // Far out, neighbouring ticks may have the same local time.
    let told_apart = local.step > 0 && second.local.scale == local.scale;
    if even && told_apart { (local, count) } else { (Ticks { step: 1, ..local }, 1) }
}

/// The body up to its turning point, and then backwards.
pub(super) fn mirror(node: &Node, length: Subticks, body: &Node, run: Ticks, out: &mut [f64], fill: impl Fill) {
    let turn = run.boundary(length);
    // At the turn itself it is still the body.
    let there = run.short_of(turn.saturating_add(1), out.len());
    let (forth, back) = out.split_at_mut(there);
    fill(body, run, forth);
    let run = run.from(there);
    let end = turn.saturating_mul(2);
    let returning = run.short_of(end, back.len());
    let (back, after) = back.split_at_mut(returning);
    if let Some(last) = returning.checked_sub(1) {
        let now = run.now(last).map(Now::backwards);
        let nows = now.as_ref().and_then(|start| Some(Nows { start, step: -run.nows?.step, skipped: 0 }));
        fill(body, Ticks { start: end.saturating_sub(run.at(last).num), nows, ..run }, back);
        back.reverse();
    }
    held(node, run, returning, after);
}
