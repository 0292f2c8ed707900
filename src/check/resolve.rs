//! One pass over a file that finds out what every name in it refers to, and reports those that
//! refer to nothing.

mod unknown_name;

use std::collections::HashMap;

use super::names::{Definition, DefinitionId, DefinitionKind, Names, Target, Use};
use super::postfix::REPEAT_PARAMETERS;
use super::scope::{self, Entity, Scope};
use super::total;
use super::unit;
use crate::catalogue::words::{Property, SUM, Statistic};
use crate::catalogue::{Parameter, ShapeName, Takes};
use crate::diagnostic::{Code, Diagnostic, Edit, Fix};
use crate::syntax::ast::{
    Arg, Expr, ExprKind, FamilyName, File, Ident, Param, Path, Postfix, PostfixKind, Statement, StatementKind,
};
use crate::text::Span;
use crate::units::Unit;

/// With more findings than this, no more names are looked for that were probably meant: each costs
/// a look at every name.
pub(super) const SUGGESTION_LIMIT: usize = 100;

/// The names of a file. Those that refer to nothing are reported.
pub(super) fn resolve<'a>(
    file: &'a File,
    text: &'a str,
    scope: &Scope<'a>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Names {
    let mut resolver = Resolver::new(text, scope, diagnostics);
    // What is set from outside stands nowhere.
    let written = file.statements.iter().map(|statement| statement.span).find(|span| span.start < span.end);
    resolver.start = written.map_or(0, |span| span.start);
    resolver.file = Some(file);
    let parameters: Vec<_> = file.statements.iter().map(|statement| resolver.define_parameters(statement)).collect();
    for (statement, parameters) in file.statements.iter().zip(&parameters) {
        resolver.statement(statement, parameters);
    }
    Names::new(resolver.definitions, scope.declared.len(), scope.members().collect(), resolver.uses)
}

/// Reports the names of an expression by itself that refer to nothing.
pub(super) fn check_expression(expr: &Expr, text: &str, scope: &Scope<'_>, diagnostics: &mut Vec<Diagnostic>) {
    Resolver::new(text, scope, diagnostics).expression(expr);
}

/// Where a name stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Position {
    Value,
    Callee,
    /// Only a track can stand here.
    Track,
}

struct Resolver<'s, 'a, 'd> {
    text: &'a str,
    scope: &'s Scope<'a>,
    diagnostics: &'d mut Vec<Diagnostic>,
    definitions: Vec<Definition>,
    uses: Vec<Use>,
    /// The parameters of each `def`.
    parameters: HashMap<&'a str, HashMap<&'a str, DefinitionId>>,
    /// The parameters that hold where the pass is, the innermost last.
    locals: Vec<(&'a str, DefinitionId)>,
    in_def: bool,
    /// The statement where the pass is.
    statement: Span,
    /// All statements, where there are any.
    file: Option<&'a File>,
    /// Where a statement may be put before all others.
    start: usize,
    /// The name that the statement defines.
    own: &'a str,
    /// The expression that is all of its statement.
    whole: Option<Span>,
    /// Whether the statement defines a time: a `let`, the run, or how long a unit is.
    defines_time: bool,
    /// Whether a number is taken where the pass is, and no schedule.
    takes_number: bool,
    /// Whether the statement is the rate.
    is_rate: bool,
    /// Whether another error already says what is wrong around here.
    is_excused: bool,
}

impl<'s, 'a, 'd> Resolver<'s, 'a, 'd> {
    fn new(text: &'a str, scope: &'s Scope<'a>, diagnostics: &'d mut Vec<Diagnostic>) -> Self {
        Self {
            text,
            scope,
            diagnostics,
            definitions: scope.declared.clone(),
            uses: Vec::new(),
            parameters: HashMap::new(),
            locals: Vec::new(),
            in_def: false,
            statement: Span::new(0, text.len()),
            file: None,
            start: 0,
            own: "",
            whole: None,
            defines_time: false,
            takes_number: false,
            is_rate: false,
            is_excused: false,
        }
    }

    /// Defines the parameters of a `def`, which calls before it may name.
    fn define_parameters(&mut self, statement: &'a Statement) -> Vec<DefinitionId> {
        let StatementKind::Def { name, params, .. } = &statement.kind else { return Vec::new() };
        let ids: Vec<_> = params.iter().map(|param| self.define_parameter(param, statement.span)).collect();
        // The first of a name, as of the definitions that have one.
        let named = params.iter().zip(&ids).rev().map(|(param, &id)| (param.name.text.as_str(), id)).collect();
        self.parameters.entry(&name.text).or_insert(named);
        ids
    }

