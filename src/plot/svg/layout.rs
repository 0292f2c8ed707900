//! Where everything is in a drawing: rows of words above and below the curves, and the curves in between.

use super::font::Metrics;
use super::theme::{Inks, Theme};
use crate::plot::axis::ValueAxis;
use crate::plot::flags::{self, Flag};
use crate::plot::panel::Panel;
use crate::plot::picture::Picture;
use crate::plot::series::{LineStyle, Series};
use crate::plot::words::wrapped;
use crate::text::shortened;

pub(super) const MARGIN: f64 = 16.0;
pub(super) const SIZE: f64 = 11.0;
pub(super) const TITLE_SIZE: f64 = 14.0;
/// From one line of text to the next.
pub(super) const LEADING: f64 = 15.0;
const TITLE_LEADING: f64 = 22.0;
/// Between two panels.
const BETWEEN: f64 = 14.0;
/// The height of the curves where none is asked for, of one panel and of several.
const PLOT: f64 = 280.0;
const PLOTS: f64 = 170.0;
const MIN_PLOT: f64 = 60.0;
/// The least distance between two labels of values.
const LABEL_DISTANCE: f64 = 36.0;
/// A wider name of a segment is cut where another one follows.
const NAME: f64 = 260.0;
/// The most rows of names above a panel.
const FLAG_ROWS: usize = 4;
/// A line's sample in a legend, and its distance from the name.
pub(super) const SAMPLE: f64 = 24.0;
pub(super) const GAP: f64 = 6.0;
/// From the name of a unit to the curves.
pub(super) const UNIT_GAP: f64 = 16.0;
/// The radius of the circle that the number of a finding stands in.
pub(super) const BADGE: f64 = 7.5;

/// A picture with all its measures.
pub(super) struct Sheet<'p> {
    pub(super) picture: &'p Picture<'p>,
    pub(super) metrics: Metrics,
    pub(super) inks: Inks,
    pub(super) theme: Theme,
    pub(super) width: f64,
    pub(super) height: f64,
    /// Where the curves of each panel are.
    pub(super) areas: Vec<PlotArea>,
    pub(super) headings: Vec<Heading<'p>>,
    /// Notes and findings: the number of a finding at its first line, and the text.
    pub(super) lines: Vec<(Option<usize>, String)>,
}

/// Where the curves of a panel are drawn.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct PlotArea {
    /// The left edge, at the first tick.
    pub(super) x: f64,
    /// The upper edge, at the highest value of the axis.
    pub(super) y: f64,
    /// The distance to the right edge, at the end of the axis.
    pub(super) width: f64,
    /// The distance to the lower edge, at the lowest value of the axis.
    pub(super) height: f64,
    /// The axis of values.
    pub(super) values: ValueAxis,
}

/// What stands above the curves of a panel.
pub(super) struct Heading<'p> {
    pub(super) panel: &'p Panel<'p>,
    /// The upper edge.
    pub(super) y: f64,
    /// The entries of the legend in rows, each with where it starts and its curves.
    pub(super) legend: Vec<Vec<(f64, Vec<&'p Series<'p>>)>>,
    pub(super) flags: Vec<SegmentLabel>,
}

/// The name of a segment.
pub(super) struct SegmentLabel {
    pub(super) text: String,
    /// Where its segment starts, from the left edge of the curves.
    pub(super) at: f64,
    /// Where its text starts.
    pub(super) start: f64,
    /// The base of its text, from the upper edge of the curves up.
    pub(super) above: f64,
    /// The looks of its curves, where there are others.
    pub(super) styles: Vec<LineStyle>,
}

impl<'p> Sheet<'p> {
    pub(super) fn new(picture: &'p Picture<'p>, width: f64, height: Option<f64>, theme: Theme) -> Self {
        let mut sheet = Self {
            picture,
            metrics: Metrics::new(),
            inks: theme.inks(),
            theme,
            width,
            height: 0.0,
            areas: Vec::new(),
            headings: Vec::new(),
            lines: Vec::new(),
        };
        sheet.lines = sheet.lines_below();
        let mut plot = if picture.panels.len() > 1 { PLOTS } else { PLOT };
        sheet.arrange(plot);
        if let Some(height) = height {
            let count = picture.panels.len().max(1) as f64;
            plot = (plot + (height - sheet.height) / count).max(MIN_PLOT);
            sheet.arrange(plot);
            sheet.height = if sheet.height < height + 1.0 { height } else { sheet.height };
        }
        sheet
    }

