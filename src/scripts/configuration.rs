//! mmengine's configurations: `param_scheduler = [dict(type='MultiStepLR', …), …]` with `train_cfg` beside it.

use python_calls::{EventKind, Kind, Reading, Value};

use super::arguments;
use super::expression::Expression;
use super::model::{Base, Meaning, Optimizer, Rate, Reason, Run, Schedule, Step, Tick, place};
use super::resolve::{Resolver, Scope};
use crate::peers::{self, Argument, Arguments, library};

/// The schedule of a configuration.
pub(super) fn schedules(resolver: &Resolver<'_>) -> Vec<Schedule> {
    let reading = resolver.reading;
    let Some(value) = bound(reading, "param_scheduler") else { return Vec::new() };
    let items = match reading.kind(value) {
        Kind::List(items) | Kind::Tuple(items) => items.clone(),
        Kind::Dict(_) => vec![value],
        _ => return Vec::new(),
    };
    let typed = items.iter().all(|&item| get(reading, item, "type").is_some());
    if items.is_empty() || !typed {
        return Vec::new();
    }
    let span = resolver.place(value);
    let by_iteration = items
        .iter()
        .any(|&item| get(reading, item, "by_epoch").is_some_and(|value| *reading.kind(value) == Kind::Bool(false)));
    let by_epoch = items
        .iter()
        .any(|&item| get(reading, item, "by_epoch").is_none_or(|value| *reading.kind(value) == Kind::Bool(true)));
    let converted: Vec<Value> = items.iter().copied().filter(|&item| is_converted(reading, item)).collect();
    // Where one part counts the iterations of its epochs, all do.
    let size = (!converted.is_empty())
        .then(|| Expression::Parameter(resolver.named("len(train_dataloader)", None, resolver.place(converted[0])).0));
    let mixed = by_iteration && by_epoch;
    let meaning = if mixed {
        Err(Reason::new(
            "some parts count epochs and others iterations, whose number an epoch has is not in the file",
            span,
        ))
    } else {
        meaning(resolver, &items, size.as_ref(), span)
    };
    vec![Schedule {
        name: "param_scheduler".to_string(),
        call: None,
        span,
        function: library("mmengine").and_then(|library| Some((library, library.function("param_scheduler")?))),
        callee: "param_scheduler".to_string(),
        arguments: items.iter().flat_map(|&item| given(resolver, item, size.is_some())).collect(),
        arm: Vec::new(),
        taken: Some(true),
        meaning,
        parts: Vec::new(),
        optimizer: Some(optimizer(resolver, value)),
        run: run(resolver, by_iteration, size, span),
    }]
}

/// What a name of the file holds at its end.
fn bound(reading: &Reading, wanted: &str) -> Option<Value> {
    let mut bindings = reading.events().iter().filter_map(|event| match event.kind {
        EventKind::Bind { name, value } if reading.name(name) == wanted => Some(value),
        EventKind::Call(id) if reading.call(id).name.is_some_and(|name| reading.name(name) == wanted) => {
            Some(reading.result(id))
        }
        _ => None,
    });
    bindings.next_back()
}

fn get(reading: &Reading, dict: Value, key: &str) -> Option<Value> {
    let Kind::Dict(pairs) = reading.kind(dict) else { return None };
    let found =
        pairs.iter().find(|(name, _)| matches!(reading.kind(*name), Kind::Text(text) if reading.name(*text) == key));
    found.map(|(_, value)| *value)
}

/// Whether a part counts epochs in its settings and iterations when it runs.
fn is_converted(reading: &Reading, item: Value) -> bool {
    get(reading, item, "convert_to_iter_based").is_some_and(|value| *reading.kind(value) == Kind::Bool(true))
}

/// The settings that are lengths.
const LENGTHS: [&str; 6] = ["begin", "end", "T_max", "step_size", "milestones", "total_steps"];

/// Lengths of epochs in iterations.
fn scale(arguments: &mut Arguments, size: &Expression) {
    fn scaled(argument: &mut Argument, size: &Expression) {
        match argument {
            Argument::Lehr(text) if text != "0" => *text = format!("({text}) * {size}"),
            Argument::List(items) => items.iter_mut().for_each(|item| scaled(item, size)),
            _ => {}
        }
    }
    for (name, argument) in &mut arguments.by_name {
        if LENGTHS.contains(&name.as_str()) {
            scaled(argument, size);
        }
    }
}

