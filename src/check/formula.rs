//! Functions, `u -> …` and `t -> …`, to formulas.

use std::rc::Rc;

use super::call::{takes_none, value_called};
use super::evaluate::{Evaluator, Locals};
use super::form::Mention;
use super::function::to_not_above_zero;
use super::scope::{Def, Definition, Entity};
use super::value::{Lambda, Value};
use crate::catalogue::{Function, Meaning};
use crate::diagnostic::{Code, Diagnostic, Edit, Fix};
use crate::schedule::{Formula, Op, Rounding};
use crate::syntax::ast::{Arg, Expr, ExprKind, Param, Path, ProductOp, RelativeSign, SumOp};
use crate::text::Span;
use crate::units::{Number, Side};

/// What the argument of a function is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FormulaArgument {
    /// A fraction of the length, from 0 to 1.
    Fraction,
    /// Time, a duration.
    Time,
}

/// What a part of a formula is. A duration is held in ticks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Number,
    Duration,
}

/// A formula, and what it depends on besides its argument.
pub(super) struct CheckedFormula {
    pub(super) formula: Formula,
    /// The clock that its argument is told by.
    pub(super) side: Side,
    /// The tracks whose values it takes, in the order of their places.
    pub(super) tracks: Vec<Mention>,
}

struct Builder {
    argument: FormulaArgument,
    ops: Vec<Op>,
    /// The clock of the durations in it, where it has some.
    side: Option<Side>,
    tracks: Vec<Mention>,
}

/// What names stand for in a part of a formula.
#[derive(Clone, Copy)]
pub(super) struct Names<'n> {
    /// The names that lead to the argument or to tracks, the innermost last.
    bound: Option<&'n Bound<'n>>,
    /// Those of values.
    locals: &'n Locals,
}

/// A name that leads to the argument of the function, or to tracks.
struct Bound<'n> {
    name: &'n str,
    /// What a parameter of a `def` stands for; `None` of the argument itself.
    stands_for: Option<(&'n Expr, Names<'n>)>,
    outer: Option<&'n Bound<'n>>,
}

impl<'n> Names<'n> {
    fn bound(&self, name: &str) -> Option<&'n Bound<'n>> {
        std::iter::successors(self.bound, |bound| bound.outer).find(|bound| bound.name == name)
    }

    /// Whether a name leads to the argument of the function; `None` for one that is defined elsewhere.
    pub(super) fn leads(&self, name: &str) -> Option<bool> {
        let is_local = || self.locals.iter().any(|(local, _)| &**local == name);
        if self.bound(name).is_some() { Some(true) } else { is_local().then_some(false) }
    }
}

