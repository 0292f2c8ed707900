//! The recipes in `examples/` and `examples/recipes/`.

use std::fmt::Write as _;
use std::path::Path;

use lehr::{Overrides, Program, compile};

use crate::support::{assert_generated, examples, files, lehr, program, relative};

/// How many recipes there are at least in `examples/recipes/`.
const RECENT: usize = 40;

#[test]
fn every_example_is_clean_and_keeps_its_promises() {
    let examples: Vec<_> = examples().iter().map(|path| relative(path)).collect();
    assert!(examples.len() >= 10 + RECENT);
    for command in ["check", "test"] {
        let mut args = vec![command];
        args.extend(examples.iter().map(String::as_str));
        let printed = lehr(&args);
        assert_eq!(printed.code, 0, "{}", printed.stdout);
    }
    for example in &examples {
        let text = std::fs::read_to_string(crate::support::root().join(example)).expect("text");
        assert_eq!(compile(&text, &Overrides::default()).diagnostics(), [], "{example}");
        assert!(names_a_source(&text), "{example} names no source");
        assert!(text.contains("expect "), "{example} promises nothing");
        assert_eq!(lehr::format(&text).expect("it is laid out"), text, "{example}");
    }
}

/// What a recipe says of itself in its first two lines.
struct Recipe {
    file: String,
    name: String,
    what: String,
    source: String,
}

impl Recipe {
    fn of(path: &Path) -> Self {
        let file = relative(path).trim_start_matches("examples/recipes/").to_string();
        let text = std::fs::read_to_string(path).expect("text");
        let mut lines = text.lines().map(|line| line.strip_prefix("# ").and_then(|line| line.strip_suffix('.')));
        let mut line = |what| lines.next().flatten().unwrap_or_else(|| panic!("{file} has no line with {what}"));
        let (name, what) =
            line("its name").split_once(": ").unwrap_or_else(|| panic!("{file} does not say what it is"));
        let [name, what, source] = [name, what, line("its source")].map(str::to_string);
        Self { file, name, what, source }
    }
}

#[test]
fn recipes_of_these_years_say_what_they_are_and_where_that_is_written() {
    let recipes: Vec<_> = files("examples/recipes", "lehr").iter().map(|path| Recipe::of(path)).collect();
    assert!(recipes.len() >= RECENT, "{} recipes", recipes.len());
    let mut table = String::from(
        "# Recipes of 2024 to 2026\n\n\
         Schedules as papers, model cards and configurations give them. The first lines of a file name its source, its\n\
         comments say what the source leaves open, and its expectations pin the numbers. All are checked and tested:\n\n\
         ```sh\nlehr check examples/recipes/*.lehr\nlehr test examples/recipes/*.lehr\n```\n\n\
         This table is made from the files. Older recipes are [one folder up](..).\n\n\
         | recipe | what | source |\n| --- | --- | --- |\n",
    );
    for Recipe { file, name, what, source } in recipes {
        let years = ["2024", "2025", "2026"];
        assert!(years.iter().any(|year| source.contains(year)), "{file} is of {source}");
        let _ = writeln!(table, "| [{name}]({file}) | {what} | {source} |");
    }
    assert_generated("examples/recipes/README.md", &table);
}

/// Whether a comment names a paper, a page of these documents, or a repository as `owner/name`.
fn names_a_source(text: &str) -> bool {
    let mut words = text.lines().filter_map(|line| line.strip_prefix('#')).flat_map(str::split_whitespace);
    words.any(|word| word.contains("arXiv:") || word.split('/').filter(|part| !part.is_empty()).count() > 1)
}

/// Recipes of the field whose schedule is told in at most a dozen lines.
const RECIPES: &[&str] = &[
    "bert",
    "bloom",
    "cyclegan",
    "deit3",
    "mask_rcnn",
    "nanogpt",
    "ppo",
    "recipes/deepseek_v3",
    "recipes/olmo2",
    "relora",
    "stable_diffusion",
    "swa",
    "t5",
    "ttur",
    "wav2vec2",
    "yolov8",
];

#[test]
fn recipes_are_told_in_a_dozen_lines() {
    for recipe in RECIPES {
        let path = crate::support::root().join(format!("examples/{recipe}.lehr"));
        let text = std::fs::read_to_string(path).expect("the recipe");
        let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).count();
        assert!(lines <= 12, "{recipe} has {lines} lines");
    }
}

#[test]
fn the_values_of_every_example() {
    insta::glob!("../../examples", "*.lehr", |path| {
        let text = std::fs::read_to_string(path).expect("text");
        let program = program(&text);
        let ticks = program.ticks().expect("an example ends");
        let timeline = lehr(&["show", &relative(path)]);
        let every = ticks.div_ceil(40).max(1).to_string();
        let printed = lehr(&["eval", &relative(path), "--every", &every]);
        assert_eq!(printed.code, 0, "{}", printed.stderr);
        insta::assert_snapshot!(format!("{}\n{}", timeline.stdout, printed.stdout));
    });
}

#[test]
fn every_example_survives_json_to_the_bit() {
    for path in examples() {
        let text = std::fs::read_to_string(&path).expect("text");
        let program = program(&text);
        let json = serde_json::to_string(&program).expect("it serializes");
        let read: Program = serde_json::from_str(&json).expect("it is read back");
        assert_eq!(serde_json::to_string(&read).expect("it serializes"), json);
        assert_eq!((read.run(), read.tick(), read.ticks()), (program.run(), program.tick(), program.ticks()));
        for (track, same) in program.tracks().iter().zip(read.tracks()) {
            assert_eq!(track, same);
            for tick in (0..2000).chain([1 << 20, 1 << 40, u64::MAX]) {
                let (a, b) = (track.schedule.value(tick), same.schedule.value(tick));
                assert_eq!(a.to_bits(), b.to_bits(), "{} at {tick}", track.name);
            }
        }
    }
}
