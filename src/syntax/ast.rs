//! The tree of a file as it was written: every node with its place, no name resolved.

use crate::text::Span;

/// A file: its statements in the order they are written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct File {
    /// The statements.
    pub statements: Vec<Statement>,
}

/// One statement.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    /// What it says.
    pub kind: StatementKind,
    /// From its first to its last token.
    pub span: Span,
}

/// What a statement says.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum StatementKind {
    /// `name = value`: a track, `run`, `base`, `tick` or a unit equation.
    Assign {
        /// What is defined.
        name: Path,
        /// Its value.
        value: Expr,
    },
    /// `name.{i in first..last} = value`: a track or a base for each value of `i`.
    Family {
        /// What is defined.
        name: FamilyName,
        /// The value of each, in which `i` is its number.
        value: Expr,
    },
    /// `let name = value`.
    Let {
        /// What is defined.
        name: Ident,
        /// Its value.
        value: Expr,
    },
    /// `def name(a, b=1) = body`.
    Def {
        /// What is defined.
        name: Ident,
        /// Its parameters.
        params: Vec<Param>,
        /// What a call of it stands for.
        body: Expr,
    },
    /// `param name = value`, or `param name` without one.
    Param {
        /// What is defined.
        name: Ident,
        /// Its value where the caller sets none.
        value: Option<Expr>,
    },
    /// `expect left == right`, or `expect decreasing(lr)` without a comparison.
    Expect {
        /// The left side, or the whole statement.
        left: Expr,
        /// The comparison and the right side.
        comparison: Option<(Comparison, Expr)>,
    },
    /// `event reset = every 3000 steps`
    Event {
        /// What is defined.
        name: Ident,
        /// When it fires.
        times: EventTimes,
    },
    /// `unit frame, second`: units of the file's own, by their singular names.
    Unit(Vec<Ident>),
    /// A bare expression: the track `lr` where it is the only statement that defines nothing.
    Bare(Expr),
}

/// When an event fires.
#[derive(Clone, Debug, PartialEq)]
pub enum EventTimes {
    /// `every 3000 steps from 1k steps until 15k steps`
    Every {
        /// From one time to the next.
        interval: Expr,
        /// The first time, where it is given.
        from: Option<Expr>,
        /// What all times are before, where it is given.
        until: Option<Expr>,
    },
    /// `at [5k, 20k] steps`
    At(Expr),
}

impl EventTimes {
    /// Calls `visit` for each expression directly in it, in order.
    pub(crate) fn for_each_expr<'a>(&'a self, visit: &mut dyn FnMut(&'a Expr)) {
        match self {
            Self::Every { interval, from, until } => {
                [Some(interval), from.as_ref(), until.as_ref()].into_iter().flatten().for_each(visit);
            }
            Self::At(times) => visit(times),
        }
    }
}

/// A parameter of a `def`.
#[derive(Clone, Debug, PartialEq)]
pub struct Param {
    /// Its name.
    pub name: Ident,
    /// Its value where a call gives none.
    pub default: Option<Expr>,
}

/// How `expect` compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

impl Comparison {
    /// The same with its sides in each other's place.
    pub(crate) fn turned(self) -> Self {
        match self {
            Self::Equal | Self::NotEqual => self,
            Self::Less => Self::Greater,
            Self::LessOrEqual => Self::GreaterOrEqual,
            Self::Greater => Self::Less,
            Self::GreaterOrEqual => Self::LessOrEqual,
        }
    }
}

/// A plain name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ident {
    /// The name.
    pub text: String,
    /// Its place.
    pub span: Span,
}

/// A dotted name, such as `lr.head`, as one text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path {
    /// The whole name, without white space.
    pub text: String,
    /// Its place.
    pub span: Span,
}

/// The name of a family: `lr.block.{i in 0..11}`.
#[derive(Clone, Debug, PartialEq)]
pub struct FamilyName {
    /// What stands before its first braces: `lr.block`.
    pub head: Path,
    /// Its braces, and the parts of the name between and after them, in order.
    pub parts: Vec<FamilyPart>,
    /// Its place.
    pub span: Span,
}

/// A part of the name of a family after its head.
#[derive(Clone, Debug, PartialEq)]
pub enum FamilyPart {
    /// `.{i in 0..11}`
    Braces(Box<Braces>),
    /// A part that all members have, without the dot before it.
    Name(Ident),
}

