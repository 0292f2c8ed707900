//! Values one after the other, at the cost of many at once.

use crate::schedule::Schedule;

/// The number of values that are filled ahead.
const AHEAD: usize = 128;

/// A reader of a schedule that remembers where it is. Consecutive ticks cost a small part of what
/// [`Schedule::value`] costs, whatever the schedule is, and any other tick costs the same. The values are
/// the same, to the bit.
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
#[derive(Clone, Debug)]
pub struct Cursor<'s> {
    schedule: &'s Schedule,
    /// The values of `filled` ticks from `first` on.
    block: [f64; AHEAD],
    first: u64,
    filled: usize,
}

impl Schedule {
    /// A cursor for consecutive ticks.
    pub fn cursor(&self) -> Cursor<'_> {
        Cursor { schedule: self, block: [0.0; AHEAD], first: 0, filled: 0 }
    }
}

impl Cursor<'_> {
    /// The value at a tick.
    #[inline]
    pub fn value(&mut self, tick: u64) -> f64 {
        let ahead = tick.checked_sub(self.first).and_then(|ahead| usize::try_from(ahead).ok());
        match ahead.and_then(|ahead| self.block.get(..self.filled)?.get(ahead)) {
            Some(&value) => value,
            None => self.miss(tick),
        }
    }

    #[inline(never)]
    fn miss(&mut self, tick: u64) -> f64 {
        // A tick out of order says nothing of the ones after it.
        let in_a_row = self.first.checked_add(self.filled as u64) == Some(tick);
        self.first = tick;
        if in_a_row {
            self.filled = AHEAD;
            self.schedule.fill(tick, &mut self.block);
        } else {
            self.filled = 1;
            self.block[0] = self.schedule.value(tick);
        }
        self.block[0]
    }
}
