//! A scheduler's arguments as the table of libraries takes them.

use python_calls::{CallId, Kind, Spread, Value};

use super::expression::Expression;
use super::functions;
use super::libraries::{self, Found};
use super::model::{Given, Part, Reason, place};
use super::parameters::Constant;
use super::resolve::{Resolver, Scope};
use crate::peers::{self, Argument, Arguments, Translation};
use crate::text::Span;

/// A call that is translated, with the schedules in it.
pub(super) struct Translated {
    pub(super) translation: Result<Translation, Reason>,
    pub(super) given: Vec<Given>,
    pub(super) parts: Vec<Part>,
}

/// What a call of a library's function means.
pub(super) fn translate(resolver: &Resolver<'_>, id: CallId, found: Found, scope: Scope<'_>) -> Translated {
    let mut parts = Vec::new();
    let (translation, given) = translate_into(resolver, id, found, scope, &mut parts, 0);
    Translated { translation, given, parts }
}

fn translate_into(
    resolver: &Resolver<'_>,
    id: CallId,
    (library, function): Found,
    scope: Scope<'_>,
    parts: &mut Vec<Part>,
    depth: usize,
) -> (Result<Translation, Reason>, Vec<Given>) {
    let reading = resolver.reading;
    let call = reading.call(id);
    let text = reading.text();
    let mut given = Vec::new();
    let mut arguments = Arguments::default();
    let mut open = None;
    let mut place_of = Vec::new();
    for argument in &call.arguments {
        let name = argument.name.map(|name| reading.name(name).to_string());
        match argument.spread {
            Spread::Positional | Spread::Named => {
                open.get_or_insert(place(argument.span));
                continue;
            }
            Spread::Written | Spread::Taken => {}
        }
        let index = arguments.by_place.len();
        let parameter = match &name {
            Some(name) => function.parameters.iter().find(|parameter| parameter.name == name),
            None => function.parameters.get(index),
        };
        let kind = parameter.map(|parameter| parameter.kind);
        let named = parameter.map(|parameter| parameter.name);
        let value = match named {
            // A run that goes on is looked at from its beginning.
            Some("last_epoch" | "last_step") if reading.number(argument.value).is_none() => {
                Argument::Lehr("-1".to_string())
            }
            _ => self_argument(resolver, argument.value, kind, scope, parts, depth),
        };
        let parameter = parameter.map_or_else(|| name.clone().unwrap_or_default(), |it| it.name.to_string());
        let span = place(argument.span);
        place_of.push((parameter.clone(), span));
        let whole = if argument.spread == Spread::Written && name.is_some() { with_name(text, span) } else { span };
        let number = number_of(resolver, argument.value, kind, scope);
        given.push(Given { parameter, span, whole, value: argument.value, expression: number });
        match name {
            Some(name) => arguments.by_name.push((name, value)),
            None => arguments.by_place.push(value),
        }
    }
    let translation = library.translate(function.name, &arguments).map_err(|reason| {
        let at = reason.parameter.as_ref().and_then(|name| place_of.iter().find(|(given, _)| given == name));
        let span = at.map_or(place(call.span), |(_, span)| *span);
        Reason::new(reason.why, open.unwrap_or(span))
    });
    let translation = match (translation, open) {
        (Ok(_), Some(span)) if !given.iter().any(|given| given.parameter == "optimizer") || given.len() < 2 => {
            Err(Reason::new("the arguments are not known before the script runs", span))
        }
        (translation, _) => translation,
    };
    (translation, given)
}

/// A value that is no schedule, in the form of the table.
pub(super) fn plain(resolver: &Resolver<'_>, value: Value) -> Argument {
    self_argument(resolver, value, None, Scope::default(), &mut Vec::new(), 8)
}

fn number_of(resolver: &Resolver<'_>, value: Value, kind: Option<peers::Kind>, scope: Scope<'_>) -> Option<Expression> {
    use peers::Kind as K;
    match kind {
        Some(K::Length | K::Rate | K::Ratio | K::Count) => resolver.expression(value, scope).ok(),
        _ => None,
    }
}

