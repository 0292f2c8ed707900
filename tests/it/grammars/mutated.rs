//! Texts that were changed at random: the grammar of tree-sitter finds an error where the compiler does.

use std::cell::RefCell;

use lehr::reference::words;
use lehr::syntax::parse;
use proptest::prelude::*;
use proptest::sample::Index;

use super::reference::texts;
use super::tree_sitter::{is_beyond_a_grammar, language, parser};
use crate::mutations::mutations;
use crate::support::skipped;

/// Parts that seldom stand in a text: the words that mean something at some places alone, and what a slip leaves.
const ODD: &[&str] = &[
    "at",
    "from",
    "every",
    "until",
    "over",
    "unit",
    "event",
    "and",
    "in",
    "then",
    "for",
    "mirror",
    "repeat",
    "end",
    "x",
    "frames",
    "steps",
    "lr",
    "\n",
    " ",
    "; ",
    "# a comment\n",
    "..",
    ".{",
    "}",
    "(",
    ")",
    "[",
    "]",
    ",",
    "=",
    "==",
    "-",
    "->",
    "+",
    "*",
    "^",
    "%",
    "5",
    "0.",
    ".5",
    "1e3",
    "\t",
    "\r\n",
];

/// Texts that are wrong for the compiler alone, each for a reason that a grammar of tokens cannot have.
fn is_beyond_tokens(text: &str) -> bool {
    // A carriage return in the middle of a line.
    let returns = text.replace("\r\n", "\n").contains('\r');
    // A dotted name that starts with a keyword: `in.1`.
    let is_of_word = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '.';
    let mut names = text.split(|c| !is_of_word(c)).filter_map(|name| name.split_once('.'));
    returns || names.any(|(first, _)| words().keywords.contains(&first))
}

#[test]
fn a_changed_text_has_an_error_for_both_or_for_none() {
    let Some(language) = language() else {
        skipped("there is no C compiler here");
        return;
    };
    let texts: Vec<_> = texts().map(|(_, text)| text).filter(|text| text.len() < 700).collect();
    let counts = RefCell::new([0, 0]);
    let mutants = (any::<Index>(), any::<Index>(), prop::collection::vec(mutations(ODD), 1..4));
    proptest!(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(3000) }, |((which, donor, mutations) in mutants)| {
        let donor = donor.get(texts.as_slice());
        let text = mutations.iter().fold(which.get(texts.as_slice()).clone(), |text, mutation| mutation.apply(&text, donor));
        if is_beyond_tokens(&text) {
            return Ok(());
        }
        let (_, found) = parse(&text);
        if found.iter().any(|found| is_beyond_a_grammar(found.code)) {
            return Ok(());
        }
        counts.borrow_mut()[usize::from(found.is_empty())] += 1;
        let tree = parser(&language).parse(&text, None).expect("a tree");
        let root = tree.root_node();
        prop_assert_eq!(root.has_error(), !found.is_empty(), "{:?}\nthe compiler finds {:?}, and the tree is {}", text, found, root);
    });
    let counts = counts.into_inner();
    assert!(counts.iter().all(|count| *count > 300), "{counts:?}");
}
