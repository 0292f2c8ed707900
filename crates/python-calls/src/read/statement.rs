//! Statements, one by one.

use ruff_python_ast::{self as ast, Expr, Pattern, Stmt};
use ruff_text_size::Ranged;

use super::state::Owner;
use super::survey::adds_to;
use super::{Flow, Reader};
use crate::model::{Advance, Context, EventKind};
use crate::names::Name;
use crate::span::Span;
use crate::value::{Kind, Operator, Shared, Value};

impl<'a> Reader<'a> {
    pub(super) fn block(&mut self, body: &'a [Stmt]) -> Flow {
        self.depth += 1;
        let mut flow = Flow::Next;
        for statement in body {
            if !self.spend(Span::from(statement.range())) {
                break;
            }
            flow = self.statement(statement);
            if self.ended {
                self.ended = false;
                flow = Flow::Raise;
            }
            if flow != Flow::Next {
                break;
            }
        }
        self.depth -= 1;
        flow
    }

    fn statement(&mut self, statement: &'a Stmt) -> Flow {
        let span = Span::from(statement.range());
        match statement {
            Stmt::Expr(it) => {
                self.expression(&it.value);
            }
            Stmt::Assign(it) => self.assign(it, span),
            Stmt::AnnAssign(it) => {
                if let Some(value) = &it.value {
                    let right = Span::from(value.range());
                    let value = self.expression(value);
                    self.bind(&it.target, value, right, span);
                }
                self.note_field(&it.target);
            }
            Stmt::AugAssign(it) => self.augment(it, span),
            Stmt::If(it) => return self.arms(&it.test, &it.body, &it.elif_else_clauses),
            Stmt::Match(it) => {
                let subject = self.expression(&it.subject);
                return self.cases(subject, &it.cases);
            }
            Stmt::For(it) => return self.for_loop(it),
            Stmt::While(it) => return self.while_loop(it),
            Stmt::With(it) => return self.with(it),
            Stmt::Try(it) => return self.try_(it, span),
            Stmt::FunctionDef(it) => self.define_function(it),
            Stmt::ClassDef(it) => self.define_class(it),
            Stmt::Import(it) => self.import(it),
            Stmt::ImportFrom(it) => self.import_from(it),
            Stmt::Return(it) => {
                let value = it.value.as_deref().map(|value| self.expression(value));
                self.event(EventKind::Return(value), span);
                let value = value.unwrap_or_else(|| self.none(span));
                self.exit(value);
                return Flow::Return;
            }
            Stmt::Raise(_) => {
                self.event(EventKind::Raise, span);
                return Flow::Raise;
            }
            Stmt::Break(_) => return self.leave(span, EventKind::Break, Flow::Break),
            Stmt::Continue(_) => return self.leave(span, EventKind::Continue, Flow::Continue),
            Stmt::Global(it) => self.declare(&it.names, true),
            Stmt::Nonlocal(it) => self.declare(&it.names, false),
            Stmt::Delete(it) => {
                let unbound = self.unbound();
                for target in &it.targets {
                    if let Expr::Name(name) = target {
                        let name = self.out.names.intern(name.id.as_str());
                        self.state.set((self.owner(), name), unbound);
                    }
                }
            }
            Stmt::Assert(it) => {
                self.expression(&it.test);
            }
            Stmt::TypeAlias(_) | Stmt::Pass(_) | Stmt::IpyEscapeCommand(_) => {}
        }
        Flow::Next
    }

    fn leave(&mut self, span: Span, kind: impl FnOnce(crate::value::LoopId) -> EventKind, flow: Flow) -> Flow {
        if let Some(&innermost) = self.frames.last().and_then(|frame| frame.loops.last()) {
            self.event(kind(innermost), span);
        }
        flow
    }

    fn declare(&mut self, names: &'a [ast::Identifier], global: bool) {
        for name in names {
            let name = self.out.names.intern(name.as_str());
            let mut owner = Owner::Scope(0);
            if !global {
                let mut at = self.owner();
                while let Some(&outer) = self.scopes.get(&at) {
                    at = outer;
                    if self.state.get((at, name)).is_some() {
                        owner = at;
                        break;
                    }
                }
            }
            if let Some(frame) = self.frames.last_mut() {
                frame.globals.insert(name, owner);
            }
        }
    }

