"""Text as XMP, the form in which a WebP carries it: the description of Dublin Core (XMP specification, part 1)."""

import re
from xml.sax.saxutils import escape, unescape

_PACKET = (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:description><rdf:Alt><rdf:li xml:lang="x-default">{}</rdf:li>'
    '</rdf:Alt></dc:description></rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
)
# Searched rather than parsed: entities of a stranger's XML can grow without end.
_DESCRIPTION = re.compile(r"<dc:description>\s*<rdf:Alt>\s*<rdf:li[^<>]*>([^<]*)<", re.ASCII)


def packet_of(text: str) -> bytes:
    """Return a packet with a description, UTF-8."""
    return _PACKET.format(escape(text)).encode()


def description_in(packet: bytes) -> str | None:
    """Return the description in a packet; None where there is none."""
    match = _DESCRIPTION.search(packet.decode(errors="replace"))
    return unescape(match[1], {"&quot;": '"', "&apos;": "'"}) if match else None
