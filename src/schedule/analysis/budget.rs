//! What a search may cost.

use std::cell::Cell;

/// What any search may cost.
const LEAST: u64 = 100_000;
/// What it may cost besides, for each node of the schedule.
const FOR_EACH_NODE: u64 = 64;
/// What the questions about a file may cost together, whatever is in it.
const FILE: u64 = 4_000_000;
/// How many values cost as much as a bound: a node is bounded by intervals, in which it has several values.
const VALUES: u64 = 4;

/// How many nodes searches may still look at. A search whose budget is spent gives the best answer that it
/// has found.
#[derive(Debug)]
pub struct Budget<'w> {
    left: Cell<u64>,
    /// Whether a search has found nothing left.
    refused: Cell<bool>,
    /// What this is a part of.
    whole: Option<&'w Budget<'w>>,
}

impl Budget<'static> {
    /// A budget for looking at a number of nodes.
    pub fn new(nodes: u64) -> Self {
        Self { left: Cell::new(nodes), refused: Cell::new(false), whole: None }
    }

    /// The budget for all that is asked of the schedules of a file, however many there are. It is enough for files as
    /// people write them, and takes at most about a second.
    pub fn of_file() -> Self {
        Self::new(FILE)
    }

    /// A budget that no search comes to the end of.
    pub(super) fn boundless() -> Self {
        Self::new(u64::MAX)
    }
}

impl Budget<'_> {
    /// A part of at most this many nodes; what is spent of it is spent of the whole.
    #[must_use]
    pub fn part(&self, nodes: u64) -> Budget<'_> {
        Budget { left: Cell::new(nodes.min(self.left.get())), refused: Cell::new(false), whole: Some(self) }
    }

    /// The part for a search that is made once and should be complete, in a schedule of this many nodes.
    pub(super) fn search(&self, nodes: usize) -> Budget<'_> {
        self.part(LEAST.saturating_add(whole(nodes)))
    }

    /// The part for looking once at a whole schedule of this many nodes, some of them several times.
    pub(super) fn look(&self, nodes: usize) -> Budget<'_> {
        self.part(whole(nodes))
    }

    /// One of `of` equal parts.
    #[must_use]
    pub fn share(&self, of: u64) -> Budget<'_> {
        self.part(self.left.get() / of.max(1))
    }

    /// How many nodes may still be looked at.
    pub(crate) fn left(&self) -> u64 {
        self.left.get()
    }

    pub(crate) fn spend(&self, nodes: u64) {
        let spent = nodes.min(self.left.get());
        self.left.set(self.left.get() - spent);
        if let Some(whole) = self.whole {
            whole.spend(spent);
        }
    }

    /// Whether any search of a schedule of this many nodes still has all that it may cost.
    pub(crate) fn is_ample(&self, nodes: usize) -> bool {
        self.left() >= LEAST.saturating_add(whole(nodes))
    }

    /// Spends what a value costs that looks at this many nodes.
    pub fn spend_on_value(&self, nodes: usize) {
        self.spend((nodes as u64).div_ceil(VALUES));
    }

    /// For how many values it is enough that look at this many nodes each.
    pub fn values(&self, nodes: usize) -> u64 {
        self.left.get() / (nodes as u64).div_ceil(VALUES).max(1)
    }

    /// Whether nothing is left of it.
    pub fn is_spent(&self) -> bool {
        let whole = self.whole.is_some_and(Budget::is_spent);
        let spent = whole || self.left.get() == 0;
        self.refused.set(self.refused.get() || spent);
        spent
    }

    /// Says that an answer may be wrong, since finding it would have cost more than is left.
    pub(crate) fn refuse(&self) {
        self.refused.set(true);
    }

    /// Whether a search has found nothing left of it since this was asked last: what that has answered may be wrong.
    pub fn has_refused(&self) -> bool {
        self.refused.replace(false)
    }
}

/// What looking at a whole schedule may cost.
fn whole(nodes: usize) -> u64 {
    (nodes as u64).saturating_add(1).saturating_mul(FOR_EACH_NODE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_share_leaves_is_for_the_others() {
        let whole = Budget::new(100);
        let first = whole.share(4);
        first.spend(20);
        let second = whole.share(2);
        second.spend(1000);
        assert!(second.is_spent() && !first.is_spent() && !whole.is_spent());
        assert_eq!((whole.left(), first.left()), (40, 5));
        assert!(!whole.has_refused());
        whole.spend(40);
        assert!(first.is_spent());
        assert!(whole.has_refused() && !whole.has_refused());
    }
}
