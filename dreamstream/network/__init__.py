"""Runs a Caffe network's plain description with PyTorch, with Caffe's exact meaning."""

from dreamstream.network.network import MEAN_BGR, Network

__all__ = ["MEAN_BGR", "Network"]
