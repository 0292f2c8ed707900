//! What whoever runs a script sets: `argparse`, flags, fields that are read from the command line.

use rustc_hash::{FxHashMap, FxHashSet};

use super::Reader;
use super::call::Site;
use crate::model::Spread;
use crate::names::Name;
use crate::value::{CallId, ClassId, Kind, Value};

#[derive(Debug, Default)]
pub(super) struct Options {
    /// Of each parser, the arguments with their defaults.
    arguments: FxHashMap<Value, FxHashMap<Name, Value>>,
    /// The parser that a group or subparser belongs to, and the one that a namespace comes from.
    parser: FxHashMap<Value, Value>,
    /// Objects whose fields are set from outside.
    open: FxHashSet<Value>,
}

impl Options {
    pub(super) fn is_open(&self, object: Value) -> bool {
        self.open.contains(&object)
    }

    /// Whether an object is what a parser gave.
    pub(super) fn is_parsed(&self, object: Value) -> bool {
        self.parser.contains_key(&object)
    }

    fn root(&self, parser: Value) -> Value {
        let mut at = parser;
        for _ in 0..16 {
            match self.parser.get(&at) {
                Some(&outer) => at = outer,
                None => break,
            }
        }
        at
    }
}

/// Methods of a parser that give a part of it.
const GROUPS: &[&str] = &["add_argument_group", "add_mutually_exclusive_group", "add_subparsers", "add_parser"];
const PARSED: &[&str] = &["parse_args", "parse_known_args", "parse_intermixed_args"];
/// Methods that make objects of the classes that a parser was given.
const PARSED_CLASSES: &[&str] = &[
    "parse_args_into_dataclasses",
    "parse_args_and_config",
    "parse_json_file",
    "parse_yaml_file",
    "parse_dict",
    "parse",
];

