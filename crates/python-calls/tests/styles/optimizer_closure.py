def closure():
    optimizer.zero_grad()
    loss = model(x)
    loss.backward()
    return loss
for e in range(10):
    optimizer.step(closure)
