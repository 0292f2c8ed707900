//! Parsing by the rules of the grammar: the only file that knows pest.

use std::cell::RefCell;
use std::iter::Peekable;
use std::rc::Rc;

use pest::Parser;
use pest::error::{ErrorVariant, InputLocation};
use pest::iterators;

use crate::text::Span;

// The derive puts the parser and its rules into this scope, without documentation.
mod derived {
    #[derive(pest_derive::Parser)]
    #[grammar = "grammar/lehr.pest"]
    pub(super) struct Grammar;
}

use derived::Grammar;
pub(super) use derived::Rule;

/// How many links of a chain the grammar reads at once.
const LINKS: usize = 16;

/// A rule of the grammar with the text that it matched.
#[derive(Clone, Debug)]
pub(super) struct Pair<'t> {
    pair: iterators::Pair<'t, Rule>,
    /// Where the text starts that pest was given.
    offset: usize,
}

impl<'t> Pair<'t> {
    pub(super) fn rule(&self) -> Rule {
        self.pair.as_rule()
    }

    pub(super) fn text(&self) -> &'t str {
        self.pair.as_str()
    }

    pub(super) fn span(&self) -> Span {
        let span = self.pair.as_span();
        Span::new(self.offset + span.start(), self.offset + span.end())
    }

    /// The pairs inside of it.
    pub(super) fn into_inner(self) -> Pairs<'t> {
        Stream { pairs: self.pair.into_inner(), offset: self.offset, rest: None, kept: Kept::default() }.peekable()
    }
}

/// The pairs of one level, with the next one to be looked at.
pub(super) type Pairs<'t> = Peekable<Stream<'t>>;

pub(super) struct Stream<'t> {
    pairs: iterators::Pairs<'t, Rule>,
    offset: usize,
    /// The text of a chain that goes on, and the place up to which it has been read.
    rest: Option<(&'t str, usize)>,
    /// Where what is read of it is kept.
    kept: Kept,
}

/// Rules with the places where they stand.
pub(super) type Rules = Vec<(Rule, Span)>;

/// The rules that have been read of a text, in order, each before those inside of it, where somebody wants them.
#[derive(Clone, Debug, Default)]
pub(super) struct Kept {
    rules: Option<Rc<RefCell<Rules>>>,
}

impl Kept {
    /// Keeps what is read from now on.
    pub(super) fn all() -> Self {
        Self { rules: Some(Rc::default()) }
    }

    /// What has been kept.
    pub(super) fn into_rules(self) -> Rules {
        self.rules.map(|rules| rules.take()).unwrap_or_default()
    }

    fn keep(&self, pair: &Pair<'_>) {
        let Some(rules) = &self.rules else { return };
        let place = |span: pest::Span<'_>| Span::new(pair.offset + span.start(), pair.offset + span.end());
        let read = iterators::Pairs::single(pair.pair.clone()).flatten();
        rules.borrow_mut().extend(read.map(|read| (read.as_rule(), place(read.as_span()))));
    }
}

impl<'t> Iterator for Stream<'t> {
    type Item = Pair<'t>;

    fn next(&mut self) -> Option<Pair<'t>> {
        loop {
            if let Some(pair) = self.pairs.next() {
                return Some(Pair { pair, offset: self.offset });
            }
            let (text, at) = self.rest?;
            let links = take(Rule::next_links, text, at)?;
            self.kept.keep(&links);
            self.rest = rest_after(&links, text);
            (self.pairs, self.offset) = (links.pair.into_inner(), at);
        }
    }
}

/// Takes the next pair if it is one of a rule.
pub(super) fn accept<'t>(pairs: &mut Pairs<'t>, rule: Rule) -> Option<Pair<'t>> {
    pairs.next_if(|pair| pair.rule() == rule)
}

/// The start of a chain, which may be empty.
pub(super) struct ChainStart<'t>(Pair<'t>);

/// What the statement at a place of a text starts with, and the start of the chain after that.
pub(super) fn statement<'t>(text: &'t str, at: usize, kept: &Kept) -> Option<(Pair<'t>, ChainStart<'t>)> {
    let mut pairs = read(Rule::statement_start, text, at)?;
    let opening = pairs.next().inspect(|opening| kept.keep(opening))?;
    Some((opening, ChainStart(pairs.next()?)))
}

/// The start of the chain at a place of a text.
pub(super) fn chain_start(text: &str, at: usize) -> Option<ChainStart<'_>> {
    take(Rule::chain_start, text, at).map(ChainStart)
}

/// The operands and operators of the chain of a text that has a start. They are read as they are asked for, so that
/// no more than a few are held in the form that pest gives them.
pub(super) fn chain<'t>(text: &'t str, ChainStart(start): ChainStart<'t>, kept: &Kept) -> Option<Pairs<'t>> {
    if start.text().is_empty() {
        return None;
    }
    kept.keep(&start);
    let rest = rest_after(&start, text);
    let Pair { pair, offset } = start;
    Some(Stream { pairs: pair.into_inner(), offset, rest, kept: kept.clone() }.peekable())
}

