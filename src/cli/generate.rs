//! `lehr completions` and `lehr man`, made from the command line itself.

use std::io::Write;

use clap_complete::Shell;

use super::exit::{Exit, Stop};
use super::{args, output};

pub(super) fn completions(shell: Shell) -> Result<Exit, Stop> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut args::command(), "lehr", &mut script);
    write(&script)
}

pub(super) fn man() -> Result<Exit, Stop> {
    let mut pages = Vec::new();
    let mut command = args::command();
    command.build();
    clap_mangen::Man::new(command.clone()).render(&mut pages)?;
    for subcommand in command.get_subcommands().filter(|subcommand| subcommand.get_name() != "help") {
        let title = format!("lehr-{}", subcommand.get_name());
        clap_mangen::Man::new(subcommand.clone()).title(title).render(&mut pages)?;
    }
    write(&pages)
}

fn write(text: &[u8]) -> Result<Exit, Stop> {
    let mut out = output::data();
    out.write_all(text)?;
    out.flush()?;
    Ok(Exit::Success)
}
