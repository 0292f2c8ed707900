//! A picture as an SVG: what a careful person puts into a paper.
//!
//! The layout is our own, and the `svg` crate writes it: plotters, the plotting crate that is kept
//! best, makes dashes of many short lines, has one axis of time, and places labels without asking
//! how wide they are.

use svg::Document;
use svg::node::element::{Circle, Description, Group, Line, Path, Rectangle, Text, Title};

use super::axis::{Room, ValueAxis};
use super::curve::Curve;
use super::flags::{self, Flag};
use super::font::{FAMILY, Metrics};
use super::outline::{Point, marks_along, outline};
use super::picture::{Panel, Picture, Place};
use super::style::{Inks, Mark, Style, Theme, shortened, wrapped};
use crate::schedule::Tolerance;

/// The width where none is asked for.
pub const WIDTH: f64 = 800.0;
/// The least width and height.
pub const LEAST: (f64, f64) = (240.0, 160.0);

const MARGIN: f64 = 16.0;
const SIZE: f64 = 11.0;
const TITLE_SIZE: f64 = 14.0;
/// From one line of text to the next.
const LEADING: f64 = 15.0;
const TITLE_LEADING: f64 = 22.0;
/// Between two panels.
const BETWEEN: f64 = 14.0;
/// The height of the curves where none is asked for, of one panel and of several.
const PLOT: f64 = 280.0;
const PLOTS: f64 = 170.0;
const LEAST_PLOT: f64 = 60.0;
/// The least distance between two labels of values.
const LABEL_DISTANCE: f64 = 36.0;
/// A wider name of a segment is cut where another one follows.
const NAME: f64 = 260.0;
/// So many rows of names stand above a panel.
const FLAG_ROWS: usize = 4;
/// A line's sample in a legend, and its distance from the name.
const SAMPLE: f64 = 24.0;
const GAP: f64 = 6.0;
/// From the name of a unit to the curves.
const UNIT_GAP: f64 = 16.0;
/// With so few ticks each of them is marked.
const DOTS: u64 = 48;
const FINDING: f64 = 7.5;
/// No more columns are told apart, however wide the drawing is.
const MOST_COLUMNS: usize = 4096;

/// A drawing.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawing {
    /// The SVG.
    pub text: String,
    /// Its width.
    pub width: f64,
    /// Its height.
    pub height: f64,
    /// Where the curves of each panel are.
    pub frames: Vec<Frame>,
}

/// Where the curves of a panel are drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Frame {
    /// The left edge, at the first tick.
    pub x: f64,
    /// The upper edge, at the highest value of the axis.
    pub y: f64,
    /// The distance to the right edge, at the end of the axis.
    pub width: f64,
    /// The distance to the lower edge, at the lowest value of the axis.
    pub height: f64,
    /// The axis of values.
    pub values: ValueAxis,
}

/// Draws a picture, so many units wide; as high as is asked for, or as is good.
pub fn draw(picture: &Picture<'_>, width: f64, height: Option<f64>, theme: Theme) -> Drawing {
    let sheet = Sheet::new(picture, width.max(LEAST.0), height, theme);
    let document = sheet.document();
    Drawing { text: format!("{document}\n"), width: sheet.width, height: sheet.height, frames: sheet.frames }
}

/// A picture with all its measures.
struct Sheet<'p> {
    picture: &'p Picture<'p>,
    metrics: Metrics,
    inks: Inks,
    theme: Theme,
    width: f64,
    height: f64,
    frames: Vec<Frame>,
    headings: Vec<Heading<'p>>,
    /// Notes and findings: the number of a finding at its first line, and the text.
    lines: Vec<(Option<usize>, String)>,
}

/// What stands above the curves of a panel.
struct Heading<'p> {
    panel: &'p Panel<'p>,
    /// The upper edge.
    y: f64,
    /// The entries of the legend in rows, each with its place.
    legend: Vec<Vec<(f64, &'p Curve<'p>)>>,
    flags: Vec<NameAbove>,
}

/// The name of a segment.
struct NameAbove {
    text: String,
    /// Where its segment starts, from the left edge of the curves.
    at: f64,
    /// Where its text starts.
    start: f64,
    /// The base of its text, from the upper edge of the curves up.
    above: f64,
    /// The curve that it belongs to, where there are several.
    style: Option<Style>,
}

