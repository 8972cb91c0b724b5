"""The weekly status for the team: how the projects stand, what changed, what comes next, what waits, what is wanted."""

from collections.abc import Iterable, Iterator
from typing import Any

from tuiboard.domain import shapes
from tuiboard.domain.board import Card
from tuiboard.domain.calendar import add_days, due_words, local_date, short_date
from tuiboard.domain.changes import Entry
from tuiboard.domain.flow import flow_figures
from tuiboard.domain.handoffs import entity_key, hours_of, is_overdue, offers, title_of
from tuiboard.domain.promises import Promise, project_of, promises
from tuiboard.domain.refusal import Refused
from tuiboard.domain.risk_rules import risk_rules
from tuiboard.domain.support import hours_waited, waited_words
from tuiboard.domain.text import visible
from tuiboard.domain.throughput import MOST
from tuiboard.domain.working_days import team_zone
from tuiboard.domain.workspace import Workspace
from tuiboard.view import forecast
from tuiboard.view.flow import first_figures, wanted_cards
from tuiboard.view.flow_charts import flow_chart
from tuiboard.view.handoff_words import offer_words
from tuiboard.view.milestones import forecast_words, row_document
from tuiboard.view.projects import (
    LABELS,
    ProjectStatus,
    overall_sentence,
    status_document,
)
from tuiboard.view.projects import summary as projects_summary
from tuiboard.view.promises import summary as promise_summary
from tuiboard.view.report import Block, Figure, Figures, Listing, Paragraph, Report, Section, Table
from tuiboard.view.report_words import RAG_WORDS, full_date
from tuiboard.view.reports.changes import Changes, Some, changes_document
from tuiboard.view.reports.material import Material, material
from tuiboard.view.reports.standup import named_project
from tuiboard.view.reports.words import count, few, first_up, joined
from tuiboard.view.risk_register import risk_row
from tuiboard.view.support import helpers_words, sponsor_of, wait_words

SOON = 7
"""Days ahead that the report looks."""
MOST_LINES = 12
MOST_RISKS = 5


def status_report(
    ws: Workspace, entries: Iterable[Entry], today: str, now: str, *, since: str, project: str | None = None,
    board: str, head: str, seq: int, who: str,
) -> Report:  # fmt: skip
    """Return the status of the board or of one project since a day."""
    found = material(ws, entries, today, now, since, project)
    sections = (
        Section("Where the projects stand", tuple(_projects(found))),
        Section("Decisions needed", (Listing(few([each.words for each in found.wanted], MOST_LINES),
                                             "Nothing waits for a decision."),)),
        Section(f"What changed since {full_date(since)}", tuple(_changes(found.changes))),
        Section("What comes next", tuple(_next(found))),
        Section("What is blocked, and why", tuple(_blocked(found))),
        Section("Promises", tuple(_promises(found))),
        Section("Who waits for an answer", tuple(_answers(found))),
        Section("Top risks", tuple(_risks(found))),
        Section("Pace and forecast", tuple(_pace(found))),
    )  # fmt: skip
    title = f"Status{named_project(ws, project)}"
    return Report("status", title, _lead(found), sections, board, since, now, head, seq, _document(found))


def _lead(found: Material) -> str:
    made = found.changes
    counts = ((made.finished, "finished"), (made.started, "started"), (made.added, "added"))
    did = joined([f"{len(some):,} {verb}" for some, verb in counts if some])
    did = f"cards: {did}" if did else "nothing was finished, started or added"
    waits = count(len(found.waiting), "card waits", "cards wait") + " for someone"
    stand = f"{projects_summary(found.statuses)} " if found.statuses else ""
    if len(found.statuses) == 1:
        (status,) = found.statuses
        stand = f"{status.name} is {RAG_WORDS[status.rag]}. "
    wanted = f"{count(len(found.wanted), 'decision')} {'is' if len(found.wanted) == 1 else 'are'} needed"
    return f"{stand}{first_up(did)}; {waits}; {wanted}."


# Sections


def _projects(found: Material) -> Iterator[Block]:
    if not found.statuses:
        yield Paragraph("There is no project: tuiboard project add makes one.", "dim")
        return
    yield Figures(tuple(
        Figure(each.name, _colour(each), _why(each, found.today), each.rag) for each in found.statuses
    ))  # fmt: skip
    rows = tuple(
        (each.name, *(f"{RAG_WORDS[one.rag]} {one.value}".strip() for one in each.dimensions), each.deadline or "none")
        for each in found.statuses
    )
    yield Table(("Project", *LABELS.values(), "Deadline"), rows, rags=frozenset(range(1, len(LABELS) + 1)))


def _colour(status: ProjectStatus) -> str:
    """The colour that counts, and beside one by hand that which is computed."""
    shown, computed = (RAG_WORDS[rag] for rag in (status.rag, status.computed))
    return shown if status.override is None else f"{shown} (computed {computed})"


