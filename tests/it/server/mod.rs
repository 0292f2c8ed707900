//! The language server, asked over a connection within the process, and in editors.

mod clients;
pub(crate) mod editor;
mod extension;
mod families;
// In a pseudo-terminal.
#[cfg(unix)]
mod helix;
mod hostile;
mod installed;
// With folders as they are on Unix.
#[cfg(unix)]
mod jupyterlab;
mod memory;
mod notebooks;
mod offers;
mod reading;
mod requests;
mod typing;
mod units;
mod vscode;
mod writing;
