//! Pictures: what they show, wherever they are drawn.

use std::path::Path;

use lehr::plot::{Picture, Subject, View};
use lehr::{Overrides, compile};
use resvg::tiny_skia::Pixmap;
use resvg::usvg::roxmltree::Document;

use crate::support::{examples_that_end, lehr, lehr_in, lehr_reading, relative};

/// A run of 10^12 steps with one of them five times as high.
const SPIKE: &str = "run = 1T steps; lr = hold(0.1) for 400B steps then (hold(0.5) for 1 step) then hold(0.1)";

fn terminal(args: &[&str]) -> String {
    let printed = lehr(&[&["plot"], args].concat());
    assert_eq!((printed.code, printed.stderr.as_str()), (0, ""), "{args:?}");
    printed.stdout
}

/// The bytes of a plot in a file of this ending.
fn file(args: &[&str], ending: &str) -> Vec<u8> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(format!("plot.{ending}"));
    let printed = lehr(&[&["plot", "-o", path.to_str().expect("a plain name")], args].concat());
    assert_eq!((printed.code, printed.stderr.as_str(), printed.stdout.as_str()), (0, "", ""), "{args:?}");
    std::fs::read(path).expect("the file is there")
}

fn svg(args: &[&str]) -> String {
    String::from_utf8(file(args, "svg")).expect("text")
}

#[test]
fn examples_in_terminals_of_three_widths() {
    for name in ["resnet50", "llama2", "fine_tune", "one_cycle"] {
        let example = format!("examples/{name}.lehr");
        for width in ["40", "80", "120"] {
            insta::assert_snapshot!(format!("{name}_{width}"), terminal(&[&example, "--width", width]));
        }
    }
}

#[test]
fn every_example_fits() {
    for path in examples_that_end() {
        let example = relative(&path);
        let program = compile(&std::fs::read_to_string(&path).expect("text"), &Overrides::default()).into_program();
        let tracks = program.expect("an example is right").tracks().len();
        for width in [40, 80] {
            let text = terminal(&[&example, "--width", &width.to_string()]);
            assert!(text.lines().all(|line| line.chars().count() <= width), "{example} in {width}:\n{text}");
            // A screen, or where each track has a panel for itself, what that takes with its segments.
            assert!(text.lines().count() <= 24.max(11 * tracks), "{example} in {width}:\n{text}");
        }
    }
}

#[test]
fn ascii_where_it_is_asked_for() {
    let text = terminal(&["examples/fine_tune.lehr", "--ascii", "--width", "60"]);
    insta::assert_snapshot!("ascii", text);
    assert!(text.is_ascii());
    // What is piped can hold any character, whatever the locale is.
    let piped = lehr_in(&["plot", "examples/fine_tune.lehr", "--width", "60"], &[("LC_ALL", "C")]).stdout;
    assert!(!piped.is_ascii());
}

#[test]
fn the_width_is_that_of_the_terminal_or_what_is_said() {
    let width = |columns| {
        let text = lehr_in(&["plot", "examples/vit.lehr"], &[("COLUMNS", columns)]).stdout;
        text.lines().map(|line| line.chars().count()).max().expect("lines")
    };
    assert_eq!((width("60"), width("100"), width("nonsense")), (60, 100, 80));
}

#[test]
fn colours_are_for_terminals() {
    let piped = terminal(&["examples/fine_tune.lehr"]);
    assert!(!piped.contains('\u{1b}'));
    let printed = lehr(&["plot", "examples/fine_tune.lehr", "--color", "always"]);
    assert!(printed.stdout.contains('\u{1b}'));
    let plain = anstream::adapter::strip_str(&printed.stdout).to_string();
    assert_eq!(plain, piped);
}

#[test]
fn one_tick_of_a_trillion_is_seen() {
    insta::assert_snapshot!("spike", terminal(&["-e", SPIKE, "--width", "60", "--height", "14"]));
    let drawn = svg(&["-e", SPIKE]);
    let document = Document::parse(&drawn).expect("an XML document");
    let grid: Vec<f64> = document
        .descendants()
        .filter(|node| node.has_tag_name("line") && node.attribute("stroke") == Some("#e3e6ea"))
        .map(|node| node.attribute("y1").expect("a line").parse().expect("a number"))
        .collect();
    let top = grid.iter().copied().fold(f64::INFINITY, f64::min);
    let curve = document.descendants().find(|node| node.attribute("class") == Some("curve")).expect("a curve");
    let path = curve.first_element_child().and_then(|path| path.attribute("d")).expect("a path");
    // Up to the line of 0.5 and down again, at one place.
    assert!(path.contains(&format!(" {top}L")), "{top}: {path}");
}

#[test]
fn columns_hold_every_value() {
    for (name, text) in [
        ("steps", "run = 3000; lr = 0.1 * step(7, 0.99)"),
        ("cycles", "run = 3000; lr = 0.1 * (cosine(T=13) repeat)"),
        ("waves", "run = 3000; lr = 0.1 * factor(t -> 1 + sin(t / 5))"),
        ("noise", "run = 3000; lr = 0.1 * noise(0.1, seed=3)"),
    ] {
        let compilation = compile(text, &Overrides::default());
        let tracks = compilation.program().expect("no errors").tracks().iter().collect();
        let subject = Subject { name, compilation: &compilation, tracks, findings: &[] };
        let picture = Picture::new(&[subject], View::default()).expect("a picture");
        let series = &picture.panels[0].series[0];
        let tolerance = picture.panels[0].tolerance();
        let points = series.trace(0, 2999, 40, tolerance);
        assert!(points.windows(2).all(|pair| pair[0].tick < pair[1].tick), "{name}");
        for column in 0..40_u64 {
            let ticks = 2999 * column / 40..=2999 * (column + 1) / 40 - u64::from(column < 39);
            let drawn = points.iter().filter(|point| ticks.contains(&point.tick)).map(|point| point.value);
            let (low, high) = drawn.fold((f64::MAX, f64::MIN), |(low, high), value| (low.min(value), high.max(value)));
            for tick in ticks.clone().skip(1).take(70) {
                let value = series.schedule.value(tick);
                assert!(
                    (low - tolerance.at(low)..=high + tolerance.at(high)).contains(&value),
                    "{name}: {value} at {tick} of {low} to {high}"
                );
            }
        }
    }
}

