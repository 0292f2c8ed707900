# clean
import torch
from ignite.engine import Engine, Events
from ignite.handlers import PiecewiseLinear

optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
trainer = Engine(update)
le = len(train_loader)
milestones_values = [(0, 0.0), (le * 5, 0.1), (le * 30, 0.0)]
scheduler = PiecewiseLinear(optimizer, "lr", milestones_values=milestones_values)
trainer.add_event_handler(Events.ITERATION_STARTED, scheduler)
trainer.run(train_loader, max_epochs=30)
