//! Jupyter notebooks: their code cells as one text, and every place of it back in the file.

use std::ops::Range;

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::span::Span;

/// The code of a notebook.
#[derive(Debug, Clone, Default)]
pub struct Notebook {
    text: String,
    cells: Vec<Cell>,
    pieces: Vec<Piece>,
}

/// A code cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell {
    /// Which cell of the notebook it is, from 0, text cells counted.
    pub index: usize,
    /// Its place in [`Notebook::text`].
    pub span: Span,
}

/// A place in a notebook as people name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CellPlace {
    /// The number of the cell in the notebook, from 0, text cells counted.
    pub cell: usize,
    /// The line in the cell, from 0.
    pub line: usize,
    /// The byte in the line, from 0.
    pub column: usize,
}

/// Bytes of the text that stand in the file as they are, or a character that is escaped there.
#[derive(Debug, Clone, Copy)]
struct Piece {
    text: u32,
    length: u32,
    file: u32,
    file_length: u32,
}

#[derive(Deserialize)]
struct File<'a> {
    #[serde(borrow, default)]
    cells: Vec<FileCell<'a>>,
    /// The format before version 4.
    #[serde(borrow, default)]
    worksheets: Vec<Worksheet<'a>>,
}

#[derive(Deserialize)]
struct Worksheet<'a> {
    #[serde(borrow, default)]
    cells: Vec<FileCell<'a>>,
}

#[derive(Deserialize)]
struct FileCell<'a> {
    #[serde(default)]
    cell_type: String,
    #[serde(borrow, alias = "input")]
    source: Option<&'a RawValue>,
}

/// Magics that run the rest of their cell as Python.
const PYTHON_MAGICS: &[&str] = &["time", "timeit", "capture", "prun", "mprun", "memit", "python", "python3", "wandb"];

impl Notebook {
    /// Reads a notebook's file.
    ///
    /// # Errors
    /// If the file is no JSON, or none of a notebook.
    pub fn parse(json: &str) -> Result<Notebook, serde_json::Error> {
        let file: File = serde_json::from_str(json)?;
        let mut notebook = Notebook::default();
        let cells = file.cells.into_iter().chain(file.worksheets.into_iter().flat_map(|sheet| sheet.cells));
        for (index, cell) in cells.enumerate().filter(|(_, cell)| cell.cell_type == "code") {
            if notebook.is_too_long() {
                break;
            }
            if let Some(source) = cell.source {
                notebook.add(json, index, source);
            }
        }
        Ok(notebook)
    }

