"""A risk register as CSV: headers, scales, dates and amounts as people write them.

What is said comes as what it says; what can't be read keeps its text in `extra` and is told by row and column, and the
risk is unrated there. Nobody is invented, no probability is made of a severity, and an amount is no estimate as long as
nobody says how likely it is.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from tuiboard.domain.changes import Change, Id, created
from tuiboard.domain.commands import Context
from tuiboard.domain.decide import checks, risks
from tuiboard.domain.refusal import refuse
from tuiboard.domain.risks import OPEN_STATES
from tuiboard.domain.text import one_line, visible
from tuiboard.domain.workspace import Workspace, find_source
from tuiboard.engine.exchange import fitting, risk_headers
from tuiboard.engine.exchange.csv_table import Row, Table
from tuiboard.engine.exchange.fitting import Extra
from tuiboard.engine.exchange.plan import Plan, make_plan
from tuiboard.engine.exchange.risk_cells import KINDS, SURENESS, Cells
from tuiboard.engine.exchange.risk_headers import Column
from tuiboard.engine.exchange.risk_sheet import LEVELS, Sheet

SYSTEM = "risk-csv"

_KEY = re.compile(r"R([0-9]{1,9})\Z")
_TITLED = "title: "
"""What begins the id of a risk in a file that gives none."""


def plan(table: Table, name: str, ws: Workspace, context: Context, said: bool) -> Plan:
    """Return what importing the register would do; `said` tells that someone named the format.

    Raises Refused bad_data for a table that is no register, naming what was looked for.
    """
    columns = risk_headers.columns_of(table.header)
    if not risk_headers.is_register(columns, said):
        names = ", ".join(f"“{visible(name, 30)}”" for name in table.header[:8])
        more = " …" if len(table.header) > 8 else ""
        refuse(
            "bad_data",
            f"The table is no risk register: its columns are {names}{more}.",
            f"Looked for: {risk_headers.LOOKED_FOR}. A column under another name can be renamed in the file.",
        )
    return _Register(table, columns, ws, context).plan(f"risk register ({name})")


class _Register:
    """One import in the making."""

    def __init__(self, table: Table, columns: Sequence[Column], ws: Workspace, context: Context) -> None:
        self.ws, self.context = ws, context
        self.sheet = Sheet(table, columns, ws)
        self.ids: dict[str, int] = {}
        """Id on the board, or placeholder, of each risk, by its id in the file."""
        self.causes: dict[int, list[str]] = {}

    def plan(self, source: str) -> Plan:
        new = self._new()
        changes = [self._risk(row, id, self._file_id(row)) for row, id in new]
        changes = self._caused(changes)
        self.sheet.tell_columns()
        if new and not any(field in self.sheet.columns for field in ("probability", "inherent_probability")):
            words = "No column has a probability: what is said of the impact is kept, the risks are unrated"
            self.sheet.losses.say(words)
        if self.sheet.table.above:
            self.sheet.losses.count("rows above the header, left out", self.sheet.table.above)
        for line in (*self.sheet.amounts.remarks(), *self.sheet.report.odd()):
            self.sheet.losses.say(line)
        skipped = len(self.sheet.table.rows) - len(new)
        read_as = self.sheet.report.read_as() if changes else ()
        return make_plan(source, changes, (), self.sheet.losses, skipped, read_as)

    # Which risks

    def _new(self) -> list[tuple[Row, int]]:
        """The rows that are not on the board yet, with their ids: the numbers of the file on a board that never had a
        risk, else placeholders."""
        known = find_source(self.ws, "risk", SYSTEM)
        named: dict[str, int] = {}
        rows: list[tuple[Row, str]] = []
        for row in self.sheet.table.rows:
            file_id = self._file_id(row)
            other = named.setdefault(file_id.casefold(), row.number)
            if other != row.number:
                refuse("bad_data", f"Row {row.number} has the id “{visible(file_id, 60)}”, and so has row {other}.",
                       "Each risk needs an id of its own.")  # fmt: skip
            there = self._there(row, file_id, known)
            if there is None:
                rows.append((row, file_id))
            else:
                self.ids[file_id.casefold()] = there
        keys = [_KEY.match(file_id) for _, file_id in rows]
        keeps = self.ws.next_id("risk") == 1 and all(key is not None and int(key[1]) > 0 for key in keys)
        found = []
        for place, ((row, file_id), key) in enumerate(zip(rows, keys, strict=True), 1):
            self.ids[file_id.casefold()] = int(key[1]) if keeps and key is not None else -place
            found.append((row, self.ids[file_id.casefold()]))
        return found

    def _file_id(self, row: Row) -> str:
        given = one_line(self.sheet.text(row, "id"))
        return given[:200] if given else f"{_TITLED}{self._title(row)}"[:200]

    def _there(self, row: Row, file_id: str, known: Mapping[str, Id]) -> int | None:
        """Id of the risk of the board that the row is, if there is one."""
        id = known.get(file_id)
        key = _KEY.match(file_id)
        if id is None and key is not None:
            own = self.ws.risk(int(key[1]))
            return own.id if own is not None and own.title == self._title(row) else None
        if id is not None and self.ws.table("risk")[id]["title"] != self._title(row):
            column = self.sheet.columns.get("id") or self.sheet.columns["title"]
            self.sheet.report.note(column, row, file_id, f"on the board as R{id} under another title, left alone")
        return None if id is None else int(id)

    def _title(self, row: Row) -> str:
        text = self.sheet.text(row, "title") or self.sheet.text(row, "event")
        return fitting.short(text) or fitting.NO_TITLE

    # One risk

    def _risk(self, row: Row, id: int, file_id: str) -> Change:
        extra: Extra = {column.name: text for column in self.sheet.others if (text := row.cells[column.place])}
        cell = Cells(self.sheet, row, extra)
        title, event = self._named(row, extra)
        kind = cell.one_of("kind", KINDS)
        doc: dict[str, Any] = {
            "title": title, "kind": "opportunity" if kind == "opportunity" else None, "event": event,
            **{field: cell.paragraph(field) for field in ("cause", "effect", "contingency_plan", "fallback_plan")},
            "category": cell.line("category"), "tags": cell.tags(), "owner": cell.known("owner", self.sheet.people),
            "project": cell.known("project", self.sheet.projects), "confidence": cell.one_of("confidence", SURENESS),
            **{level: cell.rating(prefix) for level, prefix in LEVELS}, "quant": cell.quant(),
            "proximity": cell.proximity(), "triggers": cell.triggers(), "next_review": cell.day("next_review"),
            "last_review": cell.day("last_review"), "scored_at": cell.instant("scored_at"),
            "reviewed_at": cell.instant("reviewed_at"),
            "created_at": cell.instant("created_at") or self.context.now,
            "created_by": cell.line("created_by") or self.context.actor, "escalated": cell.escalated(),
        }  # fmt: skip
        doc |= cell.response(kind or "threat") | cell.state()
        self.causes[id] = [word for word in re.split(r"[,;\s]+", cell.text("caused_by")) if word]
        if "next_review" not in self.sheet.columns and doc["state"] in OPEN_STATES:
            doc["next_review"] = risks.next_review(self.ws, doc["current"], self.context.today)
        source = {"system": SYSTEM, "id": file_id, "url": cell.url()}
        doc |= {"source": fitting.present(source), "extra": extra}
        return created("risk", id, fitting.present(doc))

    def _named(self, row: Row, extra: Extra) -> tuple[str, str | None]:
        """Title and event: a title too long is cut and stands whole at the top of the event."""
        title, event = self.sheet.text(row, "title"), self.sheet.text(row, "event")
        if not title and not event:
            self.sheet.losses.count(f"risks without a title, now called “{fitting.NO_TITLE}”")
        line = one_line(title or event)
        if title and fitting.short(title) != line:
            self.sheet.losses.count(
                f"titles over {checks.LONGEST_TITLE} characters, cut (the whole title begins the event)"
            )
            event = f"{line}\n\n{event}" if event else line
        elif not title and fitting.short(event) == event:
            event = ""
        column = self.sheet.columns.get("event") or self.sheet.columns["title"]
        return self._title(row), fitting.paragraph(event, column.name, extra, self.sheet.losses)

    def _caused(self, changes: list[Change]) -> list[Change]:
        """The changes with what causes what, as far as it is in the file and closes no circle."""
        found: dict[int, list[int]] = {}
        for id, words in self.causes.items():
            found[id] = list(dict.fromkeys(self.ids[w.casefold()] for w in words if w.casefold() in self.ids))
        kept, dropped = fitting.without_cycles(found)
        self.sheet.losses.count("causes that close a circle, dropped", dropped)
        made = []
        for change in changes:
            doc = dict(change.after or {})
            id = int(change.id)
            unknown = [word for word in self.causes[id] if word.casefold() not in self.ids]
            if unknown:
                self.sheet.losses.count("causes that are not in the file (in extra)", len(unknown))
                doc["extra"] = {**doc.get("extra", {}), self.sheet.columns["caused_by"].name: " ".join(unknown)}
            if kept.get(id):
                doc["caused_by"] = kept[id]
            made.append(created("risk", change.id, doc))
        return made
