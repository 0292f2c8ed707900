//! Bases: what the relative values of a track refer to.

use super::declared::Declared;
use super::evaluate::{Evaluator, Locals};
use super::names::{self, DefinitionKind, Names};
use super::scope::Definition;
use super::track::{CheckedTrack, DeclaredBase};
use crate::diagnostic::{Code, Diagnostic, Edit, Fix};
use crate::syntax::ast::Expr;
use crate::text::Span;

/// What the base of a track may be declared for, the nearest first: the track, its groups, and at last its root.
fn owners(track: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(track), |owner| owner.rsplit_once('.').map(|(parent, _)| parent))
}

/// The name that a base is declared under: `base` for `lr`.
fn base_name(owner: &str) -> String {
    if owner == "lr" { "base".to_string() } else { format!("{owner}.base") }
}

/// The name under which all groups of a track have their base.
pub(crate) fn root_base_name(track: &str) -> String {
    owners(track).last().map(base_name).unwrap_or_default()
}

impl Evaluator<'_> {
    /// The base that the file declares for a track: the nearest.
    pub(super) fn base_of(&mut self, track: &str) -> Declared<DeclaredBase> {
        let scope = self.scope;
        // A name may have as many groups as letters: only those are looked up that may have a base.
        let mut named = owners(track).filter(|owner| scope.base_owners.contains(&owner.len())).map(base_name);
        let declared = named.find_map(|name| Some((scope.definitions.get(name.as_str())?, name)));
        match declared {
            Some((Definition::Base(expr, locals), name)) => Declared::of(self.declared_base(&name, expr, locals)),
            _ => Declared::Nothing,
        }
    }

    fn declared_base(&mut self, name: &str, expr: &Expr, locals: &Locals) -> Option<DeclaredBase> {
        let number = self.number_of_member(expr, locals, &format!("`{name}`"))?;
        if number.value() > 0.0 && number.value().is_finite() {
            return Some(DeclaredBase { value: number.value(), span: expr.span });
        }
        self.report(
            Diagnostic::new(Code::ArgumentRange, format!("`{name}` is {number}, and has to be above 0"), expr.span)
                .help("the base is what relative values refer to: the peak of a warmup, the start of a decay"),
        )
    }

    /// Reports the bases that nothing refers to.
    pub(super) fn check_bases(&mut self, names: &Names, tracks: &[CheckedTrack]) {
        for definition in names.definitions() {
            if matches!(definition.kind(), DefinitionKind::Base | DefinitionKind::Family)
                && let Some(Definition::Base(expr, locals)) = self.scope.definition(definition.id())
                && names.uses_of(definition.id()).next().is_none()
            {
                self.check_base(definition, expr, locals, tracks);
            }
        }
    }

    fn check_base(&mut self, definition: &names::Definition, expr: &Expr, locals: &Locals, tracks: &[CheckedTrack]) {
        let name = definition.name();
        let number = self.number_of_member(expr, locals, &format!("`{name}`"));
        let is_own = |track: &&CheckedTrack| track.base.value().is_some_and(|base| base.span == expr.span);
        let owned: Vec<_> = tracks.iter().filter(is_own).collect();
        let uses = |track: &&CheckedTrack| {
            track.form.as_ref().is_none_or(|form| {
                let whole = form.profile(true).whole;
                whole.base || whole.start
            })
        };
        if number.is_none() || owned.iter().any(uses) {
            return;
        }
        let help = match &owned[..] {
            [] if name == "base" => {
                "no track is called `lr`: give the track's own base, such as `wd.base = …`".to_string()
            }
            [] => format!("no track is called `{}`", name.trim_end_matches(".base")),
            owned => format!(
                "the values of `{}` are all absolute: write them with `%` or `x`, or take the base out",
                owned.iter().min_by(|a, b| a.by_name(b)).map_or("", |track| &track.name)
            ),
        };
        // What was set from outside stands in no statement.
        let statement = Some(definition.span()).filter(|span| span.start < span.end);
        let remove = |span: Span| Fix::safe(format!("remove `{name}`"), vec![Edit::remove_statement(span, self.text)]);
        let diagnostic = Diagnostic::new(Code::UnusedBase, format!("nothing refers to `{name}`"), expr.span);
        self.diagnostics.push(diagnostic.help(help).fix(statement.map(remove)));
    }
}
