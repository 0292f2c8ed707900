//! Functions and methods of the text, followed where they are called; objects of its classes.

use super::call::Site;
use super::define::every_parameter;
use super::state::Owner;
use super::{Body, DEEPEST_CALL, Flow, Handler, Reader};
use crate::model::{Argument, Context, EventKind, Spread};
use crate::names::Name;
use crate::span::Span;
use crate::value::{CallId, ClassId, FunctionId, Kind, Shared, Value};

/// A call of a generator, to be followed by the loop that goes through it.
#[derive(Debug, Clone)]
pub(super) struct Bound {
    pub(super) function: FunctionId,
    pub(super) receiver: Option<Value>,
}

/// Where the parameters of a function come from that no call gives a value.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Missing {
    /// It is called: its defaults count.
    Default,
    /// Whoever runs the script gives them.
    Parameter,
    /// Whatever it was handed to gives them.
    Input,
}

impl<'a> Reader<'a> {
    /// Calls a function of the text: its body happens here.
    pub(super) fn invoke(&mut self, function: FunctionId, receiver: Option<Value>, callee: Value, site: Site) -> Value {
        let definition = &self.definitions[function.index()];
        let (start, is_generator) = (definition.start, definition.is_generator);
        if is_generator {
            let (id, value) = self.record(callee, site, true);
            self.generators.insert(id, Bound { function, receiver });
            return value;
        }
        if self.frames.len() > DEEPEST_CALL || self.is_on_stack(start) || !self.spend(site.span) {
            return self.unknown_call(callee, site);
        }
        let arguments = site.arguments.clone();
        let (id, value) = self.record(callee, site, true);
        self.out.calls[id.index()].inlined = Some(function);
        let outer = self.context;
        self.enter(Context::Call(id));
        let result = self.run(function, receiver, &arguments, Missing::Default, None);
        self.context = outer;
        match *self.kind(result) {
            // It gives nothing: the call stands for itself.
            Kind::None => value,
            _ => result,
        }
    }

    /// Follows the body of a function in a scope of its own; gives its result.
    fn run(
        &mut self,
        function: FunctionId,
        receiver: Option<Value>,
        arguments: &[Argument],
        missing: Missing,
        handler: Option<Handler<'a>>,
    ) -> Value {
        let definition = self.definitions[function.index()].clone();
        self.visited.insert(definition.start);
        let first = self.definitions.len();
        let owner = self.new_scope(Some(definition.scope));
        self.push_frame(owner, Some(function), receiver);
        if let Some(frame) = self.frames.last_mut() {
            frame.handler = handler;
        }
        self.bind_parameters(function, receiver, arguments, missing);
        let base = self.context;
        if let Some(frame) = self.frames.last_mut() {
            frame.mark = self.state.mark();
            frame.base = base;
        }
        let flow = match definition.body {
            Body::Block(body) => self.block(body),
            Body::Expression(body) => {
                let value = self.expression(body);
                self.exit(value);
                Flow::Return
            }
        };
        self.run_decorated(first);
        self.context = base;
        let exits = self.frames.pop().map(|frame| frame.exits).unwrap_or_default();
        self.fold_exits(exits, base, flow == Flow::Next)
    }

