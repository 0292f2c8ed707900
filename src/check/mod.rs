//! From the tree as written to schedules without a place: names, kinds, units.

mod arguments;
mod arithmetic;
mod bind;
mod evaluate;
mod expect;
pub(crate) mod form;
mod formula;
mod function;
mod names;
mod postfix;
pub(crate) mod preset;
mod pytorch;
mod scope;
mod shape;
pub(crate) mod suggest;
mod value;

use std::collections::HashSet;
use std::rc::Rc;

pub(crate) use evaluate::out_of_range;
use evaluate::{Evaluator, Locals};
pub(crate) use expect::{Expectation, Expected, Index, Measure, Property, Statistic};
use form::Form;
use scope::Scope;
pub(crate) use suggest::closest;
use value::Value;

use crate::diagnostic::{Code, Diagnostic, Edit, Fix};
use crate::syntax::ast::{Expr, ExprKind, File, Statement};
use crate::text::Span;
use crate::units::{Duration, Equation, EquationError, Ratio, Time, Unit, Units};

/// A file whose names are resolved and whose kinds are checked.
#[derive(Debug)]
pub(crate) struct Checked {
    pub(crate) tracks: Vec<CheckedTrack>,
    pub(crate) run: Declared<Run>,
    /// The unit of a tick, where the file names one.
    pub(crate) tick: Option<Unit>,
    pub(crate) units: Units,
    pub(crate) expectations: Vec<Expectation>,
    pub(crate) diagnostics: Vec<Diagnostic>,
}

/// What a file says of something that it may leave out.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Declared<T> {
    /// It says nothing.
    Nothing,
    /// It says something that is wrong, which has been reported.
    Wrong,
    /// It says this.
    Value(T),
}

impl<T> Declared<T> {
    /// What an evaluation came to of something that the file does say.
    fn of(value: Option<T>) -> Self {
        value.map_or(Self::Wrong, Self::Value)
    }

    /// What it says, if that is right.
    pub(crate) fn value(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Nothing | Self::Wrong => None,
        }
    }
}

/// How long the run is, and where the file says so.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Run {
    pub(crate) length: Time,
    pub(crate) span: Span,
}

/// A track without a place.
#[derive(Debug)]
pub(crate) struct CheckedTrack {
    pub(crate) name: String,
    pub(crate) span: Span,
    /// The place of its value.
    pub(crate) value: Span,
    /// `None` where an error has been reported.
    pub(crate) form: Option<Rc<Form>>,
    /// The base that is declared for it.
    pub(crate) base: Declared<DeclaredBase>,
}

/// A declared base.
#[derive(Clone, Copy, Debug)]
pub(crate) struct DeclaredBase {
    pub(crate) value: f64,
    pub(crate) span: Span,
}

/// Checks a file. All errors are reported, and what is free of them goes on.
pub(crate) fn check(file: &File, text: &str) -> Checked {
    let mut diagnostics = Vec::new();
    let scope = Scope::new(file, &mut diagnostics);
    scope.check_def_names(file, &mut diagnostics);
    let mut evaluator = Evaluator::new(&scope, text);
    let named = NamedUnits::of(file, &scope);
    let equations = evaluator.equations();
    let (units, errors) = Units::new(&equations);
    diagnostics.extend(errors.iter().map(equation_error));
    evaluator.units = units;
    evaluator.tick = evaluator.tick_unit(&named);

    let run = evaluator.run();
    let tracks: Vec<_> = scope
        .tracks
        .iter()
        .map(|track| CheckedTrack {
            name: track.name.to_string(),
            span: track.name_span,
            value: track.value.span,
            form: evaluator.form_of(track.value, &Locals::default()),
            base: evaluator.base_of(track.name),
        })
        .collect();
    evaluator.check_unused();
    scope.check_mentions(file, text, &mut diagnostics);
    evaluator.check_bases(file, &tracks);
    let expectations = evaluator.expectations(&tracks, run.value());

    let Evaluator { units, tick, diagnostics: found, .. } = evaluator;
    diagnostics.extend(found);
    Checked { tracks, run, tick, units, expectations, diagnostics }
}

