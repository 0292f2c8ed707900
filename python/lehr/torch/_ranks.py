"""Whether all processes of a run have the same schedule."""

import hashlib
from collections import Counter

import torch
from torch import distributed

from lehr.torch._scheduler import Scheduler


def check_ranks(scheduler: Scheduler, group: distributed.ProcessGroup | None = None) -> None:
    """Raises `RuntimeError` where the processes of a run have different schedules, or are at different ticks.

    It gathers 24 bytes of each process of `group` once, and names the odd ones. Without `torch.distributed` it does
    nothing.
    """
    if not (distributed.is_available() and distributed.is_initialized()):
        return
    tracks = {track: scheduler.program[track].fingerprint for track in scheduler._tracks}
    digest = hashlib.sha256(repr(sorted(tracks.items())).encode()).digest()[:16]
    own = digest + scheduler.last_epoch.to_bytes(8, "little", signed=True)
    device = "cuda" if distributed.get_backend(group) == "nccl" else "cpu"
    mine = torch.tensor(list(own), dtype=torch.uint8, device=device)
    all_of_them = [torch.empty_like(mine) for _ in range(distributed.get_world_size(group))]
    distributed.all_gather(all_of_them, mine, group=group)
    found = [bytes(one.tolist()) for one in all_of_them]
    for what, part in (("schedule", slice(0, 16)), ("tick", slice(16, 24))):
        parts = [one[part] for one in found]
        [(usual, _)] = Counter(parts).most_common(1)
        odd = [str(rank) for rank, one in enumerate(parts) if one != usual]
        if odd:
            ranks = f"rank {odd[0]} has" if len(odd) == 1 else f"ranks {', '.join(odd)} have"
            raise RuntimeError(f"{ranks} another {what} than the other {len(parts) - len(odd)} of {len(parts)}")
