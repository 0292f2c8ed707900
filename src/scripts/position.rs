//! Where in the run a place stands: the counter of its loops as the tick.

use python_calls::{Context, ContextId, EventKind, Kind, LoopId, Operator, Reading, Value};

use super::counter;
use super::expression::Expression;
use super::model::{Optimizer, Reason, Tick};
use super::resolve::{Resolver, Scope};
use super::run;
use super::setting::Setting;
use super::walk;

/// The loops around a place, and the one whose iterations are its ticks.
pub(super) struct Position<'r> {
    resolver: &'r Resolver<'r>,
    scope: Scope<'r>,
    /// The loops that the optimizer is older than, the outermost first.
    loops: Vec<LoopId>,
    /// The loop of the ticks, by its place among them.
    at: Option<usize>,
    /// Whether the optimizer has stepped before the rate is set.
    pub(super) late: bool,
    /// The parameter of a function that nothing calls which is its counter.
    parameter: Option<(Value, Tick)>,
}

/// The names that counters have.
const EPOCHS: [&str; 5] = ["epoch", "epoch_num", "current_epoch", "cur_epoch", "epoch_i"];
const STEPS: [&str; 17] = [
    "step",
    "it",
    "itr",
    "iter",
    "iteration",
    "iter_num",
    "i_iter",
    "i",
    "t",
    "global_step",
    "current_step",
    "cur_step",
    "num_updates",
    "num_steps",
    "train_step",
    "n_iter",
    "current_iter",
];

/// Whether a name is that of a counter.
fn is_counter(name: &str) -> bool {
    let name = name.to_lowercase();
    of_name(&name).is_some() || ["batch_id", "batch_idx", "batch_i", "data_iter_step"].contains(&name.as_str())
}

/// What a counter of this name counts.
fn of_name(name: &str) -> Option<Tick> {
    if EPOCHS.contains(&name) { Some(Tick::Epoch) } else { STEPS.contains(&name).then_some(Tick::Batch) }
}

impl<'r> Position<'r> {
    pub(super) fn of(resolver: &'r Resolver<'r>, setting: &Setting, optimizer: &Optimizer, scope: Scope<'r>) -> Self {
        let reading = resolver.reading;
        let older = optimizer.call.map_or_else(Vec::new, |call| reading.loops_around(reading.call(call).context));
        let mut loops = reading.loops_around(setting.context);
        loops.retain(|over| !older.contains(over));
        let mut position = Self { resolver, scope, loops, at: None, late: false, parameter: None };
        position.at = position.innermost(setting);
        if position.loops.is_empty() {
            position.parameter = position.counter_of_function(setting);
        }
        position.late = position.is_late(setting, optimizer);
        position
    }

    /// The loop whose iterations are the ticks.
    pub(super) fn tick(&self) -> Option<LoopId> {
        self.at.map(|at| self.loops[at])
    }

    /// What the counter of a function counts, by its name.
    pub(super) fn named_tick(&self) -> Option<Tick> {
        self.parameter.map(|(_, tick)| tick)
    }

    /// What the ticks are, by the name of the variable that counts them.
    pub(super) fn counted(&self, setting: &Setting) -> Option<Tick> {
        let reading = self.resolver.reading;
        walk::first(setting.value, |value, parts| match *reading.kind(value) {
            Kind::Carried(id) if self.expression(value).is_some() => {
                let name = reading.name(reading.carried(id).name).rsplit('.').next().unwrap_or_default().to_lowercase();
                Some(of_name(&name))
            }
            _ => {
                numbers(reading, value, parts);
                None
            }
        })?
    }

    /// The innermost loop that what is set changes with, or that decides whether it is set; the innermost of all where
    /// it changes by itself.
    fn innermost(&self, setting: &Setting) -> Option<usize> {
        let reading = self.resolver.reading;
        let mut values = vec![setting.value];
        values.extend(self.tests(setting.context));
        let changes = |at: &usize| values.iter().any(|&value| depends(reading, value, self.loops[*at]));
        (0..self.loops.len()).rev().find(changes).or(self.loops.len().checked_sub(1))
    }

    /// The tests between the loops and the place that the loops decide.
    fn tests(&self, context: ContextId) -> Vec<Value> {
        let reading = self.resolver.reading;
        let frames = reading.frames(context);
        let tests = frames.iter().filter_map(|(_, frame)| match **frame {
            Context::When { test, .. } if self.decides(reading, test) => Some(test),
            _ => None,
        });
        tests.collect()
    }

    /// Whether a test comes out another way from one iteration to the next.
    pub(super) fn decides(&self, reading: &Reading, test: Value) -> bool {
        let counts = |&over: &LoopId| depends(reading, test, over);
        self.loops.iter().any(counts)
    }

