"""Reads and writes Caffe's two files, prototxt and caffemodel, as plain data; needs neither Caffe nor PyTorch."""

from dreamstream.caffe.loader import load
from dreamstream.caffe.mean import load_mean
from dreamstream.caffe.spec import LayerSpec, NetworkSpec
from dreamstream.caffe.writer import save

__all__ = ["LayerSpec", "NetworkSpec", "load", "load_mean", "save"]
