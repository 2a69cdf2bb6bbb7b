"""A worker process that dies in a parallel run: one sentence, no leftovers, and the next run is right."""

import glob
import subprocess
import sys
import tempfile

import pytest

SCRIPT = """
import os, signal, sys
from dataclasses import replace
import connectindex as ci
from connectindex.audit.robustness import engine
from connectindex.errors import ConnectIndexError
from connectindex.assumptions.methods import VaryWeights

def dies(*_):
    import os, signal
    os.kill(os.getpid(), signal.SIGKILL)

edition = ci.read_edition(sys.argv[1])
settings = replace(edition.robustness, vary=(VaryWeights(),))
edition = replace(edition, robustness=settings)
right = ci.robustness(edition, draws=200, seed=1)
block = engine._block
engine._block = dies
try:
    ci.robustness(edition, draws=200, seed=1, workers=2)
except ConnectIndexError as error:
    print("said:", error)
engine._block = block
again = ci.robustness(edition, draws=200, seed=1, workers=2)
print("equal:", again.ranks.equals(right.ranks))
"""


def left():
    return {p for folder in (tempfile.gettempdir(), "/dev/shm") for p in glob.glob(f"{folder}/*joblib*")}  # noqa: PTH207, S108


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="kills by signal")
def test_a_worker_that_is_killed(starter, tmp_path):
    before = left()
    script = tmp_path / "script.py"
    script.write_text(SCRIPT, "utf-8")
    done = subprocess.run([sys.executable, script, starter], capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    said, equal = done.stdout.splitlines()
    assert said.startswith("said: a worker process ended before its work was done")
    assert equal == "equal: True"
    assert left() <= before
