import sys
if args.test:
    run()
    sys.exit(0)
scheduler.step()
