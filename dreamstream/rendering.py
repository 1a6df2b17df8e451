"""A render from a source that is open to a sink that is built: what is made for it, and in which order."""

import threading
from contextlib import AbstractContextManager, closing, nullcontext
from dataclasses import dataclass

import torch

from dreamstream.batching import batch_for
from dreamstream.distortions import Chain
from dreamstream.dreaming import Batch, Budget, Dreamer, DreamSettings, Ensemble, InBatches, Lookahead, Meter
from dreamstream.dreaming.crew import Crew
from dreamstream.dreaming.foreseeing import Foreseeing
from dreamstream.dreaming.seamless import Seamless
from dreamstream.embedded import carrying
from dreamstream.errors import Stopped
from dreamstream.models import ModelCard
from dreamstream.network import Network
from dreamstream.network.threads import apart
from dreamstream.network.transfer import copies_by_itself
from dreamstream.pipeline import Dream, Gather, Pipeline
from dreamstream.planning import facts_from, more_than_the_film
from dreamstream.preview import Preview
from dreamstream.progress import Finished, OnProgress, Started, unless_stopped
from dreamstream.recipe import Recipe
from dreamstream.resolve import build_network, check_targets, in_tiles, stream_settings, weights_file
from dreamstream.resume import Run, begin
from dreamstream.sinks import Sink
from dreamstream.sources import Source
from dreamstream.steering.hands import Hands
from dreamstream.steering.steered import showing_octaves, steered, without_lost
from dreamstream.trial import Trial
from dreamstream.watching import run_watched


@dataclass(frozen=True, eq=False)
class Render:
    """One render of a complete recipe."""

    recipe: Recipe
    card: ModelCard
    source: Source
    sink: Sink
    report: OnProgress
    stop: threading.Event | None = None
    """Once set, the film is finished as far as it is."""
    preview: Preview | None = None
    resume: bool = False
    """Go on where an earlier run broke off, if it left something."""
    tells_plan: bool = False
    """Report a plan first where it will take long."""

    def __call__(self) -> Finished:
        """Run it to its end; raises as ``api.render``."""
        try:
            network = loaded(self.recipe, self.card, self.report, self.stop)
        except Stopped:
            return Finished(0, 0.0, stopped=True)
        return self.on(network)

    def on(self, network: Network, ensemble: Ensemble | None = None) -> Finished:
        """Run it on a network that is loaded, with the other streams of an ensemble; raises as ``api.render``."""
        hands = self.preview.hands if self.preview else Hands()
        is_still = self.source.info.is_still
        with closing(stream_settings(self.recipe, network.spec, self.card, is_still=is_still)) as settings:
            check_targets(network, settings, self.source.info)
            run = self._begun(network, settings, hands)
            self.report(self._started(network, settings, run.resumed_at))
            chain = Chain(self.recipe.distort or ())
            trial = self._trial(network, settings, chain, run, hands)
            if self.tells_plan and (plan := apart(lambda: trial.plan_if_long(self.sink))):
                self.report(plan)
            lookahead = Lookahead(Batch() if ensemble else trial.batch)
            foreseeing = self._foreseeing(network, settings)
            pipeline = self._pipeline(run, foreseeing or lookahead, hands)
            dreamer = Dreamer(network, settings, chain, pipeline.should_stop, self.source.info.frame_count)
            self._attach(dreamer, foreseeing, ensemble)
            with self._steering(dreamer, trial, hands), run.telling_way_on():
                together = InBatches(dreamer, lookahead) if lookahead.batch.frames > 1 else dreamer
                dream = self._looped(dreamer) or without_lost(run.watching(together), hands)
                return run_watched(pipeline, dream, self.report, self.preview)

    def _attach(self, dreamer: Dreamer, foreseeing: Foreseeing | None, ensemble: Ensemble | None) -> None:
        """Have others take steps, tell how frames have moved, lead the dreams, and show them while they grow."""
        is_pytorchs = dreamer.network.placement.device.type == "cpu" and self.recipe.model.engine != "caffe"
        if is_pytorchs and not isinstance(self.recipe.model.threads, int):
            dreamer.stepper = Crew(torch.get_num_threads())
        if foreseeing is not None:
            dreamer.look = foreseeing.motion
        if ensemble is not None:
            ensemble.join(dreamer)
        if self.preview is not None:
            dreamer.watch = showing_octaves(self.preview, dreamer.network)

    def _trial(self, network: Network, settings: DreamSettings, chain: Chain, run: Run, hands: Hands) -> Trial:
        recipe, info = self.recipe, self.source.info
        more_frames = -run.first if run.first else more_than_the_film(recipe, info)
        batch = batch_for(recipe, network.placement.device, info, settings, is_steered=self._is_steered(hands))
        budget_seconds = recipe.dream.budget_seconds
        return Trial(
            network, settings, chain, info, budget_seconds=budget_seconds, more_frames=more_frames, batch=batch
        )

    def _is_steered(self, hands: Hands) -> bool:
        """Tell whether anything may be done meanwhile; not where a film closes to a loop: it would not come back."""
        if self.recipe.dream.seamless:
            return False
        has_hands = self.preview is not None and self.preview.has_hands
        has_acts = self.recipe.act or self.recipe.dream.budget_seconds is not None
        return bool(has_hands or has_acts or hands.past.acts or hands.past.record)

    def _steering(self, dreamer: Dreamer, trial: Trial, hands: Hands) -> AbstractContextManager[None]:
        if not self._is_steered(hands):
            return nullcontext()
        if self.preview is not None:
            self.preview.begin(self.recipe)
        seconds = self.recipe.dream.budget_seconds
        budget = None if seconds is None else Budget(seconds, Meter(*apart(trial.seconds_per_pixel)))
        return steered(dreamer, self.recipe, self.card, self.source.info, hands, budget)

    def _begun(self, network: Network, settings: DreamSettings, hands: Hands) -> Run:
        facts = facts_from(self.recipe, self.card, self.source.info, network, settings)
        return begin(self.recipe, self.source, self.sink, facts, hands, resume=self.resume)

    def _started(self, network: Network, settings: DreamSettings, resumed_at: int) -> Started:
        info = self.source.info
        return Started(
            self.card.name,
            settings.layers,
            str(network.placement),
            (info.width, info.height),
            info.rate,
            info.frame_count,
            resumed_at,
        )

    def _foreseeing(self, network: Network, settings: DreamSettings) -> Foreseeing | None:
        # A processor that dreams has no time to spare, and of what is live nobody knows the next frame.
        pays = settings.is_carried_by_flow and copies_by_itself(network.placement.device)
        return Foreseeing() if pays and not self.source.info.is_live else None

    def _pipeline(self, run: Run, gather: Gather, hands: Hands) -> Pipeline:
        weights = weights_file(self.recipe, self.card)
        info = carrying(self.source, self.recipe, self.card.prototxt, weights, lambda: hands.acts)
        return Pipeline(self.source, run.sink, self.stop or threading.Event(), info, run.first, gather)

    def _looped(self, dreamer: Dreamer) -> Dream | None:
        info = self.source.info
        if not self.recipe.dream.seamless or info.frame_count is None:
            return None
        return Seamless(dreamer, info.frame_count, info.rate)


def loaded(recipe: Recipe, card: ModelCard, report: OnProgress, stop: threading.Event | None = None) -> Network:
    """Return a complete recipe's network, ready to dream; raises as ``build_network``, and Stopped while it fetches."""
    return in_tiles(apart(lambda: build_network(recipe, card, unless_stopped(report, stop))), recipe)
