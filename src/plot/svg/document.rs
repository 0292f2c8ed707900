//! A laid out picture as an SVG document.

use svg::Document;
use svg::node::element::{Circle, Description, Group, Line, Path, Rectangle, Text, Title};

use super::coordinate::{Position, digits};
use super::font::FAMILY;
use super::layout::{BADGE, GAP, Heading, LEADING, MARGIN, PlotArea, SAMPLE, SIZE, Sheet, TITLE_SIZE, UNIT_GAP, whole};
use super::outline::{marks_along, outline};
use super::stroke::Mark;
use crate::plot::axis::LabelSpace;
use crate::plot::findings::Anchor;
use crate::plot::series::{LineStyle, Series};
use crate::schedule::Tolerance;

/// Where fewer ticks are drawn than this, each of them is marked.
const DOTS: u64 = 48;
/// The grades of a family that its entry in the legend shows.
const SAMPLE_PIECES: usize = 4;
/// No more columns are told apart, however wide the drawing is.
const MAX_COLUMNS: usize = 4096;
/// The columns of all curves together: of many curves, nobody sees each column.
const SHARED_COLUMNS: usize = 1 << 17;
/// A curve has at least this many of them.
const MIN_COLUMNS: usize = 16;
/// How wide the mark of an event is, and how far that of the next event is above it.
const EVENT_WIDTH: f64 = 6.0;
const EVENT_ROW: f64 = 8.0;
/// Two lines that are nearer to each other than this are drawn as one.
const NEAR: f64 = 0.5;

