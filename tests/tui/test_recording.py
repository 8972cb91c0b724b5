"""What is typed stays until it is on the disk, and two people on one field are asked."""

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from tests.conftest import FrozenClock
from tests.tui.board_app import NEVER, at_rest, board, board_app, do, frame, press, pressed, session_of, settle
from tuiboard.domain import commands as c
from tuiboard.engine.ports import Actor, Busy, Outcome, ReadOnly, Unknown
from tuiboard.engine.session import Session
from tuiboard.storage.memory import MemoryStore
from tuiboard.tui.app import TuiboardApp
from tuiboard.tui.screens.recording import apart

pytestmark = pytest.mark.usefixtures("own_world")


def another(session: Session, login: str = "omar", uid: int = 1001) -> Session:
    store = session.store
    assert isinstance(store, MemoryStore)
    return Session(MemoryStore(store.lines), FrozenClock(), Actor(uid, login))


class Troubled(MemoryStore):
    """A store that answers with a trouble for as long as it has one."""

    trouble: Outcome | None = None
    lost = False
    """True where what was unknown is not in the journal after all."""
    still = ""

    def append(self, expected_seq: int, entry: Any, again: Any = None) -> Outcome:
        if self.trouble is None:
            return super().append(expected_seq, entry, again)
        if isinstance(self.trouble, Busy) and self.on_wait is not None:
            self.on_wait(self.trouble.holder)
        if isinstance(self.trouble, Unknown):
            self.read_only, self.unsure = self.trouble.reason, True
            if not self.lost:
                read_only, self.read_only = self.read_only, ""
                super().append(expected_seq, entry, again)
                self._seen = None
                self.read_only = read_only
        return self.trouble

    def reopen(self) -> str:
        if not self.still:
            self.read_only, self.trouble, self.unsure = "", None, False
        return self.still


@asynccontextmanager
async def troubled(trouble: Outcome | None) -> AsyncIterator[tuple[TuiboardApp, "Pilot[int]", Troubled]]:
    store = Troubled()
    store.lines = session_of().store.lines  # type: ignore[attr-defined]
    async with board_app(session_of(store)) as (app, pilot):
        store.trouble = trouble
        yield app, pilot, store


# Two people, one field


async def test_a_date_that_someone_else_set_while_one_chose_is_asked_about_with_who_and_when() -> None:
    async with board_app() as (app, pilot):
        await press(app, pilot, "d", "2026-05-01")
        do(another(app.session), c.EditCards([1], {"due": "2026-04-01"}))
        await press(app, pilot, "enter")
        shown = frame(app)
        assert "omar changed due of card 1 at 09:00, and you did too" in shown
        assert "mine: 2026-05-01" in shown
        assert "theirs: 2026-04-01" in shown
        assert "both" not in shown
        assert app.session.workspace.card(1).due == "2026-04-01"  # type: ignore[union-attr]
        await press(app, pilot, "enter")
        assert app.session.workspace.card(1).due == "2026-05-01"  # type: ignore[union-attr]


@pytest.mark.parametrize("answer", [["down", "enter"], ["escape"]])
async def test_theirs_stands_where_that_is_chosen_or_the_question_is_left(answer: list[str]) -> None:
    async with board_app() as (app, pilot):
        await press(app, pilot, "@")
        do(another(app.session), c.EditCards([1], {"owner": "omar"}))
        await press(app, pilot, "ana", "enter")
        assert "omar changed owner of card 1" in frame(app)
        await press(app, pilot, *answer)
        assert app.session.workspace.card(1).owner == "omar"  # type: ignore[union-attr]


async def test_a_card_that_someone_moved_while_the_menu_was_open_is_not_pulled_back_unseen() -> None:
    async with board_app() as (app, pilot):
        await press(app, pilot, "m")
        do(another(app.session), c.MoveCards([1], "done"))
        await press(app, pilot, "2")
        assert "omar changed column of card 1" in frame(app)
        assert "theirs: Done" in frame(app)
        await press(app, pilot, "down", "enter")
        assert app.session.workspace.card(1).column == "done"  # type: ignore[union-attr]


