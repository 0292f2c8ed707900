//! How long a script of 300 lines takes: to be looked at, and to be read.

use std::hint::black_box;
use std::path::Path;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use python_calls::{Needles, read};

/// The styles of the tests as one script a 300 lines or so.
fn script() -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/styles");
    let mut text = String::new();
    for name in ["argparse_script", "trainer_class", "accelerate_prepare", "arms", "lambda_schedule", "param_groups"] {
        text += &std::fs::read_to_string(folder.join(format!("{name}.py"))).expect("a script");
    }
    let block = "class Block(nn.Module):\n    def __init__(self, width, depth=2):\n        super().__init__()\n        \
                 self.layers = nn.ModuleList([nn.Linear(width, width) for _ in range(depth)])\n        \
                 self.norm = nn.LayerNorm(width)\n    def forward(self, x, mask=None):\n        \
                 for layer in self.layers:\n            x = x + F.relu(layer(self.norm(x)), inplace=True)\n        \
                 if mask is not None:\n            x = x.masked_fill(mask == 0, -1e9)\n        return x\n";
    while text.lines().count() < 300 {
        text += &block.replace("Block", &format!("Block{}", text.len()));
    }
    text
}

fn benches(criterion: &mut Criterion) {
    let text = script();
    let needles = Needles::new(["lr_scheduler", "get_scheduler", "optax", "param_groups"]).expect("a search");
    let mut group = criterion.benchmark_group("a script of 300 lines");
    group.throughput(Throughput::Elements(1));
    group.bench_function("read", |bencher| bencher.iter(|| read(black_box(&text))));
    let plain = text.replace("param_groups", "parameters").replace("lr_scheduler", "other");
    group.bench_function("looked at", |bencher| bencher.iter(|| needles.might_be_in(black_box(&plain))));
    group.finish();
}

criterion_group!(all, benches);
criterion_main!(all);