impl Evaluator<'_> {
    /// A function as a formula of its argument; `None` where an error has been reported.
    pub(super) fn formula(&mut self, lambda: &Lambda, argument: FormulaArgument) -> Option<CheckedFormula> {
        let mut builder = Builder { argument, ops: Vec::new(), side: None, tracks: Vec::new() };
        let outer = self.ticks_counted.take();
        let formula = self.formula_of(&mut builder, lambda);
        self.ticks_counted = outer;
        formula
    }

    fn formula_of(&mut self, builder: &mut Builder, lambda: &Lambda) -> Option<CheckedFormula> {
        let body = &*lambda.body;
        let bound = Bound { name: &lambda.param.text, stands_for: None, outer: None };
        let names = Names { bound: Some(&bound), locals: &lambda.locals };
        let kind = self.part(builder, names, body)?;
        if kind == Kind::Duration {
            self.count_of_ticks(body.span);
        }
        let side = builder.side.unwrap_or_default();
        if let (Side::Other, Some(at)) = (side, self.ticks_counted) {
            return self.report(self.two_clocks(at));
        }
        let formula = Formula::new(std::mem::take(&mut builder.ops));
        if let Err(error) = formula.check() {
            return self.report(
                Diagnostic::new(Code::Nesting, format!("the formula cannot be compiled: {error}"), body.span)
                    .help("take a part of it out into a `let`"),
            );
        }
        // With tracks, the ends follow from where the curve stands.
        if builder.argument == FormulaArgument::Fraction && builder.tracks.is_empty() {
            self.check_ends(&formula, body.span);
        }
        Some(CheckedFormula { formula, side, tracks: std::mem::take(&mut builder.tracks) })
    }

    fn check_ends(&mut self, formula: &Formula, span: Span) {
        for (u, expected) in [(0.0, 1.0), (1.0, 0.0)] {
            let found = formula.evaluate(u, &[]);
            if (found - expected).abs() <= 1e-9 {
                continue;
            }
            self.diagnostics.push(
                Diagnostic::new(
                    Code::CurveEnds,
                    format!("f({u}) is {found}, and a curve falls from f(0) = 1 to f(1) = 0"),
                    span,
                )
                .saying(format!("{found} at {u}"))
                .help(if u == 0.0 {
                    "the curve starts where f(0) says, and not at the value that it is said to start at"
                } else {
                    "at its end the curve jumps to the value that it is said to end at"
                }),
            );
        }
    }

    fn count_of_ticks(&mut self, span: Span) {
        self.ticks_counted = Some(span);
        let Some(tick) = self.tick else { return };
        let now = format!("({} / 1 {})", span.of(self.text), tick.singular());
        self.diagnostics.push(
            Diagnostic::new(
                Code::BareTime,
                format!("this is a duration in the place of a number, and counts {}", tick.plural()),
                span,
            )
            .saying(format!("in {}", tick.plural()))
            .help(format!("divide by what is meant: `{now}`"))
            .fix(Fix::unsafely(format!("write `{now}`"), vec![Edit::replace(span, now.clone())])),
        );
    }

    fn part(&mut self, builder: &mut Builder, names: Names<'_>, expr: &Expr) -> Option<Kind> {
        self.descend(expr.span, |evaluator| evaluator.part_of_kind(builder, names, expr))
    }

    fn part_of_kind(&mut self, builder: &mut Builder, names: Names<'_>, expr: &Expr) -> Option<Kind> {
        if let ExprKind::Name(name) = &expr.kind
            && let Some(bound) = names.bound(&name.text)
        {
            if let Some((expr, names)) = bound.stands_for {
                return self.part(builder, names, expr);
            }
            builder.ops.push(Op::Argument);
            return Some(match builder.argument {
                FormulaArgument::Fraction => Kind::Number,
                FormulaArgument::Time => Kind::Duration,
            });
        }
        if !self.leads_from(names, expr) {
            return self.fixed_part(builder, names, expr);
        }
        match &expr.kind {
            ExprKind::Name(name) => self.track_part(builder, name, expr),
            ExprKind::Paren(inner) => self.part(builder, names, inner),
            ExprKind::Negate(inner) => {
                let kind = self.part(builder, names, inner)?;
                builder.ops.push(Op::Negate);
                Some(kind)
            }
            ExprKind::Power(operands) => {
                for operand in operands {
                    self.number_part(builder, names, operand)?;
                }
                builder.ops.extend(std::iter::repeat_n(Op::Power, operands.len() - 1));
                Some(Kind::Number)
            }
            ExprKind::Product { first, rest } => self.product_part(builder, names, first, rest),
            ExprKind::Sum { first, rest } => self.sum_part(builder, names, first, rest),
            ExprKind::Call { name, args, args_span } => {
                self.function_part(builder, names, (name, args, *args_span), expr.span)
            }
            ExprKind::Index { of, .. } => {
                let name = of.span.of(self.text);
                let message = format!("`{name}[…]` is a value at a tick, which only `expect` can ask for");
                let now = "in a formula, the name of a track is its value now";
                self.report(Diagnostic::new(Code::IndexOutsideExpect, message, expr.span).help(now))
            }
            _ => self.report(
                Diagnostic::new(Code::KindMismatch, "this cannot be part of a formula", expr.span)
                    .help("a formula is made of numbers, durations, + - * / ^ and functions such as `sqrt` and `min`"),
            ),
        }
    }

    /// A track, whose value the formula takes.
    fn track_part(&mut self, builder: &mut Builder, name: &Path, expr: &Expr) -> Option<Kind> {
        let Some(Entity::Definition(_, Definition::Track(track))) = self.scope.lookup(&name.text) else {
            return self.no_track_part(expr);
        };
        let known = builder.tracks.iter().position(|mention| mention.track == *track);
        let place = known.unwrap_or_else(|| {
            builder.tracks.push(Mention { track: *track, at: name.span });
            builder.tracks.len() - 1
        });
        builder.ops.push(Op::Track(place));
        Some(Kind::Number)
    }

    /// A part without the argument and without tracks is a constant.
    fn fixed_part(&mut self, builder: &mut Builder, names: Names<'_>, expr: &Expr) -> Option<Kind> {
        let (number, kind) = match self.evaluate_number(expr, names.locals)? {
            Value::Number(number) | Value::Relative(number, RelativeSign::Percent) => (number, Kind::Number),
            Value::Duration(duration) if !duration.is_relative() => {
                if !duration.ticks.is_zero() && *builder.side.get_or_insert(duration.side) != duration.side {
                    return self.report(self.two_clocks(expr.span));
                }
                (Number::exactly(duration.ticks.ratio()), Kind::Duration)
            }
            Value::Duration(_) => {
                return self.report(
                    Diagnostic::new(
                        Code::KindMismatch,
                        "a share of the span has no length inside a formula",
                        expr.span,
                    )
                    .help("write the length: `run / 20` instead of `5%`"),
                );
            }
            other => {
                return self.report(
                    Diagnostic::new(
                        Code::KindMismatch,
                        format!("{} cannot be part of a formula", other.kind()),
                        expr.span,
                    )
                    .help("a formula is made of numbers, durations, + - * / ^ and functions such as `sqrt` and `min`"),
                );
            }
        };
        if !number.value().is_finite() {
            return self.report(super::evaluate::out_of_range(expr.span));
        }
        builder.ops.push(Op::Number(number.value()));
        Some(kind)
    }

    fn number_part(&mut self, builder: &mut Builder, names: Names<'_>, expr: &Expr) -> Option<()> {
        if self.part(builder, names, expr)? == Kind::Duration {
            self.count_of_ticks(expr.span);
        }
        Some(())
    }

    fn product_part(
        &mut self,
        builder: &mut Builder,
        names: Names<'_>,
        first: &Expr,
        rest: &[(ProductOp, Expr)],
    ) -> Option<Kind> {
        let mut kind = self.part(builder, names, first)?;
        let mut span = first.span;
        for (op, operand) in rest {
            let right = self.part(builder, names, operand)?;
            kind = match (op, kind, right) {
                (_, Kind::Number, Kind::Number)
                // A duration by a bare number is its count of ticks by that number.
                | (ProductOp::Divide, Kind::Duration, Kind::Duration) => Kind::Number,
                (ProductOp::Divide, Kind::Duration, Kind::Number) => {
                    self.count_of_ticks(span);
                    Kind::Number
                }
                (ProductOp::Multiply, Kind::Duration, Kind::Number)
                | (ProductOp::Multiply, Kind::Number, Kind::Duration) => Kind::Duration,
                (ProductOp::Multiply, Kind::Duration, Kind::Duration) => {
                    self.count_of_ticks(span);
                    Kind::Duration
                }
                (ProductOp::Divide, Kind::Number, Kind::Duration) => {
                    self.count_of_ticks(operand.span);
                    Kind::Number
                }
            };
            builder.ops.push(match op {
                ProductOp::Multiply => Op::Multiply,
                ProductOp::Divide => Op::Divide,
            });
            span = span.to(operand.span);
        }
        Some(kind)
    }

    fn sum_part(
        &mut self,
        builder: &mut Builder,
        names: Names<'_>,
        first: &Expr,
        rest: &[(SumOp, Expr)],
    ) -> Option<Kind> {
        let mut kind = self.part(builder, names, first)?;
        let mut span = first.span;
        for (op, operand) in rest {
            let right = self.part(builder, names, operand)?;
            kind = self.agree(kind, span, right, operand.span);
            builder.ops.push(match op {
                SumOp::Add => Op::Add,
                SumOp::Subtract => Op::Subtract,
            });
            span = span.to(operand.span);
        }
        Some(kind)
    }

    /// Two durations stay one; a duration beside a number counts ticks.
    fn agree(&mut self, left: Kind, left_span: Span, right: Kind, right_span: Span) -> Kind {
        match (left, right) {
            (Kind::Duration, Kind::Number) => self.count_of_ticks(left_span),
            (Kind::Number, Kind::Duration) => self.count_of_ticks(right_span),
            _ => return left,
        }
        Kind::Number
    }

    fn function_part(
        &mut self,
        builder: &mut Builder,
        names: Names<'_>,
        (callee, args, args_span): (&Path, &[Arg], Span),
        span: Span,
    ) -> Option<Kind> {
        let name = callee.text.as_str();
        if names.leads(name).is_some() {
            return self.report(value_called(name, args_span));
        }
        let Some(function) = Function::named(name) else {
            return match self.scope.lookup(name) {
                Some(Entity::Definition(_, Definition::Def(def)))
                    if def.has_too_many_parameters() || self.recursive.contains(&callee.span) =>
                {
                    None
                }
                Some(Entity::Definition(_, Definition::Def(def))) => {
                    self.def_part(builder, names, (name, def), args, span)
                }
                // It has been reported.
                None => None,
                Some(Entity::Definition(_, Definition::Track(_))) => self.report(value_called(name, args_span)),
                Some(entity @ (Entity::Definition(..) | Entity::Unit(_) | Entity::Word(_))) => {
                    self.report(takes_none(&entity, callee, args_span))
                }
                Some(_) => self.no_such_function(name, span),
            };
        };
        let (args, to) = self.function_arguments(function, args, span)?;
        let first = &args[0].value;
        let mut kind = self.part(builder, names, first)?;
        match function.meaning() {
            Meaning::Elementary(op) => {
                if kind == Kind::Duration {
                    self.count_of_ticks(first.span);
                    kind = Kind::Number;
                }
                builder.ops.push(op);
            }
            Meaning::Absolute => builder.ops.push(Op::Abs),
            Meaning::Rounding(how) => self.rounded_part(builder, names, how, to, &mut kind, first.span)?,
            Meaning::Extremum(_) | Meaning::Clamp => {
                for (index, arg) in args.iter().enumerate().skip(1) {
                    let right = self.part(builder, names, &arg.value)?;
                    kind = self.agree(kind, first.span, right, arg.value.span);
                    builder.ops.push(match function.meaning() {
                        Meaning::Extremum(op) => op,
                        _ if index == 1 => Op::Max,
                        _ => Op::Min,
                    });
                }
            }
        }
        Some(kind)
    }

    /// What is on the stack, to a multiple of `to`.
    fn rounded_part(
        &mut self,
        builder: &mut Builder,
        names: Names<'_>,
        how: Rounding,
        to: Option<&Arg>,
        kind: &mut Kind,
        span: Span,
    ) -> Option<()> {
        let Some(to) = to else {
            builder.ops.push(how.op());
            return Some(());
        };
        let number = std::mem::take(&mut builder.ops);
        let right = self.part(builder, names, &to.value)?;
        let of = std::mem::replace(&mut builder.ops, number);
        *kind = self.agree(*kind, span, right, to.value.span);
        if let [Op::Number(number)] = of[..]
            && number <= 0.0
        {
            return self.report(to_not_above_zero(number, to.value.span));
        }
        builder.ops.extend(of.iter().copied().chain([Op::Divide, how.op()]));
        builder.ops.extend(of.into_iter().chain([Op::Multiply]));
        Some(())
    }

    /// A call of a `def`: its body, with its parameters for what is given.
    fn def_part(
        &mut self,
        builder: &mut Builder,
        names: Names<'_>,
        (name, def): (&str, &Def<'_>),
        args: &[Arg],
        span: Span,
    ) -> Option<Kind> {
        let parameters: Vec<_> = def.params.iter().map(|param| param.name.text.as_str()).collect();
        let slots = self.bind(name, &parameters, args)?;
        let given: Vec<_> = def.params.iter().zip(slots).collect();
        self.in_call += 1;
        let inner = Names { bound: None, locals: &Locals::default() };
        let kind = self.def_body(builder, names, inner, (name, def), &given, span);
        self.in_call -= 1;
        kind
    }

    /// The body of a `def`, once all of its parameters stand for something.
    fn def_body(
        &mut self,
        builder: &mut Builder,
        outer: Names<'_>,
        inner: Names<'_>,
        (name, def): (&str, &Def<'_>),
        given: &[(&Param, Option<&Arg>)],
        span: Span,
    ) -> Option<Kind> {
        let [(param, arg), rest @ ..] = given else { return self.part(builder, inner, def.body) };
        let (expr, names) = match (arg, &param.default) {
            (Some(arg), _) => (&arg.value, outer),
            (None, Some(default)) => (default, inner),
            (None, None) => {
                return self.report(
                    Diagnostic::new(Code::Arguments, format!("`{name}` needs `{}`", param.name.text), span)
                        .and(param.name.span, "it has no default"),
                );
            }
        };
        if self.leads_from(names, expr) {
            let bound = Bound { name: &param.name.text, stands_for: Some((expr, names)), outer: inner.bound };
            return self.def_body(builder, outer, Names { bound: Some(&bound), ..inner }, (name, def), rest, span);
        }
        let value = self.evaluate_number(expr, names.locals)?;
        let mut locals = Locals::clone(inner.locals);
        let local = &def.names[def.params.len() - given.len()];
        Rc::make_mut(&mut locals).push((Rc::clone(local), value));
        self.def_body(builder, outer, Names { locals: &locals, ..inner }, (name, def), rest, span)
    }

    fn no_such_function<T>(&mut self, name: &str, span: Span) -> Option<T> {
        let names = || Function::ALL.iter().map(|function| function.name());
        let all = names().collect::<Vec<_>>().join(" ");
        let help = super::suggest::did_you_mean(name, names(), format!("the functions are {all}"));
        self.report(Diagnostic::new(Code::UnknownName, format!("formulas have no function `{name}`"), span).help(help))
    }
}
