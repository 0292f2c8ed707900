//! What a text is made of: its symbols, and what can be folded.

use gen_lsp_types as lsp;

use super::curve::ends;
use super::numbers::count;
use super::view::{Curve, View};
use crate::check::names::{Definition, DefinitionKind};
use crate::text::Span;

/// What the text defines, the segments of its tracks in them.
pub(super) fn symbols(view: View<'_>) -> Vec<lsp::DocumentSymbol> {
    let curves = view.curves();
    let definitions = view.analysis().compilation.names().definitions().iter();
    let named = definitions.filter(|definition| {
        let (name, whole) = (definition.name_span(), definition.span());
        definition.kind() != DefinitionKind::Parameter && name.start < name.end && contains(whole, name)
    });
    let mut symbols: Vec<_> = named.map(|definition| symbol(view, definition, &curves)).collect();
    symbols.sort_by_key(|symbol| (symbol.range.start.line, symbol.range.start.character));
    symbols
}

fn symbol(view: View<'_>, definition: &Definition, curves: &[Curve<'_>]) -> lsp::DocumentSymbol {
    let track = view.track(definition);
    let curve = curves.iter().find(|curve| Some(curve.track.name()) == track);
    let segments = curve.into_iter().flat_map(|curve| {
        let own = curve.whole_segments().into_iter().filter(|(span, _)| contains(definition.span(), *span));
        own.map(|(span, segment)| {
            let name = span.of(view.text()).split_whitespace().collect::<Vec<_>>().join(" ");
            let detail = ends(curve.compilation.partial(), &segment);
            node(view, &name, Some(detail), lsp::SymbolKind::Event, span, span)
        })
    });
    let children: Vec<_> = segments.collect();
    let kind = match definition.kind() {
        DefinitionKind::Track | DefinitionKind::Family => lsp::SymbolKind::Variable,
        DefinitionKind::Def => lsp::SymbolKind::Function,
        DefinitionKind::Event => lsp::SymbolKind::Event,
        DefinitionKind::Param => lsp::SymbolKind::Property,
        _ => lsp::SymbolKind::Constant,
    };
    let symbol = node(view, definition.name(), None, kind, definition.span(), definition.name_span());
    lsp::DocumentSymbol { children: Some(children).filter(|children| !children.is_empty()), ..symbol }
}

fn node(
    view: View<'_>,
    name: &str,
    detail: Option<String>,
    kind: lsp::SymbolKind,
    whole: Span,
    own: Span,
) -> lsp::DocumentSymbol {
    #[expect(deprecated, reason = "a field of the protocol")]
    lsp::DocumentSymbol {
        name: name.to_string(),
        detail,
        kind,
        tags: None,
        deprecated: None,
        range: view.range(whole),
        selection_range: view.range(own),
        children: None,
    }
}

fn contains(outer: Span, inner: Span) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

/// Statements and comments of several lines.
pub(super) fn folds(view: View<'_>) -> Vec<lsp::FoldingRange> {
    let lines = &view.document.lines;
    let statements = view.analysis().compilation.file().statements.iter();
    let statements =
        statements.map(|statement| (lines.line_of(statement.span.start), lines.line_of(statement.span.end)));
    let mut folds: Vec<_> = statements.map(|(first, last)| fold(first, last, None)).collect();
    let mut first = None;
    for (number, line) in lines.lines().enumerate().chain([(lines.line_count(), Span::default())]) {
        let is_comment = line.of(view.text()).trim_start().starts_with('#');
        match (first, is_comment) {
            (None, true) => first = Some(number),
            (Some(start), false) => {
                folds.push(fold(start, number - 1, Some(lsp::FoldingRangeKind::Comment)));
                first = None;
            }
            _ => {}
        }
    }
    folds.retain(|fold| fold.start_line < fold.end_line);
    folds.sort_by_key(|fold| fold.start_line);
    folds
}

fn fold(first: usize, last: usize, kind: Option<lsp::FoldingRangeKind>) -> lsp::FoldingRange {
    lsp::FoldingRange { start_line: count(first), end_line: count(last), kind, ..lsp::FoldingRange::default() }
}
