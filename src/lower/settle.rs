//! The sizes of a unit by a track that counts in both units: they say when its parts begin, which say the sizes.
//!
//! A part is walked through once all sizes before it are known, from the first to the last. What is guessed of the sizes
//! in it holds up to the first step that has another one: its size follows from those before it.

use std::collections::VecDeque;
use std::rc::Rc;

use num_traits::CheckedMul;

use super::dilated::dilated;
use super::extent::Extent;
use super::frame::{Elapsed, Frame, Length};
use super::sides::{Sides, Walked, fills, has_period, sides_of, sides_of_tracks};
use super::sizes::{NoSize, Reading, Sized, most_sizes};
use super::{Context, Divided, Lowered, Lowerer};
use crate::check::form::{Form, FormKind};
use crate::check::{CheckedTrack, Declared, Run, out_of_range};
use crate::diagnostic::{Code, Diagnostic};
use crate::error::Error;
use crate::schedule::{Level, Node, Schedule, Segment, Sizes};
use crate::text::Span;
use crate::units::{ChangingEquation, Clocks, Ratio, Side, Time, Unit};

/// How much may be looked at: forms that are lowered, and nodes and pieces for each change that is looked for.
const WORK: u64 = 1 << 23;
/// How much a search for a change looks at, beside the nodes.
const SEARCH: u64 = 32;
/// How many sizes there may be: each is looked for on both clocks.
const SIZES: usize = 1 << 14;
/// How many cycles are walked through one by one.
const CYCLES: u64 = 1 << 16;
/// How many changes are guessed at first.
const GUESSED: usize = 16;

/// The sizes as far as they are known.
pub(super) struct Settling<'a> {
    tracks: &'a [CheckedTrack],
    run: Declared<Run>,
    tick: Option<Unit>,
    text: &'a str,
    /// With the sizes that are known, and those that are guessed after them.
    clocks: Clocks,
    /// How many sizes there may be.
    most: usize,
    /// How many sizes are known, and the last of them.
    known: usize,
    size: u64,
    /// The steps at which those begin that are guessed.
    guesses: VecDeque<Sized>,
    sides: Vec<Sides>,
    /// The clock of the track.
    side: Side,
    reading: Reading,
    /// The first step whose size is not known, and when it starts.
    next: (u64, u64),
    work_left: u64,
}

/// Sizes that have not become known.
pub(super) struct Unsettled {
    /// With those before.
    pub(super) clocks: Clocks,
    pub(super) found: Vec<Diagnostic>,
    /// Whether the track was lowered without an error.
    pub(super) is_lowered: bool,
}

/// Why the walk ends.
enum Stop {
    /// A part could not be lowered.
    Lowering(Vec<Diagnostic>),
    Size(Diagnostic),
    Work,
}

/// A part of the track, walked through in one go.
struct Part {
    schedule: Schedule,
    /// How long it is on the clock of the track.
    length: Option<Time>,
}

/// What stands around a part.
#[derive(Clone, Copy)]
struct Place<'p> {
    context: &'p Context,
    /// Operations at every tick, the outermost first.
    around: &'p [Rc<Form>],
    /// Whether nothing follows it.
    is_last: bool,
}

/// How far a guess has held.
enum Confirmed {
    /// Up to the end of the part.
    All,
    /// Up to a step that has another size, or none where the sizes before it have to be known first.
    Until(Option<Sized>),
}

impl<'a> Settling<'a> {
    pub(super) fn new(
        tracks: &'a [CheckedTrack],
        run: Declared<Run>,
        tick: Option<Unit>,
        (clocks, equation): (Clocks, ChangingEquation),
        text: &'a str,
    ) -> Self {
        let sides = sides_of_tracks(tracks, run.value().map_or(Side::Tick, |run| run.side), false);
        let is_other = !clocks.tick_is_fine && sides[equation.track].other;
        let side = if is_other { Side::Other } else { Side::Tick };
        let unit = if is_other { Some(clocks.other_unit()) } else { tick };
        let reading = Reading { equation, is_fine: side == clocks.fine(), unit, span: equation.span };
        let clocks = Clocks { sizes: Some(Sizes::from_unit(0, 0, 1)), ..clocks };
        let form = tracks[equation.track].form.as_ref();
        let most = form.map_or(SIZES, |form| most_sizes(form, tracks).min(SIZES));
        let guesses = VecDeque::new();
        let (known, size, next, work_left) = (0, 0, (0, 0), WORK);
        Self { tracks, run, tick, text, clocks, most, known, size, guesses, sides, side, reading, next, work_left }
    }

