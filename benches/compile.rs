//! From a text to a program: how much text a second, beside what the parser alone does with it, and
//! how the time grows with the text.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use lehr::{Overrides, compile, syntax};
use parser::{Grammar, Rule};
use pest::Parser;

mod parser {
    /// The parser alone, as pest makes it of the grammar.
    #[derive(pest_derive::Parser)]
    #[grammar = "grammar/lehr.pest"]
    pub(crate) struct Grammar;
}

/// A chain of so many segments, in one track.
fn chain(segments: usize) -> String {
    let kinds = ["linear(3, to=50%)", "cosine(10, to=1%)", "hold for 5", "warmup(2.5, to=0.5x)", "step(2, 0.9) for 6"];
    let parts: Vec<_> = kinds.into_iter().cycle().take(segments).collect();
    format!("base = 0.1\nlr = {}\n", parts.join("\n  then "))
}

/// So many recipes as people write them, each with its definitions, comments and expectations.
fn recipes(count: usize) -> String {
    let mut text = String::from("run = 90 epochs\nepoch = 1_281_167 samples; step = 256 samples\nbase = 0.1\n");
    for n in 0..count {
        text.push_str(&format!(
            "\n# Recipe {n}: warm up, hold, decay in steps or along a cosine.\n\
             let w{n} = 5 epochs\n\
             param batch{n} = 256 # as published\n\
             lr.a{n} = warmup(w{n}) then cosine(to=1%)\n\
             lr.b{n} = (warmup(w{n}) then hold) * multistep([30, 60, 80] epochs, gamma=0.1)\n\
             lr.c{n} = max(0.5 * cosine(10 epochs) repeat(3, stretch=2) then linear(to=1%, from=10%), 0.001)\n\
             wd.d{n} = 0.05 * batch{n} / 256 * linear(90 epochs, from=1x)\n\
             expect max(lr.a{n}) == 0.1\n\
             expect lr.b{n}[5 epochs] < 0.2\n"
        ));
    }
    text
}

fn compiling(criterion: &mut Criterion) {
    for (name, text) in [("chain", chain(10_000)), ("chain", chain(100_000)), ("recipes", recipes(2000))] {
        assert!(compile(&text, &Overrides::default()).program().is_some(), "{name} compiles");
        let mut group = criterion.benchmark_group(name);
        group.sample_size(10);
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_with_input(BenchmarkId::new("pest", text.len()), &text, |bencher, text| {
            bencher.iter(|| statements(black_box(text)));
        });
        group.bench_with_input(BenchmarkId::new("parse", text.len()), &text, |bencher, text| {
            bencher.iter(|| syntax::parse(black_box(text)));
        });
        group.bench_with_input(BenchmarkId::new("compile", text.len()), &text, |bencher, text| {
            bencher.iter(|| compile(black_box(text), &Overrides::default()));
        });
        group.finish();
    }
}

/// Parses a text statement by statement, as the reader does.
fn statements(text: &str) -> usize {
    let (mut at, mut count) = (0, 0);
    while let Some(start) = text[at..].find(|c: char| !c.is_whitespace() && c != ';') {
        at += start;
        if text[at..].starts_with('#') {
            at += text[at..].find('\n').unwrap_or(text.len() - at);
            continue;
        }
        let Ok(mut pairs) = Grammar::parse(Rule::statement, &text[at..]) else { break };
        at += pairs.next().map_or(0, |pair| pair.as_str().trim_end().len());
        count += 1;
    }
    count
}

criterion_group!(benches, compiling);
criterion_main!(benches);
