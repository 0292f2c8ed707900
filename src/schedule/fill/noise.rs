//! Noise at many ticks.

use super::single::each;
use super::ticks::Ticks;
use crate::schedule::tree::{Node, Noise};

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
        let bits = &mut *out;
        run.lanes.run(
            #[inline(always)]
            move || {
                for (index, place) in (0_u64..).zip(bits) {
                    *place = f64::from_bits(deviates.bits(first.wrapping_add(index.wrapping_mul(step))));
                }
            },
        );
        run.lanes.map(
            out,
            #[inline(always)]
            move |bits| (1.0 + deviates.of_bits(bits.to_bits())) * from,
        );
    }
}
