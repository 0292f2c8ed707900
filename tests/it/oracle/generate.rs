//! Programs at random: all of the language, from one to eight constructs.

use super::driven::{Driven, Steering};
use super::number::Q;
use super::program::{Curve, Duration, Expr, Formula, Level, Program};

/// Random numbers, the same for the same seed, by `SplitMix64`.
pub(super) struct Random(u64);

impl Random {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x2545_f491_4f6c_dd1d))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub(super) fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end as u64).expect("small")
    }

    fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    fn pick<T: Clone>(&mut self, items: &[T]) -> T {
        items[self.below(items.len())].clone()
    }

    pub(super) fn shuffle<T>(&mut self, items: &mut [T]) {
        for index in (1..items.len()).rev() {
            items.swap(index, self.below(index + 1));
        }
    }
}

fn q(over: i128, under: i128) -> Q {
    Q::new(over, under)
}

struct Generator<'r> {
    random: &'r mut Random,
    /// How many constructs are left.
    left: usize,
    lets: usize,
    /// Tracks that may be referred to, and whether the file has a run.
    tracks: std::ops::Range<usize>,
    has_run: bool,
    has_metrics: bool,
}

/// What is observed at each tick, if something is.
pub(super) fn metrics(random: &mut Random, ticks: u64) -> Vec<Option<Q>> {
    (0..ticks).map(|_| random.chance(80).then(|| q(random.below(25) as i128, 8))).collect()
}

/// A program; with metrics, one in which much follows them, and no formula takes the value of a track.
pub(super) fn program(random: &mut Random, has_metrics: bool) -> Program {
    let run = random.chance(50).then(|| random.pick(&[q(10, 1), q(12, 1), q(25, 2), q(24, 1), q(40, 1), q(31, 3)]));
    let tracks = random.pick(&[1, 1, 1, 2, 3]);
    let lets = random.pick(&[0, 0, 1, 2]);
    let base = random.chance(50);
    let bases =
        (0..tracks).map(|_| (base && random.chance(80)).then(|| random.pick(&[q(1, 1), q(2, 1), q(1, 10), q(3, 1)])));
    let bases: Vec<_> = bases.collect();
    let mut expr = |lets: usize, tracks: std::ops::Range<usize>| {
        let left = 1 + random.below(8);
        let mut generator = Generator { random, left, lets, tracks, has_run: run.is_some(), has_metrics };
        generator.schedule(4)
    };
    // A `let` may be made of those before it.
    let lets_made: Vec<_> = (0..lets).map(|index| expr(index, 0..0)).collect();
    let tracks: Vec<_> = (0..tracks).map(|index| expr(lets, index + 1..tracks)).collect();
    Program { run, bases, lets: lets_made, tracks }
}

