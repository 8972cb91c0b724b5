"""`column`, `board` and `filter`: how the board is laid out, what it is called, and the filters that it keeps."""

from collections.abc import Sequence
from typing import Any

from tuiboard.cli.call import Call
from tuiboard.cli.output import Painted
from tuiboard.cli.table import aligned, fitted
from tuiboard.domain import commands as c
from tuiboard.domain.coefficients import Coefficients, parse_coefficient
from tuiboard.domain.names import did_you_mean, find_column
from tuiboard.domain.rag import DIMENSIONS
from tuiboard.domain.refusal import refuse
from tuiboard.domain.spans import parse_spans
from tuiboard.domain.support import parse_hours
from tuiboard.domain.text import visible
from tuiboard.domain.working_days import ADDED, REMOVED, parse_setting
from tuiboard.domain.working_days import SETTINGS as _CALENDAR
from tuiboard.view import as_json


def show(call: Call) -> int:
    """Print the columns from left to right."""
    ws = call.workspace
    if call.out.as_json:
        call.out.document([as_json.column_document(column, ws) for column in ws.columns()])
        return 0
    rows: list[Sequence[str]] = []
    for column in ws.columns():
        count = ws.count(column.key)
        hard = " hard" if column.wip_hard else ""
        tally = str(count) if column.wip_limit is None else f"{count}/{column.wip_limit}{hard}"
        over = "over" if column.wip_limit is not None and count > column.wip_limit else ""
        stale = f"stale after {column.stale_after_days}d" if column.stale_after_days else ""
        rows.append((visible(column.key, 60), visible(column.name, 60), column.does, tally, over, stale))
    call.out.lines(fitted(line, call.out.width) for line in aligned(rows))
    return 0


def add(call: Call) -> int:
    """Add a column."""
    after = call.request.option("after")
    key = find_column(call.workspace, after).key if after is not None else None
    return call.carry_out(c.AddColumn(call.named_fields("NAME", "column"), key))


def edit(call: Call) -> int:
    """Change a column."""
    column = find_column(call.workspace, call.request.word("COLUMN"))
    return call.carry_out(c.EditColumn(column.key, call.fields("column")))


def move(call: Call) -> int:
    """Put a column elsewhere."""
    column = find_column(call.workspace, call.request.word("COLUMN"))
    after = call.request.option("after")
    if (after is None) == (not call.request.flag("first")):
        refuse("usage", "Say where to: --after COLUMN or --first.")
    return call.carry_out(c.MoveColumn(column.key, None if after is None else find_column(call.workspace, after).key))


def remove(call: Call) -> int:
    """Remove a column; its cards go elsewhere."""
    column = find_column(call.workspace, call.request.word("COLUMN"))
    to = call.request.option("to")
    return call.carry_out(c.RemoveColumn(column.key, None if to is None else find_column(call.workspace, to).key))


# The board itself


def show_board(call: Call) -> int:
    """Print the board's name, place and sizes."""
    ws = call.workspace
    sizes = {
        "cards": sum(ws.count(column.key) for column in ws.columns()),
        "archived": sum(1 for card in ws.cards() if card.archived), "columns": len(ws.columns()),
        "people": len(ws.people()), "entries": ws.seq,
    }  # fmt: skip
    if call.out.as_json:
        place = {"path": call.session.store.name, "read_only": call.session.store.read_only or None}
        call.out.document({**as_json.board_document(ws.board), **place, **sizes})
        return 0
    call.out.line(Painted("head", visible(ws.board.name, 200)))
    call.out.line(visible(call.session.store.name, 500))
    call.out.line(", ".join(f"{count:,} {name}" for name, count in sizes.items()))
    if call.session.store.read_only:
        call.out.line(Painted("card-late", f"Read-only: {visible(call.session.store.read_only, 400)}."))
    return 0


_RISK_RULES = ("appetite", "escalation", "grid", "review_days", "currency", "unit")
_TOLERANCE = "tolerance_"
_TOLERANCES = tuple(_TOLERANCE + dimension for dimension in DIMENSIONS)
"""What projects tolerate that say nothing themselves."""
_HOLIDAYS = {"holidays+": ADDED, "holidays-": REMOVED}


