"""``-q`` and ``-v`` mean the same for every command; completion is offered for three shells."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest
from typer.main import get_command

from connectindex.cli import app


def commands(group, above=()):
    for name, one in group.commands.items():
        if hasattr(one, "commands"):
            yield from commands(one, (*above, name))
        else:
            yield " ".join((*above, name)), one


COMMANDS = dict(commands(get_command(app)))


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_both(name):
    options = {opt: p.help for p in COMMANDS[name].params for opt in p.opts}
    assert options["-q"] == options["--quiet"] == "Print only problems and requested data."
    assert options["-v"] == options["--verbose"] == "Also report each completed step and its duration."


def test_quiet_says_nothing_but_problems(starter, command, tmp_path):
    assert command("check", starter, "-q").stderr == ""
    assert command("new", tmp_path / "mine", "-q").stderr == ""
    listed = command("methods", "impute", "-q")
    assert (listed.stderr, listed.stdout.startswith("step\tkind")) == ("", True)
    (starter / "units.csv").write_text("unit\n", "utf-8")
    broken = command("check", starter, "-q")
    assert broken.returncode == 1
    assert not any(line.startswith("warning") for line in broken.stderr.splitlines())
    assert "must" in broken.stderr


def test_verbose_says_how_long_it_took(starter, command, tmp_path):
    said = command("check", starter, "-v").stderr.splitlines()
    assert re.fullmatch(r"ended after \d+\.\d s with exit code 0", said[-1])
    assert "no problems" in said[-2]
    (tmp_path / "planned.csv").write_text("from,to,year,mode,count\nBOR,GUL,2026,rail_crossings,1\n", "utf-8")
    moved = command("whatif", starter, tmp_path / "planned.csv", "--draws", "8", "-v")
    assert moved.returncode == 0, moved.stderr
    assert [line for line in moved.stderr.splitlines() if re.fullmatch(r"draws: \d+\.\d s", line)]
    assert command("check", starter).stderr.splitlines() == said[:-1]


def test_both_together_are_refused(starter, command):
    refused = command("check", starter, "-q", "-v")
    assert refused.returncode == 1
    assert refused.stderr.splitlines()[0] == "-q and -v: must not stand together"


def complete(shell, words, **more):
    environment = {**os.environ, "_CONNECTINDEX_COMPLETE": f"complete_{shell}", "COMP_WORDS": words,
                   "COMP_CWORD": str(len(words.split(" ")) - 1), "_TYPER_COMPLETE_ARGS": words, **more}  # fmt: skip
    program = "import sys; sys.argv[0] = 'connectindex'; from connectindex.cli import main; main()"
    command = [sys.executable, "-c", program]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False).stdout


@pytest.mark.parametrize(
    ("shell", "more"), [("bash", {}), ("zsh", {}), ("fish", {"_TYPER_COMPLETE_FISH_ACTION": "get-args"})]
)
def test_shells_complete_commands_and_options(shell, more):
    assert "build" in complete(shell, "connectindex bu", **more)
    assert "check" not in complete(shell, "connectindex bu", **more)
    if shell != "fish":
        assert "--strict" in complete(shell, "connectindex build --st", **more)
