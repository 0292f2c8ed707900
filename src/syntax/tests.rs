//! What binds to what, and where things stand.

use std::fmt::Write as _;

use super::ast::{Expr, ExprKind, PostfixKind, ProductOp, RelativeSign, StatementKind, SumOp};
use super::nesting::BRACKET_LIMIT;
use super::parse;

/// An expression with every group in brackets, the operator first.
fn shown(expr: &Expr) -> String {
    let group = |head: &str, parts: Vec<String>| format!("({head} {})", parts.join(" "));
    let all = |parts: &[Expr]| parts.iter().map(shown).collect::<Vec<_>>();
    match &expr.kind {
        ExprKind::Number(text) => text.clone(),
        ExprKind::Relative { number, sign } => {
            format!("{number}{}", if *sign == RelativeSign::Percent { '%' } else { 'x' })
        }
        ExprKind::Quantity { value, unit, .. } => format!("{}:{}", shown(value), unit.text.trim_end_matches('s')),
        ExprKind::Name(name) => name.text.clone(),
        ExprKind::Call { name, args, .. } => {
            let mut text = format!("{}(", name.text);
            for (index, arg) in args.iter().enumerate() {
                let name = arg.name.as_ref().map_or(String::new(), |name| format!("{}=", name.text));
                let _ = write!(text, "{}{name}{}", if index > 0 { "," } else { "" }, shown(&arg.value));
            }
            text + ")"
        }
        ExprKind::Index { of, at, to } => match to {
            Some(to) => format!("{}[{}..{}]", shown(of), shown(at), shown(to)),
            None => format!("{}[{}]", shown(of), shown(at)),
        },
        ExprKind::List(items) => format!("[{}]", all(items).join(",")),
        ExprKind::Paren(inner) => shown(inner),
        ExprKind::Negate(inner) => group("-", vec![shown(inner)]),
        ExprKind::Power(operands) => group("^", all(operands)),
        ExprKind::Product { first, rest } => rest.iter().fold(shown(first), |left, (op, right)| {
            group(if *op == ProductOp::Multiply { "*" } else { "/" }, vec![left, shown(right)])
        }),
        ExprKind::Sum { first, rest } => rest.iter().fold(shown(first), |left, (op, right)| {
            group(if *op == SumOp::Add { "+" } else { "-" }, vec![left, shown(right)])
        }),
        ExprKind::Then(parts) => group("then", all(parts)),
        ExprKind::Postfix { operand, words } => words.iter().fold(shown(operand), |inner, word| match &word.kind {
            PostfixKind::For(operand) => group("for", vec![inner, shown(operand)]),
            PostfixKind::Until(operand) => group("until", vec![inner, shown(operand)]),
            PostfixKind::Skip(operand) => group("skip", vec![inner, shown(operand)]),
            PostfixKind::Every(operand) => group("every", vec![inner, shown(operand)]),
            PostfixKind::Mirror => group("mirror", vec![inner]),
            PostfixKind::Repeat => group("repeat", vec![inner]),
            PostfixKind::RepeatCount(count) => group("repeat", vec![inner, shown(count)]),
            PostfixKind::RepeatOver(over) => {
                let last = over.last.as_ref().map(|last| format!("..{}", shown(last)));
                let values = format!("{}{}", shown(&over.values), last.unwrap_or_default());
                group("over", vec![inner, over.name.text.clone(), values])
            }
            PostfixKind::RepeatArgs { args, .. } => {
                group("repeat", std::iter::once(inner).chain(args.iter().map(|arg| shown(&arg.value))).collect())
            }
        }),
        ExprKind::Range { first, last } => group("..", vec![shown(first), shown(last)]),
        ExprKind::Lambda { param, body } => group(&format!("{} ->", param.text), vec![shown(body)]),
    }
}

/// The one bare expression of a text.
fn expression(text: &str) -> Expr {
    let (file, diagnostics) = parse(text);
    assert_eq!(diagnostics, [], "{text}");
    match &file.statements[..] {
        [statement] => match &statement.kind {
            StatementKind::Bare(expr) => expr.clone(),
            other => panic!("{text}: {other:?}"),
        },
        others => panic!("{text}: {} statements", others.len()),
    }
}

