//! Axes: round numbers at which labels stand without touching each other.

use num_integer::Integer;
use num_traits::{CheckedDiv, CheckedMul, ToPrimitive};

use super::number::{self, Decimal};
use crate::units::{Measure, Ratio, Time};

/// The space that labels have along an axis, in the units of what they are drawn on.
#[derive(Clone, Copy)]
pub(super) struct LabelSpace<'a> {
    /// The length of the axis.
    pub(super) length: f64,
    /// How far a label may reach beyond the start of the axis.
    pub(super) before: f64,
    /// How far a label may reach beyond its end.
    pub(super) after: f64,
    /// The least distance between two labels.
    pub(super) gap: f64,
    /// How wide a label is.
    pub(super) measure: &'a dyn Fn(&str) -> f64,
}

/// A label of an axis.
#[derive(Clone, Debug, PartialEq)]
pub struct AxisLabel {
    /// Where on the axis it belongs, from 0 at its start to 1 at its end.
    pub share: f64,
    /// What it says.
    pub text: String,
    /// Where its text starts along the axis, in the units that the axis was drawn for; 0 on an axis of values.
    pub start: f64,
}

/// Time, from left to right.
#[derive(Clone, Debug, PartialEq)]
pub struct TimeAxis {
    /// The first tick.
    pub first: u64,
    /// The last tick that has a value to be seen.
    pub last: u64,
    /// Where the axis ends: the last tick, or the end of the run after it.
    pub end: u64,
    /// The units that it is labelled in, the one that people think in first.
    pub scales: Vec<TimeScale>,
}

/// A unit of time.
#[derive(Clone, Debug, PartialEq)]
pub struct TimeScale {
    /// Its name: `epoch`.
    pub unit: String,
    /// How many ticks it has.
    pub(super) measure: Measure,
    /// Whether it is the tick itself, of which there are no fractions.
    pub whole: bool,
}

impl TimeAxis {
    /// Where a tick is, from 0 at the first tick to 1 at the end.
    pub fn share(&self, tick: u64) -> f64 {
        self.share_at(tick.saturating_sub(self.first) as f64)
    }

    /// Where a time is, from 0 at the first tick to 1 at the end; outside of that for a time that is.
    pub fn share_of(&self, time: Time) -> f64 {
        let first = Time::whole(self.first.into());
        // Where 128 bits do not hold the difference, no picture shows what is lost.
        let ticks = time.minus(first).map(Time::to_f64);
        self.share_at(ticks.unwrap_or_else(|| time.to_f64() - self.first as f64))
    }

    /// The tick that is nearest to a share of the axis.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it saturates")]
    pub fn tick_at(&self, share: f64) -> u64 {
        let ticks = ((self.end - self.first) as f64 * share.clamp(0.0, 1.0)).round() as u64;
        self.first.saturating_add(ticks).min(self.end)
    }

    fn share_at(&self, ticks: f64) -> f64 {
        if self.end == self.first { 0.5 } else { ticks / (self.end - self.first) as f64 }
    }

    /// The labels in one of the units: as many round numbers as fit.
    pub(super) fn labels(&self, scale: &TimeScale, space: &LabelSpace<'_>) -> Vec<AxisLabel> {
        let count = |tick: u64| scale.measure.count(Time::whole(tick.into())).map(Time::to_f64);
        let Some((first, end)) = count(self.first).zip(count(self.end.max(self.first.saturating_add(1)))) else {
            return Vec::new();
        };
        let span = end - first;
        let lowest = libm::floor(libm::log10(span / 200.0)).to_i32().unwrap_or(0);
        let lowest = if scale.whole { lowest.max(0) } else { lowest };
        let steps =
            (lowest..lowest + 24).flat_map(|exponent| [1, 2, 5].map(|mantissa| Decimal::new(mantissa, exponent)));
        steps
            .filter_map(|step| self.labels_each(scale, step))
            .find_map(|labels| placed(labels, space))
            .unwrap_or_default()
    }

