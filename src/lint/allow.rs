//! `# lehr: allow(code)`: findings that are meant.
//!
//! After a statement the comment speaks of its line; alone on a line, of the line below it and
//! what hangs on it. `# lehr: allow-file(code)` speaks of the whole file.

use super::settings::Settings;
use crate::diagnostic::{Code, Diagnostic, Edit, Fix, Severity};
use crate::text::{LineIndex, Span};

/// The fix that allows a finding where it is: a comment after its line, or above it where the line has a comment
/// already. `None` for an error, and where no comment can stand.
///
/// ```
/// use lehr::lint::{Settings, allowing, check};
/// use lehr::{Overrides, compile};
///
/// let text = "let unused = 1\nlr = 0.1 * cosine(10)\n";
/// let findings = check(&compile(text, &Overrides::new()), &Settings::default());
/// let allowed = allowing(text, &findings[0]).and_then(|fix| fix.apply(text)).expect("a warning");
/// assert!(allowed.starts_with("let unused = 1  # lehr: allow(unused-name)\n"));
/// ```
pub fn allowing(text: &str, finding: &Diagnostic) -> Option<Fix> {
    if finding.code.severity() == Severity::Error {
        return None;
    }
    let lines = LineIndex::new(text);
    let number = lines.line_of(finding.span().start);
    let line = lines.line(number)?;
    let words = line.of(text);
    let goes_on = |line: Span| line.of(text).trim_end().ends_with('\\');
    // A comment would end what the line goes on with.
    if goes_on(line) || number.checked_sub(1).and_then(|above| lines.line(above)).is_some_and(goes_on) {
        return None;
    }
    let comment = format!("# lehr: allow({})", finding.code);
    let edit = if words.contains('#') {
        let indent = &words[..words.len() - words.trim_start().len()];
        let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
        Edit::insert(line.start, format!("{indent}{comment}{end}"))
    } else {
        Edit::replace(Span::new(line.start + words.trim_end().len(), line.end), format!("  {comment}"))
    };
    Some(Fix::safe(format!("allow `{}` here", finding.code), vec![edit]))
}

/// What a comment says before what it allows.
const WORD: &str = "lehr: allow";

/// A comment that allows a code.
struct Allow<'t> {
    code: &'t str,
    /// Where the code stands.
    span: Span,
    /// The text that it speaks of.
    scope: Span,
    used: bool,
}

/// Takes out what is allowed, and reports what allows nothing. Errors cannot be allowed.
pub(super) fn apply(text: &str, settings: &Settings, diagnostics: &mut Vec<Diagnostic>) {
    if !text.contains(WORD) {
        return;
    }
    let lines = LineIndex::new(text);
    let mut allows = allows(text, &lines);
    if allows.is_empty() {
        return;
    }
    diagnostics.retain(|diagnostic| {
        if diagnostic.code.severity() == Severity::Error {
            return true;
        }
        let touches = |allow: &&mut Allow<'_>| {
            let (place, scope) = (diagnostic.span(), allow.scope);
            allow.code == diagnostic.code.slug() && place.start <= scope.end && scope.start <= place.end
        };
        let mut allowed = false;
        for allow in allows.iter_mut().filter(touches) {
            allow.used = true;
            allowed = true;
        }
        !allowed
    });
    for allow in allows.iter().filter(|allow| !allow.used) {
        let code = Code::find(allow.code);
        // What is not looked for cannot be found.
        if code.is_some_and(|code| settings.severity(code).is_none()) {
            continue;
        }
        let known = code.is_some();
        let message = if known {
            format!("`{}` is allowed here, and is not found here", allow.code)
        } else {
            format!("`{}` is not the code of a finding", allow.code)
        };
        let help = if known { "take the comment out" } else { "`lehr explain` lists the codes" };
        let fix =
            comment(text, &lines, allow.span).map(|span| Fix::safe("remove the comment", vec![Edit::remove(span)]));
        diagnostics.push(Diagnostic::new(Code::UnusedAllow, message, allow.span).help(help).fix(fix));
    }
}

fn allows<'t>(text: &'t str, lines: &LineIndex) -> Vec<Allow<'t>> {
    let mut found = Vec::new();
    for (own, below) in lines.lines().zip(below_each_line(text, lines)) {
        let line = own.of(text);
        if let Some(comment) = line.find('#') {
            let alone = line[..comment].trim().is_empty();
            let scopes = [Span::new(0, text.len()), if alone { below } else { own }];
            read(line, own.start, comment, scopes, &mut found);
        }
    }
    found
}

/// For each line, the first one below it that is no comment, with the lines that are indented below
/// that one.
fn below_each_line(text: &str, lines: &LineIndex) -> Vec<Span> {
    let mut scopes = Vec::new();
    let mut below = Span::new(text.len(), text.len());
    // Where the indented lines end that follow at once.
    let mut hanging: Option<usize> = None;
    for place in lines.lines().rev() {
        scopes.push(below);
        let line = place.of(text);
        let words = line.trim();
        let end = hanging.unwrap_or(place.start + line.trim_end().len());
        if !words.is_empty() && !words.starts_with('#') {
            below = Span::new(place.start, end);
        }
        hanging = (line.starts_with([' ', '\t']) && !words.is_empty()).then_some(end);
    }
    scopes.reverse();
    scopes
}

/// Reads the comment of a line that starts at a byte; `scopes` are those of a whole file and of a line.
fn read<'t>(line: &'t str, start: usize, comment: usize, scopes: [Span; 2], found: &mut Vec<Allow<'t>>) {
    let rest = &line[comment + 1..];
    let words = rest.trim_start();
    let at = start + comment + 1 + (rest.len() - words.len());
    for (head, scope) in ["lehr: allow-file(", "lehr: allow("].into_iter().zip(scopes) {
        let Some(list) = words.strip_prefix(head).and_then(|list| list.split_once(')')) else { continue };
        let mut place = at + head.len();
        for code in list.0.split(',') {
            let trimmed = code.trim();
            let begin = place + (code.len() - code.trim_start().len());
            found.push(Allow { code: trimmed, span: Span::new(begin, begin + trimmed.len()), scope, used: false });
            place += code.len() + 1;
        }
    }
}

/// The comment around a code that it allows, with its line if nothing else is on it; `None` where
/// it allows others too, or goes on.
fn comment(text: &str, lines: &LineIndex, code: Span) -> Option<Span> {
    let start = text[..code.start].rfind('#')?;
    let end = code.end + text[code.end..].find(')')? + 1;
    let number = lines.line_of(start);
    let line = lines.line(number)?;
    if text[start..end].contains(',') || !text[end..line.end].trim().is_empty() {
        return None;
    }
    let begin = text[..start].trim_end_matches([' ', '\t']).len();
    let next = lines.line(number + 1).map_or(text.len(), |next| next.start);
    Some(if begin <= line.start { Span::new(line.start, next) } else { Span::new(begin, end) })
}
