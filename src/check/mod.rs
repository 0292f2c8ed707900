//! From the tree as written to schedules without a place: names, kinds, units.

mod arguments;
mod arithmetic;
mod bases;
mod bind;
mod call;
mod clocks;
mod constant_track;
mod controllers;
mod corrections;
mod coupled;
mod declared;
mod duration;
mod elsewhere;
mod equations;
mod evaluate;
mod event;
mod expect;
mod expectation;
mod families;
pub(crate) mod form;
mod formula;
mod function;
#[cfg(feature = "server")]
mod meaning;
mod member;
pub(crate) mod names;
mod over;
mod postfix;
pub(crate) mod prelude;
mod preset;
mod pytorch;
mod readings;
mod recursion;
mod resolve;
mod run;
mod scope;
mod shape;
pub(crate) mod suggest;
mod tick;
mod total;
mod track;
mod unit;
mod unknown;
mod unused;
mod value;

pub(crate) use bases::root_base_name;
pub(crate) use clocks::{between_clocks, two_clocks};
pub(crate) use declared::Declared;
pub(crate) use duration::duration;
pub(crate) use evaluate::out_of_range;
use evaluate::{Evaluator, Locals};
pub(crate) use event::{CheckedEvent, CheckedInterval, CheckedTimes};
pub(crate) use expectation::{Curve, Expectation, Expected, Index, Measure, Property, Statistic};
pub(crate) use families::{name_members, tell_track};
#[cfg(feature = "server")]
pub(crate) use meaning::{Amount, Meaning, meaning};
use names::Names;
pub(crate) use readings::expect_nothing_read;
pub(crate) use run::Run;
pub(crate) use scope::is_track_name;
use scope::{Definition, Scope};
pub(crate) use track::CheckedTrack;
pub(crate) use unit::is_unit_name;

use std::collections::HashSet;

use crate::diagnostic::Diagnostic;
use crate::syntax::ast::File;
use crate::text::Span;
use crate::units::{ChangingEquation, Unit, Units};

/// A file whose names are resolved and whose kinds are checked.
#[derive(Debug)]
pub(crate) struct Checked {
    pub(crate) names: Names,
    pub(crate) tracks: Vec<CheckedTrack>,
    pub(crate) run: Declared<Run>,
    /// The unit of a tick, where the file names one.
    pub(crate) tick: Option<Unit>,
    pub(crate) units: Units,
    /// The equation of the unit whose size changes, if there is one.
    pub(crate) changing: Option<ChangingEquation>,
    pub(crate) expectations: Vec<Expectation>,
    pub(crate) events: Vec<CheckedEvent>,
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// How many expressions have been evaluated, each as often as it was, and how many parts the tracks have.
    pub(crate) work: u64,
}

/// Checks a file. All errors are reported, and what is free of them goes on.
pub(crate) fn check(file: &File, text: &str) -> Checked {
    let mut diagnostics = Vec::new();
    let families = families::families(file, text, &mut diagnostics);
    let scope = Scope::new(file, text, &families.members, &mut diagnostics);
    let names = resolve::resolve(file, text, &scope, &mut diagnostics);
    families.explain(&mut diagnostics);
    unused::check_unused(&names, text, &mut diagnostics);
    let recursive = recursion::check_recursion(&names, text, &mut diagnostics);
    let mut evaluator = evaluator(&scope, file, text, recursive);
    let run = evaluator.run();
    let tracks: Vec<_> = scope
        .tracks
        .iter()
        .map(|track| {
            let member = track.family.is_some().then_some(track);
            CheckedTrack {
                name: track.name.to_string(),
                span: track.name_span,
                value: track.value.span,
                form: evaluator.about_member(member, |evaluator| evaluator.form_of_track(track)),
                base: evaluator.base_of(track.name),
                family: track.family.clone(),
            }
        })
        .collect();
    evaluator.check_unused();
    evaluator.check_bases(&names, &tracks);
    let expectations = evaluator.expectations(&tracks, run.value());
    let events = evaluator.events();

    let Evaluator { units, tick, changing, evaluated, diagnostics: found, .. } = evaluator;
    diagnostics.extend(found);
    let sizes = tracks.iter().filter_map(|track| Some(track.form.as_ref()?.size));
    let work = sizes.fold(evaluated, u64::saturating_add);
    Checked { names, tracks, run, tick, units, changing, expectations, events, diagnostics, work }
}

/// What evaluates the expressions of a file, in its units; what stands at a `recursive` place has no value.
fn evaluator<'a>(scope: &'a Scope<'a>, file: &'a File, text: &'a str, recursive: HashSet<Span>) -> Evaluator<'a> {
    let mut evaluator = Evaluator::new(scope, text);
    evaluator.recursive = recursive;
    evaluator.units = evaluator.units_of_file();
    evaluator.tick = evaluator.tick_unit(file);
    evaluator.clocks_of_file();
    evaluator.units_read();
    evaluator
}

impl Evaluator<'_> {
    /// Evaluates what no track uses too, so that its errors show.
    fn check_unused(&mut self) {
        let mut rest: Vec<_> = self
            .scope
            .definitions
            .values()
            .filter_map(|definition| match definition {
                Definition::Let(expr) | Definition::Param(Some(expr)) => Some(*expr),
                _ => None,
            })
            .collect();
        rest.sort_by_key(|expr| expr.span);
        for expr in rest {
            self.evaluate(expr, &Locals::default());
        }
    }
}
