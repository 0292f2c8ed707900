//! Noise that is a function of its seed and the tick, and of nothing else.
//!
//! The generator is Philox4x32-10 (Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as
//! easy as 1, 2, 3", SC 2011), which is counter-based: the number of any tick is found without
//! those before it. A normal deviate is the quantile of a uniform one by algorithm AS 241
//! (Wichura, Applied Statistics 37, 1988), in the elementary functions of this crate, so that its
//! bits are the same everywhere.

use serde::{Deserialize, Serialize};

use crate::schedule::math::{choose, counted, log};

/// How deviates are distributed.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[non_exhaustive]
pub enum Noise {
    /// Normal with mean 0. Where there is a `limit`, the absolute value is below it: the distribution is
    /// that of drawing again until it is, as timm does.
    Normal {
        /// The standard deviation before the limit, 0 or more.
        std: f64,
        /// The limit, above 0.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        limit: Option<f64>,
    },
    /// Uniform between -range and range.
    Uniform {
        /// The bound, 0 or more.
        range: f64,
    },
}

impl Noise {
    /// The deviate of a tick.
    pub(crate) fn deviate(self, seed: u64, tick: u64) -> f64 {
        self.deviates(seed).at(tick)
    }

    /// The deviates of all ticks.
    pub(crate) fn deviates(self, seed: u64) -> Deviates {
        let seed = split(seed);
        match self {
            Self::Normal { std, limit } => {
                // The probability of what lies beyond the limit on one side.
                let beyond = limit.map_or(0.0, |limit| 0.5 * libm::erfc(limit / std * std::f64::consts::FRAC_1_SQRT_2));
                Deviates { seed, is_normal: true, size: std, beyond, limit: limit.unwrap_or(f64::INFINITY) }
            }
            Self::Uniform { range } => {
                Deviates { seed, is_normal: false, size: range, beyond: 0.0, limit: f64::INFINITY }
            }
        }
    }
}

/// The deviates of a seed, one for each tick, without a branch.
#[derive(Clone, Copy)]
pub(crate) struct Deviates {
    seed: [u64; 2],
    is_normal: bool,
    /// The standard deviation, or the range.
    size: f64,
    beyond: f64,
    limit: f64,
}

impl Deviates {
    /// The deviate of a tick.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "a loop for wider registers needs the function inside of it")]
    pub(crate) fn at(self, tick: u64) -> f64 {
        self.of_bits(self.bits(tick))
    }

    /// The random bits of a tick.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "a loop for wider registers needs the function inside of it")]
    pub(crate) fn bits(self, tick: u64) -> u64 {
        let [low, high] = split(tick);
        let [low, high, ..] = philox([low, high, 0, 0], self.seed);
        high << 32 | low
    }

    /// The deviate that random bits stand for.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "a loop for wider registers needs the function inside of it")]
    pub(crate) fn of_bits(self, bits: u64) -> f64 {
        self.by(bits, if self.is_normal { lower_quantile(self.probability(bits)) } else { 0.0 })
    }

    /// The same where a quantile near the middle gives it, as for 17 of 20 normal deviates and all uniform ones; NaN
    /// elsewhere.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "a loop for wider registers needs the function inside of it")]
    pub(crate) fn of_bits_or_nan(self, bits: u64) -> f64 {
        if !self.is_normal {
            return self.by(bits, 0.0);
        }
        let probability = self.probability(bits);
        let (over, under) = centre(probability);
        choose(is_central(probability), self.by(bits, over / under), f64::NAN)
    }

    /// Between 0 and 1, both excluded, in steps of 2^-52.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "a loop for wider registers needs the function inside of it")]
    fn uniform(bits: u64) -> f64 {
        (counted(bits >> 12) + 0.5) / (1_u64 << 52) as f64
    }

    /// The probability of what lies further out on one side.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "a loop for wider registers needs the function inside of it")]
    fn probability(self, bits: u64) -> f64 {
        self.beyond + 0.5 * Self::uniform(bits) * (1.0 - 2.0 * self.beyond)
    }

