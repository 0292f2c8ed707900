//! What a tree has to be, so that its evaluation neither fails nor takes for ever.

use std::fmt;

use super::clock::Subticks;
use super::sizes::Crossing;
use super::tree::{
    Chain, Change, Controller, Curve, End, Formula, Level, Mode, Node, Noise, OfFormula, Plateau, Reach, ReadUnit,
    Repeat, Stage, Stateful, Steer, Steering, too_many_cycles,
};

/// The longest time; 2^64 ticks of 2^32 subticks fit.
const TIME_LIMIT: Subticks = 1 << 96;
/// How deep nodes may nest.
const DEPTH_LIMIT: u32 = 512;

/// Why a tree is no schedule.
#[derive(Debug)]
pub(super) struct Invalid(&'static str);

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for Invalid {}

pub(super) fn validate(base: f64, resolution: u64, length: Option<Subticks>, root: &Node) -> Result<(), Invalid> {
    finite(base)?;
    divided(resolution)?;
    length.map_or(Ok(()), time)?;
    node(root, resolution, 0, 0)
}

/// A node and all in it; `tracks` is how many a formula of its own may take the values of.
fn node(this: &Node, resolution: u64, tracks: usize, depth: u32) -> Result<(), Invalid> {
    require(depth < DEPTH_LIMIT, "nodes nest more than 512 deep")?;
    own(this, resolution)?;
    let named = this.of_formula().map_or(0, |of| match of {
        OfFormula::Factor { formula, .. } | OfFormula::Ramp { formula, .. } => formula.tracks(),
    });
    require(named <= tracks, "a formula names a track that it is not given")?;
    if let Node::Stages { stages, .. } = this {
        let inner = |stage: &Stage| stage.by.as_ref().map_or(resolution, |by| by.resolution);
        return stages.iter().try_for_each(|stage| node(&stage.node, inner(stage), 0, depth + 1));
    }
    let resolution = if let Node::Clock { crossing, .. } = this { crossing.resolution } else { resolution };
    let (mut children, mut given) = (Ok(()), if let Node::Coupled { tracks, .. } = this { tracks.len() } else { 0 });
    this.for_each_child(&mut |child| {
        // The formula is the first one.
        let given = std::mem::take(&mut given);
        if children.is_ok() {
            children = node(child, resolution, given, depth + 1);
        }
    });
    children
}

fn coupled(body: &Node, tracks: &[Node]) -> Result<(), Invalid> {
    require(body.of_formula().is_some(), "what takes the values of tracks is no formula")?;
    require(tracks.len() <= Formula::TRACKS, "a formula takes the values of more than 32 tracks")
}

/// What a node has to be by itself, whatever its children are.
fn own(this: &Node, resolution: u64) -> Result<(), Invalid> {
    match this {
        Node::Hold(value) => level(*value),
        Node::Ramp { curve: way, from, to, length } => all([time(*length), level(*from), level(*to), curve(way)]),
        Node::Step { from, size, gamma } => all([level(*from), finite(*gamma), interval(*size)]),
        Node::Multistep { from, milestones, gamma } => all([level(*from), finite(*gamma), ascending(milestones)]),
        Node::Exponential { from, every, gamma } => {
            let gamma = above_zero(*gamma, "the gamma of an exponential is not above 0");
            all([level(*from), interval(*every), gamma])
        }
        Node::Piecewise { boundaries, values, .. } => piecewise(boundaries, values),
        Node::Factor { from, formula: function } => all([level(*from), formula(function)]),
        Node::Coupled { body, tracks } => coupled(body, tracks),
        Node::InverseSqrt { from, timescale, shift } => all([level(*from), interval(*timescale), time(*shift)]),
        Node::InverseTime { from, every, rate } => all([level(*from), interval(*every), not_negative(*rate)]),
        Node::Noise { from, noise: deviates, .. } => all([level(*from), noise(*deviates)]),
        Node::Driven { from, by, .. } => all([level(*from), controller(by)]),
        Node::Chain(segments) => chain(segments),
        Node::For { length: by, .. } | Node::Skip { by, .. } => time(*by),
        Node::Stages { stages: parts, .. } => stages(parts),
        Node::Mirror { length, body } => all([steady(body.own_stateful()), time(*length)]),
        Node::Every { by, body } => all([steady(body.first_stateful()), interval(*by)]),
        Node::Repeat(cycles) => repeat(cycles, resolution),
        Node::Product { .. } => Ok(()),
        Node::Sum(terms) => terms.iter().try_for_each(|(sign, _)| finite(*sign)),
        Node::Min(parts) | Node::Max(parts) => require(!parts.is_empty(), "a minimum or maximum of nothing"),
        Node::Rounded { to, .. } => above_zero(*to, "what is rounded to is not above 0"),
        Node::Clock { crossing, .. } => all([clock(crossing), time(crossing.outer), time(crossing.inner)]),
        Node::Scale { by: number, .. } | Node::Based { base: number, .. } => finite(*number),
    }
}

fn divided(resolution: u64) -> Result<(), Invalid> {
    require((1..=u64::from(u32::MAX)).contains(&resolution), "the resolution is not between 1 and 2^32 - 1")
}

fn clock(crossing: &Crossing) -> Result<(), Invalid> {
    divided(crossing.resolution)
}

fn curve(curve: &Curve) -> Result<(), Invalid> {
    match curve {
        Curve::Linear
        | Curve::Cosine
        | Curve::Geometric
        | Curve::Logarithmic
        | Curve::OneMinusSqrt
        | Curve::OneMinusSqrtRise => Ok(()),
        Curve::Polynomial(power) | Curve::PolynomialRise(power) => above_zero(*power, "a power is not above 0"),
        Curve::ShiftedExponential(ratio) => above_zero(*ratio, "the ratio of a shifted exponential is not above 0"),
        Curve::Rex(beta) => require((0.0..1.0).contains(beta), "the beta of a rex is not from 0 to below 1"),
        Curve::Tanh(bounds) => all([finite(bounds.lb), finite(bounds.ub)]),
        Curve::Formula(function) => formula(function),
    }
}

fn piecewise(boundaries: &[Subticks], values: &[Level]) -> Result<(), Invalid> {
    ascending(boundaries)?;
    values.iter().try_for_each(|value| level(*value))?;
    require(values.len() == boundaries.len() + 1, "there is not one value more than boundaries")
}

fn noise(noise: Noise) -> Result<(), Invalid> {
    let (scale, limit) = match noise {
        Noise::Normal { std, limit } => (std, limit),
        Noise::Uniform { range } => (range, None),
    };
    limit.map_or(Ok(()), |limit| above_zero(limit, "the limit of a noise is not above 0"))?;
    not_negative(scale)
}

fn controller(controller: &Controller) -> Result<(), Invalid> {
    let mut levels = Ok(());
    controller.for_each_level(&mut |of| {
        if levels.is_ok() {
            levels = level(*of);
        }
    });
    levels?;
    match controller {
        Controller::Plateau(rule) => plateau(rule),
        Controller::Steer(rule) => steer(rule),
        Controller::Reach(rule) => reach(rule),
    }
}

fn plateau(rule: &Plateau) -> Result<(), Invalid> {
    all([not_negative(rule.threshold), not_negative(rule.eps)])?;
    require((0.0..1.0).contains(&rule.factor), "the factor of a plateau is not from 0 to below 1")
}

fn steer(rule: &Steer) -> Result<(), Invalid> {
    match &rule.by {
        Steering::Band { low, high, change } => {
            all([finite(*low), finite(*high), require(low <= high, "the ends of a band are not in order")])?;
            match change {
                Change::Times(number) => above_zero(*number, "what a steer multiplies by is not above 0"),
                Change::Add(_) => Ok(()),
            }
        }
        Steering::Target { target, gain, clip } => {
            all([finite(*target), finite(*gain), above_zero(*clip, "the clip of a steer is not above 0")])?;
            require(*target != 0.0, "the target of a steer is 0")
        }
    }
}

fn reach(rule: &Reach) -> Result<(), Invalid> {
    rule.at.iter().try_for_each(|&at| finite(at))?;
    require(rule.values.len() == rule.at.len(), "a reach has not one value after each threshold")?;
    let in_order = rule.at.windows(2).all(|pair| match rule.mode {
        Mode::Min => pair[0] > pair[1],
        Mode::Max => pair[0] < pair[1],
    });
    require(in_order, "the thresholds of a reach are not in order")
}

fn chain(segments: &Chain) -> Result<(), Invalid> {
    require(segments.get(0).is_some_and(|first| first.start == 0), "a chain does not start at 0")?;
    let starts: Vec<_> = segments.iter().map(|segment| segment.start).collect();
    ascending(&starts)
}

fn repeat(repeat: &Repeat, resolution: u64) -> Result<(), Invalid> {
    let (period, count, stretch) = (repeat.period(), repeat.count(), repeat.stretch());
    all([steady(repeat.body().own_stateful()), interval(period), finite(repeat.decay())])?;
    require(count != Some(0), "a repeat has no cycle")?;
    let (p, q) = stretch;
    require(p > 0 && q > 0 && (p >= q || count.is_some()), "a stretch is not above 0, or shrinks for ever")?;
    require(!too_many_cycles(period, stretch, count, resolution), "there are more than 4096 stretched cycles")
}

/// Segments that end at ticks. Where time is read, nothing else tells it.
fn stages(stages: &[Stage]) -> Result<(), Invalid> {
    require(!stages.is_empty(), "there are no stages")?;
    stages.iter().try_for_each(|stage| {
        time(stage.end.longest())?;
        let is_filled = !matches!(stage.end, End::Filling { length, .. } if length <= 0);
        require(is_filled && stage.end.is_positive(), "the end of a stage is below 0, or what fills it has no length")?;
        let Some(ReadUnit { unit, resolution }) = &stage.by else { return Ok(()) };
        divided(*resolution)?;
        require(!unit.is_empty(), "what is read has no name")?;
        let is_alone = !stage.node.has_clock() && !stage.node.has_coupled() && stage.node.units_read().is_empty();
        require(is_alone, "a clock, a formula of tracks or another reading is in what a reading tells the time of")
    })
}

/// What has a state goes on tick by tick: it can neither be sampled nor run again.
fn steady(stateful: Option<Stateful<'_>>) -> Result<(), Invalid> {
    require(stateful.is_none(), "what follows a metric is in what does not go on tick by tick")
}

/// The first error, if there is one.
fn all<const N: usize>(checks: [Result<(), Invalid>; N]) -> Result<(), Invalid> {
    checks.into_iter().collect()
}

fn require(holds: bool, otherwise: &'static str) -> Result<(), Invalid> {
    if holds { Ok(()) } else { Err(Invalid(otherwise)) }
}

fn above_zero(number: f64, otherwise: &'static str) -> Result<(), Invalid> {
    require(number.is_finite() && number > 0.0, otherwise)
}

fn not_negative(number: f64) -> Result<(), Invalid> {
    finite(number)?;
    require(number >= 0.0, "a number is below 0")
}

fn finite(number: f64) -> Result<(), Invalid> {
    require(number.is_finite(), "a number is not finite")
}

fn level(level: Level) -> Result<(), Invalid> {
    all([finite(level.rel), finite(level.abs)])
}

fn time(time: Subticks) -> Result<(), Invalid> {
    require((0..=TIME_LIMIT).contains(&time), "a time is below 0 or above 2^96 subticks")
}

fn interval(interval: Subticks) -> Result<(), Invalid> {
    time(interval)?;
    require(interval != 0, "an interval is 0")
}

fn ascending(times: &[Subticks]) -> Result<(), Invalid> {
    times.iter().try_for_each(|&at| time(at))?;
    require(times.is_sorted(), "boundaries are not in order")
}

fn formula(formula: &Formula) -> Result<(), Invalid> {
    formula.check().map_err(Invalid)
}
