//! Schedules made of choices: the whole language, in few names, with numbers that are often small
//! and sometimes hostile.

use arbitrary::{Result, Unstructured};

/// How deep schedules nest.
const DEPTH: u32 = 5;

/// A schedule; what the choices run out on is the simplest there is.
pub fn generate(choices: &mut Unstructured<'_>) -> String {
    let mut writer = Writer { choices, text: String::new(), units: false };
    // Choices that run out end a text wherever it is.
    let _ = writer.file();
    writer.text
}

struct Writer<'c, 'b> {
    choices: &'c mut Unstructured<'b>,
    text: String,
    /// Whether durations may have units.
    units: bool,
}

impl Writer<'_, '_> {
    fn one_of<'t>(&mut self, words: &[&'t str]) -> Result<&'t str> {
        self.choices.choose(words).copied()
    }

    fn up_to(&mut self, most: u32) -> Result<u32> {
        self.choices.int_in_range(0..=most)
    }

    fn says(&mut self) -> Result<bool> {
        Ok(self.up_to(1)? == 1)
    }

    fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    fn word(&mut self, words: &[&str]) -> Result<()> {
        let word = self.one_of(words)?;
        self.push(word);
        Ok(())
    }

    fn file(&mut self) -> Result<()> {
        self.units = self.up_to(3)? == 3;
        if self.up_to(3)? > 0 {
            self.push("run = ");
            self.length()?;
            self.push("\n");
        }
        if self.units {
            self.word(&[
                "epoch = 10 steps\n",
                "epoch = 1_281_167 samples; step = 256 samples\n",
                "epoch = 7/3 steps\n",
                "tick = epochs\n",
                "unit frame, clip; clip = (7/3) frames\n",
                "clip = 3 steps; frame = (1/2) clips; unit clip, frame; tick = frames\n",
                "unit frames\nunit frame; clip = 2 clips\n",
                "",
            ])?;
        }
        if self.up_to(3)? > 0 {
            self.push("base = ");
            self.number()?;
            self.push("\n");
        }
        for name in ["a", "b"] {
            if self.up_to(3)? == 3 {
                self.word(&["let ", "param "])?;
                self.push(name);
                self.push(" = ");
                match self.up_to(2)? {
                    0 => self.number()?,
                    1 => self.length()?,
                    _ => self.schedule(2)?,
                }
                self.push("\n");
            }
        }
        if self.up_to(3)? == 3 {
            self.push("def f(n, m = 2) = ");
            self.schedule(2)?;
            self.push("\n");
        }
        for name in ["lr", "lr.head", "wd"] {
            if name == "lr" || self.up_to(3)? == 3 {
                self.push(name);
                self.push(" = ");
                self.schedule(DEPTH)?;
                self.word(&["\n", "; ", " # lehr: allow(cut-by-run, unused-name)\n"])?;
            }
        }
        if self.up_to(3)? == 3 {
            // Names that the schedules know are numbers in it.
            self.word(&["lr.{a in 0..2}", "wd.{b in 1..1}", "lr.x.{a in 0..1}.{b in 3..5}.y", "lr.{n in 0..a}"])?;
            self.word(&["", "", ".base"])?;
            self.push(" = ");
            self.schedule(2)?;
            self.push("\n");
        }
        if self.up_to(3)? == 3 {
            self.word(&[
                "event e = every (",
                "event wd = every (",
                "event at = at (",
                "event n = at [2, 4.5, run] steps #",
            ])?;
            self.length()?;
            self.word(&[")", ") until run", ") from 3", ") from (a) until (9)", ") until 5 from 1%"])?;
            self.push("\n");
        }
        for _ in 0..self.up_to(2)? {
            self.expectation()?;
        }
        Ok(())
    }

    fn expectation(&mut self) -> Result<()> {
        self.push("expect ");
        match self.up_to(3)? {
            0 => {
                self.word(&["increasing", "decreasing", "continuous"])?;
                self.push("(lr");
                self.word(&["", "[3 .. end]", "[0 .. 20]", "[10% .. 50%]"])?;
                self.push(")");
            }
            1 => {
                self.word(&["max", "min", "mean", "first", "last"])?;
                self.push("(lr");
                self.word(&["", "[3 .. end]", "[0 .. 20]", "[end - 3 .. end]"])?;
                self.push(") ");
                self.word(&["==", "!=", "<", "<=", ">", ">="])?;
                self.push(" ");
                self.number()?;
            }
            2 => {
                self.word(&["sum(lr)", "sum(lr.x)", "sum(wd)[3]", "max(sum(lr))", "mean(sum(lr)[1 .. 9])"])?;
                self.word(&[" == ", " < ", " >= "])?;
                self.number()?;
            }
            _ => {
                self.push("lr[");
                self.length()?;
                self.push("] < ");
                self.number()?;
            }
        }
        self.push("\n");
        Ok(())
    }

    fn number(&mut self) -> Result<()> {
        match self.up_to(7)? {
            0..=4 => self.word(&["0.1", "1", "2", "0", "3e-4", "0.5", "7", "100", "0.95"]),
            5 => self.word(&[
                "1e30",
                "1e-30",
                "1e308",
                "5e-324",
                "1e400",
                "340282366920938463463374607431768211455",
                "4.9T",
            ]),
            6 => self.word(&[
                "a",
                "b",
                "n",
                "m",
                "pi",
                "(2 ^ 0.5)",
                "(10 ^ 10 ^ 3)",
                "-1",
                "(1 / 3)",
                "exp(800)",
                "log(0)",
                "sqrt(-1)",
                "run / 2",
            ]),
            _ => {
                let number = self.choices.int_in_range(0..=u64::MAX)?;
                self.push(&number.to_string());
                Ok(())
            }
        }
    }

    fn length(&mut self) -> Result<()> {
        match self.up_to(7)? {
            0..=3 => self.word(&["5", "10", "1", "3", "20", "0", "2.4", "100"])?,
            4 => self.word(&["10%", "50%", "0%", "100%", "run", "33.3%"])?,
            5 => self.word(&["1/3", "0.001", "1e9", "1e-9", "1e27", "4294967295", "(1 / 4294967295)", "1e38"])?,
            _ => self.number()?,
        }
        if self.units {
            self.word(&["", " steps", " epochs", " samples", " tokens", " frames", " clips"])?;
        }
        Ok(())
    }

    fn amount(&mut self) -> Result<()> {
        match self.up_to(3)? {
            0 => self.word(&["10%", "0.5x", "1x", "0%", "150%", "0", "-1x", "1e300x"]),
            _ => self.number(),
        }
    }

    fn formula(&mut self, depth: u32) -> Result<()> {
        match if depth == 0 { self.up_to(1)? } else { self.up_to(6)? } {
            0 => self.word(&["t", "1", "0.5", "t / 10", "(1 - t)", "wd", "lr"]),
            1 => self.number(),
            2 => {
                self.word(&["sqrt", "exp", "log", "sin", "cos", "tanh", "abs", "floor", "ceil", "round"])?;
                self.push("(");
                self.formula(depth - 1)?;
                self.push(")");
                Ok(())
            }
            3 => {
                self.word(&["min(", "max("])?;
                self.formula(depth - 1)?;
                self.push(", ");
                self.formula(depth - 1)?;
                self.push(")");
                Ok(())
            }
            _ => {
                self.push("(");
                self.formula(depth - 1)?;
                self.word(&[" * ", " + ", " - ", " / ", " ^ "])?;
                self.formula(depth - 1)?;
                self.push(")");
                Ok(())
            }
        }
    }

    /// `, from=…` and the like.
    fn keywords(&mut self, names: &[&str]) -> Result<()> {
        for name in names {
            if self.up_to(3)? == 3 {
                self.push(", ");
                self.push(name);
                self.push("=");
                self.amount()?;
            }
        }
        Ok(())
    }

    fn shape(&mut self) -> Result<()> {
        match self.up_to(15)? {
            0 => self.word(&[
                "hold",
                "cosine",
                "linear",
                "hold(0.1)",
                "one_minus_sqrt",
                "lr",
                "a",
                "b",
                "wd",
                "f(3)",
                "f(n=a, m=1)",
            ])?,
            1..=3 => {
                self.word(&["linear(", "cosine(", "one_minus_sqrt(", "shifted_exp(", "rex(", "tanh(", "poly("])?;
                self.length()?;
                self.keywords(&["to", "from"])?;
                self.push(")");
            }
            4 => {
                self.push("warmup(");
                self.length()?;
                self.keywords(&["to", "from"])?;
                self.word(&[
                    "",
                    ", shape=cosine",
                    ", shape=poly",
                    ", shape=exp",
                    ", shape=log",
                    ", shape=one_minus_sqrt",
                ])?;
                self.push(")");
            }
            5 => {
                self.word(&["step(", "exponential(", "inverse_time("])?;
                self.length()?;
                self.push(", ");
                self.number()?;
                self.keywords(&["from"])?;
                self.push(")");
            }
            6 => {
                self.push("multistep([");
                for _ in 0..self.up_to(4)? {
                    self.length()?;
                    self.push(", ");
                }
                self.length()?;
                self.push("], gamma=");
                self.number()?;
                self.push(")");
            }
            7 => {
                let count = self.up_to(3)?;
                self.push("piecewise([");
                for _ in 0..count {
                    self.length()?;
                    self.push(",");
                }
                self.length()?;
                self.push("], [");
                for _ in 0..=count {
                    self.amount()?;
                    self.push(",");
                }
                self.amount()?;
                self.push("]");
                self.word(&["", ", interpolate=linear", ", interpolate=cosine"])?;
                self.push(")");
            }
            8 => {
                self.push("exp_to(");
                self.length()?;
                self.push(", ");
                self.amount()?;
                self.keywords(&["from"])?;
                self.push(")");
            }
            9 => {
                self.push("inverse_sqrt(");
                self.length()?;
                self.push(", ");
                self.length()?;
                self.push(")");
            }
            10 => {
                self.word(&["factor(t -> ", "curve(10, t -> ", "curve(t -> "])?;
                self.formula(3)?;
                self.keywords(&["from"])?;
                self.push(")");
            }
            11 => {
                self.word(&["noise(0.1", "noise(range=0.5", "noise(0.1, limit=2"])?;
                self.push(", seed=");
                self.number()?;
                self.push(")");
            }
            12 => {
                self.word(&[
                    "plateau",
                    "plateau(0.5, patience=2)",
                    "plateau(min=1e-5, mode=max, metric=acc)",
                    "steer(metric=kl, band=0.005 .. 0.02, times=1.5)",
                    "steer(metric=kl, band=1 .. 2, add=1%, max=1e-2, from=1)",
                    "steer(metric=kl, target=6, gain=-0.1)",
                    "reach(metric=loss, at=[2, 1], values=[1x, 50%, 2])",
                ])?;
            }
            13 => {
                self.word(&["warmup_cosine(", "noam(", "sgdr(", "onecycle(", "cyclic(10%, 1x, ", "warmup_linear("])?;
                self.length()?;
                self.push(")");
            }
            14 => {
                self.word(&["wsd(", "trapezoid(", "tri_stage("])?;
                self.length()?;
                self.push(", ");
                self.length()?;
                self.push(")");
            }
            _ => self.amount()?,
        }
        Ok(())
    }

    fn schedule(&mut self, depth: u32) -> Result<()> {
        if depth == 0 {
            return self.shape();
        }
        match self.up_to(9)? {
            0 | 1 => self.shape(),
            2..=4 => {
                self.push("(");
                self.schedule(depth - 1)?;
                for _ in 0..=self.up_to(2)? {
                    self.push(" then ");
                    self.schedule(depth - 1)?;
                }
                self.push(")");
                Ok(())
            }
            5 => {
                self.push("(");
                self.schedule(depth - 1)?;
                self.word(&[" * ", " + ", " - ", " / "])?;
                self.schedule(depth - 1)?;
                self.push(")");
                Ok(())
            }
            6 => {
                let word = self.one_of(&["min(", "max(", "clamp("])?;
                self.push(word);
                self.schedule(depth - 1)?;
                self.push(", ");
                if word == "clamp(" {
                    self.amount()?;
                    self.push(", ");
                    self.amount()?;
                } else {
                    self.schedule(depth - 1)?;
                }
                self.push(")");
                Ok(())
            }
            7 => {
                self.amount()?;
                self.push(" * ");
                self.push("(");
                self.schedule(depth - 1)?;
                self.push(")");
                Ok(())
            }
            _ => {
                self.push("((");
                self.schedule(depth - 1)?;
                self.push(")");
                for _ in 0..=self.up_to(2)? {
                    self.postfix()?;
                }
                self.push(")");
                Ok(())
            }
        }
    }

    fn postfix(&mut self) -> Result<()> {
        match self.up_to(7)? {
            0 => self.push(" mirror"),
            1 => self.push(" repeat"),
            2 | 3 => {
                self.word(&[" for (", " until (", " skip (", " every ("])?;
                self.length()?;
                self.push(")");
            }
            4 => {
                let count = self.up_to(9)?;
                self.push(&format!(" repeat {count}"));
            }
            5 => self.word(&[
                " repeat over n in [1, 0.5]",
                " repeat over a in 0..3",
                " repeat over b in [10%, 2 steps, a]",
                " repeat over m in b",
            ])?,
            _ => {
                self.push(" repeat(");
                if self.says()? {
                    self.number()?;
                    self.push(", ");
                }
                self.word(&[
                    "stretch=2",
                    "stretch=1.5",
                    "stretch=0.5",
                    "stretch=1",
                    "stretch=1.0001",
                    "stretch=4294967295",
                ])?;
                self.word(&["", ", decay=0.5", ", decay=2"])?;
                self.push(")");
            }
        }
        Ok(())
    }
}
