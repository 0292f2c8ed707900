//! Running a schedule that watches metrics, with a state that can be saved and resumed.

use std::borrow::Borrow;
use std::fmt;
use std::io::BufWriter;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::Schedule;
use super::clock::Instant;
use super::eval::Side;
use super::tree::{
    At, Controller, ControllerState, Node, Reading, Stateful, is_reading, reading, running, settle, written,
};
use crate::error::Error;

/// The state of a run: all that has to be saved besides the schedule itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct State {
    /// The schedule's [`fingerprint`](Schedule::fingerprint).
    pub fingerprint: String,
    /// The tick whose value is the next to be used.
    pub tick: u64,
    /// What each shape that follows a metric has seen, in the order of the tree; empty without one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub controllers: Vec<ControllerState>,
    /// What each [unit that it reads](Schedule::units_read) reads at that tick, in billionths of it; empty without one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub readings: Vec<i128>,
}

/// Why a schedule does not go on from a state.
#[derive(Debug)]
struct ForeignState {
    schedule: String,
    state: String,
}

impl fmt::Display for ForeignState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.schedule == self.state {
            return f.write_str(
                "the state is not that of the shapes of its schedule that follow a metric, so it has been changed",
            );
        }
        write!(
            f,
            "the state was saved by another schedule: its fingerprint is {}, and this schedule's is {}; \
             go on with the schedule that saved it, or start this one afresh at the tick where it should go on",
            self.state, self.schedule
        )
    }
}

impl std::error::Error for ForeignState {}

/// A schedule in use, one tick after the other. It borrows the schedule, or owns it: `Run::new(Arc::new(schedule))`.
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let compiled = lehr::compile("base = 0.1; lr = plateau(0.5, patience=1, metric=loss)", &Default::default());
/// let program = compiled.program().ok_or("errors")?;
/// let lr = program.track("lr").ok_or("no lr")?;
/// let mut run = lr.start();
/// for loss in [1.0, 1.0, 1.0] {
///     assert_eq!(run.value(), 0.1);
///     run.step(&[("loss", loss)]);
/// }
/// assert_eq!(run.value(), 0.05);
/// let resumed = lr.resume(run.state())?;
/// assert_eq!(resumed.value(), 0.05);
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
pub struct Run<S> {
    schedule: S,
    tick: u64,
    controllers: Vec<ControllerState>,
    /// What each unit reads that the schedule does.
    readings: Vec<Reading>,
}

/// The first 16 bytes of the SHA-256 of the JSON of something.
pub(super) fn digest(of: &impl Serialize) -> u128 {
    let mut hasher = Sha256::new();
    // What is written in one piece would be kept whole; nothing fails that is only hashed.
    let written = serde_json::to_writer(BufWriter::new(&mut hasher), of);
    debug_assert!(written.is_ok(), "a schedule is JSON");
    hasher.finalize().iter().take(16).fold(0_u128, |number, &byte| number << 8 | u128::from(byte))
}

impl Schedule {
    /// The first 16 bytes of the SHA-256 of its JSON, with each `text` empty, in hexadecimal digits. Two schedules
    /// with the same one have the same values at every tick. How a file is laid out does not count, so that a saved
    /// state still fits after the file is formatted.
    pub fn fingerprint(&self) -> String {
        let digest = || {
            let mut schedule = self.clone();
            schedule.root.clear_texts();
            Box::new(digest(&schedule))
        };
        format!("{:032x}", **self.known.fingerprint.get_or_init(digest))
    }

    /// A run of it from tick 0.
    pub fn start(&self) -> Run<&Self> {
        Run::new(self)
    }

    /// A run of it that goes on from a saved state.
    ///
    /// # Errors
    ///
    /// The state is that of another schedule.
    pub fn resume(&self, state: State) -> Result<Run<&Self>, Error> {
        Run::resumed(self, state)
    }

    /// What follows metrics in it, in the order of the tree.
    #[cfg(feature = "cli")]
    pub(crate) fn controllers(&self) -> Vec<&Controller> {
        self.root.controllers()
    }

    /// The names of the metrics that it watches, each once, in order.
    pub fn metrics(&self) -> Vec<&str> {
        let mut names: Vec<_> = self.root.controllers().into_iter().map(Controller::metric).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// The units whose readings it takes, by their singular names, each once, in order. Without a [`Run`] that is given
    /// them, its values are NaN.
    pub fn units_read(&self) -> Vec<&str> {
        if self.is_read() { self.root.units_read() } else { Vec::new() }
    }

    /// What its runs keep the state of, in the order of the slots.
    fn stateful(&self) -> Vec<Stateful<'_>> {
        if self.known.has_state { self.root.stateful() } else { Vec::new() }
    }
}

