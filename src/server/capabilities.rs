//! What the server offers.

use gen_lsp_types as lsp;

use super::client::Client;
use super::tokens;
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
    let rename = lsp::RenameOptions { prepare_provider: Some(true), ..lsp::RenameOptions::default() };
    let legend = lsp::SemanticTokensLegend {
        token_types: tokens::KINDS.map(str::to_string).to_vec(),
        token_modifiers: Vec::new(),
    };
    let tokens = lsp::SemanticTokensOptions {
        legend,
        full: Some(lsp::Full::Bool(true)),
        ..lsp::SemanticTokensOptions::default()
    };
    let signature = lsp::SignatureHelpOptions {
        trigger_characters: Some(["(", ","].map(str::to_string).to_vec()),
        ..lsp::SignatureHelpOptions::default()
    };
    let python = lsp::NotebookCellLanguage { language: "python".to_string() };
    let notebooks = lsp::NotebookDocumentFilterWithCells { notebook: None, cells: vec![python] };
    let notebooks = lsp::NotebookDocumentSyncOptions {
        notebook_selector: vec![lsp::NotebookSelector::NotebookDocumentFilterWithCells(notebooks)],
        save: Some(true),
    };
    let capabilities = lsp::ServerCapabilities {
        position_encoding: Some(encoding),
        text_document_sync: Some(lsp::TextDocumentSync::Options(sync)),
        code_action_provider: Some(lsp::CodeActionProvider::CodeActionOptions(actions)),
        completion_provider: Some(completion),
        diagnostic_provider: client.pulls.then_some(lsp::DiagnosticProvider::DiagnosticOptions(diagnostics)),
        document_formatting_provider: Some(true.into()),
        document_range_formatting_provider: Some(true.into()),
        hover_provider: Some(true.into()),
        code_lens_provider: Some(lsp::CodeLensOptions::default()),
        definition_provider: Some(true.into()),
        document_symbol_provider: Some(true.into()),
        folding_range_provider: Some(true.into()),
        inlay_hint_provider: Some(true.into()),
        notebook_document_sync: Some(lsp::NotebookDocumentSync::Options(notebooks)),
        references_provider: Some(true.into()),
        rename_provider: Some(lsp::RenameProvider::RenameOptions(rename)),
        semantic_tokens_provider: Some(lsp::SemanticTokensProvider::SemanticTokensOptions(tokens)),
        signature_help_provider: Some(signature),
        ..lsp::ServerCapabilities::default()
    };
    let info = lsp::ServerInfo { name: "lehr".to_string(), version: Some(env!("CARGO_PKG_VERSION").to_string()) };
    lsp::InitializeResult { capabilities, server_info: Some(info) }
}
