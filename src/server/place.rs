//! The place where something is being written: what the tree says once a name stands there.

use super::signature::{Argument, REPEAT, Signature};
use super::view::View;
use crate::catalogue::{Function, Meaning};
use crate::check::names::DefinitionKind;
use crate::reference::{self, EntryKind, Takes};
use crate::syntax::ast::{Arg, Expr, ExprKind, PostfixKind, ProductOp, Statement, StatementKind};
use crate::syntax::{last_opening, statement_at};
use crate::text::Span;

/// A name that stands for what is being written, as no text calls anything.
const NAME: &str = "written_here__";

/// The words that stand where neither a name nor a `then` can, and what each is followed by.
const WORDS: [(&str, &str); 6] =
    [("every", " a"), ("at", " a"), ("from", " a"), ("until", " a"), ("over", " a in [1]"), ("in", " a")];

/// The text around a word that is being written.
pub(super) struct Place<'t> {
    /// What stands before the word: from where its statement seems to start, and from the start of one that is right.
    heads: Vec<&'t str>,
    /// What stands after the word, up to the next statement that is right.
    tail: &'t str,
    /// Where the word is.
    pub(super) word: Span,
    /// Whether the word is a number.
    pub(super) is_number: bool,
}

/// A statement with the name in the place of the word.
pub(super) struct Written {
    statement: Statement,
    /// Where the name stands.
    at: usize,
}

/// The units that may stand after an operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Units {
    None,
    /// By the names for one of them too.
    OfOne,
    OfSeveral,
}

/// What may stand at a place.
pub(super) enum Expected {
    /// A name, a number or a call.
    Value(Written),
    /// What goes on after an operand, and what that may be counted in.
    More(Written, Units),
    /// A word of the language that follows neither.
    Word,
    /// A name that is made up.
    Nothing,
}

impl<'t> Place<'t> {
    /// The place at a byte; nothing in a comment.
    pub(super) fn of(view: View<'t>, byte: usize) -> Option<Self> {
        let text = view.text();
        let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
        let line = view.document.line_at(byte);
        // The dots of a range are no part of a name.
        let start = text[..byte].trim_end_matches(is_word).len();
        let start = text[start..byte].rfind("..").map_or(start, |dots| start + dots + 2);
        let end = text.len() - text[byte..].trim_start_matches(is_word).len();
        let end = text[byte..end].find("..").map_or(end, |dots| byte + dots);
        if text.get(line.start..byte)?.contains('#') {
            return None;
        }
        let is_number = text[start..].starts_with(|c: char| c.is_ascii_digit());
        let statements = &view.analysis().compilation.file().statements;
        let next = statements.partition_point(|statement| statement.span.start < start);
        let first = next.checked_sub(1).map_or(0, |before| statements[before].span.start);
        let last = statements.get(next).map_or(text.len(), |statement| statement.span.start);
        let head = text.get(first..start)?;
        let mut heads = vec![&head[last_opening(head)..], head];
        heads.dedup();
        Some(Self { heads, word: Span::new(start, end), is_number, tail: text.get(end..last).unwrap_or_default() })
    }

    /// What stands right after the word.
    pub(super) fn is_followed_by(&self, text: &str) -> bool {
        self.tail.starts_with(text)
    }

    /// What may stand here.
    pub(super) fn expected(&self, view: View<'_>) -> Expected {
        match self.named() {
            Some(written) => match written.measured() {
                Some(value) => {
                    let is_one = matches!(&value.kind, ExprKind::Number(text) if text == "1");
                    let units = match written.takes_unit(view, value) {
                        false => Units::None,
                        true if is_one => Units::OfOne,
                        true => Units::OfSeveral,
                    };
                    Expected::More(written, units)
                }
                None if written.is_value() || written.names_argument() => Expected::Value(written),
                None => Expected::Nothing,
            },
            None => self.goes_on().map_or(Expected::Word, |written| Expected::More(written, Units::None)),
        }
    }

    /// The statement with a name in the place of the word, with what stands after the word where that can be read.
    pub(super) fn named(&self) -> Option<Written> {
        self.read(NAME, |_| self.tail.to_string()).or_else(|| self.read(NAME, closing))
    }

    /// What the statement is with one more segment, where an operand stands before the word.
    pub(super) fn goes_on(&self) -> Option<Written> {
        self.read(&format!("then {NAME}"), closing)
    }

    /// The words that stand here and are no names, and follow no segment.
    pub(super) fn words(&self) -> impl Iterator<Item = &'static str> {
        let fits = |(word, rest): &(&str, &str)| self.read(&format!("{word}{rest}"), closing).is_some();
        WORDS.into_iter().filter(fits).map(|(word, _)| word)
    }

    /// Whether the word before this one is a certain one.
    pub(super) fn is_after(&self, word: &str) -> bool {
        let before = self.heads.iter().find_map(|head| head.trim_end().strip_suffix(word));
        before.is_some_and(|before| !before.ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '.'))
    }

    /// The statement with some words in the place of the word, and with an end that follows from all before it.
    fn read(&self, words: &str, end: impl Fn(&str) -> String) -> Option<Written> {
        self.heads.iter().find_map(|head| {
            let whole = Span::new(head.len(), head.len() + words.len());
            let mut text = format!("{head}{words}");
            text.push_str(&end(&text));
            let statement = statement_at(&text, whole)?;
            let at = whole.end - words.rsplit(' ').next().map_or(0, str::len);
            (statement.span.start <= whole.start).then_some(Written { statement, at })
        })
    }
}

