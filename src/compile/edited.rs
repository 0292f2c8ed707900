//! Compiling a text after an edit: tracks that an edit does not reach are not lowered again.

use std::collections::HashMap;

use super::compilation::{Compilation, TrackSource};
use super::left::Surroundings;
use crate::check::names::{DefinitionId, Names};
use crate::check::{CheckedTrack, Declared};
use crate::lower::{Divided, Kept, LoweredTrack};
use crate::schedule::Schedule;
use crate::syntax::ast::File;
use crate::syntax::{self, reparse};
use crate::text::{Moved, Origin, Span};
use crate::units::Clocks;

/// The tracks of an older text.
pub(super) struct Earlier {
    /// Where the places of that text are, those on the lines around an edit left out.
    pub(super) moved: Moved,
    surroundings: Option<Surroundings>,
    divided: Divided,
    clocks: Option<Clocks>,
    /// By name, each with its place among all.
    tracks: HashMap<String, (usize, TrackSource, Schedule)>,
}

impl Earlier {
    /// What an older text leaves: its tracks, and a newer one as it is read.
    pub(super) fn of(older: Compilation, text: &str) -> (Self, syntax::Parsed) {
        let Compilation { text: before, file, tracks, partial, left, .. } = older;
        let moved = Moved::new(&before, text);
        let clocks = partial.units().clocks().cloned();
        let mut schedules = partial.into_tracks().into_iter().peekable();
        let mut earlier = HashMap::with_capacity(tracks.len());
        for (index, track) in tracks.into_iter().enumerate() {
            let schedule = schedules.next_if(|compiled| compiled.name == track.name);
            if let Some(schedule) = schedule {
                earlier.insert(track.name.clone(), (index, track, schedule.schedule));
            }
        }
        let tree = syntax::Earlier { statements: file.statements, broken: left.broken, moved };
        let parsed = reparse(text, Some(tree));
        let (surroundings, divided) = (left.surroundings, left.divided);
        (Self { moved: moved.by_lines(&before), surroundings, divided, clocks, tracks: earlier }, parsed)
    }

    /// The tracks that come out as they did, and which ones they were.
    pub(super) fn kept(
        mut self,
        surroundings: Option<&Surroundings>,
        unaffected: &Unaffected,
        tracks: &[CheckedTrack],
    ) -> (Kept, Vec<Option<usize>>) {
        let are_same = surroundings.is_some() && surroundings == self.surroundings.as_ref();
        let among = if are_same { tracks } else { &[] };
        let kept = among.iter().map(|track| self.track(track).filter(|_| unaffected.has(track.span)));
        let (indices, tracks) = kept.map(Option::unzip).unzip();
        (Kept { tracks, divided: self.divided, clocks: self.clocks }, indices)
    }

    fn track(&mut self, track: &CheckedTrack) -> Option<(usize, LoweredTrack)> {
        let (index, source, schedule) = self.tracks.remove(&track.name)?;
        let base = match track.base {
            Declared::Nothing => None,
            Declared::Wrong => return None,
            Declared::Value(base) => Some((base.value, base.span)),
        };
        let earlier_base = source.base.map(|(value, span)| (value, self.moved.place(span)));
        let same_base = match (base, earlier_base) {
            (None, None) => true,
            (Some((value, span)), Some((before, place))) => value == before && place == Some(span),
            _ => false,
        };
        let cost = source.cost.filter(|cost| same_base && !cost.is_reported)?;
        track.form.as_ref()?;
        let place = |origin: Origin| {
            let call = match origin.call {
                None => None,
                Some(call) => Some(self.moved.place(call)?),
            };
            Some(Origin { span: self.moved.place(origin.span)?, call, ..origin })
        };
        let origins = source.origins.into_iter().map(place).collect::<Option<Vec<_>>>()?;
        Some((index, LoweredTrack { schedule, origins, cost, is_kept: false }))
    }
}

/// The statements of a file that an edit does not reach: they say what they said, and so does all that they mention.
pub(super) struct Unaffected {
    /// Where each statement starts, and whether it is one of those.
    statements: Vec<(usize, bool)>,
}

