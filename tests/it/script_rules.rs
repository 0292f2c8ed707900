//! The findings that only a script can have, in their own examples.

use lehr::diagnostic::Fix;
use lehr::scripts::{self, Script, Settings};
use lehr::{Diagnostic, Overrides, lint};

use crate::support::{assert_generated, lehr};

fn found(text: &str) -> Vec<Diagnostic> {
    Script::read(text, &Settings::default()).check(&Overrides::default(), &lint::Settings::default())
}

fn codes(text: &str) -> Vec<&'static str> {
    found(text).iter().map(|finding| finding.code.slug()).collect()
}

#[test]
fn each_rule_finds_its_mistake_and_nothing_in_the_script_without_it() {
    for rule in scripts::rules() {
        let code = rule.code.slug();
        assert_eq!(codes(rule.bad), [code], "{code}");
        assert_eq!(codes(&rule.good()), [""; 0], "{code}");
    }
}

#[test]
fn messages_are_sentences_in_the_words_of_the_script() {
    for rule in scripts::rules() {
        for finding in found(rule.bad) {
            let Diagnostic { message, help, labels, .. } = &finding;
            assert!(!message.is_empty() && !message.ends_with('.'), "{message}");
            assert!(help.is_some(), "{message}");
            assert!(labels.iter().all(|label| !label.span.of(rule.bad).is_empty()), "{finding:?}");
        }
    }
}

#[test]
fn each_fix_takes_its_finding_away() {
    let mut count = 0;
    for rule in scripts::rules() {
        for finding in found(rule.bad) {
            for fix in &finding.fixes {
                let fixed = Fix::apply(fix, rule.bad).expect("edits that fit");
                assert!(!codes(&fixed).contains(&rule.code.slug()), "{fixed}");
                count += 1;
            }
        }
    }
    assert!(count >= 7, "{count}");
}

#[test]
fn fixes_are_written_into_the_script_and_leave_the_rest_of_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("train.py");
    let file = path.to_str().expect("a path");
    let text = "\
from torch.optim import SGD
from torch.optim.lr_scheduler import MultiStepLR

optimizer = SGD(model.parameters(), lr=0.1)  # as in the paper
scheduler = MultiStepLR(
    optimizer,
    [0.25 * 90,  # the first drop
     60],
)
for epoch in range(90):
    train(model, optimizer)
    scheduler.step()
";
    std::fs::write(&path, text).expect("a file");
    let printed = lehr(&["check", file, "--fix"]);
    assert_eq!(printed.stdout, "1 file checked: no errors, no warnings, 1 fixed\n");
    let now = std::fs::read_to_string(&path).expect("text");
    assert_eq!(now, text.replace("0.25 * 90", "round(0.25 * 90)"));
}

#[test]
fn what_is_meant_is_allowed_in_a_comment() {
    for rule in scripts::rules() {
        let code = rule.code.slug();
        let allowed = format!("# lehr: allow-file({code})\n{}", rule.bad);
        assert_eq!(codes(&allowed), [""; 0], "{code}");
    }
}

#[test]
fn arms_are_looked_at_each_and_named() {
    let text = "\
from torch.optim import SGD
from torch.optim.lr_scheduler import CosineAnnealingLR, StepLR

def main(args, model, loader):
    optimizer = SGD(model.parameters(), lr=0.1)
    if args.schedule == 'cosine':
        scheduler = CosineAnnealingLR(optimizer, T_max=args.epochs * len(loader))
    else:
        scheduler = StepLR(optimizer, 30)
    for epoch in range(args.epochs):
        for batch in loader:
            model(batch).backward()
            optimizer.step()
        scheduler.step()
";
    let found = found(text);
    let [finding] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(finding.code.slug(), "batches-stepped-by-epoch");
    assert!(finding.message.starts_with("where `args.schedule == \"cosine\"`: "), "{}", finding.message);
}