impl<'p> Sheet<'p> {
    fn new(picture: &'p Picture<'p>, width: f64, height: Option<f64>, theme: Theme) -> Self {
        let mut sheet = Self {
            picture,
            metrics: Metrics::new(),
            inks: theme.inks(),
            theme,
            width,
            height: 0.0,
            frames: Vec::new(),
            headings: Vec::new(),
            lines: Vec::new(),
        };
        sheet.lines = sheet.lines_below();
        let mut plot = if picture.panels.len() > 1 { PLOTS } else { PLOT };
        sheet.arrange(plot);
        if let Some(height) = height {
            let count = picture.panels.len().max(1) as f64;
            plot = (plot + (height - sheet.height) / count).max(LEAST_PLOT);
            sheet.arrange(plot);
            sheet.height = if sheet.height < height + 1.0 { height } else { sheet.height };
        }
        sheet
    }

    /// Places everything, with so much height for the curves of each panel.
    fn arrange(&mut self, plot: f64) {
        let most = whole(plot / LABEL_DISTANCE).clamp(2, 50) + 1;
        let axes: Vec<_> = self.picture.panels.iter().map(|panel| panel.axis(most)).collect();
        let x = MARGIN + self.gutter(&axes);
        let width = self.width - x - MARGIN - 6.0;
        let mut y = MARGIN + if self.picture.title.is_empty() { 0.0 } else { TITLE_LEADING };
        (self.frames, self.headings) = (Vec::new(), Vec::new());
        for (panel, values) in self.picture.panels.iter().zip(axes) {
            let legend = self.legend(panel);
            let flags = self.flags(panel, width);
            let rows = flags.iter().map(|flag| flag.above).fold(0.0, f64::max);
            let above = legend.len() as f64 * LEADING + 4.0 + if rows > 0.0 { rows + SIZE + 2.0 } else { 4.0 };
            self.headings.push(Heading { panel, y, legend, flags });
            self.frames.push(Frame { x, y: y + above, width, height: plot, values });
            y += above + plot + BETWEEN;
        }
        let lines = self.lines.len() as f64 * LEADING + if self.lines.is_empty() { 0.0 } else { 6.0 };
        self.height = y - BETWEEN + 8.0 + self.picture.time.scales.len() as f64 * LEADING + lines + MARGIN;
        self.height = self.height.ceil();
    }

    fn text_width(&self, text: &str) -> f64 {
        self.metrics.width(text, SIZE)
    }

    /// The width of the widest label beside the curves, and its distance from them.
    fn gutter(&self, axes: &[ValueAxis]) -> f64 {
        let values = axes.iter().flat_map(|axis| &axis.labels).map(|label| self.text_width(&label.text));
        let units = self.picture.time.scales.iter().map(|scale| self.text_width(scale.unit));
        let units = units.map(|width| width + UNIT_GAP);
        values.map(|width| width + GAP).chain(units).fold(0.0, f64::max).ceil()
    }

    /// The entries of a panel's legend in rows.
    fn legend(&self, panel: &'p Panel<'p>) -> Vec<Vec<(f64, &'p Curve<'p>)>> {
        let mut rows = vec![Vec::new()];
        let mut x = MARGIN;
        for curve in &panel.curves {
            let width = SAMPLE + GAP + self.text_width(&curve.name);
            if x > MARGIN && x + width > self.width - MARGIN {
                rows.push(Vec::new());
                x = MARGIN;
            }
            if let Some(row) = rows.last_mut() {
                row.push((x, curve));
            }
            x += width + 3.0 * GAP;
        }
        rows
    }

    fn flags(&self, panel: &Panel<'_>, width: f64) -> Vec<NameAbove> {
        let named = panel.segment_names(&self.picture.time);
        let names: Vec<_> = named
            .iter()
            .map(|name| {
                let indent = if name.style.is_some() { SAMPLE + 2.0 * GAP } else { GAP / 2.0 };
                // As long as it likes where nothing follows.
                let free = (name.next - name.share) * width - indent - 2.0 * GAP;
                let text = self.fitted(name.text, SIZE, free.max(NAME).min(width - indent));
                let flag = Flag { at: name.share * width, width: indent + self.text_width(&text) };
                (flag, text, indent, name.style)
            })
            .collect();
        let flags: Vec<_> = names.iter().map(|(flag, ..)| *flag).collect();
        let placed = flags::pack(&flags, width, 2.0 * GAP, FLAG_ROWS).into_iter().zip(names);
        let above =
            |(place, (flag, text, indent, style)): (Option<flags::Place>, (Flag, String, f64, Option<Style>))| {
                let place = place?;
                let (start, above) = (place.start + indent, place.row as f64 * LEADING + GAP);
                Some(NameAbove { text, at: flag.at, start, above, style })
            };
        placed.filter_map(above).collect()
    }

