//! The extension of Zed: how the language server is started.

use zed_extension_api::settings::LspSettings;
use zed_extension_api::{Command, Extension, LanguageServerId, Result, Worktree, register_extension};

struct Lehr;

impl Extension for Lehr {
    fn new() -> Self {
        Self
    }

    /// The program of the settings, else the one in PATH.
    fn language_server_command(&mut self, server: &LanguageServerId, worktree: &Worktree) -> Result<Command> {
        let binary = LspSettings::for_worktree(server.as_ref(), worktree)?.binary;
        let named = binary.and_then(|binary| binary.path).or_else(|| worktree.which("lehr"));
        let command = named.ok_or("there is no `lehr` in PATH: install it, or name it in `lsp.lehr.binary.path`")?;
        Ok(Command { command, args: vec!["server".to_string()], env: worktree.shell_env() })
    }
}

register_extension!(Lehr);
