//! Every name of a file: what defines it, and what each use of a name refers to.

use crate::text::Span;
use crate::units::Unit;

/// The names of a file, for whatever asks what stands at a place: goto, references, rename,
/// completion.
///
/// ```
/// use lehr::{Overrides, compile};
///
/// let text = "let peak = 0.1\nlr = peak * cosine(T=10)";
/// let compilation = compile(text, &Overrides::default());
/// let names = compilation.names();
/// let peak = names.find("peak").expect("a definition");
/// assert_eq!(names.uses_of(peak.id()).map(|span| span.of(text)).collect::<Vec<_>>(), ["peak"]);
/// assert_eq!(names.definition_at(text.rfind("peak").unwrap()), Some(peak));
/// ```
#[derive(Clone, Debug, Default)]
pub struct Names {
    definitions: Vec<Definition>,
    /// The names of the members of families, by name, each with its family.
    members: Vec<(String, DefinitionId)>,
    /// How many of the definitions hold in the whole file; those of parameters stand after them.
    global: usize,
    /// By place.
    uses: Vec<Use>,
    /// For each definition, its uses by their number.
    uses_of: Vec<Vec<usize>>,
}

/// A definition among the names of one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DefinitionId(pub(super) usize);

/// Something that a file gives a name to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Definition {
    pub(super) id: DefinitionId,
    pub(super) name: String,
    pub(super) kind: DefinitionKind,
    pub(super) name_span: Span,
    pub(super) span: Span,
    pub(super) scope: Option<Span>,
}

/// What is defined.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DefinitionKind {
    /// `lr = …`, and the bare expression of a file that is one.
    Track,
    /// `lr.block.{i in 0..11} = …`: one definition for all of its members, tracks or bases, named by what stands
    /// before its braces.
    Family,
    /// `let name = …`
    Let,
    /// `def name(…) = …`
    Def,
    /// `param name = …`
    Param,
    /// `event name = …`
    Event,
    /// `unit name`, one of the names of such a statement.
    Unit,
    /// `run = …`
    Run,
    /// `base = …`, `wd.base = …`
    Base,
    /// `tick = …`
    Tick,
    /// `epoch = 5004 steps`: the size of a unit.
    Equation(Unit),
    /// A parameter of a `def`, or of a function `t -> …`.
    Parameter,
}

impl DefinitionKind {
    /// Whether the file chooses the name freely: not what means something to the language, nor what follows from
    /// another name.
    pub fn is_named_freely(self) -> bool {
        matches!(self, Self::Track | Self::Let | Self::Def | Self::Param | Self::Event | Self::Unit | Self::Parameter)
    }
}

/// A use of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Use {
    /// The name's place.
    pub span: Span,
    /// What it refers to.
    pub target: Target,
}