    /// The deviate, by the quantile of its probability.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "a loop for wider registers needs the function inside of it")]
    fn by(self, bits: u64, quantile: f64) -> f64 {
        let magnitude = if self.is_normal {
            let deviate = -self.size * quantile;
            choose(deviate < self.limit, deviate, self.limit)
        } else {
            self.size * Self::uniform(bits)
        };
        let magnitude = choose(magnitude > 0.0, magnitude, 0.0);
        choose(bits & 1 == 1, -magnitude, magnitude)
    }
}

/// The lower and the upper 32 bits.
#[inline(always)]
#[expect(clippy::inline_always, reason = "a loop for wider registers needs the function inside of it")]
fn split(number: u64) -> [u64; 2] {
    [number & 0xffff_ffff, number >> 32]
}

/// Ten rounds of Philox with four words of 32 bits, each in the lower half of 64.
#[inline(always)]
#[expect(clippy::inline_always, reason = "a loop for wider registers needs the function inside of it")]
fn philox(mut counter: [u64; 4], mut key: [u64; 2]) -> [u64; 4] {
    for _ in 0..10 {
        let [low0, high0] = split(counter[0] * 0xD251_1F53);
        let [low1, high1] = split(counter[2] * 0xCD9E_8D57);
        counter = [high1 ^ counter[1] ^ key[0], low1, high0 ^ counter[3] ^ key[1], low0];
        key = [(key[0] + 0x9E37_79B9) & 0xffff_ffff, (key[1] + 0xBB67_AE85) & 0xffff_ffff];
    }
    counter
}

/// The quantile of the standard normal distribution at a probability above 0 and of at most one half.
#[inline(always)]
#[expect(clippy::inline_always, reason = "a loop for wider registers needs the function inside of it")]
fn lower_quantile(probability: f64) -> f64 {
    let root = (-log(probability)).sqrt();
    let is_near = root <= 5.0;
    let r = root - choose(is_near, 1.6, 5.0);
    let of_either = |near: &[f64; 8], far: &[f64; 8]| {
        let mut sum = 0.0;
        for index in 0..8 {
            sum = sum * r + choose(is_near, near[index], far[index]);
        }
        sum
    };
    let tail = (-of_either(&TAIL_OVER, &FAR_OVER), of_either(&TAIL_UNDER, &FAR_UNDER));
    let (is_central, centre) = (is_central(probability), centre(probability));
    choose(is_central, centre.0, tail.0) / choose(is_central, centre.1, tail.1)
}

/// Whether the quantile of a probability is [that](centre) near one half.
#[inline(always)]
#[expect(clippy::inline_always, reason = "a loop for wider registers needs the function inside of it")]
fn is_central(probability: f64) -> bool {
    probability - 0.5 >= -0.425
}

/// What gives the quantile near one half, as a quotient.
#[inline(always)]
#[expect(clippy::inline_always, reason = "a loop for wider registers needs the function inside of it")]
fn centre(probability: f64) -> (f64, f64) {
    // A loop of its own, and no method, which may not be inlined: what calls is not made for wider registers.
    let polynomial = |coefficients: &[f64; 8], x: f64| {
        let mut sum = 0.0;
        for coefficient in coefficients {
            sum = sum * x + coefficient;
        }
        sum
    };
    let q = probability - 0.5;
    let r = 0.180_625 - q * q;
    (q * polynomial(&CENTRE_OVER, r), polynomial(&CENTRE_UNDER, r))
}

