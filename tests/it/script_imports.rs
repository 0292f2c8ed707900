//! Scripts as files in the language: `lehr import`.

use std::collections::BTreeSet;

use lehr::peers::{Kind, LIBRARIES};
use lehr::scripts::{Script, Settings};
use lehr::syntax::parse;
use lehr::{Code, Overrides, compile, lint};

use crate::scripts_corpus::{closed, corpus, read};
use crate::support::{lehr, relative};

const OPEN: &str = "\
from torch import optim
from torch.optim.lr_scheduler import CosineAnnealingLR
optimizer = optim.SGD(params, lr=args.lr)
scheduler = CosineAnnealingLR(optimizer, T_max=epochs * len(train['loader']))
for epoch in range(epochs):
    for batch in train['loader']:
        optimizer.step()
        scheduler.step()
";

#[test]
fn what_a_script_leaves_open_is_a_parameter_to_set() {
    let file = Script::read(OPEN, &Settings::default()).import("train.py");
    insta::assert_snapshot!(file);
    let compilation = compile(&file, &Overrides::default());
    let codes: BTreeSet<&str> = compilation.diagnostics().iter().map(|finding| finding.code.slug()).collect();
    assert_eq!(codes, BTreeSet::from(["open-parameter"]));
    let set = Overrides::new().param("n_epochs", 3.0).param("len_train_loader", 10.0).param("args_lr", 0.5);
    let program = compile(&file, &set).into_program().expect("nothing is open");
    assert_eq!(program.run().map(|run| run.to_string()).as_deref(), Some("30"));
    assert_eq!(program.track("lr").expect("the rate").value(15), 0.25);
}

#[test]
fn what_is_set_is_the_value_of_its_parameter() {
    let mut settings = Settings::default();
    for (name, value) in [("epochs", "3"), ("len(train[\"loader\"])", "10"), ("args.lr", "0.5")] {
        settings.set(name, value);
    }
    let file = Script::read(OPEN, &settings).import("train.py");
    assert!(file.contains("param args_lr = 0.5  # train.py:3 args.lr\n"), "{file}");
    assert!(compile(&file, &Overrides::default()).program().is_some(), "{file}");
}

/// The arguments of a call, as ranges of its text.
fn arguments(call: &str) -> Vec<std::ops::Range<usize>> {
    let (Some(open), Some(close)) = (call.find('('), call.rfind(')')) else { return Vec::new() };
    let (mut depth, mut start, mut found) = (0, open + 1, Vec::new());
    for (at, c) in call[open + 1..close].char_indices().map(|(at, c)| (at + open + 1, c)) {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth -= 1,
            ',' if depth == 0 => {
                found.push(start..at);
                start = at + 1;
            }
            _ => {}
        }
    }
    found.push(start..close);
    found
}

#[test]
fn a_string_in_the_place_of_a_number_never_becomes_text_of_the_language() {
    let mut translated = 0;
    for (library, function) in
        LIBRARIES.iter().flat_map(|library| library.functions.iter().map(move |it| (library, it)))
    {
        let has_optimizer = function.parameters.first().is_some_and(|first| first.kind == Kind::Optimizer);
        for call in function.calls() {
            let call = if has_optimizer { call.replacen('(', "(optimizer, ", 1) } else { call };
            for argument in arguments(&call).into_iter().skip(usize::from(has_optimizer)) {
                let value =
                    call[argument.clone()].find('=').map_or(argument.start, |equals| argument.start + equals + 1);
                for string in ["", "3 then hostile", "hostile", "hostile\\nrun = 7", "7  # hostile", "\\x1b"] {
                    let call = format!("{}\"{string}\"{}", &call[..value], &call[argument.end..]);
                    let script = format!("from {} import {}\ns = {call}\n", library.module, function.name);
                    let file = Script::read(&script, &Settings::default()).import("train.py");
                    assert_eq!(parse(&file).1, [], "{script}{file}");
                    // The name of a metric is made of whatever string there is.
                    let code = |line: &str| line.split('#').next().unwrap_or_default().replace("metric=hostile", "");
                    let is_hostile = |line: &str| {
                        code(line).split(|c: char| !c.is_ascii_alphanumeric() && c != '_').any(|word| word == "hostile")
                    };
                    assert!(!file.lines().any(is_hostile), "{script}{file}");
                    translated += usize::from(file.contains("lr ="));
                }
            }
        }
    }
    assert!(translated > 0, "no call was understood");
}