def _why(status: ProjectStatus, today: str) -> str:
    causes = " ".join(dimension.sentence for dimension in status.causes)
    sponsor = f" Sponsor: {status.sponsor}." if status.sponsor else ""
    return f"{overall_sentence(status, today)} {causes}".strip() + sponsor


def _changes(found: Changes) -> Iterator[Block]:
    yield Figures((
        _figure("Finished", found.finished, "was finished", "were finished"),
        _figure("Started", found.started, "was started", "were started"),
        _figure("Added", found.added, "was added and is not done yet", "were added and are not done yet"),
        _figure("Newly blocked", found.blocked, "came to be blocked and is so still",
                "came to be blocked and are so still"),
    ))  # fmt: skip
    named = (
        ("Finished", found.finished), ("Started", found.started), ("Added", found.added),
        ("Taken up again after being done", found.returned), ("Newly blocked", found.blocked),
        ("Not blocked any more", found.unblocked), ("Moved to a later day", found.slipped),
        ("Moved to an earlier day", found.earlier), ("Milestones with another date", found.moved),
        ("Taken off the board undone", found.dropped), ("Risks raised", found.raised),
        ("Risks scored higher", found.worse), ("Risks scored lower", found.better), ("Risks closed", found.closed),
        ("Risks that came true", found.occurred),
    )  # fmt: skip
    for name, some in named:
        if some:
            yield Paragraph(name, "strong")
            yield Listing(few([each.line for each in some], MOST_LINES))


def _figure(name: str, some: Some, one: str, more: str) -> Figure:
    many = len(some)
    return Figure(name, f"{many:,}", f"{first_up(count(many, 'card'))} {one if many == 1 else more}.")


def _next(found: Material) -> Iterator[Block]:
    soon = add_days(found.today, SOON)
    due = sorted(
        (card for card in found.open_cards() if card.due and card.due <= soon), key=lambda c: (c.due or "", c.id)
    )
    rows = [
        (str(card.id), visible(card.title, 100), _handle(card.owner), due_words(card.due or "", found.today),
         _column(found.ws, card))
        for card in due
    ]  # fmt: skip
    yield Table(("Card", "Title", "Owner", "Due", "Column"), tuple(rows[: 2 * MOST_LINES]), frozenset({0}),
                f"Nothing is due by {short_date(soon, found.today)}.")  # fmt: skip
    if len(rows) > 2 * MOST_LINES:
        yield Paragraph(f"And {len(rows) - 2 * MOST_LINES:,} more cards that are due by then.", "dim")
    if late := sum(1 for card in due if card.due and card.due < found.today):
        yield Paragraph(f"{first_up(count(late, 'card'))} of these {'is' if late == 1 else 'are'} late.", "warning")


def _column(ws: Workspace, card: Card) -> str:
    column = ws.column(card.column)
    return visible(card.column if column is None else column.name, 40)


def _handle(handle: str | None) -> str:
    return f"@{visible(handle, 40)}" if handle else "nobody"


def _blocked(found: Material) -> Iterator[Block]:
    rows = tuple(
        (str(row.id), row.title, _handle(row.owner), waited_words(row.hours),
         "; ".join(wait_words(wait) for wait in row.waits), helpers_words(row.helpers[:1]) or "nobody known")
        for row in found.waiting[:MOST_LINES]
    )  # fmt: skip
    head = ("Card", "Title", "Owner", "For", "Why", "Could help")
    yield Table(head, rows, frozenset({0}), "Nothing is blocked, and nobody asks for help.")
    if len(found.waiting) > MOST_LINES:
        yield Paragraph(f"And {len(found.waiting) - MOST_LINES:,} more cards that wait.", "dim")


def _promises(found: Material) -> Iterator[Block]:
    soon = add_days(found.today, SOON)
    mine = [each for each in promises(found.ws) if found.has(project_of(found.ws, each))]
    late = [each for each in mine if each.is_late(found.today)]
    due = [each for each in mine if each.is_given and each not in late and each.due is not None and each.due <= soon]
    since, zone = found.changes.since, team_zone(found.ws)
    ended = [each for each in mine if each.state in ("missed", "broken")]
    failed = [each for each in ended if local_date(each.settled_at, zone) >= since]
    if not (late or due or failed):
        yield Paragraph(f"No promise is due by {short_date(soon, found.today)}, and none was missed.")
    for name, some in (("Past their day, and not settled", late), (f"Due by {short_date(soon, found.today)}", due),
                       ("Missed or broken", failed)):  # fmt: skip
        if some:
            yield Paragraph(name, "strong" if some is due else "warning")
            yield Listing(few([_promise(found, each) for each in some], MOST_LINES))


def _promise(found: Material, each: Promise) -> str:
    card = None if each.card is None else found.ws.card(each.card)
    about = f" ({card.id} “{visible(card.title, 80)}”)" if card is not None else ""
    return f"{promise_summary(each, found.today)}{about}"


