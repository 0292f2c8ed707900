//! What a schedule is, whatever a tick is: its values at times that are counted in another unit.

use lehr::{Schedule, Time};

/// How many times are looked at in each segment.
const TIMES: i128 = 32;

/// The ends and the values of each segment, by times in a unit that is `unit` ticks long. Runs of one schedule with
/// different numbers of samples in a step have the same.
pub(crate) fn of(schedule: &Schedule, unit: Time) -> Vec<u8> {
    let mut bytes = Vec::new();
    for segment in schedule.segments() {
        // One that goes on for ever is looked at over a length that has nothing to do with ticks.
        let end =
            segment.end.or_else(|| segment.start.plus(Time::fraction(unit.numerator() << 40, unit.denominator())?));
        let end = end.unwrap_or(segment.start);
        for time in [segment.start, end] {
            bytes.extend(in_units(time, unit).as_bytes());
            bytes.push(b' ');
        }
        bytes.extend(segment.first.to_bits().to_le_bytes());
        bytes.extend(segment.last.map_or(0, f64::to_bits).to_le_bytes());
        for index in 1..TIMES {
            let value = between(segment.start, end, index).map_or(f64::NAN, |time| schedule.value_at(time));
            bytes.extend(value.to_bits().to_le_bytes());
        }
    }
    bytes
}

fn in_units(time: Time, unit: Time) -> String {
    let numerator = time.numerator().checked_mul(unit.denominator());
    let denominator = time.denominator().checked_mul(unit.numerator());
    let count = numerator.zip(denominator).and_then(|(numerator, denominator)| Time::fraction(numerator, denominator));
    count.map_or_else(|| format!("{time} of {unit}"), |count| count.to_string())
}

/// A time between two, by parts of their distance.
fn between(start: Time, end: Time, index: i128) -> Option<Time> {
    let length = end.minus(start)?;
    let numerator = length.numerator().checked_mul(index)?;
    start.plus(Time::fraction(numerator, length.denominator().checked_mul(TIMES)?)?)
}