    /// The code of some cells, which stand in no file.
    pub fn of_cells<'c>(cells: impl IntoIterator<Item = &'c str>) -> Notebook {
        let mut notebook = Notebook::default();
        for (index, cell) in cells.into_iter().enumerate() {
            let start = notebook.text.len();
            notebook.text.push_str(cell);
            notebook.close(index, start);
        }
        notebook
    }

    /// The code of all cells, in their order, each with a line break after it. Of a notebook whose code is longer than
    /// [`LONGEST`](crate::LONGEST) it is more than that, and may end early. A `%%` magic that runs Python is left
    /// out by spaces; a cell of another language is empty.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The code cells, in order.
    pub fn cells(&self) -> &[Cell] {
        &self.cells
    }

    /// Where a byte of the text stands for people.
    pub fn place(&self, offset: usize) -> Option<CellPlace> {
        let at = u32::try_from(offset).ok()?;
        let cell = self.cell_at(at)?;
        let before = self.text.get(cell.span.start as usize..offset)?;
        let column = before.len() - before.rfind('\n').map_or(0, |line| line + 1);
        Some(CellPlace { cell: cell.index, line: before.matches('\n').count(), column })
    }

    /// The bytes of the file that a part of the text stands in. To replace it, write the new text there as
    /// [`Notebook::escaped`] has it. None if the part reaches over a cell's end.
    pub fn file_range(&self, span: Span) -> Option<Range<usize>> {
        let inside = self.cell_at(span.start).is_some_and(|cell| cell.span.contains(span));
        let start = self.in_file(span.start, false)?;
        let end = if span.start == span.end { start } else { self.in_file(span.end, true)? };
        (inside && start <= end).then_some(start..end)
    }

    /// The last cell that starts at a byte of the text, or before it.
    fn cell_at(&self, at: u32) -> Option<&Cell> {
        let after = self.cells.partition_point(|cell| cell.span.start <= at);
        self.cells.get(after.checked_sub(1)?)
    }

    /// Whether it is not read, whatever follows.
    fn is_too_long(&self) -> bool {
        self.text.len() > crate::LONGEST
    }

    /// Text as it stands in a JSON string, without the quotes.
    pub fn escaped(text: &str) -> String {
        let quoted = serde_json::to_string(text).unwrap_or_default();
        quoted.get(1..quoted.len().saturating_sub(1)).unwrap_or_default().to_string()
    }

    /// A byte of the text in the file: the start of what stands there, or the end of what stands before it.
    fn in_file(&self, at: u32, end: bool) -> Option<usize> {
        let place = self.pieces.partition_point(|piece| if end { piece.text < at } else { piece.text <= at });
        let piece = self.pieces.get(place.checked_sub(1)?)?;
        let into = at - piece.text;
        let offset = if into >= piece.length {
            piece.file_length
        } else if piece.length == piece.file_length {
            into
        } else {
            0
        };
        Some((piece.file + offset) as usize)
    }

    fn add(&mut self, json: &str, index: usize, source: &RawValue) {
        let start = self.text.len();
        let lines: Vec<&RawValue> = match source.get().as_bytes().first() {
            Some(b'"') => vec![source],
            _ => serde_json::from_str(source.get()).unwrap_or_default(),
        };
        for line in lines {
            let raw = line.get();
            let file = (raw.as_ptr() as usize).wrapping_sub(json.as_ptr() as usize);
            if raw.starts_with('"') && json.get(file..file + raw.len()) == Some(raw) {
                self.decode(raw, file);
            }
        }
        self.close(index, start);
    }

    /// Ends the cell whose code starts at `start`.
    fn close(&mut self, index: usize, start: usize) {
        self.hide_magic(start);
        let span = Span { start: offset(start), end: offset(self.text.len()) };
        self.cells.push(Cell { index, span });
        self.text.push('\n');
    }

    /// Adds the text of a JSON string that stands at `file`.
    fn decode(&mut self, raw: &str, file: usize) {
        let inner = &raw[1..raw.len() - 1];
        let mut at = 0;
        while at < inner.len() && !self.is_too_long() {
            let rest = &inner[at..];
            let plain = rest.find('\\').unwrap_or(rest.len());
            if plain > 0 {
                self.piece(&rest[..plain], file + 1 + at, plain);
                at += plain;
                continue;
            }
            let length = escape_length(rest);
            let decoded: Option<String> = serde_json::from_str(&format!("\"{}\"", &rest[..length])).ok();
            self.piece(decoded.as_deref().unwrap_or("\u{fffd}"), file + 1 + at, length);
            at += length;
        }
    }

    fn piece(&mut self, text: &str, file: usize, file_length: usize) {
        let piece = Piece {
            text: offset(self.text.len()),
            length: offset(text.len()),
            file: offset(file),
            file_length: offset(file_length),
        };
        self.text.push_str(text);
        self.pieces.push(piece);
    }

    /// Puts spaces over a cell's magic, and over the whole cell if it is no Python.
    fn hide_magic(&mut self, start: usize) {
        let cell = &self.text[start..];
        let code = cell.len() - cell.trim_start().len();
        let Some(magic) = cell[code..].strip_prefix("%%") else { return };
        let name: String = magic.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        let end = if PYTHON_MAGICS.contains(&name.as_str()) {
            cell.find("%%").and_then(|magic| Some(magic + cell[magic..].find('\n')?)).unwrap_or(cell.len())
        } else {
            cell.len()
        };
        let blank: String =
            cell[..end].chars().map(|c| if c == '\n' { "\n".to_string() } else { " ".repeat(c.len_utf8()) }).collect();
        self.text.replace_range(start..start + end, &blank);
    }
}

/// The length of the escape that a text begins with: `\n`, `\u00e9`, or a pair of surrogates.
fn escape_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let length = if bytes.get(1) == Some(&b'u') {
        let high = text.get(2..6).and_then(|digits| u32::from_str_radix(digits, 16).ok());
        let pair = high.is_some_and(|high| (0xd800..0xdc00).contains(&high)) && text.get(6..8) == Some("\\u");
        if pair { 12 } else { 6 }
    } else {
        2
    };
    let length = length.min(text.len());
    (length..=text.len()).find(|&end| text.is_char_boundary(end)).unwrap_or(text.len())
}

fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
