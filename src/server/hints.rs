//! What is not written and follows: where segments end, how long they fill, and which parameter a value is.

use gen_lsp_types as lsp;

use super::curve::{counted, time};
use super::view::{Curve, View};
use crate::program::Program;
use crate::reference;
use crate::schedule::format_short;
use crate::syntax::ast::{Arg, Expr, ExprKind};
use crate::text::Span;
use crate::units::{Time, Unit};

/// The hints in a range of a text.
pub(super) fn of(view: View<'_>, range: lsp::Range) -> Vec<lsp::InlayHint> {
    let asked = view.span(range);
    let mut hints = Vec::new();
    for curve in view.curves() {
        seams(view, &curve, asked, &mut hints);
    }
    let statements = view.analysis().compilation.file().statements.iter();
    for statement in statements.filter(|statement| touches(statement.span, asked)) {
        statement.for_each_expr(&mut |expr| parameters(view, expr, &mut hints));
    }
    hints.sort_by_key(|hint| (hint.position.line, hint.position.character));
    hints.dedup_by(|a, b| a.position == b.position);
    hints
}

/// After each segment where it ends, and how long it is where it does not say so.
fn seams(view: View<'_>, curve: &Curve<'_>, asked: Span, hints: &mut Vec<lsp::InlayHint>) {
    let program = curve.compilation.partial();
    let Some(statement) = curve.place(curve.track.value_span()) else { return };
    let segments = curve.whole_segments();
    let is_chain = segments.len() > 1;
    for (span, segment) in segments {
        let is_here = statement.start <= span.start && span.end <= statement.end && touches(span, asked);
        let (Some(end), true) = (segment.end, is_here) else { continue };
        let fills = if fills(span.of(view.text())) { length(program, segment.start, end) } else { None };
        let seam =
            segment.last.filter(|_| is_chain).map(|last| format!("{} at {}", format_short(last), time(program, end)));
        let parts: Vec<_> = fills.map(|length| format!("⟨{length}⟩")).into_iter().chain(seam).collect();
        if !parts.is_empty() {
            hints.push(hint(view, span.end, parts.join(" "), lsp::InlayHintKind::Type));
        }
    }
}

/// Whether a segment is a shape that could have a length, and has none.
fn fills(text: &str) -> bool {
    let (name, given) = text.split_once('(').unwrap_or((text, ""));
    let Some(entry) = reference::entry(name.trim()) else { return false };
    let Some(length) = entry.parameters.iter().find(|parameter| parameter.name == "T") else {
        return entry.name == "hold" && !text.contains(" for ") && !text.contains(" until ");
    };
    let names = [Some(length.name), length.pytorch];
    let is_plain =
        given.is_empty() || given.ends_with(')') && given.matches(')').count() == given.matches('(').count() + 1;
    let mut given = given.trim_end_matches(')').split(',').filter(|argument| !argument.trim().is_empty());
    is_plain
        && given.all(|argument| argument.split_once('=').is_some_and(|(name, _)| !names.contains(&Some(name.trim()))))
}

/// "85 epochs": in the unit that people think in.
fn length(program: &Program, start: Time, end: Time) -> Option<String> {
    let ticks = end.minus(start)?;
    let mut units = program.familiar_units().chain([Unit::TOKEN]);
    let larger = units.find_map(|unit| Some(counted(Time::new(ticks.over(program.length_of(unit)?)?), unit)));
    let own = || program.tick().map_or_else(|| format!("{} ticks", ticks.rounded(3)), |unit| counted(ticks, unit));
    Some(larger.unwrap_or_else(own))
}

/// Before each of several values that are given by their places, the name of its parameter.
fn parameters(view: View<'_>, expr: &Expr, hints: &mut Vec<lsp::InlayHint>) {
    if let ExprKind::Call { name, args, .. } = &expr.kind
        && let Some(entry) = reference::entry(&name.text)
        && entry.kind != reference::EntryKind::Function
    {
        let by_place: Vec<&Arg> = args.iter().filter(|arg| arg.name.is_none()).collect();
        let names = entry.parameters.iter().filter(|parameter| parameter.positional);
        if by_place.len() > 1 {
            let pairs = by_place.iter().zip(names);
            let told = pairs.filter(|(arg, parameter)| arg.value.span.of(view.text()) != parameter.name);
            hints.extend(told.map(|(arg, parameter)| {
                let label = format!("{}=", parameter.name);
                hint(view, arg.value.span.start, label, lsp::InlayHintKind::Parameter)
            }));
        }
    }
    expr.for_each_child(&mut |child| parameters(view, child, hints));
}

fn hint(view: View<'_>, at: usize, label: String, kind: lsp::InlayHintKind) -> lsp::InlayHint {
    lsp::InlayHint {
        position: view.position(at),
        label: lsp::Label::String(label),
        kind: Some(kind),
        text_edits: None,
        tooltip: None,
        padding_left: Some(kind == lsp::InlayHintKind::Type),
        padding_right: None,
        data: None,
    }
}

fn touches(span: Span, asked: Span) -> bool {
    span.start <= asked.end && asked.start <= span.end
}
