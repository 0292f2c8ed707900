//! `lehr test`

use std::io::Write;

use super::args::TestArgs;
use super::check::counted;
use super::exit::{Exit, Stop};
use super::files::{Found, each};
use super::input::{self, Compiled, Origin};
use super::output;
use super::progress::Progress;
use super::sources::Given;
use crate::diagnostic::Diagnostic;
use crate::overrides::Overrides;
use crate::text::Source;

/// What became of the expectations of all files together.
#[derive(Default)]
struct Tally {
    files: usize,
    passed: usize,
    failed: usize,
    /// Files with errors.
    broken: usize,
}

/// What became of those of one file.
struct Tested {
    source: Source,
    /// Errors, or the expectations that do not hold.
    findings: Vec<Diagnostic>,
    /// How many hold; `None` where the file has errors.
    passed: Option<usize>,
}

pub(super) fn run(args: &TestArgs) -> Result<Exit, Stop> {
    let overrides = args.set.overrides()?;
    let Found { given, mut unread } = Found::schedules(&args.sources.or_here())?;
    let mut tally = Tally::default();
    for tested in all(&given, &overrides) {
        match tested {
            Ok(tested) => {
                output::findings_to_stdout(&tested.source, &tested.findings)?;
                tally.add(&tested);
            }
            Err(stop) => unread += usize::from(!output::said(Err(stop))?),
        }
    }
    if tally.files > 0 {
        writeln!(output::stdout(), "{}", tally.summary())?;
    }
    Ok(match tally.failed + tally.broken {
        _ if unread > 0 => Exit::Usage,
        0 => Exit::Success,
        _ => Exit::Failure,
    })
}

/// Tests files in parallel; in the order in which they are given.
fn all(given: &[Given], overrides: &Overrides) -> Vec<Result<Tested, Stop>> {
    let progress = Progress::of(given.len() as u64, "files");
    let one = |given: &Given| {
        let tested = Tested::new(given, overrides);
        progress.advance(1);
        tested
    };
    each(given, one)
}

impl Tested {
    fn new(given: &Given, overrides: &Overrides) -> Result<Self, Stop> {
        let origin = Origin::of(given);
        let overrides = origin.config()?.completed(overrides)?;
        let Compiled { source, compilation } = input::compiled(origin, &overrides)?;
        if compilation.program().is_none() {
            return Ok(Self { source, findings: compilation.diagnostics().to_vec(), passed: None });
        }
        let outcomes = compilation.test();
        let count = outcomes.len();
        let findings: Vec<_> = outcomes.into_iter().filter_map(|outcome| outcome.failure).collect();
        Ok(Self { source, passed: Some(count - findings.len()), findings })
    }
}

impl Tally {
    fn add(&mut self, tested: &Tested) {
        self.files += 1;
        match tested.passed {
            Some(passed) => {
                self.passed += passed;
                self.failed += tested.findings.len();
            }
            None => self.broken += 1,
        }
    }

    fn summary(&self) -> String {
        let Self { files, passed, failed, broken } = *self;
        let (expectations, files) = (counted(passed + failed, "expectation"), counted(files, "file"));
        let mut summary = format!("{expectations} in {files}: {passed} passed, {failed} failed");
        if broken > 0 {
            summary.push_str(&format!(", {} with errors", counted(broken, "file")));
        }
        summary
    }
}
