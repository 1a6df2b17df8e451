"""What there is to know of a container: what it holds, and the options with which its muxer writes it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from dreamstream.errors import UsageError
from dreamstream.sinks.encoder import Encoder, Options
from dreamstream.sinks.encoders import find_encoder


@dataclass(frozen=True, slots=True)
class Format:
    """One container."""

    name: str
    """FFmpeg's."""
    codecs: tuple[str, ...]
    """What it holds."""
    encoder: str
    """What encodes for it unless something else is asked for."""
    growing: Options = field(default_factory=dict)
    """Options with which a file of it plays while it is being written."""
    piped: Options = field(default_factory=dict)
    """Options with which it is written in one go."""
    growing_with_sound: Options | None = None
    """Instead of ``growing`` where sound goes along; None where that is the same."""
    piped_with_sound: Options | None = None
    """Instead of ``piped`` where sound goes along; None where that is the same."""
    has_times: bool = True
    """Whether it says when a frame is shown; without, frames are of one length."""
    has_colour: bool = True
    """Whether it says how colours are meant."""
    keeps_order: bool = False
    """Whether frames have to come in order: it would show a film with reordered ones from later than 0 on."""
    needs_file: bool = False
    """Whether its beginning can only be completed at the end."""
    pix_fmts: tuple[str, ...] | None = None
    """The pixel formats that it holds, where they are fewer than the encoder's."""
    can_be_joined: bool = False
    """Whether films of it, encoded alike, become one film by copying their packets."""
    sound: tuple[str, ...] = ()
    """The codecs of sound that it holds and players find there; other sound becomes the first."""
    subtitles: tuple[str, ...] = ()
    """The codecs of subtitles that it holds; other text becomes the first."""
    has_chapters: bool = False
    """Whether it holds chapters."""
    begins_before: bool = False
    """Whether what a decoder of sound needs before its beginning can be told from what is heard."""
    tags: Mapping[str, str] = field(default_factory=dict)
    """Codec -> the tag that it is found by, where FFmpeg's own choice is not understood everywhere."""

    def muxer_options(self, *, is_file: bool, has_sound: bool, has_pcm: bool = False) -> Options:
        """Return with which options of the muxer's such a film is written."""
        plain = self.growing if is_file else self.piped
        if not has_sound:
            return plain
        # Only fragments tell when uncompressed sound is heard: what else a growing file ends with counts samples.
        with_sound = self.growing_with_sound if is_file and not has_pcm else self.piped_with_sound
        # What comes is in order already: the muxer need not wait for every stream before it writes.
        return {"max_interleave_delta": "1", "avoid_negative_ts": "disabled", **(with_sound or plain)}

    def encoder_for(self, codec: str | None) -> Encoder:
        """Return the encoder that was asked for, or this container's own.

        Raises:
            UnknownNameError: there is none of that name.
            UsageError: the container does not hold what it makes.
        """
        encoder = find_encoder(codec or self.encoder)
        if encoder.codec not in self.codecs:
            raise UsageError(f"{self.name} can't hold {encoder.codec} ({codec}); it holds {', '.join(self.codecs)}")
        return encoder
