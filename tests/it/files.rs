//! Files of every kind, and every command that writes: each keeps what it is, or is refused and left.

use std::fs::{self, Permissions};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{FileTypeExt, MetadataExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use crate::support::{Printed, lehr_bytes, lehr_in};

/// What `fmt` and `check --fix` change.
const UNTIDY: &str = "let unused = 1\nrun=10\nlr=0.1*cosine\n";

/// A command that writes a file, with the file in the place of `@`.
const WRITERS: &[&[&str]] = &[
    &["fmt", "@"],
    &["check", "@", "--fix"],
    &["check", "@", "--unsafe-fixes"],
    &["plot", "-e", "run = 10; lr = 0.1 * cosine", "-o", "@"],
    &["plot", SOURCE, "-o", "@"],
];

/// A file that only is read.
const SOURCE: &str = "source.lehr";

fn runs(folder: &Path, call: &[&str], file: &str) -> Output {
    let args: Vec<_> = call.iter().map(|argument| argument.replace('@', file)).collect();
    lehr_bytes(folder, &args)
}

/// The file that a command is tried on: of schedules, or a picture.
fn name_for(call: &[&str]) -> &'static str {
    if call[0] == "plot" { "a.svg" } else { "a.lehr" }
}

/// Tries every command that writes on a file of one kind, in a folder of its own.
fn each(kind: impl Fn(&Path, &Path), holds: impl Fn(&Path, &Path, &Output, &str)) {
    for call in WRITERS {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join(SOURCE), "run = 10\nlr = 0.1 * cosine\n").expect("a file");
        let file = folder.path().join(name_for(call));
        kind(folder.path(), &file);
        let output = runs(folder.path(), call, name_for(call));
        holds(folder.path(), &file, &output, &format!("{call:?}: {output:?}"));
        let left: Vec<_> =
            fs::read_dir(folder.path()).expect("a folder").map(|entry| entry.expect("one").file_name()).collect();
        assert!(left.iter().all(|name| !name.to_string_lossy().starts_with(".tmp")), "{call:?}: {left:?}");
    }
}

fn is_written(output: &Output, file: &Path, said: &str) {
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert_ne!(fs::read_to_string(file).expect("text"), UNTIDY, "{said}");
}

#[test]
fn modes_are_kept() {
    for mode in [0o600, 0o640, 0o644, 0o660, 0o755] {
        let make = |_: &Path, file: &Path| {
            fs::write(file, UNTIDY).expect("a file");
            fs::set_permissions(file, Permissions::from_mode(mode)).expect("a mode");
        };
        each(make, |_, file, output, said| {
            is_written(output, file, said);
            assert_eq!(fs::metadata(file).expect("it").mode() & 0o7777, mode, "{said}");
        });
    }
}

#[test]
fn what_is_read_only_is_refused() {
    for mode in [0o444, 0o400] {
        let make = |_: &Path, file: &Path| {
            fs::write(file, UNTIDY).expect("a file");
            fs::set_permissions(file, Permissions::from_mode(mode)).expect("a mode");
        };
        each(make, |_, file, output, said| {
            assert_eq!(output.status.code(), Some(2), "{said}");
            assert!(String::from_utf8_lossy(&output.stderr).contains("cannot be written"), "{said}");
            assert_eq!(fs::read_to_string(file).expect("text"), UNTIDY, "{said}");
        });
    }
}

#[test]
fn links_are_followed_and_stay() {
    let make = |folder: &Path, file: &Path| {
        let target = folder.join("target");
        fs::write(&target, UNTIDY).expect("a file");
        symlink("target", file).expect("a link");
    };
    each(make, |folder, file, output, said| {
        is_written(output, &folder.join("target"), said);
        assert!(fs::symlink_metadata(file).expect("it").is_symlink(), "{said}");
    });
}

#[test]
fn dangling_links_lead_to_what_is_written() {
    let make = |_: &Path, file: &Path| symlink("target", file).expect("a link");
    each(make, |folder, file, output, said| {
        assert!(fs::symlink_metadata(file).expect("it").is_symlink(), "{said}");
        // What is not there cannot be formatted, and can be drawn.
        let draws = name_for(&["plot"]) == file.file_name().expect("a name");
        assert_eq!(output.status.code(), Some(if draws { 0 } else { 2 }), "{said}");
        assert_eq!(folder.join("target").exists(), draws, "{said}");
    });
}

