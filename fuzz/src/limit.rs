//! The time that an input may take, for each of the commands that it is given to.

use std::sync::{LazyLock, Mutex, PoisonError};
use std::time::Duration;

use cpu_time::ProcessTime;

use super::bodies::Body;

/// How many seconds of CPU time a command may take where `LEHR_FUZZ_SECONDS` does not say so. What other programs do on
/// the machine does not count; how fast it is does, and what the fuzzer itself adds to follow the code, about as much again.
const SECONDS: u64 = 2;

static LIMIT: LazyLock<Duration> = LazyLock::new(|| {
    let given = std::env::var("LEHR_FUZZ_SECONDS").ok();
    Duration::from_secs(given.map_or(SECONDS, |seconds| seconds.parse().expect("LEHR_FUZZ_SECONDS is a whole number")))
});

/// When the command started.
static START: Mutex<Option<ProcessTime>> = Mutex::new(None);

/// Whether the command has taken half of the time that it may take. What goes on for as long as the input says ends then.
pub fn is_half_over() -> bool {
    let start = *START.lock().unwrap_or_else(PoisonError::into_inner);
    start.is_some_and(|start| start.elapsed() * 2 > *LIMIT)
}

/// Ends one command and starts the next. A command that took longer than it may is a finding.
pub fn next_command() {
    let now = ProcessTime::now();
    let start = START.lock().unwrap_or_else(PoisonError::into_inner).replace(now);
    let (limit, taken) = (*LIMIT, start.map_or(Duration::ZERO, |start| now.duration_since(start)));
    assert!(taken <= limit, "a command takes {taken:?} of CPU time, and may take {limit:?}");
}

/// Runs the body of a fuzzer within its time.
pub fn in_time(body: Body, input: &[u8]) {
    *START.lock().unwrap_or_else(PoisonError::into_inner) = None;
    next_command();
    body(input);
    next_command();
}
