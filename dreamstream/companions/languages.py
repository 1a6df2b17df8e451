"""Names of languages, by ISO 639-2, and what FFmpeg calls them in QuickTime files, which number some of them.

The numbers are those of Apple's QuickTime File Format Specification.
"""

import re

_OWN_NAMES = {"swe": "sve", "hrv": "hr ", "srp": "sr ", "fao": "fo ", "pan": "pa ", "gle": "iri"}
"""The standard's -> FFmpeg's own for the same number."""

_OTHER_NAMES = {
    "bod": "tib",
    "cym": "wel",
    "cze": "ces",
    "deu": "ger",
    "ell": "gre",
    "eus": "baq",
    "fas": "per",
    "fre": "fra",
    "hye": "arm",
    "isl": "ice",
    "kat": "geo",
    "mkd": "mac",
    "msa": "may",
    "mya": "bur",
    "nld": "dut",
    "nno": "nor",
    "nob": "nor",
    "rum": "ron",
    "slo": "slk",
    "sqi": "alb",
    "zho": "chi",
}
"""One name -> the standard's other for the same language, or what it is a form of, which is the one that is known."""

_SAME_NAMES = """
alb amh ara arm asm aym aze baq bel ben bul bur cat ces chi dan dut dzo eng epo est fin fra geo ger gre grn guj heb
hin hun ice ind ita jav jpn kan kas kaz khm kin kir kor kur lao lat lav lit mac mal mar may mlg mlt mol mon nep nor
nya ori orm per pol por pus que ron run rus san sin slk slv smi snd som spa swa tam tat tel tgk tgl tha tib tir tuk
tur uig ukr urd uzb vie wel yid
"""
_NUMBERED = frozenset(_SAME_NAMES.split())
"""Names that are the same in both."""

_STANDARD_NAMES = {own: standard for standard, own in _OWN_NAMES.items()}


def standard_name(language: str) -> str:
    """Return the standard's name of a language that a file tells."""
    return _STANDARD_NAMES.get(language, language)


def name_in(container: str, language: str) -> str | None:
    """Return by what name a muxer of FFmpeg's puts a language into its container; None where it can't."""
    if container == "mov":
        known = _OWN_NAMES.get(language) or _OTHER_NAMES.get(language, language)
        return known if known in _NUMBERED or known in _STANDARD_NAMES else None
    # An MP4 has room for three letters.
    return language if container != "mp4" or re.fullmatch("[a-z]{3}", language) else None