    /// The clocks with all sizes.
    pub(super) fn sizes(mut self) -> Result<Clocks, Unsettled> {
        let track = &self.tracks[self.reading.equation.track];
        let walked = track.form.as_ref().map_or(Ok(None), |form| {
            let context = self.context(self.reading.equation.track);
            self.walk(form, Place { context: &context, around: &[], is_last: true })
        });
        let clocks = self.clocks;
        let too_often = || {
            let message = "the sizes change the times of each other too often";
            let help = "count the sizes in one unit, and nothing in a share of the run of the other";
            vec![Diagnostic::new(Code::VariableUnit, message, self.reading.span).help(help)]
        };
        let (found, is_lowered) = match walked {
            Ok(_) => return Ok(clocks),
            Err(Stop::Lowering(found)) => (if found.is_empty() { too_often() } else { found }, false),
            Err(Stop::Size(found)) => (vec![found], true),
            Err(Stop::Work) => (too_often(), true),
        };
        Err(Unsettled { clocks, found, is_lowered })
    }

    /// What a track is lowered in.
    fn context(&self, track: usize) -> Context {
        let track = &self.tracks[track];
        let span = self.run.value().map(|run| Length { time: run.length, side: run.side });
        let elapsed = Elapsed::Known(Time::ZERO);
        Context {
            start: Level::BASE,
            at_base: true,
            opening: true,
            frame: Frame { span, side: self.side, place: Some(Time::ZERO), elapsed },
            base: Some(track.base.value().map_or(1.0, |base| base.value)),
            base_declared: !matches!(track.base, Declared::Nothing),
            is_cut: false,
            is_enclosed: false,
            in_round: false,
        }
    }

    /// Walks through a form; how long it is, on the clock of the track.
    fn walk(&mut self, form: &Rc<Form>, place: Place<'_>) -> Result<Option<Time>, Stop> {
        let Place { context, around, .. } = place;
        if !self.counts_in_both(form, context) {
            return self.part(form, place);
        }
        match &form.kind {
            FormKind::Then(parts) => self.chain(form, parts, place),
            FormKind::Cycles(cycles) => {
                let mut cycles = cycles.iter().map(|(_, cycle)| Some(Rc::clone(cycle)));
                self.cycles(form, cycles.len(), &mut |_| cycles.next()?, place)
            }
            FormKind::Repeat { body, count: Some(count), stretch, decay: 1.0 }
                if *count <= CYCLES && !form.has_share && !fills(form) =>
            {
                let mut dilation = Ratio::from_integer(1);
                let mut next = |index| {
                    if index > 0 {
                        dilation = dilation.checked_mul(stretch)?;
                    }
                    dilated(body, dilation).ok()
                };
                self.cycles(form, usize::try_from(*count).unwrap_or(usize::MAX), &mut next, place)
            }
            FormKind::Rounded { .. } | FormKind::Min(_) | FormKind::Max(_) | FormKind::Sum(_) => {
                let mut moving = form.children().into_iter().filter(|child| !child.is_constant);
                match (moving.next(), moving.next()) {
                    (Some(one), None) => {
                        let around = [around, &[Rc::clone(form)]].concat();
                        self.walk(one, Place { around: &around, ..place })
                    }
                    _ => self.part(form, place),
                }
            }
            FormKind::Track(index) if place.is_last && self.is_same(*index, context, around) => {
                let context = self.context(*index);
                match self.tracks[*index].form.as_ref() {
                    Some(form) => self.walk(form, Place { context: &context, ..place }),
                    None => Ok(None),
                }
            }
            _ => self.part(form, place),
        }
    }

    fn counts_in_both(&self, form: &Form, context: &Context) -> bool {
        let span = context.frame.span_side();
        let mut track = |index: usize, _| self.sides[index];
        sides_of(form, &mut Walked { span, at_start: true, track: &mut track }).are_both()
    }

