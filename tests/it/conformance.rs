//! The numbers of the peer libraries, as `tests/conformance/generate.py` took them from the
//! libraries themselves, beside what `src/peers` makes of the same calls.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use lehr::peers::{Argument, Arguments, Base, LIBRARIES, Library, Reason, Translation, library};
use lehr::scripts::{Script, Settings};
use lehr::{Code, Overrides, compile};
use serde::Deserialize;

use crate::support::root;

/// The cases of a peer.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Peer {
    #[serde(rename = "peer")]
    pub(crate) name: String,
    pub(crate) version: String,
    precision: Precision,
    pub(crate) cases: Vec<Case>,
}

/// What the peer computes in.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Precision {
    Float32,
    Float64,
}

/// A call of a peer and what it gives there.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Case {
    pub(crate) schedule: String,
    /// As it is written there.
    pub(crate) call: String,
    pub(crate) function: String,
    arguments: Vec<(Option<String>, Described)>,
    /// The schedule in the language, where the call cannot be translated.
    lehr: Option<String>,
    /// What stands before the schedule.
    #[serde(default)]
    setting: String,
    base: Option<f64>,
    #[serde(default)]
    pub(crate) note: String,
    #[serde(default)]
    metrics: BTreeMap<String, Vec<f64>>,
    pub(crate) track: Option<String>,
    values: Vec<f64>,
}

/// An argument.
#[derive(Deserialize)]
#[serde(untagged)]
enum Described {
    None(()),
    Flag(bool),
    Lehr(String),
    List(Vec<Self>),
    Word { word: String },
    Pairs { pairs: Vec<(Self, Self)> },
    Schedule { function: String, arguments: Vec<(Option<String>, Self)> },
}

impl Described {
    fn spelt(&self) -> String {
        let all = |items: &[Self]| items.iter().map(Self::spelt).collect::<Vec<_>>().join(", ");
        match self {
            Self::None(()) => "None".to_string(),
            Self::Flag(true) => "True".to_string(),
            Self::Flag(false) => "False".to_string(),
            Self::Lehr(text) => text.clone(),
            // Composer's times are words: in a file they are lengths.
            Self::Word { word } => match (word.strip_suffix("ba"), word.strip_suffix("dur"), word.strip_suffix("ep")) {
                (Some(batches), ..) if batches.parse::<f64>().is_ok() => batches.to_string(),
                (_, Some(runs), _) if runs.parse::<f64>().is_ok() => format!("{runs} * run"),
                (.., Some(epochs)) if epochs.parse::<f64>().is_ok() => format!("{epochs} epochs"),
                _ => word.clone(),
            },
            Self::List(items) => format!("[{}]", all(items)),
            Self::Pairs { pairs } if pairs.iter().all(|(name, _)| matches!(name, Self::Word { .. })) => {
                let named: Vec<_> =
                    pairs.iter().map(|(name, value)| format!("{}={}", name.spelt(), value.spelt())).collect();
                format!("dict({})", named.join(", "))
            }
            Self::Pairs { pairs } => {
                let pairs: Vec<_> =
                    pairs.iter().map(|(at, value)| format!("[{}, {}]", at.spelt(), value.spelt())).collect();
                format!("[{}]", pairs.join(", "))
            }
            Self::Schedule { function, arguments } => spelt(function, arguments),
        }
    }

    fn argument(&self, library: &Library) -> Argument {
        match self {
            Self::None(()) => Argument::None,
            Self::Flag(flag) => Argument::Flag(*flag),
            Self::Lehr(text) => Argument::Lehr(text.clone()),
            Self::List(items) => Argument::List(items.iter().map(|item| item.argument(library)).collect()),
            Self::Word { word } => Argument::Word(word.clone()),
            Self::Pairs { pairs } => {
                Argument::Pairs(pairs.iter().map(|(a, b)| (a.argument(library), b.argument(library))).collect())
            }
            Self::Schedule { function, arguments } => {
                // ignite takes the schedulers of PyTorch.
                let has = |library: &&Library| library.function(function).is_some();
                let home = std::iter::once(library).chain(LIBRARIES.iter().copied()).find(has).unwrap_or(library);
                match translate(home, function, arguments) {
                    Ok(schedule) => Argument::Schedule(Box::new(schedule)),
                    Err(reason) => Argument::Unknown(reason.to_string()),
                }
            }
        }
    }
}

