//! What an expression can stand for.

use std::rc::Rc;

use super::form::Form;
use crate::syntax::ast::{Ident, RelativeSign};
use crate::text::Span;
use crate::units::{Duration, Number};

/// What the parameters of a `def` and the numbers of a family stand for; empty elsewhere.
pub(crate) type Locals = Rc<Vec<(Rc<str>, Value)>>;

/// What an expression stands for.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    /// A number; as a duration, a count of ticks.
    Number(Number),
    /// A relative constant: of the base, of the enclosing span, or a plain ratio.
    Relative(Number, RelativeSign),
    /// A number plus a multiple of the base.
    Mixed { absolute: Number, relative: Number },
    /// A duration.
    Duration(Duration),
    /// A list; none of its items is one.
    List(Rc<Vec<(Value, Span)>>),
    /// `first .. last`, a number each.
    Range(Rc<[(Value, Span); 2]>),
    /// A schedule.
    Schedule(Rc<Form>),
    /// A unit's name by itself.
    Unit,
    /// `t -> body`, not yet evaluated.
    Lambda(Lambda),
}

/// `t -> body` with what the names in its body stand for.
#[derive(Clone, Debug)]
pub(crate) struct Lambda {
    pub(crate) param: Ident,
    pub(crate) body: Rc<crate::syntax::ast::Expr>,
    pub(crate) locals: Locals,
}

/// What is known of a track that is mentioned.
pub(super) enum Constant {
    /// Its value is being looked at, so it leads back to itself.
    InProgress,
    /// What it comes to, where it is a constant, and whether that it is used as one has been said.
    Known { value: Option<Value>, reported: bool },
}

impl Value {
    /// What it is, for messages: "a number", "a duration", …
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Number(_) => "a number",
            Self::Relative(_, RelativeSign::Percent) => "a percentage",
            Self::Relative(_, RelativeSign::Times) => "a multiple of the base",
            Self::Mixed { .. } => "a number plus a multiple of the base",
            Self::Duration(_) => "a duration",
            Self::List(_) => "a list",
            Self::Range(_) => "a range",
            Self::Schedule(_) => "a schedule",
            Self::Unit => "a unit",
            Self::Lambda(_) => "a function",
        }
    }
}
