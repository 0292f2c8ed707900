//! Numbers and times in messages, in the words of the file.

use super::subject::Subject;
use crate::units::{Time, Unit};

impl Subject<'_> {
    /// A length of time in the words of the file: epochs where it is whole ones.
    pub(super) fn count(&self, time: Time) -> String {
        let plural = |count: Time, one: &str, many: &str| {
            if count == Time::whole(1) { format!("1 {one}") } else { format!("{} {many}", shown(count)) }
        };
        match self.epochs(time) {
            Some(epochs) if !epochs.is_zero() => plural(epochs, "epoch", "epochs"),
            _ => match self.program.tick() {
                Some(unit) => plural(time, unit.singular(), unit.plural()),
                None => plural(time, "tick", "ticks"),
            },
        }
    }

    /// A point in time in the words of the file: an epoch where it is a whole one.
    pub(super) fn at(&self, time: Time) -> String {
        match self.epochs(time) {
            Some(epoch) => format!("epoch {epoch}"),
            None => match self.program.tick() {
                Some(unit) => format!("{} {}", unit.singular(), shown(time)),
                None => format!("tick {}", shown(time)),
            },
        }
    }

    /// A length of time as it is written in the language, without a unit in a file that names none.
    pub(super) fn written(&self, time: Time) -> String {
        match (self.epochs(time), self.program.tick()) {
            (Some(epochs), _) if !epochs.is_zero() => duration(epochs, Unit::Epoch),
            (_, Some(unit)) => duration(time, unit),
            (_, None) => number(time),
        }
    }

    /// The number of epochs of a time, where it is a whole one.
    fn epochs(&self, time: Time) -> Option<Time> {
        let size = self.program.size_of(Unit::Epoch)?;
        time.divided(size).filter(|epochs| epochs.is_whole())
    }

    /// What a tick is called where there are several.
    pub(super) fn ticks_word(&self) -> &'static str {
        self.program.tick().map_or("ticks", Unit::plural)
    }
}

/// A time as a decimal number; a fraction that has none is rounded.
fn shown(time: Time) -> String {
    let text = time.to_string();
    if text.contains('/') { format!("{:.2}", time.to_f64()) } else { text }
}

fn duration(count: Time, unit: Unit) -> String {
    let name = if count == Time::whole(1) { unit.singular() } else { unit.plural() };
    format!("{} {name}", number(count))
}

fn number(time: Time) -> String {
    let text = time.to_string();
    if text.contains('/') { format!("({text})") } else { text }
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