    /// A parameter holds from where it is defined to the end of its `def`.
    fn define_parameter(&mut self, param: &Param, statement: Span) -> DefinitionId {
        let own = param.default.as_ref().map_or(param.name.span, |default| param.name.span.to(default.span));
        self.define_local(&param.name, own, Span::new(own.end, statement.end.max(own.end)))
    }

    /// A name that holds in a part of a statement. What hides a word of the language or a unit is reported.
    fn define_local(&mut self, name: &Ident, span: Span, scope: Span) -> DefinitionId {
        self.diagnostics.extend(self.scope.not_free(name));
        let id = DefinitionId(self.definitions.len());
        self.definitions.push(Definition {
            id,
            name: name.text.clone(),
            kind: DefinitionKind::Parameter,
            name_span: name.span,
            span,
            scope: Some(scope),
        });
        id
    }

    fn statement(&mut self, statement: &'a Statement, parameters: &[DefinitionId]) {
        self.is_rate = match &statement.kind {
            StatementKind::Assign { name, .. } => name.text == "lr",
            kind => matches!(kind, StatementKind::Bare(_)),
        };
        self.whole = match &statement.kind {
            StatementKind::Assign { value, .. } | StatementKind::Let { value, .. } | StatementKind::Bare(value) => {
                Some(value.span)
            }
            _ => None,
        };
        self.own = match &statement.kind {
            StatementKind::Assign { name, .. } => &name.text,
            StatementKind::Let { name, .. } | StatementKind::Def { name, .. } | StatementKind::Param { name, .. } => {
                &name.text
            }
            _ => "",
        };
        self.defines_time = match &statement.kind {
            StatementKind::Assign { name, .. } => name.text == "run" || self.scope.unit(&name.text).is_some(),
            StatementKind::Bare(_) => false,
            _ => true,
        };
        self.statement = statement.span;
        match &statement.kind {
            StatementKind::Assign { name, value } if name.text == "tick" => self.tick(value),
            StatementKind::Assign { name, value } => {
                // An equation speaks of a unit of the file's own; one of the language has no other definition.
                if let Some(id) = self.scope.unit(&name.text).and_then(|unit| self.scope.unit_id(unit)) {
                    self.refer(name.span, Target::Definition(id));
                }
                self.expression(value);
            }
            StatementKind::Let { value, .. } | StatementKind::Bare(value) => self.expression(value),
            StatementKind::Family { name, value } => self.family(name, value),
            StatementKind::Param { value, .. } => value.iter().for_each(|value| self.expression(value)),
            StatementKind::Event { times, .. } => times.for_each_expr(&mut |time| self.expression(time)),
            StatementKind::Def { params, body, .. } => {
                self.in_def = true;
                for (param, &id) in params.iter().zip(parameters) {
                    param.default.iter().for_each(|default| self.expression(default));
                    self.locals.push((&param.name.text, id));
                }
                self.expression(body);
                self.locals.clear();
                self.in_def = false;
            }
            StatementKind::Unit(_) => {}
            StatementKind::Expect { left, comparison: Some((_, right)) } => {
                self.measure(left);
                self.measure(right);
            }
            StatementKind::Expect { left, comparison: None } => self.property(left),
        }
    }

    /// The numbers of a family hold in its value, and not in its name.
    fn family(&mut self, name: &'a FamilyName, value: &'a Expr) {
        for braces in name.braces() {
            self.expression(&braces.first);
            self.expression(&braces.last);
        }
        for braces in name.braces() {
            let id = self.define_local(&braces.name, braces.span, value.span);
            self.locals.push((&braces.name.text, id));
        }
        self.expression(value);
        self.locals.clear();
    }

    /// `tick = steps`: the name of a unit, whatever else has that name; all else is an error of its own.
    fn tick(&mut self, value: &'a Expr) {
        if let ExprKind::Name(name) = &value.kind
            && let Some(unit) = self.scope.unit(&name.text)
        {
            return self.refer(name.span, self.unit(unit));
        }
        self.excused(|resolver| resolver.expression(value));
    }

    /// What is looked at without a report.
    fn excused(&mut self, look: impl FnOnce(&mut Self)) {
        let outer = std::mem::replace(&mut self.is_excused, true);
        look(self);
        self.is_excused = outer;
    }

