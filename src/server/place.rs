//! The place where something is being written: what the tree says once a name, or a word, stands there.

use super::view::View;
use crate::reference::{self, Entry, EntryKind, Parameter};
use crate::syntax::ast::{Arg, Expr, ExprKind, PostfixKind, Statement, StatementKind};
use crate::syntax::{last_opening, parse};
use crate::text::Span;
use crate::units::Unit;

/// A name that stands for what is being written, as no text calls anything.
const NAME: &str = "written_here__";

/// The words of the language that may go on with a text, and what each is followed by.
const CONTINUATIONS: [(&str, &str); 11] = [
    ("then", " a"),
    ("for", " a"),
    ("until", " a"),
    ("skip", " a"),
    ("every", " a"),
    ("mirror", ""),
    ("repeat", ""),
    ("over", " a in [1]"),
    ("in", " [1]"),
    ("from", " a"),
    ("at", " a"),
];

/// The text around a word that is being written.
pub(super) struct Place<'t> {
    /// What stands before the word: from where its statement seems to start, and from the start of one that is right.
    heads: [&'t str; 2],
    /// What stands after the word, up to the next statement that is right.
    tail: &'t str,
    /// Whether the word is a number.
    pub(super) is_number: bool,
}

/// A statement with the name in the place of the word.
pub(super) struct Written {
    statement: Statement,
    /// Where the name stands.
    at: usize,
}

/// The argument of a call that the word is in.
#[derive(Clone, Copy)]
pub(super) struct Argument<'w> {
    pub(super) callee: &'w str,
    pub(super) given: &'w [Arg],
    /// Its place among those that are given.
    pub(super) index: usize,
}

impl<'t> Place<'t> {
    /// The place at a byte; nothing in a comment.
    pub(super) fn of(view: View<'t>, byte: usize) -> Option<Self> {
        let text = view.text();
        let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
        let line = view.document.line_at(byte);
        let start = text[..byte].trim_end_matches(is_word).len();
        let end = text.len() - text[byte..].trim_start_matches(is_word).len();
        if text.get(line.start..byte)?.contains('#') {
            return None;
        }
        let is_number = text[start..].starts_with(|c: char| c.is_ascii_digit());
        let statements = &view.analysis().compilation.file().statements;
        let next = statements.partition_point(|statement| statement.span.start < start);
        let first = next.checked_sub(1).map_or(0, |before| statements[before].span.start);
        let last = statements.get(next).map_or(text.len(), |statement| statement.span.start);
        let head = text.get(first..start)?;
        let heads = [&head[last_opening(head)..], head];
        Some(Self { heads, is_number, tail: text.get(end..last).unwrap_or_default() })
    }

    /// The statement with a name in the place of the word, with what stands after the word where that can be read.
    pub(super) fn named(&self) -> Option<Written> {
        self.read(NAME, |_| self.tail.to_string()).or_else(|| self.read(NAME, closing))
    }

    /// The same, or what it is with one more segment where an operand stands before the word.
    pub(super) fn followed(&self) -> Option<Written> {
        self.named().or_else(|| self.read(&format!("then {NAME}"), closing))
    }

    /// The words of the language that may stand here.
    pub(super) fn words(&self) -> impl Iterator<Item = &'static str> {
        let fits = |(word, rest): &(&str, &str)| {
            let word = format!("{word}{rest}");
            // The braces of a family hold a range, and have a value after them.
            let family = |head: &str| format!(" .. 1{} = a", closing(head));
            self.read(&word, closing).or_else(|| self.read(&word, family)).is_some()
        };
        CONTINUATIONS.into_iter().filter(fits).map(|(word, _)| word)
    }

    /// Whether a unit may stand here, after what it measures.
    pub(super) fn takes_unit(&self) -> bool {
        self.read(Unit::STEP.plural(), closing).is_some_and(|written| {
            let measured = written.path().into_iter().find_map(|expr| match &expr.kind {
                ExprKind::Quantity { value, unit } if unit.span.start == written.at => Some(value),
                _ => None,
            });
            let is_number = |value: &Expr| match &value.kind {
                ExprKind::Call { name, .. } | ExprKind::Name(name) => !is_schedule(&name.text),
                _ => true,
            };
            measured.is_some_and(|value| is_number(value))
        })
    }

    /// The statement with some words in the place of the word, and with an end that follows from what stands before.
    fn read(&self, words: &str, end: impl Fn(&str) -> String) -> Option<Written> {
        self.heads.into_iter().find_map(|head| {
            let text = format!("{head}{words}{}", end(head));
            let whole = Span::new(head.len(), head.len() + words.len());
            let holds = |statement: &Statement| statement.span.start <= whole.start && whole.end <= statement.span.end;
            let statement = parse(&text).0.statements.into_iter().find(holds)?;
            Some(Written { statement, at: whole.end - words.rsplit(' ').next().map_or(0, str::len) })
        })
    }
}

/// What closes the brackets that a text leaves open.
fn closing(text: &str) -> String {
    let mut open = Vec::new();
    for line in text.lines() {
        for c in line.split('#').next().unwrap_or_default().chars() {
            match c {
                '(' => open.push(')'),
                '[' => open.push(']'),
                '{' => open.push('}'),
                ')' | ']' | '}' => drop(open.pop()),
                _ => {}
            }
        }
    }
    open.into_iter().rev().collect()
}

