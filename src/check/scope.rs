//! What a file defines: every name, the equations, and what belongs to the run.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;
use std::sync::Arc;

use super::member::Member;
use super::names::{self, DefinitionId, DefinitionKind};
use super::prelude::{Preset, preset, presets};
use super::value::Locals;
use crate::catalogue::{self, Function, ShapeName, words};
use crate::diagnostic::{Code, Diagnostic, Edit, Fix};
use crate::syntax::ast::{EventTimes, Expr, ExprKind, FamilyName, FamilyPart, File, Ident, Param, Path, StatementKind};
use crate::syntax::{self, ast};
use crate::text::Span;
use crate::units::Unit;

/// What a name stands for.
#[derive(Debug)]
pub(crate) enum Definition<'a> {
    Let(&'a Expr),
    /// Without a value, it has to be set.
    Param(Option<&'a Expr>),
    Run(&'a Expr),
    /// `base`, or `wd.base`.
    Base(&'a Expr, Locals),
    Def(Def<'a>),
    /// By its place in the list of tracks.
    Track(usize),
    Event,
}

impl Definition<'_> {
    fn kind(&self) -> DefinitionKind {
        match self {
            Self::Let(_) => DefinitionKind::Let,
            Self::Param(_) => DefinitionKind::Param,
            Self::Run(_) => DefinitionKind::Run,
            Self::Base(..) => DefinitionKind::Base,
            Self::Def(_) => DefinitionKind::Def,
            Self::Track(_) => DefinitionKind::Track,
            Self::Event => DefinitionKind::Event,
        }
    }
}

/// `def name(params) = body`
#[derive(Debug)]
pub(crate) struct Def<'a> {
    pub(crate) params: &'a [Param],
    /// The names of the parameters, which all calls share.
    pub(crate) names: Rc<[Rc<str>]>,
    pub(crate) body: &'a Expr,
}

impl Def<'_> {
    /// Whether it is reported where it is defined, for its many parameters: nothing more is said of its calls.
    pub(crate) fn has_too_many_parameters(&self) -> bool {
        self.params.len() > PARAMETER_LIMIT
    }
}

/// `name = value`, for a track.
#[derive(Debug)]
pub(crate) struct TrackStatement<'a> {
    pub(crate) name: &'a str,
    pub(crate) name_span: Span,
    pub(crate) value: &'a Expr,
    /// The family that it is a member of: `lr.block.{0..11}`.
    pub(crate) family: Option<Arc<str>>,
    /// What the numbers of the member of a family are called; empty for any other track.
    pub(crate) locals: Locals,
}

/// A family of tracks or bases.
#[derive(Debug)]
pub(crate) struct Family<'a> {
    /// What stands before its first braces.
    pub(crate) head: &'a str,
    pub(crate) members: &'a [Member],
}

/// An `expect` statement.
#[derive(Debug)]
pub(crate) struct ExpectStatement<'a> {
    pub(crate) left: &'a Expr,
    pub(crate) comparison: Option<(ast::Comparison, &'a Expr)>,
    pub(crate) span: Span,
}

/// What a file defines.
#[derive(Debug, Default)]
pub(crate) struct Scope<'a> {
    pub(crate) definitions: HashMap<&'a str, Definition<'a>>,
    pub(crate) tracks: Vec<TrackStatement<'a>>,
    /// `unit = value`, in order.
    pub(crate) equations: Vec<(Unit, &'a Expr, Span)>,
    pub(crate) tick: Option<&'a Expr>,
    pub(crate) expectations: Vec<ExpectStatement<'a>>,
    /// The units of the file's own, with their declarations.
    pub(super) units: Vec<(Unit, Option<DefinitionId>)>,
    /// What is declared as a unit and cannot be one.
    pub(super) refused_units: HashSet<&'a str>,
    /// The events, with when they fire.
    pub(crate) events: Vec<(&'a Ident, &'a EventTimes)>,
    pub(crate) families: Vec<Family<'a>>,
    /// What is defined, by the id of each definition.
    pub(crate) declared: Vec<names::Definition>,
    /// Under which name each is found: that of its first member, for a family.
    found_as: Vec<&'a str>,
    ids: HashMap<&'a str, DefinitionId>,
    text: &'a str,
    /// How long the names are of what has a base.
    pub(super) base_owners: HashSet<usize>,
}

