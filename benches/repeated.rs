//! What takes longest of the repository's own texts when a part of one is written again and again: each whole schedule
//! or script, each of their lines, and each of their words where it stands, up to 100,000 bytes. Fuzzers see short inputs
//! alone, and what grows faster than its size shows in long ones.
//!
//! `cargo bench --bench repeated`, with a word to repeat only what has it.

mod processes;

use std::collections::BTreeSet;
use std::path::Path;

use processes::seconds;

const BYTES: usize = 100_000;
/// How many seconds of CPU a text of that length may take before it is compared with a tenth of it.
const SLOW: f64 = 0.25;
/// How many times as long ten times the text may take.
const LINEAR: f64 = 12.0;

/// A part of a text, with what stands around its copies.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Repeated<'t> {
    ending: &'static str,
    before: &'t str,
    part: &'t str,
    after: &'t str,
}

impl Repeated<'_> {
    /// About so many bytes of it, for a command that reads it from a file.
    fn seconds(&self, bytes: usize, rounds: usize) -> f64 {
        let Self { ending, before, part, after } = *self;
        // A word stays in its line, and a line stays one of its own.
        let apart = if before.is_empty() && after.is_empty() { "\n" } else { " " };
        let copies = format!("{part}{apart}").repeat(bytes / (part.len() + 1));
        seconds(&["check"], (&format!("a.{ending}"), &format!("{before}{copies}{after}\n")), rounds)
    }
}

fn texts(ending: &str) -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut walk = ignore::WalkBuilder::new(root.join("tests"));
    let files = walk.add(root.join("examples")).build().map(|entry| entry.expect("it can be read").into_path());
    let files = files.filter(|file| file.extension().is_some_and(|of_file| of_file == ending));
    files.filter_map(|file| std::fs::read_to_string(file).ok()).collect()
}

fn parts<'t>(ending: &'static str, texts: &'t [String]) -> BTreeSet<Repeated<'t>> {
    let (mut parts, mut words) = (BTreeSet::new(), BTreeSet::new());
    let whole = |part: &'t str| Repeated { ending, before: "", part, after: "" };
    for text in texts {
        parts.insert(whole(text));
        for line in text.split(['\n', ';']).map(str::trim_end).filter(|line| !line.is_empty()) {
            parts.insert(whole(line));
            for part in line.split_whitespace().filter(|word| words.insert(*word)) {
                let (before, after) = line.split_once(part).expect("a word of it");
                parts.insert(Repeated { ending, before, part, after });
            }
        }
    }
    parts
}

#[expect(clippy::print_stdout, reason = "a benchmark reports what it measured")]
fn main() {
    let (schedules, scripts) = (texts("lehr"), texts("py"));
    let wanted = std::env::args().skip(1).find(|argument| !argument.starts_with('-'));
    let is_wanted = |part: &Repeated<'_>| wanted.as_ref().is_none_or(|wanted| part.part.contains(wanted.as_str()));
    let parts = parts("lehr", &schedules).into_iter().chain(parts("py", &scripts));
    let parts: Vec<_> = parts.filter(is_wanted).collect();
    let start = seconds(&["check"], processes::SHORT, 9);
    let taken = |part: &Repeated<'_>, bytes, rounds| (part.seconds(bytes, rounds) - start).max(1e-4);
    println!("| repeated | times as long as a tenth of it |\n|---|---:|");
    let mut slow = 0;
    for part in parts.iter().filter(|part| taken(part, BYTES, 1) > SLOW) {
        slow += 1;
        let ratio = taken(part, BYTES, 3) / taken(part, BYTES / 10, 3);
        let missed = if ratio > LINEAR { " (missed)" } else { "" };
        let Repeated { ending, before, part, after } = part;
        println!("| `{}` in `{before} … {after}`, {ending} | {ratio:.1}{missed} |", part.escape_debug());
    }
    println!("\n{} texts of {BYTES} bytes, of which {slow} took more than {SLOW} s of CPU.", parts.len());
}
