//! The units of a file's own: `unit frame, second`.

use super::names::{DefinitionId, DefinitionKind};
use super::scope::{Definition, Entity, Scope, reserved, taken};
use super::suggest::closest;
use crate::catalogue::words::KEYWORDS;
use crate::diagnostic::{Code, Diagnostic, Edit, Fix};
use crate::syntax::ast::{Expr, ExprKind, File, Ident, StatementKind};
use crate::syntax::unit_in_other_words;
use crate::text::Span;
use crate::units::Unit;

impl<'a> Scope<'a> {
    /// Takes in the units that a file declares, and reports those that it cannot have.
    pub(super) fn declare_units(&mut self, file: &'a File, diagnostics: &mut Vec<Diagnostic>) {
        for statement in &file.statements {
            let StatementKind::Unit(names) = &statement.kind else { continue };
            for name in names {
                let text = singular(&name.text).unwrap_or(&name.text);
                match self.own_unit(text, name.span) {
                    Ok(unit) => {
                        diagnostics.extend((text != name.text).then(|| plural(name, text)));
                        let span = if names.len() == 1 { statement.span } else { name.span };
                        let id = self.declare_as(text, DefinitionKind::Unit, name.span, span);
                        self.units.push((unit, Some(id)));
                    }
                    Err(diagnostic) => {
                        self.refused_units.insert(&name.text);
                        diagnostics.push(*diagnostic);
                    }
                }
            }
        }
    }

    /// The unit of a name that is declared, if the file can have it.
    fn own_unit(&self, text: &str, span: Span) -> Result<Unit, Box<Diagnostic>> {
        let plural = format!("{text}s");
        if let Some(message) = unit_reserved(text) {
            let diagnostic = Diagnostic::new(Code::ReservedName, message, span).help("choose another name");
            return Err(Box::new(diagnostic));
        }
        if reserved(&plural).is_some() {
            let message = format!("the plural of `{text}` would be `{plural}`, which means something already");
            let diagnostic = Diagnostic::new(Code::ReservedName, message, span).help("choose another name");
            return Err(Box::new(diagnostic));
        }
        let earlier = [text, &plural].into_iter().find_map(|called| self.unit(called).zip(Some(called)));
        if let Some((earlier, called)) = earlier {
            let at = self.unit_id(earlier).map(|id| self.declared[id.0].name_span);
            return Err(Box::new(taken(called, span, at)));
        }
        let wrong = |message: String| Box::new(Diagnostic::new(Code::UnitDeclaration, message, span));
        if self.units.len() == Unit::LIMIT {
            let message = format!("a file has up to {} units of its own, and this is one more", Unit::LIMIT);
            return Err(Box::new(wrong(message).help("leave out those that nothing is counted in")));
        }
        let too_long = || wrong(format!("`{text}` is too long for a unit")).help("write up to 30 letters");
        Unit::new(text).ok_or_else(|| Box::new(too_long()))
    }

    /// The unit of a name, singular or plural.
    pub(crate) fn unit(&self, name: &str) -> Option<Unit> {
        let own = || self.units.iter().map(|(unit, _)| *unit).find(|unit| unit.is_called(name));
        Unit::parse(name).or_else(own)
    }

    /// All units that the file may name, those of the language first.
    pub(crate) fn units(&self) -> impl Iterator<Item = Unit> {
        Unit::BUILT_IN.into_iter().chain(self.units.iter().map(|(unit, _)| *unit))
    }

    /// Where a unit of the file's own is declared, by the id of its definition.
    pub(super) fn unit_id(&self, unit: Unit) -> Option<DefinitionId> {
        self.units.iter().find(|(own, _)| *own == unit).and_then(|(_, id)| *id)
    }

