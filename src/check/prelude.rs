//! The prelude: presets, which are schedules written in the language itself.

use std::sync::OnceLock;

use crate::catalogue::{Takes, prelude};
use crate::syntax::ast::{Expr, Param, StatementKind};
use crate::syntax::parse;

/// A schedule of the prelude.
#[derive(Debug)]
pub(crate) struct Preset {
    pub(crate) name: String,
    /// What each of its parameters takes.
    pub(crate) takes: Vec<Takes>,
    pub(crate) params: Vec<Param>,
    pub(crate) body: Expr,
}

/// Every preset, in the order of the prelude.
pub(crate) fn presets() -> &'static [Preset] {
    static PRESETS: OnceLock<Vec<Preset>> = OnceLock::new();
    PRESETS.get_or_init(|| {
        let (file, diagnostics) = parse(prelude::TEXT);
        debug_assert!(diagnostics.is_empty(), "the prelude does not parse: {diagnostics:?}");
        let definitions = file.statements.into_iter().filter_map(|statement| match statement.kind {
            StatementKind::Def { name, params, body } => {
                let described = prelude::preset(&name.text).map_or(&[][..], |preset| &preset.parameters);
                let takes = described.iter().map(|parameter| parameter.takes).collect();
                Some(Preset { name: name.text, takes, params, body })
            }
            _ => None,
        });
        definitions.collect()
    })
}

/// The preset of a name.
pub(crate) fn preset(name: &str) -> Option<&'static Preset> {
    presets().iter().find(|preset| preset.name == name)
}

impl Preset {
    /// The call as it is documented.
    pub(crate) fn usage(&self) -> String {
        let names: Vec<_> = self.params.iter().map(|param| param.name.text.as_str()).collect();
        format!("{}({})", self.name, names.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_prelude_parses() {
        let (_, diagnostics) = parse(prelude::TEXT);
        assert!(diagnostics.is_empty(), "{diagnostics:?}");
        assert_eq!(presets().len(), prelude::presets().len());
        for (preset, described) in presets().iter().zip(prelude::presets()) {
            let names = preset.params.iter().map(|param| param.name.text.as_str());
            assert!(names.eq(described.parameters.iter().map(|parameter| parameter.name)), "{}", preset.name);
        }
    }
}
