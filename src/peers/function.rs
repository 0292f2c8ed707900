//! What the table is made of: libraries, functions, their calls, and what these mean.

use crate::syntax::ast::Expr;

/// A library whose schedules are known.
#[derive(Debug)]
pub struct Library {
    /// The name of its file: `pytorch`.
    pub name: &'static str,
    /// What it is called: `PyTorch`.
    pub title: &'static str,
    /// Where its functions are found: `torch.optim.lr_scheduler`.
    pub module: &'static str,
    /// The version that was tried.
    pub version: &'static str,
    /// What a tick is to its schedules.
    pub counts: Counts,
    /// Its functions, in the order in which they are shown.
    pub functions: &'static [Function],
}

/// What a schedule counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counts {
    /// The calls of the scheduler's `step()`, wherever it stands.
    Calls,
    /// The updates of the optimizer.
    Updates,
    /// The number that its `step(n)` is given.
    Given,
    /// The measurements of a metric.
    Measurements,
}

/// A function of a library.
#[derive(Debug)]
pub struct Function {
    /// Its name.
    pub name: &'static str,
    /// Its parameters, in order.
    pub parameters: &'static [Parameter],
    /// What surprises about it; may be empty.
    pub note: &'static str,
    pub(super) meaning: Meaning,
    pub(super) part: Part,
    pub(super) counts: Option<Counts>,
    pub(super) shown: &'static [&'static str],
}

/// What a call means.
#[derive(Clone, Copy)]
pub(super) enum Meaning {
    /// An expression of the language, with the parameters for names.
    Lehr(&'static str),
    /// One that depends on the arguments.
    Code(fn(&Call) -> Result<Translation, Reason>),
}

/// What becomes of a schedule inside of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// It changes whatever rate is there.
    Factor,
    /// It computes the rate from the base, whatever is there.
    Overwrites,
    /// It cannot be a part, and why.
    Alone(&'static str),
}

/// A parameter of a function.
#[derive(Clone, Copy, Debug)]
pub struct Parameter {
    /// Its name.
    pub name: &'static str,
    /// What it takes.
    pub kind: Kind,
    /// Its default, as the library has it; `None` where a call has to give it.
    pub default: Option<&'static str>,
}

/// What a parameter takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A number of ticks.
    Length,
    /// A learning rate, or another value of a track.
    Rate,
    /// A plain ratio.
    Ratio,
    /// A whole number that is no length.
    Count,
    /// One of a few words.
    Word(&'static [&'static str]),
    /// `True` or `False`.
    Flag,
    /// A list of lengths.
    Lengths,
    /// A list of rates.
    Rates,
    /// Lengths with a ratio each.
    Steps,
    /// A function of the tick.
    Function,
    /// A schedule.
    Schedule,
    /// A list of schedules.
    Schedules,
    /// The optimizer, or a group of it.
    Optimizer,
    /// Arguments that are passed on.
    Settings,
    /// Where the count starts: only the default is understood.
    Start,
    /// Nothing that the schedule depends on.
    Ignored,
    /// Whatever else a call gives, which the schedule does not depend on.
    Rest,
}

/// An argument of a call.
#[derive(Clone, Debug)]
pub enum Argument {
    /// A constant, a name or arithmetic of both, in the language: `90`, `epochs * 391`; or a function
    /// of the tick, `t -> 0.95 ^ t`.
    Lehr(String),
    /// A word: what is a string there.
    Word(String),
    /// `True` or `False`.
    Flag(bool),
    /// `None`.
    None,
    /// A list or a tuple.
    List(Vec<Self>),
    /// What is a dictionary there: lengths with ratios, or names with settings.
    Pairs(Vec<(Self, Self)>),
    /// A schedule that is itself the meaning of a call.
    Schedule(Box<Translation>),
    /// Nothing that is known, and why.
    Unknown(String),
}

/// The arguments of a call.
#[derive(Clone, Debug, Default)]
pub struct Arguments {
    /// Those by their place.
    pub by_place: Vec<Argument>,
    /// Those by name.
    pub by_name: Vec<(String, Argument)>,
}

/// A call of a function with a value for each parameter.
#[derive(Debug)]
pub(super) struct Call {
    pub(super) function: &'static Function,
    pub(super) counts: Counts,
    pub(super) values: Vec<Argument>,
    pub(super) names: Vec<(&'static str, Expr)>,
}

/// What a call means in the language.
#[derive(Clone, Debug)]
pub struct Translation {
    pub(super) function: &'static Function,
    pub(super) counts: Counts,
    pub(super) tracks: Vec<(&'static str, Expr)>,
    pub(super) base: Source,
    pub(super) notes: Vec<String>,
    pub(super) span: Option<Span>,
}

/// When a schedule acts, and what it does from there.
#[derive(Clone, Debug)]
pub(super) struct Span {
    pub(super) begin: Expr,
    pub(super) end: Option<Expr>,
    pub(super) body: Expr,
}

/// Where the values of a schedule come from.
#[derive(Clone, Debug)]
pub(super) enum Source {
    Optimizer,
    Replaced(Expr),
    Written,
}

/// What a schedule does with the rate of the optimizer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Base {
    /// It is the base.
    Optimizer,
    /// The base is another: the expression that the call gives, such as `OneCycleLR`'s `max_lr`.
    Replaced(String),
    /// The values are written out in the call; the optimizer's rate has no say.
    Written,
}

/// Why a call cannot be said in the language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// The parameter that it lies in, where it lies in one.
    pub parameter: Option<String>,
    /// The reason, as a sentence without its full stop.
    pub why: String,
}

