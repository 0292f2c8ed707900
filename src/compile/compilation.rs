//! What became of a text: everything in it that is right, and what is wrong with the rest.

use super::left::{Left, Since};
use crate::check::Expectation;
use crate::check::names::Names;
use crate::diagnostic::{Diagnostic, Severity};
use crate::error::Error;
use crate::lower::Cost;
use crate::program::Program;
use crate::schedule::{Schedule, SegmentInfo};
use crate::syntax::ast::File;
use crate::text::{Origin, Span};
#[cfg(feature = "scripts")]
use crate::units::{Time, Unit, Units};

/// What became of a text.
///
/// It holds the text, its tree, and each track that compiles, whatever is wrong with the others.
/// A [`Program`] comes out of it only where there is no error at all.
///
/// ```
/// use lehr::{Overrides, compile};
///
/// let compilation = compile("lr = 0.1 * cosine(T=10)\nwd = cosin(T=10)", &Overrides::default());
/// assert!(compilation.program().is_none());
/// assert_eq!(compilation.diagnostics().len(), 1);
///
/// let compiled: Vec<_> = compilation.tracks().map(|track| (track.name(), track.schedule().is_some())).collect();
/// assert_eq!(compiled, [("lr", true), ("wd", false)]);
/// ```
#[derive(Clone, Debug)]
pub struct Compilation {
    pub(super) text: String,
    pub(super) file: File,
    pub(super) names: Names,
    pub(super) tracks: Vec<TrackSource>,
    /// Where the file gives the length of the run.
    pub(super) run: Option<Span>,
    /// The tracks that compile.
    pub(super) partial: Program,
    pub(super) expectations: Vec<Expectation>,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// What it took to check it, by [`Checked::work`](crate::check::Checked).
    pub(super) work: u64,
    /// What the next text can be compiled with.
    pub(super) left: Left,
    /// What of it is as it was in an older text.
    pub(super) since: Since,
}

/// Where a track stands in the text.
#[derive(Clone, Debug)]
pub(crate) struct TrackSource {
    pub(crate) name: String,
    /// The place of its name.
    pub(crate) span: Span,
    /// The place of its whole value: where the form stands that it is, which may be a `let`.
    pub(crate) value: Span,
    /// The base that is declared for it, and where.
    pub(crate) base: Option<(f64, Span)>,
    /// Where the nodes of its schedule come from, each before what is in it, in the order of
    /// `Node::for_each_child`; nothing where it does not compile.
    pub(crate) origins: Vec<Origin>,
    pub(super) cost: Option<Cost>,
}

/// A track of a text, whether it compiles or not.
///
/// ```
/// use lehr::{Overrides, compile};
///
/// let text = "lr = 0.1 * cosine(T=10)";
/// let compilation = compile(text, &Overrides::new());
/// let lr = compilation.tracks().next().expect("it is defined");
/// assert_eq!((lr.name(), lr.span().of(text), lr.value_span().of(text)), ("lr", "lr", "0.1 * cosine(T=10)"));
/// ```
#[derive(Clone, Copy, Debug)]
pub struct CompiledTrack<'c> {
    source: &'c TrackSource,
    schedule: Option<&'c Schedule>,
}

impl Compilation {
    /// A text that could not be read, with the reasons.
    pub(crate) fn unread(text: impl Into<String>, diagnostics: Vec<Diagnostic>) -> Self {
        Self { text: text.into(), diagnostics, ..Self::from(Program::default()) }
    }

    /// The text as it was given to the compiler; empty for a program that was read from JSON.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The syntax tree. What an [`Overrides`](crate::Overrides) sets stands in it in the place of
    /// what the text says; a statement that could not be read is left out.
    pub fn file(&self) -> &File {
        &self.file
    }

    /// What the text gives names to, and where it uses them.
    pub fn names(&self) -> &Names {
        &self.names
    }

