//! Values of a script as expressions, with names for what it leaves open.

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::{BTreeSet, HashMap};

use python_calls::{CallId, EventKind, Kind, Name, Number, Operator, Reading, Value};

use super::expression::{Expression, Operation};
use super::model::{Reason, place};
use super::parameters::{Constant, Parameter, Parameters, Settings};
use super::{reached, walk};
use crate::text::Span;

/// Turns values into expressions.
pub(super) struct Resolver<'r> {
    pub(super) reading: &'r Reading,
    settings: &'r Settings,
    parameters: RefCell<Parameters>,
    /// How many more values the question that is being answered may look at; `None` between questions.
    left: Cell<Option<usize>>,
    bindings: OnceCell<Bindings>,
}

/// Which values the names of a script are given.
#[derive(Default)]
struct Bindings {
    /// The names, in the order in which they are given a value first.
    names: Vec<Name>,
    /// For each of the names, its values in order.
    values: Vec<Vec<Value>>,
    /// For each value, and for what it hands on, the names that hold it.
    holders: HashMap<Value, BTreeSet<usize>>,
}

impl Bindings {
    fn of(reading: &Reading) -> Self {
        let mut found = Self::default();
        let mut indices = HashMap::new();
        for event in reading.events() {
            let EventKind::Bind { name, value } = event.kind else { continue };
            let index = *indices.entry(name).or_insert_with(|| {
                found.names.push(name);
                found.values.push(Vec::new());
                found.names.len() - 1
            });
            found.values[index].push(value);
            for held in [value, reading.object(value)] {
                found.holders.entry(held).or_default().insert(index);
            }
        }
        found
    }
}

/// What holds where a value is looked at.
#[derive(Clone, Copy, Default)]
pub(super) struct Scope<'s> {
    /// The tests around it, and how they come out.
    pub(super) tests: &'s [(Value, bool)],
    /// What stands for a value that is no constant: the tick, in a function of it.
    pub(super) inputs: Option<&'s dyn Fn(Value) -> Option<Expression>>,
}

/// The longest spelling that a parameter may have.
const LONGEST: usize = 80;
/// How many values one question may look at, and parts an expression may have: what a name stands for may be used
/// twice in what the next name stands for, and so on.
const MOST: usize = 1000;

impl<'r> Resolver<'r> {
    pub(super) fn new(reading: &'r Reading, settings: &'r Settings) -> Self {
        Self { reading, settings, parameters: RefCell::default(), left: Cell::default(), bindings: OnceCell::new() }
    }

    pub(super) fn into_parameters(self) -> Vec<Parameter> {
        self.parameters.into_inner().into_found()
    }

    /// A value without what hands it on, in the arm that these tests choose, and else in the one that holds at the
    /// values of the parameters.
    pub(super) fn settled(&self, value: Value, scope: Scope<'_>) -> Value {
        let mut value = value;
        loop {
            value = self.reading.under(self.reading.object(value), scope.tests);
            let Kind::Conditional { test, then, otherwise } = *self.reading.kind(value) else { return value };
            match self.truth(test, scope) {
                Some(true) => value = then,
                Some(false) => value = otherwise,
                None => return value,
            }
        }
    }

    /// A value as an expression.
    pub(super) fn expression(&self, value: Value, scope: Scope<'_>) -> Result<Expression, Reason> {
        self.bounded(|| self.deep(value, scope, 0))
    }

    /// Answers a question, which may ask others, within one bound.
    fn bounded<T>(&self, question: impl FnOnce() -> T) -> T {
        let around = self.left.get();
        self.left.set(around.or(Some(MOST)));
        let answer = question();
        if around.is_none() {
            self.left.set(None);
        }
        answer
    }

    /// Spends a part of the bound; `None` where it is used up.
    fn spend(&self, values: usize) -> Option<()> {
        let left = self.left.get()?.checked_sub(values);
        self.left.set(Some(left.unwrap_or(0)));
        left.map(drop)
    }