#[test]
fn links_in_a_circle_are_refused() {
    let make = |_: &Path, file: &Path| symlink(file, file).expect("a link");
    each(make, |_, _, output, said| assert_eq!(output.status.code(), Some(2), "{said}"));
}

#[test]
fn hard_links_stay_one_file() {
    let make = |folder: &Path, file: &Path| {
        fs::write(file, UNTIDY).expect("a file");
        fs::hard_link(file, folder.join("other")).expect("a link");
    };
    each(make, |folder, file, output, said| {
        is_written(output, file, said);
        let inodes = [file, &folder.join("other")].map(|path| fs::metadata(path).expect("it").ino());
        assert_eq!(inodes[0], inodes[1], "{said}");
    });
}

#[test]
fn what_is_attached_to_a_file_stays() {
    let make = |_: &Path, file: &Path| {
        fs::write(file, UNTIDY).expect("a file");
        // Not every file system has these.
        let _ = xattr::set(file, "user.note", b"mine");
    };
    each(make, |folder, file, output, said| {
        is_written(output, file, said);
        let other = folder.join("other");
        fs::write(&other, "").expect("a file");
        let possible = xattr::set(&other, "user.note", b"mine").is_ok();
        let kept = xattr::get(file, "user.note").ok().flatten();
        assert_eq!(kept.is_some(), possible, "{said}");
    });
}

#[test]
fn the_owner_stays() {
    let other = 12_345;
    let make = |_: &Path, file: &Path| {
        fs::write(file, UNTIDY).expect("a file");
        // Only root may.
        let _ = std::os::unix::fs::chown(file, Some(other), Some(other));
    };
    each(make, |folder, file, output, said| {
        is_written(output, file, said);
        let probe = folder.join("probe");
        fs::write(&probe, "").expect("a file");
        let root = std::os::unix::fs::chown(&probe, Some(other), Some(other)).is_ok();
        assert_eq!(fs::metadata(file).expect("it").uid() == other, root, "{said}");
    });
}

#[test]
fn pipes_and_devices_stay_what_they_are() {
    let pipe = |_: &Path, file: &Path| {
        assert!(Command::new("mkfifo").arg(file).status().expect("mkfifo").success());
        let path = file.to_path_buf();
        // Somebody at the other end, for what is read and for what is written.
        std::thread::spawn(move || {
            if path.extension().is_some_and(|ending| ending == "svg") {
                fs::read(path).map(|_| ())
            } else {
                fs::write(path, UNTIDY)
            }
        });
    };
    each(pipe, |_, file, output, said| {
        assert!(fs::metadata(file).expect("it").file_type().is_fifo(), "{said}");
        let draws = file.extension().is_some_and(|ending| ending == "svg");
        assert_eq!(output.status.code(), Some(if draws { 0 } else { 2 }), "{said}");
    });
    let device = |_: &Path, file: &Path| symlink("/dev/null", file).expect("a link");
    each(device, |_, file, output, said| {
        assert!(fs::metadata(file).expect("it").file_type().is_char_device(), "{said}");
        assert!(output.status.code().is_some_and(|code| code < 3), "{said}");
    });
    assert!(fs::metadata("/dev/null").expect("it").file_type().is_char_device());
}

#[test]
fn what_is_drawn_is_not_drawn_over() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = "run = 10; lr = 0.1 * cosine\n";
    fs::write(folder.path().join("a.svg"), text).expect("a file");
    symlink("a.svg", folder.path().join("b.svg")).expect("a link");
    fs::hard_link(folder.path().join("a.svg"), folder.path().join("c.svg")).expect("a link");
    for output in ["a.svg", "b.svg", "c.svg", "./a.svg"] {
        let printed = runs(folder.path(), &["plot", "a.svg", "-o", "@"], output);
        assert_eq!(printed.status.code(), Some(2), "{output}");
        assert_eq!(fs::read_to_string(folder.path().join("a.svg")).expect("text"), text, "{output}");
    }
    let printed = runs(folder.path(), &["plot", "a.svg", "-o", "@"], "-");
    assert!(printed.status.success() && printed.stdout.starts_with(b"<svg"), "{printed:?}");
}

