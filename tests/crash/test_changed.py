"""Inputs that change while an index is made: the manifest names what was read, or a problem names what changed."""

import datetime as dt
import hashlib
import json
import shutil

import pandas as pd
import pytest

import connectindex as ci
from connectindex.edition import read, snapshot
from connectindex.edition.read import parse
from connectindex.errors import InputError

DAY = dt.date(2026, 11, 22)


def sha(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def appended(path, text=" "):
    path.write_bytes(path.read_bytes() + text.encode())


@pytest.mark.parametrize("name", ["index.toml", "units.csv", "values/statistics.csv", "links/links.csv", "notes.md"])
def test_a_file_that_changes_while_it_is_read(starter, monkeypatch, name):
    """Right after the last table has been read, whichever file it is."""
    tables = read._tables

    def meanwhile(folder, *rest):
        found = tables(folder, *rest)
        appended(folder / name)
        return found

    monkeypatch.setattr(read, "_tables", meanwhile)
    edition, problems, _ = parse(starter)
    assert edition is None
    assert [str(p) for p in problems] == [f"{name}: must not change while it is read; try again"]


def test_a_file_that_goes_while_it_is_read(starter, monkeypatch):
    tables = read._tables

    def meanwhile(folder, *rest):
        found = tables(folder, *rest)
        (folder / "notes.md").unlink()
        return found

    monkeypatch.setattr(read, "_tables", meanwhile)
    assert [p.place for p in parse(starter)[1]] == ["notes.md"]


def test_the_manifest_names_what_was_read_not_what_lies_there_later(starter, tmp_path):
    edition = ci.read_edition(starter)
    before = sha(starter / "units.csv")
    result = ci.build(edition)
    appended(starter / "units.csv", "ZED,Zedland,North,no\n")
    ci.report(result, tmp_path / "out", date=DAY, pdf=False)
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text("utf-8"))
    assert manifest["inputs"]["units.csv"] == before != sha(starter / "units.csv")
    assert "Zedland" not in (tmp_path / "out" / "index.html").read_text("utf-8")


def records(path, count):
    path.parent.mkdir(exist_ok=True)
    one = {"from": ["ALD"], "to": ["BOR"], "year": [2025], "mode": ["flights"], "count": [float(count)]}
    pd.DataFrame(one).to_parquet(path)


def late(starter, name):
    """An edition with a file that is read when the output is made."""
    if name == "map.json":
        from connectindex.edition.read import world_folder

        shutil.copy(world_folder() / name, starter)
    elif name == "big/links.parquet":
        records(starter / name, 1)
        with (starter / "index.toml").open("a", encoding="utf-8") as file:
            file.write(f'\n[[links]]\nparquet = "{name}"\n')
    else:
        (starter / name).write_text("# Licences of the data\n", "utf-8")
    return ci.build(ci.read_edition(starter))


@pytest.mark.parametrize("name", ["map.json", "LICENSES-DATA.md", "big/links.parquet"])
def test_a_file_that_is_read_late_and_changes(starter, tmp_path, name):
    result = late(starter, name)
    assert name in result.edition.inputs
    assert snapshot.late_changes(result.edition) == []
    if name.endswith(".parquet"):
        records(starter / name, 2)
    else:
        appended(starter / name)
    with pytest.raises(InputError, match=f"{name}: must not change while the index is made; try again"):
        ci.report(result, tmp_path / "out", date=DAY, pdf=False)
    assert not (tmp_path / "out").exists()
