//! Markdown as text for a terminal: headings and emphasis as styles, tables in columns, words wrapped to a width.

use anstyle::Style;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::table::{grid, lines, padded};

const STRONG: Style = Style::new().bold();
/// How far blocks of code are set in, and each list below another.
const INDENT: &str = "  ";

/// A page as text within a width. Its styles are ANSI escapes, which have no width; whoever prints it takes them out
/// where there is no terminal.
pub(super) fn rendered(page: &str, width: usize) -> String {
    let mut renderer = Renderer { width, ..Renderer::default() };
    for event in Parser::new_ext(page, Options::ENABLE_TABLES) {
        renderer.take(event);
    }
    renderer.text.trim_end().to_string() + "\n"
}

/// Terms, and beside each what is said of it in Markdown.
pub(super) fn list<'t>(entries: impl Iterator<Item = (&'t str, &'t str)>, width: usize) -> String {
    let entries: Vec<_> = entries.map(|(term, said)| (term, said.replace('`', ""))).collect();
    let column = entries.iter().map(|(term, _)| term.len()).max().unwrap_or(0);
    let mut text = String::new();
    for (term, said) in entries {
        for (index, line) in lines(&said, width.saturating_sub(column + 2)).iter().enumerate() {
            let term = if index == 0 { term } else { "" };
            text.push_str(format!("{}  {line}", padded(term, column)).trim_end());
            text.push('\n');
        }
    }
    text
}

#[derive(Default)]
struct Renderer {
    width: usize,
    text: String,
    /// The words of the block that is being read.
    words: String,
    /// How deep lists nest.
    lists: usize,
    /// Whether the next block is the first of an item.
    item: bool,
    code: bool,
    rows: Vec<Vec<String>>,
}

impl Renderer {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(&tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) | Event::Code(text) | Event::InlineHtml(text) | Event::Html(text) => {
                self.words.push_str(&text);
            }
            Event::SoftBreak => self.words.push(' '),
            Event::HardBreak => self.words.push('\n'),
            _ => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::List(_) => {
                // Of an item around it.
                self.flush();
                self.lists += 1;
            }
            Tag::Item => self.item = true,
            Tag::CodeBlock(_) => self.code = true,
            Tag::TableHead | Tag::TableRow => self.rows.push(Vec::new()),
            Tag::Strong | Tag::Heading { .. } => self.words.push_str(&STRONG.render().to_string()),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Strong => self.words.push_str(&STRONG.render_reset().to_string()),
            TagEnd::Heading(_) => {
                self.words.push_str(&STRONG.render_reset().to_string());
                self.flush();
            }
            TagEnd::Paragraph | TagEnd::Item => self.flush(),
            TagEnd::List(_) => {
                self.lists = self.lists.saturating_sub(1);
                self.text.push('\n');
            }
            TagEnd::TableCell => {
                let cell = std::mem::take(&mut self.words);
                self.rows.last_mut().into_iter().for_each(|row| row.push(cell.clone()));
            }
            TagEnd::Table => {
                self.text.push_str(&grid(&std::mem::take(&mut self.rows), Some(self.width)));
                self.text.push('\n');
            }
            TagEnd::CodeBlock => {
                self.code = false;
                for line in std::mem::take(&mut self.words).lines() {
                    self.text.push_str(&format!("{INDENT}{line}\n"));
                }
                self.text.push('\n');
            }
            _ => {}
        }
    }

    /// Writes the block that has been read, on lines of the width.
    fn flush(&mut self) {
        if self.words.trim().is_empty() || self.code {
            return;
        }
        let words = std::mem::take(&mut self.words);
        let others = INDENT.repeat(self.lists);
        let first = if std::mem::take(&mut self.item) { others.replacen(INDENT, "- ", 1) } else { others.clone() };
        let room = self.width.saturating_sub(others.len());
        for (index, line) in words.lines().flat_map(|line| lines(line, room)).enumerate() {
            self.text.push_str(if index == 0 { &first } else { &others });
            self.text.push_str(&line);
            self.text.push('\n');
        }
        if self.lists == 0 {
            self.text.push('\n');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "## `a`\n\n**Strong** words that go on and on.\n\n- one that is long\n- two\n\n```text\nx = 1\n```\n\n\
                        | a | b |\n|---|---|\n| `1` | 2 |\n";

    #[test]
    fn no_mark_of_the_markdown_is_left() {
        let text = anstream::adapter::strip_str(&rendered(PAGE, 20)).to_string();
        assert_eq!(
            text,
            "a\n\nStrong words that go\non and on.\n\n- one that is long\n- two\n\n  x = 1\n\n  a  b\n  1  2\n"
        );
        assert!(rendered(PAGE, 20).contains("\u{1b}[1mStrong\u{1b}[0m"));
    }

    #[test]
    fn every_page_fits_into_a_terminal() {
        for entry in crate::reference::entries() {
            let page = crate::reference::page(entry.name).expect("a page");
            let text = anstream::adapter::strip_str(&rendered(&page, 80)).to_string();
            assert!(!text.contains("**") && !text.contains("|---|") && !text.contains('`'), "{text}");
        }
    }

    #[test]
    fn lists_stand_beside_their_terms() {
        let entries = [("a", "one `two` three"), ("bcd", "four")].into_iter();
        assert_eq!(list(entries, 14), "a    one two\n     three\nbcd  four\n");
    }
}
