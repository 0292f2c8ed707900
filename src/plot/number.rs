//! The numbers beside axes: decimals that are exact, and as short as their neighbours allow.

/// `mantissa * 10^exponent`, exactly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Decimal {
    pub(super) mantissa: i128,
    pub(super) exponent: i32,
}

impl Decimal {
    pub(super) fn new(mantissa: i128, exponent: i32) -> Self {
        Self { mantissa, exponent }
    }

    /// Without trailing zeros in the mantissa.
    fn reduced(self) -> Self {
        let Self { mut mantissa, mut exponent } = self;
        if mantissa == 0 {
            return Self { mantissa, exponent: 0 };
        }
        while mantissa % 10 == 0 {
            (mantissa, exponent) = (mantissa / 10, exponent + 1);
        }
        Self { mantissa, exponent }
    }

    /// The exponent of its first digit.
    fn magnitude(self) -> i32 {
        let digits = i32::try_from(self.mantissa.unsigned_abs().to_string().len()).unwrap_or(0);
        if self.mantissa == 0 { 0 } else { self.exponent + digits - 1 }
    }

    /// The digits with a point, and at least `places` of them after it.
    fn plain(self, places: u32) -> String {
        let Self { mantissa, exponent } = self.reduced();
        let digits = mantissa.unsigned_abs().to_string();
        let sign = if mantissa < 0 { "-" } else { "" };
        let decimals = usize::try_from(-exponent).unwrap_or(0);
        let zeros = usize::try_from(exponent).unwrap_or(0);
        let digits = format!("{digits:0>width$}{}", "0".repeat(zeros), width = decimals + 1);
        let (whole, part) = digits.split_at(digits.len() - decimals);
        let part = format!("{part:0<width$}", width = places as usize);
        if part.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{part}") }
    }

    /// The value in units of a power of ten.
    fn shifted(self, power: i32) -> Self {
        Self { exponent: self.exponent - power, ..self }
    }

    fn places(self) -> u32 {
        u32::try_from(-self.reduced().exponent).unwrap_or(0)
    }
}

/// Labels of values at equal distances: all as decimals with as many digits after the point, all as times are
/// labelled where they are large, or each with an exponent of its own.
pub(super) fn values(values: &[Decimal]) -> Vec<String> {
    let largest = values.iter().map(|value| value.magnitude()).max().unwrap_or(0);
    let top = values.iter().filter(|value| value.mantissa != 0).map(|value| value.magnitude()).max().unwrap_or(largest);
    let places = values.iter().map(|value| value.places()).max().unwrap_or(0);
    if (-3..LARGE).contains(&top) && places <= 6 {
        return values
            .iter()
            .map(|value| if value.mantissa == 0 { "0".to_string() } else { value.plain(places) })
            .collect();
    }
    if (LARGE..HUGE).contains(&top) && places == 0 {
        return times(values);
    }
    values.iter().map(|value| if value.mantissa == 0 { "0".to_string() } else { scientific(*value) }).collect()
}

/// From this magnitude on, numbers have a suffix, and from that one on an exponent.
const LARGE: i32 = 4;
const HUGE: i32 = 15;

fn scientific(value: Decimal) -> String {
    let magnitude = value.magnitude();
    format!("{}e{magnitude}", value.shifted(magnitude).plain(0))
}

/// Labels of powers of ten and their multiples on a logarithmic axis, each by itself.
pub(super) fn powers(values: &[Decimal]) -> Vec<String> {
    let label = |value: &Decimal| match value.magnitude() {
        -3..LARGE => value.plain(0),
        LARGE..HUGE => suffixed(*value),
        _ => scientific(*value),
    };
    values.iter().map(label).collect()
}

/// Labels of times: `0`, `500`, `20k`, `1.2M`, `300B`, as the language reads them, or all digits
/// where that is not shorter.
pub(super) fn times(values: &[Decimal]) -> Vec<String> {
    let short: Vec<_> = values.iter().map(|value| suffixed(*value)).collect();
    let plain: Vec<_> = values.iter().map(|value| value.plain(0)).collect();
    let total = |labels: &[String]| labels.iter().map(String::len).sum::<usize>();
    let small = values.iter().all(|value| value.magnitude() < 4);
    if small || total(&plain) <= total(&short) { plain } else { short }
}

fn suffixed(value: Decimal) -> String {
    let (power, suffix) = match value.magnitude() {
        12.. => (12, "T"),
        9.. => (9, "B"),
        6.. => (6, "M"),
        3.. => (3, "k"),
        _ => (0, ""),
    };
    format!("{}{suffix}", value.shifted(power).plain(0))
}

/// Ten to a power.
pub(super) fn power_of_ten(exponent: i32) -> f64 {
    libm::pow(10.0, exponent.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steps(mantissa: i128, exponent: i32, count: i128) -> Vec<Decimal> {
        (0..=count).map(|k| Decimal::new(k * mantissa, exponent)).collect()
    }

    #[test]
    fn values_agree_on_their_form() {
        assert_eq!(values(&steps(2, -2, 5)), ["0", "0.02", "0.04", "0.06", "0.08", "0.10"]);
        assert_eq!(values(&steps(1, -4, 3)), ["0", "1e-4", "2e-4", "3e-4"]);
        assert_eq!(values(&steps(5, -5, 3)), ["0", "5e-5", "1e-4", "1.5e-4"]);
        assert_eq!(values(&steps(5, -1, 2)), ["0", "0.5", "1.0"]);
        assert_eq!(values(&steps(1, 7, 2)), ["0", "10M", "20M"]);
        assert_eq!(values(&steps(5, 3, 4)), ["0", "5k", "10k", "15k", "20k"]);
        assert_eq!(values(&steps(1, 15, 2)), ["0", "1e15", "2e15"]);
        assert_eq!(values(&[Decimal::new(-25, -2), Decimal::new(25, -2)]), ["-0.25", "0.25"]);
    }

    #[test]
    fn times_are_as_the_language_reads_them() {
        assert_eq!(times(&steps(1, 5, 4)), ["0", "100k", "200k", "300k", "400k"]);
        assert_eq!(times(&steps(5, 5, 3)), ["0", "500k", "1M", "1.5M"]);
        assert_eq!(times(&steps(2, 11, 6))[5..], ["1T", "1.2T"]);
        assert_eq!(times(&steps(20, 0, 5))[4..], ["80", "100"]);
        assert_eq!(times(&steps(25, -2, 2)), ["0", "0.25", "0.5"]);
        assert_eq!(times(&[Decimal::new(1_000_001, 0), Decimal::new(1_000_002, 0)]), ["1000001", "1000002"]);
    }

    #[test]
    fn powers_stand_for_themselves() {
        let numbers = [(1, -6), (2, -4), (1, -3), (5, 0), (2, 4), (1, 7), (1, 15)];
        let shown = powers(&numbers.map(|(mantissa, exponent)| Decimal::new(mantissa, exponent)));
        assert_eq!(shown, ["1e-6", "2e-4", "0.001", "5", "20k", "10M", "1e15"]);
    }
}
