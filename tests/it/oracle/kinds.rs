//! What kind a schedule is, by "Relative and absolute" of the page.

use super::driven::Driven;
use super::number::Q;
use super::program::{Curve, Expr, Level, Program};

/// What values depend on. Zero depends on nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Kind {
    pub(super) base: bool,
    pub(super) start: bool,
    /// On a number that scales with neither.
    pub(super) absolute: bool,
}

impl Kind {
    pub(super) const START: Self = Self { base: false, start: true, absolute: false };
    const ABSOLUTE: Self = Self { base: false, start: false, absolute: true };

    fn and(self, other: Self) -> Self {
        Self {
            base: self.base || other.base,
            start: self.start || other.start,
            absolute: self.absolute || other.absolute,
        }
    }

    /// Where it starts from what ends so.
    pub(super) fn from(self, end: Self) -> Self {
        if self.start { Self { start: false, ..self }.and(end) } else { self }
    }

    pub(super) fn is_mixed(self) -> bool {
        self.absolute && (self.base || self.start)
    }

    pub(super) fn is_zero(self) -> bool {
        self == Self::default()
    }
}

/// The constants of a product, and its other parts.
pub(super) struct Factors {
    pub(super) number: Option<Q>,
    /// The relative constant.
    pub(super) ratio: Option<Q>,
    pub(super) parts: Vec<Expr>,
}

fn one() -> Q {
    Q::from_integer(1)
}

pub(super) fn is_zero(ratio: Q) -> bool {
    *ratio.numer() == 0
}

fn number(number: Q) -> Level {
    Level { absolute: number, relative: None, has_absolute: true }
}

impl Program {
    /// What an expression of constants alone is.
    pub(super) fn constant(&self, expr: &Expr) -> Option<Level> {
        let scaled = |level: Level, by: Q| Level {
            absolute: level.absolute * by,
            relative: level.relative.map(|relative| relative * by),
            ..level
        };
        match expr {
            Expr::Constant(level) => Some(*level),
            Expr::Let(index) => self.constant(&self.lets[*index]),
            Expr::Negate(body) => Some(scaled(self.constant(body)?, -one())),
            Expr::Over(body, by) => Some(scaled(self.constant(body)?, one() / by)),
            Expr::Product(parts) => {
                let parts = parts.iter().map(|part| self.constant(part)).collect::<Option<Vec<_>>>()?;
                // A number or a percentage scales.
                let (mixed, plain): (Vec<_>, Vec<_>) =
                    parts.into_iter().partition(|part| part.relative.is_some() && part.has_absolute);
                let relative = plain.iter().any(|part| part.relative.is_some());
                let by = plain.iter().fold(one(), |by, part| by * part.relative.unwrap_or(part.absolute));
                match mixed[..] {
                    [] if relative => {
                        Some(Level { absolute: Q::from_integer(0), relative: Some(by), has_absolute: false })
                    }
                    [] => Some(number(by)),
                    [level] => Some(scaled(level, by)),
                    _ => None,
                }
            }
            Expr::Sum(terms) => {
                let mut sum: Option<Level> = None;
                for (negative, term) in terms {
                    let term = scaled(self.constant(term)?, if *negative { -one() } else { one() });
                    sum = Some(match sum {
                        None => term,
                        Some(sum) => Level {
                            absolute: sum.absolute + term.absolute,
                            relative: match (sum.relative, term.relative) {
                                (Some(a), Some(b)) => Some(a + b),
                                (a, b) => a.or(b),
                            },
                            has_absolute: sum.has_absolute || term.has_absolute,
                        },
                    });
                }
                sum
            }
            Expr::Rounded(how, to, body) => {
                let level = self.constant(body).filter(|level| level.relative.is_none())?;
                let count = level.absolute / to;
                let count = match *how {
                    "floor" => count.floor(),
                    "ceil" => count.ceil(),
                    _ => (count + Q::new(1, 2)).floor(),
                };
                Some(number(count * to))
            }
            Expr::Min(parts) | Expr::Max(parts) => {
                let parts = parts.iter().map(|part| self.constant(part)).collect::<Option<Vec<_>>>()?;
                if parts.iter().any(|part| part.relative.is_some()) {
                    return None;
                }
                let numbers = parts.into_iter().map(|part| part.absolute);
                let chosen = if matches!(expr, Expr::Min(_)) { numbers.min() } else { numbers.max() };
                chosen.map(number)
            }
            _ => None,
        }
    }

