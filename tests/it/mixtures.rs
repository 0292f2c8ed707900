//! Sums of the tracks below a name, in `expect` and in the rule about shares.

use lehr::{Code, Compilation, Overrides, Severity, compile, lint};
use proptest::prelude::*;

fn compiled(text: &str) -> Compilation {
    compile(text, &Overrides::default())
}

/// The failures of the expectations of a text without errors.
fn failures(text: &str) -> Vec<Option<String>> {
    let compilation = compiled(text);
    let errors = compilation.diagnostics().iter().filter(|found| found.severity() == Severity::Error);
    assert_eq!(errors.count(), 0, "{text}\n{:#?}", compilation.diagnostics());
    compilation.test().into_iter().map(|outcome| outcome.failure.map(|failure| failure.message)).collect()
}

fn holds(text: &str) {
    assert!(failures(text).iter().all(Option::is_none), "{text}\n{:#?}", failures(text));
}

#[test]
fn a_sum_is_of_all_tracks_below_a_name_and_each_once() {
    let mix =
        "run = 10\nmix = hold(7)\nmix.a = hold(0.5)\nmix.b.c = hold(0.25)\nmix.b.d = hold(0.125)\nmixed.a = hold(9)\n";
    for (expected, holds_so) in [
        ("expect sum(mix) == 0.875", true),
        ("expect sum(mix.b) == 0.375", true),
        ("expect 0.875 == sum(mix)", true),
        ("expect (sum(mix)) <= 0.875", true),
        ("expect 0.8 < sum(mix)", true),
        ("expect 0.8 > sum(mix)", false),
        ("expect sum(mix) < 0.875", false),
        ("expect max(sum(mix)) == 0.875", true),
        ("expect sum(mix)[3] + sum(mix.b)[2.5] == 1.25", true),
        ("expect mean(sum(mix)[2 .. end]) == 0.875", true),
        ("expect first(sum(mix)) == last(sum(mix))", true),
        ("expect sum(mix) == 2 * 0.4375", true),
    ] {
        assert_eq!(failures(&format!("{mix}{expected}"))[0].is_none(), holds_so, "{expected}");
    }
    holds(
        "run = 9\nlr = linear(9)\nlr.b.{i in 1..3} = 0.5 ^ i * lr\nexpect sum(lr.b) <= 7 / 8\nexpect sum(lr.b)[0] == 7 / 8",
    );
    holds("run = 9\nlr = hold(1)\ndef sum(x) = 2 * x\nexpect sum(3) == 6");
}

#[test]
fn the_first_tick_that_is_wrong_is_named() {
    let text = "run = 1000\nmix.web = hold(0.5) for 700 then hold(0.4)\nmix.code = hold(0.5)\nexpect sum(mix) == 1";
    assert_eq!(failures(text), [Some("expected 1 at every tick, found 0.9 at tick 700".to_string())]);
    let text = "run = 1000\nmix.web = linear(1000, from=0.5, to=0.4)\nmix.code = hold(0.5)\nexpect sum(mix) >= 0.95";
    assert_eq!(failures(text), [Some("expected at least 0.95 at every tick, found 0.9499 at tick 501".to_string())]);
}

#[test]
fn what_cancels_out_holds_in_runs_of_any_length() {
    for shape in ["linear", "cosine", "poly(power=2)", "one_minus_sqrt", "rex", "tanh", "exp_to(to=0.1)"] {
        let call = |from: &str, to: &str| match shape.split_once('(') {
            Some((name, rest)) if name == "exp_to" => format!("{name}(from={from}, {rest}"),
            Some((name, rest)) => format!("{name}(from={from}, to={to}, {rest}"),
            None => format!("{shape}(from={from}, to={to})"),
        };
        let (web, code) = (call("0.7", "0.2"), call("0.1", "0.5"));
        let rest = "run = 1T tokens\nmix.math = 1 - (mix.web + mix.code)\nexpect sum(mix) == 1\n";
        holds(&format!("{rest}mix.web = {web}\nmix.code = {code}"));
        if !shape.starts_with("exp_to") {
            let math = call("0.2", "0.3");
            holds(&format!(
                "run = 1T tokens\nmix.web = {web}\nmix.code = {code}\nmix.math = {math}\nexpect sum(mix) == 1"
            ));
        }
    }
    holds(
        "run = 10M steps\nmix.a = 0.6 * (hold for 2M steps then cosine(3M steps, to=50%) then hold)\nmix.b = hold(0.4) for 2M steps then cosine(3M steps, to=0.7) then hold\nexpect sum(mix) == 1",
    );
}

