//! Loops: their body is followed once, for an iteration that stands for all.

use std::rc::Rc;

use ruff_python_ast::{self as ast, Expr, Stmt};
use ruff_text_size::Ranged;

use super::iterate::{Shape, Source};
use super::state::{Owner, Slot};
use super::survey::{Store, Target, stores};
use super::{Flow, Handler, Reader};
use crate::model::{Carried, Context, Iteration, Loop};
use crate::names::Name;
use crate::span::Span;
use crate::value::{CarriedId, ContextId, Kind, LoopId, Shared, Value};

/// What a loop changes: a slot, or an entry of the dict in it.
struct Changed {
    slot: Slot,
    key: Option<Value>,
    carried: Option<CarriedId>,
}

/// Something that a loop may change, as it is written.
struct Place {
    slot: Slot,
    key: Option<Value>,
    name: Name,
    advance: Option<u32>,
    own: bool,
}

impl<'a> Reader<'a> {
    pub(super) fn for_loop(&mut self, it: &'a ast::StmtFor) -> Flow {
        let head = Span::from(it.iter.range());
        let span = Span::from(it.range());
        let iterable = self.expression(&it.iter);
        let flow = match self.source(iterable, 0) {
            Source::Known(items) => self.rounds(&items, it, span),
            Source::Generator(call, bound) => {
                let frame = self.frames.len() - 1;
                let handler = Handler { target: &it.target, body: &it.body, frame };
                self.run_generator(call, &bound, handler);
                Flow::Next
            }
            Source::Open(over, shape) => {
                let stores = self.stored(span.start, Some(&it.target), &it.body);
                let outer = self.context;
                let id = self.new_loop(over, span, head, false);
                let changed = self.begin(id, &stores);
                let item = self.shaped(&shape, id, head);
                self.bind(&it.target, item, head, head);
                self.block(&it.body);
                self.finish(id, changed, outer);
                Flow::Next
            }
        };
        if flow != Flow::Next {
            return flow;
        }
        self.block(&it.orelse)
    }

    /// A loop over known items, one by one.
    fn rounds(&mut self, items: &[Value], it: &'a ast::StmtFor, span: Span) -> Flow {
        for (place, &item) in items.iter().enumerate() {
            let outer = self.context;
            let head = Span::from(it.iter.range());
            self.enter(Context::Round(place, items.len(), span));
            self.bind(&it.target, item, head, head);
            let flow = self.block(&it.body);
            self.context = outer;
            match flow {
                Flow::Next | Flow::Continue => {}
                Flow::Break => break,
                Flow::Return | Flow::Raise => return flow,
            }
        }
        Flow::Next
    }

    pub(super) fn while_loop(&mut self, it: &'a ast::StmtWhile) -> Flow {
        let span = Span::from(it.range());
        let head = Span::from(it.test.range());
        let stores = self.stored(span.start, None, &it.body);
        let outer = self.context;
        let id = self.new_loop(Iteration::Endless, span, head, false);
        let changed = self.begin(id, &stores);
        let test = self.expression(&it.test);
        match self.truth(test) {
            Some(true) => {}
            // A loop that is never entered: what was set up for it is taken back.
            Some(false) => {
                self.finish(id, changed, outer);
                self.out.loops[id.index()].over = Iteration::While(test);
                return self.block(&it.orelse);
            }
            None => self.out.loops[id.index()].over = Iteration::While(test),
        }
        self.block(&it.body);
        self.finish(id, changed, outer);
        self.block(&it.orelse)
    }

