"""The stand-up, per person: since the last working day, now, what is blocked, what ages, what is promised.

What happened is read from the journal, newest first and no further back than that day; a card that was moved to and fro
counts for where it came from and where it is now.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from tuiboard.domain import shapes
from tuiboard.domain.board import Card
from tuiboard.domain.calendar import add_days, due_words, start_of_day
from tuiboard.domain.changes import Change, Entry
from tuiboard.domain.cycle_times import LocalDays, cycle_times, nearest_rank
from tuiboard.domain.happenings import happenings
from tuiboard.domain.text import visible
from tuiboard.domain.working_days import team_today, team_zone, work_calendar
from tuiboard.domain.workspace import Workspace
from tuiboard.engine.lens import column_days, is_stale
from tuiboard.view.support import helpers_words, support_queue, wait_words

PROMISED_DAYS = 7
AGED_PERCENT = 85
FEWEST_PAST = 5
"""Finished cards below which their cycle times say nothing."""
NOBODY = ""


class Item(NamedTuple):
    """A line of a stand-up: the card that it is about (None for none), what it says, and a role that colours it."""

    card: int | None
    text: str
    role: str = "foreground"


class Part(NamedTuple):
    """One part of what a person has to say."""

    name: str
    items: tuple[Item, ...]


class Report(NamedTuple):
    """What one person has to say; `person` is empty for what nobody owns."""

    person: str
    name: str
    parts: tuple[Part, ...]


class Standup(NamedTuple):
    """The reports of those who have something to say; `quiet` have nothing. `since` is a date."""

    since: str
    today: str
    reports: tuple[Report, ...]
    quiet: tuple[str, ...]


# What happened


class _Deed(NamedTuple):
    """Who brought a field to what it is, and who owned the card then; None where that is who owns it now."""

    who: str
    owner: tuple[Any] | None


class _Seen(NamedTuple):
    """What became of one card: the first values of the fields that were changed, and the last deed of each; `new` is
    that of adding it."""

    before: dict[str, Any]
    deeds: dict[str, _Deed]


_TOLD = ("column", "blocked", "help_wanted", "archived", "owner")


class Happened(NamedTuple):
    """What happened since a day: by card, and how often each person said something."""

    cards: dict[int, _Seen]
    comments: Mapping[str, int]


def happened_since(entries: Iterable[Entry], since: str, zone: str = "") -> Happened:
    """Read entries, newest first, back to the beginning of a date in a time zone, without one in the person's.

    Of what an import tells, what happened since counts too; what was taken back since did not happen.
    """
    cards: dict[int, _Seen] = {}
    comments: dict[str, int] = {}
    for _, who, change in happenings(entries, start_of_day(since, zone)):
        _note(change, who, cards, comments)
    return Happened(cards, comments)


def _note(change: Change, who: str, cards: dict[int, _Seen], comments: dict[str, int]) -> None:
    if change.kind == "comment" and change.before is None:
        comments[who] = comments.get(who, 0) + 1
    if change.kind != "card" or not isinstance(change.id, int) or change.after is None:
        return
    before = change.before
    fields = {} if before is None else {field: before.get(field) for field in _TOLD if field in change.after}
    if before is not None and not fields:
        return
    seen = cards.setdefault(change.id, _Seen({}, {}))
    owner = (seen.before["owner"],) if "owner" in seen.before else None  # what is younger was read first
    for field in fields or ("new",):
        seen.deeds.setdefault(field, _Deed(who, owner))
    seen.before.update(fields)  # an older entry knows better what it was at first


# What is said of it


def standup(
    ws: Workspace, entries: Iterable[Entry], today: str, now: str, person: str | None = None, since: str | None = None
) -> Standup:
    """Return the stand-up of everybody, or of one person, since the last working day or another date. `entries` are
    those of the journal, newest first. Its days are those of the team."""
    today = team_today(ws, now, today)
    since = since or work_calendar(ws.board.settings).last_working_day(today)
    found, begin = happened_since(entries, since, team_zone(ws)), start_of_day(since, team_zone(ws))
    parts: dict[str, dict[str, list[Item]]] = {}

    def say(who: str, part: str, item: Item) -> None:
        parts.setdefault(who, {}).setdefault(part, []).append(item)

    for id, seen in sorted(found.cards.items()):
        card = ws.card(id)
        if card is not None:
            for field, text, role in _changes(ws, card, seen, begin):
                deed = seen.deeds[field]
                owner = card.doc.get("owner") if deed.owner is None else deed.owner[0]
                who = shapes.name(owner) or deed.who
                by = "" if deed.who == who else f" (by @{visible(deed.who, 24)})"
                say(who, _SINCE, Item(id, text + by, role))
    for who, count in found.comments.items():
        say(who, _SINCE, Item(None, f"commented {count} time{'' if count == 1 else 's'}", "card-dim"))
    _say_cards(ws, today, now, say)
    people = {p.handle: p.name for p in ws.people() if p.active}
    order = [*people, *sorted(set(parts) - set(people) - {NOBODY}), NOBODY]
    wanted = [who for who in order if person in (None, who)]
    reports = [
        Report(who, people.get(who, "" if who == NOBODY else visible(who, 40)), _in_order(parts[who]))
        for who in wanted
        if who in parts
    ]
    quiet = tuple(who for who in wanted if who not in parts and who != NOBODY)
    return Standup(since, today, tuple(reports), quiet)


_SINCE, _NOW, _BLOCKED, _AGEING, _PROMISED = "Since", "Now", "Blocked", "Ageing", "Promised"
_ORDER = (_SINCE, _NOW, _BLOCKED, _AGEING, _PROMISED)


def _in_order(parts: Mapping[str, list[Item]]) -> tuple[Part, ...]:
    return tuple(Part(name, tuple(parts[name])) for name in _ORDER if name in parts)


def _named(card: Card) -> str:
    return f"{card.id} “{visible(shapes.text(card.doc.get('title')), 60)}”"


def _changes(ws: Workspace, card: Card, seen: _Seen, begin: str) -> Iterable[tuple[str, str, str]]:
    """What became of a card since an instant: which of its deeds, words, and a role; the most telling alone where it
    says the rest."""
    it, before, new = _named(card), seen.before, "new" in seen.deeds
    was, column = ws.column(str(before.get("column") or "")), ws.column(card.column)
    moved = "column" in before and before["column"] != card.column
    if column is not None and column.does == "done":  # and stays so where it was tidied away since
        was_done = was is not None and was.does == "done"
        if moved and not was_done:
            yield "column", f"finished {it}", "success"
            return
        if "column" in before and was_done and shapes.instant(card.doc.get("finished_at")) >= begin:
            yield "column", f"finished {it} again", "success"
            return
        if new:
            yield "new", f"added {it}, done", "success"
            return
    if card.archived:
        if "archived" in before and not before["archived"]:
            yield "archived", f"archived {it}", "card-dim"
        return
    if column is not None and column.does == "done":
        return
    if moved and column is not None:
        if was is not None and was.does == "done":
            yield "column", f"took {it} up again, in {visible(column.name, 40)}", "foreground"
        else:
            origin = f" from {visible(was.name, 40)}" if was is not None else ""
            yield "column", f"moved {it}{origin} to {visible(column.name, 40)}", "foreground"
    elif new:
        yield "new", f"added {it}", "foreground"
    if "owner" in before and before["owner"] != card.doc.get("owner") and card.doc.get("owner"):
        given = shapes.name(before["owner"])
        yield "owner", f"took over {it}" + (f" from @{visible(given, 24)}" if given else ""), "foreground"
    for field, begun, ended in (("blocked", "was blocked", "is not blocked any more"),
                                ("help_wanted", "asks for help", "has got its help")):  # fmt: skip
        value = card.doc.get(field)
        if field in before and bool(before[field]) != bool(value):
            reason = visible(shapes.text(value.get("reason")), 80) if isinstance(value, Mapping) else ""
            said = f"{it} {begun}" + (f": {reason}" if reason else "")
            yield (field, said, "card-blocked") if value else (field, f"{it} {ended}", "success")


# Where things stand


def _say_cards(ws: Workspace, today: str, now: str, say: Any) -> None:
    active = [column for column in ws.columns() if column.does == "active"]
    limit = _aged_after(ws)
    soon = add_days(today, PROMISED_DAYS)
    waiting = {row.id: row for row in support_queue(ws, now, _open(ws))}
    for row in waiting.values():
        who = row.owner or NOBODY
        helped = helpers_words(row.helpers)
        title = f"{row.id} “{visible(row.title, 60)}”"
        hours = _hours(row.hours)
        say(who, _BLOCKED, Item(row.id, f"{title}, {hours}, {'; '.join(map(wait_words, row.waits))}", "card-blocked"))
        if helped:
            say(who, _BLOCKED, Item(row.id, f"  could help: {helped}", "card-dim"))
    for column in active:
        for id in ws.column_cards(column.key):
            card = ws.card(id)
            if card is None:
                continue
            who = shapes.name(card.doc.get("owner")) or NOBODY
            if id not in waiting:
                due = shapes.day(card.doc.get("due"))
                late = due is not None and due < today
                words = f", {due_words(due, today)}" if due else ""
                say(who, _NOW, Item(id, f"{_named(card)}{words}", "card-late" if late else "foreground"))
            aged = _age_words(ws, card, column.stale_after_days, limit, today)
            if aged:
                say(who, _AGEING, Item(id, f"{_named(card)}, {aged}", "card-stale"))
    told = _say_promises(ws, today, soon, say) if ws.table("promise") else frozenset()
    for id in _open(ws):
        if id in told:
            continue
        card = ws.card(id)
        due = shapes.day(card.doc.get("due")) if card is not None else None
        customer = shapes.name(card.doc.get("promised_to")) if card is not None else None
        if card is not None and due is not None and due <= soon and customer:
            who = shapes.name(card.doc.get("owner")) or NOBODY
            words = f"{_named(card)} to {visible(customer, 40)}, {due_words(due, today)}"
            say(who, _PROMISED, Item(id, words, "card-late" if due < today else "foreground"))


def _say_promises(ws: Workspace, today: str, soon: str, say: Any) -> frozenset[int]:
    """Say which promises are due soon, or late, to whoever gave them; return the cards that they are about."""
    from tuiboard.domain.promises import promises  # late: many boards have none
    from tuiboard.view.promises import standing

    cards = set()
    for found in promises(ws):
        if found.is_given and found.due is not None and found.due <= soon:
            card = ws.card(found.card) if found.card is not None else None
            about = f" about {_named(card)}" if card is not None else ""
            words = f"{found.key} to {visible(found.customer, 40)}{about}, {standing(found, today)}"
            late = found.is_late(today)
            say(found.performer, _PROMISED, Item(found.card, words, "card-late" if late else "foreground"))
            cards.add(found.card or 0)
    return frozenset(cards)


def _open(ws: Workspace) -> list[int]:
    return [id for column in ws.columns() if column.does != "done" for id in ws.column_cards(column.key)]


def _aged_after(ws: Workspace) -> int | None:
    """The days from start to finish that 85 % of the finished cards did not exceed; None where there are too few."""
    done = {column.key for column in ws.columns() if column.does == "done"}
    finished = (doc for doc in ws.table("card").values() if doc["column"] in done)
    times = cycle_times(finished, LocalDays(team_zone(ws)))
    return nearest_rank(times, AGED_PERCENT) if len(times) >= FEWEST_PAST else None


def _age_words(ws: Workspace, card: Card, stale_after: int | None, limit: int | None, today: str) -> str:
    from tuiboard.domain.calendar import days_since

    if is_stale(ws, card, today, team_zone(ws)):
        return f"{column_days(card, today, team_zone(ws))} days in its column, stale after {stale_after}"
    started = shapes.instant(card.doc.get("started_at"))
    age = days_since(started, today, team_zone(ws)) + 1 if started else 0
    if limit is not None and age > limit:
        return f"in work for {age} days; {AGED_PERCENT} % of the finished cards took at most {limit}"
    return ""


def _hours(hours: float) -> str:
    from tuiboard.domain.support import waited_words

    return f"for {waited_words(hours)}"


# As text


def sentence(found: Standup) -> str:
    """Return what the stand-up is about in one line."""
    return f"Stand-up of {found.today}, since {found.since}"


def part_name(part: Part, found: Standup) -> str:
    """Return the heading of a part."""
    return f"Since {found.since}" if part.name == _SINCE else part.name


def report_name(report: Report) -> str:
    """Return whose report it is."""
    if report.person == NOBODY:
        return "Nobody's"
    handle = f"@{visible(report.person, 40)}"
    return handle if report.name in ("", report.person) else f"{handle} {visible(report.name, 60)}"


def quiet_words(found: Standup) -> str:
    """Return who has nothing to say; empty where everybody has."""
    return f"Nothing from {', '.join(f'@{visible(who, 40)}' for who in found.quiet)}." if found.quiet else ""


def markdown(found: Standup, board: str) -> str:
    """Return the stand-up as Markdown, in which no text of anybody's is taken for markup."""
    from tuiboard.engine.exchange.markdown import inert

    lines = [f"# {inert(board)}: stand-up of {found.today}"]
    for report in found.reports:
        lines += ["", f"## {inert(report_name(report))}"]
        for part in report.parts:
            lines += ["", f"**{part_name(part, found)}**", ""]
            lines += [f"{'  ' if item.text.startswith('  ') else ''}- {inert(item.text)}" for item in part.items]
    quiet = quiet_words(found)
    return "\n".join([*lines, *(["", inert(quiet)] if quiet else [])]) + "\n"


def standup_document(found: Standup) -> dict[str, Any]:
    """Return the stand-up as JSON."""
    return {
        "since": found.since, "today": found.today, "quiet": list(found.quiet),
        "people": [
            {"person": report.person or None,
             **{part.name.lower(): [{"card": item.card, "text": item.text.strip()} for item in part.items]
                for part in report.parts}}
            for report in found.reports
        ],
    }  # fmt: skip


def parts_of(report: Report, name: str) -> Sequence[Item]:
    """The items of one part; none where it is missing."""
    return next((part.items for part in report.parts if part.name == name), ())
