//! A picture in a terminal: braille, or plain characters where those are all there is.

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::{Position, Rect};
use ratatui::style::{Color, Modifier, Style as Paint};
use ratatui::symbols::Marker;
use ratatui::text::Line as Text;
use ratatui::widgets::Widget;
use ratatui::widgets::canvas::{Canvas, Context, Line};

use super::axis::{Room, TimeAxis, ValueAxis};
use super::curve::Curve;
use super::flags::{self, Flag};
use super::picture::{Finding, Panel, Picture};
use super::style::{shortened, wrapped};
use crate::schedule::Tolerance;

/// A longer name of a segment is cut.
const NAME: usize = 32;
/// So many rows of names stand above a panel.
const FLAG_ROWS: usize = 3;
/// So many rows of dots, at least, make a curve.
const PLOT_ROWS: u16 = 6;
/// How often a curve carries its mark.
const MARKS: usize = 4;

/// Where the curves of a panel have been drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Frame {
    /// The cells of the curves.
    pub area: Rect,
    /// The axis that they are drawn on.
    pub values: ValueAxis,
}

/// The characters of a drawing.
struct Glyphs {
    ascii: bool,
    ellipsis: &'static str,
    upright: char,
    mark_left: char,
    corner: char,
    level: char,
    mark_below: char,
    boundary: char,
}

const UNICODE: Glyphs = Glyphs {
    ascii: false,
    ellipsis: "…",
    upright: '│',
    mark_left: '┤',
    corner: '└',
    level: '─',
    mark_below: '┬',
    boundary: '┊',
};
const ASCII: Glyphs = Glyphs {
    ascii: true,
    ellipsis: "...",
    upright: '|',
    mark_left: '+',
    corner: '+',
    level: '-',
    mark_below: '+',
    boundary: ':',
};

const FAINT: Paint = Paint::new().add_modifier(Modifier::DIM);
const STRONG: Paint = Paint::new().add_modifier(Modifier::BOLD);
const WARNING: Paint = Paint::new().fg(Color::Yellow).add_modifier(Modifier::BOLD);

/// The picture as lines of text with the escape codes of their colours, at most `width` columns wide.
/// It has `height` rows where it fits into them, and as many as it needs where it does not.
pub fn draw(picture: &Picture<'_>, width: u16, height: u16, ascii: bool) -> String {
    let drawing = Drawing::new(picture, width, height, ascii);
    let area = Rect::new(0, 0, drawing.width, drawing.height);
    let mut buffer = Buffer::empty(area);
    drawing.render(area, &mut buffer);
    text_of(&buffer)
}

/// A picture that has its measures.
pub struct Drawing<'p> {
    picture: &'p Picture<'p>,
    glyphs: &'static Glyphs,
    width: u16,
    /// All of its rows.
    height: u16,
    /// The columns left of the curves.
    gutter: u16,
    panels: Vec<PanelRows<'p>>,
    /// Notes and findings below it.
    lines: Vec<(String, Paint)>,
}

/// The rows of a panel.
struct PanelRows<'p> {
    panel: &'p Panel<'p>,
    axis: ValueAxis,
    /// Whether a line above it says what it is.
    heading: bool,
    /// The names of the segments in rows, the nearest to the curves first.
    flags: Vec<Vec<NameAbove>>,
    plot: u16,
}

/// The name of a segment.
struct NameAbove {
    /// The column where its segment starts.
    at: u16,
    /// The column where its text starts.
    start: u16,
    text: String,
}

impl<'p> Drawing<'p> {
    /// Measures a picture for so many columns and rows.
    pub fn new(picture: &'p Picture<'p>, width: u16, height: u16, ascii: bool) -> Self {
        let width = width.max(20);
        let lines = lines_below(picture, glyphs(ascii), width.into());
        Self::measured(picture, width, height, ascii, lines, PLOT_ROWS, FLAG_ROWS)
    }

    /// The same in no more rows than there are, without notes and findings below, and without the names
    /// of the segments where they would leave the curves of a panel fewer than `least` rows. `None` where
    /// even that does not fit.
    pub fn fitting(picture: &'p Picture<'p>, width: u16, height: u16, ascii: bool, least: u16) -> Option<Self> {
        let measured = |named| Self::measured(picture, width, height, ascii, Vec::new(), least, named);
        [FLAG_ROWS, 0].into_iter().map(measured).find(|drawing| drawing.height <= height)
    }