/// Each is right, or cannot be known to be wrong.
#[test]
fn nothing_is_said_where_nothing_is_certain() {
    let head = "\
import torch
from torch.optim import SGD
from torch.optim.lr_scheduler import CosineAnnealingLR, ExponentialLR, OneCycleLR, ReduceLROnPlateau, StepLR

optimizer = SGD(model.parameters(), lr=0.1)
";
    for text in [
        // It leaves the file.
        "scheduler = StepLR(optimizer, 30)\ntrainer.fit(optimizer, scheduler)\noptimizer.step()\n",
        "scheduler = StepLR(optimizer, 30)\nhooks.append(scheduler.step)\nfor x in loader:\n    optimizer.step()\n",
        "hub.scheduler = StepLR(optimizer, 30)\nfor x in loader:\n    optimizer.step()\n",
        // Something that is not known may step the optimizer.
        "scheduler = StepLR(optimizer, 30)\nfor e in range(90):\n    train(optimizer)\n    scheduler.step()\n    for x in loader:\n        optimizer.step()\n",
        "scheduler = StepLR(optimizer, 30)\nfor e in range(90):\n    if e > 0:\n        scheduler.step()\n    for x in loader:\n        optimizer.step()\n",
        // One step for all schedulers.
        "scheduler = ReduceLROnPlateau(optimizer) if plateau else StepLR(optimizer, 30)\nfor e in range(90):\n    loss = train(optimizer)\n    if isinstance(scheduler, ReduceLROnPlateau):\n        scheduler.step(loss)\n    else:\n        scheduler.step()\n",
        // Twice in one epoch is what it says.
        "scheduler = OneCycleLR(optimizer, 0.1, total_steps=2 * epochs)\nfor e in range(epochs):\n    optimizer.step()\n    scheduler.step()\n    optimizer.step()\n    scheduler.step()\n",
        // Accumulated, and divided.
        "scheduler = CosineAnnealingLR(optimizer, T_max=epochs * len(loader) // 4)\nfor e in range(epochs):\n    for i, x in enumerate(loader):\n        if (i + 1) % 4 == 0:\n            optimizer.step()\n            scheduler.step()\n",
        // Built anew with its optimizer.
        "for fold in range(5):\n    optimizer = SGD(make(fold).parameters(), lr=0.1)\n    scheduler = StepLR(optimizer, 30)\n    for e in range(90):\n        train(optimizer)\n        scheduler.step()\n",
    ] {
        let text = format!("{head}{text}");
        let loud: Vec<_> = found(&text).into_iter().filter(|finding| finding.severity > lehr::Severity::Note).collect();
        assert!(loud.is_empty(), "{text}\n{loud:?}");
    }
}

#[test]
fn each_rule_has_a_page() {
    let page = scripts::reference();
    assert_generated("docs/script-findings.md", &page);
    for rule in scripts::rules() {
        let explained = scripts::explain(rule.code).expect("it is a rule");
        assert!(page.contains(&explained), "{:?}", rule.code);
        let printed = lehr(&["explain", rule.code.slug()]).stdout;
        let is_of_the_curve = lint::rules().iter().any(|other| other.code == rule.code);
        assert!(is_of_the_curve || printed.contains(rule.name), "{printed}");
    }
}

#[test]
fn each_code_stands_on_one_page() {
    let (of_schedules, of_scripts) = (lint::reference(), scripts::reference());
    for code in lehr::Code::ALL {
        let is_listed = |page: &str| {
            let (row, heading) = (format!("\n| `{code}` |"), format!("\n## `{code}`\n"));
            page.contains(&row) || page.contains(&heading)
        };
        let has_both = lint::rules().iter().any(|rule| rule.code == *code)
            && scripts::rules().iter().any(|rule| rule.code == *code);
        let places = usize::from(is_listed(&of_schedules)) + usize::from(is_listed(&of_scripts));
        assert_eq!(places, if has_both { 2 } else { 1 }, "{code}");
    }
}

#[test]
fn a_folder_is_checked_without_what_its_settings_leave_out() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    };
    let bad = scripts::rules()[0].bad;
    write("train.py", bad);
    write("old/train.py", bad);
    write("old/kept.py", bad);
    write("model.py", "import torch\n");
    write("a.lehr", "run = 10\nlr = 0.1 * cosine\n");
    let file = folder.path().to_str().expect("a path");
    let checked = |settings: &str| {
        write("lehr.toml", settings);
        let printed = lehr(&["check", file]);
        printed.stdout.lines().last().unwrap_or_default().to_string()
    };
    assert_eq!(checked(""), "4 files checked: no errors, 3 warnings");
    assert_eq!(checked("[check]\nscripts = false\n"), "1 file checked: no errors, no warnings");
    assert_eq!(checked("[check]\nexclude = [\"old/\"]\n"), "2 files checked: no errors, 1 warning");
    assert_eq!(checked("[check]\nexclude = [\"*.py\", \"!kept.py\"]\n"), "2 files checked: no errors, 1 warning");
    assert_eq!(checked("[check]\nexclude = [\"*.lehr\"]\n"), "3 files checked: no errors, 3 warnings");
}
