//! Goes through a script for its schedules.

use std::collections::{HashMap, HashSet};

use python_calls::{CallId, Context, ContextId, Kind, Reading, Value};

use super::arguments::{self, Translated};
use super::conditions::{condition, conditions, taken};
use super::expression::Expression;
use super::functions;
use super::libraries::{self, Found};
use super::model::{Base, MOST_SCHEDULES, Meaning, Reason, Schedule, place};
use super::names::{Names, is_free};
use super::optimizer;
use super::parameters::Parameter;
use super::resolve::{Resolver, Scope};
use super::{own_class, run, trainers};
use crate::peers;
use crate::text::Span;

/// The schedules of a script, in the order in which they are made, and where the first scheduler is made that is left out.
pub(super) fn schedules(resolver: &Resolver<'_>) -> (Vec<Schedule>, Option<Span>) {
    let reading = resolver.reading;
    let mut found: Vec<Schedule> = Vec::new();
    let mut used: HashSet<CallId> = HashSet::new();
    let ids = reading.calls().filter(|(_, call)| !is_to_raise(reading, call.context)).map(|(id, _)| id);
    let mut made: Vec<Made> = ids.flat_map(|id| made_by(reading, id)).take(MOST_SCHEDULES + 1).collect();
    let left_out = made.get(MOST_SCHEDULES).map(|made| place(reading.call(made.id).span));
    made.truncate(MOST_SCHEDULES);
    // From the last one on, so that a part is known to be one before it is looked at.
    for arms in made.chunk_by(|one, other| one.id == other.id).rev() {
        if used.contains(&arms[0].id) {
            continue;
        }
        for made in arms {
            let schedule = scheduler(resolver, made);
            used.extend(schedule.parts.iter().map(|part| part.call));
            found.push(schedule);
        }
    }
    found.reverse();
    one_each(reading, &mut found);
    (found, left_out)
}

/// A scheduler that a call makes, where some tests hold.
struct Made {
    id: CallId,
    callee: Value,
    tests: Vec<(Value, bool)>,
    function: Option<Found>,
    /// Why it cannot be said, where it is of no library.
    own: Option<Reason>,
}

/// The schedulers that a call makes: none, one, or one in each arm of its callee.
fn made_by(reading: &Reading, id: CallId) -> Vec<Made> {
    let made = |(callee, tests)| {
        let function = libraries::function(reading, callee);
        let own = function.is_none().then(|| unsaid(reading, id, callee)).flatten();
        let is_one = function.map_or(own.is_some(), |function| !takes_no_optimizer(reading, id, function));
        is_one.then_some(Made { id, callee, tests, function, own })
    };
    callees(reading, id).into_iter().filter_map(made).collect()
}

/// What a call may be of: one callee, or one for each arm.
fn callees(reading: &Reading, id: CallId) -> Vec<(Value, Vec<(Value, bool)>)> {
    let callee = reading.call(id).callee;
    match reading.kind(reading.object(callee)) {
        Kind::Conditional { .. } => reading.arms(callee).into_iter().map(|(tests, callee)| (callee, tests)).collect(),
        _ => vec![(callee, Vec::new())],
    }
}

fn scheduler(resolver: &Resolver<'_>, made: &Made) -> Schedule {
    let reading = resolver.reading;
    let Made { id, callee, ref tests, function, ref own } = *made;
    let call = reading.call(id);
    let (arm, mut all) = conditions(resolver, call.context);
    all.extend(tests.iter().copied());
    let mut arm = arm;
    arm.extend(tests.iter().map(|(test, holds)| condition(resolver, *test, *holds, resolver.place(*test))));
    let scope = Scope { tests: &all, inputs: None };
    let mut schedule = Schedule {
        name: call.name.map_or_else(String::new, |name| last(reading.name(name)).to_string()),
        call: Some(id),
        span: place(call.span),
        function,
        callee: last(call.callee_span.of(reading.text())).to_string(),
        arguments: Vec::new(),
        taken: taken(resolver, &arm),
        arm,
        meaning: Err(own.clone().unwrap_or_else(|| Reason::new("it is not read", place(call.span)))),
        parts: Vec::new(),
        optimizer: None,
        run: run::run(resolver, reading.result(id), call.context, scope),
    };
    let position = match function {
        Some((_, function)) => {
            function.parameters.iter().position(|parameter| parameter.kind == peers::Kind::Optimizer)
        }
        None => Some(0),
    };
    if let Some(argument) = position.and_then(|position| reading.argument(call, "optimizer", Some(position))) {
        schedule.optimizer = Some(optimizer::optimizer(resolver, argument.value, scope));
    }
    if let Some(found) = function {
        meaning(resolver, id, found, scope, &mut schedule);
    } else if matches!(reading.kind(callee), Kind::Class(_)) {
        of_own_class(resolver, id, scope, &mut schedule);
    }
    if schedule.run.steps.is_empty() {
        schedule.run = trainers::run(resolver, &schedule, id, scope);
    }
    schedule
}

