# base: 0.0001
# run: 5 epochs
# note: horizon-open at "patience=5"
# clean
import torch
from torch import optim

optimizer = optim.RMSprop(model.parameters(), lr=1e-4, weight_decay=1e-8, momentum=0.999)
# Several observations an epoch: the loop over batches holds it.
scheduler = optim.lr_scheduler.ReduceLROnPlateau(optimizer, "max", patience=5)
grad_scaler = torch.cuda.amp.GradScaler(enabled=True)
global_step = 0
for epoch in range(1, 5 + 1):
    model.train()
    for batch in train_loader:
        loss = criterion(model(batch["image"]), batch["mask"])
        optimizer.zero_grad(set_to_none=True)
        grad_scaler.scale(loss).backward()
        grad_scaler.step(optimizer)
        grad_scaler.update()
        global_step += 1
        division_step = n_train // (5 * batch_size)
        if division_step > 0 and global_step % division_step == 0:
            val_score = evaluate(model, val_loader)
            scheduler.step(val_score)
