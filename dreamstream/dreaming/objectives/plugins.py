"""Other packages' objectives, which formulas call by their names."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

import torch

from dreamstream.dreaming.objectives.base import Objective
from dreamstream.errors import PluginError
from dreamstream.plugin import Plugin, making
from dreamstream.registry import Registry

MakeObjective: TypeAlias = Callable[[str], Objective]
"""What an entry point in the group ``dreamstream.objectives`` leads to, mostly a class.

It makes the objective of the text between the parentheses, which is empty where there are none.
"""


@dataclass(frozen=True, eq=False)
class Foreign:
    """Another package's objective, whose derivatives are checked."""

    objective: Objective
    plugin: Plugin

    @property
    def is_local(self) -> bool:
        """Tell what it says of itself: nothing but the activation at the same place matters."""
        return bool(getattr(self.objective, "is_local", False))

    def top_diff(self, activation: torch.Tensor) -> torch.Tensor:
        """Return its derivative.

        Raises:
            PluginError: it fails, or returns anything but a tensor like the activation.
        """
        with self.plugin.blamed():
            diff = self.objective.top_diff(activation)
        if _kind(diff) != _kind(activation):
            raise PluginError(f"{self.plugin} returned {_kind(diff)} for {_kind(activation)}; both have to be the same")
        return diff


def _adopted(make: Any, plugin: Plugin) -> MakeObjective:  # noqa: ANN401 - whatever an entry point leads to
    checked = making(Objective)(make, plugin)  # type: ignore[type-abstract]
    return lambda argument: Foreign(checked(argument), plugin)


def _kind(value: object) -> str:
    if not isinstance(value, torch.Tensor):
        return f"a {type(value).__name__}"
    dtype = str(value.dtype).removeprefix("torch.")
    return f"a tensor of {tuple(value.shape)} {dtype} on {value.device}"


REGISTRY: Registry[MakeObjective] = Registry("objective", _adopted)
