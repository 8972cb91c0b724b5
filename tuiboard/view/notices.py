"""What concerns one person since they last looked: assigned, mentioned, offered, blocked, answered, due, lapsed.

What others did is read from the journal, what a day brings from the state; one's own acts never make a notice.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

from tuiboard.domain import shapes
from tuiboard.domain.calendar import add_days, local_date, short_date
from tuiboard.domain.changes import Change, Entry, Id
from tuiboard.domain.text import visible
from tuiboard.domain.workspace import Workspace
from tuiboard.engine.seen import Seen, SeenFile
from tuiboard.engine.session import Session
from tuiboard.view.words import name_of

if TYPE_CHECKING:
    from tuiboard.domain.promises import Promise

FORTNIGHT = 14
"""Days that one who never looked is told of, and that `--all` goes back."""
MOST_READ = 20_000
"""Entries that are read at most: who was away longer is told of the latest."""
OLDER_READ = 200
"""Entries older than a fortnight after which no younger one is looked for: clocks of several machines differ."""
DUE_SOON = 2
"""Days before its date on which a promise is told of."""
QUOTED = 80
_ROLES = {"responsible": "responsible for", "consulted": "to be consulted on", "informed": "to be informed of"}
_ANSWERS = ("accepted", "declined")


class Notice(NamedTuple):
    """One thing to know: `at` is an instant, or the day that brought it (then `seq` is 0); `about` is what to open."""

    at: str
    seq: int
    who: str
    what: str
    text: str
    about: tuple[str, Id]
    read: bool = False


class Inbox:
    """The notices of whoever the session acts for; `refresh` reads only what is new, in a worker's thread."""

    def __init__(self, session: Session, file: SeenFile, all: bool = False) -> None:
        self._session = session
        self._file = file
        self._all = all
        self._seen = file.read()
        self._upto = 0 if self._seen is None or all else self._seen.seq
        self._events: list[Notice] = []

    def refresh(self) -> list[Notice]:
        """Return all notices, newest first. Raises StoreError."""
        session, seen = self._session, self._seen
        ws, today, me = session.workspace, session.clock.today(), session.who
        first = add_days(today, -FORTNIGHT)
        fresh: list[Notice] = []
        gone: set[int] = set()
        older = 0
        for count, entry in enumerate(session.store.scan()):
            day = local_date(entry.at)
            if entry.seq <= self._upto or count >= MOST_READ or older >= OLDER_READ:
                break
            if day and day < first and (self._all or seen is None):
                older += 1  # a clock that was wrong once does not end it
                continue
            if entry.undoes is not None and entry.seq not in gone:
                gone.add(entry.undoes)
            # An undo of what was read is news; of what is new, it leaves nothing to tell.
            is_news = entry.undoes is None or (seen is not None and entry.undoes <= seen.seq)
            if is_news and entry.uid != session.actor.uid and entry.seq not in gone:
                fresh += notices_of(entry, ws, me)
        self._upto = max(self._upto, ws.seq)
        self._events = [notice for notice in fresh + self._events if notice.seq not in gone]
        read_day = seen.day if seen is not None else add_days(first, -1)
        dated = sorted(notices_on(ws, me, first, today), key=lambda notice: notice.at, reverse=True)
        found = [notice._replace(read=seen is not None and notice.seq <= seen.seq) for notice in self._events]
        found += [notice._replace(read=notice.at <= read_day) for notice in dated]
        found.sort(key=lambda notice: notice.at[:10], reverse=True)
        return found if self._all else [notice for notice in found if not notice.read]

    def mark_read(self) -> Seen:
        """Everything up to now counts as read. Raises Refused."""
        self._seen = self._file.write()
        if not self._all:
            self._events = []
        return self._seen


# What others did


def notices_of(entry: Entry, ws: Workspace, me: str) -> Iterator[Notice]:
    """Yield what an entry of someone else means for `me`; of several reasons about one thing, the strongest."""
    told: set[tuple[str, Id]] = set()
    who = visible(entry.who, 40)
    for change in sorted(entry.changes, key=lambda change: change.kind not in ("handoff", "promise")):
        for what, words, about in chain(_personal(change, ws, me), _on_mine(change, ws, me)):
            if about not in told:
                told.add(about)
                yield Notice(entry.at, entry.seq, entry.who, what, visible(f"{who} {words}", 300), about)


_Said = Iterator[tuple[str, str, tuple[str, Id]]]
"""What kind of notice, its words without who, and what it is about."""


