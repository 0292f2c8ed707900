def main(args):
    if args.evaluate:
        validate(model)
        return
    for epoch in range(args.epochs):
        scheduler.step()
main(args)
