//! The shapes that follow a metric: `plateau`, `steer` and `reach`.

use super::constants::FROM;
use super::key;
use super::parameter::{Amount, Parameter, Range, keyword, positional};
use super::shape::{Entry, Shape};

const OBSERVATIONS: &str = "it counts observations of the metric, in whatever time they come: `10`";

pub(crate) struct Plateau;

impl Shape for Plateau {
    const ENTRY: &'static Entry = &Entry {
        name: "plateau",
        alias: None,
        parameters: &[
            positional(key::Factor, "what a reduction multiplies by").within(Range::BelowOne).or(0.1),
            positional(key::Patience, "how many observations may pass without an improvement")
                .advice(OBSERVATIONS)
                .or(10),
            keyword(key::Metric, "the metric that it follows").or("val_loss"),
            keyword(key::MetricMode, "whether a lower or a higher metric is better").or_first(),
            keyword(key::Threshold, "how much better counts as an improvement").within(Range::NotNegative).or(1e-4),
            keyword(key::PlateauThresholdMode, "whether the threshold is a share of the best or a difference from it")
                .or_first(),
            keyword(key::Cooldown, "how many observations are not counted after a reduction")
                .advice(OBSERVATIONS)
                .or(0),
            keyword(key::Min, "the value that it does not fall below").or(Amount::Absolute(0.0)),
            keyword(key::Eps, "the smallest reduction that is made").within(Range::NotNegative).or(1e-8),
            FROM,
        ],
        misnomers: &[],
        summary: "Drops by a factor when a metric stops improving.",
        formula: "from · factor^(reductions), not below `min`; after `patience` observations without an improvement the next one without reduces, and then `cooldown` observations are not counted. Better is a < best (1 - threshold) for `mode=min`, `threshold_mode=rel`; a < best - threshold for `abs`; the other way round for `max`. A reduction of no more than `eps` is left out.",
        ends: "Open. The metric of a tick changes the rate of the next one; without metrics it holds. It counts the observations made while it runs, so one after a warmup starts counting there. In a product it multiplies from 1, and `min` and `eps` are parts of 1.",
        source: "PyTorch 2.15 `ReduceLROnPlateau`",
        example: ("plateau(0.5, patience=3, metric=val_loss)", &[0, 10]),
    };
}

const METRIC: Parameter = keyword(key::Metric, "the metric that it follows").required();

const TIMES: &str = "above the band the value is divided by it, and below multiplied: `times=1.5`, or `times=0.5` for the other way round";

const CHANGE: &str = "`times=…` is what a change multiplies by, and `add=…` is what it adds";

pub(crate) struct Steer;

impl Shape for Steer {
    const ENTRY: &'static Entry = &Entry {
        name: "steer",
        alias: None,
        parameters: &[
            METRIC,
            keyword(key::Band, "where the metric should stay, both ends within").optional("`target` instead"),
            keyword(key::Times, "what the value is divided by above the band, and multiplied by below it")
                .within(Range::AboveZero)
                .advice(TIMES)
                .optional("`add` instead, with a band"),
            keyword(key::Add, "what is subtracted from the value above the band, and added below it")
                .optional("`times` instead, with a band"),
            keyword(key::Target, "what the metric should be").optional("`band` instead"),
            keyword(key::Gain, "how much of the deviation from the target is made up for")
                .optional("needed with a target"),
            keyword(key::Clip, "the greatest deviation from the target that counts, as a share of it")
                .within(Range::AboveZero)
                .advice("a deviation counts up to it either way: `clip=0.2`")
                .or(0.2),
            keyword(key::Min, "the value that it does not fall below").optional("no bound"),
            keyword(key::Max, "the value that it does not rise above").optional("no bound"),
            FROM,
        ],
        misnomers: &[
            ("factor", CHANGE),
            ("gamma", CHANGE),
            ("patience", "`steer` acts on every observation: leave it out"),
            ("cooldown", "`steer` acts on every observation: leave it out"),
            ("desired_kl", "write the band around it, from half of it to twice it: `band=… .. …`"),
            ("target_kl", "write `target=…`"),
            ("horizon", "the `gain` is the steps of an observation over the horizon: `gain=… / …`"),
        ],
        summary: "Moves a value up and down, so that a metric stays in a band or near a target.",
        formula: "with `band=low .. high`: value / times after an observation above high, value · times below low, the same within and at both ends; `add` in the place of `times`: value - add above, value + add below. With `target`: value · (1 + gain · d), where d = metric / target - 1, at most `clip` either way. A value that falls does not fall below `min`, and one that rises does not rise above `max`.",
        ends: "Open. The metric of a tick changes the value of the next one; a tick without one, or with one that is not a number, changes nothing, nor does a change beyond all doubles. It counts the observations made while it runs. In a product it multiplies from 1, and `add`, `min` and `max` are parts of 1.",
        source: "the adaptive learning rate of RSL-RL's PPO (`band`, `times`); the adaptive KL coefficient of verl, from Ziegler et al. 2019 (`target`)",
        example: ("steer(metric=kl, band=0.005 .. 0.02, times=1.5)", &[0, 10]),
    };
}

pub(crate) struct Reach;

impl Shape for Reach {
    const ENTRY: &'static Entry = &Entry {
        name: "reach",
        alias: None,
        parameters: &[
            METRIC,
            keyword(key::At, "the thresholds, only falling or only rising").required(),
            keyword(key::Values, "the values, one more than there are thresholds").required(),
            keyword(key::MetricMode, "whether a lower or a higher metric passes a threshold")
                .optional("by the order of `at`; min for a single threshold"),
        ],
        misnomers: &[
            ("boundaries", "the thresholds are `at=[…]`"),
            ("milestones", "the thresholds are `at=[…]`"),
            ("thresholds", "the thresholds are `at=[…]`"),
            ("from", "it starts from the first of its `values`"),
        ],
        summary: "Goes on to the next value wherever a metric has come to the next threshold.",
        formula: "values[i], where i thresholds have been passed. One is passed by an observation at or below it where `at` falls, and at or above it where `at` rises; it stays passed, and one observation may pass several.",
        ends: "Open. The metric of a tick changes the value of the next one; a tick without one, or with one that is not a number, changes nothing. It counts the observations made while it runs. Values are absolute or relative as written.",
        source: "MiniMax-01's batch size, which doubles as the loss falls",
        example: ("reach(metric=loss, at=[2, 1.5], values=[1x, 2x, 4x])", &[0, 10]),
    };
}