impl Sheet<'_> {
    pub(super) fn document(&self) -> Document {
        let (width, height) = (digits(self.width), digits(self.height));
        let mut document = Document::new()
            .set("viewBox", format!("0 0 {width} {height}"))
            .set("width", width)
            .set("height", height)
            .set("role", "img")
            .set("font-family", FAMILY)
            .set("font-size", digits(SIZE))
            .set("fill", self.inks.text)
            .add(Title::new(self.picture.heading()))
            .add(Description::new().add(svg::node::Text::new(self.picture.summary())))
            .add(Rectangle::new().set("width", "100%").set("height", "100%").set("fill", self.inks.paper));
        if !self.picture.title.is_empty() {
            let title = self.fitted(&self.picture.title, TITLE_SIZE, self.width - 2.0 * MARGIN);
            document =
                document.add(self.text(MARGIN, MARGIN + TITLE_SIZE, &title).set("font-size", digits(TITLE_SIZE)));
        }
        for (index, (heading, area)) in self.headings.iter().zip(&self.areas).enumerate() {
            document = document.add(self.panel(index, heading, area));
        }
        document.add(self.time_axis()).add(self.words_below())
    }

    fn text(&self, x: f64, y: f64, words: &str) -> Text {
        Text::new(words).set("x", digits(x)).set("y", digits(y))
    }

    fn panel(&self, index: usize, heading: &Heading<'_>, area: &PlotArea) -> Group {
        let mut group = Group::new().set("class", "panel");
        if let Some(ticks) = self.picture.mark {
            group = group.add(self.marked(ticks, area));
        }
        group = group.add(self.legend_entries(heading)).add(self.value_axis(area)).add(self.names(heading, area));
        for series in heading.panel.series.iter().rev() {
            group = group.add(self.curve(series, heading.panel.tolerance(), area));
        }
        if !self.picture.events.is_empty() {
            group = group.add(self.events(area));
        }
        let mut taken = Vec::new();
        for finding in &self.picture.findings {
            if let Some(anchor) = finding.anchor.filter(|anchor| anchor.panel == index) {
                group = group.add(self.finding(finding.number, anchor, area, &mut taken));
            }
        }
        group
    }

    /// A triangle on the axis for each tick of an event; of several events, one row above the other.
    fn events(&self, area: &PlotArea) -> Group {
        let mut group = Group::new().set("class", "events");
        for (row, event) in self.picture.events.iter().enumerate() {
            let y = digits(area.y + area.height - row as f64 * EVENT_ROW);
            let triangle = |tick: &u64| {
                let x = digits(area.x + self.picture.time.share(*tick) * area.width - EVENT_WIDTH / 2.0);
                format!("M{x} {y}h{}l-{} -{}z", digits(EVENT_WIDTH), digits(EVENT_WIDTH / 2.0), digits(EVENT_WIDTH))
            };
            let path = Path::new().set("d", event.ticks.iter().map(triangle).collect::<String>());
            let path = path.set("fill", self.inks.warning).set("fill-opacity", "0.8");
            group = group.add(path.add(Title::new(event.name.as_str())));
        }
        group
    }

    /// A band over some ticks; a line where there are none between the two.
    fn marked(&self, (first, end): (u64, u64), area: &PlotArea) -> Rectangle {
        let x = |tick| area.x + self.picture.time.share(tick).min(1.0) * area.width;
        let width = (x(end) - x(first)).max(1.0);
        let band = Rectangle::new().set("class", "mark").set("x", digits(x(first))).set("y", digits(area.y));
        let band = band.set("width", digits(width)).set("height", digits(area.height));
        band.set("fill", self.inks.boundary).set("fill-opacity", "0.25")
    }

    fn legend_entries(&self, heading: &Heading<'_>) -> Group {
        let mut group = Group::new().set("class", "legend");
        for (row, entries) in heading.legend.iter().enumerate() {
            let y = heading.y + LEADING * (row as f64 + 0.75);
            for (x, series) in entries {
                let styles: Vec<_> = series.iter().map(|series| series.style).collect();
                group = group.add(self.sample(*x, y - 0.35 * SIZE, &styles));
                group = group.add(self.text(x + SAMPLE + GAP, y, series[0].label()));
            }
        }
        group
    }

    /// A piece of a line; of several, as many pieces as there are grades to be told apart.
    fn sample(&self, x: f64, y: f64, styles: &[LineStyle]) -> Group {
        let pieces = styles.len().clamp(1, SAMPLE_PIECES);
        let width = SAMPLE / pieces as f64;
        let mut group = Group::new();
        for piece in 0..pieces {
            let style = styles[piece * (styles.len() - 1) / (pieces - 1).max(1)];
            let start = x + piece as f64 * width;
            let line = Path::new().set("d", format!("M{} {}h{}", digits(start), digits(y), digits(width)));
            group = group.add(self.stroke(line, style));
        }
        let Some(&style) = styles.last() else { return group };
        if let Some(mark) = style.mark() {
            group = group.add(self.mark(Position { x: x + SAMPLE / 2.0, y }, mark, style));
        }
        group
    }

    fn stroke(&self, path: Path, style: LineStyle) -> Path {
        let path = path.set("fill", "none").set("stroke", style.color(self.theme)).set("stroke-width", "1.75");
        let path = path.set("stroke-linejoin", "round");
        let path = match style.opacity() {
            Some(opacity) => path.set("stroke-opacity", digits(opacity)),
            None => path,
        };
        let dashes: Vec<_> = style.dashes().iter().map(|length| digits(*length)).collect();
        if dashes.is_empty() { path } else { path.set("stroke-dasharray", dashes.join(" ")) }
    }

    fn mark(&self, at: Position, mark: Mark, style: LineStyle) -> Path {
        let (x, y) = (digits(at.x), digits(at.y));
        Path::new().set("d", format!("M{x} {y}{}", mark.outline())).set("fill", style.color(self.theme))
    }

    fn value_axis(&self, area: &PlotArea) -> Group {
        let mut group = Group::new().set("class", "values");
        let height = |share: f64| area.y + (1.0 - share) * area.height;
        let line = |y: f64| {
            let line = Line::new().set("x1", digits(area.x)).set("x2", digits(area.x + area.width));
            line.set("y1", digits(y)).set("y2", digits(y)).set("stroke", self.inks.grid)
        };
        for share in &area.values.minors {
            group = group.add(line(height(*share)).set("stroke-opacity", "0.5"));
        }
        for label in &area.values.labels {
            let y = height(label.share);
            group = group.add(line(y));
            let text = self.text(area.x - GAP, y + 0.35 * SIZE, &label.text);
            group = group.add(text.set("text-anchor", "end").set("fill", self.inks.faint));
        }
        group
    }

    /// The names of the segments, and lines at the places where they start.
    fn names(&self, heading: &Heading<'_>, area: &PlotArea) -> Group {
        let mut group = Group::new().set("class", "segments");
        let bottom = area.y + area.height;
        let line = |x: f64, top: f64| {
            let line =
                Line::new().set("x1", digits(x)).set("x2", digits(x)).set("y1", digits(top)).set("y2", digits(bottom));
            line.set("stroke", self.inks.boundary).set("stroke-dasharray", "2 3")
        };
        let mut lines: Vec<(f64, f64)> = Vec::new();
        let mut shares = heading.panel.boundaries(&self.picture.time);
        // Lines that are this near to each other are not told apart.
        shares.dedup_by(|next, last| (*next - *last) * area.width < NEAR);
        lines.extend(shares.into_iter().map(|share| (share * area.width, area.y)));
        for flag in &heading.flags {
            // Down from the name, or from below it where it does not start at its segment.
            let top = area.y - flag.above - if flag.start >= flag.at { SIZE - 2.0 } else { -3.0 };
            lines.retain(|(at, _)| (at - flag.at).abs() > 0.01);
            lines.push((flag.at, top));
        }
        for (at, top) in lines {
            group = group.add(line(area.x + at, top));
        }
        for flag in &heading.flags {
            let (x, y) = (area.x + flag.start, area.y - flag.above);
            for (index, style) in flag.styles.iter().rev().enumerate() {
                let left = x - (index as f64 + 1.0) * (SAMPLE + GAP);
                group = group.add(self.sample(left, y - 0.35 * SIZE, &[*style]));
            }
            // The lines of other segments end beside its letters.
            let text = self.text(x, y, &flag.text).set("fill", self.inks.faint).set("paint-order", "stroke");
            let text = text.set("stroke", self.inks.paper).set("stroke-width", "4").set("stroke-linejoin", "round");
            group = group.add(text);
        }
        group
    }

    fn curve(&self, series: &Series<'_>, tolerance: Tolerance, area: &PlotArea) -> Group {
        let time = &self.picture.time;
        let at = |tick: u64, value: f64| Position {
            x: area.x + time.share(tick) * area.width,
            y: area.y + (1.0 - area.values.share(value).clamp(0.0, 1.0)) * area.height,
        };
        let curves = self.picture.panels.iter().map(|panel| panel.series.len()).sum::<usize>();
        let share = (SHARED_COLUMNS / curves.max(1)).max(MIN_COLUMNS);
        let columns = whole(area.width).clamp(1, MAX_COLUMNS).min(share);
        let trace = series.trace(time.first, time.last, columns, tolerance);
        let mut group = Group::new().set("class", "curve");
        let pieces: Vec<Vec<Position>> = trace
            .split(|point| !point.value.is_finite())
            .map(|piece| piece.iter().map(|point| at(point.tick, point.value)).collect())
            .collect();
        for piece in &pieces {
            if let Some(path) = outline(piece) {
                group = group.add(self.stroke(Path::new().set("d", path), series.style));
            }
        }
        if let Some(mark) = series.style.mark() {
            for point in pieces.iter().flat_map(|piece| marks_along(piece, area.width / 8.0)) {
                group = group.add(self.mark(point, mark, series.style));
            }
        } else if time.last - time.first < DOTS {
            for point in pieces.iter().flatten() {
                let dot = Circle::new().set("cx", digits(point.x)).set("cy", digits(point.y)).set("r", "2.25");
                group = group.add(dot.set("fill", series.style.color(self.theme)));
            }
        }
        group
    }

    /// A ring around the point that a finding is about, and its number beside it.
    fn finding(&self, number: usize, anchor: Anchor, area: &PlotArea, taken: &mut Vec<Position>) -> Group {
        let x = area.x + self.picture.time.share(anchor.tick) * area.width;
        let y = area.y + (1.0 - area.values.share(anchor.value).clamp(0.0, 1.0)) * area.height;
        let ring = Circle::new().set("cx", digits(x)).set("cy", digits(y)).set("r", "4").set("fill", "none");
        let ring = ring.set("stroke", self.inks.warning).set("stroke-width", "1.5");
        // Above the point where there is room, and beside what is there already.
        let up = if y - area.y > 24.0 { -16.0 } else { 16.0 };
        let inside = |x: f64| x.clamp(area.x + BADGE, area.x + area.width - BADGE);
        let mut at = Position { x: inside(x), y: y + up };
        let step = 2.0 * BADGE + 2.0;
        let towards = if x > area.x + area.width / 2.0 { -step } else { step };
        while taken.iter().any(|other| (other.x - at.x).abs() < step - 0.5 && (other.y - at.y).abs() < step - 0.5) {
            at.x += towards;
        }
        taken.push(at);
        Group::new().set("class", "finding").add(ring).add(self.badge(at, number))
    }

    /// The number of a finding.
    fn badge(&self, at: Position, number: usize) -> Group {
        let circle = Circle::new().set("cx", digits(at.x)).set("cy", digits(at.y)).set("r", digits(BADGE));
        let text = self.text(at.x, at.y + 3.4, &number.to_string()).set("text-anchor", "middle");
        let text = text.set("font-size", "9.5").set("fill", self.inks.paper);
        Group::new().add(circle.set("fill", self.inks.warning)).add(text)
    }

    /// The axis of time below the last panel, and its marks below all.
    fn time_axis(&self) -> Group {
        let mut group = Group::new().set("class", "time");
        let Some(last) = self.areas.last() else { return group };
        let measure = |text: &str| self.text_width(text);
        let space = LabelSpace { length: last.width, before: 4.0, after: MARGIN, gap: 3.0 * GAP, measure: &measure };
        for (index, scale) in self.picture.time.scales.iter().enumerate() {
            let y = last.y + last.height + 8.0 + SIZE + index as f64 * LEADING;
            let unit =
                self.text(last.x - UNIT_GAP, y, &scale.unit).set("text-anchor", "end").set("fill", self.inks.faint);
            group = group.add(unit);
            for label in self.picture.time.labels(scale, &space) {
                group = group.add(self.text(last.x + label.start, y, &label.text).set("fill", self.inks.faint));
                if index == 0 {
                    for area in &self.areas {
                        group = group.add(self.tick(area, label.share));
                    }
                }
            }
        }
        for area in &self.areas {
            let y = digits(area.y + area.height);
            let line = Line::new().set("x1", digits(area.x)).set("x2", digits(area.x + area.width));
            group = group.add(line.set("y1", y.clone()).set("y2", y).set("stroke", self.inks.faint));
        }
        group
    }

    fn tick(&self, area: &PlotArea, share: f64) -> Line {
        let (x, y) = (digits(area.x + share * area.width), area.y + area.height);
        let line = Line::new().set("x1", x.clone()).set("x2", x).set("y1", digits(y)).set("y2", digits(y + 4.0));
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
                indent = 3.0 * BADGE;
                group = group.add(self.badge(Position { x: MARGIN + BADGE, y: y - 0.35 * SIZE }, *finding));
            }
            group = group.add(self.text(MARGIN + indent, y, line));
        }
        group
    }
}
