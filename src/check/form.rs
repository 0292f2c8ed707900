//! A schedule whose names are resolved and whose arguments are checked, but that has no place
//! yet: what it picks up, how long it is and what it fills follow when it is lowered.

use std::rc::Rc;

pub(crate) use crate::catalogue::Amount;
use crate::schedule::{Controller, Curve, Formula, Interpolation, Noise, Rounding};
use crate::text::{Origin, Span};
use crate::units::{Duration, Ratio, Side};

/// A schedule without a place.
#[derive(Debug)]
pub(crate) struct Form {
    pub(crate) kind: FormKind,
    pub(crate) span: Span,
    /// The outermost call of a `def` that it was made in.
    pub(crate) call: Option<Span>,
    /// What its values depend on where it does not open anything, and where it does.
    profiles: [Profile; 2],
    /// The number of forms, elements of lists and operations of formulas in it, itself included,
    /// every use of a shared one counted.
    pub(crate) size: u64,
    /// How deep forms nest in it.
    pub(crate) depth: u32,
    /// Whether a duration in it is a share of the span around it.
    pub(crate) has_share: bool,
    /// Whether a track is in it, or in a formula of it.
    pub(crate) refers: bool,
    /// Whether it is made of constants alone, and so has no length of its own beside other schedules.
    pub(crate) is_constant: bool,
    /// Whether it goes on after what it fills, where it is open.
    pub(crate) goes_on: bool,
    /// The tracks whose values its formula takes, in the order of their places.
    pub(crate) tracks: Vec<Mention>,
}

/// A track that a formula names.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mention {
    /// Its place in the list of tracks.
    pub(crate) track: usize,
    pub(crate) at: Span,
}

/// The kinds of schedules.
#[derive(Debug)]
pub(crate) enum FormKind {
    Constant(Amount),
    Shape(Shape),
    /// Two or more, none of them a chain.
    Then(Vec<Rc<Form>>),
    For(Rc<Form>, Duration),
    Until(Rc<Form>, Duration),
    Skip(Rc<Form>, Duration),
    Every(Rc<Form>, Duration),
    Mirror(Rc<Form>),
    Repeat {
        body: Rc<Form>,
        count: Option<u64>,
        stretch: Ratio,
        decay: f64,
    },
    /// One cycle after another, each as if it stood first; one or more, each with what it is told apart by.
    Cycles(Vec<(Box<str>, Rc<Form>)>),
    /// A product as a whole, through its parentheses.
    Product {
        constants: Constants,
        /// All schedules in it, one or more, none of them a product.
        parts: Vec<Rc<Form>>,
    },
    /// Each with its coefficient, 1 or -1.
    Sum(Vec<(f64, Rc<Form>)>),
    Min(Vec<Rc<Form>>),
    Max(Vec<Rc<Form>>),
    /// At every tick, a multiple of a number above 0.
    Rounded {
        how: Rounding,
        to: f64,
        body: Rc<Form>,
    },
    /// A finished track, by its place in the list of tracks.
    Track(usize),
}

/// The constants of a product: the numbers, and the relative ones.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Constants {
    pub(crate) number: Option<(f64, Span)>,
    pub(crate) ratio: Option<(f64, Span)>,
}

impl Constants {
    /// Those of both.
    pub(crate) fn and(self, other: Self) -> Self {
        let times = |a: Option<(f64, Span)>, b: Option<(f64, Span)>| match (a, b) {
            (Some((a, at)), Some((b, also))) => Some((a * b, at.to(also))),
            (a, b) => a.or(b),
        };
        Self { number: times(self.number, other.number), ratio: times(self.ratio, other.ratio) }
    }

    /// What they come to.
    pub(crate) fn value(self) -> f64 {
        let value = |constant: Option<(f64, Span)>| constant.map_or(1.0, |(value, _)| value);
        value(self.number) * value(self.ratio)
    }
}

/// A call of a shape.
#[derive(Debug)]
pub(crate) enum Shape {
    Hold { value: Option<Amount> },
    Ramp { curve: Curve, length: Option<Duration>, from: Option<Amount>, to: Amount, warmup: bool },
    Step { size: Duration, gamma: f64, from: Option<Amount> },
    Multistep { milestones: Vec<(Duration, Span)>, gamma: f64, from: Option<Amount> },
    Exponential { every: Duration, gamma: f64, from: Option<Amount> },
    Piecewise { boundaries: Vec<(Duration, Span)>, values: Vec<Amount>, interpolation: Interpolation },
    Factor { formula: Formula, side: Side, from: Option<Amount> },
    InverseSqrt { timescale: Duration, shift: Option<Duration>, from: Option<Amount> },
    InverseTime { every: Duration, rate: f64, from: Option<Amount> },
    Driven { by: Box<Controller<Amount>>, from: Option<Amount> },
    Noise { noise: Noise, seed: u64, from: Option<Amount> },
}

