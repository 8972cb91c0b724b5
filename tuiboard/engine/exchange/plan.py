"""What an import would do: counted and put into words before anything is done."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from tuiboard.domain.changes import Change, Told
from tuiboard.domain.commands import Import
from tuiboard.domain.risks import Risk
from tuiboard.domain.text import visible

_NOUNS = {
    "cards": ("card", "cards"),
    "risks": ("risk", "risks"),
    "decisions": ("decision", "decisions"),
    "assumptions": ("assumption", "assumptions"),
    "issues": ("issue", "issues"),
    "lessons": ("lesson", "lessons"),
    "columns": ("new column", "new columns"),
    "people": ("person", "people"),
    "projects": ("project", "projects"),
    "milestones": ("milestone", "milestones"),
    "comments": ("comment", "comments"),
    "moves": ("move of the past", "moves of the past"),
}


class Plan(NamedTuple):
    """An import ready to be dispatched: the command, what is in it, what could not be mapped (in words, counted), how
    many cards and risks were on the board already, and how what can be read in several ways was read."""

    command: Import
    counts: Mapping[str, int]
    lost: tuple[str, ...] = ()
    skipped: int = 0
    read_as: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """True when the import would change nothing."""
        return not self.command.changes


class Losses:
    """What an import could not map, counted by what it is, in the order met."""

    def __init__(self) -> None:
        self._counts: dict[str, int] = {}

    def count(self, what: str, number: int = 1) -> None:
        """Count `number` more of what is named by a plural phrase."""
        if number:
            self._counts[what] = self._counts.get(what, 0) + number

    def say(self, sentence: str) -> None:
        """Add a remark that has no number."""
        self._counts.setdefault(sentence, 0)

    def lines(self) -> tuple[str, ...]:
        """The losses in words, harmless to show."""
        return tuple(visible(f"{what}: {number:,}" if number else what, 300) for what, number in self._counts.items())


def make_plan(
    source: str,
    changes: Iterable[Change],
    told: Iterable[Told],
    losses: Losses,
    skipped: int = 0,
    read_as: tuple[str, ...] = (),
) -> Plan:
    """Return the plan for `changes` and `told`; `source` names format and file."""
    command = Import(tuple(changes), tuple(told), source)
    cards = [change.after or {} for change in command.changes if change.kind == "card"]
    archived = sum(1 for doc in cards if doc.get("archived"))
    counts = {"cards": len(cards), "open": len(cards) - archived, "archived": archived}
    for name, kind in (("columns", "column"), ("people", "person"), ("projects", "project"), ("risks", "risk"),
                       ("decisions", "decision"), ("assumptions", "assumption"), ("issues", "issue"),
                       ("lessons", "lesson"), ("milestones", "milestone"), ("comments", "comment")):  # fmt: skip
        counts[name] = sum(1 for change in command.changes if change.kind == kind)
    risks = [Risk(change.after or {}) for change in command.changes if change.kind == "risk"]
    counts |= {"open_risks": sum(risk.is_open for risk in risks)}
    counts |= {"unrated_risks": sum(risk.is_open and risk.score() is None for risk in risks)}
    counts["moves"] = sum(1 for told in command.told if told.action == "card.moved")
    counts["told"] = len(command.told)
    return Plan(command, counts, losses.lines(), skipped, read_as)


def summary(plan: Plan) -> list[str]:
    """Return the lines that `import --dry-run` shows: what comes, where to, and what is lost."""
    lines = [_first_line(plan)]
    columns = {str(change.id): change.after or {} for change in plan.command.changes if change.kind == "column"}
    open_cards: dict[str, int] = {}
    archived: dict[str, int] = {}
    for change in plan.command.changes:
        if change.kind == "card" and change.after is not None:
            counts = archived if change.after.get("archived") else open_cards
            key = str(change.after.get("column"))
            counts[key] = counts.get(key, 0) + 1
    for key in dict.fromkeys([*columns, *open_cards, *archived]):
        doc = columns.get(key)
        name = f"new column {doc.get('name', key)} ({doc.get('kind')})" if doc else f"column {key}"
        rest = f", {archived[key]:,} archived" if key in archived else ""
        lines.append(visible(f"  {name}: {open_cards.get(key, 0):,} open{rest}", 200))
    if plan.skipped:
        lines.append(f"On the board already, left alone: {plan.skipped:,}")
    if plan.read_as:
        lines.append("How the columns were read:")
        lines.extend(f"  {line}" for line in plan.read_as)
    if plan.lost:
        what = "a risk" if plan.counts.get("risks") and not plan.counts["cards"] else "a card"
        lines.append(f"What does not fit {what}, or needs a look:")
        lines.extend(f"  {line}" for line in plan.lost)
    return lines


def _first_line(plan: Plan) -> str:
    if plan.is_empty:
        return f"Nothing new in {visible(plan.command.source, 100)}"
    parts = []
    for name, (one, many) in _NOUNS.items():
        number = plan.counts.get(name, 0)
        if number or (name == "cards" and not plan.counts.get("risks")):
            words = f"{number:,} {one if number == 1 else many}"
            if name == "cards" and plan.counts.get("archived"):
                words += f" ({plan.counts['open']:,} open, {plan.counts['archived']:,} archived)"
            if name == "risks":
                words += f" ({plan.counts['open_risks']:,} open, {plan.counts['unrated_risks']:,} of them unrated)"
            parts.append(words)
    return f"From {visible(plan.command.source, 100)}: {', '.join(parts)}"