def _answers(found: Material) -> Iterator[Block]:
    """What waits for a yes or no: overdue answers under the sponsor of their project, who is asked to see to it."""
    overdue: dict[str | None, list[str]] = {}
    waiting: list[str] = []
    for project, line, is_late in _unanswered(found):
        if is_late:
            overdue.setdefault(project, []).append(line)
        else:
            waiting.append(line)
    for project, lines in overdue.items():
        yield Paragraph(_sponsor_line(found.ws, project, len(lines)), "warning")
        yield Listing(few(lines, MOST_LINES))
    if waiting:
        yield Paragraph("Asked, and there is still time to answer", "strong")
        yield Listing(few(waiting, MOST_LINES))
    if not overdue and not waiting:
        yield Paragraph("Nobody waits for an answer.")


def _unanswered(found: Material) -> Iterator[tuple[str | None, str, bool]]:
    """Hand-offs and promises that someone was asked for: project, in words, and whether the answer is overdue."""
    ws, limit = found.ws, hours_of(found.ws)
    for offer in offers(ws):
        doc = ws.doc(*offer.on) or {}
        project = shapes.name(doc.get("project"))
        if found.has(project):
            title = visible(title_of(ws, offer), 80)
            words = f"{offer.key}, {entity_key(offer.on)} “{title}”: {offer_words(ws, offer, found.now)}"
            yield project, words, is_overdue(ws, offer, found.now)
    for each in promises(ws):
        project = project_of(ws, each)
        if each.state == "requested" and found.has(project):
            is_late = each.created_at != "" and hours_waited(each.created_at, found.now) > limit
            yield project, f"{_promise(found, each)}{'; needs an answer' if is_late else ''}", is_late


def _sponsor_line(ws: Workspace, project: str | None, many: int) -> str:
    answers = f"{count(many, 'answer')} {'is' if many == 1 else 'are'} overdue"
    about = None if project is None else ws.project(project)
    if about is None:
        return f"{first_up(answers)}, and no project's sponsor to turn to:"
    sponsor = sponsor_of(ws, project)
    name = visible(about.name, 80)
    return f"For {visible(sponsor, 80)}, sponsor of {name}: {answers}." if sponsor else (
        f"{name} has no sponsor to turn to: {answers}."
    )  # fmt: skip


def _risks(found: Material) -> Iterator[Block]:
    rules = risk_rules(found.ws.board)
    rows = [risk_row(found.ws, risk, found.today, rules) for risk in found.open_risks()]
    yield Table(
        ("Risk", "Title", "Score", "Expected", "Owner", "State"),
        tuple((row.key, row.title, f"{row.score or '–'} {row.band}", row.emv or "not estimated",
               f"@{row.owner}" if row.owner else "nobody", row.state) for row in rows[:MOST_RISKS]),
        frozenset(), "No risk is open.",
    )  # fmt: skip
    if len(rows) > MOST_RISKS:
        yield Paragraph(f"{first_up(count(len(rows) - MOST_RISKS, 'more open risk'))} in the register.", "dim")


def _pace(found: Material) -> Iterator[Block]:
    ws, project = found.ws, found.project
    wanted = None if project is None else wanted_cards(ws, lambda card: card.project == project)
    flow = first_figures(ws, flow_figures(ws, found.today, MOST, wanted), wanted)
    yield flow_chart(flow, "throughput")
    left = sum(1 for _ in found.open_cards())
    try:
        answer = forecast.forecast(left, flow.figures.pace, found.today)
    except Refused as refused:
        yield Paragraph(refused.refusal.message)
    else:
        notes = " ".join(forecast.notes(answer)) if left else ""
        yield Paragraph(f"{forecast.answer_words(answer, found.today)} {notes}".strip())
    yield from _milestones(found)


def _milestones(found: Material) -> Iterator[Block]:
    rows = []
    for row in found.milestones():
        due = due_words(row.due, found.today) if row.due and row.state != "done" else row.due or "no date"
        done = f"{len(row.facts.done):,} of {row.cards:,} done"
        rows.append((row.key, row.title, due, done, row.state, forecast_words(row, found.today)))
    if rows:
        yield Table(("Milestone", "Title", "Due", "Cards", "State", "Forecast"), tuple(rows))


def _document(found: Material) -> dict[str, Any]:
    return {
        "project": found.project,
        "projects": [{"key": each.id, "name": each.name, **status_document(each)} for each in found.statuses],
        "changes": changes_document(found.changes),
        "waiting": [{"key": str(row.id), "title": row.title, "hours": round(row.hours, 2), "project": row.project,
                     "why": [wait_words(wait) for wait in row.waits]} for row in found.waiting],
        "milestones": [row_document(row, found.today) for row in found.milestones()],
        "decisions": [{"about": each.about, "words": each.words} for each in found.wanted],
    }  # fmt: skip
