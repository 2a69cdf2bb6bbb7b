"""Same: whether two values of an edition are equal, with all that is in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import partial
from types import FunctionType
from typing import Any

import numpy as np
from pandas import DataFrame, Series


def same(one: Any, other: Any) -> bool:
    """Tell whether two values are equal: of the same type, in the same order, missing where the other is missing.

    What cannot be compared is another value.

    Examples
    --------
    >>> same({"a": (1, float("nan"))}, {"a": (1, float("nan"))}), same({"a": 1, "b": 2}, {"b": 2, "a": 1}), same(1, 1.0)
    (True, False, False)
    """
    if one is other:
        return True
    if type(one) is not type(other):
        return False
    if is_dataclass(one):
        return all(same(getattr(one, f.name), getattr(other, f.name)) for f in fields(one))
    equal = next((compare for kind, compare in COMPARED if isinstance(one, kind)), None)
    return equal(one, other) if equal else bool(one == other)


def _same_floats(one: float, other: float) -> bool:
    return one == other or (one != one and other != other)  # noqa: PLR0124 - NaN is not itself


def _same_arrays(one: Any, other: Any) -> bool:
    return bool(one.dtype == other.dtype and np.array_equal(one, other, equal_nan=one.dtype.kind == "f"))


def _same_series(one: Any, other: Any) -> bool:
    return bool(one.equals(other) and same(_labels(one), _labels(other)))


def _same_tables(one: Any, other: Any) -> bool:
    return bool(one.equals(other) and same(_labels(one), _labels(other)) and list(one.dtypes) == list(other.dtypes))


def _labels(table: Any) -> Any:
    return [*table.index.names], [*table.columns] if isinstance(table, DataFrame) else table.name


def _same_mappings(one: Any, other: Any) -> bool:
    return same([*one], [*other]) and all(same(one[k], other[k]) for k in one)


def _same_sequences(one: Any, other: Any) -> bool:
    return len(one) == len(other) and all(map(same, one, other))


def _same_functions(one: Any, other: Any) -> bool:
    """Tell whether two functions are one definition with equal values around it."""
    return one.__code__ is other.__code__ and one.__globals__ is other.__globals__ and same(_held(one), _held(other))


def _held(function: Any) -> Any:
    return [c.cell_contents for c in function.__closure__ or ()], function.__defaults__, function.__kwdefaults__


COMPARED: tuple[tuple[Any, Any], ...] = (
    (float, _same_floats),
    (np.ndarray, _same_arrays),
    (Series, _same_series),
    (DataFrame, _same_tables),
    (Mapping, _same_mappings),
    ((tuple, list), _same_sequences),
    (partial, lambda one, other: same((one.func, one.args, one.keywords), (other.func, other.args, other.keywords))),
    (FunctionType, _same_functions),
)
