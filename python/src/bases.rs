//! What the tracks of a text are relative to.

use std::collections::BTreeSet;

use lehr::names::{DefinitionId, DefinitionKind, Target};
use lehr::{Compilation, CompiledTrack, Schedule, Time};

use crate::profile;

/// What the tracks of a text are relative to, which their schedules alone do not say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Bases {
    /// The tracks that have a base of their own.
    pub(crate) declared: Vec<String>,
    /// The tracks that refer to one that is relative and has none, each with that one. A reference is absolute, so
    /// that their values are those at base 1.
    pub(crate) borrowed: Vec<(String, String)>,
}

impl Bases {
    /// Those of a text. A program without one says only what its bases are.
    pub(crate) fn of(compilation: &Compilation) -> Self {
        let is_declared = |track: &CompiledTrack<'_>| {
            track.declared_base().is_some() || track.schedule().is_some_and(|schedule| schedule.base() != 1.0)
        };
        let declared: Vec<_> = compilation.tracks().filter(is_declared).map(|track| track.name().to_string()).collect();
        let is_open = |name: &String| {
            let found = compilation.tracks().find(|track| track.name() == name);
            !declared.contains(name) && found.and_then(|track| track.schedule()).is_some_and(is_relative)
        };
        let borrowed = compilation.tracks().flat_map(|track| {
            let others = referred_to(compilation, track.name()).into_iter().filter(is_open);
            others.map(move |other| (track.name().to_string(), other))
        });
        let borrowed = borrowed.collect();
        Self { declared, borrowed }
    }

    /// What a schedule says of itself.
    pub(crate) fn of_one(name: &str, is_declared: bool) -> Self {
        Self { declared: is_declared.then(|| name.to_string()).into_iter().collect(), borrowed: Vec::new() }
    }
}

/// Whether it has other values at another base.
pub(crate) fn is_relative(schedule: &Schedule) -> bool {
    let unit = Time::from(1_u64);
    let other =
        Schedule::new(2.0 * schedule.base(), schedule.resolution(), subticks(schedule), schedule.root().clone());
    other.is_ok_and(|other| profile::of(schedule, unit) != profile::of(&other, unit))
}

/// The length of a schedule as its tree counts it.
pub(crate) fn subticks(schedule: &Schedule) -> Option<i128> {
    schedule.len().map(|length| length.numerator() * i128::from(schedule.resolution()) / length.denominator())
}

/// The tracks that a track refers to, through whatever has a name.
fn referred_to(compilation: &Compilation, track: &str) -> BTreeSet<String> {
    let names = compilation.names();
    let mut seen: BTreeSet<DefinitionId> = BTreeSet::new();
    let mut tracks = BTreeSet::new();
    let mut open: Vec<_> = names.find(track).into_iter().collect();
    while let Some(definition) = open.pop() {
        for found in names.uses_in(definition.span()) {
            let Target::Definition(id) = found.target else { continue };
            let Some(used) = names.definition(id).filter(|_| seen.insert(id)) else { continue };
            match used.kind() {
                DefinitionKind::Track => tracks.extend([used.name().to_string()]),
                DefinitionKind::Family => tracks.extend(names.members_of(id).map(str::to_string)),
                _ => {}
            }
            open.push(used);
        }
    }
    tracks
}