/// How much of the name of a metric counts as a part.
const METRIC_PART: usize = 64;

/// What values depend on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Dependence {
    pub(crate) base: bool,
    pub(crate) start: bool,
    /// On a number other than 0 that scales with neither.
    pub(crate) absolute: bool,
}

/// What the values of a schedule depend on, and what the value it ends at does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Profile {
    pub(crate) whole: Dependence,
    pub(crate) end: Dependence,
}

impl Dependence {
    const BASE: Self = Self { base: true, start: false, absolute: false };
    const START: Self = Self { base: false, start: true, absolute: false };
    const ABSOLUTE: Self = Self { base: false, start: false, absolute: true };

    fn or(self, other: Self) -> Self {
        Self {
            base: self.base || other.base,
            start: self.start || other.start,
            absolute: self.absolute || other.absolute,
        }
    }

    /// Whether it is zero, which is of every kind.
    pub(crate) fn is_zero(self) -> bool {
        self == Self::default()
    }

    /// The same of what does not scale any more; zero stays zero.
    fn rounded(self) -> Self {
        if self.is_zero() { self } else { self.or(Self::ABSOLUTE) }
    }

    /// The same where it is known what the start depends on.
    pub(crate) fn starting(self, start: Self) -> Self {
        if self.start { Self { start: false, ..self }.or(start) } else { self }
    }

    /// Whether it scales with the base and the start. Zero does.
    pub(crate) fn is_relative(self) -> bool {
        !self.absolute
    }

    /// Whether a part of it scales and another does not.
    pub(crate) fn is_mixed(self) -> bool {
        self.absolute && (self.base || self.start)
    }
}

impl Amount {
    fn dependence(self) -> Dependence {
        match self {
            Self::Absolute(0.0) | Self::Relative(0.0) => Dependence::default(),
            Self::Absolute(_) => Dependence::ABSOLUTE,
            Self::Relative(_) => Dependence::BASE,
            Self::Mixed { .. } => Dependence::ABSOLUTE.or(Dependence::BASE),
        }
    }
}

impl Form {
    /// A form at a place, made in the call of a `def`, if in one.
    pub(crate) fn new(kind: FormKind, span: Span, call: Option<Span>) -> Rc<Self> {
        Self::coupled(kind, Vec::new(), span, call)
    }

    /// A form whose formula takes the values of tracks.
    pub(crate) fn coupled(kind: FormKind, tracks: Vec<Mention>, span: Span, call: Option<Span>) -> Rc<Self> {
        let children = children(&kind);
        let own = if let FormKind::Shape(shape) = &kind { 1 + shape.items() } else { 1 };
        let size = children.iter().fold(own, |sum, child| sum.saturating_add(child.size));
        let depth = 1 + children.iter().map(|child| child.depth).max().unwrap_or(0);
        let has_share = match &kind {
            FormKind::For(_, time) | FormKind::Until(_, time) => time.is_relative(),
            FormKind::Skip(_, by) | FormKind::Every(_, by) => by.is_relative() || children[0].has_share,
            // Its cycles are the span that shares in it speak of.
            FormKind::Repeat { count: Some(_), .. } | FormKind::Cycles(_) => false,
            FormKind::Shape(shape) => shape.has_share(),
            _ => children.iter().any(|child| child.has_share),
        };
        let refers =
            matches!(kind, FormKind::Track(_)) || !tracks.is_empty() || children.iter().any(|child| child.refers);
        let is_constant = match &kind {
            FormKind::Constant(_) => true,
            FormKind::Product { .. }
            | FormKind::Sum(_)
            | FormKind::Min(_)
            | FormKind::Max(_)
            | FormKind::Rounded { .. } => children.iter().all(|child| child.is_constant),
            _ => false,
        };
        let goes_on = goes_on(&kind, &children);
        let profiles = [profile(&kind, &children, false), profile(&kind, &children, true)];
        Rc::new(Self { kind, span, call, profiles, size, depth, has_share, refers, is_constant, goes_on, tracks })
    }

    /// The forms directly in it.
    pub(crate) fn children(&self) -> Vec<&Rc<Self>> {
        children(&self.kind)
    }

    /// One after another; chains among them are taken apart, since parentheses make no span.
    pub(crate) fn then(parts: Vec<Rc<Self>>, span: Span, call: Option<Span>) -> Rc<Self> {
        let mut flat = Vec::with_capacity(parts.len());
        for part in parts {
            match &part.kind {
                FormKind::Then(inner) => flat.extend(inner.iter().cloned()),
                _ => flat.push(part),
            }
        }
        Self::new(FormKind::Then(flat), span, call)
    }

