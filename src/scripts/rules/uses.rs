//! What a script does with a scheduler or an optimizer beside stepping it.

use python_calls::{CallId, Context, EventKind, Kind, Reading, Value};

use crate::scripts::walk;

/// Methods that only look at a scheduler or an optimizer.
const LOOKS: &[&str] = &[
    "state_dict",
    "load_state_dict",
    "get_last_lr",
    "get_lr",
    "print_lr",
    "zero_grad",
    "prepare",
    "unscale_",
    "add_param_group",
    "save",
    "format",
    "info",
    "debug",
];

/// Functions that only look at what they are given.
const READERS: &[&str] = &[
    "builtins.print",
    "builtins.str",
    "builtins.repr",
    "builtins.len",
    "builtins.isinstance",
    "builtins.type",
    "builtins.id",
    "torch.save",
];

/// Whether an object is somewhere in a value: in a list, in an arm, or as the object of an attribute.
fn mentions(reading: &Reading, value: Value, object: Value) -> bool {
    let object = reading.object(object);
    walk::any(value, |value, parts| {
        match reading.kind(value) {
            Kind::Carried(id) => parts.push(reading.carried(*id).start),
            kind => kind.parts(|part| parts.push(part)),
        }
        reading.object(value) == object
    })
}

/// Whether a call is a step of this optimizer: `optimizer.step()`, `scaler.step(optimizer)`.
pub(super) fn steps_optimizer(reading: &Reading, id: CallId, optimizer: Value) -> bool {
    let call = reading.call(id);
    let Some((on, name)) = call.method else { return false };
    reading.name(name) == "step"
        && (reading.has_part(on, optimizer)
            || call.arguments.iter().any(|argument| reading.has_part(argument.value, optimizer)))
}

/// Whether an optimizer is stepped anywhere in the file.
pub(super) fn is_stepped(reading: &Reading, optimizer: Value) -> bool {
    reading.calls_with(optimizer).any(|(id, _)| steps_optimizer(reading, id, optimizer))
}

/// Whether a call is given an object and may do anything with it.
pub(super) fn hands_away(reading: &Reading, id: CallId, object: Value) -> bool {
    let call = reading.call(id);
    if call.inlined.is_some() || !call.arguments.iter().any(|argument| mentions(reading, argument.value, object)) {
        return false;
    }
    if call.method.is_some_and(|(_, name)| LOOKS.contains(&reading.name(name))) {
        return false;
    }
    let path = reading.path(call.callee).unwrap_or_default();
    !READERS.contains(&path.as_str())
}

/// Whether a scheduler leaves the file, or is used in a way that is not known.
pub(super) fn leaves(reading: &Reading, made: CallId) -> bool {
    let object = reading.result(made);
    reading.events_with(object).any(|(_, event)| match event.kind {
        EventKind::Call(id) if id == made => false,
        EventKind::Call(id) => {
            let call = reading.call(id);
            let unknown_method = call.method.is_some_and(|(on, name)| {
                mentions(reading, on, object) && !LOOKS.contains(&reading.name(name)) && call.inlined.is_none()
            });
            unknown_method || hands_away(reading, id, object)
        }
        EventKind::Return(Some(value)) => mentions(reading, value, object) && is_returned_out(reading, event.context),
        EventKind::Yield(Some(value)) => mentions(reading, value, object),
        EventKind::SetItem { value, .. } => mentions(reading, value, object),
        EventKind::SetAttribute { base, value, .. } => {
            mentions(reading, value, object)
                && (!is_of_the_file(reading, base, 0) || is_handed_away(reading, reading.object(base)))
        }
        _ => false,
    })
}

/// Whether what returns is a function that nothing in the file calls.
fn is_returned_out(reading: &Reading, context: python_calls::ContextId) -> bool {
    let frames = reading.frames(context);
    let function = frames.iter().rev().find_map(|(_, frame)| match frame {
        Context::Call(_) => Some(false),
        Context::Entry(_) | Context::Callback(..) => Some(true),
        _ => None,
    });
    function.unwrap_or(true)
}

fn is_handed_away(reading: &Reading, object: Value) -> bool {
    reading.calls_with(object).any(|(id, _)| hands_away(reading, id, object))
}

/// Whether an object is of a class that the file has as a whole.
fn is_of_the_file(reading: &Reading, object: Value, depth: usize) -> bool {
    let class = match *reading.kind(reading.object(object)) {
        Kind::Call(id) => reading.call(id).callee,
        Kind::Class(_) if depth > 0 => object,
        _ => return false,
    };
    let Kind::Class(class) = *reading.kind(class) else { return false };
    depth < 8
        && reading.class(class).bases.iter().all(|&base| {
            reading.path(base).is_some_and(|path| path == "builtins.object" || path == "torch.nn.Module")
                || is_of_the_file(reading, base, depth + 1)
        })
}

/// Whether something that is not known by its object is stepped under this name.
pub(super) fn is_stepped_by_name(reading: &Reading, name: &str) -> bool {
    reading.calls().any(|(_, call)| {
        let Some((on, method)) = call.method else { return false };
        let open = !matches!(reading.kind(reading.object(on)), Kind::Call(_));
        open && reading.name(method) == "step" && reading.spell(on).rsplit('.').next() == Some(name)
    })
}