/// A call in the spelling of the language.
fn spelt(function: &str, arguments: &[(Option<String>, Described)]) -> String {
    let argument = |(name, value): &(Option<String>, Described)| match name {
        Some(name) => format!("{name}={}", value.spelt()),
        None => value.spelt(),
    };
    // The optimizer may be left out.
    let is_optimizer =
        |(name, value): &(Option<String>, Described)| name.is_none() && matches!(value, Described::None(()));
    let shown: Vec<_> = arguments.iter().filter(|given| !is_optimizer(given)).map(argument).collect();
    format!("{function}({})", shown.join(", "))
}

fn translate(
    library: &Library,
    function: &str,
    described: &[(Option<String>, Described)],
) -> Result<Translation, Reason> {
    let mut arguments = Arguments::default();
    for (name, value) in described {
        let value = value.argument(library);
        match name {
            Some(name) => arguments.by_name.push((name.clone(), value)),
            None => arguments.by_place.push(value),
        }
    }
    library.translate(function, &arguments)
}

impl Precision {
    /// How far a value may be off: relative, and a share of the base.
    fn tolerance(self) -> (f64, f64) {
        match self {
            Self::Float32 => (3e-6, 1e-6),
            Self::Float64 => (1e-9, 1e-12),
        }
    }
}

impl Case {
    /// What `src/peers` makes of the call.
    pub(crate) fn translation(&self, peer: &str) -> Result<Translation, Reason> {
        let library = library(peer).unwrap_or_else(|| panic!("{peer} is no library"));
        let translation = translate(library, &self.function, &self.arguments)?;
        Ok(self.metrics.keys().fold(translation, |translation, metric| translation.watching(metric)))
    }

    /// The schedule in the language.
    pub(crate) fn lehr(&self, peer: &str) -> Result<String, String> {
        match (&self.lehr, self.translation(peer)) {
            (Some(lehr), Err(_)) => Ok(lehr.clone()),
            (Some(_), Ok(_)) => Err("the call can be translated: the case needs no lehr".to_string()),
            (None, translation) => {
                let translation = translation.map_err(|reason| reason.to_string())?;
                let track = self.track.as_deref().unwrap_or("lr");
                translation.track(track).ok_or(format!("it drives no `{track}`"))
            }
        }
    }

    /// The base that the peer's schedule has.
    fn base(&self, peer: &str) -> Option<String> {
        let given = || self.base.map(|base| format!("{base}"));
        match self.translation(peer).map(|translation| translation.base()) {
            _ if self.track.is_some() => None,
            Ok(Base::Written) => None,
            Ok(Base::Replaced(base)) => Some(base),
            Ok(Base::Optimizer) | Err(_) => given(),
        }
    }

    /// The values in the language, or why there are none.
    fn evaluate(&self, peer: &str) -> Result<Vec<f64>, String> {
        let lehr = self.lehr(peer)?;
        let base = self.base(peer).map_or_else(String::new, |base| format!("base = {base}"));
        let text = format!("{}\n{base}\nlr = {lehr}\n", self.setting);
        let program = compile(&text, &Overrides::default()).into_program().map_err(|error| error.to_string())?;
        let schedule = program.track("lr").ok_or("no track")?;
        if self.metrics.is_empty() {
            let mut values = vec![0.0; self.values.len()];
            schedule.fill(0, &mut values);
            return Ok(values);
        }
        let mut run = schedule.start();
        let values = (0..self.values.len()).map(|tick| {
            let value = run.value();
            let metrics: Vec<_> = self.metrics.iter().map(|(name, values)| (name.as_str(), values[tick])).collect();
            run.step(&metrics);
            value
        });
        Ok(values.collect())
    }