    /// Whether a track that is referred to may be walked through as if it stood there.
    fn is_same(&self, track: usize, context: &Context, around: &[Rc<Form>]) -> bool {
        let starts_with_it = context.frame.place == Some(Time::ZERO) && !context.is_enclosed;
        let is_told_alike = self.sides[track].are_both() || self.sides[track].only() == Some(self.side);
        // What refers to itself is an error, which its lowering reports.
        let refers = self.tracks[track].form.as_ref().is_some_and(|form| !form.refers);
        starts_with_it
            && is_told_alike
            && refers
            && around.iter().all(|form| matches!(form.kind, FormKind::Rounded { .. }))
    }

    fn chain(&mut self, form: &Rc<Form>, parts: &[Rc<Form>], place: Place<'_>) -> Result<Option<Time>, Stop> {
        let context = place.context;
        let mut inner = Context { is_cut: false, ..*context };
        let mut passed = Time::ZERO;
        for (index, part) in parts.iter().enumerate() {
            let next = parts.get(index + 1);
            inner.is_enclosed = context.is_enclosed || next.is_some();
            if next.is_some() && self.is_open(part, &inner)? {
                // What follows is counted back from the end of the span.
                let rest = Form::new(FormKind::Then(parts[index..].to_vec()), form.span, form.call);
                let inner = Context { is_enclosed: context.is_enclosed, ..inner };
                return self.part(&rest, Place { context: &inner, ..place });
            }
            let is_last = place.is_last && next.is_none();
            let length = self.walk(part, Place { context: &inner, is_last, ..place })?;
            let Some(length) = length else { return Ok(None) };
            if let Some(next) = next.filter(|next| next.profile(false).whole.start) {
                inner.start = self.end(part, &inner, next.span)?;
            }
            passed = self.fits(passed.plus(length))?;
            inner = Context { frame: inner.frame.after(length), at_base: false, opening: false, ..inner };
        }
        Ok(Some(passed))
    }

    /// Cycles one after another, by their number.
    fn cycles(
        &mut self,
        form: &Rc<Form>,
        count: usize,
        cycle: &mut dyn FnMut(usize) -> Option<Rc<Form>>,
        place: Place<'_>,
    ) -> Result<Option<Time>, Stop> {
        let mut passed = Time::ZERO;
        for index in 0..count {
            let Some(cycle) = cycle(index).filter(|cycle| !cycle.has_share) else {
                // Lowering it says what is wrong.
                return self.part(form, place);
            };
            let frame = place.context.frame.of_written_cycle(passed);
            let inner =
                Context { opening: true, is_cut: false, is_enclosed: true, in_round: true, frame, ..*place.context };
            let is_last = place.is_last && index + 1 == count;
            let length = self.walk(&cycle, Place { context: &inner, is_last, ..place })?;
            let Some(length) = length else { return Ok(None) };
            passed = self.fits(passed.plus(length))?;
        }
        Ok(Some(passed))
    }

    /// Whether a part that something follows is as long as that leaves it.
    fn is_open(&mut self, part: &Rc<Form>, context: &Context) -> Result<bool, Stop> {
        if !part.refers {
            return Ok(fills(part) && !has_period(part));
        }
        self.lowered(part.size, &|lowerer| {
            lowerer.lower_references(part);
            Some(lowerer.extent(part, context.frame) == Some(Extent::Open))
        })
    }

    /// Where a form has arrived at its end.
    fn end(&mut self, form: &Rc<Form>, context: &Context, next: Span) -> Result<Level, Stop> {
        let run = self.run.value();
        self.lowered(form.size, &|lowerer| {
            let (share, length) = share(lowerer, form, context, run);
            let lowered = lowerer.lower(form, context, share)?;
            let length = length.or(lowered.length);
            lowerer.end(&Lowered { length, ..lowered }, context, next)
        })
    }

    /// A time that may have left the range of exact fractions: then lowering the whole says so.
    fn fits(&self, time: Option<Time>) -> Result<Time, Stop> {
        time.ok_or_else(|| Stop::Lowering(vec![out_of_range(self.reading.span)]))
    }

