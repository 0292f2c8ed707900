# none
from homura import lr_scheduler, optim
from homura.trainers import SupervisedTrainer

optimizer = optim.SGD(lr=1e-1, momentum=0.9, weight_decay=1e-4)
scheduler = lr_scheduler.StepLR(80, 0.1)
later = lr_scheduler.MultiStepLR([50, 70])
with SupervisedTrainer(model, optimizer, loss, scheduler=scheduler) as trainer:
    for _ in range(200):
        trainer.train(train_loader)
