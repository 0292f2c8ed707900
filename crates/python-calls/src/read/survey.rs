//! What is known of a text before it is followed: what loops change, which functions yield, who names whom.

use ruff_python_ast::token::TokenKind;
use ruff_python_ast::{self as ast, Expr, Operator, Stmt};
use ruff_text_size::Ranged;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::names::{Name, Names};

/// Something that a body gives a value to.
#[derive(Debug, Clone, Copy)]
pub(super) enum Target<'a> {
    Name(Name),
    Attribute(&'a Expr, Name),
    /// An item of a list or dict; all of it, if no key is written.
    Item(&'a Expr, Option<&'a Expr>),
}

/// What is stored to a target in a body.
#[derive(Debug, Clone, Copy)]
pub(super) struct Store<'a> {
    pub(super) target: Target<'a>,
    /// Where the statement begins that is its only store and adds something to it.
    pub(super) advance: Option<u32>,
    /// Whether the loop itself stores it, before anything in its body.
    pub(super) own: bool,
}

/// Methods that change a list or dict.
const MUTATIONS: &[&str] = &["append", "extend", "insert", "pop", "remove", "clear", "update", "setdefault", "add"];

/// How deeply statements and targets are looked into.
const DEEPEST: u32 = 100;

/// All that `body` stores, functions and classes in it left out, each target once.
pub(super) fn stores<'a>(names: &mut Names, target: Option<&'a Expr>, body: &'a [Stmt]) -> Vec<Store<'a>> {
    let mut found = Stores { names, found: Vec::new(), places: FxHashMap::default() };
    if let Some(target) = target {
        found.target(target, None, 0);
        found.found.iter_mut().for_each(|store| store.own = true);
    }
    found.block(body, 0);
    found.found
}

struct Stores<'a, 'n> {
    names: &'n mut Names,
    found: Vec<Store<'a>>,
    places: FxHashMap<(Option<Name>, Name), usize>,
}

impl<'a> Stores<'a, '_> {
    fn block(&mut self, body: &'a [Stmt], depth: u32) {
        if depth > DEEPEST {
            return;
        }
        for statement in body {
            self.statement(statement, depth + 1);
        }
    }

    fn statement(&mut self, statement: &'a Stmt, depth: u32) {
        let start = u32::from(statement.start());
        match statement {
            Stmt::Assign(it) => {
                let advance = match it.targets.as_slice() {
                    [target] if adds_to(target, &it.value).is_some() => Some(start),
                    _ => None,
                };
                it.targets.iter().for_each(|target| self.target(target, advance, depth));
            }
            Stmt::AnnAssign(it) if it.value.is_some() => self.target(&it.target, None, depth),
            Stmt::AugAssign(it) => {
                let advance = matches!(it.op, Operator::Add | Operator::Sub).then_some(start);
                self.target(&it.target, advance, depth);
            }
            Stmt::FunctionDef(it) => self.name(&it.name),
            Stmt::ClassDef(it) => self.name(&it.name),
            Stmt::Expr(it) => self.mutation(&it.value),
            Stmt::For(it) => {
                self.target(&it.target, None, depth);
                self.block(&it.body, depth);
                self.block(&it.orelse, depth);
            }
            Stmt::With(it) => {
                it.items.iter().filter_map(|item| item.optional_vars.as_deref()).for_each(|target| {
                    self.target(target, None, depth);
                });
                self.block(&it.body, depth);
            }
            _ => blocks(statement).into_iter().for_each(|body| self.block(body, depth)),
        }
    }

    fn name(&mut self, name: &ast::Identifier) {
        let name = self.names.intern(name.as_str());
        self.add((None, name), Target::Name(name), None);
    }

    fn target(&mut self, target: &'a Expr, advance: Option<u32>, depth: u32) {
        if depth > DEEPEST {
            return;
        }
        match target {
            Expr::Name(it) => {
                let name = self.names.intern(it.id.as_str());
                self.add((None, name), Target::Name(name), advance);
            }
            Expr::Attribute(it) => {
                let name = self.names.intern(it.attr.as_str());
                let base = dotted(&it.value).map(|base| self.names.intern(&base));
                if base.is_some() {
                    self.add((base, name), Target::Attribute(&it.value, name), advance);
                }
            }
            Expr::Subscript(it) => self.item(&it.value, Some(&it.slice), advance),
            Expr::Tuple(it) => it.elts.iter().for_each(|target| self.target(target, None, depth + 1)),
            Expr::List(it) => it.elts.iter().for_each(|target| self.target(target, None, depth + 1)),
            Expr::Starred(it) => self.target(&it.value, None, depth + 1),
            _ => {}
        }
    }

    /// `found.append(…)`
    fn mutation(&mut self, value: &'a Expr) {
        let Expr::Call(call) = value else { return };
        let Expr::Attribute(callee) = &*call.func else { return };
        if MUTATIONS.contains(&callee.attr.as_str()) {
            self.item(&callee.value, None, None);
        }
    }

    fn item(&mut self, base: &'a Expr, key: Option<&'a Expr>, advance: Option<u32>) {
        let Some(text) = dotted(base) else { return };
        let base_name = self.names.intern(&text);
        let spelled = match key {
            Some(Expr::StringLiteral(key)) => format!("[{:?}]", key.value.to_str()),
            Some(Expr::NumberLiteral(_)) | None => "[]".to_string(),
            Some(_) => "[?]".to_string(),
        };
        let name = self.names.intern(&spelled);
        self.add((Some(base_name), name), Target::Item(base, key), advance);
    }

    fn add(&mut self, key: (Option<Name>, Name), target: Target<'a>, advance: Option<u32>) {
        match self.places.get(&key) {
            Some(&place) => self.found[place].advance = None,
            None => {
                self.places.insert(key, self.found.len());
                self.found.push(Store { target, advance, own: false });
            }
        }
    }
}

