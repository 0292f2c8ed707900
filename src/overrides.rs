//! What a caller sets from outside: the run, the base, the size of an epoch, parameters.

use crate::check::closest;
use crate::diagnostic::{Code, Diagnostic};
use crate::syntax::ast::{Expr, ExprKind, File, Ident, Path, Statement, StatementKind};
use crate::syntax::parse;
use crate::text::Span;

/// Values that replace, or add to, what a file says.
///
/// ```
/// use lehr::{Overrides, compile};
///
/// let mut overrides = Overrides::default();
/// overrides.set_run("10").unwrap();
/// overrides.set_param("batch", "512").unwrap();
/// let compilation = compile("param batch = 256\nlr = batch / 2560 * cosine", &overrides);
/// let program = compilation.into_program().unwrap();
/// assert_eq!(program.track("lr").unwrap().value(0), 0.2);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Overrides {
    assignments: Vec<(String, Expr)>,
    /// What is set where the file says nothing.
    defaults: Vec<(String, Expr)>,
    params: Vec<(String, Expr)>,
}

impl Overrides {
    /// Sets `run`, a duration such as `90 epochs` or `1000`.
    pub fn set_run(&mut self, duration: &str) -> Result<(), Diagnostic> {
        self.assign("run", duration)
    }

    /// Sets `base`, a number.
    pub fn set_base(&mut self, number: &str) -> Result<(), Diagnostic> {
        self.assign("base", number)
    }

    /// Sets the equation of an epoch, such as `5004 steps`.
    pub fn set_epoch(&mut self, duration: &str) -> Result<(), Diagnostic> {
        self.assign("epoch", duration)
    }

    /// Sets a `param` of the file.
    pub fn set_param(&mut self, name: &str, value: &str) -> Result<(), Diagnostic> {
        let value = constant(value)?;
        self.params.push((name.to_string(), value));
        Ok(())
    }

    /// Sets `run`, `base` or `epoch` for a file that does not say it itself.
    pub fn set_default(&mut self, name: &str, text: &str) -> Result<(), Diagnostic> {
        let value = constant(text)?;
        self.defaults.push((name.to_string(), value));
        Ok(())
    }

    fn assign(&mut self, name: &str, text: &str) -> Result<(), Diagnostic> {
        let value = constant(text)?;
        self.assignments.push((name.to_string(), value));
        Ok(())
    }

    /// Puts the values into a file. A parameter that the file does not have is reported.
    pub(crate) fn apply(&self, file: &mut File, diagnostics: &mut Vec<Diagnostic>) {
        for (index, (name, value)) in self.assignments.iter().chain(&self.defaults).enumerate() {
            let is_default = index >= self.assignments.len();
            let singular = |path: &Path| path.text == *name || path.text.strip_suffix('s') == Some(name);
            let existing = file.statements.iter_mut().find_map(|statement| match &mut statement.kind {
                StatementKind::Assign { name, value } if singular(name) => Some(value),
                _ => None,
            });
            match existing {
                Some(_) if is_default => {}
                Some(existing) => *existing = at(value, existing.span),
                None => {
                    let kind = StatementKind::Assign {
                        name: Path { text: name.clone(), span: Span::default() },
                        value: at(value, Span::default()),
                    };
                    // In front of all, so that statements stay in the order of their places.
                    file.statements.insert(0, Statement { kind, span: Span::default() });
                }
            }
        }
        for (name, value) in &self.params {
            let params = |statement: &Statement| match &statement.kind {
                StatementKind::Param { name, .. } => Some(name.text.clone()),
                _ => None,
            };
            let existing = file.statements.iter_mut().find_map(|statement| match &mut statement.kind {
                StatementKind::Param { name: Ident { text, .. }, value } if text == name => Some(value),
                _ => None,
            });
            if let Some(existing) = existing {
                *existing = at(value, existing.span);
                continue;
            }
            let names: Vec<_> = file.statements.iter().filter_map(params).collect();
            let help = match (closest(name, names.iter().map(String::as_str)), &names[..]) {
                (Some(found), _) => format!("did you mean `{found}`?"),
                (None, []) => format!("the file has no parameters: declare it, `param {name} = …`"),
                (None, names) => format!("the parameters are: {}", names.join(", ")),
            };
            diagnostics.push(
                Diagnostic::new(
                    Code::UnknownParam,
                    format!("the file has no parameter `{name}` to set"),
                    Span::default(),
                )
                .help(help),
            );
        }
    }
}

/// An expression without names, so that it means the same in every file.
fn constant(text: &str) -> Result<Expr, Diagnostic> {
    let (file, diagnostics) = parse(text);
    if let Some(diagnostic) = diagnostics.into_iter().next() {
        return Err(diagnostic);
    }
    let whole = Span::new(0, text.len());
    let expected = || {
        Diagnostic::new(Code::Syntax, format!("`{}` is not a constant", text.trim()), whole)
            .help("write a number or a duration, such as `0.1` or `90 epochs`")
    };
    match <[Statement; 1]>::try_from(file.statements) {
        Ok([Statement { kind: StatementKind::Bare(expr), .. }]) if is_constant(&expr) => Ok(expr),
        _ => Err(expected()),
    }
}

fn is_constant(expr: &Expr) -> bool {
    let own = !matches!(
        expr.kind,
        ExprKind::Name(_)
            | ExprKind::Call { .. }
            | ExprKind::Index { .. }
            | ExprKind::Lambda { .. }
            | ExprKind::Postfix { .. }
            | ExprKind::Then(_)
    );
    let mut all = own;
    expr.for_each_child(&mut |child| all = all && is_constant(child));
    all
}

/// The same expression, said to stand at another place.
fn at(expr: &Expr, span: Span) -> Expr {
    let mut moved = expr.clone();
    moved.for_each_span(&mut |place| *place = span);
    moved
}
