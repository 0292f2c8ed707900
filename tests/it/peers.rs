//! What is made of the calls of other libraries; `conformance` compares the values.

use lehr::peers::{Argument, Arguments, Base, Counts, library};
use lehr::{Overrides, compile};

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

/// Where a page was wrong once: a library, a call, and its line.
const CORNERS: &[(&str, &str, &str)] = &[
    ("timm", "StepLRScheduler(30, 0.1, 5)", "warmup(5) then step(30, 0.1)"),
    ("timm", "StepLRScheduler(30, 0.1, 5, warmup_prefix=False)", "warmup(5) then step(30, 0.1, from=1x) skip 5"),
    ("timm", "MultiStepLRScheduler([30, 60], 0.1, 5)", "warmup(5) then multistep([29, 59], 0.1)"),
    (
        "timm",
        "MultiStepLRScheduler([30, 60], 0.1, 5, warmup_prefix=False)",
        "warmup(5) then multistep([29, 59], 0.1, from=1x) skip 5",
    ),
    ("timm", "MultiStepLRScheduler([1, 30], 0.5)", "multistep([1, 29], 0.5)"),
    ("timm", "TanhLRScheduler(100)", "hold(1x) for 1 then tanh(100, from=1x) skip 1"),
    ("timm", "TanhLRScheduler(60, warmup_t=30)", "warmup(30, to=1x / (exp(-4) + 1)) then tanh(60, from=1x) skip 30"),
    ("pytorch", "ConstantLR(0.5, 10)", "piecewise([10], [0.5x, 1x])"),
    ("pytorch", "ConstantLR(0.5, 0)", "hold(0.5x)"),
    ("pytorch", "LinearLR(0.1, 1.0, 0)", "hold(0.1x)"),
    (
        "pytorch",
        "ChainedScheduler([ConstantLR(0.5, 10), ExponentialLR(0.9)])",
        "piecewise([10], [0.5x, 1x]) * exponential(gamma=0.9)",
    ),
    (
        "pytorch",
        "SequentialLR([ConstantLR(0.5, 20), CosineAnnealingLR(90)], [10])",
        "piecewise([20], [0.5x, 1x]) for 10 then cosine(90, from=1x) mirror repeat",
    ),
    ("transformers", "get_inverse_sqrt_schedule(100)", "warmup(100) then inverse_sqrt(100)"),
    ("transformers", "get_inverse_sqrt_schedule(0)", "inverse_sqrt(10000)"),
    ("transformers", "get_inverse_sqrt_schedule(100, 400)", "warmup(100) then inverse_sqrt(400)"),
    ("transformers", "get_cosine_schedule_with_warmup(10, 100, 1.5)", "warmup(10) then cosine(30) mirror repeat"),
    ("transformers", "get_polynomial_decay_schedule_with_warmup(10, 100)", "warmup(10) then poly(90, to=1e-7)"),
    (
        "transformers",
        "get_wsd_schedule(10, 20, 100, warmup_type=cosine, decay_type=1-sqrt)",
        "warmup(10, shape=cosine) then hold for 70 then one_minus_sqrt(20)",
    ),
    (
        "transformers",
        "get_wsd_schedule(10, 20, 100, num_stable_steps=30, decay_type=linear, min_lr_ratio=0.1)",
        "warmup(10, from=0.1x) then hold for 30 then linear(20, to=0.1x)",
    ),
    ("optax", "exponential_decay(1, 10, 0.5, staircase=True)", "step(10, 0.5, from=1)"),
    ("optax", "exponential_decay(1, 10, 0.5, end_value=0.1)", "max(exponential(10, gamma=0.5, from=1), 0.1)"),
    ("optax", "exponential_decay(1, 10, 2, end_value=9)", "min(exponential(10, gamma=2, from=1), 9)"),
    ("optax", "cosine_decay_schedule(1, 10, 0, 2)", "curve(10, from=1, u -> ((1 + cos(pi * u)) / 2) ^ 2)"),
    ("optax", "linear_schedule(1, 0, 0)", "hold(1)"),
    (
        "optax",
        "linear_onecycle_schedule(100, 1, 0.3, 0.3, 10, 100)",
        "linear(30, from=0.1, to=0.01) then linear(70, to=0.0001)",
    ),
    ("keras", "ExponentialDecay(1, 10, 0.5, staircase=True)", "step(10, 0.5, from=1)"),
    ("keras", "InverseTimeDecay(1, 10, 0.5, staircase=True)", "inverse_time(10, 0.5, from=1) every 10"),
    (
        "keras",
        "PolynomialDecay(1, 100, 0.1, 2, cycle=True)",
        "0.1 + 0.9 * factor(t -> (1 - t / (100 * max(1, ceil(t / 100)))) ^ 2)",
    ),
    (
        "keras",
        "CosineDecay(0.1, 90, 0.5, warmup_target=1, warmup_steps=10)",
        "warmup(10, from=0.1, to=1) then cosine(90, to=0.5)",
    ),
    (
        "transformers",
        "TrainingArguments(learning_rate=2e-5, max_steps=100, warmup_steps=10, lr_scheduler_type=polynomial)",
        "warmup(10, to=2e-5) then poly(90, to=1e-7)",
    ),
    ("fairseq", "polynomial_decay(0.1, 10, None, 0.01, 1, 100)", "warmup(10, to=0.1) then poly(90, to=0.01)"),
];

