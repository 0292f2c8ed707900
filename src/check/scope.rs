//! What a file defines: every name, the equations, and what belongs to the run.

use std::collections::{HashMap, HashSet};

use super::prelude::{preset, presets};
use super::suggest::did_you_mean;
use crate::catalogue::{self, Function, ShapeName, Takes, words};
use crate::diagnostic::{Code, Diagnostic, Edit, Fix};
use crate::syntax::ast::{self, Expr, ExprKind, File, Ident, Param, Path, StatementKind};
use crate::text::Span;
use crate::units::Unit;

/// What a name stands for.
#[derive(Debug)]
pub(crate) enum Definition<'a> {
    Let(&'a Expr),
    Param(&'a Expr),
    Run(&'a Expr),
    /// `base`, or `wd.base`.
    Base(&'a Expr),
    Def(Def<'a>),
    /// By its place in the list of tracks.
    Track(usize),
}

/// `def name(params) = body`
#[derive(Debug)]
pub(crate) struct Def<'a> {
    pub(crate) params: &'a [Param],
    pub(crate) body: &'a Expr,
}

/// `name = value`, for a track.
#[derive(Debug)]
pub(crate) struct TrackStatement<'a> {
    pub(crate) name: &'a str,
    pub(crate) name_span: Span,
    pub(crate) value: &'a Expr,
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
    spans: HashMap<&'a str, Span>,
    /// Every name that some expression mentions.
    mentioned: HashSet<&'a str>,
}

/// How many parameters a `def` may have.
const PARAMETER_LIMIT: usize = 128;

impl<'a> Scope<'a> {
    /// Collects what a file defines, and reports names that are taken.
    pub(crate) fn new(file: &'a File, diagnostics: &mut Vec<Diagnostic>) -> Self {
        let mut scope = Self::default();
        let mut bare = Vec::new();
        for statement in &file.statements {
            statement.for_each_expr(&mut |expr| collect_names(expr, &mut scope.mentioned));
            match &statement.kind {
                StatementKind::Assign { name, value } => scope.assign(name, value, statement.span, diagnostics),
                StatementKind::Let { name, value } => scope.define(name, Definition::Let(value), diagnostics),
                StatementKind::Param { name, value } => scope.define(name, Definition::Param(value), diagnostics),
                StatementKind::Def { name, params, body } => {
                    check_params(params, diagnostics);
                    scope.define(name, Definition::Def(Def { params, body }), diagnostics);
                }
                StatementKind::Expect { left, comparison } => scope.expectations.push(ExpectStatement {
                    left,
                    comparison: comparison.as_ref().map(|(op, right)| (*op, right)),
                    span: statement.span,
                }),
                StatementKind::Bare(value) => bare.push((value, statement.span)),
            }
        }
        match bare[..] {
            [(value, span)] if scope.tracks.is_empty() => scope.track("lr", span, value),
            _ => {
                for (value, span) in bare {
                    let text = match &value.kind {
                        ExprKind::Name(name) => format!("`{}` by itself says nothing", name.text),
                        _ => "an expression without a name says nothing here".to_string(),
                    };
                    diagnostics.push(
                        Diagnostic::new(Code::BareExpression, text, span).help(
                            "give it a name, `lr = …`; only a file whose one track has no name is the track `lr`",
                        ),
                    );
                }
            }
        }
        if scope.tracks.is_empty() && diagnostics.is_empty() {
            diagnostics.push(
                Diagnostic::new(Code::NoTrack, "the file defines no track", Span::default())
                    .help("write at least one, such as `lr = 0.1 * cosine(T=10)`"),
            );
        }
        scope
    }

    fn assign(&mut self, name: &'a Path, value: &'a Expr, span: Span, diagnostics: &mut Vec<Diagnostic>) {
        let text = name.text.as_str();
        if let Some(unit) = Unit::parse(text) {
            self.equations.push((unit, value, span));
            return;
        }
        if text == "tick" {
            if self.tick.is_some() {
                diagnostics.push(taken(text, name.span, None));
            }
            self.tick = Some(value);
            return;
        }
        if text == "run" {
            return self.insert(text, name.span, Definition::Run(value), diagnostics);
        }
        if text == "lr.base" {
            diagnostics.push(
                Diagnostic::new(Code::ReservedName, "the base of `lr` is `base`", name.span).help("write `base = …`"),
            );
            return;
        }
        if text.rsplit('.').next() == Some("base") {
            return self.insert(text, name.span, Definition::Base(value), diagnostics);
        }
        if let Some(message) = reserved(text) {
            diagnostics.push(
                Diagnostic::new(Code::ReservedName, message, name.span)
                    .help("call the track something else, such as `lr`"),
            );
            return;
        }
        if self.insertable(text, name.span, diagnostics) {
            self.track(text, name.span, value);
        }
    }

    fn track(&mut self, name: &'a str, name_span: Span, value: &'a Expr) {
        self.definitions.insert(name, Definition::Track(self.tracks.len()));
        self.spans.insert(name, name_span);
        self.tracks.push(TrackStatement { name, name_span, value });
    }

    fn define(&mut self, name: &'a Ident, definition: Definition<'a>, diagnostics: &mut Vec<Diagnostic>) {
        if let Some(message) = reserved(&name.text) {
            diagnostics.push(Diagnostic::new(Code::ReservedName, message, name.span).help("choose another name"));
            return;
        }
        self.insert(&name.text, name.span, definition, diagnostics);
    }

    fn insert(&mut self, name: &'a str, span: Span, definition: Definition<'a>, diagnostics: &mut Vec<Diagnostic>) {
        if self.insertable(name, span, diagnostics) {
            self.definitions.insert(name, definition);
            self.spans.insert(name, span);
        }
    }

    fn insertable(&self, name: &str, span: Span, diagnostics: &mut Vec<Diagnostic>) -> bool {
        let earlier = self.spans.get(name);
        if let Some(&earlier) = earlier {
            diagnostics.push(taken(name, span, Some(earlier)));
        }
        earlier.is_none()
    }

    /// Whether some expression mentions a name.
    pub(crate) fn mentions(&self, name: &str) -> bool {
        self.mentioned.contains(name)
    }

    /// Reports what is defined and never mentioned.
    pub(crate) fn check_mentions(&self, file: &File, text: &str, diagnostics: &mut Vec<Diagnostic>) {
        for statement in &file.statements {
            let (word, name) = match &statement.kind {
                StatementKind::Let { name, .. } => ("let", name),
                StatementKind::Def { name, .. } => ("def", name),
                StatementKind::Param { name, .. } => ("param", name),
                _ => continue,
            };
            if !self.mentions(&name.text) {
                diagnostics.push(
                    Diagnostic::new(
                        Code::UnusedName,
                        format!("nothing mentions the {word} `{}`", name.text),
                        name.span,
                    )
                    .help("use it, or take it out")
                    .fix(Fix::safe(
                        format!("remove the {word} `{}`", name.text),
                        vec![Edit::remove_statement(statement.span, text)],
                    )),
                );
            }
        }
    }

    /// Reports the names in the bodies of `def` that nothing is called, whether they are used or not.
    pub(crate) fn check_def_names(&self, file: &File, diagnostics: &mut Vec<Diagnostic>) {
        for statement in &file.statements {
            let StatementKind::Def { params, body, .. } = &statement.kind else { continue };
            let mut locals: Vec<&str> = params.iter().map(|param| param.name.text.as_str()).collect();
            self.check_names(body, &mut locals, diagnostics);
        }
    }

    fn check_names<'e>(&self, expr: &'e Expr, locals: &mut Vec<&'e str>, diagnostics: &mut Vec<Diagnostic>) {
        if let ExprKind::Lambda { param, body } = &expr.kind {
            locals.push(&param.text);
            self.check_names(body, locals, diagnostics);
            locals.pop();
            return;
        }
        if let ExprKind::Call { name, args, .. } = &expr.kind
            && let Some(metric) = metric_argument(&name.text, args)
        {
            // The name of a metric is a name of another world.
            let others = args.iter().enumerate().filter(|(index, _)| *index != metric);
            others.for_each(|(_, arg)| self.check_names(&arg.value, locals, diagnostics));
            return;
        }
        if let ExprKind::Name(name) | ExprKind::Call { name, .. } = &expr.kind {
            let text = name.text.as_str();
            let known = locals.contains(&text)
                || self.definitions.contains_key(text)
                || catalogue::shape(text).is_some()
                || preset(text).is_some()
                || Function::named(text).is_some()
                || words::NAMED.contains(&text)
                || Unit::parse(text).is_some()
                || catalogue::is_word(text);
            if !known {
                let candidates = locals
                    .iter()
                    .copied()
                    .chain(self.definitions.keys().copied())
                    .chain(ShapeName::ALL.iter().map(|shape| shape.name()))
                    .chain(presets().iter().map(|preset| preset.name.as_str()));
                let help = did_you_mean(text, candidates, "define it, or add it to the parameters");
                let message = match expr.kind {
                    ExprKind::Call { .. } => format!("no shape or function is called `{text}`"),
                    _ => format!("nothing is called `{text}`"),
                };
                diagnostics.push(Diagnostic::new(Code::UnknownName, message, name.span).help(help));
            }
        }
        expr.for_each_child(&mut |child| self.check_names(child, locals, diagnostics));
    }
}

fn collect_names<'a>(expr: &'a Expr, names: &mut HashSet<&'a str>) {
    if let ExprKind::Name(name) | ExprKind::Call { name, .. } | ExprKind::Index { name, .. } = &expr.kind {
        names.insert(&name.text);
    }
    expr.for_each_child(&mut |child| collect_names(child, names));
}

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
        } else if let Some(message) = reserved(&name.text) {
            diagnostics.push(Diagnostic::new(Code::ReservedName, message, name.span).help("choose another name"));
        }
    }
}