    /// Where it comes from, and what was said there.
    pub(crate) fn origin(&self) -> Origin {
        let (from, bare) = match &self.kind {
            FormKind::Constant(_) => (true, false),
            FormKind::Shape(shape) => (shape.from().is_some(), shape.length().is_some_and(|length| length.bare)),
            FormKind::For(_, time) | FormKind::Until(_, time) => (false, time.bare),
            _ => (false, false),
        };
        let unsorted = matches!(&self.kind, FormKind::Shape(Shape::Multistep { milestones, .. })
            if !milestones.iter().map(|(at, _)| (at.ticks, at.share)).is_sorted());
        Origin { span: self.span, call: self.call, from, bare, lasts: false, unsorted }
    }

    /// What its values depend on. One that opens a track, a cycle or a factor warms up from 0.
    pub(crate) fn profile(&self, opening: bool) -> Profile {
        self.profiles[usize::from(opening)]
    }
}

fn children(kind: &FormKind) -> Vec<&Rc<Form>> {
    match kind {
        FormKind::Constant(_) | FormKind::Shape(_) | FormKind::Track(_) => Vec::new(),
        FormKind::For(body, _) | FormKind::Until(body, _) => vec![body],
        FormKind::Skip(body, _) | FormKind::Every(body, _) => vec![body],
        FormKind::Mirror(body) | FormKind::Repeat { body, .. } | FormKind::Rounded { body, .. } => vec![body],
        FormKind::Then(parts) | FormKind::Min(parts) | FormKind::Max(parts) => parts.iter().collect(),
        FormKind::Cycles(cycles) => cycles.iter().map(|(_, cycle)| cycle).collect(),
        FormKind::Product { parts, .. } => parts.iter().collect(),
        FormKind::Sum(terms) => terms.iter().map(|(_, term)| term).collect(),
    }
}

/// Whether one that is open goes on after what it fills.
fn goes_on(kind: &FormKind, children: &[&Rc<Form>]) -> bool {
    match kind {
        FormKind::Constant(_) | FormKind::Track(_) => true,
        FormKind::Shape(shape) => match shape {
            Shape::Ramp { .. } => false,
            Shape::Piecewise { interpolation, .. } => *interpolation == Interpolation::None,
            _ => true,
        },
        FormKind::Then(parts) => parts.last().is_some_and(|last| last.goes_on),
        FormKind::For(..) | FormKind::Until(..) | FormKind::Mirror(_) | FormKind::Cycles(_) => false,
        FormKind::Repeat { count, .. } => count.is_none(),
        FormKind::Skip(..) | FormKind::Every(..) | FormKind::Rounded { .. } => children[0].goes_on,
        FormKind::Product { .. } | FormKind::Sum(_) | FormKind::Min(_) | FormKind::Max(_) => {
            let all_constant = children.iter().all(|child| child.is_constant);
            children.iter().any(|child| child.goes_on && (all_constant || !child.is_constant))
        }
    }
}

fn profile(kind: &FormKind, children: &[&Rc<Form>], opening: bool) -> Profile {
    let same = |whole| Profile { whole, end: whole };
    let union = || {
        children.iter().fold(Profile::default(), |sum, part| {
            let part = part.profile(opening);
            Profile { whole: sum.whole.or(part.whole), end: sum.end.or(part.end) }
        })
    };
    match kind {
        FormKind::Constant(amount) => same(amount.dependence()),
        FormKind::Shape(shape) => shape.profile(opening),
        FormKind::Track(_) => same(Dependence::ABSOLUTE),
        FormKind::Then(parts) => {
            let mut sum = parts[0].profile(opening);
            for part in &parts[1..] {
                let part = part.profile(false);
                let end = part.end.starting(sum.end);
                sum = Profile { whole: sum.whole.or(part.whole.starting(sum.end)), end };
            }
            sum
        }
        FormKind::For(body, _) | FormKind::Until(body, _) | FormKind::Every(body, _) | FormKind::Mirror(body) => {
            same(body.profile(opening).whole)
        }
        FormKind::Skip(body, _) => body.profile(opening),
        FormKind::Repeat { body, .. } => body.profile(true),
        FormKind::Cycles(cycles) => cycles.iter().fold(Profile::default(), |sum, (_, cycle)| {
            let Profile { whole, end } = cycle.profile(true);
            Profile { whole: sum.whole.or(whole), end }
        }),
        FormKind::Product { constants, parts } => {
            let whole = |part: &Rc<Form>| part.profile(opening).whole;
            let carrier = parts.iter().find(|part| !whole(part).is_relative());
            let is_based = constants.number.is_some();
            match carrier {
                Some(carrier) => carrier.profile(opening),
                None if is_based && !parts.iter().any(|part| whole(part).is_zero()) => same(Dependence::ABSOLUTE),
                None => union(),
            }
        }
        FormKind::Sum(_) | FormKind::Min(_) | FormKind::Max(_) => union(),
        FormKind::Rounded { body, .. } => {
            let Profile { whole, end } = body.profile(opening);
            Profile { whole: whole.rounded(), end: end.rounded() }
        }
    }
}

