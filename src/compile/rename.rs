//! Another name for what a text names, wherever it stands.

use super::{Compilation, compile};
use crate::check::names::{Definition, DefinitionKind, Use};
use crate::diagnostic::{Edit, Fix, Severity};
use crate::schedule::Schedule;
use crate::syntax::is_name;
use crate::text::Span;

impl Compilation {
    /// The place of the name at a byte, if it can be another: not the number of a member, nor the `base` of a track.
    pub(crate) fn name_at(&self, byte: usize) -> Option<Span> {
        let (definition, at) = self.renameable(byte)?;
        let place = self.places(definition).find(|place| place.start == at.span.start)?;
        let place = if self.is_plural(definition, at) { at.span } else { place };
        (byte <= place.end).then_some(place)
    }

    /// The edits that give what is named at a byte another name.
    ///
    /// # Errors
    ///
    /// A name that cannot be given, or that would make an error of the text, or another curve of a track.
    pub(crate) fn renamed(&self, byte: usize, name: &str) -> Result<Fix, String> {
        let named = self.renameable(byte).filter(|_| self.name_at(byte).is_some());
        let (definition, at) = named.ok_or("nothing here is a name that this file defines")?;
        let name = name.strip_suffix('s').filter(|_| self.is_plural(definition, at)).unwrap_or(name);
        let is_right = is_name(name) && (is_dotted(definition) || !name.contains('.'));
        if !is_right {
            return Err(format!("`{name}` is not a name"));
        }
        let edits = self.places(definition).map(|span| Edit::replace(span, name)).collect();
        let fix = Fix::safe("rename", edits);
        let text = fix.apply(&self.text).ok_or("two of its places overlap")?;
        let Some(program) = self.program() else { return Ok(fix) };
        let renamed = compile(&text, &self.left.overrides);
        let mut errors = renamed.diagnostics().iter().filter(|found| found.severity() == Severity::Error);
        if let Some(error) = errors.next() {
            return Err(error.message.clone());
        }
        // What a base is for follows from names.
        let mut pairs = program.tracks().iter().zip(renamed.partial().tracks());
        if let Some((track, _)) = pairs.find(|(track, renamed)| !have_same_values(&track.schedule, &renamed.schedule)) {
            return Err(format!("`{}` would be another curve, since its base follows from its name", track.name));
        }
        Ok(fix)
    }

    /// What is named at a byte and the place where it is, if the file names it itself, and it is not what means
    /// something to the language.
    fn renameable(&self, byte: usize) -> Option<(&Definition, Use)> {
        let (definition, at) = (self.names.definition_at(byte)?, self.names.at(byte)?);
        // A base is called as its track is.
        let track = definition.name().strip_suffix(".base").filter(|_| definition.kind() == DefinitionKind::Base);
        let is_track = |found: &&Definition| is_dotted(found) && track == Some(found.name());
        let definition = self.names.definitions().iter().find(is_track).unwrap_or(definition);
        let is_own = definition.kind().is_named_freely() || definition.kind() == DefinitionKind::Family;
        let span = definition.name_span();
        (is_own && span.start < span.end).then_some((definition, at))
    }

    /// Whether a use of a unit has the plural of its name, which is the name with an `s` that stays.
    fn is_plural(&self, unit: &Definition, found: Use) -> bool {
        unit.kind() == DefinitionKind::Unit && found.span.of(&self.text).strip_suffix('s') == Some(unit.name())
    }

    /// Where a name stands: as it is defined and where it is used, and before the numbers of a family and the `base` of
    /// a track, which belong to it.
    fn places<'c>(&'c self, definition: &'c Definition) -> impl Iterator<Item = Span> + 'c {
        let name = definition.name();
        let belongs = move |other: &&Definition| {
            let of_track = match other.kind() {
                DefinitionKind::Family => other.name() == name,
                DefinitionKind::Base => other.name().strip_suffix(".base") == Some(name),
                _ => false,
            };
            other.id() == definition.id() || is_dotted(definition) && of_track
        };
        let owned = self.names.definitions().iter().filter(belongs);
        let places = owned.flat_map(|other| std::iter::once(other.name_span()).chain(self.names.uses_of(other.id())));
        let starts = places.filter(|span| span.start < span.end);
        starts.map(|span| Span::new(span.start, span.start + name.len()))
    }
}

fn is_dotted(definition: &Definition) -> bool {
    matches!(definition.kind(), DefinitionKind::Track | DefinitionKind::Family)
}

/// Whether two schedules of one length have one base: their values are compared all over it.
fn have_same_values(one: &Schedule, other: &Schedule) -> bool {
    const PLACES: u64 = 64;
    let length = one.len().and_then(|length| u64::try_from(length.ceil()).ok()).unwrap_or(PLACES);
    let ticks = (0..=PLACES).map(|place| u64::try_from(u128::from(length) * u128::from(place) / u128::from(PLACES)));
    ticks.flatten().all(|tick| one.value(tick).to_bits() == other.value(tick).to_bits())
}
