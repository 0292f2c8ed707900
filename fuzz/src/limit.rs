//! The time that an input may take.

use std::sync::{LazyLock, Mutex, PoisonError};
use std::time::Duration;

use cpu_time::ProcessTime;

use super::bodies::Body;

/// How many seconds of CPU time an input may take where `LEHR_FUZZ_SECONDS` does not say so. What other programs do on
/// the machine does not count; how fast it is does, and what the fuzzer itself adds to follow the code, about as much again.
const SECONDS: u64 = 2;

static LIMIT: LazyLock<Duration> = LazyLock::new(|| {
    let given = std::env::var("LEHR_FUZZ_SECONDS").ok();
    Duration::from_secs(given.map_or(SECONDS, |seconds| seconds.parse().expect("LEHR_FUZZ_SECONDS is a whole number")))
});

/// When the input started.
static START: Mutex<Option<ProcessTime>> = Mutex::new(None);

/// Whether the input has taken half of the time that it may take. What goes on for as long as the input says ends then.
pub fn is_half_over() -> bool {
    let start = *START.lock().unwrap_or_else(PoisonError::into_inner);
    start.is_some_and(|start| start.elapsed() * 2 > *LIMIT)
}

/// Runs the body of a fuzzer; an input that takes longer than it may is a finding.
pub fn in_time(body: Body, input: &[u8]) {
    let limit = *LIMIT;
    let start = ProcessTime::now();
    *START.lock().unwrap_or_else(PoisonError::into_inner) = Some(start);
    body(input);
    let taken = start.elapsed();
    assert!(taken <= limit, "an input takes {taken:?} of CPU time, and may take {limit:?}");
}