def _personal(change: Change, ws: Workspace, me: str) -> _Said:
    """What names `me`."""
    before, after = change.before or {}, change.after or {}
    about = (change.kind, change.id)
    if change.kind == "handoff":
        yield from _handoff(change, ws, me)
    elif change.kind == "promise":
        yield from _promise(change, ws, me)
    elif change.kind == "comment" and change.before is None and mentions(after.get("text"), me):
        on = _on(after)
        if on is not None:
            yield "mentioned", f"mentions you on {name_of(*on, ws)}: {_quoted(after.get('text'))}", on
    elif change.kind in ("card", "risk", "milestone"):
        name = name_of(change.kind, change.id, ws, after)
        if after.get("owner") == me and before.get("owner") != me:
            yield "assigned", f"gave you {name}", about
        elif before.get("owner") == me and change.after is None:
            yield "taken", f"took away {name_of(change.kind, change.id, ws, before)}, which was yours", about
        elif before.get("owner") == me and "owner" in after and after["owner"] != me:
            to = f"took {name} from you: gave it to @{visible(after['owner'], 40)}"
            yield "taken", to if after["owner"] else f"took you off {name}", about
        for role, words in _ROLES.items():
            if me in shapes.texts(after.get(role)) and me not in shapes.texts(before.get(role)):
                yield "named", f"named you as {words} {name}", about
        if mentions(after.get("body"), me) and not mentions(before.get("body"), me):
            yield "mentioned", f"mentions you in {name}", about


def _on_mine(change: Change, ws: Workspace, me: str) -> _Said:
    """What happened to things of `me`."""
    after = change.after or {}
    if change.kind == "comment" and change.before is None:
        on = _on(after)
        if on is not None and _is_mine(ws, on, me):
            yield "commented", f"commented on your {name_of(*on, ws)}: {_quoted(after.get('text'))}", on
    if change.kind not in ("card", "risk") or change.before is None or not _is_mine(ws, (change.kind, change.id), me):
        return
    about, name = (change.kind, change.id), name_of(change.kind, change.id, ws, after)
    if change.kind == "card" and "blocked" in after:
        reason = shapes.text(shapes.mapping(after["blocked"]).get("reason"))
        words = f"blocked your {name}: {visible(reason, QUOTED)}" if after["blocked"] else f"unblocked your {name}"
        yield "blocked" if after["blocked"] else "unblocked", words, about
    elif change.kind == "risk" and "state" in after:
        yield "state", f"moved your {name} to {visible(after['state'] or 'identified', 40)}", about
    elif after.get("archived"):
        yield "archived", f"archived your {name}", about


def _handoff(change: Change, ws: Workspace, me: str) -> _Said:
    doc = _whole(change, ws)
    on = _on(doc)
    about = on or (change.kind, change.id)
    name = name_of(*on, ws) if on is not None else f"H{change.id}"
    state = (change.after or {}).get("state")
    if change.before is None and doc.get("receiver") == me:
        yield "handoff", f"offers you {name}{_because(doc.get('note'))}", about
    elif state in _ANSWERS and doc.get("giver") == me:
        yield "handoff", f"{state} your hand-off of {name}{_because(doc.get('reason'))}", about
    elif state == "withdrawn" and doc.get("receiver") == me:
        yield "handoff", f"withdrew the hand-off of {name} to you", about


def _promise(change: Change, ws: Workspace, me: str) -> _Said:
    from tuiboard.domain.promises import Promise, promises_on  # late: few entries are about promises
    from tuiboard.view.promises import phrase

    found = Promise({**_whole(change, ws), "id": change.id})
    mine = {"performer": found.performer == me, "customer": found.customer_handle == me}
    if not any(mine.values()):
        return
    on = ("card", found.card) if found.card is not None else None
    about: tuple[str, Id] = on or (change.kind, change.id)
    name = f"promise P{change.id}" + (f" on {name_of(*on, ws)}" if on is not None else "")
    if change.before is None:
        asked = found.state == "requested" and mine["performer"]
        by = f" by {found.due}" if found.due else ""
        instead = f", instead of P{found.renews}" if found.renews is not None else ""
        yield "promise", (f"asks you for {name}" if asked else f"made {name}") + by + instead, about
    elif "state" in (change.after or {}):
        words = phrase(change, ws, name_of(*on, ws) if on is not None else "a card that is gone")
        anew = next((each for each in promises_on(ws, found.card or 0) if each.renews == change.id), None)
        now = f"; now promised by {anew.due} ({anew.key})" if anew is not None and anew.due and anew.is_given else ""
        yield "promise", words + now, about


def _whole(change: Change, ws: Workspace) -> Mapping[str, Any]:
    return {**(ws.doc(change.kind, change.id) or {}), **(change.before or {}), **(change.after or {})}