    fn bind_parameters(
        &mut self,
        function: FunctionId,
        receiver: Option<Value>,
        arguments: &[Argument],
        missing: Missing,
    ) {
        let definition = self.definitions[function.index()].clone();
        let Some(parameters) = definition.parameters else { return };
        let owner = self.owner();
        let mut positional: Vec<Value> = receiver.into_iter().collect();
        let mut open = false;
        for argument in arguments.iter().filter(|argument| argument.name.is_none()) {
            match argument.spread {
                Spread::Positional | Spread::Named => open = true,
                _ if open => {}
                _ => positional.push(argument.value),
            }
        }
        let by_position = parameters.posonlyargs.len() + parameters.args.len();
        let mut taken: Vec<Name> = Vec::new();
        for (place, parameter) in every_parameter(parameters).enumerate() {
            let name = self.out.names.intern(parameter.parameter.name.as_str());
            let span = Span::from(parameter.parameter.name.range);
            let by_name = arguments.iter().find(|argument| argument.name == Some(name)).map(|argument| argument.value);
            let given = positional.get(place).copied().filter(|_| place < by_position).or(by_name);
            let value = given.unwrap_or_else(|| {
                let missing = if open { Missing::Parameter } else { missing };
                self.missing(function, name, place, missing, span)
            });
            taken.push(name);
            // What is made there has no name yet; an object's own name is never `self`.
            if parameter.parameter.name.as_str() != "self" {
                self.give_name(value, span, 0);
            }
            self.state.set((owner, name), value);
        }
        if let Some(parameter) = &parameters.vararg {
            let name = self.out.names.intern(parameter.name.as_str());
            let rest = positional.get(by_position..).unwrap_or_default().to_vec();
            let span = Span::from(parameter.range);
            let known = missing == Missing::Default && !open;
            let value = if known { self.add(Kind::Tuple(rest), span) } else { self.unknown(span) };
            self.state.set((owner, name), value);
        }
        if let Some(parameter) = &parameters.kwarg {
            self.bind_rest(owner, parameter, arguments, &taken, missing);
        }
    }

    /// `**kwargs` of a function.
    fn bind_rest(
        &mut self,
        owner: Owner,
        parameter: &ruff_python_ast::Parameter,
        arguments: &[Argument],
        taken: &[Name],
        missing: Missing,
    ) {
        let span = Span::from(parameter.range);
        let name = self.out.names.intern(parameter.name.as_str());
        let open = arguments.iter().any(|argument| argument.spread == Spread::Named);
        let mut entries = Vec::new();
        for argument in arguments {
            if let Some(key) = argument.name.filter(|name| !taken.contains(name)) {
                let key = self.add(Kind::Text(key), argument.span);
                entries.push((key, argument.value));
            }
        }
        let value = if missing == Missing::Default && !open {
            self.add(Kind::Dict(entries), span)
        } else {
            self.out.values.share(Shared::Free(name), span, || Kind::Free(name))
        };
        self.state.set((owner, name), value);
    }

    fn missing(&mut self, function: FunctionId, name: Name, place: usize, missing: Missing, span: Span) -> Value {
        let definition = &self.definitions[function.index()];
        let option = definition.options.get(&name).copied();
        let default = option.or_else(|| definition.defaults.get(&name).copied());
        if missing == Missing::Input {
            let index = u32::try_from(place).unwrap_or(u32::MAX);
            return match default {
                // `lambda step, s=s: …` captures a value.
                Some(default) => default,
                None => self.add(Kind::Input { function, index, name }, span),
            };
        }
        if let (Missing::Default, Some(default), None) = (missing, default, option)
            && self.field_default(default) == Some(default)
        {
            return default;
        }
        let default = default.and_then(|default| self.field_default(default));
        let key = Shared::Parameter(function, name);
        self.out.values.share(key, span, || Kind::Parameter { name, function, default })
    }

    /// Makes an object of a class of the text.
    pub(super) fn construct(&mut self, class: ClassId, callee: Value, site: Site) -> Value {
        let arguments = site.arguments.clone();
        let (id, value) = self.record(callee, site, true);
        self.initialize(class, id, value, &arguments, Missing::Default);
        value
    }

    fn initialize(&mut self, class: ClassId, id: CallId, object: Value, arguments: &[Argument], missing: Missing) {
        let init = self.class_attribute(class, self.words.init, 0);
        if let Some(&Kind::Function(function)) = init.map(|init| self.kind(init)) {
            let start = self.definitions[function.index()].start;
            if self.frames.len() > DEEPEST_CALL || self.is_on_stack(start) || !self.spend(self.out.call(id).span) {
                return;
            }
            self.out.calls[id.index()].inlined = Some(function);
            let outer = self.context;
            self.enter(Context::Call(id));
            self.run(function, Some(object), arguments, missing, None);
            self.context = outer;
            self.ended = false;
            return self.ask(class, object);
        }
        let fields = self.fields(class, 0);
        let mut places = fields.iter();
        for argument in arguments {
            let field = match argument.name {
                Some(name) => Some(name),
                None => places.next().copied(),
            };
            if let Some(field) = field.filter(|field| fields.contains(field)) {
                self.state.set((Owner::Object(object), field), argument.value);
            }
        }
        self.ask(class, object);
    }

