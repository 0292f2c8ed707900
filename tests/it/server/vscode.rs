//! The packaged extension in Visual Studio Code, in a browser: `code-server`, where that is installed.

use std::io::{BufRead, BufReader};
#[cfg(unix)]
use std::os::unix::fs::symlink as link;
#[cfg(windows)]
use std::os::windows::fs::symlink_dir as link;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::json;

use crate::support::{root, skipped};
use crate::webdriver::{Browser, browser};

const TEXT: &str = "run = 90 epochs; epoch = 100 steps\nlet peak = 0.1\n\
                    lr = peak * (warmup(5 epochs) then cosin)\nwd = 0.1 * linear\n";
const CONTROL: char = '\u{e009}';
const DOWN: char = '\u{e015}';
const ENTER: char = '\u{e007}';
const ESCAPE: char = '\u{e00c}';
const LEFT: char = '\u{e012}';
const F1: char = '\u{e031}';
const END: char = '\u{e010}';

/// The page of the preview, which is a frame in a frame.
const PAGE: &str = "const page = document.querySelector('iframe.webview')?.contentDocument\
                    ?.getElementById('active-frame')?.contentDocument;";

/// Where Visual Studio Code is: in `LEHR_CODE_SERVER`, or in the package of the command `code-server`.
fn code_server() -> Option<PathBuf> {
    let named = std::env::var_os("LEHR_CODE_SERVER").map(PathBuf::from);
    let command = || {
        let path = std::env::var_os("PATH")?;
        let file = std::env::split_paths(&path).map(|folder| folder.join("code-server")).find(|file| file.exists())?;
        let package = dunce::canonicalize(&file).ok()?;
        package.ancestors().map(|folder| folder.join("lib/vscode")).find(|folder| folder.is_dir())
    };
    named.or_else(command).filter(|folder| folder.join("out/server-main.js").exists())
}

/// What packages of this platform are called.
fn target() -> Option<&'static str> {
    match (std::env::consts::OS, std::env::consts::ARCH) {
        ("linux", "x86_64") => Some("linux-x64"),
        ("linux", "aarch64") => Some("linux-arm64"),
        ("macos", "x86_64") => Some("darwin-x64"),
        ("macos", "aarch64") => Some("darwin-arm64"),
        _ => None,
    }
}

fn run(command: &mut Command) {
    let output = command.stdin(Stdio::null()).output().expect("it starts");
    let [out, err] = [&output.stdout, &output.stderr].map(|text| String::from_utf8_lossy(text).into_owned());
    assert!(output.status.success(), "{command:?}: {out}{err}");
}

/// The extension with the program in it, packaged in a folder as it is in the repository.
fn packaged(folder: &Path, target: &str) -> PathBuf {
    let extension = folder.join("editors/vscode");
    for part in ["docs", "editors/vscode/syntaxes"] {
        std::fs::create_dir_all(folder.join(part)).expect("a folder");
    }
    let own = std::fs::read_dir(root().join("editors/vscode")).expect("a folder");
    let files = own.map(|entry| entry.expect("an entry").path()).filter(|path| path.is_file());
    let files = files.map(|path| path.strip_prefix(root()).expect("below the top").to_path_buf());
    let others = ["LICENSE-MIT", "docs/cookbook.md", "editors/vscode/syntaxes/lehr.tmLanguage.json"].map(PathBuf::from);
    for file in files.chain(others) {
        std::fs::copy(root().join(&file), folder.join(&file)).expect("a copy");
    }
    link(root().join("editors/vscode/node_modules"), extension.join("node_modules")).expect("a link");
    // What debuggers read is most of it.
    let program = folder.join("lehr");
    std::fs::copy(env!("CARGO_BIN_EXE_lehr"), &program).expect("a copy");
    let _ = Command::new("strip").arg(&program).status();
    let argument = format!("{target}={}", program.display());
    run(Command::new("node").args(["package.mjs", &argument]).current_dir(&extension));
    extension.join(format!("lehr-{target}-0.1.0.vsix"))
}

/// Visual Studio Code with a folder that is not trusted.
struct Workbench {
    browser: Browser,
    server: Child,
    _folder: tempfile::TempDir,
}

