//! Signs that other languages join, define, group and call with.

use super::parts::{bracket_end, is_of_name, is_of_word, last_number, last_word};
use super::place::{Place, perhaps, surely};
use super::words::RESERVED;
use crate::diagnostic::{Diagnostic, Edit, Fix};
use crate::text::Span;

/// A name that stands at more places than this is not corrected: each of its definitions would offer an edit of every place.
const MENTIONS: usize = 16;

pub(super) fn explain(place: &Place<'_>) -> Option<Diagnostic> {
    Some(match place.found() {
        "%" => percent(place),
        "**" => place
            .error("`**` is not an operator")
            .suggest(surely("write `^` for a power", Edit::replace(place.token, "^"))),
        "//" => slashes(place),
        ":" | ":=" => definition(place),
        ">" if place.text[..place.token.start].ends_with('=') => {
            let arrow = Span::new(place.token.start - 1, place.token.end);
            place
                .error("`=>` is not an operator")
                .suggest(surely("write `->` in a function", Edit::replace(arrow, "->")))
        }
        "->" | "," | "|" | "|>" | "&" | "&&" | "||" | ">" => return joining(place),
        "{" | "}" => curly(place),
        "=" => equals(place),
        "==" if place.expects("the end of the statement") || place.expects("`=`") => equal(place),
        "." if place.text[..place.token.start].ends_with(|c: char| c.is_ascii_digit()) => place
            .error("digits follow the point of a number")
            .suggest(surely("take the point out", Edit::remove(place.token))),
        "-" if place.expects("`=`") => return hyphen(place),
        ")" | "]" if place.opened().is_some() => without_value(place),
        ")" | "]" => place
            .error(format!("`{}` closes nothing", place.found()))
            .help("take it out, or open a bracket before it")
            .fix(perhaps("take it out", Edit::remove(place.token))),
        _ => return None,
    })
}

/// `lr == 0.1`
fn equal(place: &Place<'_>) -> Diagnostic {
    let error = place.error("`==` compares, in an `expect`");
    let name = place.statement();
    if place.is_defined(name) {
        return error.help(format!("write such as `expect {name}[…] == …`, or `expect max({name}) == …`"));
    }
    error.suggest(surely("write `=` to define a name", Edit::replace(place.token, "=")))
}

/// `step(30, gamma=)`
fn without_value(place: &Place<'_>) -> Diagnostic {
    let error = place.error(format!("a value is missing before `{}`", place.found()));
    let before = place.before();
    let name = before.strip_suffix('=').map(|head| last_word(head.trim_end())).filter(|name| !name.is_empty());
    let Some(name) = name else {
        return error.help("write a number, a name, a shape or a bracket here");
    };
    let start = before.rfind(name).unwrap_or(before.len());
    let head = before[..start].trim_end();
    let start = head.strip_suffix(',').map_or(start, str::len);
    error
        .help(format!("write the value of `{name}`, or take `{name}=` out"))
        .fix(perhaps(format!("take `{name}=` out"), Edit::remove(Span::new(start, place.token.start))))
}

/// `// a comment`, `100 // 3`
fn slashes(place: &Place<'_>) -> Diagnostic {
    let line = place.after().lines().next().unwrap_or_default().trim();
    let before = place.before();
    let opens_line = place.text[before.len()..place.token.start].contains('\n') || place.statement().is_empty();
    let is_divisor = line.is_empty() || line.starts_with(|c: char| c.is_ascii_digit());
    let is_quotient = match place.opened() {
        Some(_) => !opens_line || closes_more_than_it_opens(line),
        None => !opens_line && is_divisor,
    };
    let comment = || Edit::replace(place.token, "#");
    if !is_quotient {
        // A word may be a divisor as well.
        let is_sure = opens_line || line.split_whitespace().nth(1).is_some();
        let write = if is_sure { surely } else { perhaps };
        return place.error("`//` opens no comment").suggest(write("write `# …` for a comment".to_string(), comment()));
    }
    let error = place.error("`//` is not an operator");
    let is_number = |text: &str| text.chars().all(|c| c.is_ascii_digit() || c == '_') && !text.is_empty();
    let (dividend, divisor) = (last_word(before), &line[..line.len() - line.trim_start_matches(is_of_word).len()]);
    let head = before[..before.len() - dividend.len()].trim_end();
    let binds = |c: char| c.is_ascii_digit() || "*/^-.)]".contains(c);
    let next = line[divisor.len()..].trim_start();
    let next = &next[..next.len() - next.trim_start_matches(is_of_word).len()];
    let is_whole = is_number(dividend)
        && is_number(divisor)
        && !head.ends_with(binds)
        && (next.is_empty() || RESERVED.contains(&next));
    if !is_whole {
        return error.help("write `floor(… / …)` for a quotient without its fraction, and `# …` for a comment");
    }
    let gap = place.after().len() - place.after().trim_start().len();
    let end = place.token.end + gap + divisor.len();
    let now = format!("floor({dividend} / {divisor})");
    let edit = Edit::replace(Span::new(before.len() - dividend.len(), end), &*now);
    let error = error.suggest(perhaps(format!("write `{now}`"), edit));
    if place.opened().is_some() { error } else { error.fix(perhaps("write `# …` for a comment", comment())) }
}

