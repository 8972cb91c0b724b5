"""The retrospective: promises that were not kept, risks that came true, forecasts that failed, what closed late, and
what was learned."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from tuiboard.domain import shapes
from tuiboard.domain.board import Card
from tuiboard.domain.calendar import add_days, days_between, local_date
from tuiboard.domain.changes import Entry
from tuiboard.domain.forecast import FEW, at_least, finished_in
from tuiboard.domain.promises import REASON_WORDS, Promise, project_of, promises, reliability
from tuiboard.domain.raid import RaidItem, raid_items
from tuiboard.domain.risk_rules import risk_rules
from tuiboard.domain.risks import Risk
from tuiboard.domain.text import visible
from tuiboard.domain.throughput import MOST, Throughput, throughput
from tuiboard.domain.working_days import team_zone
from tuiboard.domain.workspace import Workspace
from tuiboard.view.forecast import SURE, TESTED_WEEKS
from tuiboard.view.promises import summary
from tuiboard.view.report import Block, Figure, Figures, Listing, Paragraph, Report, Section, Table
from tuiboard.view.report_words import ended, full_date
from tuiboard.view.reports.standup import named_project
from tuiboard.view.risk_money import money_words

MOST_LATE, MOST_ITEMS = 15, 20


class Failed(NamedTuple):
    """A forecast that did not hold: made at the beginning of a week, for the weeks up to `until`, it promised at least
    so many cards, and fewer were finished."""

    made: str
    until: str
    promised: int
    finished: int


class _Found(NamedTuple):
    """What went otherwise than was thought, since a day."""

    broken: Sequence[Promise]
    settled: Sequence[Promise]
    occurred: Sequence[Risk]
    failed: Sequence[Failed]
    tested: int
    late: Sequence[tuple[Card, int]]
    finished: int
    lessons: Sequence[RaidItem]
    applied: Sequence[RaidItem]
    waiting: Sequence[RaidItem]


def retro_report(
    ws: Workspace, entries: Iterable[Entry], today: str, now: str, *, since: str, project: str | None = None,
    board: str, head: str, seq: int, who: str,
) -> Report:  # fmt: skip
    """Return what there is to learn from since a day, of the board or of one project."""
    found = _read(ws, today, since, project)
    sections = (
        Section("At a glance", (_figures(found, today),)),
        Section("Promises that were not kept", tuple(_promises(found, today))),
        Section("Risks that came true", tuple(_risks(found, ws))),
        Section("Forecasts that failed", tuple(_forecasts(found))),
        Section("Finished after their day", tuple(_late(found))),
        Section("Lessons", tuple(_lessons(found, today))),
    )
    title = f"Retrospective{named_project(ws, project)}"
    return Report("retro", title, _lead(found), sections, board, since, now, head, seq, _document(found))


def _read(ws: Workspace, today: str, since: str, project: str | None) -> _Found:
    zone = team_zone(ws)
    mine = [found for found in promises(ws) if project is None or project_of(ws, found) == project]
    settled = [found for found in mine if found.settled_at and local_date(found.settled_at, zone) >= since]
    done = {column.key for column in ws.columns() if column.does == "done"}
    docs = [doc for doc in ws.table("card").values() if project is None or doc.get("project") == project]
    ended = [Card(doc) for doc in docs if doc.get("column") in done and _day(doc.get("finished_at"), zone) >= since]
    over = [(card, days_between(card.due, _day(card.finished_at, zone))) for card in ended if card.due]
    late = [(card, days) for card, days in over if days > 0]
    failed, tested = failed_forecasts(throughput(ws, docs, today, MOST))
    lessons = [item for item in raid_items(ws, ("lesson",)) if _is_of(ws, item, project)]
    return _Found(
        [found for found in settled if found.state in ("missed", "broken")], settled,
        [risk for risk in ws.risks() if _occurred(risk) >= since and _risk_is_of(ws, risk, project)],
        [one for one in failed if one.until >= since], tested,
        sorted(late, key=lambda one: (-one[1], one[0].id)), len(ended),
        [item for item in lessons if item.date >= since],
        [item for item in lessons if item.is_over and (item.settled_on or "") >= since],
        [item for item in lessons if item.is_waiting and item.date < since],
    )  # fmt: skip


def _day(instant: object, zone: str) -> str:
    return local_date(found, zone) if (found := shapes.instant(instant)) else ""


def _occurred(risk: Risk) -> str:
    return shapes.day((risk.occurred or {}).get("on")) or ""


def _risk_is_of(ws: Workspace, risk: Risk, project: str | None) -> bool:
    return project is None or risk.project == project or (not risk.project and _any_of(ws, risk.cards(), project))


def _is_of(ws: Workspace, item: RaidItem, project: str | None) -> bool:
    if project is None or _any_of(ws, item.cards, project):
        return True
    risks = (ws.risk(id) for id in item.risks)
    return any(risk is not None and _risk_is_of(ws, risk, project) for risk in risks)


def _any_of(ws: Workspace, cards: Iterable[int], project: str) -> bool:
    return any((ws.doc("card", id) or {}).get("project") == project for id in cards)


def failed_forecasts(pace: Throughput) -> tuple[list[Failed], int]:
    """Return the earlier forecasts that did not hold, and how many were made: one at the end of each past week that had
    enough weeks before it, of what would be finished with near certainty in the weeks after it."""
    history, found, made = pace.finished, [], 0
    for now in range(FEW, len(history) - TESTED_WEEKS + 1):
        if not any(history[:now]):
            continue
        made += 1
        promised = at_least(finished_in(history[:now], TESTED_WEEKS), SURE)
        finished = sum(history[now : now + TESTED_WEEKS])
        if finished < promised:
            day = add_days(pace.first, 7 * now)
            found.append(Failed(day, add_days(day, 7 * TESTED_WEEKS - 1), promised, finished))
    return found, made


# In words


def _lead(found: _Found) -> str:
    parts = [
        _count(len(found.broken), "promise was not kept", "promises were not kept"),
        _count(len(found.occurred), "risk came true", "risks came true"),
        _count(len(found.late), "card was finished late", "cards were finished late"),
        _count(len(found.failed), "forecast failed", "forecasts failed"),
    ]
    told = [part for part in parts if part]
    if not told:
        return (
            "Nothing went wrong that the record knows of: no promise was missed, no risk came true, nothing was late."
        )
    noted = _count(len(found.lessons), "lesson was noted", "lessons were noted") or "no lesson was noted"
    said = f"{', '.join(told)}; {noted}."
    return said[:1].upper() + said[1:]


def _count(many: int, one: str, more: str) -> str:
    return f"{many:,} {one if many == 1 else more}" if many else ""


def _figures(found: _Found, today: str) -> Block:
    counts = reliability(found.settled, today)
    kept = f"{counts.kept} of {counts.settled}" if counts.settled else "–"
    said = "promises that came to an end were kept." if counts.settled else "No promise came to an end."
    on_time = found.finished - len(found.late)
    return Figures((
        Figure("Promises kept", kept, f"{kept} {said}" if counts.settled else said),
        Figure("Risks that came true", str(len(found.occurred)),
               "Each is told below, with what it cost." if found.occurred else "None came true."),
        Figure("Finished in time", f"{on_time} of {found.finished}" if found.finished else "–",
               f"{len(found.late)} of {found.finished} finished cards came after their day." if found.finished
               else "No card was finished."),
        Figure("Lessons noted", str(len(found.lessons)), _lesson_words(found)),
    ))  # fmt: skip


def _lesson_words(found: _Found) -> str:
    applied, waiting = len(found.applied), len(found.waiting)
    done = f"{applied or 'None'} {'was' if applied < 2 else 'were'} applied"
    return f"{done}; {waiting:,} of before still wait{'s' if waiting == 1 else ''}." if waiting else f"{done}."


def _promises(found: _Found, today: str) -> Iterable[Block]:
    lines = [ended(summary(one, today)) for one in found.broken[:MOST_ITEMS]]
    if len(found.broken) > MOST_ITEMS:
        lines.append(f"And {len(found.broken) - MOST_ITEMS:,} more.")
    yield Listing(tuple(lines), "No promise was missed or broken.")
    reasons = Counter(REASON_WORDS.get(one.reason, "no reason given") for one in found.broken)
    if len(found.broken) > 1:
        most = reasons.most_common()
        words = ", ".join(f"{reason} ({many})" for reason, many in most)
        repeats = " The first of these is worth a talk." if most[0][1] > 1 and most[0][0] != "no reason given" else ""
        yield Paragraph(f"Why, by how often: {words}.{repeats}")


def _risks(found: _Found, ws: Workspace) -> Iterable[Block]:
    rules = risk_rules(ws.board)
    lines = []
    for risk in found.occurred:
        happened = risk.occurred or {}
        amount, unit = happened.get("amount"), "days" if happened.get("unit") == "days" else "money"
        cost = "nobody recorded what it cost"
        if isinstance(amount, int | float) and not isinstance(amount, bool):
            cost = f"it cost {money_words(amount, rules, unit, long=True)}"
        text = f": {visible(happened['text'], 200).rstrip('.')}" if shapes.name(happened.get("text")) else ""
        planned = (
            "there was a plan for it" if risk.contingency_plan or risk.cards("contingency") else "nobody had a plan"
        )
        lines.append(
            f"{risk.key} {visible(risk.title, 100)}, on {full_date(_occurred(risk))}{text}; {cost}, {planned}."
        )
    yield Listing(tuple(lines), "No risk came true.")


def _forecasts(found: _Found) -> Iterable[Block]:
    if not found.tested:
        yield Paragraph(
            f"No forecast can be tested yet: that needs {FEW + TESTED_WEEKS} weeks since the first card was begun."
        )
        return
    rows = tuple(
        (full_date(one.made), full_date(one.until), f"at least {one.promised}", str(one.finished))
        for one in found.failed
    )
    yield Table(("Made on", "Up to", "Foretold", "Finished"), rows, frozenset({3}),
                f"Of the forecasts that came due since, none failed; {found.tested} were tested in all.")  # fmt: skip
    if rows:
        yield Paragraph(
            f"Each foretold with {SURE} % certainty what would be finished within {TESTED_WEEKS} weeks; of all "
            f"{found.tested} that can be tested, about {found.tested * (100 - SURE) / 100:.0f} may fail by chance.",
            "dim",
        )  # fmt: skip


def _late(found: _Found) -> Iterable[Block]:
    rows = tuple(
        (str(card.id), visible(card.title, 100), f"@{visible(card.owner, 40)}" if card.owner else "nobody", str(days))
        for card, days in found.late[:MOST_LATE]
    )
    yield Table(("Card", "Title", "Owner", "Days late"), rows, frozenset({3}), "Nothing was finished late.")
    if len(found.late) > MOST_LATE:
        yield Paragraph(f"And {len(found.late) - MOST_LATE:,} more, none of them later than these.", "dim")


def _lessons(found: _Found, today: str) -> Iterable[Block]:
    yield Paragraph("Noted", "strong")
    yield Listing(tuple(map(_lesson, found.lessons[:MOST_ITEMS])), "No lesson was noted.")
    if found.applied:
        yield Paragraph("Applied: what was done with them", "strong")
        yield Listing(tuple(_lesson(item) for item in found.applied[:MOST_ITEMS]))
    if found.waiting:
        yield Paragraph("Noted before, and not applied yet", "strong")
        oldest = sorted(found.waiting, key=lambda item: item.date)[:MOST_ITEMS]
        yield Listing(tuple(f"{_lesson(item)} (for {_days(item.date, today)})" for item in oldest))


def _lesson(item: RaidItem) -> str:
    note = f" → {visible(item.note, 200)}" if item.note else ""
    cause = shapes.name(item.doc.get("cause"))
    why = f" (from: {visible(cause, 120)})" if cause else ""
    return f"{item.key} {visible(item.text, 200)}{why}{note}"


def _days(day: str, today: str) -> str:
    many = max(days_between(day, today), 0) if shapes.day(day) else 0
    return f"{many:,} day{'' if many == 1 else 's'}"


def _document(found: _Found) -> dict[str, Any]:
    return {
        "promises": [{"key": one.key, "state": one.state, "reason": one.reason or None, "due": one.due,
                      "performer": one.performer} for one in found.broken],
        "risks": [{"key": risk.key, "on": _occurred(risk)} for risk in found.occurred],
        "forecasts": {"tested": found.tested, "failed": [one._asdict() for one in found.failed]},
        "late": [{"card": card.id, "days": days} for card, days in found.late],
        "finished": found.finished,
        "lessons": {"noted": [item.key for item in found.lessons], "applied": [item.key for item in found.applied],
                    "waiting": [item.key for item in found.waiting]},
    }  # fmt: skip
