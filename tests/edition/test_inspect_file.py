"""`connectindex inspect`: what is shown, the block, and the index.toml it is put into with its comments."""

import shutil
import tomllib
from pathlib import Path

import pytest

import connectindex as ci
from connectindex.edition.added import add_block, with_block
from connectindex.edition.inspect_file import inspect_file

SAMPLES = Path(__file__).parent.parent / "readers" / "samples"
INDEX = """# our index
[index]
title = "T"   # the title
edition = "1"
year = 2023

[tree]
indicators = ["net"]   # one is enough

[indicators.net]
name = "Internet users"
unit = "%"
direction = 1
variable = "individuals_using_the_internet"
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "downloads").mkdir()
    (tmp_path / "index.toml").write_text(INDEX, "utf-8")
    (tmp_path / "units.csv").write_text(
        "unit,name\nDEU,Germany\nKOR,South Korea\nTUR,Türkiye\nCIV,Côte d'Ivoire\n", "utf-8"
    )
    for name in ("databank.csv", "API_IT.NET.USER.ZS_DS2_en_csv_v2.csv"):
        shutil.copy(SAMPLES / name, tmp_path / "downloads" / name)
    return tmp_path


def test_the_block_is_added_and_every_comment_stays(folder):
    found = inspect_file(folder / "downloads" / "API_IT.NET.USER.ZS_DS2_en_csv_v2.csv", folder)
    add_block(folder, found.keys)
    text = (folder / "index.toml").read_text("utf-8")
    assert text.startswith(INDEX)
    assert tomllib.loads(text)["values"] == [dict(found.keys)]
    made = ci.read_edition(folder)
    assert ci.build(made).scores["index"].notna().sum() == 4


def test_a_second_block_is_put_behind_the_first(folder):
    for name in ("databank.csv", "API_IT.NET.USER.ZS_DS2_en_csv_v2.csv"):
        add_block(folder, inspect_file(folder / "downloads" / name, folder).keys)
    blocks = tomllib.loads((folder / "index.toml").read_text("utf-8"))["values"]
    assert [b["file"] for b in blocks] == ["downloads/databank.csv", "downloads/API_IT.NET.USER.ZS_DS2_en_csv_v2.csv"]


def test_a_file_outside_the_edition_is_refused_with_the_way_in(folder):
    with pytest.raises(
        ci.InputError, match=r"must lie inside the edition, which keeps what it is read from; copy it to .*downloads"
    ):
        inspect_file(SAMPLES / "databank.csv", folder)


def test_without_an_edition_units_are_not_looked_up():
    assert inspect_file(SAMPLES / "databank.csv").matches == ()


@pytest.mark.parametrize("name", ["none.csv", "index.toml.csv"])
def test_a_file_that_is_not_there_is_a_problem(folder, name):
    with pytest.raises(ci.InputError, match="must be a file"):
        inspect_file(folder / name, folder)


def test_text_that_is_no_toml_is_a_problem():
    with pytest.raises(ci.InputError, match=r"index.toml: must be valid TOML"):
        with_block("[index\n", {"file": "a.csv"})


def test_the_command_prints_the_block_alone_on_its_output(folder, command):
    done = command("inspect", "downloads/databank.csv", "-e", ".", "--write", cwd=folder)
    assert done.returncode == 0
    (block,) = tomllib.loads(done.stdout)["values"]
    assert block["file"] == "downloads/databank.csv"
    assert "units: 3 matched, 0 of them not by their own code" in done.stderr
    assert tomllib.loads((folder / "index.toml").read_text("utf-8"))["values"] == [block]
    wrong = command("inspect", "none.csv", cwd=folder)
    assert (wrong.returncode, "must be a file" in wrong.stderr, "Traceback" in wrong.stderr) == (1, True, False)
    usage = command("inspect", "downloads/databank.csv", "--write", cwd=folder)
    assert usage.returncode == 2
