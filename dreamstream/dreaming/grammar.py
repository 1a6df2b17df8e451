"""How an objective is written: ``objects + 0.5*textures - 0.2*conv2:3,17 + guide(photo.jpg)@parts``.

::

    formula  [+|-] term {(+|-) term}
    term     [NUMBER *] (place | logit(place) | guide(FILE)@LAYER | name(ARGUMENT)@LAYER | name@LAYER)
    place    LAYER | LAYER:12,40 | LAYER:random(3)

A layer's name has letters, digits, ``_``, ``/`` and ``.``; for any other character an underscore may stand.
Other names are other packages' objectives, whose argument has no parentheses.
"""

import re

from dreamstream.dreaming.formula import Formula, Term
from dreamstream.dreaming.target import Guided, Named, Target
from dreamstream.errors import ExpressionError

_LAYER = r"[\w/.]+"
_PLACE = rf"{_LAYER}(?::(?:\d+(?:,\d+)*|random\(\d+\)))?"
_SIGN = re.compile(r"\s*(?P<sign>[-+]?)\s*", re.ASCII)
_WEIGHT = re.compile(r"(?P<weight>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*\*\s*", re.ASCII)
_TERM = re.compile(
    rf"guide\(\s*(?P<guide>.+?)\s*\)\s*@\s*(?P<layer>{_LAYER})"
    rf"|(?!(?:guide|logit)\b)(?P<name>[A-Za-z]\w*)\s*(?:\(\s*(?P<argument>[^()]*?)\s*\)\s*)?@\s*(?P<at>{_LAYER})"
    rf"|(?P<target>logit\(\s*{_PLACE}\s*\)|{_PLACE})(?![\w:/.(@])",
    re.ASCII,
)


def parse_formula(text: str) -> Formula:
    """Read an objective.

    Raises:
        ExpressionError: it can't be read; says where.
        UsageError: a place in it makes no sense, or no package has an objective of that name.
        PluginError: another package's objective can't be made.
    """
    terms: list[tuple[float, Term]] = []
    position = 0
    while position < len(text.rstrip()) or not terms:
        weight, position = _weight(text, position, is_first=not terms)
        match = _TERM.match(text, position)
        if match is None:
            raise ExpressionError("expected LAYER, LAYER:12,40, logit(LAYER:12) or guide(FILE)@LAYER", text, position)
        terms.append((weight, _term(match)))
        position = match.end()
    return Formula(tuple(terms))


def _weight(text: str, position: int, *, is_first: bool) -> tuple[float, int]:
    """Return the signed weight that begins at ``position``, and where the term after it does."""
    sign = _SIGN.match(text, position)
    if sign is None or not (sign["sign"] or is_first):
        raise ExpressionError("expected + or - between two terms", text, position)
    factor = -1.0 if sign["sign"] == "-" else 1.0
    weight = _WEIGHT.match(text, sign.end())
    return (factor * float(weight["weight"]), weight.end()) if weight else (factor, sign.end())


def _term(match: re.Match[str]) -> Term:
    if match["guide"]:
        return Guided(match["guide"], match["layer"])
    if match["name"]:
        return Named.find(match["name"], match["argument"] or "", match["at"])
    return Target.parse(match["target"])