    /// Walks through a form by guessing, and looking how far the guess holds.
    fn part(&mut self, form: &Rc<Form>, place: Place<'_>) -> Result<Option<Time>, Stop> {
        let mut at = None;
        loop {
            let part = self.lower_part(form, place)?;
            let known = self.known;
            match self.confirm(&part, &mut at, place)? {
                Confirmed::All => return Ok(part.length),
                Confirmed::Until(None) => {}
                Confirmed::Until(Some(from)) => {
                    let confirmed = self.known - known;
                    self.guess(part, from, GUESSED + 2 * confirmed)?;
                }
            }
        }
    }

    fn lower_part(&mut self, form: &Rc<Form>, Place { context, around, is_last }: Place<'_>) -> Result<Part, Stop> {
        let run = self.run.value();
        let whole = around.iter().rev().fold(Rc::clone(form), |form, around| with_moving(around, form));
        self.lowered(whole.size, &|lowerer| {
            let (share, length) = share(lowerer, form, context, run);
            let lowered = lowerer.lower(&whole, context, share)?;
            let start = lowerer.subticks(context.frame.place?, form.span)?;
            let mut segments = vec![Segment { start, text: Box::default(), node: lowered.node }];
            if start > 0 {
                segments.insert(0, Segment { start: 0, text: Box::default(), node: Node::Hold(Level::BASE) });
            }
            let root = Node::Chain(segments.into());
            let schedule = Schedule::new(context.base.unwrap_or(1.0), lowerer.ticks_divided()?, None, root).ok()?;
            // After its end the last one is held.
            let length = length.or(lowered.length).filter(|_| !is_last);
            Some(Part { schedule, length })
        })
    }

