//! Schedules in the manner of published recipes: the linter finds in them what is wanted, and nothing else.
//!
//! In `tests/recipes` a line `### title` starts each, and `# wanted: CODE, …` says what is to be found in it.
//! The titles name the recipe that a schedule follows. The numbers were written down from memory, and have not
//! been checked against the papers and configurations: they show what the linter says of such schedules, and are
//! no reference for the recipes. Epochs counted in steps are estimates.

use lehr::lint::{self, Settings};
use lehr::{Overrides, compile};

use crate::support::{files, relative};

/// The codes that a recipe says are wanted.
fn wanted(recipe: &str) -> Vec<&str> {
    let line = recipe.lines().find_map(|line| line.strip_prefix("# wanted: "));
    line.map_or(Vec::new(), |codes| codes.split(", ").collect())
}

#[test]
fn recipes_have_the_findings_that_are_wanted() {
    let (mut wrong, mut count) = (Vec::new(), 0);
    for path in files("tests/recipes", "lehr") {
        let text = std::fs::read_to_string(&path).expect("text");
        let mut recipes = text.split("### ");
        assert_eq!(recipes.next(), Some(""), "{} starts with a recipe", relative(&path));
        for recipe in recipes {
            count += 1;
            let (source, text) = recipe.split_once('\n').expect("a recipe after its source");
            let compilation = compile(text, &Overrides::default());
            assert!(compilation.program().is_some(), "{source}\n{:#?}", compilation.diagnostics());
            let findings = lint::check(&compilation, &Settings::default());
            let found: Vec<_> = findings.iter().map(|finding| finding.code.slug()).collect();
            if found != wanted(text) {
                wrong.push(format!("{source}: {found:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(count >= 110, "{count} recipes");
}
