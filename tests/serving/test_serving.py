"""``connectindex serve``: a real server on a free port, of an edition whose files are changed while it runs."""

from __future__ import annotations

import hashlib
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from urllib.parse import quote

import pytest

from connectindex.edition.inputs import world_folder
from connectindex.errors import lines
from connectindex.filenames import MANIFEST
from connectindex.serving.builds import Builds
from connectindex.serving.state import State

LONG = 60  # seconds after which a test gives up
PAGES = ("index.html", "countries/ALD.html", "explore.html", "find.html", "embed/ranking-1.html", "tables/scores.csv")


class Browser:
    """What a browser does: it keeps the stream of changes open, and asks for pages."""

    def __init__(self, address):
        self.port = int(address.rsplit(":", 1)[1].strip("/"))
        self.stream = http.client.HTTPConnection("127.0.0.1", self.port, timeout=LONG)
        self.stream.request("GET", "/-/events")
        self.events = self.stream.getresponse()

    def status(self, wanted):
        """The next status that is as wanted."""
        end = time.monotonic() + LONG
        while time.monotonic() < end:
            line = self.events.readline().decode()
            assert line, "the stream has ended"
            if line.startswith("data: ") and wanted(status := json.loads(line[6:])):
                return status
        raise AssertionError("nothing as wanted came")

    def get(self, path, method="GET", host=None, *, raw=False):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=LONG)
        connection.request(method, path, headers={"Host": host} if host else {})
        answer = connection.getresponse()
        content = answer.read()
        content = content if raw else content.decode("utf-8", "replace")
        connection.close()
        return answer.status, content

    def close(self):
        self.events.close()
        self.stream.close()


@contextmanager
def served(folder, *options, home=None):
    environment = {**os.environ, "TMPDIR": str(home)} if home else None
    command = [sys.executable, "-m", "connectindex", "serve", str(folder), "--port", "0", "--no-open", *options]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment) as process:
        try:
            first = process.stderr.readline()
            assert first.startswith("http://127.0.0.1:"), first + process.stderr.read()
            browser = Browser(first.split()[0])
            yield process, browser
            browser.close()
        finally:
            if process.poll() is None:
                process.kill()


def content_of(folder):
    return {p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest()
            for p in folder.rglob("*") if p.is_file()}  # fmt: skip


def changed(folder, old, new, name="index.toml"):
    path = folder / name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


@pytest.mark.slow
def test_a_served_edition_follows_its_files(starter, command, tmp_path):
    before = content_of(starter)
    home = tmp_path / "scratch"
    home.mkdir()
    with served(starter, home=home) as (process, browser):
        first = browser.status(lambda s: s["version"] == 1 and not s["building"])
        assert first["title"] == "Starter Connectivity Index 2026"
        status, frame = browser.get("/")
        assert (status, "/-/events" in frame, "/edition/index.html" in frame) == (200, True, True)
        status, page = browser.get("/edition/index.html")
        assert status == 200
        assert "Starter Connectivity Index" in page
        assert browser.get("/edition/countries/ALD.html")[0] == 200

        changed(starter, 'title = "Starter Connectivity Index"', 'title = "Another Title"')
        second = browser.status(lambda s: s["version"] == 2)
        assert second["title"] == "Another Title 2026"
        page = browser.get("/edition/index.html")[1]
        assert "Another Title" in page

        changed(starter, "weight = 2", 'weight = "two"')
        broken = browser.status(lambda s: s["problems"])
        said = command("check", starter).stderr.splitlines()
        assert broken["problems"] == [line for line in said if line.startswith("index.toml")]
        assert broken["version"] == 2
        assert browser.get("/edition/index.html") == (200, page)

        changed(starter, 'weight = "two"', "weight = 3")
        mended = browser.status(lambda s: s["version"] == 3)
        assert mended["problems"] == []
        assert browser.get("/edition/index.html")[1] != page

        assert browser.get("/edition/index.html", host="evil.example:80")[0] == 403
        assert browser.get("/edition/../../../../etc/passwd")[0] == 404
        assert browser.get("/edition/%2e%2e/%2e%2e/etc/passwd")[0] == 404
        assert browser.get("/edition/countries/")[0] == 404
        assert browser.get("/index.toml")[0] == 404
        assert browser.get("/edition/index.html", "POST")[0] == 501

        assert content_of(starter).keys() == before.keys()
        assert {k for k, v in content_of(starter).items() if v != before[k]} == {"index.toml"}
        process.send_signal(signal.SIGINT)
        assert process.wait(LONG) == 0
        assert process.stderr.read().splitlines()[-1] == "ended"
        assert list(home.iterdir()) == []


@pytest.mark.slow
def test_all_files_of_the_served_world_are_those_of_a_build_from_nothing(command, tmp_path):
    folder = tmp_path / "world"
    shutil.copytree(world_folder(), folder, ignore=shutil.ignore_patterns("derive", "__*"))
    with served(folder) as (_, browser):
        browser.status(lambda s: s["version"] and not s["building"])
        changed(folder, "liner_access = 2,", "liner_access = 3,")
        changed(folder, 'title = "World', 'title = "Whole World')
        now = browser.status(lambda s: s["title"].startswith("Whole World") and not s["building"])
        assert not now["pending"]
        assert command("build", folder, "-o", tmp_path / "out", "--no-pdf").returncode == 0
        files = [p for p in (tmp_path / "out").rglob("*") if p.is_file()]
        assert len(files) > 200
        for file in files:
            name = file.relative_to(tmp_path / "out").as_posix()
            assert browser.get(f"/edition/{quote(name)}", raw=True) == (200, file.read_bytes()), name


