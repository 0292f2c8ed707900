//! Published recipes, each with its source: the linter finds in them what their authors would want to know, and nothing else.
//!
//! In `tests/recipes` a line `### source` starts each, and `# wanted: CODE, …` says what is to be found in it.

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
