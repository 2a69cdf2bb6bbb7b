"""The command in any surroundings: full, closed and narrow streams, odd variables; exit codes 0, 1 and 2 and no traceback."""

import json
import os
import subprocess
import sys

import pytest

import connectindex as ci
from connectindex.edition.inputs import source_date
from connectindex.errors import InputError

LAST = 253_402_300_799
RULE = f"SOURCE_DATE_EPOCH: must be a whole number of seconds since 1970, {LAST} at most, got"


@pytest.fixture
def shell(program):
    """A line of the shell, in which "$@" is the command with these arguments."""

    def run(script, *args, program=program, **variables):
        command = ["sh", "-c", script, "sh", *program, *map(str, args)]
        return subprocess.run(
            command, capture_output=True, text=True, check=False, timeout=300, env={**os.environ, **variables}
        )

    return run


# an interpreter that starts: what it makes of closed streams, and what libraries read when they are imported
NEW = [sys.executable, "-m", "connectindex"]


pytestmark = pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")  # noqa: PTH110


def test_a_full_standard_output_ends_in_exit_code_1_and_one_line(shell):
    done = shell('"$@" > /dev/full', "indicators")
    assert (done.returncode, done.stderr) == (1, "connectindex: No space left on device\n")


def test_a_full_standard_error_ends_in_exit_code_1(shell, starter):
    done = shell('"$@" 2> /dev/full', "check", starter)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", "")


def test_a_full_standard_error_of_a_wrong_edition_ends_in_exit_code_1(shell, starter):
    (starter / "units.csv").unlink()
    assert shell('"$@" 2> /dev/full', "check", starter).returncode == 1


def test_a_build_with_closed_streams_writes_its_output(shell, starter, tmp_path):
    done = shell('"$@" <&- >&- 2>&-', "build", starter, "-o", tmp_path / "out", "--no-pdf", program=NEW)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert (tmp_path / "out" / "index.html").read_text("utf-8").startswith("<!doctype html>")


def test_a_closed_standard_error_of_a_wrong_edition_ends_in_exit_code_1(shell, starter):
    (starter / "units.csv").unlink()
    assert shell('"$@" 2>&-', "check", starter, program=NEW).returncode == 1


@pytest.mark.parametrize("encoding", ["latin-1", "utf-8"])
def test_signs_that_a_terminal_lacks_are_escaped(starter, encoding):
    done = subprocess.run(
        [sys.executable, "-m", "connectindex", "compare", str(starter), str(starter)],
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONIOENCODING": encoding},
    )
    assert done.returncode == 0, done.stderr
    first = done.stdout.decode(encoding).splitlines()[0]
    quotes = ("“", "”") if encoding == "utf-8" else (r"\u201c", r"\u201d")
    assert first.startswith(f"{quotes[0]}2026 (old){quotes[1]}"), first


@pytest.mark.parametrize("flag", ["-O", "-OO"])
def test_help_is_whole_without_docstrings(flag):
    for command, words in {
        "build": "Build an index: tables, workbook, pages and book.",
        "check": "List every problem of an edition",
        "new": "Make an edition to change into your own",
        "compare": "Report what changed between two editions",
        "whatif": "Compute the effect of opened, closed, added or changed links",
        "indicators": "List the catalogue of indicators",
    }.items():
        shown = subprocess.run(
            [sys.executable, flag, "-m", "connectindex", command, "--help"], capture_output=True, text=True, check=True
        )
        assert words in " ".join(shown.stdout.split()), command


@pytest.mark.parametrize("epoch", ["abc", "1e9", "-1", "1.5", "٣", str(LAST + 1), "9" * 5000, " 1"])
def test_a_source_date_that_is_no_number_of_seconds_is_a_problem(monkeypatch, epoch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    with pytest.raises(InputError) as error:
        source_date()
    assert str(error.value).startswith(RULE), str(error.value)
    assert len(str(error.value)) < 250


def test_source_dates_from_1970_to_9999(monkeypatch):
    for text, day in (("0", "1970-01-01"), ("86399", "1970-01-01"), ("86400", "1970-01-02"), (str(LAST), "9999-12-31")):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", text)
        assert str(source_date()) == day
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "")
    assert source_date() is None


