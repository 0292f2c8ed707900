//! The terminal: taken over, and given back as it was.

use std::io::{self, stdout};

use ratatui::crossterm::event::{DisableMouseCapture, EnableMouseCapture};
use ratatui::crossterm::execute;
use ratatui::crossterm::terminal::{self, EnterAlternateScreen};
use ratatui::layout::Rect;
use ratatui::{DefaultTerminal, TerminalOptions, Viewport};

use super::model::{Drawn, Model};
use super::view;

/// A larger terminal is left empty beyond this.
const COLUMNS: u16 = 1000;
const ROWS: u16 = 400;

/// The terminal while the program has it. It is given back when this goes, and on a panic.
pub(super) struct Screen {
    terminal: DefaultTerminal,
}

impl Screen {
    pub(super) fn open() -> io::Result<Self> {
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

    pub(super) fn draw(&mut self, model: &mut Model) -> io::Result<()> {
        let mut drawn = Drawn::default();
        let area = area()?;
        if self.terminal.get_frame().area() != area {
            self.terminal.resize(area)?;
        }
        self.terminal.draw(|frame| drawn = view::draw(model, frame.area(), frame.buffer_mut()))?;
        model.drawn(drawn);
        Ok(())
    }
}

/// What is drawn on.
fn area() -> io::Result<Rect> {
    let (columns, rows) = terminal::size()?;
    Ok(Rect::new(0, 0, columns.min(COLUMNS), rows.min(ROWS)))
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
