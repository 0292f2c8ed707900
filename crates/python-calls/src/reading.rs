//! What a text says, and what can be asked of it.

use crate::model::{
    Argument, Call, Carried, Class, Comment, Context, Event, EventKind, Function, Loop, Mistake, Spread,
};
use crate::names::{Name, Names};
use crate::span::Span;
use crate::uses::Uses;
use crate::value::{CallId, CarriedId, ClassId, ContextId, FunctionId, Kind, LoopId, Value, Values};

/// What a text says. Made by [`read`](crate::read()), which never fails.
#[derive(Debug)]
pub struct Reading {
    pub(crate) text: String,
    pub(crate) names: Names,
    pub(crate) values: Values,
    pub(crate) calls: Vec<Call>,
    pub(crate) loops: Vec<Loop>,
    pub(crate) carried: Vec<Carried>,
    pub(crate) contexts: Vec<(Context, ContextId)>,
    pub(crate) events: Vec<Event>,
    pub(crate) functions: Vec<Function>,
    pub(crate) classes: Vec<Class>,
    pub(crate) defaults: rustc_hash::FxHashMap<Value, Value>,
    pub(crate) asked: Vec<Asked>,
    pub(crate) partials: rustc_hash::FxHashMap<CallId, (FunctionId, Value)>,
    pub(crate) comments: Vec<Comment>,
    pub(crate) mistakes: Vec<Mistake>,
    pub(crate) not_followed: Option<Span>,
    pub(crate) uses: Uses,
}

/// What a method of an object gives that its base class asks for it.
#[derive(Debug)]
pub(crate) struct Asked {
    pub(crate) object: Value,
    pub(crate) method: Name,
    pub(crate) value: Value,
    /// The events from its call on.
    pub(crate) since: usize,
    /// The attribute that changes from one time to the next.
    pub(crate) changes: Name,
}

impl Reading {
    /// The text that was read.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What a value is.
    pub fn kind(&self, value: Value) -> &Kind {
        self.values.kind(value)
    }

    /// Where a value comes from: the literal or expression in the text. A value that is the same at several places
    /// (`args.lr`, `len(loader)`) has the first of them.
    pub fn span(&self, value: Value) -> Span {
        self.values.node(value).span
    }

    /// The text of a name.
    pub fn name(&self, name: Name) -> &str {
        self.names.get(name)
    }

    /// What happened, in order. What follows from a call of a function of the text follows that call.
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// All calls, in the order in which they were made.
    pub fn calls(&self) -> impl Iterator<Item = (CallId, &Call)> {
        (0..).map(CallId).zip(&self.calls)
    }

    /// A call.
    pub fn call(&self, call: CallId) -> &Call {
        &self.calls[call.index()]
    }

    /// The value that a call gave: what [`Kind::Call`] of it is.
    pub fn result(&self, call: CallId) -> Value {
        self.call(call).value
    }

    /// All loops.
    pub fn loops(&self) -> impl Iterator<Item = (LoopId, &Loop)> {
        (0..).map(LoopId).zip(&self.loops)
    }

    /// A loop.
    pub fn loop_(&self, id: LoopId) -> &Loop {
        &self.loops[id.index()]
    }

    /// A variable that a loop hands on.
    pub fn carried(&self, id: CarriedId) -> &Carried {
        &self.carried[id.index()]
    }

    /// All variables that a loop hands on.
    pub fn carried_by(&self, over: LoopId) -> impl Iterator<Item = (CarriedId, &Carried)> {
        (0..).map(CarriedId).zip(&self.carried).filter(move |(_, carried)| carried.over == over)
    }

    /// A function.
    pub fn function(&self, id: FunctionId) -> &Function {
        &self.functions[id.index()]
    }

    /// A class.
    pub fn class(&self, id: ClassId) -> &Class {
        &self.classes[id.index()]
    }

    /// One frame.
    pub fn context(&self, id: ContextId) -> &Context {
        &self.contexts[id.index()].0
    }

    /// The frame around this one; none around [`Context::Module`] and [`Context::Entry`].
    pub fn parent(&self, id: ContextId) -> Option<ContextId> {
        let parent = self.contexts[id.index()].1;
        (parent != id).then_some(parent)
    }

    /// The frames from the outermost to this one.
    pub fn frames(&self, id: ContextId) -> Vec<(ContextId, &Context)> {
        let mut frames = vec![(id, self.context(id))];
        let mut at = id;
        while let Some(parent) = self.parent(at) {
            frames.push((parent, self.context(parent)));
            at = parent;
        }
        frames.reverse();
        frames
    }

