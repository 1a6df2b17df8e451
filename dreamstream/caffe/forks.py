"""Where Caffe's forks keep the parameters of the layer types that they added.

In text a parameter message has a name and nothing else matters. In binary files it has only a number, and the forks
chose theirs without each other: 137 is Caffe's own embed_param, SegNet's upsample_param and yjxiong's bn_param, 143
is Caffe's input_param and DeepLab's interp_param. So a number alone means nothing: the layer's type decides which of
its meanings it has.
"""

from collections.abc import Mapping
from types import MappingProxyType

from dreamstream.caffe.parameters import PARAMETER_FIELDS

FORK_NUMBERS: Mapping[str, tuple[tuple[str, int], ...]] = MappingProxyType(
    {
        "BN": (("SegNet", 45), ("PSPNet", 152), ("yjxiong's Caffe", 137)),
        "Interp": (("DeepLab v2", 143), ("PSPNet", 143), ("PSPNet on yjxiong's Caffe", 163)),
        "Normalize": (("SSD", 206),),
        "Permute": (("SSD", 202),),
        "ReLU6": (("MobileNet-YOLO", 211), ("Caffe-ReLU6", 100000)),
        "ShuffleChannel": (("ShuffleNet", 164),),
        "Upsample": (("SegNet", 137), ("darknet2caffe", 149), ("MobileNet-YOLO", 150)),
    }
)
"""Layer type to (fork, number of the type's parameter message in that fork's LayerParameter).

Types that have no parameters of their own (Axpy) or Caffe's (ConvolutionDepthwise) are not here.
"""

FORK_FIELDS: Mapping[str, str] = MappingProxyType({kind: PARAMETER_FIELDS[kind] for kind in FORK_NUMBERS})
"""Layer type to the name of its parameter field in our LayerParameter, and in every fork's."""