    fn deep(&self, value: Value, scope: Scope<'_>, depth: usize) -> Result<Expression, Reason> {
        let input = |value: Value| scope.inputs.and_then(|inputs| inputs(value));
        let settled = self.settled(value, scope);
        let given = input(value).or_else(|| input(settled));
        let value = settled;
        let unknown = |why: &str| Err(Reason::new(why.to_string(), self.place(value)));
        let too_large = "the arithmetic is too large";
        if depth > 60 || self.spend(given.as_ref().map_or(1, Expression::size)).is_none() {
            return unknown(too_large);
        }
        if let Some(given) = given {
            return Ok(given);
        }
        if let Some(number) = self.reading.number(value) {
            return Ok(Expression::Number(number));
        }
        let part = |part: Value| self.deep(part, scope, depth + 1);
        match self.reading.kind(value) {
            Kind::Negative(inner) => Ok(Expression::binary(Operation::Subtract, Expression::whole(0), part(*inner)?)),
            Kind::Binary(operator, left, right) => {
                let operation = match operator {
                    Operator::Add => Operation::Add,
                    Operator::Subtract => Operation::Subtract,
                    Operator::Multiply => Operation::Multiply,
                    Operator::Divide => Operation::Divide,
                    Operator::Power => Operation::Power,
                    Operator::FloorDivide => return Ok(floored(part(*left)?, part(*right)?)),
                    Operator::Modulo => {
                        let (left, right) = (part(*left)?, part(*right)?);
                        // Both are written twice.
                        if self.spend(left.size() + right.size()).is_none() {
                            return unknown(too_large);
                        }
                        return Ok(left.clone().minus(right.clone().times(floored(left, right))));
                    }
                    _ => return unknown("a comparison is not a number"),
                };
                Ok(Expression::binary(operation, part(*left)?, part(*right)?))
            }
            Kind::Call(id) => self.call(*id, value, scope, depth),
            Kind::Imported(path) if ["math.pi", "numpy.pi", "torch.pi"].contains(&self.reading.name(*path)) => {
                Ok(Expression::Call("pi", Vec::new()))
            }
            Kind::Conditional { test, .. } => match self.variable(value) {
                Some(variable) => Ok(Expression::Parameter(self.named(&variable, None, self.place(value)).0)),
                None => Err(Reason::new(
                    format!("its value depends on `{}`, which is not known", self.reading.spell(*test)),
                    self.place(*test),
                )),
            },
            Kind::Parameter { .. }
            | Kind::Attribute { .. }
            | Kind::Item { .. }
            | Kind::Free(_)
            | Kind::Imported(_)
            | Kind::Starred { .. } => self.parameter(value, scope),
            Kind::Length(of) => self.length(*of, value, scope),
            Kind::Any(items) if items.iter().all(|&item| self.is_constant(item)) => {
                let known = |item: &&Value| self.truth(**item, scope) != Some(false);
                match items.iter().find(known) {
                    Some(&first) if self.truth(first, scope) == Some(true) => part(first),
                    _ => self.parameter(value, scope),
                }
            }
            Kind::Each { .. } | Kind::Index(_) | Kind::Element(_) | Kind::Carried(_) | Kind::After { .. } => {
                unknown("it changes while the script runs")
            }
            Kind::Input { .. } => unknown("it is the argument of a function"),
            Kind::None => unknown("it is `None`"),
            Kind::Text(_) => unknown("it is a string"),
            _ => unknown("it is not arithmetic of numbers and names"),
        }
    }

