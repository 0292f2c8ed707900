//! The words that mean something to the language, and so are no names for anything else.

/// The words of statements and of schedules, which the grammar knows.
pub(crate) const KEYWORDS: &[&str] =
    &["then", "for", "until", "skip", "every", "mirror", "repeat", "let", "def", "param", "expect", "in"];

/// The words that stand for something of the file or of the run, and the number `pi`.
pub(crate) const NAMED: &[&str] = &["run", "base", "tick", "end", "pi"];

/// What `expect` adds up the tracks below a name by. A file may give it another meaning.
pub(crate) const SUM: &str = "sum";

/// What `expect` can say of a track.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Property {
    Increasing,
    Decreasing,
    Continuous,
}

/// A number that `expect` can take of the values of a range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Statistic {
    Max,
    Min,
    Mean,
    First,
    Last,
}

impl Property {
    pub(crate) const ALL: [Self; 3] = [Self::Increasing, Self::Decreasing, Self::Continuous];

    /// The property of a name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|property| property.name() == name)
    }

    /// Its name.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Increasing => "increasing",
            Self::Decreasing => "decreasing",
            Self::Continuous => "continuous",
        }
    }
}

impl Statistic {
    pub(crate) const ALL: [Self; 5] = [Self::Max, Self::Min, Self::Mean, Self::First, Self::Last];

    /// The statistic of a name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|statistic| statistic.name() == name)
    }

    /// Its name.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Max => "max",
            Self::Min => "min",
            Self::Mean => "mean",
            Self::First => "first",
            Self::Last => "last",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::Unit;

    const GRAMMAR: &str = include_str!("../../grammar/lehr.pest");

    /// The quoted words in the alternatives of a rule.
    fn words_of_rule(name: &str) -> Vec<&'static str> {
        let start = GRAMMAR.find(&format!("\n{name} = ")).unwrap_or_else(|| panic!("no rule `{name}`"));
        let rule = GRAMMAR[start..].split('}').next().unwrap_or_default();
        let alternatives = rule.split('(').nth(1).and_then(|rest| rest.split(')').next()).unwrap_or_default();
        alternatives.split('"').skip(1).step_by(2).collect()
    }

    #[test]
    fn the_grammar_has_exactly_these_words() {
        assert_eq!(words_of_rule("keyword"), KEYWORDS);
        let mut units = words_of_rule("known_unit");
        units.sort_unstable();
        let mut expected = Unit::BUILT_IN.iter().map(Unit::singular).collect::<Vec<_>>();
        expected.sort_unstable();
        assert_eq!(units, expected);
        assert!(GRAMMAR.contains(r#") ~ "s"? ~ !ident_char"#));
        assert!(Unit::BUILT_IN.iter().all(|unit| unit.plural() == format!("{}s", unit.singular())));
        let rules = GRAMMAR.lines().filter_map(|line| line.strip_prefix("kw_"));
        let rules: Vec<_> = rules.map(|line| line.split_once(" = ").expect("a rule")).collect();
        assert_eq!(rules.iter().map(|(name, _)| *name).collect::<Vec<_>>(), KEYWORDS);
        for (name, body) in rules {
            assert_eq!(body, format!("@{{ \"{name}\" ~ !ident_char }}"));
        }
    }
}