/// What a name stands for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Entity<'s, 'a> {
    Definition(&'a str, &'s Definition<'a>),
    Shape(ShapeName),
    Preset(&'static Preset),
    Unit(Unit),
    /// A function of arithmetic.
    Function(Function),
    /// `run` and `base` where the file does not define them, `tick`, `end`, `pi`.
    Word(&'static str),
}

/// What a base is declared for.
fn owner_of(base: &str) -> &str {
    base.strip_suffix(".base").unwrap_or("lr")
}

/// How many parameters a `def` may have.
const PARAMETER_LIMIT: usize = 128;

impl<'a> Scope<'a> {
    /// That of a text of its own, in which the units of a file are known.
    pub(super) fn with_units(units: impl Iterator<Item = Unit>) -> Self {
        // They are declared elsewhere.
        let units = units.filter(|unit| unit.is_own()).map(|unit| (unit, None)).collect();
        Self { units, ..Self::default() }
    }

    /// Collects what a file defines, and reports names that are taken. `members` are those of its families, in order.
    pub(crate) fn new(
        file: &'a File,
        text: &'a str,
        members: &'a [Vec<Member>],
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Self {
        let count = file.statements.len();
        let (definitions, ids) = (HashMap::with_capacity(count), HashMap::with_capacity(count));
        let mut scope = Self { definitions, ids, text, ..Self::default() };
        // What an assignment defines depends on them, wherever they stand.
        scope.declare_units(file, diagnostics);
        let mut members = members.iter();
        let mut bare = Vec::new();
        for statement in &file.statements {
            let span = statement.span;
            match &statement.kind {
                StatementKind::Assign { name, value } => scope.assign(name, value, span, diagnostics),
                StatementKind::Family { name, value } => {
                    let members = members.next().map_or(&[][..], Vec::as_slice);
                    scope.family(name, members, value, span, diagnostics);
                }
                StatementKind::Let { name, value } => {
                    scope.define(name, span, Definition::Let(value), diagnostics);
                }
                StatementKind::Param { name, value } => {
                    if value.is_none() {
                        diagnostics.push(open(name));
                    }
                    scope.define(name, span, Definition::Param(value.as_ref()), diagnostics);
                }
                StatementKind::Def { name, params, body } => {
                    check_params(params, diagnostics);
                    let names = params.iter().map(|param| param.name.text.as_str().into()).collect();
                    scope.define(name, span, Definition::Def(Def { params, names, body }), diagnostics);
                }
                StatementKind::Event { name, times } => {
                    if scope.define(name, span, Definition::Event, diagnostics) {
                        scope.events.push((name, times));
                    }
                }
                StatementKind::Unit(_) => {}
                StatementKind::Expect { left, comparison } => scope.expectations.push(ExpectStatement {
                    left,
                    comparison: comparison.as_ref().map(|(op, right)| (*op, right)),
                    span,
                }),
                StatementKind::Bare(value) => bare.push((value, span)),
            }
        }
        match bare[..] {
            [(value, span)] if scope.tracks.is_empty() => {
                scope.track("lr", Span::new(span.start, span.start), span, value, diagnostics);
            }
            _ => diagnostics.extend(bare.into_iter().map(|(value, span)| nameless(value, span))),
        }
        if scope.tracks.is_empty() && diagnostics.is_empty() {
            diagnostics.push(
                Diagnostic::new(Code::NoTrack, "the file defines no track", Span::default())
                    .help("write at least one: `lr = …`"),
            );
        }
        scope
    }

    /// `name = value`, whatever it defines.
    fn assign(&mut self, name: &'a Path, value: &'a Expr, span: Span, diagnostics: &mut Vec<Diagnostic>) {
        let text = name.text.as_str();
        if let Some(unit) = self.unit(text) {
            self.declare(text, DefinitionKind::Equation(unit), name.span, span);
            self.equations.push((unit, value, span));
            return;
        }
        if text == "tick" {
            match self.tick {
                Some(_) => diagnostics.push(taken(text, name.span, None)),
                None => {
                    self.declare(text, DefinitionKind::Tick, name.span, span);
                }
            }
            self.tick = Some(value);
            return;
        }
        if text == "run" {
            self.insert(text, name.span, span, Definition::Run(value), diagnostics);
        } else if text == "lr.base" {
            diagnostics.push(
                Diagnostic::new(Code::ReservedName, "the base of `lr` is `base`", name.span).help("write `base = …`"),
            );
        } else if text.rsplit('.').next() == Some("base") {
            self.base_owners.insert(owner_of(text).len());
            self.insert(text, name.span, span, Definition::Base(value, Locals::default()), diagnostics);
        } else if let Some(message) = reserved(text) {
            diagnostics.push(
                Diagnostic::new(Code::ReservedName, message, name.span)
                    .help("call the track something else, such as `lr`"),
            );
        } else {
            self.track(text, name.span, span, value, diagnostics);
        }
    }

    fn track(
        &mut self,
        name: &'a str,
        name_span: Span,
        span: Span,
        value: &'a Expr,
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        if self.insert(name, name_span, span, Definition::Track(self.tracks.len()), diagnostics) {
            let name_span = if name_span.start < name_span.end { name_span } else { span };
            self.tracks.push(TrackStatement { name, name_span, value, family: None, locals: Locals::default() });
        }
    }

    /// All members of a family, under one definition. A member that is defined already is reported once.
    fn family(
        &mut self,
        name: &'a FamilyName,
        members: &'a [Member],
        value: &'a Expr,
        span: Span,
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        let head = name.head.text.as_str();
        let is_base = matches!(name.parts.last(), Some(FamilyPart::Name(part)) if part.text == "base");
        let id = self.declare(head, DefinitionKind::Family, name.head.span, span);
        self.found_as[id.0] = members.first().map_or(head, |member| &member.name);
        let mut is_reported = false;
        for member in members {
            let text = member.name.as_str();
            if let Some(earlier) = self.ids.get(text) {
                if !std::mem::replace(&mut is_reported, true) {
                    diagnostics.push(taken(text, name.span, Some(self.declared[earlier.0].name_span)));
                }
                continue;
            }
            let locals = Locals::clone(&member.locals);
            self.ids.insert(text, id);
            if is_base {
                self.base_owners.insert(owner_of(text).len());
                self.definitions.insert(text, Definition::Base(value, locals));
            } else {
                self.definitions.insert(text, Definition::Track(self.tracks.len()));
                let family = Some(Arc::clone(&member.family));
                self.tracks.push(TrackStatement { name: text, name_span: name.span, value, family, locals });
            }
        }
        self.families.push(Family { head, members });
    }

    fn define(
        &mut self,
        name: &'a Ident,
        span: Span,
        definition: Definition<'a>,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> bool {
        if let Some(diagnostic) = self.not_free(name) {
            diagnostics.push(diagnostic);
            return false;
        }
        self.insert(&name.text, name.span, span, definition, diagnostics)
    }

    /// Takes a definition in, if its name is free.
    fn insert(
        &mut self,
        name: &'a str,
        name_span: Span,
        span: Span,
        definition: Definition<'a>,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> bool {
        if let Some(earlier) = self.ids.get(name) {
            let earlier = &self.declared[earlier.0];
            let removed = [span, earlier.span].map(|span| Edit::remove_statement(span, self.text));
            let [this, first] = removed.map(|edit| vec![edit]);
            let twice = taken(name, name_span, Some(earlier.name_span));
            let twice = twice.fix(Fix::unsafely("take this one out", this));
            diagnostics.push(twice.fix(Fix::unsafely("take the first one out", first)));
            return false;
        }
        self.declare_as(name, definition.kind(), name_span, span);
        self.definitions.insert(name, definition);
        true
    }

    fn declare(&mut self, name: &'a str, kind: DefinitionKind, name_span: Span, span: Span) -> DefinitionId {
        let id = DefinitionId(self.declared.len());
        self.found_as.push(name);
        let name = name.to_string();
        self.declared.push(names::Definition { id, name, kind, name_span, span, scope: None });
        id
    }

    /// The same for what is found under its name.
    pub(super) fn declare_as(
        &mut self,
        name: &'a str,
        kind: DefinitionKind,
        name_span: Span,
        span: Span,
    ) -> DefinitionId {
        let id = self.declare(name, kind, name_span, span);
        self.ids.insert(name, id);
        id
    }

    /// What a name stands for where no parameter hides it.
    pub(crate) fn lookup<'s>(&'s self, name: &str) -> Option<Entity<'s, 'a>> {
        if let Some((name, definition)) = self.definitions.get_key_value(name) {
            return Some(Entity::Definition(name, definition));
        }
        let word = words::NAMED.iter().copied().find(|word| *word == name);
        word.map(Entity::Word)
            .or_else(|| catalogue::shape(name).map(Entity::Shape))
            .or_else(|| preset(name).map(Entity::Preset))
            .or_else(|| self.unit(name).map(Entity::Unit))
            .or_else(|| Function::named(name).map(Entity::Function))
    }

    /// Every name that `lookup` finds, for the one that was probably meant.
    pub(crate) fn known(&self) -> impl Iterator<Item = &str> {
        let shapes = ShapeName::ALL.iter().flat_map(|shape| [Some(shape.name()), shape.entry().alias]).flatten();
        let values = ["run", "base", "pi"];
        self.definitions
            .keys()
            .copied()
            .chain(shapes)
            .chain(presets().iter().map(|preset| preset.name.as_str()))
            .chain(Function::ALL.iter().map(|function| function.name()))
            .chain(values)
    }

    /// The members of families, by the ids of these.
    pub(crate) fn members(&self) -> impl Iterator<Item = (String, DefinitionId)> {
        let members = self.families.iter().flat_map(|family| family.members);
        members.filter_map(|member| Some((member.name.clone(), self.id(&member.name)?)))
    }

    /// The family that a name stands for, or in which a member of that name is missing.
    pub(crate) fn family_of(&self, name: &str) -> Option<&Family<'a>> {
        let is_member = |family: &&Family<'_>| {
            name.strip_prefix(family.head).is_some_and(|rest| {
                let number = rest.strip_prefix('.').and_then(|rest| rest.chars().next());
                rest.is_empty() || number.is_some_and(|digit| digit.is_ascii_digit())
            })
        };
        self.families.iter().find(is_member)
    }

    /// What a definition of the file is; for a family, what its first member is.
    pub(crate) fn definition(&self, id: DefinitionId) -> Option<&Definition<'a>> {
        self.definitions.get(self.found_as.get(id.0)?)
    }

    /// The id of a definition of the file.
    pub(crate) fn id(&self, name: &str) -> Option<DefinitionId> {
        self.ids.get(name).copied()
    }
}

