//! A page of `lehr plot` in a real browser: what it shows, and what it does not do.

use lehr::schedule::format_value;
use lehr::{Overrides, Schedule, compile};
use serde_json::{Value, json};

use crate::page::Page;
use crate::support::{files, schedule};
use crate::webdriver::{Browser, browser};

const SOURCE: &str = "run = 10 epochs\nepoch = 100 steps\n\n\
                      # The rate of all weights.\nbase = 0.1; lr = warmup(2 epochs) then cosine(to=1%)\n";
/// As WebDriver writes keys.
const TAB: char = '\u{e004}';
const LEFT: char = '\u{e012}';
const RIGHT: char = '\u{e014}';
const PAGE_DOWN: char = '\u{e00f}';
const ENTER: char = '\u{e007}';

/// A share of the axis of time, as a place in the window.
fn place(browser: &Browser, share: f64) -> (f64, f64) {
    let axis = browser.run(
        "const box = [...document.querySelectorAll('#plot line.axis')].at(-1).getBoundingClientRect();\
         return [box.left, box.width, box.top]",
    );
    let [left, width, bottom] = [0, 1, 2].map(|index: usize| axis[index].as_f64().expect("a number"));
    (left + share * width, bottom - 40.0)
}

/// The tick that the readout speaks of.
fn tick(browser: &Browser) -> u64 {
    let moment = browser.text("#readout .moment");
    let digits = moment.split([' ', ',']).nth(1).unwrap_or_else(|| panic!("no tick in {moment}"));
    digits.parse().unwrap_or_else(|_| panic!("no tick in {moment}"))
}

/// The tick under the cursor, after its value was compared with that of the schedule.
fn checked(browser: &Browser, schedule: &Schedule) -> u64 {
    let tick = tick(browser);
    assert_eq!(browser.text("#readout .value"), format_value(schedule.value(tick)), "at {tick}");
    tick
}

/// The labels of the row of ticks below the axis, with their places.
fn labels(browser: &Browser) -> Vec<(String, f64)> {
    let found = browser.run(
        "const texts = [...document.querySelectorAll('#plot .time text')];\
         const row = texts.filter((text) => text.getAttribute('y') === texts.at(-1).getAttribute('y')).slice(1);\
         return row.map((text) => { const box = text.getBoundingClientRect(); return [text.textContent, box.left + box.width / 2] })",
    );
    let label = |label: &Value| (label[0].as_str().expect("text").to_string(), label[1].as_f64().expect("a place"));
    found.as_array().expect("a list").iter().map(label).collect()
}

fn texts(browser: &Browser) -> Vec<String> {
    labels(browser).into_iter().map(|(text, _)| text).collect()
}

/// Nothing was written to the console, and nothing was asked for but the page.
fn is_quiet(browser: &Browser, page: &Page) {
    assert_eq!(browser.console(), Vec::<String>::new());
    let mut requests = browser.requests();
    requests.retain(|request| request != "data:,");
    assert_eq!(requests, [page.url()]);
    assert_eq!(browser.run("return performance.getEntriesByType('resource').length"), json!(0));
}

#[test]
fn the_pointer_finds_the_value_to_the_last_digit() {
    let Some(browser) = browser() else { return };
    let page = Page::of(SOURCE, &[]);
    let schedule = schedule(SOURCE);
    browser.open(&page.url());
    for share in [0.0, 0.013, 0.1, 0.2, 0.37, 0.5, 0.999] {
        browser.point(place(&browser, share));
        let tick = checked(&browser, &schedule);
        // A pixel is about a tick here.
        assert!((tick as f64 - share * 1000.0).abs() < 2.0, "{tick} at {share}");
        let segment = if tick < 200 { "warmup(2 epochs)" } else { "cosine(to=1%)" };
        assert_eq!(browser.text("#readout .segment"), segment, "at {tick}");
        let epoch = format!("epoch {}", tick as f64 / 100.0);
        assert!(browser.text("#readout .moment").ends_with(&epoch), "{epoch}");
        let row = browser.run("return document.querySelector('tr.here code').textContent");
        assert_eq!(row, json!(segment));
    }
    assert_eq!(browser.text("#readout .source-line"), "5: base = 0.1; lr = warmup(2 epochs) then cosine(to=1%)");
    is_quiet(&browser, &page);
}

