//! The segment at a place, for an editor that draws the text: a request that only lehr has.

use gen_lsp_types as lsp;
use serde::{Deserialize, Serialize};

use super::curve::tick;
use super::hover;
use super::view::View;

/// `lehr/segment`: where the schedule is at a position of its text.
pub(super) struct SegmentRequest;

/// A part of a track.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Segment {
    /// The track.
    track: String,
    /// Its first tick.
    start: u64,
    /// The tick that it ends before; nothing where it goes on.
    end: Option<u64>,
}

impl lsp::Request for SegmentRequest {
    type Params = lsp::TextDocumentPositionParams;
    type Result = Option<Segment>;
    const METHOD: lsp::LspRequestMethod<'static> = lsp::LspRequestMethod::Custom("lehr/segment");
    const MESSAGE_DIRECTION: lsp::MessageDirection = lsp::MessageDirection::ClientToServer;
}

/// The innermost segment at a byte, or else all of the track whose statement it is in.
pub(super) fn at(view: View<'_>, byte: usize) -> Option<Segment> {
    if let Some((_, curve, segment)) = hover::segment(view, byte) {
        let track = curve.track.name().to_string();
        return Some(Segment { track, start: tick(segment.start), end: segment.end.map(tick) });
    }
    let curves = view.curves();
    let holds = |name: usize, value: usize| name <= byte && byte <= value;
    let curve = curves.iter().find(|curve| {
        let places = curve.place(curve.track.span()).zip(curve.place(curve.track.value_span()));
        places.is_some_and(|(name, value)| holds(name.start, value.end))
    })?;
    Some(Segment { track: curve.track.name().to_string(), start: 0, end: None })
}