    /// Why a name cannot be given, if it is one of the language or that of a unit.
    pub(super) fn not_free(&self, name: &Ident) -> Option<Diagnostic> {
        let diagnostic = |message| Diagnostic::new(Code::ReservedName, message, name.span);
        if let Some(message) = reserved(&name.text) {
            return Some(diagnostic(message).help("choose another name"));
        }
        let unit = self.unit(&name.text)?;
        let message = format!("`{}` is a unit of the file, and cannot be the name of anything else", name.text);
        let declared = self.unit_id(unit).map(|id| self.declared[id.0].name_span);
        let diagnostic = declared.into_iter().fold(diagnostic(message), |diagnostic, at| {
            diagnostic.and(at, format!("{} are declared here", unit.plural()))
        });
        Some(diagnostic.help("choose another name"))
    }

    /// What is wrong with a unit that nothing declares; nothing where the declaration itself is wrong.
    pub(super) fn unknown_unit(&self, value: &Expr, unit: &Ident, place: &Place<'_>) -> Option<Diagnostic> {
        let name = unit.text.as_str();
        let mut names = [Some(name), name.strip_suffix('s')].into_iter().flatten();
        if names.any(|name| self.refused_units.contains(name)) {
            return None;
        }
        let declaration = self.declaration(name, place).filter(|_| !place.is_level);
        // What is set from outside stands nowhere in the text.
        let is_in_text = unit.span.of(place.text) == name;
        let elsewhere = || unit_in_other_words(place.text, place.statement, unit.span);
        // `lr = 0.1 lr`
        let is_unit_elsewhere =
            is_in_text && (place.is_own(name) || !place.is_level && !self.definitions.contains_key(name));
        if let Some(found) = Some(()).filter(|()| is_unit_elsewhere).and_then(|()| elsewhere()) {
            return Some(match (found.code, declaration) {
                (Code::UnknownName, Some(Declaration { shown, fix })) => {
                    let help = found.help.clone().unwrap_or_default();
                    found.help(format!("{help}, or declare it: `{shown}`")).fix(fix)
                }
                _ => found,
            });
        }
        let diagnostic = |message| Diagnostic::new(Code::UnknownName, message, unit.span);
        if self.lookup(name).is_some() || !is_countable(value) || place.is_level {
            let words = KEYWORDS.iter().copied().filter(|_| !is_countable(value));
            let help = "put it on a line of its own, or join it: `then`, `*`, `+`, …";
            let message = format!("`{name}` is not a unit, and follows a value that is already complete");
            let found = diagnostic(message).meaning(closest(name, words), help);
            let joined = self.joined(name, value, place).filter(|_| found.fixes.is_empty() && is_in_text);
            return Some(found.fix(joined.map(|word| {
                let edit = Edit::insert(unit.span.start, format!("{word} "));
                Fix::unsafely(format!("write `{word} {name}`"), vec![edit])
            })));
        }
        let known = self.units().flat_map(|unit| [unit.singular(), unit.plural()].map(str::to_string));
        let known: Vec<_> = known.filter(|_| place.is_looked_up).collect();
        let diagnostic = diagnostic(format!("unknown unit `{name}`: nothing declares it"));
        Some(match (closest(name, known.iter().map(String::as_str)), declaration) {
            (None, Some(Declaration { shown, fix })) => diagnostic.help(format!("declare it: `{shown}`")).fix(fix),
            (near, _) => diagnostic.meaning(near, "count in `steps`, `epochs`, `samples` or `tokens`"),
        })
    }

