"""Figures known to be too low: they score under a flag of their own."""

import shutil

import pytest

import connectindex as ci
from connectindex.edition.read import starter_folder
from connectindex.errors import InputError


@pytest.fixture
def folder(tmp_path):
    copied = tmp_path / "starter"
    shutil.copytree(starter_folder(), copied, ignore=shutil.ignore_patterns("__*"))
    return copied


def edited(folder, file, old, new):
    path = folder / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    return folder


def internet_users(folder):
    file = next(p for p in (folder / "values").glob("*.csv") if "internet_users" in p.read_text("utf-8"))
    row = next(line for line in file.read_text("utf-8").splitlines() if "ALD" in line and "internet_users" in line)
    return file.relative_to(folder), row


def test_an_incomplete_value_scores_with_its_own_origin(folder):
    before = ci.build(ci.read_edition(folder))
    file, row = internet_users(folder)
    after = ci.build(ci.read_edition(edited(folder, file, row, row.replace("reported", "incomplete"))))
    assert before.origins.loc[("ALD", "internet_users"), "origin"] == "reported"
    assert after.origins.loc[("ALD", "internet_users"), "origin"] == "incomplete"
    assert after.scores.loc["ALD", "index"] == before.scores.loc["ALD", "index"]
    assert after.coverage["ALD"] == before.coverage["ALD"]


def test_an_incomplete_value_must_have_a_number(folder):
    file, row = internet_users(folder)
    cells = row.split(",")
    cells[3], cells[4] = "", "incomplete"
    with pytest.raises(InputError, match="must be given where status is reported, estimated or incomplete"):
        ci.read_edition(edited(folder, file, row, ",".join(cells)))


def test_incomplete_links_are_counted_and_say_so(folder):
    coverage = folder / "coverage.csv"
    coverage.write_text(
        coverage.read_text("utf-8") + "flights,ALD,incomplete,two airlines are not in the list\n", "utf-8"
    )
    before, after = ci.build(ci.read_edition(starter_folder())), ci.build(ci.read_edition(folder))
    assert after.origins.loc[("ALD", "air_flights"), "origin"] == "incomplete"
    assert after.scores.loc["ALD", "index"] == before.scores.loc["ALD", "index"]


def test_a_source_has_one_of_four_kinds(folder):
    head, *rows = (folder / "sources.csv").read_text("utf-8").splitlines()
    lines = [f"{head},kind", *(f"{row},official" for row in rows)]
    (folder / "sources.csv").write_text("\n".join(lines) + "\n", "utf-8")
    assert set(ci.read_edition(folder).sources.table["kind"]) == {"official"}
    edited(folder, "sources.csv", ",official", ",hearsay")
    with pytest.raises(InputError, match="must be one of official, survey, community, compiled, got 'hearsay'"):
        ci.read_edition(folder)
