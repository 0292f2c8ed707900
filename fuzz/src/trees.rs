//! Compiled schedules made of choices: the right fields, and numbers that are often small and
//! sometimes hostile.

use arbitrary::{Result, Unstructured};
use serde_json::{Value, json};

/// How deep nodes nest by choice; some go on in a straight line.
const DEPTH: u32 = 4;

/// A compiled schedule as JSON.
pub fn generate(choices: &mut Unstructured<'_>) -> String {
    let mut maker = Maker { choices };
    maker.file().unwrap_or_default()
}

struct Maker<'c, 'b> {
    choices: &'c mut Unstructured<'b>,
}

/// Numbers that do not fit into a `Value` stand in it as texts that begin so.
const RAW: &str = "raw:";

/// A text without the quotes around numbers of any size.
fn bare(text: &str) -> String {
    let quoted = format!("\"{RAW}");
    let mut pieces = text.split(&quoted);
    let mut bare = pieces.next().unwrap_or_default().to_string();
    for piece in pieces {
        bare.push_str(&piece.replacen('"', "", 1));
    }
    bare
}

impl Maker<'_, '_> {
    fn up_to(&mut self, most: u32) -> Result<u32> {
        self.choices.int_in_range(0..=most)
    }

    fn file(&mut self) -> Result<String> {
        let mut file = String::from("{\"format\":\"lehr/1\"");
        if self.up_to(3)? == 3 {
            file.push_str(&format!(",\"run\":\"{}\"", self.ratio()?));
        }
        if self.up_to(3)? == 3 {
            let count = self.ratio()?;
            let units = format!(",\"units\":[{{\"unit\":\"epoch\",\"count\":\"{count}\",\"of\":\"step\"}}]");
            file.push_str(&format!(",\"tick\":\"step\"{units}"));
        }
        file.push_str(",\"tracks\":[");
        for index in 0..=self.up_to(1)? {
            let comma = if index > 0 { "," } else { "" };
            file.push_str(&format!("{comma}{{\"name\":\"lr{index}\",\"schedule\":{}}}", self.schedule()?));
        }
        // Last, so that what was found before is made of the same choices.
        if self.up_to(1)? == 1 {
            let driven = json!({ "driven": { "from": self.level()?, "by": self.controller()? } });
            let root = if self.up_to(1)? == 1 {
                json!({ "product": { "carrier": driven, "factors": [self.node(1)?] } })
            } else {
                driven
            };
            let schedule = json!({ "base": self.number()?, "resolution": 1, "root": root });
            file.push_str(&format!(",{{\"name\":\"driven\",\"schedule\":{}}}", bare(&schedule.to_string())));
        }
        file.push_str("]}");
        Ok(file)
    }

    /// What follows the metric `m`.
    fn controller(&mut self) -> Result<Value> {
        Ok(match self.up_to(3)? {
            0 => {
                let bounds =
                    if self.up_to(1)? == 1 { [self.level()?, self.level()?] } else { [Value::Null, Value::Null] };
                let change = if self.up_to(1)? == 1 {
                    json!({ "add": self.level()? })
                } else {
                    json!({ "times": self.number()? })
                };
                let band = json!({ "low": self.number()?, "high": self.number()?, "change": change });
                json!({ "steer": { "metric": "m", "by": { "band": band }, "min": bounds[0], "max": bounds[1] } })
            }
            1 => {
                let target = json!({ "target": self.number()?, "gain": self.number()?, "clip": self.number()? });
                json!({ "steer": { "metric": "m", "by": { "target": target } } })
            }
            2 => {
                let at = (0..self.up_to(3)?).map(|_| self.number()).collect::<Result<Vec<_>>>()?;
                let values = at.iter().map(|_| self.level()).collect::<Result<Vec<_>>>()?;
                let mode = *self.choices.choose(&["min", "max"])?;
                json!({ "reach": { "metric": "m", "mode": mode, "at": at, "values": values } })
            }
            _ => json!({ "plateau": {
                "metric": "m", "mode": "min", "factor": self.number()?, "patience": self.count()?, "threshold": self.number()?,
                "threshold_mode": "rel", "cooldown": self.count()?, "min": self.level()?, "eps": self.number()?,
            } }),
        })
    }

