"""The command as a user runs it: exit codes, streams, and no traceback for a user's mistake."""

import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import contextmanager

import pytest


@pytest.fixture
def run(program):
    def started(*args, **more):
        command = [*program, "-W", "error", *map(str, args)]
        return subprocess.run(command, capture_output=True, text=True, check=False, **more)

    return started


def test_help_shows_every_command(run):
    shown = run("--help")
    assert shown.returncode == 0
    for command in ("build", "check", "new", "indicators"):
        assert command in shown.stdout
    for command in ("build", "check", "new", "indicators"):
        assert "Example" in run(command, "--help").stdout


def test_help_loads_nothing_heavy():
    code = "import sys, connectindex.cli; print([m for m in ('pandas', 'numpy', 'ibis', 'altair') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_new_check_and_build(run, tmp_path):
    made = run("new", tmp_path / "mine")
    assert made.returncode == 0, made.stderr
    checked = run("check", tmp_path / "mine")
    assert (checked.returncode, checked.stdout) == (0, "")
    assert "no problems, 4 warnings: 8 units, 7 indicators, 8 ranked" in checked.stderr
    built = run("build", tmp_path / "mine", "-o", tmp_path / "out", "--no-pdf")
    assert built.returncode == 0, built.stderr
    assert built.stdout == ""
    assert (tmp_path / "out/index.html").is_file()


def test_new_never_writes_over_files(tmp_path, command):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/notes.txt").write_text("keep", "utf-8")
    refused = command("new", tmp_path / "mine")
    assert refused.returncode == 1
    assert "must be a new or empty folder" in refused.stderr
    assert [p.name for p in (tmp_path / "mine").iterdir()] == ["notes.txt"]


def test_problems_end_in_exit_code_1_and_an_untouched_output(starter, tmp_path, command):
    out = tmp_path / "out"
    assert command("build", starter, "-o", out, "--no-pdf").returncode == 0
    before = {p: p.read_bytes() for p in out.rglob("*") if p.is_file()}
    links = starter / "links/links.csv"
    links.write_text(
        links.read_text("utf-8").replace("ALD,BOR,2025,air_routes,3", "ALD,BOP,2025,air_routes,-3"), "utf-8"
    )
    for asked in (["check", starter], ["build", starter, "-o", out]):
        failed = command(*asked)
        assert failed.returncode == 1
        assert "links/links.csv row 2, column to: must be in units.csv, got 'BOP'; did you mean 'BOR'?" in failed.stderr
        assert "links/links.csv row 2, column count: must not be negative, got '-3'" in failed.stderr
        assert "2 problems; nothing was written" in failed.stderr
        assert "Traceback" not in failed.stderr
        assert failed.stdout == ""
    assert {p: p.read_bytes() for p in out.rglob("*") if p.is_file()} == before


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["build", "--date", "tomorrow"], "must be a date like 2026-11-22"),
        (["bild"], "No such command"),
        (["build", "--pdff"], "No such option"),
    ],
)
def test_wrong_usage_ends_in_exit_code_2(run, args, said):
    failed = run(*args)
    assert failed.returncode == 2
    assert said in failed.stderr
    assert "Traceback" not in failed.stderr


def test_indicators_are_data_on_stdout(run):
    shown = run("indicators")
    header, *rows = shown.stdout.splitlines()
    assert header.split("\t") == ["id", "name", "unit", "needs", "definition", "source"]
    assert len(rows) > 20
    assert all(len(row.split("\t")) == 6 for row in rows)
    assert shown.stderr == ""


def test_no_progress_bar_off_a_terminal(run, starter, tmp_path):
    built = run("build", starter, "-o", tmp_path / "out", "--no-pdf")
    assert built.stderr.count("\n") == 1
    assert run("build", starter, "-o", tmp_path / "out", "--no-pdf", "--quiet").stderr == ""


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("build starter -o starter", "starter: must not hold what it is made from, got starter/index.toml"),
        ("build starter -o .", ".: must not hold what it is made from, got starter/index.toml"),
        ("build starter -o starter/values/out", "starter/values/out: must not lie in what it is made from, got"),
        ("build starter -o starter2 --since starter2", "starter2: must not hold what it is made from, got starter2/"),
        ("build starter -o plans --what-if plans/moves.csv", "plans: must not hold what it is made from, got plans/"),
        ("whatif starter plans/moves.csv -o plans", "plans: must not hold what it is made from, got plans/moves.csv"),
        (
            "whatif starter -o thesis",
            "thesis: must be empty, new, or earlier answers to a what-if; it holds files, but",
        ),
        ("compare starter starter2 -o thesis", "thesis: must be empty, new, or an earlier comparison; it holds files"),
        ("compare starter starter2 -o starter2/links", "starter2/links: must not be what it is made from, got"),
        ("new thesis", "thesis: must be a new or empty folder"),
        ("import coinr thesis/whatif.csv thesis/whatif.csv --to thesis", "thesis: must be a new or empty folder"),
    ],
)
def test_no_command_writes_over_its_inputs_or_a_folder_of_the_users(starter, tmp_path, command, line, said):
    shutil.copytree(starter, tmp_path / "starter2")
    for name in ("plans/moves.csv", "thesis/thesis.docx", "thesis/whatif.csv", "thesis/comparison.csv"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("years of work", "utf-8")
    before = {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}
    failed = command(*line.split(), cwd=tmp_path)
    assert failed.returncode == 1
    assert said in failed.stderr
    assert {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()} == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["plans", "starter", "starter2", "thesis"]


def test_an_interrupted_build_leaves_the_former_output_whole(starter, tmp_path, command):
    out = tmp_path / "out"
    command("build", starter, "-o", out, "--no-pdf")
    before = {p: p.read_bytes() for p in out.rglob("*") if p.is_file()}
    path = starter / "index.toml"
    settings = path.read_text("utf-8").split("\n[robustness]")[0]
    slow = 'draws = 10\n[[robustness.vary]]\nwhat = "links"\nsamples = 10000\n'  # ten thousand networks take minutes
    path.write_text(f"{settings}\n[robustness]\n{slow}", "utf-8")
    with started("build", starter, "-o", out, "--no-pdf") as process:
        # it has begun when it has taken the right to write beside the output
        given_up = time.monotonic() + 300
        while not list(tmp_path.glob(".out-building/*")):
            assert process.poll() is None, process.communicate()
            assert time.monotonic() < given_up
            time.sleep(0.05)
        os.killpg(process.pid, signal.SIGINT)
        printed, errors = process.communicate()
    assert process.returncode == 130
    assert "Traceback" not in errors
    assert "nothing was written" in errors
    assert printed == ""
    assert {p: p.read_bytes() for p in out.rglob("*") if p.is_file()} == before
    assert sorted(p.name for p in tmp_path.iterdir() if p.name.startswith((".out", "out"))) == ["out"]


@contextmanager
def started(*args):
    """A command in a group of processes of its own, which an interrupt can reach and which ends with the test."""
    process = subprocess.Popen(
        # a shell that starts something in the background has it ignore interrupts, and so would all that it starts
        [sys.executable, "-c", INTERRUPTIBLE, *map(str, args)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    with process:
        try:
            yield process
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)


INTERRUPTIBLE = """
import runpy, signal
signal.signal(signal.SIGINT, signal.default_int_handler)
runpy.run_module("connectindex", run_name="__main__", alter_sys=True)
"""
