//! The scripts of the corpus with tokens and lines deleted, doubled and exchanged: whatever comes of it is read.

use proptest::prelude::*;
use proptest::sample::Index;

use crate::fuzz::fuzzers::bodies;
use crate::mutations::mutations;
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

/// Parts that seldom stand in a script.
const ODD: &[&str] = &[
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

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(cases()) })]

    #[test]
    fn a_mutated_script_is_read_as_something(
        which in any::<Index>(),
        donor in any::<Index>(),
        mutations in prop::collection::vec(mutations(ODD), 1..7),
    ) {
        let scripts = scripts();
        let donor = donor.get(&scripts);
        let text = mutations.iter().fold(which.get(&scripts).clone(), |text, mutation| mutation.apply(&text, donor));
        bodies::scripts(text.as_bytes());
    }
}
