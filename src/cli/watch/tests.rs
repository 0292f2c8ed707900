//! The screen without a terminal: what it looks like, and what keys and saved files do to it.

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};

use super::model::{Drawn, Flow, Message, Model, Options, Trouble};
use super::reading::{Reading, Version};
use super::view;
use crate::compile::compile;
use crate::lint;
use crate::overrides::Overrides;
use crate::text::Source;

const TWO_TRACKS: &str = "\
run = 10 epochs
epoch = 100 steps
base = 0.1
lr = warmup(2 epochs) then hold(1x) for 3 epochs then cosine
momentum = linear(from=0.85, to=0.95)
";
/// Climbs again where its cycle is shorter than the run.
const CLIMBS: &str = "run = 10; base = 0.1; lr = cosine(T=5) mirror repeat";

fn reading(text: &str) -> Reading {
    let source = Source::new("a.lehr", text);
    let compilation = compile(text, &Overrides::default());
    let findings = lint::check(&compilation, &lint::Settings::default());
    if compilation.program().is_none() {
        return Reading::Wrong(source, findings);
    }
    Reading::Compiled(Box::new(Version { source, compilation, findings }))
}

/// A screen of a size.
struct Screen {
    model: Model,
    terminal: Terminal<TestBackend>,
}

impl Screen {
    fn new(text: &str, columns: u16, rows: u16) -> Self {
        Self::with(text, columns, rows, &[], false)
    }

    fn with(text: &str, columns: u16, rows: u16, selected: &[&str], ascii: bool) -> Self {
        let selected = selected.iter().map(ToString::to_string).collect();
        let options = Options { file: "runs/a.lehr".to_string(), selected, log: false, ascii, coloured: true };
        let terminal = Terminal::new(TestBackend::new(columns, rows)).expect("a terminal in memory");
        let mut screen = Self { model: Model::new(options, reading(text)), terminal };
        screen.draw();
        screen
    }

    fn draw(&mut self) {
        let mut drawn = Drawn::default();
        let model = &self.model;
        self.terminal.draw(|frame| drawn = view::draw(model, frame.area(), frame.buffer_mut())).expect("it draws");
        self.model.drawn(drawn);
    }

    fn take(&mut self, message: Message) -> Flow {
        let flow = self.model.update(message);
        self.draw();
        flow
    }

    fn read(&mut self, text: &str) {
        self.take(Message::Read(reading(text)));
    }

    fn press(&mut self, code: KeyCode) -> Flow {
        self.press_with(code, KeyModifiers::NONE)
    }

    fn press_with(&mut self, code: KeyCode, modifiers: KeyModifiers) -> Flow {
        self.take(Message::Key(KeyEvent::new(code, modifiers)))
    }

    fn rows(&self) -> Vec<String> {
        let buffer = self.terminal.backend().buffer();
        let row = |row: &[ratatui::buffer::Cell]| row.iter().map(ratatui::buffer::Cell::symbol).collect::<String>();
        let rows = buffer.content.chunks(usize::from(buffer.area.width)).map(row);
        rows.map(|row| row.trim_end().to_string()).collect()
    }

    fn text(&self) -> String {
        self.rows().join("\n")
    }

    /// What stands after a word in the line about the cursor.
    fn at_cursor(&self, word: &str) -> String {
        let rows = self.rows();
        // The row of the axis says `step` too, and a blank more after it.
        let about_it = |row: &String| row.starts_with("step ") && !row.starts_with("step  ");
        let start = rows.iter().position(about_it).expect("a cursor line");
        let words: Vec<_> = rows[start..].iter().flat_map(|row| row.split("   ")).collect();
        let found = words.iter().find_map(|part| part.strip_prefix(word).and_then(|rest| rest.strip_prefix(' ')));
        found.unwrap_or_else(|| panic!("no {word} in {words:?}")).to_string()
    }

    fn tick(&self) -> u64 {
        self.at_cursor("step").parse().expect("a number")
    }
}

#[test]
fn on_screens_of_three_sizes() {
    for (columns, rows) in [(40, 12), (80, 24), (120, 40)] {
        insta::assert_snapshot!(format!("two_tracks_{columns}x{rows}"), Screen::new(TWO_TRACKS, columns, rows).text());
        insta::assert_snapshot!(format!("findings_{columns}x{rows}"), Screen::new(CLIMBS, columns, rows).text());
        let mut broken = Screen::new(TWO_TRACKS, columns, rows);
        broken.read("run = 10 epochs\nlr = cosin(5)\n");
        insta::assert_snapshot!(format!("broken_{columns}x{rows}"), broken.text());
    }
}

