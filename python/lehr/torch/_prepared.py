"""A scheduler that Accelerate has prepared counts updates, and not processes."""

import weakref


class Prepared:
    """What Accelerate asks a scheduler.

    A scheduler that it has prepared is stepped once for each process after an update, unless batches are split. Before
    each of these steps it asks for `total_steps`, and makes none where the scheduler is past them.
    """

    @property
    def _is_accelerate_prepared(self) -> bool:
        # Nobody else asks.
        if not self._is_prepared:
            self._count_updates()
        return False

    @property
    def total_steps(self) -> int:
        """Raises `AttributeError`, as for any scheduler that goes on for ever, unless Accelerate asks."""
        if not self._is_prepared or self._is_due:
            self._is_due = False
            raise AttributeError("a schedule is not held to a number of steps")
        return -1

    def _count_updates(self):
        self._is_prepared, self._is_due = True, False
        alive = weakref.ref(self)

        def after(_optimizer, _args, _kwargs):
            if (scheduler := alive()) is not None:
                scheduler._is_due = True

        handle = innermost(self.optimizer).register_step_post_hook(after)
        weakref.finalize(self, handle.remove).atexit = False


def innermost(optimizer):
    """The optimizer that hooks are registered with, inside of those that only wrap one, as Accelerate's does."""
    while not hasattr(optimizer, "_optimizer_load_state_dict_pre_hooks") and hasattr(optimizer, "optimizer"):
        optimizer = optimizer.optimizer
    return optimizer
