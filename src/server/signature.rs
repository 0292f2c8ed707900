//! The parameters of the call that is being written.

use gen_lsp_types as lsp;

use super::numbers::count;
use super::place::Place;
use super::view::View;
use crate::reference;
use crate::syntax::ast::StatementKind;

/// A call with its parameters: their names, and what they are.
struct Signature {
    label: String,
    about: String,
    parameters: Vec<(String, String)>,
}

/// The signature of the call around a byte, and which of its parameters is written there.
pub(super) fn help(view: View<'_>, byte: usize) -> Option<lsp::SignatureHelp> {
    if view.analysis().script.is_some() {
        return None;
    }
    let written = Place::of(view, byte)?.followed()?;
    let argument = written.argument()?;
    let signature = of_file(view, argument.callee).or_else(|| of_catalogue(argument.callee))?;
    let named = argument.name();
    let active = match named {
        Some(name) => signature.parameters.iter().position(|(parameter, _)| parameter == name),
        None => Some(argument.place()),
    };
    let parameters = signature.parameters.into_iter().map(|(name, about)| lsp::ParameterInformation {
        label: lsp::ParameterInformationLabel::String(name),
        documentation: Some(lsp::Documentation::String(about)),
    });
    let information = lsp::SignatureInformation {
        label: signature.label,
        documentation: Some(lsp::Documentation::String(signature.about)),
        parameters: Some(parameters.collect()),
        active_parameter: active.map(|active| lsp::ActiveParameter::Int(count(active))),
    };
    Some(lsp::SignatureHelp { signatures: vec![information], active_signature: Some(0), active_parameter: None })
}

fn of_catalogue(name: &str) -> Option<Signature> {
    let entry = reference::entry(name)?;
    let parameters = entry.parameters.iter().map(|parameter| (parameter.name.to_string(), parameter.about.to_string()));
    Some(Signature { label: entry.usage.clone(), about: entry.summary.clone(), parameters: parameters.collect() })
}

/// A `def` of the file, as it was when it could last be read.
fn of_file(view: View<'_>, name: &str) -> Option<Signature> {
    let now = &view.analysis().compilation;
    [Some(now), view.document.good()].into_iter().flatten().find_map(|compilation| {
        compilation.file().statements.iter().find_map(|statement| {
            let StatementKind::Def { name: own, params, body } = &statement.kind else { return None };
            let text = compilation.text().get(own.span.start..body.span.start).filter(|_| own.text == name)?;
            let label = text.trim_end().trim_end_matches('=').trim_end().to_string();
            let parameters = params.iter().map(|param| (param.name.text.clone(), String::new())).collect();
            Some(Signature { label, about: statement.span.of(compilation.text()).to_string(), parameters })
        })
    })
}
