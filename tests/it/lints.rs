//! The linter: every rule in its own examples, and in none that is well made.

use lehr::lint::{self, Settings};
use lehr::{Code, Compilation, Overrides, compile};

use crate::support::{examples, lehr, relative};

fn compiled(text: &str) -> Compilation {
    let compilation = compile(text, &Overrides::default());
    assert!(compilation.program().is_some(), "{text}\n{:#?}", compilation.diagnostics());
    compilation
}

fn codes(text: &str) -> Vec<&'static str> {
    let findings = lint::check(&compiled(text), &Settings::default());
    findings.iter().map(|finding| finding.code.slug()).collect()
}

#[test]
fn the_examples_have_no_finding_that_is_not_allowed() {
    for file in examples() {
        let text = std::fs::read_to_string(&file).expect("text");
        assert_eq!(codes(&text), [""; 0], "{}", relative(&file));
    }
}

#[test]
fn a_mistake_is_found_however_it_is_reached() {
    for text in [
        "run = 10; lr = 0.1 * cosine(T=5) mirror repeat",
        "run = 10; let T = 5; lr = 0.1 * cosine(T) mirror repeat",
        "run = 10; def up_and_down(n) = cosine(n) mirror repeat; lr = 0.1 * up_and_down(5)",
        "run = 12; base = 0.1; lr = cosine(T=5) mirror then hold",
        "run = 10 epochs; epoch = 100_000_000_000 steps; lr = 0.1 * cosine(T=5 epochs) mirror repeat",
    ] {
        assert_eq!(codes(text), ["climbs-back"], "{text}");
    }
    let text = "run = 10 epochs; lr = 0.1 * cosine(T=5 epochs) mirror repeat";
    let findings = lint::check(&compiled(text), &Settings::default());
    assert!(findings[0].message.contains("climbs back to 0.09045 by epoch 9"), "{}", findings[0].message);
    assert_eq!((findings[0].track.as_deref(), findings[0].tick), (Some("lr"), Some(5)));
}

/// Recipes that are well made, in many sizes.
fn recipes() -> Vec<String> {
    let mut recipes = Vec::new();
    for run in [90, 300, 1000, 100_000, 2_000_000_000_u64] {
        let (warm, tail, cycle) = (run / 20 + 1, run / 10, run / 7 + 1);
        let cycles = cycle * 7;
        let thirds = [run / 3, run * 2 / 3, run - run / 10];
        for base in ["0.1", "3e-4"] {
            let head = format!("run = {run} steps; base = {base}; lr = ");
            for lr in [
                format!("warmup({warm} steps) then cosine"),
                format!("warmup({warm} steps) then cosine(to=10%)"),
                format!("warmup({warm} steps) then linear(to=1e-6)"),
                format!("warmup({warm} steps) then inverse_sqrt({warm} steps)"),
                format!("warmup({warm} steps) then hold then linear({tail} steps)"),
                format!("warmup({warm} steps) then hold then one_minus_sqrt({tail} steps)"),
                format!("warmup({warm} steps) * multistep({thirds:?} steps, 0.1)"),
                "cosine repeat 3".to_string(),
                "cosine repeat(3, stretch=2)".to_string(),
                "linear(to=1%)".to_string(),
                "onecycle(pct_start=0.3) for run\nmomentum = hold(0.9)".to_string(),
                format!("warmup({warm} steps) then plateau(0.5, patience=5)"),
                format!(
                    "(warmup({warm} steps) then cosine) * plateau(0.5, metric=val_acc, mode=max, threshold_mode=abs)"
                ),
                format!(
                    "plateau(0.1, patience=3, cooldown=2, min=1%)\nmomentum = linear({warm} steps, from=0.85, to=0.95) then hold"
                ),
                format!("warmup({warm} steps) then cosine\nlr.head = 10 * lr\nlr.bias = 0.1 * lr"),
                format!(
                    "warmup({warm} steps) then linear\nwd = hold(0.01)\nadam.beta1 = hold(0.9)\nadam.beta2 = hold(0.999)"
                ),
                format!(
                    "cosine({warm} steps, from=4%, to=1x) then cosine(to=0.1%)\n\
                     momentum = cosine({warm} steps, from=0.95, to=0.85) then cosine(to=0.95)"
                ),
            ] {
                recipes.push(format!("{head}{lr}"));
            }
            recipes.push(format!("run = {cycles} steps; base = {base}; lr = cosine(T={cycle} steps) repeat"));
        }
    }
    recipes
}

