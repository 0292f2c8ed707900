//! A headless Chromium that tests drive through chromedriver, one session a test.

use std::fmt::Debug;
use std::future::Future;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use fantoccini::actions::{
    InputSource, KeyAction, KeyActions, MOUSE_BUTTON_LEFT, MouseActions, PointerAction, WheelAction, WheelActions,
};
use fantoccini::wd::WebDriverCompatibleCommand;
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};

use crate::support::skipped;

/// The size of a window where a test does not ask for another.
pub(crate) const WINDOW: (u32, u32) = (1000, 900);

/// How long a page may take for something, on a machine that is busy.
const PATIENCE: Duration = Duration::from_secs(90);

/// A browser with one window.
pub(crate) struct Browser {
    driver: Child,
    runtime: tokio::runtime::Runtime,
    client: Option<Client>,
    /// Its profile, which goes with it.
    _profile: tempfile::TempDir,
}

/// A browser, or a line that says why there is none; where everything has to be tested, that is a
/// failure.
pub(crate) fn browser() -> Option<Browser> {
    let missing = ["chromedriver", "chromium"].into_iter().find(|program| {
        let run = Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
        !run.is_ok_and(|status| status.success())
    });
    let Some(program) = missing else { return Some(Browser::start()) };
    let message =
        format!("`{program}` is not installed, so no page was looked at: install chromium and chromium-driver");
    assert!(std::env::var_os("CI").is_none_or(|value| value.is_empty() || value == "false"), "{message}");
    skipped(&message);
    None
}

impl Browser {
    fn start() -> Self {
        let mut driver = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver starts");
        let mut lines = BufReader::new(driver.stdout.take().expect("its output")).lines();
        let port = lines
            .find_map(|line| {
                let line = line.expect("text");
                let (_, port) = line.split_once("started successfully on port ")?;
                Some(port.trim_end_matches('.').to_string())
            })
            .expect("chromedriver says its port");
        let profile = tempfile::tempdir().expect("a folder");
        let args = [
            "--headless".to_string(),
            "--no-sandbox".to_string(),
            "--disable-gpu".to_string(),
            "--disable-quic".to_string(),
            "--no-first-run".to_string(),
            "--disable-background-networking".to_string(),
            "--disable-component-update".to_string(),
            "--disable-sync".to_string(),
            "--disable-dev-shm-usage".to_string(),
            "--force-device-scale-factor=1".to_string(),
            format!("--window-size={},{}", WINDOW.0, WINDOW.1),
            format!("--user-data-dir={}", profile.path().display()),
        ];
        let capabilities = json!({
            "goog:chromeOptions": { "args": args },
            "goog:loggingPrefs": { "browser": "ALL", "performance": "ALL" },
        });
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let mut builder = ClientBuilder::new(HttpConnector::new());
        builder.capabilities(capabilities.as_object().expect("an object").clone());
        let client = runtime.block_on(builder.connect(&format!("http://localhost:{port}"))).expect("Chromium starts");
        let browser = Self { driver, runtime, client: Some(client), _profile: profile };
        // The page that a new window shows asks for much.
        browser.open("about:blank");
        browser.requests();
        browser
    }

    fn wait<T, E: Debug>(&self, future: impl Future<Output = Result<T, E>>) -> T {
        self.runtime.block_on(future).expect("the browser does as it is told")
    }

    fn client(&self) -> &Client {
        self.client.as_ref().expect("a session")
    }

    /// Goes to a page.
    pub(crate) fn open(&self, url: &str) {
        self.wait(self.client().goto(url));
    }

    /// Goes to a page in a tab of its own, which is the one that is looked at from then on.
    #[cfg_attr(not(unix), expect(dead_code, reason = "the pages of JupyterLab are opened on Unix"))]
    pub(crate) fn open_beside(&self, url: &str) {
        let tab = self.wait(self.client().new_window(true));
        self.wait(self.client().switch_to_window(tab.handle));
        self.open(url);
    }

    /// What a function body returns in the page.
    pub(crate) fn run(&self, script: &str) -> Value {
        self.wait(self.client().execute(script, Vec::new()))
    }

    /// The text of an element as it is seen.
    pub(crate) fn text(&self, selector: &str) -> String {
        let value = self.run(&format!("return document.querySelector({}).innerText", json!(selector)));
        value.as_str().expect("text").to_string()
    }

    /// Does something with the mouse.
    pub(crate) fn mouse(&self, actions: &[PointerAction]) {
        let mouse = actions.iter().cloned().fold(MouseActions::new("mouse".to_string()), InputSource::then);
        self.wait(self.client().perform_actions(mouse));
    }

    /// Moves the mouse to a place in the window.
    pub(crate) fn point(&self, (x, y): (f64, f64)) {
        self.mouse(&[PointerAction::MoveTo { duration: Some(Duration::ZERO), x, y }]);
    }

