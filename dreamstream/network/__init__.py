"""Runs a Caffe network's plain description with Caffe's exact meaning: with PyTorch, or with Caffe itself."""

from dreamstream.network.network import MEAN_BGR, Network
from dreamstream.network.original import CaffeNetwork

__all__ = ["MEAN_BGR", "CaffeNetwork", "Network"]
