//! The command line.

use std::path::PathBuf;

use clap::builder::{PossibleValue, StringValueParser, TypedValueParser};
use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use super::sources::Sources;
use crate::diagnostic::Code;
use crate::{reference, report};

/// A language and compiler for training schedules.
#[derive(Debug, Parser)]
#[command(
    name = "lehr",
    version,
    arg_required_else_help = true,
    after_help = "Exit codes: 0 success, 1 errors in a file or failed expectations, 2 wrong usage."
)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Command,
    /// When to colour the output; NO_COLOR is honoured
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto, value_name = "WHEN")]
    pub(super) color: Color,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum Color {
    /// In a terminal
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Print the values of a schedule
    Eval(EvalArgs),
    /// Report errors and warnings
    Check(CheckArgs),
    /// Format schedules in one style
    Fmt(FmtArgs),
    /// Draw schedules in the terminal or into a file
    Plot(PlotArgs),
    /// Show a schedule on a screen that is redrawn whenever its file is saved
    Watch(WatchArgs),
    /// Print the timeline of a schedule: one row for each segment
    Show(ShowArgs),
    /// Show where two schedules differ, and by how much
    Diff(DiffArgs),
    /// Run the `expect` statements
    Test(TestArgs),
    /// Print the compiled schedule, which the other commands take as input
    Compile(CompileArgs),
    /// Print the schedules of a training script as a file in the language
    Import(ImportArgs),
    /// List the shapes and presets, or explain some of them
    Shapes {
        /// A shape or a preset
        #[arg(value_name = "NAME", value_parser = Known(shapes), hide_possible_values = true)]
        names: Vec<String>,
    },
    /// Explain the code of a finding, or list all codes
    Explain {
        /// A code of a finding
        #[arg(value_name = "CODE", value_parser = Known(codes), hide_possible_values = true)]
        code: Option<String>,
    },
    /// Run the language server (LSP) on standard input and output
    Server,
    /// Print the completions of a shell
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Print the manual page
    Man,
}

const SET_HEADING: &str = "Overrides";

/// Where a schedule comes from, and its overrides.
#[derive(Debug, Args)]
pub(super) struct SourceArgs {
    /// A schedule, a compiled one or a training script; `-` is standard input
    #[arg(value_name = "FILE", required_unless_present = "expression")]
    pub(super) file: Option<PathBuf>,
    /// A schedule on the command line
    #[arg(short, long, value_name = "EXPR", conflicts_with = "file", allow_hyphen_values = true)]
    pub(super) expression: Option<String>,
    #[command(flatten)]
    pub(super) set: OverrideArgs,
}

