for epoch in range(50):
    optimizer.step()
    if epoch < 30:
        scheduler.step()
    else:
        swa_scheduler.step()
