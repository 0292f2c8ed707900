//! Sequences of edits: what is known of a text after them is what a fresh start says of it.

use std::ops::Range;

use arbitrary::{Result, Unstructured};
use lehr::lint::{Seen, Settings, check, check_next};
use lehr::{Code, Compilation, Diagnostic, Overrides, compile};

use super::limit::is_half_over;

/// What is written where something is edited, besides what the text has already.
const SNIPPETS: &[&str] = &[
    "",
    "1",
    "0.5",
    "%",
    " ",
    "\n",
    ";",
    "#",
    "(",
    ")",
    "[",
    "then ",
    " then linear",
    " epochs",
    " frames",
    "unit frame\n",
    "unit frame, clip\n",
    "frame = 3 steps\n",
    " = ",
    "é",
    "run = 10\n",
    "run = 7/3 epochs\n",
    "epoch = 10 steps\n",
    "base = 0.2\n",
    "wd.base = 0.1\n",
    "let a = 3\n",
    "let onecycle = linear(3)\n",
    "def f(x) = x * linear(4)\n",
    "lr.a.{i in 0..2} = (i + 1) * lr\n",
    "lr.b = warmup(5) then cosine(20)\n",
    "momentum = hold(0.9)\n",
    "expect max(lr) < 1\n",
    "expect sum(lr) < 1\n",
    "event a = every 3 steps until run\n",
    "lr.c = linear(p) repeat over p in [1, 2]\n",
    "lr.d = hold(factor(t -> lr))\n",
    "step = batch * 10 tokens\n",
    "batch = piecewise([100 tokens], [1, 2])\n",
    "batch = hold(8)\n",
    " until 50 tokens",
    " tokens",
    " 7/3 steps",
    "kl = steer(metric=kl, band=0.1 .. 0.2, times=1.5)\n",
    "mix = reach(metric=loss, at=[2, 1], values=[1x, 2x, 4x])\n",
    " * plateau(0.5)",
    "let a = 4\n",
    "# lehr: allow(unused-name)\n",
];

/// The most edits of one text. Each of them compiles and checks the text twice.
const EDITS: usize = 12;

/// The most bytes of a text that is edited, and of what it compiles to.
const LENGTH: usize = 20_000;

/// A text that is edited.
pub struct Edited {
    text: String,
    compilation: Compilation,
    seen: Seen,
}

impl Edited {
    pub fn new(text: &str) -> Self {
        let compilation = compile(text, &Overrides::new());
        let (_, seen) = check_next(&compilation, &Settings::default(), Seen::default());
        Self { text: text.to_string(), compilation, seen }
    }

    /// Edits the text, and compares what is known of it with what a fresh start says.
    pub fn edit(self, range: Range<usize>, replacement: &str) -> Self {
        let mut text = self.text;
        text.replace_range(range, replacement);
        let overrides = Overrides::new();
        let compilation = self.compilation.edited(&text, &overrides);
        let fresh = compile(&text, &overrides);
        assert_same(&compilation, &fresh);
        let (findings, seen) = check_next(&compilation, &Settings::default(), self.seen);
        assert_eq!(findings, check(&fresh, &Settings::default()), "{text}");
        Self { text, compilation, seen }
    }
}

fn assert_same(edited: &Compilation, fresh: &Compilation) {
    let text = fresh.text();
    assert_eq!(edited.text(), text);
    assert_eq!(edited.diagnostics(), fresh.diagnostics(), "{text}");
    assert_eq!(edited.file(), fresh.file(), "{text}");
    assert_eq!(edited.names().definitions(), fresh.names().definitions(), "{text}");
    assert_eq!(edited.names().uses(), fresh.names().uses(), "{text}");
    // What is not a number is not equal to itself.
    assert_eq!(format!("{:?}", edited.test()), format!("{:?}", fresh.test()), "{text}");
    let programs = [edited, fresh].map(|compilation| compilation.program().map(|program| program.to_json().ok()));
    assert_eq!(programs[0], programs[1], "{text}");
    assert_eq!(edited.tracks().len(), fresh.tracks().len(), "{text}");
    for (edited, fresh) in edited.tracks().zip(fresh.tracks()) {
        let seen = |track: &lehr::CompiledTrack<'_>| {
            let places: Vec<_> = track.segments().map(|(span, segment)| (span, segment.text)).collect();
            (track.name().to_string(), track.span(), track.value_span(), track.declared_base(), places)
        };
        assert_eq!(seen(&edited), seen(&fresh), "{text}");
        assert_eq!(edited.schedule(), fresh.schedule(), "{}: {text}", fresh.name());
    }
}

/// Edits a text as the choices say, until they run out, it was edited [`EDITS`] times, or half of the time is over: so the
/// limit is one for the last edit, and not for how many there are.
pub fn run(text: &str, choices: &mut Unstructured<'_>) {
    let mut edited = Edited::new(text);
    for _ in 0..EDITS {
        if choices.is_empty() || is_half_over() {
            return;
        }
        let Ok((range, replacement)) = choose(&edited.text, choices) else { return };
        // Limits are for other fuzzers: what goes up to one takes long, and here it would be done for every edit.
        let compilation = &edited.compilation;
        let written = compilation.program().and_then(|program| program.to_json().ok()).map_or(0, |json| json.len());
        let expands = |found: &Diagnostic| found.code == Code::Expansion;
        if edited.text.len().max(written) > LENGTH || compilation.diagnostics().iter().any(expands) {
            return;
        }
        edited = edited.edit(range, &replacement);
    }
}

/// An edit: of a word, a line or any place.
fn choose(text: &str, choices: &mut Unstructured<'_>) -> Result<(Range<usize>, String)> {
    let words = parts(text, |c| c.is_alphanumeric() || matches!(c, '_' | '.'));
    let lines = parts(text, |c| c != '\n');
    let one_of = |choices: &mut Unstructured<'_>, parts: &[Range<usize>]| {
        choices.choose(parts).cloned().or(Ok::<_, arbitrary::Error>(text.len()..text.len()))
    };
    Ok(match choices.int_in_range(0..=9_u8)? {
        0..=2 => (one_of(choices, &words)?, text[one_of(choices, &words)?].to_string()),
        3 | 4 => (one_of(choices, &words)?, (*choices.choose(SNIPPETS)?).to_string()),
        5 => (one_of(choices, &lines)?, String::new()),
        6 => {
            let (at, line) = (one_of(choices, &lines)?.start, one_of(choices, &lines)?);
            (at..at, format!("{}\n", &text[line]))
        }
        7 => {
            let at = one_of(choices, &lines)?.start;
            (at..at, (*choices.choose(SNIPPETS)?).to_string())
        }
        _ => {
            let places: Vec<_> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            let start = choices.choose_index(places.len())?;
            let end = (start + choices.int_in_range(0..=3_usize)?).min(places.len() - 1);
            (places[start]..places[end], (*choices.choose(SNIPPETS)?).to_string())
        }
    })
}

/// The longest parts of a text whose characters are all of a kind.
fn parts(text: &str, is_of: impl Fn(char) -> bool) -> Vec<Range<usize>> {
    let mut parts: Vec<Range<usize>> = Vec::new();
    for (at, c) in text.char_indices().filter(|(_, c)| is_of(*c)) {
        match parts.last_mut() {
            Some(part) if part.end == at => part.end = at + c.len_utf8(),
            _ => parts.push(at..at + c.len_utf8()),
        }
    }
    parts
}
