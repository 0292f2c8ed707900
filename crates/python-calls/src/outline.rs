//! A reading as text, for people and for tests.

use std::fmt;

use crate::model::{Context, Event, EventKind, Iteration, Spread};
use crate::reading::Reading;
use crate::value::{CallId, ContextId, Kind, LoopId};

impl fmt::Display for Reading {
    /// Every event on a line, indented by where it happens.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.outline(&|_| true))
    }
}

impl Reading {
    /// The events that `wanted` picks, each on a line, indented by where it happens. Calls and loops have numbers,
    /// parameters their defaults in braces.
    pub fn outline(&self, wanted: &dyn Fn(&Event) -> bool) -> String {
        let mut text = String::new();
        let mut at: Vec<ContextId> = Vec::new();
        for event in self.events.iter().filter(|event| wanted(event)) {
            let frames: Vec<ContextId> = self.frames(event.context).into_iter().map(|(id, _)| id).collect();
            let alone = usize::from(*self.context(frames[0]) != Context::Module);
            let common = frames.iter().zip(&at).take_while(|(a, b)| a == b).count();
            for (depth, &frame) in frames.iter().enumerate().skip(common) {
                if *self.context(frame) != Context::Module {
                    line(&mut text, (depth + alone).saturating_sub(1), &self.frame(frame));
                    self.carried_lines(&mut text, depth + alone, frame);
                }
            }
            let depth = frames.len() - 1 + alone;
            if let Some(said) = self.said(event) {
                line(&mut text, depth, &said);
            }
            at = frames;
        }
        text
    }

    fn frame(&self, id: ContextId) -> String {
        match *self.context(id) {
            Context::Module => String::new(),
            Context::Entry(function) => format!("entry {}:", self.name(self.function(function).name)),
            Context::Callback(function, call) => {
                format!("callback {} of #{}:", self.name(self.function(function).name), call.0)
            }
            Context::Call(call) => format!("in #{}:", call.0),
            Context::Loop(id) => self.loop_line(id),
            Context::Round(place, of, _) => format!("round {} of {of}:", place + 1),
            Context::When { test, holds, rest, .. } => {
                let rest = if rest { "from here " } else { "" };
                let test = self.describe(test);
                if holds { format!("{rest}when {test}:") } else { format!("{rest}when not ({test}):") }
            }
            Context::With(value) => format!("with {}:", self.describe(value)),
            Context::Except(_) => "except:".to_string(),
        }
    }

    fn loop_line(&self, id: LoopId) -> String {
        let it = self.loop_(id);
        let what = self.iteration(&it.over);
        format!("L{}{} {what}:", id.0, if it.comprehension { " in place" } else { "" })
    }

    fn iteration(&self, over: &Iteration) -> String {
        match over {
            Iteration::Range { start, stop, step } => {
                format!("range({}, {}, {})", self.describe(*start), self.describe(*stop), self.describe(*step))
            }
            Iteration::Items(of) => format!("items of {}", self.describe(*of)),
            Iteration::Zip(parts) => {
                let parts: Vec<String> = parts.iter().map(|part| self.iteration(part)).collect();
                format!("zip({})", parts.join(", "))
            }
            Iteration::While(test) => format!("while {}", self.describe(*test)),
            Iteration::Endless => "endless".to_string(),
        }
    }

    fn carried_lines(&self, text: &mut String, depth: usize, frame: ContextId) {
        let Context::Loop(id) = *self.context(frame) else { return };
        for (carried, it) in self.carried_by(id) {
            if self.is_unchanged(carried) {
                continue;
            }
            let start = self.describe(it.start);
            let change = match (&it.advance, it.end) {
                (Some(advance), _) => {
                    let place = if advance.context == self.loop_(id).body { "" } else { " further in" };
                    format!("by {}{place}", self.describe(advance.by))
                }
                (None, Some(end)) => format!("to {}", self.describe(end)),
                (None, None) => "?".to_string(),
            };
            line(text, depth, &format!("~ {} from {start} {change}", self.name(it.name)));
        }
    }

    fn said(&self, event: &Event) -> Option<String> {
        Some(match event.kind {
            EventKind::Call(id) => self.call_line(id),
            EventKind::Bind { name, value } => match self.kind(value) {
                // The call's own line says its name.
                Kind::Call(id) if self.call(*id).name == Some(name) => return None,
                _ => format!("{} = {}", self.name(name), self.describe(value)),
            },
            EventKind::SetAttribute { base, name, value, .. } => {
                format!("{}.{} = {}", self.describe(base), self.name(name), self.describe(value))
            }
            EventKind::SetItem { base, key, value, .. } => {
                format!("{}[{}] = {}", self.describe(base), self.describe(key), self.describe(value))
            }
            EventKind::Return(value) => {
                format!("return {}", value.map_or(String::new(), |value| self.describe(value))).trim_end().to_string()
            }
            EventKind::Yield(value) => {
                format!("yield {}", value.map_or(String::new(), |value| self.describe(value))).trim_end().to_string()
            }
            EventKind::Break(id) => format!("break L{}", id.0),
            EventKind::Continue(id) => format!("continue L{}", id.0),
            EventKind::Raise => "raise".to_string(),
        })
    }

    fn call_line(&self, id: CallId) -> String {
        let call = self.call(id);
        let name = call.name.map_or("", |name| self.name(name));
        let arguments: Vec<String> = call
            .arguments
            .iter()
            .map(|argument| {
                let spread = match argument.spread {
                    Spread::Positional => "*",
                    Spread::Named => "**",
                    Spread::Written | Spread::Taken => "",
                };
                let name = argument.name.map_or(String::new(), |name| format!("{}=", self.name(name)));
                format!("{spread}{name}{}", self.describe(argument.value))
            })
            .collect();
        format!("{name}#{} = {}({})", id.0, self.describe(call.callee), arguments.join(", "))
    }
}

fn line(text: &mut String, depth: usize, said: &str) {
    text.push_str(&"  ".repeat(depth));
    text.push_str(said);
    text.push('\n');
}
