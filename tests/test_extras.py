"""Without the packages of an extra the engine works, and what needs them says so in one line."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from connectindex import extras
from connectindex.errors import InputError

ROOT = Path(__file__).parents[1]

WITHOUT = """
import sys
for name in {modules!r}:
    sys.modules[name] = None  # an import of it fails, as where it is not installed
import importlib.util
known = importlib.util.find_spec
importlib.util.find_spec = lambda name, *rest: None if name in {modules!r} else known(name, *rest)
import connectindex.cli
sys.argv = ["connectindex", *{arguments!r}]
connectindex.cli.main()
"""


def run_without(extra: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    program = WITHOUT.format(modules=list(extras.EXTRAS[extra]), arguments=list(arguments))
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=120, env=environment, check=False
    )


def test_an_edition_is_built_without_the_packages_of_reports(tmp_path: Path, command) -> None:
    edition, out = tmp_path / "edition", tmp_path / "out"
    command("new", str(edition))
    done = run_without("report", "build", str(edition), "-o", str(out), "--strict")
    assert done.returncode == 3, done.stderr
    (line,) = [line for line in done.stderr.splitlines() if "connectindex[report]" in line]
    assert line.endswith(
        "pages and book are left out: not installed: altair, vl-convert-python, shapely, weasyprint, latex2mathml, ziamath; "
        "to install: pip install 'connectindex[report]'"
    )
    assert "Traceback" not in done.stderr
    made = {p.relative_to(out).parts[0] for p in out.rglob("*") if p.is_file()}
    assert {"tables", "manifest.json"} <= made
    assert not {"index.html", "report.pdf", "countries"} & made
    assert list(out.glob("*.xlsx"))


def test_the_extras_are_those_of_the_package() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    for extra, packages in extras.EXTRAS.items():
        assert {Requirement(line).name for line in declared[extra]} == set(packages.values())


def test_what_is_not_installed_is_named_with_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extras, "find_spec", lambda name: None if name == "altair" else object())
    with pytest.raises(InputError) as error:
        extras.require("report", "the chart")
    (problem,) = error.value.problems
    assert str(problem).startswith("the chart: needs the extra packages “report”")
    assert problem.hint == "not installed: altair; to install: pip install 'connectindex[report]'"