/// The bodies of a statement that is no definition, loop or `with`.
fn blocks(statement: &Stmt) -> Vec<&[Stmt]> {
    match statement {
        Stmt::While(it) => vec![&it.body, &it.orelse],
        Stmt::If(it) => {
            let mut blocks: Vec<&[Stmt]> = vec![&it.body];
            blocks.extend(it.elif_else_clauses.iter().map(|clause| &*clause.body));
            blocks
        }
        Stmt::Match(it) => it.cases.iter().map(|case| &*case.body).collect(),
        Stmt::Try(it) => {
            let mut blocks: Vec<&[Stmt]> = vec![&it.body];
            blocks.extend(it.handlers.iter().map(|ast::ExceptHandler::ExceptHandler(handler)| &*handler.body));
            blocks.extend([&*it.orelse, &*it.finalbody]);
            blocks
        }
        _ => Vec::new(),
    }
}

/// What `value` adds to `target`: the other operand of `target + it`, `it + target` or `target - it`.
pub(super) fn adds_to<'a>(target: &Expr, value: &'a Expr) -> Option<(&'a Expr, bool)> {
    let target = dotted(target)?;
    let Expr::BinOp(it) = value else { return None };
    let is_target = |side: &Expr| dotted(side).is_some_and(|side| side == target);
    match it.op {
        Operator::Add if is_target(&it.left) => Some((&it.right, false)),
        Operator::Add if is_target(&it.right) => Some((&it.left, false)),
        Operator::Sub if is_target(&it.left) => Some((&it.right, true)),
        _ => None,
    }
}

/// `a.b.c` of names and dots alone.
pub(super) fn dotted(expression: &Expr) -> Option<String> {
    let (mut at, mut names) = (expression, Vec::new());
    loop {
        match at {
            Expr::Name(it) => {
                names.push(it.id.as_str());
                names.reverse();
                return Some(names.join("."));
            }
            Expr::Attribute(it) if names.len() < 16 => {
                names.push(it.attr.as_str());
                at = &it.value;
            }
            _ => return None,
        }
    }
}

/// What the whole text says of its functions.
#[derive(Debug, Default)]
pub(super) struct Survey {
    /// Where the functions begin that yield.
    pub(super) generators: FxHashSet<u32>,
    /// Attributes that functions other than constructors store, and globals; with their only advance.
    pub(super) changed: FxHashMap<Name, Option<u32>>,
    /// Names that functions declare `global` or `nonlocal` and store.
    pub(super) globals: FxHashMap<Name, Option<u32>>,
    /// Where the functions begin that another part of the text names.
    pub(super) referenced: FxHashSet<u32>,
    functions: FxHashMap<String, Vec<(u32, u32, bool)>>,
}