    /// A text that is cut where it would be wider.
    fn fitted(&self, text: &str, size: f64, width: f64) -> String {
        let count = text.chars().count();
        let fits = |most: &usize| self.metrics.width(&shortened(text, *most, "…"), size) <= width;
        let most = (1..=count).rev().find(fits).unwrap_or(1);
        shortened(text, most, "…")
    }

    fn lines_below(&self) -> Vec<(Option<usize>, String)> {
        let measure = |text: &str| self.text_width(text);
        let wide = self.width - 2.0 * MARGIN;
        let notes = self.picture.notes.iter().flat_map(|note| wrapped(note, wide, &measure));
        let mut lines: Vec<_> = notes.map(|line| (None, line)).collect();
        for finding in &self.picture.findings {
            let text = format!("{}: {}", finding.code, finding.message);
            let body = wrapped(&text, wide - 3.0 * FINDING, &measure);
            lines.extend(
                body.into_iter().enumerate().map(|(index, line)| ((index == 0).then_some(finding.number), line)),
            );
        }
        lines
    }

    fn document(&self) -> Document {
        let (width, height) = (number(self.width), number(self.height));
        let mut document = Document::new()
            .set("viewBox", format!("0 0 {width} {height}"))
            .set("width", width)
            .set("height", height)
            .set("role", "img")
            .set("font-family", FAMILY)
            .set("font-size", number(SIZE))
            .set("fill", self.inks.text)
            .add(Title::new(self.picture.heading()))
            .add(Description::new().add(svg::node::Text::new(self.picture.summary())))
            .add(Rectangle::new().set("width", "100%").set("height", "100%").set("fill", self.inks.paper));
        if !self.picture.title.is_empty() {
            let title = self.fitted(&self.picture.title, TITLE_SIZE, self.width - 2.0 * MARGIN);
            document =
                document.add(self.text(MARGIN, MARGIN + TITLE_SIZE, &title).set("font-size", number(TITLE_SIZE)));
        }
        for (index, (heading, frame)) in self.headings.iter().zip(&self.frames).enumerate() {
            document = document.add(self.panel(index, heading, frame));
        }
        document.add(self.time_axis()).add(self.words_below())
    }

    fn text(&self, x: f64, y: f64, words: &str) -> Text {
        Text::new(words).set("x", number(x)).set("y", number(y))
    }

    fn panel(&self, index: usize, heading: &Heading<'_>, frame: &Frame) -> Group {
        let mut group = Group::new().set("class", "panel");
        group = group.add(self.legend_entries(heading)).add(self.value_axis(frame)).add(self.names(heading, frame));
        for curve in heading.panel.curves.iter().rev() {
            group = group.add(self.curve(curve, heading.panel.slack(), frame));
        }
        let mut taken = Vec::new();
        for finding in &self.picture.findings {
            if let Some(place) = finding.place.filter(|place| place.panel == index) {
                group = group.add(self.finding(finding.number, place, frame, &mut taken));
            }
        }
        group
    }

    fn legend_entries(&self, heading: &Heading<'_>) -> Group {
        let mut group = Group::new().set("class", "legend");
        for (row, entries) in heading.legend.iter().enumerate() {
            let y = heading.y + LEADING * (row as f64 + 0.75);
            for (x, curve) in entries {
                group = group.add(self.sample(*x, y - 0.35 * SIZE, curve.style));
                group = group.add(self.text(x + SAMPLE + GAP, y, &curve.name));
            }
        }
        group
    }

    /// A piece of a line.
    fn sample(&self, x: f64, y: f64, style: Style) -> Group {
        let line = Path::new().set("d", format!("M{} {}h{}", number(x), number(y), number(SAMPLE)));
        let mut group = Group::new().add(self.stroke(line, style));
        if let Some(mark) = style.mark() {
            group = group.add(self.mark(Point { x: x + SAMPLE / 2.0, y }, mark, style));
        }
        group
    }

