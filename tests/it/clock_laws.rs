//! Nested schedules of both units in files whose batch changes: an oracle that walks the steps, and the laws.

use lehr::schedule::Node;
use lehr::{Code, Overrides, Program, compile};
use proptest::prelude::*;

use crate::clocks::{Both, Q, Unit, assert_same_bits, in_steps, in_tokens, name, program, unit, values};
use crate::own_units::{Own, own};

/// How many ticks are looked at.
const TICKS: u64 = 120;

/// A length of one of the units.
#[derive(Clone, Copy, Debug)]
struct Length(Q, Unit);

/// A schedule that goes on from a value, without jumps but for those of `every` and `repeat`.
#[derive(Clone, Debug)]
enum Form {
    Line(Length, i32),
    Hold(Length),
    Chain(Vec<Form>),
    Sum(Box<Form>, Box<Form>),
    Max(Box<Form>, Box<Form>),
    For(Box<Form>, Length),
    Every(Box<Form>, Length),
    Repeat(Box<Form>, u32),
    /// Of lines and holds.
    Mirror(Vec<Form>),
    /// The same of lines and holds, and then cycles of others.
    MirroredCycles(Vec<Form>, Vec<Form>, u32),
    /// Of lines and holds, without so many quarters of the first one.
    Skip(Vec<Form>, u32),
    /// Of lines and holds; without an end where there is no count.
    Cycles {
        body: Vec<Form>,
        count: Option<u32>,
        stretch: (i128, i128),
        decay: u32,
    },
}

fn length() -> impl Strategy<Value = Length> {
    (1..30_u32, unit()).prop_map(|(count, unit)| {
        Length(Q::from_integer(if unit == Unit::Steps { count } else { count * 7 }.into()), unit)
    })
}

fn leaf() -> impl Strategy<Value = Form> {
    prop_oneof![(length(), 0..9_i32).prop_map(|(length, to)| Form::Line(length, to)), length().prop_map(Form::Hold),]
}

/// A line of each unit.
fn both() -> impl Strategy<Value = Vec<Form>> {
    let line = |unit: Unit, each: u32| {
        (1..30_u32, 0..9_i32)
            .prop_map(move |(count, to)| Form::Line(Length(Q::from_integer((count * each).into()), unit), to))
    };
    (line(Unit::Steps, 1), line(Unit::Tokens, 7), any::<bool>())
        .prop_map(|(a, b, swapped)| if swapped { vec![b, a] } else { vec![a, b] })
}

/// Cycles of lines and holds; few of those that grow.
fn cycles(count: BoxedStrategy<Option<u32>>) -> impl Strategy<Value = Form> {
    let stretch = prop_oneof![4 => Just((1, 1)), 1 => Just((2, 1)), 1 => Just((3, 2)), 1 => Just((1, 2))];
    (prop::collection::vec(leaf(), 1..4), count, stretch, prop_oneof![Just(1), Just(2)]).prop_map(
        |(body, count, stretch, decay)| {
            let count = if stretch == (1, 1) { count } else { count.map(|count| count.min(3)) };
            // Those that shrink have an end.
            let stretch = if count.is_none() && stretch == (1, 2) { (2, 1) } else { stretch };
            Form::Cycles { body, count, stretch, decay }
        },
    )
}

fn form() -> impl Strategy<Value = Form> {
    let boxed = |form: Form| Box::new(form);
    let leaf = prop_oneof![
        4 => leaf(),
        1 => prop::collection::vec(leaf(), 1..4).prop_map(Form::Mirror),
        1 => (prop::collection::vec(leaf(), 0..2), both(), 1..4_u32).prop_map(
            |(head, body, count)| Form::MirroredCycles(head, body, count)
        ),
        1 => (prop::collection::vec(leaf(), 1..4), 0..5_u32).prop_map(|(parts, share)| Form::Skip(parts, share)),
        1 => cycles((1..9_u32).prop_map(Some).boxed()),
    ];
    leaf.prop_recursive(3, 10, 3, move |inner| {
        prop_oneof![
            3 => prop::collection::vec(inner.clone(), 2..4).prop_map(Form::Chain),
            1 => (inner.clone(), inner.clone()).prop_map(move |(a, b)| Form::Sum(boxed(a), boxed(b))),
            1 => (inner.clone(), inner.clone()).prop_map(move |(a, b)| Form::Max(boxed(a), boxed(b))),
            1 => (inner.clone(), length()).prop_map(move |(form, length)| Form::For(boxed(form), length)),
            1 => (inner.clone(), 1..4_u32).prop_map(move |(form, count)| Form::Repeat(boxed(form), count)),
            1 => (inner, length()).prop_map(move |(form, length)| Form::Every(boxed(form), length)),
        ]
    })
}