#[test]
fn in_ascii() {
    let screen = Screen::with(CLIMBS, 60, 20, &[], true);
    assert!(screen.text().is_ascii(), "{}", screen.text());
    insta::assert_snapshot!(screen.text());
}

#[test]
fn keys_are_listed() {
    let mut screen = Screen::new(TWO_TRACKS, 80, 24);
    screen.press(KeyCode::Char('?'));
    insta::assert_snapshot!(screen.text());
    assert_eq!(screen.press(KeyCode::Esc), Flow::Redraw);
    assert!(!screen.text().contains("Ctrl-C"));
    assert_eq!(screen.press(KeyCode::Esc), Flow::Quit);
}

#[test]
fn arrows_move_the_cursor_by_columns() {
    let mut screen = Screen::new(TWO_TRACKS, 80, 24);
    assert_eq!(screen.tick(), 0);
    screen.press(KeyCode::Left);
    assert_eq!(screen.tick(), 0);
    screen.press(KeyCode::Right);
    let column = screen.tick();
    assert!((10..20).contains(&column), "{column}");
    screen.press(KeyCode::Right);
    screen.press(KeyCode::Left);
    assert_eq!(screen.tick(), column);
    screen.press(KeyCode::End);
    assert_eq!(screen.tick(), 999);
    screen.press(KeyCode::Right);
    assert_eq!(screen.tick(), 999);
    screen.press(KeyCode::Home);
    assert_eq!(screen.tick(), 0);
}

#[test]
fn every_tick_of_a_short_run_is_reached() {
    let mut screen = Screen::new("tick = steps; run = 4 steps; lr = linear(from=1, to=0)", 80, 24);
    let mut ticks = vec![screen.tick()];
    for _ in 0..3 {
        screen.press(KeyCode::Right);
        ticks.push(screen.tick());
    }
    assert_eq!(ticks, [0, 1, 2, 3]);
}

#[test]
fn every_column_of_a_long_run_is_reached() {
    let mut screen = Screen::new("run = 1T steps; lr = linear(from=1, to=0)", 40, 24);
    let mut ticks = vec![screen.tick()];
    while screen.tick() < 999_999_999_999 {
        screen.press(KeyCode::Right);
        ticks.push(screen.tick());
    }
    assert!(ticks.is_sorted() && (30..40).contains(&ticks.len()), "{ticks:?}");
}

#[test]
fn shifted_arrows_move_it_by_segments() {
    let mut screen = Screen::new(TWO_TRACKS, 80, 24);
    for (modifier, expected) in [(KeyModifiers::SHIFT, 200), (KeyModifiers::CONTROL, 500), (KeyModifiers::SHIFT, 999)] {
        screen.press_with(KeyCode::Right, modifier);
        assert_eq!(screen.tick(), expected);
    }
    for expected in [500, 200, 0, 0] {
        screen.press_with(KeyCode::Left, KeyModifiers::SHIFT);
        assert_eq!(screen.tick(), expected);
    }
}

#[test]
fn the_cursor_shows_what_the_schedule_says() {
    let mut screen = Screen::new(TWO_TRACKS, 80, 24);
    let Reading::Compiled(version) = reading(TWO_TRACKS) else { panic!("it compiles") };
    for _ in 0..70 {
        let tick = screen.tick();
        for track in version.program().tracks() {
            let value: f64 = screen.at_cursor(&track.name).parse().expect("a number");
            assert_eq!(value.to_bits(), track.schedule.value(tick).to_bits(), "{} at {tick}", track.name);
        }
        let epoch: f64 = screen.at_cursor("epoch").parse().expect("a number");
        assert_eq!(epoch, tick as f64 / 100.0);
        let segment = if tick < 200 {
            "warmup(2 epochs)"
        } else if tick < 500 {
            "hold(1x) for 3 epochs"
        } else {
            "cosine"
        };
        assert_eq!(screen.at_cursor("in"), segment);
        screen.press(KeyCode::Right);
    }
}

#[test]
fn the_mouse_puts_the_cursor_where_it_is_pressed() {
    let mut screen = Screen::new(TWO_TRACKS, 80, 24);
    let mut at = |column, kind| {
        screen.take(Message::Mouse(MouseEvent { kind, column, row: 6, modifiers: KeyModifiers::NONE }));
        screen.tick()
    };
    let pressed = at(40, MouseEventKind::Down(MouseButton::Left));
    assert!((400..600).contains(&pressed), "{pressed}");
    let dragged = at(41, MouseEventKind::Drag(MouseButton::Left));
    assert!(dragged > pressed && dragged < pressed + 20, "{dragged}");
    assert_eq!(at(70, MouseEventKind::Moved), dragged);
    assert_eq!(at(0, MouseEventKind::Down(MouseButton::Left)), dragged);
}

