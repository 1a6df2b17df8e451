"""A file cut back to its last whole record when a write fails."""

import errno
from io import FileIO

import pytest

from dreamstream.sinks.rollback_file import RollbackFile


class SmallDisk(FileIO):
    """A file that takes at most 4 bytes a write and 10 in all."""

    def write(self, data):
        if self.tell() + len(data) > 10 and self.tell() == 10:
            raise OSError(errno.ENOSPC, "No space left on device")
        return super().write(data[: min(4, 10 - self.tell())])


def test_what_was_settled_survives_a_full_disk_and_later_writes(tmp_path):
    with SmallDisk(tmp_path / "file", "w+") as disk:
        file = RollbackFile(disk)
        assert file.write(b"record") == 6
        file.settle()
        assert file.write(b"too long") == 8
        file.seek(0)
        file.write(b"spoilt")
        with pytest.raises(OSError, match="No space left"):
            file.settle()
        assert (tmp_path / "file").read_bytes() == b"record"


def test_writing_in_the_middle_works_as_in_any_file(tmp_path):
    with FileIO(tmp_path / "file", "w+") as disk:
        file = RollbackFile(disk)
        file.write(b"abcdef")
        file.seek(2)
        file.write(b"XY")
        assert file.tell() == 4
        file.settle()
    assert (tmp_path / "file").read_bytes() == b"abXYef"
