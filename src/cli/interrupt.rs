//! Signals that end the program wait until what is being written is written.

#[cfg(unix)]
pub(super) use unix::Writing;

/// While it lives, something is being written.
#[cfg(not(unix))]
pub(super) struct Writing;

#[cfg(not(unix))]
impl Writing {
    pub(super) fn begin() -> Self {
        Self
    }
}

#[cfg(unix)]
mod unix {
    //! With signals.

    use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
    use std::sync::{Arc, LazyLock, Mutex, PoisonError};
    use std::time::Duration;

    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    use signal_hook::flag;

    /// How long a writer waits that may not begin any more.
    const PATIENCE: Duration = Duration::from_millis(5);

    static SIGNALS: LazyLock<Signals> = LazyLock::new(Signals::watch);

    struct Signals {
        /// Whether nothing is being written, so that a signal ends the program at once.
        idle: Arc<AtomicBool>,
        /// The signal that has come meanwhile; 0 is none.
        arrived: Arc<AtomicUsize>,
        writers: Mutex<usize>,
    }

    impl Signals {
        fn watch() -> Self {
            let idle = Arc::new(AtomicBool::new(true));
            let arrived = Arc::new(AtomicUsize::new(0));
            for signal in [SIGHUP, SIGINT, SIGTERM] {
                let number = usize::try_from(signal).unwrap_or_default();
                // Where it cannot be watched, it ends the program at once, as before.
                if flag::register_usize(signal, Arc::clone(&arrived), number).is_ok() {
                    let _ = flag::register_conditional_default(signal, Arc::clone(&idle));
                }
            }
            Self { idle, arrived, writers: Mutex::new(0) }
        }

        /// Ends the program if a signal wants that.
        fn end_if_due(&self) {
            if let signal @ 1.. = self.arrived.load(Ordering::SeqCst) {
                let _ = signal_hook::low_level::emulate_default_handler(i32::try_from(signal).unwrap_or(SIGTERM));
            }
        }
    }

    /// While it lives, something is being written.
    pub(crate) struct Writing;

    impl Writing {
        pub(crate) fn begin() -> Self {
            let signals = &*SIGNALS;
            loop {
                let mut writers = signals.writers.lock().unwrap_or_else(PoisonError::into_inner);
                if *writers == 0 {
                    signals.end_if_due();
                }
                if signals.arrived.load(Ordering::SeqCst) == 0 || *writers == 0 {
                    *writers += 1;
                    signals.idle.store(false, Ordering::SeqCst);
                    return Self;
                }
                drop(writers);
                std::thread::sleep(PATIENCE);
            }
        }
    }

    impl Drop for Writing {
        fn drop(&mut self) {
            let signals = &*SIGNALS;
            let mut writers = signals.writers.lock().unwrap_or_else(PoisonError::into_inner);
            *writers -= 1;
            if *writers == 0 {
                signals.idle.store(true, Ordering::SeqCst);
                signals.end_if_due();
            }
        }
    }
}
