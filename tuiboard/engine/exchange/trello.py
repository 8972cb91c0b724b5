"""A Trello board: lists become columns, members people, labels tags, and its actions the history."""

import re
import time
from typing import Any

from tuiboard.domain.changes import Change, Told, created
from tuiboard.domain.commands import Context
from tuiboard.domain.decide import checks
from tuiboard.domain.text import one_line
from tuiboard.domain.workspace import Workspace, find_source
from tuiboard.engine.exchange import fitting
from tuiboard.engine.exchange.document import Node, once
from tuiboard.engine.exchange.fitting import Extra
from tuiboard.engine.exchange.plan import Losses, Plan, make_plan
from tuiboard.engine.exchange.trello_history import CardPast, Event, Past
from tuiboard.engine.exchange.trello_lists import SYSTEM, UNKNOWN, Lists, People, position, source_of

KEPT = (
    "address", "cardRole", "coordinates", "cover", "customFieldItems", "dueReminder", "idAttachmentCover",
    "idMembersVoted", "isTemplate", "locationName", "mirrorSourceId", "pluginData", "stickers",
)  # fmt: skip
"""What a card can have that has no place here: kept in `extra` as it is, where it has content."""

COVERS = ("color", "idAttachment", "idUploadedBackground")
NO_REMINDER = -1
_HEX_ID = re.compile(r"[0-9a-fA-F]{24}")


def plan(value: Any, name: str, ws: Workspace, context: Context) -> Plan:
    """Return what importing the parsed export `value` would do. Raises Refused bad_data naming the path."""
    return _Import(Node(value), ws, context).plan(f"Trello ({name})")


def instant_of_id(id: str) -> str | None:
    """The instant at which Trello made the id: its first 8 hex digits are seconds since 1970."""
    if not _HEX_ID.fullmatch(id):
        return None
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(int(id[:8], 16)))


