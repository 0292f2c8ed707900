//! Schedules in their place: how long each is, what it fills, and what is an error, by "Relative and absolute",
//! "Chains" and "Postfix words" of the page.

use super::driven::Driven;
use super::kinds::{goes_on, is_zero};
use super::number::Q;
use super::program::{Curve, Duration, Expr, Formula, Level, Program};

/// Why a program is none.
pub(super) type Refusal = &'static str;

/// What a value starts from.
#[derive(Clone, Copy, Debug)]
pub(super) enum From {
    /// What it picks up.
    Start,
    Level(Level),
}

/// A schedule as a function of a base, a start and a time.
#[derive(Clone, Debug)]
pub(super) enum Node {
    Hold(From),
    Ramp {
        curve: Curve,
        from: From,
        to: Level,
        length: Q,
    },
    Step {
        size: Q,
        gamma: Q,
        from: From,
    },
    Multistep {
        milestones: Vec<Q>,
        gamma: Q,
        from: From,
    },
    Exponential {
        every: Q,
        gamma: Q,
        from: From,
    },
    Piecewise {
        boundaries: Vec<Q>,
        values: Vec<Level>,
        interpolate: Option<Curve>,
    },
    InverseSqrt {
        timescale: Q,
        shift: Q,
        from: From,
    },
    InverseTime {
        every: Q,
        rate: Q,
        from: From,
    },
    Factor {
        formula: Formula,
        from: From,
    },
    Driven {
        by: Driven,
        from: From,
    },
    /// Each with its start and its length, if it has one.
    Chain(Vec<(Q, Option<Q>, Node)>),
    For(Q, Box<Node>),
    Skip(Q, Box<Node>),
    /// Sampled up to an end, if there is one.
    Every(Q, Option<Q>, Box<Node>),
    Mirror(Q, Box<Node>),
    Repeat {
        period: Q,
        count: Option<u64>,
        stretch: Q,
        decay: Q,
        body: Box<Node>,
    },
    /// What carries takes the base and the start; factors are at base 1.
    Product {
        carrier: Box<Node>,
        factors: Vec<Node>,
    },
    Based(Q, Box<Node>),
    Scale(Q, Box<Node>),
    Sum(Vec<(bool, Node)>),
    Min(Vec<Node>),
    Max(Vec<Node>),
    Rounded(&'static str, Q, Box<Node>),
    Track(usize),
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Extent {
    Finite(Q),
    /// Of one period, where more follows.
    Period(Q),
    Open,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub(super) opening: bool,
    pub(super) at_base: bool,
    pub(super) base_declared: bool,
    pub(super) frame: Frame,
    /// Whether a `for` cuts what is too long.
    pub(super) is_cut: bool,
}

/// What percentages of time and ends refer to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frame {
    span: Option<Q>,
    /// How much has passed since the nearest `for`, cycle or track started; not known after an open segment.
    elapsed: Option<Q>,
}

impl Frame {
    /// Where that starts.
    pub(super) fn of(span: Option<Q>) -> Self {
        Self { span, elapsed: Some(zero()) }
    }

    fn after(self, extent: Extent) -> Self {
        let elapsed = match extent {
            Extent::Finite(length) | Extent::Period(length) => self.elapsed.map(|elapsed| elapsed + length),
            Extent::Open => None,
        };
        Self { elapsed, ..self }
    }

