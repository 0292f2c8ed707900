//! Words that other languages and libraries have, and this one says in another way.

use super::events;
use super::parts::{bracket_end, last_number, last_word};
use super::place::{Place, perhaps, surely};
use crate::diagnostic::{Code, Diagnostic, Edit, Fix};
use crate::text::Span;

/// The words that no name can be.
pub(in crate::syntax) const RESERVED: [&str; 12] =
    ["then", "for", "until", "skip", "every", "mirror", "repeat", "let", "def", "param", "expect", "in"];

/// A unit of the language that a word names in another way, for one and for several.
fn unit(word: &str) -> Option<[&'static str; 2]> {
    let word = word.to_ascii_lowercase();
    Some(match word.as_str() {
        "it" | "its" | "iter" | "iters" | "iteration" | "iterations" | "update" | "updates" | "step" | "steps"
        | "batch" | "batches" | "minibatch" | "minibatches" => ["step", "steps"],
        "ep" | "eps" | "epoch" | "epochs" => ["epoch", "epochs"],
        "sample" | "samples" | "example" | "examples" | "image" | "images" | "sequence" | "sequences" | "seqs" => {
            ["sample", "samples"]
        }
        "tok" | "toks" | "token" | "tokens" => ["token", "tokens"],
        _ => return None,
    })
}

/// The suffix that a word stands for.
fn suffix(word: &str) -> Option<&'static str> {
    Some(match word {
        "k" | "K" | "thousand" => "k",
        "m" | "M" | "million" | "millions" | "mio" => "M",
        "b" | "B" | "bn" | "g" | "G" | "billion" | "billions" => "B",
        "t" | "T" | "trillion" | "trillions" => "T",
        _ => return None,
    })
}

fn is_of_the_clock(word: &str) -> bool {
    matches!(
        word,
        "s" | "sec"
            | "second"
            | "seconds"
            | "min"
            | "minute"
            | "minutes"
            | "h"
            | "hour"
            | "hours"
            | "day"
            | "days"
            | "week"
            | "weeks"
    )
}

/// What the statement begins with.
pub(super) fn opening(place: &Place<'_>) -> Option<Diagnostic> {
    let statement = place.region.of(place.text);
    let start = place.region.start + statement.len() - statement.trim_start().len();
    let rest = place.text[start..place.region.end].trim_end();
    let first = &rest[..rest.len() - rest.trim_start_matches(|c: char| c.is_alphanumeric() || c == '_').len()];
    let word = Span::new(start, start + first.len());
    let error = |message: String| Diagnostic::new(Code::Syntax, message, word);
    let is_defined = rest[first.len()..].trim_start().starts_with('=');
    let continues_event = || (first == "from" && !is_defined).then(|| events::from_on_next_line(place, word)).flatten();
    if let Some(found) = continues_event() {
        return Some(found);
    }
    Some(match first {
        "import" | "from" if !is_defined => error(format!(
            "`{first}`: a schedule stands alone, and imports nothing"
        ))
        .suggest(surely("take the line out", Edit::remove_statement(Span::new(start, start + rest.len()), place.written))),
        "return" | "yield" if !is_defined => {
            error(format!("`{first}`: a file does not return a value, it defines tracks"))
                .suggest(perhaps("write `lr = …`", Edit::replace(word, "lr =")))
        }
        "const" | "var" | "val" | "set" | "final" if !is_defined => {
            error(format!("`{first}` is not a word of the language"))
                .suggest(surely("write `let`", Edit::replace(word, "let")))
        }
        "for" if !is_defined => error("`for`: there are no loops in the language".to_string()).help(
            "a family says the same of many groups, `lr.block.{i in 0..11} = …`, and `A repeat 3` runs a schedule three times",
        ),
        "while" | "if" if !is_defined => {
            error(format!("`{first}`: there are no loops and no conditions in the language"))
                .help("`A repeat 3` runs a schedule three times, `A for D then B` is A for the time D and B after it")
        }
        "unit" if !is_defined && place.found() == "=" => declared_by_equation(place),
        "unit" | "units" if !is_defined && place.token.start > word.end && declares(&rest[first.len()..]) => place
            .error("`unit` takes names, with commas between them")
            .help("write such as `unit frame, second`, and how long they are as equations: `second = 30 frames`"),
        reserved if RESERVED.contains(&reserved) && place.token.start <= word.start => taken(place, word)?,
        _ => return None,
    })
}