/// The sizes of the steps, and what a tick is.
#[derive(Clone, Debug)]
struct File {
    sizes: Vec<(u32, u32)>,
    tick: Unit,
    own: Own,
}

fn file() -> impl Strategy<Value = File> {
    (prop::collection::vec((1..40_u32, 1..9_u32), 1..4), unit(), own()).prop_map(|(sizes, tick, own)| File {
        sizes,
        tick,
        own,
    })
}

impl File {
    fn head(&self) -> String {
        let held = self.sizes.iter().map(|(steps, size)| format!("hold({size}) for {steps} steps"));
        let batch = held.chain(["hold(5)".to_string()]).collect::<Vec<_>>().join(" then ");
        format!("tick = {}\nstep = batch * 2 tokens\nbatch = {batch}\n", name(self.tick))
    }

    /// When each step starts, in tokens, and how large it is.
    fn walk(&self) -> Vec<(i128, i128)> {
        let sizes = self.sizes.iter().flat_map(|(steps, size)| (0..*steps).map(move |_| *size));
        let mut start = 0;
        let starts = sizes.chain(std::iter::repeat(5)).map(|size| {
            let size = i128::from(size) * 2;
            start += size;
            (start - size, size)
        });
        starts.take(4000).collect()
    }
}

/// The clocks, and the rules of the language by them.
struct Oracle {
    walked: Vec<(i128, i128)>,
}

fn pick(at: Both, unit: Unit) -> Q {
    if unit == Unit::Steps { at.0 } else { at.1 }
}

fn double(number: Q) -> f64 {
    *number.numer() as f64 / *number.denom() as f64
}

impl Oracle {
    fn both(&self, at: Q, unit: Unit) -> Both {
        match unit {
            Unit::Steps => (at, in_tokens(&self.walked, at)),
            Unit::Tokens => (in_steps(&self.walked, at), at),
        }
    }

    fn after(&self, start: Both, Length(count, unit): Length) -> Both {
        self.both(pick(start, unit) + count, unit)
    }

    /// When a form that starts at a time ends.
    fn end(&self, form: &Form, start: Both) -> Both {
        match form {
            Form::Line(length, _) | Form::Hold(length) | Form::For(_, length) => self.after(start, *length),
            Form::Chain(parts) => parts.iter().fold(start, |now, part| self.end(part, now)),
            Form::Sum(a, b) | Form::Max(a, b) => {
                let (a, b) = (self.end(a, start), self.end(b, start));
                if a.0 < b.0 { b } else { a }
            }
            Form::Every(form, _) => self.end(form, start),
            Form::Repeat(form, count) => (0..*count).fold(start, |now, _| self.end(form, now)),
            Form::Mirror(parts) => parts.iter().chain(parts.iter().rev()).fold(start, |now, part| self.end(part, now)),
            Form::MirroredCycles(head, body, count) => self.end(&Form::Mirror(written_out(head, body, *count)), start),
            Form::Skip(parts, share) => {
                let first = self.after(start, left(&parts[0], *share));
                parts[1..].iter().fold(first, |now, part| self.end(part, now))
            }
            Form::Cycles { body, count, stretch, .. } => {
                let count = count.expect("nothing follows what has no end");
                (0..count).fold(start, |now, cycle| self.end(&dilated(body, *stretch, cycle), now))
            }
        }
    }

