//! The layout of a statement: what fits into a line is one, and what does not has a part a line.
//!
//! Each part is looked at once for each level of binding, and only brackets recurse, so that time goes
//! with the length of the text and stack with the limit of nesting. The crates for layouts that were
//! looked at (`pretty`) build a document with a node a token, and walk a long chain again for every
//! group around it.

use super::row::{Piece, Row};
use crate::syntax::TokenKind;

/// How wide a line is at most, where it can be broken; comments do not count.
const WIDTH: usize = 100;
/// How far what goes on in a following line is indented.
const INDENT: usize = 4;

/// Nothing is indented further, however deep it is nested, so that a text grows by a bounded factor.
const DEEPEST: usize = 60;
/// What is no wider stays on the line of a bracket: `3e-4 * (…)`, and the words after it.
const SHORT: usize = 40;

/// A statement in one or more lines. With `padding` more spaces before its `=`.
pub(super) fn print(row: &Row<'_>, padding: usize) -> String {
    let mut printer = Printer { row, out: String::new(), column: 0, comment: None };
    printer.statement(padding);
    printer.out
}

/// A statement in the lines that it was written in.
pub(super) fn print_as_broken(row: &Row<'_>, padding: usize) -> String {
    let mut out = String::new();
    for (index, piece) in row.pieces.iter().enumerate() {
        if piece.starts_line() {
            push_lines(piece.before, &mut out);
        } else {
            out.push_str(if index > 0 && row.has_comma(index - 1) { "," } else { "" });
            out.push_str(if piece.space { " " } else { "" });
            out.extend((Some(index) == equals(row)).then(|| " ".repeat(padding)));
        }
        out.push_str(piece.text);
    }
    out
}

/// White space with its line ends, comments and commas, without what is left out of every line.
fn push_lines(space: &str, out: &mut String) {
    let (rest, last) = space.rsplit_once('\n').unwrap_or_default();
    let mut was_blank = false;
    for (index, line) in rest.split('\n').enumerate() {
        let line = if index == 0 { line.trim() } else { line.trim_end() };
        if index > 0 && !(was_blank && line.is_empty()) {
            out.push('\n');
        }
        was_blank = index > 0 && line.is_empty();
        out.push_str(line);
    }
    out.push('\n');
    out.extend(last.chars().filter(|&c| c != '\r'));
}

/// The `=` of a statement that defines something.
fn equals(row: &Row<'_>) -> Option<usize> {
    let index = match row.pieces.first()?.text {
        "def" => row.pieces.get(2)?.close + 1,
        "let" | "param" => 2,
        "event" if row.pieces[0].kind == TokenKind::Opener => 2,
        _ => after_name(row),
    };
    row.pieces.get(index).filter(|piece| piece.kind == TokenKind::Equals).map(|_| index)
}

/// The piece after the name that a statement starts with, which is that of a family where it has braces.
fn after_name(row: &Row<'_>) -> usize {
    let mut index = 1;
    while let Some(piece) = row.pieces.get(index).filter(|piece| piece.text.starts_with('.')) {
        index = if piece.kind == TokenKind::Open { piece.close } else { index } + 1;
    }
    index
}

struct Printer<'r, 't> {
    row: &'r Row<'t>,
    out: String,
    column: usize,
    /// The comment that the line ends with.
    comment: Option<&'t str>,
}

/// Where an expression is printed.
#[derive(Clone, Copy, Debug)]
struct Place {
    /// How far the lines that hold it are indented.
    indent: usize,
    /// Whether it starts a line of its own, so that what goes on in a following one starts below it.
    below: bool,
    /// The width of what has to follow on its last line.
    tail: usize,
}

impl Place {
    /// After something else in a line that is not indented.
    const SAME_LINE: Self = Self { indent: 0, below: false, tail: 0 };
}

