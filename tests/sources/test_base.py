from fractions import Fraction
from typing import Any

import pytest

from dreamstream.errors import UsageError
from dreamstream.sources.base import LONGEST_SIDE, SourceOptions


@pytest.mark.parametrize(
    ("options", "word"),
    [
        ({"size": (0, 0)}, "0x0"),
        ({"size": (10, LONGEST_SIDE + 1)}, "16384"),
        ({"fps": Fraction(0)}, "fps"),
        ({"frames": 0}, "frames"),
        ({"duration_seconds": Fraction(-1)}, "duration_seconds"),
        ({"every": 0}, "every"),
        ({"to_seconds": Fraction(0)}, "the end at 0 s must be after the beginning at 0 s"),
        (
            {"from_seconds": Fraction(5, 2), "to_seconds": Fraction(2)},
            r"end at 2 s must be after the beginning at 2\.5 s",
        ),
    ],
)
def test_what_no_source_can_give_is_refused(options: dict[str, Any], word: str):
    with pytest.raises(UsageError, match=word):
        SourceOptions(**options)
