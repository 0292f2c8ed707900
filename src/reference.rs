//! The catalogue for reading: what each shape, preset and function means, made from the code that runs it.

mod entry;
mod page;

use crate::catalogue::words::{Property, SUM};
use crate::catalogue::{self, Function, ShapeName, prelude};
use crate::check::suggest;
use crate::peers;
use crate::units::Unit;

pub use crate::catalogue::Takes;
pub use entry::{Entry, EntryKind, Parameter};
use entry::{function_entry, preset_entry, shape_entry};
pub use page::catalogue;

/// The words that mean something to the language, for grammars and for completion.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Words {
    /// The words of statements and of schedules: `let`, `then`, …
    pub keywords: Vec<&'static str>,
    /// What stands for something of the file or of the run: `run`, `base`, …
    pub names: Vec<&'static str>,
    /// What `expect` says of a track: `decreasing`, …
    pub predicates: Vec<&'static str>,
    /// The units, singular and plural.
    pub units: Vec<&'static str>,
    /// The shapes, with their other names.
    pub shapes: Vec<&'static str>,
    /// The presets.
    pub presets: Vec<&'static str>,
    /// The functions of arithmetic.
    pub functions: Vec<&'static str>,
    /// The words that parameters choose among: `cosine`, `max`, …
    pub arguments: Vec<&'static str>,
}

/// Every shape, and after them every preset.
pub fn entries() -> Vec<Entry> {
    let shapes = ShapeName::ALL.iter().copied().map(shape_entry);
    shapes.chain(prelude::presets().iter().map(preset_entry)).collect()
}

/// The functions of arithmetic.
pub fn functions() -> Vec<Entry> {
    Function::ALL.iter().copied().map(function_entry).collect()
}

/// The shape, preset or function of a name. Where a shape and a function have one name, it is the shape.
pub fn entry(name: &str) -> Option<Entry> {
    let shape = catalogue::shape(name).map(shape_entry);
    shape.or_else(|| prelude::preset(name).map(preset_entry)).or_else(|| Function::named(name).map(function_entry))
}

/// The page of a shape or a preset, or else of another library's function, in Markdown.
pub fn page(name: &str) -> Option<String> {
    let shape = catalogue::shape(name).map(page::shape);
    shape.or_else(|| prelude::preset(name).map(page::preset)).or_else(|| peers::page(name))
}

/// The name in the catalogue that a wrong one is perhaps meant to be.
pub fn nearest(name: &str) -> Option<String> {
    let entries = entries();
    suggest::closest(name, entries.iter().map(|entry| entry.name).chain(peers::names())).map(ToString::to_string)
}

/// The words of the language.
pub fn words() -> Words {
    let mut arguments: Vec<_> = catalogue::word_lists().flatten().copied().collect();
    arguments.sort_unstable();
    arguments.dedup();
    let shapes = ShapeName::ALL.iter().flat_map(|shape| [Some(shape.name()), shape.entry().alias]).flatten();
    Words {
        keywords: catalogue::words::KEYWORDS.to_vec(),
        names: catalogue::words::NAMED.to_vec(),
        predicates: Property::ALL.into_iter().map(Property::name).chain([SUM]).collect(),
        units: Unit::BUILT_IN.iter().flat_map(|unit| [unit.singular(), unit.plural()]).collect(),
        shapes: shapes.collect(),
        presets: prelude::presets().iter().map(|preset| preset.name).collect(),
        functions: Function::ALL.iter().map(|function| function.name()).collect(),
        arguments,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_entry_says_what_it_is_called_with() {
        for entry in entries().into_iter().chain(functions()) {
            assert!(!entry.summary.is_empty() && entry.usage.starts_with(entry.name), "{entry:?}");
            assert!(!entry.parameters.is_empty(), "{entry:?}");
            assert!(entry.parameters.iter().all(|parameter| !parameter.about.is_empty()), "{entry:?}");
        }
    }

    #[test]
    fn what_can_be_called_is_found_by_its_name() {
        assert_eq!(entry("constant"), entry("hold"));
        let kind = |name: &str| entry(name).map(|entry| entry.kind);
        assert_eq!(kind("tanh"), Some(EntryKind::Shape), "a shape and a function have this name");
        assert_eq!(kind("wsd"), Some(EntryKind::Preset));
        assert_eq!(kind("clamp"), Some(EntryKind::Function));
        assert_eq!(kind("cosin"), None);
    }
}
