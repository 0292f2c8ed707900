//! The curve of a track: a picture, and when and at what its segments start and end.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;

use super::client::Client;
use crate::compile::Compilation;
use crate::plot::{Picture, Subject, View, svg, terminal};
use crate::program::{Program, Track};
use crate::schedule::{SegmentInfo, format_short};
use crate::units::{Time, Unit};

/// What hovers show wholly in Visual Studio Code.
const WIDTH: f64 = 400.0;
const HEIGHT: f64 = 200.0;
/// The same as text.
const COLUMNS: u16 = 60;
const ROWS: u16 = 14;

/// A track drawn as Markdown, a segment of it set off; nothing where nothing says how far to draw.
pub(super) fn drawing(
    compilation: &Compilation,
    track: &str,
    segment: Option<&SegmentInfo>,
    client: Client,
) -> Option<String> {
    let track = compilation.partial().tracks().iter().find(|other| other.name == track)?;
    let subject = Subject { name: "", compilation, tracks: vec![track], findings: &[] };
    let mut picture = Picture::new(&[subject], view(compilation.partial(), track)).ok()?;
    picture.mark = segment.map(|segment| (tick(segment.start), segment.end.map_or(picture.time.end, tick)));
    if !client.images {
        return Some(format!("```text\n{}\n```\n", terminal::draw_plain(&picture, COLUMNS, ROWS).trim_end()));
    }
    let drawn = svg::draw(&picture, WIDTH, Some(HEIGHT), client.theme);
    let data = BASE64.encode(drawn.text);
    Some(format!("![{}](data:image/svg+xml;base64,{data}|width={WIDTH})\n", track.name))
}

/// What is drawn of a track: all of it, or some of one that goes on for ever.
fn view(program: &Program, track: &Track) -> View {
    let has_end = program.run().is_some() || track.schedule.len().is_some();
    let ends = track.schedule.segments().map(|segment| segment.end.unwrap_or(segment.start));
    let last = ends.map(tick).max().filter(|end| *end > 0).map_or(100, |end| end.saturating_mul(2));
    View { last: (!has_end).then_some(last), ..View::default() }
}

/// The first tick from a time on.
pub(super) fn tick(time: Time) -> u64 {
    u64::try_from(time.ceil()).unwrap_or(u64::MAX)
}

/// "from step 0 at 0 to step 25,020 (5 epochs) at 0.1".
pub(super) fn ends(program: &Program, segment: &SegmentInfo) -> String {
    let first = format!("from {} at {}", time(program, segment.start), format_short(segment.first));
    match (segment.end, segment.last) {
        (Some(end), Some(last)) => format!("{first} to {} at {}", time(program, end), format_short(last)),
        (Some(end), None) => format!("{first} to {}", time(program, end)),
        (None, _) => format!("{first}, without an end"),
    }
}

/// A time in ticks, and in epochs or tokens where the program has them.
pub(super) fn time(program: &Program, at: Time) -> String {
    let [tick, _] = program.tick_words();
    let own = format!("{tick} {}", at.rounded(2));
    let mut larger = program.familiar_units().chain([Unit::TOKEN]).filter(|unit| Some(*unit) != program.tick());
    let other = larger.find_map(|unit| Some((unit, at.over(program.length_of(unit)?)?)));
    match other {
        Some((unit, count)) if !at.is_zero() => format!("{own} ({})", counted(Time::new(count), unit)),
        _ => own,
    }
}

/// "1 epoch", "2.5 epochs".
pub(super) fn counted(count: Time, unit: Unit) -> String {
    let number = count.rounded(3);
    let name = if number == "1" { unit.singular() } else { unit.plural() };
    format!("{number} {name}")
}
