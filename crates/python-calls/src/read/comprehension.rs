//! Comprehensions: loops in an expression.

use ruff_python_ast::{self as ast, Expr};
use ruff_text_size::Ranged;

use super::Reader;
use super::iterate::Source;
use crate::model::Context;
use crate::span::Span;
use crate::value::{Kind, LoopId, Value};

/// Makes an item, in the innermost loop that stands for many, if there is one: gives both back.
type Make<'m, R> = dyn FnMut(&mut R, Option<LoopId>) -> Option<(LoopId, Value)> + 'm;

impl<'a> Reader<'a> {
    /// A list, set or generator: its items one by one if they are known, else one that stands for all.
    pub(super) fn comprehension(
        &mut self,
        element: &'a Expr,
        generators: &'a [ast::Comprehension],
        span: Span,
    ) -> Value {
        let mut known = Vec::new();
        let open = self.each(generators, span, &mut |reader, over| {
            let value = reader.expression(element);
            known.push(value);
            over.map(|over| (over, value))
        });
        match open {
            Some((over, element)) => self.add(Kind::Each { over, element }, span),
            None => self.add(Kind::List(known), span),
        }
    }

    pub(super) fn dict_comprehension(&mut self, it: &'a ast::ExprDictComp, span: Span) -> Value {
        let Some(key) = it.key.as_deref() else { return self.unknown(span) };
        let mut entries = Vec::new();
        let open = self.each(&it.generators, span, &mut |reader, over| {
            let key = reader.expression(key);
            let value = reader.expression(&it.value);
            reader.put(&mut entries, key, value);
            over.map(|over| (over, value))
        });
        match open {
            Some((over, element)) => self.add(Kind::Each { over, element }, span),
            None => self.add(Kind::Dict(entries), span),
        }
    }

    /// Runs `make` for each item, in a scope of its own; gives the innermost loop that stands for many, if there is one.
    fn each(
        &mut self,
        generators: &'a [ast::Comprehension],
        span: Span,
        make: &mut Make<'_, Self>,
    ) -> Option<(LoopId, Value)> {
        let parent = self.owner();
        let owner = self.new_scope(Some(parent));
        let (function, receiver, class) =
            self.frames.last().map_or((None, None, None), |frame| (frame.function, frame.receiver, frame.class));
        let outer = self.context;
        self.push_frame(owner, function, receiver);
        if let Some(frame) = self.frames.last_mut() {
            frame.class = class;
        }
        let found = self.each_of(generators, span, None, make);
        self.frames.pop();
        self.context = outer;
        found
    }

    fn each_of(
        &mut self,
        generators: &'a [ast::Comprehension],
        span: Span,
        over: Option<LoopId>,
        make: &mut Make<'_, Self>,
    ) -> Option<(LoopId, Value)> {
        let Some((first, others)) = generators.split_first() else { return make(self, over) };
        if !self.spend(span) {
            return None;
        }
        let head = Span::from(first.iter.range());
        let iterable = self.expression(&first.iter);
        let outer = self.context;
        self.depth += 1;
        let found = match self.source(iterable, 0) {
            Source::Known(items) if first.ifs.is_empty() || items.len() <= 8 => {
                let mut found = None;
                let length = items.len();
                for (place, item) in items.into_iter().enumerate() {
                    self.enter(Context::Round(place, length, span));
                    self.bind(&first.target, item, head, head);
                    if self.filters(&first.ifs) {
                        found = self.each_of(others, span, over, make).or(found);
                    }
                    self.context = outer;
                }
                found
            }
            Source::Known(_) | Source::Generator(..) => {
                let over = crate::model::Iteration::Items(iterable);
                self.open_each(first, others, span, over, &super::iterate::Shape::Element, make)
            }
            Source::Open(over, shape) => self.open_each(first, others, span, over, &shape, make),
        };
        self.depth -= 1;
        self.context = outer;
        found
    }

    fn open_each(
        &mut self,
        first: &'a ast::Comprehension,
        others: &'a [ast::Comprehension],
        span: Span,
        over: crate::model::Iteration,
        shape: &super::iterate::Shape,
        make: &mut Make<'_, Self>,
    ) -> Option<(LoopId, Value)> {
        let outer = self.context;
        let head = Span::from(first.iter.range());
        let id = self.new_loop(over, span, head, true);
        let item = self.shaped(shape, id, head);
        self.bind(&first.target, item, head, head);
        self.filters(&first.ifs);
        let found = self.each_of(others, span, Some(id), make);
        self.close(outer);
        found
    }

    /// Enters the conditions of a comprehension; false if one of them never holds.
    fn filters(&mut self, filters: &'a [Expr]) -> bool {
        for filter in filters {
            let span = Span::from(filter.range());
            let test = self.expression(filter);
            match self.truth(test) {
                Some(true) => {}
                Some(false) => return false,
                None => {
                    self.enter(Context::When { test, holds: true, rest: false, span });
                }
            }
        }
        true
    }
}