#[test]
fn a_call_in_a_file_is_told_its_line() {
    let cases = [
        ("lr = StepLR(2, gamma=0.5)", "lr = step(2, 0.5)", ""),
        ("lr = 2 * CosineAnnealingLR(5)", "lr = 2 * (cosine(5) mirror repeat)", ""),
        ("lr = OneCycleLR(0.1, 100)", "lr = 0.1 * onecycle(100)", "with `momentum = cosine(29, from=0.95, to=0.85)"),
        // The peak takes the place of the rate that the optimizer has.
        ("base = 1e-3; lr = OneCycleLR(0.1, 100)", "base = 0.1; lr = onecycle(100)", "with `base = 0.1` and `momentum"),
        // PyTorch has no `end`: it is mmengine's.
        ("lr = LinearLR(start_factor=0.1, end=10)", "lr = linear(9, from=0.1x, to=1x)", "mmengine's"),
        (
            "momentum = CosineAnnealingScheduler(optimizer, momentum, 0.85, 0.95, 100)",
            "momentum = cosine(100, from=0.85, to=0.95) repeat",
            "ignite's",
        ),
    ];
    for (text, corrected, help) in cases {
        let compilation = compile(text, &Overrides::default());
        let found = &compilation.diagnostics()[0];
        assert!(found.help.as_deref().unwrap_or_default().contains(help), "{found:?}");
        assert_eq!(found.fixes[0].apply(text).as_deref(), Some(corrected));
        assert!(compile(corrected, &Overrides::default()).into_program().is_ok(), "{corrected}");
    }
}

#[test]
fn the_corners_have_their_lines() {
    let wrong = CORNERS.iter().map(|(name, call, lehr)| (call, said(name, call), *lehr));
    let wrong: Vec<_> = wrong.filter(|(_, said, lehr)| said != lehr).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
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
        ("timm", "TanhLRScheduler(20, warmup_t=30, cycle_limit=2)", "longer than the first of several cycles"),
        ("fairseq", "tri_stage(1, phase_ratio=[0.7, 0.2, 0.1], max_update=100)", "add up to 1"),
        ("fairseq", "tri_stage(1, phase_ratio=[0.1, 0.4, 0.5])", "which is not given"),
        ("fairseq", "polynomial_decay(1, force_anneal=5, total_num_update=100)", "each epoch starts from the rate"),
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
