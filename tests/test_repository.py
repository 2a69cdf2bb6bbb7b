"""The checkout, the wheel and the source archive hold what they should, and nothing else."""

from __future__ import annotations

import fnmatch
import os
import re
import shutil
import subprocess
import sys
import tomllib
import venv
import zipfile
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[1]
LINKED = ("indicators", "reports", "templates")
AT_ROOT = {
    ".ci",
    ".dockerignore",
    ".gitattributes",
    ".github",
    ".gitignore",
    ".pre-commit-hooks.yaml",
    "ARCHITECTURE.md",
    "CHANGELOG.md",
    "CITATION.cff",
    "CONTRIBUTING.md",
    "DECISIONS.md",
    "Dockerfile",
    "LICENSE",
    "README.md",
    "SECURITY.md",
    "conda",
    "connectindex",
    "docs",
    "indicators",
    "pyproject.toml",
    "reports",
    "requirements-dev.lock",
    "requirements.lock",
    "run",
    "templates",
    "tests",
}
LOCKS = ("requirements.lock", "requirements-dev.lock")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
VERSION = PROJECT["project"]["version"]
INFO = f"connectindex-{VERSION}.dist-info"
HEAVY = {"pandas", "numpy", "scipy", "ibis", "duckdb", "pandera", "altair", "weasyprint"}

in_checkout = pytest.mark.skipif((ROOT / "PKG-INFO").exists(), reason="an unpacked archive has no links")


def files(folder: str) -> list[Path]:
    """Every file below a root folder, links followed, without what Python and editors leave behind."""
    found = (
        Path(here) / name
        for here, _, names in os.walk(ROOT / folder, followlinks=True)
        for name in names
        if "__pycache__" not in here and not name.startswith(".")
    )
    return sorted(path.relative_to(ROOT) for path in found)


def pins(lock: str) -> dict[str, set[str]]:
    """The versions of each package in a lock file; more than one where they differ by Python version."""
    found: dict[str, set[str]] = {}
    for name, version in re.findall(r"^([a-z0-9-]+)==(\S+)", (ROOT / lock).read_text("utf-8"), re.MULTILINE):
        found.setdefault(name, set()).add(version)
    return found


