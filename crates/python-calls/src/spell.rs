//! Values in the words of the script.

use std::fmt::Write as _;

use crate::reading::Reading;
use crate::value::{Kind, Operator, Value};

/// Where a spelling stops, in bytes, and how deeply it looks.
const LONGEST: usize = 400;
const DEEPEST: u32 = 40;

impl Reading {
    /// A value as the script spells it, by which a parameter is set: `args.epochs`, `len(train_loader)`,
    /// `config["lr"]`, `epochs * len(train_loader)`. What is not known is spelled as its place in the text is.
    pub fn spell(&self, value: Value) -> String {
        let mut speller = Speller { reading: self, text: String::new(), ids: false };
        speller.value(value, 0, 0);
        speller.text
    }

    /// As [`Reading::spell`], with the numbers of calls and loops and the defaults of parameters.
    pub(crate) fn describe(&self, value: Value) -> String {
        let mut speller = Speller { reading: self, text: String::new(), ids: true };
        speller.value(value, 0, 0);
        speller.text
    }
}

struct Speller<'a> {
    reading: &'a Reading,
    text: String,
    ids: bool,
}

/// How tightly an operator binds.
fn binding(operator: Operator) -> u32 {
    match operator {
        Operator::Power => 7,
        Operator::Multiply | Operator::Divide | Operator::FloorDivide | Operator::Modulo | Operator::Other => 5,
        Operator::Add | Operator::Subtract => 4,
        Operator::BitOr => 3,
        _ => 2,
    }
}

