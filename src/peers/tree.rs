//! Expressions of the language made of others: names replaced, numbers computed, defaults left out.

use crate::catalogue;
use crate::syntax::ast::{
    Arg, Expr, ExprKind, Path, Postfix, PostfixKind, ProductOp, RelativeSign, StatementKind, SumOp,
};
use crate::syntax::parse;
use crate::text::Span;
use crate::units::{Number, Ratio};

/// A number with more digits is left as it was written.
const DIGIT_LIMIT: usize = 12;

/// An expression without a place.
pub(super) fn made(kind: ExprKind) -> Expr {
    Expr { kind, span: Span::default() }
}

/// An expression of a text, a function `t -> …` included; `None` where it is none.
pub(super) fn read(text: &str) -> Option<Expr> {
    let (file, diagnostics) = parse(&format!("f({text})"));
    let mut statements = file.statements.into_iter();
    match (diagnostics.is_empty(), statements.next()?.kind, statements.next()) {
        (true, StatementKind::Bare(Expr { kind: ExprKind::Call { mut args, .. }, .. }), None)
            if args.len() == 1 && args[0].name.is_none() =>
        {
            args.pop().map(|arg| arg.value)
        }
        _ => None,
    }
}

pub(super) fn name(text: &str) -> Expr {
    made(ExprKind::Name(Path { text: text.to_string(), span: Span::default() }))
}

pub(super) fn call(callee: &str, args: Vec<Arg>) -> Expr {
    let name = Path { text: callee.to_string(), span: Span::default() };
    made(ExprKind::Call { name, args, args_span: Span::default() })
}

pub(super) fn argument(name: Option<&str>, value: Expr) -> Arg {
    let ident = |text: &str| crate::syntax::ast::Ident { text: text.to_string(), span: Span::default() };
    Arg { name: name.map(ident), value }
}

pub(super) fn postfix(operand: Expr, kind: PostfixKind) -> Expr {
    let words = vec![Postfix { kind, span: Span::default() }];
    simplified(made(ExprKind::Postfix { operand: Box::new(operand), words }))
}

pub(super) fn then(parts: Vec<Expr>) -> Expr {
    simplified(made(ExprKind::Then(parts)))
}

pub(super) fn product(factors: Vec<Expr>) -> Expr {
    let mut factors = factors.into_iter();
    match factors.next() {
        Some(first) if factors.len() == 0 => first,
        Some(first) => {
            let rest = factors.map(|factor| (ProductOp::Multiply, factor)).collect();
            simplified(made(ExprKind::Product { first: Box::new(first), rest }))
        }
        None => number(Ratio::from_integer(1)),
    }
}

pub(super) fn difference(a: Expr, b: Expr) -> Expr {
    simplified(made(ExprKind::Sum { first: Box::new(a), rest: vec![(SumOp::Subtract, b)] }))
}

/// Calls `visit` for each expression directly in one, in order.
pub(super) fn for_each_child_mut(expr: &mut Expr, visit: &mut dyn FnMut(&mut Expr)) {
    match &mut expr.kind {
        ExprKind::Quantity { value: inner, .. }
        | ExprKind::Paren(inner)
        | ExprKind::Negate(inner)
        | ExprKind::Lambda { body: inner, .. } => visit(inner),
        ExprKind::Call { args, .. } => args.iter_mut().for_each(|arg| visit(&mut arg.value)),
        ExprKind::Index { of, at, to } => {
            visit(of);
            visit(at);
            to.iter_mut().for_each(|to| visit(to));
        }
        ExprKind::Range { first, last } => {
            visit(first);
            visit(last);
        }
        ExprKind::List(items) | ExprKind::Power(items) | ExprKind::Then(items) => items.iter_mut().for_each(visit),
        ExprKind::Product { first, rest } => {
            visit(first);
            rest.iter_mut().for_each(|(_, operand)| visit(operand));
        }
        ExprKind::Sum { first, rest } => {
            visit(first);
            rest.iter_mut().for_each(|(_, operand)| visit(operand));
        }
        ExprKind::Postfix { operand, words } => {
            visit(operand);
            for word in words {
                match &mut word.kind {
                    PostfixKind::For(inner)
                    | PostfixKind::Until(inner)
                    | PostfixKind::Skip(inner)
                    | PostfixKind::Every(inner)
                    | PostfixKind::RepeatCount(inner) => visit(inner),
                    PostfixKind::RepeatArgs { args, .. } => args.iter_mut().for_each(|arg| visit(&mut arg.value)),
                    PostfixKind::RepeatOver(over) => {
                        visit(&mut over.values);
                        over.last.iter_mut().for_each(&mut *visit);
                    }
                    PostfixKind::Mirror | PostfixKind::Repeat => {}
                }
            }
        }
        ExprKind::Number(_) | ExprKind::Relative { .. } | ExprKind::Name(_) => {}
    }
}