// Some pieces are given by the first and by the one after the last. What prints them expects that all
// before the first is printed, white space included.
impl Printer<'_, '_> {
    fn statement(&mut self, padding: usize) {
        let count = self.row.pieces.len();
        let Some(equals) = equals(self.row) else {
            if self.kind(0) == Some(TokenKind::Opener) && self.row.pieces[0].text == "unit" {
                self.put(0);
                self.glue(1, INDENT);
                self.names(1, count);
            } else if self.kind(0) == Some(TokenKind::Opener) {
                let indent = if self.row.has_break(0, 2) { INDENT } else { 0 };
                self.put(0);
                self.glue(1, INDENT);
                self.comparison(1, count, indent);
            } else {
                self.chain(0, count, Place::SAME_LINE);
            }
            return;
        };
        let mut index = 0;
        while index < equals {
            self.glue(index, INDENT);
            if self.kind(index) == Some(TokenKind::Open) {
                index = self.bracket(index, 0, " =".len());
            } else {
                self.put(index);
                index += 1;
            }
        }
        self.glue(equals, INDENT);
        self.spaces(padding);
        self.put(equals);
        let value = equals + 1;
        let spaced = 1 + self.row.width(value, count);
        if self.row.pieces[0].text == "def" && (self.row.has_break(equals, count) || !self.has_room(spaced)) {
            self.cut(value, INDENT);
            return self.chain(value, count, Place { indent: INDENT, below: true, tail: 0 });
        }
        let indent = if self.row.has_break(equals, value + 1) { INDENT } else { 0 };
        self.glue(value, INDENT);
        self.chain(value, count, Place { indent, ..Place::SAME_LINE });
    }

    /// Names with commas between them, as many in a line as fit.
    fn names(&mut self, first: usize, end: usize) {
        for index in first..end {
            if index > first {
                let has_room = self.has_room(self.space(index) + self.row.width(index, index + 1));
                if has_room && !self.row.has_break(index - 1, index + 1) {
                    self.glue(index, INDENT);
                } else {
                    self.cut(index, INDENT);
                }
            }
            self.put(index);
            self.write(if index + 1 < end { "," } else { "" });
        }
    }

    /// What `expect` expects.
    fn comparison(&mut self, first: usize, end: usize, indent: usize) {
        let place = Place { indent, ..Place::SAME_LINE };
        let found = self.row.at_top(first, end, TokenKind::Comparison);
        match found[..] {
            [sign] if !self.fits(first, end, 0) => {
                self.chain(first, sign, place);
                self.cut(sign, INDENT);
                self.put(sign);
                self.glue(sign + 1, INDENT);
                self.chain(sign + 1, end, Place { indent: INDENT, ..Place::SAME_LINE });
            }
            [_] => self.flat(first, end),
            _ => self.chain(first, end, place),
        }
    }

    /// Sums joined by `then`.
    fn chain(&mut self, first: usize, end: usize, place: Place) {
        self.parts(first, end, place, TokenKind::Then, Self::sum);
    }

    fn sum(&mut self, first: usize, end: usize, place: Place) {
        self.parts(first, end, place, TokenKind::Sum, Self::product);
    }

    fn product(&mut self, first: usize, end: usize, place: Place) {
        if self.fits(first, end, place.tail) {
            return self.flat(first, end);
        }
        match self.row.at_top(first, end, TokenKind::Product).last() {
            Some(&sign) if self.stays_before_bracket(first, sign, end, place) => {
                self.flat(first, sign + 1);
                self.glue(sign + 1, place.indent);
                self.operand(sign + 1, end, place);
            }
            _ => self.parts(first, end, place, TokenKind::Product, Self::operand),
        }
    }

    /// Whether what is multiplied with a last operand in brackets stays on its line, and the brackets
    /// break: `3e-4 * (…)`. Those of a call do only where the call has no room on a line of its own.
    fn stays_before_bracket(&self, first: usize, sign: usize, end: usize, place: Place) -> bool {
        let bracket = [sign + 1, sign + 2].into_iter().find(|&index| self.kind(index) == Some(TokenKind::Open));
        let own_line = deeper(place.indent) + self.row.width(sign, end) + place.tail;
        let has_room = own_line <= WIDTH && !self.row.has_break(sign, end);
        self.row.width(first, sign) <= SHORT
            && !self.row.has_break(first, sign + 2)
            && bracket.is_some_and(|bracket| !self.row.pieces[bracket].called || !has_room)
    }

