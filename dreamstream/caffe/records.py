"""Every layer record of a prototxt in today's form, whichever of Caffe's forms the file used."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from dreamstream.caffe import v0, v1
from dreamstream.caffe.caffe_pb2 import TEST, LayerParameter, NetState, NetStateRule
from dreamstream.caffe.prototxt import Prototxt
from dreamstream.errors import PrototxtError


@dataclass(frozen=True, eq=False)
class Record:
    """One layer record and where it stands."""

    layer: LayerParameter
    path: Path
    line: int | None

    @property
    def place(self) -> str:
        """File and line, for an error's sentence."""
        return f"{self.path}, line {self.line}" if self.line is not None else str(self.path)

    def error(self, complaint: str) -> PrototxtError:
        """Return an error that says where the record is and ``complaint`` of it."""
        return PrototxtError(f"{self.place}: layer '{self.layer.name}' {complaint}", line=self.line)


def records_in_test_phase(prototxt: Prototxt) -> tuple[Record, ...]:
    """Return the records that Caffe would run in its TEST phase, in the file's order.

    Raises PrototxtError for a record without a type, with contradictory rules, or that its form does not allow.
    """
    records = [_record(prototxt, index, layer) for index, layer in _layers(prototxt)]
    for record in records:
        if not record.layer.type:
            raise record.error("has no type")
        # The only parameters that Caffe declares as required.
        if not record.layer.IsInitialized():
            raise record.error("needs both min and max in its clip_param")
    return tuple(record for record in records if _runs(record, prototxt.net.state))


def _layers(prototxt: Prototxt) -> Iterable[tuple[int, LayerParameter]]:
    """Return every record of the file in today's form, with its index there."""
    old = prototxt.net.layers
    if not old:
        return enumerate(prototxt.net.layer)
    if any(record.HasField("layer") for record in old):

        def error(index: int, complaint: str) -> PrototxtError:
            name = old[index].layer.name or old[index].name
            return _record(prototxt, index, LayerParameter(name=name)).error(complaint)

        return v0.upgraded(old, error)
    return ((index, v1.upgraded(record, prototxt.foreign_types.get(index, ""))) for index, record in enumerate(old))


def _record(prototxt: Prototxt, index: int, layer: LayerParameter) -> Record:
    line = prototxt.lines[index] if index < len(prototxt.lines) else None
    return Record(layer, prototxt.path, line)


def _runs(record: Record, state: NetState) -> bool:
    layer = record.layer
    if layer.include and layer.exclude:
        raise record.error("has both include and exclude rules; Caffe allows one kind")
    if layer.include:
        return any(_meets(rule, state) for rule in layer.include)
    return not any(_meets(rule, state) for rule in layer.exclude)


def _meets(rule: NetStateRule, state: NetState) -> bool:
    return (
        (not rule.HasField("phase") or rule.phase == TEST)
        and (not rule.HasField("min_level") or state.level >= rule.min_level)
        and (not rule.HasField("max_level") or state.level <= rule.max_level)
        and set(rule.stage) <= set(state.stage)
        and not set(rule.not_stage) & set(state.stage)
    )