    fn measured(
        picture: &'p Picture<'p>,
        width: u16,
        height: u16,
        ascii: bool,
        lines: Vec<(String, Paint)>,
        least: u16,
        named: usize,
    ) -> Self {
        let glyphs = glyphs(ascii);
        let single = picture.panels.len() == 1;
        let mut drawing = Self { picture, glyphs, width, height: 0, gutter: 0, panels: Vec::new(), lines };
        drawing.panels = picture
            .panels
            .iter()
            .map(|panel| PanelRows {
                panel,
                axis: panel.axis(2),
                heading: !single || panel.curves.len() > 1,
                flags: Vec::new(),
                plot: least,
            })
            .collect();
        // The labels need columns, the names of the segments need to know how many are left, and the
        // labels have to fit into the rows that those leave.
        drawing.gutter = drawing.gutter_width();
        for index in 0..drawing.panels.len() {
            drawing.panels[index].flags = drawing.flags(drawing.panels[index].panel, named);
        }
        let count = u16::try_from(drawing.panels.len().max(1)).unwrap_or(1);
        let free = height.saturating_sub(drawing.fixed_rows());
        for (index, rows) in (0..count).zip(&mut drawing.panels) {
            rows.plot = (free / count + u16::from(index < free % count)).max(least);
            rows.axis = rows.panel.axis(usize::from(rows.plot + 2) / 3);
        }
        drawing.gutter = drawing.gutter_width();
        for index in 0..drawing.panels.len() {
            drawing.panels[index].flags = drawing.flags(drawing.panels[index].panel, named);
        }
        drawing.height = drawing.fixed_rows() + drawing.panels.iter().map(|rows| rows.plot).sum::<u16>();
        drawing
    }

    /// How many rows it has.
    pub fn height(&self) -> u16 {
        self.height
    }

    /// Draws it into the upper left of an area of a buffer; what does not fit is cut off. Says where
    /// the curves of each panel are.
    pub fn render(&self, area: Rect, buffer: &mut Buffer) -> Vec<Frame> {
        let mut pen = Pen { buffer, area, row: area.y };
        if let Some(title) = self.title() {
            pen.line(area.x, &title, STRONG);
        }
        let mut frames = Vec::new();
        for (index, rows) in self.panels.iter().enumerate() {
            if rows.heading {
                self.heading(rows.panel, &mut pen);
            }
            frames.push(self.panel(index, rows, &mut pen));
        }
        self.time_axis(&mut pen);
        for (line, paint) in &self.lines {
            pen.line(area.x, line, *paint);
        }
        frames
    }

    fn title(&self) -> Option<String> {
        let picture = self.picture;
        let title = match &self.panels[..] {
            [only] if !only.heading && picture.title.is_empty() => only.panel.name.clone(),
            [only] if !only.heading => format!("{}  {}", picture.title, only.panel.name),
            _ => picture.title.clone(),
        };
        let title = shortened(&self.glyphs.text(&title), self.width.into(), self.glyphs.ellipsis);
        Some(title).filter(|title| !title.is_empty())
    }

    /// The columns of the widest label, a blank, and the axis.
    fn gutter_width(&self) -> u16 {
        let values = self.panels.iter().flat_map(|rows| &rows.axis.labels).map(|label| width_of(&label.text));
        let units = self.picture.time.scales.iter().map(|scale| width_of(scale.unit));
        u16::try_from(values.chain(units).max().unwrap_or(0)).unwrap_or(0) + 2
    }

    fn columns(&self) -> u16 {
        self.width.saturating_sub(self.gutter).max(1)
    }

    /// All rows but those of the curves.
    fn fixed_rows(&self) -> u16 {
        let panels = self.panels.iter().map(|rows| usize::from(rows.heading) + rows.flags.len());
        let axis = 1 + self.picture.time.scales.len();
        let all = usize::from(self.title().is_some()) + panels.sum::<usize>() + axis + self.lines.len();
        u16::try_from(all).unwrap_or(u16::MAX / 2)
    }