impl Evaluator<'_> {
    fn equations(&mut self) -> Vec<Equation> {
        let scope = self.scope;
        let equations: Vec<_> =
            scope.equations.iter().filter_map(|&(unit, value, span)| self.equation(unit, value, span)).collect();
        equations
    }

    fn equation(&mut self, unit: Unit, value: &Expr, span: Span) -> Option<Equation> {
        let mut inner = value;
        while let ExprKind::Paren(next) = &inner.kind {
            inner = next;
        }
        let ExprKind::Quantity { value: count, unit: of, .. } = &inner.kind else {
            let text = value.span.of(self.text);
            return self.report(
                Diagnostic::new(
                    Code::UnitEquation,
                    format!("an equation says how many of another unit one {} is", unit.singular()),
                    value.span,
                )
                .help(format!(
                    "give the number a unit, such as `{} = {text} {}`",
                    unit.singular(),
                    neighbour(unit).plural()
                )),
            );
        };
        if *of == unit {
            return self.report(
                Diagnostic::new(
                    Code::UnitEquation,
                    format!("{} is defined in its own unit", unit.with_article()),
                    span,
                )
                .help(format!("define it in another unit, such as {}", neighbour(unit).plural())),
            );
        }
        let value = self.evaluate(count, &Locals::default())?;
        let number = match value {
            Value::Number(number) => number,
            Value::Schedule(_) => {
                return self.report(
                    Diagnostic::new(
                        Code::VariableUnit,
                        format!(
                            "the size of {} would change during the run: `{}` is a schedule",
                            unit.with_article(),
                            count.span.of(self.text)
                        ),
                        count.span,
                    )
                    .help("a unit has one size; count the run in the unit that does not change, by `tick = …`"),
                );
            }
            other => {
                return self.report(Diagnostic::new(
                    Code::UnitEquation,
                    format!("the count of a unit equation is a plain number, and this is {}", other.kind()),
                    count.span,
                ));
            }
        };
        match number.ratio() {
            Some(ratio) if number.value() > 0.0 => Some(Equation { unit, count: ratio, of: *of, span }),
            Some(_) => self.report(Diagnostic::new(
                Code::UnitEquation,
                format!("one {} is {number} {}, and has to be above 0", unit.singular(), of.plural()),
                count.span,
            )),
            None => self.report(evaluate::out_of_range(count.span, number.value())),
        }
    }

    fn tick_unit(&mut self, named: &NamedUnits) -> Option<Unit> {
        if let Some(expr) = self.scope.tick {
            if let ExprKind::Name(name) = &expr.kind
                && let Some(unit) = Unit::parse(&name.text)
            {
                return Some(unit);
            }
            let mut diagnostic = Diagnostic::new(Code::KindMismatch, "`tick` is a unit", expr.span)
                .help("write one of `tick = steps`, `tick = epochs`, `tick = samples`, `tick = tokens`");
            if let ExprKind::Quantity { unit, .. } = &expr.kind {
                diagnostic = diagnostic.help(format!("write `tick = {}`; a tick is always one of them", unit.plural()));
            }
            self.diagnostics.push(diagnostic);
        }
        if named.anywhere.contains(&Unit::Step) {
            return Some(Unit::Step);
        }
        let finest = named.anywhere.iter().copied().max()?;
        let outside = named.outside_equations.contains(&finest);
        if let (false, Some((_, _, span))) = (outside, self.scope.equations.first()) {
            let used = named.outside_equations.iter().copied().max();
            let other = used.unwrap_or(Unit::Step);
            self.diagnostics.push(
                Diagnostic::new(
                    Code::TickUnit,
                    format!("a tick is one {} here, which only an equation names", finest.singular()),
                    *span,
                )
                .saying(format!("{} appear nowhere else", finest.plural()))
                .help(format!(
                    "say what the training loop counts: `tick = {}` or `tick = {}`",
                    other.plural(),
                    finest.plural()
                )),
            );
        }
        Some(finest)
    }

    fn run(&mut self) -> Declared<Run> {
        match self.scope.definitions.get("run") {
            Some(scope::Definition::Run(expr)) => Declared::of(self.run_length(expr)),
            _ => Declared::Nothing,
        }
    }

    fn run_length(&mut self, expr: &Expr) -> Option<Run> {
        let value = self.evaluate(expr, &Locals::default())?;
        let length = self.coerce_duration(&value, expr.span, "the run")?;
        if length.is_relative() {
            return self.report(
                Diagnostic::new(Code::KindMismatch, "the run cannot be a share of itself", expr.span)
                    .help("write a length: `run = 90 epochs`"),
            );
        }
        let length = self.above_zero(length, expr.span, "the run")?;
        Some(Run { length: length.ticks, span: expr.span })
    }

    /// The base that the file declares for a track: `base` for `lr` and its groups, else its own.
    fn base_of(&mut self, track: &str) -> Declared<DeclaredBase> {
        let root = track.split('.').next().unwrap_or(track);
        let mut owner = track;
        let name = loop {
            let name = if owner == "lr" { "base".to_string() } else { format!("{owner}.base") };
            if self.scope.definitions.contains_key(name.as_str()) || owner == root {
                break name;
            }
            owner = owner.rsplit_once('.').map_or(root, |(parent, _)| parent);
        };
        match self.scope.definitions.get(name.as_str()) {
            Some(scope::Definition::Base(expr)) => Declared::of(self.declared_base(&name, expr)),
            _ => Declared::Nothing,
        }
    }

    fn declared_base(&mut self, name: &str, expr: &Expr) -> Option<DeclaredBase> {
        let number = self.number_of(expr, &Locals::default(), &format!("`{name}`"))?;
        if number.value() > 0.0 && number.value().is_finite() {
            return Some(DeclaredBase { value: number.value(), span: expr.span });
        }
        self.report(
            Diagnostic::new(Code::ArgumentRange, format!("`{name}` is {number}, and has to be above 0"), expr.span)
                .help("the base is what relative values refer to: the peak of a warmup, the start of a decay"),
        )
    }

    /// Evaluates what no track uses too, so that its errors show.
    fn check_unused(&mut self) {
        let mut rest: Vec<_> = self
            .scope
            .definitions
            .values()
            .filter_map(|definition| match definition {
                scope::Definition::Let(expr) | scope::Definition::Param(expr) => Some(*expr),
                _ => None,
            })
            .collect();
        rest.sort_by_key(|expr| expr.span);
        for expr in rest {
            self.evaluate(expr, &Locals::default());
        }
    }

    fn check_bases(&mut self, file: &File, tracks: &[CheckedTrack]) {
        let mut declared: Vec<_> = self
            .scope
            .definitions
            .iter()
            .filter_map(|(name, definition)| match definition {
                scope::Definition::Base(expr) => Some((*name, *expr)),
                _ => None,
            })
            .collect();
        declared.sort_by_key(|(_, expr)| expr.span);
        for (name, expr) in declared {
            let number = self.number_of(expr, &Locals::default(), &format!("`{name}`"));
            let owned: Vec<_> =
                tracks.iter().filter(|track| track.base.value().is_some_and(|base| base.span == expr.span)).collect();
            let uses = |track: &&CheckedTrack| {
                track.form.as_ref().is_none_or(|form| {
                    let whole = form.profile(true).whole;
                    whole.base || whole.start
                })
            };
            let mentioned = self.scope.mentions(name);
            if number.is_none() || owned.iter().any(uses) || mentioned {
                continue;
            }
            let help = match &owned[..] {
                [] if name == "base" => {
                    "no track is called `lr`: give the track's own base, such as `wd.base = …`".to_string()
                }
                [] => format!("no track is called `{}`", name.trim_end_matches(".base")),
                tracks => format!(
                    "the values of `{}` are all absolute: write them with `%` or `x`, or take the base out",
                    tracks[0].name
                ),
            };
            let within = |place: Span| place.start <= expr.span.start && expr.span.end <= place.end;
            let statement = file.statements.iter().find(|statement| within(statement.span) && expr.span.end > 0);
            let remove = |statement: &Statement| {
                let edit = Edit::remove_statement(statement.span, self.text);
                Fix::safe(format!("remove `{name}`"), vec![edit])
            };
            let fix = statement.map(remove);
            self.diagnostics.push(
                Diagnostic::new(Code::UnusedBase, format!("nothing refers to `{name}`"), expr.span).help(help).fix(fix),
            );
        }
    }
}