    fn assign(&mut self, it: &'a ast::StmtAssign, span: Span) {
        let right = Span::from(it.value.range());
        let value = self.expression(&it.value);
        if let [target] = it.targets.as_slice()
            && self.advances.contains_key(&span.start)
            && let Some((by, minus)) = adds_to(target, &it.value)
        {
            let by = self.expression(by);
            self.note_advance(by, minus, span);
        }
        for target in &it.targets {
            self.bind(target, value, right, span);
        }
    }

    fn augment(&mut self, it: &'a ast::StmtAugAssign, span: Span) {
        let right = Span::from(it.value.range());
        let before = self.expression(&it.target);
        let by = self.expression(&it.value);
        self.note_advance(by, it.op == ast::Operator::Sub, span);
        let value = self.binary(super::expression::operator(it.op), before, by, span);
        self.bind(&it.target, value, right, span);
    }

    /// The statement advances a variable that a loop carries.
    fn note_advance(&mut self, by: Value, minus: bool, span: Span) {
        let Some(carried) = self.advances.get(&span.start).cloned() else { return };
        let by = if minus { self.add(Kind::Negative(by), span) } else { by };
        for id in carried {
            let carried = &self.out.carried[id.index()];
            let within = self.out.is_within(self.context, self.out.loop_(carried.over).body);
            if within {
                let advance = Advance { by, context: self.context, span };
                self.out.carried[id.index()].advance = Some(advance);
            }
        }
    }

    fn arms(&mut self, test: &'a Expr, body: &'a [Stmt], others: &'a [ast::ElifElseClause]) -> Flow {
        let span = Span::from(test.range());
        let test = self.expression(test);
        self.branch(test, span, |reader| reader.block(body), |reader| reader.other_arms(others))
    }

    fn other_arms(&mut self, others: &'a [ast::ElifElseClause]) -> Flow {
        let Some((first, others)) = others.split_first() else { return Flow::Next };
        self.depth += 1;
        let flow = match &first.test {
            _ if !self.spend(Span::from(first.range())) => Flow::Next,
            Some(test) => self.arms(test, &first.body, others),
            None => self.block(&first.body),
        };
        self.depth -= 1;
        flow
    }

    fn cases(&mut self, subject: Value, cases: &'a [ast::MatchCase]) -> Flow {
        let Some((first, others)) = cases.split_first() else { return Flow::Next };
        if !self.spend(Span::from(first.range())) {
            return Flow::Next;
        }
        self.depth += 1;
        let span = Span::from(first.pattern.range());
        let test = self.pattern(subject, &first.pattern, 0);
        let guard = first.guard.as_deref().map(|guard| self.expression(guard));
        let test = match (test, guard) {
            (Some(test), Some(guard)) => Some(self.add(Kind::All(vec![test, guard]), span)),
            (test, guard) => test.or(guard),
        };
        let flow = match test {
            Some(test) => {
                self.branch(test, span, |reader| reader.block(&first.body), |reader| reader.cases(subject, others))
            }
            None => self.block(&first.body),
        };
        self.depth -= 1;
        flow
    }

    /// The test that a pattern is; none if it always matches.
    fn pattern(&mut self, subject: Value, pattern: &'a Pattern, depth: u32) -> Option<Value> {
        let span = Span::from(pattern.range());
        match pattern {
            Pattern::MatchValue(it) => {
                let value = self.expression(&it.value);
                Some(self.add(Kind::Binary(Operator::Equal, subject, value), span))
            }
            Pattern::MatchSingleton(it) => {
                let value = match it.value {
                    ast::Singleton::None => self.none(span),
                    ast::Singleton::True => self.add(Kind::Bool(true), span),
                    ast::Singleton::False => self.add(Kind::Bool(false), span),
                };
                Some(self.add(Kind::Binary(Operator::Is, subject, value), span))
            }
            Pattern::MatchAs(it) => {
                if let Some(name) = &it.name {
                    let name = self.out.names.intern(name.as_str());
                    self.state.set((self.owner(), name), subject);
                }
                let inner = it.pattern.as_deref()?;
                if depth < 16 { self.pattern(subject, inner, depth + 1) } else { None }
            }
            Pattern::MatchOr(it) if depth < 16 => {
                let tests: Option<Vec<_>> =
                    it.patterns.iter().map(|pattern| self.pattern(subject, pattern, depth + 1)).collect();
                tests.map(|tests| self.add(Kind::Any(tests), span))
            }
            _ => Some(self.unknown(span)),
        }
    }

