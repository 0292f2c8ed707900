for epoch in range(epochs):
    for i, batch in enumerate(loader):
        loss.backward()
        if (i + 1) % args.accum == 0 or i == len(loader) - 1:
            optimizer.step()
            scheduler.step()
            optimizer.zero_grad()
