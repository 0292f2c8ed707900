//! Names that are plain constants: where a `let` was meant, it is offered, and means the same.

use lehr::{Code, Compilation, Overrides, compile};

fn codes(compilation: &Compilation) -> Vec<Code> {
    compilation.diagnostics().iter().map(|found| found.code).collect()
}

/// The text with the fixes of all findings of a code.
fn fixed(text: &str, code: Code) -> String {
    let found = compile(text, &Overrides::default());
    let fixes = found.diagnostics().iter().filter(|found| found.code == code).flat_map(|found| &found.fixes);
    let fixes: Vec<_> = fixes.collect();
    assert!(!fixes.is_empty(), "{text}\n{:#?}", found.diagnostics());
    // From the last one on, so that places stay what they are.
    let mut fixes = fixes;
    fixes.sort_by_key(|fix| std::cmp::Reverse(fix.edits[0].span));
    fixes.into_iter().fold(text.to_string(), |text, fix| fix.apply(&text).expect("it fits"))
}

#[test]
fn a_constant_track_is_no_number() {
    for text in [
        "max_lr = 0.1\nlr = cosine(T=10, from=max_lr)",
        "max_lr = 0.1\nlr = warmup(5, to=max_lr) then cosine(T=5, to=max_lr / 100)",
        "total = 40\nlr = 0.1 * cosine(T=total)",
        "total = 40\nrun = 2 * total\nlr = 0.1 * cosine",
        "peak = 0.1\nbase = peak\nlr = cosine(T=10, to=1%)",
        "per_epoch = 500\nepoch = per_epoch steps\nlr = 0.1 * cosine(T=3 epochs)",
        "a = 0.1\nlet b = 2 * a\nlr = cosine(T=10, from=b)",
        "per_epoch = 500\nlet e = per_epoch\nepoch = e steps\nlr = 0.1 * cosine(T=3 epochs)",
        "gamma = 0.5\nlr = 0.1 * step(3, gamma)",
        "drops = 3\nlr = 0.1 * multistep([drops, 2 * drops])",
    ] {
        let before = compile(text, &Overrides::default());
        assert_eq!(codes(&before), [Code::TrackAsNumber], "{text}\n{:#?}", before.diagnostics());
        assert!(before.diagnostics()[0].help.as_ref().is_some_and(|help| help.contains("`let ")), "{text}");
        let after = fixed(text, Code::TrackAsNumber);
        let after = compile(&after, &Overrides::default());
        assert_eq!(codes(&after), [], "{text}\n{:#?}", after.diagnostics());
    }
    // In a formula, its value now is meant.
    let formula = compile("rate = 0.5\nlr = factor(t -> rate ^ (t / 10))", &Overrides::default());
    assert_eq!(codes(&formula), []);
    // A dotted name cannot be a `let`, and a schedule is no constant.
    let dotted = compile("lr.max = 0.1\nlr = cosine(T=10, from=lr.max)", &Overrides::default());
    assert_eq!(codes(&dotted), [Code::TrackAsNumber]);
    assert!(dotted.diagnostics()[0].fixes.is_empty());
    let curve = compile("wd = hold(0.1)\nlr = cosine(T=10, from=wd)", &Overrides::default());
    assert_eq!(codes(&curve), [Code::KindMismatch]);
}

#[test]
fn a_duration_is_no_track() {
    for text in
        ["warm = 5 epochs\nepoch = 10 steps\nlr = warmup(warm, to=1) then hold", "at = [3, 6]\nlr = multistep(at)"]
    {
        let before = compile(text, &Overrides::default());
        assert_eq!(codes(&before), [Code::KindMismatch], "{text}\n{:#?}", before.diagnostics());
        let after = fixed(text, Code::KindMismatch);
        assert_eq!(codes(&compile(&after, &Overrides::default())), [], "{after}");
    }
}

#[test]
fn a_constant_track_that_only_multiplies_is_a_warning() {
    let text = "base_lr = 0.1\nlr = base_lr * (warmup(5) then cosine(T=10, to=1%))";
    let before = compile(text, &Overrides::default());
    assert_eq!(codes(&before), [Code::TrackAsFactor]);
    let after = compile(&fixed(text, Code::TrackAsFactor), &Overrides::default());
    assert_eq!(codes(&after), []);
    let values = |compilation: &Compilation| {
        let mut values = [0.0; 20];
        compilation.program().expect("no errors").track("lr").expect("lr").fill(0, &mut values);
        values
    };
    assert_eq!(values(&before), values(&after));
    // Tracks that are meant as such are not constants, or not factors of others.
    for text in [
        "lr = 0.1\nlr.head = 10 * lr",
        "wd = hold(0.1)\nlr = wd * cosine(T=10)",
        "wd = 0.1\nlr = max(wd, linear(10, from=1))",
        "let k = 0.1\nlr = k * cosine(T=10)",
        "def scaled(k) = k * cosine(T=10)\nlr = scaled(0.1)\nk = 3",
    ] {
        assert_eq!(codes(&compile(text, &Overrides::default())), [], "{text}");
    }
    // One that leads back to itself is told so.
    assert_eq!(codes(&compile("a = b * linear(3)\nb = a * linear(3)", &Overrides::default())), [Code::Recursion]);
}
