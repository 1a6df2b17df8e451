"""What acts mean, said by a stand-in that needs no network."""

import numpy as np

from dreamstream.dreaming import DreamSettings, Octaves, Target
from dreamstream.errors import UsageError
from dreamstream.schedule import Cycle


class FakeLooks:
    """Distortions add the preset's number of levels; the preset '13' does not go with the rest."""

    def settings(self, hand):
        if hand.preset == "13":
            raise UsageError("13 brings bad luck")
        return DreamSettings(Cycle((Target(hand.end or "parts"),), 1), Octaves(), step_size=hand.amount)

    def chain(self, hand):
        levels = np.float32(int(hand.preset or 0) if hand.distorted else 0)
        return lambda pixels, moment: pixels + levels

    def layer(self, name):
        return name
