//! What is to be seen: panels of curves over one axis of time, and what the checker found.

use super::axis::TimeAxis;
use super::events::{EventMarks, events};
use super::extent::time_axis;
use super::findings::{NumberedFinding, findings};
use super::panel::{Panel, panels, take_constants};
use super::subject::{Blank, Subject, View, read};
use crate::error::Error;
use crate::schedule::format_value;
use crate::text::one_line;

/// The most segments of a curve that are named in words.
const NAMED: usize = 48;

/// A picture of schedules. The user's own words in it hold no control characters.
#[derive(Clone, Debug)]
pub struct Picture<'p> {
    /// The name of the file that it is of; empty where there are several.
    pub title: String,
    /// The axis of time, from left to right.
    pub time: TimeAxis,
    /// One below the other: a panel for each quantity, such as all of `lr`.
    pub panels: Vec<Panel<'p>>,
    /// What is marked on the axis of time: the ticks of each event.
    pub events: Vec<EventMarks>,
    /// What needs no curve to be seen: "momentum is 0.9 throughout".
    pub notes: Vec<String>,
    /// A part of the time that a drawing in SVG sets off from the rest, such as that of a segment: its first tick, and
    /// the first after it.
    pub mark: Option<(u64, u64)>,
    /// What the checker found in the part that is drawn, in the order of the source.
    pub findings: Vec<NumberedFinding>,
}

impl<'p> Picture<'p> {
    /// The picture of some programs, drawn over each other tick by tick.
    ///
    /// # Errors
    ///
    /// Programs without a tick to be drawn, and those that go on for ever where `view` has no end.
    pub fn new(subjects: &[Subject<'p>], view: View) -> Result<Self, Error> {
        let (subjects, left_out) = known_before_the_run(subjects);
        if subjects.iter().all(|subject| subject.tracks.is_empty()) && !left_out.is_empty() {
            return Err(Error::new(Blank::Read(left_out)));
        }
        let subjects = &subjects[..];
        let time = time_axis(subjects, view).map_err(Error::new)?;
        let mut panels = panels(subjects, view, &time);
        let mut notes = take_constants(&mut panels, subjects, &time);
        notes.extend((!left_out.is_empty()).then(|| read(&left_out)));
        for panel in &mut panels {
            panel.name_series(subjects);
            panel.range = panel.range_of(&time);
        }
        if panels.iter().flat_map(|panel| &panel.series).any(|series| series.budget.is_spent()) {
            notes.push("not all values were looked at: that would take too long".to_string());
        }
        let (events, said) = events(subjects, &time);
        notes.extend(said);
        let (findings, more) = findings(subjects, &panels, &time);
        if more {
            notes.push(format!("only the first {} findings are drawn: `lehr check` has all of them", findings.len()));
        }
        Ok(Self { title: title(subjects), time, panels, events, notes, mark: None, findings })
    }

    /// What it shows, in a few words: "lr, momentum of resnet50.lehr".
    pub fn heading(&self) -> String {
        let names: Vec<_> = self.panels.iter().map(|panel| panel.name.as_str()).collect();
        let names = names.join(", ");
        if self.title.is_empty() { names } else { format!("{names} of {}", self.title) }
    }

    /// What is to be seen in it, in words, for those who do not see it.
    pub fn summary(&self) -> String {
        let series = self.panels.iter().flat_map(Panel::entries).map(|entry| {
            let series = entry[0];
            let extremes = entry.iter().map(|series| {
                let last = series.last.min(self.time.last).max(self.time.first);
                series.analysis().extremes(self.time.first, last)
            });
            let (low, high) = extremes.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), extremes| {
                (low.min(extremes.min.value), high.max(extremes.max.value))
            });
            let names: Vec<_> = series.segments(&self.time).into_iter().map(|(_, name)| name).collect();
            let more = names.len().saturating_sub(NAMED);
            let more = if more > 0 { format!(", and {more} more") } else { String::new() };
            let names = names[..names.len().min(NAMED)].join(", then ");
            let names = if names.is_empty() { String::new() } else { format!(": {names}{more}") };
            let (low, high) = (format_value(low), format_value(high));
            format!("{} between {low} and {high}{names}.", series.label())
        });
        let notes = self.notes.iter().map(|note| format!("{note}."));
        let findings = self.findings.iter().map(|finding| format!("{}: {}.", finding.code, finding.message));
        series.chain(notes).chain(findings).collect::<Vec<_>>().join(" ")
    }
}

/// The same without the tracks whose values follow from what a loop reads, and the names of those.
fn known_before_the_run<'p>(subjects: &[Subject<'p>]) -> (Vec<Subject<'p>>, Vec<String>) {
    let (mut subjects, mut left_out) = (subjects.to_vec(), Vec::new());
    for subject in &mut subjects {
        let read = subject.tracks.iter().filter(|track| track.schedule.is_read());
        left_out.extend(read.map(|track| one_line(&track.name)));
        subject.tracks.retain(|track| !track.schedule.is_read());
    }
    (subjects, left_out)
}

/// The name of the file, where there is only one.
fn title(subjects: &[Subject<'_>]) -> String {
    match subjects {
        [one] => one_line(one.name),
        _ => String::new(),
    }
}
