//! Names, each kept once.

use std::rc::Rc;

use rustc_hash::FxHashMap;

/// A name, a dotted path or a string of the text, kept once in its reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Name(pub(crate) u32);

/// All names of a reading.
#[derive(Debug, Default)]
pub(crate) struct Names {
    found: FxHashMap<Rc<str>, Name>,
    texts: Vec<Rc<str>>,
}

impl Names {
    pub(crate) fn intern(&mut self, text: &str) -> Name {
        if let Some(&name) = self.found.get(text) {
            return name;
        }
        let name = Name(u32::try_from(self.texts.len()).unwrap_or(u32::MAX));
        let text: Rc<str> = Rc::from(text);
        self.texts.push(Rc::clone(&text));
        self.found.insert(text, name);
        name
    }

    pub(crate) fn get(&self, name: Name) -> &str {
        self.texts.get(name.0 as usize).map_or("", |text| text)
    }

    pub(crate) fn shared(&self, name: Name) -> Rc<str> {
        self.texts.get(name.0 as usize).cloned().unwrap_or_else(|| Rc::from(""))
    }
}
