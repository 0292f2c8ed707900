//! What a reading is made of: calls, loops, events, and where they stand.

use crate::names::Name;
use crate::span::Span;
use crate::value::{CallId, ContextId, FunctionId, LoopId, Value};

/// An argument of a call.
#[derive(Debug, Clone, PartialEq)]
pub struct Argument {
    /// `name=`, also of one that a dict gave through `**`.
    pub name: Option<Name>,
    /// Its value.
    pub value: Value,
    /// The place of the value in the text: to be replaced by a fix. For one out of a dict, the place in the dict.
    pub span: Span,
    /// How it is written.
    pub spread: Spread,
}

/// How an argument reaches its call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spread {
    /// It is written at the call.
    Written,
    /// It comes out of a known tuple, list or dict that is spread at the call.
    Taken,
    /// `*value` of what is not known: zero or more positional arguments.
    Positional,
    /// `**value` of what is not known: zero or more arguments by name.
    Named,
}

/// A call that was made. One place in the text makes several if its function is called several times.
#[derive(Debug)]
pub struct Call {
    /// What is called.
    pub callee: Value,
    /// The object before the dot and the name after it, if the call is written so and is no path of a module.
    pub method: Option<(Value, Name)>,
    /// The arguments in the order of the text.
    pub arguments: Vec<Argument>,
    /// The whole call.
    pub span: Span,
    /// What is called.
    pub callee_span: Span,
    /// The arguments with their parentheses.
    pub arguments_span: Span,
    /// Where it happens.
    pub context: ContextId,
    /// The function of the text whose body follows in the events, inside of [`Context::Call`].
    pub inlined: Option<FunctionId>,
    /// The first name or attribute that its result was given to, as it is written: `optimizer`, `self.scheduler`.
    pub name: Option<Name>,
    pub(crate) value: Value,
}

/// What a loop goes through.
#[derive(Debug, Clone, PartialEq)]
pub enum Iteration {
    /// `range(start, stop, step)`; its item is `start + index * step`.
    Range {
        /// 0 if it is not written.
        start: Value,
        /// The bound that is not reached.
        stop: Value,
        /// 1 if it is not written.
        step: Value,
    },
    /// The items of an object: `len(of)` iterations.
    Items(Value),
    /// Several in step, as long as the shortest.
    Zip(Vec<Iteration>),
    /// `while test:`; the test in terms of the loop's carried variables.
    While(Value),
    /// No end but a `break`, a `return` or an error.
    Endless,
}

/// A loop that was run through.
#[derive(Debug)]
pub struct Loop {
    /// What it goes through, without the wrappers that only look (`tqdm`, `enumerate`, `list`, …).
    pub over: Iteration,
    /// The whole statement or comprehension.
    pub span: Span,
    /// What it goes through, or its test, as it is written.
    pub head: Span,
    /// Whether it is a comprehension.
    pub comprehension: bool,
    /// Where it stands.
    pub context: ContextId,
    /// Where its body stands: the context that its events have, or one below.
    pub body: ContextId,
}

/// A variable or attribute that a loop hands from one iteration to the next.
#[derive(Debug)]
pub struct Carried {
    /// As it is written: `step`, `self.global_step`.
    pub name: Name,
    /// The loop.
    pub over: LoopId,
    /// Its value before the first iteration.
    pub start: Value,
    /// Its value at the end of an iteration, in terms of this variable. The variable itself if nothing changed it.
    pub end: Option<Value>,
    /// What it is advanced by, if that is its only change in the loop.
    pub advance: Option<Advance>,
}

/// `name += by`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Advance {
    /// What is added; a subtraction is a [`Kind::Negative`](crate::Kind::Negative).
    pub by: Value,
    /// Where: under the loop's own body directly, under a condition, or in an inner loop.
    pub context: ContextId,
    /// The statement.
    pub span: Span,
}

/// One frame of where something happens.
#[derive(Debug, Clone, PartialEq)]
pub enum Context {
    /// The text from its beginning.
    Module,
    /// A function that nothing in the text calls, started by whoever uses the script.
    Entry(FunctionId),
    /// A function that was handed to a call, which may run it any number of times.
    Callback(FunctionId, CallId),
    /// The body of a function of the text, for this call of it.
    Call(CallId),
    /// The body of a loop.
    Loop(LoopId),
    /// One round of a loop over a list of known items, read item by item: which one, from 0, of how many.
    Round(usize, usize, Span),
    /// Where a test came out so.
    When {
        /// The test.
        test: Value,
        /// How it came out.
        holds: bool,
        /// Whether it is so because otherwise an earlier `continue` or `return` would have left.
        rest: bool,
        /// The test as it is written.
        span: Span,
    },
    /// In a `with` of this value.
    With(Value),
    /// In an `except` of a `try`.
    Except(Span),
}

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Event {
    /// What.
    pub kind: EventKind,
    /// Where in the program.
    pub context: ContextId,
    /// Where in the text: the whole call or statement.
    pub span: Span,
}

/// A kind of event.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum EventKind {
    /// A call, after its arguments and before the body of an inlined function.
    Call(CallId),
    /// `name = value` in a function or the module.
    Bind {
        /// The name.
        name: Name,
        /// What it holds now.
        value: Value,
    },
    /// `base.name = value`
    SetAttribute {
        /// The object.
        base: Value,
        /// The attribute.
        name: Name,
        /// What it holds now; of `base.name *= 0.1`, the product.
        value: Value,
        /// The place of the right side.
        right: Span,
    },
    /// `base[key] = value`
    SetItem {
        /// The object.
        base: Value,
        /// The key.
        key: Value,
        /// What it holds now; of `base[key] *= 0.1`, the product.
        value: Value,
        /// The place of the right side.
        right: Span,
    },
    /// `return value`; in a loop it ends that too.
    Return(Option<Value>),
    /// `yield value`
    Yield(Option<Value>),
    /// `break` of the loop.
    Break(LoopId),
    /// `continue` of the loop.
    Continue(LoopId),
    /// `raise`, or a call that ends the program.
    Raise,
}

/// A function of the text.
#[derive(Debug)]
pub struct Function {
    /// Its name; `<lambda>` for a lambda.
    pub name: Name,
    /// The whole definition.
    pub span: Span,
    /// The names of its parameters, `*args` and `**kwargs` left out.
    pub parameters: Vec<Name>,
    /// What it returns for [`Kind::Input`](crate::Kind::Input) arguments, for functions that were handed to a call.
    pub result: Option<Value>,
}

/// A class of the text.
#[derive(Debug)]
pub struct Class {
    /// Its name.
    pub name: Name,
    /// The whole definition.
    pub span: Span,
    /// Its bases.
    pub bases: Vec<Value>,
}

/// A comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Comment {
    /// From `#` to the end of the line.
    pub span: Span,
    /// Whether nothing else stands on its line.
    pub alone: bool,
}

/// What could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// What is wrong, in the parser's words.
    pub message: String,
    /// Where.
    pub span: Span,
}
