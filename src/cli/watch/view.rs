//! The screen: the plot with its cursor, what is at the cursor, findings and timeline, and the keys.

use std::path::Path;

use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Position, Rect};
use ratatui::style::{Color, Modifier, Style};
use ratatui::text::{Line, Span, Text};
use ratatui::widgets::{Block, Clear, Paragraph, Widget};

use super::model::{Drawn, Model, Stage, Trouble};
use super::reading::Version;
use crate::cli::check::counted;
use crate::cli::exit::endless;
use crate::cli::show;
use crate::diagnostic::{Diagnostic, Severity};
use crate::plot::terminal::{TerminalDrawing, mark};
use crate::plot::{Blank, Picture, Subject, View, wrapped};
use crate::program::{Family, Track};
use crate::report;
use crate::schedule::format_value;
use crate::text::{ColumnUnit, LineIndex, one_line};
use crate::units::Time;

const FAINT: Style = Style::new().add_modifier(Modifier::DIM);
const STRONG: Style = Style::new().add_modifier(Modifier::BOLD);
const WARNING: Style = Style::new().fg(Color::Yellow).add_modifier(Modifier::BOLD);
const ERROR: Style = Style::new().fg(Color::Red).add_modifier(Modifier::BOLD);

/// From this many columns on, findings stand beside the timeline instead of above it.
const WIDE: u16 = 110;
/// A screen with fewer rows has two lines about the cursor instead of three.
const HIGH: u16 = 16;
/// The least rows for the curves of a panel, where all panels are drawn and where only one is.
const ROWS_OF_ALL: u16 = 6;
const ROWS_OF_ONE: u16 = 3;
/// Findings and timeline leave at least this many rows to the plot.
const PLOT: u16 = 10;

const KEYS: &[(&str, &str)] = &[
    ("Left, Right", "move the cursor a column"),
    ("Shift or Ctrl with them", "to the start of a segment"),
    ("Home, End", "to the first or the last tick"),
    ("mouse", "puts the cursor where it is pressed"),
    ("Tab, Shift-Tab", "another track"),
    ("Up, Down, PgUp, PgDn", "scroll what is below the plot"),
    ("l", "logarithmic axis, or not"),
    ("?", "these keys"),
    ("q, Esc, Ctrl-C", "leave"),
];

/// Draws it all.
pub(super) fn draw(model: &Model, area: Rect, buffer: &mut Buffer) -> Drawn {
    if area.is_empty() {
        return Drawn::default();
    }
    let [body, foot] = Layout::vertical([Constraint::Fill(1), Constraint::Length(1)]).areas(area);
    let drawn = match model.version.as_deref() {
        Some(version) => match picture(model, version) {
            Ok(picture) => with_plot(model, version, &picture, body, buffer),
            Err(reason) => without_plot(model, broken(&reason, area.width, ["", ""], STRONG), body, buffer),
        },
        None => without_plot(model, Vec::new(), body, buffer),
    };
    status(model, body, buffer);
    keys(model, &drawn, foot, buffer);
    if model.help {
        help(area, buffer);
    }
    if model.options.ascii {
        in_ascii(buffer);
    }
    if !model.options.coloured {
        buffer.content.iter_mut().for_each(|cell| {
            cell.fg = Color::Reset;
            cell.bg = Color::Reset;
        });
    }
    drawn
}

/// Puts plain characters in the place of all others.
fn in_ascii(buffer: &mut Buffer) {
    for cell in buffer.content.iter_mut().filter(|cell| !cell.symbol().is_ascii()) {
        cell.set_symbol(match cell.symbol() {
            "–" | "—" | "−" | "─" => "-",
            "│" => "|",
            "┌" | "┐" | "└" | "┘" | "╭" | "╰" | "├" | "┬" | "┴" => "+",
            "…" | "·" => ".",
            "×" => "x",
            "→" | "▶" => ">",
            "⚠" => "!",
            _ => "?",
        });
    }
}