pub(super) fn survey(names: &mut Names, text: &str, module: &[Stmt], tokens: &[ast::token::Token]) -> Survey {
    let mut survey = Survey::default();
    survey.block(names, module, None, false, 0);
    survey.references(text, tokens);
    survey
}

impl Survey {
    fn block(&mut self, names: &mut Names, body: &[Stmt], function: Option<u32>, in_class: bool, depth: u32) {
        if depth > DEEPEST {
            return;
        }
        for statement in body {
            match statement {
                Stmt::FunctionDef(it) => self.function(names, it, in_class, depth),
                Stmt::ClassDef(it) => self.block(names, &it.body, function, true, depth + 1),
                Stmt::Expr(it) => self.note_yield(&it.value, function),
                Stmt::Assign(it) => self.note_yield(&it.value, function),
                Stmt::For(it) => {
                    self.block(names, &it.body, function, in_class, depth + 1);
                    self.block(names, &it.orelse, function, in_class, depth + 1);
                }
                Stmt::With(it) => self.block(names, &it.body, function, in_class, depth + 1),
                _ => blocks(statement)
                    .into_iter()
                    .for_each(|body| self.block(names, body, function, in_class, depth + 1)),
            }
        }
    }

    fn function(&mut self, names: &mut Names, it: &ast::StmtFunctionDef, in_class: bool, depth: u32) {
        let (start, end) = (u32::from(it.start()), u32::from(it.end()));
        self.functions.entry(it.name.as_str().to_string()).or_default().push((start, end, in_class));
        if it.name.as_str() != "__init__" {
            let globals = declared_global(&it.body);
            for store in stores(names, None, &it.body) {
                let (changed, name) = match store.target {
                    Target::Attribute(_, name) => (&mut self.changed, name),
                    Target::Name(name) if globals.contains(names.get(name)) => (&mut self.globals, name),
                    Target::Name(_) | Target::Item(..) => continue,
                };
                changed.entry(name).and_modify(|advance| *advance = None).or_insert(store.advance);
            }
        }
        self.block(names, &it.body, Some(start), false, depth + 1);
    }

    fn note_yield(&mut self, value: &Expr, function: Option<u32>) {
        let value = if let Expr::Await(it) = value { &*it.value } else { value };
        if let (Expr::Yield(_) | Expr::YieldFrom(_), Some(function)) = (value, function) {
            self.generators.insert(function);
        }
    }

    /// A function is referenced where its name stands outside of it: a method after `self.`, another without a dot.
    fn references(&mut self, text: &str, tokens: &[ast::token::Token]) {
        if self.functions.is_empty() {
            return;
        }
        let (mut before, mut last) = ("", TokenKind::Newline);
        let mut name_before_dot = "";
        for token in tokens {
            let kind = token.kind();
            if kind == TokenKind::Name {
                let name = &text[token.range()];
                let start = u32::from(token.start());
                for &(from, to, in_class) in self.functions.get(name).into_iter().flatten() {
                    let outside = start < from || start >= to;
                    let meant = if last == TokenKind::Dot {
                        in_class && ["self", "cls", ")"].contains(&name_before_dot)
                    } else {
                        !in_class && last != TokenKind::Def
                    };
                    if outside && meant {
                        self.referenced.insert(from);
                    }
                }
                before = name;
            } else if kind == TokenKind::Dot {
                name_before_dot = before;
            } else {
                before = if kind == TokenKind::Rpar { ")" } else { "" };
            }
            last = kind;
        }
    }
}

fn declared_global(body: &[Stmt]) -> FxHashSet<&str> {
    let names = body.iter().flat_map(|statement| match statement {
        Stmt::Global(it) => it.names.as_slice(),
        Stmt::Nonlocal(it) => it.names.as_slice(),
        _ => &[],
    });
    names.map(ast::Identifier::as_str).collect()
}
