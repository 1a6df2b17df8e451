"""What of the last frame goes into the next."""

import numpy as np

from dreamstream.frame import FloatPixels


def fed_back(incoming: FloatPixels, carried: FloatPixels | None, blend: float) -> FloatPixels:
    """Return ``blend * incoming + (1 - blend) * carried``, float32 (H, W, 3); at the first frame ``incoming`` itself.

    ``carried`` is what the last frame has become, None at the first; ``blend`` is 0 to 1.
    """
    if carried is None:
        return incoming
    if blend == 0:
        return carried
    return np.float32(blend) * incoming + np.float32(1 - blend) * carried
