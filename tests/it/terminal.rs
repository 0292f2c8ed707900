//! A program in a real pseudo-terminal, with a terminal's emulator to read its screen.

use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use vt100::Parser;

/// How long a busy machine may take to draw.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// A terminal, and what runs in it.
pub(crate) struct Terminal {
    master: Box<dyn MasterPty + Send>,
    keys: Box<dyn Write + Send>,
    pub(crate) child: Box<dyn Child + Send + Sync>,
    parser: Arc<Mutex<Parser>>,
    before: String,
}

impl Terminal {
    /// A program in a terminal of a size.
    pub(crate) fn start(mut command: CommandBuilder, height: u16, width: u16) -> Self {
        command.env("TERM", "xterm-256color");
        command.env("LC_ALL", "C.UTF-8");
        command.env_remove("NO_COLOR");
        let pair = native_pty_system().openpty(size(height, width)).expect("a pseudo-terminal");
        let before = modes(&*pair.master);
        let child = pair.slave.spawn_command(command).expect("it starts");
        let parser = Arc::new(Mutex::new(Parser::new(count(height), count(width), 0)));
        let mut output = pair.master.try_clone_reader().expect("it can be read");
        let screen = Arc::clone(&parser);
        std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(count @ 1..) = output.read(&mut bytes) {
                screen.lock().expect("no panic").process(&bytes[..count]);
            }
        });
        let keys = pair.master.take_writer().expect("it can be written");
        Self { master: pair.master, keys, child, parser, before }
    }

    pub(crate) fn press(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).expect("it reads");
        self.keys.flush().expect("it reads");
    }

    /// Gives the terminal another size, with a screen that is read as before.
    pub(crate) fn resize(&self, height: u16, width: u16) {
        self.read(|parser| parser.screen_mut().set_size(count(height), count(width)));
        self.resize_unread(height, width);
    }

    /// Gives the terminal another size, and reads what is drawn as if it had the one before.
    pub(crate) fn resize_unread(&self, height: u16, width: u16) {
        self.master.resize(size(height, width)).expect("it has another size");
    }

    /// What is asked of the screen.
    pub(crate) fn read<T>(&self, ask: impl FnOnce(&mut Parser) -> T) -> T {
        ask(&mut self.parser.lock().expect("no panic"))
    }

    /// The rows of the screen, without the empty ones at the end. A row that the emulator takes for the rest of the one
    /// before, since something wider was drawn there while the size changed, is a row all the same.
    pub(crate) fn screen(&self) -> String {
        self.read(|parser| {
            let width = parser.screen().size().1;
            parser.screen().rows(0, width.get()).collect::<Vec<_>>().join("\n").trim_end().to_string()
        })
    }

    /// Waits until the screen is as it should be.
    pub(crate) fn until(&self, what: &str, holds: impl Fn(&str) -> bool) -> String {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let screen = self.screen();
            if holds(&screen) {
                return screen;
            }
            assert!(Instant::now() < deadline, "{what}:\n{screen}");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    pub(crate) fn until_shown(&self, text: &str) -> String {
        self.until(text, |screen| screen.contains(text))
    }

    /// A screen is drawn from top to bottom, and what is read of it may end anywhere.
    pub(crate) fn until_all_are_shown(&self, texts: &[&str]) -> String {
        self.until(&texts.join(", "), |screen| texts.iter().all(|text| screen.contains(text)))
    }

    /// Whether its modes are those from before the program.
    pub(crate) fn is_as_before(&self) -> bool {
        modes(&*self.master) == self.before
    }
}

fn size(rows: u16, cols: u16) -> PtySize {
    PtySize { rows, cols, pixel_width: 0, pixel_height: 0 }
}

fn count(of: u16) -> NonZeroU16 {
    NonZeroU16::new(of).expect("some")
}

/// What `stty` tells of a terminal.
fn modes(master: &dyn MasterPty) -> String {
    format!("{:?}", master.get_termios().expect("modes"))
}