struct NamedUnits {
    anywhere: HashSet<Unit>,
    outside_equations: HashSet<Unit>,
}

impl NamedUnits {
    fn of(file: &File, scope: &Scope<'_>) -> Self {
        let mut anywhere = HashSet::new();
        let mut outside_equations = HashSet::new();
        let equations: HashSet<Span> = scope.equations.iter().map(|(_, _, span)| *span).collect();
        for statement in &file.statements {
            let equation = equations.contains(&statement.span);
            let mut units = HashSet::new();
            statement.for_each_expr(&mut |expr| collect_units(expr, &mut units));
            anywhere.extend(&units);
            if !equation {
                outside_equations.extend(&units);
            }
        }
        anywhere.extend(scope.equations.iter().map(|(unit, _, _)| *unit));
        Self { anywhere, outside_equations }
    }
}

fn collect_units(expr: &Expr, units: &mut HashSet<Unit>) {
    if let ExprKind::Quantity { unit, .. } = &expr.kind {
        units.insert(*unit);
    }
    expr.for_each_child(&mut |child| collect_units(child, units));
}

/// A unit to define another by: the next finer one, and for the finest the one before it.
fn neighbour(unit: Unit) -> Unit {
    unit.finer().unwrap_or(Unit::Sample)
}

fn equation_error(error: &EquationError) -> Diagnostic {
    match error {
        EquationError::Contradiction { equation, earlier } => {
            let Equation { unit, count, of, span } = equation;
            let shown = |ratio: Ratio| Time::new(ratio).to_string();
            Diagnostic::new(
                Code::ContradictingEquations,
                format!(
                    "one {} is {} {} here, and {} {} by the other equations",
                    unit.singular(),
                    shown(*count),
                    of.plural(),
                    shown(*earlier),
                    of.plural()
                ),
                *span,
            )
            .help("take one of the equations out")
        }
        EquationError::TooLarge(equation) => evaluate::out_of_range(equation.span, f64::INFINITY),
    }
}

