from ignite.engine import Engine, Events
def update(engine, batch):
    optimizer.step()
trainer = Engine(update)
@trainer.on(Events.EPOCH_COMPLETED)
def decay(engine):
    scheduler.step()
trainer.add_event_handler(Events.ITERATION_STARTED, warmup)
trainer.run(loader, max_epochs=10)
