from xml.etree import ElementTree

from dreamstream.comments.xmp import description_in, packet_of

DESCRIPTION = "{http://purl.org/dc/elements/1.1/}description"


def test_a_packet_is_xml_that_holds_the_text(text):
    assert "".join(ElementTree.fromstring(packet_of(text)).find(f".//{DESCRIPTION}").itertext()) == text
    assert description_in(packet_of(text)) == text


def test_another_programs_packet_is_read():
    packet = (
        b"<rdf:RDF><rdf:Description><dc:description>\n <rdf:Alt>\n  <rdf:li xml:lang='x-default'>&quot;a&quot; &lt; b"
        b"</rdf:li></rdf:Alt></dc:description></rdf:Description></rdf:RDF>"
    )
    assert description_in(packet) == '"a" < b'


def test_without_a_description_there_is_none():
    assert description_in(b"<rdf:RDF/>") is None
    assert description_in(b"\xff\xfe") is None
