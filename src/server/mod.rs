//! The language server: what editors show of a text while it is written.
//!
//! It speaks the [Language Server Protocol] over any two streams. Each request is answered from the text as it is
//! now: a change only marks a text, and whoever asks first has it compiled. Where a text is broken, the tracks that
//! are right are those of the text, and the others are those of the last text that had no errors.
//!
//! [Language Server Protocol]: https://microsoft.github.io/language-server-protocol/

mod actions;
mod capabilities;
mod client;
mod completion;
mod curve;
mod diagnostics;
mod document;
mod hints;
mod hover;
mod layout;
mod lenses;
mod navigate;
mod notebook;
mod numbers;
mod outline;
mod place;
mod segment;
mod session;
mod signature;
mod tokens;
mod view;
mod written;

use std::io::{BufRead, Read, Write};
use std::sync::mpsc::{Receiver, Sender, channel};

use lsp_server::Message;

use crate::error::Error;
use session::Session;

/// How many bytes a message may have; no editor has a text as long.
const LONGEST_MESSAGE: u64 = 1 << 30;

/// Answers one editor until it says `exit`, or its stream ends.
///
/// # Errors
///
/// A stream that cannot be read or written, bytes that are no message of the protocol, and an editor that leaves
/// without `shutdown`.
pub fn serve(input: impl BufRead + Send, output: impl Write) -> Result<(), Error> {
    let (sender, receiver) = channel();
    std::thread::scope(|scope| {
        scope.spawn(move || read(input, &sender));
        answer(&receiver, output)
    })
}

/// Hands on messages, up to the last one.
fn read(mut input: impl BufRead, sender: &Sender<std::io::Result<Message>>) {
    loop {
        let message = match Message::read(&mut input.by_ref().take(LONGEST_MESSAGE)) {
            Ok(Some(message)) => Ok(message),
            Ok(None) => return,
            Err(error) => Err(error),
        };
        let is_last = match &message {
            Ok(Message::Notification(notification)) => notification.method == "exit",
            Ok(_) => false,
            Err(_) => true,
        };
        if sender.send(message).is_err() || is_last {
            return;
        }
    }
}

fn answer(receiver: &Receiver<std::io::Result<Message>>, mut output: impl Write) -> Result<(), Error> {
    let mut session = Session::default();
    while let Ok(message) = receiver.recv() {
        let mut next = Some(message);
        // Of several changes that have come, only the last is looked at.
        while let Some(message) = next {
            session.take(message.map_err(Error::new)?);
            write(&mut session, &mut output)?;
            next = receiver.try_recv().ok();
        }
        session.publish();
        write(&mut session, &mut output)?;
        if session.has_ended() {
            break;
        }
    }
    if session.is_served() { Ok(()) } else { Err(Error::message("the editor left without `shutdown`")) }
}

fn write(session: &mut Session, output: &mut impl Write) -> Result<(), Error> {
    session.outgoing().try_for_each(|message| message.write(output)).map_err(Error::new)
}