    /// What a method without arguments gives.
    pub(super) fn answer(&mut self, function: FunctionId, object: Value) -> Value {
        self.run(function, Some(object), &[], Missing::Input, None)
    }

    pub(super) fn property(&mut self, found: Value, object: Value, span: Span) -> Value {
        let Kind::Function(function) = *self.kind(found) else { return found };
        let site = Site { method: None, arguments: Vec::new(), span, callee_span: span, arguments_span: span };
        self.invoke(function, Some(object), found, site)
    }

    /// Runs the functions of the text that a call was handed.
    pub(super) fn callbacks(&mut self, call: CallId) {
        let arguments = self.out.calls[call.index()].arguments.clone();
        let runner = self.out.path(self.out.calls[call.index()].callee).unwrap_or_default();
        let args = arguments.iter().find(|it| it.name.is_some_and(|it| self.out.name(it) == "args"));
        let given: Vec<Argument> = args.map_or_else(Vec::new, |args| {
            let content = self.out.object(args.value);
            let items = match self.kind(content) {
                Kind::Tuple(items) | Kind::List(items) => items.as_slice(),
                _ => &[],
            };
            let argument = |&value: &Value| Argument { name: None, value, span: args.span, spread: Spread::Taken };
            items.iter().map(argument).collect()
        });
        for argument in &arguments {
            match *self.kind(argument.value) {
                Kind::Function(function) => {
                    let command = ["fire.Fire", "typer.run", "tyro.cli", "jsonargparse.CLI"].contains(&runner.as_str());
                    if command {
                        self.entry(function, None);
                    } else if runner.ends_with("spawn") && !given.is_empty() {
                        self.spawned(function, call, &given);
                    } else {
                        self.callback(function, None, call, &given);
                    }
                }
                Kind::Method { function, receiver } => self.callback(function, Some(receiver), call, &given),
                Kind::Call(partial) => self.partial(partial, call),
                _ => {}
            }
        }
    }

    /// A `partial` of a function that something else runs.
    fn partial(&mut self, partial: CallId, call: CallId) {
        let made = &self.out.calls[partial.index()];
        if self.out.path(made.callee).as_deref() != Some("functools.partial")
            || self.out.partials.contains_key(&partial)
        {
            return;
        }
        let Some((first, given)) = made.arguments.split_first() else { return };
        let (function, receiver) = match *self.kind(first.value) {
            Kind::Function(function) => (function, None),
            Kind::Method { function, receiver } => (function, Some(receiver)),
            _ => return,
        };
        let given = given.to_vec();
        if let Some(result) = self.follow(function, receiver, call, &given) {
            self.out.partials.insert(partial, (function, result));
        }
    }

    /// A function that is run by several processes: the number of the process comes first.
    fn spawned(&mut self, function: FunctionId, call: CallId, given: &[Argument]) {
        let rank = self.out.names.intern("rank");
        let span = self.out.functions[function.index()].span;
        let value = self.add(Kind::Input { function, index: 0, name: rank }, span);
        let rank = Argument { name: None, value, span, spread: Spread::Taken };
        let given = [&[rank], given].concat();
        self.callback(function, None, call, &given);
    }

    /// Follows a function that something else runs.
    pub(super) fn callback(&mut self, function: FunctionId, receiver: Option<Value>, call: CallId, given: &[Argument]) {
        let Some(result) = self.follow(function, receiver, call, given) else { return };
        let function = &mut self.out.functions[function.index()];
        function.result = function.result.or(Some(result));
    }

