//! The words of the language: shapes, functions, keywords, presets, each said once.

mod constants;
mod controllers;
mod decays;
mod functions;
pub(crate) mod key;
mod noise;
mod parameter;
pub(crate) mod prelude;
mod ramps;
mod shape;
pub(crate) mod words;

pub(crate) use functions::{Arity, Function, Meaning};
pub use parameter::Takes;
pub(crate) use parameter::{Amount, Default, Key, Kind, Parameter, Range, Words, kind};
pub(crate) use shape::{Shape, ShapeName, shape, word_lists};

/// The shapes, as types.
pub(crate) mod shapes {
    pub(crate) use super::constants::{Hold, Piecewise};
    pub(crate) use super::controllers::{Plateau, Reach, Steer};
    pub(crate) use super::decays::{Exponential, Factor, InverseSqrt, InverseTime, Multistep, Step};
    pub(crate) use super::noise::Noise;
    pub(crate) use super::ramps::{Cosine, Curve, ExpTo, Linear, OneMinusSqrt, Poly, Rex, ShiftedExp, Tanh, Warmup};
}
