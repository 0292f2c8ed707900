//! Two clocks, one of which goes faster or slower as a run goes on: steps, and what a step takes.

use std::sync::Arc;

use num_integer::Integer;
use serde::{Deserialize, Serialize};

use super::clock::{Instant, Subticks};
use super::time::Time;
use crate::error::Error;

/// The most pieces there may be.
pub(crate) const PIECES: usize = 1_000_000;

/// How many units of a fine clock one unit of a coarse clock is, piece by piece: how many tokens a step takes. A
/// unit of the coarse clock starts where the one before it ends, at a whole unit of the fine one. Within it both
/// clocks go evenly, so that any time of one of them is an exact time of the other. The last piece goes on.
///
/// ```
/// use lehr::Time;
/// use lehr::schedule::Sizes;
///
/// // Steps of 16 tokens, and of 32 from step 100 on.
/// let sizes = Sizes::new(vec![(0, 16), (100, 32)])?;
/// assert_eq!(sizes.fine(Time::whole(101)), Some(Time::whole(1632)));
/// assert_eq!(sizes.coarse(Time::whole(1616)), Time::fraction(201, 2));
/// # Ok::<(), lehr::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Vec<(u64, u64)>", into = "Vec<(u64, u64)>")]
pub struct Sizes(Arc<Table>);

/// Units of the coarse clock that are all of one size.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Piece {
    /// The first of them.
    coarse: i128,
    /// When it starts on the fine clock.
    fine: i128,
    size: i128,
}

impl Piece {
    /// When the first of them starts.
    fn start(&self, is_fine: bool) -> Time {
        Time::whole(if is_fine { self.fine } else { self.coarse })
    }
}

/// The pieces, with the least and the greatest sizes of many of them, so that nobody looks through all of them for each
/// range.
#[derive(Clone, Debug, Default, PartialEq)]
struct Table {
    pieces: Vec<Piece>,
    /// Those of each whole block of pieces, then of each whole pair of blocks, of each pair of pairs, and so on.
    levels: Vec<Vec<(i128, i128)>>,
}

/// How many pieces a block has.
const BLOCK: usize = 64;
/// The least and the greatest of no sizes.
const NONE: (i128, i128) = (i128::MAX, i128::MIN);

fn both(one: (i128, i128), other: (i128, i128)) -> (i128, i128) {
    (one.0.min(other.0), one.1.max(other.1))
}

fn least_and_most(pieces: &[Piece]) -> (i128, i128) {
    pieces.iter().fold(NONE, |extremes, piece| both(extremes, (piece.size, piece.size)))
}

impl Table {
    fn push(&mut self, piece: Piece) {
        self.pieces.push(piece);
        if !self.pieces.len().is_multiple_of(BLOCK) {
            return;
        }
        let mut extremes = least_and_most(&self.pieces[self.pieces.len() - BLOCK..]);
        for level in 0.. {
            if level == self.levels.len() {
                self.levels.push(Vec::new());
            }
            let spans = &mut self.levels[level];
            spans.push(extremes);
            let [.., one, other] = spans[..] else { return };
            if !spans.len().is_multiple_of(2) {
                return;
            }
            extremes = both(one, other);
        }
    }

    fn truncate(&mut self, pieces: usize) {
        self.pieces.truncate(pieces);
        let mut spans = self.pieces.len() / BLOCK;
        for level in &mut self.levels {
            level.truncate(spans);
            spans /= 2;
        }
        self.levels.retain(|level| !level.is_empty());
    }

    /// Of the blocks from one to before another.
    fn between(&self, mut first: usize, mut end: usize) -> (i128, i128) {
        let mut extremes = NONE;
        for spans in &self.levels {
            if first >= end {
                break;
            }
            if first % 2 == 1 {
                extremes = both(extremes, spans[first]);
                first += 1;
            }
            if end % 2 == 1 {
                end -= 1;
                extremes = both(extremes, spans[end]);
            }
            (first, end) = (first / 2, end / 2);
        }
        extremes
    }
}

impl Sizes {
    /// From which unit of the coarse clock on each size holds, and the size, above 0. The first piece starts at 0,
    /// and none later than the one before it.
    ///
    /// # Errors
    ///
    /// Pieces out of order or without a size, more than a million of them, and such that the last one starts later
    /// than 2^64 on the fine clock.
    pub fn new(pieces: Vec<(u64, u64)>) -> Result<Self, Error> {
        let mut sizes = Self(Arc::default());
        pieces.into_iter().try_for_each(|(coarse, size)| sizes.push(coarse, size))?;
        if sizes.0.pieces.is_empty() {
            return Err(Error::message("sizes that do not start at 0"));
        }
        Ok(sizes)
    }

