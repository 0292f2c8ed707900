//! Panels: the curves of one quantity over one axis of values.

use std::collections::HashMap;
use std::rc::Rc;

use super::axis::{TimeAxis, ValueAxis};
use super::extent::extent;
use super::number;
use super::series::{LineStyle, Series, boundaries};
use super::subject::{Subject, View};
use crate::compile::TrackSource;
use crate::program::{families, value_range};
use crate::schedule::{Budget, Node, Schedule, Tolerance, Trend};
use crate::text::{Span, one_line};

/// A smaller part of the height of a picture than this cannot be seen.
const HAIR: f64 = 1.0 / 4096.0;
/// A logarithmic axis goes down by at most this many decades below the greatest value.
const DECADES: i32 = 12;

/// Of more curves than this that share a segment, the first ones stand for all.
const SAMPLES: usize = 4;

/// Curves over one axis of values.
#[derive(Clone, Debug)]
pub struct Panel<'p> {
    /// The quantity: `lr`.
    pub name: String,
    /// The curves, the first one in front.
    pub series: Vec<Series<'p>>,
    /// The least and the greatest value that are drawn; on a logarithmic axis, of those above 0.
    pub range: (f64, f64),
    /// Whether its axis is logarithmic.
    pub log: bool,
}

/// The name of a segment of a panel.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct SegmentName<'c> {
    /// Where it starts on the axis of time.
    pub(super) share: f64,
    /// Where the next one starts, or the axis ends.
    pub(super) next: f64,
    /// What it says.
    pub(super) text: &'c str,
    /// The looks of the curves that have it, where it would be taken for the name of another one's segment.
    pub(super) styles: Vec<LineStyle>,
}

impl Panel<'_> {
    /// An axis for its values with at most `most` labels, but always at least 2.
    pub fn axis(&self, most: usize) -> ValueAxis {
        ValueAxis::new(self.range, self.log, most)
    }

    /// Its curves in the entries of its legend: those of a family are one.
    pub(super) fn entries(&self) -> Vec<Vec<&Series<'_>>> {
        let mut entries: Vec<Vec<&Series<'_>>> = Vec::new();
        let mut known = HashMap::new();
        for series in &self.series {
            let place = *known.entry(series.entry).or_insert(entries.len());
            match entries.get_mut(place) {
                Some(entry) => entry.push(series),
                None => entries.push(vec![series]),
            }
        }
        entries
    }

    /// The names of the segments, in order; once for all curves that are divided alike.
    pub(super) fn segment_names(&self, time: &TimeAxis) -> Vec<SegmentName<'_>> {
        let mut lanes = Vec::<(Vec<_>, Vec<LineStyle>)>::new();
        let mut known: HashMap<Vec<(u64, &str)>, usize> = HashMap::new();
        for series in &self.series {
            let segments = series.segments(time);
            let alike = segments.iter().map(|(share, text)| (share.to_bits(), *text)).collect();
            let lane = *known.entry(alike).or_insert(lanes.len());
            match lanes.get_mut(lane) {
                // Of a family, its strongest line has the name.
                Some((_, styles)) => match styles.iter().position(|style| style.index() == series.style.index()) {
                    Some(index) => styles[index] = series.style,
                    None if styles.len() == SAMPLES => {}
                    None => styles.push(series.style),
                },
                None => lanes.push((segments, vec![series.style])),
            }
        }
        let several = lanes.len() > 1;
        let named = lanes.into_iter().flat_map(|(segments, mut styles)| {
            if !several {
                styles.clear();
            }
            segments.into_iter().map(move |(share, text)| SegmentName {
                share,
                next: 1.0,
                text,
                styles: styles.clone(),
            })
        });
        let mut named: Vec<_> = named.collect();
        named.sort_by(|a, b| a.share.total_cmp(&b.share));
        for index in 1..named.len() {
            named[index - 1].next = named[index].share;
        }
        named
    }

    /// Where its curves change their course, as shares of the axis of time from 0 to 1, in order.
    pub fn boundaries(&self, time: &TimeAxis) -> Vec<f64> {
        let mut shares: Vec<f64> = self.series.iter().flat_map(|series| series.visible_boundaries(time)).collect();
        shares.sort_by(f64::total_cmp);
        shares.dedup();
        shares
    }

    /// Calls each curve by what tells it from the others: its track, its file, or both.
    pub(super) fn name_series(&mut self, subjects: &[Subject<'_>]) {
        let same_track = self.series.iter().all(|series| series.track == self.series[0].track);
        let same_subject = self.series.iter().all(|series| series.subject == self.series[0].subject);
        for series in &mut self.series {
            let file = one_line(subjects[series.subject].name);
            let named = |name: &str| match (same_subject, same_track) {
                (true, _) => one_line(name),
                (false, true) => file.clone(),
                (false, false) => format!("{file} {}", one_line(name)),
            };
            series.family = series.family.take().map(|family| named(&family));
            series.name = named(&series.track);
        }
        if same_track {
            self.name = one_line(&self.series[0].track);
        }
    }

    /// A difference between values that is too small to be seen.
    pub fn tolerance(&self) -> Tolerance {
        let (low, high) = self.range;
        if self.log {
            Tolerance::Relative((libm::log(high / low) * HAIR).clamp(0.0, 1.0))
        } else {
            Tolerance::Absolute((high - low).max(0.0) * HAIR)
        }
    }

    /// The values between which its curves run, as its range has them.
    pub(super) fn range_of(&self, time: &TimeAxis) -> (f64, f64) {
        let range = self.series.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |range, series| {
            let values = series.range(time, self.log);
            values.filter(|value| value.is_finite()).fold(range, |(low, high), value| (low.min(value), high.max(value)))
        });
        match range {
            (low, high) if low > high => (0.0, 1.0),
            (low, high) if self.log => (low.max(high * number::power_of_ten(-DECADES)), high),
            range => range,
        }
    }
}

