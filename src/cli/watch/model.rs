//! What the screen shows, and how keys and saved files change it.

use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::{Position, Rect};

use super::reading::{Reading, Version};
use crate::diagnostic::Diagnostic;
use crate::plot::TimeAxis;
use crate::program::Track;
use crate::schedule::SegmentInfo;
use crate::text::Source;

/// What is settled when the program starts.
#[derive(Debug)]
pub(super) struct Options {
    /// The file, as it was given.
    pub(super) file: String,
    /// The tracks to show; all where there are none.
    pub(super) selected: Vec<String>,
    /// Whether the axis of values is logarithmic, to start with.
    pub(super) log: bool,
    pub(super) ascii: bool,
    pub(super) coloured: bool,
}

/// What the screen shows.
#[derive(Debug)]
pub(super) struct Model {
    pub(super) options: Options,
    /// The newest version that compiled.
    pub(super) version: Option<Box<Version>>,
    /// Why the newest version is not the one that is shown.
    pub(super) trouble: Option<Trouble>,
    pub(super) log: bool,
    pub(super) help: bool,
    /// How many lines below the plot are scrolled away.
    pub(super) scroll: u16,
    /// The name of the track in front; the first one where it is not there.
    focus: String,
    /// The tick that the cursor was put on, which another version may not have.
    cursor: u64,
    /// What was drawn last.
    drawn: Drawn,
}

/// Why a version is not shown.
#[derive(Debug)]
pub(super) enum Trouble {
    /// The file has errors.
    Errors(Source, Vec<Diagnostic>),
    /// It cannot be read, or used.
    Said(String),
}

/// Where a plot was drawn: which tick is in which column.
#[derive(Clone, Debug)]
pub(super) struct Stage {
    pub(super) time: TimeAxis,
    /// The cells of the curves of all panels.
    pub(super) area: Rect,
}

/// What a screen had room for.
#[derive(Debug, Default)]
pub(super) struct Drawn {
    /// Where the plot is, where there is one.
    pub(super) stage: Option<Stage>,
    /// How many lines below the plot do not fit on the screen.
    pub(super) hidden: u16,
}

/// What happens to a screen.
#[derive(Debug)]
pub(super) enum Message {
    Key(KeyEvent),
    Mouse(MouseEvent),
    Read(Reading),
}

/// What follows from a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flow {
    /// Nothing.
    Stay,
    Redraw,
    Quit,
}

impl Model {
    pub(super) fn new(options: Options, reading: Reading) -> Self {
        let log = options.log;
        let mut model = Self {
            options,
            version: None,
            trouble: None,
            log,
            help: false,
            scroll: 0,
            focus: String::new(),
            cursor: 0,
            drawn: Drawn::default(),
        };
        model.take(reading);
        model
    }

    /// Takes a message in.
    pub(super) fn update(&mut self, message: Message) -> Flow {
        match message {
            Message::Key(key) => self.key(key),
            Message::Mouse(mouse) => self.mouse(mouse),
            Message::Read(reading) => {
                self.take(reading);
                Flow::Redraw
            }
        }
    }

    /// Remembers what is on the screen.
    pub(super) fn drawn(&mut self, drawn: Drawn) {
        self.scroll = self.scroll.min(drawn.hidden);
        self.drawn = drawn;
    }

    /// The tracks that are shown, in the order of the file.
    pub(super) fn tracks(&self) -> Vec<&Track> {
        let all = self.version.iter().flat_map(|version| version.program().tracks());
        let selected = &self.options.selected;
        all.filter(|track| selected.is_empty() || selected.contains(&track.name)).collect()
    }

    /// The track in front.
    pub(super) fn focused(&self) -> Option<&Track> {
        let tracks = self.tracks();
        tracks.iter().find(|track| track.name == self.focus).or(tracks.first()).copied()
    }

    /// The tick under the cursor, in the range of an axis.
    pub(super) fn cursor(&self, time: &TimeAxis) -> u64 {
        self.cursor.clamp(time.first, time.last)
    }

    fn take(&mut self, reading: Reading) {
        self.scroll = 0;
        self.trouble = match reading {
            Reading::Compiled(version) => {
                self.version = Some(version);
                None
            }
            Reading::Wrong(source, errors) => Some(Trouble::Errors(source, errors)),
            Reading::Unusable(message) | Reading::Unreadable(message) => Some(Trouble::Said(message)),
        };
    }

