"""What a board is shared as: one file or a folder of them, and how much is in it; for the command line and the screen.

The log is a table here because its words are made for the screen.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from tuiboard.domain.changes import Change, Entry
from tuiboard.domain.refusal import refuse
from tuiboard.domain.text import visible
from tuiboard.domain.workspace import Workspace
from tuiboard.engine import exchange
from tuiboard.engine.exchange.tables import TABLES, Table, every_table, table
from tuiboard.engine.log_filter import LogFilter

LOG = "log"
TABLE_NAMES = (*TABLES, LOG)
FOLDER, WORKBOOK = "csv-all", "xlsx"
FORMATS = (*exchange.WRITE_FORMATS, FOLDER, WORKBOOK)
"""Everything that a board can be written as."""
_KEYS_NAMED = 50
"""Things that one row of the log names; an import is about thousands."""
_LOG_HEADS = ("entry", "at", "who", "past", "action", "about", "what", "claimed")


class Shared(NamedTuple):
    """Contents by the name of the file; one without a name is the file that was asked for. `counts` is what is in it:
    table → rows, or a noun in the plural → how many."""

    files: Mapping[str, str | bytes]
    counts: Mapping[str, int]


def log_table(ws: Workspace, entries: Iterable[Entry], filter: LogFilter | None = None) -> Table:
    """Return the record as a table, newest first, with what imports tell of the past; all, or what a filter finds."""
    return Table(LOG, _LOG_HEADS, list(_log_rows(ws, entries, filter)))


def _log_rows(ws: Workspace, entries: Iterable[Entry], filter: LogFilter | None) -> Iterator[Sequence[object]]:
    from tuiboard.view.record import happenings, row_of  # late: few exports hold the log

    for entry in entries:
        for found in happenings(entry, ws):
            if filter is None or filter.matches(found):
                row = row_of(found, entry, ws)
                past = "yes" if row.told else ""
                yield row.seq, row.at, row.who, past, found.action, _about(found.changes), row.text, row.claimed


def _about(changes: Sequence[Change]) -> str:
    from tuiboard.view.as_json import touched_keys

    keys = touched_keys(changes)
    more = len(keys) - _KEYS_NAMED
    return " ".join(keys[:_KEYS_NAMED]) + (f" … and {more:,} more" if more > 0 else "")


def one_table(
    ws: Workspace, name: str, entries: Iterable[Entry], chosen: Sequence[int] | None = None,
    filter: LogFilter | None = None,
) -> Shared:  # fmt: skip
    """Return one table as CSV: whole, or the rows that are `chosen` (see `table`) or that a `filter` of the log finds.

    Raises Refused usage for a table that there isn't.
    """
    if name not in TABLE_NAMES:
        refuse("usage", f"“{visible(name, 60)}” is no table of the board.", f"Tables: {', '.join(TABLE_NAMES)}.")
    from tuiboard.engine.exchange.csv_export import as_csv

    found = log_table(ws, entries, filter) if name == LOG else table(ws, name, chosen)
    return Shared({"": as_csv(found.heads, found.rows)}, {name: len(found.rows)})


def all_tables(
    format: str, ws: Workspace, entries: Iterable[Entry], now: str, cards: Sequence[int] | None = None
) -> Shared:
    """Return every table, as FOLDER or WORKBOOK; with `cards` these cards and what is on them, and nothing else.

    Raises Refused.
    """
    tables = list(every_table(ws, cards))
    if cards is None:
        tables.append(log_table(ws, entries))
    counts = {each.name: len(each.rows) for each in tables}
    if format == WORKBOOK:
        from tuiboard.engine.exchange import workbook

        return Shared({"": workbook.write(tables, ws.board.name, now)}, counts)
    from tuiboard.engine.exchange.csv_export import as_csv

    return Shared({f"{each.name}.csv": as_csv(each.heads, each.rows) for each in tables}, counts)


def shared(
    format: str, ws: Workspace, entries: Iterable[Entry], now: str, chosen: Sequence[int] | None = None
) -> Shared:
    """Return the board in any of FORMATS: all of it, or only the cards (for `risk-` formats the risks) with the ids
    `chosen`. Raises Refused: usage for another format."""
    if format in (FOLDER, WORKBOOK):
        return all_tables(format, ws, entries, now, chosen)
    if format not in FORMATS:
        refuse("usage", f'"{visible(format, 60)}" can\'t be written.', f"Formats: {', '.join(FORMATS)}.")
    told = entries if format.endswith("json") else None
    return Shared({"": exchange.write(format, ws, chosen, told, now)}, _counts(format, ws, chosen))


def _counts(format: str, ws: Workspace, chosen: Sequence[int] | None) -> Mapping[str, int]:
    """How much is in a file of one text."""
    if format == "ics":
        from tuiboard.engine.exchange.icalendar import events

        return {"dates": len(events(ws, chosen))}
    if format.startswith("raid-"):
        from tuiboard.domain.raid import RAID_KINDS

        return {"entries": sum(len(ws.table(kind)) for kind in RAID_KINDS)}
    if format.startswith("risk-"):
        return {"risks": len(ws.table("risk")) if chosen is None else len(chosen)}
    return {"cards": len(ws.table("card")) if chosen is None else len(chosen)}


_ONE = {"cards": "card", "risks": "risk", "entries": "entry", "dates": "date"}


def count_words(counts: Mapping[str, int]) -> str:
    """What was written, in words: `12 cards`, `7 rows of people`, `14 tables with 812 rows`."""
    if len(counts) > 1:
        rows = sum(counts.values())
        return f"{len(counts)} tables with {rows:,} {'row' if rows == 1 else 'rows'}"
    [(name, count)] = counts.items()
    if name in _ONE:
        return f"{count:,} {_ONE[name] if count == 1 else name}"
    return f"{count:,} {'row' if count == 1 else 'rows'} of {name}"
