//! What is asked for: programs, and the part of their run to be drawn.

use std::fmt;

use crate::compile::Compilation;
use crate::diagnostic::Diagnostic;
use crate::program::Track;

/// A program to be drawn.
#[derive(Clone, Debug)]
pub struct Subject<'p> {
    /// What it is called: the name of a file, or an expression.
    pub name: &'p str,
    /// What became of its text; for a program that was read from JSON, `Compilation::from(program)`.
    pub compilation: &'p Compilation,
    /// The tracks to be drawn, at least one.
    pub tracks: Vec<&'p Track>,
    /// What the checker has to say about it.
    pub findings: &'p [Diagnostic],
}

/// Which part of the run is drawn, and how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct View {
    /// The first tick to be drawn; the first of the run where absent.
    pub first: Option<u64>,
    /// The last tick to be drawn; the last of the run where absent.
    pub last: Option<u64>,
    /// Whether the axes of values are logarithmic.
    pub log: bool,
}

/// Why there is nothing to draw.
#[derive(Debug)]
pub(crate) enum Blank {
    /// Neither the run nor the view has an end, and these tracks go on for ever.
    Endless(Vec<String>),
    /// There is no tick in the run, or in the part of it that is asked for.
    Empty,
    /// The values of all tracks follow from what a loop reads.
    Read(Vec<String>),
}

impl fmt::Display for Blank {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Endless(tracks) => write!(f, "nothing says how far to draw {}", tracks.join(", ")),
            Self::Empty => f.write_str("there is no tick to draw"),
            Self::Read(tracks) => f.write_str(&read(tracks)),
        }
    }
}

/// Why tracks whose values follow from what a loop reads are not drawn.
pub(crate) fn read(tracks: &[String]) -> String {
    let tracks: Vec<_> = tracks.iter().map(|track| format!("`{track}`")).collect();
    let (count, they) = if tracks.len() == 1 { ("counts", "its") } else { ("count", "their") };
    let tracks = tracks.join(", ");
    format!("{tracks} {count} a unit that the loop reads: {they} curve over ticks is not known before the run")
}

impl std::error::Error for Blank {}