/// An argument in the form of the table.
fn self_argument(
    resolver: &Resolver<'_>,
    value: Value,
    kind: Option<peers::Kind>,
    scope: Scope<'_>,
    parts: &mut Vec<Part>,
    depth: usize,
) -> Argument {
    use peers::Kind as K;
    let reading = resolver.reading;
    if matches!(kind, Some(K::Optimizer | K::Ignored)) {
        return Argument::None;
    }
    let value = resolver.settled(value, scope);
    if let Some(constant) = resolver.constant(value) {
        match constant {
            Constant::None => return Argument::None,
            Constant::Flag(flag) => return Argument::Flag(flag),
            Constant::Word(word) => return Argument::Word(word),
            Constant::Number(_) => {}
        }
    }
    if matches!(kind, Some(K::Word(_) | K::Flag))
        && let Some(constant) = resolver.at_defaults(value, scope)
    {
        match constant {
            Constant::None => return Argument::None,
            Constant::Flag(flag) => return Argument::Flag(flag),
            Constant::Word(word) => return Argument::Word(word),
            Constant::Number(_) => {}
        }
    }
    let unknown = |reason: Reason| Argument::Unknown(reason.why);
    match reading.kind(value) {
        Kind::Tuple(items) | Kind::List(items) => {
            Argument::List(items.iter().map(|&item| self_argument(resolver, item, None, scope, parts, depth)).collect())
        }
        Kind::Dict(pairs) => Argument::Pairs(
            pairs
                .iter()
                .map(|&(key, item)| {
                    let mut side = |value| self_argument(resolver, value, None, scope, parts, depth);
                    (side(key), side(item))
                })
                .collect(),
        ),
        Kind::Function(_) | Kind::Method { .. } => match functions::formula(resolver, value, scope) {
            Ok(formula) => Argument::Lehr(format!("t -> {formula}")),
            Err(reason) => unknown(reason),
        },
        Kind::Call(id) => {
            let id = *id;
            let call = reading.call(id);
            if depth < 8
                && let Some(found) = libraries::function(reading, call.callee)
            {
                let (translation, given) = translate_into(resolver, id, found, scope, parts, depth + 1);
                parts.push(Part {
                    call: id,
                    span: place(call.span),
                    callee: found.1.name.to_string(),
                    arguments: given,
                    text: translation.as_ref().ok().and_then(|translation| translation.track("lr")),
                });
                return match translation {
                    Ok(translation) => Argument::Schedule(Box::new(translation)),
                    Err(reason) => unknown(reason),
                };
            }
            number(resolver, value, kind, scope)
        }
        _ => number(resolver, value, kind, scope),
    }
}

fn number(resolver: &Resolver<'_>, value: Value, kind: Option<peers::Kind>, scope: Scope<'_>) -> Argument {
    use peers::Kind as K;
    if matches!(kind, Some(K::Word(_) | K::Flag | K::Schedule | K::Schedules | K::Settings)) {
        return Argument::Unknown(format!("`{}` is not known before the script runs", resolver.reading.spell(value)));
    }
    match resolver.at_defaults(value, scope) {
        Some(Constant::None) => return Argument::None,
        Some(Constant::Word(word)) => return Argument::Word(word),
        _ => {}
    }
    match resolver.expression(value, scope) {
        Ok(expression) => Argument::Lehr(expression.to_string()),
        Err(reason) => Argument::Unknown(reason.why),
    }
}

/// A value with the `name=` before it.
pub(super) fn with_name(text: &str, span: Span) -> Span {
    let before = text.get(..span.start).unwrap_or_default().trim_end();
    let Some(name) = before.strip_suffix('=') else { return span };
    let name = name.trim_end();
    let start = name.trim_end_matches(|c: char| c.is_alphanumeric() || c == '_').len();
    if start < name.len() { Span::new(start, span.end) } else { span }
}
