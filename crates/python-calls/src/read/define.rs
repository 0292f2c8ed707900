//! Functions and classes of the text, where they are defined.

use ruff_python_ast::{self as ast, Expr, ParameterWithDefault, Parameters};
use ruff_text_size::Ranged;
use rustc_hash::FxHashMap;

use super::state::Owner;
use super::{Body, ClassBody, Definition, Reader};
use crate::model::{Class, Function};
use crate::names::Name;
use crate::span::Span;
use crate::value::{ClassId, FunctionId, Kind, Value};

impl<'a> Reader<'a> {
    pub(super) fn define_function(&mut self, it: &'a ast::StmtFunctionDef) {
        let span = Span::from(it.range());
        let mut definition = self.definition(Body::Block(&it.body), Some(&it.parameters), span);
        definition.is_generator = self.survey.generators.contains(&span.start);
        for decorator in &it.decorator_list {
            self.decorate(&mut definition, &decorator.expression);
        }
        let class = definition.class;
        let name = self.out.names.intern(it.name.as_str());
        let value = self.function(name, span, definition);
        self.state.set((self.owner_of(name), name), value);
        if let (Some(class), Kind::Function(function)) = (class, self.kind(value).clone()) {
            self.class_bodies[class.index()].methods.push(function);
        }
    }

    pub(super) fn define_lambda(&mut self, it: &'a ast::ExprLambda, span: Span) -> Value {
        let definition = self.definition(Body::Expression(&it.body), it.parameters.as_deref(), span);
        let name = self.out.names.intern("<lambda>");
        self.function(name, span, Definition { class: None, ..definition })
    }

