//! Which files refer to one another in a circle: only those of a recursive type do.
//!
//! A file refers to the files that define what it imports, and what it names by a path. A name that is
//! re-exported belongs to the file that defines it, and a re-export itself refers to nothing. What is
//! reached by a method alone is not seen; neither are tests, which stand last in a file. It is found in the text,
//! without a parser of Rust: what looks like a path is one.

use std::collections::{BTreeMap, BTreeSet};

use crate::support::{relative, root};
use crate::tidy::sources;

/// The circles there may be.
const CIRCLES: &[&[&str]] = &[
    // A node holds chains and repeats of nodes.
    &["src/schedule/tree/chain.rs", "src/schedule/tree/node.rs", "src/schedule/tree/repeat.rs"],
    // What a call counts is arithmetic of what its arguments come to.
    &["src/scripts/reached.rs", "src/scripts/resolve.rs"],
];

/// A path from the top of the crate.
type Path = Vec<String>;

/// What a module names.
struct Module {
    file: String,
    /// The names that it imports or passes on, and what they stand for.
    names: BTreeMap<String, Path>,
    /// The paths that it imports or uses.
    paths: Vec<Path>,
}

struct Crate {
    modules: BTreeMap<Path, Module>,
}

impl Crate {
    /// The file that defines what a path in a module leads to; `None` for a module, and for what is not of
    /// this crate.
    fn definition(&self, module: &[String], path: &[String]) -> Option<&str> {
        let mut place = self.absolute(module, path, 0)?;
        // The longest part that is a module; what follows is an item in it, and what belongs to the item.
        let modules = (0..=place.len()).rev().find(|&count| self.modules.contains_key(&place[..count]))?;
        let item = place.split_off(modules);
        (!item.is_empty()).then(|| self.modules[&place].file.as_str())
    }

    /// A path from the top of the crate, with all re-exports followed.
    fn absolute(&self, module: &[String], path: &[String], depth: usize) -> Option<Path> {
        let mut place = module.to_vec();
        for (index, name) in path.iter().enumerate() {
            match name.as_str() {
                "crate" => place.clear(),
                "self" => {}
                "super" => _ = place.pop(),
                _ => {
                    let inner = [&place[..], std::slice::from_ref(name)].concat();
                    let known = self.modules.get(&place);
                    match known.and_then(|module| module.names.get(name)).filter(|_| depth < 20) {
                        Some(target) if *target != path[..=index] || place != module => {
                            place = self.absolute(&place, target, depth + 1)?;
                        }
                        // A name of neither this module nor one below it is that of another crate.
                        _ if index == 0 && !self.modules.contains_key(&inner) => return None,
                        _ => place = inner,
                    }
                }
            }
        }
        Some(place)
    }

    /// The files that each file refers to.
    fn references(&self) -> BTreeMap<&str, BTreeSet<&str>> {
        let mut references: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for (module, Module { file, paths, .. }) in &self.modules {
            let to = paths.iter().filter_map(|path| self.definition(module, path)).filter(|to| to != file);
            references.entry(file).or_default().extend(to);
        }
        references
    }
}

impl Module {
    fn of(file: String, text: &str) -> Self {
        let mut module = Self { file, names: BTreeMap::new(), paths: Vec::new() };
        let code = text.split("\n#[cfg(test)]\nmod ").next().unwrap_or_default();
        let code: Vec<_> = code.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        for statement in code.join("\n").split_inclusive(';') {
            let start = statement.match_indices("use ").map(|(at, _)| at).find(|at| begins_a_line(&statement[..*at]));
            let Some(start) = start else {
                module.paths.extend(paths(statement));
                continue;
            };
            let (before, imported) = statement.split_at(start);
            let (before, visibility) = before.rsplit_once('\n').unwrap_or(("", before));
            module.paths.extend(paths(before));
            let tree: String = imported["use ".len()..].split_whitespace().collect::<Vec<_>>().join(" ");
            imports(tree.trim_end_matches(';'), &[], &mut |name, path| {
                if visibility.trim().is_empty() {
                    module.paths.push(path.clone());
                }
                module.names.insert(name, path);
            });
        }
        module
    }
}

