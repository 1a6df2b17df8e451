"""V1 records, the ``layers`` with a type in capitals, in today's form."""

from collections.abc import Mapping

from dreamstream.caffe.caffe_pb2 import LayerParameter, V1LayerParameter
from dreamstream.caffe.parameters import PARAMETER_FIELDS

_WITHOUT_PARAMETERS = (
    *("AbsVal", "BNLL", "Deconvolution", "EuclideanLoss", "Im2col", "MultinomialLogisticLoss"),
    *("SigmoidCrossEntropyLoss", "Silence", "Split"),
)
_TYPE_OF_NAME = {name.upper(): name for name in (*PARAMETER_FIELDS, *_WITHOUT_PARAMETERS)}
_TYPE_OF_NAME["SOFTMAXLOSS"] = "SoftmaxWithLoss"

TYPES: Mapping[int, str] = {
    number: _TYPE_OF_NAME[name.replace("_", "")]
    for name, number in V1LayerParameter.LayerType.items()
    if number != V1LayerParameter.NONE
}
"""Today's name of every type, by its number in V1: 4 is ``Convolution``."""


def upgraded(old: V1LayerParameter, foreign_type: str = "") -> LayerParameter:
    """Return a V1 record in today's form, without what only training needs.

    ``foreign_type`` is the type where Caffe's own enum does not have it; a record without any type gets none.
    """
    layer = LayerParameter(
        name=old.name,
        type=foreign_type or TYPES.get(old.type, ""),
        bottom=old.bottom,
        top=old.top,
        include=old.include,
        exclude=old.exclude,
    )
    for field, value in old.ListFields():
        if field.name.endswith("_param"):
            getattr(layer, field.name).CopyFrom(value)
    return layer
