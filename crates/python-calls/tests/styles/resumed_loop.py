start_epoch = 0
if args.resume:
    checkpoint = torch.load(args.resume)
    start_epoch = checkpoint["epoch"]
for epoch in range(start_epoch, args.epochs):
    s.step()
for epoch in range(s0, s0 + 10):
    s.step()
