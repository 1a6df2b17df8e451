"""Everything that can go wrong, as one tree.

::

    DreamstreamError                   one sentence: what was wrong, where, what to do
    ├── UsageError (ValueError)        the request itself; nothing has been done yet
    │   ├── UnknownNameError (LookupError)   no such preset, model, layer, distortion
    │   ├── ExpressionError            carries text and column
    │   └── OutputExistsError (FileExistsError)
    ├── SourceError (OSError)          the input can't be read or decoded
    ├── SinkError (OSError)            the output can't be written or encoded
    ├── DisplayError (OSError)         the preview can't be shown
    ├── ControlError (OSError)         a controller can't be listened to
    ├── PluginError (ValueError)       another package's part can't be loaded, or breaks its contract
    ├── ModelError (ValueError)        the network's files or their use
    │   ├── PrototxtError              carries line and column
    │   ├── WeightsError               the caffemodel is damaged or does not fit
    │   ├── FetchError (OSError)       the weights can't be downloaded, or not kept
    │   ├── OutOfMemoryError (MemoryError)   a picture is too large for the device
    │   └── UnsupportedLayerError (NotImplementedError)
    └── Stopped                        a render was asked to stop; not a fault
"""

import difflib
from collections.abc import Iterable


class DreamstreamError(Exception):
    """Base of every error that dreamstream raises on purpose."""


class UsageError(DreamstreamError, ValueError):
    """What was asked for can't be done as asked; nothing has been touched."""


class UnknownNameError(UsageError, LookupError):
    """A name that nothing answers to; says which ones come near."""

    def __init__(self, kind: str, name: str, known: Iterable[str], *, hint: str = "") -> None:
        self.kind, self.name, self.known = kind, name, tuple(known)
        super().__init__(f"unknown {kind} '{name}'{suggestion(name, self.known)}{hint}")


class ExpressionError(UsageError):
    """An expression that can't be read; ``column`` counts the characters of ``text`` from 0."""

    def __init__(self, complaint: str, text: str, column: int) -> None:
        self.complaint, self.text, self.column = complaint, text, column
        line = text.replace("\n", " ").replace("\t", " ")
        # A long text is shown around the place.
        start = max(0, column - 60)
        super().__init__(f"{complaint}\n  {line[start : column + 20]}\n  {' ' * (column - start)}^")


class OutputExistsError(UsageError, FileExistsError):
    """The output is already there and overwriting was not asked for."""

    # OSError's own __str__ would print (errno, text); ours is the sentence.
    __str__ = Exception.__str__


class SourceError(DreamstreamError, OSError):
    """The input can't be opened, read or decoded."""

    __str__ = Exception.__str__


class SinkError(DreamstreamError, OSError):
    """The output can't be opened, written or encoded."""

    __str__ = Exception.__str__


class DisplayError(DreamstreamError, OSError):
    """There is nothing to show a preview on, or no longer."""

    __str__ = Exception.__str__


class ControlError(DreamstreamError, OSError):
    """MIDI or OSC can't be listened to."""

    __str__ = Exception.__str__


class PluginError(DreamstreamError, ValueError):
    """Another package's distortion, objective, source or sink that can't be loaded, or doesn't do what it should."""


class ModelError(DreamstreamError, ValueError):
    """A network's files, or what is asked of the network, do not make sense."""


class PrototxtError(ModelError):
    """A prototxt that can't be read; ``line`` and ``column`` count from 1, or are None where unknown."""

    def __init__(self, message: str, *, line: int | None = None, column: int | None = None) -> None:
        self.line, self.column = line, column
        super().__init__(message)


class WeightsError(ModelError):
    """A caffemodel that is damaged, or whose blobs do not fit the network."""


class FetchError(ModelError, OSError):
    """A model's weights that can't be downloaded, can't be written, or are not what was published."""

    __str__ = Exception.__str__


class OutOfMemoryError(ModelError, MemoryError):
    """A picture whose gradient does not fit into the device's memory."""


class UnsupportedLayerError(ModelError, NotImplementedError):
    """A layer type that dreamstream does not compute."""


class Stopped(DreamstreamError):
    """Raised inside a stage when the render was asked to stop; what is done so far is finished properly."""


def suggestion(name: str, known: tuple[str, ...], most: int = 3) -> str:
    """Return the end of a sentence that says which of the ``known`` names come near; empty where none does."""
    near = difflib.get_close_matches(name, known, n=most, cutoff=0.55)
    if near:
        return "; did you mean " + " or ".join(f"'{each}'" for each in near) + "?"
    if 0 < len(known) <= 12:
        return "; known: " + ", ".join(sorted(known))
    return ""