    fn key(&mut self, key: KeyEvent) -> Flow {
        if key.is_release() {
            return Flow::Stay;
        }
        let far = key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::SHIFT);
        match key.code {
            _ if leaves(&key) => return Flow::Quit,
            KeyCode::Esc if self.help => self.help = false,
            KeyCode::Esc => return Flow::Quit,
            KeyCode::Char('?') => self.help = !self.help,
            KeyCode::Char('l') => self.log = !self.log,
            KeyCode::Tab => self.turn(1),
            KeyCode::BackTab => self.turn(-1),
            KeyCode::Left if far => self.by_segment(false),
            KeyCode::Right if far => self.by_segment(true),
            KeyCode::Left => self.by_column(-1),
            KeyCode::Right => self.by_column(1),
            KeyCode::Home => self.cursor = 0,
            KeyCode::End => self.cursor = u64::MAX,
            KeyCode::Up => self.scroll = self.scroll.saturating_sub(1),
            KeyCode::Down => self.scroll = self.scroll.saturating_add(1),
            KeyCode::PageUp => self.scroll = self.scroll.saturating_sub(10),
            KeyCode::PageDown => self.scroll = self.scroll.saturating_add(10),
            _ => return Flow::Stay,
        }
        Flow::Redraw
    }

    fn mouse(&mut self, mouse: MouseEvent) -> Flow {
        let held =
            matches!(mouse.kind, MouseEventKind::Down(MouseButton::Left) | MouseEventKind::Drag(MouseButton::Left));
        let at = Position::new(mouse.column, mouse.row);
        match (mouse.kind, &self.drawn.stage) {
            (MouseEventKind::ScrollUp, _) => self.scroll = self.scroll.saturating_sub(1),
            (MouseEventKind::ScrollDown, _) => self.scroll = self.scroll.saturating_add(1),
            (_, Some(stage)) if held && stage.area.contains(at) => {
                self.cursor = stage.tick_at(i32::from(mouse.column) - i32::from(stage.area.x));
            }
            _ => return Flow::Stay,
        }
        Flow::Redraw
    }

    /// Puts another track in front.
    fn turn(&mut self, by: isize) {
        let tracks = self.tracks();
        let at = self.focused().and_then(|focused| tracks.iter().position(|track| track.name == focused.name));
        let next = at.map(|at| at.wrapping_add_signed(by).min(tracks.len()) % tracks.len());
        let next = if by < 0 && at == Some(0) { tracks.len().checked_sub(1) } else { next };
        if let Some(track) = next.and_then(|next| tracks.get(next)) {
            self.focus = track.name.clone();
        }
    }

    /// Moves the cursor by a column, and by at least a tick.
    fn by_column(&mut self, by: i32) {
        let Some(stage) = &self.drawn.stage else { return };
        let (first, last) = (stage.time.first, stage.time.last);
        let tick = self.cursor.clamp(first, last);
        let there = stage.tick_at(i32::from(stage.column_of(tick)) + by);
        let there = if by < 0 { there.min(tick.saturating_sub(1)) } else { there.max(tick.saturating_add(1)) };
        self.cursor = there.clamp(first, last);
    }

    /// Moves the cursor to where the next segment starts, or to where this one does or the one before.
    fn by_segment(&mut self, forth: bool) {
        let (Some(stage), Some(track)) = (&self.drawn.stage, self.focused()) else { return };
        let (first, last) = (stage.time.first, stage.time.last);
        let tick = self.cursor.clamp(first, last);
        let starts = track.schedule.segments().map(|segment| start_of(&segment));
        let found =
            if forth { starts.filter(|start| *start > tick).min() } else { starts.filter(|start| *start < tick).max() };
        self.cursor = found.unwrap_or(if forth { last } else { first }).clamp(first, last);
    }
}

/// Whether a key ends the program, whatever is on the screen.
pub(super) fn leaves(key: &KeyEvent) -> bool {
    let control = key.modifiers.contains(KeyModifiers::CONTROL);
    !key.is_release() && (key.code == KeyCode::Char('q') || control && key.code == KeyCode::Char('c'))
}

/// The first tick of a segment.
pub(super) fn start_of(segment: &SegmentInfo) -> u64 {
    u64::try_from(segment.start.ceil()).unwrap_or(u64::MAX)
}

impl Stage {
    /// The column of a tick, counted from the left of the curves.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it saturates")]
    pub(super) fn column_of(&self, tick: u64) -> u16 {
        (self.time.share(tick).clamp(0.0, 1.0) * self.intervals()).round() as u16
    }

    /// The tick of a column.
    fn tick_at(&self, column: i32) -> u64 {
        let share = if self.area.width > 1 { f64::from(column) / self.intervals() } else { 0.0 };
        self.time.tick_at(share).min(self.time.last)
    }

    fn intervals(&self) -> f64 {
        f64::from(self.area.width.saturating_sub(1))
    }
}
