//! Families: the members that each comes to, before anything else is looked at.

use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use super::evaluate::{Evaluator, Locals};
use super::member::Member;
use super::scope::{Scope, TrackStatement, taken};
use super::track::CheckedTrack;
use super::value::Value;
use crate::diagnostic::{Code, Diagnostic};
use crate::syntax::ast::{Braces, Expr, FamilyName, FamilyPart, File, StatementKind};
use crate::text::Span;
use crate::units::{Number, Ratio};

/// How many members all families of a file may have together.
const MEMBER_LIMIT: i128 = 4096;
/// How long the names of all of them may be together, where the text itself is not longer. Each holds what all members of
/// its family are called.
const NAMES_LIMIT: usize = 1 << 20;
/// How many ranges the name of a family may have.
const RANGE_LIMIT: usize = 16;

/// What the families of a file may still come to.
struct Left {
    members: i128,
    /// The bytes of the names of members.
    names: usize,
}

/// The families of a file.
#[derive(Debug, Default)]
pub(super) struct Families {
    /// The members of each, in order; none where there is an error.
    pub(super) members: Vec<Vec<Member>>,
    /// The ends of ranges that are no numbers, where nothing says why.
    unexplained: Vec<Span>,
}

impl Families {
    /// Reports what nothing else explains.
    pub(super) fn explain(&self, diagnostics: &mut Vec<Diagnostic>) {
        for end in &self.unexplained {
            let is_inside = |found: &Diagnostic| end.start <= found.span().start && found.span().end <= end.end;
            if !diagnostics.iter().any(is_inside) {
                let message = "the ends of a range are whole numbers, without units and without tracks";
                let error = Diagnostic::new(Code::KindMismatch, message, *end);
                diagnostics.push(error.help("write numbers, such as `0..11`, or a `param` for one: `0..layers - 1`"));
            }
        }
    }
}

/// The families of a file, of which each error is reported that can be told before names are resolved.
pub(super) fn families(file: &File, text: &str, diagnostics: &mut Vec<Diagnostic>) -> Families {
    let names = file.statements.iter().filter_map(|statement| match &statement.kind {
        StatementKind::Family { name, .. } => Some(name),
        _ => None,
    });
    let mut names = names.peekable();
    if names.peek().is_none() {
        return Families::default();
    }
    // What the ends of ranges may refer to: they are numbers, which need no track and no unit.
    let scope = Scope::new(file, text, &[], &mut Vec::new());
    let mut evaluator = Evaluator::new(&scope, text);
    let mut left = Left { members: MEMBER_LIMIT, names: NAMES_LIMIT.max(text.len()) };
    let mut families = Families::default();
    for name in names {
        let members = evaluator.members(name, &mut left, &mut families.unexplained);
        families.members.push(members.unwrap_or_default());
    }
    diagnostics.append(&mut evaluator.diagnostics);
    families
}

/// Names the member that each finding about a family is about, where it is not about all of them alike. `track` is
/// set in those that speak of a member.
pub(crate) fn name_members(diagnostics: &mut Vec<Diagnostic>, tracks: &[CheckedTrack]) {
    if diagnostics.iter().all(|diagnostic| diagnostic.track.is_none()) {
        return;
    }
    let mut kept: Vec<(Diagnostic, usize)> = Vec::with_capacity(diagnostics.len());
    let mut places = HashMap::new();
    let mut counts: HashMap<Span, usize> = HashMap::new();
    tracks.iter().for_each(|track| *counts.entry(track.value).or_default() += 1);
    let values: HashMap<&str, Span> = tracks.iter().map(|track| (track.name.as_str(), track.value)).collect();
    let count = |track: &str| values.get(track).and_then(|value| counts.get(value)).copied().unwrap_or_default();
    for diagnostic in diagnostics.drain(..) {
        if diagnostic.track.is_none() {
            kept.push((diagnostic, 0));
            continue;
        }
        let first = *places.entry((diagnostic.code, diagnostic.span())).or_insert(kept.len());
        match kept.get_mut(first) {
            Some((first, alike)) => *alike += usize::from(first.message == diagnostic.message),
            None => kept.push((diagnostic, 1)),
        }
    }
    diagnostics.extend(kept.into_iter().map(|(mut diagnostic, alike)| {
        if let Some(track) = diagnostic.track.take_if(|track| alike < count(track)) {
            diagnostic = diagnostic.naming(&track);
            // What would put this member right does not fit the others.
            diagnostic.fixes.clear();
            diagnostic.track = Some(track);
        } else {
            diagnostic.track = None;
        }
        diagnostic
    }));
}

/// Says of some findings which track they speak of.
pub(crate) fn tell_track<'d>(findings: impl Iterator<Item = &'d mut Diagnostic>, name: &str) {
    let name: Arc<str> = name.into();
    findings.for_each(|found| found.track = Some(Arc::clone(&name)));
}