async def test_of_several_cards_only_the_one_that_someone_changed_is_asked_about() -> None:
    async with board_app() as (app, pilot):
        await press(app, pilot, "space", "space", "p")
        do(another(app.session), c.EditCards([2], {"value": 1}))
        await press(app, pilot, "5")
        assert "omar changed value of card 2" in frame(app)
        await press(app, pilot, "down", "enter")
        ws = app.session.workspace
        assert (ws.card(1).value, ws.card(2).value) == (5, 1)  # type: ignore[union-attr]


async def test_in_the_form_each_field_that_both_changed_is_asked_about_and_both_can_stand() -> None:
    async with board_app() as (app, pilot):
        await press(app, pilot, "e")
        title = app.screen.query_one("#field-title", Input)
        title.value = "Switch B"
        app.screen.query_one("#field-owner", Input).value = "ana"
        app.screen.query_one("#field-tags", Input).value = "network, core"
        await settle(app, pilot)
        others = {"title": "Switch A", "owner": "omar", "tags": ["network", "urgent"], "value": 4}
        do(another(app.session), c.EditCards([1], others))
        await settle(app, pilot)
        await press(app, pilot, "f2")
        assert "changed title of card 1" in frame(app)
        assert "both: Switch A / Switch B" in frame(app)
        await press(app, pilot, "down", "down", "enter")
        assert "changed owner of card 1" in frame(app)
        await press(app, pilot, "enter")
        card = app.session.workspace.card(1)
        assert card is not None
        assert (card.title, card.owner, card.value) == ("Switch A / Switch B", "ana", 4)
        assert set(card.tags) == {"network", "core", "urgent"}
        assert "Saved 1" in frame(app)


async def test_a_question_that_is_left_leaves_the_form_as_it_was() -> None:
    async with board_app() as (app, pilot):
        await press(app, pilot, "e")
        app.screen.query_one("#field-title", Input).value = "Switch B"
        do(another(app.session), c.EditCards([1], {"title": "Switch A"}))
        await press(app, pilot, "f2", "escape")
        assert app.screen.query_one("#field-title", Input).value == "Switch B"
        assert app.session.workspace.card(1).title == "Switch A"  # type: ignore[union-attr]


# Busy, read-only, unknown


BUSY = Busy("omar (process 4711 on build1)")
GONE = ReadOnly("board.journal.jsonl can't be written: no space left on device")


@pytest.mark.parametrize(("trouble", "said"), [(BUSY, "omar (process 4711 on build1)"), (GONE, "no space left")])
async def test_what_was_typed_stays_while_it_cannot_be_recorded(trouble: Outcome, said: str) -> None:
    async with troubled(trouble) as (app, pilot, store):
        await press(app, pilot, "a", "Order cables", "enter")
        assert app.screen.query_one("#prompt-line", Input).value == "Order cables"
        assert said in " ".join(frame(app).replace("│", " ").split())
        store.trouble = None
        await press(app, pilot, "enter")
        assert app.session.workspace.card(6).title == "Order cables"  # type: ignore[union-attr]
        assert app.focused is board(app).canvas

        await press(app, pilot, "C")
        app.screen.query_one(TextArea).text = "It arrives\non Friday"
        store.trouble = trouble
        await press(app, pilot, "f2")
        assert app.screen.query_one(TextArea).text == "It arrives\non Friday"
        assert said in " ".join(frame(app).replace("│", " ").split())
        store.trouble = None
        await press(app, pilot, "f2")
        assert [comment.text for comment in app.session.workspace.comments("card", 6)] == ["It arrives\non Friday"]

        await press(app, pilot, "b", "no part")
        store.trouble = trouble
        await press(app, pilot, "enter")
        assert app.screen.query_one("#prompt-input", Input).value == "no part"
        assert said in " ".join(frame(app).replace("│", " ").split())
        store.trouble = None
        await press(app, pilot, "enter")
        assert app.session.workspace.card(6).blocked["reason"] == "no part"  # type: ignore[union-attr, index]


