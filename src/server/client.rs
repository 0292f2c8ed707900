//! What an editor says of itself.

use gen_lsp_types as lsp;

use crate::plot::svg::Theme;
use crate::text::ColumnUnit;

/// An editor.
#[derive(Clone, Copy, Debug)]
pub(super) struct Client {
    /// What it counts columns in.
    pub(super) unit: ColumnUnit,
    /// Whether it asks for diagnostics, and need not be told.
    pub(super) pulls: bool,
    /// Whether it shows Markdown.
    pub(super) markdown: bool,
    /// Whether it shows images in Markdown.
    pub(super) images: bool,
    /// Whether it fills in what is left open in what it inserts.
    pub(super) snippets: bool,
    /// Whether it draws a track by the command `lehr.plot`.
    pub(super) plots: bool,
    /// The colours of images.
    pub(super) theme: Theme,
}

impl Client {
    /// What follows from the first message: abilities, and the options `images`, `plots` and `theme`.
    pub(super) fn new(params: &lsp::InitializeParams) -> Self {
        let capabilities = &params.capabilities;
        let encodings = capabilities.general.as_ref().and_then(|general| general.position_encodings.as_ref());
        let has_bytes = encodings.is_some_and(|encodings| encodings.contains(&lsp::PositionEncodingKind::UTF8));
        let text = capabilities.text_document.as_ref();
        let formats = text.and_then(|text| text.hover.as_ref()?.content_format.as_ref());
        let completion = text.and_then(|text| text.completion.as_ref()?.completion_item.as_ref());
        let name = params.client_info.as_ref().map_or("", |client| client.name.as_str());
        let option = |name: &str| params.initialization_options.as_ref()?.get(name);
        let is_on = |name: &str| option(name).and_then(serde_json::Value::as_bool);
        let is_dark = option("theme").and_then(serde_json::Value::as_str) == Some("dark");
        Self {
            unit: if has_bytes { ColumnUnit::Byte } else { ColumnUnit::Utf16 },
            pulls: text.is_some_and(|text| text.diagnostic.is_some()),
            markdown: formats.is_none_or(|formats| formats.contains(&lsp::MarkupKind::Markdown)),
            images: is_on("images").unwrap_or_else(|| name.starts_with("Visual Studio Code")),
            snippets: completion.and_then(|item| item.snippet_support).unwrap_or(false),
            plots: is_on("plots").unwrap_or(false),
            theme: if is_dark { Theme::Dark } else { Theme::Light },
        }
    }
}

impl Default for Client {
    fn default() -> Self {
        Self {
            unit: ColumnUnit::Utf16,
            pulls: false,
            markdown: true,
            images: false,
            snippets: false,
            plots: false,
            theme: Theme::Light,
        }
    }
}