/// Puts expressions in the place of names.
pub(super) fn substitute(expr: &mut Expr, replacement: &mut dyn FnMut(&str) -> Option<Expr>) {
    if let ExprKind::Name(path) = &expr.kind {
        if let Some(found) = replacement(&path.text) {
            *expr = found;
        }
        return;
    }
    for_each_child_mut(expr, &mut |child| substitute(child, replacement));
}

/// Whether a test holds for an expression or anything in it.
pub(super) fn any(expr: &Expr, test: &mut dyn FnMut(&Expr) -> bool) -> bool {
    let mut found = test(expr);
    expr.for_each_child(&mut |child| found = found || any(child, test));
    found
}

/// Calls `visit` for each shape and preset that stands where a schedule does, in order.
pub(super) fn for_each_schedule(expr: &Expr, visit: &mut dyn FnMut(&Expr)) {
    match &expr.kind {
        ExprKind::Call { name, .. } if is_called_schedule(&name.text) => visit(expr),
        ExprKind::Name(name) if catalogue::shape(&name.text).is_some() => visit(expr),
        ExprKind::Postfix { operand, .. } => for_each_schedule(operand, visit),
        _ => expr.for_each_child(&mut |child| for_each_schedule(child, visit)),
    }
}

/// Whether a call of this name is a schedule: `tanh` is, and is a number where one is wanted.
fn is_called_schedule(name: &str) -> bool {
    catalogue::shape(name).is_some() || catalogue::Function::named(name).is_none()
}

/// The number that an expression is.
pub(super) fn literal(expr: &Expr) -> Option<Ratio> {
    match &expr.kind {
        ExprKind::Number(text) => Number::parse(text)?.ratio(),
        ExprKind::Negate(inner) => literal(inner).map(|number| -number),
        ExprKind::Paren(inner) => literal(inner),
        ExprKind::Product { first, rest } => rest.iter().try_fold(literal(first)?, |left, (op, right)| {
            let (left, right) = (Number::exactly(left), Number::exactly(literal(right)?));
            let made = if *op == ProductOp::Multiply { left.times(right) } else { left.over(right) };
            made.value().is_finite().then(|| made.ratio()).flatten()
        }),
        ExprKind::Sum { first, rest } => rest.iter().try_fold(literal(first)?, |left, (op, right)| {
            let (left, right) = (Number::exactly(left), Number::exactly(literal(right)?));
            if *op == SumOp::Add { left.plus(right) } else { left.minus(right) }.ratio()
        }),
        _ => None,
    }
}

/// A number, in decimal where that is short, else as a fraction.
pub(super) fn number(value: Ratio) -> Expr {
    let sign = |expr| if value < Ratio::from_integer(0) { made(ExprKind::Negate(Box::new(expr))) } else { expr };
    let size = if value < Ratio::from_integer(0) { -value } else { value };
    match decimal(size) {
        Some(text) => sign(made(ExprKind::Number(text))),
        None => {
            let whole = |n: i128| made(ExprKind::Number(n.to_string()));
            let rest = vec![(ProductOp::Divide, whole(*size.denom()))];
            sign(made(ExprKind::Product { first: Box::new(whole(*size.numer())), rest }))
        }
    }
}

