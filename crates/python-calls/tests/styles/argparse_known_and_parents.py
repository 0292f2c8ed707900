import argparse
def get_args_parser():
    parser = argparse.ArgumentParser("train", add_help=False)
    parser.add_argument("--epochs", default=400, type=int)
    return parser
parser = argparse.ArgumentParser("main", parents=[get_args_parser()])
args, unknown = parser.parse_known_args()
config = vars(args)
f(args.epochs, config["epochs"])