    /// The labels at every multiple of a step; `None` where there are too many, or the numbers are too large.
    fn labels_each(&self, scale: &TimeScale, step: Decimal) -> Option<Vec<AxisLabel>> {
        let power = Ratio::from_integer(10_i128.checked_pow(step.exponent.unsigned_abs())?);
        let mantissa = Ratio::from_integer(step.mantissa);
        let length = if step.exponent < 0 { mantissa.checked_div(&power)? } else { mantissa.checked_mul(&power)? };
        let multiple = |tick: u64| scale.measure.count(Time::whole(tick.into()))?.ratio().checked_div(&length);
        let (first, end) = (multiple(self.first)?, multiple(self.end)?);
        let (first, end) = (first.numer().div_ceil(first.denom()), end.numer().div_floor(end.denom()));
        if end - first > 400 {
            return None;
        }
        let count = first..=end;
        let texts: Vec<_> = count.clone().map(|k| Decimal::new(k * step.mantissa, step.exponent)).collect();
        let share = |k: i128| {
            let count = Time::new(length.checked_mul(&Ratio::from_integer(k))?);
            Some(self.share_of(scale.measure.ticks(count)?))
        };
        let shares: Option<Vec<_>> = count.map(share).collect();
        let label = |(share, text)| AxisLabel { share, text, start: 0.0 };
        Some(shares?.into_iter().zip(number::times(&texts)).map(label).collect())
    }
}

/// The labels with their starts, each centred below its mark where there is space; `None` where
/// they would touch.
fn placed(mut labels: Vec<AxisLabel>, space: &LabelSpace<'_>) -> Option<Vec<AxisLabel>> {
    let mut free = f64::NEG_INFINITY;
    for label in &mut labels {
        let width = (space.measure)(&label.text);
        let latest = space.length + space.after - width;
        label.start = (label.share * space.length - width / 2.0).min(latest).max(-space.before);
        if label.start < free {
            return None;
        }
        free = label.start + width + space.gap;
    }
    Some(labels)
}

/// Values, from the bottom to the top.
#[derive(Clone, Debug, PartialEq)]
pub struct ValueAxis {
    /// The value at the bottom.
    pub low: f64,
    /// The value at the top.
    pub high: f64,
    /// Whether equal distances are equal ratios.
    pub log: bool,
    /// Its labels, from the bottom to the top.
    pub labels: Vec<AxisLabel>,
    /// On a logarithmic axis, where the round numbers between its labels are, from 0 at the bottom to 1 at the top.
    pub minors: Vec<f64>,
}

/// Values beyond this are drawn as if they were this.
const LARGEST: f64 = 1e300;
/// Values below this are not told apart on a logarithmic axis: not every smaller power of ten is a double.
const SMALLEST: f64 = 1.0 / LARGEST;
/// With more powers of ten than this, an axis has no lines between them.
const FINE: i32 = 8;
/// Steps between labels, as a mantissa and a shift of the power of ten.
const STEPS: [(i128, i32); 4] = [(1, 0), (2, 0), (25, -1), (5, 0)];
/// The same and more, where an axis of those would be longer than its values by more than this factor.
const MORE_STEPS: [(i128, i32); 8] = [(1, 0), (2, 0), (25, -1), (3, 0), (4, 0), (5, 0), (6, 0), (8, 0)];
const SLACK: f64 = 4.0 / 3.0;
/// A value that is nearer to a round number than this share of a step counts as that number.
const NEAR: f64 = 1e-9;
/// Values that are less than this share of the largest one apart are drawn as one: there is no label between them.
const FLAT: f64 = 1e-12;

