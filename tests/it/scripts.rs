//! Training scripts: what is read of them, and what every command makes of it.

use lehr::scripts::{Script, Settings};
use lehr::{Code, Overrides};

const STEP: &str = "\
from torch import optim
from torch.optim.lr_scheduler import StepLR
optimizer = optim.SGD(params, lr=0.1)
scheduler = StepLR(optimizer, step_size=2, gamma=0.5)
for epoch in range(3):
    optimizer.step()
    scheduler.step()
";

/// The values of the only schedule of a script.
fn values(text: &str, settings: &Settings, count: u64) -> Vec<f64> {
    let program = Script::read(text, settings).compile(&Overrides::default()).into_program();
    let program = program.unwrap_or_else(|findings| panic!("{findings:?}\n{text}"));
    (0..count).map(|tick| program.track("lr").expect("the only schedule is lr").value(tick)).collect()
}

#[test]
fn a_schedule_its_rate_and_its_run_are_read() {
    assert_eq!(values(STEP, &Settings::default(), 4), [0.1, 0.1, 0.05, 0.05]);
    let program = Script::read(STEP, &Settings::default()).compile(&Overrides::default()).into_program();
    let program = program.expect("no errors");
    assert_eq!(program.run().expect("three epochs").to_string(), "3");
    assert_eq!(program.tick(), Some(lehr::Unit::EPOCH));
}

#[test]
fn what_is_open_is_asked_for_by_its_own_spelling() {
    let text = STEP.replace("step_size=2", "step_size=len(loader) * 2").replace("0.1)", "args.lr)");
    let compilation = Script::read(&text, &Settings::default()).compile(&Overrides::default());
    let [finding] = compilation.diagnostics() else { panic!("{:?}", compilation.diagnostics()) };
    assert_eq!(finding.code, Code::OpenParameter);
    let help = finding.help.as_deref().expect("what to set");
    assert!(help.contains("--set 'len(loader)=…'") && help.contains("--set args.lr=…"), "{help}");
    let mut settings = Settings::default();
    settings.set("len( loader )", "1");
    settings.set("args.lr", "0.1");
    assert_eq!(values(&text, &settings, 4), [0.1, 0.1, 0.05, 0.05]);
}

#[test]
fn what_cannot_be_said_has_a_reason_and_a_place() {
    let text =
        STEP.replace("StepLR(optimizer, step_size=2, gamma=0.5)", "getattr(optim.lr_scheduler, args.name)(optimizer)");
    let script = Script::read(&text, &Settings::default());
    let unsaid: Vec<_> = script.unsaid().map(|unsaid| unsaid.reason.span.of(script.text())).collect();
    assert_eq!(unsaid, ["getattr(optim.lr_scheduler, args.name)"]);
    let compilation = script.compile(&Overrides::default());
    assert!(compilation.program().is_none());
    assert_eq!(compilation.diagnostics()[0].code, Code::UnsaidSchedule);
}

#[test]
fn a_class_of_ones_own_is_no_scheduler_of_pytorch() {
    let text = STEP.replace("from torch.optim.lr_scheduler import", "from utility.step_lr import");
    let script = Script::read(&text, &Settings::default());
    assert!(script.schedules().is_empty(), "{:?}", script.schedules());
}