#[test]
fn binding() {
    for (text, expected) in [
        ("a then b then c", "(then a b c)"),
        ("a then b * c for 2", "(then a (* b (for c 2)))"),
        ("a + b * c - d", "(- (+ a (* b c)) d)"),
        ("a / b * c", "(* (/ a b) c)"),
        ("-2 ^ 2", "(- (^ 2 2))"),
        ("2 ^ -1", "(^ 2 (- 1))"),
        ("2 ^ 3 ^ 2", "(^ 2 3 2)"),
        ("2 ^ -3 ^ 2", "(^ 2 (- (^ 3 2)))"),
        ("- - a", "a"),
        ("- - - a", "(- a)"),
        ("a - -b", "(- a (- b))"),
        ("a for 5 epochs mirror", "(mirror (for a 5:epoch))"),
        ("a repeat mirror", "(mirror (repeat a))"),
        ("a repeat 3 mirror", "(mirror (repeat a 3))"),
        ("a repeat(3, stretch=2)", "(repeat a 3 2)"),
        ("a repeat for 6 then b", "(then (for (repeat a) 6) b)"),
        ("w epochs", "w:epoch"),
        ("(n + 1) steps", "(+ n 1):step"),
        ("[30, 60,] epochs", "[30,60]:epoch"),
        ("ceil(n / b) steps", "ceil((/ n b)):step"),
        ("10% * 0.5x", "(* 10% 0.5x)"),
        ("step(2, 0.5)", "step(2,0.5)"),
        ("f(t -> t ^ 2, to=.5)", "f((t -> (^ t 2)),to=.5)"),
        ("f(a=1..2)", "f(a=(.. 1 2))"),
        ("f(.5 .. 2 * x then y, a=t -> 1)", "f((.. .5 (then (* 2 x) y)),a=(t -> 1))"),
        ("f(a repeat over i in 0..3)", "f((over a i 0..3))"),
        ("1_000k + 3e-4", "(+ 1_000k 3e-4)"),
    ] {
        assert_eq!(shown(&expression(text)), expected, "{text}");
    }
}

#[test]
fn places_are_exact() {
    let expr = expression("  warmup( 5 epochs ) then cosine # comment\n");
    assert_eq!((expr.span.start, expr.span.end), (2, 32));
    let ExprKind::Then(parts) = &expr.kind else { panic!("{expr:?}") };
    let text = "  warmup( 5 epochs ) then cosine # comment\n";
    assert_eq!(parts.iter().map(|part| part.span.of(text)).collect::<Vec<_>>(), ["warmup( 5 epochs )", "cosine"]);
}

#[test]
fn statements_end_where_they_can() {
    let count = |text: &str| {
        let (file, diagnostics) = parse(text);
        (file.statements.len(), diagnostics.len())
    };
    assert_eq!(count("a = 1\nb = 2"), (2, 0));
    assert_eq!(count("a = 1; b = 2;"), (2, 0));
    assert_eq!(count("a = 1 b = 2"), (0, 1));
    assert_eq!(count("a = x\n  then y\n  mirror\n  + 2"), (1, 0));
    assert_eq!(count("a = (1\n + 2\n)\nb = 1"), (2, 0));
    assert_eq!(count("a = 5\nepochs = 3 steps"), (2, 0));
    assert_eq!(count("epoch = 5 steps\nstep = 3 samples"), (2, 0));
    assert_eq!(count("a = 1 # then\nb = 2"), (2, 0));
    assert_eq!(count("\u{feff}a = 1\r\nb = 2\r\n"), (2, 0));
    assert_eq!(count("expect lr[0 .. end] == 3\nexpect lr[5] < 1"), (2, 0));
    assert_eq!(count(""), (0, 0));
}

#[test]
fn long_lists_of_anything_are_read_without_recursion() {
    let many = |part: &str, separator: &str| vec![part; 50_000].join(separator);
    for text in [
        many("a", " then "),
        many("a", " + "),
        many("a", " * "),
        many("2", " ^ "),
        format!("[{}]", many("a", ", ")),
        format!("{}a", "- ".repeat(50_000)),
    ] {
        let (file, diagnostics) = parse(&text);
        assert_eq!((file.statements.len(), diagnostics.len()), (1, 0));
    }
}

#[test]
fn all_mistakes_come_at_once_and_the_rest_is_read() {
    let (file, diagnostics) = parse("mom = = 3\nb = 2 )\nc = 3\nd = (4\ne = 5\n");
    let found: Vec<_> = diagnostics.iter().map(|diagnostic| diagnostic.span().start).collect();
    assert_eq!(found, [6, 16, 28]);
    assert_eq!(file.statements.len(), 2);
}

#[test]
fn what_is_taken_out_may_begin_before_its_statement() {
    for before in ["# a", "lr = 0.1", "# é", "lr = 0.1 then"] {
        for words in ["import torch as t", "from torch import optim", "))", "lr = 3 nats 4"] {
            for end in ["", "\n", "\n\n", "  # c"] {
                for indent in ["", " ", "\t\t"] {
                    let text = format!("{before}\n{indent}{words}{end}");
                    assert!(!parse(&text).1.is_empty(), "{text:?}");
                }
            }
        }
    }
}

#[test]
fn the_deepest_brackets_fit_into_the_usual_stack() {
    for (open, close) in
        [("(", ")"), ("[", "]"), ("f(", ")"), ("a + (1 - ", ")"), ("f(x = ", ")"), ("f(t -> ", ")"), ("a[", "]")]
    {
        for inner in ["1", "= ="] {
            let text = format!("a = {}{inner}{}", open.repeat(BRACKET_LIMIT), close.repeat(BRACKET_LIMIT));
            let read = std::thread::Builder::new().stack_size(2 << 20).spawn(move || parse(&text).1.len());
            assert_eq!(read.expect("a thread").join().expect("no panic"), usize::from(inner != "1"), "{open}");
        }
    }
}
