//! Notebooks: where findings are in them, and fixes that leave the rest of the file as it is.

use lehr::report::{Format, Report};
use lehr::scripts::{Script, Settings, fix};
use lehr::{Code, Overrides, lint};
use proptest::prelude::*;

use crate::support::{lehr, root};

/// A text cell, a cell of a magic and code, and one with the mistake in its third line.
const CELLS: [(&str, &[&str]); 4] = [
    ("markdown", &["# Training\n", "with `T_max=5`"]),
    ("code", &["%matplotlib inline\n", "import torch\n", "name = 'Grüße 𝛼'"]),
    ("code", &["!nvidia-smi\n", "opt = torch.optim.SGD(net.parameters(), lr=0.1)  # \"é\"\t'T_max=5'\n", SCHEDULER]),
    ("code", &["for epoch in range(10):\n", "    train(net, opt)\n", "    scheduler.step()\n"]),
];
const SCHEDULER: &str = "scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(opt, T_max=5)";

fn found(json: &str) -> (Script, Vec<lehr::Diagnostic>) {
    let script = Script::read_notebook(json, &Settings::default()).expect("a notebook");
    let found = script.check(&Overrides::default(), &lint::Settings::default());
    (script, found)
}

fn reported(json: &str, format: Format) -> String {
    let (script, found) = found(json);
    let mut out = Vec::new();
    let mut report = Report::new(format, &mut out);
    report.findings(&script.source("a/train.ipynb"), &found).expect("it is written");
    report.finish().expect("it is written");
    String::from_utf8(out).expect("text")
}

/// How a notebook's file is laid out.
#[derive(Clone, Debug)]
struct Layout {
    /// What stands between two tokens.
    space: &'static str,
    /// Whether a source is one string, and not a list of lines.
    single: bool,
    /// Whether what is no ASCII is escaped.
    ascii: bool,
    /// What is printed by a cell.
    output: String,
}

impl Layout {
    fn string(&self, text: &str) -> String {
        let quoted = serde_json::to_string(text).expect("a string");
        if !self.ascii {
            return quoted;
        }
        let escape = |c: char| -> String {
            let mut units = [0; 2];
            c.encode_utf16(&mut units).iter().fold(String::new(), |text, unit| format!("{text}\\u{unit:04X}"))
        };
        quoted.chars().map(|c| if c.is_ascii() { c.to_string() } else { escape(c) }).collect()
    }

    fn json(&self) -> String {
        let space = self.space;
        let cells: Vec<String> = CELLS
            .iter()
            .map(|(kind, lines)| {
                let source = if self.single {
                    self.string(&lines.concat())
                } else {
                    let lines: Vec<String> = lines.iter().map(|line| self.string(line)).collect();
                    format!("[{space}{}{space}]", lines.join(&format!(",{space}")))
                };
                let output = self.string(&self.output);
                format!(
                    "{{\"outputs\":{space}[{{\"text\": {output}}}],{space}\"source\":{space}{source},{space}\
                     \"metadata\": {{\"T_max=5\": 1.50e0}}, \"cell_type\":\"{kind}\"}}"
                )
            })
            .collect();
        format!("{space}{{\"nbformat\":{space}4, \"cells\": [{}]{space}, \"b\": -0.0 }}\n\n", cells.join(","))
    }
}

