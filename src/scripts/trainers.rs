//! Runs that a library makes: the trainers of Lightning, Transformers and Keras, ignite's engines, and optimizers that
//! are given a schedule.

use std::collections::HashSet;

use python_calls::{Call, CallId, Event, EventKind, Kind, Reading, Value};

use super::expression::Expression;
use super::model::{Interval, Reason, Run, Schedule, Step, Tick, place};
use super::resolve::{Resolver, Scope};
use super::run;

/// The run of a schedule that nothing in the file steps.
pub(super) fn run(resolver: &Resolver<'_>, schedule: &Schedule, id: CallId, scope: Scope<'_>) -> Run {
    let reading = resolver.reading;
    if let Some(interval) = interval(resolver, id) {
        return lightning(resolver, interval, scope);
    }
    let library = schedule.function.map_or("", |(library, _)| library.name);
    let found = match library {
        "transformers" if schedule.callee == "TrainingArguments" => Some(training_arguments(resolver, id, scope)),
        "keras" => fitted(resolver, id, scope).or_else(|| applied(resolver, id, scope)),
        "ignite" | "pytorch" => engine(resolver, id, scope).or_else(|| applied(resolver, id, scope)),
        "optax" => applied(resolver, id, scope),
        _ => None,
    };
    found.unwrap_or_else(|| unknown("nothing in the file steps it", reading, id))
}

fn unknown(why: &str, reading: &Reading, id: CallId) -> Run {
    Run { reason: Some(Reason::new(why, place(reading.call(id).span))), ..Run::default() }
}

/// What `configure_optimizers` says of a scheduler.
fn interval(resolver: &Resolver<'_>, id: CallId) -> Option<Interval> {
    let reading = resolver.reading;
    let scheduler = reading.result(id);
    reading.events_with(scheduler).find_map(|(_, event)| {
        let EventKind::Return(Some(value)) = event.kind else { return None };
        let inside = reading.frames(event.context).iter().rev().find_map(|(_, frame)| match frame {
            python_calls::Context::Entry(function) => Some(*function),
            python_calls::Context::Call(call) => reading.call(*call).inlined,
            _ => None,
        })?;
        let is_it = reading.name(reading.function(inside).name) == "configure_optimizers";
        if !is_it || !reading.has_part(value, scheduler) {
            return None;
        }
        let mut interval = Interval { span: place(event.span), every: None, frequency: None, monitor: None };
        if let Some(pairs) = settings_of(reading, value, scheduler, 0) {
            let get = |wanted: &str| {
                let of = pairs
                    .iter()
                    .find(|(key, _)| matches!(reading.kind(*key), Kind::Text(text) if reading.name(*text) == wanted));
                of.map(|(_, value)| *value)
            };
            let word = |value: Value| match reading.kind(value) {
                Kind::Text(text) => Some((reading.name(*text).to_string(), resolver.place(value))),
                _ => None,
            };
            interval.every = get("interval").and_then(word);
            interval.frequency = get("frequency").and_then(|value| resolver.expression(value, Scope::default()).ok());
            interval.monitor = get("monitor")
                .map(|value| word(value).unwrap_or_else(|| (reading.spell(value), resolver.place(value))));
        }
        Some(interval)
    })
}

/// The dict with `scheduler` for this one.
fn settings_of(reading: &Reading, value: Value, scheduler: Value, depth: usize) -> Option<Vec<(Value, Value)>> {
    if depth > 8 {
        return None;
    }
    match reading.kind(reading.object(value)) {
        Kind::Dict(pairs) => {
            let is_key = |key: Value, wanted: &str| matches!(reading.kind(key), Kind::Text(text) if reading.name(*text) == wanted);
            let own = pairs.iter().any(|&(key, value)| is_key(key, "scheduler") && reading.has_part(value, scheduler));
            // Older versions take `monitor` beside the optimizer.
            let beside =
                pairs.iter().any(|&(key, value)| is_key(key, "lr_scheduler") && reading.object(value) == scheduler);
            if own || beside {
                return Some(pairs.clone());
            }
            pairs.iter().find_map(|&(_, value)| settings_of(reading, value, scheduler, depth + 1))
        }
        Kind::Tuple(items) | Kind::List(items) => {
            items.iter().find_map(|&item| settings_of(reading, item, scheduler, depth + 1))
        }
        Kind::Conditional { then, otherwise, .. } => {
            [*then, *otherwise].into_iter().find_map(|arm| settings_of(reading, arm, scheduler, depth + 1))
        }
        _ => None,
    }
}

