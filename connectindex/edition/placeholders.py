"""Placeholders: what a new edition was given to be replaced, and still has; a report must not be published with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from connectindex.edition.inputs import world_folder
from connectindex.edition.texts import path_of
from connectindex.errors import Problem, shown
from connectindex.filenames import FILE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from connectindex.edition.model import Edition

PUBLISHERS = ("your institute", "connectindex")  # of the starter and of the package's own editions
MARKS = ("placeholder", "texte provisoire", "占位文字")  # a text that begins with one of these is one


def placeholders(edition: Edition) -> Iterator[Problem]:
    """List warnings of a publisher's name and of texts that are placeholders, but in the package's own editions.

    Parameters
    ----------
    edition
        Read from a folder.
    """
    folder = edition.folder
    if folder is None or folder.is_relative_to(world_folder().parent):
        return
    if edition.about.publisher.strip().casefold() in PUBLISHERS:
        rule = "is a placeholder, which is printed on the cover and in the citation"
        yield Problem(f"{FILE} [index] publisher", rule, shown(edition.about.publisher), "name who publishes the index")
    for (name, tag), text in edition.texts.texts.items():
        if text.lstrip(" \n*_#>").casefold().startswith(MARKS):
            yield Problem(
                path_of(name, tag), "is a placeholder, which is printed", "", "write the text, or delete the file"
            )