impl std::fmt::Debug for Meaning {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Lehr(text) => f.write_str(text),
            Self::Code(_) => f.write_str("code"),
        }
    }
}

/// A function that means an expression of the language.
pub(super) const fn says(name: &'static str, parameters: &'static [Parameter], lehr: &'static str) -> Function {
    function(name, parameters, Meaning::Lehr(lehr))
}

/// A function whose meaning depends on its arguments.
pub(super) const fn makes(
    name: &'static str,
    parameters: &'static [Parameter],
    code: fn(&Call) -> Result<Translation, Reason>,
) -> Function {
    function(name, parameters, Meaning::Code(code))
}

const fn function(name: &'static str, parameters: &'static [Parameter], meaning: Meaning) -> Function {
    Function { name, parameters, note: "", meaning, part: Part::Factor, counts: None, shown: &[] }
}

impl Function {
    /// What surprises about it.
    pub(super) const fn note(self, note: &'static str) -> Self {
        Self { note, ..self }
    }

    /// What becomes of it inside of another.
    pub(super) const fn part(self, part: Part) -> Self {
        Self { part, ..self }
    }

    /// What it counts, where the library's others count something else.
    pub(super) const fn counts(self, counts: Counts) -> Self {
        Self { counts: Some(counts), ..self }
    }

    /// The calls by which its rule is shown, where names for the arguments do not say all.
    pub(super) const fn shown(self, calls: &'static [&'static str]) -> Self {
        Self { shown: calls, ..self }
    }

    /// The signature, as the library documents it.
    pub fn signature(&self) -> String {
        let parameters: Vec<_> = self.parameters.iter().map(Parameter::usage).collect();
        format!("{}({})", self.name, parameters.join(", "))
    }
}

macro_rules! parameters {
    ($($(#[$doc:meta])* $name:ident: $kind:ident;)*) => {
        $($(#[$doc])* pub(super) const fn $name(name: &'static str) -> Parameter {
            Parameter { name, kind: Kind::$kind, default: None }
        })*
    };
}

parameters! {
    length: Length;
    rate: Rate;
    ratio: Ratio;
    count: Count;
    flag: Flag;
    lengths: Lengths;
    rates: Rates;
    steps: Steps;
    function_of: Function;
    schedules: Schedules;
    schedule: Schedule;
    ignored: Ignored;
}

/// The optimizer.
pub(super) const OPTIMIZER: Parameter = Parameter { name: "optimizer", kind: Kind::Optimizer, default: None };
/// PyTorch's way of going on in the middle.
pub(super) const LAST_EPOCH: Parameter = Parameter { name: "last_epoch", kind: Kind::Start, default: Some("-1") };

/// One of a few words.
pub(super) const fn word(name: &'static str, words: &'static [&'static str]) -> Parameter {
    Parameter { name, kind: Kind::Word(words), default: None }
}

/// Whatever else a call gives.
pub(super) const REST: Parameter = Parameter { name: "**others", kind: Kind::Rest, default: Some("None") };

/// The parameters of several lists, `N` in all.
pub(super) const fn joined<const N: usize>(lists: &[&[Parameter]]) -> [Parameter; N] {
    let mut all = [REST; N];
    let (mut count, mut list) = (0, 0);
    while list < lists.len() {
        let mut index = 0;
        while index < lists[list].len() {
            all[count] = lists[list][index];
            count += 1;
            index += 1;
        }
        list += 1;
    }
    assert!(count == N, "another number of parameters");
    all
}

/// Arguments that are passed on.
pub(super) const fn settings(name: &'static str) -> Parameter {
    Parameter { name, kind: Kind::Settings, default: Some("None") }
}

impl Parameter {
    /// With a default.
    pub(super) const fn or(self, default: &'static str) -> Self {
        Self { default: Some(default), ..self }
    }

    fn usage(&self) -> String {
        match (self.default, self.kind) {
            (None, _) | (_, Kind::Rest) => self.name.to_string(),
            (Some(word), Kind::Word(_)) if word != "None" => format!("{}='{word}'", self.name),
            (Some(time), Kind::Length) if time.ends_with(['r', 'p']) => format!("{}='{time}'", self.name),
            (Some(default), _) => format!("{}={default}", self.name),
        }
    }
}