/// Where a chain goes on after some links that were read at once; `None` where there were fewer than there can be.
fn rest_after<'t>(read: &Pair<'t>, text: &'t str) -> Option<(&'t str, usize)> {
    let opens_link = |pair: &iterators::Pair<'_, Rule>| match pair.as_rule() {
        Rule::kw_then | Rule::sum_operator | Rule::product_operator | Rule::power_operator => true,
        rule => is_word(rule),
    };
    let links = read.pair.clone().into_inner().filter(opens_link).count();
    (links == LINKS).then(|| (text, read.span().end))
}

/// Whether a rule is a postfix word with what belongs to it.
pub(super) fn is_word(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::for_word | Rule::until_word | Rule::skip_word | Rule::every_word | Rule::mirror_word | Rule::repeat_word
    )
}

/// The comparison at a place of a text.
pub(super) fn comparison<'t>(text: &'t str, at: usize, kept: &Kept) -> Option<Pair<'t>> {
    take(Rule::compared, text, at).inspect(|compared| kept.keep(compared))?.into_inner().next()
}

/// When the event fires whose opening ends at a place of a text.
pub(super) fn event_times<'t>(text: &'t str, at: usize, kept: &Kept) -> Option<Pair<'t>> {
    take(Rule::event_value, text, at).inspect(|times| kept.keep(times))?.into_inner().next()
}

/// Whether a text is a dotted name and nothing else.
pub(crate) fn is_name(text: &str) -> bool {
    take(Rule::path, text, 0).is_some_and(|name| name.span().end == text.len())
}

fn take(rule: Rule, text: &str, at: usize) -> Option<Pair<'_>> {
    read(rule, text, at)?.next()
}

fn read(rule: Rule, text: &str, at: usize) -> Option<impl Iterator<Item = Pair<'_>>> {
    let pairs = Grammar::parse(rule, &text[at..]).ok()?;
    Some(pairs.map(move |pair| Pair { pair, offset: at }))
}

/// The rules that a text is made of, which is one statement, each before those inside of it.
#[cfg(feature = "server")]
pub(super) fn rules(statement: &str) -> impl Iterator<Item = (Rule, Span)> {
    let pairs = Grammar::parse(Rule::statement, statement).into_iter().flat_map(iterators::Pairs::flatten);
    pairs.map(|pair| (pair.as_rule(), Span::new(pair.as_span().start(), pair.as_span().end())))
}

/// How far a text is one statement, and what else may stand there; `None` where it is one.
pub(super) fn mistake(text: &str) -> Option<(usize, Vec<&'static str>)> {
    let error = Grammar::parse(Rule::only_statement, text).err()?;
    let at = match error.location {
        InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
    };
    let expected = match error.variant {
        ErrorVariant::ParsingError { positives, .. } => words(&positives),
        ErrorVariant::CustomError { .. } => Vec::new(),
    };
    Some((at, expected))
}

/// What may stand at a place, in few plain words.
fn words(rules: &[Rule]) -> Vec<&'static str> {
    let mut words: Vec<_> = rules.iter().filter_map(|rule| symbol(*rule)).collect();
    words.sort_unstable();
    words.dedup();
    // A name is a value.
    if words.contains(&"a value") {
        words.retain(|word| *word != "a name");
    }
    words
}

/// What a person calls a rule; nothing for those that are only part of others.
fn symbol(rule: Rule) -> Option<&'static str> {
    Some(match rule {
        Rule::equals => "`=`",
        Rule::comparison | Rule::compared => "a comparison",
        Rule::operator | Rule::sum_operator | Rule::product_operator | Rule::power_operator | Rule::kw_then => {
            "an operator or `then`"
        }
        Rule::statement
        | Rule::opening
        | Rule::let_opening
        | Rule::def_opening
        | Rule::param_opening
        | Rule::open_param
        | Rule::expect_opening
        | Rule::assignment_opening
        | Rule::family_opening
        | Rule::event_opening
        | Rule::word_event
        | Rule::unit_declaration
        | Rule::word_unit
        | Rule::kw_let
        | Rule::kw_def
        | Rule::kw_param
        | Rule::kw_expect => "a statement",
        Rule::chain
        | Rule::chain_start
        | Rule::operand
        | Rule::sign
        | Rule::primary
        | Rule::number
        | Rule::list
        | Rule::parenthesis => "a value",
        Rule::argument | Rule::named_argument | Rule::function => "an argument",
        Rule::parameter | Rule::path | Rule::ident | Rule::family_name | Rule::name_part => "a name",
        Rule::kw_in => "`in`",
        Rule::event_times | Rule::event_value | Rule::word_at => "`every …` or `at …`",
        Rule::EOI => "the end of the statement",
        _ => return None,
    })
}
