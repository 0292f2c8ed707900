//! `plateau`, the shape that follows a metric.

use super::constants::FROM;
use super::key;
use super::parameter::{Amount, Range, keyword, positional};
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
            keyword(key::PlateauMode, "whether a lower or a higher metric is better").or_first(),
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
