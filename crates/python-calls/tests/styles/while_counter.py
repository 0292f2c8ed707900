step = 0
while step < max_steps:
    optimizer.step()
    scheduler.step()
    step += 1
f(step)
