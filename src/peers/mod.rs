//! What the schedules of other libraries mean: a file a library, a row a function.
//!
//! ```
//! use lehr::peers::{Argument, Arguments, library};
//!
//! let by_name = vec![
//!     ("step_size".to_string(), Argument::Lehr("30".to_string())),
//!     ("gamma".to_string(), Argument::Lehr("0.1".to_string())),
//! ];
//! let pytorch = library("pytorch").expect("it is known");
//! let meaning = pytorch.translate("StepLR", &Arguments { by_place: Vec::new(), by_name });
//! assert_eq!(meaning.expect("it can be said").expression(), "step(30, 0.1)");
//! ```

mod call;
mod composer;
mod deepspeed;
mod diffusers;
mod fairseq;
mod function;
mod fvcore;
mod ignite;
mod keras;
mod libraries;
mod made_of;
mod megatron;
mod mmengine;
mod optax;
mod page;
mod print;
mod pytorch;
mod pytorch_warmup;
pub(crate) mod spelling;
mod timm;
mod transformers;
mod translation;
mod tree;
mod written;

pub use function::{Argument, Arguments, Base, Counts, Function, Kind, Library, Parameter, Reason, Translation};
pub use libraries::{LIBRARIES, library};
pub(crate) use made_of::made_of;
pub use page::Rule;
pub(crate) use page::{meant, names, page};
