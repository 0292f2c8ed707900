//! What the checker found in the part that is drawn, and the points of the curves that it is about.

use super::axis::TimeAxis;
use super::panel::Panel;
use super::series::Boundary;
use super::subject::Subject;
use crate::diagnostic::Diagnostic;
use crate::text::{Span, one_line};

/// A finding of the checker, numbered as it is marked in a drawing.
#[derive(Clone, Debug, PartialEq)]
pub struct NumberedFinding {
    /// Counted from 1.
    pub number: usize,
    /// The point that it is about; `None` where it is about no tick in particular.
    pub anchor: Option<Anchor>,
    /// Its code.
    pub code: &'static str,
    /// What it says.
    pub message: String,
}

/// The point of a curve that a finding is about.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Anchor {
    /// The index of the panel in the picture.
    pub panel: usize,
    /// The index of the series in the panel.
    pub series: usize,
    /// The tick.
    pub tick: u64,
    /// The value there.
    pub value: f64,
}

/// A drawing has no more findings than this.
const MOST: usize = 100;

/// The findings about what is drawn: each at the tick that it is about, or else at the start of its segment; and
/// whether there are more of them.
pub(super) fn findings(
    subjects: &[Subject<'_>],
    panels: &[Panel<'_>],
    time: &TimeAxis,
) -> (Vec<NumberedFinding>, bool) {
    let mut findings = Vec::new();
    for (index, subject) in subjects.iter().enumerate() {
        for diagnostic in subject.findings {
            let track = diagnostic.track.as_deref().or_else(|| track_of(subject, diagnostic.span()));
            let anchor = match track {
                None => None,
                Some(track) => match anchor(diagnostic, index, track, panels, time) {
                    Some(anchor) => Some(anchor),
                    None => continue,
                },
            };
            if findings.len() == MOST {
                return (findings, true);
            }
            let (number, message) = (findings.len() + 1, one_line(&diagnostic.message));
            findings.push(NumberedFinding { number, anchor, code: diagnostic.code.slug(), message });
        }
    }
    (findings, false)
}

/// The track whose value contains a part of the text.
fn track_of<'s>(subject: &'s Subject<'_>, span: Span) -> Option<&'s str> {
    let holds = |whole: Span| whole.start <= span.start && span.end <= whole.end && whole != Span::default();
    subject.compilation.tracks().find(|track| holds(track.value_span())).map(|track| track.name())
}

/// Where a finding is on the curve of its track; `None` where that is not drawn.
fn anchor(
    diagnostic: &Diagnostic,
    subject: usize,
    track: &str,
    panels: &[Panel<'_>],
    time: &TimeAxis,
) -> Option<Anchor> {
    let all = panels
        .iter()
        .enumerate()
        .flat_map(|(panel, drawn)| drawn.series.iter().enumerate().map(move |(index, series)| (panel, index, series)));
    let (panel, index, series) =
        all.into_iter().find(|(_, _, series)| series.subject == subject && series.track == track)?;
    let starts = |boundary: &&Boundary| boundary.name.is_some() && boundary.span.start <= diagnostic.span().start;
    let start = || series.boundaries.iter().rfind(starts).map(|boundary| boundary.at.ceil());
    let tick = diagnostic.tick.unwrap_or_else(|| start().map_or(0, |at| u64::try_from(at).unwrap_or(u64::MAX)));
    let value = |tick| series.schedule.value(tick);
    let last = series.last.min(time.last);
    (time.first..=last).contains(&tick).then(|| Anchor { panel, series: index, tick, value: value(tick) })
}
