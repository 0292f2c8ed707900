//! How often a schedule is stepped: the loops around `step()`, their bounds and their guards.

use std::collections::{HashMap, HashSet};

use python_calls::{CallId, Context, ContextId, EventKind, Iteration, Kind, LoopId, Operator, Reading, Value};

use super::counter;
use super::expression::Expression;
use super::model::{Looped, Reason, Run, Step, Tick, place};
use super::resolve::{Resolver, Scope};
use super::walk;

/// A step, and what is known of the loops around it.
struct Place {
    step: Step,
    count: Option<Expression>,
    tick: Option<Tick>,
    epoch: Option<Expression>,
    at_most: bool,
    guarded: bool,
    reason: Option<Reason>,
    tests: Vec<(Value, bool)>,
}

/// At how many places a scheduler may be stepped for its steps to be counted.
const MOST_STEPS: usize = 100;

/// The run of a scheduler that was made in a context.
pub(super) fn run(resolver: &Resolver<'_>, scheduler: Value, made: ContextId, scope: Scope<'_>) -> Run {
    let reading = resolver.reading;
    let mut found: Vec<(usize, CallId)> = Vec::new();
    for (index, event) in reading.events_with(scheduler) {
        let EventKind::Call(id) = event.kind else { continue };
        if steps(reading, id, scheduler) && possible(reading, event.context, scope) {
            found.push((index, id));
        }
    }
    if found.len() > MOST_STEPS {
        return uncounted(reading, &found);
    }
    let place_of = |(index, id)| at(resolver, Some(id), reading.call(id).context, index, made, scope);
    together(resolver, found.into_iter().map(place_of).collect())
}

/// The run of a scheduler that is stepped at more places than are counted.
fn uncounted(reading: &Reading, found: &[(usize, CallId)]) -> Run {
    let step = |&(_, id): &(usize, CallId)| {
        let span = place(reading.call(id).span);
        Step { call: Some(id), span, loops: Vec::new(), every: None }
    };
    let steps: Vec<Step> = found.iter().map(step).collect();
    let why = format!("it is stepped at more than {MOST_STEPS} places");
    let reason = steps.get(MOST_STEPS).map(|step| Reason::new(why, step.span));
    Run { steps, reason, ..Run::default() }
}

/// The run of what happens at a place by itself: a rate that is set by hand.
pub(super) fn run_at(
    resolver: &Resolver<'_>,
    context: ContextId,
    event: usize,
    made: ContextId,
    scope: Scope<'_>,
) -> Run {
    together(resolver, vec![at(resolver, None, context, event, made, scope)])
}

/// Whether a call is `step()` of this scheduler.
fn steps(reading: &Reading, id: CallId, scheduler: Value) -> bool {
    let Some((on, name)) = reading.call(id).method else { return false };
    ["step", "step_update", "step_batch"].contains(&reading.name(name))
        && (reading.has_part(on, scheduler) || is_first_of(reading, on, scheduler))
}

/// Whether a value is the first thing of several that a call gave: `scheduler, epochs = create_scheduler(…)`.
fn is_first_of(reading: &Reading, value: Value, given: Value) -> bool {
    matches!(*reading.kind(reading.object(value)), Kind::Item { base, key }
        if *reading.kind(key) == Kind::Int(0) && reading.object(base) == reading.object(given))
}

/// Whether a place can be reached under these tests.
fn possible(reading: &Reading, context: ContextId, scope: Scope<'_>) -> bool {
    let conditions = reading.conditions(context);
    !conditions.iter().any(|(test, holds)| reading.truth_under(*test, scope.tests).is_some_and(|truth| truth != *holds))
}

/// Numbers for tests: those that are the same have the same number.
struct Tests<'r> {
    reading: &'r Reading,
    kinds: Vec<Value>,
    known: HashMap<Value, usize>,
}

impl Tests<'_> {
    fn kind(&mut self, test: Value) -> usize {
        *self.known.entry(test).or_insert_with(|| {
            self.kinds.iter().position(|&kind| self.reading.is_same(kind, test)).unwrap_or_else(|| {
                self.kinds.push(test);
                self.kinds.len() - 1
            })
        })
    }
}