/// A number for each member of a family: `i in 0..11`.
#[derive(Clone, Debug, PartialEq)]
pub struct Braces {
    /// What the number is called.
    pub name: Ident,
    /// Its first value.
    pub first: Expr,
    /// Its last value.
    pub last: Expr,
    /// From the dot before it to the closing brace.
    pub span: Span,
}

/// An expression.
#[derive(Clone, Debug, PartialEq)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// From its first to its last token.
    pub span: Span,
}

/// What an expression is.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum ExprKind {
    /// A number as it is written, a suffix `k K M B T` included: `1_000`, `3e-4`, `2k`.
    Number(String),
    /// A number that a `%` or an `x` touches.
    Relative {
        /// The number before the sign, as it is written.
        number: String,
        /// The sign.
        sign: RelativeSign,
    },
    /// Something followed by a unit on its line: `5 epochs`, `(n + 1) steps`, `[1, 2] epochs`.
    Quantity {
        /// What is counted.
        value: Box<Expr>,
        /// The name of the unit, singular or plural.
        unit: Ident,
    },
    /// A name; a unit's name too, where it stands alone.
    Name(Path),
    /// `name(arguments)`.
    Call {
        /// What is called.
        name: Path,
        /// Its arguments.
        args: Vec<Arg>,
        /// From the opening to the closing bracket.
        args_span: Span,
    },
    /// `track[at]`, `track[from .. to]`, `sum(mix)[at]`.
    Index {
        /// What is indexed: a name or a call.
        of: Box<Expr>,
        /// The place, or the first of a range.
        at: Box<Expr>,
        /// The last of a range.
        to: Option<Box<Expr>>,
    },
    /// `[a, b]`.
    List(Vec<Expr>),
    /// `(inner)`.
    Paren(Box<Expr>),
    /// `-inner`.
    Negate(Box<Expr>),
    /// `a ^ b ^ c`, two or more; it groups to the right.
    Power(Vec<Expr>),
    /// `a * b / c`, two or more in all.
    Product {
        /// The first operand.
        first: Box<Expr>,
        /// The others, each with the operator before it.
        rest: Vec<(ProductOp, Expr)>,
    },
    /// `a + b - c`, two or more in all.
    Sum {
        /// The first operand.
        first: Box<Expr>,
        /// The others, each with the operator before it.
        rest: Vec<(SumOp, Expr)>,
    },
    /// `a then b then c`, two or more.
    Then(Vec<Expr>),
    /// An operand followed by postfix words, one or more.
    Postfix {
        /// What they work on.
        operand: Box<Expr>,
        /// The words, the innermost first.
        words: Vec<Postfix>,
    },
    /// `first .. last`, only as an argument.
    Range {
        /// The lower end.
        first: Box<Expr>,
        /// The upper end.
        last: Box<Expr>,
    },
    /// `t -> body`, only as an argument.
    Lambda {
        /// Its parameter.
        param: Ident,
        /// Its value.
        body: Box<Expr>,
    },
}

/// `*` or `/`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProductOp {
    /// `*`
    Multiply,
    /// `/`
    Divide,
}

/// `+` or `-`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SumOp {
    /// `+`
    Add,
    /// `-`
    Subtract,
}

/// The sign after a relative number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RelativeSign {
    /// `10%`: of `base`, or of the enclosing span.
    Percent,
    /// `0.1x`: times `base`.
    Times,
}

/// An argument of a call.
#[derive(Clone, Debug, PartialEq)]
pub struct Arg {
    /// Its name, where it is a named one.
    pub name: Option<Ident>,
    /// Its value.
    pub value: Expr,
}

impl Arg {
    /// The whole of it, with its name.
    pub fn span(&self) -> Span {
        self.name.as_ref().map_or(self.value.span, |name| name.span.to(self.value.span))
    }
}

/// A postfix word with what belongs to it.
#[derive(Clone, Debug, PartialEq)]
pub struct Postfix {
    /// The word.
    pub kind: PostfixKind,
    /// From the word to the end of its operand.
    pub span: Span,
}

