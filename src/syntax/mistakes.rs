//! What went wrong in a text that cannot be read, and what was probably meant.

use std::cell::OnceCell;

use super::foreign::{self, Place, Searched};
use super::grammar;
use super::nesting::Nesting;
use super::recovery::{skip_gap, skip_space};
use crate::diagnostic::{Code, Diagnostic, Edit, Fix, apply};
use crate::text::{Span, invisible, lays_out};

/// A larger text is not read, so that the memory it would take is bounded.
const SIZE_LIMIT: usize = 16 << 20;

/// The error of a text that is too large to be parsed.
pub(super) fn too_large(text: &str) -> Option<Diagnostic> {
    (text.len() > SIZE_LIMIT).then(|| {
        Diagnostic::new(
            Code::TooLarge,
            format!("this text has {} bytes, and may have at most {SIZE_LIMIT}", text.len()),
            Span::new(0, 0),
        )
        .help("`repeat`, `def` and lists say much in few words; a table of values is not a schedule")
    })
}

/// The error of a text that holds binary data, or characters that hide what it says.
pub(super) fn unreadable(text: &str) -> Option<Diagnostic> {
    // Almost every text has nothing else.
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~' | b'\n' | b'\t')) {
        return None;
    }
    let control = |byte: &u8| byte.is_ascii_control() && !matches!(byte, b'\n' | b'\r' | b'\t' | b'\x0c');
    if let Some((index, byte)) = text.bytes().enumerate().find(|(_, byte)| control(byte)) {
        return Some(
            Diagnostic::new(
                Code::Binary,
                format!("this is not a text file: it holds the control character U+{:04X}", u32::from(byte)),
                Span::new(index, index + 1),
            )
            .help("a schedule is a text file; a compiled one is JSON"),
        );
    }
    let marked = usize::from(text.starts_with('\u{feff}')) * '\u{feff}'.len_utf8();
    let (index, c) = invisible(&text[marked..], lays_out)?;
    let span = Span::new(marked + index, marked + index + c.len_utf8());
    let number = format!("U+{:04X}", u32::from(c));
    let (message, help) = match c {
        '\r' => (
            format!(
                "{number}, a carriage return, does not end a line by itself, and a terminal would write over the line"
            ),
            "end lines with a line feed, or with both",
        ),
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => (
            format!(
                "{number} changes the direction of text, so that a reader sees something other than what is written"
            ),
            "take it out",
        ),
        _ => (format!("{number} is an invisible character"), "take it out"),
    };
    Some(Diagnostic::new(Code::Syntax, message, span).help(help))
}

/// The mistakes of a text.
pub(super) struct Mistakes<'t> {
    text: &'t str,
    /// Once there is a mistake.
    searched: OnceCell<Searched>,
}

impl<'t> Mistakes<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, searched: OnceCell::new() }
    }

    /// What is wrong with the statement in a region of the text.
    pub(super) fn of(&self, region: Span) -> Diagnostic {
        let statement = region.of(self.text);
        let (at, expected) = grammar::mistake(statement).unwrap_or((last_token(statement).end, Vec::new()));
        let searched = self.searched.get_or_init(|| Searched::new(self.text));
        let mut diagnostic = explain(self.text, searched, region, region.start + at, &expected);
        let loses_comment = |edit: &Edit| edit.span.of(self.text) != edit.span.of(&searched.text);
        diagnostic.fixes.retain(|fix| !fix.edits.iter().any(loses_comment) && self.leads_on(fix, region));
        diagnostic
    }

    /// Whether a statement with a fix applied can be read, up to a place after the edits at least.
    fn leads_on(&self, fix: &Fix, Span { start, end }: Span) -> bool {
        // What it takes out may begin before the statement, with the end of the line above.
        let start = fix.edits.iter().map(|edit| edit.span.start).min().map_or(start, |first| first.min(start));
        let moved = |Span { start: from, end: to }: Span| Span::new(from - start, to - start);
        let edits: Vec<_> = fix.edits.iter().map(|edit| Edit::replace(moved(edit.span), &*edit.text)).collect();
        let Some(now) = apply(edits.iter(), &self.text[start..end]) else { return true };
        // It may have brackets that the text does not have.
        if Nesting::default().check(&now, 0).is_some() {
            return false;
        }
        let last = edits.iter().map(|edit| edit.span.start + edit.text.len()).max().unwrap_or(0);
        // Where it starts a statement of its own.
        let line = edits.iter().find_map(|edit| Some(edit.span.start + edit.text.rfind('\n')? + 1));
        let reads_on = |from: usize| grammar::mistake(&now[from..]).is_none_or(|(at, _)| from + at > last);
        grammar::mistake(&now).is_none_or(|(at, _)| at > last || line == Some(at) && (at == last || reads_on(at)))
    }
}

/// The last thing that is written in a text.
pub(crate) fn last_token(text: &str) -> Span {
    let mut last = Span::default();
    let mut at = 0;
    while at < text.len() {
        at = skip_gap(text, at);
        let token = token(&text[at..]);
        if token == 0 {
            break;
        }
        last = Span::new(at, at + token);
        at += token;
    }
    last
}

