"""The models dreamstream knows by name: the embedded one, those it fetches, and the user's own."""

from dreamstream.models.card import ModelCard, find_model, known_models
from dreamstream.models.fetch import fetch_weights, local_weights
from dreamstream.models.folder import models_folder
from dreamstream.models.layers import resolve_layer
from dreamstream.models.own import add_model
from dreamstream.models.weights import Download, Mirror

__all__ = [
    "Download",
    "Mirror",
    "ModelCard",
    "add_model",
    "fetch_weights",
    "find_model",
    "known_models",
    "local_weights",
    "models_folder",
    "resolve_layer",
]
