"""Reads hostile files in a process of its own: one line with two paths in, one line with the outcome out.

A line is ``PROTOTXT<tab>CAFFEMODEL``, the second empty for none; an outcome is ``read``, ``refused SENTENCE`` or
``crashed ERROR``. The process may take little more memory than it has after its imports, and imports no PyTorch.
"""

import resource
import sys
from pathlib import Path

from dreamstream import caffe
from dreamstream.errors import DreamstreamError

SPARE_BYTES = 512 * 1024**2


def limit_memory() -> None:
    """Refuse the process any memory beyond what it has and ``SPARE_BYTES``."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    limit = pages * resource.getpagesize() + SPARE_BYTES
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def outcome(prototxt: str, caffemodel: str) -> str:
    """Return how reading the two files ended."""
    try:
        caffe.load(prototxt, caffemodel or None)
    except DreamstreamError as error:
        return f"refused {error}"
    except BaseException as error:
        return f"crashed {type(error).__name__}: {error}"
    return "read"


def main() -> None:
    """Answer line by line until the input ends."""
    limit_memory()
    for line in sys.stdin:
        answer = outcome(*line.rstrip("\n").split("\t"))
        sys.stdout.write(answer.encode("unicode_escape").decode("ascii") + "\n")
        sys.stdout.flush()
    sys.exit("PyTorch was imported" if "torch" in sys.modules else 0)


if __name__ == "__main__":
    main()