fn meaning(
    resolver: &Resolver<'_>,
    items: &[Value],
    size: Option<&Expression>,
    span: crate::text::Span,
) -> Result<Meaning, Reason> {
    let reading = resolver.reading;
    let wrong = |reason: peers::Reason| Reason::new(reason.why, span);
    let of = library("mmengine").ok_or_else(|| Reason::new("the library is not known", span))?;
    let mut parts = Vec::new();
    for &item in items {
        let Kind::Dict(pairs) = reading.kind(item) else { continue };
        let mut arguments = Arguments::default();
        let mut class = String::new();
        for &(key, value) in pairs {
            let Kind::Text(key) = reading.kind(key) else { continue };
            let key = reading.name(*key).to_string();
            match (key.as_str(), reading.kind(value)) {
                ("type", Kind::Text(text)) => class = reading.name(*text).to_string(),
                ("type", _) => {
                    class = reading.path(value).unwrap_or_default().rsplit('.').next().unwrap_or_default().to_string();
                }
                ("by_epoch" | "convert_to_iter_based", _) => {}
                _ => arguments.by_name.push((key, arguments::plain(resolver, value))),
            }
        }
        ends_with_the_run(resolver, item, &class, &mut arguments);
        if let Some(size) = size {
            scale(&mut arguments, size);
        }
        let mut translation = of.translate(&class, &arguments).map_err(wrong)?;
        if let Some(size) = size.filter(|_| !is_converted(reading, item)) {
            translation = match class.as_str() {
                "StepLR" | "MultiStepLR" => translation,
                "CosineAnnealingLR" => translation.every(&size.to_string()).map_err(wrong)?,
                _ => {
                    let why = format!("`{class}` counts epochs, and another part the iterations in them");
                    return Err(Reason::new(why, resolver.place(item)));
                }
            };
        }
        parts.push(Argument::Schedule(Box::new(translation)));
    }
    let arguments = Arguments { by_place: vec![Argument::List(parts)], by_name: Vec::new() };
    let translation = of.translate("param_scheduler", &arguments).map_err(wrong)?;
    let base = match translation.base() {
        peers::Base::Optimizer => Base::Optimizer,
        peers::Base::Replaced(base) => Base::Replaced(base),
        peers::Base::Written => Base::Written,
    };
    let tracks = translation.tracks().map(|track| (track.to_string(), translation.track(track).unwrap_or_default()));
    let notes = translation.notes().map(str::to_string).collect();
    Ok(Meaning { tracks: tracks.collect(), base, notes, counts: translation.counts() })
}

/// The end of a part: the runner fills it in where it is left out, and a staircase that ends with the run is not cut.
fn ends_with_the_run(resolver: &Resolver<'_>, item: Value, class: &str, arguments: &mut Arguments) {
    let reading = resolver.reading;
    let settings = bound(reading, "train_cfg");
    let end = settings.and_then(|it| get(reading, it, "max_epochs").or_else(|| get(reading, it, "max_iters")));
    let Some(end) = end else {
        let is_open = ["end", "T_max"].iter().all(|length| get(reading, item, length).is_none());
        if is_open && class == "CosineAnnealingLR" {
            let by_epoch = get(reading, item, "by_epoch").is_none_or(|value| *reading.kind(value) != Kind::Bool(false));
            let spelling = if by_epoch { "train_cfg.max_epochs" } else { "train_cfg.max_iters" };
            let name = resolver.named(spelling, None, resolver.place(item)).0;
            arguments.by_name.push(("end".to_string(), Argument::Lehr(name)));
        }
        return;
    };
    match get(reading, item, "end") {
        Some(own) if ["MultiStepLR", "StepLR"].contains(&class) && reading.is_same(own, end) => {
            arguments.by_name.retain(|(name, _)| name != "end");
        }
        None if class == "CosineAnnealingLR" && get(reading, item, "T_max").is_none() => {
            arguments.by_name.push(("end".to_string(), arguments::plain(resolver, end)));
        }
        _ => {}
    }
}

/// The settings of a part as arguments, to point at; of lengths that are converted the numbers are not those of ticks.
fn given(resolver: &Resolver<'_>, item: Value, converted: bool) -> Vec<super::Given> {
    let reading = resolver.reading;
    let Kind::Dict(pairs) = reading.kind(item) else { return Vec::new() };
    pairs
        .iter()
        .filter_map(|&(key, value)| {
            let Kind::Text(key) = reading.kind(key) else { return None };
            let span = resolver.place(value);
            let is_length = converted && LENGTHS.contains(&reading.name(*key));
            Some(super::Given {
                parameter: reading.name(*key).to_string(),
                span,
                whole: arguments::with_name(reading.text(), span),
                value,
                expression: resolver.expression(value, Scope::default()).ok().filter(|_| !is_length),
            })
        })
        .collect()
}

/// `optim_wrapper = dict(optimizer=dict(type='SGD', lr=0.02))`; a rate that is in another file is open.
fn optimizer(resolver: &Resolver<'_>, scheduler: Value) -> Optimizer {
    let reading = resolver.reading;
    let wrapped = bound(reading, "optim_wrapper").and_then(|wrapper| get(reading, wrapper, "optimizer"));
    let found = wrapped.or_else(|| bound(reading, "optimizer"));
    let value = found.unwrap_or(scheduler);
    let rate = found.and_then(|found| get(reading, found, "lr"));
    let expression = match rate {
        Some(rate) => resolver.expression(rate, Scope::default()).ok(),
        None => {
            let name = resolver.named("optim_wrapper.optimizer.lr", None, resolver.place(value)).0;
            Some(Expression::Parameter(name))
        }
    };
    let rates = vec![Rate { expression, span: resolver.place(rate.unwrap_or(value)), default: false }];
    Optimizer { call: None, value, name: "optimizer".to_string(), span: resolver.place(value), rates }
}

fn run(resolver: &Resolver<'_>, by_iteration: bool, size: Option<Expression>, span: crate::text::Span) -> Run {
    let reading = resolver.reading;
    let of = |name: &str| {
        let config = bound(reading, "train_cfg")?;
        let value = get(reading, config, name)?;
        resolver.expression(value, Scope::default()).ok()
    };
    let count: Option<Expression> = if by_iteration { of("max_iters") } else { of("max_epochs") };
    let by_iteration = by_iteration || size.is_some();
    let count = match &size {
        Some(size) => count.map(|count| count.times(size.clone())),
        None => count,
    };
    let reason = count.is_none().then(|| Reason::new("the file does not say how long it trains", span));
    let place = bound(reading, "train_cfg").map_or(span, |config| place(reading.span(config)));
    Run {
        count,
        tick: Some(if by_iteration { Tick::Batch } else { Tick::Epoch }),
        epoch: size,
        reason,
        steps: vec![Step { call: None, span: place, loops: Vec::new(), every: None }],
        ..Run::default()
    }
}