    fn flags(&self, panel: &Panel<'_>, most: usize) -> Vec<Vec<NameAbove>> {
        let columns = self.columns();
        let named = panel.segment_names(&self.picture.time);
        let names: Vec<_> = named
            .iter()
            .map(|name| {
                let mark = name.style.map(|style| format!("{} ", style.glyph(self.glyphs.ascii))).unwrap_or_default();
                let at = cell(name.share, columns);
                // As long as it likes where nothing follows.
                let free = usize::from(cell(name.next, columns) - at).saturating_sub(2);
                let text = format!("{mark}{}", self.glyphs.text(name.text));
                (at, shortened(&text, free.max(NAME).min(columns.into()), self.glyphs.ellipsis))
            })
            .collect();
        let flags: Vec<_> =
            names.iter().map(|(at, text)| Flag { at: f64::from(*at), width: width_of(text) as f64 }).collect();
        let placed = flags::pack(&flags, columns.into(), 2.0, most);
        let used = placed.iter().flatten().map(|place| place.row + 1).max().unwrap_or(0);
        let mut rows: Vec<Vec<NameAbove>> = (0..used).map(|_| Vec::new()).collect();
        for (place, (at, text)) in placed.into_iter().zip(names) {
            if let Some(place) = place {
                rows[place.row].push(NameAbove { at, start: rounded(place.start), text });
            }
        }
        rows
    }

    /// What the panel shows: its curves, each with its mark.
    fn heading(&self, panel: &Panel<'_>, pen: &mut Pen<'_>) {
        let mut column = pen.area.x;
        let alone = panel.curves.len() == 1;
        for curve in &panel.curves {
            let name = self.glyphs.text(&curve.name);
            let text = if alone { name } else { format!("{} {name}", curve.style.glyph(self.glyphs.ascii)) };
            if column > pen.area.x && usize::from(column) + width_of(&text) > usize::from(pen.area.x + self.width) {
                pen.row += 1;
                column = pen.area.x;
            }
            let paint = if alone { STRONG } else { Paint::new().fg(curve.style.terminal_color()) };
            column = pen.put(column, &text, paint) + 3;
        }
        pen.row += 1;
    }

    fn panel(&self, index: usize, rows: &PanelRows<'_>, pen: &mut Pen<'_>) -> Frame {
        let left = pen.area.x + self.gutter;
        self.names(rows, left, pen);
        let area = Rect::new(left, pen.row, self.columns(), rows.plot);
        for row in 0..rows.plot {
            pen.buffer_char(left - 1, area.y + row, self.glyphs.upright, FAINT);
        }
        for label in &rows.axis.labels {
            let row = area.y + cell(1.0 - label.share, rows.plot);
            let start = left - 2 - u16::try_from(width_of(&label.text)).unwrap_or(0);
            pen.write(Position::new(start, row), &label.text, Paint::new());
            pen.buffer_char(left - 1, row, self.glyphs.mark_left, FAINT);
        }
        self.curves(rows, area, pen);
        self.boundaries(rows.panel, area, pen);
        self.marks(rows, area, pen);
        for finding in &self.picture.findings {
            let Some(place) = finding.place.filter(|place| place.panel == index) else { continue };
            let at = self.cell_of(rows, area, place.tick, place.value);
            pen.buffer_char(at.x, at.y, self.glyphs.number(finding), WARNING);
        }
        pen.row = area.bottom();
        Frame { area, values: rows.axis.clone() }
    }

