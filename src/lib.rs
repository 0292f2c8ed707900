//! **lehr** is a language and compiler for training schedules: learning rates, momenta, weight
//! decays, and whatever else changes over a run. A schedule is written once, checked before the
//! run, and evaluated to the same bits everywhere.
//!
//! ```
//! use lehr::{Overrides, compile};
//!
//! let compilation = compile("base = 0.1\nlr = step(2, 0.5) then cosine(T=10)", &Overrides::default());
//! let program = compilation.into_program().expect("no errors");
//! let lr = program.track("lr").expect("the file defines it");
//! assert_eq!([lr.value(0), lr.value(1), lr.value(2), lr.value(12)], [0.1, 0.1, 0.05, 0.0]);
//! ```
//!
//! [`compile()`] takes a text to a [`Compilation`]: each track that is right as a [`Schedule`], which
//! is a pure function of the tick, and a list of [`Diagnostic`]s for whatever is wrong, all of them
//! at once. Where nothing is, it is a [`Program`]. The language itself is described in
//! `docs/language.md`.
//!
//! Data flows one way: text, [`syntax`] tree, checked forms, [`schedule`], numbers.

mod catalogue;
mod check;
#[cfg(feature = "cli")]
mod cli;
mod compile;
#[cfg(feature = "config")]
pub mod config;
pub mod diagnostic;
mod error;
mod expect;
mod format;
pub mod lint;
mod lower;
pub mod names {
    //! The names of a file: what defines each, and what each use of it refers to.

    pub use crate::check::names::{Definition, DefinitionId, DefinitionKind, Names, Target, Use};
}
mod overrides;
pub mod peers;
#[cfg(any(feature = "svg", feature = "terminal"))]
pub mod plot;
mod program;
pub mod reference;
#[cfg(feature = "report")]
pub mod report;
pub mod schedule;
mod stack;
pub mod syntax;
pub mod text;
mod units;

/// The whole of the `lehr` program, for its binary and nobody else.
#[cfg(feature = "cli")]
#[doc(hidden)]
pub use cli::main;
pub use compile::{Compilation, CompiledTrack, compile, compile_bytes};
pub use diagnostic::{Code, Diagnostic, Label, Severity};
pub use error::Error;
pub use expect::Outcome;
pub use format::format;
pub use overrides::Overrides;
pub use program::{Program, Track};
pub use schedule::Schedule;
pub use text::{Source, Span};
pub use units::{Time, Unit};

/// The code blocks of the README, as tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
pub struct Readme;
