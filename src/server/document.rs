//! A text that is open in the editor, and what is known of it.

use std::cell::{OnceCell, RefCell};
use std::path::PathBuf;

use gen_lsp_types as lsp;

use super::numbers::position;
use crate::compile::{Compilation, compile};
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::expect::Outcome;
use crate::lint;
use crate::overrides::Overrides;
use crate::scripts::{self, Script};
use crate::text::{ColumnUnit, LineIndex, Span};

/// A text that is open in the editor.
#[derive(Debug)]
pub(super) struct Document {
    pub(super) uri: lsp::Uri,
    pub(super) version: i32,
    pub(super) text: String,
    pub(super) lines: LineIndex,
    /// Its file, where it has one.
    path: Option<PathBuf>,
    is_script: bool,
    /// The cells that it is made of, where it is a notebook.
    cells: Option<Vec<String>>,
    /// What is known of the text as it is, once somebody has asked.
    analysis: OnceCell<Analysis>,
    /// What is known of the text before, which the next one is compiled with.
    before: RefCell<Option<Before>>,
    /// The last text that had no errors.
    good: Option<Good>,
}

/// A text without errors, which is compiled again once somebody asks what it was.
#[derive(Debug)]
struct Good {
    text: String,
    overrides: Overrides,
    compilation: OnceCell<Compilation>,
}

/// What is known of an older text.
#[derive(Debug)]
struct Before {
    compilation: Compilation,
    seen: lint::Seen,
    settings: lint::Settings,
}

/// What is known of a text.
#[derive(Debug)]
pub(super) struct Analysis {
    pub(super) compilation: Compilation,
    /// The training script that it is.
    pub(super) script: Option<Script>,
    pub(super) findings: Vec<Diagnostic>,
    pub(super) outcomes: Vec<Outcome>,
    pub(super) overrides: Overrides,
    pub(super) settings: lint::Settings,
    /// Why the settings of its folder do not hold.
    pub(super) unusable: Option<String>,
    /// What of its findings holds for the next text.
    seen: lint::Seen,
}

impl Document {
    pub(super) fn new(item: lsp::TextDocumentItem) -> Self {
        let path = path(item.uri.as_ref());
        let is_script = String::from(item.language_id) == "python"
            || path.as_ref().and_then(|path| path.extension()).is_some_and(|ending| ending == "py");
        Self::with(item.uri, item.version, item.text, path, is_script)
    }

    /// The code of a notebook, each of its cells with a line break after it.
    pub(super) fn of_cells(uri: lsp::Uri, cells: &[&str]) -> Self {
        let text = cells.iter().flat_map(|cell| [cell, "\n"]).collect();
        let path = path(uri.as_ref());
        let cells = cells.iter().map(ToString::to_string).collect();
        Self { cells: Some(cells), ..Self::with(uri, 0, text, path, true) }
    }

    fn with(uri: lsp::Uri, version: i32, text: String, path: Option<PathBuf>, is_script: bool) -> Self {
        let lines = LineIndex::new(&text);
        let (analysis, before) = (OnceCell::new(), RefCell::default());
        Self { uri, version, text, lines, path, is_script, cells: None, analysis, before, good: None }
    }

    /// Applies changes, one after the other.
    pub(super) fn change(&mut self, version: i32, changes: Vec<lsp::TextDocumentContentChangeEvent>, unit: ColumnUnit) {
        self.forget();
        self.version = version;
        for change in changes {
            self.text = changed(std::mem::take(&mut self.text), &self.lines, change, unit);
            self.lines = LineIndex::new(&self.text);
        }
    }

    /// Looks at the text anew when somebody asks: it, or its settings, may have changed.
    pub(super) fn forget(&mut self) {
        let Some(Analysis { compilation, overrides, seen, settings, .. }) = self.analysis.take() else { return };
        if compilation.program().is_some() {
            self.good = Some(Good { text: self.text.clone(), overrides, compilation: OnceCell::new() });
        }
        *self.before.get_mut() = Some(Before { compilation, seen, settings });
    }

    /// What is known of the text.
    pub(super) fn analysis(&self) -> &Analysis {
        self.analysis.get_or_init(|| self.analyse())
    }

