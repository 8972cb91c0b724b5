"""A board's documents on their way into another board: kept as they are where there is room, else given new ids."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tuiboard.domain.changes import Change, Doc, Id, Told, created
from tuiboard.domain.decide import risk_checks
from tuiboard.domain.names import is_handle
from tuiboard.domain.raid import RAID_KINDS
from tuiboard.domain.references import LEADS, renumbered
from tuiboard.domain.shapes import is_id, texts
from tuiboard.domain.text import one_line, visible
from tuiboard.domain.workspace import NUMBERED, Workspace
from tuiboard.engine.exchange.board_docs import NEEDED, merged_doc
from tuiboard.engine.exchange.document import Node
from tuiboard.engine.exchange.fitting import Columns, without_cycles
from tuiboard.engine.exchange.plan import Losses

SYSTEM = "tuiboard"
NUMBERED_HERE = ("card", "risk", *RAID_KINDS)
"""Kinds that get new numbers, and are known again by where they came from."""
MERGED = ("column", "person", "project", "milestone", *NUMBERED_HERE, "comment")
"""Kinds that can join a board with entries of its own, in the order in which they refer to each other."""

_LINKS = {"actions": ("card", "cards"), "cards": ("card", "cards"), "risks": ("risk", "risks"),
          "issue": ("issue", "issues"), "supersedes": ("decision", "decisions")}  # fmt: skip
"""What risks, decisions and the like name that may be left behind."""

_BETWEEN = {"handoff": ("giver", "receiver"), "promise": ("performer",)}
"""Kinds between two people, and who they are."""
_ABOUT = {"handoff": ("card", "risk"), "promise": ("card",)}
"""What those can be about."""

Tables = Mapping[str, Mapping[Id, Node]]


class Incoming:
    """The documents of one file, matched with what the board has."""

    def __init__(self, tables: Tables, ws: Workspace, losses: Losses) -> None:
        self.tables, self.ws, self.losses = tables, ws, losses
        self.keeps = all(ws.next_id(kind) == 1 for kind in tables if kind in NUMBERED)
        """True when all ids can stay: the board never gave one out."""
        board = tables.get("board", {}).get("board")
        self.uuid = board.text("uuid", "") if board else ""
        self.there: dict[tuple[str, Id], Id] = {}
        """What the board has already, by kind and id in the file."""
        self.new: dict[tuple[str, Id], Id] = {}
        """Ids of what comes, by kind and id in the file: the same, or placeholders."""
        self._given: Counter[str] = Counter()
        """The last placeholder given out, by kind."""
        self._check_references()
        self._match()
        self.skipped = sum(kind in ("card", "risk") for kind, _ in self.there)
        self.leads: dict[str, dict[int, list[int]]] = {}
        """What each card depends on and what each risk is caused by, in the file's ids and without cycles."""
        for kind, plural, does in (("card", "dependencies", "on"), ("risk", "causes", "among")):
            found = {int(id): self._leads(kind, node, plural, does) for id, node in self._docs(kind).items()}
            self.leads[kind], dropped = without_cycles(found)
            losses.count(f"{plural} that close a cycle, dropped", dropped)

    def _docs(self, kind: str) -> Mapping[Id, Node]:
        return self.tables.get(kind, {})

    def _check_references(self) -> None:
        columns = self._docs("column").keys() | self.ws.table("column").keys()
        for card in self._docs("card").values():
            if card.text("column") not in columns:
                card.bad("column", f"names “{visible(card.text('column'), 60)}”, which is no column")
        for comment in self._docs("comment").values():
            kind, id = comment.value["on"]
            if id not in self._docs(kind):
                comment.bad("on", f"names {visible(kind, 30)} {visible(id, 30)}, which is not in the file")
        for holder, kinds in _ABOUT.items():
            for node in self._docs(holder).values():
                kind, id = node.value["on"]
                if kind not in kinds or id not in self._docs(kind):
                    node.bad("on", f"names {visible(kind, 30)} {visible(id, 30)}, which is no {' or '.join(kinds)} of "
                             "the file")  # fmt: skip
        for node in self._docs("promise").values():
            renewed = node.value.get("renews")
            if renewed is not None and renewed not in self._docs("promise"):
                node.bad("renews", f"names promise {visible(renewed, 30)}, which is not in the file")

    def _leads(self, kind: str, node: Node, plural: str, does: str) -> list[int]:
        named = list(dict.fromkeys(node.items(LEADS[kind], int)))
        found = [id for id in named if id in self._docs(kind)]
        self.losses.count(f"{plural} {does} {kind}s that are not in the file, dropped", len(named) - len(found))
        return found

    # Matching

    def _match(self) -> None:
        columns = Columns(self.ws)
        for id, node in self._docs("column").items():
            same = str(id) if id in columns.docs else columns.named(node.text("name"))
            self._sort("column", id, same)
        for kind in ("person", "project"):
            for id in self._docs(kind):
                self._sort(kind, id, id if self.ws.doc(kind, id) is not None else None)
        milestones = {_milestone(doc): id for id, doc in self.ws.table("milestone").items()}
        for id, node in sorted(self._docs("milestone").items()):
            self._sort("milestone", id, milestones.get(_milestone(node.value)))
        for kind in NUMBERED_HERE:
            sources = {_source(doc): id for id, doc in self.ws.table(kind).items() if "source" in doc}
            for id, node in sorted(self._docs(kind).items()):
                self._sort(kind, id, self._same(kind, int(id), node.value, sources))
        for id, node in sorted(self._docs("comment").items()):
            kind, on = node.value["on"]
            if (kind, on) in self.there:
                self.there["comment", id] = 0
            elif kind in MERGED or self.keeps:
                self._sort("comment", id, None)
        if self.keeps:
            for kind in self.tables.keys() - {*MERGED, "board"}:
                for id in self._docs(kind):
                    self._sort(kind, id, None)

    def _sort(self, kind: str, id: Id, there: Id | None) -> None:
        if there is not None:
            self.there[kind, id] = there
        elif self.keeps or kind not in NUMBERED:
            self.new[kind, id] = id
        else:
            self._given[kind] -= 1
            self.new[kind, id] = self._given[kind]

    def _same(self, kind: str, id: int, doc: Mapping[str, Any], sources: Mapping[tuple[str, str], Id]) -> Id | None:
        own = self.ws.doc(kind, id)
        birth = [field for field in ("created_at", "created_by") if field in doc] or list(NEEDED[kind][:1])
        if own is not None and all(own.get(field) == doc.get(field) for field in birth):
            return id
        return sources.get(_source({"source": self._source(doc)}))

    def _source(self, doc: Mapping[str, Any]) -> Mapping[str, Any]:
        """Where a document came from first, so that it is known again."""
        board = self.uuid or doc.get("created_at") or doc.get("title") or doc.get("text")
        return doc.get("source") or {"system": SYSTEM, "id": f"{board}:{doc.get('id')}"}

    # What comes of it

    def changes(self) -> list[Change]:
        """The changes that bring what is new, in an order in which cards without rank keep theirs."""
        found = [*self._board(), *self._named_only()]
        for kind in MERGED:
            docs = [(id, node.value) for id, node in self._docs(kind).items() if (kind, id) in self.new]
            if kind in ("column", "card"):
                docs.sort(key=lambda pair: (self._place(pair[1]), pair[1].get("rank", ""), str(pair[0]).zfill(16)))
            else:
                docs.sort(key=lambda pair: str(pair[0]).zfill(16))
            found += [created(kind, self.new[kind, id], self._arrived(kind, id, doc)) for id, doc in docs]
        for kind in sorted(self.tables.keys() - {*MERGED, "board"}):
            nodes = self._docs(kind)
            found += [created(kind, id, node.value) for id, node in nodes.items() if (kind, id) in self.new]
            other = sum(self.ws.doc(kind, id) != node.value for id, node in nodes.items() if (kind, id) not in self.new)
            self.losses.count(f"entries of “{kind}”, which come only into an empty board", other)
        return found

    def _place(self, doc: Mapping[str, Any]) -> str:
        column = self._docs("column").get(str(doc.get("column", "")))
        return str(column.value.get("rank", "")) if column else ""

    def _board(self) -> Iterator[Change]:
        node = self._docs("board").get("board")
        if node is None:
            return
        own = self.ws.doc("board", "board")
        if own is None:
            yield created("board", "board", node.value)
            return
        named = [field for field in ("name", "filters", "settings") if field in node.value]
        if any(own.get(field) != node.value[field] for field in named):
            self.losses.say("The board keeps its own name, saved filters and settings: those of the file stay there")

    def _named_only(self) -> Iterator[Change]:
        """People and projects that are named and no table has: a file can be in such a state by an undo."""
        for kind in ("person", "project"):
            known = set(self._docs(kind)) | set(self.ws.table(kind))
            for node, field, name in self._names(kind):
                if name in known:
                    continue
                if not is_handle(name):
                    node.bad(field, f"names “{visible(name, 60)}”, which can't be a {kind}")
                known.add(name)
                self.losses.count(f"names of a {kind} that the file does not list, added")
                doc = {"handle": name, "active": False} if kind == "person" else {"key": name}
                yield created(kind, name, doc)

    def _names(self, kind: str) -> Iterator[tuple[Node, str, str]]:
        """Every name of a person, or of a project, in what comes: where it stands, its field, and the name."""
        fields = ("owner", "responsible", "consulted", "informed") if kind == "person" else ("project",)
        for holder in (*NUMBERED_HERE, "milestone"):
            for node in self._docs(holder).values():
                for field in fields:
                    value = node.value.get(field)
                    named = [value] if isinstance(value, str) and value else texts(value)
                    yield from ((node, field, name) for name in named)
        if kind == "person" and self.keeps:
            for holder, between in _BETWEEN.items():
                for node in self._docs(holder).values():
                    yield from ((node, field, node.text(field)) for field in between)
            for node in self._docs("promise").values():
                customer = one_line(node.text("customer"))
                if customer.startswith("@"):
                    yield node, "customer", customer[1:]

    def _arrived(self, kind: str, id: Id, doc: Doc) -> Doc:
        """The document as it will be on this board."""
        fields = dict(self._mapped(kind, doc))
        if kind in LEADS:
            fields[LEADS[kind]] = [self._target(kind, named) for named in self.leads[kind].get(int(id), ())] or None
        if kind in ("risk", *RAID_KINDS):
            left = self._only_known(doc)
            fields |= {**left, **dict(self._mapped(kind, left))}
        if kind == "risk":
            fields |= self._stated(doc)
        if kind == "card":
            if "milestone" in doc and doc["milestone"] not in self._docs("milestone"):
                self.losses.count("milestones that are not in the file, dropped")
                fields["milestone"] = None
            for name in ("follows", "followed_by"):
                if name in doc and doc[name] not in self._docs("card"):
                    self.losses.count("cards of a series that are not in the file: the others come without them")
                    fields[name] = None
        elif kind == "person" and doc.get("login") in {p.login for p in self.ws.people() if p.login}:
            self.losses.count("logins that belong to someone else here, dropped")
            fields["login"] = None
        if not self.keeps:
            if kind in ("card", "column"):
                fields["rank"] = None
            if kind in NUMBERED_HERE:
                fields["source"] = self._source(doc)
        return merged_doc(doc, fields)

    def _stated(self, doc: Doc) -> Doc:
        """The state of a risk with what belongs to it: an acceptance that does not hold is none."""
        accepted = doc.get("state") == "accepted"
        if not accepted and doc.get("acceptance") is None:
            return {}
        people = {*self._docs("person"), *self.ws.table("person")}
        problem = risk_checks.acceptance_problem(doc.get("acceptance"), people)
        if not problem:
            return {}
        taken = ": taken as identified" if accepted else ", dropped"
        self.losses.say(f"R{doc.get('id')}: its acceptance {problem}{taken}")
        return {"acceptance": None, **({"state": "identified"} if accepted else {})}

    def _mapped(self, kind: str, doc: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
        """The fields that refer to something, as they are to refer here."""
        if kind in NUMBERED and "id" in doc:
            yield "id", self._target(kind, doc["id"])
        if kind == "card":
            if doc.get("column") is not None:
                yield "column", self._target("column", doc["column"])
        elif kind == "comment" and doc.get("on") is not None:
            on_kind, on = doc["on"]
            yield "on", [on_kind, self._target(on_kind, on)]
        if kind in NUMBERED_HERE:
            yield from renumbered(doc, self._target).items()

    def _only_known(self, doc: Mapping[str, Any]) -> Doc:
        """What a risk, a decision or the like names, without what is not in the file."""
        kept: dict[str, Any] = {}
        for field, (named, noun) in _LINKS.items():
            given = doc.get(field)
            if given is None:
                continue
            many = given if isinstance(given, list) else [given]
            found = [one for one in many if self._is_here(named, one)]
            self.losses.count(f"links to {noun} that are not in the file, dropped", len(many) - len(found))
            kept[field] = (found or None) if isinstance(given, list) else next(iter(found), None)
        return kept

    def _is_here(self, kind: str, named: Any) -> bool:
        id = named.get("card") if isinstance(named, dict) else named
        return id is None or (is_id(id) and id in self._docs(kind))

    def _target(self, kind: str, id: Id) -> Id:
        """Id that something of the file has here."""
        return self.new.get((kind, id)) or self.there.get((kind, id)) or id

    def told(self, history: Iterable[Told]) -> list[Told]:
        """The history of what comes, referring to it as it will be here."""
        found = []
        for told in history:
            kind, id, before, after = told.change
            if (kind, id) in self.there:
                continue
            if not self._can_tell(kind, id):
                self.losses.count("records of the history about what is not in the file, dropped")
                continue
            fields = (None if part is None else {**part, **dict(self._mapped(kind, part))} for part in (before, after))
            found.append(told._replace(change=Change(kind, self.new.get((kind, id), id), *fields)))
        return found

    def _can_tell(self, kind: str, id: Id) -> bool:
        """False for history that would be taken for that of something else."""
        if (kind, id) in self.new:
            return True
        if not self.keeps:
            return False
        return kind not in NUMBERED or (isinstance(id, int) and id < max(map(int, self._docs(kind)), default=0))


def _milestone(doc: Mapping[str, Any]) -> tuple[Any, ...]:
    return one_line(str(doc.get("title"))), doc.get("due"), doc.get("project")


def _source(doc: Mapping[str, Any]) -> tuple[str, str]:
    source = doc.get("source")
    return (str(source.get("system")), str(source.get("id"))) if isinstance(source, dict) else ("", "")