/// Overrides.
#[derive(Clone, Debug, Args)]
pub(super) struct OverrideArgs {
    /// The base of `lr`, which relative values refer to
    #[arg(long, value_name = "X", allow_hyphen_values = true, help_heading = SET_HEADING)]
    pub(super) base: Option<String>,
    /// The length of the run: `90 epochs`, `1000`
    #[arg(long, value_name = "D", help_heading = SET_HEADING)]
    pub(super) run: Option<String>,
    /// The length of an epoch: `5004 steps`
    #[arg(long, value_name = "D", help_heading = SET_HEADING)]
    pub(super) epoch: Option<String>,
    /// A `param` of the file, or a name that a script leaves open, as the script spells it: `args.epochs=90`
    #[arg(long, value_name = "NAME=VALUE", help_heading = SET_HEADING)]
    pub(super) set: Vec<String>,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  lehr eval -e 'step(2, 0.5) then cosine(T=10)' --base 0.1
  lehr eval examples/resnet50.lehr --every '1 epoch'
  lehr eval examples/resnet50.lehr --track lr --format csv -n 1000
  lehr eval examples/resnet50.lehr --set batch=1024 --from '5 epochs' --to '6 epochs'")]
pub(super) struct EvalArgs {
    #[command(flatten)]
    pub(super) source: SourceArgs,
    /// Only this track; may be given several times
    #[arg(long, value_name = "T")]
    pub(super) track: Vec<String>,
    /// Print N ticks, from the first one or from --from on
    #[arg(short = 'n', value_name = "N", conflicts_with = "to")]
    pub(super) count: Option<u64>,
    /// From this tick or time on
    #[arg(long, value_name = "A")]
    pub(super) from: Option<String>,
    /// Up to this tick or time, included
    #[arg(long, value_name = "B")]
    pub(super) to: Option<String>,
    /// Print one row for each interval of this length, at its first tick
    #[arg(long, value_name = "D")]
    pub(super) every: Option<String>,
    /// The metrics that `plateau`, `steer` and `reach` watch: CSV with a column for each metric and a row for each tick. With a
    /// column called tick, step, epoch, sample or token, a row is the end of that one, counted from 0
    #[arg(long, value_name = "FILE.csv")]
    pub(super) metrics: Option<PathBuf>,
    /// A column for each event: 1 at the ticks at which it fires, else 0
    #[arg(long)]
    pub(super) events: bool,
    /// How the values are written
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub(super) format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// Columns for reading
    Table,
    /// `tick,<track>…`, and one row for each tick
    Csv,
    /// A list of objects
    Json,
    /// One object on each line
    Jsonl,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ReportFormat {
    /// With the lines of the file, for reading
    Text,
    /// A line for each finding: `file:line:column: severity[code]: message`
    Concise,
    /// One versioned object, with places, ticks and fixes
    Json,
    /// SARIF 2.1.0, the format of code scanners
    Sarif,
    /// Annotations of GitHub's workflows
    Github,
}

impl From<ReportFormat> for report::Format {
    fn from(format: ReportFormat) -> Self {
        match format {
            ReportFormat::Text => Self::Text,
            ReportFormat::Concise => Self::Concise,
            ReportFormat::Json => Self::Json,
            ReportFormat::Sarif => Self::Sarif,
            ReportFormat::Github => Self::Github,
        }
    }
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  lehr check
  lehr check examples/*.lehr
  lehr check -e '0.1 * (warmup(5) then cosine)' --run 90
  echo 'lr = 0.1 * cosine(T=10)' | lehr check -
  lehr check . --ignore warmup-too-long --deny warnings
  lehr check . --fix
  lehr check . --format github")]
pub(super) struct CheckArgs {
    /// This folder by default
    #[command(flatten)]
    pub(super) sources: Sources<true>,
    /// Report only these warnings and notes, besides the errors
    #[arg(long, value_name = "CODE", value_delimiter = ',', value_parser = Known(codes), hide_possible_values = true)]
    pub(super) select: Vec<String>,
    /// Do not report these warnings and notes
    #[arg(long, value_name = "CODE", value_delimiter = ',', value_parser = Known(codes), hide_possible_values = true)]
    pub(super) ignore: Vec<String>,
    /// Treat these as errors: codes, or `warnings` for all of them
    #[arg(long, value_name = "CODE", value_delimiter = ',', value_parser = Known(denied), hide_possible_values = true)]
    pub(super) deny: Vec<String>,
    /// Fix what can be fixed safely, in the files themselves
    #[arg(long)]
    pub(super) fix: bool,
    /// Also make fixes that change the schedule
    #[arg(long)]
    pub(super) unsafe_fixes: bool,
    /// Show what would be fixed, and change nothing
    #[arg(long)]
    pub(super) diff: bool,
    /// How the findings are written
    #[arg(long, value_enum, default_value_t = ReportFormat::Text)]
    pub(super) format: ReportFormat,
    #[command(flatten)]
    pub(super) set: OverrideArgs,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  lehr fmt
  lehr fmt examples/*.lehr
  lehr fmt --check .
  lehr fmt -e 'lr=0.1*cosine(T=10)'
  echo 'lr=0.1*cosine(T=10)' | lehr fmt -

Standard input and an expression go to standard output.")]
pub(super) struct FmtArgs {
    /// This folder by default
    #[command(flatten)]
    pub(super) sources: Sources<true>,
    /// Write nothing, and fail if a file would change
    #[arg(long)]
    pub(super) check: bool,
    /// Show what would change; otherwise like --check
    #[arg(long)]
    pub(super) diff: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  lehr import train.py > train.lehr
  lehr import train.py --set args.epochs=90 --set 'len(loader)=500'")]
pub(super) struct ImportArgs {
    /// A training script, or a notebook
    #[arg(value_name = "FILE")]
    pub(super) file: PathBuf,
    #[command(flatten)]
    pub(super) set: OverrideArgs,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  lehr test
  lehr test examples/*.lehr
  lehr test examples/resnet50.lehr --set batch=1024")]
pub(super) struct TestArgs {
    /// This folder by default
    #[command(flatten)]
    pub(super) sources: Sources<true>,
    #[command(flatten)]
    pub(super) set: OverrideArgs,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  lehr show examples/resnet50.lehr
  lehr show -e 'warmup(5) then cosine(T=95)' --base 0.1")]
pub(super) struct ShowArgs {
    #[command(flatten)]
    pub(super) source: SourceArgs,
    /// Only this track; may be given several times
    #[arg(long, value_name = "T")]
    pub(super) track: Vec<String>,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Exit codes: 0 the same, 1 different, 2 wrong usage or a file with errors.

Examples:
  lehr diff old.lehr new.lehr
  lehr diff -e 'cosine(T=90)' -e 'linear(T=90)' --base 0.1
  lehr diff old.lehr -e 'lr = 0.1 * cosine(T=90)'
  lehr diff old.lehr new.lehr --plot
  lehr diff old.lehr new.lehr --resume '30 epochs'
  lehr diff resnet50.json examples/resnet50.lehr --tolerance 1e-9")]
pub(super) struct DiffArgs {
    /// What is compared, and what it is compared with
    #[command(flatten)]
    pub(super) sources: Sources<false>,
    /// Only this track; may be given several times
    #[arg(long, value_name = "T")]
    pub(super) track: Vec<String>,
    /// Take two values as equal if they differ by at most this share of the larger one
    #[arg(long, value_name = "X", default_value_t = 0.0)]
    pub(super) tolerance: f64,
    /// Say what happens to the rate if a run with A is resumed with B at this tick or time
    #[arg(long, value_name = "TICK")]
    pub(super) resume: Option<String>,
    /// Draw both in one picture
    #[arg(long)]
    pub(super) plot: bool,
    #[command(flatten)]
    pub(super) set: OverrideArgs,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  lehr plot examples/resnet50.lehr
  lehr plot examples/resnet50.lehr --log -o resnet50.svg
  lehr plot examples/vit.lehr examples/llama3.lehr --to '50k steps'
  lehr plot -e 'warmup(5) then cosine' --run 100 --base 0.1 -o cosine.pdf")]
pub(super) struct PlotArgs {
    /// What is drawn, all in one picture
    #[command(flatten)]
    pub(super) sources: Sources<false>,
    /// A file to draw into, instead of the terminal: `.svg`, `.png`, `.pdf` or `.html`; `-` is standard output, as
    /// SVG
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
    /// Only this track; may be given several times
    #[arg(long, value_name = "T")]
    pub(super) track: Vec<String>,
    /// Draw the values on a logarithmic axis
    #[arg(long)]
    pub(super) log: bool,
    /// From this tick or time on
    #[arg(long, value_name = "A")]
    pub(super) from: Option<String>,
    /// Up to this tick or time, included
    #[arg(long, value_name = "B")]
    pub(super) to: Option<String>,
    /// The width in columns, or of a file in pixels or points
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(20..=10_000))]
    pub(super) width: Option<u16>,
    /// The height in rows, or of a file in pixels or points
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(8..=10_000))]
    pub(super) height: Option<u16>,
    /// Draw a file on white or on black; the default is white, or for HTML what the reader prefers
    #[arg(long, value_enum)]
    pub(super) theme: Option<PlotTheme>,
    /// Use ASCII characters only; the default if the terminal has no others
    #[arg(long)]
    pub(super) ascii: bool,
    #[command(flatten)]
    pub(super) set: OverrideArgs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum PlotTheme {
    /// On white
    Light,
    /// On black
    Dark,
}

#[derive(Clone, Debug, Args)]
#[command(after_help = "\
Examples:
  lehr watch examples/resnet50.lehr
  lehr watch examples/vit.lehr --track lr --log --set batch=1024

On the screen, `?` lists the keys, and `q` leaves.")]
pub(super) struct WatchArgs {
    /// A schedule, a compiled one or a training script
    #[arg(value_name = "FILE")]
    pub(super) file: PathBuf,
    /// Only this track; may be given several times
    #[arg(long, value_name = "T")]
    pub(super) track: Vec<String>,
    /// Draw the values on a logarithmic axis
    #[arg(long)]
    pub(super) log: bool,
    /// Use ASCII characters only; the default if the terminal has no others
    #[arg(long)]
    pub(super) ascii: bool,
    #[command(flatten)]
    pub(super) set: OverrideArgs,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  lehr compile examples/resnet50.lehr > resnet50.json
  lehr eval resnet50.json --every '1 epoch'")]
pub(super) struct CompileArgs {
    #[command(flatten)]
    pub(super) source: SourceArgs,
    /// How it is written
    #[arg(long, value_enum, default_value_t = CompiledFormat::Json)]
    pub(super) format: CompiledFormat,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum CompiledFormat {
    /// Versioned JSON, as docs/compiled.md describes it
    Json,
}

/// The command line as clap knows it, for completions, the manual and tests.
pub(super) fn command() -> clap::Command {
    Arguments::command()
}

/// A text that is often one of some words, which completions offer. Others are told from them where they are used.
#[derive(Clone)]
struct Known(fn() -> Vec<&'static str>);

impl TypedValueParser for Known {
    type Value = String;

    fn parse_ref(
        &self,
        command: &clap::Command,
        argument: Option<&clap::Arg>,
        value: &std::ffi::OsStr,
    ) -> Result<String, clap::Error> {
        StringValueParser::new().parse_ref(command, argument, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new((self.0)().into_iter().map(PossibleValue::new)))
    }
}

fn codes() -> Vec<&'static str> {
    Code::ALL.iter().map(|code| code.slug()).collect()
}

fn denied() -> Vec<&'static str> {
    [vec!["warnings"], codes()].concat()
}

fn shapes() -> Vec<&'static str> {
    reference::entries().into_iter().map(|entry| entry.name).collect()
}
