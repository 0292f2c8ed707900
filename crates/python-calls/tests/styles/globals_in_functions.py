step = 0
scheduler = Cosine(opt, 100)
def tick():
    global step
    step += 1
    if step % 10 == 0:
        scheduler.step()
for batch in loader:
    tick()