    /// Every track that the text defines, in the order of the text, with its schedule where it
    /// compiles.
    pub fn tracks(&self) -> impl ExactSizeIterator<Item = CompiledTrack<'_>> {
        self.tracks.iter().map(|source| CompiledTrack { source, schedule: self.partial.track(&source.name) })
    }

    /// The program, where there is no error in the text.
    pub fn program(&self) -> Option<&Program> {
        self.is_complete().then_some(&self.partial)
    }

    /// The program by value.
    ///
    /// # Errors
    ///
    /// A text with errors has no program. The error has all [`diagnostics`](Self::diagnostics).
    pub fn into_program(self) -> Result<Program, Error> {
        if self.is_complete() { Ok(self.partial) } else { Err(self.diagnostics.into()) }
    }

    /// Everything that the compiler has to say about the text, by place.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// The same program as that of another text, in which `place` finds each place of this one. Its ticks are
    /// `tick`, and it takes `run` where it has no length itself.
    #[cfg(feature = "scripts")]
    pub(crate) fn placed(
        self,
        text: &str,
        place: &dyn Fn(Span) -> Span,
        tick: Option<Unit>,
        units: Option<Units>,
        run: Option<Time>,
    ) -> Self {
        let moved = |mut diagnostic: Diagnostic| {
            diagnostic.labels.iter_mut().for_each(|label| label.span = place(label.span));
            // What would put the other text right does not fit this one.
            diagnostic.fixes.clear();
            diagnostic
        };
        let run = self.partial.run().or(run);
        let units = units.unwrap_or_else(|| self.partial.units().clone());
        let partial = Program::new(self.partial.into_tracks(), run, tick, units);
        let tracks = self.tracks.into_iter().map(|track| TrackSource {
            span: place(track.span),
            value: place(track.value),
            base: track.base.map(|(base, span)| (base, place(span))),
            origins: track
                .origins
                .into_iter()
                .map(|origin| Origin { span: place(origin.span), call: None, ..origin })
                .collect(),
            cost: None,
            name: track.name,
        });
        Self {
            text: text.to_string(),
            file: File::default(),
            names: Names::default(),
            tracks: tracks.collect(),
            run: self.run.map(place),
            partial,
            expectations: Vec::new(),
            diagnostics: self.diagnostics.into_iter().map(moved).collect(),
            work: self.work,
            left: Left::default(),
            since: Since::default(),
        }
    }

    /// With more to say.
    #[cfg(feature = "scripts")]
    #[must_use]
    pub(crate) fn saying(mut self, found: Vec<Diagnostic>) -> Self {
        self.diagnostics.extend(found);
        self
    }

    fn is_complete(&self) -> bool {
        !self.diagnostics.iter().any(|diagnostic| diagnostic.severity() == Severity::Error)
    }

    /// The tracks that compile, as a program; it may have none.
    pub(crate) fn partial(&self) -> &Program {
        &self.partial
    }

    /// Where the tracks stand in the text.
    pub(crate) fn sources(&self) -> &[TrackSource] {
        &self.tracks
    }

    /// Where the text gives the length of the run.
    pub(crate) fn run_span(&self) -> Option<Span> {
        self.run
    }

    /// What is as it was in the text that this one was compiled after.
    pub(crate) fn since(&self) -> &Since {
        &self.since
    }

    /// The `expect` statements that are right.
    pub(crate) fn expectations(&self) -> &[Expectation] {
        &self.expectations
    }
}

/// A program without a text, such as one that was read from JSON, for whatever looks at programs.
impl From<Program> for Compilation {
    fn from(program: Program) -> Self {
        let source = |name: &str| TrackSource {
            name: name.to_string(),
            span: Span::default(),
            value: Span::default(),
            base: None,
            origins: Vec::new(),
            cost: None,
        };
        Self {
            text: String::new(),
            file: File::default(),
            names: Names::default(),
            tracks: program.tracks().iter().map(|track| source(&track.name)).collect(),
            run: None,
            partial: program,
            expectations: Vec::new(),
            diagnostics: Vec::new(),
            work: 0,
            left: Left::default(),
            since: Since::default(),
        }
    }
}

impl<'c> CompiledTrack<'c> {
    /// Its name, dotted for a group: `lr.head`.
    pub fn name(&self) -> &'c str {
        &self.source.name
    }

    /// Where its name stands in the text; the whole value, for a file that is one bare expression.
    pub fn span(&self) -> Span {
        self.source.span
    }

    /// Where its value stands in the text: in its own statement, or in that of the `let` that it
    /// only names.
    pub fn value_span(&self) -> Span {
        self.source.value
    }

    /// The base that the text, or an override, declares for it.
    pub fn declared_base(&self) -> Option<f64> {
        self.source.base.map(|(base, _)| base)
    }

    /// Its schedule; `None` where it has an error.
    pub fn schedule(&self) -> Option<&'c Schedule> {
        self.schedule
    }

    /// The [segments](Schedule::segments) of its schedule, each with where it stands in the text: for one
    /// that comes out of a preset or a `def`, where that is called. Nothing where it has an error.
    ///
    /// ```
    /// use lehr::{Overrides, compile};
    ///
    /// let compilation = compile("lr = 0.1 * (warmup(5) then cosine(10))", &Overrides::new());
    /// let lr = compilation.tracks().next().expect("it is defined");
    /// let places: Vec<_> = lr.segments().map(|(span, _)| span.of(compilation.text())).collect();
    /// assert_eq!(places, ["warmup(5)", "cosine(10)"]);
    /// ```
    pub fn segments(&self) -> impl Iterator<Item = (Span, SegmentInfo)> + 'c {
        let source = self.source;
        // The chain comes first, and each segment before what is in it.
        let mut next = 1;
        self.schedule.into_iter().flat_map(move |schedule| {
            schedule.parts().filter(|_| !schedule.is_read()).flat_map(move |segment| {
                let origin = source.origins.get(next).copied().unwrap_or_default();
                next += segment.node.size();
                schedule.pieces(segment).into_iter().map(move |piece| (origin.call.unwrap_or(origin.span), piece))
            })
        })
    }
}
