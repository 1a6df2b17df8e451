"""Which layers must run, and on which blobs, for the values of one or several ``end``s.

Caffe runs layers in the file's order and lets several of them write one blob in turn ('in place'). Here every
write makes a new version of its blob, so that 'the blob as it is after layer X' has a name of its own, and only
what that version is made of is run.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from dreamstream.caffe.spec import LayerSpec, NetworkSpec
from dreamstream.errors import ModelError, UnknownNameError


class Version(NamedTuple):
    """A blob as one layer left it."""

    blob: str
    earlier: int
    """How many versions there were before, 0 for the first."""


@dataclass(frozen=True, eq=False)
class Step:
    """One layer to run, with the versions it reads and writes."""

    layer: LayerSpec
    reads: tuple[Version, ...]
    writes: tuple[Version, ...]
    last_reads: tuple[Version, ...] = ()
    """Those it reads that no later step does and nobody asked for: their memory is free after it."""


@dataclass(frozen=True)
class Plan:
    """The steps in order, the input they start from and the versions they are run for."""

    input: Version
    steps: tuple[Step, ...]
    ends: tuple[Version, ...]

    @property
    def end(self) -> Version:
        """Return the first of the ends, where there is one alone the only."""
        return self.ends[0]


def plan(spec: NetworkSpec, *ends: str) -> Plan:
    """Return what must run for all of ``ends``, at least one name of a layer or a blob, in their order.

    A layer's name means the layer's first top as that layer leaves it: for a convolution followed by an
    in-place ReLU the value before the ReLU. The name of a blob alone means its final value. That holds for each of
    several ends by itself, and what they have in common runs once.

    Raises:
        UnknownNameError: the network has neither layer nor blob of that name.
        ModelError: the layer makes no blob, or a value depends on no input or on several, or the ends on different
            ones.
    """
    targets: list[Version] = []
    # However far the layers were followed for an end, a version that two ends are made of is the same one.
    by_layer: dict[LayerSpec, Step] = {}
    inputs: set[Version] = set()
    for end in ends:
        steps, latest = _versions(spec, stop_after=end)
        targets.append(_target(spec, steps, latest, end))
        needed = _needed(steps, targets[-1])
        inputs.add(_input(spec, needed, targets[-1]))
        by_layer |= {step.layer: step for step in needed}
    if len(inputs) > 1:
        blobs = sorted(version.blob for version in inputs)
        raise ModelError(f"{list(ends)} of network '{spec.name}' depend on different inputs: {blobs}")
    in_order = [by_layer[layer] for layer in spec.layers if layer in by_layer]
    return Plan(inputs.pop(), _with_last_reads(in_order, targets), tuple(targets))


def _target(spec: NetworkSpec, steps: list[Step], latest: dict[str, Version], end: str) -> Version:
    if steps and steps[-1].layer.name == end and steps[-1].writes:
        return steps[-1].writes[0]
    if end in latest:
        return latest[end]
    if any(step.layer.name == end for step in steps):
        raise ModelError(f"layer '{end}' of network '{spec.name}' makes no blob")
    raise UnknownNameError("layer", end, spec.end_names(), hint=f" (network '{spec.name}')")


def _versions(spec: NetworkSpec, stop_after: str) -> tuple[list[Step], dict[str, Version]]:
    latest = {name: Version(name, 0) for name in spec.inputs}
    steps: list[Step] = []
    for layer in spec.layers:
        for bottom in layer.bottoms:
            if bottom not in latest:
                raise ModelError(f"layer '{layer.name}' reads the blob '{bottom}', which no layer before it makes")
        reads = tuple(latest[bottom] for bottom in layer.bottoms)
        for top in layer.tops:
            latest[top] = Version(top, latest[top].earlier + 1) if top in latest else Version(top, 0)
        steps.append(Step(layer, reads, tuple(latest[top] for top in layer.tops)))
        if layer.name == stop_after:
            break
    return steps, latest


def _needed(steps: list[Step], target: Version) -> list[Step]:
    wanted, needed = {target}, []
    for step in reversed(steps):
        if wanted.intersection(step.writes):
            wanted.update(step.reads)
            needed.append(step)
    return needed[::-1]


def _input(spec: NetworkSpec, steps: list[Step], target: Version) -> Version:
    made = {version for step in steps for version in step.writes}
    read = {version for step in steps for version in step.reads} | {target}
    outside = sorted(version.blob for version in read - made)
    if len(outside) != 1:
        raise ModelError(f"'{target.blob}' of network '{spec.name}' depends on {outside or 'no input'}, not one input")
    return Version(outside[0], 0)


def last_reads(reads: Sequence[tuple[Version, ...]], ends: Iterable[Version]) -> list[tuple[Version, ...]]:
    """Return, of what each of several steps in turn reads, that which no later one does and which is no end."""
    later = set(ends)
    lasts = []
    for versions in reversed(reads):
        lasts.append(tuple(version for version in dict.fromkeys(versions) if version not in later))
        later.update(versions)
    return lasts[::-1]


def _with_last_reads(steps: list[Step], ends: Iterable[Version]) -> tuple[Step, ...]:
    lasts = last_reads([step.reads for step in steps], ends)
    return tuple(Step(step.layer, step.reads, step.writes, last) for step, last in zip(steps, lasts, strict=True))