    fn call(&self, id: CallId, value: Value, scope: Scope<'_>, depth: usize) -> Result<Expression, Reason> {
        let call = self.reading.call(id);
        let arguments: Vec<Value> = call.arguments.iter().map(|argument| argument.value).collect();
        let numbers = || -> Result<Vec<Expression>, Reason> {
            arguments.iter().map(|&argument| self.deep(argument, scope, depth + 1)).collect()
        };
        if let Some(count) = reached::count(self, id, scope) {
            return Ok(count);
        }
        let path = self.reading.path(call.callee).unwrap_or_default();
        let name = path.rsplit('.').next().unwrap_or_default();
        let known =
            ["builtins.", "math.", "numpy.", "torch.", "jax.numpy."].iter().any(|module| path.starts_with(module))
                && path.matches('.').count() <= 2;
        let function = match name {
            "int" | "trunc" | "floor" => Some("floor"),
            "ceil" => Some("ceil"),
            "round" | "rint" if arguments.len() == 1 => Some("round"),
            "abs" | "fabs" => Some("abs"),
            "min" | "minimum" => Some("min"),
            "max" | "maximum" => Some("max"),
            "sqrt" => Some("sqrt"),
            "exp" => Some("exp"),
            "log" if arguments.len() == 1 => Some("log"),
            "sin" => Some("sin"),
            "cos" => Some("cos"),
            "tanh" => Some("tanh"),
            _ => None,
        };
        match (known, function, name) {
            (true, Some(function @ ("min" | "max")), _) if arguments.len() == 1 => {
                match self.reading.kind(self.settled(arguments[0], scope)) {
                    Kind::Tuple(items) | Kind::List(items) => {
                        let items: Result<Vec<_>, _> =
                            items.iter().map(|&item| self.deep(item, scope, depth + 1)).collect();
                        Ok(Expression::Call(function, items?))
                    }
                    _ => self.parameter(value, scope),
                }
            }
            (true, Some(function), _) if !arguments.is_empty() => {
                let numbers = numbers()?;
                match (name, numbers.as_slice()) {
                    // A whole number is its own floor.
                    ("int", [whole]) if is_whole(whole) => Ok(whole.clone()),
                    _ => Ok(Expression::Call(function, numbers)),
                }
            }
            (true, None, "float" | "tensor" | "float32" | "float64") if arguments.len() == 1 => {
                numbers().map(|mut numbers| numbers.remove(0))
            }
            (true, None, "pow" | "power") if arguments.len() == 2 => {
                let mut numbers = numbers()?;
                let power = numbers.remove(1);
                Ok(Expression::binary(Operation::Power, numbers.remove(0), power))
            }
            _ => self.parameter(value, scope),
        }
    }

    /// The number of items of what is known, or a parameter `len(…)`.
    fn length(&self, of: Value, value: Value, scope: Scope<'_>) -> Result<Expression, Reason> {
        let settled = self.settled(of, scope);
        match self.reading.kind(settled) {
            Kind::Tuple(items) | Kind::List(items) => {
                Ok(Expression::whole(i64::try_from(items.len()).unwrap_or(i64::MAX)))
            }
            Kind::Conditional { .. } => self.parameter(value, scope),
            _ => {
                let spelling = format!("len({})", self.reading.spell(settled));
                if is_long(&spelling) {
                    return self.parameter(value, scope);
                }
                let default = self.reading.default(value).and_then(|default| self.constant(default));
                Ok(Expression::Parameter(self.named(&spelling, default, self.place(value)).0))
            }
        }
    }

    /// The value of an expression at the values of the parameters.
    pub(super) fn value(&self, expression: &Expression) -> Option<f64> {
        let parameters = self.parameters.borrow();
        expression.value(&|name| super::model::value_of(parameters.known(), name))
    }

    /// Whether a value is the same whenever it is looked at.
    pub(super) fn is_constant(&self, value: Value) -> bool {
        !walk::any(value, |value, parts| match self.reading.kind(value) {
            Kind::Index(_)
            | Kind::Element(_)
            | Kind::Carried(_)
            | Kind::After { .. }
            | Kind::Each { .. }
            | Kind::Input { .. }
            | Kind::Unknown
            | Kind::Unbound => true,
            Kind::Call(id) => {
                let call = self.reading.call(*id);
                parts.extend(call.arguments.iter().map(|argument| argument.value));
                !self.reading.loops_around(call.context).is_empty()
            }
            kind => {
                kind.parts(|part| parts.push(part));
                false
            }
        })
    }

    /// The variable that holds what is too long to be a name itself, where nothing else is called so.
    fn variable(&self, value: Value) -> Option<String> {
        if !self.is_constant(value) {
            return None;
        }
        let arms: Vec<Value> = self.reading.arms(value).into_iter().map(|(_, arm)| arm).collect();
        let is_arm = |held: Value| arms.contains(&self.reading.object(held));
        let bindings = self.bindings.get_or_init(|| Bindings::of(self.reading));
        // What each arm gives a value to, and nothing else does.
        let is_its = |held: &[Value]| {
            let gives = |arm: &Value| held.iter().any(|&held| self.reading.object(held) == *arm);
            held.iter().all(|&held| held == value || is_arm(held)) && (arms.iter().all(gives) || held.contains(&value))
        };
        let holders = [Some(&value), arms.first()].into_iter().flatten().filter_map(|held| bindings.holders.get(held));
        let holder = holders.flatten().filter(|&&index| is_its(&bindings.values[index])).min();
        holder.map(|&index| self.reading.name(bindings.names[index]).to_string()).or_else(|| self.place_of_arms(&arms))
    }

