//! Where statements end, and where parsing goes on after one with an error.

const BLANKS: [char; 3] = [' ', '\t', '\r'];

/// A place where the statement after a broken one may start.
pub(super) struct Boundary {
    pub(super) at: usize,
    /// Whether a statement is meant to start there in any case.
    pub(super) is_sure: bool,
}

/// The place of the next thing that is neither white space nor a comment nor a `;`.
pub(super) fn skip_gap(text: &str, at: usize) -> usize {
    skip(text, at, &[' ', '\t', '\r', '\n', ';'])
}

/// The place of the next thing that is neither white space nor a comment.
pub(super) fn skip_space(text: &str, at: usize) -> usize {
    skip(text, at, &[' ', '\t', '\r', '\n'])
}

fn skip(text: &str, mut at: usize, blanks: &[char]) -> usize {
    loop {
        at = text.len() - text[at..].trim_start_matches(blanks).len();
        if !text[at..].starts_with('#') {
            return at;
        }
        at += text[at..].find('\n').unwrap_or(text.len() - at);
    }
}

/// Whether a statement can end at a place: a newline, a `;`, a comment or the end of the text follows.
pub(super) fn ends_here(text: &str, at: usize) -> bool {
    let rest = text[at..].trim_start_matches(BLANKS);
    rest.is_empty() || rest.starts_with(['\n', ';', '#'])
}

/// Whether what follows a statement can only be meant as a part of it.
pub(super) fn goes_on(text: &str, end: usize) -> bool {
    continues(&text[skip_space(text, end)..])
}

/// Whether a text starts with `then`, a postfix word or an operator.
fn continues(text: &str) -> bool {
    match word(text) {
        "" => {
            text.starts_with(['+', '-', '*', '/', '^']) && !["->", "**", "//"].iter().any(|two| text.starts_with(two))
        }
        "then" | "for" | "until" | "skip" | "every" | "mirror" | "repeat" => !opens_statement(text),
        _ => false,
    }
}

/// The boundaries after the start of a broken statement: lines that open a statement, what follows
/// a `;`, and lines that may be an expression by themselves. Inside of brackets, which may be the
/// error, they are fewer: a named argument looks like a statement too.
pub(super) fn boundaries(text: &str, start: usize) -> impl Iterator<Item = Boundary> {
    let own_indentation = indentation_before(text, start);
    let mut depth = 0_usize;
    let mut comment = false;
    // The end of what is written before a newline, comments left out.
    let mut written = start;
    (start..text.len()).filter_map(move |index| {
        let byte = text.as_bytes()[index];
        match byte {
            b'\n' => comment = false,
            _ if comment => return None,
            b'#' => comment = true,
            b'(' | b'[' => depth += 1,
            b')' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if !comment && !byte.is_ascii_whitespace() {
            written = index + 1;
        }
        let at = index + 1;
        let rest = text.get(at..)?;
        let is_sure = match byte {
            b';' => depth == 0 || opens_statement(rest),
            b'\n' => opens_statement(rest) && (depth == 0 || indentation(rest) <= own_indentation),
            _ => return None,
        };
        let may_be = || byte == b'\n' && depth == 0 && may_be_expression(rest) && is_complete(&text[start..written]);
        (is_sure || may_be()).then_some(Boundary { at, is_sure })
    })
}

/// Where the last statement of a text seems to start, broken or not.
#[cfg(feature = "server")]
pub(crate) fn last_opening(text: &str) -> usize {
    boundaries(text, 0).filter(|boundary| boundary.is_sure).last().map_or(0, |boundary| boundary.at)
}

/// How far a statement is indented; not at all if it does not start its line.
fn indentation_before(text: &str, start: usize) -> usize {
    let before = text[..start].trim_end_matches([' ', '\t']);
    if before.is_empty() || before.ends_with('\n') { start - before.len() } else { 0 }
}

fn indentation(line: &str) -> usize {
    line.len() - line.trim_start_matches([' ', '\t']).len()
}

/// Whether a line that is not indented starts with an operand.
fn may_be_expression(line: &str) -> bool {
    line.starts_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '(' | '[' | '-'))
        && !continues(line)
}

/// Whether nothing is missing at the end of a text: no operand, and no value.
fn is_complete(text: &str) -> bool {
    let last = text.len() - text.trim_end_matches(|c: char| c.is_ascii_alphanumeric() || c == '_').len();
    match &text[text.len() - last..] {
        "" => !text.ends_with(['=', '+', '-', '*', '/', '^', '<', '>', ',', '.', '(', '[']),
        word => {
            !matches!(word, "then" | "for" | "until" | "skip" | "every" | "let" | "def" | "param" | "expect" | "in")
        }
    }
}

/// Whether a line starts with a name and `=`, with that of a family, or with a word that opens a statement.
fn opens_statement(line: &str) -> bool {
    let line = line.trim_start_matches([' ', '\t']);
    match word(line) {
        "" => false,
        "let" | "def" | "param" | "expect" => true,
        name if matches!(name, "event" | "unit") && !word(line[name.len()..].trim_start_matches(BLANKS)).is_empty() => {
            true
        }
        name => {
            let rest = &line[name.len()..];
            let after = rest.trim_start_matches([' ', '\t']);
            is_family(name, rest) || after.starts_with('=') && !after.starts_with("==")
        }
    }
}

/// Whether a text goes on with the braces of a family after a name, which nothing but its definition has.
pub(super) fn is_family(name: &str, rest: &str) -> bool {
    name.ends_with('.') && rest.starts_with('{')
}

/// The name that a text starts with, dotted or not; empty where there is none.
fn word(text: &str) -> &str {
    if !text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') {
        return "";
    }
    let rest = text.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.'));
    &text[..text.len() - rest.len()]
}