fn layouts() -> impl Strategy<Value = Layout> {
    let space = prop::sample::select(vec!["", " ", "\n", "\r\n  ", "\t"]);
    let output = prop::collection::vec(prop::sample::select(vec!["T_max=5", "\n", "é", "\\", "\"", "𝛼"]), 0..6);
    (space, any::<bool>(), any::<bool>(), output).prop_map(|(space, single, ascii, output)| Layout {
        space,
        single,
        ascii,
        output: output.concat(),
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

    #[test]
    fn a_fix_changes_its_own_bytes_of_the_file_and_no_other(layout in layouts()) {
        let json = layout.json();
        let fixed = fix(&json, true, &Settings::default(), &Overrides::default(), &lint::Settings::default(), false);
        prop_assert_eq!(&fixed.codes, &[Code::ClimbsBack]);
        prop_assert_eq!(fixed.text, json.replace("(opt, T_max=5)", "(opt, T_max=10)"));
    }

    #[test]
    fn every_layout_has_its_finding_in_the_same_place(layout in layouts()) {
        let json = layout.json();
        let concise = reported(&json, Format::Concise);
        prop_assert!(concise.starts_with("a/train.ipynb:cell 3:3:61: warning[climbs-back]: "), "{}", concise);
        // Annotations stand at the line of the file.
        let (line, _) = json.lines().enumerate().find(|(_, line)| line.contains(SCHEDULER)).expect("it is there");
        let github = reported(&json, Format::Github);
        let start = format!("::warning file=a/train.ipynb,line={0},endLine={0},title=climbs-back::cell 3:3:61: ", line + 1);
        prop_assert!(github.starts_with(&start), "{}\n{}", github, start);
    }
}

fn plain() -> String {
    Layout { space: "\n", single: false, ascii: false, output: String::new() }.json()
}

#[test]
fn each_report_names_the_cell_and_the_line_in_it() {
    insta::assert_snapshot!(reported(&plain(), Format::Text));
    let json: serde_json::Value = serde_json::from_str(&reported(&plain(), Format::Json)).expect("JSON");
    let finding = &json["findings"][0];
    let place = ["cell", "line", "column", "end_line", "end_column"].map(|key| finding[key].as_u64());
    assert_eq!(place, [3, 3, 61, 3, 68].map(Some));
    let edit = &finding["fixes"][0]["edits"][0];
    assert_eq!(["cell", "line", "column"].map(|key| edit[key].as_u64()), [3, 3, 67].map(Some), "{edit}");
    let sarif: serde_json::Value = serde_json::from_str(&reported(&plain(), Format::Sarif)).expect("JSON");
    let location = &sarif["runs"][0]["results"][0]["locations"][0];
    assert_eq!(location["logicalLocations"][0]["name"], "cell 3:3:61");
    let lines: Vec<_> = plain().lines().map(str::to_string).collect();
    let line =
        usize::try_from(location["physicalLocation"]["region"]["startLine"].as_u64().expect("a line")).expect("small");
    assert!(lines[line - 1].contains(SCHEDULER), "{location}");
}

#[test]
fn an_imported_notebook_names_cells() {
    let (script, _) = found(&plain());
    let imported = script.import("train.ipynb");
    assert!(
        imported.contains("# train.ipynb:cell 3:3\n") && imported.contains("# train.ipynb:cell 4:1\n"),
        "{imported}"
    );
}

/// Labels of one finding in two cells, whose lines overlap.
#[test]
fn a_finding_may_speak_of_two_cells() {
    let cell = |code: &str| {
        let source = serde_json::to_string(code).expect("a string");
        format!("{{\"cell_type\": \"code\", \"source\": {source}}}")
    };
    let cells = [
        "import torch.optim as o\nopt = o.SGD(net.parameters(), 0.1)\ndecay = o.lr_scheduler.StepLR(opt, 30)",
        "warmup = o.lr_scheduler.LambdaLR(opt, lambda epoch: min(1.0, (epoch + 1) / 5))",
        "for epoch in range(90):\n    train(net, opt)\n    decay.step()\n    warmup.step()",
    ];
    let json = format!("{{\"cells\": [{}]}}", cells.map(cell).join(", "));
    insta::assert_snapshot!(reported(&json, Format::Text));
}

#[test]
fn the_program_fixes_a_notebook_in_its_file() {
    let text = std::fs::read_to_string(root().join("tests/scripts/too_long.ipynb")).expect("text");
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("train.ipynb");
    let file = path.to_str().expect("a path");
    std::fs::write(&path, &text).expect("a file");
    let printed = lehr(&["check", file, "--format", "concise"]);
    assert!(printed.stdout.starts_with(&format!("{file}:cell 2:3:67: warning[cut-by-run]: ")), "{}", printed.stdout);
    let printed = lehr(&["check", file, "--unsafe-fixes"]);
    assert_eq!(printed.stdout, "1 file checked: no errors, no warnings, 1 fixed\n");
    let now = std::fs::read_to_string(&path).expect("text");
    assert_eq!(now, text.replace("T_max=200)", "T_max=20)"));
}
