"""Everything that determines a training, apart from its dataset and its length."""

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

WidthName: TypeAlias = Literal["s", "m", "l"]


@dataclass(frozen=True)
class Augmentation:
    """How examples are varied each time they are seen; all amounts are drawn per picture."""

    crop: float = 5 / 6
    """Side that the network is shown, as a share of the example's."""
    zoom: tuple[float, float] = (0.62, 1.18)
    """Part of the example's side that is seen, log-uniform; beyond 1 its mirrored surroundings are seen too."""
    far: float = 0.12
    """Share of pictures that are seen from half as far again."""
    rotation: float = 0.2
    """Standard deviation in radians."""
    shift: float = 0.06
    """Standard deviation as a share of the side."""
    saturation: float = 0.5
    """Largest change of the factor 1, either way."""
    hue: float = 0.05
    """Standard deviation in radians, on half of the pictures. More teaches colour fringes."""
    brightness: float = 0.08
    """Standard deviation, white being 1."""
    tint: float = 0.04
    """Standard deviation of each channel's own brightness."""
    noise: float = 0.08
    """Largest standard deviation of gaussian noise; most pictures get far less."""
    contrast: tuple[float, float] = (0.2, 1.3)
    """Factor, log-uniform. Without the low end a dream leaves clouds and other pale places blank."""
    mix: float = 0.25
    """Share of batches with a part of one picture, or a small whole one, laid into another."""


@dataclass(frozen=True)
class Attack:
    """Adversarial training within an L2 ball: what makes a network's gradients look like what it sees.

    ``free`` learns from every step of the attack (Shafahi et al., 2019); ``pgd`` learns from the last of ``steps``
    only (Madry et al., 2018), at ``steps + 1`` times the price of plain training.
    """

    kind: Literal["none", "free", "pgd"] = "free"
    radius: float = 1.0
    """Of the ball for a picture of 80x80 with values in 0..1; it grows with the side and shrinks with contrast."""
    steps: int = 3
    step: float = 0.8
    """Length of a step, as a share of the radius."""
    warm_up: float = 0.15
    """Share of the training in which the radius grows to its full length."""

    @property
    def passes(self) -> int:
        """How often the network sees a picture in one step of training."""
        return {"none": 1, "free": self.steps, "pgd": self.steps + 1}[self.kind]

    def __post_init__(self) -> None:
        """Refuse an attack without steps.

        Raises:
            ValueError: ``steps`` is below 1.
        """
        if self.steps < 1:
            raise ValueError(f"an attack takes 1 step or more, not {self.steps}")


@dataclass(frozen=True)
class TrainingSettings:
    """The recipe of a training."""

    width: WidthName = "m"
    size: int = 96
    """Side of the examples in pixels."""
    batch: int = 64
    learning_rate: float = 0.1
    """At its height; it warms up linearly and then follows half a cosine down to 0."""
    warm_up: float = 0.08
    """Share of the training."""
    momentum: float = 0.9
    """Nesterov's."""
    weight_decay: float = 5e-4
    label_smoothing: float = 0.05
    auxiliary: float = 0.7
    """Weight of the loss of the classifier at 4c."""
    averaging: float = 0.02
    """Length of the weights' exponential moving average, as a share of the training; 0 keeps the last weights."""
    selectivity: float = 2.0
    """How strongly curation prefers channels that tell classes apart; 0 only makes all equally loud."""
    seed: int = 0
    augmentation: Augmentation = field(default_factory=Augmentation)
    attack: Attack = field(default_factory=Attack)

    @property
    def crop(self) -> int:
        """Side in pixels that the network is shown in training."""
        return round(self.size * self.augmentation.crop)
