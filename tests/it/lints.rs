//! The linter: every rule in its own examples, and in none that is well made.

use lehr::{Code, Compilation, Overrides, compile, lint};

use crate::support::{files, lehr, relative};

fn compiled(text: &str) -> Compilation {
    let compilation = compile(text, &Overrides::default());
    assert!(compilation.program.is_some(), "{text}\n{:#?}", compilation.diagnostics);
    compilation
}

fn codes(text: &str) -> Vec<&'static str> {
    let findings = lint::check(text, &compiled(text));
    findings.iter().map(|finding| finding.code.slug()).collect()
}

#[test]
fn each_rule_finds_its_bad_example_and_not_its_good_one() {
    let mut report = String::new();
    for rule in lint::rules() {
        let slug = rule.code.slug();
        assert_eq!(codes(rule.bad), [slug], "the bad example of {slug}: {}", rule.bad);
        assert_eq!(codes(rule.good), [""; 0], "the good example of {slug}: {}", rule.good);
        for finding in lint::check(rule.bad, &compiled(rule.bad)) {
            let help = finding.help.as_deref().unwrap_or_default();
            let place = &rule.bad[finding.span().range()];
            report.push_str(&format!("{}\n  {slug} at `{place}`\n  {}\n  {help}\n\n", rule.bad, finding.message));
        }
    }
    insta::assert_snapshot!(report);
}

#[test]
fn the_examples_have_no_finding_that_is_not_allowed() {
    for file in files("examples", "lehr") {
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
        "run = 10; base = 0.1; lr = cosine(T=5) mirror then hold",
        "run = 10 epochs; epoch = 100_000_000_000 steps; lr = 0.1 * cosine(T=5 epochs) mirror repeat",
    ] {
        assert_eq!(codes(text), ["climbs-back"], "{text}");
    }
    let text = "run = 10 epochs; lr = 0.1 * cosine(T=5 epochs) mirror repeat";
    let findings = lint::check(text, &compiled(text));
    assert!(findings[0].message.contains("climbs back to 0.09045 by epoch 9"), "{}", findings[0].message);
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
                "onecycle(pct_start=0.3) for run".to_string(),
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
        assert_eq!(codes(&recipe), [""; 0], "{recipe}");
    }
}

#[test]
fn comments_allow_what_is_meant() {
    let bad = "lr = 0.1 * step(30, 1)";
    assert_eq!(codes(bad), ["gamma-one"]);
    for allowed in [
        format!("{bad} # lehr: allow(gamma-one)"),
        format!("# lehr: allow(gamma-one)\n{bad}"),
        format!("# lehr: allow-file(gamma-one)\n\n\n{bad}"),
        "# lehr: allow(gamma-one)\n# since it is meant\n\nlr = 0.1 *\n  step(30, 1)".to_string(),
    ] {
        assert_eq!(codes(&allowed), [""; 0], "{allowed}");
    }
    assert_eq!(codes(&format!("{bad}\n# lehr: allow(gamma-one)")), ["gamma-one", "unused-allow"]);
    let error = "lr = 0.1 * cosine # lehr: allow(missing-length)";
    let findings = lint::check(error, &compile(error, &Overrides::default()));
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
    write("b.lehr", "lr = 0.1 * step(30, 1)");
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
    ./a/c.lehr:1:6: warning[gamma-above-one]: a `gamma` of 1.1 makes the value grow
    ./b.lehr:1:6: warning[gamma-one]: a decay by a factor of 1 never changes anything
    2 files checked: no errors, 2 warnings
    "#);
    assert_eq!(run(&["--format", "concise"]).1, 0);
    assert_eq!(run(&["--format", "concise", "--deny-warnings"]).1, 1);
    insta::assert_snapshot!(run(&["--format", "github", "--ignore", "gamma-one"]).0, @r#"::warning file=./a/c.lehr,line=1,col=6,endLine=1,endColumn=25,title=gamma-above-one::a `gamma` of 1.1 makes the value grow%0Aa decay has a `gamma` below 1"#);
    let (json, code) = run(&["--format", "json", "--select", "gamma-one"]);
    insta::assert_snapshot!(json, @r#"
    [
     {"file":"./b.lehr","code":"gamma-one","severity":"warning","message":"a decay by a factor of 1 never changes anything","help":"give a `gamma` below 1, or leave the decay out","line":1,"column":6,"end_line":1,"end_column":23}
    ]
    "#);
    assert_eq!(code, 0);
    assert!(serde_json::from_str::<Vec<serde_json::Value>>(&json).is_ok_and(|findings| findings.len() == 1));
    assert_eq!(run(&["--format", "json", "--select", "unused-name"]).0, "[]\n");
    let wrong = lehr(&["check", path, "--ignore", "gamma"]);
    assert_eq!(
        (wrong.code, wrong.stderr.as_str()),
        (2, "lehr: `gamma` is no code of a finding; `lehr explain` lists them\n")
    );
}
