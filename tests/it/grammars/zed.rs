//! The files of the extension for Zed, which name one another.

use toml::Table;

use crate::support::root;

const FOLDER: &str = "editors/zed";

fn read(file: &str) -> Table {
    std::fs::read_to_string(root().join(FOLDER).join(file)).expect("a file").parse().expect("TOML")
}

#[test]
fn the_extension_of_zed_names_what_is_there() {
    let [extension, package] = ["extension.toml", "Cargo.toml"].map(read);
    let version = env!("CARGO_PKG_VERSION");
    assert_eq!((extension["version"].as_str(), package["package"]["version"].as_str()), (Some(version), Some(version)));
    let language = read("languages/lehr/config.toml");
    let grammar = &extension["grammars"][language["grammar"].as_str().expect("a name")];
    let repository = env!("CARGO_PKG_REPOSITORY");
    assert_eq!(
        (grammar["repository"].as_str(), extension["repository"].as_str()),
        (Some(repository), Some(repository))
    );
    assert!(root().join(grammar["path"].as_str().expect("a path")).join("src/parser.c").exists());
    let served = extension["language_servers"]["lehr"]["languages"].as_array().expect("languages");
    assert!(served.contains(&language["name"]) && served.contains(&"Python".into()), "{served:?}");
}