/// What a name refers to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Target {
    /// Something that the file defines.
    Definition(DefinitionId),
    /// A shape, by the name that it has in the catalogue.
    Shape(&'static str),
    /// A preset.
    Preset(&'static str),
    /// A function of arithmetic, of time, or of an `expect`.
    Function(&'static str),
    /// A parameter of a shape, of a preset or of `repeat`, where a call names it.
    Argument {
        /// What is called.
        callee: &'static str,
        /// The parameter, by the name that it has in the catalogue.
        parameter: &'static str,
    },
    /// A unit of the language. One of the file's own is a definition.
    Unit(Unit),
    /// A word with a meaning of its own: `run` and `base` where the file does not define them,
    /// `tick`, `end`, `pi`, and the words that arguments choose from, such as `shape=cosine`.
    Word(&'static str),
    /// Nothing is called like that, which has been reported.
    Unknown,
}

impl Names {
    /// The names of a file: its definitions, those that hold everywhere first, and its uses.
    pub(super) fn new(
        definitions: Vec<Definition>,
        global: usize,
        mut members: Vec<(String, DefinitionId)>,
        mut uses: Vec<Use>,
    ) -> Self {
        members.sort();
        uses.sort_by_key(|found| found.span);
        let mut uses_of = vec![Vec::new(); definitions.len()];
        for (index, found) in uses.iter().enumerate() {
            if let Target::Definition(id) = found.target {
                uses_of[id.0].push(index);
            }
        }
        Self { definitions, members, global, uses, uses_of }
    }

    /// Everything that the file defines, parameters last. A statement that defines a name again is
    /// left out, and so is one whose name cannot be given.
    pub fn definitions(&self) -> &[Definition] {
        &self.definitions
    }

    /// The definition of an id; `None` for the id of another file.
    pub fn definition(&self, id: DefinitionId) -> Option<&Definition> {
        self.definitions.get(id.0)
    }

    /// The definition of a name that holds in the whole file; that of a member is its family, which has no name of
    /// its own.
    pub fn find(&self, name: &str) -> Option<&Definition> {
        let named = |found: &&Definition| found.name == name && found.kind != DefinitionKind::Family;
        let member = || {
            let index = self.members.binary_search_by(|(member, _)| member.as_str().cmp(name)).ok()?;
            self.definition(self.members[index].1)
        };
        self.definitions[..self.global].iter().find(named).or_else(member)
    }

    /// The names of the members of a family, in the order of their letters.
    pub fn members_of(&self, family: DefinitionId) -> impl Iterator<Item = &str> {
        self.members.iter().filter(move |(_, id)| *id == family).map(|(name, _)| name.as_str())
    }

    /// For each definition, the first of its members by name, where it is a family.
    pub(super) fn first_members(&self) -> Vec<Option<&str>> {
        let mut first = vec![None; self.definitions.len()];
        for (name, id) in &self.members {
            first[id.0].get_or_insert(name.as_str());
        }
        first
    }

    /// Every use of a name, by place.
    pub fn uses(&self) -> &[Use] {
        &self.uses
    }

    /// The uses of names that lie in a part of the text, by place.
    pub fn uses_in(&self, span: Span) -> &[Use] {
        let first = self.uses.partition_point(|found| found.span.start < span.start);
        let count = self.uses[first..].partition_point(|found| found.span.end <= span.end);
        &self.uses[first..first + count]
    }

    /// The places of the uses of a definition, without its own name.
    pub fn uses_of(&self, id: DefinitionId) -> impl Iterator<Item = Span> {
        self.uses_of.get(id.0).into_iter().flatten().map(|&index| self.uses[index].span)
    }

    /// The name that a byte is in, or just after: that of a definition, or a use.
    pub fn at(&self, byte: usize) -> Option<Use> {
        let holds = |span: Span| span.start <= byte && byte <= span.end && span.start < span.end;
        let next = self.uses.partition_point(|found| found.span.start <= byte);
        // What starts at the byte comes before what ends there.
        let used = self.uses[..next].iter().rev().take(1).copied().find(|found| holds(found.span));
        let defined = self.definitions.iter().find(|definition| holds(definition.name_span));
        let defined =
            defined.map(|definition| Use { span: definition.name_span, target: Target::Definition(definition.id) });
        match (used, defined) {
            (Some(used), Some(defined)) if used.span.start < defined.span.start => Some(defined),
            (used, defined) => used.or(defined),
        }
    }

    /// The definition of the name that a byte is in, or just after. That of a unit is its equation.
    pub fn definition_at(&self, byte: usize) -> Option<&Definition> {
        match self.at(byte)?.target {
            Target::Definition(id) => self.definition(id),
            Target::Unit(unit) => {
                let is_size = |definition: &&Definition| definition.kind == DefinitionKind::Equation(unit);
                self.definitions[..self.global].iter().find(is_size)
            }
            _ => None,
        }
    }

    /// The definitions whose names mean something in an expression at a byte: those of the file, and
    /// the parameters around it, the innermost first. What an inner one hides is left out.
    pub fn visible_at(&self, byte: usize) -> Vec<&Definition> {
        let (global, parameters) = self.definitions.split_at(self.global);
        let around =
            |definition: &&Definition| definition.scope.is_some_and(|scope| scope.start <= byte && byte <= scope.end);
        let mut visible: Vec<_> = parameters.iter().filter(around).collect();
        visible.sort_by_key(|definition| definition.scope.map(|scope| scope.end - scope.start));
        let is_value = |definition: &&Definition| {
            use DefinitionKind::{Equation, Event, Family, Tick, Unit};
            !matches!(definition.kind, Tick | Equation(_) | Event | Family | Unit)
        };
        visible.extend(global.iter().filter(is_value));
        let mut seen = std::collections::HashSet::new();
        visible.retain(|definition| seen.insert(definition.name.as_str()));
        visible
    }
}

impl Definition {
    /// What names it among the definitions of its file.
    pub fn id(&self) -> DefinitionId {
        self.id
    }

    /// Its name, dotted for a group: `lr.head`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What it is.
    pub fn kind(&self) -> DefinitionKind {
        self.kind
    }

    /// The place of its name; empty where it has none, as for a bare expression, and for what was
    /// set from outside.
    pub fn name_span(&self) -> Span {
        self.name_span
    }

    /// The place of its whole statement; of a parameter, that of the parameter with its default.
    pub fn span(&self) -> Span {
        self.span
    }

    /// The part of the text in which it holds; `None` for the whole file.
    pub fn scope(&self) -> Option<Span> {
        self.scope
    }
}
