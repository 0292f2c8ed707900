//! The CPU time of whole processes of `lehr`.

use std::process::{Command, Stdio};

/// A name and a text for which a command takes what every process takes, whatever it reads.
pub(crate) const SHORT: (&str, &str) = ("a.lehr", "base = 0.1; run = 10; lr = cosine");

/// Seconds of CPU that a command of `lehr` takes for a file of this name and text: the least of some rounds, since other
/// programs on the machine only add to it. The arguments are the command, and then an option and the ending of the file
/// that the option names. Panics where the command exits with anything but 0, 1 or 2.
pub(crate) fn seconds(arguments: &[&str], (name, text): (&str, &str), rounds: usize) -> f64 {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join(name);
    std::fs::write(&file, text).expect("it is written");
    let taken = (0..rounds).map(|_| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_lehr"));
        command.arg(arguments[0]).arg(&file).stdout(Stdio::null()).stderr(Stdio::null());
        if let [_, option, format] = arguments {
            command.arg(option).arg(folder.path().join(format!("a.{format}")));
        }
        let before = children();
        let status = command.status().expect("it runs");
        assert!(matches!(status.code(), Some(0..=2)), "{status}: {arguments:?} of {text:.200}");
        children() - before
    });
    taken.fold(f64::INFINITY, f64::min)
}

/// The CPU time of all processes that have ended.
#[cfg(unix)]
fn children() -> f64 {
    use nix::sys::resource::{UsageWho, getrusage};
    use nix::sys::time::TimeValLike;

    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).expect("it is known");
    (usage.user_time() + usage.system_time()).num_microseconds() as f64 * 1e-6
}

/// The time of the clock.
#[cfg(not(unix))]
fn children() -> f64 {
    std::time::SystemTime::UNIX_EPOCH.elapsed().expect("it is later").as_secs_f64()
}
