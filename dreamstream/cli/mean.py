"""A mean as the command line takes it: three numbers, or the file that Caffe keeps it in."""

from dreamstream.caffe import load_mean
from dreamstream.errors import UsageError
from dreamstream.values import parse_mean


def read_mean(text: str) -> tuple[float, float, float]:
    """Return "104,117,123", or the .binaryproto file of that name, as blue, green and red in grey levels.

    Raises:
        UsageError: it is neither.
        WeightsError: the file is damaged or holds another shape.
    """
    if text.endswith(".binaryproto"):
        return load_mean(text)
    try:
        return parse_mean(text)
    except ValueError as error:
        raise UsageError(f"--mean: {error}") from error