#[expect(clippy::excessive_precision, reason = "as published")]
const CENTRE_OVER: [f64; 8] = [
    2.509_080_928_730_122_672_7e3,
    3.343_057_558_358_812_810_5e4,
    6.726_577_092_700_870_085_3e4,
    4.592_195_393_154_987_145_7e4,
    1.373_169_376_550_946_112_5e4,
    1.971_590_950_306_551_442_7e3,
    1.331_416_678_917_843_774_5e2,
    3.387_132_872_796_366_608_0,
];
#[expect(clippy::excessive_precision, reason = "as published")]
const CENTRE_UNDER: [f64; 8] = [
    5.226_495_278_852_854_561_0e3,
    2.872_908_573_572_194_267_4e4,
    3.930_789_580_009_271_061_0e4,
    2.121_379_430_158_659_586_7e4,
    5.394_196_021_424_751_107_7e3,
    6.871_870_074_920_579_083_0e2,
    4.231_333_070_160_091_125_2e1,
    1.0,
];
#[expect(clippy::excessive_precision, reason = "as published")]
const TAIL_OVER: [f64; 8] = [
    7.745_450_142_783_414_076_40e-4,
    2.272_384_498_926_918_458_33e-2,
    2.417_807_251_774_506_117_70e-1,
    1.270_458_252_452_368_382_58,
    3.647_848_324_763_204_605_04,
    5.769_497_221_460_691_405_50,
    4.630_337_846_156_545_295_90,
    1.423_437_110_749_683_577_34,
];
#[expect(clippy::excessive_precision, reason = "as published")]
const TAIL_UNDER: [f64; 8] = [
    1.050_750_071_644_416_843_24e-9,
    5.475_938_084_995_344_946_00e-4,
    1.519_866_656_361_645_719_66e-2,
    1.481_039_764_274_800_745_90e-1,
    6.897_673_349_851_000_045_50e-1,
    1.676_384_830_183_803_849_40,
    2.053_191_626_637_758_821_87,
    1.0,
];
#[expect(clippy::excessive_precision, reason = "as published")]
const FAR_OVER: [f64; 8] = [
    2.010_334_399_292_288_132_65e-7,
    2.711_555_568_743_487_578_15e-5,
    1.242_660_947_388_078_438_60e-3,
    2.653_218_952_657_612_309_30e-2,
    2.965_605_718_285_048_912_30e-1,
    1.784_826_539_917_291_335_80,
    5.463_784_911_164_114_369_90,
    6.657_904_643_501_103_777_20,
];
#[expect(clippy::excessive_precision, reason = "as published")]
const FAR_UNDER: [f64; 8] = [
    2.044_263_103_389_939_785_64e-15,
    1.421_511_758_316_445_888_70e-7,
    1.846_318_317_510_054_681_80e-5,
    7.868_691_311_456_132_591_00e-4,
    1.487_536_129_085_061_485_25e-2,
    1.369_298_809_227_358_053_10e-1,
    5.998_322_065_558_879_376_90e-1,
    1.0,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn philox_gives_the_numbers_of_its_authors() {
        // The known answers of the Random123 library, `kat_vectors`.
        assert_eq!(philox([0; 4], [0; 2]), [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]);
        assert_eq!(philox([0xffff_ffff; 4], [0xffff_ffff; 2]), [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]);
        assert_eq!(
            philox([0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344], [0xa409_3822, 0x299f_31d0]),
            [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1]
        );
    }

    #[test]
    fn quantiles_are_those_of_the_normal_distribution() {
        for (probability, quantile) in [
            (0.5, 0.0),
            (0.025, -1.959_963_984_540_054),
            (1e-10, -6.361_340_902_404_056),
            (1e-15, -7.941_345_326_170_998),
        ] {
            assert!((lower_quantile(probability) - quantile).abs() < 1e-14, "{}", lower_quantile(probability));
        }
    }

    #[test]
    fn deviates_have_their_moments_and_keep_their_limits() {
        let moments = |noise: Noise| {
            let n = 100_000_u32;
            let deviates: Vec<_> = (0..n).map(|tick| noise.deviate(7, tick.into())).collect();
            let mean = deviates.iter().sum::<f64>() / f64::from(n);
            let variance = deviates.iter().map(|x| x * x).sum::<f64>() / f64::from(n);
            (mean, variance, deviates.into_iter().fold(0.0, |most: f64, x| most.max(x.abs())))
        };
        let (mean, variance, _) = moments(Noise::Normal { std: 1.0, limit: None });
        assert!(mean.abs() < 0.01 && (variance - 1.0).abs() < 0.02, "{mean} {variance}");
        let (mean, variance, most) = moments(Noise::Uniform { range: 0.5 });
        assert!(mean.abs() < 0.005 && (variance - 0.25 / 3.0).abs() < 0.002 && most <= 0.5, "{mean} {variance}");
        let (_, _, most) = moments(Noise::Normal { std: 1.0, limit: Some(0.67) });
        assert!(most < 0.67 && most > 0.66, "{most}");
        assert_eq!(Noise::Normal { std: 0.0, limit: Some(0.1) }.deviate(1, 1), 0.0);
    }
}