/// Why a name cannot be given, if it cannot.
pub(crate) fn reserved(name: &str) -> Option<String> {
    let last = name.rsplit('.').next().unwrap_or(name);
    let kind = if Unit::parse(name).is_some() {
        "a unit"
    } else if catalogue::shape(name).is_some() {
        "a shape"
    } else if Function::named(name).is_some() || words::PREDICATES.contains(&name) {
        "a function"
    } else if words::KEYWORDS.contains(&name) || words::NAMED.contains(&name) || last == "base" {
        "a word of the language"
    } else {
        return None;
    };
    Some(format!("`{name}` is {kind}, and cannot be the name of anything else"))
}

/// Which argument of a call is the name of a metric.
fn metric_argument(callee: &str, args: &[ast::Arg]) -> Option<usize> {
    let parameters = catalogue::shape(callee)?.parameters();
    let parameter = parameters.iter().find(|parameter| parameter.takes == Takes::Metric)?;
    args.iter().position(|arg| arg.name.as_ref().is_some_and(|name| name.text == parameter.name))
}

fn taken(name: &str, span: Span, earlier: Option<Span>) -> Diagnostic {
    let diagnostic =
        Diagnostic::new(Code::Redefinition, format!("`{name}` is defined twice"), span).saying("here again");
    match earlier {
        Some(earlier) => diagnostic.and(earlier, "here first").help("rename one of them, or take it out"),
        None => diagnostic.help("take one of them out"),
    }
}
