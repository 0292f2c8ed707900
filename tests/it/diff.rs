//! `lehr diff`: where two schedules part, and by how much.

use crate::support::{Printed, lehr};

const OLD: &str = "\
run = 90 epochs
epoch = 5004 steps
lr = 0.1 * (warmup(5 epochs) then cosine(to=1%))
momentum = hold(0.9)
";
const NEW: &str = "\
run = 100 epochs
epoch = 5004 steps
lr = 0.1 * (warmup(5 epochs) then hold for 10 epochs then cosine(to=1%))
wd = hold(0.01)
";

/// Compares two files in a folder of their own.
fn diff(old: &str, new: &str, more: &[&str]) -> Printed {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name).to_str().expect("a plain name").to_string();
    let paths = [("old.lehr", old), ("new.lehr", new)].map(|(name, text)| {
        std::fs::write(path(name), text).expect("it is written");
        path(name)
    });
    let mut args = vec!["diff", &paths[0], &paths[1]];
    args.extend(more);
    let printed = lehr(&args);
    let within = format!("{}/", folder.path().to_str().expect("a plain name"));
    Printed { stdout: printed.stdout.replace(&within, ""), ..printed }
}

#[test]
fn files_are_compared_track_by_track() {
    let printed = diff(OLD, NEW, &[]);
    assert_eq!((printed.code, printed.stderr.as_str()), (1, ""));
    insta::assert_snapshot!(printed.stdout);
    let same = diff(OLD, OLD, &[]);
    assert_eq!(same.code, 0);
    insta::assert_snapshot!(same.stdout);
}

#[test]
fn a_run_that_goes_on_with_the_other_is_foretold() {
    let printed = diff(OLD, NEW, &["--track", "lr", "--resume", "30 epochs"]);
    let told = printed.stdout.lines().rev().take(3).collect::<Vec<_>>();
    insta::assert_snapshot!(told.into_iter().rev().collect::<Vec<_>>().join("\n"));
    let wrong = diff(OLD, NEW, &["--resume", "30.5 steps"]);
    assert_eq!(
        (wrong.code, wrong.stderr.as_str()),
        (2, "lehr: --resume takes a whole tick from 1 to 450_359, not `30.5 steps`\n")
    );
    assert_eq!(diff(OLD, NEW, &["--resume", "90 epochs"]).code, 2, "after the end");
}

#[test]
fn expressions_and_compiled_schedules_are_compared() {
    let printed = lehr(&["diff", "-e", "step(2, 0.5) then cosine(T=10)", "-e", "cosine(T=12)", "--base", "0.1"]);
    assert_eq!(printed.code, 1);
    insta::assert_snapshot!(printed.stdout);
    let compiled = lehr(&["compile", "examples/resnet50.lehr"]).stdout;
    let printed = crate::support::lehr_reading(&["diff", "-", "examples/resnet50.lehr"], compiled.as_bytes());
    assert_eq!(printed.code, 0, "{}", printed.stdout);
}

#[test]
fn both_are_drawn_over_each_other() {
    let (a, b) = ("warmup(10) then cosine(T=90)", "warmup(30) then linear(T=70)");
    let args = ["diff", "-e", a, "-e", b, "--base", "0.1", "--plot"];
    let printed = lehr(&args);
    assert_eq!(printed.code, 1);
    assert!(!printed.stdout.contains('\u{1b}'), "no colours in a file");
    insta::assert_snapshot!(printed.stdout);
}

#[test]
fn small_differences_are_tolerated_where_that_is_asked() {
    let other = OLD.replace("0.1 *", "0.100000001 *");
    assert_eq!(diff(OLD, &other, &["--track", "lr"]).code, 1);
    assert_eq!(diff(OLD, &other, &["--track", "lr", "--tolerance", "1e-7"]).code, 0);
}

