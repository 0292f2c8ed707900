# none
# clean
from annealing import LinearScheduler

scheduler = LinearScheduler(1.0, 0.1, 1000)
for step in range(1000):
    temperature = scheduler.step()
    sample(model, temperature)