    /// The values of a file that has the call itself, after what the message says to write instead; nothing where the
    /// message speaks of another library's function of that name, or the language itself has the name.
    fn corrected(&self, library: &Library) -> Option<Result<Vec<f64>, String>> {
        let is_own = lehr::reference::entry(&self.function).is_some();
        if is_own || !self.metrics.is_empty() || self.track.is_some() || self.lehr.is_some() {
            return None;
        }
        let base = self.base.map_or_else(String::new, |base| format!("base = {base}"));
        let text = format!("{}\n{base}\nlr = {}\n", self.setting, spelt(&self.function, &self.arguments));
        let compilation = compile(&text, &Overrides::default());
        let found = compilation.diagnostics().iter().find(|found| found.code == Code::UnknownName);
        let Some(found) = found else {
            return Some(Err(format!("no unknown name: {:?}\n{text}", compilation.diagnostics())));
        };
        let help = found.help.clone().unwrap_or_default();
        if !help.starts_with(&format!("{}'s ", library.title)) {
            return None;
        }
        let Some(fix) = found.fixes.first() else { return Some(Err(format!("no suggestion: {help}\n{text}"))) };
        let fixed = fix.apply(&text)?;
        // Where the values are written out, nothing needs the base.
        let fixed = match self.translation(library.name).map(|translation| translation.base()) {
            Ok(Base::Written) => fixed.replace(&format!("{base}\n"), "\n"),
            _ => fixed,
        };
        let program = compile(&fixed, &Overrides::default()).into_program();
        Some(program.map_err(|error| format!("{error}\n{fixed}")).and_then(|program| {
            let schedule = program.track("lr").ok_or(format!("no rate:\n{fixed}"))?;
            let mut values = vec![0.0; self.values.len()];
            schedule.fill(0, &mut values);
            Ok(values)
        }))
    }

    /// The values that `lehr import` makes of a script with this call; nothing where the call stands for more than a
    /// constructor.
    fn imported(&self, peer: &str) -> Option<Result<Vec<f64>, String>> {
        let star = match peer {
            "pytorch" => "from torch.optim.lr_scheduler import *\nfrom torch.optim.swa_utils import SWALR",
            "transformers" => "from transformers import *",
            "optax" => "from optax import *",
            "timm" => "from timm.scheduler import *",
            "keras" => "from keras.optimizers.schedules import *",
            _ => return None,
        };
        let constructor = self.call.starts_with(&format!("{}(", self.function));
        if !constructor || !self.setting.is_empty() || !self.metrics.is_empty() || self.track.is_some() {
            return None;
        }
        self.translation(peer).ok()?;
        let base = self.base.unwrap_or(0.1);
        let text = format!(
            "import math\n{star}\nfrom torch.optim import SGD\no = SGD(p, lr={base})\nscheduler = {}\n",
            self.call
        );
        let file = Script::read(&text, &Settings::default()).import("train.py");
        let program = compile(&file, &Overrides::default()).into_program();
        let values = program.map_err(|error| format!("{error}\n{file}")).and_then(|program| {
            let schedule = program.track("lr").ok_or(format!("no rate:\n{file}"))?;
            let mut values = vec![0.0; self.values.len()];
            schedule.fill(0, &mut values);
            Ok(values)
        });
        Some(values)
    }

    /// The first tick that differs, in words.
    fn difference(&self, values: Result<Vec<f64>, String>, precision: Precision) -> Option<String> {
        let values = match values {
            Ok(values) => values,
            Err(message) => return Some(message),
        };
        let (relative, absolute) = precision.tolerance();
        let absolute = absolute * self.base.unwrap_or(1.0);
        let off = |(found, expected): &(f64, f64)| (found - expected).abs() > relative * expected.abs() + absolute;
        let pairs: Vec<_> = values.into_iter().zip(self.values.iter().copied()).collect();
        let wrong = pairs.iter().filter(|pair| off(pair)).count();
        let tick = pairs.iter().position(off)?;
        let (found, expected) = pairs[tick];
        Some(format!("tick {tick} is {found}, and {expected} in the peer; {wrong} of {} ticks differ", pairs.len()))
    }
}