impl Reader<'_> {
    /// A call of something with a path that may read a class of the text from the command line.
    pub(super) fn read_options(&mut self, path: &str, callee: Value, site: Site) -> Value {
        let last = path.rsplit('.').next().unwrap_or_default();
        let class = site.arguments.iter().find_map(|argument| match *self.kind(argument.value) {
            Kind::Class(class) => Some(class),
            _ => None,
        });
        if let (Some(class), "cli" | "parse" | "CLI" | "run_cli" | "entrypoint" | "wrap") = (class, last) {
            let (_, _) = self.record(callee, site.clone(), true);
            return self.open_object(class, site);
        }
        self.unknown_call(callee, site)
    }

    /// An object of a class whose fields are set from outside.
    fn open_object(&mut self, class: ClassId, site: Site) -> Value {
        let value = self.class_bodies[class.index()].value;
        let site = Site { arguments: Vec::new(), method: None, ..site };
        let (_, object) = self.record(value, site, false);
        self.options.open.insert(object);
        object
    }

    pub(super) fn option_method(&mut self, base: Value, name: &str, callee: Value, site: Site) -> Value {
        let object = self.out.object(base);
        if name == "add_argument" {
            self.add_argument(object, &site);
            return self.record(callee, site, true).1;
        }
        if name == "set_defaults" {
            let root = self.options.root(object);
            for argument in &site.arguments {
                if let Some(name) = argument.name {
                    self.options.arguments.entry(root).or_default().insert(name, argument.value);
                }
            }
            return self.record(callee, site, true).1;
        }
        if GROUPS.contains(&name) {
            let (_, value) = self.record(callee, site, true);
            self.options.parser.insert(value, object);
            return value;
        }
        if PARSED.contains(&name) {
            return self.parse_args(object, name, callee, site);
        }
        if PARSED_CLASSES.contains(&name)
            && let Some(value) = self.parse_classes(object, callee, &site)
        {
            return value;
        }
        self.unknown_call(callee, site)
    }

    fn parse_args(&mut self, object: Value, name: &str, callee: Value, site: Site) -> Value {
        let span = site.span;
        if let Kind::Call(id) = *self.kind(object)
            && matches!(self.kind(self.out.calls[id.index()].callee), Kind::Class(_))
        {
            // `Arguments().parse_args()` of a class of the text.
            self.record(callee, site, true);
            self.options.open.insert(object);
            return object;
        }
        let (_, value) = self.record(callee, site, true);
        self.options.parser.insert(value, object);
        if name == "parse_known_args" {
            let rest = self.unknown(span);
            return self.add(Kind::Tuple(vec![value, rest]), span);
        }
        value
    }

    /// The objects of the classes that a parser was made with: `HfArgumentParser((ModelArguments, TrainingArguments))`.
    fn parse_classes(&mut self, parser: Value, callee: Value, site: &Site) -> Option<Value> {
        let Kind::Call(id) = *self.kind(parser) else { return None };
        let first = self.out.calls[id.index()].arguments.first()?.value;
        let content = self.out.object(first);
        let classes = match self.kind(content).clone() {
            Kind::Tuple(classes) | Kind::List(classes) => classes,
            Kind::Class(_) | Kind::Imported(_) => vec![content],
            _ => return None,
        };
        self.record(callee, site.clone(), true);
        let mut objects = Vec::new();
        for class in classes {
            objects.push(match *self.kind(class) {
                Kind::Class(class) => self.open_object(class, site.clone()),
                _ => {
                    // A class from elsewhere: an object of it, of which only the names are known.
                    let site = Site { arguments: Vec::new(), method: None, ..site.clone() };
                    self.record(class, site, false).1
                }
            });
        }
        Some(self.add(Kind::Tuple(objects), site.span))
    }

    fn add_argument(&mut self, parser: Value, site: &Site) {
        let named = |name: &str| {
            let found = site.arguments.iter().find(|it| it.name.is_some_and(|it| self.out.name(it) == name));
            found.map(|argument| argument.value)
        };
        let flags: Vec<_> = site
            .arguments
            .iter()
            .filter(|argument| argument.name.is_none() && argument.spread != Spread::Named)
            .filter_map(|argument| self.string(argument.value))
            .collect();
        let long = flags.iter().find(|flag| flag.starts_with("--")).or_else(|| flags.first());
        let dest = named("dest").and_then(|dest| self.string(dest));
        let Some(dest) = dest.or_else(|| long.map(|flag| flag.trim_start_matches('-').replace('-', "_").into())) else {
            return;
        };
        let default = named("default");
        let action = named("action").and_then(|action| self.string(action));
        let implied = match action.as_deref() {
            Some("store_true") => Some(Kind::Bool(false)),
            Some("store_false") => Some(Kind::Bool(true)),
            _ => None,
        };
        let default = default.or_else(|| implied.map(|kind| self.add(kind, site.span)));
        let dest = self.out.names.intern(&dest);
        let root = self.options.root(parser);
        let arguments = self.options.arguments.entry(root).or_default();
        if let Some(default) = default {
            arguments.insert(dest, default);
        }
    }

    /// The default of an attribute of what a parser gave.
    pub(super) fn option_default(&self, object: Value, name: Name) -> Option<Value> {
        let parser = self.options.root(object);
        self.parser_default(parser, name, 0)
    }

    fn parser_default(&self, parser: Value, name: Name, depth: u32) -> Option<Value> {
        if let Some(&default) = self.options.arguments.get(&parser).and_then(|arguments| arguments.get(&name)) {
            return Some(default);
        }
        // ArgumentParser(parents=[…])
        let Kind::Call(id) = *self.kind(parser) else { return None };
        let parents = self.out.calls[id.index()].arguments.iter();
        let mut parents = parents.filter(|it| it.name.is_some_and(|it| self.out.name(it) == "parents"));
        let content = self.out.object(parents.next()?.value);
        let Kind::List(parents) = self.kind(content) else { return None };
        if depth > 8 {
            return None;
        }
        parents
            .iter()
            .find_map(|&parent| self.parser_default(self.options.root(self.out.object(parent)), name, depth + 1))
    }

    /// `flags.DEFINE_float("lr", 0.1, "…")`: `FLAGS.lr`.
    pub(super) fn define_flag(&mut self, callee: Value, site: Site) -> Value {
        let mut positional = site.arguments.iter().filter(|argument| argument.name.is_none());
        let name = positional.next().and_then(|argument| self.string(argument.value));
        let named = site.arguments.iter().find(|it| it.name.is_some_and(|it| self.out.name(it) == "default"));
        let default = named.or_else(|| positional.next()).map(|argument| argument.value);
        let span = site.span;
        if let (Some(name), Some(default)) = (name, default) {
            let flag = self.imported(&format!("absl.flags.FLAGS.{name}"), span);
            self.out.defaults.insert(flag, default);
        }
        self.record(callee, site, true).1
    }

    /// The default that `dataclasses.field(default=…)` and its like give, or the value itself.
    pub(super) fn field_default(&mut self, value: Value) -> Option<Value> {
        let Kind::Call(id) = *self.kind(value) else { return Some(value) };
        if !self.is_field(id) {
            return Some(value);
        }
        let call = &self.out.calls[id.index()];
        let named = |name: &str| self.out.argument(call, name, None).map(|argument| argument.value);
        let plain = ["default", "factory"].iter().find_map(|name| named(name));
        let first = || {
            let path = self.out.path(call.callee).unwrap_or_default();
            let takes_first = !path.starts_with("dataclasses.");
            self.out.argument(call, "default", takes_first.then_some(0)).map(|argument| argument.value)
        };
        if let Some(found) = plain.or_else(first) {
            return (!self.is_ellipsis(found)).then_some(found);
        }
        let Kind::Function(factory) = *self.kind(named("default_factory")?) else { return None };
        let super::Body::Expression(body) = self.definitions[factory.index()].body else { return None };
        Some(self.expression(body))
    }

    fn is_ellipsis(&self, value: Value) -> bool {
        *self.kind(value) == Kind::Unknown && self.out.span(value).of(self.text) == "..."
    }

    fn is_field(&self, call: CallId) -> bool {
        let callee = self.out.call(call).callee;
        let path = match *self.kind(callee) {
            Kind::Free(name) => self.out.name(name).to_string(),
            _ => self.out.path(callee).unwrap_or_default(),
        };
        let last = path.rsplit('.').next().unwrap_or_default();
        ["field", "Field", "ib", "attrib", "Option", "Argument", "HfArg"].contains(&last)
    }

    /// What a `click` option says: the name of its parameter and its default.
    pub(super) fn click_option(&mut self, decorator: Value) -> Option<(Name, Option<Value>)> {
        let Kind::Call(id) = *self.kind(decorator) else { return None };
        let call = &self.out.calls[id.index()];
        let path = self.out.path(call.callee)?;
        if !path.ends_with("click.option") && !path.ends_with("click.argument") {
            return None;
        }
        let flags: Vec<_> = call.arguments.iter().filter(|it| it.name.is_none()).collect();
        let flags: Vec<_> = flags.into_iter().filter_map(|argument| self.string(argument.value)).collect();
        let bare = flags.iter().find(|flag| !flag.starts_with('-'));
        let long = bare.or_else(|| flags.iter().find(|flag| flag.starts_with("--"))).or_else(|| flags.first())?;
        let name = long.trim_start_matches('-').split('/').next().unwrap_or_default().replace('-', "_").to_lowercase();
        let default = self.out.argument(call, "default", None).map(|argument| argument.value);
        Some((self.out.names.intern(&name), default))
    }

    pub(super) fn set_open(&mut self, object: Value) {
        self.options.open.insert(object);
    }
}
