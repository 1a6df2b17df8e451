"""The one call: from a picture to a written atlas."""

import os
import threading
from contextlib import suppress
from dataclasses import dataclass

import numpy as np

from dreamstream import __version__
from dreamstream.atlas.cache import TileCache, cache_folder
from dreamstream.atlas.choice import AtlasOptions, Chooser, Place
from dreamstream.atlas.command import command_line
from dreamstream.atlas.layout import Caption
from dreamstream.atlas.output import AtlasOutput
from dreamstream.atlas.records import AtlasFinished, AtlasStarted, OnAtlasProgress, TileDone
from dreamstream.atlas.sheet import Sheet
from dreamstream.atlas.tiles import Tile, Tiles
from dreamstream.completion import complete
from dreamstream.dreaming import Target
from dreamstream.errors import Stopped
from dreamstream.frame import Moment, Pixels
from dreamstream.models import ModelCard
from dreamstream.network.threads import computing_on
from dreamstream.progress import unless_stopped
from dreamstream.recipe import Recipe
from dreamstream.resolve import build_network, dream_settings, weights_file
from dreamstream.sources.fit import with_both_sides
from dreamstream.sources.noise import PREFIX, noise, noise_size
from dreamstream.sources.picture import read_picture
from dreamstream.sources.still import checked, fitted, scaled

DEFAULT_LONG_SIDE = 320
"""Pixels of a tile's longer side."""

_LONGEST_SECONDS = 999.9
"""A caption has room for them."""


def make_atlas(
    picture: str | os.PathLike[str] | Pixels,
    output: AtlasOutput,
    recipe: Recipe,
    options: AtlasOptions,
    on_progress: OnAtlasProgress = lambda record: None,
    *,
    stop: threading.Event | None = None,
) -> AtlasFinished:
    """Dream ``picture`` at every place that ``options`` choose, write the atlas, and return how it went.

    Args:
        picture: a picture's path, ``noise:WxH``, or (H, W, 3) uint8 RGB.
        output: see ``open_output``.
        recipe: its ``[model]`` and ``[dream]`` tables hold for all tiles, and ``source.size`` is a tile's size (the
            picture's own with the long side at most 320, unless set).
        options: which layers or channels.
        on_progress: called with ``AtlasStarted``, then ``TileDone`` for each tile, then ``AtlasFinished``; where the
            model's weights have to be fetched, with the records of that before.
        stop: once set, no tile is begun any more and nothing is written; finished tiles are kept for the next run.

    Raises:
        UsageError: the recipe, the names or the size make no sense; nothing has been touched.
        SourceError: the picture can't be read.
        ModelError: the model's files make no sense, or the picture is too small.
        SinkError: the output can't be written.
    """
    recipe, card = complete(recipe)
    try:
        weights = weights_file(recipe, card, unless_stopped(on_progress, stop))
    except Stopped:
        finished = AtlasFinished(0, 0, 0, (0, 0), stopped=True)
        on_progress(finished)
        return finished
    with computing_on(recipe.model.threads):
        atlas = _prepare(picture, recipe, card.model_copy(update={"weights": weights}), options)
        size = output.size(atlas.sheet)
        device = str(atlas.tiles.network.placement)
        on_progress(AtlasStarted(card.name, device, atlas.sheet.tile_size, len(atlas.places)))
        made = atlas.dream(on_progress, stop or threading.Event())
    is_whole = len(made) == len(atlas.places)
    if is_whole:
        captions = [tile.place.caption(tile.seconds) for tile in made]
        pixels = [atlas.tiles.pixels, *(tile.pixels for tile in made)]
        output.write(atlas.sheet, pixels, [atlas.sheet.captions[0], *captions])
    from_cache = sum(tile.is_from_cache for tile in made)
    finished = AtlasFinished(len(made), from_cache, len(atlas.places), size, stopped=not is_whole)
    on_progress(finished)
    return finished


@dataclass(frozen=True, eq=False)
class _Atlas:
    """What is going to be dreamed and drawn; the first caption is that of the picture itself."""

    places: tuple[Place, ...]
    tiles: Tiles
    sheet: Sheet

    def dream(self, on_progress: OnAtlasProgress, stop: threading.Event) -> list[Tile]:
        """Return all tiles, or those that were finished before ``stop``."""
        self.tiles.cache.prune()
        made: list[Tile] = []
        with suppress(Stopped):
            for tile in self.tiles.dream(self.places, stop.is_set):
                made.append(tile)
                option = tile.place.caption(tile.seconds).option
                on_progress(TileDone(len(made), len(self.places), option, tile.seconds))
        return made


def _prepare(
    picture: str | os.PathLike[str] | Pixels, recipe: Recipe, card: ModelCard, options: AtlasOptions
) -> _Atlas:
    original = _pixels(picture, recipe.dream.seed or 0)
    pixels = _sized(original, recipe.source.size)
    network = build_network(recipe, card)
    settings = dream_settings(recipe.dream, network.spec, card, is_still=True)
    size = (pixels.shape[1], pixels.shape[0])
    first = settings.targets(Moment(0))
    default = first if isinstance(first, Target) else Target(first.layers[0])
    places = Chooser(network, card, size).places(options, default)
    way = f" at {places[0].target.layer}, channel by channel" if options.channels else ", layer by layer"
    sheet = Sheet(
        title=f"What {card.name} dreams{way}",
        command=command_line(picture, recipe, size),
        foot=f"{network.placement}, dreamstream {__version__}",
        tile_size=size,
        captions=(
            Caption("the picture", f"{original.shape[1]}x{original.shape[0]}"),
            *(place.caption(_LONGEST_SECONDS) for place in places),
        ),
        columns=options.columns,
    )
    files = (card.prototxt, weights_file(recipe, card))
    return _Atlas(places, Tiles(network, settings, pixels, files, TileCache(cache_folder())), sheet)


def _pixels(picture: str | os.PathLike[str] | Pixels, seed: int) -> Pixels:
    if isinstance(picture, np.ndarray):
        return checked(picture)
    name = os.fspath(picture)
    return noise(*noise_size(name), seed) if name.startswith(PREFIX) else read_picture(name)


def _sized(pixels: Pixels, size: tuple[int, int] | None) -> Pixels:
    if size is None:
        return fitted(pixels, DEFAULT_LONG_SIDE)
    return scaled(pixels, with_both_sides((pixels.shape[1], pixels.shape[0]), size))
