"""Decisions, assumptions, issues and lessons as they are shown: a row for each, and everything about one in words."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from tuiboard.domain.calendar import due_words, short_date
from tuiboard.domain.raid import RAID_KINDS, RaidItem, linked_to, raid_item, raid_items
from tuiboard.domain.text import visible
from tuiboard.domain.workspace import Workspace
from tuiboard.engine.raid_filter import RaidFilter, facts_of, sort_raid
from tuiboard.view.card_details import Remark, Row, remarks_on
from tuiboard.view.raid_words import state_words
from tuiboard.view.risk_register import same

TEXT_SHOWN = 200
LONG_SHOWN = 20_000
ASKS = {"decision": "review", "assumption": "validate", "issue": "due"}
"""What is due on its day, by kind."""


class RaidRow(NamedTuple):
    """One on a line. `due` is its day in words, `late` where that has passed; `over` where nothing is left to do."""

    kind: str
    id: int
    key: str
    text: str
    state: str
    owner: str
    due: str
    date: str
    late: bool
    over: bool
    links: str


def raid_row(item: RaidItem, today: str) -> RaidRow:
    """Return what is shown of one in the table."""
    links = [*(f"R{visible(id, 12)}" for id in item.risks), *(visible(id, 12) for id in item.cards)]
    due = due_words(item.due, today) if item.due and not item.is_over else ""
    return RaidRow(
        item.kind, item.id, item.key, visible(item.text, TEXT_SHOWN), state_words(item.state),
        visible(item.owner or "", 40), due, short_date(item.date, today) if item.date else "", item.is_late(today),
        item.is_over, " ".join(links),
    )  # fmt: skip


class RaidReading:
    """What was read of one board, kept while what it rests on stays: a view is shown again with every key."""

    def __init__(self) -> None:
        self._of: tuple[object, ...] = ()
        self._items: Sequence[RaidItem] = ()
        self._standing: Sequence[RaidItem] = ()
        self._facts: dict[tuple[str, int], Mapping[str, Any]] = {}
        self.counts = dict.fromkeys(RAID_KINDS, 0)
        """How many there are of each kind that are not over."""
        self.late = 0
        """How many are overdue."""

    def shown(
        self, ws: Workspace, filter: RaidFilter | None, sort: str, today: str, kind: str = ""
    ) -> tuple[list[RaidItem], int]:
        """Return those of one kind, or of all, under a filter (None shows all that is not over) in an order, and how
        many there are that the filter chose from."""
        self._read(ws, sort, today)
        found = self._items if filter is not None and filter.wants_over else self._standing
        items = [item for item in found if kind in ("", item.kind)]
        if filter is None:
            return items, len(items)
        return [item for item in items if filter.matches(item, self._facts_of(item))], len(items)

    def _read(self, ws: Workspace, sort: str, today: str) -> None:
        of = (*map(ws.table, RAID_KINDS), sort, today)
        if same(of, self._of):
            return
        self._of, self._items = of, sort_raid(raid_items(ws), sort, today)
        self._standing = [item for item in self._items if not item.is_over]
        kinds = [item.kind for item in self._standing]
        self.counts = {kind: kinds.count(kind) for kind in RAID_KINDS}
        self.late = sum(item.is_late(today) for item in self._standing)

    def _facts_of(self, item: RaidItem) -> Mapping[str, Any]:
        """What a filter reads of one, kept while its document, which is never changed in place, is the same."""
        key = item.kind, item.id
        known = self._facts.get(key)
        if known is None or known["item"].doc is not item.doc or known["item"].newer != item.newer:
            known = self._facts[key] = facts_of(item)
        return known


class Link(NamedTuple):
    """Something that is linked: what it is here (`Risk`, `Superseded by`), its kind and id, its key and title, and how
    it stands, in words with a role; an empty state where it is gone."""

    name: str
    kind: str
    id: int
    text: str
    state: str
    role: str


class RaidDetails(NamedTuple):
    """One with all that exists of it; `sections` are texts with a heading."""

    key: str
    text: str
    where: str
    rows: tuple[Row, ...]
    sections: tuple[Row, ...]
    links: tuple[Link, ...]
    remarks: tuple[Remark, ...] = ()


def raid_details(ws: Workspace, item: RaidItem, today: str, now: str = "") -> RaidDetails:
    """Return what is shown of one where there is room for all of it."""
    late = " · overdue" if item.is_late(today) else ""
    return RaidDetails(
        item.key, visible(item.text, TEXT_SHOWN), f"{item.kind} · {state_words(item.state)}{late}",
        tuple(_rows(item, today)), tuple(_sections(item)), tuple(_links(ws, item, today)),
        remarks_on(ws, item.kind, item.id, now),
    )  # fmt: skip


def _rows(item: RaidItem, today: str) -> Iterator[Row]:
    doc = item.doc
    if item.kind == "decision":
        yield Row("Decided", visible(doc.get("decision") or "", TEXT_SHOWN))
        day = f" on {short_date(item.date, today)}" if item.date else ""
        yield Row("By", f"@{visible(item.owner, 40)}{day}" if item.owner else f"nobody knows{day}", "card-owner")
    else:
        name = visible(item.owner, 40) if item.owner else ""
        yield Row("Owner", f"@{name}" if name else "nobody", "card-owner" if name else "card-late")
    if item.due:
        words, name = due_words(item.due, today), ASKS[item.kind].capitalize()
        if item.is_over:
            yield Row(name, f"was due {short_date(item.due, today)}", "card-dim")
        else:
            yield Row(name, words, "card-late" if item.is_late(today) else "card-due")
    if doc.get("cause"):
        yield Row("Because", visible(doc["cause"], TEXT_SHOWN))
    if item.note or item.settled_on:
        heads = {"assumption": state_words(item.state).capitalize(), "issue": "Resolved", "lesson": "Changed"}
        day = short_date(item.settled_on, today) if item.settled_on else ""
        words = ": ".join(filter(None, (day, visible(item.note, TEXT_SHOWN))))
        yield Row(heads.get(item.kind, "Note"), words)
    if item.kind != "decision" and item.date:
        by = visible(doc.get("created_by") or "?", 40)
        yield Row("Noted", f"{short_date(item.date, today)} by {by}", "card-dim")


def _sections(item: RaidItem) -> Iterator[Row]:
    doc = item.doc
    if item.kind != "decision":
        return
    if doc.get("context"):
        yield Row("Why it came up", visible(doc["context"], LONG_SHOWN, keep="\n"))
    if item.options:
        lines = []
        for option in item.options:
            parts = [
                f"{name}: {visible(option[field], TEXT_SHOWN)}"
                for field, name in (("pros", "for"), ("cons", "against"), ("cost", "cost")) if option.get(field)
            ]  # fmt: skip
            name = visible(option.get("name") or "?", TEXT_SHOWN)
            lines.append(f"{name} ({'; '.join(parts)})" if parts else name)
        yield Row("Chosen from", "\n".join(lines))
    if doc.get("consequences"):
        yield Row("What follows", visible(doc["consequences"], LONG_SHOWN, keep="\n"))


def _links(ws: Workspace, item: RaidItem, today: str) -> Iterator[Link]:
    from tuiboard.view.risk_details import card_state
    from tuiboard.view.risk_register import state_words as risk_state

    for name, id in (("Supersedes", item.supersedes), ("Superseded by", item.newer)):
        if id is not None:
            other = raid_item(ws, "decision", id)
            title = "" if other is None else f" {visible(other.text, 80)}"
            state = "" if other is None else other.state
            yield Link(name, "decision", id, f"D{visible(id, 20)}{title}", state, "card-dim")
    for id in item.risks:
        risk = ws.risk(id)
        title, state = ("", "") if risk is None else (f" {visible(risk.title, 80)}", risk_state(risk, today))
        yield Link("Risk", "risk", id, f"R{visible(id, 20)}{title}", state, "card-dim" if state else "card-late")
    for id in item.cards:
        card = ws.card(id)
        title = "" if card is None else f" {visible(card.title, 80)}"
        state, role = ("", "card-late") if card is None else card_state(ws, card, today)
        yield Link("Card", "card", id, f"{visible(id, 20)}{title}", state, role)


def raid_rows_of(ws: Workspace, kind: str, id: int, today: str) -> list[Row]:
    """What a card or a risk is told of the decisions, assumptions, issues and lessons about it."""
    rows = []
    for item in linked_to(ws, kind, id):
        late = ", overdue" if item.is_late(today) else ""
        role = "card-dim" if item.is_over else "card-late" if late else "foreground"
        rows.append(Row(item.kind, f"{item.key} {visible(item.text, 80)} ({state_words(item.state)}{late})", role))
    return rows
