# schedule: factor(t -> (t + 1) / 101) for 100 then cosine(1900, to=6e-5, from=1x)
# base: 0.0006
# run: 2000 steps
# clean
import math

import torch

learning_rate = 6e-4
min_lr = 6e-5
warmup_iters = 100
lr_decay_iters = 2000
max_iters = 2000


def get_lr(it):
    if it < warmup_iters:
        return learning_rate * (it + 1) / (warmup_iters + 1)
    if it > lr_decay_iters:
        return min_lr
    decay_ratio = (it - warmup_iters) / (lr_decay_iters - warmup_iters)
    assert 0 <= decay_ratio <= 1
    coeff = 0.5 * (1.0 + math.cos(math.pi * decay_ratio))
    return min_lr + coeff * (learning_rate - min_lr)


optimizer = torch.optim.AdamW(model.parameters(), lr=learning_rate)
iter_num = 0
while True:
    lr = get_lr(iter_num)
    for param_group in optimizer.param_groups:
        param_group["lr"] = lr
    loss = model(*get_batch("train"))
    loss.backward()
    optimizer.step()
    optimizer.zero_grad(set_to_none=True)
    iter_num += 1
    if iter_num >= max_iters:
        break
