//! `lehr plot`

use std::io::Write;
use std::path::Path;

use super::args::{PlotArgs, PlotTheme};
use super::eval::select;
use super::exit::{Exit, Stop, endless};
use super::input::{self, Compiled, Origin};
use super::sources::Given;
use super::{output, write};
use crate::diagnostic::Diagnostic;
use crate::error::Error;
use crate::lint;
use crate::plot::svg::{self, Theme};
use crate::plot::{Blank, Picture, Subject, View, html, print, terminal};

/// The size of a terminal that does not report one.
const COLUMNS: u16 = 80;
const ROWS: u16 = 24;
/// A wider or higher picture would be no clearer.
const MOST_COLUMNS: u16 = 160;
const MOST_ROWS: u16 = 36;
/// From this width on, a PNG gets more pixels instead of smaller letters.
const PNG_WIDTH: u16 = 2 * 800;

/// What a plot is drawn into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Target {
    Terminal,
    Svg,
    Png,
    Pdf,
    Html,
}

/// The endings of files, and what they stand for.
const ENDINGS: &[(&str, Target)] =
    &[("svg", Target::Svg), ("png", Target::Png), ("pdf", Target::Pdf), ("html", Target::Html)];

/// A schedule that was read, with its name and what the checker says.
struct Loaded {
    name: String,
    compiled: Compiled,
    findings: Vec<Diagnostic>,
}

pub(super) fn run(args: &PlotArgs) -> Result<Exit, Stop> {
    let target = target(args.output.as_deref())?;
    if args.sources.given().is_empty() {
        return Err(Stop::Usage("give a FILE, or an expression with -e".to_string()));
    }
    spare_sources(args)?;
    let loaded = load(args)?;
    let subjects = subjects(&loaded, args)?;
    let picture = picture(&subjects, args)?;
    let Some(file) = &args.output else {
        let text = in_terminal(&picture, args.width, args.height, args.ascii);
        let mut out = output::stdout();
        out.write_all(text.as_bytes())?;
        out.flush()?;
        return Ok(Exit::Success);
    };
    let bytes = in_file(&picture, &subjects, target, args).map_err(Stop::Usage)?;
    if is_standard_output(file) {
        let mut out = output::data();
        out.write_all(&bytes)?;
        out.flush()?;
    } else {
        write::save(file, &bytes).map_err(|error| Stop::Usage(write::refused(file, &error)))?;
    }
    Ok(Exit::Success)
}

fn is_standard_output(file: &Path) -> bool {
    file.as_os_str() == "-"
}

/// Refuses to draw over what is drawn.
fn spare_sources(args: &PlotArgs) -> Result<(), Stop> {
    let Some(file) = args.output.as_deref().filter(|file| !is_standard_output(file)) else { return Ok(()) };
    let mut sources = args.sources.given().iter().filter_map(Given::path);
    match sources.find(|source| write::is_same(source, file)) {
        Some(_) => Err(Stop::Usage(format!("`{}` is what is drawn, and would be overwritten", file.display()))),
        None => Ok(()),
    }
}

/// What a file is drawn as, by its ending.
fn target(file: Option<&Path>) -> Result<Target, Stop> {
    let Some(file) = file else { return Ok(Target::Terminal) };
    if is_standard_output(file) {
        return Ok(Target::Svg);
    }
    let ending = file.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    let found = ENDINGS.iter().find(|(known, _)| known.eq_ignore_ascii_case(ending));
    found.map(|(_, target)| *target).ok_or_else(|| {
        let endings: Vec<_> = ENDINGS.iter().map(|(ending, _)| format!("`.{ending}`")).collect();
        Stop::Usage(format!("`{}`: the ending says how to draw, and is one of {}", file.display(), endings.join(", ")))
    })
}

/// Reads everything; the errors of all of it are printed.
fn load(args: &PlotArgs) -> Result<Vec<Loaded>, Stop> {
    let mut loaded = Vec::new();
    let mut failed = false;
    for given in args.sources.given() {
        let origin = Origin::of(given);
        let config = origin.config()?;
        let compiled = input::load(origin, &args.set, &config.completed(&origin.overrides(&args.set)?)?)?;
        if compiled.compilation.program().is_none() {
            output::findings_to_stderr(&compiled.source, compiled.compilation.diagnostics())?;
            failed = true;
            continue;
        }
        let findings = lint::check(&compiled.compilation, config.settings());
        let has_events = !compiled.compilation.partial().events().is_empty();
        let compiled = compiled.over_readings();
        let program = compiled.compilation.partial();
        if has_events && program.events().is_empty() {
            let [_, units] = program.tick_words();
            output::note(&format!("no event is drawn: at how many {units} one fires is not known before the run"));
        }
        loaded.push(Loaded { name: name(given, args.sources.given()), compiled, findings });
    }
    if failed { Err(Stop::Said(Exit::Failure)) } else { Ok(loaded) }
}

