"""The page on a first edition tells the truth: its commands run, and print what it says."""

import contextlib
import doctest
import io
import re
import shlex
import shutil
import sys
from pathlib import Path

import pandas as pd
import pytest

from connectindex import cli

DOCS = Path(__file__).parents[1] / "docs"
pytestmark = pytest.mark.skipif(not (DOCS / "first-edition.md").is_file(), reason="an archive of sources has no docs")


def typed(command, monkeypatch):
    """What a command prints on both streams, in its order, and its exit code."""
    printed = io.StringIO()
    monkeypatch.setattr(sys, "argv", shlex.split(command))
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed), pytest.raises(SystemExit) as end:
        cli.main()
    return printed.getvalue(), end.value.code or 0


def blocks(page, kind):
    return re.findall(rf"^```{kind}\n(.*?)^```", page, re.DOTALL | re.MULTILINE)


def test_its_commands_print_what_it_says(tmp_path, monkeypatch):
    page = (DOCS / "first-edition.md").read_text("utf-8")
    home = tmp_path / "mine"
    shutil.copytree(DOCS / "first-edition", home)
    finished = (home / "index.toml").read_text("utf-8")
    (home / "index.toml").write_text(blocks(page, "toml")[0], "utf-8")
    monkeypatch.chdir(home)
    codes, commands = {}, 0
    for block in blocks(page, "console"):
        for part in block.split("$ ")[1:]:
            command, _, said = part.partition("\n")
            if " inspect " not in command:
                (home / "index.toml").write_text(finished, "utf-8")  # after step 3
            printed, codes[command] = typed(command, monkeypatch)
            commands += 1
            alike = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
            assert doctest.OutputChecker().check_output(said, printed, alike), f"{command}\n{printed}"
    assert [c for c, code in codes.items() if code] == [
        "connectindex inspect downloads/compendium_2023.xlsx --edition . --write"
    ]
    assert commands == 8
    assert "eight commands" in page
    lines = sum(len((home / n).read_text("utf-8").splitlines()) for n in ("index.toml", "units.csv", "sources.csv"))
    assert f"{lines} lines" in page
    scores = pd.read_csv(tmp_path / "out" / "tables" / "scores.csv").set_index("name")["index"]
    assert (scores.index[0], scores.index[-1]) == ("France", "Poland")
    assert all(f"{score:.1f}" in page for score in (scores.iloc[0], scores.iloc[-1]))


def test_its_index_is_what_it_promises():
    import connectindex as ci

    result = ci.build(ci.read_edition(DOCS / "first-edition"))
    assert result.stage("measured").shape == (12, 15)
    assert len({p.name for p in (DOCS / "first-edition" / "downloads").iterdir()}) == 6
    origins = result.origins["origin"]
    imputed = origins[origins == "imputed"]
    assert ("SRB", "departures") in imputed.index
    assert sorted(imputed.xs("broadband", level="indicator").index) == ["BGR", "ROU", "SRB"]
    sea = origins.xs("ferry_lines", level="indicator")
    assert sorted(sea[sea == "not_applicable"].index) == ["AUT", "CZE", "SRB"]
    # by hand: Austria's railways in 2023, per 1,000 square kilometres of land
    tsv = (DOCS / "first-edition" / "downloads" / "estat_tran_r_net.tsv").read_text("utf-8")
    length = float(re.search(r"^A,RL,KM,AT\t.*\t(\d+) ?$", tsv, re.MULTILINE)[1])
    assert result.stage("denominated").loc["AUT", "railways"] == pytest.approx(length / 82.5)
