"""User code of an edition: its Python file and its templates, which run only where the user allows it."""

from __future__ import annotations

import ast
import functools
import hashlib
import inspect
import math
import re
import sys
from dataclasses import dataclass, field, replace
from enum import Enum
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pandas as pd

from connectindex.edition.files import decoded
from connectindex.edition.snapshot import OUTSIDE, inside
from connectindex.edition.user_chapters import CHAPTERS, declared_chapters, user_chapters
from connectindex.edition.user_methods import METHODS, assigns, declared, user_methods
from connectindex.errors import InputError, Problem, shown
from connectindex.filenames import FILE, TEMPLATES
from connectindex.indicators import CATALOGUE
from connectindex.model.indicator import Indicator
from connectindex.style.templates import template_files

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import TracebackType

    from connectindex.model.dyads import Dyads
    from connectindex.model.report_chapter import ReportChapter

LIST = "INDICATORS"
PLACE = f"{FILE} [index] python"
MODULE = "_connectindex_own_"
REFUSED = "must be allowed: it is a program and runs with your rights"
REFUSED_TEMPLATES = "templates must be allowed: they are programs and run with your rights"
HOW = "read it, then build with --allow-code (in Python: read_edition(..., allow_code=True))"
ID = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,59}")
EXAMPLE = f'{LIST} = [Indicator(id="short_name", name="...", unit="...", needs=("mode",), compute=function)]'


class Code(Enum):
    """Choose what is done with the Python file and the templates of an edition: run, refuse or leave."""

    RUN = "run"
    REFUSE = "refuse"
    LEAVE = "leave"


@dataclass(frozen=True)
class UserCode:
    """Hold what a Python file of an edition defines.

    Parameters
    ----------
    indicators
        By id.
    methods
        Classes by step and kind; None in place of a class where the file was not run.
    chapters
        Of the report.
    """

    indicators: Mapping[str, Indicator] = field(default_factory=dict)
    methods: Mapping[str, Mapping[str, type[Any] | None]] = field(default_factory=dict)
    chapters: tuple[ReportChapter, ...] = ()


def user_code(name: str | None, folder: Path, code: Code) -> tuple[UserCode, list[Problem]]:
    """Read what a Python file of the edition defines, and what is wrong with it.

    Parameters
    ----------
    name
        Of the file, inside the edition; None where it has none.
    folder
        Of the edition.
    code
        Where it is not run, its ids and kinds are read; indicators have no formula then,
        methods are none, and chapters show nothing.

    Notes
    -----
    The file is run as a module of a private name, once each time the edition is read; it may import what is
    installed, and nothing of the edition's folder. An error in it, or later in one of its formulas, is a
    problem with the line.
    """
    if name is None:
        return UserCode(), []
    tree, problems = _parsed(name, folder)
    if tree is None:
        return UserCode(), problems
    lines = _declared(tree)
    named = UserCode({i: Indicator(id=i, name=i, unit="") for i in lines}, declared(tree), declared_chapters(tree))
    if code is not Code.RUN:
        return named, [Problem(PLACE, REFUSED, shown(name), HOW)] if code is Code.REFUSE else []
    path = folder / name
    module = ModuleType(MODULE + hashlib.sha256(ast.dump(tree).encode()).hexdigest()[:12])
    module.__file__ = str(path)
    sys.modules[module.__name__] = module  # dataclasses look up the module that defines them
    try:
        exec(compile(tree, str(path), "exec"), module.__dict__)  # noqa: S102 - what the user has allowed
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 - also sys.exit() in a file
        return named, [_failed(error, path, name)]
    indicators, problems = _listed(getattr(module, LIST, ()), lines, path, name)

    def failed(error: BaseException) -> Problem:
        return _failed(error, path, name)

    methods, new_problems = user_methods(getattr(module, METHODS, None), name, failed)
    chapters, more = user_chapters(getattr(module, CHAPTERS, None), name, failed)
    return UserCode(indicators, methods, chapters), problems + new_problems + more


def refused_templates(folder: Path, code: Code) -> list[Problem]:
    """Refuse the templates of an edition where its user has not allowed them; style sheets are no programs."""
    names = [path.name for path in template_files(folder) if path.suffix == ".jinja"]
    if not names or code is not Code.REFUSE:
        return []
    return [Problem(f"{TEMPLATES}/", REFUSED_TEMPLATES, shown(", ".join(names)), HOW)]


def _parsed(name: str, folder: Path) -> tuple[ast.Module | None, list[Problem]]:
    """Parse the file to a syntax tree, without running it."""
    problems = _misnamed(name, folder)
    if problems:
        return None, problems
    text, problems = decoded(folder / name, name)
    if text is None:
        return None, problems
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        line = f" line {error.lineno}" if isinstance(error, SyntaxError) and error.lineno else ""
        message = error.msg if isinstance(error, SyntaxError) else str(error) or "nested too deep"
        return None, [Problem(f"{name}{line}", "must be Python", shown(message))]
    if not any(assigns(node, name) for node in tree.body for name in (LIST, METHODS, CHAPTERS)):
        rule = f"must define {LIST}, a list or dict of connectindex.Indicator, {METHODS} or {CHAPTERS}"
        return None, [Problem(name, rule, "", EXAMPLE)]
    return tree, []


def _misnamed(name: str, folder: Path) -> list[Problem]:
    path = folder / name
    if "\0" in name or Path(name).suffix != ".py":
        return [Problem(PLACE, "must name a file that ends in .py", shown(name))]
    if not inside(path, folder):
        return [Problem(PLACE, OUTSIDE, shown(name))]
    return [] if path.is_file() else [Problem(PLACE, "must name a file of the edition", shown(name))]


