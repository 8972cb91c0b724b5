"""The record as rows: every entry, and below an import what it tells of the past, newest first, however many there are.

Only rows that are looked at are ever read from the journal. A filter goes through it in steps, so that it can be left.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import islice
from typing import NamedTuple

from tuiboard.domain.changes import Entry, Told
from tuiboard.domain.text import visible
from tuiboard.domain.workspace import Workspace
from tuiboard.engine.log_filter import Happening, LogFilter
from tuiboard.engine.ports import Extent, StoreError
from tuiboard.engine.session import Session
from tuiboard.view.words import claim_of, describe, describe_changes

PAGE = 64
"""Rows that are read at once."""
_PAGES_KEPT = 32
STEP = 1_000
"""Entries that a filter goes through before it says how far it is."""
ENTRY = -1
"""The place of the entry itself among its rows; what it tells of has 0, 1, 2 …"""

Place = tuple[int, int]
"""An entry's number, and ENTRY or the place of what it tells of, the latest first."""


class RecordRow(NamedTuple):
    """One row: `seq` is the entry's number, or that of the import that tells of it; `claimed` as claim_of says."""

    seq: int
    at: str
    who: str
    text: str
    told: bool = False
    claimed: str = ""


def told_of(entry: Entry) -> list[Told]:
    """What an entry tells of the past, the latest first."""
    return sorted(entry.told, key=lambda told: told.happened, reverse=True)


def happenings(entry: Entry, ws: Workspace) -> Iterator[Happening]:
    """Yield an entry, then what it tells of, the latest first."""
    words = partial(describe, entry, ws)
    yield Happening(entry.seq, entry.at, entry.who, entry.action, entry.changes, False, words)
    for told in told_of(entry) if entry.told else ():
        words = partial(_told_words, told, ws)
        yield Happening(entry.seq, told.happened, told.who, told.action, (told.change,), True, words)


def _told_words(told: Told, ws: Workspace) -> str:
    why = f" ({told.why})" if told.why else ""
    return visible(describe_changes([told.change], ws, told.action) + why, 200)


def row_of(found: Happening, entry: Entry, ws: Workspace) -> RecordRow:
    """The row of something that the log tells."""
    claimed = "" if found.told else claim_of(entry, ws)
    return RecordRow(found.seq, found.at, found.who, found.words(), found.told, claimed)


class _All:
    """Every row, by arithmetic: only entries that tell of the past have more than one."""

    def __init__(self, extent: Extent) -> None:
        self._seq = extent.seq
        self._telling = sorted(extent.telling, reverse=True)
        self._heads: list[int] = []
        """The row of each telling entry, newest first."""
        more = 0
        for number, many in self._telling:
            self._heads.append(extent.seq - number + more)
            more += many
        self._numbers = [-number for number, _ in self._telling]
        self._sums = [0]
        for _, many in self._telling:
            self._sums.append(self._sums[-1] + many)
        self.rows = extent.seq + more

    def place(self, row: int) -> Place:
        above = bisect_right(self._heads, row)
        if above:
            number, many = self._telling[above - 1]
            within = row - self._heads[above - 1]
            if within <= many:
                return number, within - 1
        return self._seq - (row - self._sums[above]), ENTRY

    def row(self, place: Place) -> int | None:
        number, told = place
        if not 0 < number <= self._seq:
            return None
        above = bisect_left(self._numbers, -number)
        return self._seq - number + self._sums[above] + told + 1


class _Found:
    """The rows that a filter has found so far."""

    def __init__(self) -> None:
        self._numbers = array("q")
        self._places = array("q")

    @property
    def rows(self) -> int:
        return len(self._places)  # which grow last: another thread may be adding

    def add(self, number: int, place: int) -> None:
        self._numbers.append(number)
        self._places.append(place)

    def extend(self, older: "_Found") -> None:
        self._numbers.extend(older._numbers)
        self._places.extend(older._places)

    def place(self, row: int) -> Place:
        return self._numbers[row], self._places[row]

    def row(self, place: Place) -> int | None:
        # Newest first, and below an entry what it tells of: rows are in the order of (-number, place).
        low, high = 0, self.rows
        wanted = (-place[0], place[1])
        while low < high:
            middle = (low + high) // 2
            if (-self._numbers[middle], self._places[middle]) < wanted:
                low = middle + 1
            else:
                high = middle
        return low if low < self.rows and self.place(low) == place else None


