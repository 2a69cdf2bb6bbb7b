"""Methods of an edition's Python file: classes that extend the package's registries under a new kind."""

from __future__ import annotations

import ast
import dataclasses
import functools
import inspect
import re
from typing import TYPE_CHECKING, Any

import numpy as np

from connectindex.errors import InputError, Problem, did_you_mean, shown
from connectindex.stages.registries import REGISTRIES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

METHODS = "METHODS"
# what the class of each step must do, by the name of the method and its arguments
NEEDED: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "impute": {"filled": ("table", "units")},
    "screen": {
        "kept": ("values", "observed", "applicable", "tree"),
        "reasons": ("table", "observed", "applicable", "tree"),
    },
    "treat": {"fitted": ("x",)},
    "normalise": {"normalised": ("x", "columns", "spread", "rows")},
    "weight": {"groups": ("tree", "table", "rules")},
    "aggregate": {"combined": ("x", "w"), "shares": ("x", "w", "score")},
}
# default of an attribute that a method does not set: the case with the fewest assumptions
ASSUMED: Mapping[str, Mapping[str, Any]] = {
    "impute": {"over_years": False, "by_column": False},
    "screen": {"reads_values": True},
    "treat": {"transforms": True, "from_data": True},
    "normalise": {"reads": (), "own_bounds": False, "freezable": False, "above_zero": False, "pool": "year"},
    "weight": {"from_data": True},
    "aggregate": {
        "row_by_row": False,
        "weighted": True,
        "defined_on": "",
        "allows_zero": True,
        "allows_negative": True,
        "linear": False,
        "script": {},
    },
}
KIND = re.compile(r"[a-z][a-z0-9_]{0,59}")
EXAMPLE = f'{METHODS} = {{"normalise": [MyNormalisation]}}'


def declared(tree: ast.Module) -> dict[str, dict[str, None]]:
    """Read the kinds of methods that a file defines, without running it, by step."""
    kinds: dict[str, str] = {}
    for node in (n for n in tree.body if isinstance(n, ast.ClassDef)):
        for line in node.body:
            value = getattr(line, "value", None)
            if "kind" in _targets(line) and isinstance(value, ast.Constant):
                kinds[node.name] = str(value.value)
    table = next((getattr(n, "value", None) for n in tree.body if assigns(n, METHODS)), None)
    by_step: dict[str, dict[str, None]] = {}
    for key, value in zip(table.keys, table.values, strict=True) if isinstance(table, ast.Dict) else ():
        names = [n.id for n in getattr(value, "elts", []) if isinstance(n, ast.Name)]
        if isinstance(key, ast.Constant):
            by_step[str(key.value)] = {kinds[n]: None for n in names if n in kinds}
    return by_step


def assigns(node: ast.stmt, name: str) -> bool:
    """Tell whether a statement gives a name its value, written out as a list, tuple or dict."""
    return name in _targets(node) and isinstance(getattr(node, "value", None), ast.List | ast.Tuple | ast.Dict)


def _targets(node: ast.stmt) -> list[str]:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    return [t.id for t in targets if isinstance(t, ast.Name)]


def user_methods(
    methods: Any, name: str, failed: Callable[[BaseException], Problem]
) -> tuple[dict[str, dict[str, Any]], list[Problem]]:
    """Check the methods that a Python file defines, and guard them: their errors are problems with a line.

    Parameters
    ----------
    methods
        The value of ``METHODS``: classes by step, ``{"normalise": [Class, ...]}``; None where the file has none.
    name
        Of the file.
    failed
        The problem that an error in the file makes.

    Returns
    -------
    Classes by step and kind, and problems.
    """
    if methods is None:
        return {}, []
    place = f"{name} {METHODS}"
    if not isinstance(methods, dict):
        return {}, [Problem(place, "must be a dict of steps and lists of classes", type(methods).__name__, EXAMPLE)]
    accepted: dict[str, dict[str, Any]] = {}
    problems = []
    for step, classes in methods.items():
        if step not in REGISTRIES:
            rule = f"must be one of {', '.join(REGISTRIES)}"
            problems.append(Problem(place, rule, shown(step), did_you_mean(str(step), REGISTRIES)))
            continue
        if not isinstance(classes, list | tuple):
            problems.append(Problem(f"{place} {step}", "must be a list of classes", shown(classes), EXAMPLE))
            continue
        accepted[step] = {}
        for method in classes:
            wrong = _wrong(method, step, accepted[step])
            label = getattr(method, "__name__", shown(method))
            problems += [Problem(f"{place} {step} {label}", rule, got) for rule, got in wrong]
            if not wrong:
                accepted[step][method.kind] = _guarded(method, step, failed)
    return accepted, problems


