//! Which function of which library a call is of: the path decides, and never the name of a variable.

use python_calls::{Kind, Reading, Value};

use crate::peers::{Function, LIBRARIES, Library, library};

/// The modules of a library, by the beginnings of their paths.
const MODULES: &[(&str, &[&str])] = &[
    ("pytorch", &["torch.optim.lr_scheduler.", "torch.optim.swa_utils.", "torch.optim."]),
    ("transformers", &["transformers."]),
    ("transformers", &["trl."]),
    ("diffusers", &["diffusers."]),
    ("timm", &["timm.scheduler.", "timm.optim."]),
    ("optax", &["optax."]),
    (
        "keras",
        &[
            "keras.optimizers.schedules.",
            "tensorflow.keras.optimizers.schedules.",
            "tf_keras.optimizers.schedules.",
            "tensorflow.optimizers.schedules.",
        ],
    ),
    ("keras", &["keras.callbacks.", "tensorflow.keras.callbacks.", "tf_keras.callbacks."]),
    ("ignite", &["ignite.handlers.", "ignite.contrib.handlers."]),
    ("fvcore", &["fvcore.common.param_scheduler.", "fvcore."]),
    ("pytorch_warmup", &["pytorch_warmup."]),
    ("mmengine", &["mmengine.optim."]),
    ("deepspeed", &["deepspeed.runtime.lr_schedules.", "deepspeed."]),
    ("composer", &["composer."]),
    ("megatron", &["megatron."]),
];

/// Names that a script without a known import may use, since nobody else has them.
const TELLING: &[&str] = &["pytorch", "transformers"];

/// A function of a library.
pub(super) type Found = (&'static Library, &'static Function);

/// The function that a callee is, by its path.
pub(super) fn function(reading: &Reading, callee: Value) -> Option<Found> {
    let paths = reading.paths(callee);
    if let Some(found) = paths.iter().rev().find_map(|path| of_path(path)) {
        return Some(found);
    }
    // A module that is not known, or a name that nothing in the file gives a value: the call has to fit.
    let name = match reading.kind(callee) {
        Kind::Imported(path) => {
            let path = reading.name(*path);
            let (module, name) = path.rsplit_once('.')?;
            let root = path.split('.').next().unwrap_or_default();
            // A module of one's own has classes of one's own, unless its name says that it hands PyTorch's on.
            if OTHERS.contains(&root) || !["lr_scheduler", "torch"].iter().any(|word| module.contains(word)) {
                return None;
            }
            name
        }
        Kind::Starred { name, modules } => {
            let known = modules.iter().all(|module| {
                let root = reading.name(*module).split('.').next().unwrap_or_default();
                OTHERS.contains(&root)
            });
            if known {
                return None;
            }
            reading.name(*name)
        }
        Kind::Free(name) => reading.name(*name),
        Kind::Attribute { base, name } => match reading.kind(*base) {
            Kind::Attribute { name: module, .. } if reading.name(*module) == "lr_scheduler" => reading.name(*name),
            Kind::Free(module) if ["lr_scheduler", "optax"].contains(&reading.name(*module)) => reading.name(*name),
            _ => return None,
        },
        _ => return None,
    };
    TELLING.iter().find_map(|of| {
        let library = library(of)?;
        library
            .function(name)
            .filter(|function| function.name != "get_scheduler" && function.name != "TrainingArguments")
            .map(|function| (library, function))
    })
}

/// Libraries whose classes of the same names are others.
const OTHERS: &[&str] = &[
    "paddle",
    "mindspore",
    "mxnet",
    "monai",
    "mmcv",
    "mmcls",
    "chainer",
    "tensorflow",
    "keras",
    "oneflow",
    "jittor",
    "tinygrad",
    "builtins",
    "numpy",
    "sklearn",
];

/// The function of a path.
pub(super) fn of_path(path: &str) -> Option<Found> {
    let name = path.rsplit('.').next()?;
    let (of, _) = MODULES.iter().find(|(_, modules)| modules.iter().any(|module| path.starts_with(module)))?;
    let library = LIBRARIES.iter().find(|library| library.name == *of)?;
    // Classes that only add what no schedule depends on.
    let name = if *of == "transformers"
        && (name.ends_with("TrainingArguments") || path.starts_with("trl.") && name.ends_with("Config"))
    {
        "TrainingArguments"
    } else {
        name
    };
    library.function(name).map(|function| (*library, function))
}

/// The default rate of an optimizer by the name of its class.
pub(super) fn default_rate(class: &str) -> Option<f64> {
    Some(match class {
        "Adam" | "AdamW" | "SGD" | "NAdam" | "RAdam" | "SparseAdam" | "Muon" | "FusedAdam" | "FusedSGD"
        | "AdamW8bit" | "Adam8bit" | "PagedAdamW8bit" | "FusedLAMB" => match class {
            "NAdam" => 2e-3,
            _ => 1e-3,
        },
        "Adamax" => 2e-3,
        "RMSprop" | "Adagrad" | "ASGD" | "Rprop" | "Adafactor" => 1e-2,
        "Adadelta" | "LBFGS" => 1.0,
        _ => return None,
    })
}