class Record:
    """The log of a board as rows under a filter, as of one moment; `load` and `go_on` read, in a worker's thread."""

    def __init__(self, session: Session, extent: Extent, filter: LogFilter | None = None) -> None:
        self._session = session
        self.filter = filter
        self.extent = extent
        self.total = extent.seq + sum(many for _, many in extent.telling)
        """Rows without a filter."""
        self._pages: OrderedDict[int, list[RecordRow]] = OrderedDict()
        self._rows: _All | _Found = _All(extent) if filter is None else _Found()
        self._scan = iter(()) if filter is None else session.store.scan(filter.about)
        self.seen = 0 if filter is not None else extent.seq
        """How many entries a filter has gone through."""
        self.done = filter is None
        self.is_cut = False
        """True where damage keeps a filter from what lies before it."""
        self.left = False
        """True once nobody looks any more: what still reads for it ends."""

    @classmethod
    def newest(cls, session: Session) -> "Record":
        """Return the newest rows alone, read at once: what comes before follows when it is known how much there is.

        To be called in a worker's thread. Raises StoreError.
        """
        ws = session.workspace
        record = cls(session, Extent(ws.seq))
        record._rows = found = _Found()
        rows: list[RecordRow] = []
        for entry in islice(session.store.scan(), PAGE):
            for place, happening in enumerate(islice(happenings(entry, ws), PAGE - len(rows)), ENTRY):
                rows.append(row_of(happening, entry, ws))
                found.add(entry.seq, place)
        record._pages[0] = rows
        return record

    def grown(self, extent: Extent) -> "Record":
        """Return what the filter has found with what it finds among newer entries; it goes on where this one stands.

        To be called in a worker's thread, while nothing else reads for this record. Raises StoreError.
        """
        record = Record(self._session, extent, self.filter)
        assert self.filter is not None
        assert isinstance(self._rows, _Found)
        found = _Found()
        for entry in self._session.store.scan(self.filter.about):
            if entry.seq <= self.extent.seq:
                break
            record._look(entry, found)
        found.extend(self._rows)
        record._rows, record._scan, record.done, record.is_cut = found, self._scan, self.done, self.is_cut
        record.seen = self.seen + extent.seq - self.extent.seq
        return record

    def _look(self, entry: Entry, found: _Found) -> None:
        assert self.filter is not None
        for place, happening in enumerate(happenings(entry, self._session.workspace), ENTRY):
            if self.filter.matches(happening):
                found.add(entry.seq, place)

    @property
    def rows(self) -> int:
        """Rows known by now."""
        return self._rows.rows

    def place(self, row: int) -> Place:
        """What a row is about."""
        return self._rows.place(row)

    def row_at(self, place: Place) -> int | None:
        """Where that is, None where it isn't among the rows."""
        return self._rows.row(place)

    def row(self, index: int) -> RecordRow | None:
        """A row that was read, None for one that has to be loaded first."""
        page = self._pages.get(index // PAGE)
        within = index % PAGE
        return page[within] if page is not None and within < len(page) else None

    def load(self, page: int) -> int:
        """Read a page of rows; returns its number. Raises StoreError."""
        first = page * PAGE
        places = [self.place(row) for row in range(first, min(first + PAGE, self.rows))]
        ws = self._session.workspace
        rows = []
        entry: Entry | None = None
        last = 0
        heard: list[Happening] = []
        entries = iter(self._entries(list(dict.fromkeys(number for number, _ in places))))
        for number, told in places:
            if number != last:
                last, entry = number, next(entries, None)
                heard = list(happenings(entry, ws)) if entry is not None else []
            if entry is None or told + 1 >= len(heard):
                rows.append(RecordRow(number, "", "", "This entry can't be read: the journal is damaged here."))
            else:
                rows.append(row_of(heard[told + 1], entry, ws))
        self._pages[page] = rows
        if len(self._pages) > _PAGES_KEPT:
            self._pages.popitem(last=False)
        return page

    def _entries(self, numbers: list[int]) -> list[Entry | None]:
        """The entries of these numbers; None for one that can't be read, where others can."""
        try:
            found: list[Entry | None] = list(self._session.store.entries(numbers))
        except StoreError as error:
            if error.code != "bad_data":
                raise
            found = []
        if len(found) == len(numbers):
            return found
        return [None] if len(numbers) == 1 else [self._entries([number])[0] for number in numbers]

    def go_on(self) -> int:
        """Go through more of the journal; returns how many rows there are then. Raises StoreError."""
        if self.filter is None or self.done:
            return self.rows
        assert isinstance(self._rows, _Found)
        try:
            for count, entry in enumerate(self._scan, 1):
                if self.left:
                    break
                self.seen = self.extent.seq - entry.seq + 1
                if entry.seq <= self.extent.seq:
                    self._look(entry, self._rows)
                if count >= STEP:
                    break
            else:
                self.done, self.seen = True, self.extent.seq
        except StoreError:
            self.done = self.is_cut = True
            raise
        return self.rows


def found_entries(entries: Iterable[Entry], ws: Workspace, filter: LogFilter | None) -> Iterator[Entry]:
    """Yield entries that hold what a filter finds, each telling only of what it finds too."""
    for entry in entries:
        if filter is None:
            yield entry
            continue
        hits = [filter.matches(found) for found in happenings(entry, ws)]
        if any(hits):
            kept = {id(one) for one, hit in zip(told_of(entry), hits[1:], strict=True) if hit}
            yield entry._replace(told=tuple(one for one in entry.told if id(one) in kept))
