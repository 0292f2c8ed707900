def batches(loader, epochs):
    for epoch in range(epochs):
        for batch in loader:
            yield batch
count = 0
for batch in batches(loader, 3):
    count += 1
    opt.step()
    if count % 2 == 0:
        sched.step()
