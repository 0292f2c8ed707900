//! Follows a text through its program, once, without running it.

mod asked;
mod attribute;
mod branch;
mod call;
mod comprehension;
mod define;
mod expression;
mod inline;
mod iterate;
mod known;
mod loops;
mod options;
mod state;
mod statement;
mod survey;

use std::rc::Rc;

use ruff_python_ast::{Expr, Parameters, Stmt};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::model::{Context, Event, EventKind, Mistake};
use crate::names::Name;
use crate::parse::Parsed;
use crate::reading::Reading;
use crate::span::Span;
use crate::value::{CallId, CarriedId, ClassId, ContextId, FunctionId, Kind, LoopId, Shared, Value};
use options::Options;
use state::{Change, Mark, Owner, State};
use survey::{Store, Survey};

/// How many expressions are looked at in all, and how deeply calls and expressions are followed.
const BUDGET: u32 = 150_000;
const DEEPEST: u32 = 220;
const DEEPEST_CALL: usize = 24;

/// How a block ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Flow {
    Next,
    Return,
    Break,
    Continue,
    Raise,
}

#[derive(Debug, Clone, Copy)]
enum Body<'a> {
    Block(&'a [Stmt]),
    Expression(&'a Expr),
}

/// What is needed to follow a function.
#[derive(Debug, Clone)]
struct Definition<'a> {
    body: Body<'a>,
    parameters: Option<&'a Parameters>,
    defaults: FxHashMap<Name, Value>,
    /// Defaults of `click` options by parameter.
    options: FxHashMap<Name, Value>,
    scope: Owner,
    class: Option<ClassId>,
    start: u32,
    is_generator: bool,
    is_static: bool,
    is_class_method: bool,
    is_property: bool,
    /// The call that decorates it with something of the text's own making.
    decorator: Option<CallId>,
}

#[derive(Debug, Clone, Copy)]
struct Handler<'a> {
    target: &'a Expr,
    body: &'a [Stmt],
    frame: usize,
}

/// A way out of a function.
#[derive(Debug)]
struct Exit {
    context: ContextId,
    value: Value,
    changes: Vec<Change>,
}

#[derive(Debug)]
struct Frame<'a> {
    owner: Owner,
    function: Option<FunctionId>,
    class: Option<ClassId>,
    receiver: Option<Value>,
    globals: FxHashMap<Name, Owner>,
    loops: Vec<LoopId>,
    exits: Vec<Exit>,
    mark: Mark,
    base: ContextId,
    handler: Option<Handler<'a>>,
}

struct Reader<'a> {
    text: &'a str,
    out: Reading,
    state: State,
    survey: Survey,
    definitions: Vec<Definition<'a>>,
    class_bodies: Vec<ClassBody>,
    frames: Vec<Frame<'a>>,
    scopes: FxHashMap<Owner, Owner>,
    next_scope: u32,
    context: ContextId,
    /// How many frames are around each context.
    around: Vec<u32>,
    budget: u32,
    depth: u32,
    /// The program has ended on this way.
    ended: bool,
    stars: Vec<Name>,
    options: Options,
    /// Carried variables that the statement at this place advances.
    advances: FxHashMap<u32, Vec<CarriedId>>,
    stores: FxHashMap<u32, Rc<Vec<Store<'a>>>>,
    visited: FxHashSet<u32>,
    /// The keys of items by their spelling.
    keys: FxHashMap<Name, Value>,
    /// The list or dict whose content at some time a value is.
    roots: FxHashMap<Value, Value>,
    generators: FxHashMap<CallId, inline::Bound>,
    words: Words,
}

#[derive(Debug)]
struct ClassBody {
    value: Value,
    /// Annotated names in order: the fields of a dataclass.
    fields: Vec<Name>,
    methods: Vec<FunctionId>,
    top: bool,
}

/// Names that the reader itself asks for.
struct Words {
    content: Name,
    init: Name,
    call: Name,
}

/// Follows a parsed text.
pub(crate) fn read(text: &str, parsed: &Parsed) -> Reading {
    let mut reader = Reader::new(text, parsed);
    reader.module(&parsed.module);
    reader.entries();
    reader.out
}

/// A text that is not followed at all.
pub(crate) fn unread(text: &str, mistakes: Vec<Mistake>) -> Reading {
    let nothing = read("", &Parsed { mistakes, ..Parsed::default() });
    Reading { text: text.to_string(), not_followed: Some(Span::default()), ..nothing }
}

