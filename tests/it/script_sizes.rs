//! Scripts whose arithmetic is small to write and large written out: they are read in little time and memory.

use crate::fuzz::fuzzers::bodies;

/// What takes a value twice.
const DOUBLINGS: [&str; 12] = [
    "{x} + {x}",
    "{x} - {x}",
    "{x} * {x}",
    "{x} / {x}",
    "{x} // {x}",
    "{x} % {x}",
    "{x} ** {x}",
    "max({x}, {x})",
    "math.floor({x} / ({x} + 1))",
    "{x} if {x} else {x}",
    "{x} and {x}",
    "[{x}, {x}][-1] + len([{x}, {x}])",
];

/// Scripts in which the last of 60 names is made of two of the one before it, and so on.
fn doubled(doubling: &str) -> Vec<String> {
    let by = |x: &str| doubling.replace("{x}", x);
    let head = "import math\nfrom torch.optim import SGD\nfrom torch.optim.lr_scheduler import LambdaLR, StepLR\n";
    let joined = |lines: Vec<String>| lines.concat();
    let names = |first: &str| {
        let lines = (1..60).map(|i| format!("x{i} = {}\n", by(&format!("x{}", i - 1))));
        format!("x0 = {first}\n{}", joined(lines.collect()))
    };
    let body = joined((1..60).map(|i| format!("    x{i} = {}\n", by(&format!("x{}", i - 1)))).collect());
    let functions =
        joined((1..30).map(|i| format!("def f{i}(t):\n    return {}\n", by(&format!("f{}(t)", i - 1)))).collect());
    let run = "for epoch in range(90):\n    optimizer.step()\n    scheduler.step()\n";
    let mut scripts = Vec::new();
    for first in ["2", "0.5", "args.x", "len(loader)", "cfg['x']"] {
        scripts.push(format!(
            "{head}{}optimizer = SGD(net.parameters(), lr=x59)\nscheduler = StepLR(optimizer, x59)\n{run}",
            names(first)
        ));
    }
    scripts.push(format!(
        "{head}def rate(epoch):\n    x0 = epoch\n{body}    return x59\n\
         optimizer = SGD(net.parameters(), lr=0.1)\nscheduler = LambdaLR(optimizer, rate)\n{run}"
    ));
    scripts.push(format!(
        "{head}def f0(t):\n    return t\n{functions}\
         optimizer = SGD(net.parameters(), lr=0.1)\nscheduler = LambdaLR(optimizer, f29)\n{run}"
    ));
    scripts.push(format!(
        "{head}optimizer = SGD(net.parameters(), lr=0.1)\n{}if x59 > 1:\n    scheduler = StepLR(optimizer, 30)\n\
         else:\n    scheduler = StepLR(optimizer, 40)\n{run}",
        names("args.x")
    ));
    scripts
}

#[test]
fn what_doubles_from_name_to_name_is_read() {
    for doubling in DOUBLINGS {
        for script in doubled(doubling) {
            bodies::scripts(script.as_bytes());
        }
    }
}

#[test]
fn long_chains_of_an_operator_are_read() {
    for operator in ["+", "-", "*", "/", "//", "%", "**", "and", "or", "<", "if 1 else"] {
        let chain = vec!["epoch"; 50].join(&format!(" {operator} "));
        // As it is read where operands are missing, too.
        let broken = format!("epoch {} 5", operator.repeat(47));
        for formula in [chain, broken] {
            let script = format!(
                "from torch.optim import SGD\nfrom torch.optim.lr_scheduler import LambdaLR\n\
                 optimizer = SGD(net.parameters(), lr=0.1)\nscheduler = LambdaLR(optimizer, lambda epoch: {formula})\n\
                 for epoch in range(90):\n    optimizer.step()\n    scheduler.step()\n"
            );
            bodies::scripts(script.as_bytes());
        }
    }
}