#[test]
fn mistakes_about_sums_say_what_to_write() {
    let mix = "mix.web = hold(0.5)\nmix.code = hold(0.5)\n";
    let mut found = String::new();
    for line in [
        "run = 9; expect sum(mix)",
        "run = 9; expect sum(lr) == 1",
        "run = 9; expect sum(mox) == 1",
        "run = 9; expect sum(mix.web) == 1",
        "run = 9; expect sum() == 1",
        "run = 9; expect sum(mix, lr) == 1",
        "run = 9; expect sum(2) == 1",
        "run = 9; expect sum(mix) != 1",
        "run = 9; expect sum(mix) == sum(mix)",
        "run = 9; expect 2 * sum(mix) == 2",
        "run = 9; expect decreasing(sum(mix))",
        "run = 9; expect hold(3)[4] == 3",
        "expect sum(mix) == 1",
        "expect max(sum(mix)) == 1",
        "run = 9; expect sum(mix)[0 .. 4] == 1",
        "run = 9; lr.a = sum(mix)",
        "run = 9; lr.a = sum(mix)[3]",
    ] {
        let compilation = compiled(&format!("{mix}lr = hold(1)\n{line}"));
        found += &format!("{line}\n");
        for diagnostic in compilation.diagnostics() {
            let at = diagnostic.span().of(compilation.text());
            found += &format!("  {} [{}] at `{at}`\n", diagnostic.message, diagnostic.code.slug());
            found += &format!("    {}\n", diagnostic.help.as_deref().unwrap_or("-"));
        }
    }
    insta::assert_snapshot!(found);
}

#[test]
fn shares_that_are_right_at_one_tick_and_wrong_at_another_are_found() {
    let found = |text: &str| {
        let findings = lint::check(&compiled(text), &lint::Settings::default());
        findings.into_iter().find(|finding| finding.code == Code::SharesNotOne).map(|finding| finding.message)
    };
    let message = found("run = 1000\ndata.web = hold(0.5) for 700 then hold(0.4)\ndata.code = hold(0.5)");
    assert_eq!(message.as_deref(), Some("at tick 700 the 2 shares of `data` sum to 0.9, and at tick 0 to 1"));
    let message = found("run = 1000\nmix.web = linear(from=0.6, to=0.4)\nmix.code = linear(from=0.4, to=0.600_001)");
    assert_eq!(message.as_deref(), Some("at tick 2 the 2 shares of `mix` sum to 1.000000002, and at tick 0 to 1"));
    for right in [
        "run = 1000\ndata.web = linear(from=0.6, to=0.4)\ndata.code = linear(from=0.4, to=0.6)",
        "run = 1000\nlr.web = linear(from=0.6, to=0.4)\nlr.code = linear(from=0.4, to=0.5)",
        "run = 1000\ndata.web = hold(0.6)\ndata.code = hold(0.3)",
        "run = 1000\nweight.main = hold(1)\nweight.aux = linear(from=0.3, to=0)",
    ] {
        assert_eq!(found(right), None, "{right}");
    }
}

