//! What is said of a name that refers to nothing.

use super::{Position, Resolver, SUGGESTION_LIMIT};
use crate::check::elsewhere::{self, Place};
use crate::check::expect::{LISTED_TRACKS, no_track};
use crate::check::scope::{self, Entity, Family};
use crate::check::suggest::closest;
use crate::check::unknown;
use crate::diagnostic::{Code, Diagnostic, Edit, Fix};
use crate::syntax::ast::{Arg, Expr, ExprKind, Path, PostfixKind};
use crate::syntax::last_token;
use crate::text::Span;

impl Resolver<'_, '_, '_> {
    /// Says of a call that was just found to be unknown what it is, where it is another library's.
    pub(super) fn translate(&mut self, name: &Path, args: &[Arg], span: Span) {
        let are_few = self.diagnostics.len() <= SUGGESTION_LIMIT;
        let base = match self.scope.lookup("base") {
            // A base from outside stands nowhere.
            Some(Entity::Definition(_, scope::Definition::Base(base, _))) => Some(base.span),
            _ => None,
        };
        let base = base.filter(|base| self.is_rate && base.start < base.end);
        let is_whole = self.whole == Some(span);
        let unknown = self.diagnostics.last_mut().filter(|found| are_few && found.span() == name.span);
        if let Some(unknown) = unknown
            && let Some(advice) =
                elsewhere::advice(&name.text, args, Place { is_whole, has_base: is_whole && base.is_some() })
        {
            unknown.help = Some(advice.help);
            unknown.fixes = Vec::new();
            if let Some(instead) = advice.instead {
                let title = format!("write `{instead}`");
                let base = base.zip(advice.base).map(|(at, base)| Edit::replace(at, base));
                let edits = base.into_iter().chain([Edit::replace(span, instead)]).collect();
                unknown.fixes.push(Fix::unsafely(title, edits));
            }
        }
    }

    pub(super) fn unknown(&mut self, name: &Path, position: Position) {
        let text = name.text.as_str();
        let are_few = self.diagnostics.len() < SUGGESTION_LIMIT;
        if let Some(family) = self.scope.family_of(text) {
            return self.diagnostics.push(no_member(name, family));
        }
        let (message, otherwise) = match position {
            Position::Track => {
                let tracks = self.scope.tracks.iter().map(|track| track.name);
                let looked_up = if are_few { usize::MAX } else { LISTED_TRACKS };
                return self.diagnostics.push(no_track(text, name.span, tracks.take(looked_up)));
            }
            Position::Callee => {
                (format!("no shape or function is called `{text}`"), "define it by `def`, or use one of the shapes")
            }
            Position::Value if self.in_def => {
                (format!("nothing is called `{text}`"), "define it, or add it to the parameters")
            }
            Position::Value => {
                (format!("nothing is called `{text}`"), "define it with `let`, `def` or `param`, or as a track")
            }
        };
        let diagnostic = Diagnostic::new(Code::UnknownName, message, name.span);
        let written_as = |now: &str| Fix::unsafely(format!("write `{now}`"), vec![Edit::replace(name.span, now)]);
        let locals = self.locals.iter().map(|(local, _)| *local).filter(|_| position == Position::Value);
        let known = || locals.clone().chain(self.scope.known().filter(|known| self.may_be_meant(known, position)));
        let found = if !are_few {
            diagnostic.help(unknown::help(text).unwrap_or(otherwise))
        } else if let Some(found) = self.outside_of_cycles(name) {
            found
        } else if let Some(help) = unknown::help(text) {
            diagnostic.help(help)
        } else if let Some(help) = self.groups_alone(text).filter(|_| position == Position::Value) {
            diagnostic.help(help)
        } else if let Some(now) = unknown::as_written_here(text, known()) {
            diagnostic.suggest(written_as(now))
        } else {
            match closest(text, known()) {
                Some(called) if position == Position::Value && self.is_called(called) => {
                    diagnostic.help(format!("did you mean `{called}(…)`?"))
                }
                meant => diagnostic.meaning(meant, otherwise),
            }
        };
        self.diagnostics.push(found);
    }

    /// What is said of a name that only tracks of its groups have.
    fn groups_alone(&self, name: &str) -> Option<String> {
        let is_group = |track: &&str| track.strip_prefix(name).is_some_and(|group| group.starts_with('.'));
        let mut groups: Vec<_> = self.scope.tracks.iter().map(|track| track.name).filter(is_group).collect();
        groups.sort_unstable_by_key(|group| (group.len(), *group));
        match groups[..] {
            [] => None,
            [group] => Some(format!("there is no track `{name}`, only its group `{group}`")),
            [first, second] => Some(format!("there is no track `{name}`, only its groups `{first}` and `{second}`")),
            [first, second, ..] => {
                Some(format!("there is no track `{name}`, only its groups: `{first}`, `{second}` and more"))
            }
        }
    }

    /// Whether a name of the scope may stand in a position; what is being defined may not.
    fn may_be_meant(&self, known: &str, position: Position) -> bool {
        let is_schedule = |entity| matches!(entity, Some(Entity::Shape(_) | Entity::Preset(_)));
        known != self.own
            && match position {
                Position::Callee => is_schedule(self.scope.lookup(known)) || self.is_called(known),
                Position::Value => !(self.takes_number && is_schedule(self.scope.lookup(known))),
                Position::Track => true,
            }
    }

    /// Whether a name is that of a function, which has no value without its arguments.
    fn is_called(&self, name: &str) -> bool {
        let entity = self.scope.lookup(name);
        matches!(entity, Some(Entity::Function(_) | Entity::Definition(_, scope::Definition::Def(_))))
    }

    /// What is wrong with the name of what cycles run over, outside of what is repeated.
    fn outside_of_cycles(&self, name: &Path) -> Option<Diagnostic> {
        let statement = self.file?.statements.iter().find(|statement| statement.span == self.statement)?;
        let mut found = None;
        statement.for_each_expr(&mut |expr| find_cycles(expr, name, &mut found));
        let Cycles { around, over } = found?;
        let text = name.text.as_str();
        let outside = Diagnostic::new(
            Code::UnknownName,
            format!("`{text}` stands outside of what `repeat over {text}` repeats"),
            name.span,
        )
        .and(over, "it goes with what is right before it");
        let end = around.start + last_token(&self.text[around.start..over.start]).end;
        Some(if name.span.start < end {
            let edits = vec![Edit::insert(around.start, "("), Edit::insert(end, ")")];
            outside.suggest(Fix::unsafely(
                format!("put brackets around all that is repeated: `(…) repeat over {text}`"),
                edits,
            ))
        } else {
            outside.help(format!("it has a value only before `repeat over {text}`"))
        })
    }
}

