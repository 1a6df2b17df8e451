"""Runs a Caffe network's plain description with PyTorch, with Caffe's exact meaning."""

import os

# Decoder and encoder threads share the cores with the network's. GNU OpenMP lets a thread that waits for its
# siblings spin for about a millisecond; on busy cores that made frames fifteen times slower than a short spin,
# which costs little on idle ones. Read when PyTorch is first imported, so it is set before.
os.environ.setdefault("GOMP_SPINCOUNT", "1000")

from dreamstream.network.network import MEAN_BGR, Network

__all__ = ["MEAN_BGR", "Network"]
