import pytest
from pydantic import TypeAdapter

from dreamstream.sizes import FittingSize, parse_fitting_size, parse_size


@pytest.mark.parametrize("written", ["640x360", "640X360", " 640 x 360 ", (640, 360), [640, 360]])
def test_a_size_is_width_and_height(written):
    assert parse_size(written) == (640, 360)


@pytest.mark.parametrize("written", ["640", "640x", "x360", "640x360x2", "big", (640,), (640.5, 360), 640, None])
def test_what_is_no_size_is_refused(written):
    with pytest.raises(ValueError, match="is not a size like 640x360"):
        parse_size(written)


@pytest.mark.parametrize("written", ["0x360", "640x-1", "16385x360"])
def test_a_size_beyond_its_range_is_refused(written):
    with pytest.raises(ValueError, match=f"from 1 to 16384 pixels, which {written} is not"):
        parse_size(written)


@pytest.mark.parametrize(("written", "size"), [("640x", (640, 0)), (" X360 ", (0, 360)), ("640x360", (640, 360))])
def test_of_a_fitting_size_one_side_may_be_left_to_the_picture(written, size):
    assert parse_fitting_size(written) == size


@pytest.mark.parametrize("written", ["640", "x", "", "0x", "640x0", "x16385", "640x-1", "640:-1", (640, 0)])
def test_what_is_no_fitting_size_is_refused(written):
    with pytest.raises(ValueError, match=r"is not a size like 640x360, 640x or x360|from 1 to 16384"):
        parse_fitting_size(written)


@pytest.mark.parametrize("written", ["640x", "x360", "640x360"])
def test_a_fitting_size_is_written_as_it_was_read(written):
    adapter = TypeAdapter(FittingSize)
    assert adapter.dump_python(adapter.validate_python(written)) == written
