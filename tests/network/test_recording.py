"""Work that is recorded does again what it did, on what is then in the memory that it reads."""

import gc

import pytest
import torch

from dreamstream.network.recording import GraphRecorder, recorder_for

CPU = torch.device("cpu")


@pytest.mark.parametrize(
    ("device", "hip", "records"),
    [("cpu", None, False), ("mps", None, False), ("xpu", None, False), ("cuda", "6.2", False), ("cuda:1", None, True)],
)
def test_only_nvidias_cards_record(graphs, monkeypatch, device, hip, records):
    monkeypatch.setattr(torch.version, "hip", hip)
    assert isinstance(recorder_for(torch.device(device)), GraphRecorder) is records


def test_a_recording_reads_and_writes_the_same_memory_again(graphs):
    into, out = torch.tensor([1.0, 2.0]), torch.zeros(2)
    recording = GraphRecorder(CPU).record(lambda: out.copy_(into * into))
    into.copy_(torch.tensor([3.0, 4.0]))
    assert out.tolist() == [1, 4]
    recording.replay()
    assert out.tolist() == [9, 16]


def test_work_is_done_before_it_is_recorded_on_the_same_stream_and_with_algorithms_tried(graphs, monkeypatch):
    cudnn, seen, on = torch.backends.cudnn, [], []
    capture, stream = torch.cuda.graph, torch.cuda.stream
    monkeypatch.setattr(torch.cuda, "stream", lambda each: on.append(each) or stream(each))
    monkeypatch.setattr(
        torch.cuda, "graph", lambda *args, **named: on.append(named["stream"]) or capture(*args, **named)
    )
    before = cudnn.benchmark
    GraphRecorder(CPU).record(lambda: seen.append((len(graphs), cudnn.benchmark)))
    assert seen == [(0, True), (0, True), (1, True)]
    assert cudnn.benchmark is before
    here, side, captured = on
    assert captured is side is not here
    assert side.waited_for == [here]
    assert here.waited_for == [side]


def test_recordings_have_one_pool_as_long_as_there_are_any(graphs):
    recorder = GraphRecorder(CPU)
    first, second = recorder.record(lambda: None), recorder.record(lambda: None)
    assert first.pool() == second.pool()
    del first, second
    graphs.clear()
    gc.collect()
    assert recorder.record(lambda: None).shares is None


def test_what_waits_for_the_device_can_not_be_recorded(graphs):
    number = torch.ones(())
    with pytest.raises(RuntimeError, match="operation not permitted when stream is capturing"):
        GraphRecorder(CPU).record(number.item)


@pytest.mark.skipif(not torch.cuda.is_available() or torch.version.hip, reason="needs an NVIDIA card")
def test_a_card_replays():
    card = torch.device("cuda", torch.cuda.current_device())
    into, out = torch.tensor([1.0, 2.0], device=card), torch.zeros(2, device=card)
    recording = recorder_for(card).record(lambda: out.copy_(into * into))
    into.copy_(torch.tensor([3.0, 4.0]))
    recording.replay()
    assert out.tolist() == [9, 16]
