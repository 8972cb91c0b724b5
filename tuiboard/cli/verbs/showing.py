"""`show`: one card with everything known about it."""

from tuiboard.cli.call import Call
from tuiboard.cli.output import Painted
from tuiboard.cli.verbs.listing import note_outside
from tuiboard.domain.board import Card
from tuiboard.domain.calendar import local_clock, local_date
from tuiboard.domain.names import find_card, is_handoff, is_promise, is_raid, is_risk
from tuiboard.domain.text import visible
from tuiboard.view.card_details import card_details
from tuiboard.view.words import HistoryLine, history_lines

HISTORY_SHOWN = 50
"""Lines of history that `show` prints."""

_NAME = 11
"""Cells for the name of a fact, at least."""


def show(call: Call) -> int:
    """Print one card, one risk, one decision, assumption, issue or lesson, one hand-off, or one promise."""
    if is_risk(call.request.word("ID")):
        from tuiboard.cli.verbs.register import show_risk

        return show_risk(call)
    if is_raid(call.request.word("ID")):
        from tuiboard.cli.verbs.raid import show_item

        return show_item(call)
    if is_handoff(call.request.word("ID")):
        from tuiboard.cli.verbs.handoffs import show_handoff

        return show_handoff(call)
    if is_promise(call.request.word("ID")):
        from tuiboard.cli.verbs.promises import show as show_promise

        return show_promise(call)
    card = find_card(call.workspace, call.request.word("ID"))
    entries = call.session.history("card", card.id, HISTORY_SHOWN)
    history = history_lines(entries, "card", card.id, call.workspace)
    if call.out.as_json:
        _document(call, card, history)
    else:
        _page(call, card, history[:HISTORY_SHOWN])
        note_outside(call)
    return 0


def _document(call: Call, card: Card, history: list[HistoryLine]) -> None:
    from tuiboard.domain.priority import scores
    from tuiboard.domain.raid import linked_to
    from tuiboard.view.as_json import card_document, comment_document

    document = card_document(card, call.today, scores(call.workspace, call.today))
    document["dependents"] = list(call.workspace.dependents(card.id))
    document["risks"] = [f"R{id}" for id in call.workspace.risks_of(card.id)]
    document["raid"] = [item.key for item in linked_to(call.workspace, "card", card.id)]
    document["promises"] = _promises(call, card)
    document["comments"] = [comment_document(comment) for comment in call.workspace.comments("card", card.id)]
    document["history"] = [line._asdict() for line in history]
    document["seq"] = call.workspace.seq
    call.out.document(document)


def _promises(call: Call, card: Card) -> list[str]:
    """Keys of the promises about a card."""
    if not call.workspace.table("promise"):
        return []
    from tuiboard.domain.promises import promises_on

    return [found.key for found in promises_on(call.workspace, card.id)]


def _page(call: Call, card: Card, history: list[HistoryLine]) -> None:
    out, ws = call.out, call.workspace
    details = card_details(ws, card, call.today, call.world.clock.now())
    out.line(Painted("head", f"{card.key}  {card.title}"))
    out.line(details.where)
    width = max(_NAME, *(len(row.name) + 1 for row in details.rows))
    for row in details.rows:
        out.line("  ", Painted("card-dim", f"{row.name:{width}}"), Painted(row.role, row.value))
    if card.body:
        heading(call, "Notes")
        out.text(card.body, "  ")
    if details.items:
        heading(call, f"Checklist {card.checked}/{len(details.items)}")
    width = len(str(len(details.items)))
    for number, item in enumerate(details.items, 1):
        out.line(f"  {number:{width}}  [{'x' if item.done else ' '}] {item.text}")
    print_comments(call, "card", card.id)
    if history:
        heading(call, "History")
        out.lines(f"  {history_line(line)}" for line in history)


def print_comments(call: Call, kind: str, id: int) -> None:
    """Print the comments on a card, a risk, a decision …, the oldest first."""
    comments = call.workspace.comments(kind, id)
    if comments:
        heading(call, "Comments")
    for comment in comments:
        call.out.line("  ", Painted("card-dim", f"{moment(comment.at)}  {visible(comment.author, 40)}"))
        call.out.text(comment.text, "    ")


def heading(call: Call, title: str) -> None:
    call.out.line()
    call.out.line(Painted("head", title))


def moment(instant: str) -> str:
    """An instant as local date and time; empty for none."""
    return f"{local_date(instant)} {local_clock(instant)}" if instant else ""


def history_line(line: HistoryLine) -> str:
    note = "  (told by the import)" if line.told else f"  (claimed: {line.claimed})" if line.claimed else ""
    return f"{moment(line.at)}  {visible(line.who, 40)}  {line.text}{note}"