/// A file without its folder.
fn file_name(file: &str) -> &str {
    Path::new(file).file_name().and_then(|name| name.to_str()).unwrap_or(file)
}

/// The picture of the tracks that are shown, or why there is none.
fn picture<'m>(model: &'m Model, version: &'m Version) -> Result<Picture<'m>, String> {
    let subject = Subject {
        name: file_name(&model.options.file),
        compilation: &version.compilation,
        tracks: model.tracks(),
        findings: &version.findings,
    };
    let view = View { first: None, last: None, log: model.log };
    Picture::new(&[subject], view).map_err(|error| match error.reason() {
        Some(Blank::Endless(tracks)) => endless(tracks, "`run = …` or --run"),
        Some(Blank::Read(_)) => error.to_string(),
        Some(Blank::Empty) => "there is no tick to draw: the run is empty".to_string(),
        None => error.to_string(),
    })
}

/// The panel of a track alone; the first one where the track has none, since it does not move.
fn alone<'p>(picture: &Picture<'p>, track: Option<&Track>) -> Picture<'p> {
    let mut picture = picture.clone();
    let shows =
        |name: &str| picture.panels.iter().position(|panel| panel.series.iter().any(|series| series.track == name));
    let kept = track.and_then(|track| shows(&track.name)).unwrap_or(0);
    picture.panels = picture.panels.into_iter().skip(kept).take(1).collect();
    for finding in &mut picture.findings {
        finding.anchor = finding.anchor.filter(|anchor| anchor.panel == kept);
        if let Some(anchor) = &mut finding.anchor {
            anchor.panel = 0;
        }
    }
    picture
}

fn with_plot(model: &Model, version: &Version, picture: &Picture<'_>, area: Rect, buffer: &mut Buffer) -> Drawn {
    let tick = model.cursor(&picture.time);
    let mut reading = flowing(&at_cursor(model, version, tick), area.width.into());
    reading.truncate(if area.height < HIGH { 2 } else { 3 });
    let rows = u16::try_from(reading.len()).unwrap_or(0);
    let lower = Lower::new(model, version, picture, tick, area.width);
    let free = area.height.saturating_sub(rows);
    let most = if model.trouble.is_some() { free / 2 } else { (free * 2 / 5).min(free.saturating_sub(PLOT)) };
    let lower_rows = lower.height().min(most);
    let [upper, middle, below] =
        Layout::vertical([Constraint::Fill(1), Constraint::Length(rows), Constraint::Length(lower_rows)]).areas(area);

    let one = alone(picture, model.focused());
    let fit = |picture, least| TerminalDrawing::fitting(picture, upper.width, upper.height, model.options.ascii, least);
    let Some(drawing) = fit(picture, ROWS_OF_ALL).or_else(|| fit(&one, ROWS_OF_ONE)) else {
        title(model, area, buffer);
        return lower.draw(below_title(area), model.scroll, buffer);
    };
    let plots = drawing.render(upper, buffer);
    let curves = plots.iter().copied().reduce(Rect::union);
    let stage = curves.map(|area| Stage { time: picture.time.clone(), area });
    if model.trouble.is_some() {
        buffer.set_style(upper, FAINT);
    }
    for (stage, plot) in stage.iter().flat_map(|stage| plots.iter().map(move |plot| (stage, plot))) {
        cursor(stage, tick, *plot, model.options.ascii, buffer);
    }
    Paragraph::new(reading).render(middle, buffer);
    Drawn { stage, ..lower.draw(below, model.scroll, buffer) }
}

/// What there is to say where no version can be drawn.
fn without_plot(model: &Model, mut lines: Vec<Line<'static>>, area: Rect, buffer: &mut Buffer) -> Drawn {
    title(model, area, buffer);
    lines.extend(said(model, None, area.width));
    scrolled(lines, below_title(area), model.scroll, buffer)
}

fn below_title(area: Rect) -> Rect {
    Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area }
}