    fn refer(&mut self, span: Span, target: Target) {
        // What was set from outside stands nowhere.
        if span.start < span.end {
            self.uses.push(Use { span, target });
        }
    }

    fn expression(&mut self, expr: &'a Expr) {
        match &expr.kind {
            ExprKind::Name(name) => {
                self.name(name, Position::Value);
            }
            ExprKind::Call { name, args, .. } => self.call(name, args, expr.span),
            ExprKind::Quantity { value, unit } => {
                self.expression(value);
                self.unit_of(value, unit);
            }
            ExprKind::Lambda { param, body } => {
                let id = self.define_local(param, param.span, body.span);
                self.locals.push((&param.text, id));
                self.expression(body);
                self.locals.pop();
            }
            // An error of its own, outside of `expect`.
            ExprKind::Index { of, at, to } => self.excused(|resolver| resolver.index(of, at, to.as_deref())),
            ExprKind::Postfix { operand, words } => self.postfix(operand, words),
            _ => expr.for_each_child(&mut |child| self.expression(child)),
        }
    }

    /// An expression that stands for a number, for several, or for a formula.
    fn number(&mut self, expr: &'a Expr) {
        let outer = std::mem::replace(&mut self.takes_number, true);
        self.expression(expr);
        self.takes_number = outer;
    }

    /// What a unit refers to.
    fn unit(&self, unit: Unit) -> Target {
        self.scope.unit_id(unit).map_or(Target::Unit(unit), Target::Definition)
    }

    /// The unit after a value.
    fn unit_of(&mut self, value: &Expr, name: &Ident) {
        match self.scope.unit(&name.text) {
            // A value from outside has the place of the one that it replaces.
            Some(unit) if self.scope.unit(name.span.of(self.text)) == Some(unit) => {
                self.refer(name.span, self.unit(unit));
            }
            Some(_) => {}
            None if self.is_excused => {}
            None => {
                let is_looked_up = self.diagnostics.len() < SUGGESTION_LIMIT;
                let others = self.file.filter(|_| is_looked_up).map(|file| unit::count_in_others(file, &name.text));
                // A track has no unit, and neither has a factor of it.
                let is_level = self.whole.is_some_and(|whole| whole.start == value.span.start) && !self.defines_time;
                let place = unit::Place {
                    is_level,
                    text: self.text,
                    statement: self.statement,
                    file: self.start,
                    counts_in_others: others.unwrap_or(true),
                    is_looked_up,
                };
                self.diagnostics.extend(self.scope.unknown_unit(value, name, &place));
            }
        }
    }

    /// An operand with the words after it; what cycles run over has a name in all that comes before it.
    fn postfix(&mut self, operand: &'a Expr, words: &'a [Postfix]) {
        let mut inner = words;
        let outer = self.locals.len();
        while let [before @ .., word] = inner {
            self.word(word);
            if let PostfixKind::RepeatOver(over) = &word.kind {
                let whole = over.name.span.to(over.end().span);
                let id = self.define_local(&over.name, whole, Span::new(operand.span.start, word.span.start));
                self.locals.push((&over.name.text, id));
            }
            inner = before;
        }
        self.expression(operand);
        self.locals.truncate(outer);
    }

    fn word(&mut self, word: &'a Postfix) {
        match &word.kind {
            PostfixKind::For(inner)
            | PostfixKind::Until(inner)
            | PostfixKind::Skip(inner)
            | PostfixKind::Every(inner)
            | PostfixKind::RepeatCount(inner) => self.number(inner),
            PostfixKind::Mirror | PostfixKind::Repeat => {}
            PostfixKind::RepeatOver(over) => {
                self.expression(&over.values);
                over.last.iter().for_each(|last| self.expression(last));
            }
            PostfixKind::RepeatArgs { args, .. } => {
                self.arguments(args, |name| REPEAT_PARAMETERS.into_iter().find(|known| *known == name), "repeat");
            }
        }
    }

    /// Finds out what a name refers to.
    fn name(&mut self, name: &'a Path, position: Position) -> Option<Entity<'s, 'a>> {
        let text = name.text.as_str();
        if let Some(&(_, local)) = self.locals.iter().rev().find(|(local, _)| *local == text) {
            self.refer(name.span, Target::Definition(local));
            return None;
        }
        let scope = self.scope;
        let found = scope.lookup(text);
        let target = found.map_or(Target::Unknown, |entity| self.target(entity));
        self.refer(name.span, target);
        if found.is_none() && !self.is_excused {
            self.unknown(name, position);
        }
        found
    }