impl ValueAxis {
    /// An axis with at most `most` labels, but always at least 2, for values from `low` to `high`. Values of 0
    /// or less are below the bottom of a logarithmic axis; where `high` is one, the axis is linear.
    pub fn new((low, high): (f64, f64), log: bool, most: usize) -> Self {
        let (low, high) = (low.clamp(-LARGEST, LARGEST), high.clamp(-LARGEST, LARGEST));
        if log && high > 0.0 { Self::logarithmic(low, high, most) } else { Self::linear(low, high, most) }
    }

    fn linear(low: f64, high: f64, most: usize) -> Self {
        let (low, high) = with_zero(low, high);
        let lowest = libm::floor(libm::log10((high - low) / 200.0)).to_i32().unwrap_or(0);
        let multiples = |step: Decimal| {
            let step = step.mantissa as f64 * number::power_of_ten(step.exponent);
            let first = libm::floor(low / step + NEAR);
            let last = libm::ceil(high / step - NEAR);
            (first.to_i128().unwrap_or(0), last.to_i128().unwrap_or(1), step)
        };
        let fits = |step: &Decimal| {
            let (first, last, _) = multiples(*step);
            last - first < i128::try_from(most.max(2)).unwrap_or(2)
        };
        let fitting = |steps: &[(i128, i32)]| -> Vec<Decimal> {
            let all = (lowest..lowest + 5).flat_map(|power| steps.iter().map(move |step| (step, power)));
            all.map(|((mantissa, shift), power)| Decimal::new(*mantissa, power + shift)).filter(fits).collect()
        };
        let length = |step: &Decimal| {
            let (first, last, size) = multiples(*step);
            (last - first) as f64 * size
        };
        let step = fitting(&STEPS).into_iter().next().unwrap_or(Decimal::new(1, lowest + 5));
        let shortest = |a: &Decimal, b: &Decimal| length(a).total_cmp(&length(b));
        let is_mostly_used = length(&step) <= SLACK * (high - low);
        let step =
            if is_mostly_used { step } else { fitting(&MORE_STEPS).into_iter().min_by(shortest).unwrap_or(step) };
        let (first, last, size) = multiples(step);
        let decimals: Vec<_> = (first..=last).map(|k| Decimal::new(k * step.mantissa, step.exponent)).collect();
        let span = (last - first).max(1) as f64;
        let shares = (first..=last).map(|k| (k - first) as f64 / span);
        let label = |(share, text)| AxisLabel { share, text, start: 0.0 };
        let labels = shares.zip(number::values(&decimals)).map(label).collect();
        Self { low: first as f64 * size, high: last as f64 * size, log: false, labels, minors: Vec::new() }
    }

    fn logarithmic(low: f64, high: f64, most: usize) -> Self {
        let high = high.max(SMALLEST);
        let low = if low > 0.0 { low.max(SMALLEST).min(high) } else { high };
        // The round numbers around the values: 1, 2 and 5 times powers of ten.
        let floor = |value: f64| libm::floor(libm::log10(value)).to_i32().unwrap_or(0);
        let round: Vec<_> = (floor(low) - 1..=floor(high) + 1)
            .flat_map(|exponent| [1, 2, 5].map(|mantissa| Decimal::new(mantissa, exponent)))
            .collect();
        let value = |decimal: &Decimal| decimal.mantissa as f64 * number::power_of_ten(decimal.exponent);
        let start = round.iter().rposition(|decimal| value(decimal) <= low * (1.0 + NEAR)).unwrap_or(0);
        let end = round.iter().position(|decimal| value(decimal) >= high * (1.0 - NEAR)).unwrap_or(round.len() - 1);
        let start = start.min(end.saturating_sub(1));
        let round = &round[start..=end];
        let (low, high) = (value(&round[0]), value(&round[round.len() - 1]));
        let mut axis = Self { low, high, log: true, labels: Vec::new(), minors: Vec::new() };
        let tens: Vec<_> = round.iter().copied().filter(|decimal| decimal.mantissa == 1).collect();
        let chosen = if round.len() <= most.max(2) || tens.len() < 2 {
            round.to_vec()
        } else {
            let every = tens.len().div_ceil(most.max(2));
            tens.into_iter().rev().step_by(every).collect::<Vec<_>>().into_iter().rev().collect()
        };
        let texts = number::powers(&chosen);
        let label = |(decimal, text)| AxisLabel { share: axis.share(value(decimal)), text, start: 0.0 };
        axis.labels = chosen.iter().zip(texts).map(label).collect();
        axis.minors = axis.between();
        axis
    }

