//! Formulas that take the values of tracks: which parts of them do, and what cannot stand for a track.

use super::evaluate::{Evaluator, Locals};
use super::formula::Names;
use super::scope::{Def, Definition, Entity};
use super::value::Value;
use crate::diagnostic::{Code, Diagnostic, Edit, Fix};
use crate::syntax::ast::{Expr, ExprKind};
use crate::text::Span;

/// How many calls of a `def` may lead into each other before nothing is looked for in them; what is deeper is an error.
const DEPTH: u32 = 280;

impl<'a> Evaluator<'a> {
    /// Whether a part of a formula depends on its argument, or on a track.
    pub(super) fn leads_from(&mut self, names: Names<'_>, expr: &Expr) -> bool {
        self.leads(&|name| names.leads(name), expr, 0)
    }

    /// The same of an expression in which some names are known to lead there, or not to.
    fn leads(&mut self, known: &dyn Fn(&str) -> Option<bool>, expr: &Expr, depth: u32) -> bool {
        let own = match &expr.kind {
            ExprKind::Name(path) | ExprKind::Call { name: path, .. } => match known(&path.text) {
                Some(leads) => leads,
                None => match self.scope.lookup(&path.text) {
                    Some(Entity::Definition(_, Definition::Track(_))) => true,
                    Some(Entity::Definition(name, Definition::Def(def))) => self.def_leads(name, def, depth),
                    // It is an error, which says what is to be written.
                    Some(Entity::Definition(_, Definition::Let(_))) => {
                        let value = self.evaluate_number(expr, &Locals::default());
                        matches!((value, &expr.kind), (Some(Value::Schedule(_)), ExprKind::Name(_)))
                    }
                    _ => false,
                },
            },
            _ => false,
        };
        let mut found = own;
        expr.for_each_child(&mut |child| found = found || self.leads(known, child, depth));
        found
    }

    /// Whether the body of a `def`, or a default in it, names a track.
    fn def_leads(&mut self, name: &'a str, def: &Def<'a>, depth: u32) -> bool {
        if let Some(leads) = self.leading.get(name) {
            return *leads;
        }
        if depth >= DEPTH {
            return false;
        }
        // One that leads back to itself is an error.
        self.leading.insert(name, false);
        let known = |name: &str| def.params.iter().any(|param| param.name.text == name).then_some(false);
        let defaults = def.params.iter().filter_map(|param| param.default.as_ref());
        let leads = defaults.chain([def.body]).any(|expr| self.leads(&known, expr, depth + 1));
        self.leading.insert(name, leads);
        leads
    }

    /// A name that stands for a schedule and is no track.
    pub(super) fn no_track_part<T>(&mut self, expr: &Expr) -> Option<T> {
        let text = expr.span.of(self.text);
        let message = format!("`{text}` is a schedule, and a formula takes the values of tracks alone");
        let diagnostic = Diagnostic::new(Code::KindMismatch, message, expr.span).saying("a schedule");
        let declared = self.scope.id(text).map(|id| &self.scope.declared[id.0]);
        let is_let = matches!(self.scope.lookup(text), Some(Entity::Definition(_, Definition::Let(_))));
        let Some(declared) = declared.filter(|_| is_let) else {
            return self.report(diagnostic.help("make it a track: in a formula, the name of one is its value now"));
        };
        let (start, name) = (declared.span().start, declared.name_span());
        let title = format!("make it a track, `{text} = …`: in a formula, its name is its value now");
        let edit = Edit::remove(Span::new(start, name.start));
        self.report(diagnostic.and(name, "a `let` has no time of its own").suggest(Fix::unsafely(title, vec![edit])))
    }
}