    /// Places everything, with a height of `plot` for the curves of each panel.
    fn arrange(&mut self, plot: f64) {
        let most = whole(plot / LABEL_DISTANCE).clamp(2, 50) + 1;
        let axes: Vec<_> = self.picture.panels.iter().map(|panel| panel.axis(most)).collect();
        let x = MARGIN + self.gutter(&axes);
        let width = self.width - x - MARGIN - 6.0;
        let mut y = MARGIN + if self.picture.title.is_empty() { 0.0 } else { TITLE_LEADING };
        (self.areas, self.headings) = (Vec::new(), Vec::new());
        for (panel, values) in self.picture.panels.iter().zip(axes) {
            let legend = self.legend(panel);
            let flags = self.flags(panel, width);
            let rows = flags.iter().map(|flag| flag.above).fold(0.0, f64::max);
            let above = legend.len() as f64 * LEADING + 4.0 + if rows > 0.0 { rows + SIZE + 2.0 } else { 4.0 };
            self.headings.push(Heading { panel, y, legend, flags });
            self.areas.push(PlotArea { x, y: y + above, width, height: plot, values });
            y += above + plot + BETWEEN;
        }
        let lines = self.lines.len() as f64 * LEADING + if self.lines.is_empty() { 0.0 } else { 6.0 };
        self.height = y - BETWEEN + 8.0 + self.picture.time.scales.len() as f64 * LEADING + lines + MARGIN;
        self.height = self.height.ceil();
    }

    pub(super) fn text_width(&self, text: &str) -> f64 {
        self.metrics.width(text, SIZE)
    }

    /// The width of the widest label beside the curves, and its distance from them.
    fn gutter(&self, axes: &[ValueAxis]) -> f64 {
        let values = axes.iter().flat_map(|axis| &axis.labels).map(|label| self.text_width(&label.text));
        let units = self.picture.time.scales.iter().map(|scale| self.text_width(&scale.unit));
        let units = units.map(|width| width + UNIT_GAP);
        values.map(|width| width + GAP).chain(units).fold(0.0, f64::max).ceil()
    }

    /// The entries of a panel's legend in rows.
    fn legend(&self, panel: &'p Panel<'p>) -> Vec<Vec<(f64, Vec<&'p Series<'p>>)>> {
        let mut rows = vec![Vec::new()];
        let mut x = MARGIN;
        for entry in panel.entries() {
            let width = SAMPLE + GAP + self.text_width(entry[0].label());
            if x > MARGIN && x + width > self.width - MARGIN {
                rows.push(Vec::new());
                x = MARGIN;
            }
            if let Some(row) = rows.last_mut() {
                row.push((x, entry));
            }
            x += width + 3.0 * GAP;
        }
        rows
    }

    /// The names of the segments above the curves of a panel.
    fn flags(&self, panel: &Panel<'_>, width: f64) -> Vec<SegmentLabel> {
        let named = panel.segment_names(&self.picture.time);
        let names: Vec<_> = named
            .iter()
            .map(|name| {
                let samples = name.styles.len() as f64 * (SAMPLE + GAP);
                let indent = samples + if name.styles.is_empty() { GAP / 2.0 } else { GAP };
                // Where nothing follows, it may be as long as it likes.
                let free = (name.next - name.share) * width - indent - 2.0 * GAP;
                let text = self.fitted(name.text, SIZE, free.max(NAME).min(width - indent));
                let flag = Flag { at: name.share * width, width: indent + self.text_width(&text) };
                (flag, text, indent, name.styles.clone())
            })
            .collect();
        let flags: Vec<_> = names.iter().map(|(flag, ..)| *flag).collect();
        let placed = flags::pack(&flags, width, 2.0 * GAP, FLAG_ROWS).into_iter().zip(names);
        let above =
            |(slot, (flag, text, indent, styles)): (Option<flags::Slot>, (Flag, String, f64, Vec<LineStyle>))| {
                let slot = slot?;
                let (start, above) = (slot.start + indent, slot.row as f64 * LEADING + GAP);
                Some(SegmentLabel { text, at: flag.at, start, above, styles })
            };
        placed.filter_map(above).collect()
    }

    /// A text that is cut where it would be wider than `width`.
    pub(super) fn fitted(&self, text: &str, size: f64, width: f64) -> String {
        let fits = |most: usize| self.metrics.width(&shortened(text, most, "…"), size) <= width;
        let count = text.chars().count();
        if fits(count) {
            return text.to_string();
        }
        // Between a length that fits and one that does not.
        let (mut most, mut over) = (1, count);
        while over - most > 1 {
            let middle = usize::midpoint(most, over);
            *(if fits(middle) { &mut most } else { &mut over }) = middle;
        }
        shortened(text, most, "…")
    }

    /// The notes and the findings in lines.
    fn lines_below(&self) -> Vec<(Option<usize>, String)> {
        let measure = |text: &str| self.text_width(text);
        let wide = self.width - 2.0 * MARGIN;
        let notes = self.picture.notes.iter().flat_map(|note| wrapped(note, wide, &measure));
        let mut lines: Vec<_> = notes.map(|line| (None, line)).collect();
        for finding in &self.picture.findings {
            let text = format!("{}: {}", finding.code, finding.message);
            let body = wrapped(&text, wide - 3.0 * BADGE, &measure);
            lines.extend(
                body.into_iter().enumerate().map(|(index, line)| ((index == 0).then_some(finding.number), line)),
            );
        }
        lines
    }
}

/// A length in whole units; it saturates.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it saturates")]
pub(super) fn whole(length: f64) -> usize {
    length as usize
}
