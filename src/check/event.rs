//! Events: the durations that their times are made of.

use super::evaluate::{Evaluator, Locals};
use super::value::Value;
use crate::syntax::ast::{EventTimes, Expr};
use crate::text::Span;
use crate::units::Duration;

/// An event whose times have no place yet.
#[derive(Clone, Debug)]
pub(crate) struct CheckedEvent {
    pub(crate) name: String,
    /// The place of its name.
    pub(crate) span: Span,
    pub(crate) times: CheckedTimes,
}

/// When an event fires, each time with its place.
#[derive(Clone, Debug)]
pub(crate) enum CheckedTimes {
    Every(Box<CheckedInterval>),
    At(Vec<(Duration, Span)>),
}

/// `every 3000 steps from 1k steps until 15k steps`
#[derive(Clone, Debug)]
pub(crate) struct CheckedInterval {
    pub(crate) by: (Duration, Span),
    pub(crate) from: Option<(Duration, Span)>,
    pub(crate) until: Option<(Duration, Span)>,
}

impl Evaluator<'_> {
    /// The events of the file that are right.
    pub(super) fn events(&mut self) -> Vec<CheckedEvent> {
        let scope = self.scope;
        let events = scope.events.iter().filter_map(|(name, times)| {
            let times = self.times_of_event(times)?;
            Some(CheckedEvent { name: name.text.clone(), span: name.span, times })
        });
        events.collect()
    }

    fn times_of_event(&mut self, times: &EventTimes) -> Option<CheckedTimes> {
        match times {
            EventTimes::Every { interval, from, until } => {
                let by = self.time_of_event(interval, "the time from one event to the next");
                let by =
                    by.and_then(|(by, at)| Some((self.above_zero(by, at, "the time from one event to the next")?, at)));
                let from = from.as_ref().map(|from| self.time_of_event(from, "the first time"));
                let until = until.as_ref().map(|until| self.time_of_event(until, "the end"));
                // All of them are looked at, whatever is wrong with the first.
                let from = from.map_or(Some(None), |from| from.map(Some));
                let until = until.map_or(Some(None), |until| until.map(Some));
                Some(CheckedTimes::Every(Box::new(CheckedInterval { by: by?, from: from?, until: until? })))
            }
            EventTimes::At(times) => {
                let list = match self.evaluate_number(times, &Locals::default())? {
                    Value::List(list) => list.iter().cloned().collect(),
                    one => vec![(one, times.span)],
                };
                let times: Vec<_> =
                    list.iter().map(|(time, at)| self.duration_of_event(time, *at, "the time")).collect();
                times.into_iter().collect::<Option<_>>().map(CheckedTimes::At)
            }
        }
    }

    fn time_of_event(&mut self, expr: &Expr, what: &str) -> Option<(Duration, Span)> {
        let value = self.evaluate_number(expr, &Locals::default())?;
        self.duration_of_event(&value, expr.span, what)
    }

    fn duration_of_event(&mut self, value: &Value, at: Span, what: &str) -> Option<(Duration, Span)> {
        let duration = self.coerce_duration(value, at, what)?;
        Some((self.not_negative(duration, at, what)?, at))
    }
}
