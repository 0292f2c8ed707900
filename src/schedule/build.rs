//! Schedules that are made without a text.

use super::Schedule;
use super::clock::Subticks;
use super::display::format_value;
use super::tree::{Curve, Level, Node, Segment};
use crate::error::Error;

/// Schedules of absolute values and whole ticks. What they cannot say, [`Schedule::new`] can.
impl Schedule {
    /// One value, for ever.
    ///
    /// # Errors
    ///
    /// A value that is not finite.
    pub fn constant(value: f64) -> Result<Self, Error> {
        let text = format!("constant({})", format_value(value));
        Self::made_of(text, None, Node::Hold(Level::absolute(value)))
    }

    /// A straight line from one value to another, which is held after `ticks` ticks.
    ///
    /// # Errors
    ///
    /// A value that is not finite.
    pub fn linear(from: f64, to: f64, ticks: u64) -> Result<Self, Error> {
        Self::ramp(Curve::Linear, "linear", from, to, ticks)
    }

    /// Half a cosine from one value to another, which is held after `ticks` ticks.
    ///
    /// # Errors
    ///
    /// A value that is not finite.
    pub fn cosine(from: f64, to: f64, ticks: u64) -> Result<Self, Error> {
        Self::ramp(Curve::Cosine, "cosine", from, to, ticks)
    }

    /// `from * gamma ^ (t / every)` for `ticks` ticks; it goes on after them where nothing follows.
    ///
    /// # Errors
    ///
    /// A value that is not finite, a gamma that is not above 0, and an interval of 0 ticks.
    pub fn exponential(from: f64, gamma: f64, every: u64, ticks: u64) -> Result<Self, Error> {
        let node = Node::Exponential { from: Level::absolute(from), every: every.into(), gamma };
        let (start, factor) = (format_value(from), format_value(gamma));
        Self::made_of(format!("exponential({factor}, every={every}, from={start})"), Some(ticks), node)
    }

    /// The same for as long as it lasts, and then another schedule from its own time 0.
    ///
    /// ```
    /// use lehr::{Error, Overrides, Schedule, compile};
    ///
    /// let lr = Schedule::linear(0.0, 3e-4, 10)?.then(Schedule::cosine(3e-4, 0.0, 90)?)?;
    /// assert_eq!([lr.value(5), lr.value(10), lr.value(100)], [1.5e-4, 3e-4, 0.0]);
    ///
    /// // Each segment says how it is written in the language.
    /// let text = "lr = linear(10, to=0.0003, from=0) then cosine(90, to=0, from=0.0003)";
    /// let program = compile(text, &Overrides::default()).into_program()?;
    /// assert_eq!(program.track("lr"), Some(&lr));
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// A schedule that goes on for ever, which nothing can follow; two schedules of which one has more
    /// [subticks](Self::resolution) to a tick than the other, as fractional boundaries need; one with ticks of
    /// [sizes](Self::sizes) that change; a next one whose formulas take the values of tracks; and what
    /// [`new`](Self::new) refuses.
    pub fn then(self, next: Self) -> Result<Self, Error> {
        let Some(start) = self.length else {
            return Err(Error::message("a schedule that goes on for ever is followed by another"));
        };
        if self.sizes.is_some() || next.has_two_clocks() {
            return Err(Error::message("a schedule on a clock whose units change follows no other"));
        }
        if next.known.coupled {
            return Err(Error::message(
                "a schedule whose formulas read tracks cannot follow another: they read at the time of the whole",
            ));
        }
        if self.resolution != next.resolution {
            return Err(Error::message(format!(
                "a schedule of {} subticks to a tick is followed by one of {}",
                self.resolution, next.resolution
            )));
        }
        let (base, resolution) = (self.base, self.resolution);
        let length = next.length.map(|length| start.saturating_add(length));
        let mut segments = self.to_segments();
        // What starts at its end or later is never reached.
        segments.retain(|segment| segment.start < start || segment.start == 0);
        let same_base = next.base.to_bits() == base.to_bits();
        let based = next.base;
        segments.extend(next.to_segments().into_iter().map(|segment| Segment {
            start: segment.start.saturating_add(start),
            node: if same_base {
                segment.node
            } else {
                Node::Based { base: based, is_track: false, body: Box::new(segment.node) }
            },
            ..segment
        }));
        Self::new(base, resolution, length, Node::Chain(segments.into()))
    }

    fn ramp(curve: Curve, name: &str, from: f64, to: f64, ticks: u64) -> Result<Self, Error> {
        let text = format!("{name}({ticks}, to={}, from={})", format_value(to), format_value(from));
        let (from, to) = (Level::absolute(from), Level::absolute(to));
        Self::made_of(text, Some(ticks), Node::Ramp { curve, from, to, length: ticks.into() })
    }

    fn made_of(text: String, ticks: Option<u64>, node: Node) -> Result<Self, Error> {
        let segment = Segment { start: 0, text: text.into(), node };
        Self::new(1.0, 1, ticks.map(Subticks::from), Node::Chain(vec![segment].into()))
    }

    /// What follows one another in it.
    fn to_segments(&self) -> Vec<Segment> {
        let parts = self.parts();
        parts.map(|part| Segment { start: part.start, text: part.text.into(), node: part.node.clone() }).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_follows_keeps_its_values() {
        let first = Schedule::linear(0.5, 1.0, 4).expect("finite");
        let other = Node::Step { from: Level::BASE, size: 2, gamma: 0.5 };
        let second = Schedule::new(8.0, 1, Some(6), other).expect("a schedule");
        let both = first.clone().then(second.clone()).expect("one after the other");
        let values = |schedule: &Schedule, count| (0..count).map(|tick| schedule.value(tick)).collect::<Vec<_>>();
        assert_eq!(values(&both, 10), [values(&first, 4), values(&second, 6)].concat());
        assert_eq!(both.len(), Some(crate::schedule::Time::whole(10)));
        let thrice = both.clone().then(both.clone()).expect("one after the other");
        assert_eq!(values(&thrice, 20), [values(&both, 10), values(&both, 10)].concat());
    }

    #[test]
    fn nothing_follows_what_goes_on_for_ever() {
        let held = Schedule::constant(1.0).expect("finite");
        let error = held.clone().then(held).expect_err("it goes on for ever");
        assert_eq!(error.to_string(), "a schedule that goes on for ever is followed by another");
        let finer = Schedule::new(1.0, 2, Some(3), Node::Hold(Level::BASE)).expect("a schedule");
        let error = finer.then(Schedule::linear(0.0, 1.0, 1).expect("finite")).expect_err("other subticks");
        assert_eq!(error.to_string(), "a schedule of 2 subticks to a tick is followed by one of 1");
        assert!(Schedule::cosine(f64::NAN, 0.0, 10).is_err());
        assert!(Schedule::exponential(1.0, 0.0, 1, 10).is_err());
    }
}
