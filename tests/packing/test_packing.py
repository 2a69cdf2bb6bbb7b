"""Replication packages: complete, the same each time, safe to unpack, and what was changed is found."""

import csv
import hashlib
import io
import json
import re
import shutil
import zipfile

import pytest

from connectindex.errors import InputError
from connectindex.packing.archive import unzipped, zipped
from connectindex.packing.package import compared, unpack
from connectindex.packing.texts import requirements
from tests.conftest import starter_folder


@pytest.fixture(scope="module")
def packed(tmp_path_factory):
    """A package of the starter edition, by the command."""
    import subprocess
    import sys

    home = tmp_path_factory.mktemp("packed")
    folder = home / "mine"
    shutil.copytree(starter_folder(), folder, ignore=shutil.ignore_patterns("__*"))
    command = [sys.executable, "-m", "connectindex", "pack", folder, home / "a.zip", "--no-pdf"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder, home / "a.zip"


def test_a_package_holds_what_a_replicator_needs(packed):
    folder, path = packed
    files = unzipped(path)
    for name in (
        "README.md",
        "LICENSES.md",
        "requirements.lock",
        "SHA256SUMS",
        ".zenodo.json",
        "output/tables/scores.csv",
    ):
        assert name in files
    inputs = {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    assert {name.removeprefix("edition/"): c for name, c in files.items() if name.startswith("edition/")} == inputs
    sums = dict(reversed(line.split("  ")) for line in files["SHA256SUMS"].decode().splitlines())
    assert sums == {n: hashlib.sha256(c).hexdigest() for n, c in files.items() if n != "SHA256SUMS"}
    readme = files["README.md"].decode()
    wanted = [
        "Overview",
        "Data availability and provenance",
        "Datasets",
        "Computational requirements",
        "Description of programs",
        "Instructions to replicators",
        "List of tables and programs",
        "References",
    ]
    assert re.findall(r"^## (.*)$", readme, re.MULTILINE) == wanted
    assert "| office | Yearbook of statistics (made up) |" in readme
    assert "Timetables (made up) (timetable): CC BY 4.0" in files["LICENSES.md"].decode()
    zenodo = json.loads(files[".zenodo.json"])
    assert (zenodo["upload_type"], zenodo["license"], zenodo["version"]) == ("dataset", "cc-by-4.0", "2026")
    assert zenodo["creators"] == [{"name": "Your institute"}]


def test_versions_are_those_of_all_packages_that_are_needed():
    found = requirements()
    assert {"connectindex", "pandas", "duckdb", "sqlglot", "weasyprint", "pydyf"} <= set(found)
    assert not {"pytest", "sphinx", "pyspark", "distributed"} & set(found)
    with (starter_folder().parents[2] / "docs" / "licences.csv").open(newline="", encoding="utf-8") as file:
        locked = {row["package"] for row in csv.DictReader(file) if row["needed_by"] == "index and report"}
    assert set(found) - {"connectindex"} <= locked


def test_versions_hold_what_pages_and_book_need(monkeypatch):
    needs = {
        "connectindex": ["pandas>=3", 'weasyprint>=70 ; extra == "report"', 'pyspark ; extra == "spark"'],
        "weasyprint": ["pydyf"],
    }

    class Installed:
        def __init__(self, name):
            self.version, self.requires = "1.0", needs.get(name, [])

    monkeypatch.setattr("connectindex.packing.texts.metadata.distribution", Installed)
    assert requirements() == dict.fromkeys(["connectindex", "pandas", "pydyf", "weasyprint"], "1.0")


def test_pages_that_could_not_be_made_anew_are_explained(packed, tmp_path, command, monkeypatch):
    monkeypatch.setattr("connectindex.output.lacking", lambda _extra: "not installed: altair")
    done = command("unpack", packed[1], tmp_path / "again")
    assert done.returncode == 0
    assert "pages and book are left out: not installed: altair" in done.stderr.splitlines()


def test_the_same_edition_has_the_same_package(packed, tmp_path, command):
    folder, path = packed
    assert command("pack", folder, tmp_path / "b.zip", "--no-pdf").returncode == 0
    assert (tmp_path / "b.zip").read_bytes() == path.read_bytes()


def test_unpacked_it_gives_the_same_bytes_and_numbers(packed, tmp_path, command):
    done = command("unpack", packed[1], tmp_path / "again")
    assert done.returncode == 0, done.stderr
    assert re.search(r"the same bytes: (\d+) of \1 files; every number is the same", done.stderr)
    assert (tmp_path / "again/edition/index.toml").is_file()


def test_a_number_that_is_not_that_of_the_edition_is_found(packed, tmp_path, command):
    files = unzipped(packed[1])
    scores = files["output/tables/scores.csv"].decode()
    first = re.search(r",(\d+\.\d+)", scores)[1]
    files["output/tables/scores.csv"] = scores.replace(first, f"{float(first) + 0.5:.6f}", 1).encode()
    (tmp_path / "changed.zip").write_bytes(zipped(files))
    refused = command("unpack", tmp_path / "changed.zip", tmp_path / "a")
    assert refused.returncode == 1
    assert "output/tables/scores.csv: must match its hash" in refused.stderr
    assert not (tmp_path / "a").exists()
    lines = [f"{hashlib.sha256(c).hexdigest()}  {n}\n" for n, c in sorted(files.items()) if n != "SHA256SUMS"]
    files["SHA256SUMS"] = "".join(lines).encode()
    (tmp_path / "forged.zip").write_bytes(zipped(files))
    found = command("unpack", tmp_path / "forged.zip", tmp_path / "b")
    assert found.returncode == 1
    assert "other bytes: tables/scores.csv" in found.stderr
    assert re.search(r"1 of [\d,]+ numbers differ, by 0\.5 at most", found.stderr)


def named(name, *, link=False):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        entry = zipfile.ZipInfo("x")
        entry.filename = name
        if link:
            entry.external_attr = 0o120777 << 16
        archive.writestr(entry, b"x")
    return out.getvalue()


@pytest.mark.parametrize(
    "name", ["../evil", "/evil", "a/../../evil", "C:/evil", "a\\..\\evil", "a//b", "a/./b", "con. "]
)
def test_names_that_lead_out_are_refused(name, tmp_path):
    (tmp_path / "bad.zip").write_bytes(named(name))
    with pytest.raises(InputError, match="must hold names within a folder"):
        unpack(tmp_path / "bad.zip", tmp_path / "out")
    assert [p.name for p in tmp_path.iterdir()] == ["bad.zip"]


def test_links_and_names_that_stand_twice_are_refused(tmp_path):
    (tmp_path / "link.zip").write_bytes(named("link", link=True))
    with pytest.raises(InputError, match="must not hold links"):
        unpack(tmp_path / "link.zip", tmp_path / "out")
    (tmp_path / "twice.zip").write_bytes(zipped({"a": b"1", "A": b"2"}))
    with pytest.raises(InputError, match="must hold each name once"):
        unpack(tmp_path / "twice.zip", tmp_path / "out")


def test_what_is_no_package_is_refused(tmp_path, command):
    (tmp_path / "text.zip").write_bytes(b"no zip")
    assert "must be a zip file" in command("unpack", tmp_path / "text.zip", tmp_path / "out").stderr
    (tmp_path / "other.zip").write_bytes(zipped({"a": b"1"}))
    assert "must be a replication package" in command("unpack", tmp_path / "other.zip", tmp_path / "out").stderr
    assert command("unpack", tmp_path / "nothing.zip", tmp_path / "out").returncode == 1


def test_files_of_the_user_are_never_written_over(packed, tmp_path, command):
    (tmp_path / "mine.zip").write_text("keep", "utf-8")
    refused = command("pack", packed[0], tmp_path / "mine.zip", "--no-pdf")
    assert refused.returncode == 1
    assert "must be a new file" in refused.stderr
    assert (tmp_path / "mine.zip").read_text("utf-8") == "keep"
    (tmp_path / "full").mkdir()
    (tmp_path / "full/notes.txt").write_text("keep", "utf-8")
    assert "must be a new or empty folder" in command("unpack", packed[1], tmp_path / "full").stderr


def test_a_table_that_lacks_is_a_difference(tmp_path):
    for side in ("old", "new"):
        (tmp_path / side / "tables").mkdir(parents=True)
    (tmp_path / "old/tables/a.csv").write_text("unit,x\nA,1\n", "utf-8")
    found = compared(tmp_path / "old", tmp_path / "new")
    assert (found.same, found.other, found.differing) == (False, ("tables/a.csv",), 1)