    /// How long a segment is that ends then.
    fn until(self, end: Duration) -> Result<Q, Refusal> {
        let left = resolve(end, self.span)? - self.elapsed.ok_or("missing-length")?;
        if left < zero() { Err("negative-length") } else { Ok(left) }
    }
}

type Placed = (Node, Option<Q>);

fn zero() -> Q {
    Q::from_integer(0)
}

fn resolve(duration: Duration, span: Option<Q>) -> Result<Q, Refusal> {
    match duration {
        Duration::Ticks(ticks) => Ok(ticks),
        Duration::Share(share) => span.map(|span| span * share).ok_or("missing-run"),
    }
}

fn above_zero(duration: Duration, span: Option<Q>) -> Result<Q, Refusal> {
    let time = resolve(duration, span)?;
    if is_zero(time) { Err("argument-range") } else { Ok(time) }
}

/// How many times the first all cycles come to.
fn cycles(count: u64, stretch: Q) -> Q {
    (0..count).fold((zero(), Q::from_integer(1)), |(sum, length), _| (sum + length, length * stretch)).0
}

fn from(level: Option<Level>) -> From {
    level.map_or(From::Start, From::Level)
}

/// Whether something is wrong wherever it stands: an interval of 0, or a product of two levels of both kinds.
pub(super) fn is_wrong_by_itself(program: &Program, expr: &Expr) -> bool {
    let is_mixed =
        |part: &&Expr| program.constant(part).is_some_and(|level| level.has_absolute && level.relative.is_some());
    let is_nothing = |duration: &Duration| matches!(duration, Duration::Ticks(ticks) if is_zero(*ticks));
    let own = match expr {
        Expr::Step { size: interval, .. }
        | Expr::Exponential { every: interval, .. }
        | Expr::InverseSqrt { timescale: interval, .. }
        | Expr::InverseTime { every: interval, .. }
        | Expr::Every(_, interval) => is_nothing(interval),
        Expr::Product(parts) => parts.iter().filter(is_mixed).count() > 1,
        _ => false,
    };
    own || expr.children().into_iter().any(|child| is_wrong_by_itself(program, child))
}

/// The lengths of all tracks without a run; `None` in them for one that goes on for ever.
pub(super) struct Tracks {
    pub(super) lengths: Vec<Option<Q>>,
}

pub(super) struct Placer<'p> {
    pub(super) program: &'p Program,
    pub(super) tracks: &'p Tracks,
}

