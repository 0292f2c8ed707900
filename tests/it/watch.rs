//! `lehr watch` in a terminal.

use std::fs;
use std::ops::{Deref, DerefMut};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use lehr::schedule::format_value;
use portable_pty::CommandBuilder;

use crate::support::{lehr, schedule};
use crate::terminal::{PATIENCE, Terminal};

const TEXT: &str = "run = 10 epochs\nepoch = 100 steps\nbase = 0.1\nlr = warmup(2 epochs) then cosine\n";

/// The program in a terminal.
struct Session {
    terminal: Terminal,
    folder: tempfile::TempDir,
}

impl Deref for Session {
    type Target = Terminal;

    fn deref(&self) -> &Terminal {
        &self.terminal
    }
}

impl DerefMut for Session {
    fn deref_mut(&mut self) -> &mut Terminal {
        &mut self.terminal
    }
}

impl Session {
    /// `lehr watch a.lehr` with a text in it, in a folder of its own.
    fn start(text: &str) -> Self {
        Self::start_with(text, "a.lehr", &[])
    }

    /// The same with another path and with options.
    fn start_with(text: &str, file: &str, options: &[&str]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join(file);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(&path, text).expect("it is written");
        Self::run(folder, &[&["watch", file], options].concat())
    }

    /// Any command, in a folder.
    fn run(folder: tempfile::TempDir, args: &[&str]) -> Self {
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_lehr"));
        command.args(args);
        command.cwd(folder.path());
        Self { terminal: Terminal::start(command, 24, 80), folder }
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("a.lehr")
    }

    /// Saves as editors do: another file, put in the place of the first.
    fn save(&self, text: &str) {
        self.save_as("a.lehr", text);
    }

    fn save_as(&self, file: &str, text: &str) {
        let beside = self.folder.path().join(".beside.swp");
        fs::write(&beside, text).expect("it is written");
        fs::rename(&beside, self.folder.path().join(file)).expect("it is put in its place");
    }

    /// Waits until it has ended, and the terminal is as it was; its exit code, or its signal.
    fn end(mut self) -> Result<u32, String> {
        let deadline = Instant::now() + PATIENCE;
        let status = loop {
            if let Some(status) = self.child.try_wait().expect("it can be waited for") {
                break status;
            }
            assert!(Instant::now() < deadline, "it does not end:\n{}", self.screen());
            std::thread::sleep(Duration::from_millis(5));
        };
        let given_back = |screen: &vt100::Screen| {
            let mouse = screen.mouse_protocol_mode() == vt100::MouseProtocolMode::None;
            !screen.alternate_screen() && !screen.hide_cursor() && mouse
        };
        loop {
            if self.read(|parser| given_back(parser.screen())) {
                break;
            }
            assert!(Instant::now() < deadline, "the terminal is not given back:\n{}", self.screen());
            std::thread::sleep(Duration::from_millis(5));
        }
        assert!(self.is_as_before());
        status.signal().map_or(Ok(status.exit_code()), |signal| Err(signal.to_string()))
    }
}

/// It takes minutes to draw, and nothing waits for that.
#[test]
fn it_answers_while_it_computes() {
    let track = |n: usize| format!("lr.g{n} = linear(1) + linear(2){}\n", " mirror".repeat(40));
    let tracks: Vec<_> = (0..2000).map(track).collect();
    let tracks = tracks.concat();
    let slow = format!("run = 2^60\nbase = 1\n{tracks}");
    for key in ["q", "\u{3}"] {
        let mut session = Session::start(TEXT);
        session.until_shown("lr");
        session.save(&slow);
        std::thread::sleep(Duration::from_millis(500));
        let pressed = Instant::now();
        session.press(key);
        assert_eq!(session.end(), Ok(0));
        assert!(pressed.elapsed() < Duration::from_secs(10), "{key:?} took {:?}", pressed.elapsed());
    }
}

/// What the screen says after a word.
fn shown(screen: &str, word: &str) -> String {
    let line = screen.lines().find(|line| line.starts_with("step ")).expect("a line about the cursor");
    let found = line.split("   ").find_map(|part| part.strip_prefix(word)?.strip_prefix(' '));
    found.expect("it is shown").trim().to_string()
}

