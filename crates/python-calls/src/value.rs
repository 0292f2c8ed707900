//! What an expression of the text stands for, as far as the text says it.

use rustc_hash::FxHashMap;

use crate::names::Name;
use crate::span::Span;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub(crate) u32);

        impl $name {
            pub(crate) fn index(self) -> usize {
                self.0 as usize
            }
        }
    )*};
}

ids! {
    /// A value; ask the reading what it is with [`Reading::kind`](crate::Reading::kind).
    Value
    /// A call that was made.
    CallId
    /// A loop that was run through, once for each place that it is reached from.
    LoopId
    /// A variable that a loop hands from one iteration to the next.
    CarriedId
    /// A function of the text, once for each time that its `def` or `lambda` was reached.
    FunctionId
    /// A class of the text.
    ClassId
    /// Where something happens: in which loops, under which conditions, in which inlined calls.
    ContextId
}

/// An operator of two operands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Operator {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`, whose result is a float whatever its operands are
    Divide,
    /// `//`
    FloorDivide,
    /// `%`
    Modulo,
    /// `**`
    Power,
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterEqual,
    /// `is`
    Is,
    /// `is not`
    IsNot,
    /// `in`
    In,
    /// `not in`
    NotIn,
    /// `|`
    BitOr,
    /// `&`, `^`, `<<`, `>>` and `@`: what no schedule is computed with
    Other,
}

impl Operator {
    /// The comparison that says the same with its sides exchanged: `>` for `<`. Other operators stay as they are.
    #[must_use]
    pub fn turned(self) -> Self {
        match self {
            Self::Less => Self::Greater,
            Self::LessEqual => Self::GreaterEqual,
            Self::Greater => Self::Less,
            Self::GreaterEqual => Self::LessEqual,
            other => other,
        }
    }
}

impl std::fmt::Display for Operator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Operator::Add => "+",
            Operator::Subtract => "-",
            Operator::Multiply => "*",
            Operator::Divide => "/",
            Operator::FloorDivide => "//",
            Operator::Modulo => "%",
            Operator::Power => "**",
            Operator::Equal => "==",
            Operator::NotEqual => "!=",
            Operator::Less => "<",
            Operator::LessEqual => "<=",
            Operator::Greater => ">",
            Operator::GreaterEqual => ">=",
            Operator::Is => "is",
            Operator::IsNot => "is not",
            Operator::In => "in",
            Operator::NotIn => "not in",
            Operator::BitOr => "|",
            Operator::Other => "?",
        })
    }
}

/// What a value is. Values that are made of others name them, and never hold themselves.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    /// `None`
    None,
    /// `True`, `False`
    Bool(bool),
    /// A whole number that fits into 64 bits.
    Int(i64),
    /// A float, also one that stands for a whole number beyond 64 bits.
    Float(f64),
    /// A string.
    Text(Name),
    /// A tuple of known length.
    Tuple(Vec<Value>),
    /// A list or set of known length.
    List(Vec<Value>),
    /// A dict whose keys are all known, in the order of the text; a key stands once.
    Dict(Vec<(Value, Value)>),
    /// A list with one `element` for each iteration of a loop or comprehension.
    Each {
        /// The loop.
        over: LoopId,
        /// What an iteration gives, in terms of that loop.
        element: Value,
    },
    /// What is imported or built in, by its dotted path: `torch.optim.lr_scheduler.StepLR`, `builtins.max`,
    /// `.local.thing` for a relative import.
    Imported(Name),
    /// A name that one of several `from … import *` gives.
    Starred {
        /// The name.
        name: Name,
        /// The modules, in the order of the text; the last one that has the name gives it.
        modules: Vec<Name>,
    },
    /// A name that nothing in the text gives a value.
    Free(Name),
    /// A parameter of a function that nothing in the text calls: whoever runs the script sets it.
    Parameter {
        /// The parameter.
        name: Name,
        /// Whose parameter it is.
        function: FunctionId,
        /// Its default, that of a `click` or `typer` option included.
        default: Option<Value>,
    },
    /// A parameter of a function that is looked at by itself, see [`Function::result`](crate::Function::result).
    Input {
        /// Whose parameter it is.
        function: FunctionId,
        /// Which one, from 0.
        index: u32,
        /// Its name.
        name: Name,
    },
    /// A function of the text.
    Function(FunctionId),
    /// A method of the text with the object that it belongs to.
    Method {
        /// The method.
        function: FunctionId,
        /// `self`
        receiver: Value,
    },
    /// A class of the text.
    Class(ClassId),
    /// `super()` in a method of `class`.
    Super {
        /// The class whose bases are meant.
        class: ClassId,
        /// `self`
        receiver: Value,
    },
    /// What a call gave: the identity of the object it made.
    Call(CallId),
    /// An object that a call gave back as it was (`accelerator.prepare(model, optimizer)`).
    Through {
        /// The object.
        object: Value,
        /// The call.
        call: CallId,
    },
    /// `base.name` where the text does not say more: a named parameter.
    Attribute {
        /// Left of the dot.
        base: Value,
        /// Right of it.
        name: Name,
    },
    /// `base[key]` where the text does not say more: a named parameter.
    Item {
        /// What is looked into.
        base: Value,
        /// What is looked for.
        key: Value,
    },
    /// `base[from:to:by]`
    Slice {
        /// What is cut.
        base: Value,
        /// The three parts as far as they are written.
        parts: [Option<Value>; 3],
    },
    /// `len(of)`: the number of items of that very object.
    Length(Value),
    /// `-operand`
    Negative(Value),
    /// `not operand`
    Not(Value),
    /// An operator and its operands; `a < b < c` is an [`All`](Kind::All) of two.
    Binary(Operator, Value, Value),
    /// `a and b and …`
    All(Vec<Value>),
    /// `a or b or …`
    Any(Vec<Value>),
    /// One value or the other: a conditional expression, what the arms of an `if` leave in a name, a dict that is
    /// asked for an open key, a function with several `return`s. Arms of the same statement share `test`.
    Conditional {
        /// What decides.
        test: Value,
        /// The value if it holds.
        then: Value,
        /// The value if it does not.
        otherwise: Value,
    },
    /// The number of the iteration of a loop, from 0.
    Index(LoopId),
    /// The item that a loop has in its hand.
    Element(LoopId),
    /// What a variable holds that a loop changes, at the beginning of an iteration.
    Carried(CarriedId),
    /// What a value that depends on a loop is after that loop.
    After {
        /// The loop.
        over: LoopId,
        /// The value at the end of an iteration; of the last one here.
        value: Value,
    },
    /// An f-string that is not known: its parts.
    Format(Vec<Value>),
    /// A name has no value on this way.
    Unbound,
    /// Not read: see its place in the text.
    Unknown,
}

