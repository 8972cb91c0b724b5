"""Texts of other programs made to fit the fields of a card; what does not fit is kept in `extra` and counted."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tuiboard.domain.calendar import is_date, local_clock, local_date
from tuiboard.domain.changes import Change, Doc, created
from tuiboard.domain.decide import checks
from tuiboard.domain.decide.cards import LONGEST_COMMENT_BYTES
from tuiboard.domain.names import LONGEST_KEY, is_handle
from tuiboard.domain.text import one_line, visible
from tuiboard.domain.workspace import Workspace
from tuiboard.engine.exchange.document import Node
from tuiboard.engine.exchange.plan import Losses

NO_TITLE = "(no title)"
LONGEST_TAG = 60
LONGEST_LINK_BYTES = 4096
MOST_LINKS = 200
DEFAULT_COLUMNS = (
    ("backlog", "Backlog", "queue"),
    ("doing", "Doing", "active"),
    ("review", "Review", "active"),
    ("done", "Done", "done"),
)
"""Key, name and kind of the columns that an import gives a board that has none."""

Extra = dict[str, Any]


def short(text: str) -> str:
    """`text` on one line, cut to the length of a title."""
    line = one_line(text)
    return line if len(line) <= checks.LONGEST_TITLE else line[: checks.LONGEST_TITLE - 1] + "…"


def title_and_body(name: str, body: str, extra: Extra, losses: Losses) -> tuple[str, str]:
    """A card's title and body: a title too long is cut and stands whole at the top of the body; a body too long is cut
    and stands whole in `extra`."""
    line = one_line(name)
    title = short(line) or NO_TITLE
    if not line:
        losses.count(f"cards without a title, now called “{NO_TITLE}”")
    elif title != line:
        losses.count(f"titles over {checks.LONGEST_TITLE} characters, cut (the whole title begins the body)")
        body = f"{line}\n\n{body}" if body else line
    if checks.size(body) > checks.LONGEST_BODY_BYTES:
        losses.count("bodies over 256 KiB, cut (the whole text is in extra)")
        extra["body"] = body
        body = _cut(body, checks.LONGEST_BODY_BYTES)
    return title, body


def paragraph(text: str, name: str, extra: Extra, losses: Losses) -> str | None:
    """A text of several lines of a risk, cut to 256 KiB; one that was cut stands whole in `extra` under `name`."""
    if checks.size(text) > checks.LONGEST_BODY_BYTES:
        losses.count("texts over 256 KiB, cut (the whole text is in extra)")
        extra[name] = text
        text = _cut(text, checks.LONGEST_BODY_BYTES)
    return text or None


def comment(text: str, extra: Extra, losses: Losses) -> str:
    """The text of a comment, cut to 64 KiB; a text that was cut stands whole in `extra`."""
    if checks.size(text) <= LONGEST_COMMENT_BYTES:
        return text
    losses.count("comments over 64 KiB, cut (the whole text is in extra)")
    extra["text"] = text
    return _cut(text, LONGEST_COMMENT_BYTES)


def _cut(text: str, size: int) -> str:
    return text.encode("utf-8", "surrogatepass")[:size].decode("utf-8", "ignore")


def checklist(items: Sequence[tuple[str, bool]], extra: Extra, losses: Losses) -> list[dict[str, Any]]:
    """[{text, done}]: at most 1,000 items of 200 characters; what is cut stands whole in `extra`."""
    cut = [one_line(text) for text, _ in items if short(text) != one_line(text)]
    more = [text for text, _ in items[checks.MOST_ITEMS :]]
    losses.count("checklist items over 200 characters, cut (whole in extra)", len(cut))
    losses.count("checklist items beyond 1,000 on a card (in extra)", len(more))
    if cut or more:
        extra["checklist"] = [*cut, *more]
    return [{"text": short(text) or "(no text)", "done": done} for text, done in items[: checks.MOST_ITEMS]]


def links(addresses: Iterable[str], extra: Extra, losses: Losses) -> list[str]:
    """The http(s) addresses, each once; others stand in `extra`."""
    kept: list[str] = []
    left: list[str] = []
    for address in dict.fromkeys(addresses):
        web = address.lower().startswith(("http://", "https://")) and address == one_line(address)
        fits = web and checks.size(address) <= LONGEST_LINK_BYTES and len(kept) < MOST_LINKS
        (kept if fits else left).append(address)
    losses.count("attachments that are no http(s) link (in extra)", len(left))
    if left:
        extra["links"] = left
    return kept


def tags(words: Iterable[str], extra: Extra, losses: Losses) -> list[str]:
    """The tags, each once, at most 200; more stand in `extra`."""
    made = list(dict.fromkeys(filter(None, words)))
    if len(made) > checks.MOST_TAGS:
        losses.count(f"tags beyond {checks.MOST_TAGS} on a card (in extra)", len(made) - checks.MOST_TAGS)
        extra["tags"] = made[checks.MOST_TAGS :]
    return made[: checks.MOST_TAGS]


def tag(name: str) -> str:
    """A tag made from a name: `HOLD for Validation` → `hold-for-validation`; empty where no letter is left."""
    return _key(name, "_+.")[:LONGEST_TAG].strip("-.")


def is_tag(word: str) -> bool:
    """True for a word that can be a tag as it is."""
    fits = 0 < len(word) <= LONGEST_TAG and not word.startswith("#")
    return fits and visible(word) == word == one_line(word) and " " not in word


def handle(name: str) -> str:
    """A handle made from a name; `member` where nothing of it is left."""
    made = _key(name, "_.")[:LONGEST_KEY].strip("-.")
    return next((word for word in (made, f"{made[:30]}-1") if is_handle(word)), "member")


def _key(name: str, also: str) -> str:
    text = unicodedata.normalize("NFC", visible(name, 200)).lower()
    return "-".join("".join(c if c in also or unicodedata.category(c)[0] in "LMN" else " " for c in text).split())


def free(key: str, taken: Iterable[str]) -> str:
    """`key`, or `key-2` and so on where it is taken."""
    used = set(taken)
    number, found = 1, key
    while found in used:
        number += 1
        found = f"{key[: LONGEST_KEY - 5]}-{number}"
    return found


def day(node: Node, key: str, field: str, extra: Extra, losses: Losses) -> str | None:
    """The date of the instant under `key`, where the person is; a time of day other than midnight stays in `extra`."""
    instant = node.instant(key)
    if instant is None:
        return None
    date = local_date(instant)
    if not is_date(date):
        node.bad(key, f"is no date of the calendar: “{visible(instant, 60)}”")
    if local_clock(instant) != "00:00":
        losses.count(f"{field} dates with a time of day: only the date counts (the time is in extra)")
        extra[key] = instant
    return date


def present(doc: Mapping[str, Any]) -> Doc:
    """The fields of `doc` that say something: absent means default."""
    return {
        field: value
        for field, value in doc.items()
        if value is not None and value is not False and value not in ("", [], {})
    }


class Columns:
    """The columns that cards go to: those of the board and those that the import makes."""

    def __init__(self, ws: Workspace) -> None:
        self.ws = ws
        self.docs: dict[str, Mapping[str, Any]] = {column.key: column.doc for column in ws.columns()}
        self.made: list[Change] = []

    def make(self, key: str, name: str, kind: str, **fields: Any) -> str:
        """Make a column right of the others and return its key."""
        change = created("column", key, {"key": key, "name": name, "kind": kind, **fields})
        self.made.append(change)
        self.docs[key] = change.after or {}
        return key

    def first(self, kind: str) -> str:
        """Key of the first column of a kind.

        A board without columns gets the default ones. On others, a done column is made where there is none; work waits
        or goes on in the first queue, or else in the first column.
        """
        if not self.docs:
            for key, name, its_kind in DEFAULT_COLUMNS:
                self.make(key, name, its_kind)
        found = self.find(kind)
        if found is None and kind == "done":
            return self.make(free("done", self.docs), "Done", "done")
        return found or self.find("queue") or next(iter(self.docs))

    def find(self, kind: str) -> str | None:
        """Key of the first column of a kind."""
        return next((key for key, doc in self.docs.items() if doc["kind"] == kind), None)

    def named(self, name: str) -> str | None:
        """Key of the column of that name, case ignored."""
        wanted = one_line(name).casefold()
        return next((key for key in self.docs if one_line(self.name(key)).casefold() == wanted), None)

    def set_kind(self, key: str, kind: str) -> None:
        """Change what a column made here does."""
        self.docs[key] = {**self.docs[key], "kind": kind}
        self.made = [created("column", key, self.docs[key]) if change.id == key else change for change in self.made]

    def name(self, key: str) -> str:
        """Name of a column."""
        return str(self.docs[key]["name"])

    def kind(self, key: str) -> str:
        """What a column does: queue, active or done."""
        return str(self.docs[key]["kind"])


def without_cycles(needs: Mapping[int, Sequence[int]]) -> tuple[dict[int, list[int]], int]:
    """The dependencies without those that close a cycle, and how many these were."""
    kept: dict[int, list[int]] = {card: [] for card in needs}
    dropped = 0
    finished: set[int] = set()
    for first in needs:
        path = {first}
        waiting = [(first, iter(needs[first]))] if first not in finished else []
        while waiting:
            card, others = waiting[-1]
            other = next(others, None)
            if other is None:
                waiting.pop()
                path.discard(card)
                finished.add(card)
            elif other in path:
                dropped += 1
            else:
                kept[card].append(other)
                if other not in finished:
                    path.add(other)
                    waiting.append((other, iter(needs.get(other, ()))))
    return {card: others for card, others in kept.items() if others}, dropped
