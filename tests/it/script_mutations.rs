//! The scripts of the corpus with tokens and lines deleted, doubled and exchanged: whatever comes of it is read.

use proptest::prelude::*;
use proptest::sample::Index;

use crate::fuzz::fuzzers::bodies;
use crate::support::files;

/// How many mutants are looked at; `LEHR_MUTANTS` looks at more.
fn cases() -> u32 {
    std::env::var("LEHR_MUTANTS").ok().and_then(|count| count.parse().ok()).unwrap_or(96)
}

fn scripts() -> Vec<String> {
    let mut paths = files("tests/scripts", "py");
    paths.extend(files("tests/scripts", "ipynb"));
    paths.iter().map(|path| std::fs::read_to_string(path).expect("text")).collect()
}

/// A text in parts: words, numbers, blanks, and each other character by itself.
fn tokens(text: &str) -> Vec<String> {
    let kind = |c: char| match c {
        c if c.is_alphanumeric() || c == '_' => 1,
        ' ' => 2,
        _ => 0,
    };
    let mut tokens: Vec<String> = Vec::new();
    let mut last = 0;
    for c in text.chars() {
        match tokens.last_mut() {
            Some(token) if kind(c) != 0 && kind(c) == last => token.push(c),
            _ => tokens.push(c.to_string()),
        }
        last = kind(c);
    }
    tokens
}

fn lines(text: &str) -> Vec<String> {
    text.split_inclusive('\n').map(str::to_string).collect()
}

/// What is done to a part of a text.
#[derive(Clone, Copy, Debug)]
enum Change {
    Delete,
    Double,
    /// With another part.
    Exchange,
    /// By a part of another script.
    Replace,
    /// By a part that seldom stands there.
    Odd,
}

const ODD: [&str; 16] = [
    "0",
    "-1",
    "1e400",
    "0.5",
    "None",
    "(",
    "]",
    "\n",
    "    ",
    "\u{e9}",
    "len",
    "**",
    "yield ",
    "lambda: ",
    "\"",
    "9999999999999999999",
];

#[derive(Clone, Debug)]
struct Mutation {
    of_lines: bool,
    change: Change,
    at: Index,
    other: Index,
}

impl Mutation {
    fn apply(&self, text: &str, donor: &str) -> String {
        let split = if self.of_lines { lines } else { tokens };
        let mut parts = split(text);
        if parts.is_empty() {
            return text.to_string();
        }
        let (at, other) = (self.at.index(parts.len()), self.other.index(parts.len()));
        match self.change {
            Change::Delete => drop(parts.remove(at)),
            Change::Double => parts.insert(at, parts[at].clone()),
            Change::Exchange => parts.swap(at, other),
            Change::Replace => {
                let from = split(donor);
                if !from.is_empty() {
                    parts[at].clone_from(&from[self.other.index(from.len())]);
                }
            }
            Change::Odd => parts[at] = ODD[self.other.index(ODD.len())].to_string(),
        }
        parts.concat()
    }
}

fn mutations() -> impl Strategy<Value = Mutation> {
    let change =
        prop::sample::select(vec![Change::Delete, Change::Double, Change::Exchange, Change::Replace, Change::Odd]);
    (any::<bool>(), change, any::<Index>(), any::<Index>()).prop_map(|(of_lines, change, at, other)| Mutation {
        of_lines,
        change,
        at,
        other,
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(cases()) })]

    #[test]
    fn a_mutated_script_is_read_as_something(
        which in any::<Index>(),
        donor in any::<Index>(),
        mutations in prop::collection::vec(mutations(), 1..7),
    ) {
        let scripts = scripts();
        let donor = donor.get(&scripts);
        let text = mutations.iter().fold(which.get(&scripts).clone(), |text, mutation| mutation.apply(&text, donor));
        bodies::scripts(text.as_bytes());
    }
}
