//! The one layout of a schedule, as `docs/format.md` describes it.
//!
//! What is printed are the tokens of the text, with other white space between them and other commas at
//! the ends of lists: nothing that says anything is taken away or made up. A statement is laid out by
//! itself, and what stands between two statements is kept.

mod columns;
mod gap;
mod print;
mod row;

use crate::error::Error;
use crate::stack::with_stack;
use crate::syntax::parse_with_tokens;
use crate::text::LineIndex;
use gap::Gap;
use row::Row;

/// A text in the layout of `lehr fmt`: the same statements and comments, in lines of at most 100 columns
/// where they can be broken. It reads as the same tree but for its places, and is its own layout.
///
/// # Errors
///
/// A text that is not read has no layout: its errors of syntax. One that is read and does not compile
/// has one.
///
/// ```
/// assert_eq!(lehr::format("lr=0.1*cosine( T = 10 )")?, "lr = 0.1 * cosine(T=10)\n");
/// # Ok::<(), lehr::Error>(())
/// ```
pub fn format(text: &str) -> Result<String, Error> {
    with_stack(|| format_here(text))
}

fn format_here(text: &str) -> Result<String, Error> {
    let (file, diagnostics, leaves) = parse_with_tokens(text);
    if !diagnostics.is_empty() {
        return Err(diagnostics.into());
    }
    let mut statements = Vec::with_capacity(file.statements.len());
    let mut equals = Vec::with_capacity(file.statements.len());
    let lines = LineIndex::new(text);
    let mut at = 0;
    for statement in &file.statements {
        let before = Gap::new(&text[at..statement.span.start], at == 0);
        let equals_sign = if before.is_within_line() { None } else { columns::equals(text, &lines, statement) };
        equals.push((before.is_line_end(), equals_sign));
        statements.push((before, statement.span));
        at = statement.span.end;
    }
    let padding = columns::padding(&equals);
    drop(file);

    let end = Gap::new(&text[at..], at == 0);
    let mut out = String::with_capacity(text.len());
    let mut first = 0;
    while first < statements.len() {
        let shared = statements[first + 1..].iter().take_while(|(before, _)| before.is_within_line()).count();
        let line = first..first + 1 + shared;
        let trailing = statements.get(line.end).map_or(&end, |(before, _)| before).trailing();
        let before = &statements[first].0;
        before.write(&mut out, true);
        let rows: Vec<_> = statements[line.clone()].iter().map(|(_, span)| Row::new(text, *span, &leaves)).collect();
        // The comment that allows a finding speaks of lines, which have to stay what they are.
        let as_broken = before.above().chain(trailing).chain(rows.iter().flat_map(Row::all_comments)).any(allows);
        let print = if as_broken { print::print_as_broken } else { print::print };
        for (index, row) in line.clone().zip(&rows) {
            out.push_str(&print(row, padding[index]));
            let is_last = index + 1 == line.end;
            let next_is_signed = statements.get(index + 1).is_some_and(|(_, next)| text[next.start..].starts_with('-'));
            // A line that starts with a sign would go on with the one before it.
            if next_is_signed || as_broken && !is_last {
                out.push(';');
            }
            if !is_last {
                out.push(if as_broken { ' ' } else { '\n' });
            }
        }
        first = line.end;
    }
    end.write(&mut out, false);
    Ok(columns::line_up_comments(text, &lines, &out))
}

/// Whether a comment allows findings in the lines around it; for a whole file it may stand anywhere.
fn allows(comment: &str) -> bool {
    comment[1..].trim_start().starts_with("lehr: allow(")
}