/// Lines that are scrolled, but never past their end.
fn scrolled(lines: Vec<Line<'static>>, area: Rect, scroll: u16, buffer: &mut Buffer) -> Drawn {
    let hidden = u16::try_from(lines.len()).unwrap_or(u16::MAX).saturating_sub(area.height);
    Paragraph::new(lines).scroll((scroll.min(hidden), 0)).render(area, buffer);
    Drawn { stage: None, hidden }
}

fn title(model: &Model, area: Rect, buffer: &mut Buffer) {
    buffer.set_stringn(area.x, area.y, one_line(file_name(&model.options.file)), area.width.into(), STRONG);
}

/// How many findings there are of each kind, in the colour of the worst.
fn summary(findings: &[Diagnostic]) -> (String, Style) {
    let kinds = [(Severity::Error, ERROR), (Severity::Warning, WARNING), (Severity::Note, FAINT)];
    let count = |severity| findings.iter().filter(|finding| finding.severity() == severity).count();
    let found: Vec<_> = kinds.into_iter().filter(|(severity, _)| count(*severity) > 0).collect();
    let texts: Vec<_> = found.iter().map(|(severity, _)| counted(count(*severity), severity.name())).collect();
    match found.first() {
        Some((_, style)) => (texts.join(", "), *style),
        None => ("no findings".to_string(), FAINT),
    }
}

/// How things stand, at the right end of the first row.
fn status(model: &Model, area: Rect, buffer: &mut Buffer) {
    let old = if model.version.is_some() { ": the plot is old" } else { "" };
    let (text, style) = match &model.trouble {
        Some(Trouble::Errors(_, found)) => {
            let errors = found.iter().filter(|finding| finding.severity() == Severity::Error).count();
            (format!("{}{old}", counted(errors, "error")), ERROR)
        }
        Some(Trouble::Said(_)) => (format!("not read{old}"), ERROR),
        None => summary(model.version.as_ref().map_or(&[], |version| &version.findings)),
    };
    let width = u16::try_from(text.chars().count() + 2).unwrap_or(u16::MAX).min(area.width);
    let place = Rect { x: area.right() - width, width, height: area.height.min(1), ..area };
    Clear.render(place, buffer);
    buffer.set_stringn(place.x, place.y, format!("  {text}"), width.into(), style);
}

/// A line down the curves, which stay visible in it.
fn cursor(stage: &Stage, tick: u64, curves: Rect, ascii: bool, buffer: &mut Buffer) {
    let column = curves.x + stage.column_of(tick);
    let line = if ascii { "|" } else { "│" };
    for row in curves.top()..curves.bottom() {
        if let Some(cell) = buffer.cell_mut(Position::new(column, row)) {
            if matches!(cell.symbol(), " " | "\u{2800}" | "┊" | ":") {
                cell.set_symbol(line).set_style(Style::reset().add_modifier(Modifier::BOLD));
            } else {
                cell.set_style(Style::new().remove_modifier(Modifier::DIM).add_modifier(Modifier::REVERSED));
            }
        }
    }
}

/// Tick, the unit beside it, the value of each track, and the segment that the cursor is in.
fn at_cursor(model: &Model, version: &Version, tick: u64) -> Vec<Vec<Span<'static>>> {
    let program = version.program();
    let pair = |name: &str, value: String, style: Style| {
        vec![Span::styled(format!("{name} "), FAINT), Span::styled(value, style)]
    };
    let mut parts = vec![pair(program.tick_words()[0], tick.to_string(), STRONG)];
    let beside = program.beside().and_then(|(unit, measure)| Some((unit, measure.count(Time::whole(tick.into()))?)));
    if let Some((unit, count)) = beside {
        parts.push(pair(unit.singular(), count.rounded(4), STRONG));
    }
    let focused = model.focused();
    let value = |track: &Track, style| pair(&one_line(&track.name), format_value(track.schedule.value(tick)), style);
    if let Some(track) = focused {
        parts.push(value(track, STRONG));
        let name = segment_name(version, track, tick);
        if !name.is_empty() {
            parts.push(pair("in", name, Style::new()));
        }
    }
    let others = model.tracks().into_iter().filter(|track| focused.is_none_or(|focused| focused.name != track.name));
    parts.extend(others.map(|track| value(track, Style::new())));
    parts
}