/// A number of few digits, exactly.
fn decimal(value: Ratio) -> Option<String> {
    let text = Number::exactly(value).to_string();
    let exact = Number::parse(&text)?.ratio()? == value;
    (exact && text.chars().filter(char::is_ascii_digit).count() <= DIGIT_LIMIT).then_some(text)
}

/// The same, shorter: what can be computed of numbers alone is, and what says nothing is left out.
pub(super) fn simplified(mut expr: Expr) -> Expr {
    for_each_child_mut(&mut expr, &mut |child| {
        let taken = std::mem::replace(child, made(ExprKind::List(Vec::new())));
        *child = simplified(taken);
    });
    match expr.kind {
        ExprKind::Paren(inner) => *inner,
        ExprKind::Number(text) => made(ExprKind::Number(plain(&text))),
        ExprKind::Sum { first, rest } => sum(*first, rest),
        ExprKind::Product { first, rest } => factors(*first, rest),
        ExprKind::Power(operands) => power(operands),
        ExprKind::Then(parts) => chain(parts),
        ExprKind::Postfix { operand, words } => words_after(*operand, words),
        ExprKind::Call { name, args, args_span } => called(Path { span: args_span, ..name }, args),
        kind => made(kind),
    }
}

/// `100.0` as `100`.
fn plain(text: &str) -> String {
    if text.contains(['e', 'E']) || !text.contains('.') {
        return text.to_string();
    }
    let short = text.trim_end_matches('0').trim_end_matches('.');
    if short.is_empty() { "0".to_string() } else { short.to_string() }
}

fn sum(first: Expr, rest: Vec<(SumOp, Expr)>) -> Expr {
    let (first, mut terms) = match first.kind {
        ExprKind::Sum { first, rest } => (*first, rest),
        kind => (made(kind), Vec::new()),
    };
    terms.extend(rest);
    let is_zero = |expr: &Expr| literal(expr).is_some_and(|number| number == Ratio::from_integer(0));
    terms.retain(|(_, term)| !is_zero(term));
    if terms.is_empty() {
        return first;
    }
    if is_zero(&first) && terms[0].0 == SumOp::Add {
        let (_, first) = terms.remove(0);
        return sum(first, terms);
    }
    let whole = made(ExprKind::Sum { first: Box::new(first), rest: terms });
    match literal(&whole).and_then(decimal_of) {
        Some(number) => number,
        None => whole,
    }
}

/// A number where it has a short decimal form.
fn decimal_of(value: Ratio) -> Option<Expr> {
    let found = number(value);
    (!any(&found, &mut |expr| matches!(expr.kind, ExprKind::Product { .. }))).then_some(found)
}

fn factors(first: Expr, rest: Vec<(ProductOp, Expr)>) -> Expr {
    let mut all = match first.kind {
        ExprKind::Product { first, rest } => {
            let mut all = vec![(ProductOp::Multiply, *first)];
            all.extend(rest);
            all
        }
        kind => vec![(ProductOp::Multiply, made(kind))],
    };
    all.extend(rest);
    // `1 * S` is absolute where S alone is not: it stays.
    let scalar = !all.iter().any(|(_, factor)| is_schedule(factor));
    let is_one = |expr: &Expr| literal(expr).is_some_and(|number| number == Ratio::from_integer(1));
    if scalar && all.len() > 1 {
        let mut left = all.len();
        let mut index = 0;
        all.retain(|(op, factor)| {
            let drop = is_one(factor) && left > 1 && (index > 0 || *op == ProductOp::Multiply);
            index += 1;
            left -= usize::from(drop);
            !drop
        });
        // What is divided by something else is a quotient of 1.
        if all[0].0 == ProductOp::Divide {
            all.insert(0, (ProductOp::Multiply, number(Ratio::from_integer(1))));
        }
    }
    let is_zero = |(op, factor): &(ProductOp, Expr)| {
        *op == ProductOp::Multiply && literal(factor) == Some(Ratio::from_integer(0))
    };
    if scalar && all.iter().any(is_zero) {
        return number(Ratio::from_integer(0));
    }
    let (_, first) = all.remove(0);
    if all.is_empty() {
        return first;
    }
    if scalar && let Some(found) = share(&first, &all) {
        return found;
    }
    let whole = made(ExprKind::Product { first: Box::new(first), rest: all });
    match literal(&whole).and_then(decimal_of) {
        Some(number) => number,
        None => whole,
    }
}

