//! What a name says of a quantity.

/// The words of a name: `val_loss`, `valLoss` and `metrics['val-loss']` have "val" and "loss".
pub(super) fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut before = ' ';
    for c in name.chars() {
        let begins = !c.is_alphanumeric() || c.is_uppercase() && before.is_lowercase();
        if begins && words.last().is_some_and(|word| !word.is_empty()) {
            words.push(String::new());
        }
        if c.is_alphanumeric()
            && let Some(word) = words.last_mut()
        {
            word.extend(c.to_lowercase());
        }
        before = c;
    }
    words.retain(|word| !word.is_empty());
    words
}

/// What is better when it is lower.
pub(super) const LOWER: &[&str] = &["loss", "losses", "err", "error", "mse", "mae", "rmse", "perplexity", "ppl"];

/// What is better when it is higher.
pub(super) const HIGHER: &[&str] =
    &["acc", "accuracy", "f1", "auc", "auroc", "dice", "iou", "miou", "recall", "precision"];

/// Whether a name has one of some words.
pub(super) fn has(name: &str, list: &[&str]) -> bool {
    words(name).iter().any(|word| list.contains(&word.as_str()))
}

/// Whether a name is that of a metric.
pub(super) fn is_metric(name: &str) -> bool {
    has(name, LOWER) || has(name, HIGHER) || has(name, &["metric", "metrics", "score", "val", "valid"])
}

/// Whether a name is that of a counter.
pub(super) fn is_counter(name: &str) -> bool {
    const COUNTERS: &[&str] =
        &["epoch", "epochs", "ep", "step", "steps", "iter", "iteration", "it", "i", "e", "batch", "idx", "t"];
    has(name, COUNTERS)
}

/// What a plain name (`args.weight_decay`, `cfg["lr"]`) is the name of; nothing for arithmetic.
pub(super) fn quantity(source: &str) -> Option<Quantity> {
    let plain = source.chars().all(|c| c.is_alphanumeric() || "._['\"]".contains(c));
    let letters = source.starts_with(|c: char| c.is_alphabetic() || c == '_');
    if !plain || !letters {
        return None;
    }
    let last = source.trim_end_matches(['[', ']', '\'', '"']).rsplit(['.', '[', '\'', '"']).next()?.to_lowercase();
    let is = |list: &[&str]| list.contains(&last.as_str());
    Some(match () {
        () if is(&[
            "lr",
            "learning_rate",
            "base_lr",
            "init_lr",
            "initial_lr",
            "max_lr",
            "min_lr",
            "lr0",
            "eta_min",
        ]) =>
        {
            Quantity::Rate
        }
        () if is(&["weight_decay", "wd"]) => Quantity::Decay,
        () if is(&["momentum", "dropout"]) => Quantity::Other,
        () if is(&["batch_size", "bs"]) => Quantity::BatchSize,
        () if is(&[
            "epochs",
            "num_epochs",
            "n_epochs",
            "max_epochs",
            "num_train_epochs",
            "total_steps",
            "max_steps",
        ]) =>
        {
            Quantity::Length
        }
        () => return None,
    })
}

/// What a name is the name of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Quantity {
    /// A learning rate.
    Rate,
    /// A weight decay.
    Decay,
    /// A number of epochs or steps.
    Length,
    /// The size of a batch.
    BatchSize,
    /// A momentum or a dropout.
    Other,
}

impl Quantity {
    /// With its article.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Rate => "a learning rate",
            Self::Decay => "a weight decay",
            Self::Length => "a number of epochs or steps",
            Self::BatchSize => "the size of a batch",
            Self::Other => "another quantity",
        }
    }
}
