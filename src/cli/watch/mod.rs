//! `lehr watch`: a screen that is redrawn whenever the file is saved.
//!
//! [`events`] come in, [`model`] takes them in, and [`view`] draws what it holds; only [`screen`] and
//! [`events`] know of a terminal.

mod events;
mod model;
mod reading;
mod screen;
#[cfg(test)]
mod tests;
mod view;

use std::io::{self, IsTerminal};

use super::args::WatchArgs;
use super::exit::{Exit, Stop};
use super::input::Origin;
use super::output;
use super::sources::is_standard_input;
use events::{Event, Events};
use model::{Flow, Message, Model, Options};
use reading::Reading;
use screen::Screen;

pub(super) fn run(args: &WatchArgs) -> Result<Exit, Stop> {
    if !io::stdout().is_terminal() {
        return Err(Stop::Usage(
            "`lehr watch` draws a screen, and standard output is no terminal; `lehr plot` draws into a pipe or a file"
                .to_string(),
        ));
    }
    if is_standard_input(&args.file) {
        return Err(Stop::Usage("standard input cannot be watched: give a file".to_string()));
    }
    let overrides = Origin::File(&args.file).overrides(&args.set)?;
    let options = Options {
        file: args.file.display().to_string(),
        selected: args.track.clone(),
        log: args.log,
        ascii: args.ascii || !supports_unicode::on(supports_unicode::Stream::Stdout),
        coloured: output::stdout_is_coloured(),
    };
    let mut model = Model::new(options, reading::read(args, &overrides)?);
    let mut events = Events::start(&args.file)?;
    let ended = {
        let mut screen = Screen::open()?;
        watch(&mut model, &mut events, &mut screen, || reading::again(args, &overrides))?
    };
    if let Some(signal) = ended {
        events::die_of(signal)?;
    }
    Ok(Exit::Success)
}

/// Runs until the user leaves, or a signal ends it, which is returned.
fn watch(
    model: &mut Model,
    events: &mut Events,
    screen: &mut Screen,
    read: impl Fn() -> Reading,
) -> Result<Option<i32>, Stop> {
    let mut flow = Flow::Redraw;
    loop {
        if flow == Flow::Redraw {
            screen.draw(model)?;
        }
        flow = match events.next() {
            Event::Key(key) => model.update(Message::Key(key)),
            Event::Mouse(mouse) => model.update(Message::Mouse(mouse)),
            Event::Resized => Flow::Redraw,
            Event::Changed => {
                let reading = read();
                if matches!(reading, Reading::Unreadable(_)) {
                    events.look_again();
                }
                model.update(Message::Read(reading))
            }
            Event::Signal(signal) => return Ok(Some(signal)),
            Event::Lost(error) => return Err(Stop::Failed(error)),
        };
        if flow == Flow::Quit {
            return Ok(None);
        }
    }
}
