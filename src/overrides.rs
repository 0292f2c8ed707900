//! What a caller sets from outside: the run, the base, the size of an epoch, parameters.

mod literal;

use crate::check::suggest::did_you_mean;
use crate::diagnostic::{Code, Diagnostic};
use crate::error::Error;
use crate::syntax::ast::{Expr, ExprKind, File, Ident, Path, Statement, StatementKind};
use crate::syntax::parse_expression;
use crate::text::Span;
use crate::units::{Time, Unit};

/// Values that replace, or add to, what a file says: as numbers of the caller's, or as text in the
/// language.
///
/// ```
/// use lehr::{Error, Overrides, compile};
///
/// let text = "param batch = 256\nlr = batch / 2560 * cosine";
/// let numbers = Overrides::new().run(10_u64).param("batch", 512.0);
/// let program = compile(text, &numbers).into_program()?;
/// assert_eq!(program.track("lr").unwrap().value(0), 0.2);
///
/// let mut texts = Overrides::new();
/// texts.set_run("10")?;
/// texts.set_param("batch", "2 * 256")?;
/// assert_eq!(compile(text, &texts).into_program()?.tracks(), program.tracks());
/// # Ok::<(), Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Overrides {
    assignments: Vec<(String, Expr)>,
    /// What is set where the file says nothing.
    defaults: Vec<(String, Expr)>,
    params: Vec<(String, Expr)>,
    run_in_ticks: bool,
}

impl Overrides {
    /// Overrides nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets `run` to a number of ticks. One that is not above 0 is an error of the text that is compiled.
    #[must_use]
    pub fn run(mut self, ticks: impl Into<Time>) -> Self {
        let ticks = ticks.into();
        self.assignments.push(("run".to_string(), literal::time(ticks)));
        self.run_in_ticks = true;
        self
    }

    /// Sets `base`. One that is not above 0 and finite is an error of the text that is compiled.
    #[must_use]
    pub fn base(mut self, base: f64) -> Self {
        self.assignments.push(("base".to_string(), literal::number(base)));
        self
    }

    /// Sets how many steps an epoch has. 0 is an error of the text that is compiled.
    #[must_use]
    pub fn steps_per_epoch(mut self, steps: u64) -> Self {
        self.assignments.push(("epoch".to_string(), literal::quantity(steps, Unit::STEP)));
        self
    }

    /// Sets a `param` of the file. A name that it does not have, and a value that is not finite,
    /// are errors of the text that is compiled.
    #[must_use]
    pub fn param(mut self, name: impl Into<String>, value: f64) -> Self {
        self.params.push((name.into(), literal::number(value)));
        self
    }

    /// Whether the run is set to a number of ticks, whatever a tick is in the file.
    pub(crate) fn has_run_in_ticks(&self) -> bool {
        self.run_in_ticks
    }

    /// Sets `run`, a duration such as `90 epochs` or `1000`.
    ///
    /// # Errors
    ///
    /// A text that is no constant, here and below; the places of the diagnostic are in that text.
    pub fn set_run(&mut self, duration: &str) -> Result<(), Error> {
        self.assign("run", duration)?;
        self.run_in_ticks = false;
        Ok(())
    }

    /// Sets `base`, a number.
    pub fn set_base(&mut self, number: &str) -> Result<(), Error> {
        self.assign("base", number)
    }

    /// Sets the equation of an epoch, such as `5004 steps`.
    pub fn set_epoch(&mut self, duration: &str) -> Result<(), Error> {
        self.assign("epoch", duration)
    }

    /// Sets a `param` of the file.
    pub fn set_param(&mut self, name: &str, value: &str) -> Result<(), Error> {
        let value = constant(value)?;
        self.params.push((name.to_string(), value));
        Ok(())
    }

    /// Sets `run`, `base` or `epoch` for a file that does not say it itself.
    pub fn set_default(&mut self, name: &str, text: &str) -> Result<(), Error> {
        let value = constant(text)?;
        self.defaults.push((name.to_string(), value));
        Ok(())
    }

    fn assign(&mut self, name: &str, text: &str) -> Result<(), Error> {
        let value = constant(text)?;
        self.assignments.push((name.to_string(), value));
        Ok(())
    }

    /// Puts the values into a file. A parameter that the file does not have is reported.
    pub(crate) fn apply(&self, file: &mut File, diagnostics: &mut Vec<Diagnostic>) {
        for (name, value) in &self.assignments {
            match assigned(file, name) {
                Some(existing) => *existing = value.moved_to(existing.span),
                None => assign(file, name, value),
            }
        }
        for (name, value) in &self.defaults {
            if assigned(file, name).is_none() {
                assign(file, name, value);
            }
        }
        for (name, value) in &self.params {
            match param(file, name) {
                Some(existing) => {
                    let span = existing.as_ref().map_or(Span::default(), |existing| existing.span);
                    *existing = Some(value.moved_to(span));
                }
                None => diagnostics.push(unknown_param(file, name)),
            }
        }
    }
}

/// The value that a file gives to `run`, `base` or a unit.
fn assigned<'f>(file: &'f mut File, name: &str) -> Option<&'f mut Expr> {
    file.statements.iter_mut().find_map(|statement| match &mut statement.kind {
        StatementKind::Assign { name: Path { text, .. }, value }
            if text == name || text.strip_suffix('s') == Some(name) =>
        {
            Some(value)
        }
        _ => None,
    })
}

/// Adds a statement before all others, so that they stay in the order of their places.
fn assign(file: &mut File, name: &str, value: &Expr) {
    let outside = Span::default();
    let name = Path { text: name.to_string(), span: outside };
    let kind = StatementKind::Assign { name, value: value.moved_to(outside) };
    file.statements.insert(0, Statement { kind, span: outside });
}

/// The value of a parameter of a file, where it has one.
fn param<'f>(file: &'f mut File, name: &str) -> Option<&'f mut Option<Expr>> {
    file.statements.iter_mut().find_map(|statement| match &mut statement.kind {
        StatementKind::Param { name: Ident { text, .. }, value } if text == name => Some(value),
        _ => None,
    })
}

fn unknown_param(file: &File, name: &str) -> Diagnostic {
    let params = file.statements.iter().filter_map(|statement| match &statement.kind {
        StatementKind::Param { name, .. } => Some(name.text.as_str()),
        _ => None,
    });
    let params: Vec<_> = params.collect();
    let otherwise = if params.is_empty() {
        format!("the file has no parameters: declare it, `param {name} = …`")
    } else {
        format!("the parameters are: {}", params.join(", "))
    };
    let message = format!("the file has no parameter `{name}` to set");
    Diagnostic::new(Code::UnknownParam, message, Span::default()).help(did_you_mean(name, params, otherwise))
}

/// An expression without names, so that it means the same in every file.
fn constant(text: &str) -> Result<Expr, Diagnostic> {
    parse_expression(text)?.filter(is_constant).ok_or_else(|| {
        let whole = Span::new(0, text.len());
        Diagnostic::new(Code::Syntax, format!("`{}` is not a constant", text.trim()), whole)
            .help("write a number or a duration, such as `0.1` or `90 epochs`")
    })
}

fn is_constant(expr: &Expr) -> bool {
    let own = !matches!(
        expr.kind,
        ExprKind::Name(_)
            | ExprKind::Call { .. }
            | ExprKind::Index { .. }
            | ExprKind::Range { .. }
            | ExprKind::Lambda { .. }
            | ExprKind::Postfix { .. }
            | ExprKind::Then(_)
    );
    let mut all = own;
    expr.for_each_child(&mut |child| all = all && is_constant(child));
    all
}
