//! What a call of a library's function means, or why it cannot be said.

use super::function::{Base, Counts, Function, Reason, Source, Translation};
use super::print::{part, print};
use super::tree::{self, any, argument, literal, made, read};
use crate::syntax::ast::{Expr, ExprKind, PostfixKind, RelativeSign};
use crate::units::Ratio;

impl Reason {
    pub(super) fn new(why: impl Into<String>) -> Self {
        Self { parameter: None, why: why.into() }
    }

    pub(super) fn of(parameter: &str, why: impl Into<String>) -> Self {
        Self { parameter: Some(parameter.to_string()), why: why.into() }
    }
}

impl std::fmt::Display for Reason {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.why)
    }
}

impl Translation {
    /// The function that was called.
    pub fn function(&self) -> &'static Function {
        self.function
    }

    /// What its ticks are.
    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// The names of the tracks that it drives: `lr`, `momentum`, `wd`.
    pub fn tracks(&self) -> impl Iterator<Item = &'static str> {
        self.tracks.iter().map(|(name, _)| *name)
    }

    /// A track's schedule in the language, as the whole of the track.
    pub fn track(&self, name: &str) -> Option<String> {
        self.tree(name).map(|schedule| print(&opening(schedule.clone())))
    }

    /// The rate as one expression, at the base that the call gives.
    pub fn expression(&self) -> String {
        self.expression_of("lr").unwrap_or_default()
    }

    /// A track as one expression, at the base that the call gives.
    pub(crate) fn expression_of(&self, track: &str) -> Option<String> {
        self.at_its_base(track).map(|schedule| print(&schedule))
    }

    /// The same where it is a part of another expression.
    pub(crate) fn part_of(&self, track: &str) -> Option<String> {
        self.at_its_base(track).map(|schedule| part(&schedule))
    }

    /// The rate as a multiple of its base, and the base that the call gives, where a product says both.
    pub(crate) fn beside_base(&self) -> Option<(String, String)> {
        match (&self.base, self.tree("lr")?) {
            (Source::Replaced(base), lr) if !has_floor(lr) => Some((print(&opening(lr.clone())), print(base))),
            _ => None,
        }
    }

    /// A track at the base that the call gives, which is that of the rate.
    fn at_its_base(&self, track: &str) -> Option<Expr> {
        let schedule = self.tree(track)?.clone();
        Some(match &self.base {
            Source::Replaced(base) if track == "lr" && has_floor(&schedule) => opening(at_base(schedule, base)),
            Source::Replaced(base) if track == "lr" => tree::product(vec![base.clone(), opening(schedule)]),
            _ => opening(schedule),
        })
    }

    /// What it does with the rate of the optimizer.
    pub fn base(&self) -> Base {
        match &self.base {
            Source::Optimizer => Base::Optimizer,
            Source::Replaced(base) => Base::Replaced(print(base)),
            Source::Written => Base::Written,
        }
    }

    /// What surprises about it.
    pub fn notes(&self) -> impl Iterator<Item = &str> {
        self.notes.iter().map(String::as_str)
    }

    /// The same, watching a metric of this name where the call names none.
    #[must_use]
    pub fn watching(mut self, metric: &str) -> Self {
        for (_, schedule) in &mut self.tracks {
            watch(schedule, metric);
        }
        self
    }

    pub(super) fn tree(&self, name: &str) -> Option<&Expr> {
        self.tracks.iter().find(|(track, _)| *track == name).map(|(_, schedule)| schedule)
    }

    /// The rate.
    pub(super) fn lr(&self) -> Result<&Expr, Reason> {
        self.tree("lr").ok_or_else(|| Reason::new(format!("`{}` drives no learning rate", self.function.name)))
    }

    /// With another track.
    pub(super) fn and(mut self, track: &'static str, schedule: Expr) -> Self {
        self.tracks.push((track, schedule));
        self
    }

    /// Around another base than the optimizer's rate.
    pub(super) fn around(mut self, base: Expr) -> Self {
        self.base = Source::Replaced(base);
        self
    }

    /// With values that are written out in the call.
    pub(super) fn written(mut self) -> Self {
        self.base = Source::Written;
        self
    }

    /// Sampled at every multiple of a number of ticks.
    #[cfg(feature = "scripts")]
    pub(crate) fn every(mut self, ticks: &str) -> Result<Self, Reason> {
        let by = tree::read(ticks).ok_or_else(|| Reason::new(format!("`{ticks}` is not a length")))?;
        let sampled = |expr: Expr| tree::postfix(expr, PostfixKind::Every(by.clone()));
        if let Some(span) = &mut self.span {
            span.body = sampled(span.body.clone());
        }
        for (_, track) in &mut self.tracks {
            *track = sampled(track.clone());
        }
        Ok(self)
    }

    /// With something to note.
    pub(super) fn noting(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }
}

fn watch(expr: &mut Expr, metric: &str) {
    tree::for_each_child_mut(expr, &mut |child| watch(child, metric));
    let is_plateau = match &expr.kind {
        ExprKind::Name(name) => name.text == "plateau",
        ExprKind::Call { name, args, .. } => {
            name.text == "plateau"
                && !args.iter().any(|arg| arg.name.as_ref().is_some_and(|name| name.text == "metric"))
        }
        _ => false,
    };
    if is_plateau {
        let mut args = match &expr.kind {
            ExprKind::Call { args, .. } => args.clone(),
            _ => Vec::new(),
        };
        args.push(argument(Some("metric"), tree::name(metric)));
        *expr = tree::call("plateau", args);
    }
}

