# schedule: step(10, 0.5)
# base: 0.01
# clean
import torch
from ignite.engine import Events, create_supervised_trainer
from torch.optim.lr_scheduler import StepLR

optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
step_scheduler = StepLR(optimizer, step_size=10, gamma=0.5)
trainer = create_supervised_trainer(model, optimizer, loss_fn)


@trainer.on(Events.EPOCH_COMPLETED)
def step_lr(engine):
    step_scheduler.step()


trainer.run(train_loader, max_epochs=50)