/// The expressions of a statement that hold a byte, the outermost first.
fn path(statement: &Statement, byte: usize) -> Vec<&Expr> {
    fn visit<'e>(expr: &'e Expr, byte: usize, path: &mut Vec<&'e Expr>) {
        if expr.span.start <= byte && byte < expr.span.end {
            path.push(expr);
            expr.for_each_child(&mut |child| visit(child, byte, path));
        }
    }
    let mut found = Vec::new();
    statement.for_each_expr(&mut |expr| visit(expr, byte, &mut found));
    found
}

impl Written {
    fn path(&self) -> Vec<&Expr> {
        path(&self.statement, self.at)
    }

    /// Whether the word is a value, and not a name that is made up.
    pub(super) fn is_value(&self) -> bool {
        self.path().last().is_some_and(|expr| matches!(expr.kind, ExprKind::Name(_)))
    }

    /// Whether the word is all of the statement.
    pub(super) fn opens_statement(&self) -> bool {
        matches!(&self.statement.kind, StatementKind::Bare(expr) if matches!(expr.kind, ExprKind::Name(_)))
    }

    /// Whether it is what an `expect` says of a track.
    pub(super) fn is_expected(&self) -> bool {
        matches!(&self.statement.kind, StatementKind::Expect { left, .. } if left.span.start == self.at)
    }

    /// Whether a schedule may stand here: not in an argument of a shape, in a function, at a time, in an `expect`, or
    /// where an event fires.
    pub(super) fn takes_schedule(&self) -> bool {
        let is_number = |expr: &&Expr| match &expr.kind {
            ExprKind::Lambda { .. } | ExprKind::Index { .. } | ExprKind::List(_) => true,
            ExprKind::Call { name, .. } => is_schedule(&name.text),
            _ => false,
        };
        let of_numbers = matches!(self.statement.kind, StatementKind::Expect { .. } | StatementKind::Event { .. });
        !of_numbers && !self.path().iter().any(is_number)
    }

    /// The innermost argument that the word is in.
    pub(super) fn argument(&self) -> Option<Argument<'_>> {
        self.path().into_iter().rev().find_map(|expr| {
            let ExprKind::Call { name, args, .. } = &expr.kind else { return None };
            let holds = |arg: &Arg| arg.span().start <= self.at && self.at < arg.span().end;
            Some(Argument { callee: &name.text, given: args, index: args.iter().position(holds)? })
        })
    }

    /// What the names of the statement itself are that hold here: parameters, and the numbers of families and cycles.
    pub(super) fn locals(&self) -> Vec<&str> {
        let mut names = Vec::new();
        match &self.statement.kind {
            StatementKind::Def { params, .. } => names.extend(params.iter().map(|param| param.name.text.as_str())),
            StatementKind::Family { name, .. } => names.extend(name.braces().map(|braces| braces.name.text.as_str())),
            _ => {}
        }
        for expr in self.path() {
            match &expr.kind {
                ExprKind::Lambda { param, .. } => names.push(&param.text),
                ExprKind::Postfix { words, .. } => names.extend(words.iter().filter_map(|word| match &word.kind {
                    PostfixKind::RepeatOver(over) if self.at < word.span.start => Some(over.name.text.as_str()),
                    _ => None,
                })),
                _ => {}
            }
        }
        names
    }
}

impl Argument<'_> {
    /// The name that it is given by.
    pub(super) fn name(&self) -> Option<&str> {
        self.given[self.index].name.as_ref().map(|name| name.text.as_str())
    }

    /// Whether the word is all of its value.
    pub(super) fn is_word(&self) -> bool {
        matches!(self.given[self.index].value.kind, ExprKind::Name(_))
    }

    /// Whether the word is all of it, and may be a name that it is given by.
    pub(super) fn is_open(&self) -> bool {
        self.is_word() && self.name().is_none()
    }

    /// How many values are given by their places before it.
    pub(super) fn place(&self) -> usize {
        self.given[..self.index].iter().filter(|arg| arg.name.is_none()).count()
    }

    /// Which parameter it is.
    pub(super) fn parameter<'e>(&self, entry: &'e Entry) -> Option<&'e Parameter> {
        match self.name() {
            Some(name) => entry.parameters.iter().find(|parameter| is_called(parameter, name)),
            None => entry.parameters.iter().filter(|parameter| parameter.positional).nth(self.place()),
        }
    }

    /// Whether the call gives a parameter elsewhere.
    pub(super) fn has_given(&self, entry: &Entry, parameter: &Parameter) -> bool {
        let others = (0..self.given.len()).filter(|index| *index != self.index);
        let others = others.map(|index| Self { index, ..*self });
        others.filter_map(|other| other.parameter(entry)).any(|given| given.name == parameter.name)
    }
}

/// Whether a call of a name is a schedule.
fn is_schedule(name: &str) -> bool {
    reference::entry(name).is_some_and(|entry| entry.kind != EntryKind::Function)
}

/// Whether a parameter has a name, or PyTorch has it for it.
fn is_called(parameter: &Parameter, name: &str) -> bool {
    parameter.name == name || parameter.pytorch == Some(name)
}
