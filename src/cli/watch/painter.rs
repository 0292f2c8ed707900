//! What computes: reads the file, takes in what happens, and draws, on a thread of its own, so that the program
//! answers whatever it is computing.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use super::events::Event;
use super::model::{Flow, Message, Model};
use super::reading::Reading;
use super::screen::Shared;
use crate::cli::Stop;

/// What it is to do.
pub(super) enum Task {
    /// To take in what happened.
    Take(Message),
    /// To read the file again.
    Read,
    /// To draw again.
    Draw,
}

/// What it says, once, when it ends.
struct Farewell(Sender<Event>);

impl Drop for Farewell {
    fn drop(&mut self) {
        // A panic ends it too; nobody listens where the program has ended.
        let _ = self.0.send(Event::Ended(Ok(())));
    }
}

/// Starts it; what is sent here is done in order.
pub(super) fn start(
    model: Model,
    screen: Shared,
    events: Sender<Event>,
    read: impl Fn() -> Reading + Send + 'static,
) -> Sender<Task> {
    let (sender, tasks) = channel();
    thread::spawn(move || {
        let farewell = Farewell(events);
        if let Err(stop) = paint(model, &screen, &tasks, &farewell.0, read) {
            let _ = farewell.0.send(Event::Ended(Err(stop)));
        }
    });
    sender
}

/// Works until nobody sends tasks, or the user leaves.
fn paint(
    mut model: Model,
    screen: &Shared,
    tasks: &Receiver<Task>,
    events: &Sender<Event>,
    read: impl Fn() -> Reading,
) -> Result<(), Stop> {
    screen.draw(&mut model)?;
    while let Ok(first) = tasks.recv() {
        let mut flow = Flow::Stay;
        // What has come in meanwhile is drawn once.
        for task in std::iter::once(first).chain(tasks.try_iter()) {
            let then = match task {
                Task::Take(message) => model.update(message),
                Task::Draw => Flow::Redraw,
                Task::Read => {
                    let reading = read();
                    if matches!(reading, Reading::Unreadable(_)) {
                        let _ = events.send(Event::Missing);
                    }
                    model.update(Message::Read(reading))
                }
            };
            match then {
                Flow::Quit => return Ok(()),
                Flow::Redraw => flow = Flow::Redraw,
                Flow::Stay => {}
            }
        }
        if flow == Flow::Redraw {
            screen.draw(&mut model)?;
        }
    }
    Ok(())
}
