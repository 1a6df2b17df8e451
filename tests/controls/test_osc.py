"""OSC over loopback: python-osc's own client sends, and so does somebody who knows no OSC."""

import selectors
import socket
import struct
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dreamstream.controls.base import Signal
from dreamstream.controls.osc import OscController, signals_of
from dreamstream.errors import ControlError, UsageError

pytest.importorskip("pythonosc", reason="python-osc is not here")

from pythonosc import osc_bundle_builder, osc_message_builder, udp_client

PATIENCE_SECONDS = 30
AT_ONCE = b"#bundle\0" + bytes(7) + b"\1"


@pytest.fixture
def controller():
    with OscController("127.0.0.1:0") as made:
        yield made


@pytest.fixture
def client(controller):
    with udp_client.SimpleUDPClient("127.0.0.1", controller.port) as made:
        yield made


def heard(controller, count=1):
    """Return the next signals, once there are so many."""
    signals = ()
    with selectors.DefaultSelector() as selector:
        selector.register(controller._socket, selectors.EVENT_READ)
        while len(signals) < count:
            assert selector.select(PATIENCE_SECONDS)
            signals += controller.poll()
    return signals


def message(address, *values):
    builder = osc_message_builder.OscMessageBuilder(address)
    for value in values:
        builder.add_arg(value)
    return builder.build()


def bundled(*parts):
    builder = osc_bundle_builder.OscBundleBuilder(osc_bundle_builder.IMMEDIATELY)
    for part in parts:
        builder.add_content(part)
    return builder.build()


def test_messages_arrive_in_order_with_their_values(controller, client):
    client.send_message("/dreamstream/strength", 1.5)
    client.send_message("/dreamstream/centre", [0.25, 1])
    client.send_message("/dreamstream/preset", "vstretch")
    client.send_message("/dreamstream/hold", [])
    client.send_message("/dreamstream/held", True)
    assert heard(controller, 5) == (
        Signal("osc", "/dreamstream/strength", (1.5,)),
        Signal("osc", "/dreamstream/centre", (0.25, 1.0)),
        Signal("osc", "/dreamstream/preset", ("vstretch",)),
        Signal("osc", "/dreamstream/hold", ()),
        Signal("osc", "/dreamstream/held", (1.0,)),
    )
    assert controller.poll() == ()


def test_what_a_bundle_holds_comes_at_once_whenever_it_was_meant_for(controller, client):
    datagram = bundled(message("/a", 1), bundled(message("/b", 2))).dgram
    client._sock.sendto(datagram[:8] + b"\xff" * 8 + datagram[16:], ("127.0.0.1", controller.port))
    assert [signal.name for signal in heard(controller, 2)] == ["/a", "/b"]


MALFORMED = {
    "nothing": b"",
    "no OSC": b"GET / HTTP/1.1\r\n\r\n",
    "no end of the address": b"/dreamstream",
    "no comma": b"/a\0\0f\0\0\0\x3f\x80\0\0",
    "too few values": b"/a\0\0,ii\0\0\0\0\1",
    "an unknown type": b"/a\0\0,q\0\0\0\0\0\0",
    "a comma among the types": b"/a\0\0,,f\0\x3f\x80\0\0",
    "no UTF-8": b"/\xff\0\0,\0\0\0",
    "a bracket": b"/a\0\0,[f\0\x3f\x80\0\0",
    "infinity": b"/a\0\0,f\0\0\x7f\x80\0\0",
    "no number": b"/a\0\0,b\0\0\0\0\0\4abcd",
    "what a terminal obeys": b"/a\0\0,s\0\0\x1b[2J\0\0\0\0",
    "a text that is no name": b"/a\0\0,s\0\0" + b"9" * 1000 + bytes(4),
    "a bundle that breaks off": b"#bundle\0\0\0",
    "an element of negative size": AT_ONCE + struct.pack(">i", -4) + b"/a\0\0",
    "an element of no size": AT_ONCE + bytes(4) + b"/a\0\0",
    "an element beyond the end": AT_ONCE + struct.pack(">i", 8) + b"/a\0\0",
    "bundles without end": AT_ONCE * 1000,
}


@pytest.mark.parametrize("datagram", MALFORMED.values(), ids=list(MALFORMED))
def test_what_is_no_packet_of_osc_is_counted_told_once_and_ignored(controller, client, caplog, datagram):
    for each in (datagram, datagram, message("/after", 1).dgram):
        client._sock.sendto(each, ("127.0.0.1", controller.port))
    assert [signal.name for signal in heard(controller)] == ["/after"]
    assert controller.malformed == 2
    assert caplog.messages == ["what came from 127.0.0.1 is no packet of OSC; such are ignored"]


@given(st.binary(max_size=64) | st.binary(max_size=64).map(lambda rest: AT_ONCE + rest))
def test_whatever_comes_is_a_packet_or_refused(datagram):
    try:
        signals = signals_of(datagram)
    except ValueError:
        return
    assert all(str(signal.name).startswith("/") for signal in signals)


@given(st.lists(st.floats(width=32, allow_nan=False, allow_infinity=False) | st.text("abc é", max_size=9), max_size=4))
def test_what_a_client_writes_is_what_is_read(values):
    (signal,) = signals_of(message("/a/b", *values).dgram)
    assert signal == Signal("osc", "/a/b", tuple(values))


@pytest.mark.parametrize("place", ["127.0.0.1:0", "0", "localhost:0"])
def test_a_port_alone_is_this_machines_own(place):
    with OscController(place) as made:
        assert made._socket.getsockname()[0] in ("127.0.0.1", "::1")


@pytest.mark.parametrize(
    "place", ["", "here", "127.0.0.1", "127.0.0.1:99999", "udp://127.0.0.1:9000", "a@b:1", "h:1/x"]
)
def test_a_place_that_is_none_is_refused(place):
    with pytest.raises(UsageError, match=r"is no place to listen for OSC; write 127\.0\.0\.1:9000$"):
        OscController(place)


def test_a_port_that_another_has_is_told_of():
    with socket.socket(type=socket.SOCK_DGRAM) as other:
        other.bind(("127.0.0.1", 0))
        place = f"127.0.0.1:{other.getsockname()[1]}"
        with pytest.raises(ControlError, match=f"^nobody can listen for OSC at {place}: "):
            OscController(place)


def test_without_the_extra_a_sentence_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "pythonosc.osc_message", None)
    with pytest.raises(UsageError, match=r"^OSC needs python-osc; pip install python-osc, "):
        OscController("127.0.0.1:0")


def test_after_it_is_closed_the_port_is_free(controller):
    controller.close()
    controller.close()
    with OscController(f"127.0.0.1:{controller.port}"):
        pass
