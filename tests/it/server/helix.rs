//! The server and the grammar in Helix, where that is installed, set up as `docs/editors.md` says.

use std::path::Path;
use std::process::Command;

use portable_pty::CommandBuilder;

use super::installed::{TEXT, path_with_program, recipe, version};
use crate::support::{root, skipped};
use crate::terminal::Terminal;

/// What Helix would look for other settings by, and for the folder it is developed in.
const NOT_FOR_IT: [&str; 3] = ["XDG_CONFIG_HOME", "XDG_CACHE_HOME", "CARGO_MANIFEST_DIR"];

/// Writes what the recipe asks for, below a home, and builds the grammar.
fn set_up(home: &Path) {
    let settings = home.join(".config/helix");
    let queries = settings.join("runtime/queries/lehr");
    for folder in [&queries, &settings.join("runtime/grammars")] {
        std::fs::create_dir_all(folder).expect("a folder");
    }
    let languages = recipe("Helix").replace("CHECKOUT", root().to_str().expect("a plain name"));
    std::fs::write(settings.join("languages.toml"), languages).expect("a file");
    std::fs::write(settings.join("config.toml"), "[editor.lsp]\ndisplay-inlay-hints = true\n").expect("a file");
    let highlights = root().join("grammar/tree-sitter-lehr/queries/highlights.scm");
    std::fs::copy(highlights, queries.join("highlights.scm")).expect("a copy");
    // It fails for the grammars of its own languages, which are not there.
    let mut build = Command::new("hx");
    for name in NOT_FOR_IT {
        build.env_remove(name);
    }
    let _ = build.args(["--grammar", "build"]).env("HOME", home).output();
    assert!(settings.join("runtime/grammars/lehr.so").exists(), "the grammar is not built");
}

/// The colour of a word in the last line of the text.
fn colour(helix: &Terminal, word: &str) -> vt100::Color {
    helix.read(|parser| {
        let screen = parser.screen();
        let mut rows = screen.rows(0, screen.size().1.get()).zip(0..);
        let (line, row) = rows.find(|(line, _)| line.contains("lr = ")).expect("the line is shown");
        let start = line.find(word).expect("a word of it");
        let column = u16::try_from(line[..start].chars().count()).expect("it is on the screen");
        screen.cell(row, column).expect("a cell").fgcolor()
    })
}

#[test]
fn helix_shows_fixes_and_renames() {
    if version("hx").is_empty() {
        skipped("there is no Helix here");
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    set_up(folder.path());
    let file = folder.path().join("a.lehr");
    std::fs::write(&file, TEXT).expect("a file");
    let mut command = CommandBuilder::new("hx");
    command.arg(&file);
    command.env("PATH", path_with_program());
    command.env("HOME", folder.path());
    NOT_FOR_IT.iter().for_each(|name| command.env_remove(name));
    let mut helix = Terminal::start(command, 40, 140);

    helix.until_all_are_shown(&["then cosin)", "nothing is called `cosin`"]);
    let [keyword, shape, name] = ["then", "warmup", "peak"].map(|word| colour(&helix, word));
    assert!(keyword != shape && shape != name && name != keyword, "{keyword:?}, {shape:?}, {name:?}");
    helix.press("]d");
    helix.until_all_are_shown(&["└─nothing is called `cosin`", "  help: did you mean `cosine`?"]);
    helix.press(" a");
    helix.until_shown("write `cosine`");
    helix.press("\t\r");
    helix.until_shown("then cosine");
    helix.until("no finding", |screen| !screen.contains("nothing is called"));
    helix.press("gh k");
    helix.until_all_are_shown(&["0.10 ┤", "• warmup(5 epochs) from step 0 at 0 to step 500 (5 epochs) at 0.1"]);
    // A key after it at once would be one that is held with Alt.
    helix.press("\x1b");
    helix.until("no hover", |screen| !screen.contains("0.10 ┤"));
    helix.press("2gg4l r");
    helix.until_shown("rename-to:");
    helix.press("\x15top\r");
    // An answer about hints that comes after a change is taken for one about it. None is on its way here: the server
    // answers one after another.
    let hints = "0.1 at step 500 (5 epochs) then cosine ⟨85 epochs⟩ 0 at step 9000 (90 epochs)";
    helix.until_all_are_shown(&["let top = 0.1", "lr = top * ", hints]);
    helix.press(":wq\r");
    helix.child.wait().expect("it ends");
    let written = std::fs::read_to_string(&file).expect("text");
    assert_eq!(written, TEXT.replace("cosin)", "cosine)").replace("peak", "top"));
}