#[test]
fn what_cannot_be_compared_is_told() {
    let wrong = |a: &str, b: &str, more: &[&str]| {
        let args: Vec<_> = ["diff", "-e", a, "-e", b].iter().chain(more).copied().collect();
        let printed = lehr(&args);
        assert_eq!((printed.code, printed.stdout.as_str()), (2, ""), "{args:?}");
        printed.stderr
    };
    let a = "run = 5 epochs; lr = 0.1 * cosine";
    insta::assert_snapshot!(wrong(a, "run = 5 steps; lr = 0.1 * cosine", &[]));
    insta::assert_snapshot!(wrong(a, a, &["--track", "wd"]));
    insta::assert_snapshot!(wrong(a, a, &["--tolerance", "nan"]));
    assert!(wrong(a, "cosine(T=", &[]).contains("the statement is not complete"));
    let missing = lehr(&["diff", "-e", a, "missing.lehr"]);
    assert!(missing.code == 2 && missing.stderr.contains("`missing.lehr` cannot be read"), "{missing:?}");
    for args in [&["diff"][..], &["diff", "-e", a], &["diff", "-e", a, "-e", a, "-e", a]] {
        let printed = lehr(args);
        assert!(printed.code == 2 && printed.stderr.contains("two schedules are compared"), "{printed:?}");
    }
}

#[test]
fn infinite_areas_and_nan_are_not_the_same_as_a_number() {
    let with = |lr: &str| format!("run = 5000\nbase = 1\nlr = {lr}\n");
    let [infinite, nan, plain] = ["step(1, 2)", "factor(t -> sqrt(t - 4500))", "hold"].map(with);
    let area = |old: &str, new: &str| {
        let printed = diff(old, new, &[]);
        assert_eq!(printed.code, 1, "{}", printed.stdout);
        let mut lines = printed.stdout.lines().map(str::trim);
        lines.find(|line| line.starts_with("area")).map(str::to_string)
    };
    let pairs = [(&infinite, &plain), (&plain, &infinite), (&nan, &plain), (&nan, &infinite)];
    let areas = pairs.map(|(old, new)| area(old, new).unwrap_or_default());
    assert_eq!(
        areas,
        ["inf and 5000", "5000 and inf", "NaN and 5000", "NaN and inf"]
            .map(|both| format!("area under the curve: {both} rate × ticks"))
    );
    assert_eq!(diff(&infinite, &infinite, &[]).code, 0);
    assert_eq!(diff(&nan, &nan, &[]).code, 0);
}

/// A script beside another script, a file, and itself with something else set.
#[test]
fn scripts_are_compared_as_their_schedules() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).expect("it is written");
        path.to_str().expect("a plain name").to_string()
    };
    let script = |size: u32| {
        format!(
            "from torch import optim\nopt = optim.SGD(p, lr=0.1)\nsched = optim.lr_scheduler.StepLR(opt, {size}, 0.5)\n\
             for epoch in range(10):\n    opt.step()\n    sched.step()\n"
        )
    };
    let (old, new) = (write("old.py", &script(4)), write("new.py", &script(5)));
    let same = write("same.lehr", "run = 10 epochs\nbase = 0.1\nlr = step(4, 0.5)\n");
    let printed = lehr(&["diff", &old, &new]);
    assert_eq!(printed.code, 1, "{}", printed.stderr);
    assert!(printed.stdout.contains('4'), "{}", printed.stdout);
    assert_eq!(lehr(&["diff", &old, &old]).code, 0);
    let printed = lehr(&["diff", &old, &same]);
    assert_eq!(printed.code, 0, "{}{}", printed.stdout, printed.stderr);
}

#[test]
fn events_are_compared_too() {
    let old = "run = 100\nlr = linear\nevent save = every 10\nevent reset = every 30\nevent old = at 5";
    let new = "run = 100\nlr = linear\nevent save = every 5 * 2\nevent reset = every 30 from 60\nevent new = at 5";
    let new = new.replace("5 * 2", "(5 * 2)");
    let printed = diff(old, &new, &[]);
    assert_eq!(printed.code, 1);
    insta::assert_snapshot!(printed.stdout);
    assert_eq!(diff(old, old, &[]).code, 0);
    let listed = "run = 100\nlr = linear\nevent save = at [10, 20, 30, 40, 50, 60, 70, 80, 90]";
    let every = "run = 100\nlr = linear\nevent save = every 10 until run";
    assert_eq!(diff(listed, every, &[]).code, 0, "they fire at the same ticks of the run");
    assert_eq!(diff(old, &new, &["--track", "lr"]).code, 0, "no event is asked for");
}
