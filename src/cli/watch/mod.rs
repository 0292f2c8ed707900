//! `lehr watch`: a screen that is redrawn whenever the file is saved.
//!
//! [`events`] come in, [`model`] takes them in, and [`view`] draws what it holds, both on the thread of the
//! [`painter`]; only [`screen`] and [`events`] know of a terminal.

mod events;
mod model;
mod painter;
mod reading;
mod screen;
#[cfg(test)]
mod tests;
mod view;

use std::io::{self, IsTerminal};
use std::sync::mpsc::Sender;

use super::args::WatchArgs;
use super::exit::{Exit, Stop};
use super::input::Origin;
use super::output;
use super::sources::is_standard_input;
use events::{Event, Events};
use model::{Message, Model, Options};
use painter::Task;
use screen::Shared;

pub(super) fn run(args: &WatchArgs) -> Result<Exit, Stop> {
    if !io::stdout().is_terminal() {
        return Err(Stop::Usage(
            "`lehr watch` draws a screen, and standard output is not a terminal; `lehr plot` draws into a pipe or a file"
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
    let model = Model::new(options, reading::read(args, &overrides)?);
    let mut events = Events::start(&args.file)?;
    let screen = Shared::open()?;
    let args = args.clone();
    let read = move || reading::again(&args, &overrides);
    let painter = painter::start(model, screen.clone(), events.sender(), read);
    let ended = watch(&mut events, &painter);
    // Whatever is being computed.
    screen.give_back();
    if let Some(signal) = ended? {
        events::die_of(signal)?;
    }
    Ok(Exit::Success)
}

/// Runs until the user leaves, or a signal ends it, which is returned. Nothing here takes time.
fn watch(events: &mut Events, painter: &Sender<Task>) -> Result<Option<i32>, Stop> {
    loop {
        let task = match events.next() {
            Event::Key(key) if model::leaves(&key) => return Ok(None),
            Event::Key(key) => Task::Take(Message::Key(key)),
            Event::Mouse(mouse) => Task::Take(Message::Mouse(mouse)),
            Event::Resized => Task::Draw,
            Event::Changed => Task::Read,
            Event::Missing => {
                events.look_again();
                continue;
            }
            Event::Signal(signal) => return Ok(Some(signal)),
            Event::Ended(result) => return result.map(|()| None),
            Event::Lost(error) => return Err(Stop::Failed(error)),
        };
        // Where it has ended, it has said so.
        let _ = painter.send(task);
    }
}
