//! **lehr** is a language and compiler for training schedules: learning rates, momenta, weight
//! decays, and whatever else changes over a run. A schedule is written once, checked before the
//! run, and evaluated to the same bits everywhere.
//!
//! ```
//! use lehr::{Error, Overrides, compile};
//!
//! let program = compile("base = 0.1\nlr = step(2, 0.5) then cosine(T=10)", &Overrides::new()).into_program()?;
//! let lr = program.track("lr").expect("the text defines it");
//! assert_eq!([lr.value(0), lr.value(1), lr.value(2), lr.value(12)], [0.1, 0.1, 0.05, 0.0]);
//! # Ok::<(), Error>(())
//! ```
//!
//! # From a text to values
//!
//! [`compile()`] takes a text to a [`Compilation`]: each track that is right as a [`Schedule`], which
//! is a pure function of the tick, and a list of [`Diagnostic`]s for whatever is wrong, all of them
//! at once. Where nothing is, it is a [`Program`]. [`Overrides`] set from outside what the text leaves
//! open. The language itself is described in `docs/language.md`.
//!
//! A [`Program`] is also made [without a text](Program::builder), and read from
//! [JSON](Program::from_json). A [`Schedule`] gives its value at a [tick](Schedule::value), at many at
//! [once](Schedule::fill), or [one after the other](Schedule::iter), always the same bits; one that
//! watches metrics is [started](Schedule::start) and [resumed](Schedule::resume).
//!
//! Whatever can fail returns the one [`Error`].
//!
//! # What looks at a text
//!
//! | | |
//! | --- | --- |
//! | [`lint`] | what a schedule that compiles will do in training, and is hardly meant |
//! | [`format()`] | the one layout of a text |
//! | [`Compilation::test`] | the `expect` statements |
//! | [`names`], [`syntax`], [`text`] | names and their uses, the tree, lines and columns, for editors |
//! | [`reference`](mod@reference), [`peers`] | what each shape means, and what other libraries' schedules do |
//!
//! # Features
//!
//! The library without its default features is the language, its linter and its evaluation. Each feature adds
//! what others pay for in crates:
//!
//! | feature | |
//! | --- | --- |
//! | `svg`, `html`, `terminal`, `print` | `plot`: drawings as SVG, as pages, as text, as PNG and PDF; `plot` is all of them |
//! | `report` | findings as text, JSON, SARIF and annotations |
//! | `config` | `lehr.toml` |
//! | `scripts` | training scripts: what a Python file makes, read without running it |
//! | `server` | the language server |
//! | `parallel` | `Schedule::par_fill`, on all cores |
//! | `simd` | wider loops where the processor has them; the bits are the same |
//! | `cli` | the program `lehr`; the default, with all of the above |

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
#[cfg(feature = "scripts")]
pub mod scripts;
#[cfg(feature = "server")]
pub mod server;
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
pub use program::{Event, Program, ProgramBuilder, Track};
pub use schedule::Schedule;
pub use text::{Source, Span};
pub use units::{Time, Unit};

/// The code blocks of the README, as tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
pub struct Readme;
