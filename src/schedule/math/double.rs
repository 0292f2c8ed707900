//! Arithmetic with twice the digits of a double.

/// The sum of two doubles, the lower one below half a unit in the last place of the higher.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Double {
    pub(crate) high: f64,
    pub(crate) low: f64,
}

impl Double {
    pub(super) fn from(high: f64) -> Self {
        Self { high, low: 0.0 }
    }

    #[inline(always)]
    #[expect(clippy::inline_always, reason = "a loop for wider registers needs the function inside of it")]
    pub(crate) fn times(self, other: Self) -> Self {
        let (product, error) = two_product(self.high, other.high);
        let error = error + (self.high * other.low + self.low * other.high);
        let high = product + error;
        Self { high, low: error - (high - product) }
    }

    /// Itself, where splitting it neither overflows nor loses low bits.
    pub(crate) fn in_range(self) -> Option<Self> {
        (1e-150..=1e150).contains(&self.high.abs()).then_some(self)
    }

    #[inline(always)]
    #[expect(clippy::inline_always, reason = "a loop for wider registers needs the function inside of it")]
    pub(crate) fn rounded(self) -> f64 {
        self.high + self.low
    }
}

/// The sum of two doubles and its rounding error, exactly (Knuth 1969).
#[inline(always)]
#[expect(clippy::inline_always, reason = "a loop for wider registers needs the function inside of it")]
pub(crate) fn two_sum(a: f64, b: f64) -> (f64, f64) {
    let sum = a + b;
    let rounded = sum - a;
    (sum, (a - (sum - rounded)) + (b - rounded))
}

/// The product of two doubles and its rounding error, exactly (Dekker 1971).
#[inline(always)]
pub(super) fn two_product(a: f64, b: f64) -> (f64, f64) {
    const SPLITTER: f64 = 134_217_729.0;
    let split = |x: f64| {
        let scaled = SPLITTER * x;
        let high = scaled - (scaled - x);
        (high, x - high)
    };
    let product = a * b;
    let ((a_high, a_low), (b_high, b_low)) = (split(a), split(b));
    let error = ((a_high * b_high - product) + a_high * b_low + a_low * b_high) + a_low * b_low;
    (product, error)
}