#[test]
fn the_name_of_a_metric_is_spelt_as_a_name() {
    for (monitor, name) in [("val/accuracy", "val_accuracy"), ("a b", "a_b"), ("m.acc", "m.acc"), ("acc\u{e9}", "acc_")]
    {
        let script = format!(
            "from keras.callbacks import ReduceLROnPlateau\ncb = ReduceLROnPlateau(monitor=\"{monitor}\", factor=0.5, \
             patience=5)\n"
        );
        let file = Script::read(&script, &Settings::default()).import("train.py");
        assert!(file.contains(&format!("metric={name}")), "{file}");
    }
}

/// The values of a parameter that a command sets, where they are numbers.
fn set(script: &Script) -> Overrides {
    script.parameters().iter().fold(Overrides::new(), |set, parameter| {
        let value = parameter.value.as_ref().and_then(lehr::scripts::Constant::number);
        let is_open = parameter.default.is_none();
        match value.filter(|_| is_open) {
            Some(value) => set.param(&parameter.name, value.as_f64()),
            None => set,
        }
    })
}

/// The codes of what is found in a text.
fn lint_codes(text: &str) -> Vec<Code> {
    let found = Script::read(text, &Settings::default()).check(&Overrides::default(), &lint::Settings::default());
    found.iter().map(|finding| finding.code).collect()
}

#[test]
fn every_script_of_the_corpus_is_imported_as_what_it_is() {
    let mut count = 0;
    let mut wrong = Vec::new();
    for script in corpus() {
        let name = relative(&script.path);
        let open = read(&script, &Settings::default());
        if open.compiled().is_empty() {
            continue;
        }
        // Read without values, and given them as a `.lehr` file is.
        let file = open.import("train.py");
        assert_eq!(lehr::format(&file).expect("it is read"), file, "{name}");
        let read = read(&script, &closed(&script));
        let overrides = set(&read);
        let wanted = read.compile(&Overrides::default());
        let Some(wanted) = wanted.program() else { continue };
        let known: Vec<&str> =
            file.lines().filter_map(|line| line.strip_prefix("param ")?.split([' ', '=']).next()).collect();
        let missing = read.parameters().iter().any(|it| it.default.is_none() && !known.contains(&&*it.name));
        if missing || open.compiled().len() != read.compiled().len() {
            // Another arm is taken where it is set.
            continue;
        }
        let compilation = compile(&file, &overrides);
        let Some(program) = compilation.program() else { panic!("{name}\n{file}{:?}", compilation.diagnostics()) };
        let ticks = wanted.ticks().unwrap_or(100).min(400);
        for track in wanted.tracks() {
            let imported = program.track(&track.name).unwrap_or_else(|| panic!("{name}: no {}\n{file}", track.name));
            for tick in 0..ticks {
                assert_eq!(
                    imported.value(tick),
                    track.schedule.value(tick),
                    "{name}: {} at {tick}\n{file}",
                    track.name
                );
            }
        }
        // What is found in the file is found in the script, be it allowed there or not.
        let own: Vec<Code> = lint_codes(&read.text().replace("lehr: allow", ""));
        let as_it_is = compile(&file, &Overrides::default());
        if as_it_is.program().is_some() {
            let mut found = lint::check(&as_it_is, &lint::Settings::default());
            found.retain(|finding| !own.contains(&finding.code));
            if !found.is_empty() {
                wrong.push(format!("{name}\n{file}{found:?}"));
            }
        }
        count += 1;
    }
    assert!(wrong.is_empty(), "{} are wrong\n{}", wrong.len(), wrong.join("\n"));
    assert!(count > 120, "{count}");
}

