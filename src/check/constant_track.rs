//! Tracks that are plain constants: where one is used as a number, a `let` was meant.

use std::rc::Rc;

use super::evaluate::{Evaluator, Locals};
use super::form::Form;
use super::scope::{Definition, Entity, TrackStatement};
use super::value::{Constant, Value};
use crate::diagnostic::{Code, Diagnostic, Edit, Fix};
use crate::syntax::ast::{Expr, ExprKind};
use crate::text::Span;

impl<'a> Evaluator<'a> {
    /// The schedule that a track is. One that is a duration or a list is none, and was to be a `let`.
    pub(super) fn form_of_track(&mut self, track: &TrackStatement<'a>) -> Option<Rc<Form>> {
        let value =
            self.wanting_number(false, |evaluator| evaluator.evaluate_for_member(track.value, &track.locals))?;
        if !matches!(value, Value::Duration(_) | Value::List(_)) {
            return self.coerce_form(value, track.value.span);
        }
        let message = format!("expected a schedule, found {}", value.kind());
        let diagnostic = Diagnostic::new(Code::KindMismatch, message, track.value.span).saying(value.kind());
        let diagnostic = self.offering_let(diagnostic, track);
        self.report(diagnostic)
    }

    /// What a track comes to where a number is wanted, if it is a constant, which is an error.
    pub(super) fn track_as_number(&mut self, index: usize, at: Span) -> Option<Value> {
        let value = self.constant_track(index)?;
        // That a track is no duration is said where it stands.
        let is_schedule = matches!(value, Value::Number(_) | Value::Relative(..) | Value::Mixed { .. });
        if is_schedule && self.is_first_report(index) {
            let track = &self.scope.tracks[index];
            let message = format!("`{}` is a track, and {} is wanted here", track.name, value.kind());
            let diagnostic = Diagnostic::new(Code::TrackAsNumber, message, at)
                .saying("a schedule of its own")
                .and(track.name_span, "defined as a track");
            let diagnostic = self.offering_let(diagnostic, track);
            self.diagnostics.push(diagnostic);
        }
        Some(value)
    }

    /// Warns of tracks that are constants and only multiply another schedule.
    pub(super) fn check_constant_factors<'e>(&mut self, operands: impl Iterator<Item = &'e Expr>, locals: &Locals) {
        for operand in operands {
            let ExprKind::Name(name) = &operand.kind else { continue };
            let is_local = locals.iter().any(|(local, _)| **local == *name.text);
            let Some(Entity::Definition(_, Definition::Track(index))) = self.scope.lookup(&name.text) else { continue };
            if is_local || self.constant_track(*index).is_none() || !self.is_first_report(*index) {
                continue;
            }
            let track = &self.scope.tracks[*index];
            let message = format!("`{}` is a separate track, and adds a value to every output", track.name);
            let diagnostic = Diagnostic::new(Code::TrackAsFactor, message, track.name_span)
                .saying("a track")
                .and(operand.span, "only multiplies here");
            let mut diagnostic = self.offering_let(diagnostic, track);
            // Where a number would be a base, a curve that stays at it is none.
            if let Some([to_let]) = diagnostic.fixes.first().map(|fix| &fix.edits[..]) {
                let title = format!("{}, and `hold({})` where it multiplies", diagnostic.fixes[0].title, track.name);
                let edits = vec![to_let.clone(), Edit::replace(operand.span, format!("hold({})", track.name))];
                diagnostic = diagnostic.fix(Fix::unsafely(title, edits));
            }
            self.diagnostics.push(diagnostic);
        }
    }

    /// What a track comes to, if it is a constant.
    fn constant_track(&mut self, index: usize) -> Option<Value> {
        match self.constants.get(&index) {
            Some(Constant::InProgress) => return None,
            Some(Constant::Known { value, .. }) => return value.clone(),
            None => {}
        }
        self.constants.insert(index, Constant::InProgress);
        let TrackStatement { value, locals, .. } = &self.scope.tracks[index];
        let value = self.apart(|evaluator| {
            evaluator.wanting_number(true, |evaluator| evaluator.evaluate_for_member(value, locals))
        });
        let value = value
            .filter(|value| !matches!(value, Value::Schedule(_) | Value::Range(_) | Value::Unit | Value::Lambda(_)));
        self.constants.insert(index, Constant::Known { value: value.clone(), reported: false });
        value
    }

    /// What is evaluated on the side: it will be evaluated again in its place, and reports there what is wrong.
    fn apart<T>(&mut self, evaluate: impl FnOnce(&mut Self) -> T) -> T {
        let (memo, number_memo) = (std::mem::take(&mut self.memo), std::mem::take(&mut self.number_memo));
        let outer = std::mem::replace(&mut self.is_aside, true);
        let (value, _) = self.unreported(evaluate);
        self.is_aside = outer;
        (self.memo, self.number_memo) = (memo, number_memo);
        value
    }

    fn is_first_report(&mut self, index: usize) -> bool {
        match self.constants.get_mut(&index) {
            Some(Constant::Known { reported, .. }) if !self.is_aside => !std::mem::replace(reported, true),
            _ => false,
        }
    }

    /// With the `let` that a track was to be.
    fn offering_let(&self, diagnostic: Diagnostic, track: &TrackStatement<'a>) -> Diagnostic {
        let TrackStatement { name, name_span, value, locals, .. } = track;
        if !locals.is_empty() {
            return diagnostic.help("constants that go with a number are named by a `def`, with a parameter");
        }
        if name.contains('.') || name_span.start == name_span.end {
            return diagnostic.help("a constant is named by a `let`, without dots");
        }
        let title = format!("write `let {name} = {}` to name a constant", value.span.of(self.text));
        diagnostic.suggest(Fix::safe(title, vec![Edit::insert(name_span.start, "let ")]))
    }
}
