"""Everything about one card, in words, as a list of lines with roles: the details panel, the card page, and `show`."""

from typing import NamedTuple

from tuiboard.domain.board import Card
from tuiboard.domain.calendar import ago, days_since, due_words, format_effort, local_date, short_date
from tuiboard.domain.shapes import texts
from tuiboard.domain.text import visible
from tuiboard.domain.workspace import Workspace
from tuiboard.engine.lens import column_days, is_stale
from tuiboard.view.words import HistoryLine


class Row(NamedTuple):
    """One fact: its name, its value in words, and the role that colours the value."""

    name: str
    value: str
    role: str = "foreground"


class Item(NamedTuple):
    """One item of the checklist."""

    text: str
    done: bool


class Remark(NamedTuple):
    """A comment: who and when, and the text with its line breaks."""

    head: str
    text: str


class CardDetails(NamedTuple):
    """A card with all that exists of it; `body` is Markdown whose control characters are visible already."""

    id: int
    title: str
    where: str
    rows: tuple[Row, ...]
    body: str
    items: tuple[Item, ...]
    remarks: tuple[Remark, ...]


def card_details(ws: Workspace, card: Card, today: str, now: str) -> CardDetails:
    """Return what is shown of a card where there is room for all of it."""
    column = ws.column(card.column)
    days = column_days(card, today)
    here = "since today" if days <= 0 else f"{days} day{'' if days == 1 else 's'} here"
    where = f"{visible(column.name if column else card.column, 60)} · {here}" + (
        " · stale" if is_stale(ws, card, today) else ""
    )
    if card.archived:
        where += " · archived"
    items = tuple(Item(visible(item.get("text", ""), 300), bool(item.get("done"))) for item in card.checklist)
    remarks = tuple(
        Remark(f"{visible(c.author, 40)} · {ago(c.at, now)}", visible(c.text, 4000, keep="\n"))
        for c in ws.comments("card", card.id)
    )
    body = visible(card.body, 20_000, keep="\n\t")
    return CardDetails(card.id, visible(card.title, 400), where, tuple(_rows(ws, card, today)), body, items, remarks)


def _rows(ws: Workspace, card: Card, today: str) -> list[Row]:
    done = ws.is_done(card)
    rows = []
    if card.blocked is not None:
        days = days_since(card.blocked.get("since") or "", today) if card.blocked.get("since") else 0
        rows.append(Row("blocked", f"{visible(card.blocked.get('reason', ''), 300)} ({days}d)", "card-blocked"))
    if (asked := card.help_wanted) is not None:
        days = days_since(asked.get("since") or "", today)
        rows.append(Row("help wanted", f"{visible(asked.get('reason', ''), 300)} ({days}d)", "card-blocked"))
    rows.append(
        Row("owner", visible(card.owner, 60) if card.owner else "nobody", "card-owner" if card.owner else "card-dim")
    )
    if ws.table("handoff") and (offer := _offer(ws, card, today)) is not None:
        rows.append(offer)
    if card.due:
        late = card.due < today and not done
        words = due_words(card.due, today) if not done else short_date(card.due, today)
        rows.append(
            Row(
                "due",
                words if words.startswith(card.due) else f"{words} ({card.due})",
                "card-late" if late else "card-due",
            )
        )
    if card.start:
        rows.append(Row("start", short_date(card.start, today)))
    if card.every or "follows" in card.doc:
        from tuiboard.view.recurrence import recurrence_rows  # late: most cards come once

        rows += recurrence_rows(ws, card, today)
    if card.snoozed_until:
        rows.append(Row("snoozed", f"until {short_date(card.snoozed_until, today)}"))
    if card.promised_to:
        rows.append(Row("promised", f"to {visible(card.promised_to, 200)}", "card-promise"))
    rows += _promises(ws, card, today)
    rows.append(Row("value", f"{card.value} of 5" + ("" if "value" in card.doc else " (not set)")))
    if card.effort is not None:
        rows.append(Row("effort", format_effort(card.effort)))
    if card.project:
        project = ws.project(card.project)
        rows.append(Row("project", visible(project.name if project else card.project, 80)))
    if card.milestone is not None:
        milestone = ws.milestone(card.milestone)
        rows.append(Row("milestone", f"M{card.milestone} {visible(milestone.title, 80) if milestone else ''}".strip()))
    if card.tags:
        rows.append(Row("tags", visible(" ".join(f"#{tag}" for tag in card.tags), 400), "card-tag"))
    for name in ("responsible", "consulted", "informed"):
        people = texts(card.doc.get(name))
        if people:
            rows.append(Row(name, visible(" ".join(people), 200), "card-owner"))
    rows += [Row("needs", card_named(ws, id)) for id in card.depends_on]
    rows += [Row("needed by", card_named(ws, id)) for id in ws.dependents(card.id)]
    rows += _risks(ws, card)
    rows += _raid(ws, card, today)
    rows += [Row("link", visible(link, 300), "card-tag") for link in card.links]
    rows.append(
        Row("made", f"{short_date(local_date(card.created_at), today)} by {visible(card.created_by, 40)}", "card-dim")
    )
    if card.finished_at:
        rows.append(Row("finished", short_date(local_date(card.finished_at), today), "card-dim"))
    return rows