/// What a picture calls a schedule: the expression, or the file without its folder where that is
/// enough to tell it from the others.
fn name(given: &Given, all: &[Given]) -> String {
    let short = |given: &Given| given.path()?.file_name().map(|name| name.to_string_lossy().into_owned());
    match given {
        Given::Expression(expression) => expression.clone(),
        Given::File(_) => match short(given) {
            Some(name) if all.iter().filter(|other| short(other).as_ref() == Some(&name)).count() == 1 => name,
            _ => given.name(),
        },
    }
}

fn subjects<'l>(loaded: &'l [Loaded], args: &PlotArgs) -> Result<Vec<Subject<'l>>, Stop> {
    let subject = |loaded: &'l Loaded| {
        let compilation = &loaded.compiled.compilation;
        let tracks = select(compilation.partial(), &args.track)?;
        Ok(Subject { name: &loaded.name, compilation, tracks, findings: &loaded.findings })
    };
    loaded.iter().map(subject).collect()
}

fn picture<'l>(subjects: &[Subject<'l>], args: &PlotArgs) -> Result<Picture<'l>, Stop> {
    let tick = |flag: &str, text: &Option<String>, up: bool| {
        let Some((text, subject)) = text.as_ref().zip(subjects.first()) else { return Ok(None) };
        let time = subject.compilation.partial().duration(text).map_err(|error| input::wrong_value(flag, &error))?;
        let tick = if up { time.ceil() } else { time.floor() };
        u64::try_from(tick).map(Some).map_err(|_| Stop::Usage(format!("{flag}: there is no tick {tick}")))
    };
    let view = View { first: tick("--from", &args.from, true)?, last: tick("--to", &args.to, false)?, log: args.log };
    Picture::new(subjects, view).map_err(|error| blank(&error, "--to or --run"))
}

/// Why there is nothing to draw; `options` say how far to draw.
pub(super) fn blank(error: &Error, options: &str) -> Stop {
    Stop::Usage(match error.reason() {
        Some(Blank::Endless(tracks)) => endless(tracks, options),
        Some(Blank::Read(_)) => error.to_string(),
        Some(Blank::Empty) => {
            "there is no tick to draw: the run, or what --from and --to leave of it, is empty".to_string()
        }
        None => error.to_string(),
    })
}

/// A picture as text, by the size and the characters of the terminal where nothing else is wanted.
pub(super) fn in_terminal(picture: &Picture<'_>, width: Option<u16>, height: Option<u16>, ascii: bool) -> String {
    let ascii = ascii || !supports_unicode::on(supports_unicode::Stream::Stdout);
    let size = terminal_size::terminal_size();
    let columns = output::width().and_then(|columns| u16::try_from(columns).ok()).unwrap_or(COLUMNS).min(MOST_COLUMNS);
    // A row is left for the prompt.
    let rows = size.map_or(ROWS, |(_, rows)| rows.0).saturating_sub(1).min(MOST_ROWS);
    terminal::draw(picture, width.unwrap_or(columns), height.unwrap_or(rows), ascii)
}

fn in_file(
    picture: &Picture<'_>,
    subjects: &[Subject<'_>],
    target: Target,
    args: &PlotArgs,
) -> Result<Vec<u8>, String> {
    let theme = args.theme.map(|theme| match theme {
        PlotTheme::Light => Theme::Light,
        PlotTheme::Dark => Theme::Dark,
    });
    if target == Target::Html {
        // It is as wide as its window.
        return html::page(picture, subjects, theme).map(String::into_bytes).map_err(|error| error.to_string());
    }
    let theme = theme.unwrap_or_default();
    let least = |flag: &str, given: Option<u16>, least: f64| match given {
        Some(given) if f64::from(given) < least => Err(format!("{flag}: a picture in a file is at least {least}")),
        given => Ok(given),
    };
    let width = least("--width", args.width, svg::MIN_WIDTH)?;
    let height = least("--height", args.height, svg::MIN_HEIGHT)?;
    // A large PNG has more pixels, and not smaller letters.
    let scale = match target {
        Target::Png => f64::from(width.unwrap_or(PNG_WIDTH)) / svg::DEFAULT_WIDTH,
        _ => 1.0,
    };
    let scale = scale.max(1.0);
    let height = height.map(|height| f64::from(height) / scale);
    let drawing = svg::draw(picture, width.map_or(svg::DEFAULT_WIDTH, |width| f64::from(width) / scale), height, theme);
    match target {
        Target::Png => print::png(&drawing.text, pixels(drawing.width * scale), pixels(drawing.height * scale))
            .map_err(|error| error.to_string()),
        Target::Pdf => print::pdf(&drawing.text).map_err(|error| error.to_string()),
        Target::Svg | Target::Html | Target::Terminal => Ok(drawing.text.into_bytes()),
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it saturates")]
fn pixels(length: f64) -> u32 {
    length.round() as u32
}
