//! Training scripts as they are: the schedules that a Python file makes, read without running it.
//!
//! ```
//! use lehr::Overrides;
//! use lehr::scripts::{Script, Settings};
//!
//! let script = Script::read(
//!     "from torch import optim\n\
//!      from torch.optim.lr_scheduler import StepLR\n\
//!      optimizer = optim.SGD(params, lr=0.1)\n\
//!      scheduler = StepLR(optimizer, step_size=2, gamma=0.5)\n\
//!      for epoch in range(3):\n    optimizer.step()\n    scheduler.step()\n",
//!     &Settings::default(),
//! );
//! let program = script.compile(&Overrides::default()).into_program().expect("it can be said");
//! assert_eq!(program.track("lr").expect("the only schedule").value(3), 0.05);
//! ```
//!
//! A [`Script`] has a [`Schedule`] for each scheduler that the file makes. What the file leaves open stays a
//! [`Parameter`] under the script's own spelling, with its default where the file has one; nothing is guessed, and
//! what cannot be said is a [`Reason`] with its place. `docs/scripts.md` says what is read.

mod arguments;
mod by_hand;
mod check;
mod compilation;
mod conditions;
mod configuration;
mod counter;
mod drops;
mod expression;
mod find;
mod functions;
mod import;
mod libraries;
mod model;
mod names;
mod notebook;
mod optimizer;
mod own_class;
mod parameters;
mod position;
mod program;
mod python;
mod reached;
mod resolve;
mod rules;
mod run;
mod setting;
mod trainers;
mod walk;
mod words;

use std::collections::HashSet;
use std::io::Read;

pub use check::fix;
pub use expression::{Expression, Operation};
pub use model::{
    Base, Condition, Given, Interval, Looped, Meaning, Optimizer, Part, Rate, Reason, Run, Schedule, Step, Tick,
};
pub use parameters::{Constant, Parameter, Settings};
use python_calls::{Call, CallId, Needles, Notebook, Reading, Value};
pub use rules::{Rule, explain, reference, rules};

use crate::text::{Cell, Source, Span};

/// A training script with the schedules in it.
#[derive(Debug)]
pub struct Script {
    reading: Reading,
    notebook: Option<Notebook>,
    cells: Vec<Cell>,
    settings: Settings,
    parameters: Vec<Parameter>,
    schedules: Vec<Schedule>,
    /// Where the first schedule is made that is left out, as there are too many.
    left_out: Option<Span>,
    /// The calls that make the schedules and their parts.
    makers: HashSet<CallId>,
    /// What is handed to Accelerate's `prepare`.
    prepared: HashSet<Value>,
}

/// A schedule that cannot be said in the language, with the reason.
#[derive(Clone, Copy, Debug)]
pub struct Unsaid<'s> {
    /// The schedule.
    pub schedule: &'s Schedule,
    /// Why.
    pub reason: &'s Reason,
}

impl Script {
    /// Reads a Python text.
    pub fn read(text: &str, settings: &Settings) -> Self {
        Self::of(python_calls::read(text), settings)
    }

    /// Reads a notebook; the places are those of its code cells one after the other.
    ///
    /// # Errors
    ///
    /// Why the file is no notebook.
    pub fn read_notebook(json: &str, settings: &Settings) -> Result<Self, String> {
        let notebook = Notebook::parse(json).map_err(|error| error.to_string())?;
        let script = Self::of(python_calls::read_notebook(&notebook), settings);
        Ok(Self { cells: notebook::cells(&notebook, json), notebook: Some(notebook), ..script })
    }

    /// Reads the code of a notebook's cells; the places are those of the cells one after the other, each with a line
    /// break after it.
    #[cfg(feature = "server")]
    pub(crate) fn read_cells(cells: &[String], settings: &Settings) -> Self {
        let notebook = Notebook::of_cells(cells.iter().map(String::as_str));
        Self::of(python_calls::read_notebook(&notebook), settings)
    }

