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
}

impl fmt::Display for Blank {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Endless(tracks) => write!(f, "nothing says how far to draw {}", tracks.join(", ")),
            Self::Empty => f.write_str("there is no tick to draw"),
        }
    }
}

impl std::error::Error for Blank {}
