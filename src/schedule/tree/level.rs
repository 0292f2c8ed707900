//! Values in terms of the base.

use serde::{Deserialize, Serialize};

/// A value in terms of the base: `rel * base + abs`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Level {
    /// How many times the base.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub rel: f64,
    /// What does not scale with the base.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub abs: f64,
}

impl Level {
    /// The base itself.
    pub const BASE: Self = Self { rel: 1.0, abs: 0.0 };
    /// Zero, both relative and absolute.
    pub const ZERO: Self = Self { rel: 0.0, abs: 0.0 };

    /// A multiple of the base.
    pub fn relative(rel: f64) -> Self {
        Self { rel, abs: 0.0 }
    }

    /// A number.
    pub fn absolute(abs: f64) -> Self {
        Self { rel: 0.0, abs }
    }

    /// The value at a base. A part that is 0 adds nothing, so that each kind keeps its bits.
    pub fn at(self, base: f64) -> f64 {
        if self.abs == 0.0 {
            self.rel * base
        } else if self.rel == 0.0 {
            self.abs
        } else {
            self.rel * base + self.abs
        }
    }

    /// Both parts times a number.
    #[must_use]
    pub fn scaled(self, by: f64) -> Self {
        Self { rel: self.rel * by, abs: self.abs * by }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_zero(number: &f64) -> bool {
    // Zero with a sign is another double.
    number.to_bits() == 0
}