    fn with(&mut self, it: &'a ast::StmtWith) -> Flow {
        let outer = self.context;
        let first = self.out.contexts.len();
        for item in &it.items {
            let value = self.expression(&item.context_expr);
            if let Some(target) = &item.optional_vars {
                let span = Span::from(item.context_expr.range());
                self.bind(target, value, span, span);
            }
            if self.spend(Span::from(item.range())) {
                self.enter(Context::With(value));
            }
        }
        let inner = self.context;
        let flow = self.block(&it.body);
        // What an early `continue` or `return` in the body says of the rest of it, it says of the rest here too.
        let rest: Vec<_> =
            self.out.frames(self.context).into_iter().filter(|(id, _)| id.index() > inner.index()).collect();
        let rest: Vec<Context> = rest.into_iter().map(|(_, context)| context.clone()).collect();
        debug_assert!(first <= self.out.contexts.len());
        self.context = outer;
        rest.into_iter().filter(|context| matches!(context, Context::When { .. })).for_each(|context| {
            self.enter(context);
        });
        flow
    }

    fn try_(&mut self, it: &'a ast::StmtTry, span: Span) -> Flow {
        let mark = self.state.mark();
        let mut flow = self.block(&it.body);
        if flow == Flow::Next {
            flow = self.block(&it.orelse);
        }
        for ast::ExceptHandler::ExceptHandler(handler) in &it.handlers {
            let outer = self.context;
            let after = self.state.mark();
            let handler_span = Span::from(handler.range());
            self.enter(Context::Except(handler_span));
            let handled = self.block(&handler.body);
            self.context = outer;
            let changes = self.state.changes(after);
            self.state.undo(after);
            if handled == Flow::Next {
                self.merge_handler(&changes, span);
            }
        }
        let _ = mark;
        match self.block(&it.finalbody) {
            Flow::Next => flow,
            other => other,
        }
    }

    /// A name that a handler gives another literal is open: `HAS_APEX = False`. What is imported or made is taken as
    /// the `try` has it.
    fn merge_handler(&mut self, changes: &[super::state::Change], span: Span) {
        for change in changes {
            let literal = |value| {
                matches!(self.kind(value), Kind::Bool(_) | Kind::Int(_) | Kind::Float(_) | Kind::Text(_) | Kind::None)
            };
            match change.before {
                None => self.state.set(change.slot, change.after),
                Some(before) if literal(before) && literal(change.after) => {
                    let test = self.unknown(span);
                    let value = self.conditional(test, before, change.after);
                    self.state.set(change.slot, value);
                }
                Some(_) => {}
            }
        }
    }

    fn import(&mut self, it: &'a ast::StmtImport) {
        for alias in &it.names {
            let span = Span::from(alias.range());
            let path = alias.name.as_str();
            let (name, path) = match &alias.asname {
                Some(name) => (name.as_str(), path),
                None => {
                    let first = path.split('.').next().unwrap_or(path);
                    (first, first)
                }
            };
            let value = self.imported(path, span);
            self.bind_name(name, value);
        }
    }

    fn import_from(&mut self, it: &'a ast::StmtImportFrom) {
        let dots = ".".repeat(it.level.min(16) as usize);
        let module = format!("{dots}{}", it.module.as_ref().map_or("", |module| module.as_str()));
        for alias in &it.names {
            let span = Span::from(alias.range());
            if alias.name.as_str() == "*" {
                let module = self.out.names.intern(&module);
                if !self.stars.contains(&module) {
                    self.stars.push(module);
                }
                continue;
            }
            let dot = if module.ends_with('.') || module.is_empty() { "" } else { "." };
            let value = self.imported(&format!("{module}{dot}{}", alias.name.as_str()), span);
            let name = alias.asname.as_ref().unwrap_or(&alias.name);
            self.bind_name(name.as_str(), value);
        }
    }

