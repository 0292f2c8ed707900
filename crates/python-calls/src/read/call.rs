//! Calls: their arguments, and what is called.

use ruff_python_ast::{self as ast, Expr};
use ruff_text_size::Ranged;

use super::Reader;
use crate::model::{Argument, Call, EventKind, Spread};
use crate::names::Name;
use crate::span::Span;
use crate::value::{CallId, Kind, Value};

/// A call as it is written.
#[derive(Debug, Clone)]
pub(super) struct Site {
    pub(super) method: Option<(Value, Name)>,
    pub(super) arguments: Vec<Argument>,
    pub(super) span: Span,
    pub(super) callee_span: Span,
    pub(super) arguments_span: Span,
}

impl<'a> Reader<'a> {
    pub(super) fn call(&mut self, it: &'a ast::ExprCall, span: Span) -> Value {
        if let Some(value) = self.super_object(it, span) {
            return value;
        }
        let callee_span = Span::from(it.func.range());
        let (callee, method) = match &*it.func {
            Expr::Attribute(func) => {
                let base = self.expression(&func.value);
                let name = self.out.names.intern(func.attr.as_str());
                let callee = self.attribute(base, name, callee_span);
                let is_path = matches!(self.kind(callee), Kind::Imported(_));
                (callee, (!is_path).then_some((base, name)))
            }
            func => (self.expression(func), None),
        };
        let arguments = self.arguments(&it.arguments);
        let arguments_span = Span::from(it.arguments.range);
        self.apply(callee, Site { method, arguments, span, callee_span, arguments_span }, 8)
    }

    /// `super()`
    fn super_object(&mut self, it: &'a ast::ExprCall, span: Span) -> Option<Value> {
        if !matches!(&*it.func, Expr::Name(name) if name.id.as_str() == "super") {
            return None;
        }
        let frame = self.frames.last()?;
        let (class, receiver) = (frame.class?, frame.receiver?);
        Some(self.add(Kind::Super { class, receiver }, span))
    }

    fn arguments(&mut self, arguments: &'a ast::Arguments) -> Vec<Argument> {
        let mut found = Vec::with_capacity(arguments.args.len() + arguments.keywords.len());
        for argument in &arguments.args {
            let span = Span::from(argument.range());
            if let Expr::Starred(starred) = argument {
                let value = self.expression(&starred.value);
                self.spread(&mut found, value, span);
            } else {
                let value = self.expression(argument);
                found.push(Argument { name: None, value, span, spread: Spread::Written });
            }
        }
        for keyword in &arguments.keywords {
            let span = Span::from(keyword.value.range());
            let value = self.expression(&keyword.value);
            match &keyword.arg {
                Some(name) => {
                    let name = Some(self.out.names.intern(name.as_str()));
                    found.push(Argument { name, value, span, spread: Spread::Written });
                }
                None => self.spread_named(&mut found, value, span),
            }
        }
        found
    }

    fn spread(&mut self, found: &mut Vec<Argument>, value: Value, span: Span) {
        let content = self.out.object(value);
        match self.kind(content) {
            Kind::Tuple(items) | Kind::List(items) => {
                let taken = items.iter().map(|&value| Argument {
                    name: None,
                    value,
                    span: self.out.span(value),
                    spread: Spread::Taken,
                });
                found.extend(taken);
            }
            _ => found.push(Argument { name: None, value, span, spread: Spread::Positional }),
        }
    }

    fn spread_named(&mut self, found: &mut Vec<Argument>, value: Value, span: Span) {
        let value = self.out.object(value);
        if let Kind::Dict(entries) = self.kind(value).clone() {
            let named = |key| if let Kind::Text(name) = *self.kind(key) { Some(name) } else { None };
            if entries.iter().all(|(key, _)| named(*key).is_some()) {
                found.extend(entries.iter().map(|&(key, value)| Argument {
                    name: named(key),
                    value,
                    span: self.out.span(value),
                    spread: Spread::Taken,
                }));
                return;
            }
        }
        found.push(Argument { name: None, value, span, spread: Spread::Named });
    }

    /// Calls what `callee` is; each of its arms where there are several things that are known.
    pub(super) fn apply(&mut self, callee: Value, site: Site, arms: u32) -> Value {
        let object = self.out.object(callee);
        if arms > 0
            && let Some(place) = site.arguments.iter().position(|argument| self.is_open_dict(argument))
        {
            return self.apply_with_arms(callee, site, place, arms - 1);
        }
        match self.kind(object).clone() {
            Kind::Unbound => object,
            Kind::Function(function) => self.invoke(function, None, callee, site),
            Kind::Method { function, receiver } => self.invoke(function, Some(receiver), callee, site),
            Kind::Class(class) => self.construct(class, callee, site),
            Kind::Conditional { test, then, otherwise } if arms > 0 => {
                self.apply_arms(test, then, otherwise, site, arms - 1)
            }
            Kind::Imported(path) => {
                let path = self.out.names.shared(path);
                self.known(&path, callee, site)
            }
            Kind::Attribute { base, name } => {
                let name = self.out.names.shared(name);
                self.known_method(base, &name, callee, site)
            }
            Kind::Call(id) => self.apply_object(id, object, callee, site, arms),
            _ => self.unknown_call(callee, site),
        }
    }

