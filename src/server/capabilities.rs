//! What the server offers.

use gen_lsp_types as lsp;

use super::client::Client;
use crate::text::ColumnUnit;

/// The answer to `initialize`.
pub(super) fn offered(client: Client) -> lsp::InitializeResult {
    let encoding = match client.unit {
        ColumnUnit::Byte => lsp::PositionEncodingKind::UTF8,
        ColumnUnit::Char | ColumnUnit::Utf16 => lsp::PositionEncodingKind::UTF16,
    };
    let sync = lsp::TextDocumentSyncOptions {
        open_close: Some(true),
        change: Some(lsp::TextDocumentSyncKind::Incremental),
        save: Some(lsp::Save::Bool(true)),
        ..lsp::TextDocumentSyncOptions::default()
    };
    let actions = lsp::CodeActionOptions {
        code_action_kinds: Some(vec![lsp::CodeActionKind::QuickFix, lsp::CodeActionKind::SourceFixAll]),
        ..lsp::CodeActionOptions::default()
    };
    let completion = lsp::CompletionOptions {
        trigger_characters: Some(["(", ",", "=", ".", "["].map(str::to_string).to_vec()),
        ..lsp::CompletionOptions::default()
    };
    let diagnostics =
        lsp::DiagnosticOptions { identifier: Some("lehr".to_string()), ..lsp::DiagnosticOptions::default() };
    let capabilities = lsp::ServerCapabilities {
        position_encoding: Some(encoding),
        text_document_sync: Some(lsp::TextDocumentSync::Options(sync)),
        code_action_provider: Some(lsp::CodeActionProvider::CodeActionOptions(actions)),
        completion_provider: Some(completion),
        diagnostic_provider: client.pulls.then_some(lsp::DiagnosticProvider::DiagnosticOptions(diagnostics)),
        document_formatting_provider: Some(true.into()),
        document_range_formatting_provider: Some(true.into()),
        hover_provider: Some(true.into()),
        ..lsp::ServerCapabilities::default()
    };
    let info = lsp::ServerInfo { name: "lehr".to_string(), version: Some(env!("CARGO_PKG_VERSION").to_string()) };
    lsp::InitializeResult { capabilities, server_info: Some(info) }
}