    fn definition(&mut self, body: Body<'a>, parameters: Option<&'a Parameters>, span: Span) -> Definition<'a> {
        let mut defaults = FxHashMap::default();
        for parameter in parameters.into_iter().flat_map(every_parameter) {
            if let Some(default) = &parameter.default {
                let name = self.out.names.intern(parameter.parameter.name.as_str());
                let value = self.expression(default);
                defaults.insert(name, value);
            }
        }
        let owner = self.owner();
        let class = match owner {
            Owner::Object(value) => match *self.kind(value) {
                Kind::Class(class) => Some(class),
                _ => None,
            },
            Owner::Scope(_) => None,
        };
        // Names of a class are no names in its methods.
        let scope = if class.is_some() { self.scopes.get(&owner).copied().unwrap_or(owner) } else { owner };
        Definition {
            body,
            parameters,
            defaults,
            options: FxHashMap::default(),
            scope,
            class,
            start: span.start,
            is_generator: false,
            is_static: false,
            is_class_method: false,
            is_property: false,
            decorator: None,
        }
    }

    fn decorate(&mut self, definition: &mut Definition<'a>, decorator: &'a Expr) {
        match self.spelled(decorator) {
            "staticmethod" => definition.is_static = true,
            "classmethod" => definition.is_class_method = true,
            "property" | "cached_property" | "functools.cached_property" => definition.is_property = true,
            _ => {
                let value = self.expression(decorator);
                if let Some((name, default)) = self.click_option(value) {
                    if let Some(default) = default {
                        definition.options.insert(name, default);
                    }
                } else if let Kind::Call(id) = *self.kind(value) {
                    // A decorator that an object of the text gives (`@trainer.on(…)`) keeps the function to run it.
                    if self.out.calls[id.index()].method.is_some() {
                        definition.decorator = Some(id);
                    }
                }
            }
        }
    }

    fn function(&mut self, name: Name, span: Span, definition: Definition<'a>) -> Value {
        let id = FunctionId(u32::try_from(self.definitions.len()).unwrap_or(u32::MAX));
        let parameters = definition.parameters.into_iter().flat_map(every_parameter);
        let parameters = parameters.map(|it| self.out.names.intern(it.parameter.name.as_str())).collect();
        self.definitions.push(definition);
        self.out.functions.push(Function { name, span, parameters, result: None });
        self.add(Kind::Function(id), span)
    }

    pub(super) fn define_class(&mut self, it: &'a ast::StmtClassDef) {
        let span = Span::from(it.range());
        for decorator in &it.decorator_list {
            self.expression(&decorator.expression);
        }
        let bases = it.arguments.as_deref().map_or(&[][..], |arguments| &arguments.args);
        let bases: Vec<Value> = bases.iter().map(|base| self.expression(base)).collect();
        let name = self.out.names.intern(it.name.as_str());
        let id = ClassId(u32::try_from(self.class_bodies.len()).unwrap_or(u32::MAX));
        let value = self.add(Kind::Class(id), span);
        self.out.classes.push(Class { name, span, bases });
        let top = self.frames.len() == 1;
        self.class_bodies.push(ClassBody { value, fields: Vec::new(), methods: Vec::new(), top });
        let parent = self.owner();
        let owner = Owner::Object(value);
        self.scopes.insert(owner, parent);
        // The body stands in its class by name alone: nothing of it is a loop or way out of what is around.
        self.push_frame(owner, None, None);
        self.block(&it.body);
        self.frames.pop();
        self.state.set((self.owner_of(name), name), value);
    }

    /// An annotated name in a class is a field of it.
    pub(super) fn note_field(&mut self, target: &'a Expr) {
        if let (Owner::Object(class), Expr::Name(name)) = (self.owner(), target)
            && let Kind::Class(class) = *self.kind(class)
        {
            let name = self.out.names.intern(name.id.as_str());
            let fields = &mut self.class_bodies[class.index()].fields;
            if !fields.contains(&name) {
                fields.push(name);
            }
        }
    }

    /// The fields of a class, those of its bases first.
    pub(super) fn fields(&self, class: ClassId, depth: u32) -> Vec<Name> {
        let mut fields = Vec::new();
        if depth < 8 {
            for &base in &self.out.classes[class.index()].bases {
                if let Kind::Class(base) = *self.kind(base) {
                    fields.extend(self.fields(base, depth + 1));
                }
            }
        }
        for &field in &self.class_bodies[class.index()].fields {
            if !fields.contains(&field) {
                fields.push(field);
            }
        }
        fields
    }

    /// Runs functions that an object keeps by its decorator, of those defined since `first`.
    pub(super) fn run_decorated(&mut self, first: usize) {
        let mut at = first;
        while at < self.definitions.len() {
            let id = FunctionId(u32::try_from(at).unwrap_or(u32::MAX));
            let definition = &self.definitions[at];
            if let (Some(decorator), None, false) =
                (definition.decorator, definition.class, self.visited.contains(&definition.start))
            {
                let method = self.out.call(decorator).method.map(|(_, name)| self.out.name(name).to_string());
                match method.as_deref() {
                    // A command of `typer` or `click`: whoever runs the script gives its parameters.
                    Some("command" | "callback") => self.entry(id, None),
                    _ => self.callback(id, None, decorator, &[]),
                }
            }
            at += 1;
        }
    }

    /// Hands what a generator yields to the body of the loop that goes through it, if one does.
    pub(super) fn hand_to_loop(&mut self, value: Option<Value>, span: Span) -> bool {
        let Some(handler) = self.frames.last().and_then(|frame| frame.handler) else { return false };
        let Some(caller) = self.frames.get(handler.frame) else { return false };
        let (owner, function, receiver, class) = (caller.owner, caller.function, caller.receiver, caller.class);
        let globals = caller.globals.clone();
        let loops = self.frames.last().map(|frame| frame.loops.clone()).unwrap_or_default();
        let outer = self.context;
        self.push_frame(owner, function, receiver);
        if let Some(frame) = self.frames.last_mut() {
            frame.class = class;
            frame.globals = globals;
            frame.loops = loops;
        }
        let value = value.unwrap_or_else(|| self.none(span));
        self.bind(handler.target, value, span, span);
        self.block(handler.body);
        self.frames.pop();
        self.context = outer;
        true
    }

    pub(super) fn is_on_stack(&self, start: u32) -> bool {
        self.frames
            .iter()
            .any(|frame| frame.function.is_some_and(|function| self.definitions[function.index()].start == start))
    }
}

/// The parameters of a function, `*args` and `**kwargs` left out.
pub(super) fn every_parameter(parameters: &Parameters) -> impl Iterator<Item = &ParameterWithDefault> {
    parameters.posonlyargs.iter().chain(&parameters.args).chain(&parameters.kwonlyargs)
}