def _on(doc: Mapping[str, Any]) -> tuple[str, Id] | None:
    on = doc.get("on")
    ok = isinstance(on, list | tuple) and len(on) == 2 and isinstance(on[0], str) and isinstance(on[1], int | str)
    return (on[0], on[1]) if ok and isinstance(on, list | tuple) else None


def _is_mine(ws: Workspace, thing: tuple[str, Id], me: str) -> bool:
    doc = ws.doc(*thing) or {}
    return doc.get("owner") == me or me in shapes.texts(doc.get("responsible"))


def _quoted(text: object) -> str:
    return f"“{visible(' '.join(shapes.text(text).split()), QUOTED)}”"


def _because(text: object) -> str:
    return f": {_quoted(text)}" if shapes.text(text).strip() else ""


def mentions(text: object, handle: str) -> bool:
    """True where a text says `@handle`, case ignored, and not only the beginning of another handle."""
    found = shapes.text(text)
    return "@" in found and bool(re.search(rf"(?<![\w@.])@{re.escape(handle)}(?!\.?\w|-)", found, re.IGNORECASE))


# What a day brings


def notices_on(ws: Workspace, me: str, first: str, today: str) -> Iterator[Notice]:
    """Yield what a day from `first` to `today` brought, and what is still so."""
    dated = chain(_promised_cards(ws, me, today), _promises(ws, me, today), _risks(ws, me, today))
    for day, what, text, about in dated:
        if first <= day <= today:
            yield Notice(day, 0, "", what, text, about)


_Dated = Iterator[tuple[str, str, str, tuple[str, Id]]]


def _promised_cards(ws: Workspace, me: str, today: str) -> _Dated:
    done = {column.key for column in ws.columns() if column.does == "done"}
    spoken_for = {(found.card, found.customer) for found in _given(ws, me)}
    for id, doc in ws.table("card").items():
        if (
            doc.get("owner") != me
            or not doc.get("promised_to")
            or doc.get("archived")
            or shapes.text(doc.get("column")) in done
        ):
            continue
        due = shapes.day(doc.get("due"))
        if due is not None and (id, shapes.text(doc["promised_to"])) not in spoken_for:
            whom = visible(doc["promised_to"], 40)
            text = f"{name_of('card', id, ws)} {_is(due, today)} promised to {whom} for {short_date(due, today)}"
            yield _soon(due, doc), "promise", text, ("card", id)


def _promises(ws: Workspace, me: str, today: str) -> _Dated:
    for found in _given(ws, me):
        if found.due is not None and found.state == "promised":
            on = ("card", found.card) if found.card is not None else None
            where = f" on {name_of(*on, ws)}" if on is not None else ""
            text = f"Your promise {found.key}{where} {_is(found.due, today)} due {short_date(found.due, today)}"
            yield _soon(found.due, found.doc), "promise", text, on or ("promise", found.id)


def _given(ws: Workspace, me: str) -> "list[Promise]":
    """The promises of mine that hold; what one says of its card and customer, the card need not say again."""
    if not ws.table("promise"):
        return []
    from tuiboard.domain.promises import promises  # late, as above

    return [found for found in promises(ws) if found.performer == me and found.is_given]


def _is(due: str, today: str) -> str:
    return "is" if due >= today else "was"


def _risks(ws: Workspace, me: str, today: str) -> _Dated:
    table = ws.table("risk")
    if not any(doc.get("owner") == me for doc in table.values()):
        return
    from tuiboard.domain.risk_states import has_lapsed, is_open_on  # late: most boards have none of mine
    from tuiboard.domain.risks import Risk

    for id, doc in table.items():
        if doc.get("owner") != me:
            continue
        risk, name = Risk(doc), name_of("risk", id, ws)
        expires = shapes.day((risk.acceptance or {}).get("expires"))
        if expires is not None and expires < today and has_lapsed(risk, today):
            yield _after(expires, 1), "lapsed", f"The acceptance of your {name} has lapsed", ("risk", id)
        if risk.next_review is not None and is_open_on(risk, today):
            yield risk.next_review, "review", f"Your {name} is due for review", ("risk", id)


def _soon(due: str, doc: Mapping[str, Any]) -> str:
    """The day on which a date is near; nothing is told of before it was there."""
    return max(_after(due, -DUE_SOON), local_date(shapes.instant(doc.get("created_at"))))


def _after(day: str, days: int) -> str:
    try:
        return add_days(day, days)
    except OverflowError:
        return day


def unread(notices: Iterable[Notice]) -> int:
    """How many are new."""
    return sum(1 for notice in notices if not notice.read)
