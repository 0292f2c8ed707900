//! `lehr test`

use std::io::Write;

use super::args::TestArgs;
use super::check::counted;
use super::exit::{Exit, Stop};
use super::files::Found;
use super::input::{self, Origin};
use super::output;
use super::progress::Progress;
use super::sources::Given;
use crate::overrides::Overrides;

/// What became of the expectations of all files together.
#[derive(Default)]
struct Tally {
    passed: usize,
    failed: usize,
    /// Files with errors.
    broken: usize,
}

pub(super) fn run(args: &TestArgs) -> Result<Exit, Stop> {
    let overrides = args.set.overrides()?;
    let Found { given, unread } = Found::schedules(&args.sources.or_here())?;
    let (mut tally, mut failing) = (Tally::default(), 0);
    let progress = Progress::of(given.len() as u64, "files");
    for given in &given {
        if !output::said(tally.add(given, &overrides))? {
            failing += 1;
        }
        progress.advance(1);
    }
    drop(progress);
    let Tally { passed, failed, broken } = tally;
    let files = given.len() - failing;
    if files > 0 {
        let mut summary = format!(
            "{} in {}: {passed} passed, {failed} failed",
            counted(passed + failed, "expectation"),
            counted(files, "file")
        );
        if broken > 0 {
            summary.push_str(&format!(", {} with errors", counted(broken, "file")));
        }
        writeln!(output::stdout(), "{summary}")?;
    }
    Ok(match failed + broken {
        _ if unread + failing > 0 => Exit::Usage,
        0 => Exit::Success,
        _ => Exit::Failure,
    })
}

impl Tally {
    /// Runs the expectations of a file.
    fn add(&mut self, given: &Given, overrides: &Overrides) -> Result<(), Stop> {
        let origin = Origin::of(given);
        let overrides = origin.config()?.completed(overrides)?;
        let compiled = input::compiled(origin, &overrides)?;
        if compiled.compilation.program().is_none() {
            output::findings_to_stdout(&compiled.source, compiled.compilation.diagnostics())?;
            self.broken += 1;
            return Ok(());
        }
        let outcomes = compiled.compilation.test();
        let failures: Vec<_> = outcomes.iter().filter_map(|outcome| outcome.failure.clone()).collect();
        output::findings_to_stdout(&compiled.source, &failures)?;
        self.passed += outcomes.len() - failures.len();
        self.failed += failures.len();
        Ok(())
    }
}