    /// The same of cycles, the last of which is held where there is one.
    fn cycle(
        &self,
        (body, count, stretch, decay): (&[Form], Option<u32>, (i128, i128), u32),
        at: Both,
        start: Both,
        from: f64,
    ) -> f64 {
        let mut now = start;
        for cycle in 0.. {
            let form = dilated(body, stretch, cycle);
            let next = self.end(&form, now);
            if at.0 < next.0 || count == Some(cycle + 1) {
                return self.value(&form, at, now, from) / libm::pow(decay.into(), cycle.into());
            }
            now = next;
        }
        unreachable!("cycles have a length")
    }

    /// The value at a time, of a form that starts at another from a value; after its end it is held.
    fn value(&self, form: &Form, at: Both, start: Both, from: f64) -> f64 {
        if let Form::Cycles { body, count: None, stretch, decay } = form {
            return self.cycle((body, None, *stretch, *decay), at, start, from);
        }
        let end = self.end(form, start);
        let at = if at.0 < end.0 { at } else { end };
        match form {
            Form::Hold(_) => from,
            Form::Line(Length(count, unit), to) => {
                let gone = (pick(at, *unit) - pick(start, *unit)) / *count;
                from + (f64::from(*to) - from) * double(gone)
            }
            Form::Skip(parts, share) => {
                let first = self.after(start, left(&parts[0], *share));
                let Form::Line(length, to) = &parts[0] else {
                    let rest = Form::Chain(parts[1..].to_vec());
                    return if at.0 < first.0 { from } else { self.value(&rest, at, first, from) };
                };
                if at.0 < first.0 || parts.len() == 1 {
                    let passed = pick(at, length.1) - pick(start, length.1) + skipped(*length, *share);
                    return from + (f64::from(*to) - from) * double(passed / length.0);
                }
                self.value(&Form::Chain(parts[1..].to_vec()), at, first, f64::from(*to))
            }
            Form::Cycles { body, count, stretch, decay } => {
                self.cycle((body, *count, *stretch, *decay), at, start, from)
            }
            Form::Chain(parts) => {
                let (mut now, mut value) = (start, from);
                for part in parts {
                    let next = self.end(part, now);
                    if at.0 < next.0 {
                        return self.value(part, at, now, value);
                    }
                    value = self.value(part, next, now, value);
                    now = next;
                }
                value
            }
            Form::Sum(a, b) => self.value(a, at, start, from) + self.value(b, at, start, from),
            Form::Max(a, b) => self.value(a, at, start, from).max(self.value(b, at, start, from)),
            Form::For(form, _) => self.value(form, at, start, from),
            Form::Every(form, Length(count, unit)) => {
                let every = *count;
                let passed = (pick(at, *unit) - pick(start, *unit)) / every;
                // At its end it is where its last sample before that was.
                let samples = if at == end { passed.ceil() - 1 } else { passed.floor() };
                let sampled = pick(start, *unit) + samples.max(Q::from_integer(0)) * every;
                self.value(form, self.both(sampled, *unit), start, from)
            }
            Form::Repeat(form, count) => {
                let mut now = start;
                for cycle in 1..=*count {
                    let next = self.end(form, now);
                    if at.0 < next.0 || cycle == *count {
                        return self.value(form, at, now, from);
                    }
                    now = next;
                }
                from
            }
            Form::Mirror(parts) => self.mirrored((parts, parts.len(), parts.len()), at, start, from),
            Form::MirroredCycles(head, body, count) => {
                self.mirrored((&written_out(head, body, *count), head.len(), body.len()), at, start, from)
            }
        }
    }

    /// The value of segments that are played backwards after that; after the first of them, there are cycles of some.
    fn mirrored(&self, (parts, head, cycle): (&[Form], usize, usize), at: Both, start: Both, from: f64) -> f64 {
        let (mut now, mut value, mut ways) = (start, from, Vec::new());
        let mut opening = from;
        for (index, part) in parts.iter().enumerate() {
            if index == head {
                opening = value;
            }
            if index >= head && (index - head) % cycle.max(1) == 0 {
                value = opening;
            }
            let next = self.end(part, now);
            if at.0 < next.0 {
                return self.value(part, at, now, value);
            }
            ways.push((part, now, value));
            value = self.value(part, next, now, value);
            now = next;
        }
        for (part, there, first) in ways.into_iter().rev() {
            let next = self.end(part, now);
            if at.0 < next.0 {
                // As far from where it turned as it still was from there on its way.
                let (Form::Line(length, _) | Form::Hold(length)) = part else { return f64::NAN };
                let left = pick(next, length.1) - pick(at, length.1);
                let then = self.both(pick(there, length.1) + left, length.1);
                return self.value(part, then, there, first);
            }
            now = next;
        }
        from
    }
}

