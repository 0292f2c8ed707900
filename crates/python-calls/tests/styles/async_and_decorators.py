import torch
@torch.no_grad()
def evaluate():
    return 3
async def run():
    await evaluate()
    async for x in stream:
        opt.step()
evaluate()