    fn schedule(&mut self) -> Result<String> {
        let (base, resolution, root) = (self.number()?, self.resolution()?, self.node(DEPTH)?);
        let length = if self.up_to(1)? == 1 { format!(",\"length\":{}", self.time()?) } else { String::new() };
        let line = self.line()?;
        // As text: the stack of whoever makes it must not limit how deep it is.
        let root = "{\"scale\":{\"by\":0.5,\"body\":".repeat(line) + &root.to_string() + &"}}".repeat(line);
        let text = format!("{{\"base\":{base},\"resolution\":{resolution},\"root\":{root}{length}}}");
        Ok(bare(&text))
    }

    /// How many nodes stand in a straight line above the tree.
    fn line(&mut self) -> Result<usize> {
        Ok(match self.up_to(15)? {
            15 => 500,
            14 => 3000,
            n => n as usize / 8,
        })
    }

    fn ratio(&mut self) -> Result<String> {
        Ok(match self.up_to(5)? {
            0..=2 => ["12", "25/2", "100"][self.up_to(2)? as usize].to_string(),
            3 => "170141183460469231731687303715884105727".to_string(),
            4 => "1/170141183460469231731687303715884105727".to_string(),
            _ => ["0", "-1", "1/0", "", "1/3/4", "170141183460469231731687303715884105728"][self.up_to(5)? as usize]
                .to_string(),
        })
    }

    fn resolution(&mut self) -> Result<Value> {
        Ok(match self.up_to(7)? {
            0..=3 => 1.into(),
            4 => 5.into(),
            5 => u64::from(u32::MAX).into(),
            6 => 0.into(),
            _ => u64::MAX.into(),
        })
    }

    fn time(&mut self) -> Result<Value> {
        let raw = |text: &str| Value::from(format!("{RAW}{text}"));
        Ok(match self.up_to(15)? {
            n @ 0..=7 => [3, 1, 10, 0, 7, 100, 5, 24][n as usize].into(),
            8 => self.choices.int_in_range(0..=1_000_000_u64)?.into(),
            9 => u64::MAX.into(),
            10 => raw("79228162514264337593543950336"),
            11 => raw("79228162514264337593543950335"),
            12 => raw("170141183460469231731687303715884105727"),
            13 => raw("-170141183460469231731687303715884105728"),
            14 => (-1).into(),
            _ => raw("18446744073709551616"),
        })
    }

    fn times(&mut self) -> Result<Vec<Value>> {
        let mut at = 0_u64;
        (0..self.up_to(5)?)
            .map(|_| {
                at += self.choices.int_in_range(0..=9_u64)?;
                if self.up_to(15)? == 15 { self.time() } else { Ok(at.into()) }
            })
            .collect()
    }

    fn number(&mut self) -> Result<Value> {
        let raw = |text: &str| Value::from(format!("{RAW}{text}"));
        Ok(match self.up_to(15)? {
            n @ 0..=8 => json!([0.1, 0.5, 1.0, 0.0, -1.0, 2.0, 0.95, 3e-4, -0.0][n as usize]),
            9 => raw("1e999"),
            10 => json!(f64::MAX),
            11 => json!(5e-324),
            12 => json!(1e-300),
            13 => raw("123456789012345678901234567890"),
            _ => {
                let number = f64::from_bits(self.choices.arbitrary()?);
                if number.is_finite() { json!(number) } else { Value::Null }
            }
        })
    }

    fn count(&mut self) -> Result<u64> {
        Ok(match self.up_to(5)? {
            0..=2 => 3,
            3 => 0,
            4 => u64::MAX,
            _ => self.choices.arbitrary()?,
        })
    }