#[test]
fn well_made_recipes_have_no_finding() {
    let recipes = recipes();
    assert!(recipes.len() >= 100);
    for recipe in recipes {
        // In a short run the first step of a warmup is worth a note, which is no finding of a mistake.
        let mut found = codes(&recipe);
        found.retain(|code| *code != "zero-first-step");
        assert_eq!(found, [""; 0], "{recipe}");
    }
}

#[test]
fn comments_allow_what_is_meant() {
    let bad = "lr = 0.1 * step(30, 1) * step(9, 0.5)";
    assert_eq!(codes(bad), ["gamma-one"]);
    for allowed in [
        format!("{bad} # lehr: allow(gamma-one)"),
        format!("# lehr: allow(gamma-one)\n{bad}"),
        format!("# lehr: allow-file(gamma-one)\n\n\n{bad}"),
        "# lehr: allow(gamma-one)\n# since it is meant\n\nlr = 0.1 *\n  step(30, 1)".to_string(),
    ] {
        for text in [allowed.clone(), allowed.replace('\n', "\r\n"), format!("\u{feff}{allowed}")] {
            assert_eq!(codes(&text), [""; 0], "{text:?}");
        }
    }
    assert_eq!(codes(&format!("{bad}\n# lehr: allow(gamma-one)")), ["gamma-one", "unused-allow"]);
    let error = "lr = 0.1 * cosine # lehr: allow(missing-length)";
    let findings = lint::check(&compile(error, &Overrides::default()), &Settings::default());
    assert_eq!(findings[0].code, Code::MissingLength, "an error cannot be allowed");
}

#[test]
fn folders_are_checked_in_order_without_what_git_ignores() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    };
    write("b.lehr", "lr = 0.1 * step(30, 1) * step(9, 0.5)");
    write("a/c.lehr", "lr = 0.1 * step(30, 1.1)");
    write("ignored/d.lehr", "lr = nonsense");
    write(".gitignore", "ignored/\n");
    write("notes.txt", "lr = nonsense");
    let path = folder.path().to_str().expect("a path");
    let run = |more: &[&str]| {
        let args: Vec<_> = ["check", path].into_iter().chain(more.iter().copied()).collect();
        let printed = lehr(&args);
        (printed.stdout.replace(path, "."), printed.code)
    };
    insta::assert_snapshot!(run(&["--format", "concise"]).0, @r#"
    ./a/c.lehr:1:12: warning[gamma-above-one]: a `gamma` of 1.1 makes the value grow
    ./b.lehr:1:12: warning[gamma-one]: a decay by a factor of 1 never changes anything
    2 files checked: no errors, 2 warnings
    "#);
    assert_eq!(run(&["--format", "concise"]).1, 0);
    assert_eq!(run(&["--format", "concise", "--deny", "warnings"]).1, 1);
    insta::assert_snapshot!(run(&["--format", "github", "--ignore", "gamma-one"]).0, @r#"::warning file=./a/c.lehr,line=1,col=12,endLine=1,endColumn=25,title=gamma-above-one::a `gamma` of 1.1 makes the value grow%0Aa decay has a `gamma` below 1; the reverse of this one is 0.9091"#);
    let (json, code) = run(&["--format", "json", "--select", "gamma-one"]);
    insta::assert_snapshot!(json);
    assert_eq!(code, 0);
    let document: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!((&document["format"], document["findings"].as_array().map(Vec::len)), (&"lehr-check/1".into(), Some(1)));
    let none = run(&["--format", "json", "--select", "unused-name"]).0;
    let none: serde_json::Value = serde_json::from_str(&none).expect("JSON");
    assert_eq!((&none["files"], &none["findings"]), (&2.into(), &serde_json::json!([])));
    let wrong = lehr(&["check", path, "--ignore", "gamma"]);
    assert_eq!(
        (wrong.code, wrong.stderr.as_str()),
        (2, "lehr: `gamma` is not the code of a finding; `lehr explain` lists them\n")
    );
}

#[test]
fn a_mirrored_cosine_is_fixed() {
    let text = "run = 10 epochs  # ten\nlr = 0.1 * cosine(T=5 epochs) mirror repeat  # climbs\n";
    let fixed = lint::fix(text, &Overrides::default(), &Settings::default(), false);
    assert_eq!(fixed.text, "run = 10 epochs  # ten\nlr = 0.1 * cosine  # climbs\n");
    let (now, meant) = (compiled(&fixed.text), compiled("run = 10 epochs; lr = 0.1 * cosine(T=10 epochs)"));
    let value = |compilation: &Compilation, tick: u64| {
        compilation.program().and_then(|program| program.track("lr")).map(|lr| lr.value(tick).to_bits())
    };
    assert!((0..12).all(|tick| value(&now, tick) == value(&meant, tick)));
}

#[test]
fn files_are_fixed_in_place() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.lehr");
    let text = "lr = 0.1 * plateau(0.5, metric=val_acc)  # meant\nlet unused = 1\n";
    std::fs::write(&path, text).expect("a file");
    let file = path.to_str().expect("a path");
    let diff = lehr(&["check", file, "--diff"]);
    insta::assert_snapshot!(diff.stdout.replace(file, "a.lehr"));
    assert_eq!(std::fs::read_to_string(&path).expect("text"), text, "--diff changes nothing");
    let fixed = lehr(&["check", file, "--fix"]);
    assert_eq!(fixed.stdout, "1 file checked: no errors, no warnings, 2 fixed\n");
    let now = std::fs::read_to_string(&path).expect("text");
    assert_eq!(now, "lr = 0.1 * plateau(0.5, metric=val_acc, mode=max)  # meant\n");
    let left: Vec<_> = std::fs::read_dir(folder.path()).expect("a folder").collect();
    assert_eq!(left.len(), 1, "nothing is left beside it");
    std::fs::write(&path, "lr = nonsense\n").expect("a file");
    assert_eq!(lehr(&["check", file, "--fix"]).code, 1);
    assert_eq!(std::fs::read_to_string(&path).expect("text"), "lr = nonsense\n", "what does not compile is left");
}

