"""`handoff offer`, `accept`, `decline`, `withdraw` and `list`."""

from typing import Any

from tuiboard.cli.call import Call
from tuiboard.cli.output import Painted
from tuiboard.cli.table import Form, print_table
from tuiboard.domain.calendar import local_date, parse_date
from tuiboard.domain.handoff_commands import AnswerHandoff, OfferHandoff
from tuiboard.domain.handoffs import Handoff, entity_key, handoffs, is_overdue, title_of
from tuiboard.domain.names import find_card, find_handoff, find_person, find_risk, is_risk
from tuiboard.domain.text import visible
from tuiboard.view.handoff_words import offer_words


def offer(call: Call) -> int:
    """Offer a card or risk to someone."""
    ws, word = call.workspace, call.request.word("ID")
    on = ("risk", find_risk(ws, word).id) if is_risk(word) else ("card", find_card(ws, word).id)
    person = find_person(ws, call.request.word("PERSON"), call.session.who).handle
    by = call.request.option("by")
    day = None if by is None else parse_date(by, call.today)
    return call.carry_out(OfferHandoff(on, person, call.request.option("note"), day))


def accept(call: Call) -> int:
    """Take what is offered."""
    return _answered(call, "accept")


def decline(call: Call) -> int:
    """Say why one doesn't take it."""
    return _answered(call, "decline")


def withdraw(call: Call) -> int:
    """Take an offer back."""
    return _answered(call, "withdraw")


def _answered(call: Call, answer: str) -> int:
    found = find_handoff(call.workspace, call.request.word("ID"))
    return call.carry_out(AnswerHandoff(found.id, answer, call.request.option("reason")))


def show_list(call: Call) -> int:
    """Print the offers that wait for an answer; all hand-offs with `--all`, one's own with `--mine`."""
    who, is_mine, every = call.session.who, call.request.flag("mine"), call.request.flag("all")
    found = [
        each for each in handoffs(call.workspace)
        if (every or each.state == "offered") and (not is_mine or who in (each.giver, each.receiver))
    ]  # fmt: skip
    if call.out.as_json:
        call.out.document([handoff_document(call, each) for each in found])
        return 0
    if found or not call.out.is_terminal:
        print_table(call.out, [_row(call, each) for each in found], _FORM)
    else:
        call.out.note("No hand-off waits for an answer." if not every else "There are no hand-offs.")
    return 0


def _row(call: Call, each: Handoff) -> tuple[str, ...]:
    overdue = each.state == "offered" and is_overdue(call.workspace, each, call.world.clock.now())
    state = "needs an answer" if overdue else each.state
    people = f"@{visible(each.giver, 24)} to @{visible(each.receiver, 24)}"
    said = visible(each.reason or each.note, 120)
    return each.key, entity_key(each.on), state, people, visible(title_of(call.workspace, each)), said


_FORM = Form(
    ("ID", "ON", "STATE", "FROM AND TO", "TITLE", "SAID"), 4, frozenset({1}),
    lambda index, row: "head" if index == 0 else "card-late" if index == 2 and row[2].startswith("needs") else
    "card-dim" if index == 5 else "",
)  # fmt: skip


def show_handoff(call: Call) -> int:
    """Print one hand-off."""
    ws, out = call.workspace, call.out
    found = find_handoff(ws, call.request.word("ID"))
    if out.as_json:
        out.document({**handoff_document(call, found), "seq": ws.seq})
        return 0
    out.line(Painted("head", f"{found.key}  {entity_key(found.on)} {visible(title_of(ws, found))}"))
    out.line(offer_words(ws, found, call.world.clock.now()) if found.state == "offered" else _settled(found))
    return 0


def _settled(found: Handoff) -> str:
    why = f": {visible(found.reason, 200)}" if found.reason else ""
    day = f" on {local_date(found.answered_at)}" if found.answered_at else ""
    return f"@{visible(found.giver, 40)} to @{visible(found.receiver, 40)}, {found.state}{day}{why}"


def handoff_document(call: Call, found: Handoff) -> dict[str, Any]:
    """A hand-off as JSON: its document, `key`, what it is on by its key, and whether it needs an answer."""
    overdue = found.state == "offered" and is_overdue(call.workspace, found, call.world.clock.now())
    return {
        "note": None, "answer_by": None, "answered_at": None, "reason": None, **found.doc,
        "key": found.key, "on": entity_key(found.on), "needs_answer": overdue,
    }  # fmt: skip