    /// The loops around a context, the outermost first. A comprehension counts.
    pub fn loops_around(&self, id: ContextId) -> Vec<LoopId> {
        let frames = self.frames(id).into_iter();
        frames.filter_map(|(_, frame)| if let Context::Loop(id) = frame { Some(*id) } else { None }).collect()
    }

    /// The conditions around a context, the outermost first: tests and how they came out.
    pub fn conditions(&self, id: ContextId) -> Vec<(Value, bool)> {
        let frames = self.frames(id).into_iter();
        frames
            .filter_map(
                |(_, frame)| if let Context::When { test, holds, .. } = *frame { Some((test, holds)) } else { None },
            )
            .collect()
    }

    /// Whether `inner` is `outer` or lies in it.
    pub fn is_within(&self, inner: ContextId, outer: ContextId) -> bool {
        let mut at = inner;
        while at != outer {
            let Some(parent) = self.parent(at) else { return false };
            at = parent;
        }
        true
    }

    /// The comments, in order.
    pub fn comments(&self) -> &[Comment] {
        &self.comments
    }

    /// What the parser could not read; everything else was read all the same.
    pub fn mistakes(&self) -> &[Mistake] {
        &self.mistakes
    }

    /// Whether everything was followed. A text that calls its functions more often than the budget allows is
    /// followed only so far: calls beyond it are events, but nothing is known of what happens in them. What stands in
    /// more than 220 frames is not followed either.
    pub fn is_complete(&self) -> bool {
        self.not_followed.is_none()
    }

    /// Where the first statement, expression or call stands that was not followed: the start of a text that is too long.
    pub fn not_followed(&self) -> Option<Span> {
        self.not_followed
    }

    /// The default of a value that whoever runs the script may set: of an `argparse` argument, an option, a field of a
    /// dataclass that is read from the command line, a parameter, `config.get("lr", 0.1)`.
    pub fn default(&self, value: Value) -> Option<Value> {
        match self.kind(value) {
            Kind::Parameter { default, .. } => *default,
            _ => self.defaults.get(&value).copied(),
        }
    }

    /// The function of a `functools.partial` that was handed to a call, and what it gives: in terms of
    /// [`Kind::Input`] of the parameters that the `partial` leaves open.
    pub fn partial(&self, call: CallId) -> Option<(FunctionId, Value)> {
        self.partials.get(&call).copied()
    }

    /// Whether the base class of an object's class asks `method` of it.
    pub fn asks(&self, object: Value, method: &str) -> bool {
        let object = self.object(object);
        self.asked.iter().any(|asked| asked.object == object && self.name(asked.method) == method)
    }

    /// What `method` of an object gives whenever the base class of its class asks, in terms of the attributes that the
    /// base class keeps: of `get_lr`, in terms of `last_epoch`. Nothing where it depends on an attribute that the text
    /// changes later, or that the method itself does.
    pub fn answer(&self, object: Value, method: &str) -> Option<Value> {
        let object = self.object(object);
        let asked = self.asked.iter().find(|asked| asked.object == object && self.name(asked.method) == method)?;
        let changed = self.events[asked.since..].iter().any(|event| match event.kind {
            EventKind::SetAttribute { base, name, .. } => self.object(base) == object && name != asked.changes,
            _ => false,
        });
        (!changed).then_some(asked.value)
    }

    /// The dotted path of what a value names: `torch.optim.Adam`, `builtins.range`. For a name out of several star
    /// imports, that of the last one; see [`Reading::paths`].
    pub fn path(&self, value: Value) -> Option<String> {
        self.paths(value).pop()
    }

    /// All dotted paths that a value may name, the likeliest last.
    pub fn paths(&self, value: Value) -> Vec<String> {
        match self.kind(value) {
            Kind::Imported(path) => vec![self.name(*path).to_string()],
            Kind::Starred { name, modules } => {
                modules.iter().map(|module| format!("{}.{}", self.name(*module), self.name(*name))).collect()
            }
            Kind::Attribute { base, name } => {
                let name = self.name(*name);
                match self.kind(*base) {
                    Kind::Starred { .. } => self.paths(*base).iter().map(|path| format!("{path}.{name}")).collect(),
                    _ => Vec::new(),
                }
            }
            _ => Vec::new(),
        }
    }

