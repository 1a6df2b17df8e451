"""Controllers that a render listens to."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from dreamstream.cli.options import Chosen
from dreamstream.errors import UsageError

if TYPE_CHECKING:
    from dreamstream.controls.base import Controller
    from dreamstream.preview import Gesture


@contextmanager
def controlling(chosen: Chosen) -> Iterator["Callable[[], tuple[Gesture, ...]] | None"]:
    """Listen to the controllers that were asked for, and yield what tells their gestures; None where none were.

    Raises:
        UsageError, ControlError: as ``listening`` raises; or they don't go together.
    """
    if chosen.midi and not chosen.controls:
        raise UsageError(
            "--midi needs --controls FILE, which says what knobs and pads do; "
            f"'dreamstream controls learn FILE --midi {chosen.midi}' writes one"
        )
    if chosen.controls and not (chosen.midi or chosen.osc):
        raise UsageError("--controls says what controls do; give --midi or --osc, too")
    if not (chosen.midi or chosen.osc):
        yield None
        return
    from dreamstream.controls.desk import Desk  # noqa: PLC0415 - brings OpenCV, which is not needed for --help
    from dreamstream.controls.mapping import Controls  # noqa: PLC0415

    controls = Controls.load(chosen.controls) if chosen.controls else Controls()
    with listening(chosen.osc, chosen.midi) as controllers:
        yield Desk(controllers, controls).poll


@contextmanager
def listening(osc: str | None, midi: str | None) -> Iterator["list[Controller]"]:
    """Yield what listens at an OSC address and to a MIDI port, where each is given.

    Raises:
        UsageError: there is none of that name, or an extra is missing.
        ControlError: one can't be listened to.
    """
    from dreamstream.controls.midi import MidiController  # noqa: PLC0415
    from dreamstream.controls.osc import OscController  # noqa: PLC0415

    controllers: list[Controller] = []
    with ExitStack() as stack:
        if osc:
            controllers.append(stack.enter_context(OscController(osc)))
        if midi:
            controllers.append(stack.enter_context(MidiController(midi)))
        yield controllers