    /// The last text that had no errors, where this one has some.
    pub(super) fn good(&self) -> Option<&Compilation> {
        let good = self.good.as_ref().filter(|_| self.analysis().compilation.program().is_none())?;
        Some(good.compilation.get_or_init(|| compile(&good.text, &good.overrides)))
    }

    fn analyse(&self) -> Analysis {
        let (config, unusable) = match self.path.as_deref().map_or_else(|| Ok(Config::default()), Config::above) {
            Ok(config) => (config, None),
            Err(error) => (Config::default(), Some(error.to_string())),
        };
        let completed = config.completed(&Overrides::new());
        let unusable = unusable.or_else(|| completed.as_ref().err().map(ToString::to_string));
        let overrides = completed.unwrap_or_default();
        let settings = config.settings().clone();
        if self.is_script {
            let settings_of_script = scripts::Settings::default();
            let script = match &self.cells {
                Some(cells) => Script::read_cells(cells, &settings_of_script),
                None => Script::read(&self.text, &settings_of_script),
            };
            let findings = script.check(&overrides, &settings);
            let compilation = script.compile(&overrides);
            let (script, outcomes) = (Some(script), Vec::new());
            let seen = lint::Seen::default();
            return Analysis { compilation, script, findings, outcomes, overrides, settings, unusable, seen };
        }
        let (compilation, seen) = match self.before.take() {
            Some(before) if before.settings == settings => {
                (before.compilation.edited(&self.text, &overrides), before.seen)
            }
            _ => (compile(&self.text, &overrides), lint::Seen::default()),
        };
        let outcomes = compilation.test();
        let (mut findings, seen) = lint::check_next(&compilation, &settings, seen);
        findings.extend(outcomes.iter().filter_map(|outcome| outcome.failure.clone()));
        Analysis { compilation, script: None, findings, outcomes, overrides, settings, unusable, seen }
    }

    /// The text with all safe fixes applied; nothing for a notebook, whose cells are texts of their own.
    pub(super) fn fixed(&self) -> Option<String> {
        if self.cells.is_some() {
            return None;
        }
        let Analysis { overrides, settings, .. } = self.analysis();
        let fixed = if self.is_script {
            scripts::fix(&self.text, false, &scripts::Settings::default(), overrides, settings, false)
        } else {
            lint::fix(&self.text, overrides, settings, false)
        };
        Some(fixed.text)
    }

    /// The line that a byte is in.
    pub(super) fn line_at(&self, byte: usize) -> Span {
        self.lines.line(self.lines.line_of(byte)).unwrap_or_default()
    }
}

/// A text, whose lines are known, after a change.
pub(super) fn changed(
    mut text: String,
    lines: &LineIndex,
    change: lsp::TextDocumentContentChangeEvent,
    unit: ColumnUnit,
) -> String {
    match change {
        lsp::TextDocumentContentChangeEvent::TextDocumentContentChangePartial(change) => {
            let [start, end] = [change.range.start, change.range.end].map(|at| lines.offset(position(at), unit));
            text.replace_range(start.min(end)..start.max(end), &change.text);
            text
        }
        lsp::TextDocumentContentChangeEvent::TextDocumentContentChangeWholeDocument(change) => change.text,
    }
}

/// The path of a file's URI.
fn path(uri: &str) -> Option<PathBuf> {
    let path = uri.strip_prefix("file://")?;
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => {
                let digits = [rest.next()?, rest.next()?];
                u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?
            }
            byte => byte,
        });
    }
    let path = String::from_utf8(bytes).ok()?;
    // `/C:/…` on Windows.
    let has_drive = path.as_bytes().get(2) == Some(&b':');
    Some(PathBuf::from(if has_drive { &path[1..] } else { &path }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uri_of_a_file_is_its_path() {
        assert_eq!(path("file:///home/a%20b/%C3%A9.lehr"), Some(PathBuf::from("/home/a b/é.lehr")));
        assert_eq!(path("file:///c%3A/x.lehr"), Some(PathBuf::from("c:/x.lehr")));
        assert_eq!(path("untitled:Untitled-1"), None);
        assert_eq!(path("file:///%f"), None);
    }
}
