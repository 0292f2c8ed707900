//! The page that `lehr plot` writes, as text: what is in it, and how large it is.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use scraper::{Html, Selector};
use sha2::{Digest, Sha256};

use crate::support::{examples_that_end, lehr, relative};

/// A page that the program made in a folder of its own.
pub(crate) struct Page {
    folder: tempfile::TempDir,
}

impl Page {
    /// The page of a source.
    pub(crate) fn of(source: &str, args: &[&str]) -> Self {
        Self::named("a.lehr", source, args)
    }

    /// The page of a source in a file of some name.
    pub(crate) fn named(name: &str, source: &str, args: &[&str]) -> Self {
        let page = Self { folder: tempfile::tempdir().expect("a folder") };
        std::fs::write(page.path(name), source).expect("the source is written");
        page.plot(&[&[page.path(name).as_str()], args].concat());
        page
    }

    /// The page of an example.
    pub(crate) fn example(name: &str) -> Self {
        let page = Self { folder: tempfile::tempdir().expect("a folder") };
        page.plot(&[&format!("examples/{name}.lehr")]);
        page
    }

    fn plot(&self, args: &[&str]) {
        let printed = lehr(&[&["plot", "-o", &self.path("a.html")], args].concat());
        assert_eq!((printed.code, printed.stderr.as_str()), (0, ""), "{args:?}");
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().expect("a plain name").to_string()
    }

    pub(crate) fn text(&self) -> String {
        std::fs::read_to_string(self.path("a.html")).expect("the page is text")
    }

    pub(crate) fn url(&self) -> String {
        format!("file://{}", self.path("a.html"))
    }
}

/// The text of each element that a selector finds.
fn found(html: &Html, selector: &str) -> Vec<String> {
    let selector = Selector::parse(selector).expect("a selector");
    html.select(&selector).map(|element| element.text().collect::<String>()).collect()
}

fn attribute(html: &Html, selector: &str, name: &str) -> String {
    let selector = Selector::parse(selector).expect("a selector");
    let element = html.select(&selector).next().expect("an element");
    element.attr(name).expect("an attribute").to_string()
}

const SMALL: &str = "# As small as can be.\nrun = 4\nlr = 0.1 * (warmup(2) then cosine(T=2))\n";

#[test]
fn a_small_page() {
    let text = Page::of(SMALL, &["--theme", "light"]).text();
    // Style and script are files of their own, and the drawing is that of an SVG.
    let mut shown = String::new();
    let mut rest = text.as_str();
    for (start, end) in
        [("content=\"default-src", "\">"), ("<style>", "</style>"), ("<svg", "</svg>"), ("\"use strict\"", "</script>")]
    {
        let (before, after) = rest.split_once(start).expect("its start");
        let (_, after) = after.split_once(end).expect("its end");
        shown.push_str(&format!("{before}{start} … {end}"));
        rest = after;
    }
    shown.push_str(rest);
    insta::assert_snapshot!(shown);
}

#[test]
fn every_page_is_valid_html_below_a_megabyte() {
    let examples = examples_that_end().into_iter().map(|file| {
        let name = relative(&file.with_extension(""));
        (Page::example(name.trim_start_matches("examples/")).text(), name)
    });
    let tracks: String =
        (0..12).fold(String::new(), |text, index| format!("{text}lr.t{index} = 0.1 * (cosine(1000) repeat)\n"));
    let others = [
        ("one tick", "run = 1; lr = 0.1".to_string()),
        ("all of 35999", "run = 35999; lr = 0.1 * (warmup(100) then cosine)".to_string()),
        ("10^12", "run = 1_000_000_000_000; lr = 0.1 * (warmup(2000) then cosine)".to_string()),
        ("10^19", "run = 10_000_000_000_000_000_000; lr = 0.1 * (warmup(2000) then cosine)".to_string()),
        ("10^9 cycles", "run = 1_000_000_000_000; lr = 0.1 * (cosine(1000) repeat)".to_string()),
        ("twelve tracks", format!("run = 100_000_000\n{tracks}")),
    ];
    let others = others.map(|(name, source)| (Page::of(&source, &[]).text(), name.to_string()));
    for (text, name) in examples.chain(others) {
        assert_eq!(Html::parse_document(&text).errors, Vec::<String>::new(), "{name}");
        assert!(text.len() < 1_000_000, "{name} has {} bytes", text.len());
    }
}