    /// Calls what a call gave: a `partial`, or an object of a class with `__call__`.
    fn apply_object(&mut self, id: CallId, object: Value, callee: Value, site: Site, arms: u32) -> Value {
        let maker = &self.out.calls[id.index()];
        let (maker_callee, first) = (maker.callee, maker.arguments.first().map(|argument| argument.value));
        match self.kind(maker_callee) {
            Kind::Imported(path) if arms > 0 && self.out.name(*path) == "functools.partial" => {
                let Some(inner) = first else { return self.unknown_call(callee, site) };
                let mut arguments = self.out.calls[id.index()].arguments[1..].to_vec();
                let given =
                    |argument: &Argument| site.arguments.iter().any(|it| it.name.is_some() && it.name == argument.name);
                arguments.retain(|argument| !given(argument));
                arguments.extend(site.arguments.iter().cloned());
                // Arguments by position come first.
                arguments.sort_by_key(|argument| argument.name.is_some());
                self.apply(inner, Site { arguments, ..site }, arms - 1)
            }
            Kind::Class(class) => match self.class_attribute(*class, self.words.call, 0).map(|it| self.kind(it)) {
                Some(&Kind::Function(function)) => self.invoke(function, Some(object), callee, site),
                _ => self.unknown_call(callee, site),
            },
            _ => self.unknown_call(callee, site),
        }
    }

    /// Whether an argument is `**` of a dict with arms.
    fn is_open_dict(&self, argument: &Argument) -> bool {
        let Kind::Conditional { then, otherwise, .. } = *self.kind(argument.value) else { return false };
        let known = |value| matches!(self.kind(value), Kind::Dict(_) | Kind::Conditional { .. });
        argument.spread == Spread::Named && known(self.out.object(then)) && known(self.out.object(otherwise))
    }

    /// A call whose `**` argument has arms is a call for each of them.
    fn apply_with_arms(&mut self, callee: Value, site: Site, place: usize, arms: u32) -> Value {
        let argument = site.arguments[place].clone();
        let Kind::Conditional { test, then, otherwise } = *self.kind(argument.value) else {
            return self.unknown_call(callee, site);
        };
        let with = |reader: &mut Self, value: Value| {
            let mut given = Vec::new();
            reader.spread_named(&mut given, value, argument.span);
            let mut site = site.clone();
            site.arguments.splice(place..=place, given);
            reader.apply(callee, site, arms)
        };
        let known = self.out.conditions(self.context);
        match self.out.truth_under(test, &known) {
            Some(holds) => with(self, if holds { then } else { otherwise }),
            None => self.both(test, |reader| with(reader, then), |reader| with(reader, otherwise)),
        }
    }

    fn apply_arms(&mut self, test: Value, then: Value, otherwise: Value, site: Site, arms: u32) -> Value {
        let known = self.out.conditions(self.context);
        match self.out.truth_under(test, &known) {
            Some(holds) => self.apply(if holds { then } else { otherwise }, site, arms),
            None => self.both(
                test,
                |reader| reader.apply(then, site.clone(), arms),
                |reader| reader.apply(otherwise, site.clone(), arms),
            ),
        }
    }

    /// Notes a call and gives its result; `event` says whether something happens by it.
    pub(super) fn record(&mut self, callee: Value, site: Site, event: bool) -> (CallId, Value) {
        let id = CallId(u32::try_from(self.out.calls.len()).unwrap_or(u32::MAX));
        let value = self.add(Kind::Call(id), site.span);
        self.out.calls.push(Call {
            callee,
            method: site.method,
            arguments: site.arguments,
            span: site.span,
            callee_span: site.callee_span,
            arguments_span: site.arguments_span,
            context: self.context,
            inlined: None,
            name: None,
            value,
        });
        if event {
            self.event(EventKind::Call(id), site.span);
        }
        (id, value)
    }

    /// A call of something that the text does not say: functions that it is handed may be run by it.
    pub(super) fn unknown_call(&mut self, callee: Value, site: Site) -> Value {
        let (id, value) = self.record(callee, site, true);
        self.callbacks(id);
        value
    }
}
