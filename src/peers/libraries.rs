//! The list of the libraries.

use super::function::Library;
use super::{
    composer, deepspeed, diffusers, fairseq, fvcore, ignite, keras, megatron, mmengine, optax, pytorch, pytorch_warmup,
    timm, transformers,
};

/// Every library; of two that have a function of one name, the first counts where none is named.
pub const LIBRARIES: &[&Library] = &[
    &pytorch::LIBRARY,
    &transformers::LIBRARY,
    &diffusers::LIBRARY,
    &timm::LIBRARY,
    &optax::LIBRARY,
    &keras::LIBRARY,
    &deepspeed::LIBRARY,
    &fairseq::LIBRARY,
    &megatron::LIBRARY,
    &composer::LIBRARY,
    &ignite::LIBRARY,
    &fvcore::LIBRARY,
    &pytorch_warmup::LIBRARY,
    &mmengine::LIBRARY,
];

/// The library of a name.
pub fn library(name: &str) -> Option<&'static Library> {
    LIBRARIES.iter().copied().find(|library| library.name == name)
}