    /// A part a line, each with the operator before it, or all in one line where they fit.
    fn parts(
        &mut self,
        first: usize,
        end: usize,
        place: Place,
        operator: TokenKind,
        part: fn(&mut Self, usize, usize, Place),
    ) {
        if self.fits(first, end, place.tail) {
            return self.flat(first, end);
        }
        let operators = self.row.at_top(first, end, operator);
        if operators.is_empty() {
            return part(self, first, end, place);
        }
        let indent = if place.below { place.indent } else { deeper(place.indent) };
        let mut start = first;
        for &operator in &operators {
            part(self, start, operator, Place { indent, ..Place::SAME_LINE });
            self.cut(operator, indent);
            self.put(operator);
            self.glue(operator + 1, indent);
            start = operator + 1;
        }
        part(self, start, end, Place { indent, below: false, tail: place.tail });
    }

    /// An operand with its signs, powers and words: brackets break, and then words fill the lines.
    fn operand(&mut self, first: usize, end: usize, place: Place) {
        let Place { indent, tail, .. } = place;
        let mut index = first;
        while index < end {
            let kind = self.kind(index);
            if index > first {
                let may_break = self.may_break(index) && self.space(index) > 0;
                let width = |next| self.space(index) + self.row.width(index, next);
                if may_break && !self.has_room(width(self.next_break(index, end))) {
                    self.cut(index, deeper(indent));
                } else {
                    self.glue(index, deeper(indent));
                }
            }
            if kind == Some(TokenKind::Open) {
                let close = self.row.pieces[index].close;
                let after = |end| self.row.width(close, end) - 1;
                let next = if after(end) <= SHORT { end } else { self.next_break(close, end) };
                index = self.bracket(index, indent, after(next) + if next == end { tail } else { 0 });
            } else {
                self.put(index);
                index += 1;
            }
        }
    }

    /// Whether a piece of an operand may start a line. `over` stands on that of its `repeat`; a line that begins with
    /// `from` is a statement.
    fn may_break(&self, index: usize) -> bool {
        let may = matches!(self.kind(index), Some(TokenKind::Word | TokenKind::Power));
        may && !matches!(self.row.pieces[index].text, "over" | "from")
    }

    /// The next piece of an operand that may start a line.
    fn next_break(&self, index: usize, end: usize) -> usize {
        let mut next = index + 1;
        while next < end && !self.may_break(next) {
            next = if self.kind(next) == Some(TokenKind::Open) { self.row.pieces[next].close } else { next } + 1;
        }
        next
    }

    /// What stands in brackets, with them; returns the piece after it.
    fn bracket(&mut self, open: usize, indent: usize, tail: usize) -> usize {
        let Piece { text, called, close, .. } = self.row.pieces[open];
        if self.fits(open, close + 1, tail) {
            self.flat(open, close + 1);
            return close + 1;
        }
        self.put(open);
        let inner = deeper(indent);
        if called && text == "(" && self.is_one_list(open + 1, close) {
            let end = self.bracket(open + 1, indent, tail);
            self.flat_after(end, close + 1);
            return close + 1;
        }
        if open + 1 < close {
            self.cut(open + 1, inner);
            // What stands in braces is no list.
            if called == (text == "(") && text != ".{" {
                self.items(open + 1, close, inner);
            } else {
                let place = Place { indent: inner, below: true, tail: 0 };
                self.parts(open + 1, close, place, TokenKind::Range, Self::chain);
            }
        }
        self.comments_above(close, inner);
        self.new_line(indent);
        self.put(close);
        close + 1
    }

    /// Whether the only argument is a list, which the call stays around.
    fn is_one_list(&self, first: usize, end: usize) -> bool {
        let Piece { kind, close, .. } = self.row.pieces[first];
        let end_of_list = if self.kind(close + 1) == Some(TokenKind::Unit) { close + 2 } else { close + 1 };
        kind == TokenKind::Open
            && end_of_list == end
            && self.row.pieces[first].text == "["
            && !self.row.has_break(first - 1, first + 1)
            && !self.row.has_break(close, end + 1)
    }