#[test]
fn sarif_is_valid() {
    let schema = std::fs::read_to_string(crate::support::root().join("tests/sarif/sarif-schema-2.1.0.json"))
        .expect("the schema");
    // One pattern has a lone bracket, which regular expressions in Rust want escaped.
    let schema = schema.replace("[a-zA-Z]{2}]?$", r"[a-zA-Z]{2}\\]?$");
    let schema: serde_json::Value = serde_json::from_str(&schema).expect("JSON");
    let validator = jsonschema::draft7::new(&schema).expect("a schema");
    let printed = lehr(&["check", "tests/corpus/error", "--format", "sarif"]);
    let log: serde_json::Value = serde_json::from_str(&printed.stdout).expect("JSON");
    let errors: Vec<_> = validator.iter_errors(&log).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:?}");
    let results = log["runs"][0]["results"].as_array().expect("results");
    assert!(results.len() > 100);
    assert!(!validator.is_valid(&serde_json::json!({"version": "2.1.0"})), "the schema refuses what is none");
}

#[test]
fn a_lehr_toml_above_a_file_is_followed() {
    let folder = tempfile::tempdir().expect("a folder");
    let below = folder.path().join("schedules");
    std::fs::create_dir(&below).expect("a folder");
    let (path, config) = (below.join("a.lehr"), folder.path().join("lehr.toml"));
    let file = path.to_str().expect("a path");
    std::fs::write(&path, "lr = 0.1 * cosine\nwd = 0.1 * step(3, 1) * step(9, 0.5)\n").expect("a file");
    let check = |text: &str| {
        std::fs::write(&config, text).expect("a file");
        let printed = lehr(&["check", file, "--format", "concise"]);
        (
            printed.stdout.replace(file, "a.lehr"),
            printed.stderr.replace(config.to_str().expect("a path"), "lehr.toml"),
            printed.code,
        )
    };
    assert_eq!(check("").2, 1, "a cosine needs a length");
    let (printed, _, code) = check("[defaults]\nrun = \"100\"\n");
    assert!(printed.contains("gamma-one") && code == 0, "{printed}");
    // Whatever is done with the file, it is the same schedule.
    for command in [&["eval"][..], &["show"], &["compile"], &["test"], &["plot"], &["diff", file]] {
        let printed = lehr(&[command, &[file]].concat());
        assert_eq!(printed.code, 0, "{command:?}: {}", printed.stderr);
    }
    assert_eq!(lehr(&["eval", file, "--track", "lr", "--format", "csv"]).stdout.lines().count(), 101);
    assert_eq!(lehr(&["eval", file, "--run", "7", "--track", "lr", "--format", "csv"]).stdout.lines().count(), 8);
    assert_eq!(check("deny-warnings = true\n[defaults]\nrun = \"100\"\n").2, 1);
    let allowed = "deny-warnings = true\n[rules]\ngamma-one = \"allow\"\n[defaults]\nrun = \"100\"\n";
    assert_eq!(check(allowed), ("1 file checked: no errors, no warnings\n".to_string(), String::new(), 0));
    for (wrong, said) in [
        ("[rules]\nsyntax = \"allow\"\n", "lehr: `lehr.toml`: `syntax` is an error, which cannot be allowed\n"),
        (
            "[rules]\ngamma = \"allow\"\n",
            "lehr: `lehr.toml`: `gamma` is not the code of a finding; `lehr explain` lists them\n",
        ),
        ("[defaults]\nrun = \"x\"\n", "lehr: `lehr.toml`: run: `x` is not a constant\n"),
    ] {
        assert_eq!(check(wrong), (String::new(), said.to_string(), 2));
    }
    assert!(check("x = 1\n").1.contains("unknown field `x`"));
}

