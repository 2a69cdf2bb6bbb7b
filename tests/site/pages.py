"""Run the pages of the documentation: what they write, type and compute, in order, in an empty folder.

A comment before a block says what is done with it: ``file: PATH`` (it is written there), ``append: PATH``, ``replace: PATH``
(its first line becomes its second), ``method: FOLDER`` (its sections are merged with those of ``index.toml``), ``shown: WHY`` (it is only shown).
Comments without a block: ``new: FOLDER [PRESET]``, ``copy: FROM TO``. Blocks of ``console`` are typed, what they print is compared
(``...`` stands for anything), and a code other than 0 stands in ``exits: CODE``; blocks of ``python`` are run.
"""

from __future__ import annotations

import contextlib
import doctest
import io
import re
import shlex
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import tomlkit

from connectindex import cli
from connectindex.edition.presets import copy_preset

if TYPE_CHECKING:
    import pytest

PART = re.compile(r"^<!-- (.*?) -->$|^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
BEFORE = ("file", "append", "replace", "method", "shown")
ALIKE = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


def run(page: str, monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """Do all that a page does; return how many blocks of each kind there were."""
    done = {"written": 0, "typed": 0, "run": 0, "shown": 0}
    names: dict[str, Any] = {}
    order, what, exits = "", "", 0
    for comment, kind, text in PART.findall(page):
        if comment:
            verb, _, rest = comment.partition(": ")
            exits = int(rest) if verb == "exits" else exits
            if verb in BEFORE:
                order, what = verb, rest
            elif verb != "exits":
                alone(verb, rest.split())
            continue
        if order == "shown":
            done["shown"] += 1
        elif order:
            written(order, Path(what), text)
            done["written"] += 1
        elif kind == "console":
            done["typed"] += typed(text, exits, monkeypatch)
        elif kind == "python":
            with contextlib.redirect_stdout(io.StringIO()):
                exec(compile(text, "page", "exec"), names)  # noqa: S102 - our own pages
            done["run"] += 1
        else:
            raise ValueError(f"a block of {kind} that is neither run nor said to be shown: {text[:60]}")
        order, what, exits = "", "", 0
    return done


def alone(verb: str, words: list[str]) -> None:
    """Do what a comment says that has no block."""
    if verb == "new":
        folder, *preset = words
        copy_preset(preset[0] if preset else "starter", Path(folder))
    elif verb == "copy":
        shutil.copy(*words)
    elif verb != "slow":
        raise ValueError(f"no such order: {verb}")


def written(order: str, path: Path, text: str) -> None:
    """Write a block as its comment says."""
    if order == "file":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    elif order == "append":
        with path.open("a", encoding="utf-8") as file:
            file.write(text)
    elif order == "replace":
        old, new = text.splitlines()
        before = path.read_text("utf-8")
        assert old in before, old
        path.write_text(before.replace(old, new, 1), "utf-8")
    else:
        index = path / "index.toml"
        document: Any = tomlkit.parse(index.read_text("utf-8"))
        merge(document, tomlkit.parse(text))
        index.write_text(tomlkit.dumps(document), "utf-8")


def merge(document: Any, more: Any) -> None:
    """Merge tables; one with a kind is replaced whole, as its other keys belong to another kind."""
    for key, content in more.items():
        if isinstance(content, dict) and isinstance(document.get(key), dict) and "kind" not in content:
            merge(document[key], content)
        else:
            document[key] = content


def typed(block: str, exits: int, monkeypatch: pytest.MonkeyPatch) -> int:
    """Type the commands of a block, and compare what they print."""
    parts = block.split("$ ")[1:]
    for part in parts:
        command, _, said = part.partition("\n")
        printed = io.StringIO()
        monkeypatch.setattr(sys, "argv", shlex.split(command))
        code: Any = 0
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
            try:
                cli.main()
            except SystemExit as end:
                code = end.code or 0
        assert code == exits, f"{command}\n{printed.getvalue()}"
        if said.strip():
            assert doctest.OutputChecker().check_output(said, printed.getvalue(), ALIKE), (
                f"{command}\n{printed.getvalue()}"
            )
    return len(parts)
