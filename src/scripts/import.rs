//! A script as a file in the language, with the place of each line.

use super::program;
use super::{Schedule, Script};
use crate::compile::compile;
use crate::diagnostic::{Code, Diagnostic};
use crate::lint;
use crate::overrides::Overrides;
use crate::text::visible;

impl Script {
    /// The program of its schedules as a file: parameters with their defaults, where they have some, under names like
    /// the script's, and a comment with the place of each statement. `name` is what the script is called in them.
    pub fn import(&self, name: &str) -> String {
        let schedules: Vec<&Schedule> = self.compiled();
        let program = program::text(&schedules, &self.parameters);
        let mut text = String::new();
        for parameter in &self.parameters {
            let declaration = format!("param {}", parameter.name);
            let known = program.lines.iter().find(|line| line.name == declaration);
            let value = match known {
                Some(line) => format!(" = {}", line.text),
                None if program.open.contains(parameter) => String::new(),
                None => continue,
            };
            let place = self.line(parameter.span);
            let remark = remark(&format!("{name}:{place} {}", parameter.spelling));
            text.push_str(&format!("{declaration}{value}  {remark}\n"));
        }
        for line in program.lines.iter().filter(|line| !line.name.starts_with("param ")) {
            let remark = remark(&format!("{name}:{}", self.line(line.span)));
            text.push_str(&format!("{} = {}  {remark}\n", line.name, line.text));
        }
        for unsaid in self.unsaid() {
            let (place, callee) = (self.line(unsaid.reason.span), &unsaid.schedule.callee);
            let remark = remark(&format!("{name}:{place} `{callee}` cannot be translated: {}", unsaid.reason.why));
            text.push_str(&format!("{remark}\n"));
        }
        let text = self.allowing(&text);
        crate::format::format(&text).unwrap_or(text)
    }

    /// A file with a comment above each line in which something would be found that is not found in the script.
    fn allowing(&self, text: &str) -> String {
        let (overrides, settings) = (Overrides::default(), lint::Settings::default());
        let own: Vec<Code> = self.check(&overrides, &settings).iter().map(|finding| finding.code).collect();
        let compilation = compile(text, &overrides);
        // What has no program has errors alone, which cannot be allowed.
        let found = if compilation.program().is_some() { lint::check(&compilation, &settings) } else { Vec::new() };
        let new: Vec<_> = found.iter().filter(|finding| !own.contains(&finding.code)).collect();
        let mut allowing = String::new();
        let mut end = 0;
        for line in text.split_inclusive('\n') {
            let start = end;
            end += line.len();
            let within = |finding: &&&Diagnostic| (start..end).contains(&finding.span().start);
            let mut codes: Vec<&str> = new.iter().filter(within).map(|finding| finding.code.slug()).collect();
            codes.dedup();
            if !codes.is_empty() {
                allowing.push_str(&format!("# lehr: allow({})\n", codes.join(", ")));
            }
            allowing.push_str(line);
        }
        allowing
    }
}

/// A comment of what stands in the script, on one line and with nothing that the language refuses in a text.
fn remark(text: &str) -> String {
    format!("# {}", visible(text))
}
