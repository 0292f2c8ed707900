//! A schedule as a family, and the same with its members written out.

use lehr::{Compilation, Overrides, Severity, compile};

/// The members of the family, beside the one that the schedule is.
const OTHERS: u64 = 2;
/// No number is greater that becomes one of several.
const MOST: u64 = 1 << 20;

/// What stands before a track, with the track as a family and with the members of that: one of the whole numbers in
/// its value goes up from member to member. Nothing without such a number, or where the braces would not be in a name.
pub fn both_ways(before: &str, value: &str, choice: usize) -> Option<[String; 2]> {
    let numbers = whole_numbers(value);
    let place = numbers.get(choice.checked_rem(numbers.len())?)?;
    let first: u64 = value[place.clone()].parse().ok().filter(|number| *number < MOST)?;
    let with = |number: &str| format!("{}({number}){}", &value[..place.start], &value[place.end..]);
    let last = first + OTHERS;
    let family = format!("{before}\nlr.f.{{i_ in {first}..{last}}} = {}\n", with("i_"));
    let members = (first..=last).map(|number| format!("lr.f.{number} = {}\n", with(&number.to_string())));
    Some([family, format!("{before}\n{}", members.collect::<String>())])
}

/// Where the whole numbers of a text are that an expression in brackets could stand for.
fn whole_numbers(text: &str) -> Vec<std::ops::Range<usize>> {
    let bytes = text.as_bytes();
    let is_part = |c: &u8| c.is_ascii_alphanumeric() || matches!(c, b'_' | b'.');
    let mut numbers = Vec::new();
    let mut start = 0;
    while start < bytes.len() {
        let end = start + bytes[start..].iter().take_while(|c| is_part(c)).count();
        let is_whole = end > start && bytes[start..end].iter().all(u8::is_ascii_digit);
        // What touches it would belong to all of the brackets, or to nothing.
        let is_exponent = start > 1 && matches!(bytes[start - 1], b'-' | b'+') && is_part(&bytes[start - 2]);
        if is_whole && !is_exponent && bytes.get(end) != Some(&b'%') {
            numbers.push(start..end);
        }
        start = end.max(start + 1);
    }
    numbers
}

/// Panics where a family is not the same as its members written out.
pub fn compare([family, members]: &[String; 2]) {
    let [one, other] = [family, members].map(|text| compile(text, &Overrides::default()));
    assert_eq!(errors(&one), errors(&other), "{family}\n\n{members}");
    let (Some(one), Some(other)) = (one.program(), other.program()) else { return };
    assert_eq!(one.tracks().len(), other.tracks().len(), "{family}\n\n{members}");
    for track in one.tracks() {
        let same = other.track(&track.name).unwrap_or_else(|| panic!("no {} in\n{members}", track.name));
        assert_eq!((track.schedule.len(), track.schedule.base()), (same.len(), same.base()), "{}", track.name);
        let mut values = [[0.0; 40]; 2];
        track.schedule.fill(0, &mut values[0]);
        same.fill(0, &mut values[1]);
        let [bits, same_bits] = values.map(|values| values.map(f64::to_bits));
        assert_eq!(bits, same_bits, "{} in\n{family}\n\n{members}", track.name);
    }
}

/// The codes of its errors, each once.
fn errors(compilation: &Compilation) -> Vec<&'static str> {
    let errors = compilation.diagnostics().iter().filter(|found| found.severity() == Severity::Error);
    let mut codes: Vec<_> = errors.map(|error| error.code.slug()).collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}
