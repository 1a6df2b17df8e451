"""Every layer record of a prototxt in today's form, whichever of Caffe's forms the file used."""

from dataclasses import dataclass
from pathlib import Path

from dreamstream.caffe.caffe_pb2 import TEST, LayerParameter, NetState, NetStateRule, V1LayerParameter
from dreamstream.caffe.parameters import PARAMETER_FIELDS
from dreamstream.caffe.prototxt import Prototxt
from dreamstream.errors import PrototxtError

_WITHOUT_PARAMETERS = (
    *("AbsVal", "BNLL", "Deconvolution", "EuclideanLoss", "Im2col", "MultinomialLogisticLoss"),
    *("SigmoidCrossEntropyLoss", "Silence", "Split"),
)
_TYPE_OF_V1_NAME = {name.upper(): name for name in (*PARAMETER_FIELDS, *_WITHOUT_PARAMETERS)}
_TYPE_OF_V1_NAME["SOFTMAXLOSS"] = "SoftmaxWithLoss"


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

    Raises PrototxtError for a record without a type, in the V0 form, or with contradictory rules.
    """
    records = tuple(_upgraded(prototxt)) if prototxt.net.layers else tuple(_as_they_are(prototxt))
    return tuple(record for record in records if _runs(record, prototxt.net.state))


def _as_they_are(prototxt: Prototxt) -> list[Record]:
    records = [_record(prototxt, index, layer) for index, layer in enumerate(prototxt.net.layer)]
    for record in records:
        if not record.layer.type:
            raise record.error("has no type")
        # The only parameters that Caffe declares as required.
        if not record.layer.IsInitialized():
            raise record.error("needs both min and max in its clip_param")
    return records


def _upgraded(prototxt: Prototxt) -> list[Record]:
    records = []
    for index, old in enumerate(prototxt.net.layers):
        record = _record(prototxt, index, LayerParameter(name=old.name or old.layer.name))
        if old.HasField("layer"):
            raise record.error("is in Caffe's first format (V0); upgrade the file with Caffe's upgrade_net_proto_text")
        type_name = V1LayerParameter.LayerType.Name(old.type)
        if type_name == "NONE":
            raise record.error("has no type")
        record.layer.type = _TYPE_OF_V1_NAME[type_name.replace("_", "")]
        record.layer.bottom.extend(old.bottom)
        record.layer.top.extend(old.top)
        record.layer.include.extend(old.include)
        record.layer.exclude.extend(old.exclude)
        for field, value in old.ListFields():
            if field.name.endswith("_param"):
                getattr(record.layer, field.name).CopyFrom(value)
        records.append(record)
    return records


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
