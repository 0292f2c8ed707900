//! An editor: a connection to the server within the process.

use std::io::{BufRead, BufReader, PipeReader, PipeWriter, Read, Write};
use std::process::Command;
use std::thread::JoinHandle;

use serde_json::{Value, json};

/// What the editor counts columns in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    Utf8,
    Utf16,
}

/// The kinds of words, as the server numbers them.
const KINDS: [&str; 11] = [
    "keyword",
    "variable",
    "function",
    "parameter",
    "number",
    "type",
    "operator",
    "comment",
    "class",
    "enumMember",
    "property",
];

/// What ends with the server.
type Server = JoinHandle<Result<(), lehr::Error>>;

/// An editor with one text.
pub(crate) struct Editor {
    encoding: Encoding,
    input: Option<PipeWriter>,
    output: BufReader<PipeReader>,
    server: Option<Server>,
    uri: String,
    pub(super) text: String,
    version: i32,
    id: i32,
}

impl Editor {
    /// An editor that asks for diagnostics, with an open schedule.
    pub(crate) fn new(text: &str) -> Self {
        Self::with(text, Encoding::Utf8, "untitled:a.lehr", json!({}))
    }

    /// The same with a name and options.
    pub(super) fn with(text: &str, encoding: Encoding, uri: &str, options: Value) -> Self {
        let mut editor = Self::connect(uri, encoding);
        let encodings = if encoding == Encoding::Utf8 { json!(["utf-16", "utf-8"]) } else { json!(["utf-16"]) };
        let capabilities = json!({
            "general": { "positionEncodings": encodings },
            "textDocument": { "diagnostic": {}, "completion": { "completionItem": { "snippetSupport": true } } },
        });
        let answer = editor.ask(
            "initialize",
            json!({ "processId": null, "rootUri": null, "capabilities": capabilities, "initializationOptions": options }),
        );
        let chosen = if encoding == Encoding::Utf8 { "utf-8" } else { "utf-16" };
        assert_eq!(answer["capabilities"]["positionEncoding"], chosen);
        editor.tell("initialized", json!({}));
        editor.open(text);
        editor
    }

    /// An editor that has said nothing.
    pub(super) fn connect(uri: &str, encoding: Encoding) -> Self {
        Self::over(uri, encoding, |from_editor, to_editor| {
            std::thread::spawn(move || lehr::server::serve(BufReader::new(from_editor), to_editor))
        })
    }

    /// The same with a server in a process of its own, and the number of that.
    pub(super) fn connect_to_program(uri: &str, encoding: Encoding) -> (Self, u32) {
        let mut process = 0;
        let editor = Self::over(uri, encoding, |from_editor, to_editor| {
            let mut command = Command::new(env!("CARGO_BIN_EXE_lehr"));
            let mut server = command.arg("server").stdin(from_editor).stdout(to_editor).spawn().expect("it starts");
            process = server.id();
            std::thread::spawn(move || {
                assert!(server.wait().expect("it ends").success());
                Ok(())
            })
        });
        (editor, process)
    }

    fn over(uri: &str, encoding: Encoding, serve: impl FnOnce(PipeReader, PipeWriter) -> Server) -> Self {
        let (from_editor, input) = std::io::pipe().expect("a pipe");
        let (output, to_editor) = std::io::pipe().expect("a pipe");
        let server = serve(from_editor, to_editor);
        let (output, uri) = (BufReader::new(output), uri.to_string());
        Self { encoding, input: Some(input), output, server: Some(server), uri, text: String::new(), version: 0, id: 0 }
    }

    /// Opens a text in the place of the one that is open.
    pub(crate) fn open(&mut self, text: &str) {
        self.text = text.to_string();
        self.version = 1;
        let language = if self.uri.ends_with("py") { "python" } else { "lehr" };
        self.tell(
            "textDocument/didOpen",
            json!({ "textDocument": { "uri": self.uri, "languageId": language, "version": 1, "text": text } }),
        );
    }

    /// Writes another text in the place of some bytes.
    pub(super) fn edit(&mut self, range: std::ops::Range<usize>, text: &str) {
        let change = json!({ "range": self.range(range.clone()), "text": text });
        self.text.replace_range(range, text);
        self.version += 1;
        let document = json!({ "uri": self.uri, "version": self.version });
        self.tell("textDocument/didChange", json!({ "textDocument": document, "contentChanges": [change] }));
    }

