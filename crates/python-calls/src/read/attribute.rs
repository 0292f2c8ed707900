//! Attributes and items: of modules, classes, objects, dicts, and of what is not known.

use ruff_python_ast::Expr;
use ruff_text_size::Ranged;

use super::Reader;
use super::state::{Owner, Slot};
use crate::names::Name;
use crate::span::Span;
use crate::value::{ClassId, Kind, Operator, Shared, Value};

/// How many arms an attribute is looked up in.
const MOST_ARMS: u32 = 8;

impl<'a> Reader<'a> {
    pub(super) fn attribute(&mut self, base: Value, name: Name, span: Span) -> Value {
        self.attribute_of(base, name, span, MOST_ARMS)
    }

    fn attribute_of(&mut self, base: Value, name: Name, span: Span, arms: u32) -> Value {
        let object = self.out.object(base);
        if let Some(value) = self.state.get((Owner::Object(object), name)) {
            return value;
        }
        self.attribute_beyond(base, object, name, span, arms)
    }

    /// What a slot is that nothing was stored in: what was there from the beginning.
    pub(super) fn unset(&mut self, slot: Slot) -> Value {
        let (Owner::Object(object), name) = slot else { return self.unbound() };
        if name == self.words.content {
            return object;
        }
        let span = self.out.span(object);
        match self.keys.get(&name) {
            Some(&key) => self.absent_item(object, name, key, span),
            None => self.attribute_beyond(object, object, name, span, 0),
        }
    }

    /// An attribute that nothing in the text stores.
    fn attribute_beyond(&mut self, base: Value, object: Value, name: Name, span: Span, arms: u32) -> Value {
        match self.kind(object).clone() {
            Kind::Imported(path) => {
                let path = format!("{}.{}", self.out.names.get(path), self.out.names.get(name));
                if path.len() > 300 { self.unknown(span) } else { self.imported(&path, span) }
            }
            Kind::Class(class) => match self.class_attribute(class, name, 0) {
                Some(found) if self.is_method(found, |definition| definition.is_class_method) => {
                    self.method(found, object, span)
                }
                Some(found) => found,
                None => self.open_attribute(object, name, span),
            },
            Kind::Super { class, receiver } => self.super_attribute(class, receiver, name, span),
            Kind::Call(_) => self.object_attribute(base, object, name, span),
            Kind::Dict(_) => {
                let key = self.add(Kind::Text(name), span);
                self.dict_item(object, key).unwrap_or_else(|| self.open_attribute(base, name, span))
            }
            Kind::Conditional { test, then, otherwise } if arms > 0 => {
                let first = self.attribute_of(then, name, span, arms - 1);
                let second = self.attribute_of(otherwise, name, span, arms - 1);
                if self.is_open(first) && self.is_open(second) {
                    self.open_attribute(base, name, span)
                } else {
                    self.conditional(test, first, second)
                }
            }
            Kind::Carried(id) if arms > 0 => {
                let start = self.out.carried(id).start;
                let found = self.attribute_of(start, name, span, arms - 1);
                if matches!(self.kind(found), Kind::Method { .. }) {
                    found
                } else {
                    self.open_attribute(base, name, span)
                }
            }
            _ => self.open_attribute(base, name, span),
        }
    }

    fn is_open(&self, value: Value) -> bool {
        matches!(self.kind(value), Kind::Attribute { .. })
    }

    /// An attribute of which the text says no more than its name.
    pub(super) fn open_attribute(&mut self, base: Value, name: Name, span: Span) -> Value {
        self.out.values.share(Shared::Attribute(base, name), span, || Kind::Attribute { base, name })
    }

    /// What a class of the text, or one of its bases, has under a name.
    pub(super) fn class_attribute(&self, class: ClassId, name: Name, depth: u32) -> Option<Value> {
        let owner = Owner::Object(self.class_bodies[class.index()].value);
        if let Some(found) = self.state.get((owner, name)) {
            return Some(found);
        }
        if depth > 8 {
            return None;
        }
        self.out.classes[class.index()].bases.iter().find_map(|&base| match *self.kind(base) {
            Kind::Class(base) => self.class_attribute(base, name, depth + 1),
            _ => None,
        })
    }