    /// `params["lr"]`, where one arm is what it was and the others are what it has been set to.
    fn place_of_arms(&self, arms: &[Value]) -> Option<String> {
        let is_set = |base: Value, key: Value, arm: Value| {
            self.reading.events().iter().any(|event| match event.kind {
                EventKind::SetItem { base: of, key: at, value, .. } => {
                    self.reading.is_same(of, base) && self.reading.is_same(at, key) && self.reading.object(value) == arm
                }
                _ => false,
            })
        };
        arms.iter().find_map(|&own| {
            let Kind::Item { base, key } = *self.reading.kind(own) else { return None };
            let set = arms.len() > 1 && arms.iter().all(|&arm| arm == own || is_set(base, key, arm));
            set.then(|| self.reading.spell(own))
        })
    }

    /// A value that the script leaves open, under its own spelling.
    fn parameter(&self, value: Value, scope: Scope<'_>) -> Result<Expression, Reason> {
        let spelling = self.reading.spell(value);
        let wrong = |why: String| Err(Reason::new(why, self.place(value)));
        if self.is_of_tick(value, scope) {
            return wrong(format!("`{spelling}` depends on the tick, and is not arithmetic of it"));
        }
        let spelling = match is_long(&spelling).then(|| self.variable(value)) {
            Some(Some(variable)) => variable,
            Some(None) => return wrong("it is not known before the script runs".to_string()),
            None => spelling,
        };
        let default = self.reading.default(value).and_then(|default| self.constant(default));
        let constant = self.named(&spelling, default, self.place(value));
        match constant.1 {
            Some(Constant::Word(_) | Constant::None) => wrong(format!("`{spelling}` is not a number")),
            _ => Ok(Expression::Parameter(constant.0)),
        }
    }

    /// Whether what stands for no constant is in a value.
    fn is_of_tick(&self, value: Value, scope: Scope<'_>) -> bool {
        walk::any(value, |value, parts| match self.reading.kind(value) {
            _ if scope.inputs.and_then(|inputs| inputs(value)).is_some_and(|input| input.has_tick()) => true,
            Kind::Call(id) => {
                let call = self.reading.call(*id);
                parts.extend(call.method.map(|(on, _)| on));
                parts.extend(call.arguments.iter().map(|argument| argument.value));
                false
            }
            kind => {
                kind.parts(|part| parts.push(part));
                false
            }
        })
    }

    /// The name and the value of a parameter with this spelling.
    pub(super) fn named(&self, spelling: &str, default: Option<Constant>, span: Span) -> (String, Option<Constant>) {
        let mut parameters = self.parameters.borrow_mut();
        let parameter = parameters.find(spelling, default, span, self.settings);
        (parameter.name.clone(), parameter.value.clone())
    }

    /// A literal, or arithmetic of literals.
    pub(super) fn constant(&self, value: Value) -> Option<Constant> {
        match self.reading.kind(value) {
            Kind::None => Some(Constant::None),
            Kind::Bool(flag) => Some(Constant::Flag(*flag)),
            Kind::Text(text) => Some(Constant::Word(self.reading.name(*text).to_string())),
            _ => self.reading.number(value).map(Constant::Number),
        }
    }

    /// What a value is at the values of the parameters.
    pub(super) fn at_defaults(&self, value: Value, scope: Scope<'_>) -> Option<Constant> {
        let value = self.settled(value, scope);
        if let Some(constant) = self.constant(value) {
            return Some(constant);
        }
        match self.reading.kind(value) {
            Kind::Parameter { .. } | Kind::Attribute { .. } | Kind::Item { .. } | Kind::Free(_) => {
                let spelling = self.reading.spell(value);
                let default = self.reading.default(value).and_then(|default| self.constant(default));
                let set = self.settings.get(&spelling, "").cloned();
                if default.is_none() && set.is_none() {
                    return None;
                }
                self.named(&spelling, default, self.place(value)).1
            }
            Kind::Call(_) => {
                let call = self.reading.default(value).and_then(|default| self.constant(default));
                call.or_else(|| self.number(value))
            }
            _ => self.number(value),
        }
    }

