"""Frame in, dreamed frame out; the one home of the feedback state."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial

import numpy as np
import torch

from dreamstream.dreaming.ascent import Ascent, Stepper, untimed
from dreamstream.dreaming.asking import Asking, alone
from dreamstream.dreaming.carrying import Beginning, LastDream, beginning
from dreamstream.dreaming.colour import ColourLock
from dreamstream.dreaming.evolving import Evolution, Evolving
from dreamstream.dreaming.flow import Motion, motion
from dreamstream.dreaming.formula import Circumstances, Term, Written
from dreamstream.dreaming.locking import Locking
from dreamstream.dreaming.mask import FloatMask, mask_tensor
from dreamstream.dreaming.meter import Meter
from dreamstream.dreaming.moving_picture import MovingPicture
from dreamstream.dreaming.objectives import Goal, Guide, Objective
from dreamstream.dreaming.octaves import Octaves, Shift, ascending
from dreamstream.dreaming.replay import stepper_for
from dreamstream.dreaming.shaping import NOTHING, Shaping
from dreamstream.dreaming.state import DreamState, last_dream, plain
from dreamstream.dreaming.steering import Limiting, Steered, Steering, unlimited
from dreamstream.feedback import fed_back
from dreamstream.frame import Distort, FloatPixels, Frame, Moment, Pixels, to_pixels
from dreamstream.network.network import Network
from dreamstream.network.preprocessing import from_network, pixels_from_network, to_network
from dreamstream.schedule import Cycle, Scope, Steps, Varying, value_at


@dataclass(frozen=True, eq=False)
class DreamSettings:
    """Everything that determines a dream, apart from the network and the frames; what is ``Varying`` may change."""

    targets: Cycle[Written] | Steps[Written]
    """Where to dream and what of, by frame; layers are named as the network names them."""
    octaves: Varying[Octaves]
    step_size: Varying[float] = 1.5
    """Mean change of a value in one step, in grey levels."""
    jitter: Varying[int] = 32
    """Largest shift of the picture under the network's grid, in pixels."""
    clip: bool = True
    blend: Varying[float] = 0.0
    """How much of each new frame is dreamed on: 1 only the frame, 0 only the distorted dream before it."""
    is_carried_by_flow: bool = False
    """The dream flows: it is carried along by what moves from frame to frame, and let go at cuts."""
    strength: Varying[float] = 1.0
    """Share of the iterations, and of the step size, on frames whose dream goes on from the one before it."""
    lock: Varying[ColourLock | None] = None
    guide: MovingPicture | None = None
    """What has the features that are dreamed of at every layer; None dreams of what is there."""
    guides: Mapping[str, MovingPicture] = field(default_factory=dict)
    """Those that the targets call by name."""
    mask: FloatMask | None = None
    """Where to dream, and how much, 0..1, float32 (H, W) of any size; None everywhere."""
    shaping: Shaping = NOTHING
    seed: int = 0
    evolution: Evolution | None = None
    """To what the dream moves on when its picture has settled; None lets it settle."""

    @property
    def written(self) -> tuple[Written, ...]:
        """Return everything that is ever climbed."""
        return (*self.targets.values, *(self.evolution.ends if self.evolution else ()))

    @property
    def layers(self) -> tuple[str, ...]:
        """Return every layer that is ever dreamed on, once."""
        return tuple(dict.fromkeys(layer for target in self.written for layer in target.layers))

    @property
    def is_independent(self) -> bool:
        """Tell whether no frame's dream has anything of another's, so that several may be on their way at once."""
        return self.blend == 1 and self.evolution is None

    def octaves_going_on(self, octaves: Octaves, strength: float, *, has_new: bool = True) -> Octaves:
        """Return what a frame is climbed at whose dream goes on, where ``octaves`` are those of one from scratch.

        ``has_new`` tells whether much of the frame was not in sight before.
        """
        if self.is_carried_by_flow:
            return octaves.steadied(strength, has_new=has_new)
        return octaves.shortened(strength)

    def close(self) -> None:
        """Give back the files of guides; harmless when repeated."""
        for guide in (*self.guides.values(), *([self.guide] if self.guide else [])):
            guide.close()


