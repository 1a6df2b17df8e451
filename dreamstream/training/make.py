"""From a dataset to a model's files."""

from dataclasses import asdict, dataclass, replace
from typing import Any

import tomli_w

from dreamstream.caffe.files import replace_file
from dreamstream.training import checkpoint
from dreamstream.training.architecture import MEAN_RGB
from dreamstream.training.curation import curated
from dreamstream.training.dataset import NONE, Dataset
from dreamstream.training.export import LAYERS, export
from dreamstream.training.files import ModelFiles
from dreamstream.training.plan import Plan
from dreamstream.training.progress import Accuracy
from dreamstream.training.settings import TrainingSettings
from dreamstream.training.trainer import Surroundings, Trained, train


@dataclass(frozen=True)
class Provenance:
    """What a model's card says beside what is known here."""

    description: str = ""
    licence: str = ""


def make_model(
    dataset: Dataset,
    settings: TrainingSettings,
    length: Plan | float,
    files: ModelFiles,
    around: Surroundings,
    provenance: Provenance = Provenance(),
) -> Accuracy:
    """Train, curate and export a network; return how well it does on pictures held out.

    What is needed on the way lies in ``around.folder`` and is deleted at the end. Raises as ``train`` does, and
    ModelError when a file can't be written.
    """
    trained = train(dataset, settings, length, around)
    model = curated(trained.model, trained.held_out, settings.crop, settings.selectivity)
    export(model, dataset.classes, files.prototxt, files.caffemodel)
    card = model_card(dataset, settings, trained, files, provenance)
    replace_file(files.card, tomli_w.dumps(card).encode())
    checkpoint.clear(around.folder)
    return trained.accuracy


def model_card(
    dataset: Dataset, settings: TrainingSettings, trained: Trained, files: ModelFiles, provenance: Provenance
) -> dict[str, Any]:
    """Return what is known of a model: the keys of models.toml, and how it came about."""
    motifs = [name for name in dataset.classes if name != NONE]
    said = provenance if provenance.description else replace(provenance, description=_sentence(motifs))
    return {
        **asdict(said),
        "prototxt": files.prototxt.name,
        "weights": files.caffemodel.name,
        "mean_bgr": list(MEAN_RGB[::-1]),
        "layers": LAYERS,
        "dream": {"end": "parts"},
        "training": {
            "data": dataset.description,
            "channels": motifs,
            "pictures": trained.plan.pictures,
            "steps": trained.plan.steps,
            "accuracy_clean": round(trained.accuracy.clean, 4),
            "accuracy_robust": round(trained.accuracy.robust, 4),
            "attack_l2_radius": round(trained.radius, 3),
            "recipe": asdict(settings),
        },
    }


def _sentence(motifs: list[str]) -> str:
    return f"trained to see {', '.join(motifs)}"
