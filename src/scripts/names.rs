//! Names that nothing else in the program of a script has.

use std::collections::HashMap;

use crate::compile::compile;
use crate::overrides::Overrides;

/// How many numbers are tried after a name that something else has.
const NUMBERS: usize = 1000;

/// The names that are given already.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// How many have each of them.
    holders: HashMap<String, usize>,
    /// For each name, the number from which on one of its numbered names may be free.
    numbers: HashMap<String, usize>,
}

impl Names {
    pub(super) fn add(&mut self, name: &str) {
        *self.holders.entry(name.to_string()).or_default() += 1;
    }

    pub(super) fn remove(&mut self, name: &str) {
        if let Some(count) = self.holders.get_mut(name) {
            *count -= 1;
        }
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.holders.get(name).is_some_and(|&count| count > 0)
    }

    /// The first of these names, and then of the numbered ones of `base`, that nothing has and the language leaves free.
    pub(super) fn free(&mut self, names: impl Iterator<Item = String>, base: &str) -> Option<String> {
        let mut next = self.numbers.get(base).copied().unwrap_or(2);
        let numbered = (next..next + NUMBERS).map(|number| {
            next = number + 1;
            format!("{base}_{number}")
        });
        let found = names.chain(numbered).find(|name| !self.has(name) && is_free(name));
        self.numbers.insert(base.to_string(), next);
        found
    }
}

/// Whether the language has no other use for a name, and a program no track of it.
pub(super) fn is_free(name: &str) -> bool {
    let taken = ["t", "u", "x", "lr", "momentum", "wd", "base", "run"];
    !taken.contains(&name)
        && compile(&format!("param {name} = 2\nlr = hold({name})"), &Overrides::default()).diagnostics().is_empty()
}
