//! Numbers and schedules as text.

use std::fmt;

use super::Schedule;

/// The shortest decimal that reads back as the same double: `0.1`, `3e-5`, `0`.
pub fn format_value(value: f64) -> String {
    let mut text = String::new();
    write_value(&mut text, value);
    text
}

/// Appends the same to a text.
pub(crate) fn write_value(text: &mut String, value: f64) {
    let size = value.abs();
    if value == 0.0 {
        text.push('0');
    } else if !value.is_finite() {
        text.push_str(if value.is_nan() {
            "NaN"
        } else if value > 0.0 {
            "inf"
        } else {
            "-inf"
        });
    } else if (1e-4..1e16).contains(&size) {
        let start = text.len();
        text.push_str(zmij::Buffer::new().format_finite(value));
        if text[start..].contains('e') {
            // The crate may choose an exponent where we do not.
            text.truncate(start);
            text.push_str(&format!("{value}"));
        } else if text.ends_with(".0") {
            text.truncate(text.len() - 2);
        }
    } else {
        text.push_str(&format!("{value:e}"));
    }
}

/// A line for each of its [`segments`](Schedule::segments): when it is, what it says, and its first and its
/// last value.
impl fmt::Display for Schedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, segment) in self.segments().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{} ..", segment.start)?;
            if let Some(end) = segment.end {
                write!(f, " {end}")?;
            }
            f.write_str(":")?;
            for word in segment.text.split_whitespace() {
                write!(f, " {word}")?;
            }
            write!(f, ", {}", format_value(segment.first))?;
            if let Some(last) = segment.last {
                write!(f, " to {}", format_value(last))?;
            }
        }
        Ok(())
    }
}

/// A value to four digits: `0.01819`.
pub fn format_short(value: f64) -> String {
    format_value(format!("{value:.3e}").parse().unwrap_or(value))
}

/// A share in percent, to three digits: `32.1%`.
pub fn format_percent(share: f64) -> String {
    let percent = share * 100.0;
    format!("{}%", format_value(format!("{percent:.2e}").parse().unwrap_or(percent)))
}

#[cfg(test)]
mod tests {
    use super::format_value;

    #[test]
    fn shortest_and_exact() {
        let shown = [0.1, 0.0, -0.0, 1e-5, 6.25e-5, 1e16, 100.0, 0.000_123].map(format_value);
        assert_eq!(shown, ["0.1", "0", "0", "1e-5", "6.25e-5", "1e16", "100", "0.000123"]);
        let shown =
            [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e-4, -1e-4, 9_999_999_999_999_998.0].map(format_value);
        assert_eq!(shown, ["NaN", "inf", "-inf", "0.0001", "-0.0001", "9999999999999998"]);
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig { failure_persistence: None, ..Default::default() })]

        #[test]
        fn as_many_digits_as_the_standard_library_and_the_same_double(bits: u64, exponent in 1000_u64..1090) {
            // Of any size, and of those that are written without an exponent.
            for value in [f64::from_bits(bits), f64::from_bits(bits & !(0x7ff << 52) | exponent << 52)] {
                if !value.is_finite() || value == 0.0 {
                    continue;
                }
                let plain = (1e-4..1e16).contains(&value.abs());
                let (written, standard) =
                    (format_value(value), if plain { format!("{value}") } else { format!("{value:e}") });
                // Of two decimals that are as short and as near, either will do.
                assert_eq!(written.len(), standard.len(), "{written} {standard}");
                assert_eq!(written.parse::<f64>().map(f64::to_bits), Ok(value.to_bits()), "{written}");
            }
        }
    }
}