/// Whether what follows the word `unit` cannot be anything but what it declares.
fn declares(rest: &str) -> bool {
    let named = rest.trim_start_matches([' ', '\t']);
    named.len() < rest.len() && named.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_')
}

/// `unit frame = 4 samples`
fn declared_by_equation(place: &Place<'_>) -> Diagnostic {
    let error = place.error("a unit is declared by its name alone, and an equation is a statement of its own");
    let region = place.region.of(place.text);
    let start = place.region.start + region.len() - region.trim_start().len();
    match place.statement().split_whitespace().collect::<Vec<_>>()[..] {
        ["unit", name] if unit(name).is_some_and(|names| names.contains(&name)) => {
            place.error(format!("`{name}` is a unit of the language, and is not declared")).suggest(surely(
                format!("write `{name} = …`"),
                Edit::remove(Span::new(start, place.before().len() - name.len())),
            ))
        }
        ["unit", name] => error.suggest(surely(
            format!("write `unit {name}; {name} = …`"),
            Edit::insert(place.token.start, format!("; {name} ")),
        )),
        _ => error.help("write `unit frame; frame = …`"),
    }
}

/// A word of the language where a name is defined.
fn taken(place: &Place<'_>, word: Span) -> Option<Diagnostic> {
    let rest = &place.text[word.end..place.region.end];
    let name = &rest
        [..rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.')).len()];
    if !rest[name.len()..].trim_start().starts_with('=') {
        return None;
    }
    let text = word.of(place.text);
    let now = format!("{text}_{name}");
    Some(
        Diagnostic::new(Code::Syntax, format!("`{text}` is a word of the language, and cannot be a name"), word)
            .suggest(perhaps(
                format!("give it another name, such as `{now}`"),
                Edit::replace(word, format!("{text}_")),
            )),
    )
}

pub(super) fn explain(place: &Place<'_>) -> Option<Diagnostic> {
    let found = place.found();
    match found {
        "repeat" if place.expects("a value") => return Some(repeat(place)),
        word if RESERVED.contains(&word) && place.expects("a name") => return taken(place, place.token),
        "followed" | "and" => return following(place),
        "in" => return Some(over_groups(place)),
        _ => {}
    }
    let before = place.before();
    if last_word(before) == "lambda" {
        return lambda(place);
    }
    let same_line = !place.text[before.len()..place.token.start].contains('\n');
    if !same_line {
        return None;
    }
    if let Some(number) = last_number(before) {
        return after_number(place, number).or_else(|| two_statements(place));
    }
    two_statements(place).or_else(|| bare_call(place))
}

/// `S repeat for p in [1, 2]`, `(S for p in [1, 2])`
fn over_cycles(place: &Place<'_>, before: &str) -> Option<Diagnostic> {
    let name = last_word(before);
    let head = before[..before.len() - name.len()].trim_end();
    let loops = head.strip_suffix("for").filter(|loops| !name.is_empty() && loops.ends_with(char::is_whitespace))?;
    let error = place.error("`in` belongs after `repeat over`, or in the name of a family");
    if last_word(loops.trim_end()) != "repeat" {
        return Some(
            error.help(format!(
                "cycles that differ are written after the schedule: `… repeat over {name} in [1, 2, 4]`"
            )),
        );
    }
    let word = Span::new(loops.len(), head.len());
    Some(error.suggest(perhaps(format!("write `repeat over {name} in`"), Edit::replace(word, "over"))))
}

/// `lr.block[i in 0..11]`
fn over_groups(place: &Place<'_>) -> Diagnostic {
    let error = place
        .error("`in` belongs in the name of a family")
        .help("a family is a statement: `lr.block.{i in 0..11} = …` defines twelve groups");
    let before = place.before();
    if let Some(cycles) = over_cycles(place, before) {
        return cycles;
    }
    let open = before.trim_end_matches(|c: char| c.is_ascii_alphanumeric() || c == '_').trim_end();
    let Some(name) = open.strip_suffix(['[', '(', '{']) else { return error };
    let open = Span::new(name.len(), open.len());
    let name = name.trim_end_matches('.');
    let close = place.text[place.token.end..place.region.end].find([']', ')', '}']);
    let Some(close) = close.map(|close| place.token.end + close).filter(|_| !last_word(name).is_empty()) else {
        return error;
    };
    let edits =
        vec![Edit::replace(Span::new(name.len(), open.end), ".{"), Edit::replace(Span::new(close, close + 1), "}")];
    error.fix(Fix::unsafely("write it in `.{…}`", edits))
}

/// A word after a number: a unit, a suffix, or nothing of both.
fn after_number(place: &Place<'_>, number: &str) -> Option<Diagnostic> {
    let found = place.found();
    if place.after().trim_start().starts_with('=') && unit(found).is_some() {
        return Some(turned_around(place, number));
    }
    unit_instead(place, number).or_else(|| spaced_suffix(place, number))
}

/// A number with a space before its suffix.
pub(super) fn spaced_suffix(place: &Place<'_>, number: &str) -> Option<Diagnostic> {
    let suffix = suffix(place.found()).filter(|_| number.ends_with(|c: char| c.is_ascii_digit()))?;
    Some(
        place
            .error("a number has no space before its suffix")
            .suggest(surely(format!("write `{number}{suffix}`"), Edit::replace(place.with_gap(), suffix))),
    )
}

/// A word that names a unit of the language in another way, or one that the language does not have.
pub(super) fn unit_instead(place: &Place<'_>, number: &str) -> Option<Diagnostic> {
    let found = place.found();
    if let Some([one, many]) = unit(found) {
        let now = if number == "1" { one } else { many };
        return Some(
            place
                .error(format!(
                    "`{found}` is not a unit of the language: it has `steps`, `epochs`, `samples` and `tokens`"
                ))
                .suggest(surely(format!("write `{number} {now}`"), Edit::replace(place.token, now))),
        );
    }
    if is_of_the_clock(found) {
        return Some(
            place
                .error(format!("`{found}`: time is counted in steps, epochs, samples and tokens, not by the clock"))
                .help(format!("write how many the {number} {found} are: `… steps`")),
        );
    }
    let name = place.statement().split('=').next().map(str::trim);
    (name == Some(found)).then(|| {
        place
            .error(format!("`{found}` is not a unit: a value has no unit"))
            .suggest(surely(format!("take `{found}` out"), Edit::remove(place.with_gap())))
    })
}

/// `5004 steps = epoch`
fn turned_around(place: &Place<'_>, number: &str) -> Diagnostic {
    let error = place.error("an equation starts with the unit that it defines");
    let line = place.after().lines().next().unwrap_or_default();
    let of = line.trim().trim_start_matches('=').trim();
    let start = place.before().len() - number.len();
    let end = place.token.end + line.find(of).unwrap_or(0) + of.len();
    let is_name = of.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') && !of.is_empty();
    if !is_name {
        return error.help(format!("write `… = {number} {}`", place.found()));
    }
    let now = format!("{} = {number} {}", unit(of).map_or(of, |[singular, _]| singular), place.found());
    error.suggest(surely(format!("write `{now}`"), Edit::replace(Span::new(start, end), now)))
}

/// What is wrong with letters that touch a number.
pub(super) fn letters(place: &Place<'_>, number: &str, letters: &str) -> Option<Diagnostic> {
    let all = Span::new(place.token.start, place.token.start + number.len() + letters.len());
    let error = Diagnostic::new(Code::Syntax, format!("`{number}{letters}` is neither a number nor a name"), all);
    let now = match (suffix(letters), unit(letters)) {
        (Some(suffix), _) if number.ends_with(|c: char| c.is_ascii_digit()) => format!("{number}{suffix}"),
        (_, Some([one, many])) => format!("{number} {}", if number == "1" { one } else { many }),
        _ => return None,
    };
    Some(error.suggest(surely(
        format!("write `{now}`; only k, M, B, T, `%` and `x` follow a number without a space"),
        Edit::replace(all, now),
    )))
}

/// `run = 100 lr = 0.1 * cosine`
fn two_statements(place: &Place<'_>) -> Option<Diagnostic> {
    let after = place.after().trim_start();
    let is_name = place.found().starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    let is_statement =
        is_name && after.starts_with('=') && !after.starts_with("==") && place.expects("the end of the statement");
    is_statement.then(|| {
        let gap = Span::new(place.before().len(), place.token.start);
        let first = last_word(place.before());
        if first == place.statement() && first.starts_with(|c: char| c.is_ascii_digit()) {
            return turned_around(place, first);
        }
        if first == place.statement() {
            return place
                .error(format!("`{first}` and `{}` stand before one `=`", place.found()))
                .help("a statement is `name = …`, and a name is one word: take one of them out, or join them by `_`");
        }
        place
            .error(format!("`{}` follows a statement that is already complete", place.found()))
            .suggest(surely("put it on a line of its own", Edit::replace(gap, "\n")))
    })
}

/// `step 30`
fn bare_call(place: &Place<'_>) -> Option<Diagnostic> {
    let (found, callee) = (place.found(), last_word(place.before()));
    let is_number = found.starts_with(|c: char| c.is_ascii_digit());
    let is_callee = callee.starts_with(|c: char| c.is_ascii_alphabetic());
    if !(is_number && is_callee && place.statement().contains('=')) {
        return None;
    }
    let error = place.error(format!("nothing joins `{callee}` and `{found}`"));
    // What the file gives a value is no shape.
    let (title, edit) = if place.is_defined(callee) {
        (format!("write `{callee} * {found}`"), Edit::replace(place.with_gap(), format!(" * {found}")))
    } else {
        (format!("write `{callee}({found})`"), Edit::replace(place.with_gap(), format!("({found})")))
    };
    Some(error.suggest(perhaps(title, edit)))
}

/// `followed by`, `and then`
fn following(place: &Place<'_>) -> Option<Diagnostic> {
    let gap = place.after().len() - place.after().trim_start().len();
    let rest = &place.after()[gap..];
    let next = rest.strip_prefix("by ").map(|_| "by").or_else(|| rest.strip_prefix("then ").map(|_| "then"))?;
    let all = Span::new(place.token.start, place.token.end + gap + next.len());
    Some(
        Diagnostic::new(Code::Syntax, format!("`{}` does not join segments", all.of(place.text)), all)
            .suggest(surely("write `then`", Edit::replace(all, "then"))),
    )
}

/// `lambda t: 0.95 ^ t`
fn lambda(place: &Place<'_>) -> Option<Diagnostic> {
    let colon = place.after().find(':')?;
    let head = place.before().len() - "lambda".len();
    let variable = &place.text[place.token.start..place.token.end + colon];
    let all = Span::new(head, place.token.end + colon + 1);
    Some(Diagnostic::new(Code::Syntax, "`lambda` is not a word of the language", all).suggest(surely(
        format!("write `{} -> …`", variable.trim()),
        Edit::replace(all, format!("{} ->", variable.trim())),
    )))
}

/// `repeat cosine(20)`, `repeat(cosine(20), 3)`
fn repeat(place: &Place<'_>) -> Diagnostic {
    let error = place.error("`repeat` goes after what it repeats");
    let gap = place.after().len() - place.after().trim_start().len();
    let start = place.token.end + gap;
    let rest = &place.text[start..place.region.end];
    let name = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '_').len();
    let opens = rest[name..].starts_with('(');
    let end = if opens { bracket_end(&place.text[..place.region.end], start + name) } else { Some(start + name) };
    let Some(end) = end.filter(|end| *end > start) else { return error.help("write `A repeat 3`") };
    let all = Span::new(place.token.start, end);
    let operand = &place.text[start..end];
    let now = if name == 0 {
        let inner = &operand[1..operand.len() - 1];
        match inner.rsplit_once(',') {
            Some((body, count)) if bracket_end(&format!("({body})"), 0) == Some(body.len() + 2) => {
                let body = body.trim();
                let body = if body.contains(' ') { format!("({body})") } else { body.to_string() };
                format!("{body} repeat {}", count.trim())
            }
            _ => format!("{operand} repeat"),
        }
    } else {
        format!("{operand} repeat")
    };
    error.suggest(perhaps(format!("write `{now}`"), Edit::replace(all, now)))
}
