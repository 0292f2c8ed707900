//! `lehr completions` and `lehr man`, made from the command line itself.

use std::io::Write;

use clap_complete::Shell;

use super::exit::{Exit, Stop};
use super::{args, output};

pub(super) fn completions(shell: Shell) -> Result<Exit, Stop> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut args::command(), "lehr", &mut script);
    let script = with_names(shell, &String::from_utf8_lossy(&script));
    write(with_values(shell, &script).as_bytes())
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

/// A script that also completes the values of options, which those of bash, zsh and fish do already.
fn with_values(shell: Shell, script: &str) -> String {
    let (place, text) = match shell {
        Shell::PowerShell => {
            let word = |value: &str| format!("'{value}'");
            let case = |(option, values): (String, Vec<String>)| {
                format!(
                    "        '{option}' {{ {} }}\n",
                    values.iter().map(|value| word(value)).collect::<Vec<_>>().join(", ")
                )
            };
            let cases: String = values_of_options().into_iter().map(case).collect();
            let kind = "[CompletionResultType]::ParameterValue";
            let text = format!(
                "    $option = $commandElements[$(if ($wordToComplete) {{ -2 }} else {{ -1 }})]\n    \
                 $values = @(switch (\"$command $option\") {{\n{cases}    }})\n    \
                 if ($values) {{\n        \
                 return $values.Where({{ $_ -like \"$wordToComplete*\" }}).ForEach({{ \
                 [CompletionResult]::new($_, $_, {kind}, $_) }})\n    }}\n\n"
            );
            ("    $completions = @(switch", text)
        }
        Shell::Elvish => {
            let row =
                |(option, values): (String, Vec<String>)| format!("        &'{option}'= [{}]\n", values.join(" "));
            let rows: String = values_of_options().into_iter().map(row).collect();
            let text = format!(
                "    var values = [\n{rows}    ]\n    \
                 var option = $command' '$words[-2]\n    \
                 if (has-key $values $option) {{\n        all $values[$option]\n    }} else {{\n        \
                 $completions[$command]\n    }}\n}}\n"
            );
            ("    $completions[$command]\n}\n", text)
        }
        _ => return script.to_string(),
    };
    let following = if shell == Shell::PowerShell { place } else { "" };
    script.replacen(place, &format!("{text}{following}"), 1)
}

/// Each option with a choice of values, after the command that it belongs to, and the values.
fn values_of_options() -> Vec<(String, Vec<String>)> {
    let mut command = args::command();
    command.build();
    let mut options = Vec::new();
    let subcommands =
        command.get_subcommands().map(|subcommand| (format!("lehr;{}", subcommand.get_name()), subcommand));
    for (name, command) in std::iter::once(("lehr".to_string(), &command)).chain(subcommands) {
        for option in command.get_opts() {
            let values: Vec<_> =
                option.get_possible_values().iter().map(|value| value.get_name().to_string()).collect();
            let long = option.get_long().map(|long| format!("--{long}"));
            let short = option.get_short().map(|short| format!("-{short}"));
            let names = long.into_iter().chain(short).filter(|_| !values.is_empty());
            options.extend(names.map(|option| (format!("{name} {option}"), values.clone())));
        }
    }
    options
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
