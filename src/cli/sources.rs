//! What commands work on: files, folders and expressions, in the order in which they are given.

use std::path::{Path, PathBuf};

use clap::{Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches, value_parser};

/// Standard input, as an argument.
const STANDARD_INPUT: &str = "-";

/// Something that holds a schedule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Given {
    /// A file or a folder; `-` is standard input.
    File(PathBuf),
    /// An expression, or a whole text.
    Expression(String),
}

impl Given {
    /// The file, where it is one that can be written.
    pub(super) fn path(&self) -> Option<&Path> {
        match self {
            Self::File(path) if !is_standard_input(path) => Some(path),
            Self::File(_) | Self::Expression(_) => None,
        }
    }

    /// What messages call it.
    pub(super) fn name(&self) -> String {
        match self {
            Self::File(path) if is_standard_input(path) => "<stdin>".to_string(),
            Self::File(path) => path.display().to_string(),
            Self::Expression(_) => "<expression>".to_string(),
        }
    }
}

/// Whether an argument stands for standard input.
pub(super) fn is_standard_input(path: &Path) -> bool {
    path.as_os_str() == STANDARD_INPUT
}

/// Any number of them; with `FOLDERS`, folders too.
#[derive(Clone, Debug)]
pub(super) struct Sources<const FOLDERS: bool> {
    given: Vec<Given>,
}

impl<const FOLDERS: bool> Sources<FOLDERS> {
    /// What is given, in order.
    pub(super) fn given(&self) -> &[Given] {
        &self.given
    }

    /// The same, or else this folder.
    pub(super) fn or_here(&self) -> Vec<Given> {
        if self.given.is_empty() { vec![Given::File(PathBuf::from("."))] } else { self.given.clone() }
    }

    fn augmented(command: Command) -> Command {
        let (name, help) = if FOLDERS {
            ("PATH", "Schedules, and folders of them; `-` is standard input. In a folder, what git ignores is left out")
        } else {
            ("FILE", "Schedules, compiled ones or training scripts; `-` is standard input")
        };
        let files = Arg::new("files").value_name(name).action(ArgAction::Append).num_args(0..);
        let expression = Arg::new("expression").short('e').long("expression").value_name("EXPR");
        let expression = expression.action(ArgAction::Append).allow_hyphen_values(true);
        command
            .arg(files.value_parser(value_parser!(PathBuf)).help(help))
            .arg(expression.help("A schedule on the command line; may be given several times"))
    }
}

impl<const FOLDERS: bool> Args for Sources<FOLDERS> {
    fn augment_args(command: Command) -> Command {
        Self::augmented(command)
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augmented(command)
    }
}

impl<const FOLDERS: bool> FromArgMatches for Sources<FOLDERS> {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let at = |name: &str| matches.indices_of(name).into_iter().flatten();
        let files = matches.get_many::<PathBuf>("files").into_iter().flatten().cloned().map(Given::File);
        let expressions = matches.get_many::<String>("expression").into_iter().flatten().cloned();
        let mut given: Vec<(usize, Given)> =
            at("files").zip(files).chain(at("expression").zip(expressions.map(Given::Expression))).collect();
        given.sort_by_key(|(index, _)| *index);
        Ok(Self { given: given.into_iter().map(|(_, given)| given).collect() })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}
