import subprocess
import sys

import pytest


@pytest.mark.parametrize("module", ["training", "training.dataset", "training.drawn", "training.folder"])
def test_what_makes_pictures_brings_no_torch(module):
    """Every process that makes them would load it."""
    command = f"import sys, dreamstream.{module}; sys.exit('torch' in sys.modules)"
    subprocess.run([sys.executable, "-c", command], check=True, timeout=120)
