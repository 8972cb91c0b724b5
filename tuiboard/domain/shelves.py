"""A table of numbered entities that can be changed without copying it: shelves of 256 ids each."""

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

from tuiboard.domain.changes import Doc, Id

_BITS = 8


class Shelves(Mapping[Id, Doc]):
    """An immutable mapping from integer ids; a new one shares the shelves that were not touched."""

    __slots__ = ("_count", "_shelves")

    def __init__(self, shelves: dict[int, dict[Id, Doc]], count: int) -> None:
        self._shelves = shelves
        self._count = count

    @classmethod
    def of(cls, table: Mapping[Id, Doc]) -> "Shelves":
        """Return the shelves that hold a table."""
        shelves: dict[int, dict[Id, Doc]] = {}
        for id, doc in table.items():
            number = id >> _BITS  # type: ignore[operator]
            if number in shelves:
                shelves[number][id] = doc
            else:
                shelves[number] = {id: doc}
        return cls(shelves, len(table))

    def __getitem__(self, id: Id) -> Doc:
        return self._shelves[id >> _BITS][id]  # type: ignore[operator]

    def get(self, id: Id, default: Any = None) -> Any:
        shelf = self._shelves.get(id >> _BITS)  # type: ignore[operator]
        return default if shelf is None else shelf.get(id, default)

    def __contains__(self, id: object) -> bool:
        return self.get(id) is not None  # type: ignore[arg-type]

    def __iter__(self) -> Iterator[Id]:
        return chain.from_iterable(self._shelves.values())

    def __len__(self) -> int:
        return self._count

    def values(self) -> Any:
        return chain.from_iterable(map(dict.values, self._shelves.values()))

    def items(self) -> Any:
        return chain.from_iterable(map(dict.items, self._shelves.values()))

    def editing(self) -> "Editing":
        """Return a table to be changed."""
        return Editing(self)


class Editing(Shelves):
    """Shelves in the making: each touched one is copied once."""

    __slots__ = ("_own",)

    def __init__(self, base: Shelves) -> None:
        super().__init__(dict(base._shelves), base._count)
        self._own: set[int] = set()

    def _shelf(self, id: Id) -> dict[Id, Doc]:
        number = id >> _BITS  # type: ignore[operator]
        if number not in self._own:
            self._own.add(number)
            self._shelves[number] = dict(self._shelves.get(number, ()))
        return self._shelves[number]

    def __setitem__(self, id: Id, doc: Doc) -> None:
        shelf = self._shelf(id)
        self._count += id not in shelf
        shelf[id] = doc

    def __delitem__(self, id: Id) -> None:
        del self._shelf(id)[id]
        self._count -= 1