def _declared(tree: ast.Module) -> dict[str, int]:
    """Return the lines of the ids in calls of Indicator, by id."""
    lines: dict[str, int] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and "Indicator" in (getattr(node.func, "id", ""), getattr(node.func, "attr", "")):
            ids = [k.value for k in node.keywords if k.arg == "id"] or node.args[:1]
            for value in ids:
                if isinstance(value, ast.Constant) and isinstance(value.value, str):
                    lines.setdefault(value.value, node.lineno)
    return lines


def _listed(listed: Any, lines: Mapping[str, int], path: Path, name: str) -> tuple[dict[str, Indicator], list[Problem]]:
    if not isinstance(listed, list | tuple | dict):
        return {}, [Problem(f"{name} {LIST}", "must be a list or dict", type(listed).__name__)]
    values = list(listed.items()) if isinstance(listed, dict) else [(None, v) for v in listed]
    indicators: dict[str, Indicator] = {}
    problems = []
    for number, (key, value) in enumerate(values, start=1):
        if not isinstance(value, Indicator):
            rule = "must be a connectindex.Indicator"
            problems.append(Problem(f"{name} {LIST} {number}", rule, type(value).__name__))
            continue
        line = lines.get(str(value.id))
        place = f"{name} line {line}" if line else f"{name} {LIST} {number}"
        wrong = _wrong(value, line)
        if not wrong and key not in (None, value.id):
            wrong = [("id", "must be the key it stands under", shown(str(key)))]
        if not wrong and value.id in indicators:
            wrong = [("id", "must stand once", shown(value.id))]
        problems += [Problem(f"{place} {field}", rule, got) for field, rule, got in wrong]
        if not wrong:
            formula = value.compute and _guarded(value.compute, value.id, path, name)
            indicators[value.id] = replace(value, compute=formula)
    return indicators, problems


def _wrong(indicator: Indicator, line: int | None) -> list[tuple[str, str, str]]:
    """Check the fields of an indicator: field, rule, value of each wrong one."""

    def text(value: Any) -> bool:
        return isinstance(value, str)

    def texts(value: Any) -> bool:
        return isinstance(value, tuple) and all(map(text, value))

    def number(value: Any) -> bool:
        return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)

    def band(value: Any) -> bool:
        return isinstance(value, tuple) and len(value) == 2 and all(map(number, value)) and value[0] <= value[1]

    def maybe(holds: Callable[[Any], bool]) -> Callable[[Any], bool]:
        return lambda value: value is None or holds(value)

    two = "must be a tuple of two numbers, the lower first"
    rules: dict[str, tuple[str, Callable[[Any], bool]]] = {
        "id": (
            "must be letters, digits, '_', '-', '.', written out in the call of Indicator",
            lambda v: text(v) and bool(ID.fullmatch(v)) and line is not None,
        ),
        **dict.fromkeys(("name", "unit"), ("must be text that is not empty", lambda v: text(v) and bool(v.strip()))),
        **dict.fromkeys(("definition", "source", "bias"), ("must be text", text)),
        **dict.fromkeys(("variable", "per", "not_applicable"), ("must be text", maybe(text))),
        **dict.fromkeys(("needs", "of_partners", "scope"), ("must be a tuple of texts", texts)),
        **dict.fromkeys(("shrink", "together", "log"), ("must be True or False", lambda v: isinstance(v, bool))),
        **dict.fromkeys(("target", "floor"), ("must be a finite number", maybe(number))),
        **dict.fromkeys(("goalposts", "ideal"), (two, maybe(band))),
        "direction": ("must be 1 or -1", lambda v: v in (1, -1) and not isinstance(v, bool)),
        "scale": ("must be a number above 0", lambda v: number(v) and v > 0),
        "compute": ("must be a function", maybe(inspect.isfunction)),
    }
    wrong = [
        (f, rule, shown(getattr(indicator, f)))
        for f, (rule, holds) in rules.items()
        if not holds(getattr(indicator, f))
    ]
    if not wrong and indicator.id in CATALOGUE:
        wrong.append(("id", "must not be that of an indicator of the catalogue", shown(indicator.id)))
    if not wrong and (indicator.compute is None) == (indicator.variable is None):
        wrong.append(("compute", "an indicator must have either compute or variable", ""))
    if not wrong and indicator.compute is not None and not indicator.needs:
        wrong.append(("needs", "must name the modes and variables that compute reads", ""))
    return wrong


def _guarded(compute: Callable[[Dyads], Any], id_: str, path: Path, name: str) -> Callable[[Dyads], pd.Series]:
    """Wrap a formula: its errors become problems, its result must be a number for each unit."""

    @functools.wraps(compute)
    def measured(dyads: Dyads) -> pd.Series:
        try:
            answer = compute(dyads)
        except InputError:
            raise
        except Exception as error:
            raise InputError([_failed(error, path, name)]) from error
        got = type(answer).__name__
        if isinstance(answer, pd.Series) and answer.index.is_unique:
            try:
                return answer.astype(float)
            except (TypeError, ValueError) as error:
                got = str(error)
        place = f"{name} line {compute.__code__.co_firstlineno}"
        rule = "must return a pandas Series, one number a unit"
        raise InputError([Problem(place, rule, shown(got)[1:-1], f"indicator {id_!r}")])

    return measured


def _failed(error: BaseException, path: Path, name: str) -> Problem:
    line = _line(error.__traceback__, str(path))
    got = f"{type(error).__name__}: {error}"
    return Problem(f"{name} line {line}" if line else name, "must run without errors", shown(got)[:200])


def _line(trace: TracebackType | None, file: str) -> int:
    """Return the last line of the file that an error passed through."""
    line = 0
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == file:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line
