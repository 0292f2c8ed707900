//! Every place is the place it says it is.

use python_calls::{Context, EventKind, Iteration, Kind, Spread, read};

const SCRIPT: &str = r#"# lehr: allow(x)
import torch.optim as optim
HORIZON = 10  # é: a comment with more bytes than characters
kwargs = {"gamma": 0.5}
opt = optim.SGD(net.parameters(), lr=1e-1)
sched = optim.lr_scheduler.StepLR(opt, step_size=HORIZON, **kwargs)
for epoch in range(1, 10):
    if epoch % 2 == 0:
        opt.param_groups[0]["lr"] = 0.1 * epoch
    sched.step()  # lehr: allow(y)
"#;

#[test]
fn calls_and_arguments_are_where_they_say() {
    let reading = read(SCRIPT);
    let (id, call) = reading
        .calls()
        .find(|(_, call)| reading.path(call.callee).is_some_and(|path| path.ends_with("StepLR")))
        .expect("the scheduler");
    assert_eq!(reading.path(call.callee).as_deref(), Some("torch.optim.lr_scheduler.StepLR"));
    assert_eq!(call.span.of(SCRIPT), "optim.lr_scheduler.StepLR(opt, step_size=HORIZON, **kwargs)");
    assert_eq!(call.callee_span.of(SCRIPT), "optim.lr_scheduler.StepLR");
    assert_eq!(call.arguments_span.of(SCRIPT), "(opt, step_size=HORIZON, **kwargs)");
    let size = reading.argument(call, "step_size", Some(1)).expect("the horizon");
    assert_eq!(size.span.of(SCRIPT), "HORIZON", "an argument is where it is written");
    assert_eq!(reading.span(size.value).of(SCRIPT), "10", "its value is where it comes from");
    let gamma = reading.argument(call, "gamma", Some(2)).expect("the factor");
    assert_eq!(gamma.span.of(SCRIPT), "0.5", "an argument out of a dict is where the dict has it");
    assert_eq!(gamma.spread, Spread::Taken);
    assert_eq!(reading.argument(call, "last_epoch", Some(3)), None);
    assert_eq!(call.name.map(|name| reading.name(name)), Some("sched"));
    assert_eq!(*reading.kind(reading.result(id)), Kind::Call(id));
}

#[test]
fn loops_and_conditions_are_where_they_say() {
    let reading = read(SCRIPT);
    let (_, it) = reading.loops().next().expect("a loop");
    assert!(it.span.of(SCRIPT).starts_with("for epoch in") && it.span.of(SCRIPT).ends_with("sched.step()"));
    assert_eq!(it.head.of(SCRIPT), "range(1, 10)");
    let Iteration::Range { start, stop, .. } = it.over else { panic!("a range") };
    assert_eq!((reading.span(start).of(SCRIPT), reading.span(stop).of(SCRIPT)), ("1", "10"));
    let when = reading.events().iter().find_map(|event| match *reading.context(event.context) {
        Context::When { span, holds, .. } => Some((span.of(SCRIPT), holds)),
        _ => None,
    });
    assert_eq!(when, Some(("epoch % 2 == 0", true)));
    let set = reading.events().iter().find_map(|event| match event.kind {
        EventKind::SetItem { right, .. } if event.span.of(SCRIPT).contains("param_groups") => Some((event.span, right)),
        _ => None,
    });
    let (whole, right) = set.expect("a rate set by hand");
    assert_eq!(whole.of(SCRIPT), r#"opt.param_groups[0]["lr"] = 0.1 * epoch"#);
    assert_eq!(right.of(SCRIPT), "0.1 * epoch");
}

#[test]
fn comments_know_whether_they_stand_alone() {
    let reading = read(SCRIPT);
    let comments: Vec<_> = reading.comments().iter().map(|it| (it.span.of(SCRIPT), it.alone)).collect();
    let wanted = [
        ("# lehr: allow(x)", true),
        ("# é: a comment with more bytes than characters", false),
        ("# lehr: allow(y)", false),
    ];
    assert_eq!(comments, wanted);
}

#[test]
fn a_value_is_spelled_as_the_script_has_it() {
    let text =
        "args = parse()\nloader = DataLoader(d)\nf(args.epochs * len(loader), cfg['a'].b, -x ** 2, (a + b) * c)\n";
    let reading = read(text);
    let (_, call) = reading.calls().last().expect("a call");
    let spelled: Vec<String> = call.arguments.iter().map(|it| reading.spell(it.value)).collect();
    assert_eq!(spelled, ["args.epochs * len(loader)", "cfg[\"a\"].b", "-x ** 2", "(a + b) * c"]);
}

#[test]
fn arms_and_what_is_under_a_test() {
    let text = "if a == 'x':\n    s = 1\nelif a == 'y':\n    s = 2\nelse:\n    s = 3\nf(s)\nif a == 'y':\n    g(s)\n";
    let reading = read(text);
    let call = |name: &str| {
        let found = reading.calls().find(|(_, call)| call.callee_span.of(text) == name);
        found.map(|(_, call)| call).expect("the call")
    };
    let value = call("f").arguments[0].value;
    let arms: Vec<_> =
        reading.arms(value).into_iter().map(|(tests, value)| (tests.len(), reading.spell(value))).collect();
    assert_eq!(arms, [(1, "1".to_string()), (2, "2".to_string()), (2, "3".to_string())]);
    let under = reading.conditions(call("g").context);
    assert_eq!(reading.spell(reading.under(call("g").arguments[0].value, &under)), "2");
}

#[test]
fn numbers_are_computed_as_python_does() {
    let cases = [
        ("7 // 2", "Int(3)"),
        ("-7 // 2", "Int(-4)"),
        ("-7 % 3", "Int(2)"),
        ("7 / 2", "Float(3.5)"),
        ("4 / 2", "Float(2.0)"),
        ("2 ** 10", "Int(1024)"),
        ("2 ** -1", "Float(0.5)"),
        ("int(3.7)", "Int(3)"),
        ("round(2.5)", "Int(2)"),
        ("max(1, 2.0, 1)", "Float(2.0)"),
        ("len([1, 2, 3]) * 2", "Int(6)"),
        ("-7.5 % 2", "Float(0.5)"),
        ("10 ** 30", "None"),
        ("1 / 0", "None"),
        ("1 if True else 2", "Int(1)"),
        ("0x10 + 0b1", "Int(17)"),
    ];
    for (text, wanted) in cases {
        let script = format!("f({text})\n");
        let reading = read(&script);
        let (_, call) = reading.calls().last().expect("the call");
        let number = reading.number(call.arguments[0].value);
        let number = number.map_or("None".to_string(), |number| format!("{number:?}"));
        assert_eq!(number, wanted, "{text}");
    }
}