/// A schedule where it opens a track: there a warmup starts at 0 by itself.
fn opening(mut schedule: Expr) -> Expr {
    let mut expr = &mut schedule;
    loop {
        expr = match &mut expr.kind {
            ExprKind::Then(parts) => &mut parts[0],
            ExprKind::Postfix { operand, .. } => operand,
            ExprKind::Call { name, args, .. } if name.text == "warmup" => {
                args.retain(|arg| {
                    arg.name.as_ref().is_none_or(|name| name.text != "from")
                        || literal(&arg.value) != Some(Ratio::from_integer(0))
                });
                return schedule;
            }
            _ => return schedule,
        };
    }
}

/// A schedule as it is from the base, whatever came before it.
pub(super) fn from_base(schedule: Expr) -> Expr {
    let mut from_base = schedule.clone();
    if start(&mut from_base) {
        return from_base;
    }
    let nothing = tree::postfix(hold_base(), PostfixKind::For(tree::number(Ratio::from_integer(0))));
    tree::then(vec![nothing, schedule])
}

/// A schedule that is at a base by itself: no product can say that of one with levels of its own.
fn at_base(schedule: Expr, base: &Expr) -> Expr {
    let mut schedule = from_base(schedule);
    climb(&mut schedule);
    shares(&mut schedule, base);
    tree::simplified(schedule)
}

/// Says of each warmup that it climbs to the base.
fn climb(expr: &mut Expr) {
    tree::for_each_child_mut(expr, &mut climb);
    let shape = match &expr.kind {
        ExprKind::Call { name, args, .. } if name.text == "warmup" => {
            let has_to = args.get(1).is_some_and(|arg| arg.name.is_none())
                || args.iter().any(|arg| arg.name.as_ref().is_some_and(|name| name.text == "to"));
            (!has_to).then(|| args.clone())
        }
        _ => None,
    };
    if let Some(mut args) = shape {
        args.extend(read("1x").map(|to| argument(Some("to"), to)));
        *expr = tree::call("warmup", args);
    }
}

/// Multiples of a base, where there are shares.
fn shares(expr: &mut Expr, base: &Expr) {
    tree::for_each_child_mut(expr, &mut |child| shares(child, base));
    if let ExprKind::Relative { number, sign: RelativeSign::Times } = &expr.kind {
        *expr = tree::product(vec![made(ExprKind::Number(number.clone())), base.clone()]);
    }
}

/// `hold(1x)`
fn hold_base() -> Expr {
    tree::call("hold", read("1x").map(|base| argument(None, base)).into_iter().collect())
}

/// Gives the first shape of a schedule the base to start from, where it would pick up something.
fn start(expr: &mut Expr) -> bool {
    let given = |expr: &Expr, name: &str| match &expr.kind {
        ExprKind::Call { args, .. } => args.iter().any(|arg| arg.name.as_ref().is_some_and(|arg| arg.text == name)),
        _ => false,
    };
    let shape = match &expr.kind {
        ExprKind::Then(_) | ExprKind::Postfix { .. } => None,
        ExprKind::Call { name, .. } | ExprKind::Name(name) => Some(name.text.clone()),
        _ => return false,
    };
    match (shape.as_deref(), &mut expr.kind) {
        (_, ExprKind::Then(parts)) => start(&mut parts[0]),
        (_, ExprKind::Postfix { operand, .. }) => start(operand),
        (Some("piecewise"), _) => true,
        (Some("hold"), ExprKind::Call { args, .. }) if !args.is_empty() => true,
        (Some("hold"), _) => {
            *expr = hold_base();
            true
        }
        (Some(shape), _) if crate::catalogue::shape(shape).is_some() => {
            if !given(expr, "from") {
                let mut args = match &mut expr.kind {
                    ExprKind::Call { args, .. } => std::mem::take(args),
                    _ => Vec::new(),
                };
                let from = if shape == "warmup" { "0" } else { "1x" };
                args.extend(read(from).map(|from| argument(Some("from"), from)));
                *expr = tree::call(shape, args);
            }
            true
        }
        _ => false,
    }
}

/// A schedule for exactly a length; as it is, where it is that long by itself.
pub(super) fn cut(schedule: Expr, length: &Expr) -> Expr {
    const LONG: [&str; 6] = ["linear", "cosine", "poly", "curve", "one_minus_sqrt", "warmup"];
    let whole = match &schedule.kind {
        ExprKind::Call { name, args, .. } => {
            LONG.contains(&name.text.as_str())
                && args.first().is_some_and(|arg| arg.name.is_none() && tree::same(&arg.value, length))
        }
        _ => false,
    };
    if whole { schedule } else { tree::postfix(schedule, PostfixKind::For(length.clone())) }
}

/// Whether a schedule has a level in it that does not scale with the base.
pub(super) fn has_floor(schedule: &Expr) -> bool {
    let absolute = |level: &Expr| {
        let relative = any(level, &mut |part| matches!(part.kind, ExprKind::Relative { .. }));
        !relative && !tree::is_schedule(level) && literal(level) != Some(Ratio::from_integer(0))
    };
    any(schedule, &mut |expr| match &expr.kind {
        ExprKind::Call { name, args, .. } => args.iter().any(|arg| match &arg.name {
            Some(name) => ["to", "from", "min"].contains(&name.text.as_str()) && absolute(&arg.value),
            None => ["max", "min", "hold"].contains(&name.text.as_str()) && absolute(&arg.value),
        }),
        _ => false,
    })
}

/// A list.
pub(super) fn list(items: Vec<Expr>) -> Expr {
    made(ExprKind::List(items))
}