    /// What joins a value, and a schedule of that name after it, where it is one.
    fn joined(&self, name: &str, value: &Expr, place: &Place<'_>) -> Option<&'static str> {
        let is_schedule = match self.lookup(name)? {
            Entity::Shape(_) | Entity::Preset(_) => true,
            Entity::Definition(_, Definition::Track(_)) => !place.is_own(name),
            _ => false,
        };
        match &value.kind {
            ExprKind::Number(_) if is_schedule && place.is_level => Some("*"),
            ExprKind::Call { .. } if is_schedule => Some("then"),
            _ => None,
        }
    }

    /// How a file could declare a unit, if it can: alone where it counts in no other one.
    fn declaration(&self, name: &str, place: &Place<'_>) -> Option<Declaration> {
        let singular = singular(name)?;
        let is_free = Unit::new(singular).is_some()
            && unit_reserved(singular).is_none()
            && self.lookup(name).is_none()
            && Unit::parse(&name.to_ascii_lowercase()).is_none();
        if !is_free {
            return None;
        }
        let alone = format!("unit {singular}");
        Some(if place.counts_in_others {
            Declaration { shown: format!("{alone}; {singular} = …"), fix: None }
        } else {
            let edit = Edit::insert(place.file, format!("{alone}\n"));
            Declaration { fix: Some(Fix::unsafely(format!("declare it: `{alone}`"), vec![edit])), shown: alone }
        })
    }
}

/// How a unit is declared.
struct Declaration {
    shown: String,
    fix: Option<Fix>,
}

/// Where a unit stands.
pub(super) struct Place<'t> {
    /// Whether a value of a track stands here, which no unit follows.
    pub(super) is_level: bool,
    pub(super) text: &'t str,
    /// The statement that it stands in.
    pub(super) statement: Span,
    /// Where a statement may be put before all others.
    pub(super) file: usize,
    /// Whether the file counts in other units than this one.
    pub(super) counts_in_others: bool,
    /// Whether what was probably meant is looked for.
    pub(super) is_looked_up: bool,
}

impl Place<'_> {
    /// Whether the statement defines that name.
    fn is_own(&self, name: &str) -> bool {
        let after = self.statement.of(self.text).trim_start().strip_prefix(name);
        after.is_some_and(|after| after.trim_start().starts_with(['=', '#']))
    }
}

/// What is said of a unit that is declared by its plural.
fn plural(name: &Ident, singular: &str) -> Diagnostic {
    let message = format!("a unit is declared by its singular, and `{}` looks like a plural", name.text);
    Diagnostic::new(Code::UnitDeclaration, message, name.span)
        .help(format!("write `unit {singular}`: then `{}` means the same", name.text))
        .fix(Fix::unsafely(format!("write `{singular}`"), vec![Edit::replace(name.span, singular)]))
}

/// The name whose plural a name is, or itself; `None` where the plural is not the singular with an `s`.
fn singular(name: &str) -> Option<&str> {
    let is_irregular = ["ches", "shes", "xes", "sses", "ies"].iter().any(|ending| name.ends_with(ending));
    // `loss`, `bus` and `axis` are singular.
    let rest = name.strip_suffix('s').filter(|rest| !rest.is_empty() && !rest.ends_with(['s', 'u', 'i']));
    (!is_irregular).then_some(rest.unwrap_or(name))
}

/// Whether some statements count in another unit than that of a name, or say what a unit or a tick is.
pub(super) fn count_in_others(file: &File, name: &str) -> bool {
    fn is_other(expr: &Expr, singular: &str) -> bool {
        let is_this = |unit: &str| unit == singular || unit.strip_suffix('s') == Some(singular);
        let mut found = matches!(&expr.kind, ExprKind::Quantity { unit, .. } if !is_this(&unit.text));
        expr.for_each_child(&mut |child| found = found || is_other(child, singular));
        found
    }
    let singular = singular(name).unwrap_or(name);
    file.statements.iter().any(|statement| {
        let mut found = match &statement.kind {
            StatementKind::Unit(_) => true,
            StatementKind::Assign { name, .. } => name.text == "tick" || Unit::parse(&name.text).is_some(),
            _ => false,
        };
        statement.for_each_expr(&mut |expr| found = found || is_other(expr, singular));
        found
    })
}

/// Whether a number may be meant by a value.
fn is_countable(value: &Expr) -> bool {
    match &value.kind {
        ExprKind::Call { .. } | ExprKind::Name(_) | ExprKind::Relative { .. } | ExprKind::Index { .. } => false,
        ExprKind::Paren(inner) => is_countable(inner),
        _ => true,
    }
}

/// Whether a text can declare a unit of this name.
pub(crate) fn is_unit_name(name: &str) -> bool {
    unit_reserved(name).is_none() && reserved(&format!("{name}s")).is_none()
}

/// Why a unit cannot have a name, if it cannot.
fn unit_reserved(name: &str) -> Option<String> {
    if matches!(name, "from" | "and") {
        return Some(format!("`{name}` after a number would be read otherwise, and cannot be a unit"));
    }
    reserved(name)
}
