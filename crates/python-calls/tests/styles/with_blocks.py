with torch.no_grad(), autocast() as ctx:
    scheduler.step()
