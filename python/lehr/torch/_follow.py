"""What a scheduler does where a state is loaded into its optimizer.

A state brings groups of its own, with the values of the time it was saved. They are replaced where the scheduler's
were in use, and tensors stay the ones that a captured graph or a compiled step reads.
"""

import weakref

from torch import Tensor

from lehr.torch._prepared import innermost


def follow(scheduler, optimizer):
    """Hooks that do not keep the scheduler alive, and go with it."""
    alive = weakref.ref(scheduler)
    found = []

    def before(_optimizer, _state):
        if (scheduler := alive()) is not None:
            found[:] = [(scheduler._is_in_use(True), values(scheduler))]

    def after(_optimizer):
        if (scheduler := alive()) is not None and found:
            is_in_use, old = found.pop()
            scheduler._loaded = None
            if is_in_use:
                # It may turn out that another scheduler's values belong there.
                scheduler._loaded = (scheduler.last_epoch, copies(values(scheduler)))
            put(scheduler, old, values(scheduler))
            if is_in_use:
                scheduler._plan()
                scheduler._write()

    inner = innermost(optimizer)
    handles = [
        inner.register_load_state_dict_pre_hook(before),
        inner.register_load_state_dict_post_hook(after),
    ]
    weakref.finalize(scheduler, lambda: [handle.remove() for handle in handles]).atexit = False


def hand_back(scheduler):
    """Puts back what the last state brought, if all that has happened since is that it was replaced."""
    loaded = scheduler._loaded
    if loaded is not None and loaded[0] == scheduler.last_epoch and scheduler._is_in_use(True):
        put(scheduler, values(scheduler), loaded[1])
    scheduler._loaded = None


def values(scheduler):
    """What the places of a scheduler hold, by group and key."""
    groups = scheduler.optimizer.param_groups
    return {(index, key): groups[index][key] for index, key in scheduler._places if key in groups[index]}


def copies(found):
    return {place: _each(lambda value: value.clone() if isinstance(value, Tensor) else value, value) for place, value in found.items()}


def put(scheduler, old, new):
    """Sets the places to new values, in the old tensors where there are any."""
    groups = scheduler.optimizer.param_groups
    for place, value in new.items():
        index, key = place
        groups[index][key] = _each(_into, old.get(place), value)


def _into(old, new):
    return old.copy_(new) if isinstance(old, Tensor) and old is not new else new


def _each(job, *parts):
    # A value, or each of a pair of betas.
    if all(isinstance(part, (tuple, list)) for part in parts):
        return tuple(map(job, *parts))
    return job(*parts)
