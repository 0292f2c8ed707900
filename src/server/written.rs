//! The call that is being written, with its parameters.

use gen_lsp_types as lsp;

use super::numbers::count;
use super::place::Place;
use super::signature::Signature;
use super::view::View;

/// The signature of the call around a byte, and which of its parameters is written there.
pub(super) fn call(view: View<'_>, byte: usize) -> Option<lsp::SignatureHelp> {
    if view.analysis().script.is_some() {
        return None;
    }
    let place = Place::of(view, byte)?;
    let written = place.named().or_else(|| place.goes_on())?;
    let argument = written.argument()?;
    let signature = Signature::of(view, argument.callee)?;
    // A number that no parameter has sets none off: without one, editors set off the first.
    let active = signature.index(argument).unwrap_or(signature.parameters.len());
    let parameters = signature.parameters.into_iter().map(|parameter| lsp::ParameterInformation {
        documentation: Some(lsp::Documentation::String(parameter.detail())),
        label: lsp::ParameterInformationLabel::String(parameter.name),
    });
    let information = lsp::SignatureInformation {
        label: signature.label,
        documentation: Some(lsp::Documentation::String(signature.about)),
        parameters: Some(parameters.collect()),
        active_parameter: Some(lsp::ActiveParameter::Int(count(active))),
    };
    Some(lsp::SignatureHelp { signatures: vec![information], active_signature: Some(0), active_parameter: None })
}
