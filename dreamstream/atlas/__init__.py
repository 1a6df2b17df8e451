"""What every layer or channel of a network dreams on one picture, as a contact sheet or a film."""

from dreamstream.atlas.choice import AtlasOptions
from dreamstream.atlas.making import make_atlas
from dreamstream.atlas.output import AtlasOutput, open_output
from dreamstream.atlas.records import AtlasFinished, AtlasStarted, TileDone

__all__ = ["AtlasFinished", "AtlasOptions", "AtlasOutput", "AtlasStarted", "TileDone", "make_atlas", "open_output"]
