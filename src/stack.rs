//! Room to recurse in.

/// Room for the deepest program that the limits of nesting allow, several times over.
const STACK: usize = 32 << 20;

/// Runs something that recurses. The limits of nesting are the language's, and must not depend on
/// how much stack is left to the caller; where no thread can be had, they fit into the usual one.
pub(crate) fn with_stack<T: Send>(run: impl Fn() -> T + Sync) -> T {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK);
        match thread.spawn_scoped(scope, &run) {
            Ok(thread) => thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
            Err(_) => run(),
        }
    })
}