#[test]
fn drawings_of_examples() {
    insta::assert_snapshot!("resnet50_svg", svg(&["examples/resnet50.lehr", "--width", "480"]));
    insta::assert_snapshot!("fine_tune_dark_svg", svg(&["examples/fine_tune.lehr", "--log", "--theme", "dark"]));
    insta::assert_snapshot!("found_svg", svg(&["-e", "run = 10; lr = 0.1 * cosine(T=5) mirror repeat"]));
}

#[test]
fn the_same_bytes_twice() {
    for ending in ["svg", "png", "pdf"] {
        let once = file(&["examples/sgdr.lehr"], ending);
        assert!(once == file(&["examples/sgdr.lehr"], ending), "{ending}");
    }
}

#[test]
fn an_image_has_the_size_that_is_asked_for() {
    let size = |args: &[&str]| {
        let pixels = Pixmap::decode_png(&file(&[&["examples/vit.lehr"], args].concat(), "png")).expect("an image");
        (pixels.width(), pixels.height())
    };
    assert_eq!(size(&["--width", "500", "--height", "300"]), (500, 300));
    assert_eq!(size(&["--width", "1111", "--height", "777"]), (1111, 777));
    assert_eq!(size(&[]).0, 1600);
}

#[test]
fn text_in_a_page_is_text() {
    let page = file(&["examples/vit.lehr"], "pdf");
    let holds = |words: &str| page.windows(words.len()).any(|window| window == words.as_bytes());
    assert!(page.starts_with(b"%PDF-"));
    // The bundled font with the way back from its glyphs to characters, and no picture of the text.
    assert!(holds("DejaVuSans") && holds("/ToUnicode"));
    assert!(!holds("/Subtype /Image"));
}

#[test]
fn names_cannot_do_harm() {
    let folder = tempfile::tempdir().expect("a folder");
    let hostile = folder.path().join("\"><script>alert('&')<\u{1b}[31m\u{202e}.lehr");
    std::fs::write(&hostile, "run = 10; lr = 0.1 * linear # </text><script>").expect("it is written");
    let hostile = hostile.to_str().expect("a name");
    let text = terminal(&[hostile]);
    assert!(!text.contains('\u{1b}') && !text.contains('\u{202e}'), "{text}");
    for other in [&[][..], &["examples/vit.lehr"]] {
        let drawn = svg(&[&[hostile], other].concat());
        let document = Document::parse(&drawn).expect("an XML document");
        assert!(document.descendants().all(|node| !node.has_tag_name("script")));
        let words = document.descendants().filter_map(|node| node.text());
        assert!(words.into_iter().any(|words| words.contains("\"><script>alert('&')<␛[31m<U+202E>.lehr")));
        assert!(!drawn.contains('\u{1b}'));
    }
}

#[test]
fn compiled_schedules_and_standard_input() {
    let compiled = lehr(&["compile", "examples/llama3.lehr"]).stdout;
    let drawn = lehr_reading(&["plot", "-", "--width", "80"], compiled.as_bytes());
    let from_text = terminal(&["examples/llama3.lehr", "--width", "80"]);
    assert_eq!(drawn.stdout, from_text.replace("llama3.lehr", "<stdin>"));
}

#[test]
fn what_cannot_be_drawn() {
    let said = |args: &[&str]| {
        let printed = lehr(&[&["plot"], args].concat());
        assert_eq!(printed.stdout, "", "{args:?}");
        format!("{}: {}", printed.code, printed.stderr)
    };
    insta::assert_snapshot!(said(&["examples/vit.lehr", "-o", "vit.gif"]));
    insta::assert_snapshot!(said(&["-e", "0.1 * cosine(T=10) * hold(2) then step(2, 0.5)"]));
    insta::assert_snapshot!(said(&["examples/vit.lehr", "--from", "10 epochs", "--to", "5 epochs"]));
    insta::assert_snapshot!(said(&["examples/vit.lehr", "--track", "wd"]));
    insta::assert_snapshot!(said(&["examples/vit.lehr", "-o", "nowhere/vit.svg"]));
    insta::assert_snapshot!(said(&["examples/vit.lehr", "-o", "vit.svg", "--width", "100"]));
    insta::assert_snapshot!(said(&["examples/vit.lehr", "-e", "lr = 0.1 * cosin(T=5)"]));
    assert!(!Path::new("vit.svg").exists());
}

#[test]
fn a_segment_that_curves_share_has_the_marks_of_all() {
    let text =
        "run = 100; lr = 0.1 * (warmup(20) then cosine); lr.a = 10 * lr; lr.b = 10 * lr; lr.c = linear(from=0.2)";
    let shown = terminal(&["-e", text, "--width", "100", "--height", "30"]);
    let marks = |name: &str| {
        let line = shown.lines().find(|line| line.ends_with(name)).unwrap_or_else(|| panic!("{name}: {shown}"));
        line.trim().trim_end_matches(name).trim().chars().count()
    };
    assert_eq!([marks("10 * lr"), marks("cosine"), marks("linear(from=0.2)")], [2, 1, 1], "{shown}");
}