async def test_who_holds_the_board_is_named_while_one_waits() -> None:
    async with troubled(None) as (app, pilot, store):
        held: list[str] = []
        say = board(app).say
        board(app).say = lambda text, kind="done": (held.append(text), say(text, kind))[1]  # type: ignore[method-assign]
        store.trouble = BUSY
        await press(app, pilot, "L")
        assert held[0] == "Waiting for omar (process 4711 on build1), who is writing to the board …"
        assert "busy" in held[-1]
        assert app.session.workspace.card(1).column == "backlog"  # type: ignore[union-attr]


@pytest.mark.parametrize("lost", [False, True])
async def test_a_change_whose_outcome_was_unknown_is_looked_up_by_itself(lost: bool) -> None:
    async with troubled(Unknown("journal could not be written (input/output error)")) as (app, pilot, store):
        store.lost = lost
        await press(app, pilot, "a", "Order cables", "enter")
        assert not store.read_only
        if lost:
            assert "not recorded" in frame(app)
            assert app.screen.query_one("#prompt-line", Input).value == "Order cables"
            assert app.session.workspace.card(6) is None
        else:
            assert "unknown for a moment" in frame(app)
            assert app.session.workspace.card(6).title == "Order cables"  # type: ignore[union-attr]
            assert board(app).canvas.cursor == 6


