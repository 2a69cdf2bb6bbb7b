"""Rebuilds: nothing is computed again that nothing has changed of, and nothing is found that has changed."""

import datetime as dt
import json
import logging
import os
import pickle
import re
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

import connectindex as ci
from connectindex.cache import HEAD, TAG, Cache, code, key, opened
from connectindex.errors import InputError
from connectindex.rebuild.fresh import fresh
from connectindex.rebuild.stages import audited, built, numbers_key, texts_key

DAY = dt.date(2026, 11, 22)
PLAIN = {"pdf": False}


def tree(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def replaced(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


class Made(logging.Handler):
    """What was computed, as the cache logs it."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(record.getMessage())

    def take(self) -> list[str]:
        made = [s.removeprefix("made ") for s in self.said if s.startswith("made ")]
        self.said.clear()
        return made


@pytest.fixture
def made():
    handler, logger = Made(), logging.getLogger("connectindex.cache")
    before = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)
    yield handler
    logger.removeHandler(handler)
    logger.setLevel(before)


@pytest.fixture
def cache(tmp_path):
    return opened(tmp_path / "parts")


def build(edition: Path, out: Path, cache: Cache, date: dt.date | None = DAY) -> None:
    given = ci.read_edition(edition)
    ci.report(built(given, cache), out, date=date, pdf=False, cache=cache)


# --- the folder of parts ---------------------------------------------------------------------------------------------


def test_an_entry_is_found_again_under_its_name_only(cache):
    cache.put("chart", key("a"), b"drawn")
    assert cache.get("chart", key("a")) == b"drawn"
    assert cache.get("chart", key("b")) is None
    assert cache.get("page", key("a")) is None
    assert replace(cache, fresh=True).get("chart", key("a")) is None
    assert Cache().get("chart", key("a")) is None


@pytest.mark.parametrize("damage", ["cut", "turned", "emptied", "other"])
def test_a_damaged_entry_is_dropped(cache, damage):
    cache.put("index", key("a"), b"x" * 1000)
    (path,) = (p for p in cache.folder.rglob("*") if p.is_file() and p.name != TAG)
    raw = path.read_bytes()
    path.write_bytes(
        {"cut": raw[:-1], "turned": raw[:-1] + b"y", "emptied": b"", "other": pickle.dumps("evil")}[damage]
    )
    assert cache.get("index", key("a")) is None
    assert not path.exists()
    assert cache.remembered("index", key("a"), lambda: b"anew") == b"anew"
    assert cache.get("index", key("a")) == b"anew"


def test_a_value_that_does_not_read_back_is_not_there(cache):
    cache.put("index", key("a"), b"no pickle")
    assert cache.value("index", key("a")) is None
    cache.keep("index", key("b"), lambda: 0)  # cannot be written
    assert cache.value("index", key("b")) is None
    cache.keep("index", key("c"), {"scores": (1.5, None)})
    assert cache.value("index", key("c")) == {"scores": (1.5, None)}


def test_entries_are_closed_to_others_and_none_is_half_written(cache):
    name = key("a")

    def written(k: int) -> bytes | None:
        cache.put("chart", name, bytes([k]) * 50_000)
        return cache.get("chart", name)

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(written, range(64)))
    assert all(f is not None and len(set(f)) == 1 and len(f) == 50_000 for f in found)
    files = [p for p in cache.folder.rglob("*") if p.is_file() and p.name != TAG]
    assert len(files) == 1
    assert cache.folder.stat().st_mode & 0o777 == 0o700


def test_what_was_used_least_lately_goes_first(cache):
    now = time.time()
    for k in range(4):
        cache.put("chart", key(str(k)), b"x" * 1000)
        (path,) = cache.folder.rglob(key(str(k)))
        os.utime(path, (now - 100 + k, now - 100 + k))
    size = 1000 + len(HEAD) + 65
    cache.get("chart", key("0"))  # used now
    cache.prune(largest=2 * size)
    assert [cache.get("chart", key(str(k))) is not None for k in range(4)] == [True, False, False, True]
    cache.prune(oldest=-1)
    assert list(cache.folder.rglob("*/*/*")) == []


def test_a_folder_that_is_not_ours_alone_is_refused(tmp_path):
    (tmp_path / "thesis").mkdir(mode=0o700)
    (tmp_path / "thesis/chapter.txt").write_text("ten years of work", "utf-8")
    with pytest.raises(InputError, match="must be empty, new, or a cache"):
        opened(tmp_path / "thesis")
    (tmp_path / "open").mkdir()
    (tmp_path / "open").chmod(0o777)
    with pytest.raises(InputError, match=r"closed to others, got mode 777; chmod 700"):
        opened(tmp_path / "open")
    (tmp_path / "file").write_text("", "utf-8")
    (tmp_path / "file").chmod(0o600)
    with pytest.raises(InputError, match="must be a folder"):
        opened(tmp_path / "file")


def test_names_hang_on_the_code_of_the_package(monkeypatch):
    before = key("a")
    assert re.fullmatch(r"[0-9a-f]{64}", code())
    monkeypatch.setattr("connectindex.cache._base", lambda: b"other code")
    assert key("a") != before


# --- stages ----------------------------------------------------------------------------------------------------------


def test_only_what_has_changed_is_made_again(starter, tmp_path, cache, made):
    out = tmp_path / "out"
    build(starter, out, cache)
    first = made.take()
    assert {"index", "audit", "data", "document", "chart", "8 of country.jinja"} <= set(first)
    before = tree(out)

    build(starter, out, cache)
    assert made.take() == ["0 of country.jinja"]
    assert tree(out) == before

    replaced(starter / "index.toml", "[report]", '[report]\ncolours = { accent = "#7a1f3d" }')
    build(starter, out, cache)
    assert made.take() == ["0 of country.jinja"]
    assert b"#7a1f3d" in tree(out)["index.html"]
    assert b"#7a1f3d" not in before["index.html"]

    (starter / "notes.md").write_text("A sentence that was not there.", "utf-8")
    build(starter, out, cache)
    assert not {"index", "audit", "chart"} & set(made.take())
    assert b"A sentence that was not there." in tree(out)["index.html"]

    values = starter / "values/statistics.csv"
    row = next(line for line in values.read_text("utf-8").splitlines() if ",internet_users," in line)
    replaced(values, row, re.sub(r",internet_users,[^,]*", ",internet_users,1", row))
    build(starter, out, cache)
    again = made.take()
    assert {"index", "audit", "data"} <= set(again)
    assert tree(out)["tables/scores.csv"] != before["tables/scores.csv"]


def test_with_parts_kept_an_output_has_the_same_bytes_as_without(starter, tmp_path, cache):
    build(starter, tmp_path / "warm", cache)
    replaced(starter / "units.csv", "Aldenia", "Aldemia")
    build(starter, tmp_path / "warm", cache)
    build(starter, tmp_path / "cold", Cache())
    assert tree(tmp_path / "warm") == tree(tmp_path / "cold")


def test_a_page_is_drawn_again_when_a_part_it_asks_for_changes(starter, tmp_path, cache, made):
    build(starter, tmp_path / "out", cache)
    made.take()
    replaced(starter / "index.toml", 'publisher = "', 'publisher = "The other ')
    build(starter, tmp_path / "out", cache)
    said = made.take()
    assert "index" not in said
    assert "8 of country.jinja" in said
    page = tree(tmp_path / "out")["countries/ALD.html"]
    assert b"The other " in page


def test_a_deleted_or_damaged_cache_changes_nothing(starter, tmp_path, cache, made):
    build(starter, tmp_path / "out", cache)
    before = tree(tmp_path / "out")
    for path in [p for p in cache.folder.rglob("*") if p.is_file() and p.name != TAG]:
        path.write_bytes(path.read_bytes()[:-1] + b"?")
    made.take()
    build(starter, tmp_path / "out", cache)
    assert {"index", "audit", "data"} <= set(made.take())
    assert tree(tmp_path / "out") == before
    shutil.rmtree(cache.folder)
    build(starter, tmp_path / "out", cache)
    assert tree(tmp_path / "out") == before


def test_a_kept_audit_says_what_a_new_one_says(starter, cache):
    edition = ci.read_edition(starter)
    first, keep = audited(edition, cache)
    ranks = first.ranks
    keep(first)
    again, _ = audited(ci.read_edition(starter), cache)
    assert "ranks" in again.__dict__  # kept with the tables it had made
    pd.testing.assert_frame_equal(again.ranks, ranks)
    pd.testing.assert_frame_equal(again.scores, first.scores)
    assert again.measured.edition.about == edition.about


def test_names_tell_numbers_from_looks(starter):
    edition = ci.read_edition(starter)
    numbers, texts = numbers_key(edition), texts_key(edition)
    assert numbers
    looks = replace(edition, report=replace(edition.report, highlight=("BOR",)), notes="other", folder=None)
    assert numbers_key(looks) == numbers
    about = replace(edition, about=replace(edition.about, publisher="other"))
    assert numbers_key(about) == numbers
    assert texts_key(about) != texts
    seed = replace(edition, robustness=replace(edition.robustness, seed=99))
    assert numbers_key(seed) == numbers
    assert numbers_key(seed, seed.robustness) != numbers_key(edition, edition.robustness)
    older = replace(edition, about=replace(edition.about, max_age=1))
    assert numbers_key(older) != numbers
    links = edition.links.assign(count=edition.links["count"] + 1)
    assert numbers_key(replace(edition, links=links)) != numbers


# --- nothing has changed ---------------------------------------------------------------------------------------------


def test_an_output_is_fresh_until_anything_changes(starter, tmp_path, monkeypatch):
    out = tmp_path / "out"
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    build(starter, out, Cache(), date=None)

    def is_fresh(date: dt.date | None = None, language: str | None = None, options: dict[str, object] = PLAIN) -> bool:
        return fresh(starter, out, date, language, options) is not None

    assert is_fresh()
    assert is_fresh(dt.date(2026, 1, 31))  # the day the sources were retrieved, as it was
    assert is_fresh(language="en")
    assert not is_fresh(DAY)
    assert not is_fresh(language="fr")
    assert not is_fresh(options={"pdf": True})
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    assert not is_fresh()
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    with monkeypatch.context() as patch:
        patch.setattr("connectindex.rebuild.fresh.code", lambda: "other")
        assert not is_fresh()
    assert is_fresh()

    files = [p for p in starter.rglob("*") if p.is_file()]
    assert len(files) > 6
    for path in files:
        before = path.read_bytes()
        path.write_bytes(before + b"\n")
        assert not is_fresh(), path.name
        path.write_bytes(before)
    (starter / "values/more.csv").write_text("unit,year,variable,value\n", "utf-8")
    assert not is_fresh()
    (starter / "values/more.csv").unlink()
    (starter / "LICENSES-DATA.md").write_text("CC BY", "utf-8")
    assert not is_fresh()
    (starter / "LICENSES-DATA.md").unlink()
    assert is_fresh()

    for path in (out / "index.html", out / "tables/scores.csv"):
        before = path.read_bytes()
        path.write_bytes(before + b" ")
        assert not is_fresh(), path.name
        path.write_bytes(before)
    (out / "stray.txt").write_text("the user's, which stays", "utf-8")
    assert is_fresh()
    (out / "manifest.json").write_text("[]", "utf-8")
    assert not is_fresh()


def test_links_elsewhere_are_never_fresh(starter, tmp_path):
    build(starter, tmp_path / "out", Cache(), date=None)
    settings = starter / "index.toml"
    settings.write_text(settings.read_text("utf-8") + '\n[[links]]\npostgres = "DB"\ntable = "t"\n', "utf-8")
    manifest = json.loads((tmp_path / "out/manifest.json").read_bytes())
    manifest["inputs"] = {}
    (tmp_path / "out/manifest.json").write_text(json.dumps(manifest), "utf-8")
    assert fresh(starter, tmp_path / "out", None, None, PLAIN) is None


def run(*args: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-W", "error", *map(str, args)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_command_says_up_to_date_and_loads_nothing(starter, tmp_path):
    out = tmp_path / "out"
    asked = ["build", starter, "-o", out, "--no-pdf", "--cache", tmp_path / "parts"]
    assert run("-m", "connectindex", *asked).returncode == 0
    before = {p: p.stat().st_mtime_ns for p in out.rglob("*")}
    program = (
        "import sys; sys.argv = ['connectindex', *sys.argv[1:]]\n"
        "from connectindex.cli import main\n"
        "try:\n    main()\n"
        "finally:\n    print([m for m in ('pandas', 'numpy', 'jinja2', 'weasyprint', 'duckdb') if m in sys.modules])"
    )
    again = run("-c", program, *asked)
    assert again.returncode == 0, again.stderr
    assert "Starter Connectivity Index 2026: up to date" in again.stderr
    assert again.stdout == "[]\n"
    assert {p: p.stat().st_mtime_ns for p in out.rglob("*")} == before
    forced = run("-m", "connectindex", *asked, "--force")
    assert "8 ranked" in forced.stderr
    assert run("-m", "connectindex", *asked, "-q").stderr == ""


def test_a_cache_that_cannot_be_used(starter, tmp_path):
    (tmp_path / "thesis").mkdir(mode=0o700)
    (tmp_path / "thesis/chapter.txt").write_text("ten years of work", "utf-8")
    asked = ["-m", "connectindex", "build", starter, "-o", tmp_path / "out", "--no-pdf"]
    refused = run(*asked, "--cache", tmp_path / "thesis")
    assert refused.returncode == 1
    assert "must be empty, new, or a cache with its CACHEDIR.TAG" in refused.stderr
    assert [p.name for p in (tmp_path / "thesis").iterdir()] == ["chapter.txt"]
    kept = Path(os.environ["XDG_CACHE_HOME"]) / "connectindex/parts"
    assert run(*asked, "--no-cache").returncode == 0
    assert not kept.exists()
