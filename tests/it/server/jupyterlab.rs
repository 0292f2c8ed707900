//! The Python package as it is shipped, in `JupyterLab` in a browser: where `LEHR_TEST_WHEEL` names its wheel.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::skipped;
use crate::webdriver::{Browser, browser};

const TEXT: &str = "run = 90 epochs; epoch = 100 steps\nlr = 0.1 * (warmup(5 epochs) then cosin)\n";
const SCRIPT: &str = "import torch\n\
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)\n\
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=30)\n\
    for epoch in range(90):\n    for batch in loader:\n        optimizer.step()\n        scheduler.step()\n";

/// How long a busy machine may take to start it.
const PATIENCE: Duration = Duration::from_secs(90);

/// An environment of Python with the wheel, and with what another one has, from which it starts.
struct Environment {
    folder: tempfile::TempDir,
    base: PathBuf,
}

fn run(command: &mut Command) -> String {
    let output = command.stdin(Stdio::null()).output().expect("it starts");
    let [out, err] = [&output.stdout, &output.stderr].map(|text| String::from_utf8_lossy(text).into_owned());
    assert!(output.status.success(), "{command:?}: {out}{err}");
    out + &err
}

impl Environment {
    fn new(wheel: &Path, python: &Path) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let environment = folder.path().join("environment");
        run(Command::new(python).args(["-m", "venv", "--without-pip"]).arg(&environment));
        let own = environment.join("bin/python");
        let path = |python: &Path, name: &str| {
            let script = format!("import sysconfig; print(sysconfig.get_path({name:?}))");
            PathBuf::from(run(Command::new(python).args(["-c", &script])).trim())
        };
        let others = path(python, "purelib");
        std::fs::write(path(&own, "purelib").join("others.pth"), others.display().to_string()).expect("a file");
        let mut pip = Command::new(python);
        pip.args(["-m", "pip", "--disable-pip-version-check", "--python"]).arg(&own);
        run(pip.args(["install", "--quiet", "--no-deps", "--no-index"]).arg(wheel));
        Self { folder, base: path(python, "data") }
    }

    /// A program of it, which finds no other one of lehr.
    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(self.folder.path().join("environment/bin").join(program));
        command.env("PATH", "/usr/bin:/bin").env("HOME", self.folder.path()).current_dir(self.folder.path());
        command.env("JUPYTERLAB_DIR", self.base.join("share/jupyter/lab"));
        command.env("JUPYTER_PATH", self.base.join("share/jupyter"));
        command.env("JUPYTER_CONFIG_PATH", self.base.join("etc/jupyter"));
        command.env("JUPYTER_RUNTIME_DIR", self.folder.path().join("runtime"));
        command
    }
}

/// `JupyterLab` with a folder.
struct Lab {
    server: Child,
    address: String,
}

impl Lab {
    fn start(environment: &Environment, folder: &Path) -> Self {
        let mut command = environment.command("python");
        command.args(["-m", "jupyterlab", "--no-browser", "--allow-root", "--ServerApp.ip=127.0.0.1"]);
        command.args(["--ServerApp.port=0", "--IdentityProvider.token=", "--LabApp.news_url="]);
        let mut server = command
            .arg(format!("--ServerApp.root_dir={}", folder.display()))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("it starts");
        let said = environment.folder.path().join(format!("runtime/jpserver-{}.json", server.id()));
        let deadline = Instant::now() + PATIENCE;
        let address = loop {
            let said = std::fs::read(&said).ok().and_then(|said| serde_json::from_slice::<Value>(&said).ok());
            if let Some(address) = said.as_ref().and_then(|said| said["url"].as_str()) {
                break address.to_string();
            }
            assert!(Instant::now() < deadline && server.try_wait().expect("it runs").is_none(), "it does not start");
            std::thread::sleep(Duration::from_millis(50));
        };
        Self { server, address }
    }

    fn page(&self, file: &str) -> String {
        format!("{}lab/tree/{file}", self.address)
    }
}

impl Drop for Lab {
    fn drop(&mut self) {
        // It ends what it has started, which it would not when it is killed.
        let _ = Command::new("kill").arg(self.server.id().to_string()).status();
        let _ = self.server.wait();
    }
}

/// Waits until a text is underlined.
fn underlines(browser: &Browser, text: &str, severity: &str) {
    let script = format!(
        "return [...document.querySelectorAll('.cm-lintRange-{severity}')].some((range) => range.textContent === {})",
        json!(text)
    );
    browser.wait_for(&format!("{text} as {severity}"), &script);
}

#[test]
fn the_wheel_shows_what_it_finds_in_jupyterlab() {
    let Some((wheel, python)) = std::env::var_os("LEHR_TEST_WHEEL").zip(std::env::var_os("LEHR_PYTHON")) else {
        skipped("there is no wheel here, or no JupyterLab: name the one in LEHR_TEST_WHEEL, its Python in LEHR_PYTHON");
        return;
    };
    let environment = Environment::new(Path::new(&wheel), Path::new(&python));
    let folder = environment.folder.path().join("work");
    std::fs::create_dir(&folder).expect("a folder");
    std::fs::write(folder.join("a.lehr"), TEXT).expect("a file");
    let cell = json!({ "id": "a", "cell_type": "code", "execution_count": null, "metadata": {}, "outputs": [], "source": SCRIPT });
    let language = json!({ "name": "python", "file_extension": ".py", "mimetype": "text/x-python" });
    let kernel = json!({ "display_name": "Python 3", "language": "python", "name": "python3" });
    let metadata = json!({ "kernelspec": kernel, "language_info": language });
    let notebook = json!({ "cells": [cell], "metadata": metadata, "nbformat": 4, "nbformat_minor": 5 });
    std::fs::write(folder.join("a.ipynb"), notebook.to_string()).expect("a file");

    let checked = environment.command("lehr").args(["check", "work/a.lehr"]).output().expect("it starts");
    assert!(String::from_utf8_lossy(&checked.stdout).contains("unknown-name"), "{checked:?}");
    let compiled = "import lehr; print(lehr.compile('run = 10; lr = 0.1 * cosine').lr[5])";
    assert_eq!(run(environment.command("python").args(["-c", compiled])), "0.05\n");
    let lexer = "import pygments.lexers; print(pygments.lexers.get_lexer_by_name('lehr').name)";
    assert_eq!(run(environment.command("python").args(["-c", lexer])), "lehr\n");
    let listed = run(environment.command("python").args(["-m", "jupyterlab.labextensions", "list"]));
    let line = listed.lines().find(|line| line.trim_start().starts_with("lehr v")).unwrap_or_default();
    assert!(line.contains("enabled") && line.contains("OK"), "{listed}");

    let Some(browser) = browser() else { return };
    let lab = Lab::start(&environment, &folder);
    browser.open(&lab.page("a.lehr"));
    underlines(&browser, "cosin", "error");
    let colour = "return [...document.querySelectorAll('.cm-line span')].some((word) => word.textContent === 'then' \
                  && getComputedStyle(word).color !== getComputedStyle(word.parentElement).color)";
    browser.wait_for("a word with its colour", colour);
    // One server answers the pages of both.
    browser.open_beside(&lab.page("a.ipynb"));
    underlines(&browser, "step_size=30", "warning");
}