#[test]
fn the_page_allows_its_own_script_and_style_and_nothing_else() {
    let html = Html::parse_document(&Page::of(SMALL, &[]).text());
    let hash = |text: &str| format!("'sha256-{}'", BASE64_STANDARD.encode(Sha256::digest(text)));
    let [style] = &found(&html, "style")[..] else { panic!("one style") };
    let [script] = &found(&html, "script:not([type])")[..] else { panic!("one script") };
    let policy = format!(
        "default-src 'none'; style-src {}; script-src {}; base-uri 'none'; form-action 'none'",
        hash(style),
        hash(script)
    );
    assert_eq!(attribute(&html, "meta[http-equiv='Content-Security-Policy']", "content"), policy);
    assert_eq!(found(&html, "[src], link, iframe, object, embed"), [""; 0]);
}

#[test]
fn what_the_page_holds_is_stated() {
    let stated = |source: &str, args: &[&str]| {
        let html = Html::parse_document(&Page::of(source, args).text());
        found(&html, "main > p.faint:last-child").concat()
    };
    let all = stated(SMALL, &[]);
    assert_eq!(all, "This page holds the values of every curve at all of its 4 ticks.");
    let some = stated("run = 1_000_000 steps; lr = 0.1 * cosine", &[]);
    assert!(
        some.starts_with("This page holds the values of every curve at ") && some.contains(" of 1M steps: "),
        "{some}"
    );
    let part = stated("run = 1_000_000 steps; lr = 0.1 * cosine", &["--from", "500", "--to", "599"]);
    assert_eq!(part, "This page holds the values of every curve at all of its 100 steps.");
}

#[test]
fn a_spike_of_one_tick_is_held() {
    let source = "run = 1_000_000_000_000\nlr = hold(0.1) for 123_456_789_012 then hold(7) for 1 then hold(0.1)\n";
    let html = Html::parse_document(&Page::of(source, &[]).text());
    let data: serde_json::Value = serde_json::from_str(&found(&html, "#data").concat()).expect("JSON");
    let ticks = data["ticks"].as_array().expect("ticks");
    let place = ticks.iter().position(|tick| *tick == 123_456_789_012_u64).expect("the tick of the spike");
    let values = &data["panels"][0]["curves"][0]["values"];
    assert_eq!([&values[place - 1], &values[place], &values[place + 1]], [0.1, 7.0, 0.1]);
    assert_eq!((&ticks[place - 1], &ticks[place + 1]), (&123_456_789_011_u64.into(), &123_456_789_013_u64.into()));
}

#[test]
fn the_table_says_what_show_says() {
    let html = Html::parse_document(&Page::example("resnet50").text());
    let rows = found(&html, "#segments-0 tbody tr").len();
    assert_eq!(found(&html, "#segments-0 thead th").len() * rows, found(&html, "#segments-0 tbody > tr > *").len());
    let shown = lehr(&["show", "examples/resnet50.lehr", "--track", "lr"]).stdout;
    let starts = found(&html, "#segments-0 tbody td:first-child");
    let listed: Vec<_> = shown.lines().skip(2).filter_map(|line| line.split_whitespace().next()).collect();
    assert_eq!(starts, listed);
}

#[test]
fn a_compiled_schedule_has_a_page_without_a_source() {
    let compiled = lehr(&["compile", "examples/sgdr.lehr"]).stdout;
    let html = Html::parse_document(&Page::named("sgdr.json", &compiled, &[]).text());
    assert_eq!(found(&html, "h2"), ["Segments"]);
    assert_eq!(found(&html, "h1"), ["lr of sgdr.json"]);
}
