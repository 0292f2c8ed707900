//! What the tests share: running the program, compiling a text, comparing generated files.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use lehr::{Overrides, Program, Schedule, compile};

/// The top of the repository.
pub(crate) fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// What a command printed.
#[derive(Debug)]
pub(crate) struct Printed {
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    pub(crate) code: i32,
}

/// Runs `lehr` at the top of the repository, in an environment that says nothing of colours and
/// widths, and speaks UTF-8.
pub(crate) fn lehr(args: &[&str]) -> Printed {
    run(args, &[], b"")
}

/// The same with standard input.
pub(crate) fn lehr_reading(args: &[&str], input: &[u8]) -> Printed {
    run(args, &[], input)
}

/// The same in another environment.
pub(crate) fn lehr_in(args: &[&str], environment: &[(&str, &str)]) -> Printed {
    run(args, environment, b"")
}

fn run(args: &[&str], environment: &[(&str, &str)], input: &[u8]) -> Printed {
    let mut child = Command::new(env!("CARGO_BIN_EXE_lehr"))
        .args(args)
        .current_dir(root())
        .env_remove("NO_COLOR")
        .env_remove("CLICOLOR_FORCE")
        .env_remove("COLUMNS")
        .env_remove("TERM")
        .env("LC_ALL", "C.UTF-8")
        .envs(environment.iter().copied())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("lehr starts");
    let mut stdin = child.stdin.take().expect("it reads");
    let input = input.to_vec();
    // A program that does not read its input closes it early.
    let writer = std::thread::spawn(move || {
        let _ = stdin.write_all(&input);
    });
    let output = child.wait_with_output().expect("lehr ends");
    writer.join().expect("the input is written");
    Printed {
        stdout: String::from_utf8(output.stdout).expect("text"),
        stderr: String::from_utf8(output.stderr).expect("text"),
        code: output.status.code().expect("an exit code"),
    }
}

/// Runs `lehr` in a folder; what it prints, as bytes.
pub(crate) fn lehr_bytes(folder: &Path, args: &[String]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lehr"));
    command.args(args).current_dir(folder).env_remove("COLUMNS").env("LC_ALL", "C.UTF-8").stdin(Stdio::null());
    command.output().expect("lehr runs")
}

/// Compiles a text without errors.
pub(crate) fn program(text: &str) -> Program {
    let compilation = compile(text, &Overrides::default());
    compilation.into_program().unwrap_or_else(|diagnostics| panic!("{text}\n{diagnostics:#?}"))
}

/// The track `lr` of a text without errors.
pub(crate) fn schedule(text: &str) -> Schedule {
    program(text).track("lr").expect("a track lr").clone()
}

/// The first values of a schedule.
pub(crate) fn values(text: &str, count: usize) -> Vec<f64> {
    let mut values = vec![0.0; count];
    schedule(text).fill(0, &mut values);
    values
}

/// The files of a folder with an ending, in order.
pub(crate) fn files(folder: &str, ending: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(root().join(folder)).expect("the folder is there");
    let mut files: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    files.retain(|path| path.extension().is_some_and(|found| found == ending));
    files.sort();
    files
}

/// All examples, the recipes of recent years among them.
pub(crate) fn examples() -> Vec<PathBuf> {
    [files("examples", "lehr"), files("examples/recipes", "lehr")].concat()
}

/// Those of the examples that have an end, and so can be drawn.
pub(crate) fn examples_that_end() -> Vec<PathBuf> {
    let ends = |path: &PathBuf| {
        let text = std::fs::read_to_string(path).expect("text");
        let program = compile(&text, &Overrides::default()).into_program().expect("an example is right");
        program.ticks().is_some()
    };
    examples().into_iter().filter(ends).collect()
}

/// A path as it is given to the program: from the top of the repository.
pub(crate) fn relative(path: &Path) -> String {
    path.strip_prefix(root()).expect("below the top").to_str().expect("a plain name").replace('\\', "/")
}

/// Says that a test looks at nothing here, and why. What a test prints is kept back where it passes, and who runs it is
/// to know.
pub(crate) fn skipped(why: &str) {
    let _ = writeln!(std::io::stderr(), "skipped: {why}");
}

/// Compares a file of the repository with what the code makes now. With `INSTA_UPDATE=always`, which
/// also updates snapshots, it is written instead.
pub(crate) fn assert_generated(file: &str, now: &str) {
    let path = root().join(file);
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    if written == now {
        return;
    }
    if std::env::var_os("INSTA_UPDATE").is_some_and(|value| value == "always") {
        std::fs::write(&path, now).expect("the file is written");
        return;
    }
    let line = written.lines().zip(now.lines()).take_while(|(written, now)| written == now).count();
    let [written, now] = [written.as_str(), now].map(|text| text.lines().nth(line).unwrap_or("(the end)"));
    panic!(
        "{file}:{}: it says\n  {written}\nand the code makes\n  {now}\n\
         `INSTA_UPDATE=always cargo test` updates it; read the change before you commit it",
        line + 1
    );
}
