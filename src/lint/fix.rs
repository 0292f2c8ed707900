//! What can be put right mechanically.
//!
//! A fix is a few edits of the text, found in its tree. None is applied unless the result compiles
//! and the finding is gone.

use super::check;
use crate::compile::{Compilation, compile};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::overrides::Overrides;
use crate::syntax::ast::{Arg, Expr, ExprKind, File, PostfixKind, Statement, StatementKind};
use crate::syntax::parse;
use crate::text::Span;

/// A change of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Edit {
    span: Span,
    text: String,
}

/// Changes that put a finding right.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Fix {
    edits: Vec<Edit>,
    /// Whether the schedule keeps its meaning, or the finding leaves no doubt about the one meant.
    safe: bool,
}

/// A text with what could be put right in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fixed {
    /// The text.
    pub text: String,
    /// The codes of the findings that are gone, in order.
    pub codes: Vec<Code>,
}

/// Applies the fixes of a text's findings: the safe ones, and the others where they are wanted.
/// Findings that `wanted` refuses are left.
pub fn fix(text: &str, overrides: &Overrides, unsafe_too: bool, wanted: &dyn Fn(Code) -> bool) -> Fixed {
    let mut fixed = Fixed { text: text.to_string(), codes: Vec::new() };
    // Each round takes one finding away, so that this ends.
    'rounds: loop {
        let compilation = compile(&fixed.text, overrides);
        let findings = check(&fixed.text, &compilation);
        if has_errors(&compilation) {
            return fixed;
        }
        let (file, _) = parse(&fixed.text);
        for finding in findings.iter().filter(|finding| wanted(finding.code)) {
            let Some(fix) = fix_of(finding, &file, &fixed.text).filter(|fix| fix.safe || unsafe_too) else { continue };
            let candidate = applied(&fixed.text, fix.edits);
            let compilation = compile(&candidate, overrides);
            if !has_errors(&compilation) && is_better(&findings, &check(&candidate, &compilation), finding.code) {
                fixed.text = candidate;
                fixed.codes.push(finding.code);
                continue 'rounds;
            }
        }
        return fixed;
    }
}

fn has_errors(compilation: &Compilation) -> bool {
    compilation.diagnostics.iter().any(|diagnostic| diagnostic.severity() == Severity::Error)
}

/// Whether there is one finding of a code less, and none more in all.
fn is_better(before: &[Diagnostic], after: &[Diagnostic], code: Code) -> bool {
    let count = |findings: &[Diagnostic]| findings.iter().filter(|finding| finding.code == code).count();
    count(after) < count(before) && after.len() < before.len()
}

fn applied(text: &str, mut edits: Vec<Edit>) -> String {
    edits.sort_by_key(|edit| std::cmp::Reverse(edit.span));
    let mut text = text.to_string();
    for edit in edits {
        text.replace_range(edit.span.range(), &edit.text);
    }
    text
}

fn fix_of(finding: &Diagnostic, file: &File, text: &str) -> Option<Fix> {
    let span = finding.span();
    let one = |span: Span, text: &str| vec![Edit { span, text: text.to_string() }];
    match finding.code {
        Code::UnusedName | Code::UnusedBase => {
            let within = |statement: &&Statement| statement.span.start <= span.start && span.end <= statement.span.end;
            let statement = file.statements.iter().find(within)?;
            let unused = match &statement.kind {
                StatementKind::Let { .. } | StatementKind::Def { .. } | StatementKind::Param { .. } => true,
                StatementKind::Assign { name, .. } => name.text.ends_with("base"),
                _ => false,
            };
            unused.then(|| Fix { edits: one(with_line(statement.span, text), ""), safe: true })
        }
        Code::UnusedAllow => Some(Fix { edits: one(allow_comment(span, text)?, ""), safe: true }),
        Code::ClimbsBack => {
            let (operand, words) = expressions(file, span).into_iter().find_map(|expr| match &expr.kind {
                ExprKind::Postfix { operand, words }
                    if words.iter().any(|word| matches!(word.kind, PostfixKind::Mirror)) =>
                {
                    Some((operand, Span::new(operand.span.end, expr.span.end)))
                }
                _ => None,
            })?;
            let mut edits = one(words, "");
            edits.push(without_length(operand, text)?);
            Some(Fix { edits, safe: true })
        }
        Code::EndsBeforeRun => {
            let calls = expressions(file, span);
            let last = calls
                .into_iter()
                .filter(|expr| matches!(expr.kind, ExprKind::Call { .. }))
                .max_by_key(|expr| expr.span.start)?;
            Some(Fix { edits: vec![without_length(last, text)?], safe: false })
        }
        Code::PlateauMode => {
            let mode = finding.help.as_deref()?.trim_matches('`').rsplit('=').next()?.to_string();
            Some(Fix {
                edits: vec![with_argument(plateau(file, span)?, "mode", mode.trim_end_matches('`'))?],
                safe: true,
            })
        }
        Code::PlateauCannotAct => {
            let patience = finding.help.as_deref()?.rsplit('=').next()?.trim_end_matches('`').to_string();
            Some(Fix { edits: vec![with_argument(plateau(file, span)?, "patience", &patience)?], safe: false })
        }
        Code::BareDuration => {
            let unit = finding.help.as_deref()?.split('`').nth(1)?.split_once(' ')?.1;
            Some(Fix { edits: one(Span::new(span.end, span.end), &format!(" {unit}")), safe: true })
        }
        Code::DuplicateMilestone => {
            let lists = expressions(file, span).into_iter().filter_map(|expr| match &expr.kind {
                ExprKind::List(items) => Some(items),
                _ => None,
            });
            let same = |a: &Expr, b: &Expr| a.span.of(text) == b.span.of(text);
            let twice = lists.into_iter().find_map(|items| {
                let second =
                    (1..items.len()).find(|&index| items[..index].iter().any(|item| same(item, &items[index])))?;
                Some(Span::new(items[second - 1].span.end, items[second].span.end))
            })?;
            Some(Fix { edits: one(twice, ""), safe: false })
        }
        _ => None,
    }
}