impl Workbench {
    fn start(browser: Browser, code: &Path, target: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let [data, extensions, workspace] = ["data", "extensions", "workspace"].map(|name| folder.path().join(name));
        std::fs::create_dir(&workspace).expect("a folder");
        std::fs::write(workspace.join("a.lehr"), TEXT).expect("a file");
        let package = packaged(folder.path(), target);
        let start = || {
            let mut command = Command::new("node");
            command.arg(code.join("out/server-main.js")).arg("--accept-server-license-terms");
            command.arg("--server-data-dir").arg(&data).arg("--extensions-dir").arg(&extensions);
            command
        };
        run(start().arg("--install-extension").arg(package));
        let mut server = start()
            .args(["--host", "127.0.0.1", "--port", "0", "--without-connection-token", "--telemetry-level", "off"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("it starts");
        let mut lines = BufReader::new(server.stdout.take().expect("its output")).lines();
        let port = lines.find_map(|line| {
            let line = line.expect("text");
            let digits = line.strip_prefix("Server bound to 127.0.0.1:")?;
            Some(digits.chars().take_while(char::is_ascii_digit).collect::<String>())
        });
        // Who writes more must not wait for a reader.
        std::thread::spawn(move || lines.for_each(drop));
        let page = format!("http://127.0.0.1:{}/?folder={}", port.expect("a port"), workspace.display());
        browser.open(&page);
        Self { browser, server, _folder: folder }
    }

    /// The middle of an element that holds a text, once it is on the screen.
    fn place(&self, selector: &str, text: &str) -> (f64, f64) {
        let script = format!(
            "const elements = [...document.querySelectorAll({})].filter((element) => element.textContent.includes({}));\
             const box = elements.at(-1)?.getBoundingClientRect();\
             return box?.width > 0 && [box.left + box.width / 2, box.top + box.height / 2]",
            json!(selector),
            json!(text)
        );
        let place = self.browser.wait_for(&format!("{text:?} in {selector}"), &script);
        (place[0].as_f64().expect("a number"), place[1].as_f64().expect("a number"))
    }

    fn click(&self, selector: &str, text: &str) {
        self.browser.press(self.place(selector, text));
    }

    /// Runs a command by its name.
    fn command(&self, name: &str) {
        self.browser.keys(&[F1]);
        self.place(".quick-input-widget .quick-input-box", "");
        self.write(name);
        self.place(".quick-input-list .monaco-list-row.focused", name);
        self.browser.keys(&[ENTER]);
    }

    fn write(&self, text: &str) {
        self.browser.keys(&text.chars().collect::<Vec<_>>());
    }

    /// Waits until the editor shows a text.
    fn shows(&self, text: &str) {
        let lines = "[...document.querySelectorAll('.view-line')].map((line) => line.textContent).join('\\n')";
        let script = format!("return {lines}.replaceAll('\\u00a0', ' ').includes({})", json!(text));
        self.browser.wait_for(&format!("{text:?} in the editor"), &script);
    }

    /// Waits until the page beside the text says where it is, and what it draws there.
    fn previews(&self, moment: &str, segment: &str) {
        let script = format!(
            "{PAGE} const texts = (selector) => [...page.querySelectorAll(selector)].map((found) => found.textContent);\
             return page && texts('#readout .moment').includes({}) && texts('#readout .segment').includes({})",
            json!(moment),
            json!(segment)
        );
        self.browser.wait_for(&format!("{moment} and {segment} in the page"), &script);
    }
}

impl Drop for Workbench {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

#[test]
fn the_packaged_extension_shows_fixes_and_follows() {
    let Some((code, target)) = code_server().zip(target()) else {
        skipped("there is no Visual Studio Code here: name its folder in LEHR_CODE_SERVER, or install code-server");
        return;
    };
    if !root().join("editors/vscode/node_modules/.bin/vsce").exists() {
        skipped("the extension cannot be packaged here: run `npm install` in editors/vscode");
        return;
    }
    let Some(browser) = browser() else { return };
    let workbench = Workbench::start(browser, &code, target);
    workbench.click(".dialog-buttons .monaco-button", "No, I don't trust the authors");
    workbench.click(".monaco-list-row", "a.lehr");
    workbench.browser.keys(&[ENTER]);
    shows_and_fixes(&workbench);
    the_image_is_seen_whole(&workbench);
    the_preview_follows(&workbench);
    workbench.command("lehr: New schedule from the cookbook");
    workbench.click(".quick-input-list .monaco-list-row", "Warmup, then a cosine over the whole run");
    workbench.shows("# Warmup, then a cosine over the whole run.\nrun = 600_000 steps\n");
    // All of this by the program in the package: no other one is run where nobody is trusted.
    workbench.place(".statusbar-item", "Restricted Mode");
}

/// The place of a word of the text, to be pointed at.
fn word(workbench: &Workbench, line: &str, word: &str) -> (f64, f64) {
    workbench.shows(line);
    let script = format!(
        "const line = [...document.querySelectorAll('.view-line')].find((line) => line.textContent.startsWith({}));\
         const span = [...line.querySelectorAll('span span')].find((span) => span.textContent.trim() === {});\
         const box = span?.getBoundingClientRect();\
         return box && [box.left + box.width / 2, box.top + box.height / 2]",
        json!(line.split(' ').next()),
        json!(word)
    );
    let place = workbench.browser.wait_for(word, &script);
    (place[0].as_f64().expect("a number"), place[1].as_f64().expect("a number"))
}

fn shows_and_fixes(workbench: &Workbench) {
    // A column is as wide as the line is, over its characters.
    let columns = "const marked = document.querySelector('.squiggly-error')?.getBoundingClientRect();\
                   const line = [...document.querySelectorAll('.view-line')][2]; const range = document.createRange();\
                   if (!marked || !line) return false; range.selectNodeContents(line);\
                   const all = range.getBoundingClientRect(); const column = all.width / line.textContent.length;\
                   return [Math.round((marked.left - all.left) / column), Math.round(marked.width / column)]";
    assert_eq!(workbench.browser.wait_for("a squiggle", columns), json!([35, 5]));
    let squiggle = "const box = document.querySelector('.squiggly-error').getBoundingClientRect();\
                    return [box.left + 10, box.top + 9]";
    let place = workbench.browser.wait_for("a squiggle", squiggle);
    workbench.browser.press((place[0].as_f64().expect("a number"), place[1].as_f64().expect("a number")));
    workbench.browser.chord(CONTROL, '.');
    workbench.place(".action-widget .monaco-list-row", "write `cosine`");
    workbench.browser.keys(&[ENTER]);
    workbench.browser.wait_for("no error", "return !document.querySelector('.squiggly-error')");
    workbench.shows("then cosine");
}

fn the_image_is_seen_whole(workbench: &Workbench) {
    workbench.browser.point(word(workbench, "lr = ", "warmup"));
    let image = "const image = document.querySelector('.monaco-hover img'); if (!image?.naturalWidth) return false;\
                 const box = image.getBoundingClientRect(); const within = (outer) =>\
                 outer.left <= box.left && box.right <= outer.right && outer.top <= box.top && box.bottom <= outer.bottom;\
                 const outer = image.closest('.monaco-hover').getBoundingClientRect();\
                 const screen = { left: 0, top: 0, right: window.innerWidth, bottom: window.innerHeight };\
                 return [box.width, box.height, image.naturalWidth, within(outer), within(screen)]";
    let seen = workbench.browser.wait_for("an image", image);
    assert_eq!(seen, json!([400, 200, 400, true, true]));
    workbench.browser.keys(&[ESCAPE]);
}

fn the_preview_follows(workbench: &Workbench) {
    workbench.browser.press(word(workbench, "lr = ", "warmup"));
    workbench.command("lehr: Plot this schedule");
    workbench.previews("step 0, epoch 0", "warmup(5 epochs)");
    // The rest of the line may be out of sight now.
    workbench.browser.keys(&[END, LEFT]);
    workbench.previews("step 500, epoch 5", "cosine");
    workbench.browser.keys(&[DOWN, END]);
    workbench.previews("step 0, epoch 0", "0.1 * linear");
    workbench.write(" for 9 epochs");
    workbench.previews("step 0, epoch 0", "0.1 * linear for 9 epochs");
}
