"""What the actions of a Trello export tell of the past of each card.

Actions come newest first and stop at 1,000, so the past of a card can be known in part only.
"""

from collections import Counter
from typing import NamedTuple

from tuiboard.engine.exchange.document import Node

MOST_ACTIONS = 1000
"""Trello exports no more."""

_CREATES = frozenset({"createCard", "copyCard", "emailCard", "convertToCardFromCheckItem"})
_ARRIVES = frozenset({"moveCardToBoard"})
_COMMENTS = frozenset({"commentCard", "copyCommentCard"})


class Member(NamedTuple):
    """Someone as an action names them; `id` is empty for a deleted account."""

    id: str
    username: str
    name: str


class Event(NamedTuple):
    """One thing that happened to a card; `list` and `was` are (id, name) of lists, `text` a title or a comment."""

    at: str
    id: str
    who: Member
    text: str = ""
    list: tuple[str, str] = ("", "")
    was: tuple[str, str] = ("", "")


class CardPast:
    """What is known of the past of one card, each list oldest first."""

    __slots__ = ("archivings", "attachments", "comments", "created", "first", "moves")

    def __init__(self) -> None:
        self.created: Event | None = None
        self.first: Event | None = None
        self.moves: list[Event] = []
        self.archivings: list[tuple[Event, bool]] = []
        self.comments: list[Event] = []
        self.attachments: dict[str, Node] = {}

    def path(self, created_at: str, now_in: str, whole: bool) -> list[tuple[str, str]]:
        """The (instant, list id) of each stay, oldest first; the first instant is empty where it is not known.

        `whole` says that the history was not cut; then a card without a known beginning began where it is first seen.
        """
        stays = [(event.at, event.list[0]) for event in self.moves]
        if self.first is not None and self.first.list[0]:
            return [(self.first.at, self.first.list[0]), *stays]
        seen = self.moves[0].was[0] if self.moves else now_in
        return [(created_at if whole else "", seen), *stays]


class Past:
    """The past of all cards, by card id."""

    def __init__(self, root: Node) -> None:
        actions = root.nodes("actions")
        self.cut = len(actions) >= MOST_ACTIONS
        self.whole = 0 < len(actions) < MOST_ACTIONS
        self.cards: dict[str, CardPast] = {}
        self.members: dict[str, Member] = {}
        self.others: Counter[str] = Counter()
        """How many actions were not understood, by kind."""
        dated = [(action.instant("date") or "", action) for action in reversed(actions)]
        for at, action in sorted(dated, key=lambda pair: pair[0]):
            self._take(at, action)

    def of(self, card: str) -> CardPast:
        """What is known of one card."""
        return self.cards.get(card) or CardPast()

    def _take(self, at: str, action: Node) -> None:
        kind = action.text("type", "")
        who = self._member(action)
        data = action.node("data")
        card = data.node("card")
        if not at or not card.text("id", ""):
            self.others[kind or "without a type"] += 1
            return
        event = Event(at, action.text("id", ""), who, list=_list(data, "list"))
        past = self.cards.setdefault(card.text("id"), CardPast())
        if kind in _CREATES or kind in _ARRIVES:
            past.first = past.first or event._replace(text=card.text("name", ""))
            if kind in _CREATES:
                past.created = past.created or past.first
        elif kind in _COMMENTS:
            past.comments.append(event._replace(text=data.text("text", "")))
        elif kind == "addAttachmentToCard":
            attachment = data.node("attachment")
            past.attachments[attachment.text("id", attachment.text("url", ""))] = attachment
        elif kind == "deleteAttachmentFromCard":
            past.attachments.pop(data.node("attachment").text("id", ""), None)
        elif kind == "updateCard":
            self._update(past, event, data, card)
        else:
            self.others[kind] += 1

    def _update(self, past: CardPast, event: Event, data: Node, card: Node) -> None:
        if "listAfter" in data.value:
            past.moves.append(event._replace(list=_list(data, "listAfter"), was=_list(data, "listBefore")))
        elif "closed" in data.node("old").value:
            past.archivings.append((event, card.flag("closed")))
        else:
            changed = ", ".join(sorted(data.node("old").value)) or "something"
            self.others[f"change of {changed}"] += 1

    def _member(self, action: Node) -> Member:
        """Who did it; others whom the action names are remembered."""
        who = Member(action.text("idMemberCreator", ""), "", "")
        for key in ("member", "memberCreator"):
            node = action.node(key)
            if node.text("id", ""):
                found = Member(node.text("id"), node.text("username", ""), node.text("fullName", ""))
                self.members.setdefault(found.id, found)
                if key == "memberCreator":
                    who = found
        return who


def _list(data: Node, key: str) -> tuple[str, str]:
    node = data.node(key)
    return node.text("id", ""), node.text("name", "")