#[test]
fn a_zoomed_axis_is_labelled_anew_and_means_what_it_says() {
    let Some(browser) = browser() else { return };
    let page = Page::of(SOURCE, &[]);
    let schedule = schedule(SOURCE);
    browser.open(&page.url());
    let whole = texts(&browser);
    let (end, _) = place(&browser, 0.3);
    browser.drag(place(&browser, 0.2), end);
    let dragged = labels(&browser);
    assert_ne!(texts(&browser), whole);
    for (text, x) in &dragged {
        let label: u64 = text.parse().expect("a tick");
        assert!((195..=305).contains(&label), "{dragged:?}");
        browser.point((*x, place(&browser, 0.0).1));
        // The outermost labels are moved so that they do not stick out.
        assert!(checked(&browser, &schedule).abs_diff(label) <= 1, "{dragged:?}");
    }
    browser.wheel(place(&browser, 0.5), -300);
    assert!(texts(&browser) != whole && texts(&browser).len() > 1, "{:?}", texts(&browser));
    browser.point(place(&browser, 0.5));
    assert!((230..=270).contains(&checked(&browser, &schedule)));
    browser.click("#later");
    browser.point(place(&browser, 0.0));
    assert!((240..=280).contains(&checked(&browser, &schedule)));
    browser.click("#whole");
    assert_eq!(texts(&browser), whole);
    browser.click("#closer");
    assert_ne!(texts(&browser), whole);
    browser.click("#farther");
    assert_eq!(texts(&browser), whole);
    is_quiet(&browser, &page);
}

#[test]
fn everything_goes_by_keys() {
    let Some(browser) = browser() else { return };
    let page = Page::of(SOURCE, &[]);
    let schedule = schedule(SOURCE);
    browser.open(&page.url());
    let focused = "return document.activeElement.id";
    for _ in 0..20 {
        if browser.run(focused) == json!("plot") {
            break;
        }
        browser.keys(&[TAB]);
    }
    assert_eq!(browser.run(focused), json!("plot"));
    let outline = browser.run("return getComputedStyle(document.activeElement).outlineStyle");
    assert_eq!(outline, json!("solid"));
    browser.keys(&[RIGHT, RIGHT, RIGHT, RIGHT, LEFT]);
    assert_eq!(checked(&browser, &schedule), 2);
    let spoken = browser.run("return document.getElementById('live').textContent");
    let value = format_value(schedule.value(2));
    let source = "5: base = 0.1; lr = warmup(2 epochs) then cosine(to=1%)";
    assert_eq!(spoken, json!(format!("step 2, epoch 0.02; lr {value}, warmup(2 epochs), line {source}")));
    browser.keys(&[PAGE_DOWN]);
    assert_eq!(checked(&browser, &schedule), 200);
    let whole = texts(&browser);
    browser.keys(&['+', '+', '+']);
    assert_ne!(texts(&browser), whole);
    assert_eq!(checked(&browser, &schedule), 200);
    browser.keys(&[RIGHT]);
    assert_eq!(checked(&browser, &schedule), 201);
    browser.keys(&['-', '-', '-', '-']);
    assert_eq!(texts(&browser), whole);
    browser.keys(&['+', '0']);
    assert_eq!(texts(&browser), whole);
    // From the table to the curve.
    browser.run("document.querySelectorAll('a[data-held]')[0].focus()");
    browser.keys(&[ENTER]);
    assert_eq!((browser.run(focused), checked(&browser, &schedule)), (json!("plot"), 0));
    is_quiet(&browser, &page);
}

#[test]
fn a_curve_can_be_put_away() {
    let Some(browser) = browser() else { return };
    let source = "run = 100\nlr.head = 0.1 * linear(T=100)\nlr.body = 0.01 * cosine(T=100)\n";
    let page = Page::of(source, &[]);
    browser.open(&page.url());
    let curves = "return document.querySelectorAll('#plot g.curve').length";
    let highest = "return [...document.querySelectorAll('#plot .values text')].at(-1).textContent";
    assert_eq!((browser.run(curves), browser.run(highest)), (json!(2), json!("0.10")));
    browser.click("#legend button:first-child");
    assert_eq!(browser.run("return document.querySelector('#legend button').ariaPressed"), json!("false"));
    assert_eq!((browser.run(curves), browser.run(highest)), (json!(1), json!("0.010")));
    assert_eq!(
        browser.run("return [...document.querySelectorAll('#readout .row')].map((row) => row.hidden)"),
        json!([true, false])
    );
    browser.click("#legend button:first-child");
    assert_eq!((browser.run(curves), browser.run(highest)), (json!(2), json!("0.10")));
    is_quiet(&browser, &page);
}