#[test]
fn a_change_of_somebody_else_is_kept() {
    // Long enough that there is time between reading and writing.
    let text = (0..4000).fold(UNTIDY.to_string(), |text, n| format!("{text}lr.g{n}=0.1*cosine\n"));
    let theirs = "run = 10\nlr=0.2  # theirs\n";
    let mut refused = 0;
    for (call, after) in
        [0, 30, 100, 300, 600, 1000].into_iter().flat_map(|after| [(WRITERS[0], after), (WRITERS[1], after)])
    {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("a.lehr");
        fs::write(&file, &text).expect("a file");
        let output = std::thread::scope(|scope| {
            let running = scope.spawn(|| runs(folder.path(), call, "a.lehr"));
            std::thread::sleep(Duration::from_millis(after));
            fs::write(folder.path().join("beside"), theirs).expect("a file");
            fs::rename(folder.path().join("beside"), &file).expect("another name");
            running.join().expect("no panic")
        });
        let now = fs::read_to_string(&file).expect("text");
        assert!(now.contains("# theirs"), "{call:?} after {after} ms: {output:?}");
        refused += usize::from(String::from_utf8_lossy(&output.stderr).contains("another program has changed it"));
    }
    assert!(refused > 0, "none of the changes came between reading and writing");
}

#[test]
fn one_name_or_folder_keeps_nothing_from_the_others() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &[u8]| folder.path().join(std::ffi::OsStr::from_bytes(name));
    let valid = "run = 10\nlr = 0.1 * cosine\n";
    for name in [&b"a.lehr"[..], b"b\xff.lehr", "b\u{fffd}.lehr".as_bytes(), b"z.lehr"] {
        fs::write(at(name), valid).expect("a file");
    }
    symlink("nowhere.lehr", at(b"c.lehr")).expect("a link");
    let elsewhere = tempfile::tempdir().expect("a folder");
    fs::write(elsewhere.path().join("far.lehr"), valid).expect("a file");
    symlink(elsewhere.path().join("far.lehr"), at(b"d.lehr")).expect("a link");
    assert!(Command::new("mkfifo").arg(at(b"e.lehr")).status().expect("mkfifo").success());
    fs::create_dir(at(b"hanging")).expect("a folder");
    fs::write(at(b"hanging/f.lehr"), valid).expect("a file");
    assert!(Command::new("mkfifo").arg(at(b"hanging/.gitignore")).status().expect("mkfifo").success());
    fs::write(at(b"read-only.lehr"), UNTIDY).expect("a file");
    fs::set_permissions(at(b"read-only.lehr"), Permissions::from_mode(0o444)).expect("a mode");
    for (call, files) in [
        (&["check", "."][..], "6 files checked"),
        (&["check"], "6 files checked"),
        (&["fmt", "--check"], "6 files"),
        (&["test", "."], "no expectations in 6 files"),
        (&["check", ".", "--fix"], "6 files checked"),
        (&["fmt"], "6 files"),
    ] {
        let output = lehr_bytes(folder.path(), &call.iter().map(ToString::to_string).collect::<Vec<_>>());
        let [said, errors] = [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes).into_owned());
        assert_eq!(output.status.code(), Some(2), "{call:?}: {said}{errors}");
        assert!(said.contains(files), "{call:?}: {said}{errors}");
        assert!(
            errors.contains("c.lehr") && errors.contains("hanging") && errors.contains("e.lehr"),
            "{call:?}: {errors}"
        );
    }
    assert_eq!(fs::read_to_string(at(b"read-only.lehr")).expect("text"), UNTIDY);
}

#[test]
fn a_folder_that_cannot_be_read_stops_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("closed")).expect("a folder");
    fs::write(folder.path().join("a.lehr"), "run = 10\nlr = 0.1 * cosine\n").expect("a file");
    fs::set_permissions(folder.path().join("closed"), Permissions::from_mode(0o000)).expect("a mode");
    let closed = fs::read_dir(folder.path().join("closed")).is_err();
    let output = runs(folder.path(), &["check", "."], "");
    assert!(String::from_utf8_lossy(&output.stdout).starts_with("1 file checked"), "{output:?}");
    // Nothing is closed to root.
    assert_eq!(output.status.code(), Some(if closed { 2 } else { 0 }), "{output:?}");
    fs::set_permissions(folder.path().join("closed"), Permissions::from_mode(0o755)).expect("a mode");
}