/// The cases of every peer.
pub(crate) fn peers() -> Vec<Peer> {
    let folder = root().join("tests/conformance");
    let mut files: Vec<_> =
        std::fs::read_dir(folder).expect("the cases").map(|entry| entry.expect("a file").path()).collect();
    files.retain(|path| path.extension().is_some_and(|ending| ending == "json"));
    files.sort();
    let read = |path: &std::path::PathBuf| {
        let text = std::fs::read_to_string(path).expect("cases");
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    };
    files.iter().map(read).collect()
}

#[test]
fn every_case_has_the_numbers_of_its_peer() {
    let mut report = String::new();
    for peer in peers() {
        for case in &peer.cases {
            if let Some(difference) = case.difference(case.evaluate(&peer.name), peer.precision) {
                let lehr = case.lehr(&peer.name).unwrap_or_default();
                let _ = writeln!(report, "{} {}\n  {}\n  {lehr}\n  {difference}", peer.name, peer.version, case.call);
            }
        }
    }
    assert!(report.is_empty(), "{report}");
}

#[test]
fn a_script_with_the_call_is_imported_with_the_numbers_of_the_peer() {
    let mut report = String::new();
    let mut imported = 0;
    for peer in peers() {
        for case in &peer.cases {
            let Some(values) = case.imported(&peer.name) else { continue };
            imported += 1;
            if let Some(difference) = case.difference(values, peer.precision) {
                let _ = writeln!(report, "{}\n  {}\n  {difference}", peer.name, case.call);
            }
        }
    }
    assert!(report.is_empty(), "{report}");
    assert!(imported > 300, "{imported}");
}

#[test]
fn a_file_with_the_call_is_told_a_line_with_the_numbers_of_the_peer() {
    let mut report = String::new();
    let mut told: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for peer in peers() {
        let library = library(&peer.name).expect("a library");
        for case in &peer.cases {
            let Some(values) = case.corrected(library) else { continue };
            told.entry(peer.name.clone()).or_default().push(case.function.clone());
            if let Some(difference) = case.difference(values, peer.precision) {
                let _ = writeln!(report, "{}\n  {}\n  {difference}", peer.name, case.call);
            }
        }
    }
    assert!(report.is_empty(), "{report}");
    assert_eq!(told.len(), peers().len(), "{:?}", told.keys());
    assert!(told.values().map(Vec::len).sum::<usize>() > 450);
}

#[test]
fn every_schedule_of_the_peers_has_five_cases_of_120_ticks() {
    for peer in peers() {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for case in &peer.cases {
            *counts.entry(&case.schedule).or_default() += 1;
            let told = case.values.len() >= 120 || !case.note.is_empty();
            assert!(told, "{}: `{}` has {} ticks, and no note says why", peer.name, case.call, case.values.len());
        }
        let few: Vec<_> = counts.iter().filter(|(_, count)| **count < 5).collect();
        assert!(few.is_empty(), "{}: fewer than five cases: {few:?}", peer.name);
    }
}

#[test]
fn warmup_then_cosine_is_what_each_library_makes_of_it() {
    const TICKS: [u64; 9] = [0, 9, 10, 11, 50, 99, 100, 101, 150];
    let page = std::fs::read_to_string(root().join("docs/warmup-then-cosine.md")).expect("the page");
    let mut rows = 0;
    for row in page.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| the library")) {
        let cells: Vec<_> = row.trim_matches('|').split('|').map(str::trim).collect();
        let lehr = cells[1].trim_matches('`');
        let schedule = crate::support::schedule(lehr);
        for (cell, tick) in cells[2..].iter().zip(TICKS) {
            let found = schedule.value(tick);
            let Ok(expected) = cell.parse::<f64>() else {
                assert_eq!(*cell, "-", "{lehr}");
                continue;
            };
            // The page gives four digits.
            let off = (found - expected).abs();
            assert!(off <= 5.1e-4 * expected, "`{lehr}` is {found} at tick {tick}, and {expected} on the page");
        }
        assert_eq!(cells.len(), 2 + TICKS.len(), "{lehr}");
        rows += 1;
    }
    assert_eq!(rows, 27);
}
