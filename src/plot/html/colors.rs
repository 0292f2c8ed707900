//! The colours of a page as CSS: those of its theme, or both themes where the reader's preference decides.

use std::fmt::Write;

use crate::plot::series::LineStyle;
use crate::plot::svg::{Inks, Theme};

/// The style sheet of the colours. The drawing has those of its theme, and takes the others where the
/// reader prefers them.
pub(super) fn style_sheet(theme: Option<Theme>) -> String {
    let scheme = match theme {
        None => "light dark",
        Some(Theme::Light) => "light",
        Some(Theme::Dark) => "dark",
    };
    let mut text = format!(":root{{color-scheme:{scheme};{}}}\n", variables(theme.unwrap_or_default()));
    if theme.is_none() {
        let _ = writeln!(text, "@media(prefers-color-scheme:dark){{\n:root{{{}}}", variables(Theme::Dark));
        for ((_, light), (_, dark)) in named(Theme::Light).iter().zip(named(Theme::Dark)) {
            let _ =
                writeln!(text, "#drawing [fill='{light}']{{fill:{dark}}}#drawing [stroke='{light}']{{stroke:{dark}}}");
        }
        text.push_str("}\n");
    }
    for index in 0..Theme::Light.palette().len() {
        let name = class_of(index);
        let _ = writeln!(text, ".{name}{{--ink:var(--{name})}}");
    }
    text
}

/// The class that has the colour of a curve.
pub(super) fn class(style: LineStyle) -> String {
    class_of(style.palette_index())
}

fn class_of(palette_index: usize) -> String {
    format!("ink-{palette_index}")
}

fn variables(theme: Theme) -> String {
    named(theme).into_iter().fold(String::new(), |sheet, (name, color)| format!("{sheet}--{name}:{color};"))
}

/// All colours by their names, in the same order for both themes.
fn named(theme: Theme) -> Vec<(String, &'static str)> {
    let Inks { paper, text, faint, grid, boundary, warning } = theme.inks();
    let inks = [
        ("paper", paper),
        ("text", text),
        ("faint", faint),
        ("grid", grid),
        ("boundary", boundary),
        ("warning", warning),
    ];
    let inks = inks.map(|(name, color)| (name.to_string(), color)).into_iter();
    inks.chain(theme.palette().into_iter().enumerate().map(|(index, color)| (class_of(index), color))).collect()
}