#[test]
fn it_shows_the_plot_and_leaves() {
    let mut session = Session::start(TEXT);
    let screen = session.until_shown("q leave");
    for part in
        ["a.lehr", "warmup(2 epochs)", "epoch", "0.10 ┤", "step 0", "lr  base 0.1, run 1000 steps", "no findings"]
    {
        assert!(screen.contains(part), "{part}\n{screen}");
    }
    assert!(session.read(|parser| parser.screen().alternate_screen()));
    assert!(!session.is_as_before(), "raw mode");
    session.press("q");
    assert_eq!(session.end(), Ok(0));
}

#[test]
fn arrows_show_the_values_of_the_schedule() {
    let mut session = Session::start(TEXT);
    session.until_shown("step 0 ");
    let schedule = schedule(TEXT);
    let mut tick = 0;
    for keys in ["\x1b[C", "\x1b[C", "\x1b[1;2C", "\x1b[D", "\x1b[F"] {
        session.press(keys);
        let moved = |screen: &str| {
            screen.lines().any(|line| line.starts_with("step ")) && shown(screen, "step") != tick.to_string()
        };
        let screen = session.until("the cursor moves", moved);
        tick = shown(&screen, "step").parse().expect("a tick");
        assert_eq!(shown(&screen, "lr"), format_value(schedule.value(tick)), "at {tick}");
    }
    assert_eq!(tick, 999);
    session.press("\x03");
    assert_eq!(session.end(), Ok(0));
}

#[test]
fn every_save_is_shown() {
    let mut session = Session::start(TEXT);
    session.until_shown("no findings");

    session.save(&TEXT.replace("cosine", "cosine(T=2 epochs) mirror repeat"));
    session.until_all_are_shown(&["climbs-back", "1 warning", "mirror repeat"]);

    session.save("run = 10\nlr = cosin(5)\n");
    session.until_all_are_shown(&["1 error: the plot is old", "unknown-name", "run 1000 steps"]);

    fs::write(session.file(), TEXT.replace("0.1", "0.7")).expect("it is written");
    let screen = session.until_all_are_shown(&["base 0.7", "no findings"]);
    assert!(!screen.contains("error"), "{screen}");

    session.press("\x1b");
    assert_eq!(session.end(), Ok(0));
}

#[test]
fn a_training_script_is_shown_as_its_schedule() {
    let script = |length: u32| {
        format!(
            "from torch import optim\nopt = optim.SGD(p, lr=args.lr)\nsched = optim.lr_scheduler.StepLR(opt, {length})\n\
             for epoch in range(10):\n    opt.step()\n    sched.step()\n"
        )
    };
    let mut session = Session::start_with(&script(4), "train.py", &["--set", "args.lr=0.1"]);
    session.until_all_are_shown(&["train.py", "step(4, 0.1)", "lr  base 0.1, run 10 epochs"]);
    session.save_as("train.py", &script(3));
    session.until_shown("step(3, 0.1)");
    session.save_as("train.py", &script(3).replace("StepLR(opt, 3)", "Unknown(opt)"));
    session.until_all_are_shown(&["the plot is old", "no schedule was found in this script"]);
    session.press("q");
    assert_eq!(session.end(), Ok(0));
}

#[test]
fn a_file_that_goes_is_waited_for() {
    let mut session = Session::start(TEXT);
    session.until_shown("no findings");
    fs::remove_file(session.file()).expect("it is removed");
    session.until_shown("`a.lehr` is gone");
    session.save(&TEXT.replace("0.1", "0.7"));
    session.until_shown("base 0.7");
    session.press("q");
    assert_eq!(session.end(), Ok(0));
}

#[test]
fn a_folder_that_is_replaced_is_watched_again() {
    let mut session = Session::start_with(TEXT, "runs/a.lehr", &[]);
    session.until_shown("base 0.1");
    let folder = session.folder.path().join("runs");
    fs::rename(&folder, session.folder.path().join("old")).expect("it is moved");
    fs::create_dir(&folder).expect("a folder");
    // Nothing tells of a folder that has moved but a change in it.
    fs::remove_file(session.folder.path().join("old/a.lehr")).expect("it is removed");
    session.until_shown("is gone");
    for base in ["0.7", "0.8"] {
        fs::write(folder.join("a.lehr"), TEXT.replace("0.1", base)).expect("it is written");
        session.until_shown(&format!("base {base}"));
    }
    session.press("q");
    assert_eq!(session.end(), Ok(0));
}

