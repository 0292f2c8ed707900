//! What each word of a text is, for colours.

use std::collections::HashMap;

use gen_lsp_types as lsp;

use super::view::View;
use crate::check::names::{DefinitionKind, Target};
use crate::syntax::{TokenKind, tokens};
use crate::text::Span;

/// The kinds of tokens, in the order of their numbers.
pub(super) const KINDS: [&str; 11] = [
    "keyword",
    "variable",
    "function",
    "parameter",
    "number",
    "type",
    "operator",
    "comment",
    "class",
    "enumMember",
    "property",
];

/// The tokens of a text, each by its distance from the one before it.
pub(super) fn of(view: View<'_>) -> lsp::SemanticTokens {
    let mut found = Vec::new();
    let names = names(view);
    let mut at = 0;
    for statement in &view.analysis().compilation.file().statements {
        // What an override brought in has no place in the text.
        if statement.span.start < at || view.text().len() < statement.span.end {
            continue;
        }
        comments(view, Span::new(at, statement.span.start), &mut found);
        for token in tokens(view.text(), statement.span) {
            found.extend(kind(token.kind, token.span, &names).map(|kind| (token.span, kind)));
        }
        at = statement.span.end;
    }
    comments(view, Span::new(at, view.text().len()), &mut found);
    lsp::SemanticTokens { result_id: None, data: encoded(view, &found) }
}

/// What the name at each byte is.
fn names(view: View<'_>) -> HashMap<usize, &'static str> {
    let names = view.analysis().compilation.names();
    let of_definition = |kind| match kind {
        DefinitionKind::Def => "function",
        DefinitionKind::Parameter | DefinitionKind::Param => "parameter",
        DefinitionKind::Run | DefinitionKind::Base | DefinitionKind::Tick => "keyword",
        DefinitionKind::Equation(_) | DefinitionKind::Unit => "type",
        DefinitionKind::Track | DefinitionKind::Family | DefinitionKind::Event | DefinitionKind::Let => "variable",
    };
    let uses = names.uses().iter().filter_map(|found| {
        let kind = match found.target {
            Target::Definition(id) => of_definition(names.definition(id)?.kind()),
            Target::Shape(_) | Target::Preset(_) => "class",
            Target::Function(_) => "function",
            Target::Argument { .. } => "property",
            Target::Unit(_) => "type",
            Target::Word("run" | "base" | "tick" | "end") => "keyword",
            Target::Word(_) => "enumMember",
            Target::Unknown => return None,
        };
        Some((found.span.start, kind))
    });
    let definitions = names.definitions().iter().map(|found| (found.name_span().start, of_definition(found.kind())));
    uses.chain(definitions).collect()
}

fn kind(token: TokenKind, span: Span, names: &HashMap<usize, &'static str>) -> Option<&'static str> {
    Some(match token {
        TokenKind::Opener | TokenKind::Then | TokenKind::Word => "keyword",
        TokenKind::Name => names.get(&span.start)?,
        TokenKind::Number => "number",
        TokenKind::Unit => "type",
        TokenKind::Comment => "comment",
        TokenKind::Equals
        | TokenKind::Comparison
        | TokenKind::Sum
        | TokenKind::Product
        | TokenKind::Power
        | TokenKind::Sign
        | TokenKind::Arrow
        | TokenKind::Range => "operator",
        TokenKind::Open | TokenKind::Close | TokenKind::Comma => return None,
    })
}

/// The comments in a part of the text that has nothing else to be coloured.
fn comments(view: View<'_>, part: Span, found: &mut Vec<(Span, &'static str)>) {
    let mut start = part.start;
    for line in part.of(view.text()).split_inclusive('\n') {
        if let Some(at) = line.find('#') {
            found.push((Span::new(start + at, start + line.trim_end().len()), "comment"));
        }
        start += line.len();
    }
}

fn encoded(view: View<'_>, found: &[(Span, &'static str)]) -> Vec<lsp::SemanticToken> {
    let mut before = lsp::Position { line: 0, character: 0 };
    let mut tokens = Vec::with_capacity(found.len());
    for (span, kind) in found {
        let (start, end) = (view.position(span.start), view.position(span.end));
        let token_type = KINDS.iter().position(|known| known == kind).map_or(0, super::numbers::count);
        let same_line = start.line == before.line;
        tokens.push(lsp::SemanticToken {
            delta_line: start.line - before.line,
            delta_start: if same_line { start.character - before.character } else { start.character },
            length: end.character.saturating_sub(start.character),
            token_type,
            token_modifiers_bitset: 0,
        });
        before = start;
    }
    tokens
}
