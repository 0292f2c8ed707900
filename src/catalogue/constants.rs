//! Shapes that are constant, whole or in pieces: `hold` and `piecewise`.

use super::key;
use super::parameter::{Parameter, keyword, positional};
use super::shape::{Entry, Shape};

/// Where a shape starts.
pub(super) const FROM: Parameter =
    keyword(key::From, "the value that it starts from").optional("the value it picks up");

pub(crate) struct Hold;

impl Shape for Hold {
    const ENTRY: &'static Entry = &Entry {
        name: "hold",
        alias: Some("constant"),
        parameters: &[positional(key::Value, "the value that it holds").optional("the value it picks up"), FROM],
        misnomers: &[("T", HOLD_FOR), ("length", HOLD_FOR)],
        summary: "A constant value.",
        formula: "from",
        ends: "Open: it fills what is left, or takes a length by `for`.",
        source: "",
        example: ("hold for 5 then linear(5)", &[0, 4, 5, 6, 10]),
    };
}

const HOLD_FOR: &str = "`hold` has no length of its own: write `hold for …`";

pub(crate) struct Piecewise;

impl Shape for Piecewise {
    const ENTRY: &'static Entry = &Entry {
        name: "piecewise",
        alias: None,
        parameters: &[
            positional(key::Boundaries, "the times at which one value gives way to the next").required(),
            positional(key::Values, "the values, one more than there are boundaries").required(),
            keyword(key::Interpolate, "how it gets from one value to the next").or_first(),
        ],
        misnomers: &[],
        summary: "Constant between boundaries, or interpolated between knots.",
        formula: "values[i], where i boundaries are ≤ t; interpolated: values[0] at 0, values[i] at boundaries[i - 1], and a straight line or half a cosine between them",
        ends: "A boundary belongs to what comes after it, as in optax; in Keras it belongs to what comes before, so Keras' boundaries are one less. Interpolated, it ends at the last boundary.",
        source: "",
        example: ("piecewise([3, 5], [1x, 0.5x, 0.1x])", &[0, 2, 3, 4, 5]),
    };
}