    fn stroke(&self, path: Path, style: Style) -> Path {
        let path = path.set("fill", "none").set("stroke", style.color(self.theme)).set("stroke-width", "1.75");
        let path = path.set("stroke-linejoin", "round");
        let dashes: Vec<_> = style.dashes().iter().map(|length| number(*length)).collect();
        if dashes.is_empty() { path } else { path.set("stroke-dasharray", dashes.join(" ")) }
    }

    fn mark(&self, at: Point, mark: Mark, style: Style) -> Path {
        let (x, y) = (number(at.x), number(at.y));
        Path::new().set("d", format!("M{x} {y}{}", mark.outline())).set("fill", style.color(self.theme))
    }

    fn value_axis(&self, frame: &Frame) -> Group {
        let mut group = Group::new().set("class", "values");
        for label in &frame.values.labels {
            let y = frame.y + (1.0 - label.share) * frame.height;
            let line = Line::new().set("x1", number(frame.x)).set("x2", number(frame.x + frame.width));
            group = group.add(line.set("y1", number(y)).set("y2", number(y)).set("stroke", self.inks.grid));
            let text = self.text(frame.x - GAP, y + 0.35 * SIZE, &label.text);
            group = group.add(text.set("text-anchor", "end").set("fill", self.inks.faint));
        }
        group
    }

    /// The names of the segments, and lines at the places where they start.
    fn names(&self, heading: &Heading<'_>, frame: &Frame) -> Group {
        let mut group = Group::new().set("class", "segments");
        let bottom = frame.y + frame.height;
        let line = |x: f64, top: f64| {
            let line =
                Line::new().set("x1", number(x)).set("x2", number(x)).set("y1", number(top)).set("y2", number(bottom));
            line.set("stroke", self.inks.boundary).set("stroke-dasharray", "2 3")
        };
        let mut lines: Vec<(f64, f64)> = Vec::new();
        let shares = heading.panel.boundaries(&self.picture.time);
        lines.extend(shares.into_iter().map(|share| (share * frame.width, frame.y)));
        for flag in &heading.flags {
            // Down from the name, or from below it where it does not start at its segment.
            let top = frame.y - flag.above - if flag.start >= flag.at { SIZE - 2.0 } else { -3.0 };
            lines.retain(|(at, _)| (at - flag.at).abs() > 0.01);
            lines.push((flag.at, top));
        }
        for (at, top) in lines {
            group = group.add(line(frame.x + at, top));
        }
        for flag in &heading.flags {
            let (x, y) = (frame.x + flag.start, frame.y - flag.above);
            if let Some(style) = flag.style {
                group = group.add(self.sample(x - SAMPLE - GAP, y - 0.35 * SIZE, style));
            }
            group = group.add(self.text(x, y, &flag.text).set("fill", self.inks.faint));
        }
        group
    }

    fn curve(&self, curve: &Curve<'_>, slack: Tolerance, frame: &Frame) -> Group {
        let time = &self.picture.time;
        let at = |tick: u64, value: f64| Point {
            x: frame.x + time.share(tick) * frame.width,
            y: frame.y + (1.0 - frame.values.share(value).clamp(0.0, 1.0)) * frame.height,
        };
        let columns = whole(frame.width).clamp(1, MOST_COLUMNS);
        let trace = curve.trace(time.first, time.last, columns, slack);
        let mut group = Group::new().set("class", "curve");
        let pieces: Vec<Vec<Point>> = trace
            .split(|point| !point.value.is_finite())
            .map(|piece| piece.iter().map(|point| at(point.tick, point.value)).collect())
            .collect();
        for piece in &pieces {
            if let Some(path) = outline(piece) {
                group = group.add(self.stroke(Path::new().set("d", path), curve.style));
            }
        }
        if let Some(mark) = curve.style.mark() {
            for point in pieces.iter().flat_map(|piece| marks_along(piece, frame.width / 8.0)) {
                group = group.add(self.mark(point, mark, curve.style));
            }
        } else if time.last - time.first < DOTS {
            for point in pieces.iter().flatten() {
                let dot = Circle::new().set("cx", number(point.x)).set("cy", number(point.y)).set("r", "2.25");
                group = group.add(dot.set("fill", curve.style.color(self.theme)));
            }
        }
        group
    }

