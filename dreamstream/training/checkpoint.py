"""A training on disk, as far as it has come."""

import pickle
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from dreamstream.errors import SinkError, SourceError
from dreamstream.training.dataset import FILES
from dreamstream.training.plan import Plan

NAME = "checkpoint.pt"
_PART = f"part.{NAME}"


@dataclass(frozen=True)
class Checkpoint:
    """What is needed to go on as if nothing had happened."""

    identity: str
    """What is trained on what; only a training of the same may go on from here."""
    plan: Plan
    learner: dict[str, Any] | None
    """``Learner.state``; None before the first step."""


def save(checkpoint: Checkpoint, folder: Path) -> None:
    """Write ``folder/checkpoint.pt``, whole or not at all.

    Raises:
        SinkError: it can't be written.
    """
    path = folder / NAME
    part = folder / _PART
    content = {
        "identity": checkpoint.identity,
        "pictures": checkpoint.plan.pictures,
        "steps": checkpoint.plan.steps,
        "learner": checkpoint.learner,
    }
    try:
        torch.save(content, part)
        part.replace(path)
    except (OSError, RuntimeError) as error:
        part.unlink(missing_ok=True)
        raise SinkError(f"{path} can't be written: {error}") from error


def clear(folder: Path) -> None:
    """Delete everything that a training keeps in ``folder``, and the folder if that was all."""
    for name in (NAME, _PART, *FILES):
        (folder / name).unlink(missing_ok=True)
    # Somebody else's files are theirs.
    with suppress(OSError):
        folder.rmdir()


def load(folder: Path) -> Checkpoint | None:
    """Return the checkpoint in ``folder``, its tensors on the CPU; None where there is none.

    Raises:
        SourceError: it can't be read.
    """
    path = folder / NAME
    if not path.exists():
        return None
    try:
        content = torch.load(path, map_location="cpu", weights_only=True)
        return Checkpoint(content["identity"], Plan(content["pictures"], content["steps"]), content["learner"])
    except (OSError, EOFError, RuntimeError, KeyError, ValueError, pickle.UnpicklingError) as error:
        raise SourceError(f"{path} is no checkpoint that can be read; delete it to begin anew") from error
