//! The units that time is counted in.

/// A unit of time, ordered from the coarsest to the finest.
///
/// ```
/// use lehr::Unit;
///
/// assert_eq!(Unit::parse("epochs"), Some(Unit::Epoch));
/// assert_eq!(Unit::Epoch.plural(), "epochs");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Unit {
    /// `epoch`, one pass over the data.
    Epoch,
    /// `step`, one update of the optimizer.
    Step,
    /// `sample`, one example.
    Sample,
    /// `token`, one token.
    Token,
}

impl Unit {
    /// Every unit, from the coarsest to the finest.
    pub const ALL: [Self; 4] = [Self::Epoch, Self::Step, Self::Sample, Self::Token];

    /// The unit of a name, singular or plural.
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "step" | "steps" => Some(Self::Step),
            "epoch" | "epochs" => Some(Self::Epoch),
            "sample" | "samples" => Some(Self::Sample),
            "token" | "tokens" => Some(Self::Token),
            _ => None,
        }
    }

    /// The singular name.
    pub fn singular(self) -> &'static str {
        match self {
            Self::Step => "step",
            Self::Epoch => "epoch",
            Self::Sample => "sample",
            Self::Token => "token",
        }
    }

    /// The plural name.
    pub fn plural(self) -> &'static str {
        match self {
            Self::Step => "steps",
            Self::Epoch => "epochs",
            Self::Sample => "samples",
            Self::Token => "tokens",
        }
    }

    /// The singular with its article: "a step", "an epoch".
    pub(crate) fn with_article(self) -> String {
        let article = if self == Self::Epoch { "an" } else { "a" };
        format!("{article} {}", self.singular())
    }

    /// The next finer unit; `None` for the finest.
    pub(crate) fn finer(self) -> Option<Self> {
        Self::ALL.into_iter().find(|unit| *unit > self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_order_from_coarse_to_fine() {
        assert!(Unit::ALL.is_sorted());
        assert_eq!(Unit::ALL.map(Unit::finer), [Some(Unit::Step), Some(Unit::Sample), Some(Unit::Token), None]);
    }

    #[test]
    fn both_names_are_read() {
        for unit in Unit::ALL {
            assert_eq!([unit.singular(), unit.plural()].map(Unit::parse), [Some(unit); 2]);
        }
        assert_eq!(Unit::parse("iterations"), None);
    }
}