    fn target(&self, entity: Entity<'_, 'a>) -> Target {
        match entity {
            Entity::Definition(name, _) => self.scope.id(name).map_or(Target::Unknown, Target::Definition),
            Entity::Shape(shape) => Target::Shape(shape.name()),
            Entity::Preset(preset) => Target::Preset(&preset.name),
            Entity::Unit(unit) => self.unit(unit),
            Entity::Function(function) => Target::Function(function.name()),
            Entity::Word(word) => Target::Word(word),
        }
    }

    fn call(&mut self, name: &'a Path, args: &'a [Arg], span: Span) {
        let is_local = self.locals.iter().any(|(local, _)| *local == name.text);
        match self.name(name, Position::Callee) {
            Some(Entity::Definition(_, scope::Definition::Def(_))) => self.arguments_of_def(&name.text, args),
            Some(Entity::Shape(shape)) => self.arguments_of_shape(shape, args),
            Some(Entity::Preset(preset)) => {
                let known =
                    |name: &str| preset.params.iter().map(|param| &*param.name.text).find(|known| *known == name);
                self.arguments(args, known, &preset.name);
            }
            Some(Entity::Function(function)) => {
                let known = |name: &str| function.options().iter().copied().find(|known| *known == name);
                self.arguments(args, known, function.name());
            }
            Some(_) => args.iter().for_each(|arg| self.expression(&arg.value)),
            None if is_local => args.iter().for_each(|arg| self.expression(&arg.value)),
            // Its arguments may be words of its own.
            None => {
                self.translate(name, args, span);
                self.excused(|resolver| args.iter().for_each(|arg| resolver.expression(&arg.value)));
            }
        }
    }

    fn arguments_of_def(&mut self, def: &str, args: &'a [Arg]) {
        for arg in args {
            if let Some(name) = &arg.name {
                let found = self.parameters.get(def).and_then(|parameters| parameters.get(name.text.as_str()));
                self.refer(name.span, found.map_or(Target::Unknown, |&id| Target::Definition(id)));
            }
            self.expression(&arg.value);
        }
    }

    /// Arguments of a callee of the language; `known` are its parameters.
    fn arguments(&mut self, args: &'a [Arg], known: impl Fn(&str) -> Option<&'static str>, callee: &'static str) {
        for arg in args {
            if let Some(name) = &arg.name {
                let target =
                    known(&name.text).map_or(Target::Unknown, |parameter| Target::Argument { callee, parameter });
                self.refer(name.span, target);
            }
            self.expression(&arg.value);
        }
    }

    fn arguments_of_shape(&mut self, shape: ShapeName, args: &'a [Arg]) {
        let mut places = shape.parameters().iter().filter(|parameter| parameter.positional);
        for arg in args {
            let parameter = match &arg.name {
                Some(name) => {
                    let parameter = parameter(shape, &name.text);
                    let target = parameter.map_or(Target::Unknown, |parameter| Target::Argument {
                        callee: shape.name(),
                        parameter: parameter.name,
                    });
                    self.refer(name.span, target);
                    parameter
                }
                None if matches!(arg.value.kind, ExprKind::Lambda { .. }) => None,
                None => places.next(),
            };
            match (parameter.map(|parameter| parameter.takes), &arg.value.kind) {
                // The name of a metric is one of another world.
                (Some(Takes::Metric), _) => {}
                (Some(Takes::Word(words)), ExprKind::Name(name)) => {
                    let word = words.iter().find(|word| **word == name.text);
                    self.refer(name.span, word.map_or(Target::Unknown, |word| Target::Word(word)));
                }
                (None, _) if arg.name.is_some() => self.excused(|resolver| resolver.expression(&arg.value)),
                // That nothing is called so is no news: it cannot stand there at all.
                (None, ExprKind::Name(_)) if follows_metric(shape) => {
                    self.excused(|resolver| resolver.expression(&arg.value));
                }
                (Some(_), ExprKind::Name(name)) if follows_metric(shape) && self.is_unheard_of(name) => {
                    self.refer(name.span, Target::Unknown);
                    let message = format!("nothing is called `{}`, and a metric is given by name", name.text);
                    let unknown = Diagnostic::new(Code::UnknownName, message, name.span);
                    self.diagnostics.push(unknown.suggest(named_metric(name)));
                }
                (Some(_), _) => self.number(&arg.value),
                _ => self.expression(&arg.value),
            }
        }
    }