#[test]
fn a_finding_leads_to_its_place() {
    let Some(browser) = browser() else { return };
    // The linter has a word for a plot to mark: the base is jumped to in the middle.
    let source =
        "run = 300\nlr = linear(from=0, to=0.1, T=100) then hold(1e-6) for 100 then cosine(from=0.1, to=0, T=100)\n";
    let page = Page::of(source, &[]);
    let schedule = schedule(source);
    browser.open(&page.url());
    let links = browser.run("return [...document.querySelectorAll('.findings a')].map((link) => link.textContent)");
    assert!(links.as_array().is_some_and(|links| !links.is_empty()), "{links}");
    assert_eq!(
        browser.run("return document.querySelectorAll('#plot circle.ring').length"),
        json!(links.as_array().map(Vec::len))
    );
    browser.keys(&['0']);
    browser.click(".findings a");
    assert_eq!(checked(&browser, &schedule) % 100, 0);
    is_quiet(&browser, &page);
}

#[test]
fn a_run_of_10_to_the_12_holds_its_boundaries_tick_by_tick() {
    let Some(browser) = browser() else { return };
    let source = "run = 1_000_000_000_000\nlr = 0.1 * (warmup(2000) then cosine for 700_000_000_000 then hold(0.1x))\n";
    let page = Page::of(source, &[]);
    let schedule = schedule(source);
    browser.open(&page.url());
    for share in [0.0, 0.25, 0.5, 0.7, 0.8] {
        browser.point(place(&browser, share));
        let tick = checked(&browser, &schedule);
        assert!((tick as f64 / 1e12 - share).abs() < 0.005, "{tick} at {share}");
    }
    browser.click("#segments-0 tbody tr:last-child a");
    assert_eq!(checked(&browser, &schedule), 700_000_002_000);
    for _ in 0..40 {
        browser.click("#closer");
    }
    browser.run("document.getElementById('plot').focus()");
    browser.keys(&[LEFT]);
    assert_eq!(checked(&browser, &schedule), 700_000_001_999);
    browser.keys(&[LEFT]);
    assert_eq!(checked(&browser, &schedule), 700_000_001_998);
    assert!(texts(&browser).iter().all(|text| text.len() == 12), "{:?}", texts(&browser));
    is_quiet(&browser, &page);
}

#[test]
fn the_largest_runs_can_be_looked_at_closely() {
    let Some(browser) = browser() else { return };
    let head = "run = 18_446_744_073_709_551_615\nbase = 0.1\n";
    for (source, args) in [
        (format!("{head}lr = warmup(2000) then cosine\n"), &[][..]),
        (format!("{head}lr = cosine then cosine(100, to=1%)\n"), &[]),
        (format!("{head}epoch = 7 steps\nlr = cosine for 99% then hold(0.1x)\n"), &[]),
        ("run = 2^53\nbase = 0.1\nlr = hold for 60% then cosine(1000) then hold\n".to_string(), &[]),
        (format!("{head}lr = cosine\n"), &["--from", "18446744073709550000", "--to", "18446744073709551000"]),
        (format!("{head}lr = cosine\n"), &["--from", "9007199254740990", "--to", "9007199254740999"]),
    ] {
        let page = Page::of(&source, args);
        browser.open(&page.url());
        for share in [1.0, 0.6] {
            for _ in 0..25 {
                browser.wheel(place(&browser, share), -3000);
            }
            browser.point(place(&browser, 0.5));
            assert!(!browser.text("#readout .value").is_empty(), "{source}");
            browser.click("#whole");
        }
        is_quiet(&browser, &page);
    }
}

#[test]
fn values_next_to_each_other_have_an_axis() {
    let Some(browser) = browser() else { return };
    for (first, second) in [
        ("1", "0.9999999999999999"),
        ("1", "1.0000000000000004"),
        ("0.1", "0.10000000000000002"),
        ("1e-300", "1.0000000000000002e-300"),
        ("5e-324", "1e-323"),
        ("1e300", "1.0000000000001e300"),
        ("-1", "-0.9999999999999998"),
        ("0", "0"),
    ] {
        let source = format!("run = 100\nlr = hold({first}) for 50 then hold({second})\nlr.head = hold({second})\n");
        let page = Page::of(&source, &[]);
        browser.open(&page.url());
        let no_numbers = "return [...document.querySelectorAll('#plot *')].flatMap((element) => [...element.attributes])\
                          .filter((attribute) => /NaN|Infinity|undefined/.test(attribute.value)).map((it) => it.value)";
        for _ in 0..2 {
            assert_eq!(browser.run(no_numbers), json!([]), "{source}");
            assert!(
                browser.run("return document.querySelectorAll('#plot text').length").as_u64() > Some(4),
                "{source}"
            );
            browser.wheel(place(&browser, 0.5), -300);
        }
        is_quiet(&browser, &page);
    }
}

