"""The texts of triage: the card in front, and what was decided."""

from collections.abc import Callable, Iterable

from rich.cells import cell_len, set_cell_size
from textual.content import Content

from tuiboard.tui.widgets.card_lines import wrap
from tuiboard.view.triage import Summary, TriageView

Toned = Callable[[str, str], Content]
"""A text in the colour of a role."""
_NAME = 11
"""Cells of a fact's name, with the blanks after it."""
MOST_ROWS = 200
_WORDS = 40
"""Cells of what became of a card, in the summary."""


def card_text(view: TriageView, width: int, roomy: bool, toned: Toned) -> Content:
    """Return a card in `width` cells; `roomy` leaves lines free between its parts."""
    gap = [Content("")] if roomy else []
    lines = [_wrapped(f"{view.key}  {view.title}", width, "foreground", toned).stylize("bold"), *gap]
    lines += [_row("why", " · ".join(view.reasons), "card-late", width, toned)]
    lines += [_row("in", view.where, "foreground", width, toned)]
    lines += [_row(row.name, row.value, row.role, width, toned) for row in view.rows]
    if view.body:
        lines += [*gap, _wrapped(view.body, width, "foreground" if roomy else "card-dim", toned)]
    return Content("\n").join(lines)


def summary_text(found: Summary, width: int, toned: Toned) -> Content:
    """Return what was decided, one card a line."""
    lines = [_wrapped(found.sentence, width, "foreground", toned).stylize("bold")]
    if found.counts:
        lines.append(_wrapped(f"{found.counts[:1].upper()}{found.counts[1:]}.", width, "foreground", toned))
    if found.rows:
        lines.append(Content(""))
    rows = found.rows[:MOST_ROWS]
    ids = max((len(id) for id, _, _ in rows), default=0)
    words = min(max((cell_len(said) for _, said, _ in rows), default=0), _WORDS, max(width // 2, 10))
    for id, said, title in rows:
        first = toned(f"{id:>{ids}}  {_cut(said, words)}", "foreground")
        lines.append(first + toned(f"  {_cut(title, max(width - ids - words - 4, 0)).rstrip()}", "card-dim"))
    if len(found.rows) > len(rows):
        lines.append(toned(f"and {len(found.rows) - len(rows)} more", "card-dim"))
    return Content("\n").join(lines)


def _cut(text: str, width: int) -> str:
    """A text in exactly `width` cells."""
    return set_cell_size(text, width) if cell_len(text) <= width else set_cell_size(text, max(width - 1, 0)) + "…"


def _row(name: str, value: str, role: str, width: int, toned: Toned) -> Content:
    """A fact, whose further lines stand below its first."""
    text = ("\n" + " " * _NAME).join(_lines(value, width - _NAME))
    return toned(f"{name:<{_NAME - 1}} ", "card-dim") + toned(text, role)


def _wrapped(text: str, width: int, role: str, toned: Toned) -> Content:
    return toned("\n".join(_lines(text, width)), role)


def _lines(text: str, width: int) -> Iterable[str]:
    return [line for part in text.split("\n") for line in wrap(part, max(width, 10))]