class _Import:
    """One import in the making."""

    def __init__(self, root: Node, ws: Workspace, context: Context) -> None:
        self.root, self.ws, self.context = root, ws, context
        self.losses = Losses()
        self.past = Past(root)
        known = find_source(ws, "card", SYSTEM)
        cards = once(root.nodes("cards"), "id")
        self.all_cards = {card.text("id") for card in cards}
        self.new = [card for card in cards if card.text("id") not in known]
        self.skipped = len(cards) - len(self.new)
        self.lists = Lists(root, ws, self.losses)
        self.columns = self.lists.columns
        self.people = People(root, ws, self.past.members)
        self.labels = {label.text("id"): label for label in root.nodes("labels")}
        self.fields = {field.text("id"): field.text("name", "") for field in root.nodes("customFields")}
        self.checklists: dict[str, list[Node]] = {}
        for checklist in sorted(root.nodes("checklists"), key=position):
            self.checklists.setdefault(checklist.text("idCard", ""), []).append(checklist)
        self.comments: list[Change] = []
        self.told: list[Told] = []

    def plan(self, source: str) -> Plan:
        self.lists.make(self.new, again=bool(self.skipped))
        if not self.skipped:
            for id in self.people.members:
                self.people.of(id)
        place = {id: number for number, id in enumerate(self.lists.names)}
        ids = {card.text("id"): -number for number, card in enumerate(sorted(self.new, key=self._age), 1)}
        in_order = sorted(self.new, key=lambda card: (place[card.text("idList")], position(card)))
        cards = [self._card(card, ids[card.text("id")]) for card in in_order]
        self.told.sort(key=lambda told: told.happened)
        self._say_what_is_lost()
        changes = [*self._board(), *self.columns.made, *self.people.made, *cards, *self.comments]
        return make_plan(source, changes, self.told, self.losses, self.skipped)

    def _age(self, card: Node) -> tuple[str, float]:
        return self._created_at(card), card.number("idShort", 0)

    def _created_at(self, card: Node) -> str:
        first = self.past.of(card.text("id")).first
        return instant_of_id(card.text("id")) or (first.at if first else self.context.now)

    def _board(self) -> list[Change]:
        """A board that is only now made gets the name that it has there."""
        name = one_line(self.root.text("name", ""))[: checks.LONGEST_TITLE]
        if self.ws.doc("board", "board") is not None or not name:
            return []
        return [created("board", "board", {"name": name})]

    def _card(self, card: Node, id: int) -> Change:
        extra: Extra = {}
        list_id = card.text("idList")
        column = self.lists.column_of[list_id]
        past = self.past.of(card.text("id"))
        title, body = fitting.title_and_body(card.text("name"), card.text("desc", ""), extra, self.losses)
        if list_id in self.lists.gone:
            extra["list"] = self.lists.names[list_id]
            place = self.columns.name(column)
            self.losses.count(f"archived cards of closed lists, now archived in “{place}” (list's name in extra)")
        people = self._people_of(card, extra)
        doc = {
            "title": title,
            "body": body,
            "column": column,
            "owner": people[0] if people else None,
            "responsible": people[1:],
            "tags": self._tags(card, extra),
            "start": fitting.day(card, "start", "start", extra, self.losses),
            "due": fitting.day(card, "due", "due", extra, self.losses),
            "checklist": self._checklist(card, extra),
            "links": self._links(card, past, extra),
            "archived": card.flag("closed"),
            **self._times(card, past, self.columns.kind(column)),
            "source": source_of(card),
        }
        self._keep(card, doc, extra)
        self._comment(past, id)
        self._tell(past, id)
        return created("card", id, fitting.present({**doc, "extra": extra}))

    def _people_of(self, card: Node, extra: Extra) -> list[str]:
        ids: list[str] = card.items("idMembers", str)
        missing = [id for id in ids if not self.people.knows(id)]
        if missing:
            self.losses.count("members of cards that the file does not name (their ids are in extra)", len(missing))
            extra["idMembers"] = missing
        return list(dict.fromkeys(self.people.of(id) for id in ids if id not in missing))

    def _tags(self, card: Node, extra: Extra) -> list[str]:
        given = {label.text("id", ""): label for label in card.nodes("labels")}
        known = {**given, **self.labels}
        names = []
        for id in dict.fromkeys([*card.items("idLabels", str), *given]):
            if id in known:
                name, colour = known[id].text("name", ""), known[id].text("color", "")
                names.append(fitting.tag(name) or fitting.tag(colour) or "label")
        return fitting.tags(names, extra, self.losses)

    def _checklist(self, card: Node, extra: Extra) -> list[dict[str, Any]]:
        found = self.checklists.get(card.text("id")) or sorted(card.nodes("checklists"), key=position)
        names = [checklist.text("name", "") for checklist in found]
        items = []
        for name, checklist in zip(names, found, strict=True):
            prefix = f"{name}: " if len(found) > 1 and name else ""
            for item in sorted(checklist.nodes("checkItems"), key=position):
                items.append((prefix + item.text("name", ""), item.text("state", "") == "complete"))
                self.losses.count("due dates or members of checklist items",
                                  bool(item.value.get("due")) + bool(item.value.get("idMember")))  # fmt: skip
        if len(found) == 1 and names[0] not in ("", "Checklist"):
            extra["checklist_name"] = names[0]
            self.losses.count("names of checklists (in extra)")
        return fitting.checklist(items, extra, self.losses)

    def _links(self, card: Node, past: CardPast, extra: Extra) -> list[str]:
        """The attachments of the card; an export without them tells of them in its actions."""
        found = card.nodes("attachments") if "attachments" in card.value else list(past.attachments.values())
        named = {a.text("url", ""): a.text("name", "") for a in found if a.text("url", "")}
        titled = {url: name for url, name in named.items() if name and name != url}
        self.losses.count("attachments became links: the files stay at Trello", len(named))
        if titled:
            extra["attachments"] = titled
        return fitting.links(named, extra, self.losses)

    def _times(self, card: Node, past: CardPast, kind: str) -> dict[str, str | None]:
        """When the card was made, entered its column, was started and finished, as far as it is known."""
        created_at = self._created_at(card)
        stays = past.path(created_at, card.text("idList"), self.past.whole)
        does = [self.lists.does(list_id) for _, list_id in stays]
        last = max(i for i, (_, id) in enumerate(stays) if i == 0 or id == card.text("idList"))
        begun = next((at for (at, _), does_now in zip(stays, does, strict=True) if does_now == "active"), None)
        if begun == "":
            self.losses.count("cards that were under way before the history begins: no start time")
        finished = None
        if kind == "done":
            if does[-1] == "done":
                first_done = len(does) - 1
                while first_done and does[first_done - 1] == "done":
                    first_done -= 1
                finished = stays[first_done][0]
            if not finished:
                self.losses.count("cards in a done column whose finish the history does not tell: no finish time")
        return {
            "created_at": created_at,
            "created_by": self.people.who(past.created.who) if past.created else UNKNOWN,
            "entered_column_at": stays[last][0] or created_at,
            "started_at": begun or None,
            "finished_at": finished or None,
        }

    def _keep(self, card: Node, doc: dict[str, Any], extra: Extra) -> None:
        """Keep in `extra` what has content and no place."""
        for field in KEPT:
            value = card.value.get(field)
            if value is None or value is False or value == NO_REMINDER or value in ("", [], {}):
                continue
            if field == "cover" and not any(card.node(field).value.get(key) for key in COVERS):
                continue
            if field == "customFieldItems":
                value = dict(map(self._custom_field, card.nodes(field)))
            extra[field] = value
            self.losses.count(f"cards with {field} (in extra)")
        if card.flag("dueComplete") and self.columns.kind(doc["column"]) != "done":
            extra["dueComplete"] = True
            self.losses.count("cards whose due date is marked complete but whose column is not a done one (in extra)")

    def _custom_field(self, item: Node) -> tuple[str, Any]:
        id = item.text("idCustomField", "")
        return self.fields.get(id) or id, item.value.get("value") or item.value.get("idValue")

    # History

    def _comment(self, past: CardPast, card: int) -> None:
        for event in past.comments:
            if not event.text.strip():
                self.losses.count("comments without text, left out")
                continue
            id = -len(self.comments) - 1
            extra: Extra = {}
            text = fitting.comment(event.text, extra, self.losses)
            doc = {"on": ["card", card], "author": self.people.who(event.who), "at": event.at, "text": text,
                   "source": {"system": SYSTEM, "id": event.id}, "extra": extra or None}  # fmt: skip
            self.comments.append(created("comment", id, doc))

    def _tell(self, past: CardPast, card: int) -> None:
        def tell(event: Event, action: str, before: dict[str, Any] | None, after: dict[str, Any]) -> None:
            change = Change("card", card, before, after)
            self.told.append(Told(event.at, self.people.who(event.who), action, change, SYSTEM))

        if past.created is not None:
            title = fitting.short(past.created.text) or fitting.NO_TITLE
            tell(past.created, "card.created", None, {"title": title, "column": self.lists.key(past.created.list)})
        for event in past.moves:
            if self.lists.key(event.was) != self.lists.key(event.list):
                tell(event, "card.moved", {"column": self.lists.key(event.was)}, {"column": self.lists.key(event.list)})
        for event, closed in past.archivings:
            before, after = {"archived": None if closed else True}, {"archived": True if closed else None}
            tell(event, "card.archived" if closed else "card.restored", before, after)

    def _say_what_is_lost(self) -> None:
        if not self.new:
            return
        if self.past.cut:
            self.losses.say("The file ends at 1,000 actions, where Trello cuts it: the history can be incomplete")
        without = sum(1 for card in self.new if self.past.of(card.text("id")).created is None)
        self.losses.count("cards without a create action: who made them is not known", without)
        gone = [past for id, past in self.past.cards.items() if id not in self.all_cards]
        left = sum(len(past.moves) + len(past.comments) for past in gone)
        self.losses.count("moves and comments of cards that are not in the file", left)
        if self.past.others:
            most = ", ".join(f"{kind} {number:,}" for kind, number in self.past.others.most_common(4))
            self.losses.count(f"other actions, not carried over ({most} …)", self.past.others.total())
        if self.root.text("desc", "").strip():
            self.losses.say("The board's description is not carried over")