    fn super_attribute(&mut self, class: ClassId, receiver: Value, name: Name, span: Span) -> Value {
        let bases = self.out.classes[class.index()].bases.clone();
        for base in bases {
            match *self.kind(base) {
                Kind::Class(base) => {
                    if let Some(found) = self.class_attribute(base, name, 0) {
                        return self.method(found, receiver, span);
                    }
                }
                Kind::Imported(_) => return self.attribute(base, name, span),
                _ => {}
            }
        }
        self.open_attribute(receiver, name, span)
    }

    fn is_method(&self, value: Value, is: impl Fn(&super::Definition<'a>) -> bool) -> bool {
        matches!(*self.kind(value), Kind::Function(id) if is(&self.definitions[id.index()]))
    }

    fn method(&mut self, found: Value, receiver: Value, span: Span) -> Value {
        let Kind::Function(function) = *self.kind(found) else { return found };
        if self.definitions[function.index()].is_static {
            return found;
        }
        let key = Shared::Method(function, receiver);
        self.out.values.share(key, span, || Kind::Method { function, receiver })
    }

    /// An attribute of what a call made: an object of a class of the text, a namespace, or something unknown.
    fn object_attribute(&mut self, base: Value, object: Value, name: Name, span: Span) -> Value {
        let Kind::Call(id) = *self.kind(object) else { return self.open_attribute(base, name, span) };
        let callee = self.out.calls[id.index()].callee;
        if let Kind::Class(class) = *self.kind(callee) {
            return match self.class_attribute(class, name, 0) {
                Some(found) if self.is_method(found, |definition| definition.is_property) => {
                    self.property(found, object, span)
                }
                Some(found) if matches!(self.kind(found), Kind::Function(_)) => self.method(found, object, span),
                Some(found) => self.field(base, object, name, found, span),
                None => self.open_attribute(base, name, span),
            };
        }
        if let Some(found) = self.namespace_item(id, name) {
            return found;
        }
        let value = self.open_attribute(object, name, span);
        if let Some(default) = self.option_default(object, name) {
            self.out.defaults.insert(value, default);
        }
        value
    }

    /// A field of an object: what its class says, or a parameter with that default if whoever runs the script sets it.
    fn field(&mut self, base: Value, object: Value, name: Name, found: Value, span: Span) -> Value {
        let default = self.field_default(found);
        if self.options.is_open(object) {
            let value = self.open_attribute(base, name, span);
            if let Some(default) = default {
                self.out.defaults.insert(value, default);
            }
            return value;
        }
        default.unwrap_or_else(|| self.open_attribute(base, name, span))
    }

    pub(super) fn subscript(&mut self, base: Value, slice: &'a Expr, span: Span) -> Value {
        if let Expr::Slice(it) = slice {
            let parts = [&it.lower, &it.upper, &it.step].map(|part| part.as_deref());
            let parts = parts.map(|part| part.map(|part| self.expression(part)));
            return self.slice(base, parts, span);
        }
        let key = self.expression(slice);
        self.item(base, key, span, MOST_ARMS)
    }

    fn slice(&mut self, base: Value, parts: [Option<Value>; 3], span: Span) -> Value {
        let content = self.out.object(base);
        if let Kind::Tuple(items) | Kind::List(items) = self.kind(content)
            && parts[2].is_none()
        {
            let length = items.len();
            let bound = |part: Option<Value>, otherwise: usize| match part.map(|part| self.kind(part)) {
                None => Some(otherwise),
                Some(Kind::Int(place)) => place_in(*place, length).map(|place| place.min(length)),
                Some(_) => None,
            };
            if let (Some(from), Some(to)) = (bound(parts[0], 0), bound(parts[1], length)) {
                let items = items.get(from..to.max(from)).unwrap_or_default().to_vec();
                return self.add(Kind::List(items), span);
            }
        }
        self.add(Kind::Slice { base, parts }, span)
    }

    pub(super) fn item(&mut self, base: Value, key: Value, span: Span, arms: u32) -> Value {
        let content = self.out.object(base);
        match self.kind(content).clone() {
            Kind::Tuple(items) | Kind::List(items) => {
                if let Kind::Int(place) = *self.kind(key)
                    && let Some(&item) = place_in(place, items.len()).and_then(|place| items.get(place))
                {
                    return item;
                }
            }
            Kind::Each { element, .. } => return element,
            Kind::Dict(entries) => {
                if let Some(found) = self.dict_item(content, key) {
                    return found;
                }
                if self.key_name(key).is_none() && !entries.is_empty() && entries.len() <= 16 {
                    return self.chosen(&entries, key, span);
                }
            }
            Kind::Conditional { test, then, otherwise } if arms > 0 => {
                let first = self.item(then, key, span, arms - 1);
                let second = self.item(otherwise, key, span, arms - 1);
                let open = |value| matches!(self.kind(value), Kind::Item { .. });
                if !open(first) || !open(second) {
                    return self.conditional(test, first, second);
                }
            }
            Kind::Call(id) => {
                if let Kind::Text(name) = *self.kind(key)
                    && let Some(found) = self.namespace_item(id, name)
                {
                    return found;
                }
            }
            _ => {}
        }
        self.open_item(base, key, span)
    }

    fn open_item(&mut self, base: Value, key: Value, span: Span) -> Value {
        let object = self.out.object(base);
        if let (true, &Kind::Text(name)) = (self.options.is_parsed(object), self.kind(key)) {
            // `vars(args)["epochs"]` is `args.epochs`.
            return self.attribute(object, name, span);
        }
        let Some(name) = self.key_name(key) else { return self.add(Kind::Item { base, key }, span) };
        let object = self.out.object(base);
        if let Some(value) = self.state.get((Owner::Object(object), name)) {
            return value;
        }
        self.absent_item(base, name, key, span)
    }

    /// An item that nothing in the text stores.
    fn absent_item(&mut self, base: Value, name: Name, key: Value, span: Span) -> Value {
        let object = self.out.object(base);
        let value = self.out.values.share(Shared::Item(base, name), span, || Kind::Item { base, key });
        if let Kind::Text(key) = *self.kind(key)
            && let Some(default) = self.option_default(object, key)
        {
            self.out.defaults.insert(value, default);
        }
        value
    }

    pub(super) fn dict_item(&self, dict: Value, key: Value) -> Option<Value> {
        let Kind::Dict(entries) = self.kind(dict) else { return None };
        entries.iter().find(|(known, _)| self.out.is_same(*known, key)).map(|(_, value)| *value)
    }

    /// The item of a dict for an open key: an arm for each entry.
    fn chosen(&mut self, entries: &[(Value, Value)], key: Value, span: Span) -> Value {
        let mut result = self.unbound();
        for &(known, value) in entries.iter().rev() {
            let test = self.add(Kind::Binary(Operator::Equal, key, known), span);
            result = self.conditional(test, value, result);
        }
        result
    }

    /// `base[key] = value`
    pub(super) fn store_item(&mut self, base: Value, key: Value, value: Value) {
        let object = self.out.object(base);
        let content = self.out.object(base);
        let span = self.out.span(content);
        match self.kind(content).clone() {
            Kind::Dict(mut entries) => {
                self.put(&mut entries, key, value);
                self.set_content(object, Kind::Dict(entries), span);
            }
            Kind::List(mut items) => {
                let place = if let Kind::Int(place) = *self.kind(key) { place_in(place, items.len()) } else { None };
                match place.and_then(|place| items.get_mut(place)) {
                    Some(item) => {
                        *item = value;
                        self.set_content(object, Kind::List(items), span);
                    }
                    None => self.set_content(object, Kind::Unknown, span),
                }
            }
            _ => {
                if let Some(name) = self.key_name(key) {
                    self.state.set((Owner::Object(object), name), value);
                }
            }
        }
    }

    pub(super) fn set_content(&mut self, object: Value, kind: Kind, span: Span) {
        let value = self.add(kind, span);
        let root = self.root(object);
        self.roots.insert(value, root);
        self.state.set((Owner::Object(root), self.words.content), value);
    }

    /// `left | right`, or one dict updated by another.
    pub(super) fn merged_dicts(&mut self, left: Value, right: Value, span: Span) -> Value {
        let (a, b) = (self.out.object(left), self.out.object(right));
        match (self.kind(a).clone(), self.kind(b).clone()) {
            (Kind::Dict(mut entries), Kind::Dict(others)) => {
                others.into_iter().for_each(|(key, value)| self.put(&mut entries, key, value));
                self.add(Kind::Dict(entries), span)
            }
            _ => self.add(Kind::Binary(Operator::BitOr, left, right), span),
        }
    }

    pub(super) fn spelled(&self, expression: &Expr) -> &'a str {
        Span::from(expression.range()).of(self.text)
    }
}

/// A place counted from the end if it is negative.
fn place_in(place: i64, length: usize) -> Option<usize> {
    let place = if place < 0 { place.checked_add(i64::try_from(length).ok()?)? } else { place };
    usize::try_from(place).ok()
}
