"""Trello's lists as columns, and its members as people: what is on the board already is used, the rest is made."""

import re

from tuiboard.domain.changes import Change, created
from tuiboard.domain.names import column_key
from tuiboard.domain.workspace import Workspace, find_source
from tuiboard.engine.exchange import fitting
from tuiboard.engine.exchange.document import Node, once
from tuiboard.engine.exchange.fitting import Columns
from tuiboard.engine.exchange.plan import Losses
from tuiboard.engine.exchange.trello_history import Member

SYSTEM = "trello"
UNKNOWN = "unknown"
"""Who did what a deleted account did, or what the history does not tell."""

_QUEUE = re.compile(
    r"\b(backlog|to[- ]?dos?|to be \w+|not (yet )?(done|started)|ideas?|icebox|inbox|next|later|future|wish ?list)\b",
    re.IGNORECASE,
)
_DONE = re.compile(r"\b(done|completed?|shipped|finished|released|closed)\b", re.IGNORECASE)
_ACTIVE = re.compile(r"\b(doing|progress|wip|active|review|test\w*|qa|wait\w*|block\w*|hold|ready)\b", re.IGNORECASE)


def kind_of(name: str) -> str:
    """Guess what a list is from its name: queue, active or done."""
    if _QUEUE.search(name):
        return "queue"
    return "done" if _DONE.search(name) else "active"


def source_of(node: Node) -> dict[str, str]:
    """The `source` of an entity: system, id and, where it is a web address, url."""
    url = node.text("url", node.text("shortUrl", ""))
    source = {"system": SYSTEM, "id": node.text("id")}
    return {**source, "url": url} if url.startswith(("https://", "http://")) else source


def position(node: Node) -> float:
    """Where a list, card or item stands among its like."""
    return node.number("pos", 0)


class Lists:
    """Which column each list is.

    A list becomes a column when it is open or has open cards. The archived cards of other lists go to a column of the
    same name, else to a done column where the list's name says so, else to the first queue.
    """

    def __init__(self, root: Node, ws: Workspace, losses: Losses) -> None:
        self.nodes = sorted(once(root.nodes("lists"), "id"), key=position)
        self.names = {node.text("id"): fitting.short(node.text("name")) or "(no name)" for node in self.nodes}
        self.columns = Columns(ws)
        self.column_of: dict[str, str] = {}
        """Key of the column that the cards of a list go to, by list id."""
        self.gone: dict[str, str] = {}
        """Key that history uses for a list without a column, by list id."""
        self._ws, self._losses = ws, losses

    def make(self, cards: list[Node], again: bool) -> None:
        """Find or make the columns that `cards` need; `again` says that the board has cards of this export already, and
        then open lists without new cards stay as they are."""
        for card in cards:
            if card.text("idList") not in self.names:
                card.bad("idList", "names a list that is not in the file")
        holding = {card.text("idList") for card in cards}
        has_open = {card.text("idList") for card in cards if not card.flag("closed")}
        sources = find_source(self._ws, "column", SYSTEM)
        made = []
        for node in self.nodes:
            id, closed = node.text("id"), node.flag("closed")
            if id in sources:
                self.column_of[id] = str(sources[id])
            elif not closed or id in has_open:
                same = self.columns.named(self.names[id])
                if same in self._ws.table("column") and same not in self.column_of.values():
                    self.column_of[id] = str(same)
                elif id in holding or not again:
                    made.append(self._made(node))
        self._guess_ends(made)
        for id in self.names.keys() - self.column_of.keys():
            self._place_gone(id, id in holding)

    def _made(self, node: Node) -> str:
        id = node.text("id")
        name = self.names[id]
        if node.flag("closed"):
            self._losses.say(f"The list “{name}” is closed but has open cards: it became a column")
        limit = int(node.number("softLimit", 0))
        key = fitting.free(column_key(name), self.columns.docs)
        self.column_of[id] = self.columns.make(
            key, name, kind_of(name), wip_limit=limit if 1 <= limit <= 10_000 else None, source=source_of(node)
        )
        return key

    def _guess_ends(self, made: list[str]) -> None:
        """A board needs somewhere to begin, and somewhere to end if it has any length."""
        if made and self.columns.find("queue") is None and self.columns.kind(made[0]) != "done":
            self._set_kind(made[0], "queue")
        last = made[-1] if len(made) >= 3 else None
        if last and self.columns.find("done") is None and not _ACTIVE.search(self.columns.name(last)):
            self._set_kind(last, "done")

    def _set_kind(self, key: str, kind: str) -> None:
        self.columns.set_kind(key, kind)
        self._losses.say(f"“{self.columns.name(key)}” is taken for a {kind} column because of its place")

    def _place_gone(self, id: str, needed: bool) -> None:
        name = self.names[id]
        same = self.columns.named(name)
        if same is not None:
            self.column_of[id] = same
            return
        self.gone[id] = fitting.free(column_key(name), self.columns.docs)
        if needed:
            done = self.columns.find("done") if kind_of(name) == "done" else None
            self.column_of[id] = done or self.columns.first("queue")

    def key(self, place: tuple[str, str]) -> str:
        """Key of a list, given as (id, name), in history."""
        id, name = place
        return self.gone.get(id) or self.column_of.get(id) or column_key(name)

    def does(self, id: str) -> str:
        """What a list is: as its column; without one by its name, or empty where the name does not say."""
        if id in self.column_of and id not in self.gone:
            return self.columns.kind(self.column_of[id])
        name = self.names.get(id, "")
        kind = kind_of(name)
        return "" if kind == "active" and not _ACTIVE.search(name) else kind


class People:
    """Members as people: those of the board by id or handle, others made when first needed."""

    def __init__(self, root: Node, ws: Workspace, seen: dict[str, Member]) -> None:
        self.members = {node.text("id"): node for node in once(root.nodes("members"), "id")}
        self.made: list[Change] = []
        self._ws, self._seen = ws, seen
        self._handles = {id: str(handle) for id, handle in find_source(ws, "person", SYSTEM).items()}

    def knows(self, id: str) -> bool:
        """True for a member whom the board or the file names."""
        return id in self._handles or id in self.members or id in self._seen

    def who(self, member: Member) -> str:
        """Handle of whoever did something."""
        return self.of(member.id) if self.knows(member.id) else UNKNOWN

    def of(self, id: str) -> str:
        """Handle of a known member; someone who left the board becomes an inactive person."""
        if id not in self._handles:
            node = self.members.get(id)
            member = Member(id, node.text("username", ""), node.text("fullName", "")) if node else self._seen[id]
            name = fitting.short(member.name)
            handle = fitting.free(fitting.handle(member.username or name), self._handles.values())
            self._handles[id] = handle
            if self._ws.person(handle) is None:
                doc = {"handle": handle, "name": name or None, "source": {"system": SYSTEM, "id": id}}
                self.made.append(created("person", handle, doc if node else {**doc, "active": False}))
        return self._handles[id]
