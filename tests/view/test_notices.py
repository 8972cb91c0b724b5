"""Notices: what concerns one person, and what they have read of it."""

import os
from pathlib import Path

import pytest

from tests.conftest import FrozenClock
from tests.tui.board_app import do, session_of
from tuiboard.domain import commands as c
from tuiboard.domain import risk_commands as r
from tuiboard.domain.changes import Change, Entry, created
from tuiboard.domain.handoff_commands import AnswerHandoff, OfferHandoff
from tuiboard.domain.promise_commands import MakePromise, RenegotiatePromise
from tuiboard.domain.refusal import Refused
from tuiboard.engine.ports import Actor
from tuiboard.engine.seen import Seen, SeenFile
from tuiboard.engine.session import Session
from tuiboard.storage.memory import MemoryStore
from tuiboard.view.notices import Inbox, mentions, notices_of, notices_on


class Pair:
    """Ana at her board, and Omar who writes to the same one."""

    def __init__(self, folder: Path) -> None:
        self.ana = session_of()
        assert isinstance(self.ana.store, MemoryStore)
        self.omar = Session(MemoryStore(self.ana.store.lines), self.ana.clock, Actor(2000, "omar"))
        self.file = SeenFile(str(folder / "notices"), self.ana)

    def news(self, all: bool = False) -> list[tuple[str, bool]]:
        self.ana.refresh()
        return [(notice.text, notice.read) for notice in Inbox(self.ana, self.file, all).refresh()]

    def texts(self) -> list[str]:
        return [text for text, _ in self.news()]

    def read(self) -> None:
        self.ana.refresh()
        Inbox(self.ana, self.file).mark_read()


@pytest.fixture
def pair(tmp_path: Path) -> Pair:
    return Pair(tmp_path)


def test_what_others_do_to_me_is_told_and_what_i_do_never(pair: Pair) -> None:
    do(pair.ana, c.EditCards([1], {"owner": "ana"}))
    do(pair.ana, c.AddComment(("card", 1), "note to @ana myself"))
    assert pair.texts() == []
    do(pair.omar, c.EditCards([2], {"owner": "ana"}))
    do(pair.omar, c.EditCards([4], {"consulted": ["ana"]}))
    do(pair.omar, c.AddComment(("card", 4), "ask @Ana, please"))
    do(pair.omar, c.AddComment(("card", 3), "nearly there"))
    do(pair.omar, c.BlockCards([3], "no access"))
    do(pair.omar, c.UnblockCards([3]))
    do(pair.omar, c.EditCards([4], {"body": "as @ana. says"}))
    do(pair.omar, c.EditCards([3], {"owner": "maria"}))
    assert pair.texts() == [
        "omar took 3 “Migrate LDAP users” from you: gave it to @maria",
        "omar mentions you in 4 “Firewall rule audit”",
        "omar mentions you on 4 “Firewall rule audit”: “ask @Ana, please”",
        "omar named you as to be consulted on 4 “Firewall rule audit”",
        "omar gave you 2 “Label patch panels”",
    ]
    assert "omar" not in "".join(Pair.texts(_as(pair, "zoe", 3000)))


def _as(pair: Pair, login: str, uid: int) -> Pair:
    pair.ana = Session(pair.ana.store, pair.ana.clock, Actor(uid, login))
    return pair


def test_what_happens_to_my_card_is_told(pair: Pair) -> None:
    do(pair.omar, c.AddComment(("card", 3), "nearly\nthere"))
    do(pair.omar, c.BlockCards([3], "no access"))
    do(pair.omar, c.UnblockCards([3]))
    do(pair.omar, c.ArchiveCards([3]))
    assert pair.texts() == [
        "omar archived your 3 “Migrate LDAP users”",
        "omar unblocked your 3 “Migrate LDAP users”",
        "omar blocked your 3 “Migrate LDAP users”: no access",
        "omar commented on your 3 “Migrate LDAP users”: “nearly there”",
    ]


def test_what_is_read_is_not_told_again_but_shown_with_all(pair: Pair) -> None:
    do(pair.omar, c.EditCards([2], {"owner": "ana"}))
    pair.read()
    do(pair.omar, c.BlockCards([2], "no key"))
    assert pair.news() == [("omar blocked your 2 “Label patch panels”: no key", False)]
    assert pair.news(all=True) == [
        ("omar blocked your 2 “Label patch panels”: no key", False),
        ("omar gave you 2 “Label patch panels”", True),
    ]
    assert os.stat(pair.file.path).st_mode & 0o777 == 0o600
    assert os.stat(os.path.dirname(pair.file.path)).st_mode & 0o777 == 0o700


def test_what_was_taken_back_before_i_looked_is_not_told_and_afterwards_it_is(pair: Pair) -> None:
    do(pair.omar, c.EditCards([2], {"owner": "ana"}))
    assert len(pair.texts()) == 1
    pair.omar.undo()
    assert pair.texts() == []
    pair.omar.redo()
    assert pair.texts() == ["omar gave you 2 “Label patch panels”"]
    pair.read()
    pair.omar.undo()
    assert pair.texts() == ["omar took you off 2 “Label patch panels”"]