/// A whole statement with the end of its line, where nothing else stands on it.
fn with_line(span: Span, text: &str) -> Span {
    let start = text[..span.start].rfind('\n').map_or(0, |at| at + 1);
    let rest = &text[span.end..];
    let line = rest.find('\n').map_or(rest.len(), |at| at + 1);
    let alone = text[start..span.start].trim().is_empty();
    let behind = rest[..line].trim();
    if alone && behind.is_empty() {
        return Span::new(start, span.end + line);
    }
    if behind.starts_with('#') {
        // The comment is not ours to delete.
        return Span::new(span.start, span.end + rest.find('#').unwrap_or(0));
    }
    let separator = rest.find(';').filter(|&at| rest[..at].trim().is_empty()).map_or(0, |at| at + 1);
    Span::new(span.start, span.end + separator)
}

/// The comment around a code that it allows, if that is the only one.
fn allow_comment(span: Span, text: &str) -> Option<Span> {
    let start = text[..span.start].rfind('#')?;
    let end = span.end + text[span.end..].find(')')? + 1;
    if text[start..end].contains(',') {
        return None;
    }
    let begin = text[..start].trim_end_matches([' ', '\t']).len();
    let line = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let behind = text[end..].find('\n').map_or(text.len(), |at| end + at + 1);
    if begin <= line && text[end..behind].trim().is_empty() {
        Some(Span::new(line, behind))
    } else {
        Some(Span::new(begin, end))
    }
}

/// Every expression inside of a place, the outer ones first.
fn expressions(file: &File, span: Span) -> Vec<&Expr> {
    fn collect<'f>(expr: &'f Expr, span: Span, found: &mut Vec<&'f Expr>) {
        if span.start <= expr.span.start && expr.span.end <= span.end {
            found.push(expr);
        }
        expr.for_each_child(&mut |child| collect(child, span, found));
    }
    let mut found = Vec::new();
    for statement in &file.statements {
        statement.for_each_expr(&mut |expr| collect(expr, span, &mut found));
    }
    found
}

fn plateau(file: &File, span: Span) -> Option<&Expr> {
    let is_plateau = |expr: &&Expr| matches!(&expr.kind, ExprKind::Call { name, .. } if name.text == "plateau");
    let mut calls = expressions(file, span).into_iter().filter(is_plateau);
    calls.next().filter(|_| calls.next().is_none())
}

/// A call with another value for a named argument.
fn with_argument(call: &Expr, name: &str, value: &str) -> Option<Edit> {
    let ExprKind::Call { args, args_span, .. } = &call.kind else { return None };
    let named = |arg: &&Arg| arg.name.as_ref().is_some_and(|given| given.text == name);
    if let Some(arg) = args.iter().find(named) {
        return Some(Edit { span: arg.value.span, text: value.to_string() });
    }
    if name == "patience" && args.get(1).is_some_and(|arg| arg.name.is_none()) {
        return Some(Edit { span: args[1].value.span, text: value.to_string() });
    }
    let at = Span::new(args_span.end - 1, args_span.end - 1);
    let separator = if args.is_empty() { "" } else { ", " };
    Some(Edit { span: at, text: format!("{separator}{name}={value}") })
}

/// A call of a shape without its length, so that it fills.
fn without_length(expr: &Expr, text: &str) -> Option<Edit> {
    let ExprKind::Call { name, args, args_span } = &expr.kind else { return None };
    if !matches!(name.text.as_str(), "cosine" | "linear" | "poly" | "one_minus_sqrt" | "rex" | "tanh" | "exp_to") {
        return None;
    }
    let is_length = |arg: &Arg| arg.name.as_ref().is_none_or(|name| name.text == "T" || name.text == "T_max");
    let index = args.iter().position(is_length)?;
    let rest: Vec<_> = args.iter().enumerate().filter(|(at, _)| *at != index).map(|(_, arg)| arg).collect();
    // What stands by its place would become the length.
    if rest.iter().any(|arg| arg.name.is_none()) {
        return None;
    }
    if rest.is_empty() {
        return Some(Edit { span: *args_span, text: String::new() });
    }
    let words: Vec<_> = rest.iter().map(|arg| argument_span(arg).of(text)).collect();
    Some(Edit { span: *args_span, text: format!("({})", words.join(", ")) })
}

fn argument_span(arg: &Arg) -> Span {
    let start = arg.name.as_ref().map_or(arg.value.span.start, |name| name.span.start);
    Span::new(start, arg.value.span.end)
}
