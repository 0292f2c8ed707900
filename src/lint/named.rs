//! Numbers that a file gives names: what is called `total_steps` or `accumulation` in it.

use num_traits::{CheckedMul, One};

use super::source::Source;
use super::subject::Subject;
use crate::syntax::ast::{Expr, ExprKind, Ident, ProductOp, StatementKind};
use crate::units::{Ratio, Time, Unit};

/// Names of the length of a run in epochs.
const EPOCHS: &[&str] = &["num_epochs", "n_epochs", "max_epochs", "total_epochs", "num_train_epochs"];
/// Names of the length of a run in steps.
const STEPS: &[&str] = &[
    "total_steps",
    "num_steps",
    "n_steps",
    "max_steps",
    "train_steps",
    "training_steps",
    "num_train_steps",
    "num_training_steps",
    "max_train_steps",
    "total_iters",
    "num_iters",
    "max_iters",
    "train_iters",
    "iterations",
];
/// Names of how many times a step of the optimizer has what a step of the loop has.
const MULTIPLIERS: &[&[&str]] = &[
    &[
        "accumulation",
        "accumulation_steps",
        "accum",
        "accum_steps",
        "grad_accum",
        "grad_accum_steps",
        "grad_accumulation",
        "grad_accumulation_steps",
        "gradient_accumulation",
        "gradient_accumulation_steps",
    ],
    &["devices", "num_devices", "n_devices", "world_size", "gpus", "num_gpus", "n_gpus", "num_processes"],
];

/// A number with a name, in a `let` or a `param`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Named<'p> {
    pub(super) name: &'p Ident,
    pub(super) value: &'p Expr,
}

/// A length that the name of a number gives to the run.
#[derive(Clone, Copy, Debug)]
pub(super) struct Horizon<'p> {
    pub(super) named: Named<'p>,
    /// The length in ticks.
    pub(super) length: Time,
    /// What the number counts.
    pub(super) unit: Unit,
}

/// How many steps of the loop make one of the optimizer, and what says so.
#[derive(Clone, Debug)]
pub(super) struct Multiplier {
    pub(super) factor: Ratio,
    /// The names: `accumulation`, or `accumulation * devices`.
    pub(super) names: String,
}

/// What an expression comes to, and in what it counts.
#[derive(Clone, Copy, Debug)]
struct Constant {
    number: Ratio,
    unit: Option<Unit>,
}

impl<'p> Source<'p> {
    /// Every `let` and `param`.
    pub(super) fn named(&self) -> impl Iterator<Item = Named<'p>> {
        self.statements().iter().filter_map(|statement| match &statement.kind {
            StatementKind::Let { name, value } | StatementKind::Param { name, value: Some(value) } => {
                Some(Named { name, value })
            }
            _ => None,
        })
    }
}

impl<'p> Subject<'p> {
    /// Whether it is a momentum, or a beta of Adam.
    pub(super) fn is_momentum(&self) -> bool {
        let is_one = |part| matches!(part, "momentum" | "mom" | "beta" | "beta1" | "beta2" | "betas");
        self.name.split(['.', '_']).any(is_one)
    }

    /// The lengths that names in the file give to the run, where they are not what it is made of.
    pub(super) fn horizons(&self) -> Vec<Horizon<'p>> {
        let run = self.source.assigned("run");
        let named = self.source.named().filter(|named| run.is_none_or(|run| !mentions(run, &named.name.text)));
        named.filter_map(|named| self.horizon(named)).collect()
    }

    fn horizon(&self, named: Named<'p>) -> Option<Horizon<'p>> {
        let tick = self.program.tick()?;
        let name = named.name.text.to_lowercase();
        let by_name = if EPOCHS.contains(&&*name) {
            Unit::EPOCH
        } else if STEPS.contains(&&*name) {
            Unit::STEP
        } else if name == "t_max" {
            tick
        } else {
            return None;
        };
        let constant = self.constant(named.value, 0)?;
        let unit = constant.unit.unwrap_or(by_name);
        let length = Time::new(constant.number).times(self.program.size_of(unit)?)?;
        // Of several parts, or cycles, `T_max` is one.
        let is_part = name == "t_max" && self.run.is_none_or(|run| length <= run);
        (!is_part).then_some(Horizon { named, length, unit })
    }

    /// What the file says of accumulation and devices: each by itself, and all together.
    pub(super) fn multipliers(&self) -> Vec<Multiplier> {
        let of = |names: &&[&str]| {
            let named = self.source.named().find(|named| names.contains(&&*named.name.text.to_lowercase()))?;
            let Constant { number, unit: None } = self.constant(named.value, 0)? else { return None };
            (number > Ratio::one()).then(|| Multiplier { factor: number, names: named.name.text.clone() })
        };
        let mut found: Vec<Multiplier> = MULTIPLIERS.iter().filter_map(of).collect();
        if let [one, other] = &found[..]
            && let Some(factor) = one.factor.checked_mul(&other.factor)
        {
            found.push(Multiplier { factor, names: format!("{} * {}", one.names, other.names) });
        }
        found
    }

    /// What an expression of numbers, units and names comes to.
    pub(super) fn number(&self, expr: &Expr) -> Option<Ratio> {
        self.constant(expr, 0).filter(|constant| constant.unit.is_none()).map(|constant| constant.number)
    }

    fn constant(&self, expr: &Expr, depth: u32) -> Option<Constant> {
        // A name may lead to a name, and an error of the compiler would end that.
        if depth > 16 {
            return None;
        }
        match &expr.kind {
            ExprKind::Number(text) => Some(Constant { number: self.program.duration(text).ok()?.ratio(), unit: None }),
            ExprKind::Quantity { value, unit } => {
                let constant = self.constant(value, depth + 1)?;
                let unit = self.program.unit(&unit.text)?;
                constant.unit.is_none().then_some(Constant { unit: Some(unit), ..constant })
            }
            ExprKind::Paren(inner) => self.constant(inner, depth + 1),
            ExprKind::Name(name) => self.constant(self.source.named_value(&name.text)?, depth + 1),
            ExprKind::Product { first, rest } => {
                let mut product = self.constant(first, depth + 1)?;
                for (op, operand) in rest {
                    let operand = self.constant(operand, depth + 1)?;
                    let number = match op {
                        ProductOp::Multiply => product.number.checked_mul(&operand.number)?,
                        ProductOp::Divide if operand.unit.is_none() => {
                            Time::new(product.number).divided(operand.number)?.ratio()
                        }
                        ProductOp::Divide => return None,
                    };
                    product = Constant { number, unit: product.unit.xor(operand.unit) };
                }
                Some(product)
            }
            _ => None,
        }
    }
}

/// Whether an expression mentions a name.
fn mentions(expr: &Expr, name: &str) -> bool {
    let mut found = matches!(&expr.kind, ExprKind::Name(path) if path.text == name);
    expr.for_each_child(&mut |child| found = found || mentions(child, name));
    found
}
