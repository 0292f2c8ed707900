//! Findings in named texts, written for people and for programs.

mod github;
mod json;
mod message;
mod positions;
mod sarif;
mod text;

use std::io::{self, Write};

use crate::diagnostic::Diagnostic;
use crate::text::{Source, readable, visible};
use positions::Positions;
pub use text::{render, render_within};

/// How findings are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// With the lines of the text that they point at, for reading.
    #[default]
    Text,
    /// One line for each finding: `file:line:column: severity[code]: message`, and `file:cell 3:line:column: …` in a
    /// notebook.
    Concise,
    /// One versioned JSON object with places, ticks and fixes. `docs/lints.md` describes it.
    Json,
    /// A SARIF 2.1.0 log, the format of code scanners.
    Sarif,
    /// Annotations of GitHub's workflows.
    Github,
}

/// Writes the findings of one text after another, and what encloses them all.
///
/// ```
/// use lehr::report::{Format, Report};
/// use lehr::{Overrides, Source, compile};
///
/// let source = Source::new("short.lehr", "lr = 0.1 * cosin(T=10)");
/// let compilation = compile(&source.text, &Overrides::default());
/// let mut lines = Vec::new();
/// let mut report = Report::new(Format::Concise, &mut lines);
/// report.findings(&source, compilation.diagnostics())?;
/// report.finish()?;
/// assert!(lines.starts_with(b"short.lehr:1:12: error[unknown-name]: "));
/// # std::io::Result::Ok(())
/// ```
#[derive(Debug)]
pub struct Report<W> {
    format: Format,
    out: W,
    coloured: bool,
    width: usize,
    texts: usize,
    json: Vec<json::Finding>,
    sarif: Vec<serde_sarif::sarif::Result>,
}

impl<W: Write> Report<W> {
    /// A report without colours.
    pub fn new(format: Format, out: W) -> Self {
        Self { format, out, coloured: false, width: text::WIDTH, texts: 0, json: Vec::new(), sarif: Vec::new() }
    }

    /// Sets whether [`Format::Text`] has colours, as ANSI escapes. The other formats have none.
    #[must_use]
    pub fn coloured(self, coloured: bool) -> Self {
        Self { coloured, ..self }
    }

    /// Sets the width in columns that [`Format::Text`] wraps its messages to; 100 where it is not set.
    #[must_use]
    pub fn within(self, width: usize) -> Self {
        Self { width, ..self }
    }

    /// Takes in the findings of one text. [`Format::Json`] and [`Format::Sarif`] write them at the
    /// end, the others at once.
    pub fn findings(&mut self, source: &Source, findings: &[Diagnostic]) -> io::Result<()> {
        self.texts += 1;
        if findings.is_empty() {
            return Ok(());
        }
        let positions = Positions::of(source);
        match self.format {
            Format::Text => {
                self.out.write_all(render_within(source, findings, self.coloured, self.width).as_bytes())?;
            }
            Format::Concise => {
                for finding in findings {
                    self.out.write_all(concise(finding, &positions).as_bytes())?;
                }
            }
            Format::Github => {
                for finding in findings {
                    self.out.write_all(github::annotation(finding, &positions).as_bytes())?;
                }
            }
            Format::Json => self.json.extend(findings.iter().map(|finding| json::Finding::new(finding, &positions))),
            Format::Sarif => self.sarif.extend(findings.iter().map(|finding| sarif::result(finding, &positions))),
        }
        Ok(())
    }

    /// Writes what follows the last text, and flushes.
    pub fn finish(mut self) -> io::Result<()> {
        match self.format {
            Format::Json => self.out.write_all(json::document(self.texts, self.json).as_bytes())?,
            Format::Sarif => self.out.write_all(sarif::log(self.sarif).as_bytes())?,
            Format::Text | Format::Concise | Format::Github => {}
        }
        self.out.flush()
    }
}

fn concise(finding: &Diagnostic, positions: &Positions<'_>) -> String {
    let position = positions.position(finding.span().start);
    let name = positions.name_at(finding.span().start);
    format!("{}:{position}: {}\n", visible(&name), readable(&finding.to_string()))
}