    /// Whether it is made of constants alone, if not of one kind.
    pub(super) fn is_constant(&self, expr: &Expr) -> bool {
        match expr {
            Expr::Constant(_) => true,
            Expr::Let(index) => self.is_constant(&self.lets[*index]),
            Expr::Negate(body) | Expr::Over(body, _) | Expr::Clamp(body, ..) => self.is_constant(body),
            Expr::Rounded(_, _, body) => self.is_constant(body),
            Expr::Product(parts) | Expr::Min(parts) | Expr::Max(parts) => {
                parts.iter().all(|part| self.is_constant(part))
            }
            Expr::Sum(terms) => terms.iter().all(|(_, term)| self.is_constant(term)),
            _ => false,
        }
    }

    /// A product as a whole, through its parentheses and names.
    pub(super) fn factors(&self, expr: &Expr) -> Factors {
        let mut factors = Factors { number: None, ratio: None, parts: Vec::new() };
        self.multiply(expr, &mut factors);
        factors
    }

    fn multiply(&self, expr: &Expr, factors: &mut Factors) {
        match expr {
            Expr::Let(index) => return self.multiply(&self.lets[*index], factors),
            Expr::Over(body, by) => {
                self.multiply(body, factors);
                factors.number = Some(factors.number.unwrap_or(one()) / by);
                return;
            }
            Expr::Product(operands) => {
                // What is made of constants alone is one before anything else.
                let (mut constant, mut is_number, mut any) = (one(), true, false);
                for operand in operands {
                    match self.constant(operand) {
                        Some(level) if level.relative.is_none() || !level.has_absolute => {
                            constant *= level.relative.unwrap_or(level.absolute);
                            is_number &= level.relative.is_none();
                            any = true;
                        }
                        Some(_) => factors.parts.push(operand.clone()),
                        None => self.multiply(operand, factors),
                    }
                }
                let place = if is_number { &mut factors.number } else { &mut factors.ratio };
                if any {
                    *place = Some(place.unwrap_or(one()) * constant);
                }
                return;
            }
            _ => {}
        }
        factors.parts.push(expr.clone());
    }

    /// What the values of an expression depend on, and what its end does.
    pub(super) fn kind(&self, expr: &Expr, opening: bool) -> (Kind, Kind) {
        let same = |kind: Kind| (kind, kind);
        let all = |parts: &mut dyn Iterator<Item = &Expr>| {
            parts
                .map(|part| self.kind(part, opening))
                .fold((Kind::default(), Kind::default()), |(whole, end), part| (whole.and(part.0), end.and(part.1)))
        };
        if let Some(constant) = self.constant(expr) {
            return same(level(constant));
        }
        let start = |from: &Option<Level>| from.map_or(Kind::START, level);
        match expr {
            Expr::Constant(constant) => same(level(*constant)),
            Expr::Hold(value) => same(start(value)),
            Expr::Ramp { from, to, warmup, .. } => {
                let from = if from.is_none() && *warmup && opening { Kind::default() } else { start(from) };
                (from.and(level(*to)), level(*to))
            }
            Expr::Piecewise { values, .. } => {
                same(values.iter().fold(Kind::default(), |kind, value| kind.and(level(*value))))
            }
            Expr::Step { from, .. }
            | Expr::Multistep { from, .. }
            | Expr::Exponential { from, .. }
            | Expr::InverseSqrt { from, .. }
            | Expr::InverseTime { from, .. }
            | Expr::Factor { from, .. } => same(start(from)),
            Expr::Driven { by: by @ Driven::Reach { .. }, .. } => same(levels(by, Kind::default())),
            Expr::Driven { by, from } => same(levels(by, start(from))),
            Expr::Then(parts) => {
                let parts = self.segments(parts);
                let (mut whole, mut end) = self.kind(&parts[0], opening);
                for part in &parts[1..] {
                    let next = self.kind(part, false);
                    whole = whole.and(next.0.from(end));
                    end = next.1.from(end);
                }
                (whole, end)
            }
            Expr::Product(_) | Expr::Over(..) => {
                let factors = self.factors(expr);
                let kinds: Vec<_> = factors.parts.iter().map(|part| self.kind(part, opening)).collect();
                let zero = kinds.iter().any(|kind| kind.0.is_zero());
                match kinds.iter().find(|kind| kind.0.absolute) {
                    Some(carrier) => *carrier,
                    None if factors.number.is_some() && !zero => same(Kind::ABSOLUTE),
                    None => all(&mut factors.parts.iter()),
                }
            }
            Expr::Negate(body) | Expr::Skip(body, _) => self.kind(body, opening),
            Expr::Sum(terms) => all(&mut terms.iter().map(|(_, term)| term)),
            Expr::Min(parts) | Expr::Max(parts) => all(&mut parts.iter()),
            Expr::Rounded(_, _, body) => {
                let rounded = |kind: Kind| if kind.is_zero() { kind } else { kind.and(Kind::ABSOLUTE) };
                let (whole, end) = self.kind(body, opening);
                (rounded(whole), rounded(end))
            }
            Expr::Clamp(body, low, high) => {
                let (whole, end) = self.kind(body, opening);
                let bounds = level(*low).and(level(*high));
                (whole.and(bounds), end.and(bounds))
            }
            Expr::For(body, _) | Expr::Until(body, _) | Expr::Every(body, _) | Expr::Mirror(body) => {
                same(self.kind(body, opening).0)
            }
            Expr::Repeat { body, .. } => self.kind(body, true),
            Expr::Let(index) => self.kind(&self.lets[*index], opening),
            Expr::Track(_) => same(Kind::ABSOLUTE),
        }
    }