/// All places where it is stepped as one run.
fn together(resolver: &Resolver<'_>, mut places: Vec<Place>) -> Run {
    // Of two arms only one is taken.
    let mut tests = Tests { reading: resolver.reading, kinds: Vec::new(), known: HashMap::new() };
    let mut met: HashSet<(usize, bool)> = HashSet::new();
    places.retain(|place| {
        let own: Vec<_> = place.tests.iter().map(|&(test, holds)| (tests.kind(test), holds)).collect();
        let is_other_arm = own.iter().any(|&(test, holds)| met.contains(&(test, !holds)));
        if !is_other_arm {
            met.extend(own);
        }
        !is_other_arm
    });
    let mut run = Run::default();
    for (index, place) in places.into_iter().enumerate() {
        run.count = match (index, run.count.take(), place.count) {
            (0, _, count) => count,
            (_, Some(sum), Some(count)) => Some(sum.plus(count)),
            _ => None,
        };
        run.tick = if index == 0 || run.tick == place.tick { place.tick } else { None };
        run.epoch =
            if index == 0 { place.epoch } else { run.epoch.filter(|epoch| Some(epoch) == place.epoch.as_ref()) };
        run.at_most |= place.at_most;
        run.guarded |= place.guarded;
        if run.reason.is_none() {
            run.reason = place.reason;
        }
        run.steps.push(place.step);
    }
    // What is not followed may step it, too, or end the loop.
    if !resolver.reading.is_complete()
        && let Some(step) = run.steps.first()
    {
        run.count = None;
        run.epoch = None;
        run.reason =
            Some(Reason::new("the script is too large, or too deeply nested, to be followed to its end", step.span));
    }
    run
}

fn at(
    resolver: &Resolver<'_>,
    call: Option<CallId>,
    context: ContextId,
    event: usize,
    made: ContextId,
    scope: Scope<'_>,
) -> Place {
    let reading = resolver.reading;
    let span = match call {
        Some(call) => place(reading.call(call).span),
        None => place(reading.events()[event].span),
    };
    let step = Step { call, span, loops: Vec::new(), every: None };
    let mut found = Place {
        step,
        count: None,
        tick: None,
        epoch: None,
        at_most: false,
        guarded: false,
        reason: None,
        tests: Vec::new(),
    };
    let older: Vec<ContextId> = reading.frames(made).into_iter().map(|(id, _)| id).collect();
    let frames = reading.frames(context);
    let mut total: Option<(Expression, ContextId)> = None;
    for (depth, (id, frame)) in frames.iter().enumerate() {
        if older.get(depth) == Some(id) {
            continue;
        }
        match **frame {
            Context::Loop(over) => {
                let times = counter::times(resolver, over, event, scope);
                if let counter::Times::Total(count, at) = &times
                    && reading.loops_around(context) == reading.loops_around(*at)
                {
                    total = Some((count.clone(), *at));
                }
                let (count, at_most) = times.of_one(reading, over);
                found.at_most |= at_most;
                if count.is_none() && found.reason.is_none() {
                    found.reason = Some(Reason::new(
                        "how often the loop runs is not known before the script does",
                        place(reading.loop_(over).head),
                    ));
                }
                found.step.loops.push(Looped {
                    over,
                    count,
                    tick: Some(tick(reading, over)),
                    span: place(reading.loop_(over).head),
                });
            }
            Context::When { test, holds, .. } => {
                let covered = total.as_ref().is_some_and(|(_, at)| reading.is_within(*at, *id));
                guard(resolver, &mut found, test, holds, covered, scope);
            }
            Context::With(value) if total.is_none() => accumulated(resolver, &mut found, value, scope),
            Context::Callback(function, _) => {
                found.reason = Some(Reason::new(
                    "the file does not say how often the function is called",
                    place(reading.function(function).span),
                ));
            }
            Context::Entry(function) => entry(resolver, &mut found, function, &frames[depth..]),
            _ => {}
        }
    }
    finish(reading, &mut found, total.map(|(count, _)| count));
    found
}

