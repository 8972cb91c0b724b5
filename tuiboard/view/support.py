"""The support queue: cards that are blocked or ask for help, by how long they have waited, and who could help."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from tuiboard.domain import shapes
from tuiboard.domain.board import Card
from tuiboard.domain.calendar import local_date
from tuiboard.domain.support import (
    Helper,
    Known,
    Wait,
    escalation_hours,
    finished_by_tag,
    helpers,
    hours_waited,
    level_of,
    waited_words,
    waits_of,
)
from tuiboard.domain.text import visible
from tuiboard.domain.working_days import team_zone
from tuiboard.domain.workspace import Workspace


class SupportRow(NamedTuple):
    """A card that waits: since how many hours, the level of escalation that has come to (0: none yet) and the one that
    was recorded, why it waits, and who could help."""

    id: int
    title: str
    owner: str | None
    project: str | None
    hours: float
    level: int
    recorded: int
    waits: tuple[Wait, ...]
    helpers: tuple[Helper, ...]

    @property
    def is_to_escalate(self) -> bool:
        """True where a level was reached that nobody recorded."""
        return self.level > self.recorded


def support_queue(ws: Workspace, now: str, ids: Iterable[int] | None = None) -> list[SupportRow]:
    """Return what waits, the longest first; with `ids` only those of these cards."""
    limits, today = escalation_hours(ws.board), local_date(now, team_zone(ws))
    finished = None
    known: Known = {}
    table = ws.table("card")
    done = {key for key, doc in ws.table("column").items() if doc.get("kind") == "done"}
    rows = []
    for id in table if ids is None else ids:
        doc = table[id]
        if not (doc.get("blocked") or doc.get("help_wanted")) or doc.get("archived") or doc["column"] in done:
            continue
        waits = waits_of(doc)
        if not waits:
            continue
        finished = finished_by_tag(ws) if finished is None else finished
        hours, card = hours_waited(waits[0].since, now), Card(doc)
        rows.append(SupportRow(
            card.id, visible(card.title, 400), shapes.name(doc.get("owner")), shapes.name(doc.get("project")), hours,
            level_of(hours, limits), waits[0].recorded, tuple(waits), tuple(helpers(ws, card, finished, known, today)),
        ))  # fmt: skip
    return sorted(rows, key=lambda row: (-row.hours, row.id))


def why_words(row: SupportRow) -> str:
    """Return why a card waits: `blocked: waiting for the spare part; help wanted: someone who knows OSPF`."""
    return "; ".join(wait_words(wait) for wait in row.waits)


def wait_words(wait: Wait) -> str:
    """Return one reason to wait, in words."""
    name = "blocked" if wait.field == "blocked" else "help wanted"
    return f"{name}: {visible(wait.reason, 200)}" if wait.reason else name


def level_words(row: SupportRow) -> str:
    """Return how far waiting has come: `level 2, not escalated`."""
    if row.level == 0:
        return ""
    if not row.is_to_escalate:
        return f"level {row.level}, escalated"
    return f"level {row.level}, not escalated" + (f" since level {row.recorded}" if row.recorded else "")


def helper_words(helper: Helper) -> str:
    """Return why someone could help: `@omar finished 3 #network cards`."""
    cards = "card" if helper.of_tag == 1 else "cards"
    more = f", {helper.cards} like it" if helper.cards > helper.of_tag else ""
    away = f" ({helper.away})" if helper.away else ""
    return f"@{visible(helper.person, 24)}{away} finished {helper.of_tag} #{visible(helper.tag, 24)} {cards}{more}"


def helpers_words(found: Sequence[Helper]) -> str:
    """Return who could help, in words; an empty text where nobody is known."""
    return "; ".join(map(helper_words, found))


def row_document(row: SupportRow) -> dict[str, Any]:
    """Return a card of the queue as JSON."""
    return {
        "key": str(row.id), "id": row.id, "title": row.title, "owner": row.owner, "project": row.project,
        "hours": round(row.hours, 2), "level": row.level, "escalated": row.recorded,
        "waits": [{"why": wait.field, "reason": wait.reason, "since": wait.since or None} for wait in row.waits],
        "helpers": [helper._asdict() for helper in row.helpers],
    }  # fmt: skip


def queue_sentence(rows: Sequence[SupportRow], is_filtered: bool = False) -> str:
    """Return the queue in one sentence; `is_filtered` says that others may wait."""
    if not rows and is_filtered:
        return "Nothing that waits matches: no such card is blocked or asks for help."
    if not rows:
        return "Nothing waits: no card is blocked, and nobody asks for help."
    due = sum(1 for row in rows if row.is_to_escalate)
    longest = waited_words(rows[0].hours)
    cards = f"{len(rows):,} card{' waits' if len(rows) == 1 else 's wait'}, the longest for {longest}"
    return f"{cards}; {due} to be escalated." if due else f"{cards}."


def sponsor_of(ws: Workspace, project: str | None) -> str:
    """Return whom a card's project names to turn to: its sponsor, as a mention where that is someone on the board."""
    found = ws.project(project) if project else None
    sponsor = shapes.name(found.doc.get("sponsor")) if found is not None else None
    if sponsor is None:
        return ""
    handle = sponsor.removeprefix("@").casefold()
    person = next((p for p in ws.people() if handle in (p.handle.casefold(), p.name.casefold())), None)
    return f"@{person.handle}" if person is not None else sponsor
