"""A render with or without somebody who watches it."""

from dreamstream.pipeline import Dream, Pipeline
from dreamstream.preview import Preview
from dreamstream.progress import Finished, OnProgress, Record


def reporting(on_progress: OnProgress | None, preview: Preview | None) -> OnProgress:
    """Return what tells both of them every record."""
    listeners = [each for each in (on_progress, preview and preview.see) if each]

    def report(record: Record) -> None:
        for listener in listeners:
            listener(record)

    return report


def run_watched(pipeline: Pipeline, dream: Dream, report: OnProgress, preview: Preview | None) -> Finished:
    """Run the pipeline, with its frames shown where there is a preview; raises as ``Pipeline.run``."""
    if preview is None:
        return pipeline.run(dream, report)
    return pipeline.run(preview.tap(dream), report, preview.poll)
