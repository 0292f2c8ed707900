//! The units that time is counted in: four of the language, and those that a file declares.

/// How long the name of a unit may be.
const LETTERS: usize = 30;

/// A unit of time, by its name. The plural is the name with an `s`.
///
/// ```
/// use lehr::Unit;
///
/// assert_eq!(Unit::parse("epochs"), Some(Unit::EPOCH));
/// assert_eq!(Unit::EPOCH.plural(), "epochs");
/// assert_eq!(Unit::new("frame").map(|unit| unit.plural().to_string()), Some("frames".to_string()));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Unit {
    /// The letters of the plural, and zeros after them.
    letters: [u8; LETTERS + 1],
    /// How many letters the plural has.
    count: usize,
}

impl Unit {
    /// `epoch`, one pass over the data.
    pub const EPOCH: Self = Self::of_plural("epochs");
    /// `step`, one update of the optimizer.
    pub const STEP: Self = Self::of_plural("steps");
    /// `sample`, one example.
    pub const SAMPLE: Self = Self::of_plural("samples");
    /// `token`, one token.
    pub const TOKEN: Self = Self::of_plural("tokens");

    /// The units of the language, from the coarsest to the finest.
    pub const BUILT_IN: [Self; 4] = [Self::EPOCH, Self::STEP, Self::SAMPLE, Self::TOKEN];

    /// How many units of its own a file may have.
    pub(crate) const LIMIT: usize = 32;

    /// The unit of the language that has a name, singular or plural.
    pub fn parse(name: &str) -> Option<Self> {
        Self::BUILT_IN.into_iter().find(|unit| unit.is_called(name))
    }

    /// The unit of a singular name, of the language or not; `None` where the name has other characters than letters
    /// of ASCII, digits and `_`, starts with a digit, or has more than 30 of them.
    pub fn new(singular: &str) -> Option<Self> {
        let is_name = singular.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && singular.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        (is_name && singular.len() <= LETTERS).then(|| Self::of_plural(&format!("{singular}s")))
    }

    const fn of_plural(plural: &str) -> Self {
        let mut letters = [0; LETTERS + 1];
        let mut count = 0;
        while count < plural.len() {
            letters[count] = plural.as_bytes()[count];
            count += 1;
        }
        Self { letters, count }
    }

    /// Whether a name is that of the unit, singular or plural.
    pub(crate) fn is_called(&self, name: &str) -> bool {
        let (plural, name) = (&self.letters[..self.count], name.as_bytes());
        name == plural || name == &plural[..self.count - 1]
    }

    /// The singular name.
    pub fn singular(&self) -> &str {
        self.letters(self.count - 1)
    }

    /// The plural name.
    pub fn plural(&self) -> &str {
        self.letters(self.count)
    }

    fn letters(&self, count: usize) -> &str {
        // They are those of a name, in ASCII.
        std::str::from_utf8(&self.letters[..count]).unwrap_or_default()
    }

    /// The singular with its article: "a step", "an epoch". Letters do not say how one of a file's own is spoken: "one
    /// hour", "one update".
    pub(crate) fn with_article(self) -> String {
        if self.rank().is_none() {
            return format!("one {}", self.singular());
        }
        let is_spoken_as_a_vowel = self.singular().starts_with(['a', 'e', 'i', 'o', 'A', 'E', 'I', 'O']);
        let article = if is_spoken_as_a_vowel { "an" } else { "a" };
        format!("{article} {}", self.singular())
    }

    /// Where a unit of the language stands among them, from the coarsest on; `None` for one of a file's own.
    pub(super) fn rank(self) -> Option<usize> {
        Self::BUILT_IN.into_iter().position(|unit| unit == self)
    }

    /// The unit of the language that is the next finer one; `None` for the finest, and for one of a file's own.
    pub(crate) fn finer(self) -> Option<Self> {
        Self::BUILT_IN.get(self.rank()? + 1).copied()
    }

    /// Whether a file has to declare it.
    pub(crate) fn is_own(self) -> bool {
        self.rank().is_none()
    }
}

impl std::fmt::Debug for Unit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.singular())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_order_from_coarse_to_fine() {
        let finer = [Some(Unit::STEP), Some(Unit::SAMPLE), Some(Unit::TOKEN), None];
        assert_eq!(Unit::BUILT_IN.map(Unit::finer), finer);
    }

    #[test]
    fn both_names_are_read() {
        for unit in Unit::BUILT_IN {
            assert_eq!([unit.singular(), unit.plural()].map(Unit::parse), [Some(unit); 2]);
            assert_eq!(Unit::new(unit.singular()), Some(unit));
        }
        assert_eq!(Unit::parse("iterations"), None);
    }

    #[test]
    fn a_unit_of_ones_own_has_the_name_of_a_variable() {
        let frame = Unit::new("frame").unwrap();
        assert_eq!([frame.singular(), frame.plural()], ["frame", "frames"]);
        assert!(frame.is_own() && !Unit::TOKEN.is_own());
        let longest = "a".repeat(LETTERS);
        assert_eq!(Unit::new(&longest).unwrap().singular(), longest);
        for wrong in ["", "4k", "frame.rate", "Bild er", "größe", &"a".repeat(LETTERS + 1)] {
            assert_eq!(Unit::new(wrong), None, "{wrong}");
        }
    }
}
