for i, batch in enumerate(loader):
    loss.backward()
    if i % 4 != 3:
        continue
    optimizer.step()
    scheduler.step()
