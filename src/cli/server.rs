//! `lehr server`

use std::io::{BufReader, stdin};

use super::exit::{Exit, Stop};
use super::output;
use crate::server::serve;

pub(super) fn run() -> Result<Exit, Stop> {
    serve(BufReader::new(stdin()), output::data())?;
    Ok(Exit::Success)
}