/// How long the first token of a text is.
fn token(text: &str) -> usize {
    let word = text.len() - text.trim_start_matches(|c: char| c.is_alphanumeric() || matches!(c, '_' | '.')).len();
    if word > 0 {
        return word;
    }
    if ["->", "==", "!=", "<=", ">=", "..", "**", "//", ":=", "&&", "||", "|>"].iter().any(|two| text.starts_with(two))
    {
        return 2;
    }
    text.chars().next().map_or(0, char::len_utf8)
}

/// How long the number is that a text starts with, its suffix included.
fn number(text: &str) -> usize {
    let digits = |text: &str| text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit() || c == '_').len();
    let whole = digits(text);
    let point = text[whole..].strip_prefix('.').map_or(0, |rest| 1 + digits(rest));
    if whole + point == 0 || text.starts_with('_') {
        return 0;
    }
    let rest = &text[whole + point..];
    let exponent = rest.strip_prefix(['e', 'E']).map_or(0, |power| {
        let sign = usize::from(power.starts_with(['+', '-']));
        let power = digits(&power[sign..]);
        if power > 0 { 1 + sign + power } else { 0 }
    });
    let suffix = usize::from(rest[exponent..].starts_with(['k', 'K', 'M', 'B', 'T']));
    whole + point + exponent + suffix
}

/// Says what is wrong at a place of a region that holds one statement, in a text as it is `written`.
fn explain(written: &str, searched: &Searched, region: Span, at: usize, expected: &[&str]) -> Diagnostic {
    let text = searched.text.as_str();
    // Other white space is a mistake of its own.
    let at = skip_space(&text[..region.end], at);
    let wants_more = at >= region.end && expected.contains(&"a value");
    if let Some(diagnostic) = brackets(text, region, at).filter(|_| !wants_more) {
        return diagnostic;
    }
    if at >= region.end {
        return incomplete(text, region, expected);
    }
    let span = Span::new(at, (at + token(&text[at..])).min(region.end));
    let found = span.of(text);
    let syntax = |message: String, help: &str| Diagnostic::new(Code::Syntax, message, span).help(help);
    let place = Place { searched, text, written, region, token: span, expected };
    if let Some(diagnostic) = number_with_letters(&place).or_else(|| foreign::explain(&place)) {
        return diagnostic;
    }
    if let Some(c) = found.chars().next().filter(|c| !c.is_ascii()) {
        return syntax(
            format!("`{c}` (U+{:04X}) is not a character of the language", u32::from(c)),
            "names are made of the letters a to z, digits and `_`; other text goes in comments",
        );
    }
    if found == ".." && !expected.contains(&"a value") {
        return syntax(
            "a range cannot stand here".to_string(),
            "write it right after the name of the argument, without brackets: `band=… .. …`",
        );
    }
    let before_in_line = text[..at].trim_end_matches([' ', '\t', '\r']);
    let same_line = !before_in_line.is_empty() && !before_in_line.ends_with('\n');
    if same_line && expected.contains(&"the end of the statement") {
        let message = format!("`{found}` follows a statement that is already complete");
        // What no statement starts with would be a mistake on its own line too.
        let starts_statement = found.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
        return if starts_statement {
            syntax(message, "put it on a line of its own, or join it: `then`, `*`, `+`, …")
        } else {
            foreign::two_values(&place)
                .unwrap_or_else(|| syntax(message, "join it: `then`, `*`, `+`, …, or take it out"))
        };
    }
    let words: Vec<_> = text[region.start..at].split_whitespace().rev().take(3).collect();
    let help = if words.windows(2).any(|pair| pair == ["over", "repeat"]) {
        "what differs from cycle to cycle has a name: `repeat over p in [1, 2, 4]`"
    } else if expected.contains(&"`every …` or `at …`") {
        "an event has times and no value: `every 3000 steps`, `every 10 epochs from 100 epochs`, `at [5k, 20k] steps`"
    } else if expected.contains(&"a value") {
        "write a number, a name, a shape or a bracket here"
    } else if expected.contains(&"an operator or `then`") {
        "join it to what comes before it, by `then`, `*`, `+`, …, or take it out"
    } else {
        "a statement is `name = …`, `let`, `def`, `param`, `event`, `unit` or `expect`"
    };
    syntax(format!("expected {}, found `{found}`", listed(expected)), help)
}

fn incomplete(text: &str, region: Span, expected: &[&str]) -> Diagnostic {
    let last = last_token(region.of(text));
    let span = Span::new(region.start + last.start, region.start + last.end);
    Diagnostic::new(Code::Syntax, format!("the statement is not complete: {} is missing", listed(expected)), span)
        .saying("after this")
        .help("finish it, or take it out")
}

