"""Editions for the tests: the starter edition, and the world edition cut down to twenty countries."""

from __future__ import annotations

import csv
import gc
import hashlib
import os
import pickle
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

from connectindex.cli import main
from connectindex.edition.read import starter_folder, world_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

TWENTY = [
    "CHN",
    "RUS",
    "MNG",
    "KAZ",
    "KGZ",
    "UZB",
    "LAO",
    "VNM",
    "MMR",
    "PAK",
    "DEU",
    "FRA",
    "POL",
    "CHE",
    "AUT",
    "USA",
    "CAN",
    "BRA",
    "KEN",
    "ETH",
]


KEPT = 200  # sums of links

# a check fails for what a change does, not for the examples of the day: these are drawn anew by `./run fuzz` alone
settings.register_profile("repeatable", derandomize=True, deadline=None)
if "FUZZ_MINUTES" not in os.environ:
    settings.load_profile("repeatable")


def pytest_addoption(parser: pytest.Parser) -> None:
    text = "skip tests when they read the world edition, draw a book or start a program"
    parser.addoption("--quick", action="store_true", help=text)


def pytest_configure(config: pytest.Config) -> None:
    runs_tests = hasattr(config, "workerinput") or not getattr(config.option, "numprocesses", None)
    if config.getoption("--quick") and runs_tests:
        sys.addaudithook(skip_what_takes_long)


def pytest_collection_finish() -> None:
    """Leave modules and collected tests out of the search for garbage, a tenth of the time of a long run."""
    gc.collect()
    gc.freeze()


def pytest_sessionfinish() -> None:
    gc.unfreeze()


def skip_what_takes_long(event: str, args: tuple[object, ...]) -> None:
    if "PYTEST_CURRENT_TEST" not in os.environ:  # pytest and its plugins start programs, too
        return
    reasons = {
        "reads the world edition": event == "open" and str(args[0]).endswith("editions/world/index.toml"),
        "draws a book": event == "import" and args[0] == "weasyprint",
        "starts a program": event == "subprocess.Popen",
    }
    for reason, holds in reasons.items():
        if holds:
            pytest.skip(reason)


@pytest.fixture(scope="session", autouse=True)
def sums_of_links() -> Iterator[None]:
    """Sum the same records of links once in all tests of a process, which takes half the time of a build.

    The sums are taken anew where anything they hang on differs; tests of how links are summed call the function itself.
    """
    from connectindex import links

    summed, kept = links.summed, {}

    def once(records: Any, modes: Any, year: int, sources: Any = (), places: Any = None) -> Any:
        if sources:  # which may have changed in the meantime
            return summed(records, modes, year, sources, places)
        content = hashlib.sha256(pickle.dumps(records, protocol=5)).digest()
        key = (content, tuple(modes.items()), year, tuple((places or {}).items()))
        if key not in kept:
            kept[key] = summed(records, modes, year, sources, places)
            if len(kept) > KEPT:
                del kept[next(iter(kept))]
        return tuple(table.copy() for table in kept[key])

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(links, "summed", once)
        yield


@pytest.fixture
def starter(tmp_path: Path) -> Path:
    """A copy of the starter edition that a test may break, without its placeholders."""
    folder = tmp_path / "starter"
    shutil.copytree(starter_folder(), folder, ignore=shutil.ignore_patterns("__*", "texts"))
    settings = (folder / "index.toml").read_bytes()
    (folder / "index.toml").write_bytes(settings.replace(b'"Your institute"', b'"Institute of Tests"'))
    return folder


@pytest.fixture
def command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., subprocess.CompletedProcess[str]]:
    """The command, run in this process: its exit code and what it printed. A process of its own would take seconds."""
    monkeypatch.setenv("TZ", "UTC")  # the command sets it; the next test has it as it was

    def run(*arguments: object, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        monkeypatch.setattr(sys, "argv", ["connectindex", *map(str, arguments)])
        capsys.readouterr()
        code: Any = 0
        with monkeypatch.context() as moved:
            if cwd is not None:
                moved.chdir(cwd)
            try:
                main()
            except SystemExit as end:
                code = end.code
        return subprocess.CompletedProcess(sys.argv, code or 0, *capsys.readouterr())

    return run


@pytest.fixture(scope="session")
def program() -> Iterator[list[str]]:
    """How `python -m connectindex` is started as a process of its own, in a tenth of a second (`tests/warm`).

    Exit code, streams, signals and limits are those of a process. A test of how an interpreter starts (its flags, what it
    imports and from where) starts one of its own.
    """
    if sys.platform != "linux":
        yield [sys.executable, "-m", "connectindex"]
        return
    here = Path(__file__).parent / "warm"
    with tempfile.TemporaryDirectory() as folder:
        door = Path(folder) / "door"  # a short path: 107 bytes are all that a socket's may have
        environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}  # threads do not survive a fork
        command = [sys.executable, "-W", "error", here / "server.py", door]
        with subprocess.Popen(command, stdin=subprocess.PIPE, env=environment) as server:
            while not door.exists():
                assert server.poll() is None, "the server of forks did not start"
                time.sleep(0.05)
            yield [sys.executable, "-I", "-S", str(here / "client.py"), str(door)]
            assert server.poll() is None, "the server of forks has ended"
            server.communicate()


@pytest.fixture(scope="session")
def twenty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The world edition with twenty countries scored; the others stay partners."""
    folder = tmp_path_factory.mktemp("twenty") / "edition"
    shutil.copytree(world_folder(), folder, ignore=shutil.ignore_patterns("__*", "derive"))
    with (folder / "units.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        row["scored"] = "yes" if row["unit"] in TWENTY else "no"
    with (folder / "units.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return folder
