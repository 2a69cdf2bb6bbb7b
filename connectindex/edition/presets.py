"""Presets: editions inside the package from which a new edition can be made."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from connectindex.errors import InputError, Problem, did_you_mean, shown
from connectindex.filenames import FILE, SCHEMA_FILE
from connectindex.placing import new_folder_problems, reserved

if TYPE_CHECKING:
    from collections.abc import Mapping

STARTER = "starter"
NOT_COPIED = ("__init__.py", "__pycache__", "derive")
"""What makes an edition's tables, and what makes it part of a package."""


@dataclass(frozen=True, slots=True)
class Preset:
    """Describe an edition of the package from which a new one can be made.

    Parameters
    ----------
    folder
        Where it lies, below the package's editions.
    description
        One line.
    citation
        Who described the index; empty for an edition of this package's own.
    """

    folder: str
    description: str
    citation: str = ""


PRESETS: Mapping[str, Preset] = {
    STARTER: Preset("starter", "eight made-up countries, with comments"),
    "lsci": Preset(
        "presets/lsci",
        "UNCTAD's Liner Shipping Connectivity Index, arithmetic of 2004-2023; made-up figures",
        "UNCTAD, Review of Maritime Transport 2015; Hoffmann, Rodriguez, Salo and Teodoro (2024), "
        "UNCTAD Transport and Trade Facilitation Newsletter 101",
    ),
    "arcii": Preset(
        "presets/arcii",
        "ADB's regional cooperation and integration index: regional shares, two-stage PCA; made-up figures",
        "Huh and Park (2018), Journal of Asian Economics 54, 22-38, doi 10.1016/j.asieco.2017.12.001",
    ),
    "idi": Preset(
        "presets/idi",
        "ITU's ICT Development Index with the reference values of 2011; made-up figures",
        "ITU, Measuring the Information Society 2011, figure 2.2 and annex 1",
    ),
    "asem-physical": Preset(
        "presets/asem_physical",
        "physical pillar of the JRC's ASEM sustainable connectivity index; made-up figures",
        "Becker, Domínguez-Torreiro, Neves, Tacão Moura and Saisana (2021), Research in Globalization, "
        "doi 10.1016/j.resglo.2021.100045",
    ),
    "facilities": Preset(
        "presets/facilities",
        "facilities connectivity of fourteen Belt and Road countries; a cut of the world edition",
        "Zhang Xiujie (2019), R-Economy 5(3), doi 10.15826/recon.2019.5.3.015",
    ),
    "world": Preset("world", "the world edition, whole"),
    "panel": Preset("panel", "four waves from 2010 to 2023 on one fixed scale, whole"),
    "belt-and-road": Preset("belt_and_road", "China with each of its partners, an index of pairs, whole"),
    "hub": Preset("belt_and_road", "the same, to be made that of another hub: set pairs to its code"),
    "border-regions": Preset("border_regions", "provinces on both sides of the border of China and Russia, whole"),
}


BLANK = "blank"
"""An edition without data, which is no preset: it does not build as it is."""
_ALL = {**PRESETS, BLANK: Preset("blank", "an edition without data")}


def preset_folder(name: str) -> Path:
    """Return the folder of a preset.

    Raises
    ------
    InputError
        There is no preset of this name.

    Examples
    --------
    >>> preset_folder("asem-physical").name
    'asem_physical'
    >>> preset_folder("lcsi")
    Traceback (most recent call last):
    connectindex.errors.InputError: --preset: must be a preset, got 'lcsi'; did you mean 'lsci'?
    """
    if name not in _ALL:
        raise InputError([Problem("--preset", "must be a preset", shown(name), did_you_mean(name, PRESETS))])
    return Path(str(resources.files("connectindex").joinpath("editions", *_ALL[name].folder.split("/"))))


def named_edition(path: Path) -> Path:
    """Return the folder of an edition: the path itself, or else the preset of that name.

    Examples
    --------
    >>> named_edition(Path("panel")).parts[-2:], named_edition(Path("no/such/folder")).as_posix()
    (('editions', 'panel'), 'no/such/folder')
    """
    return preset_folder(str(path)) if str(path) in PRESETS and not path.exists() else path


def copy_preset(name: str, folder: Path, schema: str = "") -> Preset:
    """Make a new edition of a preset: its settings, tables and notes.

    Parameters
    ----------
    name
        One of `PRESETS`, or `BLANK`.
    folder
        New or empty.
    schema
        JSON schema of its index.toml, a hidden file beside it, which its first line names; empty: none.

    Returns
    -------
    Preset

    Raises
    ------
    InputError
        There is no such preset, or the folder cannot be made or holds something; both together.
    """
    problems: list[Problem] = []
    try:
        source = preset_folder(name)
    except InputError as error:
        problems += error.problems
    problems += new_folder_problems(folder)
    if problems:
        raise InputError(problems)
    names = {p: p.relative_to(source) for p in sorted(source.rglob("*")) if p.is_file()}
    files = {n.as_posix(): p.read_bytes() for p, n in names.items() if not set(NOT_COPIED) & set(n.parts)}
    if schema:
        files[FILE] = f"#:schema {SCHEMA_FILE}\n".encode() + files[FILE]
        files[SCHEMA_FILE] = schema.encode()
    with reserved(folder) as place:
        place(files)
    return _ALL[name]


def preset_lines() -> str:
    """List the presets, a line each, for the help of the command.

    Examples
    --------
    >>> preset_lines().splitlines()[1]
    "lsci            UNCTAD's Liner Shipping Connectivity Index, arithmetic of 2004-2023; made-up figures"
    """
    return "\n".join(f"{name:<15} {preset.description}" for name, preset in PRESETS.items())
