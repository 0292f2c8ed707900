//! The terminal: taken over, and given back as it was.

use std::io::{self, stdout};
use std::sync::{Arc, Mutex, PoisonError};

use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{DisableMouseCapture, EnableMouseCapture};
use ratatui::crossterm::execute;
use ratatui::crossterm::terminal::{self, EnterAlternateScreen};
use ratatui::layout::Rect;
use ratatui::{DefaultTerminal, TerminalOptions, Viewport};

use super::model::Model;
use super::view;

/// A larger terminal is left empty beyond this.
const COLUMNS: u16 = 1000;
const ROWS: u16 = 400;

/// The terminal while the program has it. It is given back when this goes, and on a panic.
struct Screen {
    terminal: DefaultTerminal,
}

impl Screen {
    fn open() -> io::Result<Self> {
        // On top of ratatui's, which gives back the rest.
        let options = TerminalOptions { viewport: Viewport::Fixed(area()?) };
        let terminal = ratatui::try_init_with_options(options).inspect_err(|_| give_back())?;
        let hook = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            give_back();
            hook(panic);
        }));
        let screen = Self { terminal };
        execute!(stdout(), EnterAlternateScreen, EnableMouseCapture)?;
        Ok(screen)
    }

    fn show(&mut self, cells: Buffer) -> io::Result<()> {
        if self.terminal.get_frame().area() != cells.area {
            self.terminal.resize(cells.area)?;
        }
        self.terminal.draw(|frame| *frame.buffer_mut() = cells)?;
        Ok(())
    }
}

/// What is drawn on.
fn area() -> io::Result<Rect> {
    let (columns, rows) = terminal::size()?;
    Ok(Rect::new(0, 0, columns.min(COLUMNS), rows.min(ROWS)))
}

/// The terminal in the hands of two threads: of one that draws, and of one that gives it back.
#[derive(Clone)]
pub(super) struct Shared(Arc<Mutex<Option<Screen>>>);

impl Shared {
    pub(super) fn open() -> io::Result<Self> {
        Ok(Self(Arc::new(Mutex::new(Some(Screen::open()?)))))
    }

    /// Draws a model; nothing, where the terminal has been given back. It is held only while finished cells are
    /// written.
    pub(super) fn draw(&self, model: &mut Model) -> io::Result<()> {
        let mut cells = Buffer::empty(area()?);
        let drawn = view::draw(model, cells.area, &mut cells);
        model.drawn(drawn);
        self.with(|screen| screen.show(cells)).unwrap_or(Ok(()))
    }

    /// Gives the terminal back.
    pub(super) fn give_back(&self) {
        drop(self.0.lock().unwrap_or_else(PoisonError::into_inner).take());
    }

    fn with<T>(&self, then: impl FnOnce(&mut Screen) -> T) -> Option<T> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).as_mut().map(then)
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        give_back();
        let _ = self.terminal.show_cursor();
    }
}

/// There is nobody to tell should it fail: the terminal may be gone.
fn give_back() {
    let _ = execute!(stdout(), DisableMouseCapture);
    let _ = ratatui::try_restore();
}
