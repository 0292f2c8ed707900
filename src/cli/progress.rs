//! How far long work has come, on a terminal.

use std::io::{self, IsTerminal};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// What takes less time needs no bar.
const PATIENCE: Duration = Duration::from_millis(500);

/// A narrower terminal has no room for a bar beside its words.
const WIDE: u16 = 72;

/// A bar on standard error, which is there only on a terminal and where the work is long.
pub(super) struct Progress {
    bar: ProgressBar,
    start: Instant,
    shown: AtomicBool,
}

impl Progress {
    /// The progress of a number of things.
    pub(super) fn of(count: u64, what: &str) -> Self {
        let bar = ProgressBar::with_draw_target(Some(count), ProgressDrawTarget::hidden());
        let columns = terminal_size::terminal_size_of(io::stderr()).map_or(WIDE, |(columns, _)| columns.0);
        let words = "{human_pos} of {human_len} {msg}, {eta} left";
        let style = ProgressStyle::with_template(&if columns < WIDE {
            words.to_string()
        } else {
            format!("{{bar:30}} {words}")
        });
        let bar = match style {
            Ok(style) => bar.with_style(style),
            Err(_) => bar,
        };
        Self { bar: bar.with_message(what.to_string()), start: Instant::now(), shown: AtomicBool::new(false) }
    }

    /// The same, unless what is printed goes to the terminal too, and would be between.
    pub(super) fn beside_data(count: u64, what: &str) -> Option<Self> {
        (!io::stdout().is_terminal()).then(|| Self::of(count, what))
    }

    /// Some more of them are done.
    pub(super) fn advance(&self, by: u64) {
        if self.start.elapsed() > PATIENCE && !self.shown.swap(true, Ordering::Relaxed) {
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
        self.bar.inc(by);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
