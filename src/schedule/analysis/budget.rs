//! What a search may cost.

use std::cell::Cell;

use crate::schedule::tree::Node;

/// What any search may cost.
const LEAST: u64 = 100_000;
/// What it may cost besides, for each node of the schedule.
const FOR_EACH_NODE: u64 = 64;

/// How many nodes a search may still look at. A search whose budget is spent gives the best answer that it
/// has found.
#[derive(Debug)]
pub struct Budget(Cell<u64>);

impl Budget {
    /// A budget for looking at a number of nodes.
    pub fn new(nodes: u64) -> Self {
        Self(Cell::new(nodes))
    }

    /// The budget of a search that is made once and should be complete.
    pub(super) fn of(node: &Node) -> Self {
        Self::new(LEAST.saturating_add((node.size() as u64).saturating_mul(FOR_EACH_NODE)))
    }

    /// A budget that is never spent.
    pub(super) fn boundless() -> Self {
        Self::new(u64::MAX)
    }

    /// One of `of` equal shares, which is taken out of this budget.
    #[must_use]
    pub fn share(&self, of: u64) -> Self {
        let share = self.0.get() / of.max(1);
        self.spend(share);
        Self::new(share)
    }

    /// Puts back what is left of a share, which is then spent.
    pub fn restore(&self, rest: &Self) {
        self.0.set(self.0.get().saturating_add(rest.0.take()));
    }

    pub(super) fn spend(&self, nodes: u64) {
        self.0.set(self.0.get().saturating_sub(nodes));
    }

    pub(super) fn is_spent(&self) -> bool {
        self.0.get() == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_share_leaves_is_for_the_others() {
        let whole = Budget::new(100);
        let first = whole.share(4);
        first.spend(20);
        whole.restore(&first);
        let second = whole.share(2);
        second.spend(1000);
        whole.restore(&second);
        assert!(second.is_spent() && !whole.is_spent());
        assert_eq!((whole.0.get(), first.0.get()), (40, 0));
    }
}