/// What bounds cannot tell is walked through, and where that takes too long, nothing passes.
#[test]
fn what_is_expected_of_noise_is_found_or_is_said_to_take_too_long() {
    let noise = "mix.a = noise(std=0.1, seed=1)\nmix.b = noise(std=0.1, seed=2)\n";
    let asked = "expect sum(mix) < 2.5\nexpect max(sum(mix)) < 2.5\nexpect min(sum(mix)) > 1.5\n\
                 expect max(mix.a) < 1.3\nexpect min(mix.a) > 0.7";
    let compilation = compiled(&format!("run = 100k\n{noise}"));
    let tracks = compilation.program().expect("no errors").tracks();
    let value = |tick| [tracks[0].schedule.value(tick), tracks[1].schedule.value(tick)];
    let values: Vec<_> = (0..100_000).map(value).collect();
    let all = |holds: fn(&[f64; 2]) -> bool| values.iter().all(holds);
    let walked = [
        all(|[a, b]| a + b < 2.5),
        all(|[a, b]| a + b < 2.5),
        all(|[a, b]| a + b > 1.5),
        all(|[a, _]| *a < 1.3),
        all(|[a, _]| *a > 0.7),
    ];
    assert!(walked.contains(&false), "some of it is wrong");
    let found: Vec<_> = failures(&format!("run = 100k\n{noise}{asked}")).iter().map(Option::is_none).collect();
    assert_eq!(found, walked);
    for failure in failures(&format!("run = 10^15\n{noise}{asked}")) {
        assert!(failure.is_some(), "nothing can be known of 10^15 ticks of noise");
    }
}

/// What one of them costs is no failure of the others, in any order.
#[test]
fn an_expectation_that_costs_too_much_leaves_the_others_alone() {
    let walked = "run = 1_000_000\nlr = 0.1 * noise(0.1, limit=0.2, seed=1)\nwd = hold(1)\n";
    let asked = ["expect max(lr) <= 0.1301", "expect wd[0] == 1"];
    holds(&format!("{walked}{}\n{}", asked[0], asked[1]));
    holds(&format!("{walked}{}\n{}", asked[1], asked[0]));
    let too_long = "run = 10^15\nlr = 0.1 * noise(0.1, seed=1)\nwd = hold(1)\n";
    let found = failures(&format!("{too_long}expect max(lr) <= 0.2\nexpect wd[0] == 1\nexpect wd[0] == 2"));
    let found: Vec<_> = found.iter().map(Option::is_some).collect();
    assert_eq!(found, [true, false, true]);
}

#[test]
fn what_is_no_number_is_found_after_an_infinity() {
    let tracks = "run = 6\nmix.a = factor(t -> log(1 - t))\nmix.b = hold(1)\n";
    for asked in [
        "expect sum(mix) < 1.1",
        "expect max(sum(mix)) < 1.1",
        "expect min(sum(mix)) < 1.1",
        "expect max(mix.a) < 1",
        "expect min(mix.a) < 1",
        "expect decreasing(mix.a)",
    ] {
        let failure = failures(&format!("{tracks}{asked}")).remove(0);
        assert!(failure.is_some_and(|failure| failure.contains("NaN")), "{asked}");
    }
}

