"""Made: values that are made when they are first asked for, and then kept."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, TypeVar, overload

if TYPE_CHECKING:
    from collections.abc import Callable

V = TypeVar("V")


class Made(Mapping[str, V]):
    """Values by name: how each is made, and, once it has been asked for, what it is.

    Examples
    --------
    >>> made = Made({"a": lambda: print("now") or 1})
    >>> list(made), made["a"], made["a"]
    now
    (['a'], 1, 1)
    """

    def __init__(self, makers: Mapping[str, Callable[[], V]]) -> None:
        self._makers = dict(makers)
        self._values: dict[str, V] = {}
        self._making = threading.RLock()  # of several threads one makes a value, which may need others

    def __getitem__(self, name: str) -> V:
        if name not in self._values:
            with self._making:
                if name not in self._values:
                    self._values[name] = self._makers[name]()
        return self._values[name]

    def taken(self, name: str) -> V:
        """Return a value without keeping it: whoever asks again has it made again.

        Examples
        --------
        >>> made = Made({"a": lambda: print("now") or 1})
        >>> made.taken("a"), made.taken("a")
        now
        now
        (1, 1)
        """
        with self._making:
            value = self[name]
            self._values.pop(name, None)
        return value

    def __iter__(self) -> Iterator[str]:
        return iter(self._makers)

    def __len__(self) -> int:
        return len(self._makers)

    def __contains__(self, name: object) -> bool:
        return name in self._makers

    def with_others(self, makers: Mapping[str, Callable[[], V]]) -> Made[V]:
        """Return these values and others; what has been made stays made."""
        return Made({**self.makers(), **makers})

    def makers(self) -> dict[str, Callable[[], V]]:
        """Return how each value is had."""
        return {name: partial(self.__getitem__, name) for name in self}


class MadeInOrder(Sequence[V]):
    """The values of `Made` in their order, each made when it is reached.

    Examples
    --------
    >>> values = MadeInOrder(Made({"a": lambda: 1, "b": lambda: 2}))
    >>> len(values), values[1], list(values)
    (2, 2, [1, 2])
    """

    def __init__(self, made: Made[V]) -> None:
        self._made, self._names = made, tuple(made)

    @overload
    def __getitem__(self, at: int) -> V: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[V, ...]: ...
    def __getitem__(self, at: int | slice) -> V | tuple[V, ...]:
        """Return one value, or several."""
        if isinstance(at, slice):
            return tuple(self._made[name] for name in self._names[at])
        return self._made[self._names[at]]

    def __len__(self) -> int:
        return len(self._names)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    __hash__ = None  # type: ignore[assignment] # as a list