    /// The tests that decide whether it is set at all, with how they have to come out.
    pub(super) fn guards(&self, setting: &Setting) -> Vec<(Value, bool)> {
        let reading = self.resolver.reading;
        let conditions = reading.conditions(setting.context);
        conditions.into_iter().filter(|(test, _)| self.decides(reading, *test)).collect()
    }

    /// Why a rate that is set in some iterations only cannot be said.
    pub(super) fn guarded(&self, setting: &Setting) -> Option<Reason> {
        let (test, _) = *self.guards(setting).first()?;
        let place = self.resolver.place(test);
        let written = place.of(self.resolver.reading.text());
        Some(Reason::new(format!("the rate is set in some iterations only, by `{written}`"), place))
    }

    /// Why a value cannot be said: something in it changes, and is not a counter.
    pub(super) fn unknown(&self, value: Value) -> Option<Reason> {
        self.changing(value).map(|at| {
            let spelled = self.resolver.reading.spell(at);
            Reason::new(
                format!("`{spelled}` changes while the script runs, and is not a counter"),
                self.resolver.place(at),
            )
        })
    }

    fn changing(&self, value: Value) -> Option<Value> {
        let reading = self.resolver.reading;
        walk::first(value, |value, parts| {
            if self.expression(value).is_some() {
                return None;
            }
            match *reading.kind(value) {
                Kind::Binary(..)
                | Kind::Negative(_)
                | Kind::Not(_)
                | Kind::All(_)
                | Kind::Any(_)
                | Kind::Conditional { .. } => reading.kind(value).parts(|part| parts.push(part)),
                Kind::Call(id) if is_of_text(reading, value) => {
                    let call = reading.call(id);
                    parts.extend(call.method.map(|(on, _)| on));
                    parts.extend(call.arguments.iter().map(|argument| argument.value));
                }
                Kind::Call(id) if is_arithmetic(reading, value) => {
                    parts.extend(reading.call(id).arguments.iter().map(|argument| argument.value));
                }
                // What some other loop has in its hand.
                Kind::Item { base, .. } if self.is_of_other_loop(base) => return Some(value),
                Kind::Element(_) | Kind::Index(_) | Kind::After { .. } | Kind::Each { .. } => return Some(value),
                Kind::Parameter { name, .. } if self.parameter.is_some() && is_counter(reading.name(name)) => {
                    return Some(value);
                }
                _ => return self.loops.iter().any(|&over| depends(reading, value, over)).then_some(value),
            }
            None
        })
    }

    /// Whether a value is an item of a loop over anything but parameter groups.
    fn is_of_other_loop(&self, value: Value) -> bool {
        let reading = self.resolver.reading;
        match *reading.kind(value) {
            Kind::Element(over) => super::setting::items(reading, over).is_none(),
            Kind::Item { base, .. } => self.is_of_other_loop(base),
            _ => false,
        }
    }

    /// A counter in terms of the tick.
    pub(super) fn expression(&self, value: Value) -> Option<Expression> {
        let reading = self.resolver.reading;
        if let Some((parameter, _)) = self.parameter {
            return reading.is_same(parameter, value).then(|| self.now());
        }
        match *reading.kind(value) {
            Kind::Index(over) => self.index(over),
            Kind::Element(over) => {
                let (_, shift) = counter::index(self.resolver, value, self.scope)?;
                Some(self.index(over)?.plus(shift))
            }
            Kind::Carried(_) => {
                let counter = counter::counter(self.resolver, value, self.tick()?, self.scope)?;
                let at = reading.loops_around(counter.at?);
                (at.last() == self.tick().as_ref()).then(|| self.now().plus(counter.start))
            }
            // `epoch * len(loader) + i` is the tick, and a first epoch that is loaded counts as 0.
            Kind::Binary(Operator::Add, left, right) => {
                if let Some((over, shift)) = counter::index(self.resolver, value, self.scope) {
                    return Some(self.index(over)?.plus(shift));
                }
                let inputs = |part: Value| if part == value { None } else { self.expression(part) };
                let scope = Scope { inputs: Some(&inputs), ..self.scope };
                let part = |part: Value| self.resolver.expression(part, scope).ok().filter(Expression::has_tick);
                let sum = part(left)?.plus(part(right)?);
                (sum.ratio_to(&self.now()) == Some(1.0)).then(|| self.now())
            }
            _ => None,
        }
    }

    /// The tick, or the one before it where the rate is set after the optimizer has stepped.
    pub(super) fn now(&self) -> Expression {
        if self.late { Expression::Tick.minus(Expression::whole(1)) } else { Expression::Tick }
    }

