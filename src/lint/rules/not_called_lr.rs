//! A learning rate under another name.

use crate::diagnostic::{Code, Edit, Fix};
use crate::lint::rule::Findings;
use crate::lint::subject::Subject;
use crate::lint::{Check, Rule};

pub(super) const RULE: Rule = Rule {
    code: Code::NotCalledLr,
    name: "Learning rate under another name",
    rationale: "The learning rate is the track `lr`, and `lr.head` is a group of it: `base` is its base, and the adapters set it by that name. Under another name it is a track like any other.",
    bad: "run = 10; learning_rate = 0.1 * cosine",
    good: "run = 10; lr = 0.1 * cosine",
    check: Check::Tracks(check),
};

/// What a learning rate is called elsewhere, in small letters.
const NAMES: [&str; 5] = ["lr", "learning_rate", "learningrate", "lrate", "eta"];

fn check(subjects: &[Subject<'_>], findings: &mut Findings) {
    if subjects.iter().any(|subject| subject.family() == "lr") {
        return;
    }
    let is_meant = |subject: &&Subject<'_>| NAMES.contains(&subject.name.to_ascii_lowercase().as_str());
    let Some(subject) = subjects.iter().find(is_meant) else { return };
    let name = subject.name;
    let mut finding = subject
        .finding_about_all(
            Code::NotCalledLr,
            format!("`{name}` is a track like any other: the learning rate is called `lr`"),
        )
        .help("write `lr = …`");
    let called_lr = |span| Fix::unsafely("call it `lr`", vec![Edit::replace(span, "lr")]);
    if let Some(span) = subject.name_span() {
        finding.labels[0].span = span;
        finding = finding.fix(called_lr(span));
    }
    finding.track = Some(name.into());
    findings.push(finding);
}
