best, bad = None, 0
for epoch in range(100):
    acc = evaluate(model)
    scheduler.step()
    if best is None or acc > best:
        best, bad = acc, 0
    else:
        bad += 1
    if bad > 5:
        break
