//! Values one after the other, at the cost of many at once.

use std::borrow::Borrow;
use std::iter::FusedIterator;

use super::tables::Tables;
use crate::schedule::Schedule;
use crate::schedule::math::Powers;

/// The number of values that are filled ahead as soon as ticks come in a row; twice as many each time after that.
const FIRST: usize = 64;
/// The most values that are filled ahead.
const MOST: usize = 1024;

/// A reader of a schedule that remembers where it is. Consecutive ticks cost a small part of what
/// [`Schedule::value`] costs, whatever the schedule is, and any other tick costs the same. The values are
/// the same, to the bit. As ticks come in a row, room for up to 1024 values ahead is allocated; where there are powers by
/// whole numbers, a table of them, once.
///
/// ```
/// # let compiled = lehr::compile("lr = 0.1 * warmup(5) then cosine(T=10)", &Default::default());
/// # let program = compiled.program().unwrap();
/// # let lr = program.track("lr").unwrap();
/// let mut cursor = lr.cursor();
/// for tick in 0..20 {
///     assert_eq!(cursor.value(tick), lr.value(tick));
/// }
/// ```
///
/// It borrows its schedule, or owns it: `Cursor::new(Arc::new(schedule))`.
#[derive(Clone, Debug)]
pub struct Cursor<S> {
    schedule: S,
    /// The values from a tick on.
    block: Vec<f64>,
    first: u64,
    /// Tables of the powers in it.
    tables: Vec<Powers>,
}

impl Schedule {
    /// A cursor for consecutive ticks.
    pub fn cursor(&self) -> Cursor<&Self> {
        Cursor::new(self)
    }
}

impl<S: Borrow<Schedule>> Cursor<S> {
    /// A cursor for consecutive ticks of a schedule.
    pub fn new(schedule: S) -> Self {
        Self { schedule, block: Vec::new(), first: 0, tables: Vec::new() }
    }

    /// The value at a tick.
    #[inline]
    pub fn value(&mut self, tick: u64) -> f64 {
        let ahead = tick.checked_sub(self.first).and_then(|ahead| usize::try_from(ahead).ok());
        match ahead.and_then(|ahead| self.block.get(ahead)) {
            Some(&value) => value,
            None => self.miss(tick),
        }
    }

    #[inline(never)]
    fn miss(&mut self, tick: u64) -> f64 {
        // A tick out of order says nothing of the ones after it.
        let in_a_row = self.first.checked_add(self.block.len() as u64) == Some(tick);
        self.first = tick;
        if in_a_row {
            self.block.resize((2 * self.block.len()).clamp(FIRST, MOST), 0.0);
            let tables = Tables::of(std::mem::take(&mut self.tables));
            self.schedule.borrow().fill_keeping(&tables, tick, &mut self.block);
            self.tables = tables.into_inner();
        } else {
            self.block.clear();
            self.block.push(self.schedule.borrow().value(tick));
        }
        self.block[0]
    }
}

/// The values of a schedule from tick 0 on, by [`Schedule::iter`].
#[derive(Clone, Debug)]
pub struct Iter<'s> {
    cursor: Cursor<&'s Schedule>,
    /// The tick of the next value; `None` after the last one.
    next: Option<u64>,
    /// The first tick after the end; `None` where there is no end.
    end: Option<u64>,
}

impl Schedule {
    /// The values from tick 0 to its end, one for each tick that starts before it; endless where the schedule
    /// is. It goes by a [`Cursor`].
    ///
    /// ```
    /// # use lehr::schedule::{Curve, Level, Node, Schedule};
    /// let halves = Node::Step { from: Level::BASE, size: 1, gamma: 0.5 };
    /// let schedule = Schedule::new(8.0, 1, Some(3), halves).unwrap();
    /// assert_eq!(schedule.iter().collect::<Vec<_>>(), [8.0, 4.0, 2.0]);
    /// assert_eq!((&schedule).into_iter().sum::<f64>(), 14.0);
    /// ```
    pub fn iter(&self) -> Iter<'_> {
        let end = self.len().map(|length| u64::try_from(length.ceil()).unwrap_or(u64::MAX));
        Iter { cursor: self.cursor(), next: Some(0), end }
    }
}

impl Iterator for Iter<'_> {
    type Item = f64;

    #[inline]
    fn next(&mut self) -> Option<f64> {
        self.nth(0)
    }

    #[inline]
    fn nth(&mut self, skipped: usize) -> Option<f64> {
        let tick = self.next.and_then(|next| next.checked_add(u64::try_from(skipped).ok()?));
        let tick = tick.filter(|tick| self.end.is_none_or(|end| *tick < end));
        self.next = tick.and_then(|tick| tick.checked_add(1));
        tick.map(|tick| self.cursor.value(tick))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let last = self.end.unwrap_or(u64::MAX);
        let left = self.next.map_or(0, |next| last.saturating_sub(next));
        let exact = self.end.is_some() || self.next.is_none();
        let left = usize::try_from(left);
        (left.unwrap_or(usize::MAX), left.ok().filter(|_| exact))
    }
}

impl FusedIterator for Iter<'_> {}

impl<'s> IntoIterator for &'s Schedule {
    type Item = f64;
    type IntoIter = Iter<'s>;

    fn into_iter(self) -> Iter<'s> {
        self.iter()
    }
}

#[cfg(test)]
mod tests {
    use crate::schedule::{Curve, Level, Node, Schedule};

    fn line(length: Option<i128>) -> Schedule {
        let ramp = Node::Ramp { curve: Curve::Linear, from: Level::BASE, to: Level::ZERO, length: 1000 };
        Schedule::new(0.3, 2, length, ramp).expect("a schedule")
    }

    #[test]
    fn iteration_gives_the_value_of_each_tick_up_to_the_end() {
        // 301 halves of a tick: the last tick starts half a tick before the end.
        let schedule = line(Some(301));
        assert_eq!(schedule.iter().size_hint(), (151, Some(151)));
        assert!(schedule.iter().eq((0..151).map(|tick| schedule.value(tick))));
        let mut from_the_end = schedule.iter();
        assert_eq!((from_the_end.nth(150), from_the_end.next()), (Some(schedule.value(150)), None));
        assert_eq!(from_the_end.next(), None);
    }

    #[test]
    fn an_endless_schedule_goes_on() {
        let schedule = line(None);
        assert_eq!(schedule.iter().nth(1_000_000), Some(0.0));
        assert_eq!(schedule.iter().size_hint(), (usize::MAX, None));
    }

    #[test]
    fn a_schedule_is_shared_between_threads() {
        fn shared<T: Send + Sync>() {}
        shared::<Schedule>();
        shared::<super::Cursor<&Schedule>>();
        shared::<super::Iter<'_>>();
        shared::<crate::schedule::Run<&Schedule>>();
    }
}