/// A parameter that has to be set, and is not.
fn open(name: &Ident) -> Diagnostic {
    let Ident { text, span } = name;
    Diagnostic::new(Code::OpenParameter, format!("`{text}` has no value"), *span)
        .help(format!("set it, `--set {text}=…`, or give it one here: `param {text} = …`"))
}

/// Reports what is wrong with the parameters of a `def` beside their names.
fn check_params(params: &[Param], diagnostics: &mut Vec<Diagnostic>) {
    if let Some(param) = params.get(PARAMETER_LIMIT) {
        diagnostics.push(
            Diagnostic::new(
                Code::Arguments,
                format!("a `def` has up to {PARAMETER_LIMIT} parameters, and this one has {}", params.len()),
                param.name.span,
            )
            .saying("one too many")
            .help("take it apart, or pass a list"),
        );
        return;
    }
    for (index, param) in params.iter().enumerate() {
        let name = &param.name;
        if let Some(earlier) = params[..index].iter().find(|other| other.name.text == name.text) {
            diagnostics.push(taken(&name.text, name.span, Some(earlier.name.span)));
        }
    }
}

/// What is wrong with an expression that stands where a statement should.
fn nameless(value: &Expr, span: Span) -> Diagnostic {
    let message = match &value.kind {
        ExprKind::Name(name) => format!("`{}` by itself has no meaning", name.text),
        _ => "an expression needs a name here".to_string(),
    };
    Diagnostic::new(Code::BareExpression, message, span)
        .help("give it a name, `lr = …`; only a file whose one track has no name is the track `lr`")
}

