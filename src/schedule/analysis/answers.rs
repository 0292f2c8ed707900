//! What a search answers.

/// A tick and the value there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// The tick, counted from 0.
    pub tick: u64,
    /// The value.
    pub value: f64,
}

/// The least and the greatest value over a range of ticks.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Extremes {
    /// The least value, and the first tick that has it.
    pub min: Point,
    /// The greatest value, and the first tick that has it.
    pub max: Point,
    /// Whether they are certain. A search that would take too long, as over noise, gives the best values that
    /// it found.
    pub exact: bool,
}

/// What values do from tick to tick.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trend {
    /// They stay the same.
    Constant,
    /// They never fall.
    Rising,
    /// They never rise.
    Falling,
    /// They rise, and they fall.
    Mixed,
}
