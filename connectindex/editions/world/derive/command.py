"""The command line of a derivation: where fetched files are kept, where they lie, where tables are written."""

import argparse
from collections.abc import Callable
from pathlib import Path

from connectindex.editions.world.derive.fetch import adopt


def run(module: str, derive: Callable[[Path, Path], object], home: Path) -> None:
    """Read the folders from the command line and derive.

    Parameters
    ----------
    module
        Name of the package that is run, for the help.
    derive
        From the folder of fetched files and the one to write to.
    home
        Folder of the edition, where tables are written by default.
    """
    parser = argparse.ArgumentParser(prog=f"python -m {module}", description=derive.__doc__)
    parser.add_argument("--cache", type=Path, default=Path.home() / ".cache" / "connectindex" / "derive")
    parser.add_argument("--sources", type=Path, help="folder with files of the sources, under any name")
    parser.add_argument("--out", type=Path, default=home)
    arguments = parser.parse_args()
    if arguments.sources is not None:
        adopt(arguments.sources, arguments.cache)
    derive(arguments.cache, arguments.out)
