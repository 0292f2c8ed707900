//! A picture as a page: one file that loads nothing else, and shows what is under the pointer.
//!
//! The page holds the drawing of [`super::svg`] for readers without scripts, tables, and the
//! values at chosen ticks as data; its script draws these, and never computes a value. The script
//! is our own, so that it draws what the drawing shows: two units below one axis, and values to the
//! last digit. `askama` escapes what is put into the page.

mod colors;
mod data;
mod held;
mod rows;

use askama::Template;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest, Sha256};

use super::panel::Panel;
use super::picture::Picture;
use super::subject::Subject;
use super::svg::{self, Theme};
use crate::error::Error;
use crate::text::{LineIndex, one_line, visible_lines};
use crate::units::Time;
use held::Held;
use rows::Row;

/// Its script. Axes know nothing of the page, and what follows them may use what stands before it.
const SCRIPT: &str = concat!(
    "\"use strict\";\n",
    include_str!("axes.js"),
    include_str!("state.js"),
    include_str!("layout.js"),
    include_str!("drawing.js"),
    include_str!("readout.js"),
    include_str!("navigation.js"),
    include_str!("events.js"),
);
const STYLE: &str = include_str!("page.css");

/// What is put into `page.html`.
#[derive(Template)]
#[template(path = "page.html")]
struct Page<'p> {
    heading: String,
    /// What a browser may do: run this script, and load nothing.
    policy: String,
    style: String,
    script: &'static str,
    data: String,
    drawing: String,
    summary: String,
    notes: &'p [String],
    findings: Vec<FindingItem<'p>>,
    /// The name of a tick, and of a larger unit.
    units: [String; 2],
    tables: Vec<Table<'p>>,
    sources: Vec<SourceText>,
    held: String,
}

/// An entry of the list of findings.
struct FindingItem<'p> {
    number: usize,
    code: &'static str,
    message: &'p str,
    /// The index of its tick among the held ticks.
    held: Option<usize>,
}

/// The segments of a curve, or of a family.
struct Table<'p> {
    name: &'p str,
    subject: usize,
    rows: Vec<Row>,
}

/// A source.
struct SourceText {
    name: String,
    subject: usize,
    lines: Vec<String>,
}

/// The page of a picture, as HTML. `subjects` are those that the picture was made from. Without a theme, the
/// page is in the one that its reader prefers.
///
/// # Errors
///
/// A template or data that cannot be written.
pub fn page(picture: &Picture<'_>, subjects: &[Subject<'_>], theme: Option<Theme>) -> Result<String, Error> {
    let held = Held::new(picture);
    let all: Vec<_> = picture.panels.iter().flat_map(Panel::entries).collect();
    let texts: Vec<_> = subjects.iter().map(|subject| LineIndex::new(subject.compilation.text())).collect();
    let rows: Vec<_> = all.iter().map(|entry| rows::rows(entry, picture, &texts, &held)).collect();
    let data = data::json(picture, &held, &rows).map_err(Error::new)?;
    let tables = all.iter().zip(rows).map(|(entry, rows)| {
        let series = entry[0];
        Table { name: series.label(), subject: series.subject, rows }
    });
    let style = format!("{}{STYLE}", colors::style_sheet(theme));
    let findings = picture.findings.iter().map(|finding| FindingItem {
        number: finding.number,
        code: finding.code,
        message: &finding.message,
        held: finding.anchor.map(|anchor| held.index(anchor.tick)),
    });
    let page = Page {
        heading: picture.heading(),
        policy: policy(&style, SCRIPT),
        style,
        script: SCRIPT,
        data,
        drawing: svg::draw(picture, svg::DEFAULT_WIDTH, None, theme.unwrap_or_default()).text,
        summary: picture.summary(),
        notes: &picture.notes,
        findings: findings.collect(),
        units: units(picture),
        tables: tables.collect(),
        sources: sources(subjects),
        held: statement(picture, &held),
    };
    page.render().map_err(Error::new)
}

/// The content security policy: nothing from anywhere, and no style and script but these.
fn policy(style: &str, script: &str) -> String {
    let hash = |text: &str| BASE64_STANDARD.encode(Sha256::digest(text));
    format!(
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; base-uri 'none'; form-action 'none'",
        hash(style),
        hash(script)
    )
}

/// The name of a tick, and of the larger unit; empty where there is none.
fn units(picture: &Picture<'_>) -> [String; 2] {
    let name = |whole: bool| {
        let scale = picture.time.scales.iter().find(|scale| scale.whole == whole);
        scale.map(|scale| format!("{}s", scale.unit)).unwrap_or_default()
    };
    [name(true), name(false)]
}

/// The sources that there are; a program that was read from JSON has none.
fn sources(subjects: &[Subject<'_>]) -> Vec<SourceText> {
    let sources = subjects.iter().enumerate().filter(|(_, subject)| !subject.compilation.text().is_empty());
    let text = |(subject, found): (usize, &Subject<'_>)| SourceText {
        name: one_line(found.name),
        subject,
        lines: found.compilation.text().lines().map(|line| visible_lines(line).into_owned()).collect(),
    };
    sources.map(text).collect()
}

/// What the page holds, in words.
fn statement(picture: &Picture<'_>, held: &Held) -> String {
    let count = Time::whole(i128::from(picture.time.last - picture.time.first) + 1).written();
    let unit = units(picture)[0].clone();
    if held.all {
        return format!("This page holds the values of every curve at all of its {count} {unit}.");
    }
    let number = Time::from(held.ticks.len() as u64).written();
    format!(
        "This page holds the values of every curve at {number} of {count} {unit}: ends, minima and maxima in columns of \
         the whole, of each segment, and of ever narrower windows around the starts of segments, extremes and findings. \
         The pointer finds these, and the lines between them are straight."
    )
}
