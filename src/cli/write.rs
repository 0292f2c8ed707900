//! Writing files: at once where that changes nothing but their text, and in place otherwise.

use std::fs::{self, Metadata, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use tempfile::NamedTempFile;

use super::interrupt::Writing;

/// A longer row of links is a circle.
const LINKS: usize = 40;

/// Files that are one file by several names are written one after another.
static WRITING: Mutex<()> = Mutex::new(());

/// Writes a file, whatever there is of that name: a new one, the text of another, or into a pipe or a device.
pub(super) fn save(path: &Path, bytes: &[u8]) -> io::Result<()> {
    match fs::metadata(path) {
        Ok(metadata) if metadata.is_file() => overwrite(path, &metadata, bytes, &|| Ok(())),
        // It may wait for whoever reads, and a signal ends that.
        Ok(_) => OpenOptions::new().write(true).open(path)?.write_all(bytes),
        Err(error) if error.kind() == io::ErrorKind::NotFound => create(path, bytes),
        Err(error) => Err(error),
    }
}

/// Writes another text into a file that had the text `before` when it was read. A file that somebody has changed
/// since then is left as it is.
pub(super) fn rewrite(path: &Path, before: &[u8], bytes: &[u8]) -> io::Result<()> {
    let metadata = fs::metadata(path)?;
    if !metadata.is_file() {
        return Err(io::Error::other("it is not a regular file"));
    }
    let _one = WRITING.lock().unwrap_or_else(PoisonError::into_inner);
    if fs::read(path)? == bytes {
        return Ok(());
    }
    let unchanged = || {
        if fs::read(path)? == before {
            Ok(())
        } else {
            Err(io::Error::other("another program has changed it, and it is left as it is"))
        }
    };
    overwrite(path, &metadata, bytes, &unchanged)
}

/// Gives a regular file another text, and leaves everything else about it as it is. `allowed` is asked right before.
fn overwrite(path: &Path, metadata: &Metadata, bytes: &[u8], allowed: &dyn Fn() -> io::Result<()>) -> io::Result<()> {
    // For root, everything can be written.
    if metadata.permissions().readonly() {
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, "it is read-only"));
    }
    // A folder that can be written allows another file in the place of one that cannot.
    let mut file = OpenOptions::new().write(true).open(path)?;
    let path = dunce::canonicalize(path)?;
    let _writing = Writing::begin();
    if let Some(replacement) = replacement(&path, metadata) {
        return finish(replacement, &path, bytes, allowed);
    }
    allowed()?;
    file.write_all(bytes)?;
    file.set_len(bytes.len() as u64)?;
    file.sync_all()
}

/// Writes a file that is not there, or that a link points at and is not there.
fn create(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let target = target(path)?;
    let _writing = Writing::begin();
    // An error is about the folder, and not about a temporary file in it.
    folder(&target).metadata()?;
    finish(temporary(&target, 0o666)?, &target, bytes, &|| Ok(()))
}

fn finish(mut file: NamedTempFile, path: &Path, bytes: &[u8], allowed: &dyn Fn() -> io::Result<()>) -> io::Result<()> {
    // Of the file itself, whose errors do not name it.
    file.as_file_mut().write_all(bytes)?;
    file.as_file().sync_all()?;
    allowed()?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// What a name stands for in the end, whether that is there or not.
fn target(path: &Path) -> io::Result<PathBuf> {
    let mut path = path.to_path_buf();
    for _ in 0..LINKS {
        let Ok(next) = fs::read_link(&path) else { return Ok(path) };
        path = folder(&path).join(next);
    }
    Err(io::Error::other("its links form a loop"))
}

fn folder(path: &Path) -> PathBuf {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    folder.map_or_else(|| PathBuf::from("."), Path::to_path_buf)
}

/// An empty file that can be put in the place of one without a change of its owner, its rights, its other names or
/// what is attached to it; `None` where there is none.
#[cfg(unix)]
fn replacement(path: &Path, metadata: &Metadata) -> Option<NamedTempFile> {
    use std::os::unix::fs::MetadataExt;

    let attached = xattr::list(path).is_ok_and(|mut names| names.next().is_some());
    if metadata.nlink() > 1 || attached {
        return None;
    }
    let file = temporary(path, 0o600).ok()?;
    let own = file.as_file().metadata().ok()?;
    if (own.uid(), own.gid()) != (metadata.uid(), metadata.gid()) {
        return None;
    }
    file.as_file().set_permissions(metadata.permissions()).ok()?;
    Some(file)
}

#[cfg(not(unix))]
fn replacement(_: &Path, _: &Metadata) -> Option<NamedTempFile> {
    None
}

/// A temporary file beside another, on Unix with a mode, less what the mask of the user takes from it. It is opened here,
/// so that an error does not name it.
#[cfg_attr(not(unix), expect(unused_variables, reason = "files have a mode on Unix alone"))]
fn temporary(path: &Path, mode: u32) -> io::Result<NamedTempFile> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, mode);
    tempfile::Builder::new().make_in(folder(path), |path| options.open(path))
}

/// What is said of a file that cannot be written.
pub(super) fn refused(path: &Path, error: &io::Error) -> String {
    format!("`{}` cannot be written: {error}", path.display())
}

/// Whether two names are those of one regular file. No pipe is opened for that, which would wait for its other end.
pub(super) fn is_same(one: &Path, other: &Path) -> bool {
    let is_regular = |path| fs::metadata(path).is_ok_and(|found| found.is_file());
    is_regular(one) && is_regular(other) && same_file::is_same_file(one, other).unwrap_or(false)
}