def test_what_a_build_refuses_is_refused_until_it_is_mended(starter, command, tmp_path):
    (starter / "mine.py").write_text("INDICATORS = []\n", "utf-8")
    changed(starter, 'edition = "2026"', 'edition = "2026"\npython = "mine.py"')
    said = command("build", starter, "-o", tmp_path / "out", "--no-pdf").stderr.splitlines()
    before = content_of(starter)
    with served(starter) as (process, browser):
        refused = browser.status(lambda s: s["problems"])
        assert refused["problems"] == said[: len(refused["problems"])]
        assert "--allow-code" in refused["problems"][0]
        assert browser.get("/edition/index.html")[0] == 404
        assert browser.get("/")[0] == 200
        changed(starter, 'python = "mine.py"', "")
        mended = browser.status(lambda s: s["version"] == 1 and not s["building"])
        assert mended["problems"] == []
        built = command("build", starter, "-o", tmp_path / "out", "--no-pdf")
        assert built.returncode == 0
        for name in PAGES:  # byte for byte what a build writes
            served_bytes = browser.get(f"/edition/{name}", raw=True)
            assert served_bytes == (200, (tmp_path / "out" / name).read_bytes()), name
        assert browser.get("/edition/index.html", host="evil.example:80")[0] == 403
        assert browser.get("/edition/%2e%2e/%2e%2e/etc/passwd")[0] == 404
        assert content_of(starter).keys() == before.keys()
        process.send_signal(signal.SIGTERM)
        assert process.wait(LONG) == 0


def test_a_port_in_use_and_a_folder_without_an_edition_are_named(starter, command, tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ended = command("serve", starter, "--port", port, "--no-open")
    assert ended.returncode == 1
    assert f"--port: must be free, got {port}" in ended.stderr
    ended = command("serve", tmp_path / "nothing", "--no-open")
    assert (ended.returncode, ended.stderr.splitlines()[-2:]) == (
        1,
        [f"{tmp_path}/nothing: must be a folder with an index.toml", "1 problem; nothing was written"],
    )


def test_without_watchfiles_one_line_says_what_to_install(starter, command, monkeypatch):
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    ended = command("serve", starter, "--no-open")
    assert ended.returncode == 1
    assert "not installed: watchfiles; to install: pip install 'connectindex[serve]'" in ended.stderr


def test_files_of_editors_and_of_outputs_are_passed_over(tmp_path):
    (tmp_path / "build" / "tables").mkdir(parents=True)
    (tmp_path / "build" / MANIFEST).write_text("{}", "utf-8")
    builds = Builds(tmp_path, State(), None, allow_code=False)
    wanted = {name: builds.wanted(None, str(tmp_path / name)) for name in (
        "index.toml", "values/a.csv", "texts/foreword.md", "build/index.html", "build/tables/a.csv",
        "index.toml~", ".index.toml.swp", "__pycache__/a.pyc",
    )}  # fmt: skip
    assert [name for name, kept in wanted.items() if kept] == ["index.toml", "values/a.csv", "texts/foreword.md"]


def test_a_unit_without_a_rank_is_shown_on_a_page_of_its_own(starter):
    changed(starter, "unit = 0.6 ", "unit = 0.9 ")
    changed(starter, "draws = 1000", "draws = 64")
    state = State()
    Builds(starter, state, None, allow_code=False).build()
    assert state.status.problems == ()
    assert b"Why there is no rank" in state.files["countries/ELM.html"]
    assert b'href="countries/ELM.html"' in state.files["index.html"]


def test_problems_are_those_of_the_last_build(tmp_path, capsys):
    state = State()
    builds = Builds(tmp_path, state, None, allow_code=False)
    builds.build()
    assert state.status.problems == tuple(capsys.readouterr().err.splitlines())
    assert state.status.version == 0
    assert list(lines([])) == []


def test_who_waits_is_told_of_the_next_change():
    state = State()
    number, _ = state.after(-1, 0)
    told = []
    waiting = threading.Thread(target=lambda: told.append(state.after(number, LONG)))
    waiting.start()
    state.change(title="T", problems=("a",))
    waiting.join(LONG)
    assert told[0][0] == number + 1
    assert json.loads(told[0][1])["problems"] == ["a"]
    assert state.after(number + 1, 0)[0] == number + 1
    state.end()
    assert state.ended


@pytest.mark.parametrize("name", ["building", "problems", "warnings", "version", "title"])
def test_the_frame_shows_what_it_is_told(name):
    from importlib import resources

    frame = resources.files("connectindex.serving").joinpath("frame.html").read_text("utf-8")
    assert f"status.{name}" in frame
    assert "innerHTML" not in frame