#[test]
fn hostile_words_are_words() {
    let Some(browser) = browser() else { return };
    // The language takes no characters that turn text around; a file may be called by them.
    let hostile = "</script><script>window.ran=1</script><img src=x onerror='window.ran=1'> ${window.ran=1} `&lt;<!--";
    let source = format!("# {hostile}\nrun = 100\nlr = 0.1 * # {hostile}\n  cosine(T=100)\n");
    let name = "\"onload=window.ran=1 <script>window.ran=1<!--&amp;`\u{202e}'.lehr";
    let page = Page::named(name, &source, &[]);
    browser.open(&page.url());
    browser.point(place(&browser, 0.5));
    assert_eq!(browser.run("return window.ran"), Value::Null);
    assert_eq!(browser.run("return [document.scripts.length, document.images.length]"), json!([2, 0]));
    let handlers = "return [...document.querySelectorAll('*')].flatMap((element) => [...element.attributes])\
                    .filter((attribute) => attribute.name.startsWith('on')).length";
    assert_eq!(browser.run(handlers), json!(0));
    let seen = |text: &str| text.replace('\u{202e}', "<U+202E>");
    let title = browser.run("return document.title");
    assert_eq!(title, json!(format!("lr of {}", seen(name))));
    assert_eq!(browser.text("h1"), title.as_str().expect("text"));
    let first = browser.run("return document.getElementById('line-0-1').textContent");
    assert_eq!(first, json!(format!("# {hostile}")));
    is_quiet(&browser, &page);
}

#[test]
fn every_example_is_quiet_and_fits_a_narrow_window() {
    let Some(browser) = browser() else { return };
    for file in files("examples", "lehr") {
        let name = file.file_stem().and_then(|name| name.to_str()).expect("a plain name");
        let page = Page::example(name);
        let text = std::fs::read_to_string(&file).expect("text");
        let program = compile(&text, &Overrides::default()).into_program().expect("an example compiles");
        browser.open("about:blank");
        browser.requests();
        for width in [400, 1400] {
            let metrics = json!({ "width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false });
            browser.tell("Emulation.setDeviceMetricsOverride", metrics);
            browser.open("about:blank");
            browser.open(&page.url());
            browser.point(place(&browser, 0.4));
            let shown = browser.run("return document.querySelector('#readout .curve-name').textContent");
            let track = shown.as_str().and_then(|track| program.track(track)).expect("a track");
            checked(&browser, track);
            browser.wheel(place(&browser, 0.4), -200);
            browser.point(place(&browser, 0.6));
            checked(&browser, track);
            let overflow = "return document.documentElement.scrollWidth - document.documentElement.clientWidth";
            assert_eq!(browser.run(overflow), json!(0), "{name} at {width}");
        }
        assert_eq!(browser.console(), Vec::<String>::new(), "{name}");
        let asked = browser.requests().into_iter().filter(|request| *request != page.url() && request != "about:blank");
        assert_eq!(asked.collect::<Vec<_>>(), Vec::<String>::new(), "{name}");
    }
}

#[test]
fn without_scripts_there_is_the_drawing() {
    let Some(browser) = browser() else { return };
    let page = Page::of(SOURCE, &[]);
    browser.tell("Emulation.setScriptExecutionDisabled", json!({ "value": true }));
    browser.open(&page.url());
    let visible = "return ['#drawing svg', '#plot', '#controls', '#segments-0'].map((selector) => \
                   document.querySelector(selector).getBoundingClientRect().height > 100)";
    let visible = visible.replace("> 100", "> 20");
    assert_eq!(browser.run(&visible), json!([true, false, false, true]));
}

#[test]
fn it_is_light_or_dark_as_the_reader_or_the_writer_prefers() {
    let Some(browser) = browser() else { return };
    let paper = "return [getComputedStyle(document.body).backgroundColor, \
                 getComputedStyle(document.querySelector('#drawing rect')).fill]";
    for (prefers, args, color) in [
        ("light", &[][..], "rgb(255, 255, 255)"),
        ("dark", &[], "rgb(13, 17, 23)"),
        ("dark", &["--theme", "light"], "rgb(255, 255, 255)"),
        ("light", &["--theme", "dark"], "rgb(13, 17, 23)"),
    ] {
        let features = json!({ "features": [{ "name": "prefers-color-scheme", "value": prefers }] });
        browser.tell("Emulation.setEmulatedMedia", features);
        browser.open(&Page::of(SOURCE, args).url());
        assert_eq!(browser.run(paper), json!([color, color]), "{prefers} {args:?}");
    }
}