def test_no_control_character_of_a_manifest_or_a_name_of_a_file_reaches_the_terminal(shell, starter, tmp_path):
    out, bell = tmp_path / "out", "\x1b]0;owned\x07"
    assert shell('"$@"', "build", starter, "-o", out, "--no-pdf", "-q").returncode == 0
    manifest = json.loads((out / "manifest.json").read_text("utf-8"))
    (out / "manifest.json").write_text(json.dumps(manifest | {"title": bell}), "utf-8")
    told = shell('"$@"', "build", starter, "-o", out, "--no-pdf")
    assert told.stderr.startswith("?]0;owned? 2026: up to date; see ")
    (starter / "units.csv").unlink()  # the output alone tells the title
    compared = shell('"$@"', "compare", out, out)
    strange = starter / f"values/{bell}.csv"
    strange.mkdir()
    checked = shell('"$@"', "check", strange / "nothing")
    for done in (told, compared, checked):
        assert "\x1b" not in done.stdout + done.stderr
        assert "\x07" not in done.stdout + done.stderr
    assert (compared.returncode, checked.returncode) == (0, 1)


@pytest.mark.parametrize(
    "args", [["check", "x"], ["build", "x"], ["compare", "x", "x"], ["whatif", "x"], ["indicators"], ["new", "y"]]
)
def test_every_command_names_a_source_date_that_is_none(shell, starter, tmp_path, args):
    starter.rename(tmp_path / "x")
    here = f'cd "{tmp_path}"; "$@"'
    done = shell(here, *args, program=NEW, SOURCE_DATE_EPOCH="abc")
    assert done.returncode == 1
    first, last = done.stderr.splitlines()
    assert first.startswith(f"{RULE} 'abc'")
    assert last == "1 problem; nothing was written"


def test_an_empty_source_date_is_none(shell, starter, tmp_path):
    done = shell('"$@"', "build", starter, "-o", tmp_path / "out", "--no-pdf", "-q", program=NEW, SOURCE_DATE_EPOCH="")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads((tmp_path / "out/manifest.json").read_text("utf-8"))["date"] == "2026-01-31"  # of its sources


def test_an_output_of_the_last_day_a_date_can_have_in_a_time_zone_that_is_none(shell, starter, tmp_path):
    surroundings = {"SOURCE_DATE_EPOCH": str(LAST), "TZ": "/etc/passwd"}
    done = shell('"$@"', "build", starter, "-o", tmp_path / "out", "--no-pdf", "-q", program=NEW, **surroundings)
    assert (done.returncode, done.stderr) == (0, "")
    assert '"date": "9999-12-31"' in (tmp_path / "out/manifest.json").read_text("utf-8")


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        (["--draws", 10**30], f"what if draws: must be a whole number from 0 to 1,000,000, got 1{'0' * 30}"),
        (["--draws", -1], "what if draws: must be a whole number from 0 to 1,000,000, got -1"),
        (["--seed", -1], "what if seed: must be a whole number, 0 or more, got -1"),
    ],
)
def test_a_what_if_of_too_many_draws_is_refused(shell, starter, tmp_path, options, problem):
    (tmp_path / "m.csv").write_text("from,to,year,mode,count\nALD,GUL,2030,air_routes,3\n", "utf-8")
    done = shell('"$@"', "whatif", starter, tmp_path / "m.csv", *options)
    assert (done.returncode, done.stderr.splitlines()[0]) == (1, problem)


def test_a_comparison_of_too_many_draws_is_refused(shell, starter):
    done = shell('"$@"', "compare", starter, starter, "--draws", 10**30)
    wanted = f"compare draws: must be a whole number from 1 to 1,000,000, got 1{'0' * 30}"
    assert (done.returncode, done.stderr.splitlines()[0]) == (1, wanted)


def test_an_audit_of_too_many_draws_or_of_no_seed_is_refused(starter):
    edition = ci.read_edition(starter)
    for draws, seed, words in (
        (10**30, 0, f"robustness draws: must be a whole number from 1 to 1,000,000, got 1{'0' * 30}"),
        (2.5, 0, "robustness draws: must be a whole number from 1 to 1,000,000, got 2.5"),
        (8, -1, "robustness seed: must be a whole number, 0 or more, got -1"),
        (8, 0.5, "robustness seed: must be a whole number, 0 or more, got 0.5"),
    ):
        with pytest.raises(InputError) as error:
            ci.robustness(edition, draws=draws, seed=seed)
        assert str(error.value) == words
    assert ci.robustness(edition, draws=8, seed=10**30).ranks.notna().all(axis=None)


def test_draws_of_more_numbers_than_a_machine_holds_are_refused(starter, monkeypatch):
    monkeypatch.setattr("connectindex.audit.robustness.sampling.MOST_NUMBERS", 10_000)
    edition = ci.read_edition(starter)
    assert len(ci.robustness(edition, draws=100).ranks) == 8
    with pytest.raises(InputError, match=r"robustness draws: draws x scores must be 10,000 or fewer.*, got 400 x 32"):
        ci.robustness(edition, draws=400)