    /// The segments of a chain, through parentheses and names.
    pub(super) fn segments(&self, parts: &[Expr]) -> Vec<Expr> {
        let mut segments = Vec::new();
        for part in parts {
            match part {
                Expr::Then(inner) => segments.extend(self.segments(inner)),
                Expr::Let(index) if matches!(self.lets[*index], Expr::Then(_) | Expr::Let(_)) => {
                    segments.extend(self.segments(std::slice::from_ref(&self.lets[*index])));
                }
                _ => segments.push(part.clone()),
            }
        }
        segments
    }
}

/// What the levels of what follows a metric depend on, and another one.
fn levels(by: &Driven, from: Kind) -> Kind {
    by.levels().into_iter().fold(from, |kind, one| kind.and(level(one)))
}

fn level(level: Level) -> Kind {
    let relative = level.relative.is_some_and(|relative| !is_zero(relative));
    Kind { base: relative, start: false, absolute: !is_zero(level.absolute) }
}

/// Whether one that is open goes on after what it fills.
pub(super) fn goes_on(program: &Program, expr: &Expr) -> bool {
    let any = |parts: &mut dyn Iterator<Item = &Expr>| {
        let parts: Vec<_> = parts.collect();
        let constant = parts.iter().all(|part| program.is_constant(part));
        parts.iter().any(|part| (constant || !program.is_constant(part)) && goes_on(program, part))
    };
    match expr {
        Expr::Ramp { .. } | Expr::For(..) | Expr::Until(..) | Expr::Mirror(_) => false,
        Expr::Piecewise { interpolate, .. } => !matches!(interpolate, Some(Curve::Linear | Curve::Cosine)),
        Expr::Then(parts) => program.segments(parts).last().is_some_and(|last| goes_on(program, last)),
        Expr::Repeat { count, .. } => count.is_none(),
        Expr::Skip(body, _) | Expr::Every(body, _) | Expr::Negate(body) => goes_on(program, body),
        Expr::Over(body, _) | Expr::Clamp(body, ..) | Expr::Rounded(_, _, body) => goes_on(program, body),
        Expr::Product(parts) | Expr::Min(parts) | Expr::Max(parts) => any(&mut parts.iter()),
        Expr::Sum(terms) => any(&mut terms.iter().map(|(_, term)| term)),
        Expr::Let(index) => goes_on(program, &program.lets[*index]),
        _ => true,
    }
}
