//! Events on the axis of time.

use super::axis::TimeAxis;
use super::subject::Subject;
use crate::schedule::Trigger;
use crate::text::one_line;
use crate::units::Time;

/// More marks of an event are not told apart.
const MARKS: u64 = 256;
/// A picture has no more events than this.
const MOST: usize = 16;
/// How many ticks of an event are told in words.
const TOLD: usize = 4;

/// The ticks of an event that are marked; only some where there are too many to tell apart.
#[derive(Clone, Debug, PartialEq)]
pub struct EventMarks {
    /// What it is called.
    pub name: String,
    /// The ticks, in order.
    pub ticks: Vec<u64>,
}

/// The events of programs in the part of the time that is drawn, and what is said of them.
pub(super) fn events(subjects: &[Subject<'_>], time: &TimeAxis) -> (Vec<EventMarks>, Vec<String>) {
    let (mut events, mut notes) = (Vec::new(), Vec::new());
    let all = subjects
        .iter()
        .flat_map(|subject| subject.compilation.partial().events().iter().map(move |event| (subject, event)));
    for (subject, event) in all {
        if events.len() == MOST {
            notes.push(format!("only the first {MOST} events are drawn"));
            break;
        }
        let name = one_line(&event.name);
        let name = if subjects.len() > 1 { format!("{} {name}", one_line(subject.name)) } else { name };
        let [unit, _] = subject.compilation.partial().tick_words();
        let ticks = marks(&event.trigger, time);
        let is_whole = event.trigger.ticks(time.first, time.last).take(ticks.len() + 1).count() == ticks.len();
        let left_out = if is_whole { "" } else { "; only some of these ticks are marked" };
        notes.push(format!("{name} fires {}{left_out}", told(&event.trigger, time, unit)));
        events.push(EventMarks { name, ticks });
    }
    (events, notes)
}

fn marks(trigger: &Trigger, time: &TimeAxis) -> Vec<u64> {
    let gap = ((time.last - time.first) / MARKS).max(1);
    let after = |tick: &u64| trigger.next(tick.checked_add(gap)?);
    std::iter::successors(trigger.next(time.first), after).take_while(|tick| *tick <= time.last).collect()
}

/// The first ticks, in words.
fn told(trigger: &Trigger, time: &TimeAxis, unit: &str) -> String {
    let ticks: Vec<_> = trigger.ticks(time.first, time.last).take(TOLD + 1).collect();
    let more = if ticks.len() > TOLD { ", …" } else { "" };
    let words: Vec<_> = ticks.into_iter().take(TOLD).map(|tick| Time::from(tick).written()).collect();
    if words.is_empty() {
        "at no tick that is drawn".to_string()
    } else {
        format!("at {unit} {}{more}", words.join(", "))
    }
}