async def test_while_it_stays_unknown_the_board_is_read_only_says_so_and_keeps_the_text(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tuiboard.tui.bridge.LOOKED_UP_EVERY", 0.0)
    async with troubled(Unknown("input/output error")) as (app, pilot, store):
        store.still = "input/output error"
        await press(app, pilot, "a", "Order cables", "enter")
        assert "unknown whether the change reached the disk" in frame(app)
        assert "read-only" in frame(app)
        assert app.screen.query_one("#prompt-line", Input).value == "Order cables"
        store.still = ""
        app._poll()
        await settle(app, pilot)
        assert app.session.workspace.card(6).title == "Order cables"  # type: ignore[union-attr]
        assert "read-only" not in frame(app)
        assert app.focused is board(app).canvas, "the line is closed once it is known"


# Drafts


async def typed_into(app: TuiboardApp, pilot: "Pilot[int]", form: str) -> None:
    if form == "add":
        await press(app, pilot, "a", "Order cables @omar")
    elif form == "comment":
        await press(app, pilot, "j", "C", "half a sentence")
    elif form == "block":
        await press(app, pilot, "j", "b", "waiting for")
    else:
        await press(app, pilot, "j", "e")
        app.screen.query_one("#field-title", Input).value = "Label patch panels and"
        app.screen.query_one("#field-body", TextArea).text = "one\ntwo"
        await settle(app, pilot)


OFFERED = {
    "add": "Order cables @omar  A new card", "comment": "half a sentence  Comment on 2",
    "block": "waiting for  What blocks 2", "edit": "Label patch panels and one",
}  # fmt: skip


@pytest.mark.parametrize("form", OFFERED)
async def test_what_was_typed_is_offered_next_time_and_gone_once_it_is_recorded(form: str) -> None:
    session = session_of()
    async with board_app(session) as (app, pilot):
        await typed_into(app, pilot, form)
    async with board_app(another(session, "ana", 1000)) as (app, pilot):
        await settle(app, pilot)
        assert "The program ended while you were typing" in frame(app)
        assert OFFERED[form] in frame(app)
        await press(app, pilot, "enter")
        if form == "edit":
            assert app.screen.query_one("#field-title", Input).value == "Label patch panels and"
            assert app.screen.query_one("#field-body", TextArea).text == "one\ntwo"
            assert "is here again, not recorded yet" in frame(app)
            await press(app, pilot, "f2")
            assert app.session.workspace.card(2).body == "one\ntwo"  # type: ignore[union-attr]
        elif form == "add":
            assert app.screen.query_one("#prompt-line", Input).value == "Order cables @omar"
            await press(app, pilot, "enter")
            assert app.session.workspace.card(6).owner == "omar"  # type: ignore[union-attr]
        elif form == "comment":
            assert app.screen.query_one(TextArea).text == "half a sentence"
            await press(app, pilot, "f2")
            assert len(app.session.workspace.comments("card", 2)) == 1
        else:
            await press(app, pilot, " parts", "enter")
            assert app.session.workspace.card(2).blocked["reason"] == "waiting for parts"  # type: ignore[union-attr, index]
        assert board(app).drafts_left() == []
    async with board_app(another(session, "ana", 1000)) as (app, pilot):
        await settle(app, pilot)
        assert "ended while you were typing" not in frame(app)


async def test_a_form_that_is_left_on_purpose_leaves_no_draft() -> None:
    session = session_of()
    async with board_app(session) as (app, pilot):
        for form in OFFERED:
            await typed_into(app, pilot, form)
            await press(app, pilot, "escape", *(["escape"] if form in ("comment", "edit") else []))
            assert app.focused is board(app).canvas
        assert app.drafts.left() == []
    async with board_app(another(session)) as (app, pilot):
        await settle(app, pilot)
        assert board(app).drafts_left() == []


async def test_a_draft_of_a_form_meets_what_others_did_since() -> None:
    session = session_of()
    async with board_app(session) as (app, pilot):
        await typed_into(app, pilot, "edit")
    do(another(session), c.EditCards([2], {"title": "Label all", "owner": "omar"}))
    async with board_app(another(session, "ana", 1000)) as (app, pilot):
        await settle(app, pilot)
        await press(app, pilot, "enter")
        assert app.screen.query_one("#field-owner", Input).value == "omar"
        await press(app, pilot, "f2")
        assert "omar changed title of card 2" in frame(app)
        await press(app, pilot, "enter")
        assert app.session.workspace.card(2).title == "Label patch panels and"  # type: ignore[union-attr]


async def test_a_draft_about_a_card_that_is_gone_can_still_be_read() -> None:
    session = session_of()
    do(session, c.AddCards([{"title": "Short-lived"}]))
    async with board_app(another(session, "ana", 1000)) as (app, pilot):
        board(app).canvas.move_cursor(6)
        await press(app, pilot, "C", "half a sentence")
    assert another(session, "ana", 1000).undo()
    async with board_app(another(session, "ana", 1000)) as (app, pilot):
        await settle(app, pilot)
        await press(app, pilot, "enter")
        assert "what it was about is gone" in frame(app)
        assert "half a sentence" in frame(app)
        await press(app, pilot, "f2")
        assert "can't be recorded" in frame(app)
        await press(app, pilot, "escape", "escape")
        assert board(app).drafts_left() == []


async def test_a_disk_that_takes_no_draft_is_said_once_and_typing_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tuiboard.engine.drafts.Drafts.keep", full)
    async with board_app() as (app, pilot):
        await press(app, pilot, "a", "Order")
        assert "can't be kept as a draft: No space left" in frame(app)
        await press(app, pilot, "enter")
        assert app.session.workspace.card(6).title == "Order"  # type: ignore[union-attr]


async def test_the_draft_of_a_block_never_takes_off_the_block_of_someone_else() -> None:
    session = session_of()
    async with board_app(session) as (app, pilot):
        await typed_into(app, pilot, "block")
    do(another(session), c.BlockCards([2], "vendor strike"))
    async with board_app(another(session, "ana", 1000)) as (app, pilot):
        await settle(app, pilot)
        await press(app, pilot, "enter")
        assert app.screen.query_one("#prompt-input", Input).value == "waiting for"
        assert app.session.workspace.card(2).blocked["reason"] == "vendor strike"  # type: ignore[union-attr, index]


async def test_each_of_two_drafts_of_one_kind_goes_back_to_where_it_was_typed() -> None:
    session = session_of()
    keys: list[str]
    for keys, text in (([], "Ideas"), (["l"], "In work")):
        async with board_app(another(session, "ana", 1000)) as (app, pilot):
            await settle(app, pilot)
            if "while you were typing" in frame(app):
                await press(app, pilot, "escape")
            await press(app, pilot, *keys, "i", "down", "enter")
            app.screen.query_one("#prompt-input", Input).value = text
            await settle(app, pilot)
    async with board_app(another(session, "ana", 1000)) as (app, pilot):
        await settle(app, pilot)
        await press(app, pilot, "Ideas", "enter", "enter")
        names = [column.name for column in app.session.workspace.columns()]
        assert names == ["Ideas", "Doing", "Review", "Done"]
        assert [draft.texts["text"] for draft in board(app).drafts_left()] == ["In work"]


async def test_keys_typed_while_a_line_is_being_recorded_are_meant_for_what_comes_after_it() -> None:
    async with troubled(None) as (app, pilot, store):
        gate = threading.Event()
        append = store.append
        store.append = lambda *more: (gate.wait(NEVER), append(*more))[1]  # type: ignore[method-assign]
        for key in ("a", *"First", "enter", "a", *"Second", "enter"):
            app.post_message(pressed(key))
        await at_rest(app)
        await pilot.pause(0.6)
        assert app.screen.query_one("#prompt-line", Input).value == "First"
        gate.set()
        await settle(app, pilot)
        titles = [card.title for card in app.session.workspace.cards()][-2:]
        assert titles == ["First", "Second"]


async def test_who_leaves_a_form_while_it_is_being_recorded_finds_the_text_again_if_it_was_not() -> None:
    async with troubled(None) as (app, pilot, store):
        gate = threading.Event()
        store.append = lambda *more: (gate.wait(20), BUSY)[1]  # type: ignore[method-assign, assignment]
        await press(app, pilot, "C")
        app.screen.query_one(TextArea).text = "half a sentence"
        await pilot.press("f2")
        await pilot.pause(0.1)
        await pilot.press("escape", "escape")
        gate.set()
        await settle(app, pilot)
        assert app.focused is board(app).canvas
        assert [draft.texts["text"] for draft in board(app).drafts_left()] == ["half a sentence"]
        await press(app, pilot, "C")
        assert app.screen.query_one(TextArea).text == "half a sentence"


async def test_an_unknown_change_is_not_forgotten_over_the_next_one() -> None:
    async with troubled(Unknown("input/output error")) as (app, pilot, store):
        store.still = "input/output error"
        await press(app, pilot, "a", "Order cables", "enter")
        store.trouble = GONE
        await press(app, pilot, "enter")
        store.still = ""
        app.bridge._next_look = 0.0
        app._poll()
        await settle(app, pilot)
        assert [card.title for card in app.session.workspace.cards()].count("Order cables") == 1
        assert app.focused is board(app).canvas, "the line knows that it is recorded"


async def test_a_reason_for_a_hard_limit_stays_while_it_cannot_be_recorded() -> None:
    async with troubled(None) as (app, pilot, store):
        do(another(app.session), c.EditColumn("doing", {"wip_hard": True, "wip_limit": 1}))
        await settle(app, pilot)
        await press(app, pilot, "L", "go-live")
        store.trouble = BUSY
        await press(app, pilot, "enter")
        assert app.screen.query_one("#prompt-input", Input).value == "go-live"
        store.trouble = None
        await press(app, pilot, "enter")
        assert app.session.workspace.card(1).column == "doing"  # type: ignore[union-attr]


def test_long_values_are_shown_from_shortly_before_where_they_differ() -> None:
    assert apart("short", "other") == ("short", "other")
    long = "Replace the core switch in the basement of "
    assert apart(f"{long}A", f"{long}B") == ("…basement of A", "…basement of B")
    assert apart(f"x{long}", f"y{long}") == (f"x{long}", f"y{long}")