    /// Lowers something by the sizes there are, at most twice: how finely time is divided follows from what is lowered.
    fn lowered<T>(&mut self, size: u64, lower: &dyn Fn(&mut Lowerer<'a>) -> Option<T>) -> Result<T, Stop> {
        let mut divided = Divided::default();
        loop {
            self.spend(size.saturating_add(self.tracks.len() as u64))?;
            let (clocks, sides) = (Some(self.clocks.clone()), self.sides.clone());
            let lowerer = Lowerer::without_sides(self.tracks, self.run, self.tick, (clocks, &[]), self.text, divided);
            let (side, track_side) = (self.side, self.side);
            let mut lowerer = Lowerer { sides, side, track_side, is_settling: true, is_size: true, ..lowerer };
            let found = lower(&mut lowerer);
            let finished = lowerer.finished();
            if finished.needed == divided || divided != Divided::default() {
                return found.ok_or(Stop::Lowering(finished.diagnostics));
            }
            divided = finished.needed;
        }
    }

    fn spend(&mut self, work: u64) -> Result<(), Stop> {
        self.work_left = self.work_left.checked_sub(work).ok_or(Stop::Work)?;
        Ok(())
    }

    /// Walks through a part as long as the sizes are those that it was lowered by.
    fn confirm(&mut self, part: &Part, at: &mut Option<Sized>, place: Place<'_>) -> Result<Confirmed, Stop> {
        let end = match part.length.zip(place.context.frame.place) {
            Some((length, start)) => Some(self.fits(start.plus(length))?),
            None => None,
        };
        let end = end.map_or(u64::MAX, |end| u64::try_from(end.ceil()).unwrap_or(u64::MAX));
        loop {
            self.spend(SEARCH + part.schedule.size() as u64)?;
            let found = match at {
                None if self.reading.tick(self.next.0, self.next.1) >= end => None,
                None => Some(self.reading.size(&part.schedule, self.next.0, self.next.1)),
                Some(at) => self.reading.next(&part.schedule, *at, end),
            };
            let begin = match &found {
                Some(Ok(found)) => self.reading.tick(found.step, found.time),
                Some(Err(wrong)) => wrong.tick,
                None => end,
            };
            let begin = begin.min(end);
            let guess = self.guesses.front().copied();
            if guess.is_some_and(|guess| begin > self.reading.tick(guess.step, guess.time)) {
                // There is another size at the guess, and what comes after it will be at another time.
                self.forget();
                return Ok(Confirmed::Until(None));
            }
            let found = match found {
                Some(found) if begin < end => found.map_err(|NoSize { error, .. }| Stop::Size(error))?,
                _ => {
                    self.forget();
                    self.next = at.map_or(self.next, |at| self.reading.first_from(at, end));
                    return Ok(Confirmed::All);
                }
            };
            *at = Some(found);
            self.next = (found.step, found.time);
            let is_new = found.size != self.size;
            match guess.filter(|guess| guess.step == found.step) {
                Some(guess) if guess.size == found.size => {
                    self.guesses.pop_front();
                    (self.known, self.size) = (self.known + 1, found.size);
                }
                None if !is_new => {}
                _ => {
                    self.forget();
                    if is_new {
                        self.learn(found)?;
                    }
                    return Ok(Confirmed::Until(is_new.then_some(found)));
                }
            }
        }
    }

    /// Adds a size that is known.
    fn learn(&mut self, Sized { step, time, size, .. }: Sized) -> Result<(), Stop> {
        if self.known == 0 {
            self.clocks.sizes = Some(Sizes::from_unit(step, time, size));
        } else if self.known < self.most {
            self.push(step, size).map_err(|error| Stop::Size(self.reading.do_not_fit(&error)))?;
        } else {
            return Err(Stop::Size(self.reading.too_many(self.most)));
        }
        (self.known, self.size) = (self.known + 1, size);
        Ok(())
    }

    fn push(&mut self, step: u64, size: u64) -> Result<(), Error> {
        self.clocks.sizes.as_mut().map_or(Ok(()), |sizes| sizes.push(step, size))
    }

    /// Guesses the sizes after one: those of the part, if nothing in it begins elsewhere by them.
    fn guess(&mut self, part: Part, from: Sized, most: usize) -> Result<(), Stop> {
        let (mut schedule, mut at) = (part.schedule, from);
        while self.guesses.len() < most && self.known + self.guesses.len() < self.most {
            self.spend(SEARCH + schedule.size() as u64)?;
            schedule.set_sizes(&Sizes::from_unit(at.step, at.time, at.size));
            let Some(Ok(next)) = self.reading.next(&schedule, at, u64::MAX) else { break };
            if next.size != at.size {
                if self.push(next.step, next.size).is_err() {
                    break;
                }
                self.guesses.push_back(next);
            }
            at = next;
        }
        Ok(())
    }

    /// Leaves out the sizes that are guessed.
    fn forget(&mut self) {
        self.guesses.clear();
        if let Some(sizes) = &mut self.clocks.sizes {
            sizes.truncate(self.known);
        }
    }
}

/// What a form that is open fills, and how long a form is that has a length, on the clock of its frame.
fn share(
    lowerer: &mut Lowerer<'_>,
    form: &Rc<Form>,
    context: &Context,
    run: Option<Run>,
) -> (Option<Time>, Option<Time>) {
    lowerer.lower_references(form);
    let frame = context.frame;
    match lowerer.extent(form, frame) {
        Some(Extent::Finite(length)) => (None, Some(length)),
        Some(Extent::Period(period)) => (Some(period), Some(period)),
        _ => {
            let end = run.zip(lowerer.clocks.as_ref());
            let end = end.and_then(|(run, clocks)| clocks.across(run.length, run.side, frame.side));
            (end.zip(frame.place).and_then(|(end, place)| Some(end.minus(place)?.max(Time::ZERO))), None)
        }
    }
}

/// An operation at every tick with another form in place of the one that is no constant.
fn with_moving(around: &Form, moving: Rc<Form>) -> Rc<Form> {
    let part = |part: &Rc<Form>| Rc::clone(if part.is_constant { part } else { &moving });
    let kind = match &around.kind {
        FormKind::Rounded { how, to, .. } => FormKind::Rounded { how: *how, to: *to, body: moving },
        FormKind::Min(parts) => FormKind::Min(parts.iter().map(part).collect()),
        FormKind::Max(parts) => FormKind::Max(parts.iter().map(part).collect()),
        FormKind::Sum(terms) => FormKind::Sum(terms.iter().map(|(sign, term)| (*sign, part(term))).collect()),
        _ => return moving,
    };
    Form::new(kind, around.span, around.call)
}