class Dreamer:
    """Dreams a stream frame by frame; ``carried``, the distorted last dream, is all that passes between frames.

    Of a dream that flows, ``last`` passes instead, for only with the next frame it is known how it has moved.
    Of a dream that evolves, ``evolving`` passes too: it remembers how frames have looked, and what holds since.

    ``steering`` may change settings and distortion from frame to frame.

    The dream starts from ``blend * frame + (1 - blend) * carried``, at the first frame from the frame itself.
    After the dream come the colour lock (towards the incoming frame), the emitted frame, then the distortion.
    With ``blend`` 1, unless that changes, nothing is carried and the distortion acts once on every incoming frame.
    """

    def __init__(
        self,
        network: Network,
        settings: DreamSettings,
        distort: Distort,
        should_stop: Callable[[], bool] = lambda: False,
        frame_count: int | None = None,
        steering: Steering | None = None,
    ) -> None:
        self.network = network
        self.settings = self._own = settings
        self.evolving = Evolving(settings.targets, distort, settings.evolution)
        self.should_stop = should_stop
        self.frame_count = frame_count
        self.steering = steering
        self.watch: Callable[[torch.Tensor], None] | None = None
        """Told of every octave, as ``Ascent.watch``."""
        self.meter: Meter | None = None
        """Times every dream."""
        self.stepper: Stepper | None = stepper_for(network.placement.device)
        """As ``Ascent.stepper``."""
        self.look: Callable[[Pixels, Pixels], Motion] = motion
        """Tells how two frames follow on each other."""
        self.led: Callable[[Asking[Frame]], Frame] = partial(alone, network=network)
        """Leads a frame's dream to its end."""
        self.carried: FloatPixels | None = None
        self.last: LastDream | None = None
        self._guides: dict[tuple[str | None, str], tuple[FloatPixels, Guide]] = {}
        self._mask: torch.Tensor | None = None
        self._locking = Locking(network)
        self._limited: Limiting = unlimited

    def __call__(self, frame: Frame) -> Frame:
        """Return the dream of ``frame``: its index and time, new pixels.

        Raises:
            Stopped: ``should_stop`` said so; the frame is lost, the state is as before it.
            UnknownNameError, UsageError: the network has no such layer, or the layer no such channel.
            ModelError: the picture is too small for the network, or the gradient overflows its precision.
        """
        return self.led(self.dreaming(frame))

    def dreaming(self, frame: Frame) -> Asking[Frame]:
        """Return what leads to the dream of ``frame``, and asks for its gradients; raises what the call does."""
        moment = self._steered_at(frame.index, frame.pts_seconds)
        with nullcontext() if self.meter is None else self.meter.frame():
            return (yield from self._dream(frame, moment))

    def _dream(self, frame: Frame, moment: Moment) -> Asking[Frame]:
        settings = self.settings
        height, width, _ = frame.pixels.shape
        scope = Scope.at(moment, width, height)
        blend, strength = value_at(settings.blend, scope), value_at(settings.strength, scope)
        begun = self._begin(frame.pixels, moment, blend, strength)
        reach = begun.reach(strength)
        is_weaker = begun.is_carried and reach is None
        step_size = value_at(settings.step_size, scope) * (strength if is_weaker else 1.0)
        octaves = value_at(settings.octaves, scope)
        if begun.is_carried:
            octaves = settings.octaves_going_on(octaves, strength, has_new=begun.has_new)
        data = yield from ascending(
            self._ascent(frame, moment, step_size),
            begun.picture,
            self._limited(octaves, (height, width), moment),
            # The same at all frames that flow: where nothing moves, nothing shall flicker.
            random_shift(settings.seed, 0 if self._is_flowing else frame.index, value_at(settings.jitter, scope)),
            self.should_stop,
            self._fitted_mask(frame, reach),
        )
        pixels = self._finished(data, frame, begun, moment, scope)
        emitted = Frame(pixels, frame.index, frame.pts_seconds)
        self.evolving.see(emitted)
        return emitted

    def _finished(self, data: torch.Tensor, frame: Frame, begun: Beginning, moment: Moment, scope: Scope) -> Pixels:
        """Return the picture of what has been climbed to, and keep what goes on to the next frame."""
        lock = value_at(self.settings.lock, scope)
        if lock is None and not self._is_fed_back:
            return pixels_from_network(data, self.network.mean_bgr)
        mean_bgr = self.network.mean_bgr
        dreamed = from_network(data, mean_bgr) if lock is None else self._locking(lock, data, frame.pixels)
        if self._is_flowing:
            reached = dreamed if lock is None else from_network(data, mean_bgr)
            self.last = begun.dreamed(frame.pixels, reached, dreamed, moment)
        elif self._is_fed_back:
            self.carried = self.evolving.distort(dreamed, moment)
        return to_pixels(dreamed)

    def _steered_at(self, index: int, seconds: Fraction) -> Moment:
        """Return the moment of a frame, once what holds there does."""
        moment = Moment(index, seconds, self.settings.seed, self.frame_count)
        if self.steering is not None:
            self._take(self.steering(moment))
        return moment

    def _take(self, steered: Steered) -> None:
        if steered.settings.mask is not self.settings.mask:
            self._mask = None
        if steered.forgets:
            self.carried = self.last = None
        if steered.restarts:
            self.evolving = Evolving(self._own.targets, steered.distort, self._own.evolution)
        self.settings, self._limited = steered.settings, steered.limited
        self.evolving.steer(steered.settings.targets, steered.distort)

    def state(self) -> DreamState:
        """Return all that the next frame's dream will have of those before it."""
        return DreamState(self.carried, self.evolving.turn, *self.evolving.remembered(), **plain(self.last))

    def restore(self, state: DreamState, acted: Sequence[tuple[int, Fraction]] = ()) -> None:
        """Go on as the dreamer did whose state it was, of the same settings; comes before the first frame.

        ``acted`` are index and time in seconds of the frames before it at which ``steering`` changed something.
        """
        for index, seconds in acted:
            self._steered_at(index, seconds)
        self.carried = state.carried
        self.last = last_dream(state, self.settings.seed, self.frame_count)
        self.evolving.restore(state.turn, state.looks, state.first_change)

    @property
    def _is_fed_back(self) -> bool:
        return self.settings.blend != 1

    @property
    def _is_flowing(self) -> bool:
        return self._is_fed_back and self.settings.is_carried_by_flow

    def _begin(self, incoming: Pixels, moment: Moment, blend: float, strength: float) -> Beginning:
        if self._is_flowing:
            return beginning(self.last, incoming, self.evolving.distort, blend, strength, self.look)
        frame = incoming.astype(np.float32)
        if not self._is_fed_back:
            distorted = self.evolving.distort(frame, moment)
            # What nothing has changed is a quarter as much to be sent to a device.
            return Beginning(incoming if distorted is frame else distorted)
        return Beginning(fed_back(frame, self.carried, blend), is_carried=self.carried is not None)

    def _ascent(self, frame: Frame, moment: Moment, step_size: float) -> Ascent:
        settings = self.settings
        goals = (
            Goal(term.layer, self._objective(term, frame, moment), weight)
            for weight, term in self.evolving.target(moment).parts
        )
        timing = untimed if self.meter is None else self.meter.octave
        shaping, stepper = settings.shaping, self.stepper
        return Ascent(self.network, tuple(goals), step_size, settings.clip, shaping, self.watch, timing, stepper)

    def _objective(self, term: Term, frame: Frame, moment: Moment) -> Objective:
        settings = self.settings
        if settings.guide is not None:
            return self._guide(None, settings.guide, term.layer, moment)
        return term.under(
            Circumstances(
                self.network.shape((1, 3, *frame.pixels.shape[:2]), term.layer)[1],
                settings.seed,
                self.evolving.draw(moment),
                lambda name: self._guide(name, settings.guides[name], term.layer, moment),
            )
        )

    def _guide(self, name: str | None, picture: MovingPicture, layer: str, moment: Moment) -> Guide:
        pixels = picture(moment)
        known = self._guides.get((name, layer))
        if known is None or known[0] is not pixels:
            data = to_network(pixels, self.network.mean_bgr, self.network.placement.device)
            known = self._guides[name, layer] = (pixels, Guide(self.network.activate(data, layer)))
        return known[1]

    def _fitted_mask(self, frame: Frame, reach: tuple[FloatMask, FloatMask] | None) -> torch.Tensor | None:
        size, device = frame.pixels.shape[:2], self.network.placement.device
        if self.settings.mask is not None and (self._mask is None or self._mask.shape[2:] != size):
            self._mask = mask_tensor(self.settings.mask, size, device)
        if reach is None:
            return self._mask
        steps = torch.cat([mask_tensor(each, size, device) for each in reach], 1)
        return steps if self._mask is None else steps * self._mask


def random_shift(seed: int, frame: int, jitter: int) -> Shift:
    """Return the jitter of a frame: (x, y) uniform in -jitter..jitter, from (seed, frame, octave, iteration) alone."""

    def shift(octave: int, iteration: int) -> tuple[int, int]:
        x, y = np.random.default_rng((seed, frame, octave, iteration)).integers(-jitter, jitter + 1, 2)
        return int(x), int(y)

    return shift
