from absl import app, flags
FLAGS = flags.FLAGS
flags.DEFINE_integer("num_epochs", 12, "how long")
flags.DEFINE_float("lr", default=0.1, help="rate")
def main(argv):
    train(FLAGS.num_epochs, flags.FLAGS.lr)
app.run(main)
