//! What an expression can stand for.

use std::rc::Rc;

use super::form::Form;
use crate::syntax::ast::{Ident, RelativeSign};
use crate::text::Span;
use crate::units::{Number, Ratio, Time};

/// What an expression stands for.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    /// A number; as a duration, so many ticks.
    Number(Number),
    /// A relative constant: of the base, of the enclosing span, or a plain ratio.
    Relative(Number, RelativeSign),
    /// A duration.
    Duration(Duration),
    /// A list; none of its items is one.
    List(Rc<Vec<(Value, Span)>>),
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
    pub(crate) locals: Rc<Vec<(String, Value)>>,
}

/// A length of time: exact ticks and a share of the enclosing span.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Duration {
    pub(crate) ticks: Time,
    /// The share of the enclosing span, 1 for all of it.
    pub(crate) share: Time,
    /// Whether it came from numbers without a unit.
    pub(crate) bare: bool,
}

impl Duration {
    pub(crate) const ZERO: Self = Self { ticks: Time::ZERO, share: Time::ZERO, bare: false };

    pub(crate) fn ticks(ticks: Time) -> Self {
        Self { ticks, ..Self::ZERO }
    }

    pub(crate) fn share(share: Ratio) -> Self {
        Self { share: Time::new(share), ..Self::ZERO }
    }

    pub(crate) fn is_relative(&self) -> bool {
        !self.share.is_zero()
    }

    pub(crate) fn plus(self, other: Self) -> Option<Self> {
        Some(Self {
            ticks: self.ticks.plus(other.ticks)?,
            share: self.share.plus(other.share)?,
            bare: self.bare && other.bare,
        })
    }

    pub(crate) fn times(self, factor: Ratio) -> Option<Self> {
        Some(Self { ticks: self.ticks.times(factor)?, share: self.share.times(factor)?, ..self })
    }
}

impl Value {
    /// What it is, for messages: "a number", "a duration", …
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Number(_) => "a number",
            Self::Relative(_, RelativeSign::Percent) => "a percentage",
            Self::Relative(_, RelativeSign::Times) => "a multiple of the base",
            Self::Duration(_) => "a duration",
            Self::List(_) => "a list",
            Self::Schedule(_) => "a schedule",
            Self::Unit => "a unit",
            Self::Lambda(_) => "a function",
        }
    }
}
