//! Shapes that follow a metric, by "Metrics" of the page: their values by all that was observed before.

use std::fmt::{self, Display, Formatter};

use super::number::{Big, Q, Value};
use super::place::Refusal;
use super::program::{Expr, Level, Number, Program};

/// What follows the metric `m`.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Driven {
    /// Without a threshold that is relative.
    Plateau {
        factor: Q,
        patience: u32,
        higher: bool,
        threshold: Q,
        cooldown: u32,
        min: Option<Level>,
    },
    Steer {
        by: Steering,
        min: Option<Level>,
        max: Option<Level>,
    },
    Reach {
        rising: bool,
        at: Vec<Q>,
        values: Vec<Level>,
    },
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Steering {
    Times { low: Q, high: Q, by: Q },
    Add { low: Q, high: Q, by: Level },
    Target { target: Q, gain: Q, clip: Q },
}

fn bound(name: &str, level: Option<&Level>) -> String {
    level.map_or_else(String::new, |level| format!(", {name}={level}"))
}

impl Display for Driven {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Plateau { factor, patience, higher, threshold, cooldown, min } => {
                let (factor, threshold, mode) =
                    (Number(*factor), Number(*threshold), if *higher { "max" } else { "min" });
                let min = bound("min", min.as_ref());
                write!(
                    f,
                    "plateau({factor}, {patience}, metric=m, mode={mode}, threshold={threshold}, threshold_mode=abs, cooldown={cooldown}, eps=0{min}"
                )
            }
            Self::Steer { by, min, max } => {
                f.write_str("steer(metric=m, ")?;
                match by {
                    Steering::Times { low, high, by } => {
                        write!(f, "band={} .. {}, times={}", Number(*low), Number(*high), Number(*by))?;
                    }
                    Steering::Add { low, high, by } => {
                        write!(f, "band={} .. {}, add={by}", Number(*low), Number(*high))?;
                    }
                    Steering::Target { target, gain, clip } => {
                        write!(f, "target={}, gain={}, clip={}", Number(*target), Number(*gain), Number(*clip))?;
                    }
                }
                write!(f, "{}{}", bound("min", min.as_ref()), bound("max", max.as_ref()))
            }
            Self::Reach { rising, at, values } => {
                let list = |items: &mut dyn Iterator<Item = String>| items.collect::<Vec<_>>().join(", ");
                let at = list(&mut at.iter().map(|threshold| Number(*threshold).to_string()));
                let values = list(&mut values.iter().map(Level::to_string));
                let mode = if *rising { "max" } else { "min" };
                write!(f, "reach(metric=m, at=[{at}], values=[{values}], mode={mode}")
            }
        }
    }
}

impl Program {
    /// What follows a metric is not run again, and nothing picks up what it has come to.
    pub(super) fn check_metrics(&self, expr: &Expr) -> Result<(), Refusal> {
        let is_wrong = match expr {
            Expr::Repeat { body, .. } | Expr::Mirror(body) | Expr::Every(body, _) => self.is_driven(body),
            Expr::Then(parts) => {
                let parts = self.segments(parts);
                let picks_up = |part: &Expr| self.kind(part, false).0.start;
                parts.windows(2).any(|pair| self.is_driven(&pair[0]) && picks_up(&pair[1]))
            }
            _ => false,
        };
        if is_wrong { Err("plateau-place") } else { Ok(()) }
    }

    fn is_driven(&self, expr: &Expr) -> bool {
        match expr {
            Expr::Driven { .. } => true,
            Expr::Let(index) => self.is_driven(&self.lets[*index]),
            Expr::Track(index) => self.is_driven(&self.tracks[*index]),
            _ => expr.children().into_iter().any(|child| self.is_driven(child)),
        }
    }
}

impl Driven {
    /// Its levels, apart from the one that it starts from.
    pub(super) fn levels(&self) -> Vec<Level> {
        match self {
            Self::Plateau { min, .. } => min.iter().copied().collect(),
            Self::Steer { by, min, max } => {
                let added = if let Steering::Add { by, .. } = by { Some(*by) } else { None };
                [added, *min, *max].into_iter().flatten().collect()
            }
            Self::Reach { values, .. } => values.clone(),
        }
    }

    /// The value after observations, at a base; a `reach` starts from its first value.
    pub(super) fn value(&self, from: Value, level: &dyn Fn(Level) -> Value, observed: &[Q]) -> Value {
        match self {
            Self::Plateau { .. } => self.lowered(from, level, observed),
            Self::Steer { by, min, max } => observed.iter().fold(from, |value, metric| {
                let changed = by.changed(&value, *metric, level);
                match (changed.exact.is_less(&value.exact), value.exact.is_less(&changed.exact)) {
                    (true, _) => min.map_or(changed.clone(), |min| changed.greater(level(min))),
                    (_, true) => max.map_or(changed.clone(), |max| changed.lesser(level(max))),
                    _ => changed,
                }
            }),
            Self::Reach { rising, at, values } => {
                let passes =
                    |metric: &Q, threshold: &Q| if *rising { metric >= threshold } else { metric <= threshold };
                let passed = at.iter().filter(|threshold| observed.iter().any(|metric| passes(metric, threshold)));
                level(values[passed.count()])
            }
        }
    }

    fn lowered(&self, from: Value, level: &dyn Fn(Level) -> Value, observed: &[Q]) -> Value {
        let Self::Plateau { factor, patience, higher, threshold, cooldown, min } = self else { return from };
        let nothing = Level { absolute: Q::from_integer(0), relative: None, has_absolute: true };
        let least = level(min.unwrap_or(nothing));
        let (mut value, mut best, mut bad, mut resting) = (from, None, 0, 0);
        for metric in observed {
            let is_better = best
                .is_none_or(|best: Q| if *higher { *metric > best + threshold } else { *metric < best - threshold });
            (best, bad) = if is_better { (Some(*metric), 0) } else { (best, bad + 1) };
            if resting > 0 {
                (resting, bad) = (resting - 1, 0);
            }
            if bad > *patience {
                let lowered = value.times(&Value::new(Big::rounded(*factor))).greater(least.clone());
                value = if lowered.exact.is_less(&value.exact) { lowered } else { value };
                (resting, bad) = (*cooldown, 0);
            }
        }
        value
    }
}

impl Steering {
    fn changed(&self, value: &Value, metric: Q, level: &dyn Fn(Level) -> Value) -> Value {
        let one = Value::exactly(Q::from_integer(1));
        match self {
            Self::Times { high, by, .. } if metric > *high => {
                value.times(&Value::new(Big::of(1.0).over(&Big::rounded(*by))))
            }
            Self::Times { low, by, .. } if metric < *low => value.times(&Value::new(Big::rounded(*by))),
            Self::Add { high, by, .. } if metric > *high => value.minus(&level(*by)),
            Self::Add { low, by, .. } if metric < *low => value.plus(&level(*by)),
            Self::Times { .. } | Self::Add { .. } => value.clone(),
            Self::Target { target, gain, clip } => {
                let deviation = (metric / target - Q::from_integer(1)).clamp(-clip, *clip);
                value.times(&one.plus(&Value::exactly(gain * deviation)))
            }
        }
    }
}
