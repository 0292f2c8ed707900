//! What a search may cost.

use std::cell::Cell;

use crate::schedule::Schedule;

/// What any search may cost.
const LEAST: u64 = 100_000;
/// What it may cost besides, for each node of the schedule.
const FOR_EACH_NODE: u64 = 64;
/// What the questions about a file may cost together, and how many more of those that look at all of its nodes.
const FILE: u64 = 10_000_000;
const QUESTIONS: u64 = 16;

/// How many nodes searches may still look at. A search whose budget is spent gives the best answer that it
/// has found.
#[derive(Debug)]
pub struct Budget<'w> {
    left: Cell<u64>,
    /// What this is a part of.
    whole: Option<&'w Budget<'w>>,
}

impl Budget<'static> {
    /// A budget for looking at a number of nodes.
    pub fn new(nodes: u64) -> Self {
        Self { left: Cell::new(nodes), whole: None }
    }

    /// The budget for all that is asked of the schedules of a file. It is enough for files as people write them,
    /// and takes about a second.
    pub fn of_file<'s>(schedules: impl IntoIterator<Item = &'s Schedule>) -> Self {
        let nodes: usize = schedules.into_iter().map(|schedule| schedule.known.size).sum();
        Self::new(FILE.saturating_add(whole(nodes).saturating_mul(QUESTIONS)))
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
        Budget { left: Cell::new(nodes.min(self.left.get())), whole: Some(self) }
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
    pub(super) fn left(&self) -> u64 {
        self.left.get()
    }

    pub(super) fn spend(&self, nodes: u64) {
        let spent = nodes.min(self.left.get());
        self.left.set(self.left.get() - spent);
        if let Some(whole) = self.whole {
            whole.spend(spent);
        }
    }

    /// Whether nothing is left of it.
    pub fn is_spent(&self) -> bool {
        self.left.get() == 0 || self.whole.is_some_and(Budget::is_spent)
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
        whole.spend(40);
        assert!(first.is_spent());
    }
}
