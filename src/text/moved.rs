//! Where the places of an older text are in a newer one.

use super::Span;

/// What two texts have in common at their starts and at their ends.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Moved {
    /// The bytes before the first difference.
    before: usize,
    /// Where the common end starts in the older text.
    after: usize,
    older: usize,
    newer: usize,
}

impl Moved {
    pub(crate) fn new(older: &str, newer: &str) -> Self {
        let before = older.bytes().zip(newer.bytes()).take_while(|(a, b)| a == b).count();
        let rest = older.len().min(newer.len()) - before;
        let ends = older.bytes().rev().zip(newer.bytes().rev());
        let common = ends.take(rest).take_while(|(a, b)| a == b).count();
        Self { before, after: older.len() - common, older: older.len(), newer: newer.len() }
    }

    /// The same, with the whole line of each difference and the lines above and below them taken for different.
    pub(crate) fn by_lines(self, older: &str) -> Self {
        let bytes = older.as_bytes();
        let above = |at: usize| bytes[..at].iter().rposition(|byte| *byte == b'\n').unwrap_or(0);
        let below =
            |at: usize| bytes[at..].iter().position(|byte| *byte == b'\n').map_or(older.len(), |end| at + end + 1);
        Self { before: above(above(self.before)), after: below(below(self.after)), ..self }
    }

    /// Where the first difference is in the older text.
    pub(crate) fn first(self) -> usize {
        self.before
    }

    /// Where the last difference ends in the older text.
    pub(crate) fn last(self) -> usize {
        self.after
    }

    /// The place in the newer text; `None` where that is another text.
    pub(crate) fn place(self, span: Span) -> Option<Span> {
        let moved = |at: usize| self.newer - (self.older - at);
        if span.end <= self.before {
            Some(span)
        } else if self.after <= span.start && span.end <= self.older {
            Some(Span::new(moved(span.start), moved(span.end)))
        } else {
            None
        }
    }

    /// The edit that makes the newer text of the older one, by whole characters: what is replaced, and its text.
    #[cfg(feature = "server")]
    pub(crate) fn edit(self, older: &str, newer: &str) -> (Span, String) {
        let mut start = self.before;
        while !older.is_char_boundary(start) || !newer.is_char_boundary(start) {
            start -= 1;
        }
        let mut end = self.after;
        let in_newer = |end: usize| self.newer - (self.older - end);
        while !older.is_char_boundary(end) || !newer.is_char_boundary(in_newer(end)) {
            end += 1;
        }
        (Span::new(start, end), newer[start..in_newer(end)].to_string())
    }
}

#[cfg(test)]
mod tests {
    #[cfg(feature = "server")]
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_did_not_change_is_found_and_what_did_is_not() {
        let (older, newer) = ("a = 1\nb = 2\nc = 3", "a = 1\nb = 22 +\nc = 3");
        let moved = Moved::new(older, newer);
        let place = |part: &str| {
            let start = older.find(part).expect("a part");
            moved.place(Span::new(start, start + part.len())).map(|span| span.of(newer))
        };
        assert_eq!(place("a = 1"), Some("a = 1"));
        assert_eq!(place("c = 3"), Some("c = 3"));
        assert_eq!(place("b = 2\nc"), None);
    }

    #[cfg(feature = "server")]
    proptest! {
        #[test]
        fn the_edit_makes_the_one_of_the_other(older in "[ab é𝛼]{0,12}", newer in "[ab é𝛽]{0,12}") {
            let (span, text) = Moved::new(&older, &newer).edit(&older, &newer);
            let mut edited = older.clone();
            edited.replace_range(span.range(), &text);
            prop_assert_eq!(edited, newer);
        }
    }
}