    fn number(&self, value: Value) -> Option<Constant> {
        let parameter = |part: Value| -> Option<Number> {
            match self.reading.kind(part) {
                Kind::Parameter { .. } | Kind::Attribute { .. } | Kind::Item { .. } if part != value => {
                    self.at_defaults(part, Scope::default())?.number()
                }
                _ => None,
            }
        };
        self.reading.number_with(value, &parameter).map(Constant::Number)
    }

    /// How a test comes out: by the tests around it, or at the values of the parameters.
    pub(super) fn truth(&self, test: Value, scope: Scope<'_>) -> Option<bool> {
        self.bounded(|| self.outcome(test, scope))
    }

    fn outcome(&self, test: Value, scope: Scope<'_>) -> Option<bool> {
        self.spend(1)?;
        if let Some(truth) = self.reading.truth_under(test, scope.tests) {
            return Some(truth);
        }
        match self.reading.kind(test) {
            Kind::Not(inner) => Some(!self.truth(*inner, scope)?),
            Kind::All(items) => {
                let truths: Vec<_> = items.iter().map(|&item| self.truth(item, scope)).collect();
                if truths.contains(&Some(false)) {
                    Some(false)
                } else {
                    truths.iter().all(Option::is_some).then_some(true)
                }
            }
            Kind::Any(items) => {
                let truths: Vec<_> = items.iter().map(|&item| self.truth(item, scope)).collect();
                if truths.contains(&Some(true)) {
                    Some(true)
                } else {
                    truths.iter().all(Option::is_some).then_some(false)
                }
            }
            Kind::Binary(operator @ (Operator::In | Operator::NotIn), item, list) => {
                let item = self.at_defaults(*item, scope)?;
                let holds = match self.reading.kind(self.settled(*list, scope)) {
                    Kind::Tuple(items) | Kind::List(items) => {
                        let items: Option<Vec<_>> = items.iter().map(|&item| self.at_defaults(item, scope)).collect();
                        items?.contains(&item)
                    }
                    Kind::Text(text) => match &item {
                        Constant::Word(word) => self.reading.name(*text).contains(word.as_str()),
                        _ => return None,
                    },
                    _ => match (&item, self.at_defaults(*list, scope)?) {
                        (Constant::Word(part), Constant::Word(whole)) => whole.contains(part.as_str()),
                        _ => return None,
                    },
                };
                Some(holds == (*operator == Operator::In))
            }
            Kind::Binary(operator, left, right) => {
                let (left, right) = (self.at_defaults(*left, scope)?, self.at_defaults(*right, scope)?);
                compare(*operator, &left, &right)
            }
            _ => Some(match self.at_defaults(test, scope)? {
                Constant::Flag(flag) => flag,
                Constant::None => false,
                Constant::Number(number) => number.as_f64() != 0.0,
                Constant::Word(word) => !word.is_empty(),
            }),
        }
    }

    pub(super) fn place(&self, value: Value) -> Span {
        place(self.reading.span(value))
    }
}

fn compare(operator: Operator, left: &Constant, right: &Constant) -> Option<bool> {
    let order = match (left.number(), right.number()) {
        (Some(left), Some(right)) => left.compare(right),
        _ => None,
    };
    Some(match operator {
        Operator::Equal | Operator::Is => order.map_or(left == right, std::cmp::Ordering::is_eq),
        Operator::NotEqual | Operator::IsNot => !order.map_or(left == right, std::cmp::Ordering::is_eq),
        Operator::Less => order?.is_lt(),
        Operator::LessEqual => order?.is_le(),
        Operator::Greater => order?.is_gt(),
        Operator::GreaterEqual => order?.is_ge(),
        _ => return None,
    })
}

/// Whether a spelling is too long for a parameter.
fn is_long(spelling: &str) -> bool {
    spelling.len() > LONGEST || spelling.contains(['…', '\n'])
}

fn floored(left: Expression, right: Expression) -> Expression {
    let quotient = left.over(right);
    if is_whole(&quotient) { quotient } else { Expression::Call("floor", vec![quotient]) }
}

/// Whether it is a whole number for sure.
fn is_whole(expression: &Expression) -> bool {
    match expression {
        Expression::Number(Number::Int(_)) | Expression::Call("floor" | "ceil" | "round", _) => true,
        Expression::Binary(Operation::Add | Operation::Subtract | Operation::Multiply, a, b) => {
            is_whole(a) && is_whole(b)
        }
        _ => false,
    }
}