def _offer(ws: Workspace, card: Card, today: str) -> Row | None:
    """Who it is offered to, while that is not answered."""
    from tuiboard.domain.handoffs import offer_on  # late: few cards have one

    offer = offer_on(ws, "card", card.id)
    if offer is None:
        return None
    words = f"to @{visible(offer.receiver, 40)}" + (f": “{visible(offer.note, 200)}”" if offer.note else "")
    day = f", answer by {short_date(offer.answer_by, today)}" if offer.answer_by else ""
    return Row("offered", f"{words}{day}", "card-promise")


def _risks(ws: Workspace, card: Card) -> list[Row]:
    """The risks that the card is linked to, with score and role; those that can't happen any more are quiet."""
    linked = [risk for id in ws.risks_of(card.id) if (risk := ws.risk(id)) is not None]
    if not linked:
        return []
    from tuiboard.domain.risk_rules import risk_rules  # late: many cards have none

    rules, rows = risk_rules(ws.board), []
    for risk in sorted(linked, key=lambda risk: (not risk.is_open, risk.id)):
        score = risk.score()
        band = rules.band(score)
        rated = band if score is None else f"{score.value} {band}"
        roles = " and ".join(dict.fromkeys(str(a.get("role", "")) for a in risk.actions if a.get("card") == card.id))
        words = f"{risk.key} {visible(risk.title, 80)} ({rated if risk.is_open else risk.state}, {visible(roles, 40)})"
        role = "card-dim" if not risk.is_open else "risk-opportunity" if risk.is_opportunity else f"risk-{band}"
        rows.append(Row("risk", words, role))
    return rows


def _raid(ws: Workspace, card: Card, today: str) -> list[Row]:
    """The decisions, assumptions, issues and lessons about the card."""
    if not any(ws.table(kind) for kind in ("decision", "assumption", "issue", "lesson")):
        return []
    from tuiboard.view.raid import raid_rows_of  # late: many boards have none

    return raid_rows_of(ws, "card", card.id, today)


def _promises(ws: Workspace, card: Card, today: str) -> list[Row]:
    """The promises about the card, those that hold first; what has come to an end is quiet."""
    if not ws.table("promise"):
        return []
    from tuiboard.domain.promises import promises_on  # late: many boards have none
    from tuiboard.view.promises import role_of, summary

    found = sorted(promises_on(ws, card.id), key=lambda each: (not each.is_open, each.id))
    return [Row("promise", summary(each, today), role_of(each, today)) for each in found]


def card_named(ws: Workspace, id: int) -> str:
    """Return a card that another one names: number, title, and whether it is done, archived or gone."""
    card = ws.card(id)
    if card is None:
        return f"{id} (gone)"
    state = " (done)" if ws.is_done(card) else " (archived)" if card.archived else ""
    return f"{id} {visible(card.title, 60)}{state}"


def history_words(line: HistoryLine, now: str) -> str:
    """One line of history: `ana moved it to Doing · 3d ago`."""
    note = " (imported)" if line.told else f" (claimed: {line.claimed})" if line.claimed else ""
    return f"{visible(line.who, 40)} {line.text} · {ago(line.at, now)}{note}"