/// Numbers and one `1x`: `0.5x`, or `1x / 3`.
fn share(first: &Expr, rest: &[(ProductOp, Expr)]) -> Option<Expr> {
    let one = number(Ratio::from_integer(1));
    let mut numbers = vec![(ProductOp::Multiply, first.clone())];
    numbers.extend_from_slice(rest);
    let mut shares = 0;
    for (op, factor) in &mut numbers {
        if let ExprKind::Relative { number: times, sign: RelativeSign::Times } = &factor.kind {
            shares += if *op == ProductOp::Multiply { 1 } else { 2 };
            *factor = made(ExprKind::Number(times.clone()));
        }
    }
    let value = literal(&made(ExprKind::Product { first: Box::new(one), rest: numbers }))?;
    if shares != 1 {
        return None;
    }
    if value == Ratio::from_integer(0) {
        return Some(number(value));
    }
    let times = |text: String| made(ExprKind::Relative { number: text, sign: RelativeSign::Times });
    if value < Ratio::from_integer(0) {
        return decimal(-value).map(|text| made(ExprKind::Negate(Box::new(times(text)))));
    }
    match decimal(value) {
        Some(text) => Some(times(text)),
        None => {
            let whole = |n: i128| made(ExprKind::Number(n.to_string()));
            let rest = vec![(ProductOp::Divide, whole(*value.denom()))];
            Some(made(ExprKind::Product { first: Box::new(times(value.numer().to_string())), rest }))
        }
    }
}

/// Whether an expression is a schedule and no number.
pub(super) fn is_schedule(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Call { name, .. } => is_called_schedule(&name.text),
        ExprKind::Name(name) => catalogue::shape(&name.text).is_some(),
        ExprKind::Then(_) | ExprKind::Postfix { .. } => true,
        ExprKind::Paren(inner) | ExprKind::Negate(inner) => is_schedule(inner),
        ExprKind::Product { first, rest } => is_schedule(first) || rest.iter().any(|(_, factor)| is_schedule(factor)),
        ExprKind::Sum { first, rest } => is_schedule(first) || rest.iter().any(|(_, term)| is_schedule(term)),
        _ => false,
    }
}

/// `x ^ 1` is x.
fn power(mut operands: Vec<Expr>) -> Expr {
    let one = Some(Ratio::from_integer(1));
    while operands.len() > 1 && operands.last().map(literal) == Some(one) {
        operands.pop();
    }
    match operands.len() {
        1 => operands.remove(0),
        _ => made(ExprKind::Power(operands)),
    }
}

/// A chain of chains is one, and a warmup to the base that takes no time is none.
fn chain(parts: Vec<Expr>) -> Expr {
    let mut flat = Vec::new();
    for part in parts {
        match part.kind {
            ExprKind::Then(inner) => flat.extend(inner),
            kind => flat.push(made(kind)),
        }
    }
    if flat.len() > 1 && is_no_warmup(&flat[0]) {
        flat.remove(0);
    }
    match flat.len() {
        1 => flat.remove(0),
        _ => made(ExprKind::Then(flat)),
    }
}