    /// The argument of a call by the name of the parameter, or else by its position, `self` not counted.
    pub fn argument<'a>(&self, call: &'a Call, name: &str, position: Option<usize>) -> Option<&'a Argument> {
        let named = call.arguments.iter().find(|argument| argument.name.is_some_and(|it| self.name(it) == name));
        named.or_else(|| {
            let position = position?;
            let mut positional = call.arguments.iter().filter(|argument| argument.name.is_none());
            // What stands after an open `*args` has no known position.
            let before = positional.clone().take_while(|argument| argument.spread != Spread::Positional).count();
            if position < before { positional.nth(position) } else { None }
        })
    }

    /// The object behind a value: without [`Kind::Through`], without [`Kind::Carried`] that nothing changes, and
    /// without [`Kind::After`].
    pub fn object(&self, value: Value) -> Value {
        let mut value = value;
        loop {
            value = match *self.kind(value) {
                Kind::Through { object, .. } => object,
                Kind::After { value: inner, .. } => inner,
                Kind::Carried(id) if self.is_unchanged(id) => self.carried(id).start,
                _ => return value,
            }
        }
    }

    /// Whether a loop leaves a variable as it was.
    pub fn is_unchanged(&self, id: CarriedId) -> bool {
        self.carried(id).end.is_some_and(|end| *self.kind(end) == Kind::Carried(id))
    }

    /// The values that a value may be, each with the tests that decide and how they come out, in the order of the
    /// text. At most 64.
    pub fn arms(&self, value: Value) -> Vec<(Vec<(Value, bool)>, Value)> {
        let mut arms = Vec::new();
        let mut open = vec![(Vec::new(), value)];
        while let Some((tests, value)) = open.pop() {
            let value = self.object(value);
            match *self.kind(value) {
                Kind::Conditional { test, then, otherwise } if arms.len() + open.len() < 63 => {
                    let known = tests.iter().find(|(it, _)| self.is_same(*it, test)).map(|(_, holds)| *holds);
                    for (holds, arm) in [(false, otherwise), (true, then)] {
                        if known.is_none_or(|known| known == holds) {
                            let mut tests: Vec<_> = tests.clone();
                            if known.is_none() {
                                tests.push((test, holds));
                            }
                            open.push((tests, arm));
                        }
                    }
                }
                _ => arms.push((tests, value)),
            }
        }
        arms
    }

    /// A value where these tests come out so: its arm, if they say which.
    pub fn under(&self, value: Value, tests: &[(Value, bool)]) -> Value {
        let mut value = value;
        while let Kind::Conditional { test, then, otherwise } = *self.kind(value) {
            match self.truth_under(test, tests) {
                Some(true) => value = then,
                Some(false) => value = otherwise,
                None => break,
            }
        }
        value
    }

    /// Whether a test holds where these do: one of them, its opposite, or an `and`, `or`, `not` of them; a comparison
    /// of the same thing with another string or number; or a fact of its own (`0 < 1`, `object is None`).
    pub fn truth_under(&self, test: Value, tests: &[(Value, bool)]) -> Option<bool> {
        crate::truth::truth(self, test, tests)
    }

    /// Whether two values are the same thing wherever they are written: the same object, the same parameter, equal
    /// numbers, the same arithmetic of the same things.
    pub fn is_same(&self, a: Value, b: Value) -> bool {
        crate::truth::is_same(self, a, b)
    }

    /// Whether `part` is `value` or a part of it: what tells that an object is in a list, a dict or an arm.
    pub fn has_part(&self, value: Value, part: Value) -> bool {
        let part = self.object(part);
        self.look_for(value, |object| object == part)
    }

    /// The objects that [`Reading::has_part`] finds in a value, in no order, some of them more than once.
    pub fn objects_in(&self, value: Value) -> Vec<Value> {
        let mut found = Vec::new();
        self.look_for(value, |object| {
            found.push(object);
            false
        });
        found
    }

    /// Whether one of the objects in a value is the one that is looked for.
    fn look_for(&self, value: Value, mut is_it: impl FnMut(Value) -> bool) -> bool {
        let mut open = vec![value];
        let mut seen = rustc_hash::FxHashSet::default();
        while let Some(value) = open.pop() {
            if is_it(self.object(value)) {
                return true;
            }
            match self.kind(value) {
                Kind::Attribute { .. } | Kind::Item { .. } | Kind::Length(_) | Kind::Binary(..) | Kind::Call(_) => {}
                _ if !seen.insert(value) => {}
                Kind::Carried(id) => {
                    let carried = self.carried(*id);
                    open.extend(carried.end.into_iter().chain([carried.start]));
                }
                kind => kind.parts(|part| open.push(part)),
            }
        }
        false
    }
}
