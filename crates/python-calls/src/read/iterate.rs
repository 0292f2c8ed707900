//! What a loop goes through.

use super::Reader;
use super::inline::Bound;
use crate::model::{Argument, Iteration, Spread};
use crate::span::Span;
use crate::value::{CallId, Kind, Value};

/// Where the items of a loop come from.
#[derive(Debug)]
pub(super) enum Source {
    /// All items are known, and few.
    Known(Vec<Value>),
    /// A generator of the text.
    Generator(CallId, Bound),
    /// Everything else.
    Open(Iteration, Shape),
}

/// What an item of a loop is in terms of that loop.
#[derive(Debug)]
pub(super) enum Shape {
    Element,
    Counted { start: Option<Value>, step: Option<Value> },
    Enumerated { start: Option<Value>, item: Box<Shape> },
    Zip(Vec<Shape>),
    Fixed(Value),
}

/// How many known items a loop is followed for one by one.
const MOST_ROUNDS: usize = 8;

/// Functions that give the items of their first argument, and show progress or nothing by it.
const WRAPPERS: &[&str] = &[
    "tqdm",
    "tqdm_notebook",
    "track",
    "progress_bar",
    "alive_it",
    "list",
    "tuple",
    "iter",
    "sorted",
    "Progbar",
    "log_every",
    "MpDeviceLoader",
    "ParallelLoader",
    "skip_first_batches",
    "prefetch_to_device",
    "ProgressBar",
    "custom_bar_rich_progress",
    "setup_dataloaders",
];

