"""Other programs' boards in, ours out: one module a format, loaded when it is asked for."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NoReturn

from tuiboard.domain.changes import Entry
from tuiboard.domain.commands import Context
from tuiboard.domain.refusal import Refused, refuse
from tuiboard.domain.text import visible
from tuiboard.domain.workspace import Workspace
from tuiboard.engine.exchange.plan import Plan, summary

if TYPE_CHECKING:
    from tuiboard.domain.raid import RaidItem

__all__ = ["READ_FORMATS", "WRITE_FORMATS", "Plan", "guess", "read", "summary", "write", "write_raid"]

READ_FORMATS = ("trello", "taskwarrior", "json", "risks")
WRITE_FORMATS = ("json", "csv", "md", "ics", "risk-csv", "risk-md", "risk-json", "raid-csv", "raid-md", "raid-json")
"""Formats of one text each; `tuiboard.view.sharing` has those of every table at once."""


def read(format: str | None, data: bytes, name: str, ws: Workspace, context: Context) -> Plan:
    """Return what importing the file `name` would do to the board; nothing is changed. The format is guessed for None.

    Raises Refused: bad_data naming file and path, usage for a format that can't be read.
    """
    if format is not None and format not in READ_FORMATS:
        refuse("usage", f'"{visible(format, 60)}" can\'t be imported.', f"Formats: {', '.join(READ_FORMATS)}.")
    try:
        if format == "risks" or (format is None and _is_table(data)):
            return _register(data, name, ws, context, format is not None)
        value = _parsed(data)
        format = format or guess(value)
        _check_shape(format, value)
        if format == "trello":
            from tuiboard.engine.exchange import trello

            return trello.plan(value, name, ws, context)
        if format == "taskwarrior":
            from tuiboard.engine.exchange import taskwarrior

            return taskwarrior.plan(value, name, ws, context)
        from tuiboard.engine.exchange import board_json

        return board_json.plan(value, name, ws)
    except Refused as refused:
        _refuse_in(name, refused)


def write(format: str, ws: Workspace, chosen: Sequence[int] | None, entries: Iterable[Entry] | None, now: str) -> str:
    """Return the board as text: all of it, or only the cards with the ids `chosen`, in that order. A format that begins
    with `risk-` writes risks: all, or those with the ids `chosen`.

    `entries`, in any order, become the history of the JSON formats; the others have none. Raises Refused usage for a
    format that can't be written.
    """
    if format.startswith("risk-") and format in WRITE_FORMATS:
        return _write_risks(format, ws, [risk.id for risk in ws.risks()] if chosen is None else chosen, entries, now)
    if format.startswith("raid-") and format in WRITE_FORMATS:
        return write_raid(format, ws, None, entries, now)
    if format == "json":
        from tuiboard.engine.exchange import board_json

        return board_json.write(ws, chosen, entries, now)
    if format == "csv":
        from tuiboard.engine.exchange import csv_export

        return csv_export.write(ws, chosen)
    if format == "md":
        from tuiboard.engine.exchange import markdown

        return markdown.write(ws, chosen, now)
    if format == "ics":
        from tuiboard.engine.exchange import icalendar

        return icalendar.write(ws, chosen, now)
    refuse("usage", f'"{visible(format, 60)}" can\'t be written.', f"Formats: {', '.join(WRITE_FORMATS)}.")


def _write_risks(format: str, ws: Workspace, risks: Sequence[int], entries: Iterable[Entry] | None, now: str) -> str:
    if format == "risk-json":
        from tuiboard.engine.exchange import board_json

        return board_json.write(ws, None, entries, now, risks)
    if format == "risk-csv":
        from tuiboard.engine.exchange import risk_export

        return risk_export.write(ws, risks)
    from tuiboard.engine.exchange import risk_markdown

    return risk_markdown.write(ws, risks, now)


def write_raid(
    format: str, ws: Workspace, items: "Sequence[RaidItem] | None", entries: Iterable[Entry] | None, now: str
) -> str:
    """Return decisions, assumptions, issues and lessons as text: all of them, or only the `items`, in that order."""
    from tuiboard.domain.raid import raid_items  # late: most exports are of cards

    chosen = list(raid_items(ws)) if items is None else items
    if format == "raid-json":
        from tuiboard.engine.exchange import board_json

        return board_json.write(ws, None, entries, now, items=[(item.kind, item.id) for item in chosen])
    from tuiboard.engine.exchange import raid_export

    return raid_export.write_csv(chosen) if format == "raid-csv" else raid_export.write_markdown(ws, chosen, now)


def _is_table(data: bytes) -> bool:
    from tuiboard.engine.exchange import csv_table

    return csv_table.is_table(data)


def _register(data: bytes, name: str, ws: Workspace, context: Context, said: bool) -> Plan:
    from tuiboard.engine.exchange import csv_table, risk_csv, risk_headers

    return risk_csv.plan(csv_table.read(data, risk_headers.rate), name, ws, context, said)


def _parsed(data: bytes) -> Any:
    from tuiboard.engine.exchange import document

    return document.parse(data)


def guess(value: Any) -> str:
    """Return which of READ_FORMATS a parsed JSON file has the shape of. Raises Refused bad_data where it has none."""
    if isinstance(value, dict):
        if isinstance(value.get("lists"), list) and isinstance(value.get("cards"), list):
            return "trello"
        if value.get("format") == "tuiboard" or _is_tinydb(value):
            return "json"
        if "description" in value and ("uuid" in value or "status" in value):
            return "taskwarrior"
    if isinstance(value, list) and all(isinstance(item, dict) and "description" in item for item in value):
        return "taskwarrior"
    refuse(
        "bad_data",
        "This is neither a Trello board, nor tasks of Taskwarrior, nor a board of tuiboard, nor a risk register.",
        f"If it is one, say which with --from {'|'.join(READ_FORMATS)}.",
    )


def _is_tinydb(value: dict[str, Any]) -> bool:
    tables = [table for table in value.values() if isinstance(table, dict)]
    return (
        len(tables) == len(value)
        and bool({"cards", "columns", "card", "column"} & value.keys())
        and all(number.isdecimal() for table in tables for number in table)
    )


def _check_shape(format: str, value: Any) -> None:
    if not isinstance(value, dict) and not (format == "taskwarrior" and isinstance(value, list)):
        from tuiboard.engine.exchange.document import type_words

        wanted = {
            "trello": "A Trello export is one object with lists and cards",
            "taskwarrior": "Taskwarrior exports a list of tasks",
            "json": "A board of tuiboard is one object",
        }
        refuse("bad_data", f"{wanted[format]}; this file is {type_words(value)}.")
    for key in ("lists", "cards") if format == "trello" else ():
        if key not in value:
            refuse("bad_data", f"{key} is missing.", "Export the whole board from Trello, as JSON.")
    if format == "json" and isinstance(value, dict) and value.get("format") != "tuiboard" and not _is_tinydb(value):
        refuse("bad_data", 'The file has neither "format": "tuiboard" nor the tables of a board.')


def _refuse_in(name: str, refused: Refused) -> NoReturn:
    """Refuse again, naming the file."""
    found = refused.refusal
    where = f"{visible(name, 60)}: " if name and found.code == "bad_data" else ""
    refuse(found.code, where + found.message, found.hint, found.details)