/// The index of the segment that a tick is in.
fn segment_at(track: &Track, tick: u64) -> usize {
    let time = Time::whole(tick.into());
    track.schedule.segments().take_while(|segment| segment.start <= time).count().saturating_sub(1)
}

/// What the segment that a tick is in is called: its text, or the whole of the track where that is one.
fn segment_name(version: &Version, track: &Track, tick: u64) -> String {
    let segments: Vec<_> = track.schedule.segments().collect();
    let text = segments.get(segment_at(track, tick)).map(|segment| segment.text.as_str()).unwrap_or_default();
    if !text.is_empty() {
        return one_line(text);
    }
    let compiled = version.compilation.tracks().find(|compiled| compiled.name() == track.name);
    compiled.map_or(String::new(), |track| one_line(track.value_span().of(version.compilation.text())))
}

/// Parts side by side, as many to a line as fit.
fn flowing(parts: &[Vec<Span<'static>>], width: usize) -> Vec<Line<'static>> {
    let mut lines: Vec<Line<'static>> = Vec::new();
    for part in parts {
        let part = Line::from(part.clone());
        match lines.last_mut() {
            Some(line) if line.width() + 3 + part.width() <= width => {
                line.push_span("   ");
                line.extend(part.spans);
            }
            _ => lines.push(part),
        }
    }
    lines
}

/// The trouble, or else the findings, each with its mark on the curve and its place in the file.
fn said(model: &Model, picture: Option<&Picture<'_>>, width: u16) -> Vec<Line<'static>> {
    match &model.trouble {
        Some(Trouble::Errors(source, errors)) => {
            let text = report::render_within(source, errors, false, width.clamp(30, 100).into());
            let style = |line: &str| if line.trim_start().starts_with(['×', '⚠']) { ERROR } else { Style::new() };
            return text.trim_end().lines().map(|line| Line::styled(line.to_string(), style(line))).collect();
        }
        Some(Trouble::Said(message)) => return broken(&one_line(message), width, ["", ""], ERROR),
        None => {}
    }
    let mut lines = Vec::new();
    let Some(version) = &model.version else { return lines };
    let index = LineIndex::new(&version.source.text);
    for finding in &version.findings {
        let message = one_line(&finding.message);
        let same =
            |other: &&crate::plot::NumberedFinding| other.code == finding.code.slug() && other.message == message;
        let marked = picture.into_iter().flat_map(|picture| &picture.findings).find(same);
        let sign = marked.map_or('!', |finding| mark(finding, model.options.ascii));
        let position = index.position(finding.span().start, ColumnUnit::Char);
        let text = format!("{position} {}: {message}", finding.code.slug());
        lines.extend(broken(&text, width, [&format!("{sign} "), "  "], WARNING));
        if let Some(help) = &finding.help {
            lines.extend(broken(&format!("help: {}", one_line(help)), width, ["  ", "  "], Style::new()));
        }
    }
    lines
}

/// A text wrapped to a width, with one indent for the first line and one for the others. Only the
/// first line is styled.
fn broken(text: &str, width: u16, [first, others]: [&str; 2], style: Style) -> Vec<Line<'static>> {
    let measure = |text: &str| Line::from(text).width() as f64;
    let room = usize::from(width).saturating_sub(Line::from(first).width()).max(1);
    let lines = wrapped(text, room as f64, &measure).into_iter().enumerate();
    let line = |(index, line): (usize, String)| match index {
        0 => Line::styled(format!("{first}{line}"), style),
        _ => Line::raw(format!("{others}{line}")),
    };
    lines.map(line).collect()
}

/// `lehr show` of the track in front, with a mark at the segment that the cursor is in.
fn timeline(model: &Model, version: &Version, tick: u64) -> Vec<Line<'static>> {
    let Some(track) = model.focused() else { return Vec::new() };
    let current = segment_at(track, tick) + 2;
    let pointer = if model.options.ascii { '>' } else { '▸' };
    let text = show::timeline(version.program(), &Family::alone(track), None);
    let line = |(index, line): (usize, &str)| match index {
        0 => Line::styled(line.to_string(), STRONG),
        1 => Line::styled(line.to_string(), FAINT),
        _ if index == current => Line::styled(format!("{pointer}{}", line.get(1..).unwrap_or_default()), STRONG),
        _ => Line::raw(line.to_string()),
    };
    text.lines().enumerate().map(line).collect()
}

/// What is below the plot.
struct Lower {
    said: Vec<Line<'static>>,
    timeline: Vec<Line<'static>>,
    /// The columns of the timeline where it stands to the left.
    beside: Option<u16>,
}

impl Lower {
    fn new(model: &Model, version: &Version, picture: &Picture<'_>, tick: u64, width: u16) -> Self {
        let timeline = timeline(model, version, tick);
        let widest = timeline.iter().map(Line::width).max().unwrap_or(0);
        let columns = u16::try_from(widest).unwrap_or(u16::MAX).saturating_add(3).min(width / 2);
        let beside = (width >= WIDE).then_some(columns);
        Self { said: said(model, Some(picture), width - beside.unwrap_or(0)), timeline, beside }
    }

    /// Its lines, from the top to the bottom.
    fn stacked(&self) -> Vec<Line<'static>> {
        let gap = (!self.said.is_empty() && !self.timeline.is_empty()).then(Line::default);
        self.said.iter().cloned().chain(gap).chain(self.timeline.iter().cloned()).collect()
    }

    fn height(&self) -> u16 {
        let lines = match self.beside {
            Some(_) => self.said.len().max(self.timeline.len()),
            None => self.stacked().len(),
        };
        u16::try_from(lines).unwrap_or(u16::MAX)
    }

    fn draw(self, area: Rect, scroll: u16, buffer: &mut Buffer) -> Drawn {
        let Some(columns) = self.beside else { return scrolled(self.stacked(), area, scroll, buffer) };
        let [left, right] = Layout::horizontal([Constraint::Length(columns), Constraint::Fill(1)]).areas(area);
        let timeline = scrolled(self.timeline, left, scroll, buffer);
        let said = scrolled(self.said, right, scroll, buffer);
        Drawn { stage: None, hidden: timeline.hidden.max(said.hidden) }
    }
}

