//! What stands between two statements: comments, and the blank lines that are kept.

/// The text between two statements, before the first one or after the last one.
#[derive(Debug)]
pub(super) struct Gap<'t> {
    text: &'t str,
    opens_file: bool,
    /// The comment after the statement before it.
    trailing: Option<&'t str>,
    /// The comments on lines of their own, each with whether a blank line stands before it.
    above: Vec<(bool, &'t str)>,
    /// Whether a blank line stands right before the next statement.
    ends_blank: bool,
}

impl<'t> Gap<'t> {
    pub(super) fn new(text: &'t str, opens_file: bool) -> Self {
        let mut gap = Self { text, opens_file, trailing: None, above: Vec::new(), ends_blank: false };
        let mut blank = false;
        let mut lines = text.split('\n').enumerate().peekable();
        while let Some((index, line)) = lines.next() {
            let starts_line = index > 0 || opens_file;
            match line.find('#') {
                Some(at) if starts_line => {
                    gap.above.push((blank, line[at..].trim_end()));
                    blank = false;
                }
                Some(at) => gap.trailing = Some(line[at..].trim_end()),
                // The last line is that of the next statement.
                None => blank |= starts_line && line.trim().is_empty() && lines.peek().is_some(),
            }
        }
        gap.ends_blank = blank;
        gap
    }

    /// Whether the statements on both sides of it share a line.
    pub(super) fn is_within_line(&self) -> bool {
        !self.opens_file && !self.text.contains('\n')
    }

    /// Whether a statement stands right above the next one.
    pub(super) fn is_line_end(&self) -> bool {
        !self.opens_file && self.above.is_empty() && !self.ends_blank
    }

    pub(super) fn trailing(&self) -> Option<&'t str> {
        self.trailing
    }

    pub(super) fn above(&self) -> impl Iterator<Item = &'t str> {
        self.above.iter().map(|(_, comment)| *comment)
    }

    /// Writes the comments after what is written, and ends the line if a statement follows.
    pub(super) fn write(&self, out: &mut String, statement_follows: bool) {
        if let Some(comment) = self.trailing {
            out.push_str("  ");
            out.push_str(comment);
        }
        for (blank, comment) in &self.above {
            end_line(out, *blank);
            out.push_str(comment);
        }
        if statement_follows {
            end_line(out, self.ends_blank);
        }
    }
}

/// Ends the line, if there is one, and leaves one blank.
fn end_line(out: &mut String, blank: bool) {
    if !out.is_empty() {
        out.push_str(if blank { "\n\n" } else { "\n" });
    }
}
