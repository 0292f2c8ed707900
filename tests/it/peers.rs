//! What is made of the calls of other libraries, where no conformance case has them.

use lehr::peers::{Argument, Arguments, Base, Counts, library};
use lehr::{Overrides, compile};

/// A library, what stands before the schedule, a call, and values that were measured there at base 1.
type Measured = (&'static str, &'static str, &'static str, &'static [(u64, &'static str)]);

const MEASURED: &[Measured] = &[
    (
        "mmengine",
        "",
        "param_scheduler([LinearLR(0.001, end=10), CosineAnnealingLR(begin=10, end=100)])",
        &[(0, "0.001"), (1, "0.112"), (9, "1"), (10, "1"), (11, "0.9997"), (99, "0.0003046"), (150, "0.0003046")],
    ),
    ("mmengine", "", "PolyLR(power=1, end=100)", &[(1, "0.9899"), (98, "0.0101"), (99, "0")]),
    ("mmengine", "", "ConstantLR(1 / 3, end=10)", &[(8, "0.3333"), (9, "1")]),
    ("mmengine", "", "MultiStepLR([8, 11], begin=5)", &[(12, "1"), (13, "0.1"), (16, "0.01")]),
    ("mmengine", "", "ExponentialLR(0.9, begin=5, end=10)", &[(9, "0.6561"), (20, "0.6561")]),
    ("mmengine", "", "CosineAnnealingLR(T_max=10)", &[(10, "0"), (11, "0.0245"), (20, "1")]),
    (
        "mmengine",
        "",
        "param_scheduler([LinearLR(0.001, end=10), CosineAnnealingLR(end=100)])",
        &[(1, "0.11197"), (9, "0.98015"), (10, "0.97553")],
    ),
    ("ignite", "", "CosineAnnealingScheduler(optimizer, lr, 1, 0, 100)", &[(99, "0.0002467"), (100, "1")]),
    (
        "ignite",
        "",
        "CosineAnnealingScheduler(optimizer, lr, 1, 0, 10, warmup_duration=5)",
        &[(10, "0"), (11, "0.2"), (15, "1")],
    ),
    ("ignite", "", "LinearCyclicalScheduler(optimizer, lr, 1, 0, 100)", &[(50, "0"), (100, "1")]),
    (
        "ignite",
        "",
        "create_lr_scheduler_with_warmup(CosineAnnealingLR(90), 0, 10)",
        &[(0, "0"), (9, "1"), (10, "0.9997"), (99, "0")],
    ),
    ("fvcore", "run = 100", "CosineParamScheduler(1, 0)", &[(50, "0.5")]),
    ("fvcore", "run = 100", "PolynomialDecayParamScheduler(1, 2)", &[(50, "0.25")]),
    ("fvcore", "run = 100", "ExponentialParamScheduler(1, 0.5)", &[(100, "0.5")]),
    ("fvcore", "run = 100", "StepParamScheduler(100, [1, 0.1, 0.01])", &[(33, "1"), (34, "0.1"), (67, "0.01")]),
    (
        "fvcore",
        "run = 100",
        "MultiStepParamScheduler([1, 0.1, 0.01], milestones=[30, 60, 90])",
        &[(33, "1"), (34, "0.1"), (66, "0.1"), (67, "0.01")],
    ),
];

#[test]
fn calls_have_the_values_that_were_measured_there() {
    for (name, setting, call, values) in MEASURED {
        let translation = library(name).expect("a library").read(call).unwrap_or_else(|why| panic!("`{call}`: {why}"));
        let base = if translation.base() == Base::Written { "" } else { "base = 1" };
        let text = format!("{setting}\n{base}\nlr = {}", translation.track("lr").expect("a rate"));
        let program =
            compile(&text, &Overrides::default()).into_program().unwrap_or_else(|why| panic!("{text}: {why:?}"));
        let schedule = program.track("lr").expect("a rate");
        for (tick, value) in *values {
            // To the digits that are given.
            let digits = value.split('.').nth(1).map_or(0, str::len);
            let unit = format!("1e-{digits}").parse::<f64>().expect("a number");
            let expected: f64 = value.parse().expect("a value");
            let found = schedule.value(*tick);
            assert!((found - expected).abs() <= 0.51 * unit, "`{call}` is {found} at {tick}, and {value} there");
        }
    }
}

fn said(name: &str, call: &str) -> String {
    match library(name).expect("a library").read(call) {
        Ok(translation) => translation.expression(),
        Err(reason) => reason.to_string(),
    }
}

#[test]
fn names_stay_names_and_numbers_are_computed() {
    let cases = [
        ("pytorch", "StepLR(optimizer, 30)", "step(30, 0.1)"),
        ("pytorch", "CosineAnnealingLR(epochs * 391)", "cosine(epochs * 391) mirror repeat"),
        ("pytorch", "ConstantLR(1 / 3, 5)", "piecewise([5], [1x / 3, 1x])"),
        ("pytorch", "OneCycleLR(0.1, epochs=30, steps_per_epoch=100)", "0.1 * onecycle(3000)"),
        ("transformers", "get_linear_schedule_with_warmup(100, 1000)", "warmup(100) then linear(900)"),
        ("transformers", "get_cosine_schedule_with_warmup(0, 1000)", "cosine(1000) mirror repeat"),
        (
            "transformers",
            "TrainingArguments(learning_rate=2e-5, warmup_ratio=0.06, max_steps=1000)",
            "2e-5 * (warmup(60) then linear(940))",
        ),
        ("diffusers", "get_scheduler(constant_with_warmup, optimizer, num_warmup_steps=500)", "warmup(500) then hold"),
        (
            "optax",
            "warmup_cosine_decay_schedule(0, 3e-4, 2000, 100000, 3e-5)",
            "warmup(2000, to=3e-4) then cosine(98000, to=3e-5)",
        ),
    ];
    for (name, call, lehr) in cases {
        assert_eq!(said(name, call), lehr, "`{call}`");
    }
}

#[test]
fn what_cannot_be_said_has_its_reason() {
    let cases = [
        ("pytorch", "SequentialLR([LinearLR(), MultiplicativeLR(t -> 0.9)], [5])", "not from the base"),
        ("pytorch", "SequentialLR([LinearLR(), OneCycleLR(0.1, 90)], [5])", "replaces the optimizer's rate"),
        ("pytorch", "ChainedScheduler([LinearLR(), LambdaLR(t -> 0.9 ^ t)])", "undoes what the other parts do"),
        ("pytorch", "ChainedScheduler([LinearLR(), CosineAnnealingLR(90, 1e-5)])", "with a floor"),
        ("pytorch", "MultiplicativeLR(t -> 1 / t)", "changing factors"),
        ("pytorch", "CosineAnnealingLR(T_max=90, last_epoch=10)", "in the middle"),
        ("pytorch", "CosineAnnealingLR()", "needs `T_max`"),
        ("pytorch", "StepLR(30, gama=0.1)", "no parameter `gama`"),
        ("pytorch", "CyclicLR(0.1, 1, mode=args)", "depends on `mode`"),
        ("transformers", "get_scheduler(greedy, optimizer)", "raises the rate on a metric"),
        ("composer", "CosineAnnealingWarmRestartsScheduler(10, 1.5)", "truncated to whole batches"),
    ];
    for (name, call, reason) in cases {
        let found = said(name, call);
        assert!(found.contains(reason), "`{call}`: {found}");
    }
}

#[test]
fn an_argument_that_is_not_known_is_the_reason_where_it_decides() {
    let pytorch = library("pytorch").expect("a library");
    let unknown = || Argument::Unknown("`make()` is known only when it runs".to_string());
    let reason = |name: &str, argument: Argument| {
        let by_name = vec![("T_max".to_string(), Argument::Lehr("90".to_string())), (name.to_string(), argument)];
        pytorch.translate("CosineAnnealingLR", &Arguments { by_place: vec![unknown()], by_name })
    };
    let refused = reason("eta_min", unknown()).expect_err("the floor is not known");
    assert_eq!(refused.parameter.as_deref(), Some("eta_min"));
    assert_eq!(refused.to_string(), "`make()` is known only when it runs");
    let translated = reason("eta_min", Argument::Lehr("args_min_lr".to_string())).expect("a name is enough");
    assert_eq!(translated.expression(), "cosine(90, to=args_min_lr) mirror repeat");
    assert_eq!((translated.base(), translated.counts()), (Base::Optimizer, Counts::Calls));
}

#[test]
fn a_call_drives_its_tracks_around_its_base() {
    let pytorch = library("pytorch").expect("a library");
    let cycle = pytorch.read("OneCycleLR(0.1, 100)").expect("a cycle");
    assert_eq!(cycle.base(), Base::Replaced("0.1".to_string()));
    assert_eq!(cycle.track("lr").as_deref(), Some("onecycle(100)"));
    assert_eq!(cycle.track("momentum").as_deref(), Some("cosine(29, from=0.95, to=0.85) then cosine(70, to=0.95)"));
    let plain = pytorch.read("OneCycleLR(0.1, 100, cycle_momentum=False)").expect("a cycle");
    assert_eq!(plain.tracks().collect::<Vec<_>>(), ["lr"]);
    assert_eq!(pytorch.read("CyclicLR(0.1, 1)").expect("a cycle").base(), Base::Written);
    let plateau = pytorch.read("ReduceLROnPlateau()").expect("a plateau");
    assert_eq!(plateau.counts(), Counts::Measurements);
    assert_eq!(plateau.watching("val_acc").expression(), "plateau(0.1, 10, metric=val_acc)");
}