impl<S: Borrow<Schedule>> Run<S> {
    /// A run of a schedule from tick 0.
    pub fn new(schedule: S) -> Self {
        let borrowed = schedule.borrow();
        let controllers = borrowed.stateful().into_iter().map(Stateful::start).collect();
        let readings = vec![0; borrowed.units_read().len()];
        let mut run = Self { schedule, tick: 0, controllers, readings };
        run.settle();
        run
    }

    /// A run of a schedule that goes on from a saved state.
    ///
    /// # Errors
    ///
    /// The state is that of another schedule.
    pub fn resumed(schedule: S, state: State) -> Result<Self, Error> {
        let borrowed = schedule.borrow();
        let fingerprint = borrowed.fingerprint();
        let stateful = borrowed.stateful();
        let fits = |(part, state): (&Stateful<'_>, _)| part.fits(state);
        let is_own = state.controllers.len() == stateful.len()
            && stateful.iter().zip(&state.controllers).all(fits)
            && state.readings.len() == borrowed.units_read().len()
            && state.readings.iter().all(|reading| is_reading(*reading));
        if state.fingerprint != fingerprint || !is_own {
            return Err(Error::new(ForeignState { schedule: fingerprint, state: state.fingerprint }));
        }
        Ok(Self { schedule, tick: state.tick, controllers: state.controllers, readings: state.readings })
    }

    /// The value of this tick, which is used now.
    pub fn value(&self) -> f64 {
        let schedule = self.schedule.borrow();
        schedule.look(self.now(), Side::At, &self.controllers)
    }

    /// Goes to the next tick, with what was measured at this one. What follows a metric, and runs at this tick, observes
    /// it, where it is given; NaN is never better, and neither moves a `steer` nor passes a threshold.
    pub fn step(&mut self, metrics: &[(&str, f64)]) {
        self.go_through(Given::Metrics(metrics));
        self.seek(self.tick.saturating_add(1));
    }

    /// Takes what units read at this tick, before its value is used. A unit is given by its singular or plural name, and
    /// as a number from 0 to 2^64; it is taken to the nearest billionth. What the schedule does not read is passed over.
    /// A unit that is not given reads what it read before, which is 0 at the start.
    ///
    /// A segment that counts a unit ends at the first tick whose reading has come to its end, and the next one begins
    /// there: with what is read at that tick.
    ///
    /// ```
    /// use lehr::{Error, Overrides, compile};
    ///
    /// let text = "unit hour; tick = steps; lr = linear(2 hours, from=1)";
    /// let program = compile(text, &Overrides::new()).into_program()?;
    /// let mut run = program.tracks()[0].schedule.start();
    /// run.step(&[]);
    /// run.read(&[("hour", 0.5)])?;
    /// assert_eq!(run.value(), 0.75);
    /// assert!(run.read(&[("hour", 0.25)]).is_err());
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// A number that is below 0, above 2^64, or none, and one below what was read before. Nothing is taken then.
    pub fn read(&mut self, readings: &[(&str, f64)]) -> Result<(), Error> {
        let mut now = self.readings.clone();
        let schedule = self.schedule.borrow();
        for (unit, before) in schedule.units_read().into_iter().zip(&mut now) {
            let is_called = |name: &str| name.strip_prefix(unit).is_some_and(|rest| matches!(rest, "" | "s"));
            for (name, number) in readings.iter().filter(|(name, _)| is_called(name)) {
                let number = *number;
                let Some(reading) = reading(number) else {
                    return Err(Error::message(format!("`{name}` reads {number}, which is no number from 0 to 2^64")));
                };
                if reading < *before {
                    let before = written(*before);
                    return Err(Error::message(format!(
                        "`{name}` reads {number} after {before}: a reading never falls"
                    )));
                }
                *before = reading;
            }
        }
        self.readings = now;
        self.settle();
        Ok(())
    }

    /// Goes to any tick; what metrics and readings have done stays.
    pub fn seek(&mut self, tick: u64) {
        self.tick = tick;
        self.settle();
    }

    /// Brings stages to this tick.
    fn settle(&mut self) {
        if !self.schedule.borrow().is_read() {
            return;
        }
        let readings = std::mem::take(&mut self.readings);
        let schedule = self.schedule.borrow();
        let units = schedule.units_read();
        let named: Vec<_> = units.into_iter().zip(readings.iter().copied()).collect();
        let mut controllers = std::mem::take(&mut self.controllers);
        let given = Given::Readings { tick: self.tick, readings: &named };
        go_through(schedule, self.now(), given, &mut controllers);
        self.controllers = controllers;
        self.readings = readings;
    }

    fn go_through(&mut self, given: Given<'_>) {
        let mut controllers = std::mem::take(&mut self.controllers);
        go_through(self.schedule.borrow(), self.now(), given, &mut controllers);
        self.controllers = controllers;
    }

    /// The tick that it is at.
    pub fn tick(&self) -> u64 {
        self.tick
    }

    /// Its state, to be saved. The first one of a schedule takes as long as writing its JSON does.
    pub fn state(&self) -> State {
        let fingerprint = self.schedule.borrow().fingerprint();
        let (controllers, readings) = (self.controllers.clone(), self.readings.clone());
        State { fingerprint, tick: self.tick, controllers, readings }
    }

    fn now(&self) -> Instant {
        Instant::at(self.schedule.borrow().start_of(self.tick))
    }
}

/// What is handed to what runs at a tick.
#[derive(Clone, Copy)]
enum Given<'g> {
    /// What was measured at it, for what follows a metric.
    Metrics(&'g [(&'g str, f64)]),
    /// What units read at it, for stages.
    Readings { tick: u64, readings: &'g [(&'g str, Reading)] },
}

