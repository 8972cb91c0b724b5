"""Hand-offs in words: for the log and the history, and for whoever has to answer."""

from collections.abc import Sequence

from tuiboard.domain import calendar
from tuiboard.domain.changes import Change
from tuiboard.domain.handoffs import Handoff, is_overdue
from tuiboard.domain.text import visible
from tuiboard.domain.workspace import Workspace
from tuiboard.view.words import label, name_of


def handoff_phrase(change: Change, ws: Workspace, named: bool = True) -> str:
    """Return what a change did to a hand-off, without who: `offered 12 “Replace core switch” to @omar`."""
    fields = {**(change.before or {}), **(change.after or {})}
    found = Handoff({**(ws.doc("handoff", change.id) or {}), **fields, "id": change.id})
    kind, id = found.on
    it = name_of(kind, id, ws) if named and kind else "it"
    receiver = f"@{visible(found.receiver, 40)}"
    if change.before is None:
        return f"offered {it} to {receiver}"
    if change.after is None:
        return f"took back the offer of {it} to {receiver}"
    if "state" not in change.after:
        return f"changed {', '.join(label(name) for name in change.after if name != 'on') or 'nothing'} of {found.key}"
    if found.state == "offered":
        return f"offered {it} to {receiver} again"
    giver = f"@{visible(found.giver, 40)}"
    why = f": {visible(found.reason, 80)}" if found.reason else ""
    if found.state == "accepted":
        return f"accepted {it} from {giver}"
    if found.state == "declined":
        return f"declined {it}, which {giver} offered{why}"
    return f"withdrew the offer of {it} to {receiver}{why}"


def lapsed_words(changes: Sequence[Change], ws: Workspace) -> str:
    """Return what became of offers that something else settled, or that undoing it made again; empty where an answer is
    among the changes."""
    steps = [((change.before or {}).get("state"), (change.after or {}).get("state")) for change in changes]
    if any(step != steps[0] for step in steps) or steps[0] not in (("offered", "withdrawn"), ("withdrawn", "offered")):
        return ""
    receivers = list(dict.fromkeys(
        visible(Handoff({**(ws.doc("handoff", change.id) or {}), "id": change.id}).receiver, 40) for change in changes
    ))  # fmt: skip
    to = ", ".join(f"@{receiver}" for receiver in receivers[:3]) + (" …" if len(receivers) > 3 else "")
    offers = "the offer" if len(changes) == 1 else f"{len(changes)} offers"
    return f"withdrew {offers} to {to}" if steps[0][0] == "offered" else f"made {offers} to {to} again"


def offer_words(ws: Workspace, offer: Handoff, now: str) -> str:
    """`@omar hands it to @ana, 2h ago: “as we said”; answer by fri`; overdue ones say so."""
    note = f": “{visible(offer.note, 80)}”" if offer.note else ""
    when = f", {calendar.ago(offer.offered_at, now)}" if offer.offered_at else ""
    who = f"@{visible(offer.giver, 40)} hands it to @{visible(offer.receiver, 40)}"
    return f"{who}{when}{note}{answer_words(ws, offer, now)}"


def answer_words(ws: Workspace, offer: Handoff, now: str) -> str:
    """By when it is to be answered, behind other words: `; answer by fri`, `; needs an answer`; empty for neither."""
    if is_overdue(ws, offer, now):
        return "; needs an answer"
    day = offer.answer_by
    return f"; answer by {calendar.short_date(day, calendar.local_date(now))}" if day else ""
