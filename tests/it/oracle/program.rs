//! Programs as trees, and their text.

use std::fmt::{self, Display, Formatter, Write as _};

use super::driven::Driven;
use super::number::Q;

/// A constant: a number plus a multiple of the base.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Level {
    pub(super) absolute: Q,
    pub(super) relative: Option<Q>,
    /// Whether the absolute part is written.
    pub(super) has_absolute: bool,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Duration {
    Ticks(Q),
    /// Of the span.
    Share(Q),
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Curve {
    Linear,
    Cosine,
    OneMinusSqrt,
    /// `poly`, which falls by a power of what is left.
    Poly(Q),
    /// The rise of a warmup by a power of what has passed.
    Rise(Q),
    OneMinusSqrtRise,
    Log,
    Geometric,
    ShiftedExp(Q),
    Rex(Q),
    Tanh,
    /// `curve` with a power of what is left.
    Formula(Q),
    /// `curve(u -> c)`
    Flat(Q),
    /// `curve` by a track, by its number, times what is left.
    Track(usize),
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Formula {
    /// `1 / (1 + t / k)`
    Inverse(i128),
    /// `c ^ (t / k)`
    Power(Q, i128),
    /// `1 - t / k`
    Line(i128),
    /// `exp(-t / k)`
    Exp(i128),
    /// `1 / (1 + floor(t / k))`
    Floor(i128),
    /// A track, by its number, over `1 + t / k`.
    Track(usize, i128),
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Expr {
    Constant(Level),
    Hold(Option<Level>),
    Ramp {
        curve: Curve,
        length: Option<Duration>,
        from: Option<Level>,
        to: Level,
        warmup: bool,
    },
    Step {
        size: Duration,
        gamma: Q,
        from: Option<Level>,
    },
    Multistep {
        milestones: Vec<Duration>,
        gamma: Q,
        from: Option<Level>,
    },
    Exponential {
        every: Duration,
        gamma: Q,
        from: Option<Level>,
    },
    Piecewise {
        boundaries: Vec<Duration>,
        values: Vec<Level>,
        interpolate: Option<Curve>,
    },
    InverseSqrt {
        timescale: Duration,
        shift: Duration,
        from: Option<Level>,
    },
    InverseTime {
        every: Duration,
        rate: Q,
        from: Option<Level>,
    },
    Factor {
        formula: Formula,
        from: Option<Level>,
    },
    /// What follows a metric.
    Driven {
        by: Driven,
        from: Option<Level>,
    },
    Then(Vec<Expr>),
    Product(Vec<Expr>),
    Over(Box<Expr>, Q),
    Negate(Box<Expr>),
    /// Each with whether it is subtracted.
    Sum(Vec<(bool, Expr)>),
    Min(Vec<Expr>),
    Max(Vec<Expr>),
    Clamp(Box<Expr>, Level, Level),
    /// To a multiple, by the name of the function.
    Rounded(&'static str, Q, Box<Expr>),
    For(Box<Expr>, Duration),
    Until(Box<Expr>, Duration),
    Skip(Box<Expr>, Duration),
    Every(Box<Expr>, Duration),
    Mirror(Box<Expr>),
    Repeat {
        body: Box<Expr>,
        count: Option<u64>,
        stretch: Q,
        decay: Q,
    },
    /// A `let`, by its number.
    Let(usize),
    /// A track, by its number.
    Track(usize),
}

#[derive(Clone, Debug)]
pub(super) struct Program {
    pub(super) run: Option<Q>,
    /// That of each track.
    pub(super) bases: Vec<Option<Q>>,
    pub(super) lets: Vec<Expr>,
    /// The first is `lr`. Each refers to later ones only.
    pub(super) tracks: Vec<Expr>,
}

pub(super) fn track_name(index: usize) -> &'static str {
    ["lr", "wd", "other"][index]
}

impl Program {
    /// Its statements.
    pub(super) fn statements(&self) -> Vec<String> {
        let run = self.run.iter().map(|run| format!("run = {}", Number(*run)));
        let lets = self.lets.iter().enumerate().map(|(index, value)| format!("let n{index} = {value}"));
        let tracks = self.tracks.iter().enumerate();
        let tracks = tracks.map(|(index, value)| format!("{} = {value}", track_name(index)));
        let bases = self.bases.iter().enumerate().filter_map(|(index, base)| {
            let name = if index == 0 { "base".to_string() } else { format!("{}.base", track_name(index)) };
            base.map(|base| format!("{name} = {}", Number(base)))
        });
        run.chain(bases).chain(lets).chain(tracks).collect()
    }
}

/// A fraction as it is written.
pub(super) struct Number(pub(super) Q);

impl Display for Number {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let (over, under) = (*self.0.numer(), *self.0.denom());
        if under == 1 {
            return write!(f, "{over}");
        }
        let decimal = (1..=12).map(|digits| 10_i128.pow(digits)).find(|power| power % under == 0);
        match decimal {
            Some(power) => {
                let digits = power.to_string().len() - 1;
                let (sign, all) = (if over < 0 { "-" } else { "" }, over.abs() * (power / under));
                write!(f, "{sign}{}.{:0digits$}", all / power, all % power)
            }
            None => write!(f, "({over} / {under})"),
        }
    }
}

impl Display for Level {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.relative {
            None => write!(f, "{}", Number(self.absolute)),
            Some(relative) => {
                let percent = relative * Q::from_integer(100);
                let text = if percent.is_integer() && relative < Q::from_integer(1) {
                    format!("{}%", percent.to_integer())
                } else if relative.is_integer() {
                    format!("{relative}x")
                } else {
                    format!("{} * 1x", Number(relative))
                };
                if self.has_absolute { write!(f, "{} + {text}", Number(self.absolute)) } else { f.write_str(&text) }
            }
        }
    }
}

impl Display for Duration {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ticks(ticks) => write!(f, "{}", Number(*ticks)),
            Self::Share(share) => write!(f, "{}%", Number(*share * Q::from_integer(100))),
        }
    }
}

