//! Bases: what the relative values of a track refer to.

use super::CheckedTrack;
use super::declared::Declared;
use super::evaluate::{Evaluator, Locals};
use super::scope::Definition;
use crate::diagnostic::{Code, Diagnostic, Edit, Fix};
use crate::syntax::ast::{Expr, File, Statement};
use crate::text::Span;

/// A declared base.
#[derive(Clone, Copy, Debug)]
pub(crate) struct DeclaredBase {
    pub(crate) value: f64,
    pub(crate) span: Span,
}

/// The names that the base of a track may be declared under, the nearest first: those of its groups,
/// and at last that of its root, `base` for `lr`.
fn base_names(track: &str) -> impl Iterator<Item = String> {
    let owners = std::iter::successors(Some(track), |owner| owner.rsplit_once('.').map(|(parent, _)| parent));
    owners.map(|owner| if owner == "lr" { "base".to_string() } else { format!("{owner}.base") })
}

/// The name under which all groups of a track have their base.
pub(crate) fn root_base_name(track: &str) -> String {
    base_names(track).last().unwrap_or_default()
}

impl Evaluator<'_> {
    /// The base that the file declares for a track: the nearest.
    pub(super) fn base_of(&mut self, track: &str) -> Declared<DeclaredBase> {
        let scope = self.scope;
        let declared = base_names(track).find_map(|name| Some((scope.definitions.get(name.as_str())?, name)));
        match declared {
            Some((Definition::Base(expr), name)) => Declared::of(self.declared_base(&name, expr)),
            _ => Declared::Nothing,
        }
    }

    fn declared_base(&mut self, name: &str, expr: &Expr) -> Option<DeclaredBase> {
        let number = self.number_of(expr, &Locals::default(), &format!("`{name}`"))?;
        if number.value() > 0.0 && number.value().is_finite() {
            return Some(DeclaredBase { value: number.value(), span: expr.span });
        }
        self.report(
            Diagnostic::new(Code::ArgumentRange, format!("`{name}` is {number}, and has to be above 0"), expr.span)
                .help("the base is what relative values refer to: the peak of a warmup, the start of a decay"),
        )
    }

    /// Reports the bases that nothing refers to.
    pub(super) fn check_bases(&mut self, file: &File, tracks: &[CheckedTrack]) {
        let mut declared: Vec<_> = self
            .scope
            .definitions
            .iter()
            .filter_map(|(name, definition)| match definition {
                Definition::Base(expr) => Some((*name, *expr)),
                _ => None,
            })
            .collect();
        declared.sort_by_key(|(_, expr)| expr.span);
        for (name, expr) in declared {
            let number = self.number_of(expr, &Locals::default(), &format!("`{name}`"));
            let owned: Vec<_> =
                tracks.iter().filter(|track| track.base.value().is_some_and(|base| base.span == expr.span)).collect();
            let uses = |track: &&CheckedTrack| {
                track.form.as_ref().is_none_or(|form| {
                    let whole = form.profile(true).whole;
                    whole.base || whole.start
                })
            };
            let mentioned = self.scope.mentions(name);
            if number.is_none() || owned.iter().any(uses) || mentioned {
                continue;
            }
            let help = match &owned[..] {
                [] if name == "base" => {
                    "no track is called `lr`: give the track's own base, such as `wd.base = …`".to_string()
                }
                [] => format!("no track is called `{}`", name.trim_end_matches(".base")),
                tracks => format!(
                    "the values of `{}` are all absolute: write them with `%` or `x`, or take the base out",
                    tracks[0].name
                ),
            };
            let within = |place: Span| place.start <= expr.span.start && expr.span.end <= place.end;
            let statement = file.statements.iter().find(|statement| within(statement.span) && expr.span.end > 0);
            let remove = |statement: &Statement| {
                let edit = Edit::remove_statement(statement.span, self.text);
                Fix::safe(format!("remove `{name}`"), vec![edit])
            };
            let fix = statement.map(remove);
            self.diagnostics.push(
                Diagnostic::new(Code::UnusedBase, format!("nothing refers to `{name}`"), expr.span).help(help).fix(fix),
            );
        }
    }
}