#[test]
fn the_program_prints_the_file() {
    let printed = lehr(&["import", "tests/scripts/three_epochs.py"]);
    assert_eq!(printed.code, 0, "{}", printed.stderr);
    assert!(printed.stdout.contains("step(2, 0.5)"), "{}", printed.stdout);
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("train.lehr");
    std::fs::write(&path, Script::read(OPEN, &Settings::default()).import("train.py")).expect("a file");
    let file = path.to_str().expect("a path");
    let asked = lehr(&["eval", file, "-n", "2"]);
    assert_eq!(asked.code, 1, "{}", asked.stdout);
    assert!(asked.stderr.contains("--set n_epochs=…"), "{}", asked.stderr);
    let set = ["--set", "n_epochs=3", "--set", "len_train_loader=1", "--set", "args_lr=0.5"];
    let printed = lehr(&[&["eval", file, "-n", "1"][..], &set].concat());
    assert_eq!(printed.code, 0, "{}", printed.stderr);
    assert_eq!(Code::find("open-parameter"), Some(Code::OpenParameter));
}

/// Characters that the language refuses in a text, in each place of a script that its comments repeat.
#[test]
fn what_cannot_be_seen_in_a_script_is_a_symbol_in_its_file() {
    let hidden =
        ["\0", "\x1b", "\x07", "\r", "\n", "\u{85}", "\u{9b}", "\u{200b}", "\u{2028}", "\u{202e}", "\u{e0041}"];
    for hidden in hidden {
        let calls = [
            format!("CyclicLR(opt, 0.1, 1, mode='{hidden}')"),
            format!("CyclicLR(opt, 0.1, 1, mode='''a{hidden}''')"),
            format!("StepLR(opt, len(x['{hidden}']))"),
            format!("StepLR(opt, args['''{hidden}'''])"),
            format!("LambdaLR(opt, f('{hidden}'))"),
        ];
        for call in calls {
            let text = format!(
                "import torch\nopt = torch.optim.SGD(net.parameters(), 0.1)\ns = torch.optim.lr_scheduler.{call}\n\
                 for epoch in range(9):\n    opt.step()\n    s.step()\n"
            );
            for name in ["train.py".to_string(), format!("tr{hidden}ain.py")] {
                let file = Script::read(&text, &Settings::default()).import(&name);
                assert_eq!(lehr::format(&file).ok().as_ref(), Some(&file), "{text}\n{file}");
            }
        }
    }
}

/// Names that the language has another use for, that are a parameter's, or that two schedules have.
#[test]
fn several_schedules_have_names_of_their_own() {
    let names = ["run", "step", "cosine", "base", "tick", "lr", "epochs", "rate", "é", "_", "then", "self.x", "x['a']"];
    for name in names {
        for rate in ["0.1", "rate", "lr"] {
            let one = format!(
                "opt = torch.optim.SGD(net.parameters(), {rate})\n{name} = torch.optim.lr_scheduler.StepLR(opt, 3)\n\
                 for epoch in range(9):\n    opt.step()\n    {name}.step()\n"
            );
            let two = one.replace("opt", "opt_d").replace("torch.opt_dim", "torch.optim");
            let text = format!("import torch\nx = {{}}\n{one}{}{two}", two.replace(name, "other"));
            let script = Script::read(&text, &Settings::default());
            assert_eq!(script.compiled().len(), 3, "{text}");
            let file = script.import("train.py");
            let codes: BTreeSet<&str> =
                compile(&file, &Overrides::default()).diagnostics().iter().map(|found| found.code.slug()).collect();
            assert!(codes.is_subset(&BTreeSet::from(["open-parameter"])), "{text}\n{file}{codes:?}");
        }
    }
}
