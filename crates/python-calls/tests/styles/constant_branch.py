USE_COSINE = True
if USE_COSINE:
    s = Cosine(opt, 3)
else:
    s = StepLR(opt, 3)
if 0 < 1 and not False:
    s.step()
