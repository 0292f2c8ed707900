//! Counts the nodes that are looked at, for tests of what a question costs.

use std::cell::Cell;

thread_local! {
    static NODES: Cell<u64> = const { Cell::new(0) };
}

/// Counts some nodes.
pub(super) fn count(nodes: usize) {
    NODES.set(NODES.get().saturating_add(nodes as u64));
}

/// How many nodes something looks at on this thread.
pub(crate) fn of(run: impl FnOnce()) -> u64 {
    let before = NODES.get();
    run();
    NODES.get() - before
}
