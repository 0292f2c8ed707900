//! What is said of forms and times: in the words of the file.

use super::Lowerer;
use super::frame::Length;
use crate::text::Span;
use crate::units::{Clocks, Side, Time};

impl Lowerer<'_> {
    /// The text of a form, as segments are named by.
    pub(super) fn source(&self, span: Span) -> String {
        let text = span.of(self.text);
        let mut source = String::with_capacity(text.len());
        let lines = text.lines().map(|line| line.split('#').next().unwrap_or(line));
        for word in lines.flat_map(str::split_whitespace) {
            source.push_str(if source.is_empty() { "" } else { " " });
            source.push_str(word);
        }
        source
    }

    pub(super) fn short_source(&self, span: Span) -> String {
        let source = self.source(span);
        if source.chars().count() <= 40 { source } else { "…".to_string() }
    }

    /// A time of the clock of the form in the words of the file.
    pub(super) fn count(&self, time: Time) -> String {
        self.told(Length { time, side: self.side })
    }

    /// A time in the words of the file.
    pub(super) fn told(&self, Length { time, side }: Length) -> String {
        let unit = match side {
            Side::Tick => None,
            Side::Other => self.clocks.as_ref().map(Clocks::other_unit),
            Side::Read(place) => self.reads.get(usize::from(place)).copied(),
        };
        match unit.or(self.tick) {
            Some(unit) if time == Time::whole(1) => format!("1 {}", unit.singular()),
            Some(unit) => format!("{} {}", time.written(), unit.plural()),
            None if time == Time::whole(1) => "1 tick".to_string(),
            None => format!("{} ticks", time.written()),
        }
    }
}
