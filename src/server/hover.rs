//! What is said of the place under the pointer.

use gen_lsp_types as lsp;

use super::curve::{counted, drawing, ends, time};
use super::document::Analysis;
use super::signature::Signature;
use super::view::{Curve, View};
use crate::check::names::{Definition, DefinitionKind, Target, Use};
use crate::check::{Amount, Meaning, meaning};
use crate::compile::Compilation;
use crate::program::{Event, Program};
use crate::reference;
use crate::schedule::{SegmentInfo, format_value};
use crate::stack::with_stack;
use crate::syntax::ast::{Expr, ExprKind, Statement, StatementKind};
use crate::text::Span;
use crate::units::{Time, Unit};

/// How many ticks of an event are told.
const TOLD: usize = 4;

/// What a byte of a text is about, in Markdown.
pub(super) fn hover(view: View<'_>, byte: usize) -> Option<lsp::Hover> {
    let (span, text) = if view.analysis().script.is_some() { in_script(view, byte)? } else { in_schedule(view, byte)? };
    let kind = if view.client.markdown { lsp::MarkupKind::Markdown } else { lsp::MarkupKind::PlainText };
    let contents = lsp::Contents::MarkupContent(lsp::MarkupContent { kind, value: text });
    Some(lsp::Hover { contents, range: Some(view.range(span)) })
}

fn in_schedule(view: View<'_>, byte: usize) -> Option<(Span, String)> {
    let Analysis { compilation, .. } = view.analysis();
    let name = compilation.names().at(byte);
    // A unit of the file's own that measures something is told as those of the language are.
    let is_unit = |target| matches!(target, Target::Definition(id) if compilation.names().definition(id).is_some_and(|found| found.kind() == DefinitionKind::Unit));
    if name.is_some_and(|found| is_unit(found.target))
        && let Some(found) = quantity(view, byte)
    {
        return Some(found);
    }
    if let Some(found) = name
        && let Some(text) = of_name(view, byte, found)
    {
        return Some((found.span, text));
    }
    quantity(view, byte)
        .or_else(|| expectation(view, byte))
        .or_else(|| segment(view, byte).map(|(span, curve, segment)| (span, of_segment(view, &curve, &segment))))
        .or_else(|| broken(view, byte))
}

/// What a name stands for.
fn of_name(view: View<'_>, byte: usize, used: Use) -> Option<String> {
    let compilation = &view.analysis().compilation;
    match used.target {
        Target::Definition(id) => {
            let definition = compilation.names().definition(id)?;
            // A member of a family by its own name.
            let track = view.track(definition);
            let curve =
                track.and_then(|track| of_track(view, used.span.of(view.text())).or_else(|| of_track(view, track)));
            let statement = definition.span().of(view.text());
            let meaning = fires(compilation.partial(), definition).or_else(|| comes_to(compilation, definition));
            let meaning = meaning.map(|meaning| format!("\n{meaning}\n")).unwrap_or_default();
            let said = || (!statement.is_empty()).then(|| format!("```lehr\n{statement}\n```\n{meaning}"));
            curve.or_else(said)
        }
        Target::Shape(name) | Target::Preset(name) => {
            let page = reference::page(name)?;
            let place = segment(view, byte).map(|(_, curve, segment)| of_segment(view, &curve, &segment));
            Some(place.map_or(page.clone(), |place| format!("{place}\n---\n\n{page}")))
        }
        Target::Function(name) => {
            let entry = reference::entry(name).filter(|entry| entry.kind == reference::EntryKind::Function)?;
            Some(format!("```lehr\n{}\n```\n\n{}\n", entry.usage, entry.summary))
        }
        Target::Argument { callee, parameter } => {
            let signature = Signature::of(view, callee)?;
            let (about, default) = signature.about(parameter)?;
            let default = default.map(|default| format!(", by default `{default}`")).unwrap_or_default();
            Some(format!("`{parameter}` of `{callee}`: {about}{default}\n"))
        }
        _ => None,
    }
}