    /// The number of a loop's iteration.
    fn index(&self, over: LoopId) -> Option<Expression> {
        let (place, at) = (self.loops.iter().position(|it| *it == over)?, self.at?);
        let inner = self.count(place + 1, at)?;
        let rounds = if place == at { self.now() } else { Expression::Call("floor", vec![self.now().over(inner)]) };
        if place == 0 || place > at {
            return (place <= at).then_some(rounds);
        }
        let own = self.count(place, place)?;
        let before = Expression::Call("floor", vec![rounds.clone().over(own.clone())]);
        Some(rounds.minus(own.times(before)))
    }

    /// How many ticks the loops from one to another come to.
    fn count(&self, from: usize, to: usize) -> Option<Expression> {
        let loops = self.loops.get(from..=to).unwrap_or_default();
        loops.iter().try_fold(Expression::whole(1), |product, &over| {
            let times = counter::iterations(self.resolver, &self.resolver.reading.loop_(over).over, self.scope)?;
            Some(product.times(times))
        })
    }

    /// The parameter of a function that nothing in the file calls which counts.
    fn counter_of_function(&self, setting: &Setting) -> Option<(Value, Tick)> {
        let reading = self.resolver.reading;
        walk::first(setting.value, |value, parts| match *reading.kind(value) {
            Kind::Parameter { name, default: None, .. } => {
                of_name(&reading.name(name).to_lowercase()).map(|tick| (value, tick))
            }
            _ => {
                numbers(reading, value, parts);
                None
            }
        })
    }

    /// Whether the optimizer has stepped in an iteration when the rate is set.
    fn is_late(&self, setting: &Setting, optimizer: &Optimizer) -> bool {
        let Some(over) = self.tick() else { return false };
        let reading = self.resolver.reading;
        let (mut before, mut after) = (false, false);
        for (index, event) in reading.events_in(over) {
            let EventKind::Call(id) = event.kind else { continue };
            if uses(reading, id, optimizer) {
                before |= index < setting.event;
                after |= index > setting.event;
            }
        }
        before && !after
    }
}

/// Whether a call makes an optimizer step, or may.
fn uses(reading: &Reading, id: python_calls::CallId, optimizer: &Optimizer) -> bool {
    let call = reading.call(id);
    let is_given =
        call.arguments.iter().any(|argument| reading.is_same(reading.object(argument.value), optimizer.value));
    match call.method {
        Some((on, name)) if reading.is_same(reading.object(on), optimizer.value) => reading.name(name) == "step",
        _ => is_given && call.inlined.is_none(),
    }
}

/// Whether a call is of a function of numbers.
fn is_arithmetic(reading: &Reading, value: Value) -> bool {
    let Kind::Call(id) = *reading.kind(value) else { return false };
    let path = reading.path(reading.call(id).callee).unwrap_or_default();
    ["builtins.", "math.", "numpy."].iter().any(|module| path.starts_with(module)) && path.matches('.').count() == 1
}

/// Whether a call only asks something of a string or an object, which gives the same each time.
fn is_of_text(reading: &Reading, value: Value) -> bool {
    let Kind::Call(id) = *reading.kind(value) else { return false };
    let call = reading.call(id);
    match call.method {
        Some((_, name)) => ["startswith", "endswith", "lower", "upper", "strip"].contains(&reading.name(name)),
        None => reading
            .path(call.callee)
            .is_some_and(|path| ["builtins.hasattr", "builtins.isinstance"].contains(&path.as_str())),
    }
}

/// The arguments of a call of a function of numbers, and the parts of everything else.
fn numbers(reading: &Reading, value: Value, parts: &mut Vec<Value>) {
    match *reading.kind(value) {
        Kind::Call(id) if is_arithmetic(reading, value) => {
            parts.extend(reading.call(id).arguments.iter().map(|argument| argument.value));
        }
        ref kind => kind.parts(|part| parts.push(part)),
    }
}

/// Whether a value changes with a loop, its arguments included where it is a call of a function of numbers.
fn depends(reading: &Reading, value: Value, over: LoopId) -> bool {
    walk::any(value, |value, parts| match *reading.kind(value) {
        Kind::Call(id) if is_arithmetic(reading, value) || is_of_text(reading, value) => {
            let call = reading.call(id);
            if is_of_text(reading, value) {
                parts.extend(call.method.map(|(on, _)| on));
            }
            parts.extend(call.arguments.iter().map(|argument| argument.value));
            false
        }
        Kind::Binary(..)
        | Kind::Conditional { .. }
        | Kind::Negative(_)
        | Kind::Not(_)
        | Kind::All(_)
        | Kind::Any(_) => {
            reading.kind(value).parts(|part| parts.push(part));
            false
        }
        _ => run::depends(reading, value, &[over]),
    })
}
