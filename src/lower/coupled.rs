//! Tracks as parts of others: as references, and in formulas, which take their values.

use super::{Context, DoneTrack, Lowered, Lowerer, TrackState};
use crate::check::form::{Form, FormKind, Mention};
use crate::diagnostic::{Code, Diagnostic};
use crate::schedule::{Instant, Node, Now, Stateful};
use crate::text::{Origin, Span};
use crate::units::Time;

/// Up to this many tracks, all of a circle are named.
const NAMED: usize = 6;

/// How deep formulas may take the values of tracks with formulas: each level is evaluated for the one above it.
const FORMULA_DEPTH_LIMIT: u32 = 16;

impl Lowerer<'_> {
    /// A finished track as a part of the one that is being lowered, with where its nodes come from.
    pub(super) fn inlined(&mut self, index: usize, at: Span) -> Option<(Node, Vec<Origin>)> {
        self.track(index, at)?;
        let TrackState::Done(Some(done)) = &self.states[index] else { return None };
        let size = done.size;
        self.take_parts(size, at)?;
        self.inlined = self.inlined.saturating_add(size);
        let TrackState::Done(Some(done)) = &self.states[index] else { return None };
        let DoneTrack { track, levels, .. } = &**done;
        self.levels = self.levels.max(*levels);
        let (base, root) = (track.schedule.base(), track.schedule.root());
        let node = Node::Based { base, is_track: root.is_coupled(), body: Box::new(root.clone()) };
        Some((node, track.origins.clone()))
    }

    /// Makes sure that a track may be told from another time on than its own.
    pub(super) fn check_moved(&mut self, track: &Node, form: &Form, context: &Context) -> Option<()> {
        let starts_with_track = context.frame.place == Some(Time::ZERO);
        let others = track.first_stateful().filter(|_| track.own_stateful().is_none());
        let Some([name, what]) = others.map(Stateful::words).filter(|_| !starts_with_track || context.in_round) else {
            return Some(());
        };
        self.report(
            Diagnostic::new(
                Code::PlateauPlace,
                format!("a formula of this track reads a track with a {name}, which would need the {what} of a time that is not its own"),
                form.span,
            )
            .help("refer to it where both tracks start, and multiply: `lr * (…)`"),
        )
    }

    /// A formula with the tracks that it takes the values of.
    pub(super) fn coupled(&mut self, formula: Lowered, form: &Form) -> Option<Lowered> {
        if form.tracks.is_empty() {
            return Some(formula);
        }
        let Lowered { node, length, mut origins } = formula;
        let mut tracks = Vec::with_capacity(form.tracks.len());
        let outer = std::mem::take(&mut self.levels);
        for mention in &form.tracks {
            let (track, of_track) = self.value_of(*mention)?;
            tracks.push(track);
            origins.extend(of_track);
        }
        self.levels += 1;
        if self.levels > FORMULA_DEPTH_LIMIT {
            return self.too_many_levels(FORMULA_DEPTH_LIMIT, form.span);
        }
        self.levels = self.levels.max(outer);
        Some(Lowered::around(Node::Coupled { body: Box::new(node), tracks }, length, form.origin(), origins))
    }

    /// A track in a formula, on the clock of the one that the formula stands in.
    fn value_of(&mut self, Mention { track, at }: Mention) -> Option<(Node, Vec<Origin>)> {
        let (node, mut origins) = self.inlined(track, at)?;
        let side = self.clock_of_track(track);
        if self.clocks.is_none() || side == self.track_side {
            return Some((node, origins));
        }
        let here = std::mem::replace(&mut self.side, self.track_side);
        let node = self.crossed(node, side, Time::ZERO, at);
        self.side = here;
        origins.insert(0, Origin { span: at, ..Origin::default() });
        Some((node?, origins))
    }

    /// The time of the track where a form ends, if its end follows from that.
    pub(super) fn now_at_end(
        &mut self,
        lowered: &Lowered,
        context: &Context,
        next: Span,
    ) -> Option<Option<Now<'static>>> {
        if !lowered.node.has_coupled() {
            return Some(None);
        }
        let is_coupled = lowered.node.is_coupled();
        let end = if is_coupled { self.end_in_track(lowered, context) } else { Some(Time::ZERO) };
        let Some(end) = end else { return self.report(formula_pickup(next)) };
        let here = std::mem::replace(&mut self.side, self.track_side);
        let now = self.subticks(end, next).zip(self.ticks_divided());
        self.side = here;
        let (end, resolution) = now?;
        Some(Some(Now::of_track(Instant::at(end), resolution)))
    }

    /// When a form ends, on the clock of the track; `None` where that is not one time.
    fn end_in_track(&self, lowered: &Lowered, context: &Context) -> Option<Time> {
        let place = context.frame.place.filter(|_| !context.in_round)?;
        let end = place.plus(lowered.length?)?;
        match &self.clocks {
            // What is held has a time of the clock of the track, which this one does not tell.
            Some(_) if self.side != self.track_side && is_held(&lowered.node) => None,
            Some(clocks) => clocks.across(end, self.side, self.track_side),
            None => Some(end),
        }
    }

    /// Tracks that lead into each other, deeper than is looked at.
    pub(super) fn too_many_levels<T>(&mut self, limit: u32, at: Span) -> Option<T> {
        let message = format!("more than {limit} tracks lead into each other");
        self.report(Diagnostic::new(Code::Nesting, message, at).help("refer to the first of them directly"))
    }

    /// The tracks that need each other, where one that is being lowered is needed again: each needs the next one, and the
    /// last the first, which is the first by its name.
    pub(super) fn circle_to(&self, index: usize) -> Vec<usize> {
        let begin = self.path.iter().position(|track| *track == index).unwrap_or(0);
        let mut circle = self.path[begin..].to_vec();
        let first = (0..circle.len()).min_by(|a, b| self.tracks[circle[*a]].by_name(&self.tracks[circle[*b]]));
        circle.rotate_left(first.unwrap_or(0));
        circle
    }

    /// What is said of tracks that need each other, one of which is needed at a place.
    pub(super) fn circle(&self, circle: &[usize], at: Span) -> Diagnostic {
        let name = |index: usize| &self.tracks[index].name;
        let (first, last) = (circle[0], circle[circle.len() - 1]);
        let needs = |place: usize| (circle[place], circle.get(place + 1).copied().unwrap_or(first));
        let by_formula = (0..circle.len()).map(needs).any(|(track, other)| self.takes_value(track, other));
        let at = self.tracks[last].form.as_ref().and_then(|form| mention(form, first)).unwrap_or(at);
        let help = "a track may refer to others, as long as none of them leads back";
        if !by_formula {
            let message = format!("the track `{}` is defined by itself", name(first));
            return Diagnostic::new(Code::Recursion, message, at).saying("its own values are needed here").help(help);
        }
        let message = match circle {
            [_] => format!("a formula of `{}` needs its own value", name(first)),
            _ => {
                let needs = (0..circle.len()).map(needs).map(|(a, b)| format!("`{}` needs `{}`", name(a), name(b)));
                let named: Vec<_> = needs.take(NAMED).collect();
                let rest =
                    if circle.len() > NAMED { format!(", and so on, {} in all", circle.len()) } else { String::new() };
                format!("tracks need the values of each other: {}{rest}", named.join(", "))
            }
        };
        Diagnostic::new(Code::Recursion, message, at).saying("this closes the circle").help(help)
    }

    /// Whether a formula of a track takes the value of another one.
    fn takes_value(&self, track: usize, other: usize) -> bool {
        fn in_form(form: &Form, other: usize) -> bool {
            let named = || form.tracks.iter().any(|mention| mention.track == other);
            form.refers && (named() || form.children().into_iter().any(|child| in_form(child, other)))
        }
        self.tracks[track]
            .form
            .as_ref()
            .is_some_and(|form| !matches!(form.kind, FormKind::Track(_)) && in_form(form, other))
    }
}

/// The first place in a form that needs a track.
fn mention(form: &Form, track: usize) -> Option<Span> {
    if matches!(form.kind, FormKind::Track(index) if index == track) {
        return Some(form.span);
    }
    let own = form.tracks.iter().find(|mention| mention.track == track).map(|mention| mention.at);
    own.or_else(|| form.children().into_iter().filter(|child| child.refers).find_map(|child| mention(child, track)))
}

/// Whether a part of a node is held, or sampled.
fn is_held(node: &Node) -> bool {
    let mut found = matches!(node, Node::For { .. } | Node::Every { .. });
    node.for_each_child(&mut |child| found = found || is_held(child));
    found
}

/// What a segment would pick up from a formula, where that has no single value.
pub(super) fn formula_pickup(at: Span) -> Diagnostic {
    let message =
        "this would pick up the value of a formula that reads other tracks, and here that has no single value";
    Diagnostic::new(Code::FormulaPickup, message, at).help("say where it starts: `from=…`")
}