/// The calls of a name, of any library.
fn calls_of<'r>(reading: &'r Reading, name: &'r str) -> impl Iterator<Item = (CallId, &'r Call)> {
    reading.calls().filter(move |(_, call)| {
        let path = reading.path(call.callee).unwrap_or_default();
        path.rsplit('.').next() == Some(name)
    })
}

/// An argument by its name as an expression, where it is given and is no `None`.
fn argument(resolver: &Resolver<'_>, call: &Call, name: &str, scope: Scope<'_>) -> Option<Expression> {
    let argument = resolver.reading.argument(call, name, None)?;
    resolver.expression(argument.value, scope).ok()
}

fn lightning(resolver: &Resolver<'_>, interval: Interval, scope: Scope<'_>) -> Run {
    let reading = resolver.reading;
    let by_step = interval.every.as_ref().is_some_and(|(every, _)| every == "step");
    let manual = reading.events().iter().any(|event| {
        matches!(event.kind, EventKind::SetAttribute { name, value, .. }
            if reading.name(name) == "automatic_optimization" && *reading.kind(value) == Kind::Bool(false))
    });
    let mut run = Run {
        tick: Some(if by_step { Tick::Update } else { Tick::Epoch }),
        steps: vec![Step { call: None, span: interval.span, loops: Vec::new(), every: None }],
        ..Run::default()
    };
    let why = |why: &str| Some(Reason::new(why, interval.span));
    if manual {
        run.tick = None;
        run.reason = why("the module steps its schedulers by itself");
        run.lightning = Some(interval);
        return run;
    }
    let trainer = calls_of(reading, "Trainer").next();
    let given = trainer.and_then(|(_, trainer)| {
        let name = if by_step { "max_steps" } else { "max_epochs" };
        argument(resolver, trainer, name, scope)
    });
    run.count = match (given, &interval.frequency) {
        (Some(count), Some(every)) => Some(count.over(every.clone())),
        (count, _) => count,
    };
    if run.count.is_none() {
        run.reason = why("the file does not say how long it trains");
    }
    run.lightning = Some(interval);
    run
}

fn training_arguments(resolver: &Resolver<'_>, id: CallId, scope: Scope<'_>) -> Run {
    let call = resolver.reading.call(id);
    let count = argument(resolver, call, "max_steps", scope)
        .filter(|steps| !steps.value(&|_| None).is_some_and(|steps| steps <= 0.0));
    let span = place(call.span);
    let reason = count.is_none().then(|| Reason::new("the file does not say how many batches an epoch has", span));
    let steps = vec![Step { call: None, span, loops: Vec::new(), every: None }];
    Run { count, tick: Some(Tick::Update), reason, steps, ..Run::default() }
}

/// `model.fit(x, y, epochs=100, callbacks=[schedule])`
fn fitted(resolver: &Resolver<'_>, id: CallId, scope: Scope<'_>) -> Option<Run> {
    let reading = resolver.reading;
    let scheduler = reading.result(id);
    let (_, call) = reading.calls_with(scheduler).find(|(_, call)| {
        let fits = call.method.is_some_and(|(_, name)| reading.name(name) == "fit");
        fits && call.arguments.iter().any(|argument| reading.has_part(argument.value, scheduler))
    })?;
    let count = argument(resolver, call, "epochs", scope);
    let steps = vec![Step { call: None, span: place(call.span), loops: Vec::new(), every: None }];
    Some(Run { count, tick: Some(Tick::Epoch), steps, ..Run::default() })
}

