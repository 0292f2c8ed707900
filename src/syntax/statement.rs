//! Statements: what they define, and when events fire.

use super::ast::{
    Braces, Comparison, EventTimes, Expr, FamilyName, FamilyPart, Ident, Param, Path, Statement, StatementKind,
};
use super::reader::Reader;
use super::scan;
use super::token::TokenKind;
use crate::text::Span;

impl Reader<'_> {
    /// A statement, up to where it can no longer go on.
    pub(super) fn statement(&mut self) -> Option<Statement> {
        let start = self.at;
        let kind = match scan::word(self.text, start) {
            "let" => self.let_statement()?,
            "def" => self.def()?,
            "param" => self.param()?,
            "expect" => self.expectation()?,
            _ => self.assignment_or_expression()?,
        };
        Some(Statement { kind, span: Span::new(start, self.at) })
    }

    fn assignment_or_expression(&mut self) -> Option<StatementKind> {
        if let Some(Ident { text, span }) = self.attempt(|reader| reader.path().and_then(|name| reader.defined(name))) {
            return Some(StatementKind::Assign { name: Path { text, span }, value: self.value()? });
        }
        if let Some(name) = self.attempt(Self::event_name) {
            return Some(StatementKind::Event { name, times: self.event_times()? });
        }
        if let Some(name) = self.attempt(|reader| reader.family_name().and_then(|name| reader.defined(name))) {
            return Some(StatementKind::Family { name, value: self.value()? });
        }
        self.chain().map(StatementKind::Bare)
    }

    /// `let w = 3`
    fn let_statement(&mut self) -> Option<StatementKind> {
        let name = self.name_after("let")?;
        let name = self.defined(name)?;
        Some(StatementKind::Let { name, value: self.value()? })
    }

    /// `param batch = 256`, `param batch`
    fn param(&mut self) -> Option<StatementKind> {
        let name = self.name_after("param")?;
        let value = match self.attempt(|reader| reader.defined(())) {
            Some(()) => Some(self.value()?),
            None => None,
        };
        Some(StatementKind::Param { name, value })
    }

    /// `def drops(at, gamma=0.1) = …`
    fn def(&mut self) -> Option<StatementKind> {
        let name = self.name_after("def")?;
        self.skip_space();
        self.punctuation("(")?;
        let params = self.listed(")", Self::parameter)?;
        self.defined(())?;
        Some(StatementKind::Def { name, params, body: self.value()? })
    }

    /// A parameter of a `def`, with a default or without.
    fn parameter(&mut self) -> Option<Param> {
        let name = self.name()?;
        let default = match self.attempt(|reader| reader.defined(())) {
            Some(()) => Some(self.value()?),
            None => None,
        };
        Some(Param { name, default })
    }

    /// The word that opens a statement, and the name after it.
    fn name_after(&mut self, opener: &str) -> Option<Ident> {
        self.word(opener, TokenKind::Opener)?;
        self.skip_space();
        self.name()
    }

    /// What a `=` follows.
    fn defined<T>(&mut self, name: T) -> Option<T> {
        self.skip_space();
        let end = scan::equals(self.text, self.at)?;
        self.token(TokenKind::Equals, end);
        Some(name)
    }

    /// The chain after a `=`.
    fn value(&mut self) -> Option<Expr> {
        self.skip_space();
        self.chain()
    }

    /// A plain name.
    pub(super) fn name(&mut self) -> Option<Ident> {
        scan::name(self.text, self.at).map(|end| self.named(end))
    }

    /// A dotted name.
    pub(super) fn path(&mut self) -> Option<Ident> {
        scan::path(self.text, self.at).map(|end| self.named(end))
    }

    fn named(&mut self, end: usize) -> Ident {
        let span = self.token(TokenKind::Name, end);
        Ident { text: span.of(self.text).to_string(), span }
    }

    /// `lr.block.{i in 0..11}.weight`
    fn family_name(&mut self) -> Option<FamilyName> {
        let start = self.at;
        let Ident { text, span: head } = self.path()?;
        let mut parts = vec![self.braces()?];
        while let Some(part) = self.attempt(Self::braces).or_else(|| self.part()) {
            parts.push(part);
        }
        Some(FamilyName { parts, head: Path { text, span: head }, span: Span::new(start, self.at) })
    }

    /// `.weight` after the braces of a family.
    fn part(&mut self) -> Option<FamilyPart> {
        let Span { start, end } = scan::part(self.text, self.at).map(|end| self.token(TokenKind::Name, end))?;
        let name = Span::new(start + 1, end);
        Some(FamilyPart::Name(Ident { text: name.of(self.text).to_string(), span: name }))
    }

    /// `.{i in 0..11}`
    fn braces(&mut self) -> Option<FamilyPart> {
        let start = self.at;
        self.punctuation(".{")?;
        self.skip_space();
        let name = self.name()?;
        self.skip_space();
        self.word("in", TokenKind::Word)?;
        let first = self.value()?;
        self.skip_space();
        self.punctuation("..")?;
        let last = self.value()?;
        self.skip_space();
        self.punctuation("}")?;
        Some(FamilyPart::Braces(Box::new(Braces { name, first, last, span: Span::new(start, self.at) })))
    }

    /// `event reset =`; the word is a name elsewhere.
    fn event_name(&mut self) -> Option<Ident> {
        let name = self.name_after("event")?;
        self.defined(name)
    }

    /// `every 3000 steps from 1k steps until 15k steps`, `at [5k, 20k] steps`
    fn event_times(&mut self) -> Option<EventTimes> {
        self.skip_space();
        if self.word("at", TokenKind::Word).is_some() {
            return self.primary_after_space().map(EventTimes::At);
        }
        self.word("every", TokenKind::Word)?;
        let interval = self.primary_after_space()?;
        let mut from = self.first_time();
        let until = self.after_space(|reader| reader.time_after("until"));
        if from.is_none() && until.is_some() {
            from = self.first_time();
        }
        Some(EventTimes::Every { interval, from, until })
    }

    /// `from 1k steps`, on the line of what stands before it, since a track may have this name.
    fn first_time(&mut self) -> Option<Expr> {
        self.attempt(|reader| {
            reader.skip_blanks();
            reader.time_after("from")
        })
    }

    fn time_after(&mut self, word: &str) -> Option<Expr> {
        self.word(word, TokenKind::Word)?;
        self.primary_after_space()
    }

    /// `expect lr[end] < 0.0011`, `expect decreasing(lr)`
    fn expectation(&mut self) -> Option<StatementKind> {
        self.word("expect", TokenKind::Opener)?;
        let left = self.value()?;
        let comparison = match self.after_space(Self::comparison) {
            Some(comparison) => Some((comparison, self.value()?)),
            None => None,
        };
        Some(StatementKind::Expect { left, comparison })
    }

    fn comparison(&mut self) -> Option<Comparison> {
        let (symbol, comparison) = [
            ("==", Comparison::Equal),
            ("!=", Comparison::NotEqual),
            ("<=", Comparison::LessOrEqual),
            (">=", Comparison::GreaterOrEqual),
            ("<", Comparison::Less),
            (">", Comparison::Greater),
        ]
        .into_iter()
        .find(|(symbol, _)| self.is_at(symbol))?;
        self.token(TokenKind::Comparison, self.at + symbol.len());
        Some(comparison)
    }
}
