//! The language server, asked over a connection within the process.

mod editor;
mod neovim;
mod reading;
mod requests;
mod typing;
mod units;
