"""Verbosity: ``-q`` and ``-v``, which every command has, with one meaning."""

from __future__ import annotations

import inspect
from contextvars import ContextVar
from functools import wraps
from typing import TYPE_CHECKING, Annotated, Any

import typer

from connectindex.errors import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Callable

QUIET, USUAL, VERBOSE = -1, 0, 1
_level: ContextVar[int] = ContextVar("verbosity", default=USUAL)

OPTIONS: dict[str, Any] = {
    "quiet": Annotated[bool, typer.Option("-q", "--quiet", help="Print only problems and requested data.")],
    "verbose": Annotated[
        bool, typer.Option("-v", "--verbose", help="Also report each completed step and its duration.")
    ],
}


def level() -> int:
    """Return what was asked for: QUIET, USUAL or VERBOSE."""
    return _level.get()


def reset() -> None:
    """Begin a command: nothing was asked for yet."""
    _level.set(USUAL)


def with_verbosity(command: Callable[..., None]) -> Callable[..., None]:
    """Add ``-q`` and ``-v`` to a command."""

    @wraps(command)
    def run(*arguments: Any, quiet: bool = False, verbose: bool = False, **options: Any) -> None:
        if quiet and verbose:
            raise InputError([Problem("-q and -v", "must not stand together")])
        _level.set(QUIET if quiet else VERBOSE if verbose else USUAL)
        command(*arguments, **options)

    signature = inspect.signature(command, eval_str=True)
    kind = inspect.Parameter.KEYWORD_ONLY
    more = [inspect.Parameter(name, kind, default=False, annotation=option) for name, option in OPTIONS.items()]
    run.__signature__ = signature.replace(parameters=[*signature.parameters.values(), *more])  # type: ignore[attr-defined]
    run.__annotations__ = {name: p.annotation for name, p in signature.parameters.items()} | OPTIONS
    return run
