//! The conversation with one editor: which texts are open, and who answers what.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};

use gen_lsp_types::{self as lsp, LspNotificationMethod as Told, LspRequestMethod as Asked, Request as _};
use lsp_server::{ErrorCode, Message, Notification, Request, Response};
use serde_json::{Value, json};

use super::client::Client;
use super::document::Document;
use super::notebook::Notebook;
use super::view::View;
use super::{
    actions, capabilities, completion, diagnostics, hints, hover, layout, lenses, navigate, outline, segment, tokens,
    written,
};

/// A conversation.
#[derive(Default)]
pub(super) struct Session {
    stage: Stage,
    client: Client,
    documents: BTreeMap<String, Document>,
    notebooks: BTreeMap<String, Notebook>,
    /// The texts whose diagnostics the editor is to be told.
    changed: BTreeSet<String>,
    outgoing: Vec<Message>,
}

/// How far a conversation has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Stage {
    #[default]
    New,
    Running,
    ShutDown,
    Left,
    /// After `shutdown` and `exit`.
    Served,
}

impl Session {
    /// Takes in one message.
    pub(super) fn take(&mut self, message: Message) {
        match message {
            Message::Request(request) => {
                let response = self.response(request);
                self.outgoing.push(response.into());
            }
            Message::Notification(notification) => self.told(notification),
            // The server asks nothing.
            Message::Response(_) => {}
        }
    }

    /// The messages to be sent, in order.
    pub(super) fn outgoing(&mut self) -> impl Iterator<Item = Message> {
        self.outgoing.drain(..)
    }

    pub(super) fn has_ended(&self) -> bool {
        matches!(self.stage, Stage::Left | Stage::Served)
    }

    /// Whether the editor has left as it should.
    pub(super) fn is_served(&self) -> bool {
        matches!(self.stage, Stage::Served | Stage::ShutDown)
    }

    /// Tells the editor the diagnostics of all texts that have changed, unless it asks for them.
    pub(super) fn publish(&mut self) {
        for uri in std::mem::take(&mut self.changed) {
            if self.client.pulls {
                continue;
            }
            let told = guarded(|| {
                let view = self.view(&uri);
                let (found, version) = (view.map(diagnostics::of), view.map(View::version));
                lsp::PublishDiagnosticsParams {
                    uri: uri.as_str().into(),
                    version,
                    diagnostics: found.unwrap_or_default(),
                }
            });
            match told {
                Ok(params) => self.tell("textDocument/publishDiagnostics", &params),
                Err(panic) => self.complain(&format!("{uri} cannot be checked: {panic}")),
            }
        }
    }

    fn tell(&mut self, method: &str, params: &impl serde::Serialize) {
        self.outgoing.push(Notification::new(method.to_string(), params).into());
    }

    /// Says that something went wrong here.
    fn complain(&mut self, message: &str) {
        let message = message.to_string();
        self.tell("window/logMessage", &lsp::LogMessageParams { kind: lsp::MessageType::Error, message });
    }

    fn told(&mut self, notification: Notification) {
        let Notification { method, params } = notification;
        let taken = guarded(|| self.follow(&method, completed(params)).map_err(|error| error.to_string()));
        if let Err(error) = taken.flatten() {
            self.complain(&format!("{method}: {error}"));
        }
    }

