"""Beside: what a build is asked for beyond its edition, namely the change since another one, and what if."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from connectindex.index import Result


def beside(
    result: Result,
    since: Path | None,
    links: Path | None,
    *,
    projects: bool,
    progress: Callable[[str, int, int], None] | None = None,
) -> dict[str, Any]:
    """Comparison and answers, by the names `connectindex.report` has for them.

    Parameters
    ----------
    result
        Of the edition that is built; changes have intervals where it says what varies.
    since
        Folder of the earlier edition, or what a build wrote; None: no comparison.
    links
        A table of links as they might be; with `projects` the edition's own. Neither: nothing is asked.
    progress
        Called with a label, what is done and what there is to do.

    Raises
    ------
    InputError
        As of `connectindex.compare` and `connectindex.what_if`.
    """
    found: dict[str, Any] = {}
    tell = progress or (lambda _label, _done, _total: None)
    if since is not None:
        from connectindex.audit.compare import compare  # noqa: PLC0415 - most builds ask for nothing beside

        tell("change since", 0, 1)
        settings = result.edition.robustness
        found["since"] = compare(since, result, draws=settings.draws if settings.vary else None)
        tell("change since", 1, 1)
    if links is not None or projects:
        from connectindex.audit.whatif import what_if  # noqa: PLC0415 - as above

        found["what_if"] = what_if(result.edition, links, progress=progress)
    return found
