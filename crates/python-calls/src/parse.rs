//! The parser behind the reader: the only place that starts it.

use ruff_python_ast::token::{Token, TokenKind};
use ruff_python_ast::{ModModule, Stmt};
use ruff_python_parser::{Mode, ParseOptions, parse_cells_unchecked, parse_unchecked};
use ruff_text_size::{Ranged, TextRange, TextSize};

use crate::model::{Comment, Mistake};
use crate::span::Span;

/// A text as the parser sees it; what it could not read is left out of the module.
#[derive(Debug, Default)]
pub(crate) struct Parsed {
    pub(crate) module: Vec<Stmt>,
    pub(crate) tokens: Vec<Token>,
    pub(crate) comments: Vec<Comment>,
    pub(crate) mistakes: Vec<Mistake>,
}

/// Parses a script.
pub(crate) fn parse(text: &str) -> Parsed {
    let parsed = parse_unchecked(text, ParseOptions::from(Mode::Module));
    match parsed.try_into_module() {
        Some(parsed) => collect(text, parsed),
        None => Parsed::default(),
    }
}

/// Parses the cells of a notebook, which lie in order and a line break apart, each by itself.
pub(crate) fn parse_cells(text: &str, cells: &[Span]) -> Parsed {
    let ranges = cells.iter().map(|cell| TextRange::new(TextSize::from(cell.start), TextSize::from(cell.end)));
    collect(text, parse_cells_unchecked(text, ranges, &ParseOptions::from(Mode::Ipython)))
}

fn collect(text: &str, parsed: ruff_python_parser::Parsed<ModModule>) -> Parsed {
    let mistakes = parsed
        .errors()
        .iter()
        .map(|error| Mistake { message: error.error.to_string(), span: Span::from(error.location) });
    let mistakes = mistakes.collect();
    let tokens: Vec<Token> = parsed.tokens().to_vec();
    let comments = tokens.iter().filter(|token| token.kind() == TokenKind::Comment).map(|token| {
        let span = Span::from(token.range());
        let line = text[..span.start as usize].rsplit('\n').next().unwrap_or_default();
        Comment { span, alone: line.trim().is_empty() }
    });
    let comments = comments.collect();
    let module = parsed.into_syntax().body.into_iter().collect();
    Parsed { module, tokens, comments, mistakes }
}
