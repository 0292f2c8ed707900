//! The language server, asked over a connection within the process.

mod editor;
mod requests;
mod typing;