impl Placer<'_> {
    fn has_share(&self, expr: &Expr) -> bool {
        let is_share = |duration: &Duration| matches!(duration, Duration::Share(_));
        match expr {
            Expr::Ramp { length, .. } => length.as_ref().is_some_and(is_share),
            Expr::Step { size: time, .. }
            | Expr::Exponential { every: time, .. }
            | Expr::InverseTime { every: time, .. } => is_share(time),
            Expr::InverseSqrt { timescale, shift, .. } => is_share(timescale) || is_share(shift),
            Expr::Multistep { milestones: times, .. } | Expr::Piecewise { boundaries: times, .. } => {
                times.iter().any(is_share)
            }
            Expr::For(_, time) | Expr::Until(_, time) => is_share(time),
            Expr::Skip(body, by) | Expr::Every(body, by) => is_share(by) || self.has_share(body),
            Expr::Repeat { count: Some(_), .. } => false,
            Expr::Repeat { body, .. } | Expr::Mirror(body) | Expr::Over(body, _) => self.has_share(body),
            Expr::Negate(body) | Expr::Clamp(body, ..) | Expr::Rounded(_, _, body) => self.has_share(body),
            Expr::Then(parts) | Expr::Product(parts) | Expr::Min(parts) | Expr::Max(parts) => {
                parts.iter().any(|part| self.has_share(part))
            }
            Expr::Sum(terms) => terms.iter().any(|(_, term)| self.has_share(term)),
            Expr::Let(index) => self.has_share(&self.program.lets[*index]),
            _ => false,
        }
    }

    fn longest<'e>(&self, parts: impl Iterator<Item = &'e Expr>, frame: Frame) -> Result<Extent, Refusal> {
        let mut longest: Option<Q> = None;
        let mut open = false;
        for part in parts.filter(|part| !self.program.is_constant(part)) {
            match self.extent(part, frame)? {
                Extent::Finite(length) => longest = longest.max(Some(length)),
                _ => open = true,
            }
        }
        Ok(longest.filter(|_| !open).map_or(Extent::Open, Extent::Finite))
    }

    pub(super) fn extent(&self, expr: &Expr, frame: Frame) -> Result<Extent, Refusal> {
        let span = frame.span;
        if self.program.is_constant(expr) {
            return Ok(Extent::Open);
        }
        match expr {
            Expr::Ramp { length: Some(length), .. } => resolve(*length, span).map(Extent::Finite),
            Expr::Step { size, .. } => resolve(*size, span).map(Extent::Period),
            Expr::Multistep { milestones, .. } => {
                let times = milestones.iter().map(|time| resolve(*time, span)).collect::<Result<Vec<_>, _>>()?;
                Ok(Extent::Period(times.into_iter().max().unwrap_or(zero())))
            }
            Expr::Piecewise { boundaries, interpolate: Some(_), .. } => {
                resolve(*boundaries.last().expect("one or more"), span).map(Extent::Finite)
            }
            Expr::Then(parts) => {
                let parts = self.program.segments(parts);
                let (mut sum, mut open, mut frame) = (zero(), false, frame);
                for (index, part) in parts.iter().enumerate() {
                    let extent = self.extent(part, frame)?;
                    frame = frame.after(extent);
                    match extent {
                        Extent::Finite(length) => sum += length,
                        Extent::Period(length) if index + 1 < parts.len() => sum += length,
                        _ => open = true,
                    }
                }
                Ok(if open { Extent::Open } else { Extent::Finite(sum) })
            }
            Expr::Product(_) | Expr::Over(..) => {
                let factors = self.program.factors(expr);
                match &factors.parts[..] {
                    [part] => self.extent(part, frame),
                    parts => self.longest(parts.iter(), frame),
                }
            }
            Expr::Negate(body) => self.extent(body, frame),
            Expr::Sum(terms) if terms.len() == 1 => self.extent(&terms[0].1, frame),
            Expr::Sum(terms) => self.longest(terms.iter().map(|(_, term)| term), frame),
            Expr::Min(parts) | Expr::Max(parts) => self.longest(parts.iter(), frame),
            Expr::Clamp(body, ..) | Expr::Rounded(_, _, body) => self.longest(std::iter::once(&**body), frame),
            Expr::For(_, length) => resolve(*length, span).map(Extent::Finite),
            Expr::Until(_, end) => frame.until(*end).map(Extent::Finite),
            Expr::Skip(body, by) => Ok(match self.extent(body, frame)? {
                Extent::Finite(length) => Extent::Finite((length - resolve(*by, span)?).max(zero())),
                _ => Extent::Open,
            }),
            Expr::Every(body, _) => Ok(match self.extent(body, frame)? {
                Extent::Period(_) => Extent::Open,
                other => other,
            }),
            Expr::Mirror(body) => Ok(match self.extent(body, frame)? {
                Extent::Finite(length) => Extent::Finite(length + length),
                _ => Extent::Open,
            }),
            Expr::Repeat { body, count: Some(count), stretch, .. } if !self.has_share(body) => {
                Ok(match self.extent(body, Frame::of(span))? {
                    Extent::Finite(length) => Extent::Finite(length * cycles(*count, *stretch)),
                    _ => Extent::Open,
                })
            }
            Expr::Let(index) => self.extent(&self.program.lets[*index], frame),
            Expr::Track(index) => {
                let length = self.program.run.or(self.tracks.lengths[*index]);
                Ok(length.map_or(Extent::Open, Extent::Finite))
            }
            _ => Ok(Extent::Open),
        }
    }

    fn is_open(&self, expr: &Expr, frame: Frame) -> Result<bool, Refusal> {
        Ok(!matches!(self.extent(expr, frame)?, Extent::Finite(_)))
    }

    pub(super) fn place(&self, expr: &Expr, place: &Place, share: Option<Q>) -> Result<Placed, Refusal> {
        if let Some(level) = self.program.constant(expr) {
            return Ok((Node::Hold(From::Level(level)), share));
        }
        self.program.check_metrics(expr)?;
        let span = place.frame.span;
        let times = |times: &[Duration]| times.iter().map(|time| resolve(*time, span)).collect::<Result<Vec<_>, _>>();
        let node = match expr {
            Expr::Constant(level) => Node::Hold(From::Level(*level)),
            Expr::Hold(value) => Node::Hold(from(*value)),
            Expr::Ramp { curve, length, from: given, to, warmup } => {
                let length = match (length, share) {
                    (Some(length), _) => resolve(*length, span)?,
                    (None, share) => share.ok_or("missing-length")?,
                };
                let nothing = Level { absolute: zero(), relative: None, has_absolute: true };
                let from = match given {
                    None if *warmup && place.opening => From::Level(nothing),
                    given => from(*given),
                };
                return Ok((Node::Ramp { curve: *curve, from, to: *to, length }, Some(length)));
            }
            Expr::Step { size, gamma, from: start } => {
                Node::Step { size: above_zero(*size, span)?, gamma: *gamma, from: from(*start) }
            }
            Expr::Multistep { milestones, gamma, from: start } => {
                Node::Multistep { milestones: times(milestones)?, gamma: *gamma, from: from(*start) }
            }
            Expr::Exponential { every, gamma, from: start } => {
                Node::Exponential { every: above_zero(*every, span)?, gamma: *gamma, from: from(*start) }
            }
            Expr::Piecewise { boundaries, values, interpolate } => {
                let boundaries = times(boundaries)?;
                if !boundaries.is_sorted() {
                    return Err("unsorted-boundaries");
                }
                let length = if interpolate.is_some() { boundaries.last().copied() } else { share };
                let node = Node::Piecewise { boundaries, values: values.clone(), interpolate: *interpolate };
                return Ok((node, length));
            }
            Expr::InverseSqrt { timescale, shift, from: start } => {
                let (timescale, shift) = (above_zero(*timescale, span)?, resolve(*shift, span)?);
                Node::InverseSqrt { timescale, shift, from: from(*start) }
            }
            Expr::InverseTime { every, rate, from: start } => {
                Node::InverseTime { every: above_zero(*every, span)?, rate: *rate, from: from(*start) }
            }
            Expr::Factor { formula, from: start } => Node::Factor { formula: *formula, from: from(*start) },
            Expr::Driven { by, from: start } => Node::Driven { by: by.clone(), from: from(*start) },
            Expr::Then(parts) => return self.chain(&self.program.segments(parts), place, share),
            Expr::Product(_) | Expr::Over(..) => return self.product(expr, place, share),
            Expr::Negate(body) => {
                let (node, length) = self.place(body, place, share)?;
                return Ok((Node::Scale(Q::from_integer(-1), Box::new(node)), length));
            }
            Expr::Sum(terms) => {
                let (nodes, length) = self.together(terms.iter().map(|(_, term)| (term, *place)), share)?;
                let signs = terms.iter().map(|(negative, _)| *negative);
                return Ok((Node::Sum(signs.zip(nodes).collect()), length));
            }
            Expr::Min(parts) | Expr::Max(parts) => {
                let (nodes, length) = self.together(parts.iter().map(|part| (part, *place)), share)?;
                let node = if matches!(expr, Expr::Min(_)) { Node::Min(nodes) } else { Node::Max(nodes) };
                return Ok((node, length));
            }
            Expr::Rounded(how, to, body) => {
                let (mut nodes, length) = self.together(std::iter::once((&**body, *place)), share)?;
                return Ok((Node::Rounded(how, *to, Box::new(nodes.remove(0))), length));
            }
            Expr::Clamp(body, low, high) => {
                let own = if self.is_open(body, place.frame)? { share } else { None };
                let (body, length) = self.place(body, place, own)?;
                let hold = |level: &Level| Node::Hold(From::Level(*level));
                return Ok((Node::Min(vec![Node::Max(vec![body, hold(low)]), hold(high)]), share.or(length)));
            }
            Expr::For(body, time) | Expr::Until(body, time) => {
                let length = match expr {
                    Expr::Until(..) => place.frame.until(*time)?,
                    _ => resolve(*time, span)?,
                };
                let inner = Place { frame: Frame::of(Some(length)), is_cut: true, ..*place };
                let own = if self.is_open(body, inner.frame)? { Some(length) } else { None };
                let (body, _) = self.place(body, &inner, own)?;
                return Ok((Node::For(length, Box::new(body)), Some(length)));
            }
            Expr::Skip(body, by) => {
                let by = resolve(*by, span)?;
                let (body, length) = self.place(body, place, share.map(|share| share + by))?;
                return Ok((Node::Skip(by, Box::new(body)), length.map(|length| (length - by).max(zero()))));
            }
            Expr::Every(body, by) => {
                let by = above_zero(*by, span)?;
                let (node, length) = self.place(body, place, share)?;
                let end = length.filter(|_| share.is_none() || !goes_on(self.program, body));
                return Ok((Node::Every(by, end, Box::new(node)), length));
            }
            Expr::Mirror(body) => {
                let half = share.map(|share| share / Q::from_integer(2));
                if half.is_none() && self.is_open(body, place.frame)? {
                    return Err("missing-length");
                }
                let (body, length) = self.place(body, &Place { is_cut: false, ..*place }, half)?;
                let length = length.or(half).ok_or("missing-length")?;
                return Ok((Node::Mirror(length, Box::new(body)), Some(length + length)));
            }
            Expr::Repeat { .. } => return self.repeat(expr, place, share),
            Expr::Let(index) => return self.place(&self.program.lets[*index], place, share),
            Expr::Track(index) => {
                let length = self.program.run.or(self.tracks.lengths[*index]).or(share);
                return Ok((Node::Track(*index), length));
            }
        };
        Ok((node, share))
    }

    fn chain(&self, parts: &[Expr], place: &Place, share: Option<Q>) -> Result<Placed, Refusal> {
        let last = parts.len() - 1;
        let (mut fixed, mut open, mut given) = (zero(), Vec::new(), vec![None; parts.len()]);
        let (mut frame, mut frames) = (place.frame, Vec::new());
        for (index, part) in parts.iter().enumerate() {
            let extent = self.extent(part, frame)?;
            frames.push(frame);
            frame = frame.after(extent);
            match extent {
                Extent::Finite(length) => fixed += length,
                Extent::Period(length) if index < last => {
                    given[index] = Some(length);
                    fixed += length;
                }
                _ => open.push(index),
            }
        }
        match open[..] {
            [] => {}
            [index] => match share {
                None if index == last => {}
                None => return Err("missing-length"),
                Some(share) if share >= fixed => given[index] = Some(share - fixed),
                Some(_) if index == last && place.is_cut => given[index] = Some(zero()),
                Some(_) => return Err("overfull"),
            },
            _ => return Err("two-open-segments"),
        }
        let (mut segments, mut at) = (Vec::new(), Some(zero()));
        for (index, ((part, frame), given)) in parts.iter().zip(frames).zip(given).enumerate() {
            let inner = Place {
                frame,
                opening: place.opening && index == 0,
                at_base: place.at_base && index == 0,
                is_cut: place.is_cut && index == last,
                ..*place
            };
            let (node, length) = self.place(part, &inner, given)?;
            let length = given.or(length);
            let start = at.expect("only the last one is endless");
            at = length.map(|length| start + length);
            segments.push((start, length, node));
        }
        Ok((Node::Chain(segments), at))
    }

    /// Parts in one span; as long as the longest, or as what they fill.
    fn together<'e>(
        &self,
        parts: impl Iterator<Item = (&'e Expr, Place)>,
        share: Option<Q>,
    ) -> Result<(Vec<Node>, Option<Q>), Refusal> {
        let (mut nodes, mut longest, mut constant) = (Vec::new(), Some(zero()), true);
        for (part, place) in parts {
            let own = if self.is_open(part, place.frame)? { share } else { None };
            let (node, length) = self.place(part, &place, own)?;
            if !self.program.is_constant(part) {
                constant = false;
                longest = longest.zip(length).map(|(longest, length)| longest.max(length));
            }
            nodes.push(node);
        }
        Ok((nodes, if constant { share } else { share.or(longest) }))
    }

    fn product(&self, expr: &Expr, place: &Place, share: Option<Q>) -> Result<Placed, Refusal> {
        let factors = self.program.factors(expr);
        let parts = &factors.parts;
        let kind = |part: &Expr| self.program.kind(part, place.opening).0;
        let mut carriers: Vec<_> = (0..parts.len()).filter(|&index| kind(&parts[index]).absolute).collect();
        if parts.len() > 1 && carriers.iter().any(|&index| self.is_number_in_factor(&parts[index])) {
            return Err("number-in-factor");
        }
        let number = factors.number;
        if carriers.is_empty() && number.is_some() {
            carriers.extend((0..parts.len()).find(|&index| kind(&parts[index]).is_zero()));
        }
        let ratio = factors.ratio.unwrap_or(Q::from_integer(1));
        let scale = ratio * number.unwrap_or(Q::from_integer(1));
        let scaled = |(node, length): Placed, by: Q| (Node::Scale(by, Box::new(node)), length);
        match (&carriers[..], number) {
            ([], Some(number)) => {
                if !place.at_base || place.base_declared {
                    return Err("number-as-base");
                }
                let inner = Place { opening: true, base_declared: true, ..*place };
                let (node, length) = self.relative_product(parts, &inner, share)?;
                let size = if number < zero() { -number } else { number };
                let sign = if number < zero() { -1 } else { 1 };
                Ok(scaled((Node::Based(size, Box::new(node)), length), ratio * Q::from_integer(sign)))
            }
            ([], None) => Ok(scaled(self.relative_product(parts, place, share)?, scale)),
            (&[carrier], _) => {
                if (number.is_some() || factors.ratio.is_some()) && kind(&parts[carrier]).is_mixed() {
                    return Err("constant-times-mixed");
                }
                Ok(scaled(self.carried(parts, carrier, place, share)?, scale))
            }
            _ => Err("squared-rate"),
        }
    }

    /// `1 - linear(10)` as a factor.
    fn is_number_in_factor(&self, expr: &Expr) -> bool {
        let Expr::Sum(terms) = expr else { return false };
        let is_number = |term: &Expr| {
            self.program.constant(term).is_some_and(|level| level.relative.is_none() && !is_zero(level.absolute))
        };
        let others: Vec<_> = terms.iter().filter(|(_, term)| self.program.constant(term).is_none()).collect();
        terms.iter().any(|(_, term)| is_number(term))
            && !others.is_empty()
            && others.iter().all(|(_, term)| !self.program.kind(term, true).0.absolute)
    }

    fn relative_product(&self, parts: &[Expr], place: &Place, share: Option<Q>) -> Result<Placed, Refusal> {
        if let [part] = parts {
            let own = if self.is_open(part, place.frame)? { share } else { None };
            return self.place(part, place, own);
        }
        if !place.at_base {
            let refer: Vec<_> =
                (0..parts.len()).filter(|&index| self.program.kind(&parts[index], place.opening).0.base).collect();
            match refer[..] {
                [] => {}
                [carrier] => return self.carried(parts, carrier, place, share),
                _ => return Err("two-bases"),
            }
        }
        let factor = Place { opening: true, at_base: true, base_declared: true, ..*place };
        let (factors, length) = self.together(parts.iter().map(|part| (part, factor)), share)?;
        Ok((Node::Product { carrier: Box::new(Node::Hold(From::Start)), factors }, length))
    }

    fn carried(&self, parts: &[Expr], carrier: usize, place: &Place, share: Option<Q>) -> Result<Placed, Refusal> {
        let factor = Place { opening: true, at_base: true, base_declared: true, ..*place };
        let places =
            parts.iter().enumerate().map(|(index, part)| (part, if index == carrier { *place } else { factor }));
        let (mut nodes, length) = self.together(places, share)?;
        let carrier = Box::new(nodes.remove(carrier));
        Ok((Node::Product { carrier, factors: nodes }, length))
    }

    fn repeat(&self, expr: &Expr, place: &Place, share: Option<Q>) -> Result<Placed, Refusal> {
        let Expr::Repeat { body, count, stretch, decay } = expr else { return Err("no repeat") };
        let kind = self.program.kind(body, true).0;
        if *decay != Q::from_integer(1) && kind.absolute && !kind.base && !kind.start {
            return Err("absolute-decay");
        }
        let own = match self.extent(body, Frame::of(place.frame.span))? {
            Extent::Finite(length) if count.is_none() || !self.has_share(body) => Some(length),
            _ => None,
        };
        let period = match (own, count, share) {
            (Some(own), ..) => own,
            (None, Some(count), Some(share)) => share / cycles(*count, *stretch),
            _ => return Err("missing-length"),
        };
        if is_zero(period) && count.is_none() {
            return Err("empty-cycle");
        }
        let frame = Frame::of(if own.is_some() { place.frame.span } else { Some(period) });
        let inner = Place { opening: true, frame, is_cut: false, ..*place };
        let given = if self.is_open(body, frame)? { Some(period) } else { None };
        let (body, _) = self.place(body, &inner, given)?;
        let length = match count {
            Some(count) if own.is_some() => Some(period * cycles(*count, *stretch)),
            _ => share,
        };
        let body = Box::new(body);
        Ok((Node::Repeat { period, count: *count, stretch: *stretch, decay: *decay, body }, length))
    }
}
