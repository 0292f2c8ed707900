//! Decays without an end, at many ticks.

use num_integer::Integer;

use super::formula;
use super::powers::powers;
use super::single::{check, each, one};
use super::tables::with_table;
use super::ticks::{EXACT, Exact, Ticks};
use crate::schedule::clock::Subticks;
use crate::schedule::math::{Powers, is_plain, log2, raised_in_part};
use crate::schedule::tree::{Formula, Node};

/// For fewer ticks than this, a table of powers does not pay off.
const FEW: usize = 16;
/// The most parts of a whole power that are kept for the next ones.
const FEW_PARTS: usize = 256;
/// The number of ticks that are raised together.
const BLOCK: usize = 128;

/// `from / sqrt(1 + (t + shift) / timescale)`
pub(super) fn inverse_sqrt(node: &Node, from: f64, timescale: Subticks, shift: Subticks, run: Ticks, out: &mut [f64]) {
    let timescale = run.boundary(timescale);
    let later = Ticks { start: run.start.saturating_add(timescale).saturating_add(run.boundary(shift)), ..run };
    match later.exact(out.len(), timescale) {
        Some(Exact { first, step, end }) => run.lanes.tabulate(
            out,
            first,
            step,
            #[inline(always)]
            move |sum| (end / sum).sqrt() * from,
        ),
        None => each(node, run, out),
    }
}

/// `from / (1 + rate * t / every)`
pub(super) fn inverse_time(node: &Node, from: f64, every: Subticks, rate: f64, run: Ticks, out: &mut [f64]) {
    match run.exact(out.len(), run.boundary(every)) {
        Some(Exact { first, step, end }) => run.lanes.tabulate(
            out,
            first,
            step,
            #[inline(always)]
            move |time| 1.0 / (1.0 + rate * (time / end)) * from,
        ),
        None => each(node, run, out),
    }
}

/// `from * formula(t)`, t in ticks.
pub(super) fn factor(node: &Node, from: f64, formula: &Formula, run: Ticks, out: &mut [f64]) {
    match run.exact(out.len(), run.scale.saturating_mul(run.resolution.into())) {
        Some(times) => {
            formula::factor(formula, from, times, &[], run.lanes, out);
            check(run, out);
        }
        None => each(node, run, out),
    }
}

/// `from * gamma ^ (t / every)`.
pub(super) fn exponential(node: &Node, from: f64, every: Subticks, gamma: f64, run: Ticks, out: &mut [f64]) {
    let every = run.boundary(every);
    if out.len() < FEW {
        return each(node, run, out);
    }
    if run.start % every == 0 && run.step == every {
        return powers(node, from, run.start / every, gamma, run, out);
    }
    let parts = u64::try_from(run.start).ok().zip(u64::try_from(run.step).ok()).zip(u64::try_from(every).ok());
    match parts {
        Some(((start, step), every)) if i128::from(every) <= EXACT => {
            with_table(gamma, run.tables, run.lanes, |table| {
                parts_of_powers(table, node, (from, gamma), (start, step, every), run, out);
            });
        }
        _ => each(node, run, out),
    }
}

/// `from * gamma ^ ((start + n * step) / every)`: whole powers, times those of the parts between them.
fn parts_of_powers(
    powers: &mut Powers,
    node: &Node,
    (from, gamma): (f64, f64),
    (start, step, every): (u64, u64, u64),
    run: Ticks,
    out: &mut [f64],
) {
    let (logarithm, end) = (log2(gamma), every as f64);
    // Few parts come again and again, and are raised once.
    let unit = every.gcd(&step);
    let few = usize::try_from(every / unit).ok().filter(|few| *few <= FEW_PARTS && 4 * few <= out.len());
    let mut kept = [0.0; FEW_PARTS];
    run.lanes.tabulate(
        &mut kept[..few.unwrap_or(0)],
        (start % unit) as f64,
        unit as f64,
        #[inline(always)]
        move |part| raised_in_part(gamma, logarithm, part / end),
    );
    let mut next = Parted { whole: start / every, rest: start % every, step, every };
    let mut index = 0;
    while index < out.len() {
        let (first, run) = (next.whole, run.from(index));
        let count = BLOCK.min(out.len() - index);
        let (mut raised, mut parts) = ([1.0; BLOCK], [0.0; BLOCK]);
        let mut filled = 0;
        while filled < count {
            let alike = next.alike(count - filled);
            let (raised, parts) = (&mut raised[filled..filled + alike], &mut parts[filled..filled + alike]);
            raised.fill(powers.get(next.whole).unwrap_or(f64::NAN));
            if few.is_some() {
                let kept = kept.iter().skip(usize::try_from(next.rest / unit).unwrap_or(usize::MAX));
                let kept = kept.step_by(usize::try_from(step / unit).unwrap_or(usize::MAX));
                parts.iter_mut().zip(kept).for_each(|(part, &kept)| *part = kept);
            } else {
                let (rest, step) = (next.rest as f64, step as f64);
                (0_i32..).zip(parts).for_each(|(index, part)| *part = rest + f64::from(index) * step);
            }
            next.skip(alike as u64);
            filled += alike;
        }
        let (raised, parts) = (&mut raised[..count], &parts[..count]);
        if few.is_some() {
            run.lanes.fold(
                raised,
                parts,
                #[inline(always)]
                |raised, part| raised * part,
            );
        } else {
            run.lanes.fold(
                raised,
                parts,
                #[inline(always)]
                move |raised, part| raised * raised_in_part(gamma, logarithm, part / end),
            );
        }
        let block = &mut out[index..index + count];
        block.iter_mut().zip(&*raised).for_each(|(place, power)| *place = power * from);
        if next.whole == u64::MAX {
            each(node, run, block);
        } else if !raised.iter().all(|power| is_plain(*power)) {
            if powers.is_beyond(first, from) {
                return out[index..].fill(one(node, run, 0));
            }
            let alone = raised.iter().enumerate().filter(|(_, power)| !is_plain(**power));
            alone.for_each(|(place, _)| block[place] = one(node, run, place));
        }
        index += count;
    }
}

/// One of evenly spaced times, as whole units of `every` and the rest of one.
struct Parted {
    whole: u64,
    rest: u64,
    step: u64,
    every: u64,
}

impl Parted {
    /// How many of at most `most` times from this one on have the same whole units.
    fn alike(&self, most: usize) -> usize {
        if self.step >= self.every {
            return 1;
        }
        usize::try_from((self.every - self.rest).div_ceil(self.step)).map_or(most, |alike| alike.min(most))
    }

    /// Goes on by a number of steps; up to the last of them, the whole units stay the same.
    fn skip(&mut self, count: u64) {
        let Self { step, every, .. } = *self;
        if step >= every {
            self.whole = self.whole.saturating_add(step / every);
            self.rest += step % every;
        } else {
            self.rest += count * step;
        }
        if self.rest >= every {
            self.whole = self.whole.saturating_add(1);
            self.rest -= every;
        }
    }
}