#[test]
fn nothing_is_left_after_a_signal() {
    let folder = tempfile::tempdir().expect("a folder");
    let names: Vec<PathBuf> = (0..400).map(|n| folder.path().join(format!("{n}.lehr"))).collect();
    for after in [5, 20, 60, 150] {
        for name in &names {
            fs::write(name, UNTIDY).expect("a file");
        }
        let mut command = Command::new(env!("CARGO_BIN_EXE_lehr"));
        command.args(["fmt", "."]).current_dir(folder.path()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = command.spawn().expect("lehr starts");
        std::thread::sleep(Duration::from_millis(after));
        let _ = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
        let start = Instant::now();
        child.wait().expect("it ends");
        assert!(start.elapsed() < Duration::from_secs(30));
        let left: Vec<_> =
            fs::read_dir(folder.path()).expect("a folder").map(|entry| entry.expect("one").path()).collect();
        assert_eq!(left.len(), names.len(), "{left:?}");
        for name in &names {
            let text = fs::read_to_string(name).expect("text");
            assert!(text == UNTIDY || text.contains("lr = 0.1 * cosine\n"), "{text}");
        }
    }
}

#[test]
fn a_pipe_that_nobody_reads_is_left_by_a_signal() {
    let folder = tempfile::tempdir().expect("a folder");
    assert!(Command::new("mkfifo").arg(folder.path().join("a.svg")).status().expect("mkfifo").success());
    let mut command = Command::new(env!("CARGO_BIN_EXE_lehr"));
    command.args(["plot", "-e", "run = 10; lr = 0.1 * cosine", "-o", "a.svg"]).current_dir(folder.path());
    let mut child = command.spawn().expect("lehr starts");
    std::thread::sleep(Duration::from_millis(300));
    assert!(child.try_wait().expect("it runs").is_none(), "it waits for a reader");
    let _ = Command::new("kill").args(["-TERM", &child.id().to_string()]).status();
    assert!(!child.wait().expect("it ends").success());
}

#[test]
fn settings_that_are_no_file_are_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let settings = folder.path().join("lehr.toml");
    fs::write(folder.path().join("a.lehr"), "run = 10\nlr = 0.1 * cosine\n").expect("a file");
    assert!(Command::new("mkfifo").arg(&settings).status().expect("mkfifo").success());
    let refused = |of: &str| {
        let output = runs(folder.path(), &["check", "@"], "a.lehr");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(
            output.status.code() == Some(2) && said.contains("lehr.toml`: cannot be read: it is not"),
            "{of}: {said}"
        );
    };
    refused("a pipe");
    fs::remove_file(&settings).expect("it is there");
    symlink("/dev/zero", &settings).expect("a link");
    refused("a device");
    fs::remove_file(&settings).expect("it is there");
    fs::create_dir(&settings).expect("a folder");
    assert!(runs(folder.path(), &["check", "@"], "a.lehr").status.success());
}

#[test]
fn errors_of_writing_speak_of_the_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let too_long = format!("{}.svg", "a".repeat(300));
    // Nobody may write into this folder, not even root.
    let closed = ["/proc/a.svg"].into_iter().filter(|_| Path::new("/proc/self").exists());
    for file in ["missing/a.svg", "a.svg/b.svg", &*too_long].into_iter().chain(closed) {
        fs::write(folder.path().join("a.svg"), "").expect("a file");
        let output = runs(folder.path(), WRITERS[3], file);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(
            output.status.code() == Some(2) && said.contains(&file[..file.len().min(100)]) && !said.contains(".tmp"),
            "{said}"
        );
    }
}

#[test]
fn an_output_that_is_full_is_an_error() {
    let full = Path::new("/dev/full");
    if !full.exists() {
        return;
    }
    for args in [&["--help"][..], &["--version"], &["check", "--help"], &["shapes"], &["explain"], &["man"]] {
        let output = fs::OpenOptions::new().write(true).open(full).expect("a device");
        let status = Command::new(env!("CARGO_BIN_EXE_lehr")).args(args).stdout(output).stderr(Stdio::null()).status();
        assert_eq!(status.expect("it runs").code(), Some(2), "{args:?}");
    }
}