/// A list between commas.
fn list<T: Display>(items: impl IntoIterator<Item = T>) -> String {
    items.into_iter().map(|item| item.to_string()).collect::<Vec<_>>().join(", ")
}

fn call(f: &mut Formatter<'_>, name: &str, arguments: &[String]) -> fmt::Result {
    let arguments: Vec<_> = arguments.iter().filter(|argument| !argument.is_empty()).cloned().collect();
    if arguments.is_empty() { f.write_str(name) } else { write!(f, "{name}({})", arguments.join(", ")) }
}

fn from(level: Option<Level>) -> String {
    level.map_or_else(String::new, |level| format!("from={level}"))
}

impl Expr {
    /// The expressions right inside of it.
    pub(super) fn children(&self) -> Vec<&Self> {
        match self {
            Self::Then(parts) | Self::Product(parts) | Self::Min(parts) | Self::Max(parts) => parts.iter().collect(),
            Self::Sum(terms) => terms.iter().map(|(_, term)| term).collect(),
            Self::Over(body, _)
            | Self::Negate(body)
            | Self::Clamp(body, ..)
            | Self::Rounded(_, _, body)
            | Self::For(body, _)
            | Self::Until(body, _)
            | Self::Skip(body, _)
            | Self::Every(body, _)
            | Self::Mirror(body)
            | Self::Repeat { body, .. } => vec![body],
            _ => Vec::new(),
        }
    }

    /// In brackets, where it is more than a name or a call.
    fn inner(&self) -> String {
        match self {
            Self::Constant(_)
            | Self::Then(_)
            | Self::Product(_)
            | Self::Over(..)
            | Self::Negate(_)
            | Self::Sum(_)
            | Self::For(..)
            | Self::Until(..)
            | Self::Skip(..)
            | Self::Every(..)
            | Self::Mirror(_)
            | Self::Repeat { .. } => format!("({self})"),
            _ => self.to_string(),
        }
    }

    fn fmt_ramp(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self::Ramp { curve, length, from: start, to, warmup } = self else { return Ok(()) };
        let length = length.map_or_else(String::new, |length| format!("T={length}"));
        let mut arguments = vec![length, from(*start), format!("to={to}")];
        let name = match (curve, warmup) {
            (Curve::Linear, false) => "linear",
            (Curve::Cosine, false) => "cosine",
            (Curve::OneMinusSqrt, false) => "one_minus_sqrt",
            (Curve::Geometric, false) => "exp_to",
            (Curve::Tanh, _) => "tanh",
            (Curve::Poly(power), _) => {
                arguments.push(format!("power={}", Number(*power)));
                "poly"
            }
            (Curve::ShiftedExp(ratio), _) => {
                arguments.push(format!("ratio={}", Number(*ratio)));
                "shifted_exp"
            }
            (Curve::Rex(beta), _) => {
                arguments.push(format!("beta={}", Number(*beta)));
                "rex"
            }
            (Curve::Formula(power), _) => {
                arguments.push(format!("u -> (1 - u) ^ {}", Number(*power)));
                "curve"
            }
            (Curve::Flat(level), _) => {
                arguments.push(format!("u -> {}", Number(*level)));
                "curve"
            }
            (Curve::Track(index), _) => {
                arguments.push(format!("u -> {} * (1 - u)", track_name(*index)));
                "curve"
            }
            (curve, _) => {
                arguments.push(match curve {
                    Curve::Cosine => "shape=cosine".to_string(),
                    Curve::Rise(power) => format!("shape=poly, power={}", Number(*power)),
                    Curve::Log => "shape=log".to_string(),
                    Curve::Geometric => "shape=exp".to_string(),
                    Curve::OneMinusSqrtRise => "shape=one_minus_sqrt".to_string(),
                    _ => String::new(),
                });
                "warmup"
            }
        };
        call(f, name, &arguments)
    }
}

