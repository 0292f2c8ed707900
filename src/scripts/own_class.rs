//! Schedulers of classes of the script's own: what their `get_lr` gives, and those that hand on to a class that is
//! known.

use python_calls::{CallId, Context, Iteration, Kind, LoopId, Reading, Value};

use super::by_hand;
use super::expression::Expression;
use super::functions;
use super::libraries::{self, Found};
use super::model::{Base, Meaning, Optimizer, Reason, Run, place};
use super::resolve::{Resolver, Scope};
use super::setting;
use super::walk;
use crate::peers::Counts;

/// Whether a class of the script is one of PyTorch's schedulers by its bases.
pub(super) fn is_scheduler(reading: &Reading, class: Value) -> bool {
    bases(reading, class, 0).iter().any(|path| {
        path.starts_with("torch.optim.lr_scheduler.")
            || ["_LRScheduler", "LRScheduler"].contains(&path.rsplit('.').next().unwrap_or(path))
    })
}

/// The paths of the classes that a class of the script comes from.
fn bases(reading: &Reading, class: Value, depth: usize) -> Vec<String> {
    let Kind::Class(id) = *reading.kind(class) else { return reading.path(class).into_iter().collect() };
    if depth > 8 {
        return Vec::new();
    }
    reading.class(id).bases.iter().flat_map(|&base| bases(reading, base, depth + 1)).collect()
}

/// The call in a constructor that makes the object one of a class from elsewhere: `super().__init__(optimizer, …)`.
pub(super) fn handed_on(reading: &Reading, id: CallId) -> Option<CallId> {
    let bases = bases(reading, reading.call(id).callee, 0);
    let is_of_it = |context| matches!(reading.context(context), Context::Call(outer) if *outer == id);
    let is_inside = |context| std::iter::successors(Some(context), |&inner| reading.parent(inner)).any(is_of_it);
    let found = reading.calls().find(|(inner, call)| {
        // What a constructor calls comes after its own call.
        if *inner <= id || !is_inside(call.context) {
            return false;
        }
        let path = reading.path(call.callee).unwrap_or_default();
        let is_base = path.strip_suffix(".__init__").is_some_and(|base| bases.iter().any(|it| it == base));
        // `LambdaLR.__init__(self, …)` has an argument more.
        let is_bound = call.arguments.first().is_none_or(|first| !reading.is_same(first.value, reading.result(id)));
        is_base && is_bound
    });
    found.map(|(inner, _)| inner)
}

/// The known scheduler that such a call makes, where the class has no `get_lr` of its own.
pub(super) fn known(reading: &Reading, id: CallId, inner: CallId) -> Option<Found> {
    if reading.asks(reading.result(id), "get_lr") {
        return None;
    }
    let path = reading.path(reading.call(inner).callee)?;
    libraries::of_path(path.strip_suffix(".__init__")?)
}

/// What the `get_lr` of a scheduler gives, as a function of the tick.
pub(super) fn meaning(
    resolver: &Resolver<'_>,
    id: CallId,
    optimizer: Option<&Optimizer>,
    run: &Run,
    scope: Scope<'_>,
) -> Result<Meaning, Reason> {
    let reading = resolver.reading;
    let call = reading.call(id);
    let object = reading.result(id);
    let unknown = |why: &str| {
        let name = match *reading.kind(call.callee) {
            Kind::Class(class) => reading.name(reading.class(class).name),
            _ => "it",
        };
        Err(Reason::new(format!("`{name}` is a class of the script's own, {why}"), place(call.span)))
    };
    let Some(rates) = reading.answer(object, "get_lr") else {
        return unknown("and what its rate is does not follow from how often it was stepped");
    };
    if let Some(reason) = changing(resolver, rates, object) {
        return Err(reason);
    }
    let Some(rate) = optimizer.and_then(|optimizer| optimizer.rates.first()?.expression.clone()) else {
        return unknown("and the rate that its optimizer begins with is not known");
    };
    let inputs = |value: Value| match *reading.kind(value) {
        Kind::Attribute { base, name } if reading.is_same(base, object) => match reading.name(name) {
            "last_epoch" => Some(Expression::Tick),
            "base_lrs" => Some(rate.clone()),
            _ => None,
        },
        Kind::Element(over) => is_over_bases(reading, over, object).then(|| rate.clone()),
        Kind::Item { base, key } => {
            (is_group(reading, base) && is_text(reading, key, "initial_lr")).then(|| rate.clone())
        }
        _ => None,
    };
    let pieces = functions::pieces(resolver, rates, Scope { inputs: Some(&inputs), ..scope })?;
    let pieces = functions::within(resolver, pieces, run.count.as_ref());
    if pieces.iter().all(|piece| piece.formula.factors().contains(&rate)) {
        let relative = pieces
            .into_iter()
            .map(|piece| functions::Piece { formula: piece.formula.without(&rate), ..piece })
            .collect::<Vec<_>>();
        return Ok(Meaning {
            tracks: vec![("lr".to_string(), functions::schedule(&relative))],
            base: Base::Optimizer,
            notes: Vec::new(),
            counts: Counts::Calls,
        });
    }
    Ok(by_hand::written(pieces))
}

/// What the rates depend on that is another at each step, and that only running it tells.
fn changing(resolver: &Resolver<'_>, rates: Value, object: Value) -> Option<Reason> {
    let reading = resolver.reading;
    let kept = |value: Value| {
        let spelled = reading.spell(value);
        Some(Reason::new(format!("what `{spelled}` is at a step is not in the file"), resolver.place(value)))
    };
    walk::first(rates, |value, parts| {
        match *reading.kind(value) {
            Kind::Item { base, key } if is_group(reading, base) && is_text(reading, key, "lr") => {
                return Some(Reason::new("each rate follows from the one before it", resolver.place(value)));
            }
            Kind::Attribute { base, name } if reading.is_same(base, object) => {
                return if ["last_epoch", "base_lrs"].contains(&reading.name(name)) { None } else { kept(value) };
            }
            Kind::Call(id) => {
                let call = reading.call(id);
                if call.method.is_some_and(|(on, _)| reading.is_same(on, object)) {
                    return kept(value);
                }
                parts.extend(call.arguments.iter().map(|argument| argument.value));
            }
            ref kind => kind.parts(|part| parts.push(part)),
        }
        None
    })
}

fn is_group(reading: &Reading, value: Value) -> bool {
    matches!(*reading.kind(value), Kind::Element(over) if setting::items(reading, over).is_some())
}

fn is_text(reading: &Reading, value: Value, wanted: &str) -> bool {
    matches!(reading.kind(value), Kind::Text(text) if reading.name(*text) == wanted)
}

/// Whether a loop goes through the rates that the groups of the optimizer began with.
fn is_over_bases(reading: &Reading, over: LoopId, object: Value) -> bool {
    let Iteration::Items(of) = reading.loop_(over).over else { return false };
    matches!(*reading.kind(reading.object(of)), Kind::Attribute { base, name }
        if reading.is_same(base, object) && reading.name(name) == "base_lrs")
}
