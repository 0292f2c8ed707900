//! Which functions of the libraries are made of a shape or a preset.

use super::function::{Function, Kind, Library};
use super::libraries::LIBRARIES;
use super::tree::for_each_schedule;
use crate::syntax::ast::ExprKind;

/// The functions of each library whose calls are made of a shape or a preset. A warmup or a hold counts where
/// there is nothing else beside it.
pub(crate) fn made_of(name: &str) -> Vec<(&'static Library, Vec<&'static str>)> {
    let functions = |library: &&'static Library| {
        let made = library.functions.iter().filter(|function| library.parts(function).iter().any(|part| part == name));
        (*library, made.map(|function| function.name).collect::<Vec<_>>())
    };
    LIBRARIES.iter().map(functions).filter(|(_, functions)| !functions.is_empty()).collect()
}

impl Library {
    /// The shapes and presets that calls of a function are made of; none where it is given schedules.
    fn parts(&self, function: &Function) -> Vec<String> {
        if function.parameters.iter().any(|parameter| matches!(parameter.kind, Kind::Schedule | Kind::Schedules)) {
            return Vec::new();
        }
        let mut parts = Vec::new();
        for meaning in function.calls().iter().filter_map(|call| self.read(call).ok()) {
            let mut own: Vec<String> = Vec::new();
            if let Some(lr) = meaning.tree("lr") {
                for_each_schedule(lr, &mut |part| {
                    if let ExprKind::Name(name) | ExprKind::Call { name, .. } = &part.kind {
                        own.push(name.text.clone());
                    }
                });
            }
            let is_beside = |name: &String| name == "hold" || name == "warmup";
            if !own.iter().all(is_beside) {
                own.retain(|name| !is_beside(name));
            }
            parts.extend(own);
        }
        parts
    }
}
