//! Names that stand for something in other languages and libraries.

/// What is a method elsewhere.
const WORDS: [&str; 7] = ["then", "for", "until", "skip", "every", "mirror", "repeat"];

/// What a name means elsewhere, and how that is said here.
pub(super) fn help(name: &str) -> Option<&'static str> {
    Some(match name {
        "t" | "u" | "i" | "n" | "epoch_i" | "global_step" | "current_step" | "iteration" | "step_num" => {
            "time has a name only in a function: `factor(t -> …)` multiplies by a formula of it"
        }
        "total_steps" | "num_steps" | "max_steps" | "num_epochs" | "max_epochs" | "total_epochs" | "n_epochs" => {
            "the length of the run is `run`: write `run = …`, and `run` where it is needed"
        }
        "sum" => "tracks are added up by `+`, `mix.web + mix.code`; an `expect` asks for `sum(mix)`",
        "pow" => "a power is written with `^`: `… ^ t`",
        "inf" | "nan" | "None" | "none" | "null" | "True" | "False" | "true" | "false" => {
            "values are numbers; an argument that is not needed is left out"
        }
        _ if name.rsplit_once('.').is_some_and(|(_, word)| WORDS.contains(&word)) => {
            "what changes a schedule is a word after it: `… repeat …`"
        }
        _ if name.ends_with("_per_epoch") => {
            "count in epochs, `run = … epochs`, and say how many steps one is: `epoch = … steps`"
        }
        _ => return None,
    })
}

/// The name that a name is here: in small letters, or without the module it is taken from.
pub(super) fn as_written_here<'k>(name: &str, known: impl Iterator<Item = &'k str>) -> Option<&'k str> {
    let plain = ["math.", "np.", "numpy.", "jnp.", "torch."].iter().find_map(|module| name.strip_prefix(module));
    let meant = plain.unwrap_or(name).to_ascii_lowercase();
    let mut known = known;
    known.find(|known| *known != name && *known == meant)
}
