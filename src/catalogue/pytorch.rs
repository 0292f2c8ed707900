//! PyTorch's words for the parameters of shapes.

use super::key;
use super::parameter::Key;
use super::shape::ShapeName;

/// How a call of a shape is written in PyTorch's words.
#[derive(Debug)]
pub(crate) struct Spelling {
    shape: ShapeName,
    /// PyTorch's words.
    pub(crate) words: &'static [Alias],
    /// Parameters whose default in PyTorch is another than here, with PyTorch's in the words of the
    /// language: a call in PyTorch's words has to give them.
    pub(crate) defaults: &'static [(&'static str, &'static str)],
    /// A call that PyTorch has in these words, and that is more than one shape here.
    pub(crate) compound: Option<&'static Compound>,
}

/// PyTorch's word for a parameter.
#[derive(Debug)]
pub(crate) struct Alias {
    pub(crate) word: &'static str,
    /// The name of the parameter.
    pub(crate) parameter: &'static str,
    /// Whether a number given by this word is a multiple of the base.
    pub(crate) relative: bool,
}

/// A call in PyTorch's words that is more than one shape here.
#[derive(Debug)]
pub(crate) struct Compound {
    /// The words that tell it.
    pub(crate) words: &'static [&'static str],
    /// What PyTorch does, as a message.
    pub(crate) message: &'static str,
    /// What to write, as a sentence.
    pub(crate) help: &'static str,
}

const fn word<K: Key>(word: &'static str, _: K) -> Alias {
    Alias { word, parameter: K::NAME, relative: false }
}

const fn factor<K: Key>(word: &'static str, _: K) -> Alias {
    Alias { word, parameter: K::NAME, relative: true }
}

const SPELLINGS: &[Spelling] = &[
    Spelling {
        shape: ShapeName::Hold,
        words: &[],
        defaults: &[],
        compound: Some(&Compound {
            words: &["factor", "total_iters"],
            message: "PyTorch's `ConstantLR` holds `factor` (default 1/3) for `total_iters` (default 5), and then the base",
            help: "write it as the two segments that it is: `hold(1x / 3) for 5 then hold(1x)`",
        }),
    },
    Spelling {
        shape: ShapeName::Linear,
        words: &[word("total_iters", key::T), factor("end_factor", key::To), factor("start_factor", key::From)],
        defaults: &[("T", "total_iters=5"), ("from", "start_factor=1/3"), ("to", "end_factor=1")],
        compound: None,
    },
    Spelling {
        shape: ShapeName::Cosine,
        words: &[word("T_max", key::T), word("eta_min", key::To)],
        defaults: &[],
        compound: None,
    },
    Spelling {
        shape: ShapeName::Poly,
        words: &[word("total_iters", key::T)],
        defaults: &[("T", "total_iters=5")],
        compound: None,
    },
    Spelling { shape: ShapeName::Plateau, words: &[word("min_lr", key::Min)], defaults: &[], compound: None },
];

/// How PyTorch spells a shape, where it does so in another way.
pub(crate) fn spelling(shape: ShapeName) -> Option<&'static Spelling> {
    SPELLINGS.iter().find(|spelling| spelling.shape == shape)
}

impl Spelling {
    /// What a word of PyTorch stands for.
    pub(crate) fn word(&self, text: &str) -> Option<&'static Alias> {
        self.words.iter().find(|word| word.word == text)
    }

    /// PyTorch's word for a parameter.
    pub(crate) fn word_for(&self, parameter: &str) -> Option<&'static Alias> {
        self.words.iter().find(|word| word.parameter == parameter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_word_stands_for_a_parameter_that_the_shape_has() {
        for spelling in SPELLINGS {
            let names: Vec<_> = spelling.shape.parameters().iter().map(|parameter| parameter.name).collect();
            for word in spelling.words {
                assert!(names.contains(&word.parameter) && !names.contains(&word.word), "{word:?}");
            }
            for (parameter, default) in spelling.defaults {
                let (word, _) = default.split_once('=').expect("a word and a value");
                assert_eq!(spelling.word(word).map(|word| word.parameter), Some(*parameter));
            }
        }
    }
}