    /// The curves in dots, the first one in front.
    fn curves(&self, rows: &PanelRows<'_>, area: Rect, pen: &mut Pen<'_>) {
        let time = &self.picture.time;
        let visible = area.intersection(pen.area);
        if visible != area {
            return;
        }
        let dots = if self.glyphs.ascii { 1 } else { 2 };
        let paint = |context: &mut Context<'_>| {
            for curve in rows.panel.curves.iter().rev() {
                if self.glyphs.ascii {
                    context.marker(Marker::Custom(curve.style.glyph(true)));
                }
                line(context, curve, time, &rows.axis, usize::from(area.width) * dots, rows.panel.slack());
            }
        };
        let marker = if self.glyphs.ascii { Marker::Dot } else { Marker::Braille };
        Canvas::default()
            .marker(marker)
            .x_bounds([0.0, 1.0])
            .y_bounds([0.0, 1.0])
            .paint(paint)
            .render(area, pen.buffer);
    }

    /// The names of the segments, each with a line down to the curves.
    fn names(&self, rows: &PanelRows<'_>, left: u16, pen: &mut Pen<'_>) {
        for (below, row) in rows.flags.iter().enumerate().rev() {
            let under = rows.flags[below + 1..].iter().flatten().filter(|name| name.at > 0);
            under.for_each(|name| pen.buffer_char(left + name.at, pen.row, self.glyphs.boundary, FAINT));
            for name in row {
                pen.put(left + name.start, &name.text, FAINT);
            }
            pen.row += 1;
        }
    }

    /// Lines where segments start, wherever nothing else stands.
    fn boundaries(&self, panel: &Panel<'_>, area: Rect, pen: &mut Pen<'_>) {
        for share in panel.boundaries(&self.picture.time) {
            let column = area.x + cell(share, area.width);
            for row in area.top()..area.bottom() {
                if pen.is_blank(column, row) {
                    pen.buffer_char(column, row, self.glyphs.boundary, FAINT);
                }
            }
        }
    }

    /// Marks on the curves, where there are several.
    fn marks(&self, rows: &PanelRows<'_>, area: Rect, pen: &mut Pen<'_>) {
        let curves = &rows.panel.curves;
        if curves.len() < 2 {
            return;
        }
        let time = &self.picture.time;
        for (index, curve) in curves.iter().enumerate() {
            let last = curve.last.min(time.last);
            for mark in 0..MARKS {
                let share = (mark as f64 + (index as f64 + 0.5) / curves.len() as f64) / MARKS as f64;
                let tick = time.tick_at(share);
                let value = curve.schedule.value(tick);
                if tick <= last && value.is_finite() {
                    let at = self.cell_of(rows, area, tick, value);
                    let paint = Paint::new().fg(curve.style.terminal_color());
                    pen.buffer_char(at.x, at.y, curve.style.glyph(self.glyphs.ascii), paint);
                }
            }
        }
    }

    fn cell_of(&self, rows: &PanelRows<'_>, area: Rect, tick: u64, value: f64) -> Position {
        let row = cell(1.0 - rows.axis.share(value).clamp(0.0, 1.0), rows.plot);
        Position::new(area.x + cell(self.picture.time.share(tick), area.width), area.y + row)
    }

    fn time_axis(&self, pen: &mut Pen<'_>) {
        let left = pen.area.x + self.gutter;
        let columns = self.columns();
        pen.buffer_char(left - 1, pen.row, self.glyphs.corner, FAINT);
        for column in 0..columns {
            pen.buffer_char(left + column, pen.row, self.glyphs.level, FAINT);
        }
        let axis_row = pen.row;
        pen.row += 1;
        let measure = |text: &str| width_of(text) as f64;
        let room = Room { length: f64::from(columns), before: 0.0, after: 0.0, gap: 2.0, measure: &measure };
        for (index, scale) in self.picture.time.scales.iter().enumerate() {
            let start = left - 2 - u16::try_from(width_of(scale.unit)).unwrap_or(0);
            pen.put(start, scale.unit, FAINT);
            for label in self.picture.time.labels(scale, &room) {
                pen.put(left + rounded(label.start), &label.text, Paint::new());
                if index == 0 {
                    pen.buffer_char(left + cell(label.share, columns), axis_row, self.glyphs.mark_below, FAINT);
                }
            }
            pen.row += 1;
        }
    }
}

fn glyphs(ascii: bool) -> &'static Glyphs {
    if ascii { &ASCII } else { &UNICODE }
}

/// What marks a finding on its curve.
pub fn mark(finding: &Finding, ascii: bool) -> char {
    glyphs(ascii).number(finding)
}

/// One curve in dots.
fn line(
    context: &mut Context<'_>,
    curve: &Curve<'_>,
    time: &TimeAxis,
    values: &ValueAxis,
    columns: usize,
    slack: Tolerance,
) {
    let color = curve.style.terminal_color();
    let points = curve.trace(time.first, time.last, columns, slack);
    let at = |index: usize| {
        let point = points.get(index).filter(|point| point.value.is_finite())?;
        Some((time.share(point.tick), values.share(point.value).clamp(0.0, 1.0)))
    };
    for index in 0..points.len() {
        let Some((x1, y1)) = at(index) else { continue };
        let (x2, y2) = at(index + 1).unwrap_or((x1, y1));
        context.draw(&Line { x1, y1, x2, y2, color });
    }
}