/// What a scheduler of a class of the script's own means.
fn of_own_class(resolver: &Resolver<'_>, id: CallId, scope: Scope<'_>, schedule: &mut Schedule) {
    let reading = resolver.reading;
    let inner = own_class::handed_on(reading, id);
    if let Some(inner) = inner
        && schedule.optimizer.is_none()
        && let Some(argument) = reading.argument(reading.call(inner), "optimizer", Some(0))
    {
        schedule.optimizer = Some(optimizer::optimizer(resolver, argument.value, scope));
    }
    let known = inner.and_then(|inner| Some((inner, own_class::known(reading, id, inner)?)));
    match known {
        Some((inner, found)) => {
            let callee = std::mem::take(&mut schedule.callee);
            meaning(resolver, inner, found, scope, schedule);
            // Nothing is said of arguments that those who use the class do not write.
            schedule.arguments.clear();
            schedule.callee = callee;
        }
        None => {
            schedule.meaning = own_class::meaning(resolver, id, schedule.optimizer.as_ref(), &schedule.run, scope);
        }
    }
    if schedule.callee.is_empty()
        && let Kind::Class(class) = *reading.kind(reading.call(id).callee)
    {
        schedule.callee = reading.name(reading.class(class).name).to_string();
    }
}

/// Whether a number or a list stands where the optimizer should: a function of the same name that is another.
fn takes_no_optimizer(reading: &Reading, id: CallId, (_, function): Found) -> bool {
    let position = function.parameters.iter().position(|parameter| parameter.kind == peers::Kind::Optimizer);
    let argument = position.and_then(|position| reading.argument(reading.call(id), "optimizer", Some(position)));
    argument.is_some_and(|argument| {
        let is_other =
            matches!(reading.kind(reading.object(argument.value)), Kind::List(_) | Kind::Tuple(_) | Kind::Text(_));
        is_other || reading.number(argument.value).is_some()
    })
}

/// Whether a place is in a test that wants it to raise: `with pytest.raises(ValueError):`.
fn is_to_raise(reading: &Reading, context: ContextId) -> bool {
    reading.frames(context).iter().any(|(_, frame)| {
        let Context::With(value) = **frame else { return false };
        let Kind::Call(id) = *reading.kind(value) else { return false };
        let call = reading.call(id);
        let method = call.method.map(|(_, name)| reading.name(name));
        let path = reading.path(call.callee);
        ["raises", "assertRaises", "assertRaisesRegex"]
            .iter()
            .any(|name| method == Some(*name) || path.as_deref().is_some_and(|path| last(path) == *name))
    })
}

fn last(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}

/// What a call means, with the schedules in it.
fn meaning(resolver: &Resolver<'_>, id: CallId, found: Found, scope: Scope<'_>, schedule: &mut Schedule) {
    let Translated { translation, given, parts } = arguments::translate(resolver, id, found, scope);
    schedule.arguments = given;
    schedule.parts = parts;
    schedule.callee = found.1.name.to_string();
    if schedule.optimizer.is_none() {
        schedule.optimizer = of_parts(resolver, schedule, scope);
    }
    if found.1.name == "LambdaLR"
        && let Some(lambda) = schedule.argument("lr_lambda")
    {
        schedule.meaning = lambda_schedule(resolver, lambda.value, schedule.run.count.as_ref(), scope);
        return;
    }
    schedule.meaning = translation.map(|translation| {
        let base = match translation.base() {
            peers::Base::Optimizer => Base::Optimizer,
            peers::Base::Replaced(base) => Base::Replaced(base),
            peers::Base::Written => Base::Written,
        };
        let tracks =
            translation.tracks().map(|track| (track.to_string(), translation.track(track).unwrap_or_default()));
        Meaning {
            tracks: tracks.collect(),
            base,
            notes: translation.notes().map(str::to_string).collect(),
            counts: translation.counts(),
        }
    });
}

/// The optimizer of the schedules in one that is given none itself.
fn of_parts(resolver: &Resolver<'_>, schedule: &Schedule, scope: Scope<'_>) -> Option<super::Optimizer> {
    let mut given = schedule.parts.iter().flat_map(|part| &part.arguments);
    let argument = given.find(|given| given.parameter == "optimizer")?;
    Some(optimizer::optimizer(resolver, argument.value, scope))
}

