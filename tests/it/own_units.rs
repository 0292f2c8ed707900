//! The same file in units of its own, for the generators of files.

use proptest::prelude::*;

/// The units that a file counts in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Own {
    /// Steps and tokens.
    None,
    /// Declared ones in the place of both.
    Renamed,
    /// The same, and lengths in declared units that are made of them as well.
    Joined,
}

pub(crate) fn own() -> impl Strategy<Value = Own> {
    prop_oneof![2 => Just(Own::None), 1 => Just(Own::Renamed), 1 => Just(Own::Joined)]
}

impl Own {
    /// A file in steps and tokens, in these units.
    pub(crate) fn told(self, text: &str) -> String {
        if self == Self::None {
            return text.to_string();
        }
        let text = text.replace("step", "lap").replace("token", "frame");
        if self == Self::Renamed {
            return format!("unit frame, lap\n{text}");
        }
        let text = joined(&joined(&text, " frames", ("(7/2)", "clips")), " laps", ("3", "turns"));
        format!("turn = 3 laps\n{text}\nunit frame, lap, turn, clip\nclip = (7/2) frames\n")
    }
}

/// Every other length in a unit, in another one that is so many of it.
fn joined(text: &str, unit: &str, (count, other): (&str, &str)) -> String {
    let mut parts = text.split(unit);
    let mut told = parts.next().unwrap_or_default().to_string();
    for (index, part) in parts.enumerate() {
        let digits = told.chars().rev().take_while(char::is_ascii_digit).count();
        let start = told.len() - digits;
        // Not the size of a unit.
        if index % 2 == 1 || digits == 0 || told[..start].ends_with("* ") {
            told += unit;
        } else {
            let number = told.split_off(start);
            told += &format!("({number} / {count}) {other}");
        }
        told += part;
    }
    told
}
