//! What Python's own functions do, and the few of libraries that hand objects on.

use super::Reader;
use super::call::Site;
use super::state::Owner;
use crate::model::{Argument, EventKind, Spread};
use crate::value::{CallId, Kind, Value};

/// Classes whose objects have as attributes what they are given: by name, or as a dict.
const NAMESPACES: &[&str] = &[
    "SimpleNamespace",
    "Namespace",
    "EasyDict",
    "edict",
    "AttrDict",
    "DotMap",
    "DotDict",
    "dotdict",
    "Munch",
    "Box",
    "ConfigDict",
    "create",
    "Config",
    "CfgNode",
    "munchify",
    "addict",
    "Dict",
    "FrozenConfigDict",
    "namedtuple_dict",
];

impl Reader<'_> {
    /// A call of something with a path.
    pub(super) fn known(&mut self, path: &str, callee: Value, site: Site) -> Value {
        let span = site.span;
        let positional = |place: usize| {
            let written = site.arguments.iter().filter(|argument| argument.name.is_none());
            written.clone().all(|argument| argument.spread != Spread::Positional).then(|| written.clone().nth(place))?
        };
        let first = positional(0).map(|argument| argument.value);
        match path.strip_prefix("builtins.") {
            Some("len") => {
                if let Some(of) = first {
                    return self.length(of, span);
                }
            }
            Some("dict") => {
                if let Some(value) = self.dict_call(first, &site) {
                    return value;
                }
            }
            Some("list" | "tuple" | "set") if site.arguments.is_empty() => {
                return self.add(Kind::List(Vec::new()), span);
            }
            Some("list" | "tuple") => {
                let content = first.map(|first| self.out.object(first));
                if let Some(Kind::List(items) | Kind::Tuple(items)) = content.map(|content| self.kind(content)) {
                    let kind = Kind::List(items.clone());
                    return self.add(kind, span);
                }
            }
            Some("vars") => {
                if let Some(object) = first {
                    return object;
                }
            }
            Some("getattr") => {
                if let (Some(base), Some(name)) = (first, positional(1)) {
                    let (name, default) = (name.value, positional(2).map(|argument| argument.value));
                    if let Kind::Text(name) = *self.kind(name) {
                        return self.get_or(base, default, |reader| reader.attribute(base, name, span));
                    }
                }
            }
            Some("setattr") => {
                if let (Some(base), Some(name), Some(value)) = (first, positional(1), positional(2)) {
                    let (value, right) = (value.value, value.span);
                    if let Kind::Text(name) = *self.kind(name.value) {
                        let object = self.out.object(base);
                        self.state.set((Owner::Object(object), name), value);
                        self.event(EventKind::SetAttribute { base, name, value, right }, span);
                        return self.none(span);
                    }
                }
            }
            Some("exit" | "quit") => return self.end(callee, site),
            Some(_) => return self.builtin(callee, site),
            None => {}
        }
        match path {
            "sys.exit" | "os._exit" => self.end(callee, site),
            "os.getenv" | "os.environ.get" => {
                let default = positional(1).map(|argument| argument.value);
                let (_, value) = self.record(callee, site, false);
                if let Some(default) = default {
                    self.out.defaults.insert(value, default);
                }
                value
            }
            "functools.partial" => self.record(callee, site, true).1,
            "apex.amp.initialize" => self.handed_on(callee, site, 2),
            _ if path.starts_with("math.") || path.starts_with("numpy.") => self.builtin(callee, site),
            _ if path.starts_with("absl.flags.DEFINE_") => self.define_flag(callee, site),
            _ if path.ends_with(".DistributedOptimizer") => self.handed_on(callee, site, 1),
            _ => self.read_options(path, callee, site),
        }
    }

    /// A function that computes; one that is handed a function of the text may run it.
    fn builtin(&mut self, callee: Value, site: Site) -> Value {
        let (id, value) = self.record(callee, site, false);
        self.callbacks(id);
        value
    }

    fn end(&mut self, callee: Value, site: Site) -> Value {
        let span = site.span;
        let (_, value) = self.record(callee, site, true);
        self.event(EventKind::Raise, span);
        self.ended = true;
        value
    }

    pub(super) fn length(&mut self, of: Value, span: crate::span::Span) -> Value {
        let content = self.out.object(of);
        if let Kind::List(items) | Kind::Tuple(items) = self.kind(content) {
            let kind = Kind::Int(i64::try_from(items.len()).unwrap_or(i64::MAX));
            return self.add(kind, span);
        }
        self.out.values.share(crate::value::Shared::Length(of), span, || Kind::Length(of))
    }

    fn dict_call(&mut self, first: Option<Value>, site: &Site) -> Option<Value> {
        let mut entries = match first {
            None => Vec::new(),
            Some(first) => {
                let content = self.out.object(first);
                let Kind::Dict(entries) = self.kind(content) else { return None };
                entries.clone()
            }
        };
        for argument in &site.arguments {
            match argument.name {
                Some(name) => {
                    let key = self.add(Kind::Text(name), argument.span);
                    self.put(&mut entries, key, argument.value);
                }
                None if argument.spread == Spread::Named => return None,
                None => {}
            }
        }
        Some(self.add(Kind::Dict(entries), site.span))
    }

    /// What an object has under a name, with the default that the question gives.
    fn get_or(&mut self, _base: Value, default: Option<Value>, look: impl FnOnce(&mut Self) -> Value) -> Value {
        let value = look(self);
        if let Some(default) = default
            && matches!(self.kind(value), Kind::Attribute { .. } | Kind::Item { .. })
        {
            self.out.defaults.entry(value).or_insert(default);
        }
        value
    }

    /// The objects that a call gives back as they were: one, or a tuple of the first `most`.
    fn handed_on(&mut self, callee: Value, site: Site, most: usize) -> Value {
        let span = site.span;
        let positional = site.arguments.iter().filter(|argument| argument.name.is_none());
        let objects: Vec<Argument> = positional.take(most).cloned().collect();
        let open = objects.iter().any(|argument| argument.spread == Spread::Positional);
        let (call, value) = self.record(callee, site, true);
        if open || objects.is_empty() {
            return value;
        }
        let mut through: Vec<Value> = objects.iter().map(|argument| self.through(argument.value, call, span)).collect();
        if through.len() == 1 { through.remove(0) } else { self.add(Kind::Tuple(through), span) }
    }

    fn through(&mut self, value: Value, call: CallId, span: crate::span::Span) -> Value {
        match self.kind(value).clone() {
            Kind::List(items) => {
                let items = items.into_iter().map(|item| self.through(item, call, span)).collect();
                self.add(Kind::List(items), span)
            }
            Kind::Conditional { test, then, otherwise } => {
                if self.depth > 200 {
                    return value;
                }
                self.depth += 1;
                let then = self.through(then, call, span);
                let otherwise = self.through(otherwise, call, span);
                self.depth -= 1;
                self.conditional(test, then, otherwise)
            }
            _ => self.add(Kind::Through { object: value, call }, span),
        }
    }

    /// A call of a method of something that the text does not define.
    pub(super) fn known_method(&mut self, base: Value, name: &str, callee: Value, site: Site) -> Value {
        let first = site.arguments.first().filter(|argument| argument.spread == Spread::Written);
        let first = first.map(|argument| argument.value);
        let content = self.out.object(base);
        let span = site.span;
        match (name, self.kind(content).clone(), first) {
            ("append", kind @ (Kind::List(_) | Kind::Each { .. }), Some(value)) => self.append(base, kind, value, span),
            ("append", Kind::Carried(id), Some(value)) => {
                let start = self.out.carried(id).start;
                let kind = match self.kind(start) {
                    Kind::List(items) if !items.is_empty() => Kind::Unknown,
                    kind => kind.clone(),
                };
                self.append(base, kind, value, span);
            }
            ("extend" | "insert" | "remove" | "clear" | "pop", Kind::List(_) | Kind::Carried(_), _)
                if !matches!((name, self.kind(content)), ("extend", Kind::List(_))) =>
            {
                self.set_content(base, Kind::Unknown, span);
            }
            ("extend", Kind::List(mut items), Some(more)) => {
                let more = self.out.object(more);
                let kind = match self.kind(more) {
                    Kind::List(more) | Kind::Tuple(more) => {
                        items.extend(more);
                        Kind::List(items)
                    }
                    _ => Kind::Unknown,
                };
                let object = self.out.object(base);
                self.set_content(object, kind, span);
            }
            ("update", Kind::Dict(entries), first) => self.update(base, entries, first, &site),
            ("get" | "pop" | "setdefault", Kind::Dict(_), Some(key)) => {
                let default = site.arguments.get(1).map(|argument| argument.value);
                if let Some(found) = self.dict_item(content, key) {
                    return found;
                }
                return default.unwrap_or_else(|| self.none(span));
            }
            ("items", Kind::Dict(entries), None) => {
                let pairs: Vec<Value> =
                    entries.into_iter().map(|(key, value)| self.add(Kind::Tuple(vec![key, value]), span)).collect();
                return self.add(Kind::List(pairs), span);
            }
            ("keys", Kind::Dict(entries), None) => {
                let keys = entries.into_iter().map(|(key, _)| key).collect();
                return self.add(Kind::List(keys), span);
            }
            ("values", Kind::Dict(entries), None) => {
                let values = entries.into_iter().map(|(_, value)| value).collect();
                return self.add(Kind::List(values), span);
            }
            ("copy", Kind::Dict(entries), None) => return self.add(Kind::Dict(entries), span),
            ("get", Kind::Call(_) | Kind::Parameter { .. } | Kind::Attribute { .. } | Kind::Item { .. }, Some(key))
                if matches!(self.kind(key), Kind::Text(_)) =>
            {
                let default = site.arguments.get(1).map(|argument| argument.value);
                return self.get_or(base, default, |reader| reader.item(base, key, span, 4));
            }
            ("prepare" | "setup" | "setup_dataloaders", _, Some(_)) if self.hands_on(base) => {
                return self.handed_on(callee, site, usize::MAX);
            }
            ("save_hyperparameters", ..) => return self.save_hyperparameters(base, callee, site),
            _ => return self.option_method(base, name, callee, site),
        }
        self.record(callee, site, true).1
    }

    fn append(&mut self, list: Value, kind: Kind, value: Value, span: crate::span::Span) {
        let object = self.root(list);
        let innermost = self.frames.last().and_then(|frame| frame.loops.last().copied());
        let made_in_it = innermost.is_none_or(|innermost| {
            let whole = self.out.loop_(innermost).span;
            whole.contains(self.out.span(object))
        });
        let kind = match (kind, innermost) {
            (Kind::List(mut items), _) if made_in_it => {
                items.push(value);
                Kind::List(items)
            }
            (Kind::List(items), Some(over)) if items.is_empty() => Kind::Each { over, element: value },
            _ => Kind::Unknown,
        };
        self.set_content(object, kind, span);
    }

    fn update(&mut self, dict: Value, mut entries: Vec<(Value, Value)>, first: Option<Value>, site: &Site) {
        let mut known = true;
        if let Some(more) = first.filter(|_| site.arguments.iter().any(|argument| argument.name.is_none())) {
            let more = self.out.object(more);
            match self.kind(more).clone() {
                Kind::Dict(more) => more.into_iter().for_each(|(key, value)| self.put(&mut entries, key, value)),
                _ => known = false,
            }
        }
        for argument in &site.arguments {
            if let Some(name) = argument.name {
                let key = self.add(Kind::Text(name), argument.span);
                self.put(&mut entries, key, argument.value);
            }
        }
        let object = self.out.object(dict);
        let kind = if known { Kind::Dict(entries) } else { Kind::Unknown };
        self.set_content(object, kind, site.span);
    }

    /// Whether an object is one whose `prepare` or `setup` gives back what it is given.
    fn hands_on(&self, base: Value) -> bool {
        let object = self.out.object(base);
        let named = match self.kind(object) {
            Kind::Call(id) => {
                let call = self.out.call(*id);
                self.out.path(call.callee).or_else(|| call.name.map(|name| self.out.name(name).to_string()))
            }
            Kind::Parameter { name, .. }
            | Kind::Input { name, .. }
            | Kind::Free(name)
            | Kind::Attribute { name, .. } => Some(self.out.name(*name).to_string()),
            _ => None,
        };
        named.is_some_and(|name| {
            let name = name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
            name.ends_with("accelerator") || name.ends_with("fabric")
        })
    }

    /// Lightning's `self.save_hyperparameters()`: the arguments of the constructor become `self.hparams`.
    fn save_hyperparameters(&mut self, base: Value, callee: Value, site: Site) -> Value {
        let span = site.span;
        let (_, value) = self.record(callee, site, true);
        let Some(function) = self.frames.last().and_then(|frame| frame.function) else { return value };
        let owner = self.owner();
        let mut entries = Vec::new();
        for name in self.out.function(function).parameters.clone().into_iter().skip(1) {
            if let Some(held) = self.state.get((owner, name)) {
                let key = self.add(Kind::Text(name), span);
                entries.push((key, held));
            }
        }
        let dict = self.add(Kind::Dict(entries), span);
        let object = self.out.object(base);
        let hparams = self.out.names.intern("hparams");
        self.state.set((Owner::Object(object), hparams), dict);
        value
    }

    /// What a namespace was made with under a name.
    pub(super) fn namespace_item(&mut self, call: CallId, name: crate::names::Name) -> Option<Value> {
        let made = &self.out.calls[call.index()];
        let path = match *self.kind(made.callee) {
            Kind::Imported(path) | Kind::Free(path) => self.out.names.shared(path),
            _ => return None,
        };
        let last = path.rsplit('.').next().unwrap_or_default();
        if !NAMESPACES.contains(&last) {
            return None;
        }
        let made = &self.out.calls[call.index()];
        let named = made.arguments.iter().find(|argument| argument.name == Some(name)).map(|argument| argument.value);
        let first = made.arguments.first().map(|argument| argument.value);
        named.or_else(|| {
            let content = self.out.object(first?);
            let Kind::Dict(entries) = self.kind(content) else { return None };
            let is_name = |key| matches!(*self.kind(key), Kind::Text(key) if key == name);
            entries.iter().find(|(key, _)| is_name(*key)).map(|(_, value)| *value)
        })
    }
}
