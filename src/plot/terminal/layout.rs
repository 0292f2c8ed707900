//! Where everything is in a terminal: rows of words above and below the curves, and the curves in between.

use ratatui::style::Style as Paint;

use super::glyphs::Glyphs;
use super::pen::{FAINT, WARNING, cell, rounded, width_of};
use crate::plot::axis::ValueAxis;
use crate::plot::flags::{self, Flag};
use crate::plot::panel::Panel;
use crate::plot::picture::Picture;
use crate::plot::words::wrapped;
use crate::text::shortened;

/// A longer name of a segment is cut.
const NAME: usize = 32;
/// The most rows of names above a panel.
const FLAG_ROWS: usize = 3;
/// The fewest rows of dots that make a curve.
const PLOT_ROWS: u16 = 6;

/// A picture that has its measures.
pub(crate) struct TerminalDrawing<'p> {
    pub(super) picture: &'p Picture<'p>,
    pub(super) glyphs: &'static Glyphs,
    pub(super) width: u16,
    /// All of its rows.
    pub(super) height: u16,
    /// The columns left of the curves.
    pub(super) gutter: u16,
    pub(super) panels: Vec<PanelRows<'p>>,
    /// Notes and findings below it.
    pub(super) lines: Vec<(String, Paint)>,
}

/// The rows of a panel.
pub(super) struct PanelRows<'p> {
    pub(super) panel: &'p Panel<'p>,
    pub(super) axis: ValueAxis,
    /// Whether a line above it says what it is.
    pub(super) heading: bool,
    /// The names of the segments in rows, the nearest to the curves first.
    pub(super) flags: Vec<Vec<SegmentLabel>>,
    pub(super) plot: u16,
}

/// The name of a segment.
pub(super) struct SegmentLabel {
    /// The column where its segment starts.
    pub(super) at: u16,
    /// The column where its text starts.
    pub(super) start: u16,
    pub(super) text: String,
}

impl<'p> TerminalDrawing<'p> {
    /// Lays a picture out in `width` columns and `height` rows, or more rows where it needs them.
    pub(crate) fn new(picture: &'p Picture<'p>, width: u16, height: u16, ascii: bool) -> Self {
        let width = width.max(20);
        let lines = lines_below(picture, Glyphs::new(ascii), width.into());
        Self::measured(picture, width, height, ascii, lines, PLOT_ROWS, FLAG_ROWS)
    }

    /// The same in at most `height` rows, without notes and findings below, and without the names of the
    /// segments where they would leave the curves of a panel fewer than `least` rows. `None` where even that
    /// does not fit.
    #[cfg(feature = "cli")]
    pub(crate) fn fitting(picture: &'p Picture<'p>, width: u16, height: u16, ascii: bool, least: u16) -> Option<Self> {
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
        let glyphs = Glyphs::new(ascii);
        let single = picture.panels.len() == 1;
        let mut drawing = Self { picture, glyphs, width, height: 0, gutter: 0, panels: Vec::new(), lines };
        drawing.panels = picture
            .panels
            .iter()
            .map(|panel| PanelRows {
                panel,
                axis: panel.axis(2),
                heading: !single || panel.series.len() > 1,
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

    /// How many columns it has.
    pub(super) fn width(&self) -> u16 {
        self.width
    }

    /// How many rows it has.
    pub(super) fn height(&self) -> u16 {
        self.height
    }

    pub(super) fn title(&self) -> Option<String> {
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
        let units = self.picture.time.scales.iter().map(|scale| width_of(&scale.unit));
        u16::try_from(values.chain(units).max().unwrap_or(0)).unwrap_or(0) + 2
    }

    pub(super) fn columns(&self) -> u16 {
        self.width.saturating_sub(self.gutter).max(1)
    }

    /// All rows but those of the curves.
    fn fixed_rows(&self) -> u16 {
        let panels = self.panels.iter().map(|rows| usize::from(rows.heading) + rows.flags.len());
        let axis = 1 + self.picture.time.scales.len();
        let all = usize::from(self.title().is_some()) + panels.sum::<usize>() + axis + self.lines.len();
        u16::try_from(all).unwrap_or(u16::MAX / 2)
    }

    /// The names of the segments in at most `most` rows.
    fn flags(&self, panel: &Panel<'_>, most: usize) -> Vec<Vec<SegmentLabel>> {
        let columns = self.columns();
        let named = panel.segment_names(&self.picture.time);
        let names: Vec<_> = named
            .iter()
            .map(|name| {
                let marks: String = name.styles.iter().map(|style| self.glyphs.curve(*style)).collect();
                let mark = if marks.is_empty() { marks } else { format!("{marks} ") };
                let at = cell(name.share, columns);
                // Where nothing follows, it may be as long as it likes.
                let free = usize::from(cell(name.next, columns) - at).saturating_sub(2);
                let text = format!("{mark}{}", self.glyphs.text(name.text));
                (at, shortened(&text, free.max(NAME).min(columns.into()), self.glyphs.ellipsis))
            })
            .collect();
        let flags: Vec<_> =
            names.iter().map(|(at, text)| Flag { at: f64::from(*at), width: width_of(text) as f64 }).collect();
        let placed = flags::pack(&flags, columns.into(), 2.0, most);
        let used = placed.iter().flatten().map(|slot| slot.row + 1).max().unwrap_or(0);
        let mut rows: Vec<Vec<SegmentLabel>> = (0..used).map(|_| Vec::new()).collect();
        for (slot, (at, text)) in placed.into_iter().zip(names) {
            if let Some(slot) = slot {
                rows[slot.row].push(SegmentLabel { at, start: rounded(slot.start), text });
            }
        }
        rows
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
            let head = if index == 0 { glyphs.finding(finding) } else { ' ' };
            lines.push((format!("{head} {line}"), if index == 0 { WARNING } else { Paint::new() }));
        }
    }
    lines
}
