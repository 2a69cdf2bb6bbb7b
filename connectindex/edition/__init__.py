"""Editions: a folder on disk or tables in memory <-> an Edition; all problems at once.

Called, it makes one: ``connectindex.edition(index, units=..., values=...)``, see `connectindex.edition.frames.edition`.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from connectindex.edition.model import Edition


class _Callable(ModuleType):
    """Call a package as the function of its name: an import of it would else take the function's place."""

    def __call__(self, index: Mapping[str, Any] | str, **tables: Any) -> Edition:
        """Make an edition from tables in memory; see `connectindex.edition.frames.edition`."""
        from connectindex.edition.frames import edition  # noqa: PLC0415 - loaded when it is used

        return edition(index, **tables)


sys.modules[__name__].__class__ = _Callable
