//! Rates that a script sets by hand: `group['lr'] = …`, where they are arithmetic of a counter.

use python_calls::{Context, FunctionId, Reading, Value};

use super::conditions::{condition, conditions, taken};
use super::drops;
use super::expression::Expression;
use super::functions::{self, Piece};
use super::model::{Base, MOST_SCHEDULES, Meaning, Optimizer, Reason, Run, Schedule, place};
use super::optimizer;
use super::position::Position;
use super::resolve::{Resolver, Scope};
use super::run;
use super::setting::{Setting, setting};
use crate::peers::Counts;
use crate::text::Span;

/// The rates that are set by hand, each place one schedule, and each arm of what is set there; and the first place that is
/// left out.
pub(super) fn schedules(resolver: &Resolver<'_>) -> (Vec<Schedule>, Option<Span>) {
    let reading = resolver.reading;
    let mut found: Vec<Schedule> = Vec::new();
    let mut levels: Vec<Level> = Vec::new();
    let mut left_out = None;
    for (index, event) in reading.events().iter().enumerate() {
        let Some(setting) = setting(reading, index) else { continue };
        if found.len() + levels.len() >= MOST_SCHEDULES {
            left_out = Some(place(event.span));
            break;
        }
        for schedule in schedules_at(resolver, &setting, place(event.span), &mut levels) {
            let same =
                |other: &Schedule| other.span == schedule.span && other.meaning_text() == schedule.meaning_text();
            if !found.iter().any(same) {
                found.push(schedule);
            }
        }
    }
    found.extend(levels.into_iter().map(Level::into_schedule));
    (found, left_out)
}

fn schedules_at(resolver: &Resolver<'_>, setting: &Setting, span: Span, levels: &mut Vec<Level>) -> Vec<Schedule> {
    let reading = resolver.reading;
    let (arm, all) = conditions(resolver, setting.context);
    let scope = Scope { tests: &all, inputs: None };
    let optimizer = optimizer::optimizer(resolver, setting.optimizer, scope);
    let position = Position::of(resolver, setting, &optimizer, scope);
    let run = run_of(resolver, setting, &optimizer, &position, scope);
    let arm: Vec<_> = arm.into_iter().filter(|condition| !position.decides(reading, condition.test)).collect();
    let text = span.of(reading.text());
    let target = text.split(['=', '*', '/', '+', '-']).next().unwrap_or(text).trim();
    let schedule = Schedule {
        name: "lr".to_string(),
        call: None,
        span: setting.right,
        function: None,
        callee: target.to_string(),
        arguments: Vec::new(),
        taken: taken(resolver, &arm),
        arm,
        meaning: Err(Reason::new("it is not read", setting.right)),
        parts: Vec::new(),
        optimizer: Some(optimizer),
        run,
    };
    if let Some(factor) = drops::factor(reading, setting) {
        let meaning = drops::schedule(resolver, setting, factor, &position, scope).map(|text| Meaning {
            tracks: vec![("lr".to_string(), text)],
            base: Base::Optimizer,
            notes: Vec::new(),
            counts: Counts::Calls,
        });
        return vec![Schedule { meaning, ..schedule }];
    }
    let unknown = || position.unknown(setting.value);
    if let Some(reason) = unknown() {
        return vec![Schedule { meaning: Err(reason), ..schedule }];
    }
    if let Some(reason) = position.guarded(setting) {
        let meaning = Err(reason);
        return match drops::ticks(resolver, setting, &position, scope)
            .zip(resolver.expression(setting.value, scope).ok())
        {
            Some((ticks, value)) => {
                Level::add(levels, Schedule { meaning, ..schedule }, reading, (ticks, value));
                Vec::new()
            }
            None => vec![Schedule { meaning, ..schedule }],
        };
    }
    let inputs = |value: Value| position.expression(value);
    let mut found = Vec::new();
    for (tests, pieces) in functions::arms(resolver, setting.value, Scope { inputs: Some(&inputs), ..scope }) {
        let meaning = match pieces {
            Ok(pieces) if pieces.len() == 1 && !pieces[0].formula.has_tick() => continue,
            Ok(pieces) => {
                let pieces = delayed(pieces, schedule.optimizer.as_ref(), &position);
                Ok(written(functions::within(resolver, pieces, schedule.run.count.as_ref())))
            }
            Err(reason) => Err(reason),
        };
        let mut arm = schedule.arm.clone();
        arm.extend(tests.iter().map(|(test, holds)| condition(resolver, *test, *holds, resolver.place(*test))));
        found.push(Schedule { taken: taken(resolver, &arm), arm, meaning, ..schedule.clone() });
    }
    found
}

