"""All problems at once: wrong settings and tables hide none of the others, and nothing is said that only follows."""

import shutil

import pytest

from connectindex.edition.read import parse, starter_folder


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(starter_folder(), tmp_path / "edition")


def changed(folder, name, old, new):
    path = folder / name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def said(folder):
    return [str(p) for p in parse(folder)[1]]


def test_faults_of_five_files_are_named_in_one_run(folder):
    changed(folder, "index.toml", "publisher", "publischer")
    changed(folder, "values/statistics.csv", "ALD,2025", "XXX,2025")
    changed(folder, "links/links.csv", "ALD,BOR,2025,air_routes,3", "ALD,BOP,2025,air_route,3")
    with (folder / "units.csv").open("a", encoding="utf-8") as file:
        file.write((folder / "units.csv").read_text("utf-8").splitlines()[1] + "\n")
    with (folder / "sources.csv").open("a", encoding="utf-8") as file:
        file.write((folder / "sources.csv").read_text("utf-8").splitlines()[1] + "\n")
    problems = said(folder)
    for expected in (
        "index.toml [index] publischer: unknown key",
        "values/statistics.csv row 2, column unit: must be in units.csv, got 'XXX'",
        "links/links.csv row 2, column to: must be in units.csv, got 'BOP'",
        "links/links.csv row 2, column mode: must be in [modes] of index.toml, got 'air_route'",
    ):
        assert any(p.startswith(expected) for p in problems), (expected, problems)
    assert any(p.startswith("units.csv row") and "a unit must stand once" in p for p in problems)
    assert any(p.startswith("sources.csv row") and "a source must stand once" in p for p in problems)


def test_a_file_without_its_columns_is_said_once_and_nothing_of_what_it_would_hold(folder):
    path = folder / "values" / "statistics.csv"
    path.write_text(path.read_text("utf-8").replace("unit,year", "country,year", 1), "utf-8")
    problems = said(folder)
    assert any("must have the column 'unit'" in p for p in problems)
    assert not any("must stand once" in p or "needs" in p or "must have a value or a link" in p for p in problems), (
        problems
    )


def test_a_published_file_that_cannot_be_read_brings_no_complaint_of_what_it_holds(folder):
    with (folder / "index.toml").open("a", encoding="utf-8") as file:
        file.write('\n[[values]]\nfile = "downloads/x.csv"\nvariable = "x"\n')
    (folder / "downloads").mkdir()
    (folder / "downloads" / "x.csv").write_text("title\n\nunit,year,value\nALD,2025,1\n", "utf-8")
    problems = said(folder)
    assert len(problems) == 1
    assert problems[0].startswith(
        "downloads/x.csv row 1: must be a header, got 'title'; the header seems to be row 3: say header = 3"
    )


def test_a_block_without_its_file_is_one_problem(folder):
    with (folder / "index.toml").open("a", encoding="utf-8") as file:
        file.write('\n[[values]]\nvariable = "x"\n')
    assert said(folder) == ["index.toml [[values]] 1 file: must be given"]


def test_a_wrong_indicator_brings_no_complaint_that_follows_from_it(folder):
    text = (folder / "index.toml").read_text("utf-8")
    (folder / "index.toml").write_text(text + '\n[indicators.air_partners]\ndirektion = 1\nscale = "x"\n', "utf-8")
    problems = said(folder)
    assert sorted(p.partition(":")[0] for p in problems) == [
        "index.toml [indicators] air_partners.direktion", "index.toml [indicators] air_partners.scale",
    ]  # fmt: skip


def test_a_title_that_is_missing_hides_nothing(folder):
    text = (folder / "index.toml").read_text("utf-8").splitlines()
    (folder / "index.toml").write_text("\n".join(line for line in text if not line.startswith("title")), "utf-8")
    changed(folder, "values/statistics.csv", "ALD,2025", "XXX,2025")
    problems = said(folder)
    assert problems[0] == "index.toml [index] title: must be given"
    assert any("got 'XXX'" in p for p in problems)
