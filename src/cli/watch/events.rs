//! What happens outside: keys, saved files and signals, one after another.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode, EventKind};
use notify::{RecommendedWatcher, RecursiveMode, Watcher};
use ratatui::crossterm::event::{self, KeyEvent, MouseEvent};

use crate::cli::Stop;
use crate::config;

/// How long a file has to be left alone before it is read: editors save in several steps.
const QUIET: Duration = Duration::from_millis(50);
/// A file that cannot be read is looked for this often, whatever has become of its folder.
const MISSING: Duration = Duration::from_millis(500);

/// Something that happens.
pub(super) enum Event {
    Key(KeyEvent),
    Mouse(MouseEvent),
    /// The terminal has another size.
    Resized,
    /// The file may be another one now.
    Changed,
    /// A signal that is to end the program.
    #[cfg_attr(not(unix), expect(dead_code, reason = "only Unix sends them"))]
    Signal(i32),
    /// The file could not be read.
    Missing,
    /// Nothing more will be drawn.
    Ended(Result<(), Stop>),
    /// Nothing more will come from the terminal.
    Lost(String),
}

/// Everything that happens, in order.
pub(super) struct Events {
    receiver: Receiver<Event>,
    sender: Sender<Event>,
    watcher: RecommendedWatcher,
    file: PathBuf,
    /// When the file is to be read.
    due: Option<Instant>,
}

impl Events {
    /// Listens to the terminal, to signals, and to the folders of a file: an editor may put another
    /// file in its place.
    pub(super) fn start(file: &Path) -> Result<Self, Stop> {
        let (sender, receiver) = channel();
        let unwatchable =
            |error: notify::Error| Stop::Failed(format!("`{}` cannot be watched: {error}", file.display()));
        let watcher = watcher(file, sender.clone()).map_err(unwatchable)?;
        listen_to_signals(sender.clone())?;
        let to_terminal = sender.clone();
        thread::spawn(move || listen_to_terminal(&to_terminal));
        let mut events = Self { receiver, sender, watcher, file: file.to_path_buf(), due: None };
        events.watch_folders().map_err(unwatchable)?;
        Ok(events)
    }

    /// Waits for what happens next.
    pub(super) fn next(&mut self) -> Event {
        loop {
            let event = match self.due {
                Some(due) => self.receiver.recv_timeout(due.saturating_duration_since(Instant::now())),
                None => self.receiver.recv().map_err(RecvTimeoutError::from),
            };
            match event {
                Ok(Event::Changed) => self.due = Some(Instant::now() + QUIET),
                Ok(event) => return event,
                Err(RecvTimeoutError::Timeout) => {
                    self.due = None;
                    return Event::Changed;
                }
                Err(RecvTimeoutError::Disconnected) => return Event::Lost("nothing is left to wait for".to_string()),
            }
        }
    }

    /// Where something else that happens is told.
    pub(super) fn sender(&self) -> Sender<Event> {
        self.sender.clone()
    }

    /// Looks for the file again soon, in a folder that may be a new one.
    pub(super) fn look_again(&mut self) {
        self.due = Some(Instant::now() + MISSING);
        // It fails as long as the folder is not there, and is done again.
        let _ = self.watch_folders();
    }

    fn watch_folders(&mut self) -> notify::Result<()> {
        for folder in folders(&self.file) {
            self.watcher.watch(&folder, RecursiveMode::NonRecursive)?;
        }
        Ok(())
    }
}

/// The folder of a file, that of what it links to, and that of the configuration above it.
fn folders(file: &Path) -> BTreeSet<PathBuf> {
    let own = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    let real = dunce::canonicalize(file).ok();
    let linked = real.as_deref().and_then(Path::parent);
    let configured = linked.into_iter().flat_map(Path::ancestors).find(|folder| folder.join(config::NAME).is_file());
    let own = dunce::canonicalize(own).unwrap_or_else(|_| own.to_path_buf());
    [linked, configured].into_iter().flatten().map(Path::to_path_buf).chain([own]).collect()
}

/// Says that the file, what it links to, or a configuration has changed.
fn watcher(file: &Path, sender: Sender<Event>) -> notify::Result<RecommendedWatcher> {
    let name = |path: &Path| path.file_name().map(OsString::from);
    let mut names: BTreeSet<OsString> = name(file).into_iter().collect();
    names.extend(dunce::canonicalize(file).ok().as_deref().and_then(name));
    names.insert(config::NAME.into());
    notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        let about_it = |path: &PathBuf| name(path).is_some_and(|name| names.contains(&name));
        let changed = match event {
            Ok(event) => writes(event.kind) && (event.need_rescan() || event.paths.iter().any(about_it)),
            // Something has been missed.
            Err(_) => true,
        };
        if changed {
            // The program has ended where nobody receives it.
            let _ = sender.send(Event::Changed);
        }
    })
}

/// Whether a file may be another one after this; reading it, as this program does, is no change.
fn writes(kind: EventKind) -> bool {
    match kind {
        EventKind::Access(kind) => kind == AccessKind::Close(AccessMode::Write),
        _ => true,
    }
}

fn listen_to_terminal(sender: &Sender<Event>) {
    loop {
        let event = match event::read() {
            Ok(event::Event::Key(key)) => Event::Key(key),
            Ok(event::Event::Mouse(mouse)) => Event::Mouse(mouse),
            Ok(event::Event::Resize(..)) => Event::Resized,
            Ok(_) => continue,
            Err(error) => Event::Lost(format!("the terminal cannot be read: {error}")),
        };
        let lost = matches!(event, Event::Lost(_));
        if sender.send(event).is_err() || lost {
            return;
        }
    }
}

#[cfg(unix)]
fn listen_to_signals(sender: Sender<Event>) -> Result<(), Stop> {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};

    let mut signals = signal_hook::iterator::Signals::new([SIGHUP, SIGINT, SIGTERM])?;
    thread::spawn(move || {
        for signal in signals.forever() {
            if sender.send(Event::Signal(signal)).is_err() {
                return;
            }
        }
    });
    Ok(())
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "as where there are signals")]
fn listen_to_signals(_: Sender<Event>) -> Result<(), Stop> {
    Ok(())
}

/// Ends the program by the signal it received, so that its parent sees that.
#[cfg(unix)]
pub(super) fn die_of(signal: i32) -> Result<(), Stop> {
    Ok(signal_hook::low_level::emulate_default_handler(signal)?)
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "as where there are signals")]
pub(super) fn die_of(_: i32) -> Result<(), Stop> {
    Ok(())
}
