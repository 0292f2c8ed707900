//! A script of each library, and the program that it is read into.

use lehr::scripts::{Script, Settings};

/// The lines that most scripts have in common: an optimizer, and a loop that steps.
const OPTIMIZER: &str = "import torch\noptimizer = torch.optim.SGD(model.parameters(), lr=0.1)\n";
const LOOP: &str = "for epoch in range(10):\n    train(model, optimizer)\n    scheduler.step()\n";

/// What is used, the script, its rate in the language, and how often it is stepped.
struct Row {
    library: &'static str,
    script: &'static str,
    rate: &'static str,
    run: Option<f64>,
}

const ROWS: &[Row] = &[
    Row {
        library: "PyTorch's own",
        script: "OPTIMIZER\nscheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=3, gamma=0.5)\nLOOP\n",
        rate: "step(3, 0.5)",
        run: Some(10.0),
    },
    Row {
        library: "get_scheduler of diffusers",
        script: "from diffusers.optimization import get_scheduler\nOPTIMIZER\nscheduler = get_scheduler(\"cosine\", optimizer=optimizer, num_warmup_steps=2, num_training_steps=10)\nLOOP\n",
        rate: "warmup(2) then cosine(8) mirror repeat",
        run: Some(10.0),
    },
    Row {
        library: "get_scheduler of Transformers",
        script: "from transformers import get_scheduler\nOPTIMIZER\nscheduler = get_scheduler(\"linear\", optimizer, num_warmup_steps=2, num_training_steps=10)\nLOOP\n",
        rate: "warmup(2) then linear(8)",
        run: Some(10.0),
    },
    Row {
        library: "prepared by Accelerate",
        script: "from accelerate import Accelerator\nfrom transformers import get_scheduler\nOPTIMIZER\nscheduler = get_scheduler(\"constant_with_warmup\", optimizer, num_warmup_steps=2, num_training_steps=10)\nmodel, optimizer, scheduler = Accelerator().prepare(model, optimizer, scheduler)\nLOOP\n",
        rate: "warmup(2) then hold",
        run: Some(10.0),
    },
    Row {
        library: "Lightning's configure_optimizers",
        script: "import lightning as L\nfrom torch.optim import SGD\nfrom torch.optim.lr_scheduler import CosineAnnealingLR\nclass Net(L.LightningModule):\n    def configure_optimizers(self):\n        optimizer = SGD(self.parameters(), lr=0.1)\n        return {\"optimizer\": optimizer, \"lr_scheduler\": {\"scheduler\": CosineAnnealingLR(optimizer, T_max=10), \"interval\": \"epoch\"}}\nL.Trainer(max_epochs=10).fit(Net())\n",
        rate: "cosine(10) mirror repeat",
        run: Some(10.0),
    },
    Row {
        library: "set by hand",
        script: "OPTIMIZER\nfor epoch in range(10):\n    for group in optimizer.param_groups:\n        group[\"lr\"] = 0.1 * 0.5 ** (epoch // 3)\n    train(model, optimizer)\n",
        rate: "step(3, 0.5)",
        run: Some(10.0),
    },
    Row {
        library: "a schedule of Transformers",
        script: "from transformers import get_cosine_schedule_with_warmup\nOPTIMIZER\nscheduler = get_cosine_schedule_with_warmup(optimizer, 2, 10)\nLOOP\n",
        rate: "warmup(2) then cosine(8) mirror repeat",
        run: Some(10.0),
    },
    Row {
        library: "TrainingArguments",
        script: "from transformers import TrainingArguments\nargs = TrainingArguments(output_dir=\"out\", learning_rate=5e-5, lr_scheduler_type=\"linear\", warmup_steps=10, max_steps=100)\n",
        rate: "warmup(10) then linear(90)",
        run: Some(100.0),
    },
    Row {
        library: "a class of timm",
        script: "from timm.scheduler import CosineLRScheduler\nOPTIMIZER\nscheduler = CosineLRScheduler(optimizer, t_initial=10, lr_min=0.001)\nfor epoch in range(10):\n    train(model, optimizer)\n    scheduler.step(epoch + 1)\n",
        rate: "cosine(10, to=0.001)",
        run: Some(10.0),
    },
    Row {
        library: "timm's factory",
        script: "from timm.scheduler import create_scheduler_v2\nOPTIMIZER\nscheduler, epochs = create_scheduler_v2(optimizer, sched=\"step\", num_epochs=10, decay_epochs=3, decay_rate=0.5)\nfor epoch in range(10):\n    train(model, optimizer)\n    scheduler.step(epoch + 1)\n",
        rate: "step(3, 0.5)",
        run: Some(10.0),
    },
    Row {
        library: "optax",
        script: "import optax\nschedule = optax.cosine_decay_schedule(init_value=0.1, decay_steps=10)\noptimizer = optax.sgd(schedule)\n",
        rate: "cosine(10, from=0.1)",
        run: None,
    },
    Row {
        library: "Keras",
        script: "import keras\nschedule = keras.optimizers.schedules.ExponentialDecay(0.1, decay_steps=3, decay_rate=0.5, staircase=True)\noptimizer = keras.optimizers.SGD(learning_rate=schedule)\n",
        rate: "step(3, 0.5, from=0.1)",
        run: None,
    },
    Row {
        library: "ignite",
        script: "from ignite.engine import Engine, Events\nfrom ignite.handlers import LinearCyclicalScheduler\nOPTIMIZER\nscheduler = LinearCyclicalScheduler(optimizer, \"lr\", 0.1, 0.01, 10)\ntrainer = Engine(update)\ntrainer.add_event_handler(Events.ITERATION_STARTED, scheduler)\n",
        rate: "(linear(5, from=0.1, to=0.01) then linear(5, to=0.1)) repeat",
        run: None,
    },
    Row {
        library: "fvcore",
        script: "from fvcore.common.param_scheduler import CosineParamScheduler\nscheduler = CosineParamScheduler(0.1, 0.001)\n",
        rate: "cosine(run, from=0.1, to=0.001)",
        run: None,
    },
    Row {
        library: "pytorch-warmup",
        script: "import pytorch_warmup as warmup\nOPTIMIZER\nscheduler = warmup.LinearWarmup(optimizer, warmup_period=5)\nfor epoch in range(10):\n    train(model, optimizer)\n    scheduler.dampen()\n",
        rate: "warmup(5) skip 1",
        run: None,
    },
    Row {
        library: "mmengine",
        script: "optim_wrapper = dict(type=\"OptimWrapper\", optimizer=dict(type=\"SGD\", lr=0.1))\nparam_scheduler = [dict(type=\"MultiStepLR\", milestones=[6, 8], gamma=0.1, by_epoch=True)]\ntrain_cfg = dict(type=\"EpochBasedTrainLoop\", max_epochs=10)\n",
        rate: "multistep([6, 8], 0.1)",
        run: Some(10.0),
    },
];

#[test]
fn a_script_of_each_library_is_the_program_that_its_documentation_says() {
    let mut wrong = Vec::new();
    for Row { library, script, rate, run } in ROWS {
        let text = script.replace("OPTIMIZER\n", OPTIMIZER).replace("LOOP\n", LOOP);
        let script = Script::read(&text, &Settings::default());
        let [schedule] = script.schedules() else {
            wrong.push(format!("{library}: {} schedules", script.schedules().len()));
            continue;
        };
        let track = schedule.meaning.as_ref().ok().and_then(|meaning| meaning.tracks.first());
        if track.is_none_or(|(name, text)| name != "lr" || text != rate) {
            wrong.push(format!("{library}: {:?}", schedule.meaning));
        }
        let count = schedule.run.count.as_ref().and_then(|count| script.value(count));
        if count != *run {
            wrong.push(format!("{library}: it is stepped {count:?} times"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
