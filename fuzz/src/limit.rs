//! The time that an input may take.

use std::time::Duration;

use cpu_time::ProcessTime;

use super::bodies::Body;

/// It is CPU time, so that a busy machine does not count.
const LIMIT: Duration = Duration::from_secs(2);

/// Runs the body of a fuzzer; an input that takes longer than it may is a finding.
pub fn in_time(body: Body, input: &[u8]) {
    let start = ProcessTime::now();
    body(input);
    let taken = start.elapsed();
    assert!(taken <= LIMIT, "an input takes {taken:?} of CPU time, and may take {LIMIT:?}");
}
