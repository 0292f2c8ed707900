//! Calls of the shapes that follow a metric.

use super::bind::{Bound, Call};
use super::evaluate::Evaluator;
use super::form::{Amount, Shape};
use crate::catalogue::{ShapeName, key, shapes};
use crate::diagnostic::{Code, Diagnostic, Edit, Fix};
use crate::schedule::{Change, Controller, Mode, Plateau, Reach, Steer, Steering};
use crate::syntax::ast::Arg;
use crate::text::Span;

/// The arguments of a `steer` that say where its metric should be: what each way needs, and what else belongs to it.
const OF_BAND: [&str; 3] = ["band", "times", "add"];
const OF_TARGET: [&str; 3] = ["target", "gain", "clip"];

impl Evaluator<'_> {
    pub(super) fn plateau(&mut self, call: Call<'_>) -> Option<Shape> {
        let bound = self.bind_shape::<shapes::Plateau>(call)?;
        let factor = self.value(&bound, key::Factor);
        let patience = self.value(&bound, key::Patience);
        let metric = self.value(&bound, key::Metric);
        let mode = self.value(&bound, key::MetricMode);
        let threshold = self.value(&bound, key::Threshold);
        let threshold_mode = self.value(&bound, key::PlateauThresholdMode);
        let cooldown = self.value(&bound, key::Cooldown);
        let min = self.value(&bound, key::Min);
        let eps = self.value(&bound, key::Eps);
        let from = self.optional(&bound, key::From)?;
        let rule = Plateau {
            metric: metric?,
            mode: mode?,
            factor: factor?,
            patience: patience?,
            threshold: threshold?,
            threshold_mode: threshold_mode?,
            cooldown: cooldown?,
            min: min?,
            eps: eps?,
        };
        Some(Shape::Driven { by: Box::new(Controller::Plateau(rule)), from })
    }

    pub(super) fn steer(&mut self, call: Call<'_>) -> Option<Shape> {
        let bound = self.bind_shape::<shapes::Steer>(call)?;
        let metric = self.value(&bound, key::Metric);
        let by = self.steering(&bound, call);
        let (min, max) = (self.optional(&bound, key::Min), self.optional(&bound, key::Max));
        let from = self.optional(&bound, key::From);
        let rule = Steer { metric: metric?, by: by?, min: min?, max: max? };
        Some(Shape::Driven { by: Box::new(Controller::Steer(rule)), from: from? })
    }

    /// What an observation of a `steer` does.
    fn steering(&mut self, bound: &Bound<'_, shapes::Steer>, call: Call<'_>) -> Option<Steering<Amount>> {
        let (band, target) = (self.optional(bound, key::Band), self.optional(bound, key::Target));
        let (times, add) = (self.optional(bound, key::Times), self.optional(bound, key::Add));
        let (gain, clip) = (self.optional(bound, key::Gain), self.value(bound, key::Clip));
        let (band, target, times, add, gain, clip) = (band?, target?, times?, add?, gain?, clip?);
        match (band, target) {
            (Some((low, high)), None) => {
                self.only_with("target", &["gain", "clip"], call)?;
                let change = self.change(times, add, bound, call)?;
                Some(Steering::Band { low, high, change })
            }
            (None, Some(target)) => {
                self.only_with("band", &["times", "add"], call)?;
                let gain = self.gain(target, gain, bound, call)?;
                Some(Steering::Target { target, gain, clip })
            }
            (Some(_), Some(_)) => {
                let message = "`steer` takes a `band` or a `target`, and this has both";
                self.either(message, [&OF_BAND, &OF_TARGET], call)
            }
            (None, None) => {
                let times = if times.is_none() && add.is_none() {
                    &["band=0.005 .. 0.02", "times=1.5"][..]
                } else {
                    &["band=0.005 .. 0.02"]
                };
                let gain = if gain.is_none() { &["target=6", "gain=0.1"][..] } else { &["target=6"] };
                let ways = [self.rewritten(&OF_TARGET, times, call), self.rewritten(&OF_BAND, gain, call)];
                let message = "`steer` needs a `band` that the metric should stay in, or a `target` for it";
                self.report(one_of(Diagnostic::new(Code::Arguments, message, call.span), ways))
            }
        }
    }

    fn change(
        &mut self,
        times: Option<f64>,
        add: Option<Amount>,
        bound: &Bound<'_, shapes::Steer>,
        call: Call<'_>,
    ) -> Option<Change<Amount>> {
        match (times, add) {
            (Some(1.0), None) => self.idle(bound, key::Times, "`times` is 1", "times=1.5"),
            (Some(number), None) => Some(Change::Times(number)),
            (None, Some(Amount::Absolute(0.0) | Amount::Relative(0.0))) => {
                self.idle(bound, key::Add, "`add` is 0", "add=1%")
            }
            (None, Some(amount)) => Some(Change::Add(amount)),
            (Some(_), Some(_)) => {
                let message = "a value of `steer` is multiplied, by `times`, or added to, by `add`, and this has both";
                self.either(message, [&["times"], &["add"]], call)
            }
            (None, None) => {
                let message = "`steer` with a `band` needs `times` or `add`, which say by how much the value changes";
                let ways = ["times=1.5", "add=1%"].map(|argument| self.rewritten(&[], &[argument], call));
                self.report(one_of(Diagnostic::new(Code::Arguments, message, call.span), ways))
            }
        }
    }

    fn gain(
        &mut self,
        target: f64,
        gain: Option<f64>,
        bound: &Bound<'_, shapes::Steer>,
        call: Call<'_>,
    ) -> Option<f64> {
        let Some(gain) = gain else {
            let message = "`steer` with a `target` needs `gain`, how much of the deviation is made up for";
            let ways = ["gain=0.1", "gain=-0.1"].map(|argument| self.rewritten(&[], &[argument], call));
            let help = format!(
                "{}, which raises the value where the metric is above the target, or `gain=-0.1`, which lowers it",
                ways[0].title
            );
            return self.report(one_of(Diagnostic::new(Code::Arguments, message, call.span), ways).help(help));
        };
        if target == 0.0 {
            let at = bound.given(key::Target)?.value.span;
            let message = "the deviation from the target is a share of it, and `target` is 0";
            let fix = self.rewritten(&OF_TARGET, &["band=-0.1 .. 0.1", "add=1%"], call);
            return self.report(Diagnostic::new(Code::ArgumentRange, message, at).suggest(fix));
        }
        if gain == 0.0 { self.idle(bound, key::Gain, "`gain` is 0", "gain=0.1") } else { Some(gain) }
    }

    /// Reports an argument by which a value never changes.
    fn idle<T, K: crate::catalogue::Key>(
        &mut self,
        bound: &Bound<'_, shapes::Steer>,
        key: K,
        what: &str,
        instead: &str,
    ) -> Option<T> {
        let at = bound.given(key)?.value.span;
        let message = format!("{what}, so that the metric would change nothing");
        let help = format!("write another number, such as `{instead}`, or `hold` for a value that stays");
        let number = instead.split('=').next_back().unwrap_or_default();
        let fix = Fix::unsafely(format!("write `{instead}`"), vec![Edit::replace(at, number)]);
        self.report(Diagnostic::new(Code::ArgumentRange, message, at).help(help).fix(fix))
    }

    /// Makes sure that no argument is given that belongs to another one.
    fn only_with(&mut self, other: &str, names: &[&str], call: Call<'_>) -> Option<()> {
        let named = |name: &str| names.contains(&name);
        let Some(found) = call.args.iter().find_map(|arg| arg.name.as_ref().filter(|name| named(&name.text))) else {
            return Some(());
        };
        let message = format!("`{}` belongs to `{other}`, which is not given", found.text);
        let fix = self.rewritten(names, &[], call);
        self.report(Diagnostic::new(Code::Arguments, message, found.span).suggest(fix))
    }

    /// Reports two ways of saying one thing, each by its argument and what belongs to that, and offers to keep either.
    fn either<T>(&mut self, message: &str, [one, other]: [&[&str]; 2], call: Call<'_>) -> Option<T> {
        let place = |name| call.args.iter().find(|arg| arg.name.as_ref().is_some_and(|given| given.text == name));
        let [first, second] = [one[0], other[0]].map(|name| place(name).map_or(call.span, Arg::span));
        let ways = [other, one].map(|names| self.rewritten(names, &[], call));
        self.report(one_of(Diagnostic::new(Code::Arguments, message, second).and(first, "and this"), ways))
    }

    /// A call of `steer` without some of its arguments, and with others: what is left has all that it needs, once.
    fn rewritten(&self, without: &[&str], with: &[&str], call: Call<'_>) -> Fix {
        let is_kept = |arg: &&Arg| arg.name.as_ref().is_none_or(|name| !without.contains(&name.text.as_str()));
        let kept: Vec<_> = call.args.iter().filter(is_kept).collect();
        let given = kept.iter().filter_map(|arg| arg.name.as_ref()).map(|name| name.text.as_str());
        let given: Vec<_> = given.chain(with.iter().filter_map(|argument| argument.split('=').next())).collect();
        let has = |name: &str| given.contains(&name);
        let needed = match () {
            () if has("band") && !has("times") && !has("add") => Some("times=1.5"),
            () if has("target") && !has("gain") => Some("gain=0.1"),
            () => None,
        };
        let twice = has("times") && has("add");
        let stays = |arg: &&&Arg| !twice || arg.name.as_ref().is_none_or(|name| name.text != "add");
        let kept = kept.iter().filter(stays).map(|arg| arg.span().of(self.text));
        let arguments: Vec<_> = kept.chain(with.iter().copied()).chain(needed).collect();
        let now = format!("{}({})", ShapeName::Steer.name(), arguments.join(", "));
        Fix::unsafely(format!("write `{now}`"), vec![Edit::replace(call.span, &*now)])
    }

    pub(super) fn reach(&mut self, call: Call<'_>) -> Option<Shape> {
        let bound = self.bind_shape::<shapes::Reach>(call)?;
        let metric = self.value(&bound, key::Metric);
        let (at, values) = (self.value(&bound, key::At), self.value(&bound, key::Values));
        let given = self.optional(&bound, key::MetricMode);
        let (metric, at, values, given) = (metric?, at?, values?, given?);
        let mode = self.order_of_thresholds(&at, given, &bound, call.span)?;
        let [from, after @ ..] = &values[..] else { return self.wrong_count(at.len(), values.len(), call.span) };
        if after.len() != at.len() {
            return self.wrong_count(at.len(), values.len(), call.span);
        }
        let at = at.into_iter().map(|(threshold, _)| threshold).collect();
        let rule = Reach { metric, mode, at, values: after.to_vec() };
        Some(Shape::Driven { by: Box::new(Controller::Reach(rule)), from: Some(*from) })
    }

    fn wrong_count<T>(&mut self, thresholds: usize, values: usize, span: Span) -> Option<T> {
        let need = if thresholds == 1 { "threshold needs" } else { "thresholds need" };
        let message = format!("{thresholds} {need} {} values, and there are {values}", thresholds + 1);
        let help = "the first value comes before the first threshold";
        self.report(Diagnostic::new(Code::Arguments, message, span).help(help))
    }

    /// Whether thresholds are passed from above, as they fall, or from below.
    fn order_of_thresholds(
        &mut self,
        at: &[(f64, Span)],
        given: Option<Mode>,
        bound: &Bound<'_, shapes::Reach>,
        call: Span,
    ) -> Option<Mode> {
        let Some(last) = at.last() else {
            let error =
                Diagnostic::new(Code::ArgumentRange, "`at` has no threshold, so that nothing ever changes", call);
            return self.report(error.help("write one for each change, or `hold` for a value that stays"));
        };
        let mode = if at[0].0 > last.0 { Mode::Min } else { Mode::Max };
        let goes_on =
            |pair: &[(f64, Span)]| if mode == Mode::Min { pair[0].0 > pair[1].0 } else { pair[0].0 < pair[1].0 };
        if let Some(pair) = at.windows(2).find(|pair| !goes_on(pair)) {
            let [before, after] = [pair[0].1, pair[1].1].map(|span| span.of(self.text));
            let message = format!("thresholds only fall or only rise, and `{after}` comes after `{before}` here");
            let error = Diagnostic::new(Code::ArgumentRange, message, pair[1].1).and(pair[0].1, "after this one");
            return self.report(error.help("put them in order, each once, and their values with them"));
        }
        let [_, _, ..] = at else { return Some(given.unwrap_or(Mode::Min)) };
        match given {
            Some(given) if given != mode => {
                let (word, order) = if mode == Mode::Min { ("min", "fall") } else { ("max", "rise") };
                let at = bound.given(key::MetricMode)?.value.span;
                let message = format!("these thresholds {order}, which is `mode={word}`");
                let fix = Fix::unsafely(format!("write `mode={word}`"), vec![Edit::replace(at, word)]);
                self.report(Diagnostic::new(Code::Arguments, message, at).suggest(fix))
            }
            _ => Some(mode),
        }
    }
}

/// Offers two ways to put something right.
fn one_of(error: Diagnostic, [one, other]: [Fix; 2]) -> Diagnostic {
    let help = format!("{}, or {}", one.title, other.title.trim_start_matches("write "));
    error.help(help).fix(one).fix(other)
}
