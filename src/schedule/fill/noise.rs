//! Noise at many ticks.

use super::lanes::Lanes;
use super::single::each;
use super::ticks::Ticks;
use crate::schedule::tree::{Deviates, Node, Noise};

/// The number of ticks whose random bits are found before what they stand for: of one loop for both, compilers make none
/// for AVX2.
const BLOCK: usize = 256;

/// `from * (1 + deviate)`
pub(super) fn noise(node: &Node, from: f64, noise: Noise, seed: u64, run: Ticks, out: &mut [f64]) {
    let unit = run.scale.saturating_mul(run.resolution.into());
    let last = run.at(out.len()).num / unit;
    let whole = run.step % unit == 0;
    let (Ok(first), Ok(step), Ok(_), true) =
        (u64::try_from(run.start / unit), u64::try_from(run.step / unit), u64::try_from(last), whole)
    else {
        return each(node, run, out);
    };
    let deviates = noise.deviates(seed);
    for (block, out) in out.chunks_mut(BLOCK).enumerate() {
        let first = first.wrapping_add(step.wrapping_mul((block * BLOCK) as u64));
        let mut bits = [0; BLOCK];
        let bits = &mut bits[..out.len()];
        let places = &mut *bits;
        run.lanes.run(
            #[inline(always)]
            move || {
                for (index, place) in (0_u64..).zip(places) {
                    *place = deviates.bits(first.wrapping_add(index.wrapping_mul(step)));
                }
            },
        );
        each_of(
            bits,
            out,
            run.lanes,
            #[inline(always)]
            move |bits| deviates.of_bits_or_nan(bits),
        );
        outer(deviates, bits, run.lanes, out);
        run.lanes.map(
            out,
            #[inline(always)]
            move |deviate| (1.0 + deviate) * from,
        );
    }
}

/// The deviates that are not near the middle, in a loop of their own: few are, and they take several times as long.
fn outer(deviates: Deviates, bits: &[u64], lanes: Lanes, out: &mut [f64]) {
    let (mut places, mut left, mut found, mut count) = ([0; BLOCK], [0; BLOCK], [0.0; BLOCK], 0);
    for (place, (deviate, &bits)) in out.iter().zip(bits).enumerate() {
        // Without a branch: which they are is chance.
        (places[count], left[count]) = (place, bits);
        count += usize::from(deviate.is_nan());
    }
    each_of(
        &left[..count],
        &mut found,
        lanes,
        #[inline(always)]
        move |bits| deviates.of_bits(bits),
    );
    places.iter().zip(&found).take(count).for_each(|(&place, &deviate)| out[place] = deviate);
}

/// What random bits stand for, each at its place.
#[inline(always)]
#[expect(clippy::inline_always, reason = "a loop for wider registers needs the function inside of it")]
fn each_of(bits: &[u64], out: &mut [f64], lanes: Lanes, value: impl Fn(u64) -> f64 + Copy) {
    lanes.run(
        #[inline(always)]
        move || {
            for (place, &bits) in out.iter_mut().zip(bits) {
                *place = value(bits);
            }
        },
    );
}