impl Generator<'_> {
    fn ticks(&mut self) -> Q {
        let random = &mut *self.random;
        match random.below(12) {
            0 => q(0, 1),
            1..=8 => q(1 + random.below(8) as i128, 1),
            9 => q(1 + random.below(16) as i128, 2),
            10 => q(1 + random.below(20) as i128, 4),
            _ => q(1 + random.below(12) as i128, 3),
        }
    }

    fn duration(&mut self) -> Duration {
        if self.has_run && self.random.chance(15) {
            return Duration::Share(self.random.pick(&[q(1, 10), q(1, 4), q(1, 2), q(1, 1)]));
        }
        Duration::Ticks(self.ticks())
    }

    /// Where a segment ends: a later time than a length mostly is.
    fn end(&mut self) -> Duration {
        match self.duration() {
            Duration::Ticks(ticks) if self.random.chance(70) => Duration::Ticks(ticks * q(3, 1)),
            duration => duration,
        }
    }

    fn interval(&mut self) -> Duration {
        match self.duration() {
            Duration::Ticks(ticks) if *ticks.numer() == 0 && self.random.chance(90) => Duration::Ticks(q(2, 1)),
            duration => duration,
        }
    }

    fn ratio(&mut self) -> Q {
        self.random.pick(&[q(1, 2), q(1, 10), q(9, 10), q(3, 4), q(1, 3), q(2, 1)])
    }

    fn level(&mut self) -> Level {
        let random = &mut *self.random;
        let absolute =
            random.pick(&[q(1, 1), q(1, 2), q(1, 10), q(1, 1000), q(3, 1), q(2, 1), q(0, 1), q(-1, 2), q(1, 3)]);
        let relative = random.pick(&[q(1, 2), q(1, 10), q(3, 4), q(1, 1), q(2, 1), q(37, 100), q(1, 3)]);
        match random.below(20) {
            0..=8 => Level { absolute, relative: None, has_absolute: true },
            9..=18 => Level { absolute: q(0, 1), relative: Some(relative), has_absolute: false },
            _ => Level { absolute: q(1, 8), relative: Some(relative), has_absolute: true },
        }
    }

    fn positive(&mut self) -> Level {
        loop {
            let level = self.level();
            let is_positive = |part: Q| *part.numer() > 0;
            if is_positive(level.absolute) || level.relative.is_some_and(is_positive) {
                return level;
            }
        }
    }

    fn start(&mut self) -> Option<Level> {
        self.random.chance(25).then(|| self.level())
    }

    /// A track that may be named in a formula.
    fn track(&mut self) -> Option<usize> {
        let count = if self.has_metrics { 0 } else { self.tracks.len() };
        (count > 0).then(|| self.tracks.start + self.random.below(count))
    }

    fn number(&mut self) -> Expr {
        let level = match self.random.below(3) {
            0 => Level {
                absolute: self.random.pick(&[q(2, 1), q(1, 10), q(3, 1), q(-2, 1), q(1, 2)]),
                relative: None,
                has_absolute: true,
            },
            1 => self.level(),
            _ => Level {
                absolute: q(0, 1),
                relative: Some(self.random.pick(&[q(1, 2), q(1, 1), q(2, 1)])),
                has_absolute: false,
            },
        };
        Expr::Constant(level)
    }

    fn ramp(&mut self) -> Expr {
        let warmup = self.random.chance(25);
        let length = (warmup || !self.random.chance(15)).then(|| self.duration());
        let zero = Level { absolute: q(0, 1), relative: None, has_absolute: true };
        let whole = Level { absolute: q(0, 1), relative: Some(q(1, 1)), has_absolute: false };
        let power = self.random.pick(&[q(2, 1), q(3, 1), q(1, 2), q(3, 2)]);
        let curve = if warmup {
            self.random.pick(&[
                Curve::Linear,
                Curve::Linear,
                Curve::Cosine,
                Curve::Rise(power),
                Curve::Log,
                Curve::Geometric,
                Curve::OneMinusSqrtRise,
            ])
        } else {
            let ratio = self.ratio();
            self.random.pick(&[
                Curve::Linear,
                Curve::Linear,
                Curve::Linear,
                Curve::Cosine,
                Curve::Cosine,
                Curve::OneMinusSqrt,
                Curve::Poly(power),
                Curve::Geometric,
                Curve::ShiftedExp(ratio),
                Curve::Rex(q(1, 2)),
                Curve::Tanh,
                Curve::Formula(power),
                Curve::Flat(q(1, 4)),
            ])
        };
        let to = if self.random.chance(50) {
            self.level()
        } else if warmup {
            whole
        } else {
            zero
        };
        let curve = match self.track().filter(|_| !warmup && self.random.chance(10)) {
            Some(index) => Curve::Track(index),
            None => curve,
        };
        let (from, to) = match curve {
            Curve::Geometric => (Some(self.positive()), self.positive()),
            _ => (self.start(), to),
        };
        Expr::Ramp { curve, length, from, to, warmup }
    }

    /// What a metric may come to.
    fn metric(&mut self) -> Q {
        q(self.random.below(25) as i128, 8)
    }

    fn driven(&mut self) -> Expr {
        let from = self.start();
        let bounds = |of: &mut Self| match of.random.below(4) {
            0 => (Some(of.level()), None),
            1 => (None, Some(of.level())),
            _ => (None, None),
        };
        let by = match self.random.below(4) {
            0 => Driven::Plateau {
                factor: self.random.pick(&[q(1, 2), q(1, 10), q(0, 1), q(9, 10)]),
                patience: self.random.pick(&[0, 1, 3]),
                higher: self.random.chance(50),
                threshold: self.random.pick(&[q(0, 1), q(1, 4)]),
                cooldown: self.random.pick(&[0, 0, 2]),
                min: self.random.chance(30).then(|| self.level()),
            },
            1 | 2 => {
                let (low, width) = (self.metric(), self.random.pick(&[q(0, 1), q(1, 2), q(1, 1)]));
                let high = low + width;
                let by = match self.random.below(3) {
                    0 => Steering::Times { low, high, by: self.random.pick(&[q(3, 2), q(1, 2), q(11, 10), q(4, 3)]) },
                    1 => Steering::Add { low, high, by: self.positive() },
                    _ => Steering::Target {
                        target: self.random.pick(&[q(1, 1), q(2, 1), q(1, 2)]),
                        gain: self.random.pick(&[q(1, 10), q(-1, 4), q(1, 1)]),
                        clip: self.random.pick(&[q(1, 5), q(1, 2), q(4, 1)]),
                    },
                };
                let (min, max) = bounds(self);
                Driven::Steer { by, min, max }
            }
            _ => {
                let rising = self.random.chance(50);
                let mut at: Vec<_> = (0..=self.random.below(3)).map(|_| self.metric()).collect();
                at.sort();
                at.dedup();
                if !rising {
                    at.reverse();
                }
                let values = (0..=at.len()).map(|_| self.level()).collect();
                return Expr::Driven { by: Driven::Reach { rising, at, values }, from: None };
            }
        };
        Expr::Driven { by, from }
    }

    fn shape(&mut self) -> Expr {
        if self.has_metrics && self.random.chance(50) {
            return self.driven();
        }
        match self.random.below(20) {
            0..=8 => self.ramp(),
            9 | 10 => Expr::Hold(self.random.chance(60).then(|| self.level())),
            11 | 12 => Expr::Step { size: self.interval(), gamma: self.ratio(), from: self.start() },
            13 => {
                let milestones = (0..=self.random.below(3)).map(|_| self.duration()).collect();
                Expr::Multistep { milestones, gamma: self.ratio(), from: self.start() }
            }
            14 => Expr::Exponential { every: self.interval(), gamma: self.ratio(), from: self.start() },
            15 => {
                let count = 1 + self.random.below(3);
                let mut ticks: Vec<_> = (0..count).map(|_| self.ticks()).collect();
                if self.random.chance(95) {
                    ticks.sort();
                }
                Expr::Piecewise {
                    boundaries: ticks.into_iter().map(Duration::Ticks).collect(),
                    values: (0..=count).map(|_| self.level()).collect(),
                    interpolate: self.random.pick(&[None, Some(Curve::Linear), Some(Curve::Cosine)]),
                }
            }
            16 => Expr::InverseSqrt { timescale: self.interval(), shift: self.duration(), from: self.start() },
            17 => Expr::InverseTime { every: self.interval(), rate: self.ratio(), from: self.start() },
            18 => {
                let (ratio, k) = (self.ratio(), 1 + self.random.below(9) as i128);
                let formula = if self.random.chance(60) { self.track() } else { None };
                let formula = if let Some(index) = formula {
                    Formula::Track(index, k)
                } else {
                    self.random.pick(&[
                        Formula::Inverse(k),
                        Formula::Power(ratio, k),
                        Formula::Line(k),
                        Formula::Exp(k),
                        Formula::Floor(k),
                    ])
                };
                Expr::Factor { formula, from: self.start() }
            }
            _ => Expr::Constant(self.level()),
        }
    }

    fn leaf(&mut self) -> Expr {
        if self.lets > 0 && self.random.chance(20) {
            return Expr::Let(self.random.below(self.lets));
        }
        if !self.tracks.is_empty() && self.random.chance(20) {
            return Expr::Track(self.tracks.start + self.random.below(self.tracks.len()));
        }
        self.shape()
    }

    fn parts(&mut self, depth: u32) -> Vec<Expr> {
        (0..2 + self.random.below(2)).map(|_| self.schedule(depth)).collect()
    }

    fn schedule(&mut self, depth: u32) -> Expr {
        if depth == 0 || self.left <= 1 {
            self.left = self.left.saturating_sub(1);
            return self.leaf();
        }
        self.left -= 1;
        let depth = depth - 1;
        match self.random.below(20) {
            0..=5 => Expr::Then(self.parts(depth)),
            6 => {
                let parts = self.parts(depth);
                Expr::Product(parts)
            }
            7 | 8 => {
                let mut parts = vec![self.number(), self.schedule(depth)];
                if self.random.chance(20) {
                    parts.push(self.number());
                }
                self.random.shuffle(&mut parts);
                Expr::Product(parts)
            }
            9 => match self.random.below(4) {
                3 => {
                    let how = self.random.pick(&["floor", "ceil", "round"]);
                    let to = self.random.pick(&[q(1, 1), q(1, 4), q(2, 1), q(1, 10), q(3, 1)]);
                    Expr::Rounded(how, to, Box::new(self.schedule(depth)))
                }
                0 => Expr::Over(Box::new(self.schedule(depth)), self.random.pick(&[q(2, 1), q(3, 1), q(-4, 1)])),
                1 => Expr::Negate(Box::new(self.schedule(depth))),
                _ => Expr::Clamp(Box::new(self.schedule(depth)), self.level(), self.level()),
            },
            10 => {
                let terms = self.parts(depth);
                Expr::Sum(
                    terms.into_iter().enumerate().map(|(i, term)| (i > 0 && self.random.chance(40), term)).collect(),
                )
            }
            11 => {
                let mut parts = self.parts(depth);
                if self.random.chance(40) {
                    parts.push(Expr::Constant(self.level()));
                }
                if self.random.chance(50) { Expr::Min(parts) } else { Expr::Max(parts) }
            }
            12 => Expr::For(Box::new(self.schedule(depth)), self.duration()),
            13 => Expr::Until(Box::new(self.schedule(depth)), self.end()),
            14 => Expr::Skip(Box::new(self.schedule(depth)), self.duration()),
            15 => Expr::Every(Box::new(self.schedule(depth)), self.interval()),
            16 => Expr::Mirror(Box::new(self.schedule(depth))),
            _ => {
                let count = self.random.chance(70).then(|| 1 + self.random.below(4) as u64);
                let stretch = self.random.pick(&[q(1, 1), q(1, 1), q(2, 1), q(3, 2), q(1, 2)]);
                let stretch = if count.is_none() && stretch < q(1, 1) { q(2, 1) } else { stretch };
                let decay = self.random.pick(&[q(1, 1), q(1, 1), q(1, 2), q(3, 4)]);
                Expr::Repeat { body: Box::new(self.schedule(depth)), count, stretch, decay }
            }
        }
    }
}