/// The notes and the findings, in lines.
fn lines_below(picture: &Picture<'_>, glyphs: &Glyphs, width: usize) -> Vec<(String, Paint)> {
    let mut lines = Vec::new();
    for note in &picture.notes {
        lines.extend(
            wrapped(&glyphs.text(note), width as f64, &|text| width_of(text) as f64)
                .into_iter()
                .map(|line| (line, FAINT)),
        );
    }
    for finding in &picture.findings {
        let text = glyphs.text(&format!("{}: {}", finding.code, finding.message));
        let indent = 2_usize;
        let body = wrapped(&text, width.saturating_sub(indent) as f64, &|text| width_of(text) as f64);
        for (index, line) in body.into_iter().enumerate() {
            let head = if index == 0 { glyphs.number(finding) } else { ' ' };
            lines.push((format!("{head} {line}"), if index == 0 { WARNING } else { Paint::new() }));
        }
    }
    lines
}

impl Glyphs {
    /// A text in the characters that there are.
    fn text(&self, text: &str) -> String {
        if !self.ascii {
            return text.to_string();
        }
        let plain = |c: char| match c {
            '…' => "...".to_string(),
            '–' | '—' | '−' => "-".to_string(),
            '×' => "x".to_string(),
            '→' => "->".to_string(),
            c if c.is_ascii() => c.to_string(),
            _ => "?".to_string(),
        };
        text.chars().map(plain).collect()
    }

    /// What marks a finding.
    fn number(&self, finding: &Finding) -> char {
        let number = u32::try_from(finding.number).unwrap_or(u32::MAX);
        match (self.ascii, number) {
            (true, 1..=9) => char::from_digit(number, 10).unwrap_or('!'),
            (false, 1..=20) => char::from_u32(u32::from('①') + number - 1).unwrap_or('!'),
            _ => '!',
        }
    }
}

/// Writes into a buffer from the top down, and never beside its area.
struct Pen<'b> {
    buffer: &'b mut Buffer,
    area: Rect,
    row: u16,
}

impl Pen<'_> {
    /// Writes at a column of the current row; the column behind it.
    fn put(&mut self, column: u16, text: &str, paint: Paint) -> u16 {
        self.write(Position::new(column, self.row), text, paint)
    }

    fn write(&mut self, at: Position, text: &str, paint: Paint) -> u16 {
        if !self.area.contains(at) {
            return at.x;
        }
        self.buffer.set_stringn(at.x, at.y, text, usize::from(self.area.right() - at.x), paint).0
    }

    fn line(&mut self, column: u16, text: &str, paint: Paint) {
        self.put(column, text, paint);
        self.row += 1;
    }

    fn buffer_char(&mut self, column: u16, row: u16, symbol: char, paint: Paint) {
        self.write(Position::new(column, row), symbol.encode_utf8(&mut [0; 4]), paint);
    }

    fn is_blank(&self, column: u16, row: u16) -> bool {
        let at = Position::new(column, row);
        self.area.contains(at) && self.buffer.cell(at).is_some_and(|cell| matches!(cell.symbol(), " " | "\u{2800}"))
    }
}

/// The cell of a share of so many.
fn cell(share: f64, count: u16) -> u16 {
    rounded(share.clamp(0.0, 1.0) * f64::from(count.saturating_sub(1)))
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it saturates")]
fn rounded(number: f64) -> u16 {
    number.round() as u16
}

fn width_of(text: &str) -> usize {
    Text::from(text).width()
}

/// The rows of a buffer without the blanks at their ends, with the escape codes of their colours.
fn text_of(buffer: &Buffer) -> String {
    let mut text = String::new();
    for row in buffer.area.top()..buffer.area.bottom() {
        let cells =
            (buffer.area.left()..buffer.area.right()).filter_map(|column| buffer.cell(Position::new(column, row)));
        let cells: Vec<_> = cells.collect();
        let used = cells.iter().rposition(|cell| cell.symbol() != " ").map_or(0, |last| last + 1);
        let mut current = anstyle::Style::new();
        for cell in &cells[..used] {
            let style = anstyle::Style::from(written(cell));
            if style != current {
                text.push_str(&format!("{current:#}{style}"));
                current = style;
            }
            text.push_str(cell.symbol());
        }
        text.push_str(&format!("{current:#}\n"));
    }
    text
}

/// How a cell is painted, without saying that it is painted as usual.
fn written(cell: &Cell) -> Paint {
    Paint { fg: Some(cell.fg).filter(|color| *color != Color::Reset), add_modifier: cell.modifier, ..Paint::new() }
}
