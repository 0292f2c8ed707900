//! Each style of writing a script, and what is read of it.

use python_calls::read;

#[test]
fn every_style_reads_as_its_outline_says() {
    insta::glob!("../styles", "*.py", |path| {
        let text = std::fs::read_to_string(path).expect("a script");
        let reading = read(&text);
        let mistakes: Vec<String> =
            reading.mistakes().iter().map(|mistake| format!("! {:?} {}\n", mistake.span, mistake.message)).collect();
        assert!(reading.is_complete());
        insta::with_settings!({ prepend_module_to_snapshot => false, snapshot_path => "../snapshots", omit_expression => true }, {
            insta::assert_snapshot!("style", format!("{text}---\n{reading}{}", mistakes.concat()));
        });
    });
}
