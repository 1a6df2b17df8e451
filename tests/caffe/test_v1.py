from dreamstream.caffe.caffe_pb2 import LayerParameter, NetStateRule, V1LayerParameter
from dreamstream.caffe.v1 import TYPES, upgraded


def test_every_type_has_a_name_of_today():
    names = {V1LayerParameter.LayerType.Name(number): name for number, name in TYPES.items()}
    assert (
        names.items()
        >= {
            "CONVOLUTION": "Convolution",
            "DECONVOLUTION": "Deconvolution",
            "HDF5_DATA": "HDF5Data",
            "IM2COL": "Im2col",
            "INNER_PRODUCT": "InnerProduct",
            "LRN": "LRN",
            "RELU": "ReLU",
            "SOFTMAX_LOSS": "SoftmaxWithLoss",
            "TANH": "TanH",
        }.items()
    )
    assert len(set(names.values())) == len(names) == 39


def test_a_record_keeps_its_blobs_rules_and_parameters_and_loses_its_learning_rates():
    rules = {"include": [NetStateRule(phase="TRAIN")], "exclude": [NetStateRule(min_level=2)]}
    kept = {"name": "pool", "bottom": ["a"], "top": ["b"], "pooling_param": {"pool": "AVE"}, **rules}
    old = V1LayerParameter(type="POOLING", blobs_lr=[1], weight_decay=[0], param=["shared"], **kept)
    assert upgraded(old) == LayerParameter(type="Pooling", **kept)


def test_a_type_of_a_fork_stays_as_it_is():
    assert upgraded(V1LayerParameter(name="a"), "SYMRELU") == LayerParameter(name="a", type="SYMRELU")