/// Whether a text can give a track this name.
pub(crate) fn is_track_name(name: &str) -> bool {
    syntax::is_name(name) && reserved(name).is_none()
}

/// Why a name cannot be given, if it cannot.
pub(crate) fn reserved(name: &str) -> Option<String> {
    let kind = if let Some((_, last)) = name.rsplit_once('.') {
        // No other word of the language has a dot.
        (last == "base").then_some("a word of the language")?
    } else if Unit::parse(name).is_some() {
        "a unit"
    } else if catalogue::shape(name).is_some() {
        "a shape"
    } else if Function::named(name).is_some() || words::Property::named(name).is_some() {
        "a function"
    } else if words::KEYWORDS.contains(&name) || words::NAMED.contains(&name) {
        "a word of the language"
    } else {
        return None;
    };
    Some(format!("`{name}` is {kind}, and cannot be the name of anything else"))
}

pub(super) fn taken(name: &str, span: Span, earlier: Option<Span>) -> Diagnostic {
    let diagnostic =
        Diagnostic::new(Code::Redefinition, format!("`{name}` is defined twice"), span).saying("here again");
    match earlier {
        Some(earlier) => diagnostic.and(earlier, "here first").help("rename one of them, or take it out"),
        None => diagnostic.help("take one of them out"),
    }
}