    /// Where the whole multiples of powers of ten are that have no label, or on an axis of very many powers those
    /// alone.
    fn between(&self) -> Vec<f64> {
        let [lowest, highest] = [self.low, self.high].map(|end| libm::floor(libm::log10(end)).to_i32().unwrap_or(0));
        let multiples = if highest - lowest <= FINE { 1..10 } else { 1..2 };
        let shares = (lowest..=highest).flat_map(|power| {
            multiples.clone().map(move |digit| self.share(f64::from(digit) * number::power_of_ten(power)))
        });
        let labelled = |share: f64| self.labels.iter().any(|label| (label.share - share).abs() < NEAR);
        shares.filter(|&share| share > 0.0 && share < 1.0 && !labelled(share)).collect()
    }

    /// Where a value is, from 0 at the bottom to 1 at the top; values beyond the axis are outside of
    /// that. NaN is at the bottom: no curve is drawn there, but a finding may be about it.
    pub fn share(&self, value: f64) -> f64 {
        if value.is_nan() {
            return 0.0;
        }
        if !self.log {
            return (value - self.low) / (self.high - self.low);
        }
        if value <= 0.0 {
            return f64::NEG_INFINITY;
        }
        let low = libm::log10(self.low);
        (libm::log10(value) - low) / (libm::log10(self.high) - low)
    }
}

