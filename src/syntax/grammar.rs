//! The rules of the grammar, as pest reads them: they say where a statement is broken, and what else may stand there.

use pest::Parser;
use pest::error::{ErrorVariant, InputLocation};

// The derive puts the parser and its rules into this scope, without documentation.
mod derived {
    #[derive(pest_derive::Parser)]
    #[grammar = "grammar/lehr.pest"]
    pub(super) struct Grammar;
}

use derived::{Grammar, Rule};

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
        Rule::comparison => "a comparison",
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
        | Rule::kw_let
        | Rule::kw_def
        | Rule::kw_param
        | Rule::kw_expect => "a statement",
        Rule::chain
        | Rule::operand
        | Rule::sign
        | Rule::primary
        | Rule::number
        | Rule::list
        | Rule::parenthesis
        | Rule::reference => "a value",
        Rule::word
        | Rule::for_word
        | Rule::until_word
        | Rule::skip_word
        | Rule::every_word
        | Rule::mirror_word
        | Rule::repeat_word => {
            return None;
        }
        Rule::kw_for | Rule::kw_until | Rule::kw_skip | Rule::kw_every | Rule::kw_mirror | Rule::kw_repeat => {
            return None;
        }
        Rule::arguments | Rule::braces | Rule::count | Rule::index | Rule::over | Rule::unit => return None,
        Rule::argument | Rule::named_argument | Rule::function => "an argument",
        Rule::parameter | Rule::path | Rule::ident | Rule::family_name | Rule::name_part => "a name",
        Rule::kw_in => "`in`",
        Rule::event_times | Rule::word_at => "`every …` or `at …`",
        Rule::word_over | Rule::word_from => return None,
        Rule::EOI => "the end of the statement",
        Rule::WHITESPACE
        | Rule::COMMENT
        | Rule::blank
        | Rule::closing
        | Rule::gap
        | Rule::link
        | Rule::argument_equals
        | Rule::only_statement
        | Rule::from_time
        | Rule::until_time
        | Rule::digits
        | Rule::whole
        | Rule::suffix
        | Rule::part_number
        | Rule::ident_start
        | Rule::ident_char
        | Rule::keyword => return None,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::syntax::reader::Reader;
    use crate::syntax::recovery::skip_space;
    use crate::syntax::token::TokenKind;

    /// The kind and the place of each token but for punctuation, and the place of what follows the statement.
    type Read = (Vec<(TokenKind, usize, usize)>, usize);

    /// The statement that a text starts with, as the rules have it. A comparison belongs to its `expect`, whatever
    /// follows it.
    fn by_the_rules(text: &str) -> Option<Read> {
        let statement = Grammar::parse(Rule::statement, text).ok()?.next()?;
        let end = statement.as_span().end();
        let leaves = statement.into_inner().flatten().filter_map(|pair| {
            let span = pair.as_span();
            Some((kind(pair.as_rule())?, span.start(), span.end()))
        });
        // What a rule tries after its last token may have taken the white space before it.
        let (leaves, end): Read = (leaves.collect(), skip_space(text, end));
        let compares = leaves.iter().any(|(kind, ..)| *kind == TokenKind::Comparison);
        let goes_on = ["==", "!=", "<", ">"].iter().any(|symbol| text[end..].starts_with(symbol));
        let expects = text.starts_with("expect") && leaves.first() == Some(&(TokenKind::Opener, 0, "expect".len()));
        (compares || !goes_on || !expects).then_some((leaves, end))
    }

    /// The same as the parser reads it.
    fn by_the_parser(text: &str) -> Option<Read> {
        let mut reader = Reader::new(text, 0, true);
        let end = reader.statement()?.span.end;
        let leaves = reader.tokens.unwrap_or_default();
        let leaves = leaves.into_iter().map(|leaf| (leaf.kind, leaf.span.start, leaf.span.end));
        Some((leaves.collect(), skip_space(text, end)))
    }

    /// What the text of a rule is as a token; nothing for those that hold tokens, or are a part of one.
    fn kind(rule: Rule) -> Option<TokenKind> {
        Some(match rule {
            Rule::kw_let | Rule::kw_def | Rule::kw_param | Rule::kw_expect | Rule::word_event => TokenKind::Opener,
            Rule::path | Rule::ident | Rule::name_part => TokenKind::Name,
            Rule::number | Rule::count => TokenKind::Number,
            Rule::unit => TokenKind::Unit,
            Rule::equals => TokenKind::Equals,
            Rule::comparison => TokenKind::Comparison,
            Rule::kw_then => TokenKind::Then,
            Rule::kw_for
            | Rule::kw_until
            | Rule::kw_skip
            | Rule::kw_every
            | Rule::kw_mirror
            | Rule::kw_repeat
            | Rule::kw_in
            | Rule::word_at
            | Rule::word_from
            | Rule::word_over => TokenKind::Word,
            Rule::sum_operator => TokenKind::Sum,
            Rule::product_operator => TokenKind::Product,
            Rule::power_operator => TokenKind::Power,
            Rule::sign => TokenKind::Sign,
            _ => return None,
        })
    }

    /// Statements with all that the rules know.
    const STATEMENTS: &[&str] = &[
        "let w = 5 epochs",
        "def drops ( at , gamma = 0.1 , ) = 0.1x * multistep ( at , gamma = gamma )",
        "param batch = 1_024",
        "param batch",
        "expect lr [ 0 .. end ] >= - 3e-4",
        "expect decreasing ( lr )",
        "event reset = every 3000 steps until 15k steps from 1k steps",
        "event reset = at [ 5k , 20k ] steps",
        "lr.block.3 = 10% * ( warmup ( 5 epochs ) then hold for 50% then cosine ( to = 1% ) )",
        "lr.block.{ i in 0 .. 11 }.weight.{ j in 1 .. 2 } = 0.8 ^ - i",
        "a then b for 5 epochs mirror repeat 3 until 2 skip 1 then c every 2",
        "cosine ( 10 ) repeat ( 3 , stretch = 2 ) then x repeat over p in [ 1 , 2 ]",
        "x repeat over i in 0 .. 4 repeat",
        "factor ( t -> max ( t , 1 ) ^ - 0.5 , to = f ( t -> t ) ) [ 5 epochs ]",
        "- - a ^ - b / c * d - e + sum ( lr ) [ 1 .. n steps ] steps",
    ];

    /// What else may stand anywhere.
    const WORDS: &[&str] = &[
        "=", "==", "!=", "<", "->", "-", "+", "*", "**", "//", "^", ",", ";", "(", ")", "[", "]", ".{", "{", "}", "..",
        ".", "0", "01", "7", "1_", "1__0", "2k", "3e4", "3e", "1.5x", "5%", "5%%", "x", "a.b", "a.0", "a.01", "a.1e3",
        ".5", "1.", "é", "_", "then", "for", "until", "skip", "every", "mirror", "repeat", "let", "def", "param",
        "expect", "in", "event", "at", "from", "over", "step", "epochs", "tokens", "mirrored", "# c", "\n",
    ];

    /// The tokens of one of the statements, some of them in another place or replaced, and other space between them.
    fn texts() -> impl Strategy<Value = String> {
        const GAPS: [&str; 7] = ["", " ", " ", " ", "\n", "\t", " # c\n"];
        let edit = (any::<prop::sample::Index>(), 0..3, prop::sample::select(WORDS));
        let edits = prop::collection::vec(edit, 0..4);
        let statement = prop::sample::select(STATEMENTS);
        (statement, edits, prop::array::uniform9(0..GAPS.len())).prop_map(|(text, edits, gaps)| {
            let mut words: Vec<_> = text.split(' ').collect();
            for (index, edit, word) in edits {
                let at = index.index(words.len());
                match edit {
                    0 => words[at] = word,
                    1 => words.insert(at, word),
                    _ => _ = words.remove(at),
                }
                words.extend(words.is_empty().then_some(word));
            }
            words.iter().zip(gaps.into_iter().cycle()).flat_map(|(word, gap)| [*word, GAPS[gap]]).collect()
        })
    }

    #[test]
    fn the_parser_reads_whole_statements() {
        for text in STATEMENTS {
            let (leaves, end) = by_the_parser(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(end, text.len(), "{text}");
            assert_eq!(Some((leaves, end)), by_the_rules(text), "{text}");
        }
    }

    proptest! {
        #[test]
        fn the_parser_reads_what_the_rules_say(text in texts()) {
            // A statement starts with a token.
            let text = &text[skip_space(&text, 0)..];
            prop_assert_eq!(by_the_parser(text), by_the_rules(text));
        }
    }
}
