"""What is written over the picture: where the render is, what holds by hand."""

from collections import deque
from dataclasses import dataclass

from dreamstream.progress import Started, duration
from dreamstream.steering.hands import Hands

_FRAMES_OF_A_PACE = 16


class Pace:
    """How fast frames come of late."""

    def __init__(self) -> None:
        self._times: deque[float] = deque(maxlen=_FRAMES_OF_A_PACE)

    def add(self, now: float) -> None:
        """Count a frame that is done at ``now``, in seconds of any clock."""
        self._times.append(now)

    @property
    def per_second(self) -> float | None:
        """Frames per second; None before there are two."""
        if len(self._times) < 2:
            return None
        return (len(self._times) - 1) / max(1e-9, self._times[-1] - self._times[0])


@dataclass(frozen=True, slots=True)
class Delay:
    """How far what is shown is behind a live input."""

    seconds: float
    """From the picture's arrival until its dream was shown."""
    dropped: int
    """Pictures that were left out so far."""


def caption(
    started: Started | None,
    done: int,
    pace: Pace,
    hands: Hands,
    *,
    delay: Delay | None = None,
) -> tuple[str, ...]:
    """Return the lines for a render of which ``done`` frames are dreamed."""
    progress = "  ".join((*_progress(started.frame_count if started else None, done, pace), *_delay(delay)))
    return (progress, _state(started, hands))


def _progress(count: int | None, done: int, pace: Pace) -> list[str]:
    words = [f"frame {done}" if count is None else f"frame {done} of {count}"]
    if pace.per_second is not None:
        words.append(f"{pace.per_second:.3g} fps")
        if count is not None:
            words.append(f"{duration(max(0, count - done) / pace.per_second)} left")
    return words


def _delay(delay: Delay | None) -> list[str]:
    if delay is None:
        return []
    dropped = [f"{delay.dropped} dropped: the dream is slower than the camera"] if delay.dropped else []
    return [f"latency {1000 * delay.seconds:.0f} ms", *dropped]


def _state(started: Started | None, hands: Hands) -> str:
    hand = hands.hand
    layers = hands.layers or (started.layers if started else ())
    words = [
        f"layer {', '.join(layers)}" if layers else "motion only",
        f"preset {hand.preset or hands.preset or 'none'}",
    ]
    words += [_picked(*hands.picked)] if hands.picked else []
    words += [f"strength {hand.amount:g}"] if hand.amount != 1 else []
    words += ["centre {:.2f}, {:.2f}".format(*hand.centre)] if hand.centre else []
    words += [] if hand.distorted else ["not distorted"]
    words += ["held"] if hands.is_held else []
    return "  ".join(words)


def _picked(octaves: int, steps: int) -> str:
    return f"{octaves} octave{'s' * (octaves != 1)} x {steps} step{'s' * (steps != 1)}"