    pub(super) fn tell(&mut self, method: &str, params: Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    /// Asks, and returns the result.
    pub(super) fn ask(&mut self, method: &str, params: Value) -> Value {
        let answer = self.answer(method, params);
        assert!(answer.get("error").is_none(), "{method}: {answer}");
        answer["result"].clone()
    }

    /// Asks, and returns the whole answer.
    pub(super) fn answer(&mut self, method: &str, params: Value) -> Value {
        self.id += 1;
        self.send(&json!({ "jsonrpc": "2.0", "id": self.id, "method": method, "params": params }));
        loop {
            let message = self.next();
            if message["id"] == self.id {
                return message;
            }
        }
    }

    /// Asks about the open text.
    pub(super) fn ask_of_text(&mut self, method: &str) -> Value {
        let params = json!({ "textDocument": { "uri": self.uri } });
        self.ask(method, params)
    }

    /// Asks about a byte of the open text.
    pub(super) fn ask_at(&mut self, method: &str, byte: usize) -> Value {
        let params = json!({ "textDocument": { "uri": self.uri }, "position": self.position(byte) });
        self.ask(method, params)
    }

    /// Asks about a range of the open text.
    pub(super) fn ask_about(&mut self, method: &str, range: std::ops::Range<usize>, more: Value) -> Value {
        let mut params = json!({ "textDocument": { "uri": self.uri }, "range": self.range(range) });
        for (name, value) in more.as_object().into_iter().flatten() {
            params[name] = value.clone();
        }
        self.ask(method, params)
    }

    /// The diagnostics of the open text.
    pub(super) fn diagnostics(&mut self) -> Value {
        self.ask_of_text("textDocument/diagnostic")["items"].clone()
    }

    /// Each word of the open text and its kind.
    pub(crate) fn tokens(&mut self) -> Vec<(std::ops::Range<usize>, &'static str)> {
        let data = self.ask_of_text("textDocument/semanticTokens/full")["data"].clone();
        let numbers: Vec<u64> =
            data.as_array().expect("a list").iter().map(|number| number.as_u64().expect("a number")).collect();
        let (mut line, mut column) = (0, 0);
        let tokens = numbers.chunks(5).map(|token| {
            if token[0] > 0 {
                (line, column) = (line + token[0], 0);
            }
            column += token[1];
            let range = json!({
                "start": { "line": line, "character": column },
                "end": { "line": line, "character": column + token[2] },
            });
            (self.bytes(&range), KINDS[usize::try_from(token[3]).expect("small")])
        });
        tokens.collect()
    }

    /// What a hover says of a byte, in Markdown.
    pub(super) fn hover(&mut self, byte: usize) -> Option<String> {
        let hover = self.ask_at("textDocument/hover", byte);
        hover["contents"]["value"].as_str().map(str::to_string)
    }

    /// The names of the text's actions on a range.
    pub(super) fn actions(&mut self, range: std::ops::Range<usize>) -> Vec<Value> {
        let context = json!({ "context": { "diagnostics": [] } });
        self.ask_about("textDocument/codeAction", range, context).as_array().cloned().unwrap_or_default()
    }

    /// Applies the edits that an answer has for the text.
    pub(super) fn apply(&mut self, edits: &Value) {
        let mut edits: Vec<_> = edits.as_array().into_iter().flatten().collect();
        edits.sort_by_key(|edit| std::cmp::Reverse(self.bytes(&edit["range"]).start));
        for edit in edits {
            let text = edit["newText"].as_str().expect("a text").to_string();
            self.edit(self.bytes(&edit["range"]), &text);
        }
    }

    /// Applies the edits of an action or a rename.
    pub(super) fn apply_change(&mut self, change: &Value) {
        let edits = change["changes"][&self.uri].clone();
        self.apply(&edits);
    }

    pub(super) fn position(&self, byte: usize) -> Value {
        let before = &self.text[..byte];
        let line = before.matches('\n').count();
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        json!({ "line": line, "character": self.count(&before[start..]) })
    }

    pub(super) fn range(&self, range: std::ops::Range<usize>) -> Value {
        json!({ "start": self.position(range.start), "end": self.position(range.end) })
    }

    /// The bytes of a range of the protocol.
    pub(super) fn bytes(&self, range: &Value) -> std::ops::Range<usize> {
        let byte = |position: &Value| {
            let number = |name: &str| usize::try_from(position[name].as_u64().expect("a number")).expect("small");
            let line = self.text.split_inclusive('\n').take(number("line")).map(str::len).sum::<usize>();
            let rest = &self.text[line..];
            let ends = rest.char_indices().map(|(at, _)| at).chain([rest.len()]);
            let column = number("character");
            line + ends.into_iter().find(|at| self.count(&rest[..*at]) >= column).expect("a column of the line")
        };
        byte(&range["start"])..byte(&range["end"])
    }

    fn count(&self, text: &str) -> usize {
        if self.encoding == Encoding::Utf8 { text.len() } else { text.encode_utf16().count() }
    }

    fn send(&mut self, message: &Value) {
        let text = message.to_string();
        let input = self.input.as_mut().expect("an open stream");
        write!(input, "Content-Length: {}\r\n\r\n{text}", text.len()).expect("the server reads");
    }

    /// The next message of the server.
    pub(super) fn next(&mut self) -> Value {
        let mut length = 0;
        loop {
            let mut line = String::new();
            self.output.read_line(&mut line).expect("the server writes");
            assert!(!line.is_empty(), "the server has left");
            match line.trim_end().split_once(": ") {
                Some((_, number)) => length = number.parse().expect("a length"),
                None => break,
            }
        }
        let mut text = vec![0; length];
        self.output.read_exact(&mut text).expect("a message");
        serde_json::from_slice(&text).expect("JSON")
    }

    /// Leaves as an editor should.
    pub(super) fn leave(mut self) -> Result<(), lehr::Error> {
        self.ask("shutdown", Value::Null);
        self.tell("exit", Value::Null);
        self.end()
    }

    /// Closes the streams, and returns what the server says of it.
    pub(super) fn end(mut self) -> Result<(), lehr::Error> {
        self.input = None;
        self.server.take().expect("a server").join().expect("no panic")
    }
}