def _wrong(method: Any, step: str, known: Mapping[str, Any]) -> list[tuple[str, str]]:
    """List the rules that the class of a method breaks, with its value."""
    if not inspect.isclass(method) or not dataclasses.is_dataclass(method):
        return [("must be a class with @dataclass(frozen=True)", type(method).__name__)]
    wrong = []
    if not method.__dataclass_params__.frozen:  # type: ignore[attr-defined]
        wrong.append(("must be frozen: @dataclass(frozen=True)", ""))
    kind = getattr(method, "kind", None)
    if not isinstance(kind, str) or not KIND.fullmatch(kind):
        wrong.append(("must have a kind in lower-case letters, digits and '_'", shown(kind)))
    elif kind in REGISTRIES[step] or kind in known:
        wrong.append(("must have a kind that no other method of the step has", shown(kind)))
    for name, arguments in {**NEEDED[step], "words": ()}.items():
        function = getattr(method, name, None)
        if not inspect.isfunction(function):
            wrong.append((f"must have the method {name}({', '.join(('self', *arguments))})", ""))
        elif not _takes(function, len(arguments) + 1):
            wrong.append((f"{name} must take {', '.join(('self', *arguments))}", str(inspect.signature(function))))
    return wrong


def _takes(function: Callable[..., Any], number: int) -> bool:
    try:
        inspect.signature(function).bind(*range(number))
    except TypeError:
        return False
    return True


def _guarded(method: Any, step: str, failed: Callable[[BaseException], Problem]) -> Any:
    """Return the class with defaults for missing attributes and with functions whose errors are problems."""
    for attribute, value in ASSUMED[step].items():
        if not hasattr(method, attribute) and attribute not in {f.name for f in dataclasses.fields(method)}:
            setattr(method, attribute, value)
    for name in (*NEEDED[step], "words"):
        setattr(method, name, _safe(getattr(method, name), f"{step} {method.kind!r}: {name}", failed))
    return method


def _safe(function: Callable[..., Any], label: str, failed: Callable[[BaseException], Problem]) -> Callable[..., Any]:
    @functools.wraps(function)
    def called(self: Any, *arguments: Any, **more: Any) -> Any:
        try:
            answer = function(self, *arguments, **more)
        except InputError:
            raise
        except Exception as error:
            raise InputError([failed(error)]) from error
        if (rule := _misshapen(function.__name__, answer, arguments)) is not None:
            raise InputError([Problem(f"method of {label}", rule[0], rule[1])])
        return answer

    return called


def _misshapen(name: str, answer: Any, arguments: tuple[Any, ...]) -> tuple[str, str] | None:
    """Compare a method's result with the expected type and shape; return the rule and the result if they differ."""
    if name == "words":
        return None if isinstance(answer, str) else ("must return text", type(answer).__name__)
    if name not in ("normalised", "combined") or len(arguments) < 2:
        return None
    x = np.asarray(arguments[0])
    shape = x.shape if name == "normalised" else np.broadcast_shapes(x.shape, np.shape(arguments[1]))[:-1]
    if isinstance(answer, np.ndarray) and answer.dtype.kind == "f" and answer.shape == shape:
        return None
    got = f"{answer.dtype} {answer.shape}" if isinstance(answer, np.ndarray) else type(answer).__name__
    return f"must return an array of floats of shape {shape}", got