    /// Clicks on a place in the window.
    pub(crate) fn press(&self, (x, y): (f64, f64)) {
        self.mouse(&[
            PointerAction::MoveTo { duration: Some(Duration::ZERO), x, y },
            PointerAction::Down { button: MOUSE_BUTTON_LEFT },
            PointerAction::Up { button: MOUSE_BUTTON_LEFT },
        ]);
    }

    /// Drags from one place to another.
    pub(crate) fn drag(&self, (x, y): (f64, f64), to: f64) {
        let duration = Some(Duration::ZERO);
        self.mouse(&[
            PointerAction::MoveTo { duration, x, y },
            PointerAction::Down { button: MOUSE_BUTTON_LEFT },
            PointerAction::MoveTo { duration, x: x.midpoint(to), y },
            PointerAction::MoveTo { duration, x: to, y },
            PointerAction::Up { button: MOUSE_BUTTON_LEFT },
        ]);
    }

    /// Turns the wheel over a place.
    #[expect(clippy::cast_possible_truncation, reason = "places in a window are small")]
    pub(crate) fn wheel(&self, (x, y): (f64, f64), delta_y: i64) {
        let scroll = WheelAction::Scroll { duration: None, x: x as i64, y: y as i64, delta_x: 0, delta_y };
        self.wait(self.client().perform_actions(WheelActions::new("wheel".to_string()).then(scroll)));
    }

    /// Presses keys, one after the other.
    pub(crate) fn keys(&self, keys: &[char]) {
        let press = |actions: KeyActions, key: &char| {
            actions.then(KeyAction::Down { value: *key }).then(KeyAction::Up { value: *key })
        };
        self.wait(self.client().perform_actions(keys.iter().fold(KeyActions::new("keys".to_string()), press)));
    }

    /// Presses a key while another is held.
    pub(crate) fn chord(&self, held: char, key: char) {
        let keys = [
            KeyAction::Down { value: held },
            KeyAction::Down { value: key },
            KeyAction::Up { value: key },
            KeyAction::Up { value: held },
        ];
        let keys = keys.into_iter().fold(KeyActions::new("keys".to_string()), InputSource::then);
        self.wait(self.client().perform_actions(keys));
    }

    /// What a function body returns in the page, once that is neither nothing nor `false`.
    pub(crate) fn wait_for(&self, what: &str, script: &str) -> Value {
        let start = Instant::now();
        loop {
            let value = self.run(script);
            if !matches!(value, Value::Null | Value::Bool(false)) {
                return value;
            }
            assert!(start.elapsed() < PATIENCE, "waited for {what}");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Clicks on an element.
    pub(crate) fn click(&self, selector: &str) {
        let element = self.wait(self.client().find(fantoccini::Locator::Css(selector)));
        self.wait(element.click());
    }

    /// Tells Chromium something in its own protocol.
    pub(crate) fn tell(&self, command: &str, parameters: Value) -> Value {
        self.issue("goog/cdp/execute", json!({ "cmd": command, "params": parameters }))
    }

    /// What the page wrote to the console, errors and refusals of the browser included.
    pub(crate) fn console(&self) -> Vec<String> {
        let entries = self.issue("se/log", json!({ "type": "browser" }));
        entries.as_array().expect("a list").iter().map(|entry| entry["message"].to_string()).collect()
    }

    /// The addresses that were asked for since the last time.
    pub(crate) fn requests(&self) -> Vec<String> {
        let entries = self.issue("se/log", json!({ "type": "performance" }));
        let message = |entry: &Value| -> Option<String> {
            let message: Value = serde_json::from_str(entry["message"].as_str()?).ok()?;
            let message = &message["message"];
            let sent = message["method"] == "Network.requestWillBeSent";
            sent.then(|| message["params"]["request"]["url"].as_str().unwrap_or_default().to_string())
        };
        entries.as_array().expect("a list").iter().filter_map(message).collect()
    }

    fn issue(&self, path: &'static str, body: Value) -> Value {
        self.wait(self.client().issue_cmd(Post { path, body }))
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        if let Some(client) = self.client.take() {
            // A browser that does not answer goes with its driver.
            let _ =
                self.runtime.block_on(async { tokio::time::timeout(Duration::from_secs(10), client.close()).await });
        }
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

/// A command of chromedriver that WebDriver does not have.
#[derive(Debug)]
struct Post {
    path: &'static str,
    body: Value,
}

impl WebDriverCompatibleCommand for Post {
    fn endpoint(&self, base: &url::Url, session: Option<&str>) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/{}", session.unwrap_or_default(), self.path))
    }

    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        (http::Method::POST, Some(self.body.to_string()))
    }
}