fn go_through(schedule: &Schedule, now: Instant, given: Given<'_>, controllers: &mut [ControllerState]) {
    let walk = Walk { given, resolution: schedule.resolution };
    walk.node(&schedule.root, now, schedule.base, controllers);
    if schedule.known.coupled && !controllers.is_empty() {
        walk.tracks(&schedule.root, now, controllers);
    }
}

/// Goes through what runs at a time.
struct Walk<'g> {
    given: Given<'g>,
    /// Subticks to a unit of the clock.
    resolution: u64,
}

impl Walk<'_> {
    fn node(&self, node: &Node, at: Instant, base: f64, controllers: &mut [ControllerState]) {
        match node {
            Node::Driven { from, by, slot } => {
                let Given::Metrics(metrics) = self.given else { return };
                let metric = metrics.iter().find(|(name, _)| *name == by.metric());
                if let (Some(state), Some((_, metric))) = (controllers.get_mut(*slot), metric) {
                    by.observe(state, *metric, *from, base);
                }
            }
            Node::Chain(segments) => {
                if let Some((node, start)) = segments.at(at, false) {
                    self.node(node, at.since(start), base, controllers);
                }
            }
            Node::Stages { stages, slot } => {
                let Some(ControllerState::Stages(state)) = controllers.get_mut(*slot) else { return };
                if let Given::Readings { tick, readings } = self.given {
                    settle(stages, state, &At { time: at, tick, readings });
                }
                if let Some((stage, local)) = running(stages, state.as_ref(), at) {
                    let resolution = stage.by.as_ref().map_or(self.resolution, |by| by.resolution);
                    Walk { resolution, ..*self }.node(&stage.node, local, base, controllers);
                }
            }
            Node::For { length, body } => {
                if at.num < at.boundary(*length) {
                    self.node(body, at, base, controllers);
                }
            }
            Node::Skip { by, body } => self.node(body, at.ahead(*by), base, controllers),
            Node::Clock { crossing, body } => {
                let inner = Walk { resolution: crossing.resolution, ..*self };
                inner.node(body, crossing.at(at, self.resolution), base, controllers);
            }
            Node::Based { base, body, .. } => self.node(body, at, *base, controllers),
            Node::Product { carrier, factors } => {
                self.node(carrier, at, base, controllers);
                factors.iter().for_each(|factor| self.node(factor, at, 1.0, controllers));
            }
            Node::Rounded { .. } | Node::Scale { .. } | Node::Sum(_) | Node::Min(_) | Node::Max(_) => {
                node.for_each_child(&mut |child| self.node(child, at, base, controllers));
            }
            // Their time does not go on tick by tick; what follows a metric is refused in them.
            Node::Repeat(_) | Node::Mirror { .. } | Node::Every { .. } => {}
            // Its tracks go on before it runs, and after.
            Node::Coupled { .. } => {}
            Node::Hold(_)
            | Node::Ramp { .. }
            | Node::Step { .. }
            | Node::Multistep { .. }
            | Node::Exponential { .. }
            | Node::Piecewise { .. }
            | Node::Factor { .. }
            | Node::InverseSqrt { .. }
            | Node::InverseTime { .. }
            | Node::Noise { .. } => {}
        }
    }

    /// Hands them to the tracks that formulas take the values of, at the time of the track that a node is in.
    fn tracks(&self, node: &Node, now: Instant, controllers: &mut [ControllerState]) {
        if let Node::Coupled { tracks, .. } = node {
            tracks.iter().for_each(|track| self.node(track, now, 1.0, controllers));
        }
        if let Node::Clock { crossing, body } = node
            && matches!(**body, Node::Based { is_track: true, .. })
        {
            let inner = Walk { resolution: crossing.resolution, ..*self };
            return inner.tracks(body, crossing.at(now, self.resolution), controllers);
        }
        node.for_each_child(&mut |child| self.tracks(child, now, controllers));
    }
}