/// Whether what comes before a word is at most its visibility.
fn begins_a_line(before: &str) -> bool {
    let line = before.rsplit('\n').next().unwrap_or_default().trim();
    line.is_empty() || line.starts_with("pub") && !line.contains(' ')
}

/// What looks like a path in a text.
fn paths(text: &str) -> impl Iterator<Item = Path> {
    let words = text.split(|c: char| !c.is_alphanumeric() && c != '_' && c != ':');
    words.map(|word| word.trim_matches(':')).filter(|word| word.contains("::")).map(split)
}

fn split(path: &str) -> Path {
    path.split("::").map(|name| name.trim().to_string()).filter(|name| !name.is_empty()).collect()
}

/// Calls for each name that a tree of imports brings, with its path.
fn imports(tree: &str, outer: &[String], found: &mut dyn FnMut(String, Path)) {
    if let Some((path, group)) = tree.split_once('{') {
        let outer = [outer, &split(path)].concat();
        let mut depth = 0;
        let inner = group.rsplit_once('}').map_or(group, |(inner, _)| inner);
        let parts = inner.split(|c: char| {
            depth += i32::from(c == '{') - i32::from(c == '}');
            c == ',' && depth == 0
        });
        parts.filter(|part| !part.trim().is_empty()).for_each(|part| imports(part, &outer, found));
        return;
    }
    let (path, name) = tree.split_once(" as ").map_or((tree, None), |(path, name)| (path, Some(name.trim())));
    let mut path = [outer, &split(path)].concat();
    if path.last().is_some_and(|last| last == "self") {
        path.pop();
    }
    let name = name.map(str::to_string).or_else(|| path.last().cloned()).unwrap_or_default();
    found(name, path);
}

/// The module that a file is, by its name.
fn module_of(name: &str) -> Path {
    let inner = name.trim_start_matches("src/").trim_end_matches(".rs");
    inner.split('/').filter(|part| !["lib", "mod"].contains(part)).map(str::to_string).collect()
}

/// The circles among files: those that each reach one another.
fn circles<'a>(references: &BTreeMap<&'a str, BTreeSet<&'a str>>) -> BTreeSet<Vec<&'a str>> {
    let reached = |from: &'a str| {
        let mut seen = BTreeSet::new();
        let mut left = vec![from];
        while let Some(file) = left.pop() {
            left.extend(references.get(file).into_iter().flatten().filter(|next| seen.insert(**next)));
        }
        seen
    };
    let reached: BTreeMap<_, _> = references.keys().map(|file| (*file, reached(file))).collect();
    let circle_of = |file: &'a str| {
        let members = reached[file].iter().filter(|other| reached.get(*other).is_some_and(|back| back.contains(file)));
        members.copied().collect::<Vec<_>>()
    };
    reached.keys().map(|file| circle_of(file)).filter(|circle| !circle.is_empty()).collect()
}

#[test]
fn files_refer_to_one_another_in_no_other_circles() {
    let is_for_tests = |name: &str| name.ends_with("/tests.rs");
    let files = sources(&root().join("src")).into_iter().map(|path| (relative(&path), path));
    let modules = files
        .filter(|(name, _)| !is_for_tests(name))
        .map(|(name, path)| (module_of(&name), Module::of(name, &std::fs::read_to_string(path).expect("text"))));
    let known = Crate { modules: modules.collect() };
    let references = known.references();
    let eval = &references["src/schedule/eval/mod.rs"];
    assert!(eval.contains("src/schedule/tree/node.rs"), "a re-export leads to what it passes on: {eval:?}");
    let allowed = |circle: &[&str]| CIRCLES.iter().any(|allowed| circle.iter().all(|file| allowed.contains(file)));
    let arrows = |circle: &Vec<&str>| {
        let to = |file: &str| references[file].iter().filter(|to| circle.contains(to)).copied().collect::<Vec<_>>();
        circle.iter().map(|file| format!("{file} refers to {}", to(file).join(", "))).collect::<Vec<_>>().join("\n")
    };
    let unknown: Vec<_> = circles(&references).iter().filter(|circle| !allowed(circle)).map(arrows).collect();
    assert!(unknown.is_empty(), "circles of files:\n{}", unknown.join("\n\n"));
}