/// When an event fires first.
fn fires(program: &Program, definition: &Definition) -> Option<String> {
    let is_event = |event: &&Event| definition.kind() == DefinitionKind::Event && event.name == definition.name();
    let Event { trigger, .. } = program.events().iter().find(is_event)?;
    let last = program.ticks().map_or(u64::MAX, |count| count.saturating_sub(1));
    let ticks = trigger.ticks(0, last).take(TOLD + 1);
    let mut told: Vec<_> = ticks.map(|tick| time(program, Time::from(tick))).collect();
    if told.len() > TOLD {
        told[TOLD] = "…".to_string();
    }
    let told = told.join(", ");
    Some(if told.is_empty() { "does not fire in the run".to_string() } else { format!("fires at {told}") })
}

/// What a name of the file comes to: its kind, and how much it is.
fn comes_to(compilation: &Compilation, definition: &Definition) -> Option<String> {
    let program = compilation.partial();
    let (file, text, name) = (compilation.file(), compilation.text(), definition.name());
    let look = || meaning(file, text, name, program.units(), program.run());
    let Meaning { kind, amount } = with_stack(look)?;
    let amount = match amount {
        Some(Amount::Number(number)) => format_value(number),
        Some(Amount::Ticks(ticks)) => in_units(program, ticks).map(|(_, told)| told).collect::<Vec<_>>().join(" = "),
        None => String::new(),
    };
    Some(if amount.is_empty() { format!("`{name}` is {kind}") } else { format!("`{name}` is {kind}: {amount}") })
}

/// A length in each unit of a program, and in ticks where it has none.
fn in_units(program: &Program, ticks: Time) -> impl Iterator<Item = (Option<Unit>, String)> {
    let mut units = program.units().all();
    units.extend(program.tick().filter(|tick| tick.is_own() && !program.units().own().any(|own| own == *tick)));
    let told = units.into_iter().filter_map(move |unit| {
        let count = Time::new(ticks.over(program.length_of(unit)?)?);
        Some((Some(unit), counted(count, unit)))
    });
    let bare = program.tick().is_none().then(|| (None, format!("{} ticks", ticks.rounded(3))));
    bare.into_iter().chain(told)
}

/// The curve of a track by its name.
fn of_track(view: View<'_>, name: &str) -> Option<String> {
    let curves = view.curves();
    let curve = curves.iter().find(|curve| curve.track.name() == name)?;
    let mut text = format!("**{name}**{}\n\n", age(curve));
    text.extend(drawing(curve.compilation, name, None, view.client));
    text.push('\n');
    for (_, segment) in curve.track.segments() {
        let words: Vec<_> = segment.text.split_whitespace().collect();
        text.push_str(&format!("- `{}` {}\n", words.join(" "), ends(curve.compilation.partial(), &segment)));
    }
    Some(text)
}

