"""Several optimizers as one, for the frameworks that step them together."""

from collections.abc import Callable, Iterable
from typing import Any

from torch.optim import Optimizer

from lehr.torch._prepared import innermost


class Optimizers(Optimizer):
    """The groups of several optimizers, in order, to be scheduled. Each of them is stepped and saved on its own."""

    def __init__(self, optimizers: Iterable[Optimizer]) -> None:
        # It has no parameters and no state of its own, which `Optimizer.__init__` would want.
        self.optimizers = list(optimizers)

    @property  # type: ignore[override]  # an attribute there
    def param_groups(self) -> list[dict[str, Any]]:
        return [group for optimizer in self.optimizers for group in optimizer.param_groups]

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.optimizers,)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.optimizers!r})"

    def register_load_state_dict_pre_hook(self, hook: Callable[..., Any], prepend: bool = False) -> Any:
        return _Handles(innermost(o).register_load_state_dict_pre_hook(hook, prepend) for o in self.optimizers)

    def register_load_state_dict_post_hook(self, hook: Callable[..., Any], prepend: bool = False) -> Any:
        return _Handles(innermost(o).register_load_state_dict_post_hook(hook, prepend) for o in self.optimizers)


class _Handles:
    def __init__(self, handles: Iterable[Any]) -> None:
        self.handles = list(handles)

    def remove(self) -> None:
        for handle in self.handles:
            handle.remove()
