//! The grammar of Sublime Text: that of `TextMate`, written as Sublime Text reads it.

use serde_json::Value;
use syntect::parsing::{ParseState, ScopeStack, SyntaxDefinition, SyntaxSetBuilder};
use syntect::util::LinesWithEndings;

use super::TEXTMATE;
use super::coloured::{SCOPES, compare};
use crate::support::{assert_generated, root};

const SUBLIME: &str = "editors/sublime/lehr.sublime-syntax";

/// A text between quotes.
fn quoted(text: &Value) -> String {
    format!("'{}'", text.as_str().expect("a text").replace('\'', "''"))
}

/// What a match is called as a whole, and what its groups are.
fn scopes(name: &Value, captures: &Value) -> String {
    let name = name.as_str().map(|name| format!("      scope: {name}\n")).unwrap_or_default();
    let Some(captures) = captures.as_object() else { return name };
    let captures = captures.iter().map(|(group, scope)| {
        let scope = scope["name"].as_str().expect("a scope");
        format!("        {group}: {scope}\n")
    });
    format!("{name}      captures:\n{}", captures.collect::<String>())
}

/// A rule of a context; one with an end goes on in the context `inside`.
fn rule(rule: &Value, inside: &str) -> String {
    if let Some(other) = rule["include"].as_str() {
        return format!("    - include: {}\n", other.strip_prefix('#').expect("a part of the grammar"));
    }
    if rule["match"].is_string() {
        return format!("    - match: {}\n{}", quoted(&rule["match"]), scopes(&rule["name"], &rule["captures"]));
    }
    let begin = scopes(&Value::Null, &rule["beginCaptures"]);
    format!("    - match: {}\n{begin}      push: {inside}\n", quoted(&rule["begin"]))
}

/// Some rules, one after another.
fn rules(patterns: &Value) -> String {
    patterns.as_array().expect("rules").iter().map(|pattern| rule(pattern, "")).collect()
}

/// A part of the grammar as one context, or as two: what opens it, and what is inside. What ends it is tried first.
fn contexts(name: &str, part: &Value) -> String {
    if part["begin"].is_null() {
        let rules = if part["patterns"].is_array() { rules(&part["patterns"]) } else { rule(part, "") };
        return format!("  {name}:\n{rules}");
    }
    let inside = format!("inside_{name}");
    let opens = rule(part, &inside);
    let ends = format!(
        "    - match: {}\n{}      pop: true\n",
        quoted(&part["end"]),
        scopes(&Value::Null, &part["endCaptures"])
    );
    format!("  {name}:\n{opens}  {inside}:\n{ends}{}", rules(&part["patterns"]))
}

#[test]
fn the_grammar_of_sublime_text_is_that_of_textmate() {
    let text = std::fs::read_to_string(root().join(TEXTMATE)).expect("the grammar");
    let grammar: Value = serde_json::from_str(&text).expect("JSON");
    let parts = grammar["repository"].as_object().expect("parts");
    let parts = parts.iter().map(|(name, part)| contexts(name, part)).collect::<String>();
    let made = format!(
        "%YAML 1.2\n---\n# Made from {TEXTMATE}.\nname: {}\nfile_extensions: [lehr]\nscope: {}\n\
         contexts:\n  main:\n{}{parts}",
        grammar["name"].as_str().expect("a name"),
        grammar["scopeName"].as_str().expect("a scope"),
        rules(&grammar["patterns"]),
    );
    assert_generated(SUBLIME, &made);
}

#[test]
fn sublime_text_colours_what_the_compiler_reads() {
    let text = std::fs::read_to_string(root().join(SUBLIME)).expect("the grammar");
    let mut grammars = SyntaxSetBuilder::new();
    grammars.add(SyntaxDefinition::load_from_str(&text, true, None).expect("a grammar"));
    let grammars = grammars.build();
    let grammar = grammars.find_syntax_by_extension("lehr").expect("that of lehr");
    let tokens = |text: &String| {
        let (mut state, mut scopes) = (ParseState::new(grammar), ScopeStack::new());
        let (mut found, mut at) = (Vec::new(), 0);
        for line in LinesWithEndings::from(text) {
            for (column, change) in state.parse_line(line, &grammars).expect("its rules are right") {
                scopes.apply(&change).expect("scopes end where they began");
                let last = scopes.scopes.last().map(ToString::to_string).unwrap_or_default();
                found.push((at + column, last));
            }
            at += line.len();
        }
        found
    };
    compare(|texts| texts.iter().map(|text| tokens(text)).collect(), &SCOPES);
}
