//! Shares of a whole that do not sum to 1.

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic};
use crate::lint::subject::{Subject, by_name};
use crate::lint::{Check, Findings, Rule};
use crate::schedule::{Condition, EveryTick, Total, format_short, format_value};
use crate::units::Time;

pub(super) const RULE: Rule = Rule {
    code: Code::SharesNotOne,
    name: "Shares do not sum to 1",
    rationale: "The shares of a mixture of data are parts of one whole. A sampler normalizes what does not sum to 1, so that each becomes a different share from the one written, or refuses it at that step. Groups are taken for shares by their name, such as `mix`, or where they sum to 1 at one tick and not at another. `expect sum(mix) == 1` says that they are.",
    bad: "run = 100; mix.web = linear(from=0.8, to=0.5); mix.code = linear(from=0.2, to=0.3)",
    good: "run = 100; mix.web = linear(from=0.8, to=0.5); mix.code = linear(from=0.2, to=0.5)",
    check: Check::Tracks(check),
};

/// Groups that are shares by their name.
const SHARES: &[&str] = &["mix", "mixture", "share", "shares", "proportion", "proportions"];
/// By how much the sum of such a group may differ from 1 throughout: shares are written to three digits.
const SLACK: f64 = 0.002;
/// By how much a sum may differ from 1 where it is 1 at another tick.
const ROUNDING: f64 = 1e-9;
/// The most seams of a group that are looked at: at each, all of its members are added up.
const TIMES: usize = 64;

fn check(subjects: &[Subject<'_>], findings: &mut Findings) {
    let mut groups: BTreeMap<&str, Vec<&Subject<'_>>> = BTreeMap::new();
    for subject in subjects.iter().filter(|subject| subject.name.contains('.') && !subject.is_rate()) {
        groups.entry(subject.family()).or_default().push(subject);
    }
    for (name, members) in groups.iter_mut().filter(|(_, members)| members.len() > 1) {
        members.sort_by_key(|member| by_name(member.name));
        findings.of_all.extend(Shares::of(name, members).and_then(Shares::differ));
    }
}

/// What may be shares.
struct Shares<'g, 'p> {
    name: &'g str,
    members: &'g [&'g Subject<'p>],
    /// The one that what is found stands at.
    last: &'g Subject<'p>,
    total: Total<'p>,
    end: u64,
}

impl<'g, 'p> Shares<'g, 'p> {
    fn of(name: &'g str, members: &'g [&'g Subject<'p>]) -> Option<Self> {
        let last = members.last()?;
        let total = last.curve.total(members.iter().map(|member| member.schedule).collect());
        Some(Self { name, members, last, total, end: members.iter().map(|member| member.curve.end()).max()? })
    }

    /// Where they do not sum to 1, if they are shares.
    fn differ(self) -> Option<Diagnostic> {
        let is_named = SHARES.contains(&self.name);
        let ticks = self.ticks();
        let is_given_up = || self.last.curve.is_given_up();
        let mut seen = ticks.iter().map(|tick| (*tick, self.total.value(*tick))).take_while(|_| !is_given_up());
        match seen.clone().find(|(_, sum)| (sum - 1.0).abs() <= ROUNDING) {
            Some((tick, _)) => {
                let beyond = [Condition::Below(1.0 - ROUNDING), Condition::Above(1.0 + ROUNDING)];
                let found = beyond.into_iter().filter_map(|beyond| self.total.first_of_all(0, self.end, beyond));
                let other = found.min_by_key(|point| point.tick)?;
                let are_shares = is_named || self.are_parts(tick) && ticks.iter().all(|tick| self.are_within(*tick));
                are_shares.then(|| self.finding(other.tick, other.value, Some(tick)))
            }
            None => {
                let (tick, sum) = seen.find(|(_, sum)| is_named && (sum - 1.0).abs() > SLACK)?;
                Some(self.finding(tick, sum, None))
            }
        }
    }

    /// The ticks that are looked at, in order: of many seams, some from all over the run.
    fn ticks(&self) -> Vec<u64> {
        let seams = |member: &&Subject<'p>| {
            let times = member.boundaries().iter().take(TIMES);
            times.map(|time| member.tick(*time)).collect::<Vec<_>>()
        };
        let in_order = |mut ticks: Vec<u64>| {
            ticks.sort_unstable();
            ticks.dedup();
            ticks
        };
        let seams: Vec<_> = self.members.iter().flat_map(seams).filter(|tick| *tick <= self.end).collect();
        let seams = in_order(seams);
        let some = seams.iter().copied().step_by(seams.len().div_ceil(TIMES).max(1));
        in_order(some.chain([0, self.end / 2, self.end]).collect())
    }

    /// Whether two of them are more than nothing and less than all.
    fn are_parts(&self, tick: u64) -> bool {
        let parts = self.members.iter().filter(|member| (ROUNDING..1.0).contains(&member.curve.value(tick)));
        parts.count() > 1
    }

    /// Whether each of them may be a share.
    fn are_within(&self, tick: u64) -> bool {
        self.members.iter().all(|member| (0.0..=1.0).contains(&member.curve.value(tick)))
    }

    fn finding(&self, tick: u64, sum: f64, right: Option<u64>) -> Diagnostic {
        let place = |member: &Subject<'_>| member.track.map(|track| track.span).unwrap_or_default();
        let at = |tick: u64| self.last.at(Time::whole(tick.into()));
        let told = format_short(sum);
        let message = format!(
            "at {} the {} shares of `{}` sum to {}, and {}",
            at(tick),
            self.members.len(),
            self.name,
            if told == "1" { format_value(sum) } else { told },
            right.map_or("not to 1".to_string(), |right| format!("at {} to 1", at(right)))
        );
        let mut finding = Diagnostic::new(Code::SharesNotOne, message, place(self.last)).at(tick);
        finding = finding.help("write the last one as what the others leave: `1 - (…)`");
        for other in &self.members[..self.members.len() - 1] {
            finding = finding.and(place(other), "a share");
        }
        finding.track = Some(self.last.name.into());
        finding
    }
}