#[test]
fn levels_and_thresholds_are_those_of_the_lehr_toml_and_of_the_call() {
    let folder = tempfile::tempdir().expect("a folder");
    let (path, config) = (folder.path().join("a.lehr"), folder.path().join("lehr.toml"));
    let file = path.to_str().expect("a path");
    std::fs::write(&path, "run = 2000\nlr = 0.1 * (warmup(300) then cosine)\nwd = 0.1 * step(3, 1) * step(9, 0.5)\n")
        .expect("a file");
    let check = |text: &str, more: &[&str]| {
        std::fs::write(&config, text).expect("a file");
        let args: Vec<_> = ["check", file, "--format", "concise"].into_iter().chain(more.iter().copied()).collect();
        let printed = lehr(&args);
        let said = printed.stderr.replace(config.to_str().expect("a path"), "lehr.toml");
        (printed.stdout.replace(file, "a.lehr") + &said, printed.code)
    };
    let gamma = "a.lehr:3:12: LEVEL[gamma-one]: a decay by a factor of 1 never changes anything\n";
    let at = |level: &str, summary: &str| format!("{}1 file checked: {summary}\n", gamma.replace("LEVEL", level));
    assert_eq!(check("", &[]), (at("warning", "no errors, 1 warning"), 0));
    assert_eq!(check("[rules]\ngamma-one = \"note\"\n", &[]), (at("note", "no errors, no warnings, 1 note"), 0));
    let denied = (at("error", "1 error, no warnings"), 1);
    assert_eq!(check("[rules]\ngamma-one = \"deny\"\n", &[]), denied);
    assert_eq!(check("", &["--deny", "gamma-one"]), denied);
    assert_eq!(check("", &["--deny", "warnings"]), denied);
    // A note is no warning, and does not fail.
    let note = "[rules]\ngamma-one = \"note\"\n";
    assert_eq!(check(note, &["--deny", "warnings"]), (at("note", "no errors, no warnings, 1 note"), 0));
    let (printed, _) = check("[thresholds]\nwarmup-share = 0.1\n", &["--select", "warmup-too-long"]);
    assert!(printed.contains("the warmup of 300 ticks is 15% of the run of 2000 ticks"), "{printed}");
    for (wrong, said) in [
        ("[thresholds]\nwarmup = 0.1\n", "there is no threshold `warmup`; the thresholds are warmup-share, "),
        ("[thresholds]\nwarmup-share = -1\n", "the threshold `warmup-share` is -1, and has to be 0 or more"),
        ("[rules]\ngamma-one = \"off\"\n", "`gamma-one` is \"off\", and a level is one of allow, note, warn, deny"),
    ] {
        let (printed, code) = check(wrong, &[]);
        assert!(printed.contains(said) && code == 2, "{printed}");
    }
}

