//! The compiled file as versioned JSON.

use std::sync::Arc;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Program, Track};
use crate::error::Error;
use crate::schedule::{Schedule, Sizes, Trigger};
use crate::stack::with_stack;
use crate::units::{Ratio, Time, Unit};

/// The version that is written, and the only one that is read.
const FORMAT: &str = "lehr/1";

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ProgramFile {
    format: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    tick: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    units: Vec<UnitSize>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    changing: Option<ChangingUnit>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    run: Option<String>,
    tracks: Vec<TrackFile>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    events: Vec<EventFile>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct EventFile {
    name: String,
    trigger: Trigger,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct UnitSize {
    unit: String,
    count: String,
    of: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ChangingUnit {
    unit: String,
    of: String,
    sizes: Sizes,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct TrackFile {
    name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    family: Option<String>,
    schedule: Schedule,
}

/// How deep brackets may nest: several for each of the 512 nodes that may.
const DEPTH_LIMIT: usize = 4096;

impl Program {
    /// Reads the JSON of a compiled program, however deep it nests. `serde_json::from_slice` reads
    /// the same, as long as brackets nest no more than 128 deep.
    ///
    /// # Errors
    ///
    /// Bytes that are no program.
    pub fn from_json(bytes: &[u8]) -> Result<Self, Error> {
        if depth(bytes) > DEPTH_LIMIT {
            return Err(Error::message(format!("brackets nest more than {DEPTH_LIMIT} deep")));
        }
        with_stack(|| {
            let mut reader = serde_json::Deserializer::from_slice(bytes);
            reader.disable_recursion_limit();
            let program = Self::deserialize(&mut reader).map_err(Error::new)?;
            reader.end().map_err(Error::new)?;
            Ok(program)
        })
    }
}

impl Program {
    /// The program as JSON, on one line; `docs/compiled.md` describes it. The same as serializing it by
    /// `serde_json`.
    ///
    /// # Errors
    ///
    /// Numbers that JSON has no words for. A program of finite schedules has none.
    pub fn to_json(&self) -> Result<String, Error> {
        serde_json::to_string(self).map_err(Error::new)
    }
}

/// How deep brackets nest at most; those in texts count too.
fn depth(bytes: &[u8]) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    for byte in bytes {
        match byte {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}

impl Serialize for Program {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let units = self.units.equations().iter().map(|equation| UnitSize {
            unit: equation.unit.singular().to_string(),
            count: equation.count.to_string(),
            of: equation.of.singular().to_string(),
        });
        let changing = self.units.clocks().map(|clocks| {
            Some(ChangingUnit {
                unit: clocks.unit.singular().to_string(),
                of: clocks.of.singular().to_string(),
                sizes: clocks.sizes.clone()?,
            })
        });
        let tracks = self.tracks.iter().map(|track| TrackFile {
            name: track.name.clone(),
            family: track.family.as_deref().map(str::to_string),
            schedule: track.schedule.clone(),
        });
        let events =
            self.events.iter().map(|event| EventFile { name: event.name.clone(), trigger: event.trigger.clone() });
        ProgramFile {
            format: FORMAT.to_string(),
            tick: self.tick.map(|unit| unit.singular().to_string()),
            units: units.collect(),
            changing: changing.flatten(),
            run: self.run.map(|run| run.ratio().to_string()),
            tracks: tracks.collect(),
            events: events.collect(),
        }
        .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Program {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let file = ProgramFile::deserialize(deserializer)?;
        if file.format != FORMAT {
            return Err(D::Error::custom(format!("the format is `{}`, and this reads `{FORMAT}`", file.format)));
        }
        let unit = |name: &str| {
            Unit::parse(name)
                .or_else(|| Unit::new(name))
                .ok_or_else(|| D::Error::custom(format!("`{name}` is not a unit")))
        };
        let ratio = |text: &str| {
            let ratio: Option<Ratio> = parse_ratio(text).filter(|ratio| *ratio > Ratio::from_integer(0));
            ratio.ok_or_else(|| D::Error::custom(format!("`{text}` is not a number above 0, such as `12` or `25/2`")))
        };
        let mut program = Self::builder();
        for size in &file.units {
            let (of, count) = (unit(&size.of)?, ratio(&size.count)?);
            program = program.equation(unit(&size.unit)?, count, of);
        }
        if let Some(run) = &file.run {
            program = program.run(Time::new(ratio(run)?));
        }
        if let Some(tick) = &file.tick {
            program = program.tick(unit(tick)?);
        }
        if let Some(ChangingUnit { unit: changing, of, sizes }) = file.changing {
            program = program.unit_of_sizes(unit(&changing)?, sizes, unit(&of)?);
        }
        for EventFile { name, trigger } in file.events {
            program = program.event(name, trigger);
        }
        let tracks = file.tracks.into_iter().map(|TrackFile { name, family, schedule }| Track {
            name,
            family: family.map(Arc::from),
            schedule,
        });
        program.tracks(tracks).build().map_err(D::Error::custom)
    }
}

fn parse_ratio(text: &str) -> Option<Ratio> {
    let (numerator, denominator) = text.split_once('/').unwrap_or((text, "1"));
    let denominator: i128 = denominator.parse().ok().filter(|&denominator| denominator > 0)?;
    Some(Ratio::new(numerator.parse().ok()?, denominator))
}
