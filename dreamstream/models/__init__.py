"""The models dreamstream knows by name, the embedded one among them."""

from dreamstream.models.card import ModelCard, find_model, known_models
from dreamstream.models.layers import resolve_layer

__all__ = ["ModelCard", "find_model", "known_models", "resolve_layer"]
