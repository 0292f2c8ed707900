//! The tests that look at lehr from outside.

mod accuracy;
mod allocation;
mod analysis;
mod both_units;
mod browser;
mod catalogue;
mod circles;
mod cli;
mod clock_laws;
mod clocks;
mod conformance;
mod constants;
// In a shell that limits the memory.
#[cfg(unix)]
mod copies;
mod corpus;
mod coupled;
mod diff;
mod docs;
mod edits;
mod events;
mod examples;
mod face;
mod families;
// With the kinds of files that Unix has.
#[cfg(unix)]
mod files;
mod format;
mod fuzz;
mod grammars;
// In a shell that limits the memory.
#[cfg(unix)]
mod hostile;
// In a shell.
#[cfg(unix)]
mod hooks;
mod laws;
mod lints;
mod meaning;
mod mistakes;
mod mixtures;
mod mutations;
mod names;
mod notebooks;
mod oracle;
mod order;
mod over;
mod own_units;
mod package;
mod page;
mod partial;
mod peers;
mod plateau;
mod plot;
mod positions;
mod ramps;
mod readings;
mod recipes;
mod recovery;
mod rules;
mod script_imports;
mod script_libraries;
mod script_loops;
mod script_mutations;
mod script_rules;
mod script_sizes;
mod scripts;
mod scripts_corpus;
mod server;
mod settled;
// With names that only Unix has.
#[cfg(unix)]
mod shown;
mod steer;
mod support;
// Its modes are those of Unix.
#[cfg(unix)]
mod terminal;
mod tidy;
// In a shell.
#[cfg(unix)]
mod transcripts;
mod units;
// In a pseudo-terminal, whose modes are compared.
#[cfg(unix)]
mod watch;
mod webdriver;
