"""Dates as an iCalendar file (RFC 5545): due dates of open cards, milestones and deadlines of projects.

Each is an all-day event: calendar programs show those beside meetings, while tasks (VTODO) have a list of their own in
some and are left out by others. An event keeps its UID in every export, so that a calendar which takes the file in
again moves it and doesn't double it.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tuiboard.domain.board import Board, Card, Milestone, Project
from tuiboard.domain.calendar import add_days
from tuiboard.domain.text import one_line, visible
from tuiboard.domain.workspace import Workspace
from tuiboard.engine.exchange.csv_export import some_cards

LINE_OCTETS = 75
"""Octets of a line, its end not counted; a longer one goes on behind a blank in the next."""
_REFRESH = "PT1H"
"""How often a calendar that subscribes to the file may look again (RFC 7986, and the name that programs had for it)."""
_LAST_DAY = "9999-12-31"
_JOINERS = "\u200c\u200d\ufe0e\ufe0f"
_ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


class Event(NamedTuple):
    """One day that counts, and what is said of it. `uid` is unique on the board."""

    uid: str
    day: str
    summary: str
    description: tuple[str, ...]
    categories: tuple[str, ...] = ()


def write(ws: Workspace, cards: Sequence[int] | None, now: str) -> str:
    """Return the calendar of a board as of the instant `now`, with CRLF at the end of each line.

    With `cards` only the dates of these cards and of the milestones and projects that they belong to.
    """
    name = _line_of(ws.board.name)
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//tuiboard//tuiboard//EN", "CALSCALE:GREGORIAN",
        f"NAME:{_escaped(name)}", f"X-WR-CALNAME:{_escaped(name)}",
        f"REFRESH-INTERVAL;VALUE=DURATION:{_REFRESH}", f"X-PUBLISHED-TTL:{_REFRESH}",
    ]  # fmt: skip
    host = _host(ws.board)
    for event in events(ws, cards):
        lines += _event_lines(event, host, now)
    lines.append("END:VCALENDAR")
    return "".join(f"{folded(line)}\r\n" for line in lines)


def events(ws: Workspace, cards: Sequence[int] | None = None) -> list[Event]:
    """Return the events of a board by day. What is done or archived has none, nor has a milestone whose cards all are;
    with `cards` see `write`."""
    shown = [card for card in some_cards(ws, cards) if not card.archived and not ws.is_done(card)]
    found = [_of_card(ws, card, card.due) for card in shown if card.due is not None]
    found += _of_milestones(ws, None if cards is None else {card.milestone for card in shown})
    keys = None if cards is None else {card.project for card in shown}
    for project in ws.projects():
        if project.deadline is not None and (keys is None or project.key in keys):
            found.append(_of_project(project, project.deadline))
    return sorted(found, key=lambda event: (event.day, event.uid))


def _of_card(ws: Workspace, card: Card, due: str) -> Event:
    column = ws.column(card.column)
    said = [f"Card {card.id}"]
    if card.owner is not None:
        said.append(f"Owner: {_person(ws, card.owner)}")
    said.append(f"Column: {column.name if column is not None else card.column}")
    if (project := card.project) is not None:
        known = ws.project(project)
        said.append(f"Project: {known.name if known is not None else project}")
    milestone = None if card.milestone is None else ws.milestone(card.milestone)
    if milestone is not None:
        said.append(f"Milestone: M{milestone.id} {milestone.title}")
    if card.promised_to:
        said.append(f"Promised to: {card.promised_to}")
    if card.blocked:
        said.append(f"Blocked: {card.blocked.get('reason', '')}")
    return Event(f"card-{card.id}", due, card.title, tuple(said), tuple(card.tags))


def _of_milestones(ws: Workspace, ids: set[int | None] | None) -> Iterator[Event]:
    """The milestones that have something left, or to which nothing ever belonged."""
    leading: dict[int, list[Card]] = {}
    for card in ws.cards():
        if card.milestone is not None:
            leading.setdefault(card.milestone, []).append(card)
    for milestone in ws.milestones():
        cards = leading.get(milestone.id, [])
        over = [card.archived or ws.is_done(card) for card in cards]
        if milestone.due is not None and (ids is None or milestone.id in ids) and not (over and all(over)):
            yield _of_milestone(ws, milestone, milestone.due, [card for card in cards if not card.archived])


def _of_milestone(ws: Workspace, milestone: Milestone, due: str, cards: Sequence[Card]) -> Event:
    said = [f"Milestone M{milestone.id}"]
    if (project := milestone.project) is not None:
        known = ws.project(project)
        said.append(f"Project: {known.name if known is not None else project}")
    if cards:
        done = sum(map(ws.is_done, cards))
        said.append(f"{done} of {len(cards)} {'card' if len(cards) == 1 else 'cards'} done")
    return Event(f"milestone-{milestone.id}", due, f"Milestone: {milestone.title}", tuple(said))


def _of_project(project: Project, deadline: str) -> Event:
    said = [f"Project {project.key}"]
    if project.sponsor:
        said.append(f"Sponsor: {project.sponsor}")
    return Event(f"project-{project.key}", deadline, f"Deadline: {project.name}", tuple(said))


def _person(ws: Workspace, handle: str) -> str:
    person = ws.person(handle)
    return f"@{handle}" if person is None or person.name == handle else f"{person.name} (@{handle})"


def _host(board: Board) -> str:
    """What stands behind the @ of each UID: the board, by what never changes of it."""
    return "".join(c for c in board.uuid if c.isascii() and (c.isalnum() or c == "-")) or "tuiboard"


def _event_lines(event: Event, host: str, now: str) -> list[str]:
    stamp = now.replace("-", "").replace(":", "")
    lines = [
        "BEGIN:VEVENT", f"UID:{_escaped(_line_of(event.uid))}@{host}", f"DTSTAMP:{stamp}",
        f"DTSTART;VALUE=DATE:{event.day.replace('-', '')}",
    ]  # fmt: skip
    if event.day < _LAST_DAY:  # without an end it lasts the day
        lines.append(f"DTEND;VALUE=DATE:{add_days(event.day, 1).replace('-', '')}")
    lines += [
        f"SUMMARY:{_escaped(_line_of(event.summary))}",
        f"DESCRIPTION:{_escaped(chr(10).join(map(_line_of, event.description)))}",
        "TRANSP:TRANSPARENT",  # nobody is busy because of it
    ]
    if event.categories:
        lines.append(f"CATEGORIES:{','.join(_escaped(_line_of(tag)) for tag in event.categories)}")
    return [*lines, "END:VEVENT"]


def _line_of(text: str) -> str:
    """`text` on one line without anything that a program would obey."""
    return visible(one_line(text), keep=_JOINERS)


def _escaped(text: str) -> str:
    return text.translate(_ESCAPED)


def folded(line: str) -> str:
    """Return a content line folded to LINE_OCTETS; no character is cut in two."""
    rows, row, octets = [], "", 0
    for character in line:
        size = len(character.encode())
        if octets + size > LINE_OCTETS:
            rows.append(row)
            row, octets = " ", 1
        row += character
        octets += size
    return "\r\n".join([*rows, row])