/// The error of a number that letters touch.
fn number_with_letters(place: &Place<'_>) -> Option<Diagnostic> {
    let at = place.token.start;
    let text = &place.text[at..place.region.end];
    let (number, rest) = text.split_at(number(text));
    let letters = &rest[..rest.len() - rest.trim_start_matches(|c: char| c.is_alphanumeric() || c == '_').len()];
    if !number.contains(|c: char| c.is_ascii_digit()) || letters.is_empty() {
        return None;
    }
    foreign::letters(place, number, letters).or_else(|| {
        let message = format!("`{number}{letters}` is neither a number nor a name");
        Some(
            Diagnostic::new(Code::Syntax, message, Span::new(at, at + number.len() + letters.len()))
                .help("only k, M, B, T, `%` and `x` follow a number without a space"),
        )
    })
}

/// A bracket of the region that nothing closes, or that the wrong one closes, before a place.
fn brackets(text: &str, region: Span, at: usize) -> Option<Diagnostic> {
    let mut open: Vec<(usize, char)> = Vec::new();
    for (index, c) in region.of(text).char_indices() {
        let index = region.start + index;
        match c {
            '(' | '[' => open.push((index, c)),
            // Other braces are none of the language.
            '{' if text[..index].ends_with('.') => open.push((index, c)),
            '}' if open.iter().all(|(_, opened)| *opened != '{') => {}
            ')' | ']' | '}' => {
                let closes = match c {
                    ')' => '(',
                    ']' => '[',
                    _ => '{',
                };
                match open.pop() {
                    Some((_, opened)) if opened == closes => {}
                    Some((opened_at, opened)) if index <= at => {
                        return Some(
                            Diagnostic::new(
                                Code::Syntax,
                                format!("`{c}` closes a `{opened}`"),
                                Span::new(index, index + 1),
                            )
                            .and(Span::new(opened_at, opened_at + 1), "opened here")
                            .suggest(
                                if c == ')' && opened == '[' && is_no_list(text, region, opened_at) {
                                    let edit = Edit::replace(Span::new(opened_at, opened_at + 1), "(");
                                    Fix::unsafely("open it by `(`", vec![edit])
                                } else {
                                    closing_fix(opened, index, !open.is_empty())
                                },
                            ),
                        );
                    }
                    _ => return None,
                }
            }
            _ => {}
        }
    }
    let &(index, opened) = open.last()?;
    let closings: String = open.iter().rev().map(|(_, opened)| closing(*opened)).collect();
    let last = last_token(region.of(text));
    // A mistake inside of the brackets explains itself better.
    let last_start = region.start + last.start;
    if at < last_start && !text[at..region.end].starts_with(|c: char| c.is_ascii_alphabetic() || c == '=') {
        return None;
    }
    let diagnostic = Diagnostic::new(Code::Syntax, format!("`{opened}` is never closed"), Span::new(index, index + 1))
        .saying("opened here")
        .help(format!("add `{closings}`"));
    // Where several are missing, not all of them are at the end; nor is it where the bracket may end before that.
    let end = region.start + last.end;
    let is_clear = open.len() == 1 && text.get(index + 1..end).is_some_and(is_one_operand);
    let fix = Fix::unsafely(format!("add `{closings}`"), vec![Edit::insert(end, closings)]);
    Some(diagnostic.fix(Some(fix).filter(|_| is_clear)))
}

/// Whether all of a text after an open bracket belongs into it: nothing joins two parts of it but commas.
fn is_one_operand(text: &str) -> bool {
    let joins = |word: &str| foreign::RESERVED.contains(&word) || ["*", "/", "+", "-", "^"].contains(&word);
    !text.contains(['(', '[', '*', '/', '^', '+', '\n']) && !text.split_whitespace().any(joins)
}

fn closing(opened: char) -> &'static str {
    match opened {
        '(' => ")",
        '[' => "]",
        _ => "}",
    }
}

/// Whether what a `[` opens is no list and no index: `cosine[10)`, `0.1 * [warmup(5) then cosine)`.
fn is_no_list(text: &str, region: Span, at: usize) -> bool {
    let is_of_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let before = text[region.start..at].trim();
    if text[..at].ends_with(is_of_word) {
        return !before.starts_with("expect");
    }
    match before.strip_suffix('(') {
        Some(before) => !before.ends_with(is_of_word),
        None => {
            let defines = before.strip_suffix('=').is_some_and(|name| !name.contains(['=', '(']));
            defines || before.ends_with(['*', '/', '+', '-', '^']) || before.ends_with(" then")
        }
    }
}

/// How a bracket is closed before, or in place of, one of the other kind. `is_inner` says whether another one is open
/// around it, which that one may close.
fn closing_fix(opened: char, at: usize, is_inner: bool) -> Fix {
    let closing = closing(opened);
    let edit = if is_inner { Edit::insert(at, closing) } else { Edit::replace(Span::new(at, at + 1), closing) };
    Fix::unsafely(format!("write `{closing}`"), vec![edit])
}

fn listed(expected: &[&str]) -> String {
    match expected {
        [] => "something else".to_string(),
        [only] => (*only).to_string(),
        [rest @ .., last] => format!("{} or {last}", rest.join(", ")),
    }
}