    /// A ring around the point that a finding speaks of, and its number beside it.
    fn finding(&self, number_: usize, place: Place, frame: &Frame, taken: &mut Vec<Point>) -> Group {
        let x = frame.x + self.picture.time.share(place.tick) * frame.width;
        let y = frame.y + (1.0 - frame.values.share(place.value).clamp(0.0, 1.0)) * frame.height;
        let ring = Circle::new().set("cx", number(x)).set("cy", number(y)).set("r", "4").set("fill", "none");
        let ring = ring.set("stroke", self.inks.warning).set("stroke-width", "1.5");
        // Above the point where there is room, and beside what is there already.
        let up = if y - frame.y > 24.0 { -16.0 } else { 16.0 };
        let inside = |x: f64| x.clamp(frame.x + FINDING, frame.x + frame.width - FINDING);
        let mut at = Point { x: inside(x), y: y + up };
        let step = 2.0 * FINDING + 2.0;
        let towards = if x > frame.x + frame.width / 2.0 { -step } else { step };
        while taken.iter().any(|other| (other.x - at.x).abs() < step - 0.5 && (other.y - at.y).abs() < step - 0.5) {
            at.x += towards;
        }
        taken.push(at);
        Group::new().set("class", "finding").add(ring).add(self.badge(at, number_))
    }

    /// The number of a finding.
    fn badge(&self, at: Point, number_: usize) -> Group {
        let circle = Circle::new().set("cx", number(at.x)).set("cy", number(at.y)).set("r", number(FINDING));
        let text = self.text(at.x, at.y + 3.4, &number_.to_string()).set("text-anchor", "middle");
        let text = text.set("font-size", "9.5").set("fill", self.inks.paper);
        Group::new().add(circle.set("fill", self.inks.warning)).add(text)
    }

    /// The axis of time below the last panel, and its marks below all.
    fn time_axis(&self) -> Group {
        let mut group = Group::new().set("class", "time");
        let Some(last) = self.frames.last() else { return group };
        let measure = |text: &str| self.text_width(text);
        let room = Room { length: last.width, before: 4.0, after: MARGIN, gap: 3.0 * GAP, measure: &measure };
        for (index, scale) in self.picture.time.scales.iter().enumerate() {
            let y = last.y + last.height + 8.0 + SIZE + index as f64 * LEADING;
            let unit =
                self.text(last.x - UNIT_GAP, y, scale.unit).set("text-anchor", "end").set("fill", self.inks.faint);
            group = group.add(unit);
            for label in self.picture.time.labels(scale, &room) {
                group = group.add(self.text(last.x + label.start, y, &label.text).set("fill", self.inks.faint));
                if index == 0 {
                    for frame in &self.frames {
                        group = group.add(self.tick(frame, label.share));
                    }
                }
            }
        }
        for frame in &self.frames {
            let y = number(frame.y + frame.height);
            let line = Line::new().set("x1", number(frame.x)).set("x2", number(frame.x + frame.width));
            group = group.add(line.set("y1", y.clone()).set("y2", y).set("stroke", self.inks.faint));
        }
        group
    }

    fn tick(&self, frame: &Frame, share: f64) -> Line {
        let (x, y) = (number(frame.x + share * frame.width), frame.y + frame.height);
        let line = Line::new().set("x1", x.clone()).set("x2", x).set("y1", number(y)).set("y2", number(y + 4.0));
        line.set("stroke", self.inks.faint)
    }

    /// The notes and the findings.
    fn words_below(&self) -> Group {
        let mut group = Group::new().set("class", "words");
        let top = self.height - MARGIN - self.lines.len() as f64 * LEADING;
        let mut indent = 0.0;
        for (index, (finding, line)) in self.lines.iter().enumerate() {
            let y = top + index as f64 * LEADING + SIZE;
            if let Some(finding) = finding {
                indent = 3.0 * FINDING;
                group = group.add(self.badge(Point { x: MARGIN + FINDING, y: y - 0.35 * SIZE }, *finding));
            }
            group = group.add(self.text(MARGIN + indent, y, line));
        }
        group
    }
}

/// A number in as many digits as can be seen.
pub(super) fn number(number: f64) -> String {
    let text = format!("{number:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_string() } else { text.to_string() }
}

/// A length in whole units; it saturates.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it saturates")]
fn whole(length: f64) -> usize {
    length as usize
}