#[cfg(unix)]
#[test]
fn a_fixed_file_keeps_its_permissions_its_link_and_its_line_ends() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = tempfile::tempdir().expect("a folder");
    let (target, link) = (folder.path().join("target.lehr"), folder.path().join("link.lehr"));
    std::fs::write(&target, "let unused = 1\r\nrun = 2000\r\nlr = 0.1 * cosine # one\r\n").expect("a file");
    std::fs::set_permissions(&target, std::fs::Permissions::from_mode(0o640)).expect("its mode is set");
    symlink("target.lehr", &link).expect("a link");
    let printed = lehr(&["check", link.to_str().expect("a path"), "--fix"]);
    assert_eq!(printed.stdout, "1 file checked: no errors, no warnings, 1 fixed\n");
    let text = std::fs::read_to_string(&target).expect("text");
    assert_eq!(text, "run = 2000\r\nlr = 0.1 * cosine # one\r\n");
    assert_eq!(std::fs::metadata(&target).expect("it is there").permissions().mode() & 0o777, 0o640);
    assert!(std::fs::symlink_metadata(&link).expect("it is there").is_symlink());
}

#[test]
fn a_billion_steps_are_checked_like_ten() {
    // Walking the ticks of these would take minutes.
    for (lr, expected) in [
        ("warmup(1B) then cosine(T=300B) repeat", &["restart-cut"][..]),
        ("cosine(T=7) repeat", &["restart-cut", "period-much-shorter-than-run"]),
        ("cosine * factor(t -> 1 - t / 2000000000000)", &[]),
        ("step(1000, 0.999999)", &["decay-vanishes"]),
    ] {
        assert_eq!(codes(&format!("run = 1_000_000_000_000; lr = 0.1 * ({lr})")), expected, "{lr}");
    }
}

#[test]
fn sarif_carries_fixes_ticks_and_the_pages_of_the_rules() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.lehr");
    std::fs::write(&path, "run = 10 epochs\nlr = 0.1 * cosine(T=5 epochs) mirror repeat\n").expect("a file");
    let printed = lehr(&["check", path.to_str().expect("a path"), "--format", "sarif"]);
    let log: serde_json::Value = serde_json::from_str(&printed.stdout).expect("JSON");
    let result = &log["runs"][0]["results"][0];
    assert_eq!(result["properties"], serde_json::json!({ "track": "lr", "tick": 5 }));
    let replacements = &result["fixes"][0]["artifactChanges"][0]["replacements"];
    assert_eq!(replacements[0]["deletedRegion"]["startColumn"], 18);
    assert_eq!(replacements[0]["insertedContent"]["text"], "");
    let rules = log["runs"][0]["tool"]["driver"]["rules"].as_array().expect("rules");
    let rule = rules.iter().find(|rule| rule["id"] == "climbs-back").expect("the rule");
    assert_eq!((&rule["name"], &rule["defaultConfiguration"]["level"]), (&"ClimbsBack".into(), &"warning".into()));
    assert!(rule["help"]["markdown"].as_str().is_some_and(|page| page.contains("UniRL#223")));
}

#[test]
fn thousands_of_parts_are_checked_in_no_time_to_speak_of() {
    // Where each part asks all the others, these take minutes.
    for (part, between) in [("linear(1, to=1x)", " then "), ("multistep([5, 60])", " * "), ("step(30, 1)", " * ")] {
        let text = format!("run = 90; lr = 0.1 * (warmup(10){between}{})", vec![part; 10_000].join(between));
        let start = std::time::Instant::now();
        let findings = lint::check(&compiled(&text), &Settings::default());
        assert!(!findings.is_empty(), "{part}");
        assert!(start.elapsed().as_secs() < 30, "{part}: {:?}", start.elapsed());
    }
}
