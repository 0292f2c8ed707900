//! A laid out picture painted into the cells of a terminal.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style as Paint;
use ratatui::symbols::Marker;
use ratatui::widgets::Widget;
use ratatui::widgets::canvas::{Canvas, Context, Line};

use super::glyphs::{paint, tag, tagged};
use super::layout::{PanelRows, TerminalDrawing};
use super::pen::{FAINT, Pen, STRONG, WARNING, cell, rounded, width_of};
use crate::plot::axis::{LabelSpace, TimeAxis, ValueAxis};
use crate::plot::panel::Panel;
use crate::plot::series::Series;
use crate::schedule::Tolerance;

/// How often a curve carries its mark.
const MARKS: usize = 4;

impl TerminalDrawing<'_> {
    /// Draws it into the upper left of an area of a buffer; what does not fit is cut off. Returns the cells of
    /// the curves of each panel.
    pub(crate) fn render(&self, area: Rect, buffer: &mut Buffer) -> Vec<Rect> {
        let mut pen = Pen { buffer, area, row: area.y };
        if let Some(title) = self.title() {
            pen.line(area.x, &title, STRONG);
        }
        let mut areas = Vec::new();
        for (index, rows) in self.panels.iter().enumerate() {
            if rows.heading {
                self.heading(rows.panel, &mut pen);
            }
            areas.push(self.panel(index, rows, &mut pen));
        }
        self.time_axis(&mut pen);
        for (line, paint) in &self.lines {
            pen.line(area.x, line, *paint);
        }
        areas
    }

    /// What the panel shows: its curves, each with its mark.
    fn heading(&self, panel: &Panel<'_>, pen: &mut Pen<'_>) {
        let mut column = pen.area.x;
        let entries = panel.entries();
        let alone = entries.len() == 1;
        for entry in entries {
            let series = entry[0];
            let name = self.glyphs.text(series.label());
            let text = if alone { name } else { format!("{} {name}", self.glyphs.curve(series.style)) };
            if column > pen.area.x && usize::from(column) + width_of(&text) > usize::from(pen.area.x + self.width) {
                pen.row += 1;
                column = pen.area.x;
            }
            // Of a family, that of its strongest line.
            let strongest = entry.last().map_or(series.style, |last| last.style);
            column = pen.put(column, &text, if alone { STRONG } else { paint(strongest) }) + 3;
        }
        pen.row += 1;
    }

    fn panel(&self, index: usize, rows: &PanelRows<'_>, pen: &mut Pen<'_>) -> Rect {
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
            let Some(anchor) = finding.anchor.filter(|anchor| anchor.panel == index) else { continue };
            let at = self.cell_of(rows, area, anchor.tick, anchor.value);
            pen.buffer_char(at.x, at.y, self.glyphs.finding(finding), WARNING);
        }
        pen.row = area.bottom();
        area
    }

    /// The curves in dots, the first one in front.
    fn curves(&self, rows: &PanelRows<'_>, area: Rect, pen: &mut Pen<'_>) {
        let time = &self.picture.time;
        let visible = area.intersection(pen.area);
        if visible != area {
            return;
        }
        let dots = if self.glyphs.ascii { 1 } else { 2 };
        let draw = |context: &mut Context<'_>| {
            for series in rows.panel.series.iter().rev() {
                if self.glyphs.ascii {
                    context.marker(Marker::Custom(self.glyphs.curve(series.style)));
                }
                line(context, series, time, &rows.axis, usize::from(area.width) * dots, rows.panel.tolerance());
            }
        };
        let marker = if self.glyphs.ascii { Marker::Dot } else { Marker::Braille };
        Canvas::default().marker(marker).x_bounds([0.0, 1.0]).y_bounds([0.0, 1.0]).paint(draw).render(area, pen.buffer);
        for position in area.positions() {
            let Some(cell) = pen.buffer.cell_mut(position) else { continue };
            if let Some(paint) = tagged(cell.fg) {
                cell.set_style(paint);
            }
        }
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

    /// Marks on the curves, where there are several; of a family, on the first and the last one.
    fn marks(&self, rows: &PanelRows<'_>, area: Rect, pen: &mut Pen<'_>) {
        let entries = rows.panel.entries();
        if entries.len() < 2 {
            return;
        }
        let ends = entries.iter().flat_map(|entry| [entry.first(), entry[1..].last()]);
        let all: Vec<_> = ends.flatten().collect();
        let time = &self.picture.time;
        for (index, series) in all.iter().enumerate() {
            let last = series.last.min(time.last);
            for mark in 0..MARKS {
                let share = (mark as f64 + (index as f64 + 0.5) / all.len() as f64) / MARKS as f64;
                let tick = time.tick_at(share);
                let value = series.schedule.value(tick);
                if tick <= last && value.is_finite() {
                    let at = self.cell_of(rows, area, tick, value);
                    pen.buffer_char(at.x, at.y, self.glyphs.curve(series.style), paint(series.style));
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
        let space = LabelSpace { length: f64::from(columns), before: 0.0, after: 0.0, gap: 2.0, measure: &measure };
        for (index, scale) in self.picture.time.scales.iter().enumerate() {
            let start = left - 2 - u16::try_from(width_of(&scale.unit)).unwrap_or(0);
            pen.put(start, &scale.unit, FAINT);
            for label in self.picture.time.labels(scale, &space) {
                pen.put(left + rounded(label.start), &label.text, Paint::new());
                if index == 0 {
                    pen.buffer_char(left + cell(label.share, columns), axis_row, self.glyphs.mark_below, FAINT);
                }
            }
            pen.row += 1;
        }
        for tick in self.picture.events.iter().flat_map(|event| &event.ticks) {
            let column = left + cell(self.picture.time.share(*tick), columns);
            pen.buffer_char(column, axis_row, self.glyphs.event, WARNING);
        }
    }
}

/// One curve in dots.
fn line(
    context: &mut Context<'_>,
    series: &Series<'_>,
    time: &TimeAxis,
    values: &ValueAxis,
    columns: usize,
    tolerance: Tolerance,
) {
    let color = tag(series.style);
    let points = series.trace(time.first, time.last, columns, tolerance);
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