/// The keys that matter most, and how much there is to scroll to.
fn keys(model: &Model, drawn: &Drawn, area: Rect, buffer: &mut Buffer) {
    let (arrows, down) = if model.options.ascii { ("<- ->", "Down") } else { ("← →", "↓") };
    let hidden = drawn.hidden.saturating_sub(model.scroll);
    let more = if hidden > 0 { format!("  {down} {hidden} more") } else { String::new() };
    let room = usize::from(area.width).saturating_sub(more.chars().count());
    let long = format!("{arrows} cursor   Tab track   l log   ? keys   q leave");
    let text = if long.chars().count() <= room { long } else { "? keys   q leave".to_string() };
    buffer.set_stringn(area.x, area.y, text, room, FAINT);
    Line::styled(more, FAINT).right_aligned().render(area, buffer);
}

/// All keys, in front of everything.
fn help(area: Rect, buffer: &mut Buffer) {
    let left = KEYS.iter().map(|(key, _)| key.len()).max().unwrap_or(0);
    let lines: Vec<_> = KEYS.iter().map(|(key, meaning)| Line::from(format!(" {key:left$}  {meaning} "))).collect();
    let text = Text::from(lines);
    let size = |length: usize, most: u16| u16::try_from(length + 2).unwrap_or(most).min(most);
    let place = area.centered(
        Constraint::Length(size(text.width(), area.width)),
        Constraint::Length(size(text.height(), area.height)),
    );
    Clear.render(place, buffer);
    Paragraph::new(text).block(Block::bordered().title(" Keys ")).render(place, buffer);
}