#[test]
fn settings_and_metrics_without_an_end_are_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = "run = 10\nlr = 0.1 * plateau(0.5, metric=loss)\n";
    fs::write(folder.path().join("a.lehr"), text).expect("a file");
    fs::write(folder.path().join("line.csv"), format!("loss\n{}", "1".repeat(4 << 20))).expect("a file");
    for file in ["/dev/zero", "line.csv"] {
        let output = runs(folder.path(), &["eval", "a.lehr", "--metrics", "@"], file);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.code() == Some(2) && said.contains("a line is longer than 1 MiB"), "{said}");
    }
    fs::write(folder.path().join("lehr.toml"), "#".repeat(2 << 20)).expect("a file");
    let output = runs(folder.path(), &["check", "a.lehr"], "");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.code() == Some(2) && said.contains("larger than 1 MiB"), "{said}");
}

/// One worker and eight print the same, in the same order, whatever is wrong with some of the files.
#[test]
fn the_number_of_workers_changes_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    for number in 0..40 {
        let text = match number % 4 {
            0 => UNTIDY.to_string(),
            1 => format!("lr = linear({number}\n"),
            2 => format!("run = {number}\nbase = 0.1\nlr = warmup(1) then cosine\nexpect max(lr) == 0.2\n"),
            _ => "lr = cosine(9, from=1)\n".to_string(),
        };
        fs::write(folder.path().join(format!("{number}.lehr")), text).expect("it is written");
    }
    let path = folder.path().display().to_string();
    for command in [&["check"][..], &["check", "--diff"], &["fmt", "--check"], &["fmt", "--diff"], &["test"]] {
        let by = |workers| {
            let Printed { stdout, stderr, code } =
                lehr_in(&[command, &[path.as_str()]].concat(), &[("RAYON_NUM_THREADS", workers)]);
            (stdout, stderr, code)
        };
        let one = by("1");
        assert!(one.2 == 1 && one.0.len() + one.1.len() > 1000, "{command:?}: {one:?}");
        assert_eq!(one, by("8"), "{command:?}");
    }
}

#[test]
fn settings_that_cannot_be_used_keep_nothing_from_other_folders() {
    let text = "run = 10\nlr = 0.1 * cosine * step(5, 1)\n";
    let whats: [(&str, Option<&str>, &str); 5] = [
        ("no TOML", Some("rules = ["), "1:10"),
        ("an unknown code", Some("[rules]\ngamma = \"allow\"\n"), "`gamma` is not the code of a finding"),
        ("a wrong default", Some("[defaults]\nrun = \"x\"\n"), "run: `x` is not a constant"),
        ("a wrong pattern", Some("[check]\nexclude = [\"{a\"]\n"), "exclude: "),
        ("a pipe", None, "cannot be read: it is not a regular file"),
    ];
    for (what, settings, why) in whats {
        let folder = tempfile::tempdir().expect("a folder");
        for name in ["a", "b", "c"] {
            fs::create_dir(folder.path().join(name)).expect("a folder");
            fs::write(folder.path().join(name).join("x.lehr"), text).expect("a file");
        }
        let bad = folder.path().join("b/lehr.toml");
        match settings {
            Some(settings) => fs::write(&bad, settings).expect("a file"),
            None => assert!(Command::new("mkfifo").arg(&bad).status().expect("mkfifo").success()),
        }
        for format in ["text", "concise", "json", "github", "sarif"] {
            let output = runs(folder.path(), &["check", "@", "--format", format], ".");
            let (printed, said) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
            assert_eq!(output.status.code(), Some(2), "{what}, {format}: {said}");
            assert!(
                printed.contains("a/x.lehr") && printed.contains("c/x.lehr") && !printed.contains("b/x.lehr"),
                "{what}, {format}: {printed}"
            );
            assert!(said.contains("b/lehr.toml`: ") && said.contains(why), "{what}, {format}: {said}");
            assert!(said.contains("lehr: note: 1 file not checked: "), "{what}, {format}: {said}");
        }
        // What is left out matters to `check` alone.
        if what != "a wrong pattern" {
            let output = runs(folder.path(), &["test", "@"], ".");
            let (printed, said) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
            assert_eq!(output.status.code(), Some(2), "{what}: {said}");
            assert!(printed.contains("2 files") && said.contains(why), "{what}: {printed}{said}");
        }
        let output = runs(folder.path(), &["check", "@", "--fix"], ".");
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{what}: {said}");
        assert_eq!(fs::read_to_string(folder.path().join("b/x.lehr")).expect("it is there"), text, "{what}");
    }
}