def hatch(kind: str, out: Path, source: Path = ROOT) -> Path:
    """Build a wheel or a source archive with the locked hatchling, without network."""
    command = [sys.executable, "-m", "hatchling", "build", "--target", kind, "--directory", str(out)]
    subprocess.run(command, cwd=source, check=True, capture_output=True, timeout=300)
    (built,) = out.iterdir()
    return built


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return hatch("wheel", tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of a fresh environment with the wheel in it; the packages it needs are those of this one."""
    home = tmp_path_factory.mktemp("a place with spaces") / "venv"
    venv.create(home, symlinks=True)
    site = home / "lib" / f"python{sys.version_info.major}.{sys.version_info.minor}" / "site-packages"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    # a folder named in a .pth file has its own .pth files left unread, so this checkout stays out of sight
    (site / "needed.pth").write_text(f"{Path(pytest.__file__).parents[1]}\n", encoding="utf-8")
    return home / "bin" / "python"


def python(executable: str | Path, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return subprocess.run(
        [executable, *arguments], cwd=cwd, env=clean, check=True, capture_output=True, text=True, timeout=300
    )


@in_checkout
@pytest.mark.parametrize("name", LINKED)
def test_package_links_to_the_root_folders(name: str) -> None:
    link = ROOT / "connectindex" / name
    assert link.is_symlink()
    assert str(link.readlink()) == f"../{name}"
    assert (ROOT / name).is_dir()
    assert not (ROOT / name).is_symlink()


@in_checkout
def test_ruff_passes_beside_the_folders_that_a_build_leaves(tmp_path: Path) -> None:
    """A folder of the same name as a module makes ruff sort imports of that module among the project's own."""
    tree = tmp_path / "checkout"
    skip = shutil.ignore_patterns("__pycache__", "*.csv", "*.woff2")
    for name in ("connectindex", *LINKED, "tests"):
        shutil.copytree(ROOT / name, tree / name, symlinks=True, ignore=skip)
    shutil.copy(ROOT / "pyproject.toml", tree)
    for name in ("build", "dist"):
        (tree / name).mkdir()
    checked = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--no-cache", "."],
        cwd=tree,
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout


@in_checkout
def test_root_holds_only_what_belongs_there() -> None:
    ignored = [line.rstrip("/") for line in (ROOT / ".gitignore").read_text("utf-8").split()]
    found = {
        path.name
        for path in ROOT.iterdir()
        if path.name != ".git" and not any(fnmatch.fnmatch(path.name, pattern) for pattern in ignored)
    }
    assert sorted(found - AT_ROOT) == []


def test_modules_are_short() -> None:
    modules = [path for path in files("connectindex") if path.suffix == ".py"]
    assert len(modules) > 50
    lengths = {str(path): len((ROOT / path).read_text("utf-8").splitlines()) for path in modules}
    assert {path: length for path, length in lengths.items() if length > 420} == {}


def test_no_file_names_the_machine_it_was_made_on() -> None:
    pattern = re.compile(rb"(?<![\w.-])/(?:work|tmp|root)/|\.\.[/]shared")
    looked_at = [*files("connectindex"), *map(Path, ("run", "README.md", "pyproject.toml", *LOCKS))]
    found = {str(path): pattern.findall((ROOT / path).read_bytes()) for path in looked_at}
    assert {path: hits for path, hits in found.items() if hits} == {}


def test_wheel_holds_the_package_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        entry_points = archive.read(f"{INFO}/entry_points.txt").decode()
    assert {name.split("/")[0] for name in names} == {"connectindex", INFO}
    assert "connectindex = connectindex.cli:main" in entry_points
    inside = sorted(name for name in names if not name.startswith(INFO))
    assert inside == sorted(path.as_posix() for path in files("connectindex"))


@pytest.mark.parametrize(
    "pattern",
    [
        "py.typed",
        "editions/world/index.toml",
        "editions/world/units.csv",
        "editions/world/sources.csv",
        "editions/world/map.json",
        "editions/world/values/*.csv",
        "editions/world/links/*.csv",
        "editions/starter/index.toml",
        "indicators/transport/*.py",
        "indicators/energy/*.py",
        "indicators/telecom/*.py",
        "reports/*.py",
        "templates/css/*.css",
        "templates/fonts/*.woff2",
        "templates/fonts/*.ttf",
        "templates/js/*.js",
        "templates/*.jinja",
    ],
)
def test_wheel_holds(wheel: Path, pattern: str) -> None:
    with zipfile.ZipFile(wheel) as archive:
        assert fnmatch.filter(archive.namelist(), f"connectindex/{pattern}")


def test_every_room_has_its_folder_of_tests() -> None:
    rooms = {path.parent.name for path in (ROOT / "connectindex").glob("*/__init__.py")}
    with_folder = {path.parent.name for path in (ROOT / "tests").glob("*/test_*.py")}
    assert sorted(rooms - with_folder) == []


def test_the_registry_shows_a_text_whose_links_lead_somewhere(wheel: Path) -> None:
    """A registry has the README alone: no path of the checkout, and no picture of it."""
    with zipfile.ZipFile(wheel) as archive:
        shown = archive.read(f"{INFO}/METADATA").decode("utf-8")
    assert "Description-Content-Type: text/markdown" in shown
    assert "pip install connectindex" in shown
    assert [link for link in re.findall(r"\]\(([^)]*)\)", shown) if not link.startswith("https:")] == []


def test_wheel_works_away_from_the_checkout(installed: Path, tmp_path: Path) -> None:
    home = python(installed, "-c", "import connectindex; print(connectindex.__file__)", cwd=tmp_path).stdout
    assert Path(home.strip()).is_relative_to(installed.parents[1])
    assert python(installed, "-m", "connectindex", "--version", cwd=tmp_path).stdout == f"{VERSION}\n"
    catalogue = python(installed, "-m", "connectindex", "indicators", cwd=tmp_path).stdout.splitlines()
    assert catalogue[0].startswith("id\tname\tunit")
    assert len(catalogue) > 10
    python(installed, "-m", "connectindex", "new", "mine", cwd=tmp_path)
    python(installed, "-m", "connectindex", "build", "mine", "-o", "out", "--no-pdf", cwd=tmp_path)
    assert (tmp_path / "out" / "index.html").exists()
    assert list(tmp_path.glob("out/tables/*.csv"))


def test_source_archive_builds_the_same_wheel(wheel: Path, tmp_path: Path) -> None:
    archive = hatch("sdist", tmp_path / "sdist")
    # not tarfile: its safe filter came in the midst of Python 3.11
    subprocess.run(["tar", "-xf", archive], cwd=tmp_path, check=True)
    top = tmp_path / f"connectindex-{VERSION}"
    unpacked = {path.relative_to(top).as_posix() for path in top.rglob("*") if path.is_file()}
    wanted = {"PKG-INFO", *(name for name in AT_ROOT if (ROOT / name).is_file())}
    wanted |= {path.as_posix() for folder in ("connectindex", "tests") for path in files(folder)}
    assert sorted(wanted - unpacked) == []
    assert os.access(top / "run", os.X_OK)
    assert checksums(hatch("wheel", tmp_path / "wheel", top)) == checksums(wheel)


def checksums(wheel: Path) -> dict[str, int]:
    with zipfile.ZipFile(wheel) as archive:
        entries = archive.infolist()
    return {entry.filename: entry.CRC for entry in entries if not entry.filename.startswith(INFO)}


@pytest.mark.parametrize(
    "arguments",
    [("-c", "import connectindex"), ("-m", "connectindex", "--help"), ("-m", "connectindex", "--version")],
)
def test_heavy_packages_load_only_when_used(arguments: tuple[str, ...], tmp_path: Path) -> None:
    timed = python(sys.executable, "-X", "importtime", *arguments, cwd=tmp_path).stderr
    loaded = {line.rpartition("|")[2].strip().split(".")[0] for line in timed.splitlines()}
    assert "connectindex" in loaded
    assert loaded & HEAVY == set()


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_pins_every_package_with_its_hashes(lock: str) -> None:
    text = (ROOT / lock).read_text("utf-8")
    assert "://" not in text
    assert "--index" not in text
    assert "@" not in text
    entries = [entry for entry in re.split(r"^(?=[a-z])", text, flags=re.MULTILINE) if "==" in entry]
    assert len(entries) == sum(map(len, pins(lock).values())) > 30
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_locks_fit_the_project_and_each_other() -> None:
    run, develop = map(pins, LOCKS)
    groups = PROJECT["dependency-groups"]
    wanted = [(requirement, run) for requirement in PROJECT["project"]["dependencies"]]
    wanted += [(requirement, develop) for requirement in groups["dev"] + groups["derive"]]
    for text, locked in wanted:
        requirement = Requirement(text)
        versions = locked.get(requirement.name, set())
        assert versions, f"{requirement} is not locked: ./run lock"
        assert all(map(requirement.specifier.contains, versions)), f"{requirement} is not locked: ./run lock"
    assert {name: develop.get(name) for name in run} == run


def test_no_locked_package_binds_us_to_the_gpl() -> None:
    """A package may offer the GPL as one choice of several, but not as the only one."""
    bound = []
    looked_at = 0
    for name in pins("requirements-dev.lock"):
        try:
            words = metadata.metadata(name)
        except metadata.PackageNotFoundError:
            continue  # locked for another system
        looked_at += 1
        licences = words.get_all("License-Expression") or [
            line for line in words.get_all("Classifier") or [] if line.startswith("License ::")
        ]
        if not (licences or words.get("License")):  # then the licence's own file says it
            files = [f for f in metadata.files(name) or [] if f.name.upper().startswith("LICEN")]
            assert files, f"{name} names no licence"
            licences = [f.read_text().partition("\n")[0] for f in files]
        choices = [part for line in licences for part in re.split(r" OR ", line)]
        if choices and all(re.search(r"\bA?GPL|Affero|GNU General", choice) for choice in choices):
            bound.append(f"{name}: {licences}")
    assert looked_at > 60
    assert bound == []


def uv() -> Path | str:
    """The uv that ./run uses."""
    fetched = ROOT / ".cache" / "tools" / "bin" / "uv"
    return fetched if fetched.exists() else "uv"


@pytest.mark.network
def test_wheel_installs_with_its_packages_from_the_registry(wheel: Path, tmp_path: Path) -> None:
    """In an empty environment, without the lock: what a user gets who installs the wheel."""
    subprocess.run([uv(), "venv", "--quiet", "--python", sys.executable, tmp_path / "venv"], check=True)
    home = tmp_path / "venv" / "bin"
    subprocess.run([uv(), "pip", "install", "--quiet", "--python", home / "python", wheel], check=True)
    subprocess.run([home / "connectindex", "new", "mine"], cwd=tmp_path, check=True)
    command = [home / "connectindex", "build", "mine", "-o", "out", "--no-pdf"]
    subprocess.run(command, cwd=tmp_path, check=True)
    assert (tmp_path / "out" / "index.html").exists()