impl Evaluator<'_> {
    /// What is found in the value of a track, where it is a member of a family, speaks of that member.
    pub(super) fn about_member<T>(
        &mut self,
        member: Option<&TrackStatement<'_>>,
        look: impl FnOnce(&mut Self) -> T,
    ) -> T {
        let before = self.diagnostics.len();
        let value = look(self);
        if let Some(member) = member {
            let place = member.value.span;
            let inside = |found: &&mut Diagnostic| found.span().start >= place.start && found.span().end <= place.end;
            let found = self.diagnostics[before..].iter_mut().filter(inside);
            tell_track(found, member.name);
        }
        value
    }

    fn members(&mut self, family: &FamilyName, left: &mut Left, unexplained: &mut Vec<Span>) -> Option<Vec<Member>> {
        let names: Vec<_> = family.braces().map(|braces| &braces.name).collect();
        if let Some(range) = names.get(RANGE_LIMIT) {
            let message =
                format!("the name of a family has up to {RANGE_LIMIT} ranges, and this one has {}", names.len());
            let error = Diagnostic::new(Code::Expansion, message, range.span).saying("one too many");
            return self
                .report(error.help("each number of a member is one in its name: leave those out that are all alike"));
        }
        for (index, name) in names.iter().enumerate() {
            if let Some(earlier) = names[..index].iter().find(|earlier| earlier.text == name.text) {
                return self.report(taken(&name.text, name.span, Some(earlier.span)));
            }
        }
        let locals = Locals::default();
        let range = |braces: &Braces| self.range([&braces.first, &braces.last], &locals, unexplained);
        let ranges: Vec<_> = family.braces().map(range).collect();
        let mut members = vec![(family.head.text.clone(), Vec::new())];
        let mut whole = family.head.text.clone();
        // How long the names are together.
        let mut length = whole.len();
        let mut ranges = ranges.into_iter();
        for part in &family.parts {
            match part {
                FamilyPart::Name(name) => {
                    length = length.saturating_add((1 + name.text.len()).saturating_mul(members.len()));
                    if length > left.names {
                        return self.report(too_long(family));
                    }
                    let name = format!(".{}", name.text);
                    whole.push_str(&name);
                    members.iter_mut().for_each(|(member, _)| member.push_str(&name));
                }
                FamilyPart::Braces(braces) => {
                    let (first, last) = ranges.next()??;
                    whole.push_str(&format!(".{{{first}..{last}}}"));
                    let each = last.checked_sub(first)?.saturating_add(1);
                    let count = each.saturating_mul(members.len() as i128);
                    if count > left.members {
                        return self.report(too_many(family));
                    }
                    let digits = 1 + last.to_string().len();
                    let (each, count) = (usize::try_from(each).ok()?, usize::try_from(count).ok()?);
                    length = length.saturating_mul(each).saturating_add(digits.saturating_mul(count));
                    if length > left.names {
                        return self.report(too_long(family));
                    }
                    let local: Rc<str> = braces.name.text.as_str().into();
                    let with = |(member, locals): &(String, Vec<(Rc<str>, Value)>), number: i128| {
                        let value = Value::Number(Number::exactly(Ratio::from_integer(number)));
                        let local = (Rc::clone(&local), value);
                        (format!("{member}.{number}"), locals.iter().cloned().chain([local]).collect())
                    };
                    let all = members.iter().flat_map(|member| (first..=last).map(|number| with(member, number)));
                    members = all.collect();
                }
            }
        }
        left.members -= members.len() as i128;
        left.names -= length;
        let family: Arc<str> = whole.into();
        let member = |(name, locals)| Member { name, family: Arc::clone(&family), locals: Rc::new(locals) };
        Some(members.into_iter().map(member).collect())
    }

    /// The first and the last number of a range.
    pub(super) fn range(
        &mut self,
        ends: [&Expr; 2],
        locals: &Locals,
        unexplained: &mut Vec<Span>,
    ) -> Option<(i128, i128)> {
        let span = ends[0].span.to(ends[1].span);
        let [first, last] = ends.map(|end| self.end_of_range(end, locals, unexplained));
        let (first, last) = (first?, last?);
        if last >= first {
            return Some((first, last));
        }
        let message = format!("the range {first}..{last} has no numbers: both ends belong to it");
        let error = Diagnostic::new(Code::ArgumentRange, message, span);
        let turned = format!("write the smaller end first: `{last}..{first}`");
        self.report(error.help(turned))
    }

    fn end_of_range(&mut self, end: &Expr, locals: &Locals, unexplained: &mut Vec<Span>) -> Option<i128> {
        let reported = self.diagnostics.len();
        let number = self.number_of(end, locals, "the end of a range");
        let Some(number) = number else {
            unexplained.extend((self.diagnostics.len() == reported).then_some(end.span));
            return None;
        };
        let whole = number.ratio().filter(|ratio| ratio.is_integer() && *ratio >= Ratio::from_integer(0));
        if whole.is_none() {
            let message = format!("the ends of a range are whole numbers from 0 on, and this is {number}");
            self.diagnostics.push(
                Diagnostic::new(Code::ArgumentRange, message, end.span).help("write whole numbers, such as `0..11`"),
            );
        }
        whole.map(|ratio| ratio.to_integer())
    }
}

fn too_long(family: &FamilyName) -> Diagnostic {
    let message = "the names of the members of all families are more than a megabyte, and longer than the text";
    Diagnostic::new(Code::Expansion, message, family.span).help("each member has the whole name: make it shorter")
}

fn too_many(family: &FamilyName) -> Diagnostic {
    let message = format!("the families of a file may have up to {MEMBER_LIMIT} members, and this makes more");
    Diagnostic::new(Code::Expansion, message, family.span).help("each member is a separate track: define fewer of them")
}