impl Unaffected {
    /// Those of a file of which a part was read again.
    pub(super) fn of(file: &File, names: &Names, read: Span) -> Self {
        let is_read = |span: Span| read.start <= span.start && span.end <= read.end;
        let statements = file.statements.iter().map(|statement| (statement.span.start, !is_read(statement.span)));
        let mut unaffected = Self { statements: statements.collect() };
        let mut defined: Vec<(usize, DefinitionId)> = Vec::new();
        for definition in names.definitions() {
            defined.extend(unaffected.at(definition.span()).map(|statement| (statement, definition.id())));
        }
        defined.sort_unstable();
        let is_affected = |(index, (_, is_same)): (usize, &(usize, bool))| (!is_same).then_some(index);
        let mut reached: Vec<_> = unaffected.statements.iter().enumerate().filter_map(is_affected).collect();
        while let Some(statement) = reached.pop() {
            let first = defined.partition_point(|(at, _)| *at < statement);
            for (_, id) in defined[first..].iter().take_while(|(at, _)| *at == statement) {
                for used in names.uses_of(*id) {
                    let Some(index) = unaffected.at(used) else { continue };
                    if std::mem::replace(&mut unaffected.statements[index].1, false) {
                        reached.push(index);
                    }
                }
            }
        }
        unaffected
    }

    /// The statement that a place is in.
    fn at(&self, place: Span) -> Option<usize> {
        self.statements.partition_point(|(start, _)| *start <= place.start).checked_sub(1)
    }

    fn has(&self, place: Span) -> bool {
        self.at(place).is_some_and(|index| self.statements[index].1)
    }
}

#[cfg(test)]
mod tests {
    use crate::compile::compile;
    use crate::diagnostic::Code;
    use crate::overrides::Overrides;

    /// Two clocks, either of which a tick is counted on, and a unit that is read.
    const FILES: [&str; 3] = [
        "run = 40M tokens\nstep = batch * 1000 tokens\nbatch = round(piecewise([1M, 9M] tokens, [8, 16, 32]))\n",
        "run = 900 steps\nstep = batch * 1000 tokens\ntick = tokens\nbatch = hold(8) for 90 steps then hold(16)\n",
        "unit frame\nrun = 900 frames\nbatch = hold(9)\n",
    ];
    /// What stands beside an edit is read again too.
    const TRACKS: &str = "base = 0.1\nlr = warmup((10 / 3) steps) then cosine\n\n\nema = hold(1)\n\n\nwd = hold(0.1)\n\n\nmomentum = 2 * wd\n";

    #[test]
    fn tracks_that_an_edit_does_not_reach_are_kept_whatever_clock_tells_them() {
        for file in FILES {
            let overrides = Overrides::new();
            let kept = |text: &str, part: &str, other: &str| {
                let edited = compile(text, &overrides).edited(&text.replace(part, other), &overrides);
                let names = edited.sources().iter().enumerate();
                let kept = names.filter(|(index, _)| edited.since().track(*index).is_some());
                kept.map(|(_, track)| track.name.clone()).collect::<Vec<_>>()
            };
            let text = format!("{file}\n\n{TRACKS}");
            assert_eq!(compile(&text, &overrides).diagnostics(), [], "{text}");
            assert_eq!(kept(&text, "cosine", "linear"), ["batch", "ema", "wd", "momentum"], "{text}");
            assert_eq!(kept(&text, "hold(0.1)", "hold(0.2)"), ["batch", "lr"], "{text}");
            let sizes: &[&str] = if file.contains("batch *") { &[] } else { &["lr", "ema", "wd", "momentum"] };
            assert_eq!(kept(&text, "batch = ", "batch = 2 * "), sizes, "{text}");
        }
    }

    #[test]
    fn what_is_out_of_range_is_told_after_each_edit() {
        let overrides = Overrides::new();
        let mut text = "run = 3e-4\nbase = 0.1\nlr = exponential(1e27, 0.5)\n".to_string();
        let mut edited = compile(&text, &overrides);
        assert_eq!(edited.diagnostics().len(), 1);
        for line in [
            "# a comment\n",
            "expect lr[0] == 0.1\n",
            "wd = hold(0.1)\n",
            "lr.head = linear(1e-4)\n",
            "momentum = exponential(1e28, 0.5)\n",
        ] {
            text += line;
            edited = edited.edited(&text, &overrides);
            assert_eq!(edited.diagnostics(), compile(&text, &overrides).diagnostics(), "{text}");
            assert!(edited.diagnostics().iter().any(|found| found.code == Code::NumberRange));
        }
    }
}