/// `trainer.add_event_handler(Events.EPOCH_STARTED, scheduler)`
fn engine(resolver: &Resolver<'_>, id: CallId, scope: Scope<'_>) -> Option<Run> {
    let reading = resolver.reading;
    let scheduler = reading.result(id);
    let adds = |object: Value, call: &Call| {
        call.method.is_some_and(|(_, name)| reading.name(name) == "add_event_handler")
            && call.arguments.iter().any(|argument| is_in(reading, argument.value, object))
    };
    let handlers = made_with(reading, scheduler)
        .into_iter()
        .filter_map(|object| reading.calls_with(object).find(|(_, call)| adds(object, call)));
    let (_, handler) = handlers.min_by_key(|(id, _)| *id)?;
    let event = handler.arguments.first().map(|argument| reading.spell(argument.value))?;
    let (engine, _) = handler.method?;
    let started = reading.calls().find(|(_, call)| {
        call.method.is_some_and(|(on, name)| reading.name(name) == "run" && reading.is_same(on, engine))
    });
    let epochs = started.and_then(|(_, call)| argument(resolver, call, "max_epochs", scope));
    let by_epoch = event.contains("EPOCH");
    let length = started.and_then(|(_, call)| {
        argument(resolver, call, "epoch_length", scope).or_else(|| {
            let loader = call.arguments.first()?.value;
            let spelling = format!("len({})", reading.spell(loader));
            (spelling.len() < 60)
                .then(|| Expression::Parameter(resolver.named(&spelling, None, resolver.place(loader)).0))
        })
    });
    let count = match (epochs, by_epoch) {
        (Some(epochs), true) => Some(epochs),
        (Some(epochs), false) => length.clone().map(|length| epochs.times(length)),
        (None, _) => None,
    };
    let steps = vec![Step { call: None, span: place(handler.span), loops: Vec::new(), every: None }];
    let tick = Some(if by_epoch { Tick::Epoch } else { Tick::Batch });
    Some(Run { count, tick, epoch: length.filter(|_| !by_epoch), steps, ..Run::default() })
}

/// Where an optimizer that holds the schedule is applied.
fn applied(resolver: &Resolver<'_>, id: CallId, scope: Scope<'_>) -> Option<Run> {
    let reading = resolver.reading;
    let made = reading.call(id).context;
    let applies = |object: Value, event: &Event| {
        let EventKind::Call(step) = event.kind else { return false };
        let Some((on, name)) = reading.call(step).method else { return false };
        ["update", "apply_gradients", "minimize", "apply"].contains(&reading.name(name)) && is_in(reading, on, object)
    };
    let places = made_with(reading, reading.result(id))
        .into_iter()
        .filter_map(|object| reading.events_with(object).find(|(_, event)| applies(object, event)));
    let (index, event) = places.min_by_key(|(index, _)| *index)?;
    let mut run = run::run_at(resolver, event.context, index, made, scope);
    // A step of such an optimizer is an update.
    if run.tick == Some(Tick::Batch) {
        run.tick = Some(Tick::Update);
    }
    Some(run)
}

/// In how many calls after each other an object may be made with another.
const CALLS: usize = 6;

/// An object and those that are made with it, directly or with what was made with it.
fn made_with(reading: &Reading, object: Value) -> Vec<Value> {
    let (mut seen, mut objects, mut newest) = (HashSet::from([object]), vec![object], 0..1);
    for _ in 0..CALLS {
        for at in newest.clone() {
            for (id, call) in reading.calls_with(objects[at]) {
                let is_given = call.arguments.iter().any(|argument| is_in(reading, argument.value, objects[at]));
                if is_given && seen.insert(reading.result(id)) {
                    objects.push(reading.result(id));
                }
            }
        }
        newest = newest.end..objects.len();
    }
    objects
}

/// Whether an object is a part of a value, or of what the value is an attribute of.
fn is_in(reading: &Reading, value: Value, object: Value) -> bool {
    if reading.has_part(value, object) {
        return true;
    }
    match *reading.kind(reading.object(value)) {
        Kind::Attribute { base, .. } => is_in(reading, base, object),
        _ => false,
    }
}
