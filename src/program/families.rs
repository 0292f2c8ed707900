//! Tracks that are shown as one: those of a family, which differ by the numbers in their names.

use std::collections::{BTreeSet, HashMap};

use super::Track;
use crate::schedule::{format_short, format_value};

/// A track by itself, or several whose names differ in their numbers alone: the members that one statement defines,
/// or others whose segments are written alike.
#[derive(Clone, Debug)]
pub(crate) struct Family<'p> {
    /// What it is called: `lr`, or `lr.block.{0..11}`.
    pub(crate) name: String,
    /// Its tracks, one or more, in their order.
    pub(crate) tracks: Vec<&'p Track>,
}

impl<'p> Family<'p> {
    /// A track by itself.
    pub(crate) fn alone(track: &'p Track) -> Self {
        Self { name: track.name.clone(), tracks: vec![track] }
    }
}

/// Tracks in families, in the order of their first ones. Where no statement says that tracks are one, their names and
/// their segments do, as for those that are written out one by one.
pub(crate) fn families<'p>(tracks: impl IntoIterator<Item = &'p Track>) -> Vec<Family<'p>> {
    let mut families: Vec<Family<'p>> = Vec::new();
    let mut known = HashMap::new();
    for track in tracks {
        let index = match key(track) {
            Some(key) => *known.entry(key).or_insert(families.len()),
            None => families.len(),
        };
        match families.get_mut(index) {
            Some(family) => family.tracks.push(track),
            None => families.push(Family::alone(track)),
        }
    }
    for family in families.iter_mut().filter(|family| family.tracks.len() > 1) {
        family.name = common_name(&family.tracks);
    }
    families
}

/// What the members of a family have in common.
#[derive(PartialEq, Eq, Hash)]
enum Common<'t> {
    /// The statement that defines them.
    Statement(&'t str),
    /// How their segments are written.
    Segments(Vec<String>),
}

/// What the members of a family have in common, and before it their names without their numbers.
fn key(track: &Track) -> Option<(Vec<Option<&str>>, Common<'_>)> {
    let parts: Vec<_> = track.name.split('.').map(|part| Some(part).filter(|part| !is_number(part))).collect();
    let written = || track.schedule.segments().map(|segment| segment.text).collect();
    let common = || track.family.as_deref().map_or_else(|| Common::Segments(written()), Common::Statement);
    parts.contains(&None).then(|| (parts, common()))
}

fn is_number(part: &str) -> bool {
    part.starts_with(|c: char| c.is_ascii_digit())
}

/// The name that tracks have in common, with all numbers that stand in each place: `lr.block.{0..3, 5}`.
fn common_name(tracks: &[&Track]) -> String {
    let mut parts: Vec<BTreeSet<(u128, &str)>> = Vec::new();
    for track in tracks {
        for (place, part) in track.name.split('.').enumerate() {
            if parts.len() == place {
                parts.push(BTreeSet::new());
            }
            parts[place].insert((part.parse().unwrap_or_default(), part));
        }
    }
    let parts = parts.into_iter().map(|part| match part.first() {
        Some((_, only)) if part.len() == 1 => (*only).to_string(),
        _ => format!("{{{}}}", ranges(part.into_iter().map(|(number, _)| number))),
    });
    parts.collect::<Vec<_>>().join(".")
}

/// Numbers that go up, those that follow each other as a range.
fn ranges(numbers: impl Iterator<Item = u128>) -> String {
    let mut ranges: Vec<(u128, u128)> = Vec::new();
    for number in numbers {
        match ranges.last_mut() {
            Some((_, last)) if last.checked_add(1) == Some(number) => *last = number,
            _ => ranges.push((number, number)),
        }
    }
    let written = |(first, last)| if first == last { format!("{first}") } else { format!("{first}..{last}") };
    ranges.into_iter().map(written).collect::<Vec<_>>().join(", ")
}

/// The least and the greatest of some values, or the one that they are.
pub(crate) fn value_range(values: impl IntoIterator<Item = f64>) -> String {
    let mut values = values.into_iter();
    let Some(first) = values.next() else { return String::new() };
    let (least, greatest) = values.fold((first, first), |(low, high), value| (low.min(value), high.max(value)));
    if least.to_bits() == greatest.to_bits() || least == greatest {
        return format_value(least);
    }
    format!("{} – {}", format_short(least), format_short(greatest))
}
