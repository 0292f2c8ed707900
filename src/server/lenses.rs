//! What is shown above statements: whether an `expect` holds, and that a track can be drawn.

use gen_lsp_types as lsp;

use super::view::View;
use crate::schedule::format_value;

/// The lenses of a text.
pub(super) fn of(view: View<'_>) -> Vec<lsp::CodeLens> {
    let outcomes = view.analysis().outcomes.iter().map(|outcome| {
        let holds = || match outcome.sides {
            Some([found, _]) => format!("holds, found {}", format_value(found)),
            None => "holds".to_string(),
        };
        let title = outcome.failure.as_ref().map_or_else(holds, |failure| failure.message.clone());
        lens(view.range(outcome.span), title, "", None)
    });
    let mut curves = view.curves();
    // The members of a family stand at one place.
    curves.dedup_by_key(|curve| curve.track.span());
    let drawn = curves.iter().filter(|curve| view.client.plots && !curve.is_old()).map(|curve| {
        let arguments = serde_json::json!([view.uri(), curve.track.name()]);
        lens(view.range(curve.track.span()), "plot".to_string(), "lehr.plot", arguments.as_array().cloned())
    });
    outcomes.chain(drawn).collect()
}

fn lens(range: lsp::Range, title: String, command: &str, arguments: Option<Vec<serde_json::Value>>) -> lsp::CodeLens {
    let command = lsp::Command { title, tooltip: None, command: command.to_string(), arguments };
    lsp::CodeLens { range, command: Some(command), data: None }
}
