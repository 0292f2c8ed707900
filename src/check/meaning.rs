//! What a name of a file comes to, for whoever asks.

use std::collections::HashSet;

use super::duration::in_ticks;
use super::evaluator;
use super::families::families;
use super::scope::{Definition, Scope};
use super::value::{Locals, Value};
use crate::syntax::ast::File;
use crate::units::{Time, Units};

/// What a name comes to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Meaning {
    /// "a number", "a duration", "a schedule", …
    pub(crate) kind: &'static str,
    pub(crate) amount: Option<Amount>,
}

/// How much something is that is one number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Amount {
    Number(f64),
    /// A length, in ticks.
    Ticks(Time),
}

/// What a `let`, a `param`, a base or the run comes to, where it has no error. `units` are those of the whole program,
/// and `run` is as long as it.
pub(crate) fn meaning(file: &File, text: &str, name: &str, units: &Units, run: Option<Time>) -> Option<Meaning> {
    let mut unsaid = Vec::new();
    let families = families(file, text, &mut unsaid);
    let scope = Scope::new(file, text, &families.members, &mut unsaid);
    let nothing = Locals::default();
    let (expr, locals) = match scope.definitions.get(name)? {
        Definition::Let(expr) | Definition::Param(Some(expr)) | Definition::Run(expr) => (*expr, &nothing),
        Definition::Base(expr, locals) => (*expr, locals),
        _ => return None,
    };
    let value = evaluator(&scope, file, text, HashSet::new()).evaluate(expr, locals)?;
    let amount = match &value {
        Value::Number(number) => Some(Amount::Number(number.value())),
        Value::Duration(duration) => in_ticks(duration, units, run).map(Amount::Ticks),
        _ => None,
    };
    Some(Meaning { kind: value.kind(), amount })
}
