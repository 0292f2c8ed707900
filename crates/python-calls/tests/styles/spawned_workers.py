import torch.multiprocessing as mp
def worker(rank, world, args):
    opt = SGD(params, lr=args.lr * world)
    for epoch in range(args.epochs):
        opt.step()
mp.spawn(worker, args=(8, args), nprocs=8)