/// Rates that are set at ticks of their own, as one schedule.
struct Level {
    schedule: Schedule,
    at: Vec<(Expression, Expression)>,
}

impl Level {
    fn add(
        levels: &mut Vec<Self>,
        schedule: Schedule,
        reading: &Reading,
        (ticks, value): (Vec<Expression>, Expression),
    ) {
        let at = ticks.into_iter().map(|tick| (tick, value.clone()));
        let same = |level: &&mut Self| match (&level.schedule.optimizer, &schedule.optimizer) {
            (Some(one), Some(other)) => {
                reading.is_same(one.value, other.value) && level.schedule.callee == schedule.callee
            }
            _ => false,
        };
        match levels.iter_mut().find(same) {
            Some(level) => level.at.extend(at),
            None => levels.push(Self { at: at.collect(), schedule }),
        }
    }

    fn into_schedule(mut self) -> Schedule {
        let rate = self.schedule.optimizer.as_ref().and_then(|optimizer| optimizer.rates.first()?.expression.clone());
        let Some(rate) = rate else { return self.schedule };
        if self.at.iter().all(|(tick, _)| tick.is_closed()) {
            let number = |tick: &Expression| tick.value(&|_| None).unwrap_or_default();
            self.at.sort_by(|(one, _), (other, _)| number(one).total_cmp(&number(other)));
        }
        let ticks: Vec<String> = self.at.iter().map(|(tick, _)| tick.to_string()).collect();
        let rates: Vec<String> =
            std::iter::once(&rate).chain(self.at.iter().map(|(_, rate)| rate)).map(ToString::to_string).collect();
        let text = format!("piecewise([{}], [{}])", ticks.join(", "), rates.join(", "));
        self.schedule.meaning = Ok(Meaning {
            tracks: vec![("lr".to_string(), text)],
            base: Base::Written,
            notes: Vec::new(),
            counts: Counts::Calls,
        });
        self.schedule
    }
}

/// With the optimizer's own rate for the first tick, where the rate is set after it has stepped.
fn delayed(mut pieces: Vec<Piece>, optimizer: Option<&Optimizer>, position: &Position<'_>) -> Vec<Piece> {
    if position.late
        && let Some(formula) = optimizer.and_then(|optimizer| optimizer.rates.first()?.expression.clone())
    {
        pieces.insert(0, Piece { end: Some(Expression::whole(1)), formula });
    }
    pieces
}

/// Pieces of values that are written out: what they have in common is the base.
pub(super) fn written(pieces: Vec<Piece>) -> Meaning {
    let mut common: Vec<Expression> = Vec::new();
    for factor in pieces[0].formula.factors() {
        if !factor.has_tick() && pieces[1..].iter().all(|piece| piece.formula.factors().contains(&factor)) {
            common.push(factor);
        }
    }
    let pieces: Vec<Piece> = pieces
        .into_iter()
        .map(|piece| Piece { formula: common.iter().fold(piece.formula, Expression::without), ..piece })
        .collect();
    let base = common.into_iter().reduce(Expression::times).unwrap_or_else(|| Expression::whole(1));
    Meaning {
        tracks: vec![("lr".to_string(), functions::schedule(&pieces))],
        base: Base::Replaced(base.to_string()),
        notes: Vec::new(),
        counts: Counts::Calls,
    }
}

fn run_of(
    resolver: &Resolver<'_>,
    setting: &Setting,
    optimizer: &Optimizer,
    position: &Position<'_>,
    scope: Scope<'_>,
) -> Run {
    let reading = resolver.reading;
    let Some(over) = position.tick() else {
        return Run { tick: position.named_tick(), reason: caller(reading, setting), ..Run::default() };
    };
    let frames = reading.frames(setting.context);
    let outermost = frames.first().map_or(setting.context, |(id, _)| *id);
    let made = optimizer.call.map_or(outermost, |call| reading.call(call).context);
    let mut found = run::run_at(resolver, reading.loop_(over).body, setting.event, made, scope);
    found.tick = Some(position.counted(setting).unwrap_or_else(|| run::tick(reading, over)));
    found
}

/// Why a run is not known: nothing in the file calls the function.
fn caller(reading: &Reading, setting: &Setting) -> Option<Reason> {
    let entry = |frame: &Context| -> Option<FunctionId> {
        if let Context::Entry(function) | Context::Callback(function, _) = *frame { Some(function) } else { None }
    };
    let function = reading.frames(setting.context).into_iter().find_map(|(_, frame)| entry(frame))?;
    let function = reading.function(function);
    let why = format!("the file does not say how often `{}` is called", reading.name(function.name));
    Some(Reason::new(why, place(function.span)))
}
