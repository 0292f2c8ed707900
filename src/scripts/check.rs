//! The findings of a script: what its curves do, in its own words, and what the rules find in it.

use std::collections::HashSet;

use super::model::{MOST_SCHEDULES, place};
use super::notebook::put_in_file;
use super::words::Words;
use super::{Schedule, Script, Settings, rules};
use crate::diagnostic::{Code, Diagnostic};
use crate::lint::{self, Fixed};
use crate::overrides::Overrides;
use crate::text::Span;

impl Script {
    /// Everything there is to say about a script, without what its comments and the settings allow, by place.
    pub fn check(&self, overrides: &Overrides, settings: &lint::Settings) -> Vec<Diagnostic> {
        lint::finished(self.text(), settings, self.found(overrides, settings))
    }

    fn found(&self, overrides: &Overrides, settings: &lint::Settings) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        for schedule in self.schedules() {
            let by_rules = rules::findings(self, schedule);
            let explained = by_rules.iter().any(|finding| rules::explains_the_curve(finding.code));
            found.extend(by_rules);
            match &schedule.meaning {
                Ok(_) if explained => {}
                Ok(_) => found.extend(self.found_on_the_curve(schedule, overrides, settings)),
                Err(reason) => found.push(Diagnostic::new(
                    Code::UnsaidSchedule,
                    format!("`{}` cannot be translated: {}", schedule.callee, reason.why),
                    reason.span,
                )),
            }
        }
        // What is called several times has its findings once.
        let mut seen = HashSet::new();
        found.retain(|finding| seen.insert((finding.code, finding.span())));
        found.extend(self.left_out());
        found
    }

    /// What is said where not all of a script is looked at.
    pub(super) fn left_out(&self) -> Option<Diagnostic> {
        let finding = |message: String, at: Span| Diagnostic::new(Code::IncompleteAnalysis, message, at);
        if self.text().len() > python_calls::LONGEST {
            let message = format!("the script is longer than {} MiB, and is not read", python_calls::LONGEST >> 20);
            return Some(finding(message, Span::default()).help("put the training loop into a script of its own"));
        }
        let (message, at, help) = match (self.left_out, self.reading().not_followed()) {
            (Some(at), _) => (
                format!("more than {MOST_SCHEDULES} places of the script make a scheduler or set a rate"),
                at,
                "the rules have not seen it, nor what comes after it: put them into several scripts",
            ),
            (None, Some(at)) => (
                "the script is too large, or too deeply nested, to be followed to its end".to_string(),
                place(at),
                "what it does with a schedule is not seen: put the training loop into a script of its own",
            ),
            (None, None) => return None,
        };
        let line = at.of(self.text()).lines().next().unwrap_or_default();
        let start = Span::new(at.start, at.start + line.len());
        Some(finding(message, start).saying("this is the first that is left out").help(help))
    }

    /// What the linter finds in a schedule by itself, at the values of the parameters.
    fn found_on_the_curve(
        &self,
        schedule: &Schedule,
        overrides: &Overrides,
        settings: &lint::Settings,
    ) -> Vec<Diagnostic> {
        let compilation = self.compilation(schedule, overrides);
        let Some(program) = compilation.program() else { return Vec::new() };
        let words = Words { script: self, schedule, program };
        let on_curve = lint::found(&compilation, settings);
        let mut found: Vec<Diagnostic> = on_curve.into_iter().filter_map(|finding| words.reworded(finding)).collect();
        // A mirrored cosine has no end of its own that the linter could miss.
        let mirrored = schedule.callee == "CosineAnnealingLR" || schedule.callee.contains("cosine_schedule");
        if mirrored && found.is_empty() {
            found.extend(words.cut_by_run().map(|finding| words.under_its_arm(finding)));
        }
        if schedule.call.is_some() && rules::is_set_by_hand(self, schedule) {
            found.retain(|finding| !rules::compares_with_the_run(finding.code));
        }
        found.sort_by_key(|finding| finding.code);
        found.dedup_by(|a, b| a.code == b.code && a.span() == b.span());
        found
    }
}

/// Applies the fixes of a script's findings; `text` is the file as it is, for a notebook its JSON.
pub fn fix(
    text: &str,
    is_notebook: bool,
    parameters: &Settings,
    overrides: &Overrides,
    settings: &lint::Settings,
    unsafe_too: bool,
) -> Fixed {
    let look = |text: &str| {
        if !is_notebook {
            return (true, Script::read(text, parameters).check(overrides, settings));
        }
        match Script::read_notebook(text, parameters) {
            Ok(script) => {
                let mut findings = script.check(overrides, settings);
                if let Some(notebook) = script.notebook() {
                    findings.iter_mut().for_each(|finding| put_in_file(notebook, finding));
                }
                (true, findings)
            }
            Err(_) => (false, Vec::new()),
        }
    };
    lint::fix_by(text, unsafe_too, &look)
}