impl Kind {
    /// Calls `visit` with each value that this one is made of.
    pub fn parts(&self, mut visit: impl FnMut(Value)) {
        match self {
            Kind::Tuple(items) | Kind::List(items) | Kind::All(items) | Kind::Any(items) | Kind::Format(items) => {
                items.iter().copied().for_each(visit);
            }
            Kind::Dict(items) => items.iter().for_each(|&(key, value)| {
                visit(key);
                visit(value);
            }),
            Kind::Each { element: value, .. }
            | Kind::Method { receiver: value, .. }
            | Kind::Super { receiver: value, .. }
            | Kind::Through { object: value, .. }
            | Kind::Attribute { base: value, .. }
            | Kind::Length(value)
            | Kind::Negative(value)
            | Kind::Not(value)
            | Kind::After { value, .. } => visit(*value),
            Kind::Item { base: a, key: b } | Kind::Binary(_, a, b) => {
                visit(*a);
                visit(*b);
            }
            Kind::Slice { base, parts } => {
                visit(*base);
                parts.iter().flatten().copied().for_each(visit);
            }
            Kind::Conditional { test, then, otherwise } => {
                visit(*test);
                visit(*then);
                visit(*otherwise);
            }
            Kind::Parameter { default: Some(default), .. } => visit(*default),
            _ => {}
        }
    }
}

#[derive(Debug)]
pub(crate) struct Node {
    pub(crate) kind: Kind,
    pub(crate) span: Span,
    depth: u16,
    size: u32,
}

/// How deeply values may be nested, and how long one may be when written out: beyond, it is unknown.
const DEEPEST: u16 = 100;
const LARGEST: u32 = 4_000;

/// All values of a reading.
#[derive(Debug, Default)]
pub(crate) struct Values {
    nodes: Vec<Node>,
    /// Values that are the same wherever they are written.
    shared: FxHashMap<Shared, Value>,
}

#[derive(Debug, PartialEq, Eq, Hash)]
pub(crate) enum Shared {
    Attribute(Value, Name),
    Item(Value, Name),
    Length(Value),
    Imported(Name),
    Free(Name),
    Parameter(FunctionId, Name),
    Index(LoopId),
    Element(LoopId),
    Method(FunctionId, Value),
    None,
    Unbound,
}

impl Values {
    pub(crate) fn all(&self) -> impl Iterator<Item = Value> {
        (0..).map(Value).take(self.nodes.len())
    }

    pub(crate) fn node(&self, value: Value) -> &Node {
        &self.nodes[value.index()]
    }

    pub(crate) fn kind(&self, value: Value) -> &Kind {
        &self.nodes[value.index()].kind
    }

    pub(crate) fn add(&mut self, kind: Kind, span: Span) -> Value {
        let (mut depth, mut size) = (0u16, 1u32);
        kind.parts(|part| {
            let node = &self.nodes[part.index()];
            depth = depth.max(node.depth + 1);
            size = size.saturating_add(node.size);
        });
        let kind = if depth > DEEPEST || size > LARGEST { Kind::Unknown } else { kind };
        if kind == Kind::Unknown {
            (depth, size) = (0, 1);
        }
        let value = Value(u32::try_from(self.nodes.len()).unwrap_or(u32::MAX));
        self.nodes.push(Node { kind, span, depth, size });
        value
    }

    /// The one value for `key`, made from `kind` the first time.
    pub(crate) fn share(&mut self, key: Shared, span: Span, kind: impl FnOnce() -> Kind) -> Value {
        if let Some(&value) = self.shared.get(&key) {
            return value;
        }
        let value = self.add(kind(), span);
        self.shared.insert(key, value);
        value
    }
}
