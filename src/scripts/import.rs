//! A script as a file in the language, with the place of each line.

use super::program;
use super::{Schedule, Script};

impl Script {
    /// The program of its schedules as a file: parameters with their defaults under names like the script's, and a
    /// comment with the place of each statement. `name` is what the script is called in them.
    pub fn import(&self, name: &str) -> String {
        let schedules: Vec<&Schedule> = self.compiled();
        let program = program::text(&schedules, &self.parameters);
        let mut text = String::new();
        for parameter in &program.open {
            text.push_str(&format!(
                "# {} is open: param {} = …  # {name}:{}\n",
                parameter.spelling,
                parameter.name,
                self.line(parameter.span)
            ));
        }
        for line in &program.lines {
            let spelled = line.name.strip_prefix("param ").and_then(|name| {
                let parameter = self.parameters.iter().find(|parameter| parameter.name == name)?;
                Some(format!(" {}", parameter.spelling))
            });
            let said = spelled.unwrap_or_default();
            text.push_str(&format!("{} = {}  # {name}:{}{said}\n", line.name, line.text, self.line(line.span)));
        }
        for unsaid in self.unsaid() {
            text.push_str(&format!(
                "# {name}:{} `{}` cannot be said: {}\n",
                self.line(unsaid.reason.span),
                unsaid.schedule.callee,
                unsaid.reason.why
            ));
        }
        crate::format::format(&text).unwrap_or(text)
    }
}
