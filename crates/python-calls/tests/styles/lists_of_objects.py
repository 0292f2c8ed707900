opts = [SGD(p, 0.1) for p in parts]
scheds = [StepLR(o, 3) for o in opts]
for e in range(5):
    for o in opts:
        o.step()
    for s in scheds:
        s.step()
pair = [A(x) for x in (p, q)]
pair[1].step()
found = []
found.append(StepLR(pair[0], 1))
found[-1].step()
many = []
for g in groups:
    many.append(StepLR(g, 2))
for s in many:
    s.step()