#[test]
fn many_tracks_that_are_no_shares_leave_the_other_findings_alone() {
    let tracks: Vec<_> = (0..300)
        .map(|index| {
            let values: Vec<_> = (0..61).map(|step| format!("{}", 1 + (index + step) % 7)).collect();
            let at: Vec<_> = (1..61).map(|step| format!("{}", 1000 * step + index)).collect();
            format!("wd.t{index} = piecewise([{}], [{}])\n", at.join(", "), values.join(", "))
        })
        .collect();
    let findings = lint::check(
        &compiled(&format!("run = 70k\nmomentum = hold(1.5)\n{}", tracks.concat())),
        &lint::Settings::default(),
    );
    let codes: Vec<_> = findings.iter().map(|finding| finding.code).collect();
    assert!(codes.contains(&Code::MomentumRange) && !codes.contains(&Code::IncompleteAnalysis), "{codes:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// A sum at every tick is what the values of its tracks add up to.
    #[test]
    fn a_sum_is_what_a_walk_finds(levels in prop::collection::vec((0..20_u32, 0..20_u32, 1..40_u32), 2..5), limit in 0..60_u32) {
        let tracks = levels.iter().enumerate().map(|(index, (from, to, length))| {
            format!("mix.t{index} = cosine({length}, from={from}, to={to})\n")
        });
        let text = format!("run = 50\n{}expect sum(mix) <= {limit}\nexpect max(sum(mix)) <= {limit}", tracks.collect::<String>());
        let compilation = compiled(&text);
        let program = compilation.program().expect("no errors");
        let sum = |tick| program.tracks().iter().map(|track| track.schedule.value(tick)).sum::<f64>();
        let walked = (0..50).all(|tick| sum(tick) <= f64::from(limit) * (1.0 + 1e-9));
        let found = compilation.test();
        prop_assert_eq!(found[0].failure.is_none(), walked, "{}", text);
        prop_assert_eq!(found[1].failure.is_none(), walked, "{}", text);
    }
}

#[test]
fn what_is_to_be_written_of_a_track_or_a_sum_names_it() {
    let hours = "unit hour; tick = steps; run = 3 hours; mix.a = linear(3 steps); mix.b = hold(0.5); ";
    for (expected, help) in [
        ("sum(mix) == 1", "which ticks are meant: `max(sum(mix)[0 .. …])`"),
        ("max(sum(mix)) == 1", "which ticks are meant: `sum(mix)[0 .. …]`"),
        ("min(mix.a) == 1", "which ticks are meant: `mix.a[0 .. …]`"),
        ("decreasing(mix.a)", "which ticks are meant: `mix.a[0 .. …]`"),
        ("mix.b[end] == 1", "which tick is meant: `mix.b[…]`"),
        ("sum(mix)[end - 2] == 1", "which tick is meant: `sum(mix)[…]`"),
        ("max(mix.a[25% .. 50%]) == 1", "which tick is meant: `mix.a[…]`"),
    ] {
        for head in [hours.to_string(), hours.replace("run = 3 hours; ", "").replace("unit hour; ", "")] {
            let text = format!("{head}expect {expected}");
            let found = compile(&text, &Overrides::default());
            let errors = found.diagnostics().iter().filter(|found| found.severity == Severity::Error);
            let helps: Vec<_> = errors.filter_map(|found| found.help.clone()).collect();
            assert!(!helps.is_empty() && helps.iter().all(|found| found.ends_with(help)), "{text}\n{helps:?}");
        }
    }
    for (tracks, sum) in [
        ("mix.web = hold(1)", "mix.web"),
        ("mix.{i in 1..4} = hold(1)", "mix.1 + mix.2 + mix.3 + mix.4"),
        ("mix.{i in 0..9} = hold(1)", "mix.0 + mix.1 + mix.2 + mix.3 + …"),
    ] {
        let found = compile(&format!("run = 9; {tracks}; expect decreasing(sum(mix))"), &Overrides::default());
        let help = found.diagnostics().iter().find_map(|found| found.help.clone());
        let expected = format!("name the sum, `total = {sum}`, and write `decreasing(total)`");
        assert_eq!(help.as_deref(), Some(expected.as_str()), "{tracks}");
    }
}

#[test]
fn a_function_of_a_value_in_an_expect_is_not_told_to_move_into_one() {
    for (expected, value) in [
        ("abs(lr[3] - 1) < 0.1", "lr[3]"),
        ("max(lr[3], 1) == 1", "lr[3]"),
        ("2 * sqrt(1 + sum(mix)[5]) < 3", "sum(mix)[5]"),
        ("0 < round(lr[end])", "lr[end]"),
    ] {
        let text = format!("run = 9; lr = linear; mix.a = linear; expect {expected}");
        let found = compile(&text, &Overrides::default());
        let errors: Vec<_> = found.diagnostics().iter().filter(|found| found.severity == Severity::Error).collect();
        assert!(
            matches!(errors[..], [one] if one.code == Code::Expectation && one.span().of(&text) == value),
            "{text}\n{errors:?}"
        );
        let help = errors[0].help.clone().unwrap_or_default();
        let edge = if value == "lr[end]" { "< 0.2" } else { "> -1" };
        assert!(help.contains(&format!("`expect {value} < …`")), "{help}");
        let written = text.replace(expected, &format!("{value} {edge}"));
        assert!(compile(&written, &Overrides::default()).program().is_some(), "{written}");
    }
}
