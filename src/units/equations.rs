//! The equations between units, and the sizes that follow from them.

use num_traits::{CheckedDiv, CheckedMul, One};

#[cfg(any(feature = "svg", feature = "terminal"))]
use super::Measure;
use super::{Clocks, Ratio, Side, Time, Unit};
use crate::text::Span;

/// How many of one unit another is: `epoch = 5004 steps`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Equation {
    /// The unit that is defined.
    pub(crate) unit: Unit,
    /// How many of the other it is, above 0.
    pub(crate) count: Ratio,
    /// The unit that it is defined by.
    pub(crate) of: Unit,
    /// The statement.
    pub(crate) span: Span,
}

/// Why equations do not fit together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum EquationError {
    /// Two ways from one unit to another give two sizes.
    Contradiction {
        /// The equation that contradicts the earlier ones.
        equation: Equation,
        /// What the earlier ones say of its count.
        earlier: Ratio,
    },
    /// A size that does not fit into 128 bits.
    TooLarge(Equation),
}

/// The sizes of the units, as far as the equations tell.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Units {
    equations: Vec<Equation>,
    /// Where the size of a unit changes.
    clocks: Option<Clocks>,
}

impl Units {
    /// The units that the equations describe, with every contradiction among them.
    pub(crate) fn new(equations: &[Equation]) -> (Self, Vec<EquationError>) {
        let mut units = Self::default();
        let mut errors = Vec::new();
        for &equation in equations {
            match units.convert(equation.unit, equation.of) {
                Some(earlier) if earlier != equation.count => {
                    errors.push(EquationError::Contradiction { equation, earlier });
                }
                Some(_) => {}
                None => {
                    units.equations.push(equation);
                    let overflows = |unit| {
                        let connected = units.connected(unit, equation.of);
                        connected && units.convert(unit, equation.of).is_none()
                    };
                    if Unit::ALL.into_iter().any(overflows) {
                        units.equations.pop();
                        errors.push(EquationError::TooLarge(equation));
                    }
                }
            }
        }
        (units, errors)
    }

    /// The equations, without those that say nothing new.
    pub(crate) fn equations(&self) -> &[Equation] {
        &self.equations
    }

    /// The two clocks, where the size of a unit changes.
    pub(crate) fn clocks(&self) -> Option<&Clocks> {
        self.clocks.as_ref()
    }

    /// The same with two clocks.
    #[must_use]
    pub(crate) fn with_clocks(self, clocks: Option<Clocks>) -> Self {
        Self { clocks, ..self }
    }

    /// The clock of a unit, and how many of what it counts the unit is; `None` without an equation.
    pub(crate) fn size_on_clock(&self, unit: Unit, tick: Unit) -> Option<(Side, Ratio)> {
        let fixed = self.convert(unit, tick).map(|size| (Side::Tick, size));
        fixed.or_else(|| Some((Side::Other, self.convert(unit, self.clocks()?.other_unit())?)))
    }

    /// How many ticks a unit is, wherever it is told; `None` without an equation.
    #[cfg(any(feature = "svg", feature = "terminal"))]
    pub(crate) fn measure(&self, unit: Unit, tick: Unit) -> Option<Measure> {
        match self.size_on_clock(unit, tick)? {
            (Side::Tick, size) => Some(Measure::fixed(size)),
            (Side::Other, size) => Some(Measure::on_other(size, self.clocks()?.clone())),
        }
    }

    /// A time of a clock in ticks; `None` where it does not fit.
    pub(crate) fn in_ticks(&self, time: Time, side: Side) -> Option<Time> {
        match self.clocks() {
            Some(clocks) => clocks.across(time, side, Side::Tick),
            None => Some(time),
        }
    }

    /// How many of `to` one of `from` is, always; `None` where no chain of equations leads there.
    pub(crate) fn convert(&self, from: Unit, to: Unit) -> Option<Ratio> {
        self.walk(from, to, &mut Vec::new())
    }

    fn walk(&self, from: Unit, to: Unit, seen: &mut Vec<Unit>) -> Option<Ratio> {
        if from == to {
            return Some(Ratio::one());
        }
        seen.push(from);
        self.equations.iter().find_map(|equation| {
            let (next, factor) = if equation.unit == from {
                (equation.of, equation.count)
            } else if equation.of == from {
                (equation.unit, Ratio::one().checked_div(&equation.count)?)
            } else {
                return None;
            };
            if seen.contains(&next) {
                return None;
            }
            let rest = self.walk(next, to, seen)?;
            if rest.is_one() { Some(factor) } else { rest.checked_mul(&factor) }
        })
    }

    fn connected(&self, from: Unit, to: Unit) -> bool {
        let mut reached = vec![from];
        for _ in Unit::ALL {
            for equation in &self.equations {
                for (a, b) in [(equation.unit, equation.of), (equation.of, equation.unit)] {
                    if reached.contains(&a) && !reached.contains(&b) {
                        reached.push(b);
                    }
                }
            }
        }
        reached.contains(&to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn equation(unit: Unit, count: i128, of: Unit) -> Equation {
        Equation { unit, count: Ratio::from_integer(count), of, span: Span::default() }
    }

    #[test]
    fn converts_through_a_common_unit() {
        let (units, errors) =
            Units::new(&[equation(Unit::Epoch, 1_281_167, Unit::Sample), equation(Unit::Step, 256, Unit::Sample)]);
        assert!(errors.is_empty());
        assert_eq!(units.convert(Unit::Epoch, Unit::Step), Some(Ratio::new(1_281_167, 256)));
        assert_eq!(units.convert(Unit::Epoch, Unit::Token), None);
    }

    #[test]
    fn a_second_way_must_agree() {
        let (_, errors) = Units::new(&[
            equation(Unit::Epoch, 1000, Unit::Sample),
            equation(Unit::Step, 10, Unit::Sample),
            equation(Unit::Epoch, 99, Unit::Step),
        ]);
        assert!(
            matches!(errors[..], [EquationError::Contradiction { earlier, .. }] if earlier == Ratio::from_integer(100))
        );
    }
}
