//! Fixes: each of a finding, all that are safe at once, and the comment that allows one.

use gen_lsp_types as lsp;

use super::diagnostics::diagnostic;
use super::view::View;
use crate::diagnostic::{Applicability, Diagnostic, Fix};
use crate::lint::allowing;

/// What can be done about the findings in a range.
pub(super) fn actions(
    view: View<'_>,
    range: lsp::Range,
    context: &lsp::CodeActionContext,
) -> Vec<lsp::CodeActionResponse> {
    let wants =
        |kind: &lsp::CodeActionKind| context.only.as_ref().is_none_or(|only| only.iter().any(|of| holds(of, kind)));
    let asked = view.span(range);
    let mut actions = Vec::new();
    if wants(&lsp::CodeActionKind::QuickFix) {
        let touched = |finding: &&Diagnostic| {
            let span = finding.span();
            span.start <= asked.end && asked.start <= span.end
        };
        for finding in view.analysis().findings.iter().filter(touched) {
            let fixes = finding.fixes.iter().enumerate();
            actions.extend(fixes.filter_map(|(index, fix)| quick_fix(view, finding, fix, index == 0)));
            actions.extend(allowing(view.text(), finding).and_then(|fix| quick_fix(view, finding, &fix, false)));
        }
    }
    if wants(&lsp::CodeActionKind::SourceFixAll) {
        actions.extend(fix_all(view));
    }
    actions.into_iter().map(lsp::CodeActionResponse::CodeAction).collect()
}

/// Whether a kind is another, or one of its kinds: `source` has `source.fixAll`.
fn holds(of: &lsp::CodeActionKind, kind: &lsp::CodeActionKind) -> bool {
    let (of, kind) = (String::from(of.clone()), String::from(kind.clone()));
    of.is_empty() || kind == of || kind.strip_prefix(&of).is_some_and(|rest| rest.starts_with('.'))
}

/// A fix as an action; nothing where it reaches into another cell.
fn quick_fix(view: View<'_>, finding: &Diagnostic, fix: &Fix, is_first: bool) -> Option<lsp::CodeAction> {
    if fix.edits.iter().any(|edit| !view.holds(edit.span)) {
        return None;
    }
    let edits = fix.edits.iter().map(|edit| view.edit(edit)).collect();
    Some(lsp::CodeAction {
        title: fix.title.clone(),
        kind: Some(lsp::CodeActionKind::QuickFix),
        diagnostics: Some(vec![diagnostic(view, finding)]),
        is_preferred: (is_first && fix.applicability == Applicability::Safe).then_some(true),
        edit: Some(view.change(edits)),
        ..lsp::CodeAction::default()
    })
}

/// All safe fixes of the text at once, where there are any.
fn fix_all(view: View<'_>) -> Option<lsp::CodeAction> {
    let mut fixes = view.analysis().findings.iter().flat_map(|finding| &finding.fixes);
    fixes.find(|fix| fix.applicability == Applicability::Safe)?;
    let edit = view.edit_to(&view.document.fixed()?)?;
    Some(lsp::CodeAction {
        title: "fix all that is safe to fix".to_string(),
        kind: Some(lsp::CodeActionKind::SourceFixAll),
        edit: Some(view.change(vec![edit])),
        ..lsp::CodeAction::default()
    })
}
