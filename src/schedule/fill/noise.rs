//! Noise at many ticks.

use super::single::each;
use super::ticks::Ticks;
use crate::schedule::tree::{Node, Noise};

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
    run.lanes.run(
        #[inline(always)]
        || {
            for (index, place) in (0_u64..).zip(out) {
                *place = (1.0 + deviates.at(first.wrapping_add(index.wrapping_mul(step)))) * from;
            }
        },
    );
}