/// `LambdaLR`, whose function may be one thing up to a tick and another from there on.
fn lambda_schedule(
    resolver: &Resolver<'_>,
    value: Value,
    run: Option<&Expression>,
    scope: Scope<'_>,
) -> Result<Meaning, Reason> {
    let value = resolver.settled(value, scope);
    let value = match resolver.reading.kind(value) {
        Kind::List(items) | Kind::Tuple(items) => match items.as_slice() {
            [one] => resolver.settled(*one, scope),
            _ => return Err(Reason::new("each parameter group has a function of its own", resolver.place(value))),
        },
        _ => value,
    };
    let pieces = functions::within(resolver, functions::of_function(resolver, value, scope)?, run);
    Ok(Meaning {
        tracks: vec![("lr".to_string(), functions::schedule(&pieces))],
        base: Base::Optimizer,
        notes: Vec::new(),
        counts: peers::Counts::Calls,
    })
}

/// Why a call that makes a scheduler cannot be said; nothing where it makes none.
fn unsaid(reading: &Reading, id: CallId, callee: Value) -> Option<Reason> {
    let call = reading.call(id);
    let span = place(call.span);
    match *reading.kind(callee) {
        // `getattr(torch.optim.lr_scheduler, args.name)(optimizer)`
        Kind::Call(inner) => {
            let inner = reading.call(inner);
            let path = reading.path(inner.callee)?;
            let module = reading.path(inner.arguments.first()?.value)?;
            (path == "builtins.getattr" && module.starts_with("torch.optim.lr_scheduler"))
                .then(|| Reason::new("the scheduler is not known before the script runs", place(inner.span)))
        }
        // What its `get_lr` gives comes later.
        Kind::Class(_) => own_class::is_scheduler(reading, callee).then(|| Reason::new("it is not read", span)),
        _ => None,
    }
}

/// Leaves one schedule of a place that was reached several times in the same way.
fn one_each(reading: &Reading, found: &mut Vec<Schedule>) {
    let same = |a: &Schedule, b: &Schedule| {
        a.callee == b.callee
            && text_of(a) == text_of(b)
            && match (&a.optimizer, &b.optimizer) {
                (Some(a), Some(b)) => reading.is_same(a.value, b.value) || a.span == b.span,
                (None, None) => true,
                _ => false,
            }
    };
    let mut kept: Vec<Schedule> = Vec::new();
    let mut of_place: HashMap<(usize, usize, String), Vec<usize>> = HashMap::new();
    for schedule in found.drain(..) {
        let place = (schedule.span.start, schedule.span.end, schedule.name.clone());
        let earlier = of_place.entry(place).or_default();
        match earlier.iter().find(|&&at| same(&kept[at], &schedule)) {
            // The one that is stepped tells more.
            Some(&at) => {
                if kept[at].run.steps.is_empty() && !schedule.run.steps.is_empty() {
                    kept[at] = schedule;
                }
            }
            None => {
                earlier.push(kept.len());
                kept.push(schedule);
            }
        }
    }
    *found = kept;
}

fn text_of(schedule: &Schedule) -> Option<&[(String, String)]> {
    schedule.meaning.as_ref().ok().map(|meaning| meaning.tracks.as_slice())
}

/// Gives each schedule a name of its own, that the language and the parameters have no other use for.
pub(super) fn name(found: &mut [Schedule], parameters: &[Parameter]) {
    let word_of = |name: &str| -> String { name.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_').collect() };
    let is_word = |name: &String| name.starts_with(|c: char| c.is_ascii_alphabetic());
    for schedule in found.iter_mut() {
        schedule.name = Some(word_of(&schedule.name)).filter(is_word).unwrap_or_else(|| "scheduler".to_string());
    }
    if found.len() < 2 {
        return;
    }
    let mut names = Names::default();
    parameters.iter().for_each(|parameter| names.add(&parameter.name));
    found.iter().for_each(|schedule| names.add(&schedule.name));
    for schedule in found {
        names.remove(&schedule.name);
        if names.has(&schedule.name) || schedule.name != "lr" && !is_free(&schedule.name) {
            let held = schedule.arm.iter().rev().find(|condition| condition.holds);
            let quoted = held.and_then(|condition| condition.text.split(['"', '\'']).nth(1)).map(word_of);
            let optimizer = schedule.optimizer.as_ref().map(|optimizer| word_of(last(&optimizer.name)));
            let words = quoted.into_iter().chain(optimizer).filter(is_word);
            if let Some(free) = names.free(words, &schedule.name) {
                schedule.name = free;
            }
        }
        names.add(&schedule.name);
    }
}