fn is_no_warmup(expr: &Expr) -> bool {
    let ExprKind::Call { name, args, .. } = &expr.kind else {
        return false;
    };
    let to = args.iter().enumerate().any(|(index, arg)| match &arg.name {
        Some(name) => name.text == "to",
        None => index == 1,
    });
    let zero = args.first().is_some_and(|arg| literal(&arg.value) == Some(Ratio::from_integer(0)));
    name.text == "warmup" && zero && !to
}

/// Postfix words: those of a postfix expression go on, and those that change nothing are left out.
fn words_after(operand: Expr, words: Vec<Postfix>) -> Expr {
    let (operand, mut all) = match operand.kind {
        ExprKind::Postfix { operand, words } => (*operand, words),
        kind => (made(kind), Vec::new()),
    };
    all.extend(words.into_iter().filter_map(|word| Some(Postfix { kind: word_of(word.kind)?, ..word })));
    if all.is_empty() {
        return operand;
    }
    made(ExprKind::Postfix { operand: Box::new(operand), words: all })
}

fn word_of(kind: PostfixKind) -> Option<PostfixKind> {
    let is = |expr: &Expr, value: i128| literal(expr) == Some(Ratio::from_integer(value));
    match kind {
        PostfixKind::Skip(by) if is(&by, 0) => None,
        PostfixKind::RepeatArgs { mut args, args_span } => {
            args.retain(|arg| arg.name.is_none() || !is(&arg.value, 1));
            match args.as_slice() {
                [] => Some(PostfixKind::Repeat),
                [count, ..] if count.name.is_none() && is(&count.value, 1) => None,
                [only] if only.name.is_none() && matches!(only.value.kind, ExprKind::Number(_)) => {
                    Some(PostfixKind::RepeatCount(only.value.clone()))
                }
                _ => Some(PostfixKind::RepeatArgs { args, args_span }),
            }
        }
        kind => Some(kind),
    }
}

/// A call without the arguments by name that say no more than the defaults.
fn called(callee: Path, mut args: Vec<Arg>) -> Expr {
    if let Some(found) = computed(&callee.text, &args) {
        return found;
    }
    args.retain(|arg| match &arg.name {
        Some(name) => default_of(&callee.text, &name.text).is_none_or(|default| !same(&default, &arg.value)),
        None => true,
    });
    let span = Span::default();
    if args.is_empty() && catalogue::shape(&callee.text).is_some() {
        return name(&callee.text);
    }
    made(ExprKind::Call { name: Path { text: callee.text, span }, args, args_span: span })
}

/// The default of a parameter of a shape or a preset.
fn default_of(callee: &str, parameter: &str) -> Option<Expr> {
    if let Some(shape) = catalogue::shape(callee) {
        let parameter = shape.parameters().iter().find(|known| known.name == parameter)?;
        return read(&parameter.default.text()?);
    }
    let definition = catalogue::prelude::preset(callee)?;
    let StatementKind::Def { params, .. } = parse(&definition.text).0.statements.into_iter().next()?.kind else {
        return None;
    };
    params.into_iter().find(|known| known.name.text == parameter)?.default
}

/// A rounding, a least or a greatest of numbers.
fn computed(callee: &str, args: &[Arg]) -> Option<Expr> {
    let numbers: Vec<_> = args.iter().map(|arg| literal(&arg.value)).collect::<Option<_>>()?;
    let found = match (callee, numbers.as_slice()) {
        ("floor", [value]) => value.floor(),
        ("ceil", [value]) => value.ceil(),
        ("max", [_, ..]) => numbers.into_iter().max()?,
        ("min", [_, ..]) => numbers.into_iter().min()?,
        _ => return None,
    };
    decimal_of(found)
}

/// Whether two expressions say the same.
pub(super) fn same(a: &Expr, b: &Expr) -> bool {
    match (literal(a), literal(b)) {
        (Some(a), Some(b)) => a == b,
        _ => super::print::print(a) == super::print::print(b),
    }
}