fn closes_more_than_it_opens(line: &str) -> bool {
    let count = |brackets: [char; 2]| line.matches(brackets).count();
    count([')', ']']) > count(['(', '['])
}

/// `1 %`, `run % 3`
fn percent(place: &Place<'_>) -> Diagnostic {
    let next = place.after().trim_start_matches([' ', '\t']);
    let word = &next[..next.len() - next.trim_start_matches(is_of_word).len()];
    if next.starts_with('(') || !word.is_empty() && !RESERVED.contains(&word) {
        return place
            .error("`%` after a number is a percentage, and there is no remainder")
            .help("`… repeat` runs a schedule again and again, which is what the remainder of a time is for");
    }
    let error = place.error("a percentage has no space before its `%`");
    match last_number(place.before()) {
        Some(number) => {
            let gap = Span::new(place.before().len(), place.token.start);
            error.suggest(surely(format!("write `{number}%`, without a space"), Edit::remove(gap)))
        }
        None => error.help("write `10%`, without a space"),
    }
}

/// `run: 10`
fn definition(place: &Place<'_>) -> Diagnostic {
    let found = place.found();
    let (statement, name) = (place.statement(), last_word(place.before()));
    if statement.starts_with("def ") {
        let mut edits = vec![Edit::replace(place.with_gap(), " =")];
        let gap = place.after().len() - place.after().trim_start().len();
        if let Some(rest) = place.after()[gap..].strip_prefix("return") {
            let end = place.region.end - rest.trim_start().len();
            edits = vec![Edit::replace(Span::new(place.before().len(), end), " = ")];
        }
        return place
            .error(format!("`{found}` does not open the body of a `def`"))
            .suggest(Fix::safe("write `=`, and the value after it", edits));
    }
    place
        .error(format!("`{found}` defines nothing"))
        .suggest(surely(format!("write `{name} = …`"), Edit::replace(place.with_gap(), " =")))
}

/// What stands between two segments.
fn joining(place: &Place<'_>) -> Option<Diagnostic> {
    let found = place.found();
    let before = place.before();
    if found == "->" && place.expects("an argument") || found == ">" && !place.after().starts_with('>') {
        return None;
    }
    if before.ends_with(['(', ',', '[', '=']) || before.is_empty() {
        return None;
    }
    if found == ","
        && let Some(diagnostic) = digits(place).or_else(|| list(place)).or_else(|| values(place))
    {
        return Some(diagnostic);
    }
    if found == "->"
        && let Some(diagnostic) = function_after(place)
    {
        return Some(diagnostic);
    }
    let sign = if found == ">" { Span::new(place.token.start, place.token.end + 1) } else { place.token };
    let rest = place.text[sign.end..].starts_with(' ');
    let edit = Edit::replace(Span::new(before.len(), sign.end), if rest { " then" } else { " then " });
    let help = match found {
        "->" => {
            "write `then` between segments; `t -> …` is a function, and goes in the brackets of `factor` or `curve`"
        }
        _ => "write `A then B` for one after the other, `A * B` for both at once",
    };
    let error = place.error(format!("`{}` does not join segments", sign.of(place.text))).help(help);
    let after = place.after().trim_start();
    let argument = after.trim_start_matches(is_of_word).trim_start();
    let is_argument = found == "," && argument.starts_with('=') && argument.len() < after.len();
    let is_between = !after.trim().is_empty() && !is_argument && place.statement().contains('=');
    Some(if is_between { error.fix(perhaps("write `then`", edit)) } else { error })
}

/// `1,000` and `0,1`
fn digits(place: &Place<'_>) -> Option<Diagnostic> {
    let is_part = |c: char| c.is_ascii_digit() || c == ',';
    let head = &place.text[..place.token.start];
    let start = head.trim_end_matches(is_part).len();
    let tail = place.after();
    let end = place.token.end + tail.len() - tail.trim_start_matches(is_part).len();
    let all = Span::new(start, end);
    let groups: Vec<_> = all.of(place.text).split(',').collect();
    let [first, rest @ ..] = &groups[..] else { return None };
    let last = rest.last()?;
    if first.is_empty() || last.is_empty() || place.text[..start].ends_with(['.', '_']) {
        return None;
    }
    let error = place.error("a comma separates arguments, and cannot group digits");
    let is_grouped = *first != "0" && first.len() <= 3 && rest.iter().all(|group| group.len() == 3);
    let now = match rest {
        _ if is_grouped => groups.join("_"),
        [fraction] => format!("{first}.{fraction}"),
        _ => return None,
    };
    let edit = Edit::replace(all, &*now);
    Some(error.suggest(if is_grouped {
        surely(format!("write `{now}`"), edit)
    } else {
        perhaps(format!("write `{now}`"), edit)
    }))
}