    fn level(&mut self) -> Result<Value> {
        Ok(match self.up_to(3)? {
            0 => json!({ "rel": 1.0 }),
            1 => json!({}),
            2 => json!({ "abs": self.number()? }),
            _ => json!({ "rel": self.number()?, "abs": self.number()? }),
        })
    }

    fn curve(&mut self) -> Result<Value> {
        Ok(match self.up_to(11)? {
            0 => "linear".into(),
            1 => "cosine".into(),
            2 => "geometric".into(),
            3 => "logarithmic".into(),
            4 => "one_minus_sqrt".into(),
            5 => "one_minus_sqrt_rise".into(),
            6 => json!({ "polynomial": self.number()? }),
            7 => json!({ "polynomial_rise": self.number()? }),
            8 => json!({ "rex": self.number()? }),
            9 => json!({ "shifted_exponential": self.number()? }),
            10 => json!({ "tanh": { "lb": self.number()?, "ub": self.number()? } }),
            _ => json!({ "formula": self.formula()? }),
        })
    }

    fn formula(&mut self) -> Result<Value> {
        let mut operations: Vec<Value> = vec!["argument".into()];
        for _ in 0..self.up_to(12)? {
            match self.up_to(5)? {
                0 => operations.push("argument".into()),
                1 | 2 => operations.push(json!({ "number": self.number()? })),
                3 => {
                    let unary = ["negate", "sqrt", "exp", "log", "sin", "cos", "tanh", "abs", "floor", "ceil", "round"];
                    operations.push((*self.choices.choose(&unary)?).into());
                }
                _ => {
                    operations.push(json!({ "number": self.number()? }));
                    let binary = ["add", "subtract", "multiply", "divide", "power", "min", "max"];
                    operations.push((*self.choices.choose(&binary)?).into());
                }
            }
        }
        Ok(operations.into())
    }

    /// A formula of the values of a few tracks, or of one more than there are.
    fn coupled(&mut self, depth: u32) -> Result<Value> {
        let tracks = (0..=self.up_to(2)?).map(|_| self.node(depth - 1)).collect::<Result<Vec<_>>>()?;
        let mut formula = self.formula()?;
        for _ in 0..=self.up_to(2)? {
            let index = self.up_to(u32::try_from(tracks.len()).unwrap_or(3))?;
            let is_wrong = self.up_to(15)? == 15;
            let place = if is_wrong { index as usize } else { (index as usize).min(tracks.len() - 1) };
            let operation = *self.choices.choose(&["add", "multiply", "divide", "power", "min"])?;
            let operations = formula.as_array_mut().expect("a list");
            operations.extend([json!({ "track": place }), operation.into()]);
        }
        let body = if self.up_to(1)? == 0 {
            json!({ "factor": { "from": self.level()?, "formula": formula } })
        } else {
            let (from, to, length) = (self.level()?, self.level()?, self.time()?);
            json!({ "ramp": { "curve": { "formula": formula }, "from": from, "to": to, "length": length } })
        };
        Ok(json!({ "coupled": { "body": body, "tracks": tracks } }))
    }

