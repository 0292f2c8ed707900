//! The places of a tree, all of them at once.

use super::ast::{
    Arg, EventTimes, Expr, ExprKind, FamilyName, FamilyPart, File, Ident, Over, Path, PostfixKind, Statement,
    StatementKind,
};
use crate::text::Span;

impl File {
    /// The same tree with every place at 0: what two texts say the same of is then equal.
    #[must_use]
    pub fn without_places(mut self) -> Self {
        self.statements.iter_mut().for_each(|statement| statement.for_each_span(&mut |span| *span = Span::default()));
        self
    }
}

impl Statement {
    /// Calls `visit` for the place of this statement and of everything in it.
    pub(super) fn for_each_span(&mut self, visit: &mut dyn FnMut(&mut Span)) {
        visit(&mut self.span);
        match &mut self.kind {
            StatementKind::Assign { name: Path { span, .. }, value }
            | StatementKind::Let { name: Ident { span, .. }, value } => {
                visit(span);
                value.for_each_span(visit);
            }
            StatementKind::Family { name, value } => {
                name.for_each_span(visit);
                value.for_each_span(visit);
            }
            StatementKind::Param { name: Ident { span, .. }, value } => {
                visit(span);
                value.iter_mut().for_each(|value| value.for_each_span(visit));
            }
            StatementKind::Def { name, params, body } => {
                visit(&mut name.span);
                for param in params {
                    visit(&mut param.name.span);
                    param.default.iter_mut().for_each(|default| default.for_each_span(visit));
                }
                body.for_each_span(visit);
            }
            StatementKind::Expect { left, comparison } => {
                left.for_each_span(visit);
                comparison.iter_mut().for_each(|(_, right)| right.for_each_span(visit));
            }
            StatementKind::Event { name, times } => {
                visit(&mut name.span);
                match times {
                    EventTimes::Every { interval, from, until } => {
                        let all = [Some(interval), from.as_mut(), until.as_mut()];
                        all.into_iter().flatten().for_each(|time| time.for_each_span(visit));
                    }
                    EventTimes::At(times) => times.for_each_span(visit),
                }
            }
            StatementKind::Unit(names) => names.iter_mut().for_each(|name| visit(&mut name.span)),
            StatementKind::Bare(value) => value.for_each_span(visit),
        }
    }
}

impl FamilyName {
    /// Calls `visit` for its place and those of its parts.
    fn for_each_span(&mut self, visit: &mut dyn FnMut(&mut Span)) {
        visit(&mut self.span);
        visit(&mut self.head.span);
        for part in &mut self.parts {
            match part {
                FamilyPart::Name(name) => visit(&mut name.span),
                FamilyPart::Braces(braces) => {
                    visit(&mut braces.span);
                    visit(&mut braces.name.span);
                    braces.first.for_each_span(visit);
                    braces.last.for_each_span(visit);
                }
            }
        }
    }
}

impl Expr {
    /// The same expression, with everything in it at one place.
    pub(crate) fn moved_to(&self, span: Span) -> Self {
        let mut moved = self.clone();
        moved.for_each_span(&mut |place| *place = span);
        moved
    }

    /// Calls `visit` for the place of this expression and of everything in it.
    fn for_each_span(&mut self, visit: &mut dyn FnMut(&mut Span)) {
        fn args_spans(args: &mut [Arg], visit: &mut dyn FnMut(&mut Span)) {
            for arg in args {
                arg.name.iter_mut().for_each(|name| visit(&mut name.span));
                arg.value.for_each_span(visit);
            }
        }
        visit(&mut self.span);
        match &mut self.kind {
            ExprKind::Number(_) | ExprKind::Relative { .. } => {}
            ExprKind::Name(name) => visit(&mut name.span),
            ExprKind::Quantity { value, unit } => {
                visit(&mut unit.span);
                value.for_each_span(visit);
            }
            ExprKind::Paren(inner) | ExprKind::Negate(inner) => inner.for_each_span(visit),
            ExprKind::Lambda { param, body } => {
                visit(&mut param.span);
                body.for_each_span(visit);
            }
            ExprKind::Call { name, args, args_span } => {
                visit(&mut name.span);
                visit(args_span);
                args_spans(args, visit);
            }
            ExprKind::Index { of, at, to } => {
                of.for_each_span(visit);
                at.for_each_span(visit);
                to.iter_mut().for_each(|to| to.for_each_span(visit));
            }
            ExprKind::Range { first, last } => {
                first.for_each_span(visit);
                last.for_each_span(visit);
            }
            ExprKind::List(items) | ExprKind::Power(items) | ExprKind::Then(items) => {
                items.iter_mut().for_each(|item| item.for_each_span(visit));
            }
            ExprKind::Product { first, rest } => {
                first.for_each_span(visit);
                rest.iter_mut().for_each(|(_, operand)| operand.for_each_span(visit));
            }
            ExprKind::Sum { first, rest } => {
                first.for_each_span(visit);
                rest.iter_mut().for_each(|(_, operand)| operand.for_each_span(visit));
            }
            ExprKind::Postfix { operand, words } => {
                operand.for_each_span(visit);
                for word in words {
                    visit(&mut word.span);
                    match &mut word.kind {
                        PostfixKind::For(inner)
                        | PostfixKind::Until(inner)
                        | PostfixKind::Skip(inner)
                        | PostfixKind::Every(inner)
                        | PostfixKind::RepeatCount(inner) => inner.for_each_span(visit),
                        PostfixKind::Mirror | PostfixKind::Repeat => {}
                        PostfixKind::RepeatArgs { args, args_span } => {
                            visit(args_span);
                            args_spans(args, visit);
                        }
                        PostfixKind::RepeatOver(over) => {
                            let Over { name, values, last } = &mut **over;
                            visit(&mut name.span);
                            values.for_each_span(visit);
                            last.iter_mut().for_each(|last| last.for_each_span(visit));
                        }
                    }
                }
            }
        }
    }
}
