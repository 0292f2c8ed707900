//! `lehr completions` and `lehr man`, made from the command line itself.

use std::io::Write;

use clap_complete::Shell;

use super::exit::{Exit, Stop};
use super::{args, output};

pub(super) fn completions(shell: Shell) -> Result<Exit, Stop> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut args::command(), "lehr", &mut script);
    write(with_names(shell, &String::from_utf8_lossy(&script)).as_bytes())
}

/// A script that also completes what follows a subcommand, as the codes after `explain`. For bash and zsh it does
/// already.
fn with_names(shell: Shell, script: &str) -> String {
    let mut script = script.to_string();
    for subcommand in args::command().get_subcommands() {
        let (command, names) = (subcommand.get_name(), names_after(subcommand));
        if names.is_empty() {
            continue;
        }
        let lines = |line: &dyn Fn(&str) -> String| names.iter().map(|name| line(name)).collect::<String>();
        let (opening, added) = match shell {
            Shell::Fish => {
                let condition = format!("\"__fish_lehr_using_subcommand {command}\"");
                script += &format!("complete -c lehr -n {condition} -f -a \"{}\"\n", names.join(" "));
                continue;
            }
            Shell::PowerShell => (
                format!("        'lehr;{command}' {{\n"),
                lines(&|name| {
                    let kind = "[CompletionResultType]::ParameterValue";
                    format!("            [CompletionResult]::new('{name}', '{name}', {kind}, '{name}')\n")
                }),
            ),
            Shell::Elvish => {
                (format!("        &'lehr;{command}'= {{\n"), lines(&|name| format!("            cand {name} ''\n")))
            }
            _ => continue,
        };
        script = script.replacen(&opening, &format!("{opening}{added}"), 1);
    }
    script
}

/// The names that a subcommand takes by their place.
fn names_after(subcommand: &clap::Command) -> Vec<String> {
    let values = subcommand.get_positionals().flat_map(clap::Arg::get_possible_values);
    values.map(|value| value.get_name().to_string()).collect()
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
