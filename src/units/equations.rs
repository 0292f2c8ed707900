//! The equations between units, and the sizes that follow from them.

use std::cmp::Ordering;

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
    /// The units that the loop reads: of those that equations join, the one that is declared first.
    read: Vec<Unit>,
}

impl Units {
    /// Each equation, without its place: a unit, and how many of another it is.
    pub(crate) fn sizes(&self) -> impl Iterator<Item = (Unit, Ratio, Unit)> {
        self.equations.iter().map(|equation| (equation.unit, equation.count, equation.of))
    }

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
                    if units.all().into_iter().any(overflows) {
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

    /// The units of the language, and those of a file's own that an equation names, in its order.
    pub(crate) fn all(&self) -> Vec<Unit> {
        let mut all = Unit::BUILT_IN.to_vec();
        let fixed = self.equations.iter().flat_map(|equation| [equation.unit, equation.of]);
        let changing = self.clocks.iter().flat_map(|clocks| [clocks.unit, clocks.of]);
        for unit in fixed.chain(changing) {
            if !all.contains(&unit) {
                all.push(unit);
            }
        }
        all
    }

    /// The units of a file's own that an equation names.
    pub(crate) fn own(&self) -> impl Iterator<Item = Unit> {
        self.all().into_iter().filter(|unit| unit.is_own())
    }

    /// How two units compare in size, as far as that is known: less is coarser. Those of the language have an order
    /// of their own.
    pub(crate) fn compare(&self, a: Unit, b: Unit) -> Option<Ordering> {
        match (a.rank(), b.rank()) {
            (Some(a), Some(b)) => Some(a.cmp(&b)),
            _ => Some(Ratio::one().cmp(&self.convert(a, b)?)),
        }
    }

    /// The finest of some units; two of them where it does not follow from the equations which one is finer.
    pub(crate) fn finest(&self, units: &[Unit]) -> Result<Option<Unit>, [Unit; 2]> {
        let Some((&first, rest)) = units.split_first() else { return Ok(None) };
        let is_finer = |a: Unit, b: Unit| self.compare(a, b) == Some(Ordering::Greater);
        let finest = rest.iter().fold(first, |finest, &unit| if is_finer(unit, finest) { unit } else { finest });
        let unclear = units.iter().find(|&&unit| unit != finest && !is_finer(finest, unit));
        unclear.map_or(Ok(Some(finest)), |&other| Err([finest, other]))
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

    /// The units that the loop reads.
    pub(crate) fn read(&self) -> &[Unit] {
        &self.read
    }

    /// The same where of the units that a file declares the loop reads those that no equation leads to the tick from.
    #[must_use]
    pub(crate) fn reading(self, declared: &[Unit], tick: Unit) -> Self {
        let leads = |unit: Unit, to: Unit| self.connected(unit, to);
        let mut read: Vec<Unit> = Vec::new();
        for &unit in declared {
            let joined = [tick].iter().chain(&Unit::BUILT_IN).chain(&read).any(|&other| leads(unit, other));
            if !joined && self.clocks.is_none() {
                read.push(unit);
            }
        }
        Self { read, ..self }
    }

    /// The clock of a unit, and how many of what it counts the unit is; `None` without an equation.
    pub(crate) fn size_on_clock(&self, unit: Unit, tick: Unit) -> Option<(Side, Ratio)> {
        let fixed = self.convert(unit, tick).map(|size| (Side::Tick, size));
        let other = || Some((Side::Other, self.convert(unit, self.clocks()?.other_unit())?));
        fixed.or_else(other).or_else(|| self.size_read(unit))
    }

    /// The unit that a clock counts, where the loop reads it.
    #[cfg(feature = "cli")]
    pub(crate) fn unit_read(&self, side: Side) -> Option<Unit> {
        if let Side::Read(place) = side { self.read.get(usize::from(place)).copied() } else { None }
    }

    /// The clock of a unit that the loop reads.
    fn size_read(&self, unit: Unit) -> Option<(Side, Ratio)> {
        let mut sizes = self.read.iter().zip(0..).map(|(read, place)| (place, self.convert(unit, *read)));
        sizes.find_map(|(place, size)| Some((Side::Read(place), size?)))
    }

    /// How many ticks a unit is, on either clock; `None` without an equation.
    #[cfg(any(feature = "svg", feature = "terminal"))]
    pub(crate) fn measure(&self, unit: Unit, tick: Unit) -> Option<Measure> {
        match self.size_on_clock(unit, tick)? {
            (Side::Tick, size) => Some(Measure::fixed(size)),
            (Side::Other, size) => Some(Measure::on_other(size, self.clocks()?.clone())),
            (Side::Read(_), _) => None,
        }
    }

    /// A time of a clock in ticks; `None` where it does not fit, or is read.
    pub(crate) fn in_ticks(&self, time: Time, side: Side) -> Option<Time> {
        match self.clocks() {
            _ if matches!(side, Side::Read(_)) => None,
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
        for _ in self.all() {
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
            Units::new(&[equation(Unit::EPOCH, 1_281_167, Unit::SAMPLE), equation(Unit::STEP, 256, Unit::SAMPLE)]);
        assert!(errors.is_empty());
        assert_eq!(units.convert(Unit::EPOCH, Unit::STEP), Some(Ratio::new(1_281_167, 256)));
        assert_eq!(units.convert(Unit::EPOCH, Unit::TOKEN), None);
    }

    #[test]
    fn a_second_way_must_agree() {
        let (_, errors) = Units::new(&[
            equation(Unit::EPOCH, 1000, Unit::SAMPLE),
            equation(Unit::STEP, 10, Unit::SAMPLE),
            equation(Unit::EPOCH, 99, Unit::STEP),
        ]);
        assert!(
            matches!(errors[..], [EquationError::Contradiction { earlier, .. }] if earlier == Ratio::from_integer(100))
        );
    }
}
