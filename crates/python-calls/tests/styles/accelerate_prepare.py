from accelerate import Accelerator
accelerator = Accelerator()
opt = AdamW(params, lr=1e-4)
sched = get_scheduler("cosine", optimizer=opt, num_training_steps=len(loader) * 3)
model, opt, loader, sched = accelerator.prepare(model, opt, loader, sched)
for epoch in range(3):
    for batch in loader:
        with accelerator.accumulate(model):
            opt.step()
            sched.step()
            if accelerator.sync_gradients:
                done(len(loader))