/// `(1, 0.5, 0.1)`, values in a row
fn values(place: &Place<'_>) -> Option<Diagnostic> {
    last_number(place.before().trim_end_matches(['%', 'x']))?;
    let error = place.error("`,` stands between arguments, or in a list");
    let open = place.opened().filter(|&open| place.text[open..].starts_with('('));
    let ends = open.and_then(|open| Some((open, bracket_end(&place.text[..place.region.end], open)?)));
    let is_plain = |c: char| c.is_ascii_digit() || matches!(c, ' ' | ',' | '.' | '-' | '_' | 'e' | '%' | 'x');
    let ends = ends.filter(|&(open, end)| place.text[open + 1..end - 1].chars().all(is_plain));
    let Some((open, end)) = ends else {
        return Some(error.help("a list is written in `[ ]`, and arguments follow the name of a shape, in `( )`"));
    };
    let edits = [(open, "["), (end - 1, "]")].map(|(at, now)| Edit::replace(Span::new(at, at + 1), now));
    Some(error.suggest(Fix::unsafely("write the list in `[ ]`", edits.to_vec())))
}

/// `curve(500 u -> 1 - u)`
fn function_after(place: &Place<'_>) -> Option<Diagnostic> {
    let argument = last_word(place.before());
    let start = place.before().len() - argument.len();
    let before = place.text[..start].trim_end();
    if argument.is_empty() || place.opened().is_none() || before.len() == start || before.ends_with(['(', ',', '=']) {
        return None;
    }
    let error = place.error(format!("a comma is missing before `{argument} -> …`"));
    Some(error.suggest(perhaps("write a comma", Edit::insert(before.len(), ","))))
}

/// `multistep[30, 60]`
fn list(place: &Place<'_>) -> Option<Diagnostic> {
    let region = place.region;
    let open = region.start + place.text[region.start..place.token.start].rfind('[')?;
    let callee = last_word(&place.text[..open]);
    let end = bracket_end(&place.text[..region.end], open)?;
    if callee.is_empty() || end <= place.token.start {
        return None;
    }
    let items = Span::new(open, end).of(place.written);
    let edits = vec![Edit::insert(open, "("), Edit::insert(end, ")")];
    Some(
        place
            .error(format!("`{callee}[…]` is the value of a track at a tick"))
            .suggest(Fix::safe(format!("write `{callee}({items})`"), edits)),
    )
}

fn curly(place: &Place<'_>) -> Diagnostic {
    let error = place.error("there are no curly brackets in the language");
    let edits = place.region.of(place.text).char_indices().filter_map(|(at, c)| {
        let now = match c {
            '{' => "(",
            '}' => ")",
            _ => return None,
        };
        Some(Edit::replace(Span::new(place.region.start + at, place.region.start + at + 1), now))
    });
    let (edits, help) = (edits.collect::<Vec<_>>(), "group with `( )`, list with `[ ]`");
    if place.found() == "{" { error.help(help).fix(Fix::unsafely("group with `( )`", edits)) } else { error.help(help) }
}

/// An `=` where none can stand.
fn equals(place: &Place<'_>) -> Diagnostic {
    let before = place.before();
    if place.statement().starts_with("expect") {
        return place
            .error("`=` defines a name, and an `expect` compares")
            .suggest(surely("write `==`", Edit::replace(place.token, "==")));
    }
    if let Some(sign) = before.chars().last().filter(|c| "+-*/".contains(*c)) {
        return place
            .error(format!("`{sign}=` changes a value, and each name is defined once"))
            .help(format!("write it where the name is defined: `… {sign} {}`", place.after().trim()));
    }
    place
        .error("`=` defines a name, and there is none before it")
        .help("a statement is `name = …`; numbers are compared by `==`, in an `expect`")
}

/// `let base-lr = 0.1`
fn hyphen(place: &Place<'_>) -> Option<Diagnostic> {
    let head = last_word(&place.text[..place.token.start]);
    let tail = &place.after()[..place.after().len() - place.after().trim_start_matches(is_of_name).len()];
    if head.is_empty() || tail.is_empty() {
        return None;
    }
    let (name, now) = (format!("{head}-{tail}"), format!("{head}_{tail}"));
    let title = format!("write `{now}`");
    let mentions = place.searched.hyphened(&name);
    let edits = mentions.iter().map(|at| Edit::replace(Span::new(*at, at + name.len()), &*now));
    let are_few = mentions.len() <= MENTIONS;
    let fix = are_few.then(|| Fix::safe(&*title, edits.collect()));
    Some(place.error("a name has no hyphen: `-` subtracts").help(title).fix(fix))
}

/// `0.1x 100`
pub(super) fn two_values(place: &Place<'_>) -> Option<Diagnostic> {
    let multiple = last_word(place.before());
    let number = multiple.strip_suffix('x').filter(|number| number.starts_with(|c: char| c.is_ascii_digit()))?;
    let error = place.error(format!("nothing joins `{multiple}` and `{}`: `x` means times the base", place.found()));
    let sign = Span::new(place.before().len() - 1, place.token.start);
    Some(error.suggest(perhaps(format!("write `{number} * {}`", place.found()), Edit::replace(sign, " * "))))
}
