"""What somebody has to decide, the most pressing first: for the team in its own words, and for others in plain ones."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from tuiboard.domain.handoffs import entity_key, is_overdue, offers, title_of
from tuiboard.domain.promises import Promise, project_of, promises
from tuiboard.domain.raid import RaidItem, raid_items
from tuiboard.domain.risk_attention import attention
from tuiboard.domain.risk_rules import risk_rules
from tuiboard.domain.text import visible
from tuiboard.domain.workspace import Workspace
from tuiboard.view.projects import LABELS, ProjectStatus
from tuiboard.view.report_words import ended, full_date
from tuiboard.view.reports.changes import TITLE_SHOWN, is_risk_of
from tuiboard.view.reports.words import joined, person_name
from tuiboard.view.support import SupportRow, sponsor_of

_RISK_NEEDS = {
    "acceptance lapsed": "Does it still hold?", "trigger fired": "Act now?", "escalate": "Is enough done?",
    "above appetite": "What shall be done?",
}  # fmt: skip
"""What of a risk needs a decision, and which."""
_PLAIN_NEEDS = {
    "acceptance lapsed": "we had agreed to live with it, and that agreement has ended: does it still hold?",
    "trigger fired": "a warning sign was seen: do we act now?",
    "escalate": "it is large enough that you should know of it, and say whether enough is done.",
    "above appetite": "it is larger than we want to carry, and nothing is planned against it: what shall be done?",
}


class Wanted(NamedTuple):
    """A decision that is wanted: about what (a project, `R3`, `H2` …), in the words of the team, and in plain ones for
    a reader who knows nothing of the board; `plain` is empty for what does not concern them."""

    about: str
    words: str
    plain: str = ""


def decisions_wanted(
    ws: Workspace, statuses: Iterable[ProjectStatus], waiting: Iterable[SupportRow], today: str, now: str,
    project: str | None = None,
) -> list[Wanted]:  # fmt: skip
    """Return what has to be decided about the board or one project; `waiting` is the support queue."""
    return [
        *_projects(statuses),
        *_waiting(ws, waiting),
        *_promises(ws, today, project),
        *_risks(ws, today, project),
        *_answers(ws, now, project),
        *_raid(ws, today, project),
    ]


def _projects(statuses: Iterable[ProjectStatus]) -> Iterator[Wanted]:
    """About projects that are red and that nobody gave another colour; those with one question are asked about once."""
    asked: dict[str, list[ProjectStatus]] = {}
    for status in statuses:
        if status.computed == "red" and status.override is None:
            only_late = [each.name for each in status.causes] == ["schedule"]
            ask = "accept a later date, or have less done by it?" if only_late else (
                "accept that, or change what is wanted, by when or by whom?"
            )  # fmt: skip
            asked.setdefault(ask, []).append(status)
    for ask, some in asked.items():
        are = "is" if len(some) == 1 else "are"
        why = [f"{each.name} ({', '.join(LABELS[cause.name].lower() for cause in each.causes)})" for each in some]
        names = joined([each.name for each in some])
        about = ", ".join(each.key for each in some)
        yield Wanted(about, f"{joined(why)} {are} red: {ask}", f"{names} {are} off track: {ask}")


def _risks(ws: Workspace, today: str, project: str | None) -> Iterator[Wanted]:
    rules = risk_rules(ws.board)
    for risk in ws.risks() if ws.table("risk") else ():
        if project is not None and not is_risk_of(ws, risk, project):
            continue
        need = next((each for each in attention(ws, risk, today, rules) if each.name in _RISK_NEEDS), None)
        if need is not None:
            title = visible(risk.title, TITLE_SHOWN)
            plain = _PLAIN_NEEDS[need.name]
            words = f"{risk.key} “{title}”: {need.words}. {_RISK_NEEDS[need.name]}"
            yield Wanted(risk.key, words, f"“{title}” might happen; {plain}")


def _waiting(ws: Workspace, waiting: Iterable[SupportRow]) -> Iterator[Wanted]:
    for row in waiting:
        if row.is_to_escalate:
            sponsor = sponsor_of(ws, row.project)
            reason = row.waits[0].reason
            days = max(round(row.hours / 24), 1)
            why, plain = (f": {visible(reason, most)}" if reason else "" for most in (120, 100))
            to = f", to {visible(sponsor, 60)}" if sponsor else ""
            words = f"{row.id} “{row.title}” has waited for {days:,} days and is to be escalated{to}{why}"
            told = f"“{visible(row.title, 80)}” has stood still for {days:,} days{plain}"
            yield Wanted(str(row.id), ended(words), f"{ended(told)} Who can get it moving?")


def _promises(ws: Workspace, today: str, project: str | None) -> Iterator[Wanted]:
    for found in promises(ws) if ws.table("promise") else ():
        if found.is_late(today) and project in (None, project_of(ws, found)):
            customer, title = _customer(ws, found), _title(ws, found)
            yield Wanted(
                found.key, f"{found.key} to {customer} about {title} was due {found.due}: kept, missed, another day?",
                f"We promised {title} to {customer} by {full_date(found.due or '')}, and it is not done: "
                "who tells them, and what new day?",
            )  # fmt: skip


def _customer(ws: Workspace, found: Promise) -> str:
    handle = found.customer_handle
    return person_name(ws, handle) if handle else visible(found.customer, 60)


def _title(ws: Workspace, found: Promise) -> str:
    card = None if found.card is None else ws.card(found.card)
    return "something that is gone from the board" if card is None else f"“{visible(card.title, TITLE_SHOWN)}”"


def _answers(ws: Workspace, now: str, project: str | None) -> Iterator[Wanted]:
    for offer in offers(ws) if ws.table("handoff") else ():
        kind, id = offer.on
        doc = ws.doc(kind, id) or {}
        if is_overdue(ws, offer, now) and project in (None, doc.get("project")):
            title = visible(title_of(ws, offer), TITLE_SHOWN)
            who = f"{person_name(ws, offer.giver)} or {person_name(ws, offer.receiver)}"
            yield Wanted(offer.key, f"{offer.key}: who does {entity_key(offer.on)} “{title}”, {who}?")


def _raid(ws: Workspace, today: str, project: str | None) -> Iterator[Wanted]:
    for item in raid_items(ws, ("assumption", "issue", "decision")):
        if item.is_late(today) and (project is None or _is_of(ws, item, project)):
            text, due = visible(item.text, TITLE_SHOWN), full_date(item.due or "")
            ask = {
                "assumption": f"it was to be checked by {due}: does it hold?",
                "issue": f"it was to be settled by {due}: what is done about it?",
                "decision": f"it was to be looked at again by {due}: does it still stand?",
            }[item.kind]
            yield Wanted(item.key, f"{item.key} “{text}”: {ask}")


def _is_of(ws: Workspace, item: RaidItem, project: str) -> bool:
    cards = (ws.card(id) for id in item.cards)
    risks = (ws.risk(id) for id in item.risks)
    return any(card is not None and card.project == project for card in cards) or any(
        risk is not None and is_risk_of(ws, risk, project) for risk in risks
    )