/// A function that nothing in the file calls: one that trains is called once, one for an epoch or a batch is not.
fn entry(
    resolver: &Resolver<'_>,
    found: &mut Place,
    function: python_calls::FunctionId,
    frames: &[(ContextId, &Context)],
) {
    let reading = resolver.reading;
    let function = reading.function(function);
    let name = reading.name(function.name).to_lowercase();
    let loops = frames.iter().filter(|(_, frame)| matches!(frame, Context::Loop(_))).count();
    let often = ["epoch", "step", "batch", "iter", "update", "closure"].iter().any(|word| name.contains(word));
    if loops == 0 || often && loops <= 1 {
        found.reason = Some(Reason::new(
            format!("the file does not say how often `{}` is called", reading.name(function.name)),
            place(function.span),
        ));
    }
}

/// Puts the count together from the loops, or takes the one that a counter gives for all of them.
fn finish(reading: &Reading, found: &mut Place, total: Option<Expression>) {
    let loops = &found.step.loops;
    let product =
        || loops.iter().try_fold(Expression::whole(1), |product, looped| Some(product.times(looped.count.clone()?)));
    let unknown_calls = found.reason.as_ref().is_some_and(|reason| reason.why.contains("is called"));
    let count = match total {
        Some(total) => {
            if !unknown_calls {
                found.reason = None;
            }
            Some(total)
        }
        None => product(),
    };
    let count = match (&found.step.every, count) {
        (Some(every), Some(count)) => Some(count.over(every.clone())),
        (_, count) => count,
    };
    found.count = count.filter(|_| !unknown_calls);
    let innermost = loops.last();
    found.tick = innermost.and_then(|looped| looped.tick);
    if let [outer @ .., inner] = loops.as_slice()
        && inner.tick == Some(Tick::Batch)
        && outer.last().is_some_and(|outer| outer.tick == Some(Tick::Epoch))
    {
        found.epoch = match (&inner.count, &found.step.every) {
            (Some(count), Some(every)) => Some(count.clone().over(every.clone())),
            (count, _) => count.clone(),
        };
    }
    if found.step.every.is_some() && found.tick != Some(Tick::Epoch) {
        found.tick = Some(Tick::Update);
    }
    if loops.is_empty() && found.reason.is_none() {
        let single = "it is stepped outside of any loop";
        if let Some(round) = round(reading, found) {
            found.count = Some(Expression::whole(1));
            found.tick = Some(round);
        } else {
            found.count = None;
            found.reason = Some(Reason::new(single, found.step.span));
        }
    }
}

/// What a round of a loop over a few known items is.
fn round(reading: &Reading, found: &Place) -> Option<Tick> {
    let call = found.step.call?;
    let frames = reading.frames(reading.call(call).context);
    frames.iter().rev().find_map(|(_, frame)| match frame {
        Context::Round(_, _, span) => Some(of_words(span.of(reading.text())).unwrap_or(Tick::Epoch)),
        _ => None,
    })
}

/// `with accelerator.accumulate(model)`: a prepared scheduler steps with the optimizer.
fn accumulated(resolver: &Resolver<'_>, found: &mut Place, value: Value, scope: Scope<'_>) {
    let reading = resolver.reading;
    let Kind::Call(id) = *reading.kind(value) else { return };
    let Some((on, name)) = reading.call(id).method else { return };
    let Kind::Call(accelerator) = *reading.kind(reading.object(on)) else { return };
    if reading.name(name) != "accumulate" {
        return;
    }
    let steps = reading.argument(reading.call(accelerator), "gradient_accumulation_steps", None);
    if let Some(steps) = steps.and_then(|steps| resolver.expression(steps.value, scope).ok())
        && steps != Expression::whole(1)
    {
        found.step.every = Some(steps);
    }
}