/// A duration written by itself, in units that are known, in ticks.
pub(crate) fn duration(text: &str, units: &Units, tick: Option<Unit>, run: Option<Time>) -> Result<Time, Diagnostic> {
    let (file, diagnostics) = crate::syntax::parse(text);
    if let Some(diagnostic) = diagnostics.into_iter().next() {
        return Err(diagnostic);
    }
    let whole = Span::new(0, text.len());
    let expected = || {
        Diagnostic::new(Code::KindMismatch, format!("`{}` is not a duration", text.trim()), whole)
            .help("write a count of ticks, or one with a unit: `100`, `5 epochs`")
    };
    let [crate::syntax::ast::Statement { kind: crate::syntax::ast::StatementKind::Bare(expr), .. }] =
        &file.statements[..]
    else {
        return Err(expected());
    };
    let scope = Scope::default();
    let mut evaluator = Evaluator::new(&scope, text);
    evaluator.units = units.clone();
    evaluator.tick = tick;
    let found = match evaluator.evaluate(expr, &Locals::default()) {
        // From outside, a bare number counts ticks without a warning.
        Some(Value::Number(number)) => number.ratio().map(|ratio| Duration::ticks(Time::new(ratio))),
        Some(value) => evaluator.coerce_duration(&value, expr.span, "this"),
        None => None,
    };
    let resolved = found.and_then(|duration| {
        if !duration.is_relative() {
            return Some(duration.ticks);
        }
        run?.times(duration.share.ratio())?.plus(duration.ticks)
    });
    match (resolved, evaluator.diagnostics.into_iter().next()) {
        (_, Some(diagnostic)) => Err(diagnostic),
        (Some(time), None) if !time.is_negative() => Ok(time),
        _ => Err(expected()),
    }
}
