//! How long an editor waits after each character: from a change to the diagnostics that the language server sends,
//! for 50 lines and for 10,000, with the time that all cores spend on it, and what memory 10,000 changes take.

mod recipes;

use std::io::{BufRead, BufReader, PipeReader, PipeWriter, Read, Write};
use std::time::{Duration, Instant};

use cpu_time::ProcessTime;
use recipes::recipe;

const EDITS: usize = 10_000;

/// An editor that the server tells its diagnostics.
struct Editor {
    input: PipeWriter,
    output: BufReader<PipeReader>,
}

impl Editor {
    fn new(text: &str) -> Self {
        let (from_editor, input) = std::io::pipe().expect("a pipe");
        let (output, to_editor) = std::io::pipe().expect("a pipe");
        std::thread::spawn(move || lehr::server::serve(BufReader::new(from_editor), to_editor));
        let mut editor = Self { input, output: BufReader::new(output) };
        editor.send(r#"{"id":1,"method":"initialize","params":{"processId":null,"rootUri":null,"capabilities":{}}}"#);
        editor.receive();
        let text = serde_json::to_string(text).expect("a text");
        editor.send(&format!(
            r#"{{"method":"textDocument/didOpen","params":{{"textDocument":{{"uri":"untitled:a","languageId":"lehr","version":0,"text":{text}}}}}}}"#
        ));
        editor.receive();
        editor
    }

    fn send(&mut self, message: &str) {
        write!(self.input, "Content-Length: {}\r\n\r\n{message}", message.len()).expect("the server reads");
    }

    fn receive(&mut self) -> Vec<u8> {
        let mut length = 0;
        loop {
            let mut line = String::new();
            self.output.read_line(&mut line).expect("the server writes");
            match line.trim_end().split_once(": ") {
                Some((_, number)) => length = number.parse().expect("a length"),
                None => break,
            }
        }
        let mut text = vec![0; length];
        self.output.read_exact(&mut text).expect("a message");
        text
    }

    /// Writes a digit after those at the end of a line, or takes them away again, and waits for the diagnostics. Returns
    /// how long that took, and how long for all cores together.
    fn edit(&mut self, line: usize, column: usize, number: usize) -> [Duration; 2] {
        let (end, text) = if number.is_multiple_of(2) { (column, "1") } else { (column + 1, "") };
        let (start, start_of_all) = (Instant::now(), ProcessTime::now());
        self.send(&format!(
            r#"{{"method":"textDocument/didChange","params":{{"textDocument":{{"uri":"untitled:a","version":{number}}},"contentChanges":[{{"range":{{"start":{{"line":{line},"character":{column}}},"end":{{"line":{line},"character":{end}}}}},"text":"{text}"}}]}}}}"#
        ));
        let told = self.receive();
        assert!(told.windows(18).any(|part| part == b"publishDiagnostics"), "the diagnostics come");
        [start.elapsed(), start_of_all.elapsed()]
    }
}

/// The memory that the process has, in KiB; 0 where nobody says.
fn memory() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|number| number.parse().ok()).unwrap_or(0)
}

fn medians(editor: &mut Editor, place: (usize, usize), rounds: usize) -> [Duration; 2] {
    let (line, column) = place;
    let times: Vec<_> = (0..rounds).map(|number| editor.edit(line, column, number)).collect();
    [0, 1].map(|which| {
        let mut times: Vec<_> = times.iter().map(|both| both[which]).collect();
        times.sort_unstable();
        times[rounds / 2]
    })
}

/// The line and the column after a text: the last one of its kind in the first half.
fn after(text: &str, part: &str) -> (usize, usize) {
    let end = text[..text.len() / 2].rfind(part).expect("a part") + part.len();
    (text[..end].matches('\n').count(), text[..end].rsplit('\n').next().map_or(0, str::len))
}

fn main() {
    for (lines, rounds) in [(50, 200), (10_000, 20)] {
        let one_clock = recipe(0, lines);
        let size = "step = batch * 5004 samples\nbatch = round(piecewise([9M] samples, [1, 2]))\nrun = 40M samples\n";
        // A preset of two parts has no one clock.
        let two_clocks = one_clock.replace("run = 90 epochs\nepoch = 5004 steps\n", size);
        let two_clocks = two_clocks.replace(" epochs", " steps").replace("= onecycle", "= cosine");
        for (what, text, part) in [
            ("one track", &one_clock, "cosine(to=1"),
            ("the base", &one_clock, "base = 0.1"),
            ("the run", &one_clock, "run = 90"),
            ("one track of two clocks", &two_clocks, "cosine(to=1"),
        ] {
            let [time, of_all] =
                medians(&mut Editor::new(text), after(text, part), rounds).map(|time| time.as_secs_f64() * 1e3);
            report(&format!(
                "{lines} lines, {what}: {time:.2} ms from a change to its diagnostics, {of_all:.2} ms of all cores"
            ));
        }
    }
    let text = recipe(0, 50);
    let (mut editor, place) = (Editor::new(&text), after(&text, "cosine(to=1"));
    medians(&mut editor, place, EDITS / 10);
    let before = memory();
    medians(&mut editor, place, EDITS);
    report(&format!("{EDITS} changes: {before} KiB before them, {} KiB after", memory()));
}

#[expect(clippy::print_stdout, reason = "it is what a benchmark is for")]
fn report(line: &str) {
    println!("{line}");
}