/// What closes the brackets that a text leaves open, and gives a value to what it defines.
fn closing(text: &str) -> String {
    let mut open = Vec::new();
    for (start, line) in
        text.split_inclusive('\n').scan(0, |at, line| Some((std::mem::replace(at, *at + line.len()), line)))
    {
        for (at, c) in line.split('#').next().unwrap_or_default().char_indices() {
            match c {
                '(' | '[' | '{' => open.push((c, start + at)),
                ')' | ']' | '}' => drop(open.pop()),
                _ => {}
            }
        }
    }
    let parameters = text.find('(').filter(|_| text.trim_start().starts_with("def "));
    let mut end = String::new();
    for (bracket, at) in open.into_iter().rev() {
        end.push_str(match bracket {
            '(' if parameters == Some(at) => ") = a",
            '(' => ")",
            '[' => "]",
            _ if text[at..].contains("..") => "} = a",
            _ => " .. 1} = a",
        });
    }
    end
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

    fn holds(&self, span: Span) -> bool {
        span.start <= self.at && self.at < span.end
    }

    /// Whether the word is a value, and not a name that is made up.
    fn is_value(&self) -> bool {
        self.path().last().is_some_and(|expr| match &expr.kind {
            ExprKind::Name(_) => true,
            ExprKind::Call { name, .. } => name.span.start == self.at,
            _ => false,
        })
    }

    /// What the word stands after, as a unit.
    fn measured(&self) -> Option<&Expr> {
        self.path().into_iter().find_map(|expr| match &expr.kind {
            ExprKind::Quantity { value, unit } if unit.span.start == self.at => Some(&**value),
            _ => None,
        })
    }

    /// Whether the word is the name of an argument that has a value.
    pub(super) fn names_argument(&self) -> bool {
        self.argument().is_some_and(|argument| argument.is_name())
    }

    /// Whether the word is all of the statement.
    pub(super) fn opens_statement(&self) -> bool {
        matches!(&self.statement.kind, StatementKind::Bare(expr) if matches!(expr.kind, ExprKind::Name(_)))
    }

    /// What the statement defines, if it is a value.
    pub(super) fn defines(&self) -> Option<&str> {
        match &self.statement.kind {
            StatementKind::Assign { name, .. } => Some(&name.text),
            StatementKind::Let { name, .. } | StatementKind::Def { name, .. } | StatementKind::Param { name, .. } => {
                Some(&name.text)
            }
            _ => None,
        }
    }

    /// Whether it is when an event fires.
    pub(super) fn is_of_event(&self) -> bool {
        matches!(self.statement.kind, StatementKind::Event { .. })
    }

    /// Whether it is in an `expect`.
    pub(super) fn is_of_expectation(&self) -> bool {
        matches!(self.statement.kind, StatementKind::Expect { .. })
    }

    /// Whether it is what an `expect` says of a track.
    pub(super) fn is_expected(&self) -> bool {
        matches!(&self.statement.kind, StatementKind::Expect { left, .. } if left.span.start == self.at)
    }

    /// Whether it is the unit of a tick.
    pub(super) fn is_tick(&self) -> bool {
        matches!(&self.statement.kind, StatementKind::Assign { name, .. } if name.text == "tick")
    }

    /// Whether it is a place on a track.
    pub(super) fn is_index(&self) -> bool {
        self.path().iter().any(|expr| matches!(expr.kind, ExprKind::Index { .. }))
    }

    /// Whether tracks have a value here: in a schedule, at the ticks of an `expect` or of a function, and where a unit
    /// changes its size.
    pub(super) fn takes_track(&self, view: View<'_>) -> bool {
        let is_function = |expr: &&Expr| matches!(expr.kind, ExprKind::Lambda { .. });
        let is_size = || match &self.statement.kind {
            StatementKind::Assign { name, .. } => view.unit(&name.text).is_some(),
            _ => false,
        };
        self.is_of_expectation() || self.takes_schedule(view) || is_size() || self.path().iter().any(is_function)
    }

    /// Whether a schedule may stand here: not in an argument of a shape, in a function, at a time, in an `expect`, or
    /// in what has one value for the whole run.
    pub(super) fn takes_schedule(&self, view: View<'_>) -> bool {
        let of_schedules = match &self.statement.kind {
            StatementKind::Expect { .. } | StatementKind::Event { .. } | StatementKind::Param { .. } => false,
            StatementKind::Assign { name, .. } => {
                let is_number = name.text == "run" || name.text == "tick" || view.unit(&name.text).is_some();
                !is_number && name.text.rsplit('.').next() != Some("base")
            }
            StatementKind::Family { name, .. } => !name.braces().any(|braces| self.holds(braces.span)),
            _ => true,
        };
        of_schedules && !self.path().iter().any(|expr| self.is_number_in(expr))
    }

    /// Whether an expression has the word where it takes a number.
    fn is_number_in(&self, expr: &Expr) -> bool {
        match &expr.kind {
            ExprKind::Lambda { .. } | ExprKind::Index { .. } | ExprKind::List(_) => true,
            ExprKind::Call { name, .. } => is_schedule(&name.text) || is_of_numbers(&name.text),
            ExprKind::Power(operands) => operands.iter().skip(1).any(|operand| self.holds(operand.span)),
            ExprKind::Postfix { words, .. } => words.iter().any(|word| {
                // What follows the operand of a word goes on after the whole.
                let is_operand = |operand: &Expr| matches!(&operand.kind, ExprKind::Quantity { unit, .. } if unit.span.start == self.at);
                self.holds(word.span)
                    && match &word.kind {
                        PostfixKind::For(operand)
                        | PostfixKind::Until(operand)
                        | PostfixKind::Skip(operand)
                        | PostfixKind::Every(operand) => !is_operand(operand),
                        PostfixKind::RepeatOver(over) => !is_operand(over.end()),
                        _ => true,
                    }
            }),
            _ => false,
        }
    }

    /// Whether what stands before the word may be counted in a unit.
    fn takes_unit(&self, view: View<'_>, value: &Expr) -> bool {
        let is_number = match &value.kind {
            ExprKind::Relative { .. } => false,
            ExprKind::Call { name, .. } => !is_schedule(&name.text),
            ExprKind::Name(name) => {
                let found = view.analysis().compilation.names().find(&name.text);
                !is_schedule(&name.text) && found.is_none_or(|found| found.kind() != DefinitionKind::Track)
            }
            _ => true,
        };
        let argument = self.argument().filter(Argument::is_whole);
        let is_length = |argument: Argument<'_>| {
            let signature = Signature::of(view, argument.callee);
            let takes = signature.as_ref().and_then(|signature| signature.parameter(argument)?.takes);
            takes.is_none_or(|takes| matches!(takes, Takes::Duration | Takes::Durations))
        };
        let of_times = match &self.statement.kind {
            StatementKind::Assign { name, .. } if name.text.rsplit('.').next() == Some("base") || self.is_tick() => {
                false
            }
            StatementKind::Family { name, .. } if name.braces().any(|braces| self.holds(braces.span)) => false,
            StatementKind::Assign { name, .. } if name.text == "run" || view.unit(&name.text).is_some() => true,
            StatementKind::Assign { .. } | StatementKind::Family { .. } | StatementKind::Bare(_) => !self.is_factor(),
            _ => true,
        };
        is_number && of_times && argument.is_none_or(is_length)
    }

    /// Whether the word is in a value of the statement itself, and in no time.
    fn is_factor(&self) -> bool {
        self.path().iter().all(|expr| match &expr.kind {
            ExprKind::Product { rest, .. } => rest.iter().all(|(op, _)| *op == ProductOp::Multiply),
            ExprKind::Postfix { operand, .. } => self.holds(operand.span),
            ExprKind::Quantity { .. } | ExprKind::Paren(_) | ExprKind::Sum { .. } | ExprKind::Then(_) => true,
            _ => false,
        })
    }

    /// The innermost argument that the word is in.
    pub(super) fn argument(&self) -> Option<Argument<'_>> {
        let among = |callee, given| {
            let holds = |arg: &Arg| self.holds(arg.span());
            Some(Argument { callee, given, index: given.iter().position(holds)?, at: self.at })
        };
        self.path().into_iter().rev().find_map(|expr| match &expr.kind {
            ExprKind::Call { name, args, .. } => among(&name.text, args),
            ExprKind::Postfix { words, .. } => words.iter().find_map(|word| match &word.kind {
                PostfixKind::RepeatArgs { args, .. } => among(REPEAT, args),
                _ => None,
            }),
            _ => None,
        })
    }

    /// What the names of the statement itself are that hold here: parameters, and the numbers of families and cycles.
    pub(super) fn locals(&self) -> Vec<&str> {
        let mut names = Vec::new();
        match &self.statement.kind {
            StatementKind::Def { params, .. } => names.extend(params.iter().map(|param| param.name.text.as_str())),
            StatementKind::Family { name, value } if self.holds(value.span) => {
                names.extend(name.braces().map(|braces| braces.name.text.as_str()));
            }
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

/// Whether a call of a name is a schedule.
fn is_schedule(name: &str) -> bool {
    reference::entry(name).is_some_and(|entry| entry.kind != EntryKind::Function)
}

/// Whether a call of a name takes numbers alone.
fn is_of_numbers(name: &str) -> bool {
    let function = Function::named(name).filter(|_| !is_schedule(name));
    function.is_some_and(|function| matches!(function.meaning(), Meaning::Elementary(_) | Meaning::Absolute))
}