/// Some segments, and then others again and again.
fn written_out(head: &[Form], body: &[Form], count: u32) -> Vec<Form> {
    let cycles = (0..count).flat_map(|_| body);
    head.iter().chain(cycles).cloned().collect()
}

/// How much of the first segment is left out.
fn skipped(Length(count, _): Length, share: u32) -> Q {
    (count * Q::new(share.into(), 4)).floor()
}

/// What is left of it.
fn left(first: &Form, share: u32) -> Length {
    let (Form::Line(length, _) | Form::Hold(length)) = first else { panic!("a line or a hold") };
    Length(length.0 - skipped(*length, share), length.1)
}

/// A cycle some cycles after the first.
fn dilated(body: &[Form], (over, under): (i128, i128), cycle: u32) -> Form {
    let by = (0..cycle).fold(Q::from_integer(1), |by, _| by * Q::new(over, under));
    let longer = |Length(count, unit): Length| Length(count * by, unit);
    let part = |part: &Form| match part {
        Form::Line(length, to) => Form::Line(longer(*length), *to),
        Form::Hold(length) => Form::Hold(longer(*length)),
        other => panic!("{other:?}"),
    };
    Form::Chain(body.iter().map(part).collect())
}

fn text(form: &Form) -> String {
    let told = |Length(count, unit): &Length| format!("{count} {}", name(*unit));
    match form {
        // The base is 1.
        Form::Line(length, to) => format!("linear({}, to={to}x)", told(length)),
        Form::Hold(length) => format!("(hold for {})", told(length)),
        Form::Chain(parts) => format!("({})", parts.iter().map(text).collect::<Vec<_>>().join(" then ")),
        Form::Sum(a, b) => format!("({} + {})", text(a), text(b)),
        Form::Max(a, b) => format!("max({}, {})", text(a), text(b)),
        Form::For(form, length) => format!("({} for {})", text(form), told(length)),
        Form::Every(form, length) => format!("({} every {})", text(form), told(length)),
        Form::Repeat(form, count) => format!("({} repeat {count})", text(form)),
        Form::Mirror(parts) => format!("({} mirror)", text(&Form::Chain(parts.clone()))),
        Form::MirroredCycles(head, body, count) => {
            let cycles = format!("({} repeat {count})", text(&Form::Chain(body.clone())));
            let all = head.iter().map(text).chain([cycles]).collect::<Vec<_>>().join(" then ");
            format!("(({all}) mirror)")
        }
        Form::Skip(parts, share) => {
            let (Form::Line(length, _) | Form::Hold(length)) = &parts[0] else { panic!("a line or a hold") };
            let by = Length(skipped(*length, *share), length.1);
            format!("({} skip {})", text(&Form::Chain(parts.clone())), told(&by))
        }
        Form::Cycles { body, count, stretch: (over, under), decay } => {
            let count = count.map_or_else(String::new, |count| format!("{count}, "));
            let body = text(&Form::Chain(body.clone()));
            format!("({body} repeat({count}stretch={over} / {under}, decay=1 / {decay}))")
        }
    }
}

/// A file with a track, or `None` where its steps would be divided into too many parts.
fn compiled(file: &File, lr: &str) -> Option<(Program, String)> {
    let text = file.own.told(&format!("{}base = 1\nlr = hold(4) for 2 steps then {lr}\n", file.head()));
    let found = compile(&text, &Overrides::default());
    let is_too_fine = found.diagnostics().iter().any(|found| found.code == Code::TimeTooFine);
    (!is_too_fine).then(|| (program(&text), text))
}