impl Speller<'_> {
    fn push(&mut self, text: &str) {
        if self.text.len() <= LONGEST {
            self.text.push_str(text);
            if self.text.len() > LONGEST {
                self.text.push('…');
            }
        }
    }

    fn list(&mut self, open: &str, items: &[Value], between: &str, close: &str, depth: u32) {
        self.push(open);
        for (place, &item) in items.iter().enumerate() {
            if self.text.len() > LONGEST {
                return;
            }
            if place > 0 {
                self.push(between);
            }
            self.value(item, 0, depth);
        }
        self.push(close);
    }

    fn value(&mut self, value: Value, outer: u32, depth: u32) {
        if depth > DEEPEST || self.text.len() > LONGEST {
            return self.push("…");
        }
        let depth = depth + 1;
        let reading = self.reading;
        match reading.kind(value) {
            Kind::None => self.push("None"),
            Kind::Bool(value) => self.push(if *value { "True" } else { "False" }),
            Kind::Int(number) => self.push(&number.to_string()),
            Kind::Float(number) => self.push(&float(*number)),
            Kind::Text(text) => self.push(&format!("{:?}", reading.name(*text))),
            Kind::Tuple(items) if items.len() == 1 => self.list("(", items, ", ", ",)", depth),
            Kind::Tuple(items) => self.list("(", items, ", ", ")", depth),
            Kind::List(items) => self.list("[", items, ", ", "]", depth),
            Kind::Dict(entries) => self.dict(entries, depth),
            Kind::Each { over, element } => {
                self.push("[");
                self.value(*element, 0, depth);
                self.push(&format!(" for each of L{}]", over.0));
            }
            Kind::Imported(path) => {
                let path = reading.name(*path);
                self.push(path.strip_prefix("builtins.").unwrap_or(path));
            }
            Kind::Starred { name, .. } | Kind::Free(name) | Kind::Input { name, .. } => self.push(reading.name(*name)),
            Kind::Parameter { name, .. } => {
                self.push(reading.name(*name));
                self.default(value, depth);
            }
            Kind::Function(id) => {
                let function = reading.function(*id);
                self.push(reading.name(function.name));
                if let (true, Some(result)) = (self.ids, function.result) {
                    self.push(" -> ");
                    self.value(result, 2, depth);
                }
            }
            Kind::Class(id) => self.push(reading.name(reading.class(*id).name)),
            Kind::Method { function, receiver } => {
                self.value(*receiver, 9, depth);
                self.push(".");
                self.push(reading.name(reading.function(*function).name));
            }
            Kind::Super { receiver, .. } => {
                self.push("super of ");
                self.value(*receiver, 9, depth);
            }
            Kind::Call(id) => self.call(value, *id, depth),
            Kind::Through { object, call } => {
                self.value(*object, 9, depth);
                if self.ids {
                    self.push(&format!(" through #{}", call.0));
                }
            }
            Kind::Attribute { base, name } => {
                self.value(*base, 9, depth);
                self.push(".");
                self.push(reading.name(*name));
                self.default(value, depth);
            }
            Kind::Item { base, key } => {
                self.value(*base, 9, depth);
                self.list("[", &[*key], "", "]", depth);
                self.default(value, depth);
            }
            Kind::Slice { base, parts } => self.slice(*base, parts, depth),
            Kind::Length(of) => self.list("len(", &[*of], "", ")", depth),
            Kind::Negative(inner) => {
                self.push("-");
                self.value(*inner, 6, depth);
            }
            Kind::Not(inner) => {
                self.push("not ");
                self.value(*inner, 3, depth);
            }
            Kind::Binary(operator, left, right) => self.binary(*operator, *left, *right, outer, depth),
            Kind::All(tests) => self.joined(tests, " and ", outer, depth),
            Kind::Any(tests) => self.joined(tests, " or ", outer, depth),
            Kind::Conditional { test, then, otherwise } => {
                self.push("(");
                self.value(*then, 1, depth);
                self.push(" if ");
                self.value(*test, 1, depth);
                self.push(" else ");
                self.value(*otherwise, 1, depth);
                self.push(")");
            }
            Kind::Index(id) => self.loop_part(value, "index", id.0),
            Kind::Element(id) => self.loop_part(value, "item", id.0),
            Kind::Carried(id) if self.ids && reading.is_unchanged(*id) => {
                self.value(reading.carried(*id).start, outer, depth);
            }
            Kind::Carried(id) => {
                let name = reading.name(reading.carried(*id).name);
                self.push(name);
                if self.ids {
                    self.push(&format!("@L{}", reading.carried(*id).over.0));
                }
            }
            Kind::After { over, value } if self.ids => {
                self.push(&format!("after L{}(", over.0));
                self.value(*value, 0, depth);
                self.push(")");
            }
            Kind::After { value, .. } => self.value(*value, outer, depth),
            Kind::Format(parts) => self.list("f(", parts, ", ", ")", depth),
            Kind::Unbound => self.push("unbound"),
            Kind::Unknown => self.written(value),
        }
    }

    fn default(&mut self, value: Value, depth: u32) {
        if let (true, Some(default)) = (self.ids, self.reading.default(value)) {
            self.push("{");
            self.value(default, 0, depth);
            self.push("}");
        }
    }

    fn dict(&mut self, entries: &[(Value, Value)], depth: u32) {
        self.push("{");
        for (place, &(key, value)) in entries.iter().enumerate() {
            if self.text.len() > LONGEST {
                return;
            }
            if place > 0 {
                self.push(", ");
            }
            self.value(key, 0, depth);
            self.push(": ");
            self.value(value, 0, depth);
        }
        self.push("}");
    }

    /// An object by its name; what a function computed by its call.
    fn call(&mut self, value: Value, id: crate::value::CallId, depth: u32) {
        let call = self.reading.call(id);
        let computes = call.method.is_none()
            && self
                .reading
                .path(call.callee)
                .is_some_and(|path| path.starts_with("builtins.") || path.starts_with("math."));
        if computes {
            self.value(call.callee, 9, depth);
            let values: Vec<Value> = call.arguments.iter().map(|argument| argument.value).collect();
            return self.list("(", &values, ", ", ")", depth);
        }
        match call.name {
            Some(name) => self.push(self.reading.name(name)),
            None if !self.ids => self.written(value),
            None => {}
        }
        if self.ids {
            self.push(&format!("#{}", id.0));
        }
        self.default(value, depth);
    }

    fn slice(&mut self, base: Value, parts: &[Option<Value>; 3], depth: u32) {
        self.value(base, 9, depth);
        self.push("[");
        for (place, part) in parts.iter().enumerate() {
            if place == 1 || (place == 2 && part.is_some()) {
                self.push(":");
            }
            if let Some(part) = part {
                self.value(*part, 0, depth);
            }
        }
        self.push("]");
    }

    fn binary(&mut self, operator: Operator, left: Value, right: Value, outer: u32, depth: u32) {
        let own = binding(operator);
        if own < outer {
            self.push("(");
        }
        let right_side = operator == Operator::Power;
        self.value(left, own + u32::from(right_side), depth);
        let _ = write!(self.text, " {operator} ");
        self.value(right, own + u32::from(!right_side), depth);
        if own < outer {
            self.push(")");
        }
    }

    fn joined(&mut self, tests: &[Value], between: &str, outer: u32, depth: u32) {
        let (open, close) = if outer > 1 { ("(", ")") } else { ("", "") };
        self.push(open);
        for (place, &test) in tests.iter().enumerate() {
            if self.text.len() > LONGEST {
                return;
            }
            if place > 0 {
                self.push(between);
            }
            self.value(test, 2, depth);
        }
        self.push(close);
    }

    fn loop_part(&mut self, value: Value, what: &str, id: u32) {
        if self.ids {
            self.push(&format!("{what} of L{id}"));
        } else {
            self.written(value);
        }
    }

    /// As it stands in the text, on one line.
    fn written(&mut self, value: Value) {
        let written = self.reading.span(value).of(self.reading.text());
        let line: Vec<&str> = written.split_whitespace().take(40).collect();
        let line = line.join(" ");
        self.push(if line.is_empty() { "?" } else { &line });
    }
}

fn float(number: f64) -> String {
    let plain = format!("{number:?}");
    plain.replace("inf", "float(\"inf\")").replace("NaN", "float(\"nan\")")
}