    fn bind_name(&mut self, name: &str, value: Value) {
        let name = self.out.names.intern(name);
        self.state.set((self.owner(), name), value);
    }

    /// The scope that a name is stored in.
    pub(super) fn owner_of(&self, name: Name) -> Owner {
        let global = self.frames.last().and_then(|frame| frame.globals.get(&name).copied());
        global.unwrap_or_else(|| self.owner())
    }

    /// Gives a value to what stands left of `=`.
    pub(super) fn bind(&mut self, target: &'a Expr, value: Value, right: Span, span: Span) {
        match target {
            Expr::Name(it) => {
                let name = self.out.names.intern(it.id.as_str());
                self.state.set((self.owner_of(name), name), value);
                self.give_name(value, Span::from(it.range), 0);
                self.event(EventKind::Bind { name, value }, span);
            }
            Expr::Attribute(it) => {
                let base = self.expression(&it.value);
                let name = self.out.names.intern(it.attr.as_str());
                let object = self.out.object(base);
                self.state.set((Owner::Object(object), name), value);
                self.give_name(value, Span::from(target.range()), 0);
                self.event(EventKind::SetAttribute { base, name, value, right }, span);
            }
            Expr::Subscript(it) => {
                let base = self.expression(&it.value);
                let key = self.expression(&it.slice);
                self.store_item(base, key, value);
                self.give_name(value, Span::from(target.range()), 0);
                self.event(EventKind::SetItem { base, key, value, right }, span);
            }
            Expr::Starred(it) => self.bind(&it.value, value, right, span),
            Expr::Tuple(it) => self.unpack(&it.elts, value, right, span),
            Expr::List(it) => self.unpack(&it.elts, value, right, span),
            _ => {}
        }
    }

    fn unpack(&mut self, targets: &'a [Expr], value: Value, right: Span, span: Span) {
        if !self.spend(span) {
            return;
        }
        self.depth += 1;
        let starred = targets.iter().position(Expr::is_starred_expr);
        for (place, target) in targets.iter().enumerate() {
            let part = match starred {
                Some(star) if place == star => self.unknown(right),
                Some(star) if place > star => self.part(value, place, Some(targets.len()), right),
                _ => self.part(value, place, None, right),
            };
            let part_span = self.out.span(part);
            self.bind(target, part, if part_span == Span::default() { right } else { part_span }, span);
        }
        self.depth -= 1;
    }

    /// Item `place` of what is unpacked; after a star it counts from the end of `total` targets.
    fn part(&mut self, value: Value, place: usize, total: Option<usize>, span: Span) -> Value {
        let value = self.out.object(value);
        match self.kind(value).clone() {
            Kind::Tuple(items) | Kind::List(items) => {
                let place = total.map_or(Some(place), |total| (items.len() + place).checked_sub(total));
                place.and_then(|place| items.get(place).copied()).unwrap_or_else(|| self.unknown(span))
            }
            Kind::Conditional { test, then, otherwise } if self.depth < 200 => {
                self.depth += 1;
                let then = self.part(then, place, total, span);
                let otherwise = self.part(otherwise, place, total, span);
                self.depth -= 1;
                self.conditional(test, then, otherwise)
            }
            Kind::Each { element, .. } => element,
            _ if total.is_some() => self.unknown(span),
            _ => {
                let key = self.add(Kind::Int(i64::try_from(place).unwrap_or(0)), span);
                let text = self.out.names.intern(&format!("[{place}]"));
                self.out.values.share(Shared::Item(value, text), span, || Kind::Item { base: value, key })
            }
        }
    }

    /// The first name of what a call gave.
    pub(super) fn give_name(&mut self, value: Value, span: Span, depth: u32) {
        match *self.kind(value) {
            Kind::Call(id) if self.out.calls[id.index()].name.is_none() => {
                let text = span.of(self.text);
                if text.len() <= 80 {
                    let name = self.out.names.intern(text);
                    self.out.calls[id.index()].name = Some(name);
                }
            }
            Kind::Conditional { then, otherwise, .. } if depth < 8 => {
                self.give_name(then, span, depth + 1);
                self.give_name(otherwise, span, depth + 1);
            }
            _ => {}
        }
    }
}
