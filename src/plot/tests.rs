//! What takes for ever to draw is drawn from a bounded number of nodes, and that is said.

use super::picture::Picture;
use super::subject::{Subject, View};
use super::{html, svg};
use crate::compile::heavy;
use crate::schedule::work;

/// The most nodes that are looked at for a page, whatever is in it.
const MOST: u64 = 80_000_000;

#[test]
fn pages_are_made_from_a_bounded_number_of_nodes() {
    let mut given_up = Vec::new();
    for (name, compilation) in heavy::compiled() {
        let program = compilation.program().expect("no errors");
        let subject =
            Subject { name, compilation: &compilation, tracks: program.tracks().iter().collect(), findings: &[] };
        let view = View { last: Some(1 << 50), ..View::default() };
        let mut notes = Vec::new();
        let nodes = work::of(|| {
            let picture = Picture::new(std::slice::from_ref(&subject), view).expect("a picture");
            svg::draw(&picture, svg::DEFAULT_WIDTH, None, svg::Theme::default());
            html::page(&picture, std::slice::from_ref(&subject), None).expect("a page");
            notes.clone_from(&picture.notes);
        });
        assert!(nodes <= MOST, "{name}: {nodes} nodes");
        given_up.extend(notes.iter().any(|note| note.contains("would take too long")).then_some(name));
    }
    for name in ["tracks of mirrors in mirrors", "tracks of cycles in cycles", "mirrors made by `def`"] {
        assert!(given_up.contains(&name), "{name} is not among {given_up:?}");
    }
}