/// What is said of a curve that is not the text's.
fn age(curve: &Curve<'_>) -> &'static str {
    if curve.is_old() { ", as it was before the error" } else { "" }
}

/// The innermost segment at a byte, with its curve.
pub(super) fn segment(view: View<'_>, byte: usize) -> Option<(Span, Curve<'_>, SegmentInfo)> {
    let mut found: Option<(Span, Curve<'_>, SegmentInfo)> = None;
    for curve in view.curves() {
        let holding = curve.segments().filter(|(span, _)| holds(*span, byte) && span.start < span.end);
        let Some((span, segment)) = holding.min_by_key(|(span, _)| span.end - span.start) else { continue };
        // Tracks that are made of another are at its places too, after it.
        if found.as_ref().is_none_or(|(least, ..)| span.end - span.start < least.end - least.start) {
            found = Some((span, curve, segment));
        }
    }
    found
}

fn of_segment(view: View<'_>, curve: &Curve<'_>, segment: &SegmentInfo) -> String {
    let name = curve.track.name();
    let place = ends(curve.compilation.partial(), segment);
    let drawing = drawing(curve.compilation, name, Some(segment), view.client).unwrap_or_default();
    format!("**{name}** {place}{}\n\n{drawing}", age(curve))
}

/// A length with a unit, in the other units.
fn quantity(view: View<'_>, byte: usize) -> Option<(Span, String)> {
    let compilation = &view.analysis().compilation;
    let expr = innermost(&compilation.file().statements, byte, &|expr| matches!(expr.kind, ExprKind::Quantity { .. }))?;
    let ExprKind::Quantity { unit, .. } = &expr.kind else { return None };
    let program = compilation.partial();
    let unit = program.unit(&unit.text)?;
    let ticks = program.duration(expr.span.of(view.text())).ok()?;
    let others = in_units(program, ticks).filter(|(other, _)| other.is_some_and(|other| other != unit));
    let others: Vec<_> = others.map(|(_, told)| told).collect();
    let text = format!("`{}` = {}\n", expr.span.of(view.text()), others.join(" = "));
    (!others.is_empty()).then_some((expr.span, text))
}

/// The two sides of an `expect`.
fn expectation(view: View<'_>, byte: usize) -> Option<(Span, String)> {
    let Analysis { compilation, outcomes, .. } = view.analysis();
    let outcome = outcomes.iter().find(|outcome| holds(outcome.span, byte))?;
    let result = outcome.failure.as_ref().map_or("it holds".to_string(), |failure| failure.message.clone());
    let statement = compilation.file().statements.iter().find(|statement| statement.span == outcome.span);
    let Some(StatementKind::Expect { left, comparison: Some((_, right)) }) = statement.map(|found| &found.kind) else {
        return Some((outcome.span, format!("{result}\n")));
    };
    let Some(values) = outcome.sides else { return Some((outcome.span, format!("{result}\n"))) };
    let sides = [left, right].into_iter().zip(values);
    let sides = sides.map(|(side, value)| (side.span.of(view.text()), format_value(value)));
    let told = sides.filter(|(side, value)| side != value);
    let sides: Vec<_> = told.map(|(side, value)| format!("- `{side}` is {value}\n")).collect();
    Some((outcome.span, format!("{}\n{result}\n", sides.concat())))
}

/// The curve that a statement had before it was broken.
fn broken(view: View<'_>, byte: usize) -> Option<(Span, String)> {
    let line = view.document.line_at(byte);
    let name = line.of(view.text()).split('=').next()?.trim();
    let start = line.start + line.of(view.text()).find(name)?;
    let span = Span::new(start, start + name.len());
    let curve = of_track(view, name).filter(|_| !name.is_empty() && holds(span, byte))?;
    Some((span, curve))
}

/// The innermost expression at a byte that is of a kind.
fn innermost<'f>(statements: &'f [Statement], byte: usize, is: &dyn Fn(&Expr) -> bool) -> Option<&'f Expr> {
    fn visit<'f>(expr: &'f Expr, byte: usize, is: &dyn Fn(&Expr) -> bool, found: &mut Option<&'f Expr>) {
        if holds(expr.span, byte) {
            if is(expr) {
                *found = Some(expr);
            }
            expr.for_each_child(&mut |child| visit(child, byte, is, found));
        }
    }
    let mut found = None;
    for statement in statements.iter().filter(|statement| holds(statement.span, byte)) {
        statement.for_each_expr(&mut |expr| visit(expr, byte, is, &mut found));
    }
    found
}

fn holds(span: Span, byte: usize) -> bool {
    span.start <= byte && byte <= span.end
}

/// The curve of a scheduler of a script.
fn in_script(view: View<'_>, byte: usize) -> Option<(Span, String)> {
    let Analysis { script, overrides, .. } = view.analysis();
    let script = script.as_ref()?;
    let schedules = script.schedules().iter().filter(|schedule| holds(schedule.span, byte));
    let schedule = schedules.min_by_key(|schedule| schedule.span.end - schedule.span.start)?;
    if let Err(reason) = &schedule.meaning {
        return Some((schedule.span, format!("`{}` cannot be translated: {}\n", schedule.callee, reason.why)));
    }
    let compilation = script.compilation(schedule, overrides);
    let mut text = format!("**{}**\n\n", schedule.callee);
    if compilation.tracks().all(|track| track.schedule().is_none()) {
        text.extend(compilation.diagnostics().iter().map(|finding| format!("- {}\n", finding.message)));
    }
    for track in compilation.tracks().filter(|track| track.schedule().is_some()) {
        text.extend(drawing(&compilation, track.name(), None, view.client));
        text.push('\n');
        for (_, segment) in track.segments() {
            let words: Vec<_> = segment.text.split_whitespace().collect();
            let ends = ends(compilation.partial(), &segment);
            text.push_str(&format!("- `{}` {} {ends}\n", track.name(), words.join(" ")));
        }
    }
    Some((schedule.span, text))
}