/// A panel for each quantity, which is what a track's name starts with, in the order that they appear in.
pub(super) fn panels<'p>(subjects: &[Subject<'p>], view: View, time: &TimeAxis) -> Vec<Panel<'p>> {
    let mut panels: Vec<Panel<'p>> = Vec::new();
    let mut named: HashMap<String, usize> = HashMap::new();
    // How many entries the legend of each panel has.
    let mut counts: Vec<usize> = Vec::new();
    let budget = Rc::new(Budget::of_file());
    for (index, subject) in subjects.iter().enumerate() {
        let own = extent(subject).map_or(time.last, |extent| extent.count.saturating_sub(1));
        let last = view.last.unwrap_or(own);
        let schedules: HashMap<&str, &Schedule> =
            subject.compilation.partial().tracks().iter().map(|track| (track.name.as_str(), &track.schedule)).collect();
        let compiled = subject.compilation.sources().iter().filter_map(|source| {
            let name = source.name.as_str();
            Some((name, (source, *schedules.get(name)?)))
        });
        let sources: HashMap<&str, (&TrackSource, &Schedule)> = compiled.collect();
        let families = families(subject.tracks.iter().copied());
        let members = families.iter().enumerate().flat_map(|(index, family)| {
            family.tracks.iter().enumerate().map(move |(place, track)| (track.name.as_str(), (index, place)))
        });
        let members: HashMap<&str, (usize, usize)> = members.collect();
        // The entries that families have got.
        let mut entries: HashMap<usize, usize> = HashMap::new();
        for track in &subject.tracks {
            let name = one_line(track.name.split('.').next().unwrap_or_default());
            let panel = *named.entry(name.clone()).or_insert_with(|| {
                panels.push(Panel { name, series: Vec::new(), range: (0.0, 1.0), log: view.log });
                counts.push(0);
                panels.len() - 1
            });
            let series = &mut panels[panel].series;
            let (family, place) = members.get(track.name.as_str()).copied().unwrap_or_default();
            let entry = *entries.entry(family).or_insert_with(|| {
                counts[panel] += 1;
                counts[panel] - 1
            });
            let count = families.get(family).map_or(1, |family| family.tracks.len());
            let (whole, segments) = source_of(sources.get(track.name.as_str()));
            series.push(Series {
                name: track.name.clone(),
                track: track.name.clone(),
                subject: index,
                entry,
                family: families.get(family).filter(|_| count > 1).map(|family| family.name.clone()),
                style: if count > 1 { LineStyle::graded(entry, place, count) } else { LineStyle::nth(entry) },
                schedule: &track.schedule,
                last,
                boundaries: boundaries(&track.schedule, subject.compilation.text(), whole, &segments),
                budget: Rc::clone(&budget),
            });
        }
    }
    panels
}

/// Where a track and the segments of its outermost chain stand in the source.
fn source_of(source: Option<&(&TrackSource, &Schedule)>) -> (Span, Vec<Span>) {
    let Some((source, schedule)) = source else { return (Span::default(), Vec::new()) };
    if !matches!(schedule.root(), Node::Chain(_)) {
        return (source.value, vec![source.value]);
    }
    let mut next = 1;
    let mut segments = Vec::new();
    schedule.root().for_each_child(&mut |segment| {
        segments.extend(source.origins.get(next).map(|origin| origin.span));
        next += segment.size();
    });
    (source.value, segments)
}

/// Removes the panels whose curves are constant and returns notes that say so, unless all are constant.
pub(super) fn take_constants(panels: &mut Vec<Panel<'_>>, subjects: &[Subject<'_>], time: &TimeAxis) -> Vec<String> {
    let constant = |series: &Series<'_>| {
        let last = series.last.min(time.last);
        (series.analysis().trend(time.first, last) == Trend::Constant).then(|| series.schedule.value(time.first))
    };
    let mut notes = Vec::new();
    let moves = |panel: &Panel<'_>| panel.series.iter().any(|series| constant(series).is_none());
    if !panels.iter().any(moves) {
        return notes;
    }
    panels.retain(|panel| {
        let all: Option<Vec<_>> = panel.series.iter().map(constant).collect();
        for entry in panel.entries().into_iter().filter(|_| all.is_some()) {
            let series = entry[0];
            let file = if subjects.len() > 1 {
                format!(" in {}", one_line(subjects[series.subject].name))
            } else {
                String::new()
            };
            let name = if entry.len() > 1 { series.label() } else { &series.track };
            let values = value_range(entry.iter().filter_map(|series| constant(series)));
            notes.push(format!("{} is {values} throughout{file}", one_line(name)));
        }
        all.is_none()
    });
    notes
}
