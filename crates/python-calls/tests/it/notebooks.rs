//! Notebooks: their code, and the way back into the file.

use proptest::prelude::*;
use python_calls::{CellPlace, Needles, Notebook, Span, read_notebook};

const FILE: &str = r##"{
 "cells": [
  {"cell_type": "markdown", "source": ["# StepLR(1)\n"]},
  {"cell_type": "code", "metadata": {}, "outputs": [], "source": [
    "%matplotlib inline\n",
    "!pip install torch\n",
    "from torch.optim.lr_scheduler import StepLR\n",
    "name = \"caf\u00e9 \ud83d\ude00\\n\"; sched = StepLR(opt, step_size=30)"
  ]},
  {"cell_type": "code", "source": "%%time\nfor epoch in range(3):\n    sched.step()\n"},
  {"cell_type": "code", "source": ["%%bash\n", "rm sched.step()\n"]},
  {"cell_type": "code", "source": ["for broken in\n"]},
  {"cell_type": "code", "source": ["sched.step()"]}
 ],
 "nbformat": 4
}"##;

#[test]
fn cells_are_read_as_one_program() {
    let notebook = Notebook::parse(FILE).expect("a notebook");
    let reading = read_notebook(&notebook);
    let steps = reading.calls().filter(|(_, call)| call.method.is_some_and(|(_, name)| reading.name(name) == "step"));
    assert_eq!(steps.count(), 2, "{reading}");
    assert_eq!(reading.mistakes().len(), 1, "a broken cell breaks no other: {:?}", reading.mistakes());
    insta::assert_snapshot!(format!("{}---\n{reading}", notebook.text()));
}

#[test]
fn a_place_is_a_cell_and_a_line_and_bytes_of_the_file() {
    let notebook = Notebook::parse(FILE).expect("a notebook");
    let at = notebook.text().find("30").expect("the argument");
    assert_eq!(notebook.place(at), Some(CellPlace { cell: 1, line: 3, column: 53 }));
    let span = Span { start: u32::try_from(at).expect("short"), end: u32::try_from(at + 2).expect("short") };
    let range = notebook.file_range(span).expect("in the file");
    assert_eq!(&FILE[range.clone()], "30");
    let mut fixed = FILE.to_string();
    fixed.replace_range(range, &Notebook::escaped("\"1\"\n"));
    let fixed = Notebook::parse(&fixed).expect("still a notebook");
    assert!(fixed.text().contains("step_size=\"1\"\n)"));
}

#[test]
fn what_is_no_notebook_is_an_error() {
    assert!(Notebook::parse("StepLR(1)").is_err());
    assert!(Notebook::parse("{}").expect("a file without cells").text().is_empty());
    assert!(Notebook::parse(r#"{"cells": [{"cell_type": "code"}, {"cell_type": "code", "source": 3}]}"#).is_ok());
}

#[test]
fn a_fast_look_finds_what_is_there() {
    let needles = Needles::new(["StepLR", "get_scheduler"]).expect("a search");
    assert!(needles.might_be_in(FILE));
    assert!(!needles.might_be_in("optimizer.step()"));
    assert!(needles.might_be_in(b"\xff get_scheduler"));
}

/// Gives some bytes at a time, as a pipe does, and is interrupted in between.
struct Slow<'a>(&'a [u8], usize, bool);

impl std::io::Read for Slow<'_> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        self.2 = !self.2;
        if self.2 {
            return Err(std::io::ErrorKind::Interrupted.into());
        }
        let length = self.1.min(into.len()).min(self.0.len());
        into[..length].copy_from_slice(&self.0[..length]);
        self.0 = &self.0[length..];
        Ok(length)
    }
}

#[test]
fn a_name_is_found_wherever_a_part_of_a_file_ends() {
    let needles = Needles::new(["StepLR", "get_scheduler"]).expect("a search");
    for before in (0..40).chain(65_500..65_600).chain([131_060, 300_000]) {
        let mut text = " ".repeat(before) + "get_scheduler";
        for some in [1 << 20, 7] {
            let found = |text: &str| needles.might_be_in_file(Slow(text.as_bytes(), some, false)).expect("read");
            assert!(found(&text), "{before} bytes before, {some} at a time");
            assert!(!found(&text[..text.len() - 1]), "{before} bytes before, {some} at a time");
        }
        text.clear();
        assert!(!needles.might_be_in_file(text.as_bytes()).expect("read"));
    }
    let folder = std::fs::File::open(env!("CARGO_MANIFEST_DIR"));
    assert!(folder.is_err() || folder.is_ok_and(|folder| needles.might_be_in_file(folder).is_err()));
}

proptest! {
    /// Whatever a cell says, each of its parts stands in the file where the map says.
    #[test]
    fn every_part_is_found_in_the_file(
        lines in prop::collection::vec("[a-z \"\\\\\u{e9}\u{1f600}\t/]{0,8}\n", 0..5),
        ascii in any::<bool>(),
    ) {
        let mut json = serde_json::to_string(&serde_json::json!({
            "cells": [{"cell_type": "code", "source": lines}]
        })).expect("JSON");
        if ascii {
            json = json.replace('\u{e9}', "\\u00e9").replace('\u{1f600}', "\\ud83d\\ude00");
        }
        let notebook = Notebook::parse(&json).expect("a notebook");
        let code: String = lines.concat();
        if !code.trim_start().starts_with("%%") {
            prop_assert_eq!(notebook.text(), format!("{code}\n"));
        }
        let offsets: Vec<usize> = (0..=code.len()).filter(|&at| code.is_char_boundary(at)).collect();
        for &start in &offsets {
            for &end in offsets.iter().filter(|&&end| end > start) {
                let part = &code[start..end];
                let span = Span { start: u32::try_from(start).expect("short"), end: u32::try_from(end).expect("short") };
                let range = notebook.file_range(span).expect("in the cell");
                // A line break ends a string of the list, and the next one begins with quotes.
                if part.find('\n').is_none_or(|at| at + 1 == part.len()) {
                    let decoded: String = serde_json::from_str(&format!("\"{}\"", &json[range])).expect("a part of a string");
                    prop_assert_eq!(decoded, part);
                }
            }
        }
    }
}