    fn node(&mut self, depth: u32) -> Result<Value> {
        let most = if depth == 0 { 10 } else { 22 };
        Ok(match self.up_to(most)? {
            0 => json!({ "hold": self.level()? }),
            1 | 2 => {
                json!({ "ramp": { "curve": self.curve()?, "from": self.level()?, "to": self.level()?, "length": self.time()? } })
            }
            3 => json!({ "step": { "from": self.level()?, "size": self.time()?, "gamma": self.number()? } }),
            4 => {
                json!({ "multistep": { "from": self.level()?, "milestones": self.times()?, "gamma": self.number()? } })
            }
            5 => json!({ "exponential": { "from": self.level()?, "every": self.time()?, "gamma": self.number()? } }),
            6 => {
                let boundaries = self.times()?;
                let values = (0..=boundaries.len()).map(|_| self.level()).collect::<Result<Vec<_>>>()?;
                let interpolation = *self.choices.choose(&["none", "linear", "cosine"])?;
                json!({ "piecewise": { "boundaries": boundaries, "values": values, "interpolation": interpolation } })
            }
            7 => json!({ "factor": { "from": self.level()?, "formula": self.formula()? } }),
            8 => json!({ "inverse_sqrt": { "from": self.level()?, "timescale": self.time()?, "shift": self.time()? } }),
            9 => json!({ "inverse_time": { "from": self.level()?, "every": self.time()?, "rate": self.number()? } }),
            10 => {
                let noise = if self.up_to(1)? == 0 {
                    json!({ "uniform": { "range": self.number()? } })
                } else {
                    json!({ "normal": { "std": self.number()?, "limit": self.number()? } })
                };
                json!({ "noise": { "from": self.level()?, "noise": noise, "seed": self.count()? } })
            }
            11..=13 => {
                let mut start = 0_u64;
                let mut segments = Vec::new();
                for _ in 0..=self.up_to(3)? {
                    let at = if self.up_to(15)? == 15 { self.time()? } else { start.into() };
                    segments.push(json!({ "start": at, "text": "", "node": self.node(depth - 1)? }));
                    start += self.choices.int_in_range(0..=12_u64)?;
                }
                json!({ "chain": segments })
            }
            14 => json!({ "for": { "length": self.time()?, "body": self.node(depth - 1)? } }),
            15 => json!({ "skip": { "by": self.time()?, "body": self.node(depth - 1)? } }),
            16 => json!({ "mirror": { "length": self.time()?, "body": self.node(depth - 1)? } }),
            17 => json!({ "every": { "by": self.time()?, "body": self.node(depth - 1)? } }),
            18 | 19 => {
                let mut repeat = json!({ "body": self.node(depth - 1)?, "period": self.time()? });
                if self.up_to(1)? == 0 {
                    repeat["count"] = self.count()?.into();
                }
                if self.up_to(1)? == 0 {
                    repeat["decay"] = self.number()?;
                }
                if self.up_to(1)? == 0 {
                    let stretches = [
                        (2_u64, 1_u64),
                        (3, 2),
                        (1, 2),
                        (0, 1),
                        (1, 0),
                        (4_294_967_295, 1),
                        (10_001, 10_000),
                        (4_294_967_295, 4_294_967_294),
                    ];
                    let (p, q) = *self.choices.choose(&stretches)?;
                    repeat["stretch"] = json!([p, q]);
                }
                json!({ "repeat": repeat })
            }
            20 => {
                json!({ "product": { "carrier": self.node(depth - 1)?, "factors": [self.node(depth - 1)?, self.node(0)?] } })
            }
            21 => match self.up_to(3)? {
                3 => {
                    let how = *self.choices.choose(&["floor", "ceil", "round"])?;
                    json!({ "rounded": { "how": how, "to": self.number()?, "body": self.node(depth - 1)? } })
                }
                0 => json!({ "sum": [[1.0, self.node(depth - 1)?], [-1.0, self.node(depth - 1)?]] }),
                1 => json!({ "min": [self.node(depth - 1)?, self.node(0)?] }),
                _ => json!({ "max": [self.node(depth - 1)?, self.node(0)?] }),
            },
            _ => match self.up_to(3)? {
                0 => json!({ "scale": { "by": self.number()?, "body": self.node(depth - 1)? } }),
                1 => json!({ "based": { "base": self.number()?, "body": self.node(depth - 1)? } }),
                2 => {
                    json!({ "based": { "base": self.number()?, "is_track": true, "body": self.node(depth - 1)? } })
                }
                _ => self.coupled(depth)?,
            },
        })
    }
}