    fn stored(&mut self, start: u32, target: Option<&'a Expr>, body: &'a [Stmt]) -> Rc<Vec<Store<'a>>> {
        if let Some(found) = self.stores.get(&start) {
            return Rc::clone(found);
        }
        let found = Rc::new(stores(&mut self.out.names, target, body));
        self.stores.insert(start, Rc::clone(&found));
        found
    }

    pub(super) fn new_loop(&mut self, over: Iteration, span: Span, head: Span, comprehension: bool) -> LoopId {
        let id = LoopId(u32::try_from(self.out.loops.len()).unwrap_or(u32::MAX));
        let context = self.context;
        let body = self.enter(Context::Loop(id));
        self.out.loops.push(Loop { over, span, head, comprehension, context, body });
        if let Some(frame) = self.frames.last_mut() {
            frame.loops.push(id);
        }
        id
    }

    /// What the loop changes is open from here on: it is what it was before, or what an earlier iteration left.
    fn begin(&mut self, id: LoopId, stores: &[Store<'a>]) -> Vec<Changed> {
        let mut places = Vec::new();
        self.stored_places(stores, None, &mut places);
        let handler = self.frames.last().and_then(|frame| frame.handler);
        if let Some(handler) = handler
            && let Some(owner) = self.frames.get(handler.frame).map(|frame| frame.owner)
        {
            let start = u32::from(handler.target.range().start());
            let stores = self.stored(start, Some(handler.target), handler.body);
            self.stored_places(&stores, Some(owner), &mut places);
        }
        self.distant_places(&mut places);
        let mut changed: Vec<Changed> = Vec::new();
        for place in places {
            if changed.iter().any(|it| it.slot == place.slot && it.key == place.key) {
                continue;
            }
            let carried = if place.own { None } else { self.open(id, &place) };
            changed.push(Changed { slot: place.slot, key: place.key, carried });
        }
        changed
    }

    /// Puts a carried variable where a loop may change something; none if nothing is there yet.
    fn open(&mut self, id: LoopId, place: &Place) -> Option<CarriedId> {
        let mut held = self.state.get(place.slot);
        let is_content = place.slot.1 == self.words.content;
        if let (None, true, Owner::Object(root)) = (held, is_content, place.slot.0) {
            held = Some(root);
        }
        let held = held.filter(|&held| *self.kind(held) != Kind::Unbound)?;
        let start = match place.key {
            Some(key) => self.dict_item(held, key)?,
            None => held,
        };
        let carried = CarriedId(u32::try_from(self.out.carried.len()).unwrap_or(u32::MAX));
        self.out.carried.push(Carried { name: place.name, over: id, start, end: None, advance: None });
        if let Some(statement) = place.advance {
            self.advances.entry(statement).or_default().push(carried);
        }
        let mut value = self.add(Kind::Carried(carried), self.out.loop_(id).head);
        if let (Some(key), Kind::Dict(mut entries)) = (place.key, self.kind(held).clone()) {
            self.put(&mut entries, key, value);
            value = self.add(Kind::Dict(entries), self.out.span(held));
        }
        if let (true, Owner::Object(root)) = (is_content, place.slot.0) {
            self.roots.insert(value, root);
        }
        self.state.set(place.slot, value);
        Some(carried)
    }

    /// The places that a body stores to.
    fn stored_places(&mut self, stores: &[Store<'a>], owner: Option<Owner>, places: &mut Vec<Place>) {
        for &Store { target, advance, own } in stores {
            match target {
                Target::Name(name) => {
                    let owner = owner.unwrap_or_else(|| self.owner_of(name));
                    places.push(Place { slot: (owner, name), key: None, name, advance, own });
                }
                Target::Attribute(base, name) => {
                    let text = format!("{}.{}", self.spelled(base), self.out.names.get(name));
                    let base = self.expression(base);
                    let object = self.out.object(base);
                    let written = self.out.names.intern(&text);
                    places.push(Place { slot: (Owner::Object(object), name), key: None, name: written, advance, own });
                }
                Target::Item(base, key) => self.stored_item(base, key, advance, places),
            }
        }
    }

    fn stored_item(&mut self, base: &'a Expr, key: Option<&'a Expr>, advance: Option<u32>, places: &mut Vec<Place>) {
        let spelled = self.spelled(base);
        let text = key.map_or(spelled.to_string(), |key| format!("{spelled}[{}]", self.spelled(key)));
        let name = self.out.names.intern(&text);
        let base = self.expression(base);
        let literal = key.filter(|key| key.is_string_literal_expr() || key.is_number_literal_expr());
        let key = literal.map(|key| self.expression(key));
        let content = self.out.object(base);
        let place = match (self.kind(content), key) {
            (Kind::Dict(_), Some(key)) if self.dict_item(content, key).is_some() => Place {
                slot: (Owner::Object(self.root(base)), self.words.content),
                key: Some(key),
                name,
                advance,
                own: false,
            },
            (Kind::Dict(_) | Kind::List(_) | Kind::Each { .. } | Kind::Conditional { .. }, _) => Place {
                slot: (Owner::Object(self.root(base)), self.words.content),
                key: None,
                name,
                advance: None,
                own: false,
            },
            (_, Some(key)) => {
                let Some(item) = self.key_name(key) else { return };
                let object = self.out.object(base);
                Place { slot: (Owner::Object(object), item), key: None, name, advance, own: false }
            }
            _ => return,
        };
        places.push(place);
    }

    /// What functions store that the body may call: attributes and globals that are known by now.
    fn distant_places(&mut self, places: &mut Vec<Place>) {
        let mut changed: Vec<_> = self.survey.changed.iter().map(|(&name, &advance)| (name, advance)).collect();
        changed.sort_unstable();
        for (name, advance) in changed {
            for &object in self.state.owners(name) {
                let text = format!("self.{}", self.out.names.get(name));
                let written = self.out.names.intern(&text);
                let slot = (Owner::Object(object), name);
                places.push(Place { slot, key: None, name: written, advance, own: false });
            }
        }
        let mut globals: Vec<_> = self.survey.globals.iter().map(|(&name, &advance)| (name, advance)).collect();
        globals.sort_unstable();
        for (name, advance) in globals {
            places.push(Place { slot: (Owner::Scope(0), name), key: None, name, advance, own: false });
        }
    }

    /// After the loop: what it left as it was is what it was; the rest is what the last iteration made of it.
    fn finish(&mut self, id: LoopId, changed: Vec<Changed>, outer: ContextId) {
        for Changed { slot, key, carried } in changed {
            let Some(held) = self.state.get(slot) else { continue };
            let end = key.map_or(Some(held), |key| self.dict_item(held, key));
            let unchanged = carried.filter(|&carried| {
                self.out.carried[carried.index()].end = end;
                end.is_some_and(|end| *self.kind(end) == Kind::Carried(carried))
            });
            let after = match (unchanged, end) {
                (Some(carried), _) => self.out.carried[carried.index()].start,
                (None, Some(end)) if self.depends(end) => {
                    let span = self.out.span(end);
                    self.add(Kind::After { over: id, value: end }, span)
                }
                _ => continue,
            };
            let is_content = slot.1 == self.words.content;
            let value = match (key, self.kind(held).clone()) {
                (Some(key), Kind::Dict(mut entries)) => {
                    self.put(&mut entries, key, after);
                    self.add(Kind::Dict(entries), self.out.span(held))
                }
                _ => after,
            };
            if let (true, Owner::Object(root)) = (is_content, slot.0) {
                self.roots.insert(value, root);
            }
            self.state.set(slot, value);
        }
        self.close(outer);
    }

    pub(super) fn close(&mut self, outer: ContextId) {
        if let Some(frame) = self.frames.last_mut() {
            frame.loops.pop();
        }
        self.context = outer;
    }

    /// Whether a value says something else after a loop: what is no object and no literal.
    fn depends(&self, value: Value) -> bool {
        !matches!(
            self.kind(value),
            Kind::None
                | Kind::Bool(_)
                | Kind::Int(_)
                | Kind::Float(_)
                | Kind::Text(_)
                | Kind::Imported(_)
                | Kind::Free(_)
                | Kind::Function(_)
                | Kind::Method { .. }
                | Kind::Class(_)
                | Kind::Call(_)
                | Kind::Through { .. }
                | Kind::Parameter { .. }
                | Kind::List(_)
                | Kind::Dict(_)
                | Kind::Each { .. }
                | Kind::Unbound
                | Kind::Unknown
        )
    }

    /// What an iteration has in its hand.
    pub(super) fn shaped(&mut self, shape: &Shape, id: LoopId, span: Span) -> Value {
        match shape {
            Shape::Element => self.out.values.share(Shared::Element(id), span, || Kind::Element(id)),
            Shape::Fixed(value) => *value,
            Shape::Counted { start, step } => self.counted(id, *start, *step, span),
            Shape::Enumerated { start, item } => {
                let index = self.counted(id, *start, None, span);
                let item = self.shaped(item, id, span);
                self.add(Kind::Tuple(vec![index, item]), span)
            }
            Shape::Zip(shapes) => {
                let element = self.out.values.share(Shared::Element(id), span, || Kind::Element(id));
                let items = shapes.iter().enumerate().map(|(place, shape)| match shape {
                    Shape::Element => {
                        let key = self.add(Kind::Int(i64::try_from(place).unwrap_or(0)), span);
                        self.item(element, key, span, 0)
                    }
                    shape => self.shaped(shape, id, span),
                });
                let items = items.collect();
                self.add(Kind::Tuple(items), span)
            }
        }
    }

    /// `start + index * step`, without what adds or multiplies nothing.
    fn counted(&mut self, id: LoopId, start: Option<Value>, step: Option<Value>, span: Span) -> Value {
        use crate::value::Operator::{Add, Multiply};
        let mut value = self.out.values.share(Shared::Index(id), span, || Kind::Index(id));
        if let Some(step) = step.filter(|&step| *self.kind(step) != Kind::Int(1)) {
            value = self.add(Kind::Binary(Multiply, value, step), span);
        }
        match start.filter(|&start| *self.kind(start) != Kind::Int(0)) {
            Some(start) => self.add(Kind::Binary(Add, start, value), span),
            None => value,
        }
    }
}