    /// Adds a piece, which starts later than those before it.
    ///
    /// # Errors
    ///
    /// Those of [`new`](Self::new).
    pub(crate) fn push(&mut self, coarse: u64, size: u64) -> Result<(), Error> {
        let wrong = |what: &'static str| Err(Error::message(what));
        if self.0.pieces.len() == PIECES {
            return wrong("more than a million sizes");
        }
        let (coarse, size) = (i128::from(coarse), i128::from(size));
        let fine = match self.0.pieces.last() {
            None if coarse != 0 => return wrong("sizes that do not start at 0"),
            None => 0,
            Some(last) if coarse <= last.coarse => return wrong("sizes out of order"),
            Some(last) => last.fine + (coarse - last.coarse) * last.size,
        };
        if size == 0 || fine > u64::MAX.into() {
            return wrong("a size of 0, or one from later than 2^64 on");
        }
        Arc::make_mut(&mut self.0).push(Piece { coarse, fine, size });
        Ok(())
    }

    /// Leaves out all pieces but the first ones, of which the last then goes on.
    pub(crate) fn truncate(&mut self, pieces: usize) {
        Arc::make_mut(&mut self.0).truncate(pieces.max(1));
    }

    /// One size from a unit of the coarse clock on, which starts at a time of the fine one; before it as well.
    pub(crate) fn from_unit(coarse: u64, fine: u64, size: u64) -> Self {
        let mut table = Table::default();
        table.push(Piece { coarse: coarse.into(), fine: fine.into(), size: size.max(1).into() });
        Self(Arc::new(table))
    }

    /// The number of pieces.
    pub fn pieces(&self) -> usize {
        self.0.pieces.len()
    }

    /// The time of the fine clock at a time of the coarse one; `None` where it does not fit.
    pub fn fine(&self, coarse: Time) -> Option<Time> {
        let piece = self.piece(self.coarse_piece(coarse.floor()));
        coarse.minus(Time::whole(piece.coarse))?.times(piece.size.into())?.plus(Time::whole(piece.fine))
    }

    /// The time of the coarse clock at a time of the fine one; `None` where it does not fit.
    pub fn coarse(&self, fine: Time) -> Option<Time> {
        let piece = self.piece(self.fine_piece(fine.floor()));
        fine.minus(Time::whole(piece.fine))?.divided(piece.size.into())?.plus(Time::whole(piece.coarse))
    }

    /// The first change of sizes after a time, on the clock of that time; `None` after the last one.
    pub(crate) fn change_after(&self, time: Time, is_fine: bool) -> Option<Time> {
        let index = if is_fine { self.fine_piece(time.floor()) } else { self.coarse_piece(time.floor()) };
        self.0.pieces.get(index + 1).map(|piece| piece.start(is_fine))
    }

    /// The last change of sizes before a time, on the clock of that time; `None` up to the first one.
    pub(crate) fn change_before(&self, time: Time, is_fine: bool) -> Option<Time> {
        let passed = self.0.pieces.partition_point(|piece| piece.start(is_fine) < time);
        self.0.pieces[1..passed.max(1)].last().map(|piece| piece.start(is_fine))
    }

    /// When each size begins, on the coarse clock and on the fine one.
    #[cfg(feature = "html")]
    pub(crate) fn starts(&self) -> impl Iterator<Item = (i128, i128)> {
        self.0.pieces.iter().map(|piece| (piece.coarse, piece.fine))
    }

    /// When a unit of the coarse clock starts on the fine one.
    pub(super) fn start(&self, coarse: i128) -> i128 {
        let piece = self.piece(self.coarse_piece(coarse));
        piece.fine.saturating_add((coarse - piece.coarse).saturating_mul(piece.size))
    }

    /// The unit of the coarse clock after the piece that one is in; `None` in the last piece.
    pub(super) fn end(&self, coarse: i128) -> Option<i128> {
        self.0.pieces.get(self.coarse_piece(coarse) + 1).map(|next| next.coarse)
    }

    /// The least and the greatest size from one unit of the coarse clock to another.
    pub(super) fn between(&self, first: i128, last: i128) -> (i128, i128) {
        self.extremes(self.coarse_piece(first), self.coarse_piece(last))
    }

    /// The same of the pieces from one to another, both included.
    fn extremes(&self, first: usize, last: usize) -> (i128, i128) {
        let among = |first: usize, end: usize| least_and_most(self.0.pieces.get(first..end).unwrap_or_default());
        let (block, end) = (first.div_ceil(BLOCK), (last + 1) / BLOCK);
        if block >= end {
            return among(first, last + 1);
        }
        let ends = both(among(first, block * BLOCK), among(end * BLOCK, last + 1));
        both(ends, self.0.between(block, end))
    }

    fn piece(&self, index: usize) -> Piece {
        self.0.pieces.get(index).copied().unwrap_or(Piece { coarse: 0, fine: 0, size: 1 })
    }