impl Reader<'_> {
    pub(super) fn source(&mut self, iterable: Value, depth: u32) -> Source {
        let content = self.out.object(iterable);
        match self.kind(content).clone() {
            Kind::Tuple(items) | Kind::List(items) if items.len() <= MOST_ROUNDS && !items.is_empty() => {
                Source::Known(items)
            }
            Kind::Dict(entries) if entries.len() <= MOST_ROUNDS && !entries.is_empty() => {
                Source::Known(entries.into_iter().map(|(key, _)| key).collect())
            }
            Kind::Each { element, .. } => Source::Open(Iteration::Items(iterable), Shape::Fixed(element)),
            Kind::Conditional { then, otherwise, .. } if depth < 8 => {
                match (self.source(then, depth + 1), self.source(otherwise, depth + 1)) {
                    (Source::Open(a, shape), Source::Open(b, _)) if self.is_same_iteration(&a, &b) => {
                        Source::Open(a, shape)
                    }
                    _ => Source::Open(Iteration::Items(iterable), Shape::Element),
                }
            }
            Kind::Call(id) if depth < 16 => self.called_source(iterable, id, depth + 1),
            _ => Source::Open(Iteration::Items(iterable), Shape::Element),
        }
    }

    fn is_same_iteration(&self, a: &Iteration, b: &Iteration) -> bool {
        match (a, b) {
            (Iteration::Items(a), Iteration::Items(b)) => self.out.is_same(*a, *b),
            (
                Iteration::Range { start, stop, step },
                Iteration::Range { start: other_start, stop: other_stop, step: other_step },
            ) => [(start, other_start), (stop, other_stop), (step, other_step)]
                .iter()
                .all(|(a, b)| self.out.is_same(**a, **b)),
            _ => false,
        }
    }

    /// What a call gives to go through.
    fn called_source(&mut self, iterable: Value, id: CallId, depth: u32) -> Source {
        if let Some(bound) = self.generators.get(&id) {
            return Source::Generator(id, bound.clone());
        }
        let call = &self.out.calls[id.index()];
        let path = match (self.kind(call.callee), call.method) {
            (_, Some((_, name))) => self.out.name(name).to_string(),
            (Kind::Free(name), None) => self.out.name(*name).to_string(),
            _ => self.out.path(call.callee).unwrap_or_default(),
        };
        let last = path.rsplit('.').next().unwrap_or_default().to_string();
        let span = call.span;
        let arguments: Vec<Argument> = call.arguments.clone();
        let positional: Vec<Value> = arguments
            .iter()
            .filter(|argument| argument.name.is_none())
            .take_while(|argument| argument.spread != Spread::Positional)
            .map(|argument| argument.value)
            .collect();
        let named = |name: &str| {
            arguments.iter().find(|it| it.name.is_some_and(|it| self.out.name(it) == name)).map(|it| it.value)
        };
        let first = positional.first().copied().or_else(|| named("iterable"));
        let open = Source::Open(Iteration::Items(iterable), Shape::Element);
        match (last.as_str(), first) {
            ("range" | "trange" | "tnrange" | "prange" | "arange", Some(_)) => self.range(&positional, span),
            ("enumerate", Some(first)) => {
                let start = positional.get(1).copied().or_else(|| named("start"));
                self.enumerate(first, start, depth, span)
            }
            ("zip", Some(_)) => self.zip(&positional, depth, span),
            ("count", _) if path == "itertools.count" => {
                let shape = Shape::Counted { start: first, step: positional.get(1).copied() };
                Source::Open(Iteration::Endless, shape)
            }
            ("cycle" | "repeat", Some(_)) if positional.len() == 1 => Source::Open(Iteration::Endless, Shape::Element),
            ("reversed", Some(first)) => match self.source(first, depth) {
                Source::Known(items) => Source::Known(items.into_iter().rev().collect()),
                Source::Open(over, _) => Source::Open(over, Shape::Element),
                generator @ Source::Generator(..) => generator,
            },
            (name, Some(first)) if WRAPPERS.contains(&name) => self.source(first, depth),
            _ => open,
        }
    }

    fn range(&mut self, positional: &[Value], span: Span) -> Source {
        let zero = self.add(Kind::Int(0), span);
        let one = self.add(Kind::Int(1), span);
        let (start, stop, step) = match *positional {
            [stop] => (zero, stop, one),
            [start, stop] => (start, stop, one),
            [start, stop, step, ..] => (start, stop, step),
            [] => return Source::Open(Iteration::Endless, Shape::Element),
        };
        let shape = Shape::Counted { start: Some(start), step: Some(step) };
        Source::Open(Iteration::Range { start, stop, step }, shape)
    }

    fn enumerate(&mut self, first: Value, start: Option<Value>, depth: u32, span: Span) -> Source {
        match self.source(first, depth) {
            Source::Known(items) => {
                let from =
                    start.map_or(Some(0), |start| if let Kind::Int(it) = *self.kind(start) { Some(it) } else { None });
                let Some(from) = from else {
                    return Source::Open(Iteration::Items(first), Shape::Element);
                };
                let counted = (from..).zip(items).map(|(index, item)| {
                    let index = self.out.values.add(Kind::Int(index), span);
                    self.out.values.add(Kind::Tuple(vec![index, item]), span)
                });
                Source::Known(counted.collect())
            }
            Source::Open(over, item) => Source::Open(over, Shape::Enumerated { start, item: Box::new(item) }),
            // Its items cannot be counted by a loop of its own: the index is open.
            Source::Generator(..) => {
                Source::Open(Iteration::Items(first), Shape::Enumerated { start, item: Box::new(Shape::Element) })
            }
        }
    }

    fn zip(&mut self, positional: &[Value], depth: u32, span: Span) -> Source {
        let sources: Vec<Source> = positional.iter().map(|&value| self.source(value, depth)).collect();
        let known: Option<Vec<&Vec<Value>>> =
            sources.iter().map(|source| if let Source::Known(items) = source { Some(items) } else { None }).collect();
        if let Some(known) = known {
            let rounds = known.iter().map(|items| items.len()).min().unwrap_or(0);
            let tuples = (0..rounds).map(|round| Kind::Tuple(known.iter().map(|items| items[round]).collect()));
            let tuples = tuples.map(|kind| self.out.values.add(kind, span)).collect();
            return Source::Known(tuples);
        }
        let (mut over, mut shapes) = (Vec::new(), Vec::new());
        for (source, &value) in sources.into_iter().zip(positional) {
            match source {
                Source::Open(iteration, shape) => {
                    over.push(iteration);
                    shapes.push(shape);
                }
                _ => {
                    over.push(Iteration::Items(value));
                    shapes.push(Shape::Element);
                }
            }
        }
        over.retain(|iteration| *iteration != Iteration::Endless);
        Source::Open(Iteration::Zip(over), Shape::Zip(shapes))
    }
}