/// The range, made to have a height, and to start at 0 where it would start near it.
fn with_zero(low: f64, high: f64) -> (f64, f64) {
    let is_flat = high - low <= (FLAT * low.abs().max(high.abs())).max(SMALLEST);
    match (is_flat, low >= 0.0, high <= 0.0) {
        (true, true, true) => (0.0, 1.0),
        (true, true, false) => (0.0, (1.25 * high).max(SMALLEST)),
        (true, false, true) => ((1.25 * low).min(-SMALLEST), 0.0),
        (true, false, false) => (-SMALLEST, SMALLEST),
        (false, true, _) if low <= 0.5 * high => (0.0, high),
        (false, _, true) if high >= 0.5 * low => (low, 0.0),
        (false, ..) => (low, high),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(labels: &[AxisLabel]) -> Vec<&str> {
        labels.iter().map(|label| label.text.as_str()).collect()
    }

    #[test]
    fn values_get_round_numbers_around_them() {
        let axis = |low, high, most| ValueAxis::new((low, high), false, most);
        assert_eq!(texts(&axis(0.0, 0.1, 6).labels), ["0", "0.02", "0.04", "0.06", "0.08", "0.10"]);
        assert_eq!(texts(&axis(0.0, 6e-5, 6).labels), ["0", "2e-5", "4e-5", "6e-5"]);
        assert_eq!(texts(&axis(0.0, 3e-5, 2).labels), ["0", "3e-5"]);
        assert_eq!(texts(&axis(0.0, 7e-4, 3).labels), ["0", "4e-4", "8e-4"]);
        assert_eq!(texts(&axis(0.0, 2.2e-4, 3).labels), ["0", "2.5e-4"]);
        assert_eq!(texts(&axis(0.0, 9e-4, 2).labels), ["0", "0.001"]);
        assert_eq!(texts(&axis(0.9, 0.9, 6).labels).first(), Some(&"0"));
        assert_eq!(texts(&axis(0.0, 0.0, 3).labels), ["0", "0.5", "1.0"]);
        assert_eq!(texts(&axis(-1.0, 1.0, 5).labels), ["-1.0", "-0.5", "0", "0.5", "1.0"]);
    }

    #[test]
    fn decades_are_thinned_out() {
        let axis = |low, high, most| ValueAxis::new((low, high), true, most);
        assert_eq!(texts(&axis(1e-4, 0.1, 6).labels), ["1e-4", "0.001", "0.01", "0.1"]);
        assert_eq!(texts(&axis(3e-4, 4e-4, 6).labels), ["2e-4", "5e-4"]);
        assert_eq!(texts(&axis(1e-12, 1.0, 5).labels), ["1e-12", "1e-9", "1e-6", "0.001", "1"]);
        assert_eq!(axis(1e-4, 0.1, 6).share(0.01), 2.0 / 3.0);
        assert_eq!(axis(1e-4, 0.1, 6).minors.len(), 3 * 8);
        assert_eq!(axis(1e-12, 1.0, 5).minors.len(), 8);
    }

    #[test]
    fn every_range_has_an_axis() {
        let edges = [0.0, 1e-320, -1e-320, 5e-324, 2e-323, 1.0, -1.0, 1e308, -1e308, 0.1, f64::MAX];
        let pairs = edges.iter().flat_map(|low| edges.map(|high| (*low, high))).filter(|(low, high)| low <= high);
        // Values that differ by no more than rounding, and by a little more.
        let near = (-323..=308).step_by(7).flat_map(|power| {
            let value = 3.0 * libm::pow(10.0, f64::from(power));
            let apart =
                [1e-16, 3e-16, 1e-15, 1e-14, 1e-13, 1e-12, 1e-11, 1e-9, 1e-6].map(|apart| value * (1.0 + apart));
            let others = apart.into_iter().chain([value.next_up(), value.next_up().next_up()]);
            others.flat_map(move |other| [(value, other), (-other, -value)]).collect::<Vec<_>>()
        });
        for (low, high) in pairs.chain(near) {
            for log in [false, true] {
                for most in [0, 2, 9] {
                    let axis = ValueAxis::new((low, high), log, most);
                    assert!(axis.low < axis.high, "{low} {high} {log}: {axis:?}");
                    let drawn = [low, high].map(|value| axis.share(value.clamp(-LARGEST, LARGEST)));
                    let is_drawn = |share: &f64| log || (-0.01..=1.01).contains(share);
                    assert!(drawn.iter().all(is_drawn), "{low} {high}: {drawn:?} {axis:?}");
                    let is_within = |label: &AxisLabel| (0.0..=1.0).contains(&label.share);
                    assert!(axis.labels.iter().all(is_within), "{low} {high} {log}: {axis:?}");
                    assert!(axis.labels.len() >= 2 && axis.labels.len() <= most.max(4), "{low} {high} {log}: {axis:?}");
                }
            }
        }
    }

    #[test]
    fn times_take_the_room_they_have() {
        let resnet = Ratio::new(1_281_167, 256);
        let axis = TimeAxis { first: 0, last: 450_409, end: 450_410, scales: Vec::new() };
        let labels = |size, whole, length| {
            let measure = |text: &str| text.len() as f64;
            let space = LabelSpace { length, before: 2.0, after: 2.0, gap: 2.0, measure: &measure };
            let measure = Measure::fixed(size);
            texts(&axis.labels(&TimeScale { unit: "epoch".to_string(), measure, whole }, &space)).join(" ")
        };
        assert_eq!(labels(resnet, false, 80.0), "0 5 10 15 20 25 30 35 40 45 50 55 60 65 70 75 80 85");
        assert_eq!(labels(resnet, false, 40.0), "0 10 20 30 40 50 60 70 80");
        assert_eq!(labels(Ratio::from_integer(1), true, 70.0), "0 50k 100k 150k 200k 250k 300k 350k 400k 450k");
        assert_eq!(labels(Ratio::from_integer(1), true, 16.0), "0 200k 400k");
        assert_eq!(labels(Ratio::from_integer(1), true, 1.0), "0");
    }
}
