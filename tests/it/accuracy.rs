//! Every shape against 50-digit arithmetic, at the ticks that `tests/accuracy/measure.py` drew:
//! heads, tails and some between, of 10 to a million ticks.

use lehr::{Overrides, compile};
use serde::Deserialize;

use crate::support::root;

/// How many units in the last place a value may be off, beside the half that rounding the exact value costs.
const ULPS: u64 = 4;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sample {
    lehr: String,
    ticks: Vec<u64>,
    values: Vec<f64>,
}

#[test]
fn every_shape_is_within_four_units_in_the_last_place() {
    let text = std::fs::read_to_string(root().join("tests/accuracy/samples.json")).expect("samples");
    let samples: Vec<Sample> = serde_json::from_str(&text).expect("samples");
    let mut wrong = Vec::new();
    for sample in &samples {
        let compilation = compile(&sample.lehr, &Overrides::default());
        let program =
            compilation.into_program().unwrap_or_else(|diagnostics| panic!("{}: {diagnostics:?}", sample.lehr));
        let schedule = program.track("lr").expect("a track");
        for (&tick, &exact) in sample.ticks.iter().zip(&sample.values) {
            let found = schedule.value(tick);
            // Of one sign, doubles are ordered as their bits are.
            let off = found.to_bits().abs_diff(exact.to_bits());
            if off > ULPS {
                wrong.push(format!("{} at {tick}: {found}, exactly {exact}: {off} ulp", sample.lehr));
            }
        }
    }
    assert!(samples.len() > 90 && wrong.is_empty(), "{wrong:#?}");
}