impl Shape {
    fn from(&self) -> Option<Amount> {
        match self {
            Self::Hold { value } => *value,
            Self::Ramp { from, .. }
            | Self::Step { from, .. }
            | Self::Multistep { from, .. }
            | Self::Exponential { from, .. }
            | Self::Factor { from, .. }
            | Self::InverseSqrt { from, .. }
            | Self::InverseTime { from, .. }
            | Self::Driven { from, .. }
            | Self::Noise { from, .. } => *from,
            Self::Piecewise { values, .. } => values.first().copied(),
        }
    }

    /// Whether it is a decay whose start could be written, and is not.
    pub(crate) fn lacks_start(&self) -> bool {
        !matches!(self, Self::Hold { .. } | Self::Piecewise { .. } | Self::Ramp { warmup: true, .. })
            && self.from().is_none()
    }

    /// The length that it is given, or that of its first period.
    fn length(&self) -> Option<Duration> {
        match self {
            Self::Ramp { length, .. } => *length,
            Self::Step { size: length, .. }
            | Self::Exponential { every: length, .. }
            | Self::InverseSqrt { timescale: length, .. }
            | Self::InverseTime { every: length, .. } => Some(*length),
            Self::Multistep { milestones: list, .. } | Self::Piecewise { boundaries: list, .. } => {
                list.first().map(|(at, _)| *at)
            }
            Self::Hold { .. } | Self::Factor { .. } | Self::Driven { .. } | Self::Noise { .. } => None,
        }
    }

    fn profile(&self, opening: bool) -> Profile {
        let from = match self.from() {
            Some(amount) => amount.dependence(),
            None if opening && matches!(self, Self::Ramp { warmup: true, .. }) => Dependence::default(),
            None => Dependence::START,
        };
        match self {
            Self::Driven { by, .. } => {
                let mut whole = from;
                by.for_each_level(&mut |level| whole = whole.or(level.dependence()));
                Profile { whole, end: whole }
            }
            Self::Ramp { to, .. } => Profile { whole: from.or(to.dependence()), end: to.dependence() },
            Self::Piecewise { values, .. } => {
                let whole = values.iter().fold(from, |sum, value| sum.or(value.dependence()));
                Profile { whole, end: whole }
            }
            _ => Profile { whole: from, end: from },
        }
    }

    /// How many elements of lists and operations of formulas it is made of.
    pub(crate) fn items(&self) -> u64 {
        let items = match self {
            Self::Multistep { milestones, .. } => milestones.len(),
            Self::Piecewise { boundaries, .. } => boundaries.len(),
            Self::Driven { by, .. } => by.thresholds() + by.metric().len() / METRIC_PART,
            Self::Factor { formula, .. } => formula.ops().len(),
            Self::Ramp { curve: Curve::Formula(formula), .. } => formula.ops().len(),
            _ => 0,
        };
        items as u64
    }

    fn has_share(&self) -> bool {
        match self {
            Self::Hold { .. } | Self::Factor { .. } | Self::Driven { .. } | Self::Noise { .. } => false,
            Self::InverseSqrt { timescale, shift, .. } => {
                timescale.is_relative() || shift.is_some_and(|shift| shift.is_relative())
            }
            Self::Ramp { length, .. } => length.is_some_and(|length| length.is_relative()),
            Self::Step { size, .. } => size.is_relative(),
            Self::Exponential { every, .. } | Self::InverseTime { every, .. } => every.is_relative(),
            Self::Multistep { milestones: list, .. } | Self::Piecewise { boundaries: list, .. } => {
                list.iter().any(|(at, _)| at.is_relative())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ramp(to: Amount, warmup: bool) -> Rc<Form> {
        let shape = Shape::Ramp { curve: Curve::Linear, length: None, from: None, to, warmup };
        Form::new(FormKind::Shape(shape), Span::default(), None)
    }

    #[test]
    fn a_cosine_after_an_absolute_warmup_is_absolute() {
        let chain = Form::then(
            vec![ramp(Amount::Absolute(0.1), true), ramp(Amount::Absolute(1e-5), false)],
            Span::default(),
            None,
        );
        assert_eq!(chain.profile(true).whole, Dependence::ABSOLUTE);
        assert!(chain.profile(false).whole.is_mixed(), "a warmup that opens nothing picks up");
    }

    #[test]
    fn zero_is_relative() {
        let chain = Form::then(
            vec![ramp(Amount::Relative(1.0), true), ramp(Amount::Absolute(0.0), false)],
            Span::default(),
            None,
        );
        assert!(chain.profile(true).whole.is_relative());
    }
}