    fn is_unheard_of(&self, name: &Path) -> bool {
        !self.locals.iter().any(|(local, _)| *local == name.text) && self.scope.lookup(&name.text).is_none()
    }

    /// A side of a comparison in an `expect`.
    fn measure(&mut self, expr: &'a Expr) {
        match &expr.kind {
            ExprKind::Paren(_) | ExprKind::Negate(_) | ExprKind::Sum { .. } | ExprKind::Product { .. } => {
                expr.for_each_child(&mut |child| self.measure(child));
            }
            ExprKind::Index { of, at, to } => self.index(of, at, to.as_deref()),
            ExprKind::Call { .. } if self.is_total(expr) => self.subject(expr),
            ExprKind::Call { name, args, .. } => match (Statistic::named(&name.text), &args[..]) {
                (Some(statistic), [arg]) => {
                    self.refer(name.span, Target::Function(statistic.name()));
                    self.subject(&arg.value);
                }
                // `max` and `min` are functions of numbers too.
                (Some(statistic), args) if self.scope.lookup(statistic.name()).is_none() => {
                    self.refer(name.span, Target::Function(statistic.name()));
                    self.excused(|resolver| args.iter().for_each(|arg| resolver.expression(&arg.value)));
                }
                _ => self.call(name, args, expr.span),
            },
            _ => self.expression(expr),
        }
    }

    /// `decreasing(lr)`
    fn property(&mut self, expr: &'a Expr) {
        if let ExprKind::Call { name, args, .. } = &expr.kind
            && let (Some(property), [arg]) = (Property::named(&name.text), &args[..])
        {
            self.refer(name.span, Target::Function(property.name()));
            return self.subject(&arg.value);
        }
        self.excused(|resolver| resolver.expression(expr));
    }

    /// A track, or a range of one.
    fn subject(&mut self, expr: &'a Expr) {
        match &expr.kind {
            ExprKind::Paren(inner) => self.subject(inner),
            ExprKind::Name(name) => {
                self.name(name, Position::Track);
            }
            ExprKind::Index { of, at, to } => self.index(of, at, to.as_deref()),
            _ => match total::of(expr, self.scope) {
                Some(sum) => self.total(&sum),
                None => self.excused(|resolver| resolver.expression(expr)),
            },
        }
    }

    /// Whether an expression is a sum of tracks.
    fn is_total(&self, expr: &Expr) -> bool {
        total::of(expr, self.scope).is_some()
    }

    /// A sum of the tracks below a name, which stands for a family where it is that of one.
    fn total(&mut self, sum: &total::Sum<'a>) {
        self.refer(sum.name.span, Target::Function(SUM));
        let Some(prefix) = sum.prefix() else {
            return self.excused(|resolver| sum.args.iter().for_each(|arg| resolver.expression(&arg.value)));
        };
        let family = self.scope.families.iter().find(|family| family.head == prefix.text);
        let member = family.and_then(|family| family.members.first());
        if let Some(id) = member.and_then(|member| self.scope.id(&member.name)) {
            self.refer(prefix.span, Target::Definition(id));
        }
    }

    /// A track, or a sum of some, at a time or over a range.
    fn index(&mut self, of: &'a Expr, at: &'a Expr, to: Option<&'a Expr>) {
        self.subject(of);
        self.expression(at);
        to.into_iter().for_each(|to| self.expression(to));
    }
}

/// Whether a shape takes the name of a metric.
pub(super) fn follows_metric(shape: ShapeName) -> bool {
    shape.parameters().iter().any(|parameter| matches!(parameter.takes, Takes::Metric))
}

/// The name of a metric that is given by place, by its own name.
pub(super) fn named_metric(name: &Path) -> Fix {
    Fix::unsafely(format!("write `metric={}`", name.text), vec![Edit::insert(name.span.start, "metric=")])
}

/// The parameter of a shape that an argument names, in the words of the language or of PyTorch.
fn parameter(shape: ShapeName, name: &str) -> Option<&'static Parameter> {
    let name = super::pytorch::parameter(shape, name).unwrap_or(name);
    shape.parameters().iter().find(|parameter| parameter.name == name)
}
