import fire
def main(epochs=3, lr=1e-4):
    train(epochs, lr)
if __name__ == "__main__":
    fire.Fire(main)