fn bits(program: &Program) -> Vec<u64> {
    values(program.track("lr").expect("lr"), TICKS).into_iter().map(f64::to_bits).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nested_schedules_are_what_a_walk_through_the_steps_gives(file in file(), form in form()) {
        let Some((program, text)) = compiled(&file, &text(&form)) else { return Ok(()) };
        let oracle = Oracle { walked: file.walk() };
        let start = oracle.both(Q::from_integer(2), Unit::Steps);
        let lr = program.track("lr").expect("lr");
        for tick in 0..TICKS {
            let at = oracle.both(Q::from_integer(tick.into()), file.tick);
            let expected = if at.0 < start.0 { 4.0 } else { oracle.value(&form, at, start, 4.0) };
            let found = lr.value(tick);
            prop_assert!((found - expected).abs() <= 1e-9, "{} and {} at {}\n{}", found, expected, tick, text);
        }
        assert_same_bits(&program, TICKS, &text);
    }

    #[test]
    fn cycles_without_an_end_are_what_a_walk_gives(file in file(), cycles in cycles(Just(None).boxed())) {
        let Some((program, text)) = compiled(&file, &text(&cycles)) else { return Ok(()) };
        let oracle = Oracle { walked: file.walk() };
        let start = oracle.both(Q::from_integer(2), Unit::Steps);
        let lr = program.track("lr").expect("lr");
        for tick in 0..TICKS {
            let at = oracle.both(Q::from_integer(tick.into()), file.tick);
            let expected = if at.0 < start.0 { 4.0 } else { oracle.value(&cycles, at, start, 4.0) };
            let found = lr.value(tick);
            prop_assert!((found - expected).abs() <= 1e-9, "{} and {} at {}\n{}", found, expected, tick, text);
        }
        assert_same_bits(&program, TICKS, &text);
    }

    #[test]
    fn cycles_that_fill_a_run_are_what_a_walk_gives(
        file in file(),
        head in leaf(),
        count in 1..5_u32,
        stretch in prop_oneof![Just((1, 1)), Just((2, 1)), Just((1, 2))],
        run in 60..110_u32,
        unit in unit(),
    ) {
        let run = if unit == Unit::Steps { run } else { run * 9 };
        let cycle = format!("({} then linear(to=2x))", text(&head));
        let lr = format!("{cycle} repeat({count}, stretch={} / {})", stretch.0, stretch.1);
        let text = file.own.told(&format!("{}base = 1\nrun = {run} {}\nlr = {lr}\n", file.head(), name(unit)));
        let found = compile(&text, &Overrides::default());
        let wrong = |found: &lehr::Diagnostic| matches!(found.code, Code::TimeTooFine | Code::Overfull);
        if found.diagnostics().iter().any(wrong) {
            return Ok(());
        }
        let program = program(&text);
        let lr = program.track("lr").expect("lr");
        let oracle = Oracle { walked: file.walk() };
        let power = |cycle: u32| (0..cycle).fold(Q::from_integer(1), |power, _| power * Q::new(stretch.0, stretch.1));
        let all = (0..count).fold(Q::from_integer(0), |all, cycle| all + power(cycle));
        let first = Q::from_integer(run.into()) / all;
        for tick in 0..TICKS {
            let at = oracle.both(Q::from_integer(tick.into()), file.tick);
            let (mut start, mut cycle) = (Q::from_integer(0), 0);
            while cycle + 1 < count && pick(at, unit) >= start + first * power(cycle) {
                start += first * power(cycle);
                cycle += 1;
            }
            let [begin, end] = [start, start + first * power(cycle)].map(|time| oracle.both(time, unit));
            let opening = dilated(std::slice::from_ref(&head), stretch, cycle);
            let middle = oracle.end(&opening, begin);
            // Where nothing is left, the line is not seen.
            let now = if at.0 < end.0 { at } else { end };
            let value = if now.0 < middle.0 {
                oracle.value(&opening, now, begin, 1.0)
            } else {
                let from = oracle.value(&opening, middle, begin, 1.0);
                let gone = pick(now, unit) - pick(middle, unit);
                let length = pick(end, unit) - pick(middle, unit);
                from + (2.0 - from) * if length == Q::from_integer(0) { 1.0 } else { double(gone / length) }
            };
            prop_assert!((lr.value(tick) - value).abs() <= 1e-9, "{} and {} at {}\n{}", lr.value(tick), value, tick, text);
        }
        assert_same_bits(&program, TICKS, &text);
    }

    #[test]
    fn what_follows_an_open_segment_ends_with_the_run(file in file(), form in form(), run in 40..110_u32, unit in unit()) {
        let head = format!("{}base = 1\nrun = {} {}\n", file.head(), if unit == Unit::Steps { run } else { run * 9 }, name(unit));
        let filled = file.own.told(&format!("{head}lr = hold(4) then {}\n", text(&form)));
        let found = compile(&filled, &Overrides::default());
        let wrong = |found: &lehr::Diagnostic| matches!(found.code, Code::TimeTooFine | Code::Overfull);
        if found.diagnostics().iter().any(wrong) {
            return Ok(());
        }
        let filled_program = program(&filled);
        let filled_lr = filled_program.track("lr").expect("lr");
        let Node::Chain(chain) = filled_lr.root() else { panic!("a chain") };
        // One of a single unit is a segment of its own.
        let Some(start) = chain.get(1).map(|segment| segment.start) else { return Ok(()) };
        let resolution = filled_lr.resolution();
        // The time of the chain, by which a segment of its own is as long.
        let clock = if filled_lr.sizes().is_some() { Unit::Tokens } else { file.tick };
        let written = format!("{head}lr = hold(4) for ({start} / {resolution}) {} then {}\n", name(clock), text(&form));
        let written = program(&file.own.told(&written));
        let lr = written.track("lr").expect("lr");
        prop_assert_eq!(lr.len(), written.run(), "{}", filled);
        for tick in 0..TICKS {
            prop_assert!((lr.value(tick) - filled_lr.value(tick)).abs() <= 1e-12, "at {}\n{}", tick, filled);
        }
        assert_same_bits(&filled_program, TICKS, &filled);
    }

    #[test]
    fn a_track_that_is_referred_to_later_is_told_tick_by_tick(file in file(), form in form(), later in 1..30_u64) {
        let form_text = text(&form);
        let Some((_, text)) = compiled(&file, &form_text) else { return Ok(()) };
        let late = file.own.told(&format!("late = hold(3) for {later} {} then lr\n", name(file.tick)));
        let late = late.lines().find(|line| line.starts_with("late")).expect("the track");
        let text = format!("{text}{late}\n");
        let program = program(&text);
        let (lr, late) = (program.track("lr").expect("lr"), program.track("late").expect("late"));
        // One that a single clock tells goes by that, and `lr` starts with steps.
        if form_text.contains("tokens") || file.tick == Unit::Steps {
            for tick in 0..TICKS {
                let expected = if tick < later { 3.0 } else { lr.value(tick - later) };
                prop_assert!((late.value(tick) - expected).abs() <= 1e-12, "at {}\n{}", tick, text);
            }
        }
        assert_same_bits(&program, TICKS, &text);
    }

    #[test]
    fn the_laws_hold_on_both_clocks(file in file(), a in form(), b in form(), c in form()) {
        let [a, b, c] = [&a, &b, &c].map(text);
        let same = [
            (format!("(({a} then {b}) then {c})"), format!("({a} then ({b} then {c}))")),
            (format!("(({a} every 3 steps) every 3 steps)"), format!("({a} every 3 steps)")),
            (format!("({a} + {b})"), format!("({b} + {a})")),
        ];
        for (left, right) in same {
            let Some((left, text)) = compiled(&file, &left) else { continue };
            let Some((right, _)) = compiled(&file, &right) else { continue };
            prop_assert_eq!(bits(&left), bits(&right), "{}", text);
        }
        let (held, ended) = (compiled(&file, &format!("{a} then hold")), compiled(&file, &a));
        if let Some(((held, text), (ended, _))) = held.zip(ended) {
            // What a hold picks up is a multiple of the base and a number beside it, which are added last: a sum of
            // both kinds was added in another order before, and may differ in its last digit.
            for (held, ended) in bits(&held).into_iter().zip(bits(&ended)) {
                prop_assert!(held.abs_diff(ended) <= 2, "{} {}\n{}", held, ended, text);
            }
        }
    }
}
