//! How many ticks a unit is, always or step by step.

use super::{Clocks, Ratio, Side, Time};
#[cfg(feature = "html")]
use crate::schedule::Sizes;

/// How many ticks a unit is: the same everywhere, or as many as the sizes of the steps make of it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Measure {
    /// How many ticks one is, or how many of what the other clock counts.
    size: Ratio,
    /// The clocks, where it has a size on the one that does not count ticks.
    clocks: Option<Clocks>,
}

impl Measure {
    /// That of a unit with a size in ticks, above 0.
    pub(crate) fn fixed(size: Ratio) -> Self {
        Self { size, clocks: None }
    }

    /// That of a unit with a size on the clock that does not count ticks.
    pub(crate) fn on_other(size: Ratio, clocks: Clocks) -> Self {
        Self { size, clocks: Some(clocks) }
    }

    /// Its size in ticks, where it has one.
    #[cfg(feature = "html")]
    pub(crate) fn size(&self) -> Option<Ratio> {
        self.clocks.is_none().then_some(self.size)
    }

    /// How many of the unit a time in ticks is; `None` where it does not fit.
    pub(crate) fn count(&self, ticks: Time) -> Option<Time> {
        self.across(ticks, Side::Tick, Side::Other)?.divided(self.size)
    }

    /// How many ticks a number of the unit is; `None` where it does not fit.
    #[cfg(any(feature = "svg", feature = "terminal"))]
    pub(crate) fn ticks(&self, count: Time) -> Option<Time> {
        self.across(count.times(self.size)?, Side::Other, Side::Tick)
    }

    /// The ticks at which another size begins, in order; the first of them is 0.
    #[cfg(feature = "html")]
    pub(crate) fn changes(&self) -> Vec<Time> {
        let Some(clocks) = &self.clocks else { return Vec::new() };
        let starts = clocks.sizes.iter().flat_map(Sizes::starts);
        starts.map(|(coarse, fine)| Time::whole(if clocks.tick_is_fine { fine } else { coarse })).collect()
    }

    fn across(&self, time: Time, from: Side, to: Side) -> Option<Time> {
        match &self.clocks {
            Some(clocks) => clocks.across(time, from, to),
            None => Some(time),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schedule::Sizes;
    use crate::units::Unit;

    #[test]
    fn a_unit_is_counted_both_ways_on_either_clock() {
        let sizes = Sizes::new(vec![(0, 10), (4, 30)]).ok();
        for tick_is_fine in [false, true] {
            let clocks = Clocks { unit: Unit::STEP, of: Unit::TOKEN, tick_is_fine, sizes: sizes.clone() };
            let measure = Measure::on_other(Ratio::from_integer(1), clocks);
            let (ticks, count) = if tick_is_fine { (55, Time::fraction(9, 2)) } else { (5, Some(Time::whole(70))) };
            assert_eq!(measure.count(Time::whole(ticks)), count);
            assert_eq!(count.and_then(|count| measure.ticks(count)), Some(Time::whole(ticks)));
        }
    }
}
