//! Schedules of published recipes: the linter finds in them what is wanted, and nothing else.
//!
//! In `tests/recipes` a line `### title` starts each recipe. `# checked: SOURCE` says where it was read: the file of a
//! public repository, as `owner/name, path`, or another text that is named. A recipe without that line was written
//! down from memory, or is made for this test: it shows what the linter says of such a schedule, and is no reference
//! for the recipe. `# wanted: CODE, …` says what is to be found, `# unwanted: CODE, …` what is found although nobody
//! would want it, and `# missed: CODE, …` what should be found and is not. Precision and recall are those of the
//! checked recipes alone: of their warnings, how many are wanted, and of what is wanted, how much is found. Epochs
//! counted in steps are estimates where the source does not give the count.

use lehr::lint::{self, Settings};
use lehr::{Overrides, Severity, compile};

use crate::support::{files, relative};

/// How many recipes have been checked at their source.
const CHECKED: usize = 179;
/// How many have not.
const UNCHECKED: usize = 61;
/// What the warnings on checked recipes have to come up to.
const PRECISION: f64 = 0.95;
/// How much of what is wanted in checked recipes has to be found.
const RECALL: f64 = 0.95;

/// A schedule, with what its comments say about it.
struct Recipe {
    title: String,
    text: String,
}

impl Recipe {
    /// What a comment says, where the recipe has it.
    fn says(&self, key: &str) -> Option<&str> {
        self.text.lines().find_map(|line| line.strip_prefix("# ")?.strip_prefix(key)?.strip_prefix(": "))
    }

    /// The codes of a comment.
    fn codes(&self, key: &str) -> Vec<&str> {
        self.says(key).map_or(Vec::new(), |codes| codes.split(", ").collect())
    }

    /// The codes that the linter finds, with how bad each finding is.
    fn found(&self) -> Vec<(&'static str, Severity)> {
        let compilation = compile(&self.text, &Overrides::default());
        assert!(compilation.program().is_some(), "{}\n{:#?}", self.title, compilation.diagnostics());
        let findings = lint::check(&compilation, &Settings::default());
        findings.iter().map(|finding| (finding.code.slug(), finding.severity)).collect()
    }
}

fn recipes() -> Vec<Recipe> {
    let mut recipes = Vec::new();
    for path in files("tests/recipes", "lehr") {
        let text = std::fs::read_to_string(&path).expect("text");
        let mut parts = text.split("### ");
        assert_eq!(parts.next(), Some(""), "{} starts with a recipe", relative(&path));
        for part in parts {
            let (title, text) = part.split_once('\n').expect("a recipe after its title");
            recipes.push(Recipe { title: title.to_string(), text: text.to_string() });
        }
    }
    recipes
}

#[test]
fn recipes_have_the_findings_that_their_comments_say() {
    let mut wrong = Vec::new();
    for recipe in recipes() {
        let mut said = [recipe.codes("wanted"), recipe.codes("unwanted")].concat();
        let mut found: Vec<_> = recipe.found().into_iter().map(|(code, _)| code).collect();
        said.sort_unstable();
        found.sort_unstable();
        if found != said {
            wrong.push(format!("{}: {found:?}", recipe.title));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn warnings_on_recipes_that_were_checked_are_wanted() {
    let recipes = recipes();
    let checked: Vec<_> = recipes.iter().filter(|recipe| recipe.says("checked").is_some()).collect();
    assert_eq!((checked.len(), recipes.len() - checked.len()), (CHECKED, UNCHECKED), "checked, and not");
    let (mut warnings, mut unwanted, mut wanted, mut missed) = (0.0, 0.0, 0.0, 0.0);
    for recipe in checked {
        let found = recipe.found();
        let is_warning = |code: &str| found.contains(&(code, Severity::Warning));
        warnings += found.iter().filter(|(_, severity)| *severity == Severity::Warning).count() as f64;
        unwanted += recipe.codes("unwanted").into_iter().filter(|code| is_warning(code)).count() as f64;
        missed += recipe.codes("missed").len() as f64;
        wanted += (recipe.codes("wanted").len() + recipe.codes("missed").len()) as f64;
    }
    let (precision, recall) = (1.0 - unwanted / f64::max(warnings, 1.0), 1.0 - missed / f64::max(wanted, 1.0));
    insta::assert_snapshot!(
        format!("{warnings} warnings, precision {precision:.3}; {wanted} wanted, recall {recall:.3}"),
        @"6 warnings, precision 1.000; 10 wanted, recall 1.000"
    );
    assert!(precision >= PRECISION, "{unwanted} of {warnings} warnings are unwanted");
    assert!(recall >= RECALL, "{missed} of {wanted} findings are missed");
}