/// A condition between the loops and the step.
fn guard(resolver: &Resolver<'_>, found: &mut Place, test: Value, holds: bool, covered: bool, scope: Scope<'_>) {
    let reading = resolver.reading;
    let loops: Vec<LoopId> = found.step.loops.iter().map(|looped| looped.over).collect();
    if covered {
        return;
    }
    if let Kind::Not(inner) = *reading.kind(test) {
        return guard(resolver, found, inner, !holds, covered, scope);
    }
    if loops.is_empty() || !depends(reading, test, &loops) {
        found.tests.push((test, holds));
        return;
    }
    let test_of = |value| depends(reading, value, &loops);
    match *reading.kind(test) {
        Kind::All(ref items) if holds => {
            for &item in &items.clone() {
                guard(resolver, found, item, true, covered, scope);
            }
            return;
        }
        Kind::Any(ref items) if !holds => {
            for &item in &items.clone() {
                guard(resolver, found, item, false, covered, scope);
            }
            return;
        }
        // Every k-th, and the rest at the end.
        Kind::Any(ref items) if holds => {
            let every = items.iter().copied().find(|&item| divisor(reading, item, true).is_some());
            if let Some(every) = every {
                return guard(resolver, found, every, true, covered, scope);
            }
        }
        _ => {}
    }
    if let Some(by) = divisor(reading, test, holds) {
        match resolver.expression(by, scope) {
            Ok(by) if by == Expression::whole(1) => {}
            Ok(by) => found.step.every = Some(by),
            Err(_) => found.at_most = true,
        }
        return;
    }
    if let Kind::Binary(operator, left, right) = *reading.kind(test) {
        let sides = [(left, right, operator), (right, left, operator.turned())];
        for (counted, bound, operator) in sides {
            if test_of(counted) && !test_of(bound) && narrow(resolver, found, (counted, operator, bound), holds, scope)
            {
                return;
            }
        }
    }
    found.at_most = true;
}

/// `if epoch < w`, `if epoch >= w`, `if i == len(loader) - 1`: how often a loop's iterations get there.
fn narrow(
    resolver: &Resolver<'_>,
    found: &mut Place,
    (counted, operator, bound): (Value, Operator, Value),
    holds: bool,
    scope: Scope<'_>,
) -> bool {
    let Some((over, shift)) = counter::index(resolver, counted, scope) else { return false };
    let Some(looped) = found.step.loops.iter_mut().find(|looped| looped.over == over) else { return false };
    let Ok(bound) = resolver.expression(bound, scope) else { return false };
    let bound = bound.minus(shift);
    let next = bound.clone().plus(Expression::whole(1));
    let operator = if holds { operator } else { opposite(operator) };
    let below = match operator {
        Operator::Less => Some(bound),
        Operator::LessEqual => Some(next),
        Operator::Equal => {
            looped.count = Some(Expression::whole(1));
            return true;
        }
        Operator::NotEqual => return true,
        Operator::Greater | Operator::GreaterEqual => {
            let from = if operator == Operator::Greater { next } else { bound };
            // Before the loop's own start nothing is left out.
            if matches!(&from, Expression::Number(from) if from.as_f64() <= 0.0) {
                return true;
            }
            looped.count = looped.count.clone().map(|count| count.minus(from));
            found.guarded = true;
            return true;
        }
        _ => None,
    };
    let Some(below) = below else { return false };
    found.guarded = true;
    looped.count = match (&looped.count, &below) {
        (Some(Expression::Number(count)), Expression::Number(below)) if count.as_f64() <= below.as_f64() => {
            looped.count.clone()
        }
        (Some(count @ Expression::Parameter(_)), below) if !below.is_closed() || !count.is_closed() => {
            Some(Expression::Call("min", vec![count.clone(), below.clone()]))
        }
        _ => Some(below),
    };
    true
}

fn opposite(operator: Operator) -> Operator {
    match operator {
        Operator::Less => Operator::GreaterEqual,
        Operator::LessEqual => Operator::Greater,
        Operator::Greater => Operator::LessEqual,
        Operator::GreaterEqual => Operator::Less,
        Operator::Equal => Operator::NotEqual,
        Operator::NotEqual => Operator::Equal,
        other => other,
    }
}