    fn coarse_piece(&self, coarse: i128) -> usize {
        self.0.pieces.partition_point(|piece| piece.coarse <= coarse).saturating_sub(1)
    }

    fn fine_piece(&self, fine: i128) -> usize {
        self.0.pieces.partition_point(|piece| piece.fine <= fine).saturating_sub(1)
    }
}

impl TryFrom<Vec<(u64, u64)>> for Sizes {
    type Error = Error;

    fn try_from(pieces: Vec<(u64, u64)>) -> Result<Self, Error> {
        Self::new(pieces)
    }
}

impl From<Sizes> for Vec<(u64, u64)> {
    fn from(sizes: Sizes) -> Self {
        let whole = |number: i128| u64::try_from(number).unwrap_or(u64::MAX);
        sizes.0.pieces.iter().map(|piece| (whole(piece.coarse), whole(piece.size))).collect()
    }
}

/// From one clock to the other, at a time of both.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Crossing {
    /// The sizes of the units of the coarse clock.
    pub sizes: Sizes,
    /// Whether the inner clock is the fine one.
    pub to_fine: bool,
    /// The time of the outer clock at which both are crossed, in its subticks.
    pub outer: Subticks,
    /// The time of the inner clock then, in its subticks.
    pub inner: Subticks,
    /// How many subticks a unit of the inner clock has.
    pub resolution: u64,
}

/// A piece of the outer clock, in which the inner one goes evenly.
pub(crate) struct Evenly<'c> {
    crossing: &'c Crossing,
    /// How many subticks a unit of the outer clock has.
    resolution: u64,
    /// The piece, by its place.
    index: usize,
}

impl Evenly<'_> {
    /// A time of the outer clock in the piece, on the inner one.
    pub(crate) fn at(&self, at: Instant) -> Instant {
        let Crossing { sizes, to_fine, resolution, inner, .. } = self.crossing;
        let (absolute, unit) = self.crossing.absolute(at, self.resolution);
        let piece = sizes.piece(self.index);
        let inner_unit = i128::from(*resolution);
        // The units of the inner clock that have passed where the piece starts; `over / under` subticks have since.
        let (passed, over, under) = if *to_fine {
            let rest = absolute.saturating_sub(piece.coarse.saturating_mul(unit));
            (piece.fine, rest.saturating_mul(piece.size).saturating_mul(inner_unit), unit)
        } else {
            let rest = absolute.saturating_sub(piece.fine.saturating_mul(unit));
            (piece.coarse, rest.saturating_mul(inner_unit), unit.saturating_mul(piece.size))
        };
        let (since, scale) = match quotient(over, under) {
            (since, 0) => (since, 1),
            _ => {
                let divisor = over.gcd(&under);
                (over / divisor, under / divisor)
            }
        };
        let before = passed.saturating_mul(inner_unit).saturating_sub(*inner);
        Instant { num: before.saturating_mul(scale).saturating_add(since).max(0), scale }
    }

    /// When the piece ends, in subticks of the outer clock; `None` of the last one.
    pub(crate) fn end(&self) -> Option<Subticks> {
        let Crossing { sizes, to_fine, outer, .. } = self.crossing;
        let next = sizes.0.pieces.get(self.index + 1)?;
        let next = if *to_fine { next.coarse } else { next.fine };
        Some(next.saturating_mul(self.resolution.into()).saturating_sub(*outer))
    }
}

/// A quotient and what is left over, of a divisor above 0, both rounded towards 0. Most numbers fit into half of the bits,
/// whose division is many times as fast.
fn quotient(over: i128, under: i128) -> (i128, i128) {
    match (u64::try_from(over), u64::try_from(under)) {
        (Ok(over), Ok(under)) => ((over / under).into(), (over % under).into()),
        _ => (over / under, over % under),
    }
}

impl Crossing {
    /// A time of the outer clock since it began, in parts of a subtick, and how many of those a unit of it has.
    fn absolute(&self, at: Instant, resolution: u64) -> (i128, i128) {
        (at.num.saturating_add(at.boundary(self.outer)), at.scale.saturating_mul(resolution.into()))
    }

    /// The place of the piece that a time of the outer clock is in.
    fn piece_at(&self, at: Instant, resolution: u64) -> usize {
        let (absolute, unit) = self.absolute(at, resolution);
        let (whole, left) = quotient(absolute, unit);
        let whole = whole - i128::from(left < 0);
        if self.to_fine { self.sizes.coarse_piece(whole) } else { self.sizes.fine_piece(whole) }
    }

