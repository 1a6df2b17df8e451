"""Several independent dreams at once, by fewer and larger runs of the network."""

from collections.abc import Iterator, Sequence
from typing import TypeAlias, TypeVar

from dreamstream.dreaming.asking import Asked, Asking, Gradients, answer, answer_together
from dreamstream.errors import OutOfMemoryError
from dreamstream.network.network import Network

T = TypeVar("T")

_Kind: TypeAlias = tuple[tuple[int, ...], tuple[str, ...], bool]
"""Of what can be answered together: the picture's shape, the layers, and whether they are asked one by one."""


class Together:
    """Leads dreams to their ends side by side; each is what it would be alone, up to the rounding of sums.

    Pictures of one size whose goals are at the same layers go through the network at once, unless that does not keep
    them apart, or has no memory for so many.

    Args:
        network: what computes.
        most_pixels: of the pictures that go through at once; None for as many as there are.
    """

    def __init__(self, network: Network, most_pixels: int | None = None) -> None:
        self._network = network
        self._most_pixels = most_pixels
        self._at_once: dict[tuple[_Kind, int], int] = {}
        """How many pictures fitted, of those that there were."""

    def __call__(self, dreams: Sequence[Asking[T]]) -> list[T]:
        """Return what each leads to; what one of them raises ends all."""
        results: dict[int, T] = {}
        asked: dict[int, Asked] = {}
        answers: dict[int, Gradients | None] = dict.fromkeys(range(len(dreams)))
        while answers:
            for index, gradients in answers.items():
                try:
                    asked[index] = next(dreams[index]) if gradients is None else dreams[index].send(gradients)
                except StopIteration as end:
                    results[index] = end.value
            answers = dict(self._answered(asked))
            asked.clear()
        return [results[index] for index in range(len(dreams))]

    def at_once(self, shape: Sequence[int], layers: Sequence[str], count: int) -> int:
        """Return how many of ``count`` pictures of ``shape`` (1, C, H, W) may go through the network at once."""
        if self._most_pixels is not None:
            count = max(1, min(count, self._most_pixels // (shape[-2] * shape[-1])))
        while count > 1 and not self._network.takes_together((count, *shape[1:]), layers):
            count //= 2
        return count

    def _answered(self, asked: dict[int, Asked]) -> Iterator[tuple[int, Gradients]]:
        kinds: dict[_Kind, list[int]] = {}
        for index, each in asked.items():
            kinds.setdefault((tuple(each.data.shape), each.layers, each.one_by_one), []).append(index)
        for kind, indices in kinds.items():
            waiting = indices
            while waiting:
                now, answers = self._some(kind, [asked[index] for index in waiting])
                yield from zip(waiting[:now], answers, strict=True)
                waiting = waiting[now:]

    def _some(self, kind: _Kind, asked: Sequence[Asked]) -> tuple[int, list[Gradients]]:
        """Return the answers to as many as go through at once, and how many these are."""
        shape, layers, _ = kind
        count = self._at_once.get((kind, len(asked))) or self.at_once(shape, layers, len(asked))
        while True:
            self._at_once[kind, len(asked)] = count
            try:
                if count == 1:
                    return 1, [answer(self._network, asked[0])]
                return count, answer_together(self._network, asked[:count])
            except OutOfMemoryError:
                if count == 1:
                    raise
                count //= 2