/// The `k` of `(i + 1) % k == 0`.
fn divisor(reading: &Reading, test: Value, holds: bool) -> Option<Value> {
    let modulo = |value: Value| match *reading.kind(value) {
        Kind::Binary(Operator::Modulo, _, by) => Some(by),
        _ => None,
    };
    match *reading.kind(test) {
        Kind::Not(inner) => divisor(reading, inner, !holds),
        Kind::Binary(Operator::Equal, left, right) if holds => modulo(left).or_else(|| modulo(right)),
        Kind::Binary(Operator::NotEqual, left, right) if !holds => modulo(left).or_else(|| modulo(right)),
        Kind::Binary(Operator::Modulo, _, by) if !holds => Some(by),
        _ => None,
    }
}

/// Whether a value changes with one of some loops.
pub(super) fn depends(reading: &Reading, value: Value, loops: &[LoopId]) -> bool {
    walk::any(value, |value, parts| {
        match *reading.kind(value) {
            Kind::Index(over) | Kind::Element(over) if loops.contains(&over) => return true,
            Kind::Carried(id) => {
                let carried = reading.carried(id);
                parts.push(carried.start);
                return loops.contains(&carried.over) && !reading.is_unchanged(id);
            }
            // Something that is made in the loop is another in each iteration.
            Kind::Call(id) => {
                let around = reading.loops_around(reading.call(id).context);
                return around.iter().any(|around| loops.contains(around));
            }
            ref kind => kind.parts(|part| parts.push(part)),
        }
        false
    })
}

/// What the iterations of a loop are.
pub(super) fn tick(reading: &Reading, over: LoopId) -> Tick {
    let it = reading.loop_(over);
    let text = it.span.of(reading.text());
    let head = text.split([':', '\n']).next().unwrap_or(text);
    let range = counts(reading, &it.over);
    if let Some(tick) = of_words(head) {
        // A loader is gone through in batches, whatever it is called.
        return if range { tick } else { Tick::Batch };
    }
    if !range {
        return Tick::Batch;
    }
    let counters = reading.carried_by(over).filter(|(_, carried)| carried.advance.is_some());
    if let Some(tick) =
        counters.into_iter().find_map(|(_, carried)| of_words(&format!("for {}", reading.name(carried.name))))
    {
        return tick;
    }
    let inner = reading
        .loops()
        .any(|(id, inner)| id != over && !inner.comprehension && reading.is_within(inner.context, it.body));
    let short = head.split(' ').nth(1) == Some("i");
    if !inner && (short || head.contains("len(")) { Tick::Batch } else { Tick::Epoch }
}

/// Whether a loop goes through numbers, and through no items that may be batches.
fn counts(reading: &Reading, over: &Iteration) -> bool {
    match over {
        Iteration::Range { .. } | Iteration::While(_) | Iteration::Endless => true,
        // `(epoch for epoch in range(n))`
        Iteration::Items(of) => match *reading.kind(reading.object(*of)) {
            Kind::Each { over, .. } => counts(reading, &reading.loop_(over).over),
            _ => false,
        },
        Iteration::Zip(_) => false,
    }
}

/// The beginnings of words for epochs, and for batches.
const EPOCHS: [&str; 2] = ["epoch", "ep"];
const STEPS: [&str; 6] = ["step", "iter", "batch", "update", "global", "nbatch"];

/// What a loop counts, by the words in its head.
fn of_words(head: &str) -> Option<Tick> {
    let words: Vec<String> =
        head.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
    let variable = words.get(1).map_or("", String::as_str);
    let has = |list: &[&str], word: &str| list.iter().any(|it| word.starts_with(it));
    if has(&EPOCHS, variable) || variable == "e" {
        return Some(Tick::Epoch);
    }
    if has(&STEPS, variable) || variable == "it" {
        return Some(Tick::Batch);
    }
    let rest = words.get(2..).unwrap_or_default();
    if rest.iter().any(|word| word.starts_with("epoch")) {
        return Some(Tick::Epoch);
    }
    rest.iter().any(|word| has(&STEPS, word) || word == "batches").then_some(Tick::Batch)
}
