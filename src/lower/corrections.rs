//! How to correct what does not fit together: edits of the text, in the user's own numbers.

use super::{Context, Lowerer};
use crate::check::form::{Amount, Form, FormKind, Shape};
use crate::check::{CheckedTrack, root_base_name};
use crate::diagnostic::{Diagnostic, Edit, Fix};
use crate::schedule::{format_percent, format_value};
use crate::text::Span;
use crate::units::{Number, Time};

impl Lowerer<'_> {
    /// Says how a mixed track gets its base: from the value that it starts at, where one is written.
    pub(super) fn with_base(&self, diagnostic: Diagnostic, track: &CheckedTrack, form: &Form) -> Diagnostic {
        let name = root_base_name(&track.name);
        let Some(start) = first_absolute(form) else {
            let base = format!("write `{name} = …` with what the relative part is a share of");
            return diagnostic.help(match relative_part(form) {
                Some(part) => format!("{base}, or a number before it: `… * {}`", self.short_source(part.span)),
                None => base,
            });
        };
        let written = self.literal_in(form.span, start).map(|at| at.of(self.text).to_string());
        let start = written.unwrap_or_else(|| format_value(start));
        let base = format!("{name} = {start}");
        let title = format!("write `{base}`");
        let line = self.text[..track.span.start].trim_end_matches([' ', '\t']).len();
        let opens_line = line == 0 || self.text[..line].ends_with('\n');
        let edit = if opens_line {
            Edit::insert(line, format!("{base}\n"))
        } else {
            Edit::insert(track.span.start, format!("{base}; "))
        };
        diagnostic.help(format!("if the shares are of {start}, write `{base}`")).fix(Fix::unsafely(title, vec![edit]))
    }

    /// Says how a number before a relative schedule can scale it, or say where it starts.
    pub(super) fn number_instead(
        &self,
        diagnostic: Diagnostic,
        (number, at): (f64, Span),
        part: &Form,
        context: &Context,
    ) -> Diagnostic {
        let percent = format_percent(number);
        let scaled = Fix::unsafely(format!("write `{percent}` to scale it"), vec![Edit::replace(at, percent.clone())]);
        let literal = self.is_literal(at, number);
        let from = format!("from={}", format_value(number));
        let otherwise = if context.at_base { "take the other base out" } else { "say where it starts, by `from=…`" };
        let absolute = self.with_argument(part, &from).filter(|_| literal).zip(self.without_factor(at, part.span));
        match absolute {
            Some(((insert, call), remove)) => diagnostic
                .help(format!("write `{call}` to start at {}, or `{percent} * …` to scale it", format_value(number)))
                .fix(Fix::unsafely(format!("write `{call}`"), vec![remove, insert]))
                .fix(scaled),
            None if literal => {
                diagnostic.help(format!("write `{percent} * …` to scale it, or {otherwise}")).fix(scaled)
            }
            None => diagnostic.help(format!("scale it by a percentage, or {otherwise}")),
        }
    }

    /// Says how a constant before a mixed schedule can be written: its end as a share, or its start as a value.
    pub(super) fn mixed_instead(
        &self,
        diagnostic: Diagnostic,
        (constant, at): (f64, Span),
        is_number: bool,
        carrier: &Form,
    ) -> Diagnostic {
        let otherwise = "write every value of it relative, `%` or `x`, or every one absolute";
        if !is_number {
            return diagnostic.help(otherwise);
        }
        if let Some(fix) = self.inner_factor(carrier) {
            return diagnostic.suggest(fix);
        }
        let FormKind::Shape(Shape::Ramp { to: Amount::Absolute(floor), from: None, warmup: false, .. }) = carrier.kind
        else {
            return diagnostic.help(otherwise);
        };
        let Some(given) = self.literal_in(carrier.span, floor) else { return diagnostic.help(otherwise) };
        if let Some(fix) = self.swapped(carrier, constant) {
            return diagnostic.suggest(fix);
        }
        let share = format_percent(floor / constant);
        let source = carrier.span.of(self.text);
        let spot = given.start - carrier.span.start;
        let relative = format!("{}{share}{}", &source[..spot], &source[given.end - carrier.span.start..]);
        let constant_text = at.of(self.text);
        let start = format!("from={}", format_value(constant));
        let absolute = self.with_argument(carrier, &start).zip(self.without_factor(at, carrier.span));
        let relative_fix =
            Fix::unsafely(format!("write `{constant_text} * {relative}`"), vec![Edit::replace(given, share)]);
        match absolute {
            Some(((insert, call), remove)) => diagnostic
                .help(format!("write `{call}`, absolute, or `{constant_text} * {relative}`, relative"))
                .fix(relative_fix)
                .fix(Fix::unsafely(format!("write `{call}`"), vec![remove, insert])),
            None => diagnostic.help(format!("write `{constant_text} * {relative}`")).fix(relative_fix),
        }
    }

    /// A decay whose end stands where its length does, and its length where its end does.
    fn swapped(&self, carrier: &Form, constant: f64) -> Option<Fix> {
        let source = carrier.span.of(self.text);
        let (callee, args) = source.strip_suffix(')')?.split_once('(')?;
        let (end, length) = args.split_once(',')?;
        let (end_text, length) = (end.trim(), length.trim());
        let (end, count) = (Number::parse(end_text)?.value(), Number::parse(length)?.value());
        (end < 1.0 && count >= 2.0).then(|| {
            let now = format!("{callee}({length}, {})", format_percent(end / constant));
            Fix::unsafely(format!("write `{now}`: the length comes first"), vec![Edit::replace(carrier.span, now)])
        })
    }

    /// A number before a relative schedule inside of a larger one, as a percentage: `0.5 * onecycle(15)`.
    fn inner_factor(&self, form: &Form) -> Option<Fix> {
        if let FormKind::Product { constants, parts } = &form.kind
            && let (Some((number, at)), None) = (constants.number, constants.ratio)
            && parts.iter().all(|part| part.profile(true).whole.is_relative())
            && self.is_literal(at, number)
        {
            let percent = format_percent(number);
            return Some(Fix::unsafely(format!("write `{percent} * …`"), vec![Edit::replace(at, percent)]));
        }
        form.children().into_iter().find_map(|child| self.inner_factor(child))
    }

    /// Says what a whole number in the brackets of a `hold` was meant to be.
    pub(super) fn held_for(&self, diagnostic: Diagnostic, form: &Form) -> Diagnostic {
        let text = self.short_source(form.span);
        let otherwise = if self.run.is_some() || self.run_is_across {
            format!("write `{text} for …`, or `{text} until …`")
        } else {
            format!("write `{text} for …`, or say how long the run is: `run = …`")
        };
        let FormKind::Shape(Shape::Hold { value: Some(Amount::Absolute(value)) }) = form.kind else {
            return diagnostic.help(otherwise);
        };
        // A size is a value by itself: a bare `hold` would be a multiple of a base.
        if value < 2.0 || value.fract() != 0.0 || self.run_is_across {
            return diagnostic.help(otherwise);
        }
        let value = format_value(value);
        let now = format!("hold for {value}");
        diagnostic
            .help(format!("`{text}` holds the value {value}; for a length of {value} write `{now}`"))
            .fix(Fix::unsafely(format!("write `{now}`"), vec![Edit::replace(form.span, now)]))
    }

    /// Says how one of two open segments gets a length, or how the first of them was meant to scale the other.
    pub(super) fn one_length(&self, diagnostic: Diagnostic, first: &Form, second: &Form) -> Diagnostic {
        let text = self.short_source(first.span);
        let tenth = self.run.and_then(|run| run.length.over(Time::whole(10))).map(|tenth| Time::new(tenth).ceil());
        let length = tenth.map_or_else(|| "…".to_string(), |tenth| self.written(Time::whole(tenth)));
        let held = format!("{text} for {length}");
        let hold = tenth.map(|_| {
            Fix::unsafely(format!("write `{held}`"), vec![Edit::insert(first.span.end, format!(" for {length}"))])
        });
        // Through names, either may stand anywhere.
        let between = (first.span.end <= second.span.start).then(|| Span::new(first.span.end, second.span.start));
        let between = between.filter(|between| between.of(self.text).trim() == "then");
        if let (FormKind::Constant(Amount::Absolute(_)), Some(between)) = (&first.kind, between) {
            let now = format!("{text} * {}", self.short_source(second.span));
            return diagnostic
                .help(format!("write `{now}` if the number is the rate that it scales, or give it a length: `{held}`"))
                .fix(Fix::unsafely(format!("write `{now}`"), vec![Edit::replace(between, " * ")]))
                .fix(hold);
        }
        diagnostic.help(format!("give one of them a length: `{held}`")).fix(hold)
    }

    /// A mask of zeros and ones, with the sign of multiples.
    pub(super) fn as_mask(&self, form: &Form) -> Option<Fix> {
        let mut edits = Vec::new();
        self.mask_edits(form, &mut edits)?;
        let source = form.span.of(self.text);
        (!edits.is_empty() && !source.contains('#'))
            .then(|| Fix::unsafely("write `0x` and `1x`: shares of the other one", edits))
    }

    fn mask_edits(&self, form: &Form, edits: &mut Vec<Edit>) -> Option<()> {
        let mut numbers = |values: &[f64]| {
            let mut from = form.span.start;
            for value in values.iter().filter(|value| matches!(**value, 0.0 | 1.0)) {
                let found = self.literal_in(Span::new(from, form.span.end), *value)?;
                edits.push(Edit::insert(found.end, "x"));
                from = found.end;
            }
            values.iter().all(|value| matches!(*value, 0.0 | 1.0)).then_some(())
        };
        match &form.kind {
            FormKind::Constant(Amount::Absolute(value))
            | FormKind::Shape(Shape::Hold { value: Some(Amount::Absolute(value)) }) => numbers(&[*value]),
            FormKind::Shape(Shape::Piecewise { values, boundaries, .. }) => {
                let plain: Vec<_> = values
                    .iter()
                    .map(|value| if let Amount::Absolute(value) = value { Some(*value) } else { None })
                    .collect();
                let plain = plain.into_iter().collect::<Option<Vec<_>>>()?;
                // Through a name, the boundaries stand elsewhere.
                let last = boundaries.last().map(|(_, span)| span.end).filter(|end| form.span.range().contains(end));
                let mut from = last.unwrap_or(form.span.start);
                for value in &plain {
                    let found = self.literal_in(Span::new(from, form.span.end), *value)?;
                    edits.push(Edit::insert(found.end, "x"));
                    from = found.end;
                }
                plain.iter().all(|value| matches!(*value, 0.0 | 1.0)).then_some(())
            }
            FormKind::Then(parts) => parts.iter().try_for_each(|part| self.mask_edits(part, edits)),
            FormKind::For(body, _) | FormKind::Until(body, _) => self.mask_edits(body, edits),
            _ => None,
        }
    }

    /// A time as it is written in a file.
    fn written(&self, time: Time) -> String {
        match self.tick {
            Some(_) => self.count(time),
            None => time.written(),
        }
    }

    /// A call of a shape with one more argument, and the edit that adds it; `None` where it is not one call.
    fn with_argument(&self, form: &Form, argument: &str) -> Option<(Edit, String)> {
        let FormKind::Shape(shape) = &form.kind else { return None };
        if !shape.lacks_start() || form.call.is_some() {
            return None;
        }
        let source = form.span.of(self.text);
        let (at, added) = match source.strip_suffix(')') {
            Some(open) if open.ends_with('(') => (form.span.end - 1, argument.to_string()),
            Some(_) => (form.span.end - 1, format!(", {argument}")),
            None => (form.span.end, format!("({argument})")),
        };
        let call = format!("{}{added}{}", &source[..at - form.span.start], &source[at - form.span.start..]);
        Some((Edit::insert(at, added), call))
    }

    /// The edit that takes a factor out that stands right before what it scales.
    fn without_factor(&self, factor: Span, scaled: Span) -> Option<Edit> {
        let between = self.text.get(factor.end..scaled.start)?;
        (between.trim() == "*").then(|| Edit::remove(Span::new(factor.start, scaled.start)))
    }

    fn is_literal(&self, at: Span, value: f64) -> bool {
        Number::parse(at.of(self.text)).is_some_and(|number| number.value() == value)
    }

    /// Where a number is written in a part of the text, the first of several.
    fn literal_in(&self, span: Span, value: f64) -> Option<Span> {
        let text = span.of(self.text);
        let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '%');
        let mut at = 0;
        while let Some(start) = text[at..].find(|c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '#')) {
            let start = at + start;
            if text[start..].starts_with('#') {
                at = start + text[start..].find('\n')?;
                continue;
            }
            let mut end = start + (text[start..].len() - text[start..].trim_start_matches(is_part).len());
            // `1e-5` has a sign in it.
            if text[start..end].ends_with(['e', 'E']) && text[end..].starts_with(['-', '+']) {
                end += 1;
                end += text[end..].len() - text[end..].trim_start_matches(is_part).len();
            }
            if Number::parse(&text[start..end]).is_some_and(|number| number.value() == value) {
                return Some(Span::new(span.start + start, span.start + end));
            }
            at = end;
        }
        None
    }
}

/// The first value of a form that is absolute and above 0, in the order it is written.
fn first_absolute(form: &Form) -> Option<f64> {
    let of = |amount: &Option<Amount>| match amount {
        Some(Amount::Absolute(value)) if *value > 0.0 => Some(*value),
        _ => None,
    };
    match &form.kind {
        FormKind::Shape(Shape::Ramp { from, .. }) => of(from),
        FormKind::Shape(_) | FormKind::Constant(_) | FormKind::Sum(_) | FormKind::Min(_) | FormKind::Max(_) => None,
        _ => form.children().into_iter().find_map(|child| first_absolute(child)),
    }
}

/// The relative one of parts that are there at once.
fn relative_part(form: &Form) -> Option<&Form> {
    let is_at_once = matches!(form.kind, FormKind::Sum(_) | FormKind::Min(_) | FormKind::Max(_));
    let mut parts = form.children().into_iter().filter(|_| is_at_once);
    parts.find(|part| part.profile(true).whole.is_relative()).map(|part| &**part)
}
