global_step = 0
while global_step < args.steps:
    for batch in loader:
        optimizer.step()
        scheduler.step()
        global_step += 1
        if global_step >= args.steps:
            break