impl<'a> Reader<'a> {
    fn new(text: &'a str, parsed: &'a Parsed) -> Self {
        let mut out = Reading {
            text: text.to_string(),
            names: crate::names::Names::default(),
            values: crate::value::Values::default(),
            calls: Vec::new(),
            loops: Vec::new(),
            carried: Vec::new(),
            contexts: vec![(Context::Module, ContextId(0))],
            events: Vec::new(),
            functions: Vec::new(),
            classes: Vec::new(),
            defaults: FxHashMap::default(),
            asked: Vec::new(),
            partials: FxHashMap::default(),
            comments: parsed.comments.clone(),
            mistakes: parsed.mistakes.clone(),
            not_followed: None,
            uses: crate::uses::Uses::default(),
        };
        let survey = survey::survey(&mut out.names, text, &parsed.module, &parsed.tokens);
        let words = Words {
            content: out.names.intern("<content>"),
            init: out.names.intern("__init__"),
            call: out.names.intern("__call__"),
        };
        Reader {
            text,
            out,
            state: State::default(),
            survey,
            definitions: Vec::new(),
            class_bodies: Vec::new(),
            frames: Vec::new(),
            scopes: FxHashMap::default(),
            next_scope: 0,
            context: ContextId(0),
            around: vec![0],
            budget: BUDGET,
            depth: 0,
            ended: false,
            stars: Vec::new(),
            options: Options::default(),
            advances: FxHashMap::default(),
            stores: FxHashMap::default(),
            visited: FxHashSet::default(),
            keys: FxHashMap::default(),
            roots: FxHashMap::default(),
            generators: FxHashMap::default(),
            words,
        }
    }

    fn module(&mut self, module: &'a [Stmt]) {
        let owner = self.new_scope(None);
        let name = self.out.names.intern("__name__");
        let main = self.out.names.intern("__main__");
        let main = self.add(Kind::Text(main), Span::default());
        self.state.set((owner, name), main);
        self.push_frame(owner, None, None);
        self.block(module);
        self.ended = false;
        self.run_decorated(0);
    }

    fn new_scope(&mut self, parent: Option<Owner>) -> Owner {
        let owner = Owner::Scope(self.next_scope);
        self.next_scope += 1;
        if let Some(parent) = parent {
            self.scopes.insert(owner, parent);
        }
        owner
    }

    fn push_frame(&mut self, owner: Owner, function: Option<FunctionId>, receiver: Option<Value>) {
        let class = function.and_then(|function| self.definitions[function.index()].class);
        self.frames.push(Frame {
            owner,
            function,
            class,
            receiver,
            globals: FxHashMap::default(),
            loops: Vec::new(),
            exits: Vec::new(),
            mark: self.state.mark(),
            base: self.context,
            handler: None,
        });
    }

    fn owner(&self) -> Owner {
        self.frames.last().map_or(Owner::Scope(0), |frame| frame.owner)
    }

    fn add(&mut self, kind: Kind, span: Span) -> Value {
        self.out.values.add(kind, span)
    }

    fn none(&mut self, span: Span) -> Value {
        self.out.values.share(Shared::None, span, || Kind::None)
    }

    fn unbound(&mut self) -> Value {
        self.out.values.share(Shared::Unbound, Span::default(), || Kind::Unbound)
    }

    fn unknown(&mut self, span: Span) -> Value {
        self.add(Kind::Unknown, span)
    }

    fn imported(&mut self, path: &str, span: Span) -> Value {
        let path = self.out.names.intern(path);
        self.out.values.share(Shared::Imported(path), span, || Kind::Imported(path))
    }

    fn kind(&self, value: Value) -> &Kind {
        self.out.values.kind(value)
    }

    /// One value or the other; no question where they are the same.
    fn conditional(&mut self, test: Value, then: Value, otherwise: Value) -> Value {
        if then == otherwise {
            return then;
        }
        let span = self.out.span(test);
        self.add(Kind::Conditional { test, then, otherwise }, span)
    }

    fn enter(&mut self, context: Context) -> ContextId {
        let id = ContextId(u32::try_from(self.out.contexts.len()).unwrap_or(u32::MAX));
        self.out.contexts.push((context, self.context));
        self.around.push(self.around[self.context.index()] + 1);
        self.context = id;
        id
    }

    /// A frame that stands in no other.
    fn enter_alone(&mut self, context: Context) -> ContextId {
        let id = ContextId(u32::try_from(self.out.contexts.len()).unwrap_or(u32::MAX));
        self.out.contexts.push((context, id));
        self.around.push(0);
        self.context = id;
        id
    }

    fn event(&mut self, kind: EventKind, span: Span) {
        self.out.events.push(Event { kind, context: self.context, span });
    }

    /// Whether there is room for one more expression or statement, which stands at a place.
    fn spend(&mut self, at: Span) -> bool {
        if self.budget == 0 || self.depth > DEEPEST || self.around[self.context.index()] > DEEPEST {
            self.out.not_followed.get_or_insert(at);
            return false;
        }
        self.budget -= 1;
        true
    }

    fn truth(&self, test: Value) -> Option<bool> {
        self.out.truth_under(test, &[])
    }

    /// The text of a string value.
    fn string(&self, value: Value) -> Option<Rc<str>> {
        match self.kind(value) {
            Kind::Text(name) => Some(self.out.names.shared(*name)),
            _ => None,
        }
    }
}