def test_an_inbox_that_stays_open_reads_only_what_is_new(pair: Pair) -> None:
    inbox = Inbox(pair.ana, pair.file)
    do(pair.omar, c.EditCards([2], {"owner": "ana"}))
    pair.ana.refresh()
    assert len(inbox.refresh()) == 1
    pair.omar.undo()
    do(pair.omar, c.BlockCards([3], "no access"))
    pair.ana.refresh()
    assert [notice.text for notice in inbox.refresh()] == ["omar blocked your 3 “Migrate LDAP users”: no access"]
    inbox.mark_read()
    assert inbox.refresh() == []


def test_one_who_never_looked_is_told_of_the_last_fortnight(pair: Pair) -> None:
    do(pair.omar, c.EditCards([2], {"owner": "ana"}))
    assert isinstance(pair.ana.clock, FrozenClock)
    pair.ana.clock.advance(days=20)
    do(pair.omar, c.BlockCards([2], "no key"))
    assert pair.texts() == ["omar blocked your 2 “Label patch panels”: no key"]


def test_a_hand_off_is_told_to_both(pair: Pair) -> None:
    do(pair.ana, OfferHandoff(("card", 3), "omar", "your turn"))
    do(pair.omar, AnswerHandoff(1, "accept"))
    do(pair.omar, OfferHandoff(("card", 4), "ana", "back to you", "2026-03-12"))
    assert pair.texts() == [
        "omar offers you 4 “Firewall rule audit”: “back to you”",
        "omar accepted your hand-off of 3 “Migrate LDAP users”",
    ]
    do(pair.omar, AnswerHandoff(2, "withdraw"))
    assert pair.texts()[0] == "omar withdrew the hand-off of 4 “Firewall rule audit” to you"


def test_whoever_was_promised_something_hears_of_the_new_day(pair: Pair) -> None:
    do(pair.omar, MakePromise(4, "@ana", "2026-03-13"))
    do(pair.omar, RenegotiatePromise(1, "2026-03-18", "the part is late"))
    assert pair.texts()[0] == (
        "omar renegotiated P1 of 4 “Firewall rule audit” (the part is late); now promised by 2026-03-18 (P2)"
    )
    do(pair.ana, MakePromise(3, "@omar", "2026-03-13"))
    do(pair.omar, RenegotiatePromise(3, "2026-03-20"))
    assert pair.texts()[0] == ("omar asks you for promise P4 on 3 “Migrate LDAP users” by 2026-03-20, instead of P3")


def test_a_hand_off_and_a_promise_are_told_to_whom_they_concern(pair: Pair) -> None:
    def of(*changes: Change) -> list[str]:
        entry = Entry(9, "t", "2026-03-11T09:00:00Z", "omar", 2000, "x.y", changes)
        return [notice.text for notice in notices_of(entry, pair.ana.workspace, "ana")]

    offer = {"id": 1, "on": ["card", 4], "giver": "omar", "receiver": "ana", "note": "your turn", "state": "offered"}
    assert of(created("handoff", 1, offer)) == ["omar offers you 4 “Firewall rule audit”: “your turn”"]
    mine = {**offer, "giver": "ana", "receiver": "omar", "reason": "no time"}
    assert of(Change("handoff", 1, mine, {**mine, "state": "declined"})) == [
        "omar declined your hand-off of 4 “Firewall rule audit”: “no time”"
    ]
    assert of(Change("handoff", 1, offer, {**offer, "state": "withdrawn"})) == [
        "omar withdrew the hand-off of 4 “Firewall rule audit” to you"
    ]
    promise = {"id": 5, "on": ["card", 4], "performer": "ana", "customer": "@omar", "state": "requested"}
    assert of(created("promise", 5, promise)) == ["omar asks you for promise P5 on 4 “Firewall rule audit”"]

    def became(was: str, state: str, note: str | None = None) -> list[str]:
        return of(Change("promise", 5, {**promise, "state": was}, {**promise, "state": state, "note": note}))

    assert became("promised", "declared") == ["omar declared P5 of 4 “Firewall rule audit” done"]
    assert became("declared", "promised", "not yet") == ["omar handed back P5 of 4 “Firewall rule audit”: not yet"]
    assert became("declared", "kept") == ["omar accepted P5 of 4 “Firewall rule audit”: kept"]
    assert became("requested", "withdrawn") == ["omar withdrew the request for P5 of 4 “Firewall rule audit”"]
    theirs = {**promise, "performer": "omar", "customer": "@ana", "state": "promised"}
    assert of(created("promise", 6, theirs)) == ["omar made promise P6 on 4 “Firewall rule audit”"]
    assert of(created("promise", 6, {**theirs, "customer": "ana"})) == []
    assert of(created("handoff", 2, {**offer, "receiver": "maria"})) == []


