//! What an editor says of itself.

use serde_json::Value;

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
    /// What follows from the first message: abilities, and the options `images`, `plots` and `theme`. Editors leave out
    /// much of what the protocol asks for, so that nothing is read but what is used; `None` where it is no such message.
    pub(super) fn new(params: &Value) -> Option<Self> {
        let capabilities = params.as_object()?.get("capabilities").unwrap_or(&Value::Null);
        if !(capabilities.is_object() || capabilities.is_null()) {
            return None;
        }
        let text = &capabilities["textDocument"];
        let has = |list: &Value, word: &str| list.as_array().map(|list| list.iter().any(|item| item == word));
        let options = &params["initializationOptions"];
        let is_vscode = || params["clientInfo"]["name"].as_str().unwrap_or("").starts_with("Visual Studio Code");
        Some(Self {
            unit: match has(&capabilities["general"]["positionEncodings"], "utf-8") {
                Some(true) => ColumnUnit::Byte,
                _ => ColumnUnit::Utf16,
            },
            pulls: text["diagnostic"].is_object(),
            markdown: has(&text["hover"]["contentFormat"], "markdown").unwrap_or(true),
            images: options["images"].as_bool().unwrap_or_else(is_vscode),
            snippets: text["completion"]["completionItem"]["snippetSupport"] == true,
            plots: options["plots"] == true,
            theme: if options["theme"] == "dark" { Theme::Dark } else { Theme::Light },
        })
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
