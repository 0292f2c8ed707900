//! Reads a Python text into its calls, loops and names, without running it.
//!
//! It knows Python, and how libraries hand objects on; it knows nothing of what the calls mean. The parser behind it
//! recovers, so that a text with mistakes is read as far as it goes, and none of its types is in sight.
//!
//! ```
//! use python_calls::{EventKind, Iteration, read};
//!
//! let text = "\
//! import torch.optim as optim
//! parser = argparse.ArgumentParser()
//! parser.add_argument('--epochs', type=int, default=90)
//! args = parser.parse_args()
//! sched = optim.lr_scheduler.CosineAnnealingLR(opt, T_max=5)
//! for epoch in range(args.epochs):
//!     sched.step()
//! ";
//! let reading = read(text);
//!
//! // The scheduler, whatever its module is called here, and its argument with its place.
//! let path = "torch.optim.lr_scheduler.CosineAnnealingLR";
//! let (id, call) = reading.calls().find(|(_, call)| reading.path(call.callee).as_deref() == Some(path)).unwrap();
//! let horizon = reading.argument(call, "T_max", Some(1)).unwrap();
//! assert_eq!(horizon.span.of(text), "5");
//!
//! // Where something is done with it.
//! let steps = reading.events().iter().filter(|event| match event.kind {
//!     EventKind::Call(step) => reading
//!         .call(step)
//!         .method
//!         .is_some_and(|(on, name)| reading.object(on) == reading.result(id) && reading.name(name) == "step"),
//!     _ => false,
//! });
//! let around = reading.loops_around(steps.last().unwrap().context);
//!
//! // The loop around it, its bound as the script spells it, and the default of that.
//! let Iteration::Range { stop, .. } = reading.loop_(around[0]).over else { panic!() };
//! assert_eq!(reading.spell(stop), "args.epochs");
//! assert_eq!(reading.spell(reading.default(stop).unwrap()), "90");
//! ```
//!
//! # The model
//! **The text is followed once**, as a program: the module from its beginning, functions of the text where they are
//! called (each call by itself, so that a parameter has the values of its call sites), a loop's body for one iteration
//! that stands for all. Then come the functions that nothing calls, those first that nothing even names; their
//! parameters are open. What is followed makes [`Event`]s in the order in which they happen.
//!
//! **A [`Value`]** is what an expression stands for: a literal, an object, or an expression of others. Ask
//! [`Reading::kind`]. A value knows nothing that the text does not say: what is open stays as a name
//! (`args.epochs`, `len(loader)`, `config["lr"]`), which [`Reading::spell`] writes as the script does and
//! [`Reading::default`] may know a default of. Values are compared with [`Reading::is_same`]. They form a graph without
//! cycles, at most 100 deep and 4,000 large when written out; what is beyond is [`Kind::Unknown`].
//!
//! **An object** is the [`Call`] that made it: `Kind::Call` of the same [`CallId`] is the same object, in whatever
//! variable, tuple, list, dict or attribute it is. [`Reading::object`] looks through calls that hand objects on, and
//! through loops that leave a variable alone.
//!
//! **Names are flow-sensitive**: a name has the value that reaches this use. After an `if` it is a
//! [`Kind::Conditional`] of its arms, in terms of the test; [`Reading::arms`] lists them and [`Reading::under`] chooses
//! among them. An arm that raises leaves nothing. A test of literals alone is decided, and only its arm is followed.
//!
//! **In a loop** a variable that the loop changes is [`Kind::Carried`]: its [`Carried`] has what it starts from, and
//! what an iteration makes of it, with [`Advance`] for counters. [`Kind::Index`] is the number of the iteration, so
//! that the `epoch` of `range(1, n)` is `1 + index`. A loop over a few known items is no [`Loop`] but a
//! [`Context::Round`] for each.
//!
//! **A [`Context`]** says where an event stands, as a chain of frames: loops, conditions, inlined calls, `with`. What
//! follows `if …: continue` stands under the opposite condition. A `break` puts no condition on what follows it: it is
//! an event, and ends its loop.
//!
//! **Nothing is guessed**: an unknown call makes an object of its own; [`EventKind::Call`] with an object among its
//! arguments tells that it was handed away.

mod model;
mod names;
mod needles;
mod notebook;
mod number;
mod outline;
mod parse;
mod read;
mod reading;
mod span;
mod spell;
mod truth;
mod uses;
mod value;

pub use model::{
    Advance, Argument, Call, Carried, Class, Comment, Context, Event, EventKind, Function, Iteration, Loop, Mistake,
    Spread,
};
pub use names::Name;
pub use needles::Needles;
pub use notebook::{Cell, CellPlace, Notebook};
pub use number::Number;
pub use reading::Reading;
pub use span::Span;
pub use value::{CallId, CarriedId, ClassId, ContextId, FunctionId, Kind, LoopId, Operator, Value};

/// The longest text that is read, in bytes. Scripts that people write are shorter by far.
pub const LONGEST: usize = 1 << 20;

/// Reads a script.
pub fn read(text: &str) -> Reading {
    with_room(text, parse::parse)
}

/// Reads the code of a notebook; its spans are places in [`Notebook::text`].
pub fn read_notebook(notebook: &Notebook) -> Reading {
    let cells: Vec<Span> = notebook.cells().iter().map(|cell| cell.span).collect();
    with_room(notebook.text(), |text| parse::parse_cells(text, &cells))
}

/// Parses and follows a text on a stack that is large enough for what it may nest.
fn with_room(text: &str, parse: impl FnOnce(&str) -> parse::Parsed) -> Reading {
    if text.len() > LONGEST {
        let mistakes = vec![Mistake { message: "the text is too long to be read".to_string(), span: Span::default() }];
        return read::unread(text, mistakes);
    }
    // A byte of text nests at most one level, and a level takes some hundred bytes of stack to let go again.
    stacker::grow((16 << 20) + text.len() * 512, || {
        let parsed = parse(text);
        read::read(text, &parsed)
    })
}
