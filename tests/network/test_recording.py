"""Work that is recorded does again what it did, on what is then in the memory that it reads."""

import gc
import threading

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
    pool = first.pool
    assert second.pool is pool
    del first, second
    graphs.clear()
    gc.collect()
    assert recorder.record(lambda: None).pool is not pool


def test_what_other_threads_do_is_no_business_of_a_capture(graphs, monkeypatch):
    modes, capture = [], torch.cuda.graph
    monkeypatch.setattr(
        torch.cuda, "graph", lambda *args, **named: modes.append(named["capture_error_mode"]) or capture(*args, **named)
    )
    GraphRecorder(CPU).record(lambda: None)
    assert modes == ["thread_local"]


def test_what_waits_for_the_device_can_not_be_recorded_and_the_memory_is_told_that_it_is_over(graphs, monkeypatch):
    number, told = torch.ones(()), []
    monkeypatch.setattr(torch._C, "_cuda_endAllocateToPool", lambda *place: told.append(place))
    recorder = GraphRecorder(CPU)
    with pytest.raises(RuntimeError, match="operation not permitted when stream is capturing"):
        recorder.record(number.item)
    assert told == [(0, graphs[0].pool)]


@pytest.mark.parametrize("refusal", [RuntimeError("not currently recording"), AttributeError("no such function")])
def test_where_the_end_is_known_the_error_stays_what_it_is(graphs, monkeypatch, refusal):
    def refuse(*_):
        raise refusal

    monkeypatch.setattr(torch._C, "_cuda_endAllocateToPool", refuse)
    with pytest.raises(RuntimeError, match="operation not permitted when stream is capturing"):
        GraphRecorder(CPU).record(torch.ones(()).item)


def test_work_that_fails_before_it_is_captured_is_waited_for(graphs):
    with pytest.raises(ZeroDivisionError):
        GraphRecorder(CPU).record(lambda: 1 / 0)
    assert len(torch.cuda.current_stream().waited_for) == 1
    assert graphs == []


ON_NVIDIA = pytest.mark.skipif(not torch.cuda.is_available() or torch.version.hip, reason="needs an NVIDIA card")


@ON_NVIDIA
def test_a_card_replays():
    card = torch.device("cuda", torch.cuda.current_device())
    into, out = torch.tensor([1.0, 2.0], device=card), torch.zeros(2, device=card)
    recording = recorder_for(card).record(lambda: out.copy_(into * into))
    into.copy_(torch.tensor([3.0, 4.0]))
    recording.replay()
    assert out.tolist() == [9, 16]


@ON_NVIDIA
def test_a_card_is_as_it_was_after_a_recording_that_failed_and_while_other_threads_use_it():
    card = torch.device("cuda", torch.cuda.current_device())
    recorder, out, number = recorder_for(card), torch.zeros(2, device=card), torch.ones((), device=card)
    here, is_over = torch.cuda.current_stream(), threading.Event()

    def use_it():
        while not is_over.is_set():
            torch.empty(100_000, pin_memory=True).to(card, non_blocking=True).sum().item()

    other = threading.Thread(target=use_it)
    other.start()
    try:
        with pytest.raises(RuntimeError):
            recorder.record(number.item)
        recordings = [recorder.record(lambda: out.add_(1)) for _ in range(20)]
    finally:
        is_over.set()
        other.join()
    assert torch.cuda.current_stream() == here
    out.zero_()
    for each in recordings:
        each.replay()
    assert out.tolist() == [20, 20]
    torch.cuda.empty_cache()