    /// Arguments, parameters or elements: one a line, but as many numbers as fit.
    fn items(&mut self, first: usize, end: usize, indent: usize) {
        let is_plain = |piece: &Piece<'_>| matches!(piece.kind, TokenKind::Number | TokenKind::Sign | TokenKind::Unit);
        let plain = self.row.pieces[first..end].iter().all(is_plain);
        let mut start = first;
        while start < end {
            let item_end = self.item_end(start, end);
            if start > first {
                let width = 1 + self.row.width(start, item_end) + usize::from(item_end == end);
                if plain && !self.row.has_break(start - 1, start + 1) && self.has_room(width) {
                    self.glue(start, indent);
                } else {
                    self.cut(start, indent);
                }
            }
            self.item(start, item_end, indent);
            self.write(",");
            start = item_end;
        }
    }

    fn item_end(&self, start: usize, end: usize) -> usize {
        let mut index = start;
        while index < end {
            let Piece { kind, close, .. } = self.row.pieces[index];
            let last = if kind == TokenKind::Open { close } else { index };
            index = last + 1;
            if self.row.pieces[last].comma {
                break;
            }
        }
        index
    }

    fn item(&mut self, first: usize, end: usize, indent: usize) {
        let mut start = first;
        while matches!(self.kind(start + 1), Some(TokenKind::Equals | TokenKind::Arrow)) && start + 1 < end {
            self.put(start);
            self.glue(start + 1, indent);
            self.put(start + 1);
            self.glue(start + 2, indent);
            start += 2;
        }
        // Of the width, the comma is a part where one separates, and comes on top where none does.
        let tail = usize::from(!self.row.has_comma(end - 1));
        let place = Place { indent, below: false, tail };
        if self.row.at_top(start, end, TokenKind::Range).iter().any(|range| self.space(*range) > 0) {
            return self.parts(start, end, place, TokenKind::Range, Self::chain);
        }
        self.chain(start, end, place);
    }

    fn flat(&mut self, first: usize, end: usize) {
        for index in first..end {
            if index > first {
                self.spaces(self.space(index));
            }
            self.put(index);
            if index + 1 < end && self.row.has_comma(index) {
                self.write(",");
            }
        }
    }

    fn flat_after(&mut self, first: usize, end: usize) {
        self.spaces(self.space(first));
        self.flat(first, end);
    }

    /// What stands before a piece that goes on in its line, unless a comment ends that.
    fn glue(&mut self, index: usize, indent: usize) {
        if self.comment.is_some() || self.row.comments(index).is_some_and(|comments| !comments.above.is_empty()) {
            self.cut(index, indent);
        } else {
            self.spaces(self.space(index));
        }
    }

    /// Ends the line before a piece.
    fn cut(&mut self, index: usize, indent: usize) {
        self.comments_above(index, indent);
        self.new_line(indent);
    }

    /// The comments before a piece, each on a line of its own.
    fn comments_above(&mut self, index: usize, indent: usize) {
        let row = self.row;
        for comment in row.comments(index).into_iter().flat_map(|comments| &comments.above) {
            self.new_line(indent);
            self.out.push_str(comment);
        }
    }

    fn new_line(&mut self, indent: usize) {
        if let Some(comment) = self.comment.take() {
            self.out.push_str("  ");
            self.out.push_str(comment);
        }
        self.out.push('\n');
        self.column = 0;
        self.spaces(indent);
    }

    fn put(&mut self, index: usize) {
        debug_assert!(self.comment.is_none(), "a comment ends its line");
        self.write(self.row.pieces[index].text);
        self.comment = self.row.comments(index).and_then(|comments| comments.trailing);
    }

    fn write(&mut self, text: &str) {
        self.out.push_str(text);
        self.column += text.len();
    }

    fn spaces(&mut self, count: usize) {
        self.out.extend(std::iter::repeat_n(' ', count));
        self.column += count;
    }

    fn kind(&self, index: usize) -> Option<TokenKind> {
        self.row.pieces.get(index).map(|piece| piece.kind)
    }

    fn space(&self, index: usize) -> usize {
        usize::from(self.row.pieces[index].space)
    }

    fn has_room(&self, width: usize) -> bool {
        self.column + width <= WIDTH
    }

    fn fits(&self, first: usize, end: usize, tail: usize) -> bool {
        !self.row.has_break(first, end) && self.has_room(self.row.width(first, end) + tail)
    }
}

fn deeper(indent: usize) -> usize {
    (indent + INDENT).min(DEEPEST)
}
