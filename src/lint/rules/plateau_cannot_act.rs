//! A plateau that waits until the run is over.

use crate::catalogue::key;
use crate::diagnostic::{Code, Fix};
use crate::lint::found::Found;
use crate::lint::observations::Observed;
use crate::lint::subject::Subject;
use crate::lint::{Check, Rule};
use crate::schedule::format_percent;
use crate::units::Time;

pub(super) const RULE: Rule = Rule {
    code: Code::PlateauCannotAct,
    name: "Plateau cannot act",
    rationale: "The first observation is always the best so far, and more than `patience` others have to follow: PyTorch's default of 10 lowers the rate after the twelfth observation at the earliest. In a run of ten epochs that is never, and near the end of a run it comes too late to matter.",
    bad: "run = 10 epochs; lr = 0.1 * plateau(0.5, patience=10)",
    good: "run = 10 epochs; lr = 0.1 * plateau(0.5, patience=2)",
    check: Check::Track(check),
};

fn check(subject: &Subject<'_>, findings: &mut Found) {
    for observed in subject.observed() {
        let (patience, count) = (observed.rule.patience, observed.count());
        let share = observed.share(patience);
        if share < 1.0 && share <= subject.settings.thresholds.plateau_share || count <= 0 {
            continue;
        }
        let cut = Observed::first_cut(patience);
        let time = observed.time_of_cut(patience).filter(|_| share < 1.0);
        let message = match time {
            Some(time) => format!(
                "with a patience of {} the first reduction comes at {} at the earliest, when {} of the plateau's time are over",
                written(patience.into()),
                subject.at(time),
                format_percent(share)
            ),
            None => format!(
                "with a patience of {} the first reduction comes after observation {} of `{}`, and there are {}, one for each of the {} {}",
                written(patience.into()),
                written(cut),
                observed.rule.metric,
                written(count),
                written(count),
                subject.observations_word()
            ),
        };
        // A fifth of the time leaves room for several reductions.
        let fitting = u64::try_from(count / 5).unwrap_or_default();
        let fitting = [fitting.max(1), 0].into_iter().find(|patience| {
            let share = observed.share(*patience);
            share < 1.0 && share <= subject.settings.thresholds.plateau_share
        });
        let mut finding = subject.finding(Code::PlateauCannotAct, message, observed.placed);
        if let Some(tick) = time.and_then(|time| u64::try_from(time.ceil()).ok()) {
            finding = finding.at(tick);
        }
        findings.push(match fitting {
            Some(fitting) => {
                let edits = subject
                    .call(observed.placed)
                    .filter(|call| call.name == "plateau")
                    .map(|call| call.with(key::Patience, &fitting.to_string()));
                finding
                    .help(format!(
                        "a patience of {} lets it act after {}: `patience={fitting}`",
                        written(fitting.into()),
                        share_of(&observed, fitting)
                    ))
                    .fix(
                        edits.map(|edits| {
                            Fix::unsafely(format!("take a patience of {}", written(fitting.into())), edits)
                        }),
                    )
            }
            None => finding
                .help("the run is too short for a plateau: write down when the rate falls, with `step` or `multistep`"),
        });
    }
}

fn written(count: i128) -> String {
    Time::whole(count).written()
}

fn share_of(observed: &Observed<'_, '_>, patience: u64) -> String {
    format!("{} of its time", format_percent(observed.share(patience)))
}
