"""What others' packages may do here: licences that are known and fit, wheels alone, answers that claim no more than was asked."""

import csv
import importlib.util
import json
import re
import tomllib
from importlib import metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LIST = ROOT / "docs" / "licences.csv"
# each fits a program under MIT that is passed on with its packages, or that only its tests need
FREE = {"MIT", "MIT-0", "MIT-CMU", "0BSD", "BSD", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "ISC", "PSF-2.0", "Zlib", "CC0-1.0", "MPL-2.0", "MPL-1.1"}  # fmt: skip
FOR_TESTS = {*FREE, "LGPL-3.0-only", "LGPL-2.1-only", "Artistic-1.0"}
CLASSIFIERS = {
    "BSD License": {"BSD", "BSD-2-Clause", "BSD-3-Clause"},
    "MIT License": {"MIT"},
    "Apache Software License": {"Apache-2.0"},
    "Mozilla Public License 2.0 (MPL 2.0)": {"MPL-2.0"},
    "ISC License (ISCL)": {"ISC"},
    "Python Software Foundation License": {"PSF-2.0"},
}


def rows():
    if not LIST.exists():
        pytest.skip("an unpacked wheel has no list of licences")
    with LIST.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def locked(name):
    return set(re.findall(r"^([a-z0-9-]+)==", (ROOT / name).read_text("utf-8"), re.MULTILINE))


def test_every_locked_package_is_listed_with_what_needs_it():
    run, develop = locked("requirements.lock"), locked("requirements-dev.lock")
    listed = {r["package"]: r["needed_by"] for r in rows()}
    assert listed == {n: "index and report" if n in run else "tests and tools" for n in sorted(run | develop)}


def fits(licence, allowed):
    """One of its choices has nothing but allowed parts."""
    choices = [re.split(r" AND ", choice) for choice in licence.split(" OR ")]
    return any(all(part.strip("() ") in allowed for part in choice) for choice in choices)


def test_every_licence_fits():
    wrong = [
        (r["package"], r["licence"])
        for r in rows()
        if not fits(r["licence"], FREE if r["needed_by"] == "index and report" else FOR_TESTS)
    ]
    assert wrong == []


def test_the_list_says_what_the_packages_say():
    looked_at, wrong = 0, []
    for row in rows():
        try:
            words = metadata.metadata(row["package"])
        except metadata.PackageNotFoundError:
            continue  # locked for another system
        looked_at += 1
        expression = words["License-Expression"]
        said = [c.rsplit(" :: ", 1)[-1] for c in words.get_all("Classifier") or [] if c.startswith("License ::")]
        if expression and row["licence"] != expression:
            wrong.append((row["package"], row["licence"], expression))
        if not expression and len(said) == 1 and row["licence"] not in CLASSIFIERS.get(said[0], set()):
            wrong.append((row["package"], row["licence"], said))
    assert looked_at > 100
    assert wrong == []


@pytest.mark.parametrize(
    ("licence", "fit"),
    [("MIT", True), ("GPL-3.0-only", False), ("GPL-2.0-or-later OR MPL-1.1", True), ("MIT AND GPL-3.0-only", False), ("BSD-3-Clause AND (MIT)", True)],
)  # fmt: skip
def test_fits(licence, fit):
    assert fits(licence, FREE) is fit


def test_installing_runs_no_code():
    """Of ours: no hooks of the build. Of others: wheels alone."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    assert project["build-system"]["requires"] == ["hatchling>=1.27"]
    assert '"hooks"' not in json.dumps(project["tool"]["hatch"])
    assert not list(ROOT.glob("setup.*"))
    script = (ROOT / "run").read_text("utf-8")
    synced = [line for line in script.splitlines() if "uv_pip sync" in line]
    assert len(synced) == 1
    assert "--only-binary :all:" in synced[0]
    assert "--require-hashes" in synced[0]
    assert set(re.findall(r"--no-binary (\S+)", synced[0])) <= {"pyspark"} - locked("requirements.lock")


@pytest.fixture(scope="module")
def audit():
    spec = importlib.util.spec_from_file_location("lock_audit", Path(__file__).with_name("lock_audit.py"))
    module = importlib.util.module_from_spec(spec)
    import sys

    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def report(*packages):
    return json.dumps({"dependencies": list(packages), "fixes": []})


SOUND = {"name": "sound", "version": "1", "vulns": []}
BAD = {"name": "bad", "version": "1", "vulns": [{"id": "PYSEC-1", "fix_versions": ["2"]}]}
SKIPPED = {"name": "odd", "skip_reason": "Dependency not found on PyPI"}


@pytest.mark.parametrize(
    ("told", "said", "code"),
    [
        ((report(SOUND), ""), "no known vulnerabilities in 1 packages", 0),
        ((report(SOUND, BAD), ""), "1 known vulnerabilities\nbad 1: PYSEC-1; fixed in 2", 1),
        ((report(BAD, SKIPPED), ""), "1 known vulnerabilities\nbad 1: PYSEC-1; fixed in 2\nnot checked: 1 of 2 packages", 1),
        ((report(SOUND, SKIPPED), ""), "no known vulnerabilities in 1 packages; not checked: 1 of 2 packages: odd", 3),
        ((report(SKIPPED), ""), "not checked: no service that could be reached knows any of the 1 packages", 3),
        (("", "Traceback\nrequests.exceptions.ConnectionError: no route\n"), "not checked: no service could be asked (no network?): requests.exceptions.ConnectionError: no route", 3),
        (("", ""), "not checked: no service could be asked (no network?): no answer", 3),
    ],
)  # fmt: skip
def test_an_audit_says_what_was_looked_up(audit, told, said, code):
    assert audit.verdict(audit.parsed(*told)) == (said, code)
