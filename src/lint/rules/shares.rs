//! Shares of a whole that do not sum to 1.

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic};
use crate::lint::subject::Subject;
use crate::lint::{Check, Findings, Rule};
use crate::schedule::format_short;
use crate::units::Time;

pub(super) const RULE: Rule = Rule {
    code: Code::SharesNotOne,
    name: "Shares do not sum to 1",
    rationale: "The shares of a mixture of data are parts of one whole. A sampler normalizes what does not sum to 1, so that each of them is another share than the one that is written, or refuses it at the step where it happens.",
    bad: "run = 100; mix.web = linear(from=0.8, to=0.5); mix.code = linear(from=0.2, to=0.3)",
    good: "run = 100; mix.web = linear(from=0.8, to=0.5); mix.code = linear(from=0.2, to=0.5)",
    check: Check::Tracks(check),
};

/// Families that are shares by their name.
const SHARES: &[&str] = &["mix", "mixture", "share", "shares", "proportion", "proportions"];
/// By how much a sum may differ from 1: shares are written to three digits.
const SLACK: f64 = 0.002;
/// The most times that are looked at.
const TIMES: usize = 64;

fn check(subjects: &[Subject<'_>], findings: &mut Findings) {
    let mut families: BTreeMap<&str, Vec<&Subject<'_>>> = BTreeMap::new();
    for subject in subjects.iter().filter(|subject| subject.name.contains('.') && SHARES.contains(&subject.family())) {
        families.entry(subject.family()).or_default().push(subject);
    }
    for (family, members) in families.iter().filter(|(_, members)| members.len() > 1) {
        findings.of_all.extend(differs(family, members));
    }
}

/// The first time at which the shares of a family do not sum to 1.
fn differs(family: &str, members: &[&Subject<'_>]) -> Option<Diagnostic> {
    let first = members.first()?;
    let end = first.curve.end();
    let seams = members.iter().flat_map(|member| member.boundaries().iter().take(TIMES).map(|time| member.tick(*time)));
    let mut ticks: Vec<u64> = seams.chain([0, end / 2, end]).filter(|tick| *tick <= end).collect();
    ticks.sort_unstable();
    ticks.dedup();
    let sum = |tick: u64| members.iter().map(|member| member.curve.value(tick)).sum::<f64>();
    let mut ticks = ticks.into_iter().take_while(|_| !first.curve.is_given_up());
    let tick = ticks.find(|tick| (sum(*tick) - 1.0).abs() > SLACK)?;
    let place = members.last()?.track.map(|track| track.span).unwrap_or_default();
    let message = format!(
        "at {} the {} shares of `{family}` sum to {}, and not to 1",
        first.at(Time::whole(tick.into())),
        members.len(),
        format_short(sum(tick))
    );
    let mut finding = Diagnostic::new(Code::SharesNotOne, message, place).at(tick);
    finding = finding.help("write the last one as what the others leave: `1 - (…)`");
    for other in &members[..members.len() - 1] {
        finding = finding.and(other.track.map(|track| track.span).unwrap_or_default(), "a share");
    }
    finding.track = Some(members.last()?.name.to_string());
    Some(finding)
}
