//! Tables of powers, which a cursor keeps.

use std::cell::Cell;

use super::lanes::Lanes;
use crate::schedule::math::Powers;

/// How many tables are kept.
const KEPT: usize = 4;

/// The tables of powers that have been made for the ticks before, so that they are not made again.
pub(super) struct Tables(Cell<Vec<Powers>>);

impl Tables {
    pub(super) fn of(tables: Vec<Powers>) -> Self {
        Self(Cell::new(tables))
    }

    pub(super) fn into_inner(self) -> Vec<Powers> {
        self.0.into_inner()
    }
}

/// Does something with the table of the powers of a number: one that has been kept, or a new one. It is not inlined:
/// a deep tree would hold the table at each level.
#[inline(never)]
pub(super) fn with_table<T>(
    gamma: f64,
    tables: Option<&Tables>,
    lanes: Lanes,
    with: impl FnOnce(&mut Powers) -> T,
) -> T {
    let Some(Tables(kept)) = tables else { return with(&mut table(gamma, lanes)) };
    let mut tables = kept.take();
    let found = tables.iter().position(|table| table.are_of(gamma));
    let index = found.unwrap_or_else(|| {
        if tables.len() == KEPT {
            tables.swap_remove(0);
        }
        tables.push(table(gamma, lanes));
        tables.len() - 1
    });
    let value = with(&mut tables[index]);
    kept.set(tables);
    value
}

/// The table of the powers of a number.
fn table(gamma: f64, lanes: Lanes) -> Powers {
    let mut powers = None;
    lanes.run(
        #[inline(always)]
        || powers = Some(Powers::of(gamma)),
    );
    powers.unwrap_or_else(|| Powers::of(gamma))
}
