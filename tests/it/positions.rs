//! Where findings are: all reports count lines and columns alike.

use lehr::report::{Format, Report};
use lehr::{Overrides, Source, compile};
use serde_json::Value;

fn reported(text: &str, format: Format) -> String {
    let source = Source::new("a.lehr", text);
    let mut out = Vec::new();
    let mut report = Report::new(format, &mut out);
    report.findings(&source, compile(text, &Overrides::default()).diagnostics()).expect("memory");
    report.finish().expect("memory");
    String::from_utf8(out).expect("text")
}

/// The line and column of the only finding in a text, as each report has them.
fn positions(text: &str) -> Vec<(u64, u64)> {
    let json: Value = serde_json::from_str(&reported(text, Format::Json)).expect("JSON");
    let sarif: Value = serde_json::from_str(&reported(text, Format::Sarif)).expect("JSON");
    let region = &sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"];
    let finding = &json["findings"][0];
    let pair = |object: &Value, [line, column]: [&str; 2]| {
        (object[line].as_u64().expect("a line"), object[column].as_u64().expect("a column"))
    };
    let after = |text: &str, head: &str| {
        let rest = text.split_once(head).expect("a place").1;
        let mut numbers = rest.split(|c: char| !c.is_ascii_digit());
        let mut number = || numbers.next().and_then(|number| number.parse().ok()).expect("a number");
        (number(), number())
    };
    let github = reported(text, Format::Github).replace(",col=", ":");
    vec![
        pair(finding, ["line", "column"]),
        pair(region, ["startLine", "startColumn"]),
        after(&reported(text, Format::Text), "a.lehr:"),
        after(&reported(text, Format::Concise), "a.lehr:"),
        after(&github, "line="),
    ]
}

#[test]
fn all_reports_count_lines_and_characters_alike() {
    for (text, expected) in [
        ("lr = cosin(T=10)", (1, 6)),
        ("# one\r\n# two\r\nlr = cosin(T=10)\r\n", (3, 6)),
        ("\u{feff}lr = cosin(T=10)", (1, 6)),
        ("\u{feff}# é𝛼\nlr = cosin(T=10)", (2, 6)),
        ("lr = 1 + [é, 2]", (1, 11)),
        ("# 𝛼\nlr = cosine(T=10) é", (2, 19)),
        ("lr = [1,\n  2, # 漢字 𝛼\n  𝛼𝛼 é]", (3, 3)),
        ("lr = cosine( # é\r\n  1, é)", (2, 6)),
    ] {
        assert_eq!(positions(text), [expected; 5], "{text:?}");
    }
    let long = format!("lr = [é{}]", " ".repeat(300));
    assert!(reported(&long, Format::Text).contains("(a.lehr:1:7)"));
}
