"""The program itself with sound, through real pipes."""

import os
import subprocess
import sys

PROGRAM = (sys.executable, "-m", "dreamstream")
QUICK = ("--size=64x48", "--octaves=1", "--iterations=0", "--device=cpu", "--quiet")
ENVIRONMENT = {**os.environ, "OMP_NUM_THREADS": "1"}
PATIENCE_SECONDS = 90


def test_sound_goes_through_a_pipe_in_and_a_pipe_out(make_sounding, hear, tmp_path):
    source, output = make_sounding("in.mkv", subtitles="subrip", chapters=("one",)), tmp_path / "out.mkv"
    command = (*PROGRAM, "-", "-o", "-", "--format=matroska", *QUICK)
    with (
        subprocess.Popen(["cat", source], stdout=subprocess.PIPE) as reader,
        subprocess.Popen(command, stdin=reader.stdout, stdout=subprocess.PIPE, env=ENVIRONMENT) as program,
    ):
        content, _ = program.communicate(timeout=PATIENCE_SECONDS)
    assert program.returncode == 0
    output.write_bytes(content)
    assert hear(output) == hear(source)
    assert hear(output, "subtitle") == hear(source, "subtitle")