/// The postfix words.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum PostfixKind {
    /// `for D`
    For(Expr),
    /// `until D`
    Until(Expr),
    /// `skip D`
    Skip(Expr),
    /// `every D`
    Every(Expr),
    /// `mirror`
    Mirror,
    /// `repeat`, for ever.
    Repeat,
    /// `repeat n`, where n is a literal.
    RepeatCount(Expr),
    /// `repeat(n, stretch=2, decay=0.5)`, also `repeat(n)`.
    RepeatArgs {
        /// What stands in the brackets.
        args: Vec<Arg>,
        /// From the opening to the closing bracket.
        args_span: Span,
    },
    /// `repeat over p in [1, 2, 4]`, `repeat over i in 0..4`.
    RepeatOver(Box<Over>),
}

/// A value for each cycle of a `repeat over`.
#[derive(Clone, Debug, PartialEq)]
pub struct Over {
    /// What the value is called.
    pub name: Ident,
    /// The list of the values, or the first of a range.
    pub values: Expr,
    /// The last of a range.
    pub last: Option<Expr>,
}

impl Over {
    /// What ends it.
    pub(crate) fn end(&self) -> &Expr {
        self.last.as_ref().unwrap_or(&self.values)
    }
}

impl Statement {
    /// Calls `visit` for each expression directly in this statement, in order.
    pub fn for_each_expr<'a>(&'a self, visit: &mut dyn FnMut(&'a Expr)) {
        match &self.kind {
            StatementKind::Assign { value, .. } | StatementKind::Let { value, .. } | StatementKind::Bare(value) => {
                visit(value);
            }
            StatementKind::Family { name, value } => {
                name.braces().for_each(|braces| [&braces.first, &braces.last].into_iter().for_each(&mut *visit));
                visit(value);
            }
            StatementKind::Param { value, .. } => value.iter().for_each(&mut *visit),
            StatementKind::Def { params, body, .. } => {
                params.iter().filter_map(|param| param.default.as_ref()).for_each(&mut *visit);
                visit(body);
            }
            StatementKind::Event { times, .. } => times.for_each_expr(visit),
            StatementKind::Unit(_) => {}
            StatementKind::Expect { left, comparison } => {
                visit(left);
                comparison.iter().for_each(|(_, right)| visit(right));
            }
        }
    }
}

impl FamilyName {
    /// Its braces, in order.
    pub fn braces(&self) -> impl Iterator<Item = &Braces> {
        self.parts.iter().filter_map(|part| match part {
            FamilyPart::Braces(braces) => Some(&**braces),
            FamilyPart::Name(_) => None,
        })
    }
}

impl Expr {
    /// Calls `visit` for each expression directly in this one, in order.
    pub fn for_each_child<'a>(&'a self, visit: &mut dyn FnMut(&'a Self)) {
        match &self.kind {
            ExprKind::Number(_) | ExprKind::Relative { .. } | ExprKind::Name(_) => {}
            ExprKind::Quantity { value: inner, .. }
            | ExprKind::Paren(inner)
            | ExprKind::Negate(inner)
            | ExprKind::Lambda { body: inner, .. } => visit(inner),
            ExprKind::Call { args, .. } => args.iter().for_each(|arg| visit(&arg.value)),
            ExprKind::Index { of, at, to } => {
                visit(of);
                visit(at);
                to.iter().for_each(|to| visit(to));
            }
            ExprKind::Range { first, last } => {
                visit(first);
                visit(last);
            }
            ExprKind::List(items) | ExprKind::Power(items) | ExprKind::Then(items) => items.iter().for_each(visit),
            ExprKind::Product { first, rest } => {
                visit(first);
                rest.iter().for_each(|(_, operand)| visit(operand));
            }
            ExprKind::Sum { first, rest } => {
                visit(first);
                rest.iter().for_each(|(_, operand)| visit(operand));
            }
            ExprKind::Postfix { operand, words } => {
                visit(operand);
                for word in words {
                    match &word.kind {
                        PostfixKind::For(inner)
                        | PostfixKind::Until(inner)
                        | PostfixKind::Skip(inner)
                        | PostfixKind::Every(inner)
                        | PostfixKind::RepeatCount(inner) => visit(inner),
                        PostfixKind::Mirror | PostfixKind::Repeat => {}
                        PostfixKind::RepeatArgs { args, .. } => args.iter().for_each(|arg| visit(&arg.value)),
                        PostfixKind::RepeatOver(over) => {
                            visit(&over.values);
                            over.last.iter().for_each(&mut *visit);
                        }
                    }
                }
            }
        }
    }
}