    /// The piece that a time of the outer clock is in, whose units have `resolution` subticks. Times of the outer and of
    /// the inner clock are counted from the crossing.
    pub(crate) fn evenly_at(&self, at: Instant, resolution: u64) -> Evenly<'_> {
        Evenly { crossing: self, resolution, index: self.piece_at(at, resolution) }
    }

    /// A time of the outer clock, whose units have `resolution` subticks, on the inner one. Both are counted from the
    /// crossing.
    pub(crate) fn at(&self, at: Instant, resolution: u64) -> Instant {
        self.evenly_at(at, resolution).at(at)
    }

    /// The time of the outer clock, whose units have `resolution` subticks, at a time of the inner one: the first
    /// subtick that is not before it.
    pub(crate) fn back(&self, inner: Subticks, resolution: u64) -> Subticks {
        self.back_exactly(Time::whole(inner), resolution).map_or(Subticks::MAX, Time::ceil)
    }

    /// The same exactly, both times in subticks; `None` for what does not fit.
    pub(crate) fn back_exactly(&self, inner: Time, resolution: u64) -> Option<Time> {
        let time = inner.plus(Time::whole(self.inner))?.divided(i128::from(self.resolution).into())?;
        let outer = if self.to_fine { self.sizes.coarse(time) } else { self.sizes.fine(time) };
        outer?.times(i128::from(resolution).into())?.minus(Time::whole(self.outer))
    }

    /// How fast the inner clock goes between two times of the outer one, in its subticks to one of the outer one.
    pub(crate) fn pace(&self, first: Instant, last: Instant, resolution: u64) -> Pace {
        let [first_piece, last_piece] = [first, last].map(|at| self.piece_at(at, resolution));
        let (least, most) = self.sizes.extremes(first_piece, last_piece.max(first_piece));
        let ratio = self.resolution as f64 / resolution as f64;
        let [low, high] = [least, most].map(|size| size as f64);
        let unit = first.scale.max(last.scale).checked_mul(resolution.into());
        if self.to_fine {
            Pace { least: low * ratio, most: high * ratio, parts: unit }
        } else {
            Pace { least: ratio / high, most: ratio / low, parts: unit.and_then(|unit| unit.checked_mul(most)) }
        }
    }
}

/// How fast an inner clock goes.
pub(crate) struct Pace {
    pub(crate) least: f64,
    pub(crate) most: f64,
    /// A subtick of the inner clock in at least as many parts is fine enough that every time of the outer clock is on a
    /// whole subtick, or a part or more away from it; `None` for what does not fit.
    pub(crate) parts: Option<i128>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_clock_leads_to_the_other_and_back() {
        let sizes = Sizes::new(vec![(0, 3), (4, 7), (5, 2)]).expect("sizes");
        for thirds in 0..60 {
            let coarse = Time::fraction(thirds, 6).expect("a time");
            assert_eq!(sizes.fine(coarse).and_then(|fine| sizes.coarse(fine)), Some(coarse));
        }
        let starts: Vec<_> = (0..8).map(|step| sizes.start(step)).collect();
        assert_eq!(starts, [0, 3, 6, 9, 12, 19, 21, 23]);
    }

    #[test]
    fn the_least_and_the_greatest_size_of_any_range_are_those_of_its_pieces() {
        for count in [1, 63, 64, 65, 128, 191, 192, 300] {
            let pieces: Vec<(u64, u64)> = (0..count).map(|at| (at, 1 + at * at * 7919 % 1009)).collect();
            let sizes = Sizes::new(pieces.clone()).expect("sizes");
            for (first, last) in (0..count).flat_map(|first| (first..count).map(move |last| (first, last))) {
                let within = || pieces.iter().filter(|(at, _)| (first..=last).contains(at)).map(|(_, size)| *size);
                let expected = within().min().zip(within().max()).expect("a piece");
                let found = sizes.between(first.into(), last.into());
                assert_eq!(found, (expected.0.into(), expected.1.into()), "{first} to {last} of {count}");
            }
        }
    }

    #[test]
    fn pieces_without_a_size_or_an_order_are_refused() {
        for pieces in [vec![], vec![(1, 2)], vec![(0, 0)], vec![(0, 1), (0, 2)], vec![(0, u64::MAX), (3, 1)]] {
            assert!(Sizes::new(pieces).is_err());
        }
    }

    #[test]
    fn a_crossing_counts_from_where_it_is() {
        let sizes = Sizes::new(vec![(0, 3), (4, 7)]).expect("sizes");
        let crossing = Crossing { sizes, to_fine: false, outer: 6, inner: 2, resolution: 1 };
        let steps: Vec<_> = [0, 3, 6, 13].map(|time| crossing.at(Instant::at(time), 1)).into();
        assert_eq!(steps, [0, 1, 2, 3].map(Instant::at));
        assert_eq!(crossing.at(Instant::at(1), 1), Instant { num: 1, scale: 3 });
        assert_eq!((crossing.back(3, 1), crossing.evenly_at(Instant::at(0), 1).end()), (13, Some(6)));
    }
}