/// `p * cosine(10) repeat over p in [1, 2]`, where `p` is looked for.
struct Cycles {
    /// The smallest expression that holds both.
    around: Span,
    /// From `repeat` to the end of the values.
    over: Span,
}

/// Finds the cycles that run over a name, and the smallest expression around both.
fn find_cycles(expr: &Expr, name: &Path, found: &mut Option<Cycles>) {
    if let ExprKind::Postfix { words, .. } = &expr.kind {
        let over = words
            .iter()
            .find(|word| matches!(&word.kind, PostfixKind::RepeatOver(over) if over.name.text == name.text));
        if let (None, Some(over)) = (&*found, over) {
            *found = Some(Cycles { around: expr.span, over: over.span });
        }
    }
    expr.for_each_child(&mut |child| find_cycles(child, name, found));
    let holds = |outer: Span, inner: Span| outer.start <= inner.start && inner.end <= outer.end;
    if let Some(cycles) = found
        && holds(expr.span, cycles.around)
        && !holds(cycles.around, name.span)
    {
        cycles.around = expr.span;
    }
}

/// A family as a whole, or a member that it does not have.
fn no_member(name: &Path, family: &Family<'_>) -> Diagnostic {
    let message = if name.text == family.head {
        format!("`{}` is a family, and only its members are tracks", name.text)
    } else {
        format!("the family `{}` has no member `{}`", family.head, name.text)
    };
    let members = match family.members {
        [only] => format!("its only member is `{}`", only.name),
        [first, .., last] => format!("its members are `{}` to `{}`", first.name, last.name),
        [] => "its range has an error".to_string(),
    };
    Diagnostic::new(Code::UnknownName, message, name.span).help(members)
}
