"""Comments as they may be: long, of several languages, with what the formats themselves write."""

import pytest

TEXTS = {
    "plain": "a comment",
    "as XML and as TOML": "a = \"<b> & 'c' &amp; \\u0007\"\n\td = 1\n",
    "in other letters": "Träume, мечты, 夢, 🌀",
    "as long as one block": "x" * 255,
    "long": "0123456789é" * 5_000,
}


@pytest.fixture(params=TEXTS.values(), ids=TEXTS)
def text(request):
    return request.param
