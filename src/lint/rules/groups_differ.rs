//! Groups that end at different times.

use std::collections::HashMap;

use crate::diagnostic::{Code, Diagnostic};
use crate::lint::subject::{Subject, by_name};
use crate::lint::{Check, Findings, Rule};
use crate::schedule::Node;
use crate::units::Time;

pub(super) const RULE: Rule = Rule {
    code: Code::GroupsDiffer,
    name: "Groups differ",
    rationale: "Two groups whose schedules end at different times are usually one schedule that was changed in one place only (AdaBins#44). A `hold` at the end says that a group is meant to stay where it is.",
    bad: "base = 0.1; lr = cosine(100, to=1%); lr.head = cosine(60, from=1.0, to=0.01)",
    good: "base = 0.1; lr = cosine(100, to=1%); lr.head = 10 * lr",
    check: Check::Tracks(check),
};

fn check(subjects: &[Subject<'_>], findings: &mut Findings) {
    // Each is compared to the first of its family by name, which is the one without a dot where there is one.
    let mut order: Vec<_> = (0..subjects.len()).collect();
    order.sort_by_key(|index| by_name(subjects[*index].name));
    let mut firsts: HashMap<&str, usize> = HashMap::new();
    for index in order {
        let subject = &subjects[index];
        let first_index = *firsts.entry(subject.family()).or_insert(index);
        if first_index == index {
            continue;
        }
        let first = &subjects[first_index];
        if is_combined(subject.schedule.root()) || is_combined(first.schedule.root()) {
            continue;
        }
        let (Some(own), Some(other)) = (subject.schedule.len(), first.schedule.len()) else { continue };
        let (own, other) = (Time::new(own.ratio()), Time::new(other.ratio()));
        let whole = subject.run.unwrap_or_else(|| own.max(other)).to_f64();
        let apart = (own.to_f64() - other.to_f64()).abs();
        if apart <= subject.settings.thresholds.idle_share * whole || apart <= 1.0 {
            continue;
        }
        let explained = [Code::EndsBeforeRun, Code::CutByRun, Code::WrongUnit, Code::WarmupCountedTwice];
        let (own_findings, others) = (&findings.of_tracks[index], &findings.of_tracks[first_index]);
        if own_findings.has_any(&explained) || others.has_any(&explained) {
            continue;
        }
        let message =
            format!("`{}` ends at {}, and `{}` at {}", subject.name, subject.at(own), first.name, subject.at(other));
        let place = subject.track.map(|track| track.span).unwrap_or_default();
        let mut finding = Diagnostic::new(Code::GroupsDiffer, message, place).help(format!(
            "write it as a multiple, `… * {}`, or let both fill the run; `then hold` says that the rest is meant",
            first.name
        ));
        if let Some(track) = first.track {
            finding = finding.and(track.span, format!("ends at {}", subject.at(other)));
        }
        finding.track = Some(subject.name.into());
        findings.push(finding);
    }
}

/// Whether it is made of several at once: it is as long as the longest of them, and the others stay where
/// they end.
fn is_combined(node: &Node) -> bool {
    match node {
        Node::Sum(_) | Node::Min(_) | Node::Max(_) => true,
        Node::Based { body, .. }
        | Node::Scale { body, .. }
        | Node::Rounded { body, .. }
        | Node::For { body, .. }
        | Node::Every { body, .. } => is_combined(body),
        _ => false,
    }
}