#[test]
fn tab_puts_another_track_in_front() {
    let mut screen = Screen::new(TWO_TRACKS, 80, 24);
    assert!(screen.text().contains("\nlr  base 0.1, run"));
    for (key, track) in
        [(KeyCode::Tab, "momentum"), (KeyCode::Tab, "lr"), (KeyCode::BackTab, "momentum"), (KeyCode::BackTab, "lr")]
    {
        screen.press(key);
        assert!(screen.text().contains(&format!("\n{track}  ")), "{track}\n{}", screen.text());
    }
    let mut one = Screen::with(TWO_TRACKS, 80, 24, &["momentum"], false);
    one.press(KeyCode::Tab);
    assert!(one.text().contains("\nmomentum  run ") && !one.text().contains("lr"), "{}", one.text());
}

#[test]
fn l_changes_the_axis() {
    let mut screen = Screen::new("run = 100; lr = exp_to(from=1, to=1e-6)", 80, 24);
    assert!(!screen.text().contains("1e-6 ┤"), "{}", screen.text());
    screen.press(KeyCode::Char('l'));
    assert!(screen.text().contains("1e-6 ┤"), "{}", screen.text());
}

#[test]
fn keys_leave() {
    let mut screen = Screen::new(CLIMBS, 80, 24);
    assert_eq!(screen.press(KeyCode::Char('x')), Flow::Stay);
    assert_eq!(screen.press(KeyCode::Char('c')), Flow::Stay);
    assert_eq!(screen.press_with(KeyCode::Char('c'), KeyModifiers::CONTROL), Flow::Quit);
    assert_eq!(screen.press(KeyCode::Char('q')), Flow::Quit);
}

#[test]
fn a_broken_version_leaves_the_last_good_plot() {
    let mut screen = Screen::new(TWO_TRACKS, 80, 24);
    screen.press(KeyCode::End);
    let good = screen.text();
    screen.read("lr = cosin(5)");
    let text = screen.text();
    assert!(text.contains("1 error: the plot is old") && text.contains("unknown-name"), "{text}");
    assert!(text.contains("momentum") && text.contains("step 999"), "{text}");
    screen.read(TWO_TRACKS);
    assert_eq!(screen.text(), good);
}

#[test]
fn the_cursor_stays_in_a_shorter_run() {
    let mut screen = Screen::new(TWO_TRACKS, 80, 24);
    screen.press(KeyCode::End);
    screen.press(KeyCode::Left);
    let tick = screen.tick();
    screen.read(&TWO_TRACKS.replace("10 epochs", "6 epochs"));
    assert_eq!(screen.tick(), 599);
    screen.read(TWO_TRACKS);
    assert_eq!(screen.tick(), tick);
}

#[test]
fn a_file_that_is_gone_is_said_to_be() {
    let mut screen = Screen::new(CLIMBS, 80, 24);
    screen.take(Message::Read(Reading::Unreadable("`a.lehr` is gone".to_string())));
    let text = screen.text();
    assert!(text.contains("`a.lehr` is gone") && text.contains("not read: the plot is old"), "{text}");
}

#[test]
fn what_has_no_plot_says_why() {
    let endless = Screen::new("lr = hold(0.1) for 5 then exponential(3, 0.9)", 60, 12);
    assert!(endless.text().contains("`lr` goes on for ever: say how far"), "{}", endless.text());
    let wrong = Screen::new("lr = cosin(5)", 60, 12);
    assert!(wrong.text().contains("unknown-name") && !wrong.text().contains("old"), "{}", wrong.text());
}

#[test]
fn no_screen_is_too_small() {
    for (columns, rows) in (1..30).flat_map(|columns| (1..16).map(move |rows| (columns, rows))) {
        let mut screen = Screen::new(TWO_TRACKS, columns, rows);
        screen.press(KeyCode::Right);
        screen.press(KeyCode::Char('?'));
        screen.read("lr = cosin(5)");
        assert_eq!(screen.press(KeyCode::Left), Flow::Redraw, "{columns} by {rows}");
        assert!(matches!(screen.model.trouble, Some(Trouble::Errors(..))), "{columns} by {rows}");
        let shown = screen.terminal.backend().buffer();
        assert_eq!((shown.area.width, shown.area.height), (columns, rows));
        assert!(shown.content.iter().any(|cell| cell.symbol() != " "), "nothing on {columns} by {rows}");
    }
}