def test_a_day_brings_promises_reviews_and_acceptances_that_lapse(pair: Pair) -> None:
    do(pair.ana, c.EditCards([3], {"promised_to": "City Hall", "due": "2026-03-13"}))
    do(pair.ana, r.AddRisks([{"title": "Flood", "owner": "ana", "next_review": "2026-03-10"}]))
    do(pair.ana, r.AddRisks([{"title": "Theirs", "owner": "omar", "next_review": "2026-03-10"}]))
    texts = ["3 “Migrate LDAP users” is promised to City Hall for fri", "Your R1 “Flood” is due for review"]
    assert pair.texts() == texts
    pair.read()
    assert pair.texts() == []
    ws = pair.ana.workspace.with_changes([
        Change("risk", 1, {}, {"state": "accepted", "acceptance": {
            "requester": "ana", "approver": "omar", "rationale": "x", "signed_at": "2026-01-01T00:00:00Z",
            "expires": "2026-03-11", "snapshot": None}}),
        created("promise", 5, {"id": 5, "on": ["card", 3], "performer": "ana", "state": "promised",
                              "due": "2026-03-14"}),
        created("promise", 6, {"id": 6, "on": ["card", 3], "performer": "ana", "state": "promised",
                              "customer": "City Hall", "due": "2026-03-11", "created_at": "2026-03-11T09:00:00Z"}),
    ])  # fmt: skip
    found = {notice.text: notice.at for notice in notices_on(ws, "ana", "2026-03-01", "2026-03-12")}
    assert found["The acceptance of your R1 “Flood” has lapsed"] == "2026-03-12"
    assert found["Your promise P5 on 3 “Migrate LDAP users” is due sat"] == "2026-03-12"
    assert found["Your promise P6 on 3 “Migrate LDAP users” was due yesterday"] == "2026-03-11", "as old as it is"
    assert sorted(text for text in found if "promise" in text) == [
        "Your promise P5 on 3 “Migrate LDAP users” is due sat",
        "Your promise P6 on 3 “Migrate LDAP users” was due yesterday",
    ], "what is promised of the card says it all"
    assert not any("lapsed" in notice.text for notice in notices_on(ws, "ana", "2026-03-01", "2026-03-11"))


def test_a_mention_is_of_the_whole_handle() -> None:
    for text in ("@ana", "ask @ANA!", "(@ana)", "@ana.", "x @ana, y"):
        assert mentions(text, "ana"), text
    for text in ("ana", "@anabel", "@ana-b", "@ana.b", "mail x@ana", "", None, 7):
        assert not mentions(text, "ana"), text


NAMES = (
    "owner", "responsible", "on", "text", "body", "blocked", "state", "card", "receiver", "due", "note", "column",
    "archived", "title", "acceptance", "next_review", "promised_to",
)  # fmt: skip
ODD = (None, 7, "x", [], {}, [["card"]], {"a": []}, ["card", 1, 2], [[], {}], True, "\x1b]52;c;x\x07")


def test_odd_shapes_that_another_program_wrote_make_no_notice_fail(pair: Pair) -> None:
    ws = pair.ana.workspace
    for kind in ("card", "risk", "comment", "handoff", "promise", "milestone", "strange"):
        for odd in ODD:
            doc = {**dict.fromkeys(NAMES, odd), "giver": "ana", "performer": "ana", "customer": "ana"}
            for change in (
                created(kind, 1, doc), Change(kind, 1, doc, None), Change(kind, 1, {"owner": "ana"}, doc),
                Change(kind, 1, doc, {"owner": "ana", "state": odd}),
            ):  # fmt: skip
                entry = Entry(9, "t", "never", "omar", 2000, "x", (change,))
                assert all(notice.text.isprintable() for notice in notices_of(entry, ws, "ana"))
            odd_ws = ws.with_changes([created(kind, 77, {**doc, "id": 77, "owner": "ana", "promised_to": "x"})])
            list(notices_on(odd_ws, "ana", "2026-03-01", "2026-03-11"))


def test_a_file_that_is_none_of_ours_counts_as_never_looked(pair: Pair, tmp_path: Path) -> None:
    pair.read()
    assert pair.file.read() == Seen(1, "2026-03-11")
    for content in (
        "",
        "[]",
        "{",
        '{"seq": "1", "day": "2026-03-11"}',
        '{"seq": 1, "day": 5}',
        '{"seq": 9, "day": "2026-03-11"}',
    ):
        Path(pair.file.path).write_text(content)
        assert pair.file.read() is None
    os.unlink(pair.file.path)
    os.symlink(tmp_path / "elsewhere", pair.file.path)
    assert pair.file.read() is None
    (tmp_path / "file").write_text("")
    blocked = SeenFile(str(tmp_path / "file"), pair.ana)
    with pytest.raises(Refused) as caught:
        blocked.write()
    assert caught.value.refusal.code == "cannot_write"


def test_one_clock_that_was_wrong_does_not_hide_what_came_before_it(pair: Pair) -> None:
    do(pair.omar, c.EditCards([2], {"owner": "ana"}))
    now = pair.ana.clock.now()
    assert isinstance(pair.omar.clock, FrozenClock)
    pair.omar.clock.set("2020-01-01T09:00:00Z")
    do(pair.omar, c.AddComment(("card", 3), "from the past"))
    pair.omar.clock.set(now)
    assert "omar gave you 2 “Label patch panels”" in pair.texts()
