"""Which states are written down, and when."""

import shutil
from fractions import Fraction

import pytest

from dreamstream.dreaming import DreamState
from dreamstream.resume import journal as module
from dreamstream.resume.journal import Journal
from dreamstream.resume.saved import Saved
from dreamstream.sinks.resumable import Piece, ResumableSink
from dreamstream.sources.base import Mark
from dreamstream.steering.hands import Hands
from dreamstream.steering.past import Past
from dreamstream.tables import Act


class FakeSink(ResumableSink):
    """Keeps as many frames as a test says."""

    kept_frames = 0

    def secure(self):
        return (Piece(self.kept_frames, Fraction(0)),)

    def resume(self, pieces):
        pass

    def open(self, info):
        pass

    write = finish = abandon = open


@pytest.fixture
def sink(tmp_path):
    (tmp_path / "here").mkdir()
    return FakeSink(tmp_path / "here" / "state", may_exist=False)


@pytest.fixture
def hands():
    return Hands()


@pytest.fixture
def journal(sink, hands):
    return Journal(sink, {}, hands)


@pytest.fixture
def clock(monkeypatch):
    """Set the time that the journal sees; every look at it takes as long as is said."""
    times = [0.0]

    def set_to(seconds):
        times[0] = seconds

    monkeypatch.setattr(module.time, "monotonic", lambda: times[0])
    return set_to


def tell(journal, frames, state=DreamState):
    """Tell a journal that so many frames have been dreamed."""
    journal.dreamed(frames, lambda: Mark(frames - 1, Fraction(frames - 1, 25), "0123"), state)


@pytest.fixture
def dream(journal, sink, clock):
    """Dream frames, one in so many seconds, of which the encoder holds back some; return the states, by frame."""

    def dream(frames, seconds_each, held_back):
        states = []
        for done in range(1, frames + 1):
            clock(done * seconds_each)
            tell(journal, done, lambda done=done: DreamState(turn=done))
            sink.kept_frames = max(0, done - held_back)
            journal.written()
            state = Saved.read(sink.state_path) if sink.state_path.exists() else None
            assert state is None or state.frames == state.dream.turn < state.pieces[0].frames <= sink.kept_frames
            states.append(0 if state is None else state.frames)
        return states

    return dream


def test_the_first_state_is_written_at_once_and_others_two_seconds_apart(dream):
    assert dream(50, 0.125, held_back=0) == [0, *[1] * 16, *[17] * 16, *[33] * 16, 49]


def test_of_slow_frames_hardly_more_are_lost_than_the_encoder_holds_back(dream):
    lost = [done - state for done, state in enumerate(dream(200, 10.0, held_back=15), start=1)]
    assert max(lost) <= 2 * 15
    assert max(lost[40:]) <= 15 + 15 // 3 + 2


@pytest.mark.usefixtures("clock")
def test_a_state_waits_until_the_output_has_gone_beyond_it(journal, sink):
    tell(journal, 5)
    sink.kept_frames = 5
    journal.written()
    assert not sink.state_path.exists()
    sink.kept_frames = 6
    journal.written()
    assert Saved.read(sink.state_path).frames == 5


def test_the_longer_it_takes_to_write_the_rarer_it_is(journal, sink, clock, monkeypatch):
    def write_for_a_second(self, path):
        clock(101)

    monkeypatch.setattr(Saved, "write", write_for_a_second)
    clock(100)
    tell(journal, 1)
    sink.kept_frames = 2
    journal.written()
    taken = []
    for seconds in (102, 120, 140, 160):
        clock(seconds)
        tell(journal, seconds, lambda seconds=seconds: taken.append(seconds) or DreamState())
    assert taken == [102, 160]


def test_what_can_not_be_written_is_told_once_and_the_render_goes_on(journal, sink, caplog, clock):
    shutil.rmtree(sink.state_path.parent)
    for seconds in (0, 10):
        clock(seconds)
        tell(journal, seconds + 1)
        sink.kept_frames = seconds + 2
        journal.written()
    sentence = f"{sink.state_path} can't be written, so --resume may not work: No such file or directory"
    assert [record.getMessage() for record in caplog.records] == [sentence]


@pytest.mark.usefixtures("clock")
def test_what_hands_did_is_written_as_far_as_the_output_holds_it(journal, sink, hands):
    tell(journal, 5)
    acts = [Act(frame=index, amount=2) for index in (3, 6, 7)]
    hands.acts, hands.times, hands.record = tuple(acts), tuple((act.frame, Fraction(act.frame)) for act in acts), "a"
    sink.kept_frames = 7
    journal.written()
    # The seventh frame is lost, and what was done with it.
    assert Saved.read(sink.state_path).past == Past(7, tuple(acts[:2]), hands.times[:2], "a")


@pytest.mark.usefixtures("clock")
def test_at_the_end_nothing_is_left(journal, sink):
    tell(journal, 1)
    sink.kept_frames = 2
    journal.written()
    # Left by a process that was killed while it wrote.
    (sink.state_path.parent / "state.new").touch()
    journal.end()
    journal.end()
    assert list(sink.state_path.parent.iterdir()) == []
