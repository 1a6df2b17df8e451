"""What a notebook shows beneath a cell."""

import sys
import uuid
from collections.abc import Mapping
from typing import Any

from dreamstream.errors import DisplayError


class CellOutput:
    """A place beneath the cell that runs; what is put there takes the place of what was there before.

    Any thread may put something there.

    Raises:
        DisplayError: this is no notebook.
    """

    def __init__(self) -> None:
        # Where a notebook runs, IPython has been imported.
        ipython = sys.modules.get("IPython")
        shell: Any = ipython.get_ipython() if ipython else None
        if getattr(shell, "kernel", None) is None:
            raise DisplayError("there is no notebook here to show anything in; Jupyter is one")
        self._publish = shell.display_pub.publish
        self._id = uuid.uuid4().hex
        self._is_there = False

    def put(self, data: Mapping[str, str]) -> None:
        """Show ``data``: the same thing by its MIME types, pictures as base64; the notebook takes the one it likes."""
        self._publish(data=dict(data), transient={"display_id": self._id}, update=self._is_there)
        self._is_there = True
