"""Files of a release agree with the package: version, day, packages, tasks, and what the registry shows."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
import yaml

from tests.test_repository import ROOT, in_checkout

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
CONDA = {"ibis-framework[duckdb]": "ibis-duckdb"}

pytestmark = in_checkout


def text(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def test_the_citation_names_the_version_and_its_day() -> None:
    citation = yaml.safe_load(text("CITATION.cff"))
    project = PROJECT["project"]
    assert citation["version"] == project["version"]
    assert citation["license"] == project["license"]
    assert [a["name"] for a in citation["authors"]] == [a["name"] for a in project["authors"]]
    heads = re.findall(r"^## (\S+) \((\S+)\)$", text("CHANGELOG.md"), re.MULTILINE)
    assert heads[0] == (citation["version"], citation["date-released"])


def test_the_conda_recipe_needs_what_the_package_needs() -> None:
    recipe = yaml.safe_load(text("conda/recipe.yaml"))
    assert recipe["context"]["version"] == PROJECT["project"]["version"]
    needed = PROJECT["project"]["dependencies"] + PROJECT["project"]["optional-dependencies"]["report"]
    pairs = [re.match(r"([\w.-]+(?:\[\w+\])?)(.*)", line).groups() for line in needed]
    expected = {f"{CONDA.get(name, name.partition('[')[0])} {bound}" for name, bound in pairs}
    assert expected | {"python >=3.11", "brotli-python"} == set(recipe["requirements"]["run"])
    built = {line.replace(" ", "") for line in recipe["requirements"]["host"]}
    assert set(PROJECT["build-system"]["requires"]) <= built


@pytest.mark.parametrize("name", sorted(p.name for p in (ROOT / ".github/workflows").glob("*.yml")))
def test_workflows_call_tasks_that_there_are(name: str) -> None:
    workflow = yaml.safe_load(text(f".github/workflows/{name}"))
    steps = [step for job in workflow["jobs"].values() for step in job["steps"]]
    called = [step["run"].split()[1] for step in steps if step.get("run", "").startswith("./run ")]
    tasks = set(re.findall(r"^  ([a-z-]+)\)", text("run"), re.MULTILINE))
    assert called
    assert set(called) <= tasks
    assert workflow["permissions"] == {"contents": "read"}


def test_the_image_installs_what_the_system_must_bring() -> None:
    docker, run = text("Dockerfile"), text("run")
    (pango,) = re.findall(r"apt-get:pango\) echo ([^;]*) ;;", run)
    assert f"--no-install-recommends {pango} " in docker.replace("\\\n", "").replace("  ", " ")
    for requirement in PROJECT["build-system"]["requires"]:
        assert f'"{requirement}"' in docker


def test_templates_of_issues_have_what_the_site_requires() -> None:
    forms = [p for p in (ROOT / ".github/ISSUE_TEMPLATE").glob("*.yml") if p.name != "config.yml"]
    for path in forms:
        form = yaml.safe_load(path.read_text("utf-8"))
        assert {"name", "description", "body"} <= set(form)
        assert len({field["id"] for field in form["body"]}) == len(form["body"])


def test_the_hook_checks_an_edition(tmp_path: Path, command) -> None:
    (hook,) = yaml.safe_load(text(".pre-commit-hooks.yaml"))
    program, *arguments = hook["entry"].split()
    assert program in PROJECT["project"]["scripts"]
    command("new", str(tmp_path / "edition"))
    assert command(*arguments, str(tmp_path / "edition")).returncode == 0
    (tmp_path / "edition" / "index.toml").write_text("[index]\n", "utf-8")
    assert command(*arguments, str(tmp_path / "edition")).returncode == 1
