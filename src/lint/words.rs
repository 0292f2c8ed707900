//! Numbers and times in messages, in the words of the file.

use num_traits::ToPrimitive;

use super::subject::Subject;
use crate::schedule::format_short;
use crate::units::{Time, Unit};

impl Subject<'_> {
    /// A length of time in the words of the file: epochs where it is whole ones, and another unit where it is no
    /// whole number of ticks.
    pub(super) fn count(&self, time: Time) -> String {
        let plural = |count: Time, one: &str, many: &str| {
            if count == Time::whole(1) { format!("1 {one}") } else { format!("{} {many}", count.written()) }
        };
        if let Some(epochs) = self.epochs(time).filter(|epochs| !epochs.is_zero()) {
            return plural(epochs, "epoch", "epochs");
        }
        match self.program.finer(time).or_else(|| Some((time, self.program.tick()?))) {
            Some((count, unit)) => plural(count, unit.singular(), unit.plural()),
            None => plural(time, "tick", "ticks"),
        }
    }

    /// A length that is known as a double only, to four digits.
    pub(super) fn short_count(&self, ticks: f64) -> String {
        short(ticks).map_or_else(|| format!("{} {}", format_short(ticks), self.ticks_word()), |time| self.count(time))
    }

    /// A point in time in the words of the file: an epoch where it is a whole one.
    pub(super) fn at(&self, time: Time) -> String {
        match (self.epochs(time), self.program.finer(time), self.program.tick()) {
            (Some(epoch), ..) => format!("epoch {}", epoch.written()),
            (None, Some((count, unit)), _) => format!("{} {}", count.written(), unit.plural()),
            (None, None, Some(unit)) => format!("{} {}", unit.singular(), time.written()),
            (None, None, None) => format!("tick {}", time.written()),
        }
    }

    /// A length of time as it is written in the language, without a unit in a file that names none.
    pub(super) fn written(&self, time: Time) -> String {
        match (self.epochs(time), self.program.tick()) {
            (Some(epochs), _) if !epochs.is_zero() => duration(epochs, Unit::EPOCH),
            (_, Some(unit)) => duration(time, unit),
            (_, None) => number(time),
        }
    }

    /// The number of epochs of a time, where it is a whole one.
    fn epochs(&self, time: Time) -> Option<Time> {
        let size = self.program.size_of(Unit::EPOCH)?;
        time.divided(size).filter(|epochs| epochs.is_whole())
    }

    /// What a tick is called where there are several.
    pub(super) fn ticks_word(&self) -> &str {
        self.program.tick_words()[1]
    }
}

fn duration(count: Time, unit: Unit) -> String {
    let name = if count == Time::whole(1) { unit.singular() } else { unit.plural() };
    format!("{} {name}", number(count))
}

fn number(time: Time) -> String {
    let text = if time.is_whole() { time.written() } else { time.to_string() };
    if text.contains('/') { format!("({text})") } else { text }
}

/// A count that is known as a double only, to four digits.
pub(super) fn short_count(count: f64) -> String {
    short(count).map_or_else(|| format_short(count), Time::written)
}

fn short(count: f64) -> Option<Time> {
    let digits: f64 = format!("{count:.3e}").parse().ok()?;
    Time::fraction((digits * 1000.0).round().to_i128()?, 1000)
}

/// The logarithm to the base of 2, for messages and thresholds.
pub(super) fn log2(value: f64) -> f64 {
    libm::log2(value)
}

/// Whether the name of a metric has one of a few words in it: `val_acc`, `top5`, `dev.F1`.
pub(super) fn metric_has(metric: &str, words: &[&str]) -> bool {
    let lower = metric.to_lowercase();
    lower.split(['_', '.', '-']).any(|part| {
        let bare = part.trim_end_matches(|c: char| c.is_ascii_digit());
        words.contains(&part) || words.contains(&bare)
    })
}
