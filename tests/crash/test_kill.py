"""SIGKILL at any moment: the last good output stays whole, and the next build clears away what was left."""

import json
import os
import runpy
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

HERE = Path(__file__).parent
pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="kills by fork")


def command(*args):
    return [sys.executable, "-m", "connectindex", *map(str, args), "--no-pdf", "--force"]


def kills(edition, out, times, seed=2026):
    """What the script says of so many kills."""
    done = subprocess.run(
        [sys.executable, HERE / "killed.py", edition, out, str(seed), str(times)],
        capture_output=True,
        text=True,
        check=False,
        timeout=3600,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def good_again(program, edition, out):
    """The next build succeeds and leaves nothing but its output."""
    again = [*program, *map(str, ("build", edition, "-o", out, "--no-pdf", "--force"))]
    done = subprocess.run(again, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return sorted(p.name for p in out.parent.iterdir())


@pytest.mark.slow
def test_killed_at_six_moments(starter, program, tmp_path):
    out = tmp_path / "place" / "out"
    said = kills(starter, out, 6)
    assert said["killed"] >= 3  # the three that die while placing; the clock may let others come to their end
    assert said["placing"] >= 1
    assert good_again(program, starter, out) == ["out"]


@pytest.mark.slow
def test_killed_at_two_hundred_moments(starter, program, tmp_path):
    out = tmp_path / "place" / "out"
    said = kills(starter, out, 200)
    assert said["killed"] >= 150
    assert said["placing"] >= 60
    assert good_again(program, starter, out) == ["out"]


def test_the_command_killed_before_its_first_output(starter, program, tmp_path):
    """No output was there before: afterwards there is none, or a whole one."""
    broken = runpy.run_path(str(HERE / "killed.py"), run_name="killed")["broken"]
    out = tmp_path / "place" / "out"
    out.parent.mkdir()
    for moment in (0.7, 3):
        process = subprocess.Popen(command("build", starter, "-o", out), stderr=subprocess.DEVNULL)
        time.sleep(moment)
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert not out.exists() or broken(out) == []
    assert good_again(program, starter, out) == ["out"]