#[test]
fn the_configuration_is_watched_too() {
    let mut session =
        Session::start_with("base = 0.1\nlr = warmup(2) then cosine(T=8)\n", "a.lehr", &["--base", "0.3"]);
    session.until_shown("base 0.3");
    let config = session.folder.path().join("lehr.toml");
    fs::write(&config, "[rules]\nno-such-rule = \"allow\"\n").expect("it is written");
    session.until_shown("`no-such-rule` is not the code");
    fs::write(&config, "[rules]\nclimbs-back = \"allow\"\n").expect("it is written");
    session.until("it is mended", |screen| !screen.contains("no-such-rule"));
    session.press("q");
    assert_eq!(session.end(), Ok(0));
}

#[test]
fn it_fits_another_size() {
    let mut session = Session::start(TEXT);
    session.until_shown("q leave");
    session.resize(40, 120);
    session.until("the last row is the last one", |screen| screen.lines().count() == 40 && screen.contains("q leave"));
    session.resize(12, 40);
    session.until("the last row is the last one", |screen| {
        let widest = screen.lines().map(|line| line.chars().count()).max();
        screen.lines().count() == 12
            && screen.lines().last().is_some_and(|line| line.contains("q leave"))
            && widest <= Some(40)
    });
    session.press("q");
    assert_eq!(session.end(), Ok(0));
}

#[test]
fn signals_give_the_terminal_back() {
    for (signal, name) in [("TERM", "Terminated"), ("HUP", "Hangup"), ("INT", "Interrupt")] {
        let session = Session::start(TEXT);
        session.until_shown("q leave");
        let id = session.child.process_id().expect("it runs").to_string();
        let sent = std::process::Command::new("kill").args(["-s", signal, &id]).status().expect("kill runs");
        assert!(sent.success());
        assert_eq!(session.end(), Err(name.to_string()));
    }
}

#[test]
fn without_a_terminal_it_says_so() {
    let printed = lehr(&["watch", "examples/resnet50.lehr"]);
    assert_eq!((printed.code, printed.stdout.as_str()), (2, ""));
    assert!(printed.stderr.contains("standard output is not a terminal"), "{}", printed.stderr);
}

#[test]
fn what_cannot_be_watched_is_wrong_usage() {
    for (args, message) in [
        (vec!["watch", "no.lehr"], "`no.lehr` cannot be read"),
        (vec!["watch", "-"], "standard input cannot be watched"),
        (vec!["watch", "a.lehr", "--track", "wd"], "no track is called `wd`"),
        (vec!["watch", "a.lehr", "--run", "soon"], "--run"),
    ] {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("a.lehr"), TEXT).expect("it is written");
        let session = Session::run(folder, &args);
        session.until_shown(message);
        assert_eq!(session.end(), Ok(2), "{args:?}");
    }
}

#[test]
fn a_pipe_in_the_place_of_its_file_is_said() {
    let mut session = Session::start(TEXT);
    session.until_shown("warmup(2 epochs)");
    fs::remove_file(session.file()).expect("it is there");
    assert!(std::process::Command::new("mkfifo").arg(session.file()).status().expect("mkfifo").success());
    session.until_shown("not a regular file");
    session.press("q");
    assert_eq!(session.end(), Ok(0));
}

#[test]
fn the_largest_terminal_is_drawn_on() {
    let mut session = Session::start(TEXT);
    session.until_shown("warmup(2 epochs)");
    session.resize_unread(u16::MAX, u16::MAX);
    std::thread::sleep(Duration::from_millis(300));
    session.press("q");
    assert_eq!(session.end(), Ok(0));
}

#[test]
fn a_table_does_not_flood_the_terminal() {
    let folder = tempfile::tempdir().expect("a folder");
    let session = Session::run(folder, &["eval", "-e", "run = 123_456; lr = 0.1 * cosine"]);
    let screen = session.until_all_are_shown(&["--every 1 prints all of them", "123455"]);
    assert!(screen.contains("one row in 10k is shown, of 123_456"), "{screen}");
    assert_eq!(session.end(), Ok(0));
}