    fn follow(
        &mut self,
        function: FunctionId,
        receiver: Option<Value>,
        call: CallId,
        given: &[Argument],
    ) -> Option<Value> {
        let start = self.definitions[function.index()].start;
        if self.frames.len() > DEEPEST_CALL || self.is_on_stack(start) || !self.spend(self.out.call(call).span) {
            return None;
        }
        let outer = self.context;
        self.enter(Context::Callback(function, call));
        let ended = std::mem::take(&mut self.ended);
        let result = self.run(function, receiver, given, Missing::Input, None);
        self.ended = ended;
        self.context = outer;
        Some(result)
    }

    /// Follows a generator for the loop that goes through it.
    pub(super) fn run_generator(&mut self, call: CallId, bound: &Bound, handler: Handler<'a>) {
        let start = self.definitions[bound.function.index()].start;
        if self.frames.len() > DEEPEST_CALL || self.is_on_stack(start) || !self.spend(self.out.call(call).span) {
            return;
        }
        let arguments = self.out.calls[call.index()].arguments.clone();
        self.out.calls[call.index()].inlined = Some(bound.function);
        let outer = self.context;
        self.enter(Context::Call(call));
        self.run(bound.function, bound.receiver, &arguments, Missing::Default, Some(handler));
        self.context = outer;
    }

    /// Follows what nothing in the text calls: first what nothing in it even names.
    pub(super) fn entries(&mut self) {
        for all in [false, true] {
            let mut at = 0;
            while at < self.definitions.len() {
                let id = FunctionId(u32::try_from(at).unwrap_or(u32::MAX));
                at += 1;
                let definition = &self.definitions[id.index()];
                let lambda = matches!(definition.body, Body::Expression(_));
                let waits = !all && self.survey.referenced.contains(&definition.start);
                if lambda || waits || self.visited.contains(&definition.start) {
                    continue;
                }
                match definition.class {
                    Some(class) if self.class_bodies[class.index()].top => self.method_entry(class, id),
                    Some(_) => {}
                    None if definition.scope == Owner::Scope(0) => self.entry(id, None),
                    None => {}
                }
            }
        }
    }

    fn method_entry(&mut self, class: ClassId, function: FunctionId) {
        let start = self.definitions[function.index()].start;
        let object = self.object_of(class);
        // Its constructor may be the very method, or have called it.
        if !self.visited.contains(&start) {
            let receiver = if self.definitions[function.index()].is_static { None } else { Some(object) };
            self.entry(function, receiver);
        }
    }

    /// The first object of a class that the text makes; or one that whoever uses the script makes.
    fn object_of(&mut self, class: ClassId) -> Value {
        let callee = self.class_bodies[class.index()].value;
        if let Some(call) = self.out.calls.iter().find(|call| call.callee == callee) {
            return call.value;
        }
        let derived = self.out.calls.iter().find(|call| match *self.out.kind(call.callee) {
            Kind::Class(other) => self.out.classes[other.index()].bases.contains(&callee),
            _ => false,
        });
        if let Some(call) = derived {
            return call.value;
        }
        let span = self.out.classes[class.index()].span;
        self.enter_alone(Context::Module);
        let at = Span { start: span.start, end: span.start };
        let site = Site { method: None, arguments: Vec::new(), span: at, callee_span: at, arguments_span: at };
        let (id, object) = self.record(callee, site, true);
        self.out.calls[id.index()].name = Some(self.out.names.intern("self"));
        self.set_open(object);
        self.initialize(class, id, object, &[], Missing::Parameter);
        object
    }

    pub(super) fn entry(&mut self, function: FunctionId, receiver: Option<Value>) {
        if self.frames.len() > DEEPEST_CALL || !self.spend(self.out.functions[function.index()].span) {
            return;
        }
        let outer = self.context;
        self.enter_alone(Context::Entry(function));
        let result = self.run(function, receiver, &[], Missing::Parameter, None);
        self.context = outer;
        self.ended = false;
        let span = self.out.functions[function.index()].span;
        if *self.kind(result) != Kind::None && matches!(self.definitions[function.index()].body, Body::Expression(_)) {
            self.event(EventKind::Return(Some(result)), span);
        }
    }
}
