epochs = 5
s = StepLR(opt, epochs)
for e in range(epochs):
    s.step()
epochs = 10
s = Cosine(opt, epochs)
for e in range(epochs):
    s.step()
