"""Progress: a bar below the cell of a notebook while a call takes long, unless its caller wants another or none."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Progress = Callable[[str, int, int], None]


def in_notebook() -> bool:
    """Tell whether this is the kernel of a notebook, not a script or a shell."""
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    return type(shell).__name__ == "ZMQInteractiveShell"


@contextmanager
def followed(progress: Progress | None) -> Iterator[Progress | None]:
    """Return the caller's function, or in a notebook one that draws a bar, which is gone when the call has ended.

    Examples
    --------
    >>> with followed(None) as tell:
    ...     tell is None
    True
    """
    if progress is not None or not in_notebook():
        yield progress
        return
    from IPython.display import HTML, display  # noqa: PLC0415 - a notebook has it

    handle = display(HTML(""), display_id=True)
    drawn = ("", -1)

    def tell(label: str, done: int, total: int) -> None:
        nonlocal drawn
        now = (label, 100 * done // max(total, 1))
        if now != drawn:  # a notebook keeps up with a hundred updates, not with ten thousand
            drawn = now
            bar = f'<progress value="{done}" max="{max(total, 1)}"></progress>'
            handle.update(HTML(f"{bar} {escape(label)}: {done:,} of {total:,}"))

    try:
        yield tell
    finally:
        handle.update(HTML(""))
