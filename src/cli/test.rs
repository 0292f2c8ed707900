//! `lehr test`

use std::io::Write;

use super::args::TestArgs;
use super::check::counted;
use super::exit::{Exit, Stop};
use super::input::{self, Origin};
use super::output;

pub(super) fn run(args: &TestArgs) -> Result<Exit, Stop> {
    let overrides = args.set.overrides()?;
    let (mut passed, mut failed, mut broken) = (0, 0, 0);
    for file in &args.files {
        let overrides = Origin::File(file).config()?.completed(&overrides)?;
        let compiled = input::compiled(file, &overrides)?;
        if compiled.compilation.program().is_none() {
            output::findings_to_stdout(&compiled.source, compiled.compilation.diagnostics())?;
            broken += 1;
            continue;
        }
        let outcomes = compiled.compilation.test();
        let failures: Vec<_> = outcomes.iter().filter_map(|outcome| outcome.failure.clone()).collect();
        output::findings_to_stdout(&compiled.source, &failures)?;
        passed += outcomes.len() - failures.len();
        failed += failures.len();
    }
    let mut summary = format!(
        "{} in {}: {passed} passed, {failed} failed",
        counted(passed + failed, "expectation"),
        counted(args.files.len(), "file")
    );
    if broken > 0 {
        summary.push_str(&format!(", {} with errors", counted(broken, "file")));
    }
    writeln!(output::stdout(), "{summary}")?;
    Ok(if failed + broken == 0 { Exit::Success } else { Exit::Failure })
}
