//! Elementary functions with the same bits on every platform.
//!
//! The functions of `std` call the platform's `libm`, and those differ in the last bits: of four
//! million cosines, glibc and the `libm` crate disagree on one in fifty. Evaluation uses the `libm`
//! crate instead, pinned to one version, and arithmetic of our own where that would lose bits or
//! cannot be a loop for wide registers. Rust never contracts a product and a sum to a fused multiply-add
//! by itself, so nothing here is.

pub(crate) mod divide;
mod double;
mod elementary;
mod exp;
mod functions;
mod log;
mod power;
mod wide;

pub(crate) use divide::Share;
pub(crate) use double::Double;
pub(crate) use elementary::{choose, counted, log, log2, nearest, pow_or_nan, raised_in_part, raised_or_nan};
pub(crate) use exp::{BIAS, exp_and_lack, exp_times};
pub(crate) use functions::{greater, half_tanh, half_versine, lesser, pow, reciprocal_root, round};
pub(crate) use log::{log_of_quotient, log_of_ratio};
pub(crate) use power::{POWERS, Powers, pow_int, pow_split};
pub(crate) use wide::{Power, Wide, is_plain};
