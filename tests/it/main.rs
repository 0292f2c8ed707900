//! The tests that look at lehr from outside.

mod accuracy;
mod allocation;
mod analysis;
mod browser;
mod catalogue;
mod cli;
mod conformance;
mod corpus;
mod diff;
mod docs;
mod examples;
mod format;
mod fuzz;
mod hostile;
mod laws;
mod lints;
mod meaning;
mod page;
mod partial;
mod plateau;
mod plot;
mod rules;
mod support;
mod tidy;
mod watch;
mod webdriver;
