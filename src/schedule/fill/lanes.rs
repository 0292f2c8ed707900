//! Loops for the widest registers of the processor that runs.
//!
//! A loop is compiled once for what every processor of its kind has (SSE2, NEON) and, with the
//! feature `simd` on x86-64, again for AVX2 and for AVX-512; which one runs is decided as it runs.
//! The arithmetic is plain Rust, which is neither contracted nor reordered, so that each of them
//! gives the same bits.

#![expect(clippy::inline_always, reason = "what is not inlined is not compiled for the registers of the loop")]

#[cfg(all(feature = "simd", target_arch = "x86_64"))]
use pulp::{
    NullaryFnOnce,
    x86::{V3, V4},
};

/// Which registers a loop is for.
#[derive(Clone, Copy, Debug)]
pub(super) enum Lanes {
    /// Those that every processor has.
    Baseline,
    /// 256 bits: AVX2.
    #[cfg(all(feature = "simd", target_arch = "x86_64"))]
    Avx2(V3),
    /// 512 bits: AVX-512.
    #[cfg(all(feature = "simd", target_arch = "x86_64"))]
    Avx512(V4),
}

/// The bits of the size of a double.
const SIZE: u64 = u64::MAX >> 1;

/// Above [`SIZE`] where the size of a value is beyond a limit: sizes are ordered as their bits are, and whole numbers
/// can be collected in any order.
#[inline(always)]
fn beyond(value: f64, limit: f64) -> u64 {
    limit.to_bits().wrapping_sub(value.to_bits() & SIZE)
}

/// The number of steps that are counted in 32 bits, which registers convert to doubles in one instruction.
const BLOCK: u16 = 1 << 14;

impl Lanes {
    /// The widest ones here.
    pub(super) fn widest() -> Self {
        #[cfg(all(feature = "simd", target_arch = "x86_64"))]
        {
            if let Some(registers) = V4::try_new() {
                return Self::Avx512(registers);
            }
            if let Some(registers) = V3::try_new() {
                return Self::Avx2(registers);
            }
        }
        Self::Baseline
    }

    /// All that there are here.
    #[cfg(test)]
    pub(super) fn available() -> Vec<Self> {
        #[cfg_attr(not(all(feature = "simd", target_arch = "x86_64")), expect(unused_mut))]
        let mut all = vec![Self::Baseline];
        #[cfg(all(feature = "simd", target_arch = "x86_64"))]
        {
            all.extend(V3::try_new().map(Self::Avx2));
            all.extend(V4::try_new().map(Self::Avx512));
        }
        all
    }

    /// Whether they multiply and add in one instruction, where they are asked to.
    pub(super) fn fuse(self) -> bool {
        match self {
            Self::Baseline => cfg!(target_arch = "aarch64"),
            #[cfg(all(feature = "simd", target_arch = "x86_64"))]
            Self::Avx2(_) | Self::Avx512(_) => true,
        }
    }

    /// Fills a slice with a function of `first`, `first + step` and so on, all of them whole
    /// numbers below 2^53.
    #[inline(always)]
    pub(super) fn tabulate(self, out: &mut [f64], first: f64, step: f64, value: impl Fn(f64) -> f64 + Copy) {
        self.run(
            #[inline(always)]
            move || {
                let mut first = first;
                for block in out.chunks_mut(usize::from(BLOCK)) {
                    for (index, place) in (0_i32..).zip(block) {
                        *place = value(first + f64::from(index) * step);
                    }
                    first += f64::from(BLOCK) * step;
                }
            },
        );
    }

    /// Changes each value by the one beside it.
    #[inline(always)]
    pub(super) fn fold(self, values: &mut [f64], others: &[f64], with: impl Fn(f64, f64) -> f64 + Copy) {
        self.run(
            #[inline(always)]
            move || {
                // A loop of its own, and not a method, which may not be inlined.
                for (value, &other) in values.iter_mut().zip(others) {
                    *value = with(*value, other);
                }
            },
        );
    }

    /// Changes each value.
    #[inline(always)]
    pub(super) fn map(self, values: &mut [f64], with: impl Fn(f64) -> f64 + Copy) {
        self.run(
            #[inline(always)]
            move || {
                for value in values {
                    *value = with(*value);
                }
            },
        );
    }

    /// Whether all sizes are at most a limit; that of what is not a number is beyond any.
    #[inline(always)]
    pub(super) fn within(self, values: &[f64], limit: f64) -> bool {
        let mut found = 0;
        self.run(
            #[inline(always)]
            || found = values.iter().fold(0, |found, value| found | beyond(*value, limit)),
        );
        found <= SIZE
    }

    /// Multiplies each value by the one beside it; whether the sizes of those are all at most a limit.
    #[inline(always)]
    pub(super) fn multiply(self, values: &mut [f64], others: &[f64], limit: f64) -> bool {
        // Both in one loop take longer than two.
        self.fold(
            values,
            others,
            #[inline(always)]
            |value, other| value * other,
        );
        self.within(others, limit)
    }

    /// Rounds each value to single precision.
    pub(super) fn round(self, values: &[f64], out: &mut [f32]) {
        self.run(
            #[inline(always)]
            move || {
                for (place, &value) in out.iter_mut().zip(values) {
                    #[expect(clippy::cast_possible_truncation, reason = "rounding is what is asked for")]
                    let rounded = value as f32;
                    *place = rounded;
                }
            },
        );
    }

    /// Runs what is inlined into it for these registers.
    #[inline(always)]
    pub(super) fn run(self, body: impl FnOnce()) {
        match self {
            Self::Baseline => body(),
            #[cfg(all(feature = "simd", target_arch = "x86_64"))]
            Self::Avx2(registers) => registers.vectorize(Body(body)),
            #[cfg(all(feature = "simd", target_arch = "x86_64"))]
            Self::Avx512(registers) => registers.vectorize(Body(body)),
        }
    }
}

#[cfg(all(feature = "simd", target_arch = "x86_64"))]
struct Body<F>(F);

#[cfg(all(feature = "simd", target_arch = "x86_64"))]
impl<F: FnOnce()> NullaryFnOnce for Body<F> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        (self.0)();
    }
}