    fn of(reading: Reading, settings: &Settings) -> Self {
        let resolver = resolve::Resolver::new(&reading, settings);
        let (mut schedules, scheduler_left_out) = find::schedules(&resolver);
        schedules.extend(configuration::schedules(&resolver));
        let (by_hand, setting_left_out) = by_hand::schedules(&resolver);
        schedules.extend(by_hand);
        schedules.iter_mut().for_each(Schedule::check_text);
        let parameters = resolver.into_parameters();
        find::name(&mut schedules, &parameters);
        let parts = schedules.iter().flat_map(|schedule| schedule.parts.iter().map(|part| part.call));
        let makers = schedules.iter().filter_map(|schedule| schedule.call).chain(parts).collect();
        let prepared = prepared(&reading);
        Self {
            reading,
            notebook: None,
            cells: Vec::new(),
            settings: settings.clone(),
            parameters,
            schedules,
            left_out: scheduler_left_out.or(setting_left_out),
            makers,
            prepared,
        }
    }

    /// The text that places refer to: the script, or the code of the notebook.
    pub fn text(&self) -> &str {
        self.reading.text()
    }

    /// What the reader of Python says of the text.
    pub fn reading(&self) -> &Reading {
        &self.reading
    }

    /// The notebook that the text comes from.
    pub fn notebook(&self) -> Option<&Notebook> {
        self.notebook.as_ref()
    }

    /// What the script leaves open, in the order in which it is met.
    pub fn parameters(&self) -> &[Parameter] {
        &self.parameters
    }

    /// The value of an expression at the values of the parameters.
    pub fn value(&self, expression: &Expression) -> Option<f64> {
        expression.value(&|name| model::value_of(&self.parameters, name))
    }

    /// Its schedules, in the order in which it makes them; those that cannot be said, too.
    pub fn schedules(&self) -> &[Schedule] {
        &self.schedules
    }

    /// Whether a call makes one of its schedules, or a part of one.
    fn makes_schedule(&self, call: CallId) -> bool {
        self.makers.contains(&call)
    }

    /// Whether something prepares a schedule for Accelerate, which steps it once for each process: its run is as long
    /// as the script says, or longer.
    fn is_prepared(&self, schedule: &Schedule) -> bool {
        let object = schedule.call.map(|call| self.reading.object(self.reading.result(call)));
        object.is_some_and(|object| self.prepared.contains(&object))
    }

    /// The schedules that cannot be said.
    pub fn unsaid(&self) -> impl Iterator<Item = Unsaid<'_>> {
        self.schedules
            .iter()
            .filter_map(|schedule| schedule.meaning.as_ref().err().map(|reason| Unsaid { schedule, reason }))
    }

    /// Its text under a name, to report findings in.
    pub fn source(&self, name: &str) -> Source {
        Source::of_cells(name, self.text(), self.cells.clone())
    }

    /// Where a place is, for people: `5`, its line counted from 1, and `cell 3:5` in a notebook.
    pub fn line(&self, span: Span) -> String {
        let lines = |start: usize| self.text().get(start..span.start).unwrap_or_default().matches('\n').count() + 1;
        match Cell::at(&self.cells, span.start) {
            Some(cell) => format!("cell {}:{}", cell.number, lines(cell.span.start)),
            None => lines(0).to_string(),
        }
    }
}

/// What is handed to a method `prepare`.
fn prepared(reading: &Reading) -> HashSet<Value> {
    let is_it = |call: &&Call| call.method.is_some_and(|(_, name)| reading.name(name) == "prepare");
    let calls = reading.calls().map(|(_, call)| call).filter(is_it);
    calls.flat_map(|call| &call.arguments).flat_map(|argument| reading.objects_in(argument.value)).collect()
}

/// A fast look at many files for the names that schedules have.
#[derive(Clone, Debug)]
pub struct Look(Option<Needles>);

impl Default for Look {
    fn default() -> Self {
        const NAMES: [&str; 9] = [
            "lr_scheduler",
            "get_scheduler",
            "_schedule",
            "schedules",
            "Scheduler",
            "scheduler",
            "ReduceLROnPlateau",
            "param_groups",
            "TrainingArguments",
        ];
        Self(Needles::new(NAMES).ok())
    }
}

impl Look {
    /// Whether a schedule may be in a text. If not, it need not be read.
    pub fn might_have_schedules(&self, bytes: &[u8]) -> bool {
        self.0.as_ref().is_none_or(|needles| needles.might_be_in(bytes))
    }

    /// The same of a file, without keeping it.
    ///
    /// # Errors
    ///
    /// What the file cannot be read for.
    pub fn might_have_schedules_in(&self, file: impl Read) -> std::io::Result<bool> {
        self.0.as_ref().map_or(Ok(true), |needles| needles.might_be_in_file(file))
    }
}
