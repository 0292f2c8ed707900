//! Room to recurse in.

use std::cell::Cell;

/// Room for the deepest program that the limits of nesting allow, several times over.
const STACK: usize = 32 << 20;

thread_local! {
    /// Whether this thread has that much room.
    static ROOMY: Cell<bool> = const { Cell::new(false) };
}

/// Runs something that recurses. The limits of nesting are the language's, and must not depend on
/// how much stack is left to the caller; where no thread can be had, they fit into the usual one.
pub(crate) fn with_stack<T: Send>(run: impl Fn() -> T + Sync) -> T {
    if ROOMY.get() {
        return run();
    }
    let in_room = || {
        ROOMY.set(true);
        run()
    };
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK);
        match thread.spawn_scoped(scope, in_room) {
            Ok(thread) => thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
            Err(_) => run(),
        }
    })
}

/// Gives each of the workers that many files are shared among one such stack, instead of one to each file. Where
/// there are workers already, they are as they are.
#[cfg(feature = "cli")]
pub(crate) fn for_all_workers() {
    let pool = rayon::ThreadPoolBuilder::new().stack_size(STACK).start_handler(|_| ROOMY.set(true));
    let _ = pool.build_global();
}
