"""Decisions, assumptions, issues and lessons as CSV for a spreadsheet and as a Markdown page.

No cell is taken for a formula, nothing in a text for Markdown or HTML.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from tuiboard.domain import shapes
from tuiboard.domain.calendar import local_date
from tuiboard.domain.raid import RAID_KINDS, RaidItem
from tuiboard.domain.workspace import Workspace
from tuiboard.engine.exchange.csv_export import as_csv
from tuiboard.engine.exchange.markdown import inert


def _text(name: str) -> Callable[[RaidItem], object]:
    return lambda item: shapes.text(item.doc.get(name))


def _options(item: RaidItem) -> str:
    """The options, one a line: `small (pros: cheap; cost: 2k)`."""
    lines = []
    for option in item.options:
        parts = [f"{name}: {shapes.text(option.get(name))}" for name in ("pros", "cons", "cost") if option.get(name)]
        lines.append(shapes.text(option.get("name")) + (f" ({'; '.join(parts)})" if parts else ""))
    return "\n".join(lines)


FIELDS: Mapping[str, Callable[[RaidItem], object]] = {
    "id": lambda item: item.key,
    "kind": lambda item: item.kind,
    "text": lambda item: item.text,
    "state": lambda item: item.state,
    "owner": lambda item: item.owner,
    "noted": lambda item: item.date,
    "due": lambda item: item.due,
    "settled_on": lambda item: item.settled_on,
    "note": lambda item: item.note,
    "cause": _text("cause"),
    "decision": _text("decision"),
    "context": _text("context"),
    "options": _options,
    "consequences": _text("consequences"),
    "supersedes": lambda item: "" if item.supersedes is None else f"D{item.supersedes}",
    "superseded_by": lambda item: "" if item.newer is None else f"D{item.newer}",
    "cards": lambda item: " ".join(map(str, item.cards)),
    "risks": lambda item: " ".join(f"R{id}" for id in item.risks),
}
"""Every column of the table by its heading."""


def write_csv(items: Sequence[RaidItem]) -> str:
    """Return them as CSV (RFC 4180), one a row, in the order given."""
    return as_csv(FIELDS, ([read(item) for read in FIELDS.values()] for item in items))


_HEAD = ("ID", "What", "State", "Owner", "Due", "Noted", "About")


def write_markdown(ws: Workspace, items: Sequence[RaidItem], now: str) -> str:
    """Return them as Markdown: a table a kind, then each decision whole, and what became of the others."""
    today = local_date(now)
    lines = [f"# Decisions, assumptions, issues and lessons of {inert(ws.board.name)}", "", f"{len(items):,}, {today}"]
    for kind in RAID_KINDS:
        here = [item for item in items if item.kind == kind]
        if not here:
            continue
        lines += ["", f"## {kind.capitalize()}s", "", f"| {' | '.join(_HEAD)} |", f"|{' --- |' * len(_HEAD)}"]
        lines += [f"| {' | '.join(_row(item, today))} |" for item in here]
        for item in here:
            details = list(_details(item))
            if details:
                lines += ["", f"### {item.key} {inert(item.text)}", "", *details]
    return "\n".join(lines) + "\n"


def _row(item: RaidItem, today: str) -> list[str]:
    late = " (overdue)" if item.is_late(today) else ""
    about = [*(f"R{id}" for id in item.risks), *map(str, item.cards)]
    return [
        item.key, inert(item.text), inert(item.state.replace("-", " ")), f"@{inert(item.owner)}" if item.owner else "",
        inert(item.due or "") + late, item.date, " ".join(about),
    ]  # fmt: skip


def _details(item: RaidItem) -> Iterator[str]:
    """A list of what there is; what there is not is left out."""
    if item.newer is not None:
        yield f"- Superseded by D{item.newer}"
    if item.supersedes is not None:
        yield f"- Supersedes D{item.supersedes}"
    for name, field in (("Why", "context"), ("Decided", "decision"), ("Because of", "cause"),
                        ("What follows", "consequences")):  # fmt: skip
        if text := shapes.text(item.doc.get(field)):
            yield f"- {name}: {inert(text)}"
    for line in _options(item).splitlines():
        yield f"- Chosen from: {inert(line)}"
    if item.note or item.settled_on:
        yield f"- {item.state.replace('-', ' ').capitalize()} {item.settled_on or ''}".rstrip() + (
            f": {inert(item.note)}" if item.note else ""
        )