impl Display for Expr {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Constant(level) => write!(f, "{level}"),
            Self::Hold(None) => f.write_str("hold"),
            Self::Hold(Some(level)) => write!(f, "hold(value={level})"),
            Self::Ramp { .. } => self.fmt_ramp(f),
            Self::Step { size, gamma, from: start } => {
                call(f, "step", &[size.to_string(), Number(*gamma).to_string(), from(*start)])
            }
            Self::Multistep { milestones, gamma, from: start } => {
                call(f, "multistep", &[format!("[{}]", list(milestones)), Number(*gamma).to_string(), from(*start)])
            }
            Self::Exponential { every, gamma, from: start } => {
                call(f, "exponential", &[every.to_string(), Number(*gamma).to_string(), from(*start)])
            }
            Self::Piecewise { boundaries, values, interpolate } => {
                let interpolate = match interpolate {
                    None => "",
                    Some(Curve::Cosine) => "interpolate=cosine",
                    Some(_) => "interpolate=linear",
                };
                let lists = [format!("[{}]", list(boundaries)), format!("[{}]", list(values))];
                call(f, "piecewise", &[&lists[..], &[interpolate.to_string()]].concat())
            }
            Self::InverseSqrt { timescale, shift, from: start } => {
                call(f, "inverse_sqrt", &[timescale.to_string(), shift.to_string(), from(*start)])
            }
            Self::InverseTime { every, rate, from: start } => {
                call(f, "inverse_time", &[every.to_string(), Number(*rate).to_string(), from(*start)])
            }
            Self::Factor { formula, from: start } => {
                let formula = match formula {
                    Formula::Inverse(k) => format!("t -> 1 / (1 + t / {k})"),
                    Formula::Power(c, k) => format!("t -> {} ^ (t / {k})", Number(*c)),
                    Formula::Line(k) => format!("t -> 1 - t / {k}"),
                    Formula::Exp(k) => format!("t -> exp(-t / {k})"),
                    Formula::Floor(k) => format!("t -> 1 / (1 + floor(t / {k}))"),
                    Formula::Track(index, k) => format!("t -> {} / (1 + t / {k})", track_name(*index)),
                };
                call(f, "factor", &[formula, from(*start)])
            }
            Self::Driven { by, from: start } => {
                let comma = if start.is_some() { ", " } else { "" };
                write!(f, "{by}{comma}{})", from(*start))
            }
            Self::Then(parts) => f.write_str(&parts.iter().map(Self::inner).collect::<Vec<_>>().join(" then ")),
            Self::Product(parts) => f.write_str(&parts.iter().map(Self::inner).collect::<Vec<_>>().join(" * ")),
            Self::Over(body, by) => write!(f, "{} / {}", body.inner(), Number(*by)),
            Self::Negate(body) => write!(f, "-{}", body.inner()),
            Self::Sum(terms) => {
                for (index, (negative, term)) in terms.iter().enumerate() {
                    f.write_str(match (index, negative) {
                        (0, false) => "",
                        (0, true) => "-",
                        (_, false) => " + ",
                        (_, true) => " - ",
                    })?;
                    f.write_str(&term.inner())?;
                }
                Ok(())
            }
            Self::Min(parts) => write!(f, "min({})", list(parts)),
            Self::Max(parts) => write!(f, "max({})", list(parts)),
            Self::Clamp(body, low, high) => write!(f, "clamp({body}, {low}, {high})"),
            Self::Rounded(how, to, body) if *to == Q::from_integer(1) => write!(f, "{how}({body})"),
            Self::Rounded(how, to, body) => write!(f, "{how}({body}, to={})", Number(*to)),
            Self::For(body, length) => write!(f, "{} for {}", body.inner(), Bracketed(length)),
            Self::Until(body, end) => write!(f, "{} until {}", body.inner(), Bracketed(end)),
            Self::Skip(body, by) => write!(f, "{} skip {}", body.inner(), Bracketed(by)),
            Self::Every(body, by) => write!(f, "{} every {}", body.inner(), Bracketed(by)),
            Self::Mirror(body) => write!(f, "{} mirror", body.inner()),
            Self::Repeat { body, count, stretch, decay } => {
                let mut arguments = count.map_or_else(String::new, |count| count.to_string());
                for (name, ratio) in [("stretch", stretch), ("decay", decay)] {
                    if *ratio != Q::from_integer(1) {
                        let comma = if arguments.is_empty() { "" } else { ", " };
                        let _ = write!(arguments, "{comma}{name}={}", Number(*ratio));
                    }
                }
                write!(f, "{} repeat", body.inner())?;
                if arguments.is_empty() { Ok(()) } else { write!(f, "({arguments})") }
            }
            Self::Let(index) => write!(f, "n{index}"),
            Self::Track(index) => f.write_str(track_name(*index)),
        }
    }
}

/// A duration after a word.
struct Bracketed<'d>(&'d Duration);

impl Display for Bracketed<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let text = self.0.to_string();
        if text.starts_with('(') || text.chars().all(|c| c.is_ascii_digit() || ".%".contains(c)) {
            f.write_str(&text)
        } else {
            write!(f, "({text})")
        }
    }
}