    fn follow(&mut self, method: &str, params: Value) -> Result<(), serde_json::Error> {
        match Told::from(method) {
            Told::Exit => {
                self.stage = if self.stage == Stage::ShutDown { Stage::Served } else { Stage::Left };
                Ok(())
            }
            _ if self.stage != Stage::Running => Ok(()),
            Told::TextDocumentDidOpen => serde_json::from_value(params).map(|params| self.open(params)),
            Told::TextDocumentDidChange => {
                check_ranges(&params)?;
                serde_json::from_value(params).map(|params| self.change(params))
            }
            Told::TextDocumentDidClose => serde_json::from_value(params).map(|params| self.close(&params)),
            Told::NotebookDocumentDidOpen => serde_json::from_value(params).map(|params| self.open_notebook(params)),
            Told::NotebookDocumentDidChange => {
                check_ranges(&params)?;
                serde_json::from_value(params).map(|params| self.change_notebook(params))
            }
            Told::NotebookDocumentDidClose => serde_json::from_value(params).map(|params| self.close_notebook(&params)),
            Told::TextDocumentDidSave | Told::NotebookDocumentDidSave | Told::WorkspaceDidChangeWatchedFiles => {
                self.look_again();
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn open(&mut self, params: lsp::DidOpenTextDocumentParams) {
        let document = Document::new(params.text_document);
        let uri = document.uri.to_string();
        self.changed.insert(uri.clone());
        self.documents.insert(uri.clone(), document);
        self.warn_of_settings(&uri);
    }

    /// Says why the settings of a text's folder do not hold.
    fn warn_of_settings(&mut self, uri: &str) {
        let Some(document) = self.documents.get(uri) else { return };
        let unusable = guarded(|| document.analysis().unusable.clone()).ok().flatten();
        if let Some(message) = unusable {
            self.tell("window/showMessage", &lsp::ShowMessageParams { kind: lsp::MessageType::Warning, message });
        }
    }

    fn change(&mut self, params: lsp::DidChangeTextDocumentParams) {
        let uri = params.text_document.text_document_identifier.uri.to_string();
        let unit = self.client.unit;
        if let Some(document) = self.documents.get_mut(&uri) {
            document.change(params.text_document.version, params.content_changes, unit);
            self.changed.insert(uri);
        }
    }

    fn close(&mut self, params: &lsp::DidCloseTextDocumentParams) {
        let uri = params.text_document.uri.to_string();
        self.documents.remove(&uri);
        self.changed.insert(uri);
    }

    fn open_notebook(&mut self, params: lsp::DidOpenNotebookDocumentParams) {
        let uri = params.notebook_document.uri.to_string();
        self.notebooks.insert(uri.clone(), Notebook::new(params));
        self.cells_have_changed(&uri);
    }

    fn change_notebook(&mut self, params: lsp::DidChangeNotebookDocumentParams) {
        let uri = params.notebook_document.uri.to_string();
        // Those that are taken out have no findings any more.
        self.cells_have_changed(&uri);
        if let Some((notebook, changes)) = self.notebooks.get_mut(&uri).zip(params.change.cells) {
            notebook.change(changes, self.client.unit);
            self.cells_have_changed(&uri);
        }
    }

    fn close_notebook(&mut self, params: &lsp::DidCloseNotebookDocumentParams) {
        let uri = params.notebook_document.uri.to_string();
        self.cells_have_changed(&uri);
        self.notebooks.remove(&uri);
    }

    /// The findings of a cell may follow from any other.
    fn cells_have_changed(&mut self, notebook: &str) {
        let cells = self.notebooks.get(notebook).into_iter().flat_map(Notebook::cells);
        self.changed.extend(cells.map(|cell| cell.uri.to_string()));
    }

    /// A file was saved, and may be the settings of others.
    fn look_again(&mut self) {
        for (uri, document) in &mut self.documents {
            document.forget();
            self.changed.insert(uri.clone());
        }
        for notebook in self.notebooks.values_mut() {
            notebook.document.forget();
            self.changed.extend(notebook.cells().map(|cell| cell.uri.to_string()));
        }
    }

    fn response(&mut self, request: Request) -> Response {
        let method = request.method.clone();
        match (self.stage, Asked::from(method.as_str())) {
            (Stage::New, Asked::Initialize) => match Client::new(&request.params) {
                Some(client) => {
                    (self.client, self.stage) = (client, Stage::Running);
                    Response::new_ok(request.id, capabilities::offered(client))
                }
                None => refusal(request, ErrorCode::InvalidParams, "what the editor can do is no object"),
            },
            (Stage::New, _) => refusal(request, ErrorCode::ServerNotInitialized, "the first request is `initialize`"),
            (Stage::Running, Asked::Shutdown) => {
                self.stage = Stage::ShutDown;
                Response { id: request.id, response_result: Ok(Value::Null) }
            }
            // Each page of JupyterLab says hello to the server that all of them share.
            (Stage::Running, Asked::Initialize) => Response::new_ok(request.id, capabilities::offered(self.client)),
            (Stage::Running, asked) => self.answer(asked, request),
            _ => refusal(request, ErrorCode::InvalidRequest, "the server was shut down"),
        }
    }

    fn answer(&self, asked: Asked<'_>, request: Request) -> Response {
        match asked {
            Asked::TextDocumentCodeAction => reply::<lsp::CodeActionRequest>(request, |params| {
                Some(actions::actions(self.view(params.text_document.uri.as_ref())?, params.range, &params.context))
            }),
            Asked::TextDocumentCompletion => reply::<lsp::CompletionRequest>(request, |params| {
                let (view, byte) = self.place(&params.text_document_position_params)?;
                Some(lsp::CompletionResponse::CompletionItemList(completion::items(view, byte)))
            }),
            Asked::TextDocumentDiagnostic => reply::<lsp::DocumentDiagnosticRequest>(request, |params| {
                diagnostics::report(self.view(params.text_document.uri.as_ref()))
            }),
            Asked::TextDocumentFormatting => reply::<lsp::DocumentFormattingRequest>(request, |params| {
                Some(layout::of_all(self.view(params.text_document.uri.as_ref())?))
            }),
            Asked::TextDocumentRangeFormatting => reply::<lsp::DocumentRangeFormattingRequest>(request, |params| {
                Some(layout::of_range(self.view(params.text_document.uri.as_ref())?, params.range))
            }),
            Asked::TextDocumentHover => reply::<lsp::HoverRequest>(request, |params| {
                let (view, byte) = self.place(&params.text_document_position_params)?;
                hover::hover(view, byte)
            }),
            Asked::TextDocumentInlayHint => reply::<lsp::InlayHintRequest>(request, |params| {
                Some(hints::of(self.view(params.text_document.uri.as_ref())?, params.range))
            }),
            Asked::TextDocumentSignatureHelp => reply::<lsp::SignatureHelpRequest>(request, |params| {
                let (view, byte) = self.place(&params.text_document_position_params)?;
                written::call(view, byte)
            }),
            _ => self.answer_about_names(asked, request),
        }
    }

    fn answer_about_names(&self, asked: Asked<'_>, request: Request) -> Response {
        match asked {
            Asked::TextDocumentDefinition => reply::<lsp::DefinitionRequest>(request, |params| {
                let (view, byte) = self.place(&params.text_document_position_params)?;
                let location = navigate::definition(view, byte)?;
                Some(lsp::DefinitionResponse::Definition(lsp::Definition::Location(location)))
            }),
            Asked::TextDocumentReferences => reply::<lsp::ReferencesRequest>(request, |params| {
                let (view, byte) = self.place(&params.text_document_position_params)?;
                navigate::references(view, byte, params.context.include_declaration)
            }),
            Asked::TextDocumentPrepareRename => reply::<lsp::PrepareRenameRequest>(request, |params| {
                let (view, byte) = self.place(&params.text_document_position_params)?;
                navigate::renamed(view, byte).map(lsp::PrepareRenameResult::Range)
            }),
            Asked::TextDocumentRename => attempt::<lsp::RenameRequest>(request, |params| {
                let place = self.place(&params.text_document_position_params);
                place.map(|(view, byte)| navigate::rename(view, byte, &params.new_name)).transpose()
            }),
            Asked::TextDocumentDocumentSymbol => reply::<lsp::DocumentSymbolRequest>(request, |params| {
                let view = self.view(params.text_document.uri.as_ref())?;
                Some(lsp::DocumentSymbolResponse::DocumentSymbolList(outline::symbols(view)))
            }),
            Asked::TextDocumentFoldingRange => reply::<lsp::FoldingRangeRequest>(request, |params| {
                Some(outline::folds(self.view(params.text_document.uri.as_ref())?))
            }),
            Asked::TextDocumentSemanticTokensFull => reply::<lsp::SemanticTokensRequest>(request, |params| {
                Some(tokens::of(self.view(params.text_document.uri.as_ref())?))
            }),
            Asked::TextDocumentCodeLens => reply::<lsp::CodeLensRequest>(request, |params| {
                Some(lenses::of(self.view(params.text_document.uri.as_ref())?))
            }),
            asked if asked == segment::SegmentRequest::METHOD => reply::<segment::SegmentRequest>(request, |params| {
                let (view, byte) = self.place(&params)?;
                segment::at(view, byte)
            }),
            _ => {
                let message = format!("`{}` is not offered", request.method);
                refusal(request, ErrorCode::MethodNotFound, &message)
            }
        }
    }

    /// An open text, or a cell of an open notebook.
    fn view(&self, uri: &str) -> Option<View<'_>> {
        let client = self.client;
        if let Some(document) = self.documents.get(uri) {
            return Some(View { document, client, cell: None });
        }
        self.notebooks.values().find_map(|notebook| {
            let cell = notebook.cells().find(|cell| cell.uri.as_ref() == uri)?;
            Some(View { document: &notebook.document, client, cell: Some(cell) })
        })
    }

    /// A byte of an open text.
    fn place(&self, params: &lsp::TextDocumentPositionParams) -> Option<(View<'_>, usize)> {
        let view = self.view(params.text_document.uri.as_ref())?;
        Some((view, view.byte(params.position)))
    }
}

/// With what editors leave out, or write as their own, of what nothing here depends on.
fn completed(mut params: Value) -> Value {
    if let Some(document) = params.get_mut("textDocument").and_then(Value::as_object_mut) {
        if document.get("version").is_none_or(Value::is_null) {
            document.insert("version".to_string(), json!(0));
        }
        document.entry("languageId").or_insert_with(|| json!(""));
    }
    if let Some(params) = params.as_object_mut() {
        let context = params.get("context").unwrap_or(&Value::Null);
        let context = json!({
            "includeDeclaration": context["includeDeclaration"].as_bool().unwrap_or(true),
            "only": context["only"],
            "diagnostics": [],
            "triggerKind": 1,
            "isRetrigger": false,
        });
        params.insert("context".to_string(), context);
        params.insert("options".to_string(), json!({ "tabSize": 4, "insertSpaces": true }));
    }
    params
}

/// Makes sure that every range is one: a change whose range is none would be taken for a change of the whole text.
fn check_ranges(params: &Value) -> Result<(), serde_json::Error> {
    match params {
        Value::Array(items) => items.iter().try_for_each(check_ranges),
        Value::Object(fields) => fields.iter().try_for_each(|(name, value)| match (name.as_str(), value) {
            ("range", Value::Null) => Ok(()),
            ("range", range) => serde_json::from_value::<lsp::Range>(range.clone()).map(drop),
            _ => check_ranges(value),
        }),
        _ => Ok(()),
    }
}

/// Answers a request; a panic on the way is an error of this request alone.
fn reply<R: lsp::Request>(request: Request, answer: impl FnOnce(R::Params) -> R::Result) -> Response {
    attempt::<R>(request, |params| Ok(answer(params)))
}

/// The same, where the answer may be an error that says why.
fn attempt<R: lsp::Request>(request: Request, answer: impl FnOnce(R::Params) -> Result<R::Result, String>) -> Response {
    let Request { id, method, params } = request;
    let params = match serde_json::from_value(completed(params)) {
        Ok(params) => params,
        Err(error) => return Response::new_err(id, ErrorCode::InvalidParams as i32, format!("{method}: {error}")),
    };
    match guarded(|| answer(params)) {
        Ok(Ok(result)) => Response::new_ok(id, result),
        Ok(Err(why)) => Response::new_err(id, ErrorCode::RequestFailed as i32, why),
        Err(panic) => Response::new_err(id, ErrorCode::InternalError as i32, format!("{method}: {panic}")),
    }
}

fn refusal(request: Request, code: ErrorCode, message: &str) -> Response {
    Response::new_err(request.id, code as i32, message.to_string())
}

/// Runs something that must not end the server; the error says what a panic said.
fn guarded<T>(run: impl FnOnce() -> T) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(run)).map_err(|panic| {
        let text = panic.downcast_ref::<&str>().map(ToString::to_string);
        let text = text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default();
        format!("this is a bug in lehr; please report it: {text}")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_an_error_of_its_request() {
        let request = || Request::new(1.into(), "shutdown".to_string(), ());
        let response = reply::<lsp::ShutdownRequest>(request(), |()| panic!("{} is odd", 1));
        let error = response.response_result.expect_err("a panic");
        assert_eq!(error.code, ErrorCode::InternalError as i32);
        assert!(error.message.ends_with("1 is odd"), "{}", error.message);
        assert!(reply::<lsp::ShutdownRequest>(request(), |()| ()).response_result.is_ok());
    }
}