def edit_board(call: Call) -> int:
    """Rename the board, or set its rules about risks, numbers of priorities and calendar; an empty value resets one."""
    name: str | None = None
    rules: dict[str, Any] = {}
    numbers: dict[str, Any] = {}
    handoff: dict[str, Any] = {}
    support: dict[str, Any] = {}
    days: dict[str, Any] = {}
    tolerated: dict[str, Any] = {}
    fields = (
        "name", *_RISK_RULES, *Coefficients._fields, "handoff_hours", "escalation_hours", *_CALENDAR, *_TOLERANCES
    )  # fmt: skip
    for word in call.request.words["FIELD=VALUE"]:
        field, equals, text = word.partition("=")
        if field in _HOLIDAYS and equals:
            days.setdefault(_HOLIDAYS[field], []).extend(parse_spans(text, call.today, "holidays"))
            continue
        if not equals or field not in fields:
            hint = f"Fields: {', '.join(fields)}. Write it as in tuiboard board edit name='Network refresh'."
            refuse("usage", f"“{visible(word, 60)}” can't be set on the board.", hint)
        if field == "name":
            name = text
        elif field == "handoff_hours":
            handoff["hours"] = _number(text, field) if text else None
        elif field in Coefficients._fields:
            numbers[field] = parse_coefficient(field, text)
        elif field == "escalation_hours":
            support[field] = parse_hours(text)
        elif field in _TOLERANCES:
            tolerated.update(_tolerance(field.removeprefix(_TOLERANCE), text, call))
        elif field in _CALENDAR:
            days[field] = parse_setting(field, text, call.today)
        else:
            rules[field] = _rule(field, text) if text else None
    given = {
        "risk": rules, "priority": numbers, "handoff": handoff, "support": support, "calendar": days, "rag": tolerated
    }  # fmt: skip
    return call.carry_out(c.EditBoard(name=name, settings={about: found for about, found in given.items() if found}))


def _tolerance(dimension: str, text: str, call: Call) -> dict[str, Any]:
    from tuiboard.domain.risk_rules import risk_rules  # late: rare
    from tuiboard.engine.tolerances import parse_tolerance

    return {dimension: parse_tolerance(dimension, text, risk_rules(call.workspace.board).currency)}


def _rule(field: str, text: str) -> Any:
    """A rule from its text: `9`, `lllmm/llmmh/…`, `low:90,high:14`, `CHF`."""
    if field == "grid":
        return text.lower().split("/")
    if field == "review_days":
        pairs = (part.partition(":") for part in text.split(",") if part.strip())
        return {band.strip().lower(): _days(band.strip(), days.strip()) for band, _, days in pairs}
    return _number(text, field) if field in ("appetite", "escalation") else text


def _days(band: str, text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 6 and 1 <= int(text) <= 3650):
        words = f"“{visible(text, 60)}” can't be the days of {visible(band, 40)}."
        refuse("bad_data", words, "Write 1 to 3650, as in review_days=critical:7,high:14.")
    return int(text)


def _number(text: str, field: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 6):
        refuse("bad_data", f"“{visible(text, 60)}” is no number for {field}.")
    return int(text)


# Saved filters


def list_filters(call: Call) -> int:
    """Print the saved filters."""
    filters = call.workspace.board.filters
    if call.out.as_json:
        call.out.document([{"name": name, "filter": text} for name, text in sorted(filters.items())])
    else:
        call.out.lines(aligned([(visible(name, 60), visible(text, 200)) for name, text in sorted(filters.items())]))
    return 0


def save_filter(call: Call) -> int:
    """Keep a filter that makes sense."""
    from tuiboard.cli.verbs.listing import joined
    from tuiboard.engine.filter import FilterContext, compile_filter

    text = joined(call.request.words["FILTER"], call.workspace)
    compile_filter(text, call.workspace, FilterContext(call.today, call.session.who))
    return call.carry_out(c.EditBoard(filters={call.request.word("NAME"): text}))


def remove_filter(call: Call) -> int:
    """Forget a filter."""
    name = call.request.word("NAME")
    if name not in call.workspace.board.filters:
        hint = did_you_mean(name, call.workspace.board.filters) or "`tuiboard filter list` shows them."
        refuse("not_found", f"There is no saved filter “{visible(name, 60)}”.", hint)
    return call.carry_out(c.EditBoard(filters={name: None}))
