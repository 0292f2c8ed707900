//! The grammars of editors: their words are those of the catalogue, and their colours those of the compiler.

mod coloured;
mod mutated;
mod reference;
mod sublime;
mod tree_sitter;
mod zed;

use lehr::reference::{Words, words};
use serde_json::Value;

pub(crate) use self::reference::texts;
use crate::support::{assert_generated, root};

const TEXTMATE: &str = "editors/vscode/syntaxes/lehr.tmLanguage.json";

/// The lists of words of every grammar, by their names.
fn lists() -> Vec<(&'static str, Vec<&'static str>)> {
    let Words { keywords, names, predicates, mut units, shapes, presets, functions, .. } = words();
    // A plural before its singular, which it begins with.
    units.sort_by_key(|unit| std::cmp::Reverse(unit.len()));
    let lists = [
        ("keywords", keywords),
        ("units", units),
        ("names", names),
        ("predicates", predicates),
        ("shapes", shapes),
        ("presets", presets),
        ("functions", functions),
    ];
    lists.into()
}

#[test]
fn the_words_of_pygments_are_those_of_the_catalogue() {
    let mut text = String::from("\"\"\"The words of the language, made from the catalogue.\"\"\"\n");
    for (name, words) in lists() {
        text.push_str(&format!("\n{} = (\n", name.to_uppercase()));
        words.iter().for_each(|word| text.push_str(&format!("    \"{word}\",\n")));
        text.push_str(")\n");
    }
    assert_generated("python/lehr/_words.py", &text);
}

#[test]
fn the_words_of_jupyterlab_are_those_of_the_catalogue() {
    let mut text = String::from("// The words of the language, made from the catalogue.\n");
    for (name, words) in lists() {
        let words = words.iter().map(|word| format!("  \"{word}\",\n")).collect::<Vec<_>>().concat();
        text.push_str(&format!("\nexport const {} = [\n{words}];\n", name.to_uppercase()));
    }
    assert_generated("python/jupyter/static/words.js", &text);
}

/// What measures an operand: a name on the line of what it follows, where an operand ends. The blanks after a keyword
/// belong to it in the grammars, so that no name follows one.
fn own_unit(keywords: &str) -> String {
    format!(
        "(?:(?<=[\\w)\\]%])[ \\t]+|(?<=[)\\]]))(?!(?:{keywords}|from|and)\\b)([A-Za-z_]\\w*)\
         (?=[ \\t]*(?:$|[#;),\\]}}+\\-*/^<>]|\\.\\.|[=!]=|(?:{keywords}|from)\\b))"
    )
}

#[test]
fn the_words_of_textmate_are_those_of_the_catalogue() {
    let text = std::fs::read_to_string(root().join(TEXTMATE)).expect("the grammar");
    let mut grammar: Value = serde_json::from_str(&text).expect("JSON");
    let mut lists = lists();
    let presets = lists.iter().find(|(name, _)| *name == "presets").expect("a list").1.clone();
    lists.retain(|(name, _)| *name != "presets");
    let keywords = lists.iter().find(|(name, _)| *name == "keywords").expect("a list").1.join("|");
    for (name, mut words) in lists {
        if name == "shapes" {
            words.extend(&presets);
        }
        let words = words.join("|");
        let pattern = match name {
            "keywords" => format!("(?<![\\w.])({words})\\b[ \\t]*"),
            "units" => format!("(?:{words})\\b(?![ \\t]*\\()"),
            _ => format!("(?<![\\w.])(?:{words})\\b(?!\\.\\w)"),
        };
        grammar["repository"][name]["match"] = pattern.into();
    }
    grammar["repository"]["own_unit"]["match"] = own_unit(&keywords).into();
    let declaration = format!("(?:^|(?<=;))\\s*(unit)[ \\t]+(?!(?:{keywords})\\b)(?=[A-Za-z_])");
    grammar["repository"]["unit"]["begin"] = declaration.into();
    assert_generated(TEXTMATE, &format!("{}\n", serde_json::to_string_pretty(&grammar).expect("JSON")));
}
