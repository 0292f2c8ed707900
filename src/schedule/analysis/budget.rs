//! How much a search may cost.

use std::cell::Cell;

use crate::schedule::tree::Node;

/// So much any search may cost, and so much more for each node of what is searched.
const LEAST: u64 = 100_000;
const FOR_EACH_NODE: u64 = 64;

/// How many nodes of schedules may still be looked at. A search that has spent it gives the best answer that
/// it has found by then.
#[derive(Debug)]
pub struct Budget(Cell<u64>);

impl Budget {
    /// That of looking at so many nodes.
    pub fn new(nodes: u64) -> Self {
        Self(Cell::new(nodes))
    }

    /// That of a search that is made once, and should find what there is.
    pub(super) fn of(node: &Node) -> Self {
        Self::new(LEAST.saturating_add((node.size() as u64).saturating_mul(FOR_EACH_NODE)))
    }

    /// What is never spent.
    pub(super) fn boundless() -> Self {
        Self::new(u64::MAX)
    }

    /// One of so many equal shares, which is taken out of this.
    #[must_use]
    pub fn share(&self, of: u64) -> Self {
        let share = self.0.get() / of.max(1);
        self.spend(share);
        Self::new(share)
    }

    /// Puts back what is left of a share.
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
