"""Terminal: run a command with the streams, time zone and exit codes of any shell."""

from __future__ import annotations

import io
import os
import signal
import sys
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from connectindex.errors import ConnectIndexError, InputError, lines, printable
from connectindex.verbosity import QUIET, VERBOSE, level, reset

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import TextIO

    from connectindex.errors import Problem

INTERRUPTED = 130
WARNING = "warning: "


def say(text: str) -> None:
    """Print a message as a line on the standard error, whatever was asked for: problems, and what went another way."""
    print(printable(text), file=sys.stderr, flush=True)  # noqa: T201 - that is what it is for


def tell(text: str) -> None:
    """Print a message as `say` does, but not with ``-q``."""
    if level() > QUIET:
        say(text)


def detail(text: str) -> None:
    """Print a message with ``-v`` alone."""
    if level() == VERBOSE:
        say(text)


def warn(warnings: Sequence[Problem]) -> str:
    """Print warnings, a line each, and return their number in words: empty where there is none."""
    for line in lines(warnings, WARNING):
        tell(line)
    return f", {len(warnings)} warning{'s' if len(warnings) > 1 else ''}" if warnings else ""


def answer(text: str) -> None:
    """Print a line on the standard output."""
    print(printable(text), flush=True)  # noqa: T201 - as above


@contextmanager
def progress_bar() -> Iterator[Callable[[str, int, int], None]]:
    """Show the progress as a bar on a terminal, nothing elsewhere; with ``-v`` each step that ends, as a line."""
    if level() == VERBOSE:
        yield _steps()
        return
    if level() == QUIET or not sys.stderr.isatty():
        yield lambda _label, _done, _total: None
        return
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn  # noqa: PLC0415

    columns = (
        TextColumn("{task.description:<24}"),
        BarColumn(),
        TextColumn("{task.completed}/{task.total}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        tasks: dict[str, object] = {}

        def advance(label: str, done: int, total: int) -> None:
            if label not in tasks:
                tasks[label] = bar.add_task(label, total=total)
            bar.update(tasks[label], completed=done, total=total)  # type: ignore[arg-type]

        yield advance


def _steps() -> Callable[[str, int, int], None]:
    """Say each step when it ends, with the seconds since it was first named."""
    started: dict[str, float] = {}

    def advance(label: str, done: int, total: int) -> None:
        began = started.setdefault(label, time.monotonic())
        if done >= total:
            del started[label]
            detail(f"{label}: {time.monotonic() - began:.1f} s")

    return advance


@contextmanager
def ended_by_signal() -> Iterator[None]:
    """Let SIGTERM end the block as Ctrl-C does, so that it can clear up."""
    former = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, former)


def run(command: Callable[[], object]) -> int:
    """Run a command and return its exit code; a user's mistake ends in a list of problems, not in a traceback.

    Returns
    -------
    0 where it was done, 1 where the input or the machine was at fault, 2 for wrong usage, 130 where it was interrupted.
    """
    reset()
    started = time.monotonic()
    _open_streams()
    # no date of an output is one of the local time, but some libraries stop where its rules cannot be read
    os.environ["TZ"] = "UTC"
    if not os.environ.get("SOURCE_DATE_EPOCH"):
        os.environ.pop("SOURCE_DATE_EPOCH", None)  # empty means not set, at which NumPy would stop
    code = _code(command)
    detail(f"ended after {time.monotonic() - started:.1f} s with exit code {code}")
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:  # what could not be written would be tried again, and fail again, when Python ends
            _silence(stream)
            code = code or 1
    return code


def _code(command: Callable[[], object]) -> int:
    try:
        command()
    except InputError as error:
        count = len(error.problems)
        warnings = lines(error.warnings, WARNING) if level() > QUIET else ()
        messages = (*warnings, *lines(error.problems))
        return _failed(*messages, f"{count} problem{'s' if count > 1 else ''}; nothing was written")
    except SystemExit as end:
        if end.code == INTERRUPTED:  # typer has turned Ctrl-C into this exit code
            _failed("interrupted; nothing was written")
        return end.code if isinstance(end.code, int) else int(bool(end.code))
    except KeyboardInterrupt:
        _failed("interrupted; nothing was written")
        return INTERRUPTED
    except BrokenPipeError:
        # the reader of our output has gone, as in `connectindex indicators | head`
        _silence(sys.stdout)
    except (ConnectIndexError, MemoryError, OSError) as error:
        return _failed(fault(error))
    return 0


def fault(error: Exception) -> str:
    """Describe an error of the machine, of memory, or of the book's layout in one line."""
    if isinstance(error, MemoryError):
        return "connectindex: not enough memory; nothing was written"
    if isinstance(error, OSError):
        return f"{error.filename or 'connectindex'}: {error.strerror or error}"
    return f"connectindex: {error}; nothing was written"


def _failed(*texts: str) -> int:
    with suppress(OSError):  # where messages cannot be written, only the exit code remains
        for text in texts:
            say(text)
    return 1


def _open_streams() -> None:
    """Open the standard streams where they are missing, and escape characters that their encoding lacks.

    Data are UTF-8 in a file or a pipe on every system, unless PYTHONIOENCODING sets another encoding.
    """
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        stream = getattr(sys, name)
        if stream is None:  # it was closed, and the next file to be opened would get its number
            _devnull_as(number)
            setattr(sys, name, open(number, "w" if number else "r", encoding="utf-8", closefd=False))  # noqa: SIM115
        elif number and isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
            if not stream.isatty() and "PYTHONIOENCODING" not in os.environ:
                stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")


def _silence(stream: TextIO) -> None:
    with suppress(OSError, ValueError):
        _devnull_as(stream.fileno())


def _devnull_as(number: int) -> None:
    null = os.open(os.devnull, os.O_RDWR)
    if null != number:
        os.dup2(null, number)
        os.close(null)
