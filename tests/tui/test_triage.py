"""Triage by keyboard: a pile becomes decisions, one entry each, and nothing is lost on the way."""

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from tests.conftest import COLUMNS, FrozenClock
from tests.tui.board_app import PROFILE, NoBoards, board, board_app, do, frame, press, pressed, session_of, settle
from tuiboard.domain import commands as c
from tuiboard.domain.handoff_commands import OfferHandoff
from tuiboard.domain.handoffs import offers
from tuiboard.domain.priority import scores
from tuiboard.domain.risk_commands import AddRisks
from tuiboard.domain.triage import triage_queue
from tuiboard.engine.config import Config
from tuiboard.engine.ports import Actor, Busy
from tuiboard.engine.session import Session
from tuiboard.storage.memory import MemoryStore
from tuiboard.tui.app import TuiboardApp
from tuiboard.tui.dialogs.line_prompt import LinePrompt
from tuiboard.tui.screens.triage import TriageScreen
from tuiboard.tui.triage_app import TriageApp

pytestmark = pytest.mark.usefixtures("own_world")

BARE = tuple({"title": f"Card {letter}"} for letter in "ABCDEFGHIJKLMNOPQRST")
"""Twenty cards that nobody owns, without a date."""


def triage(app: TuiboardApp) -> TriageScreen:
    """Triage, which must be what is seen."""
    assert isinstance(app.screen, TriageScreen)
    return app.screen


def flat(app: TuiboardApp) -> str:
    """What is on the screen, without line breaks and frames."""
    return " ".join(frame(app).replace("│", " ").split())


def in_front(app: TuiboardApp) -> int | None:
    waiting = triage(app).sitting.waiting
    return waiting.card if waiting is not None else None


def someone_else(session: Session, login: str = "maria") -> Session:
    """Another person at the same board, at the same time."""
    assert isinstance(session.store, MemoryStore)
    return Session(MemoryStore(session.store.lines), FrozenClock(), Actor(1001, login))


async def test_twenty_cards_take_twenty_keys_and_are_twenty_entries() -> None:
    session = session_of(cards=BARE, columns=[{**column, "wip_limit": None} for column in COLUMNS])
    async with board_app(session) as (app, pilot):
        before = session.workspace.seq
        for key in "Tn0n1n2n3n4n5n0n1n2n3":  # typed as fast as one likes
            app.post_message(pressed(key))
        await settle(app, pilot)
        shown = frame(app)
        assert "Triage: 20 of 20 cards decided." in shown
        assert " Triage  done  ━━━━━━━━━━━━━━━━━━━━ 20 decided" in shown
        assert "10 started, 10 valued." in shown
        assert session.workspace.seq == before + 20
        assert [session.workspace.card(id).value for id in range(2, 13, 2)] == [0, 1, 2, 3, 4, 5]  # type: ignore[union-attr]
        assert sorted(session.workspace.column_cards("doing")) == list(range(1, 20, 2))
        await press(app, pilot, "enter")
        assert app.screen is board(app)
        assert "Triage: 20 of 20 cards decided." in frame(app)


async def test_a_day_a_person_and_a_reason_are_asked_for_checked_and_taken_back() -> None:
    session = session_of(cards=BARE[:5])
    async with board_app(session) as (app, pilot):
        await press(app, pilot, "T", "s", "frog")
        assert "frog" in frame(app)
        await press(app, pilot, "enter")
        assert isinstance(app.screen, LinePrompt), "what makes no sense stays to be put right"
        await press(app, pilot, "ctrl+u", "2026-03-01")
        assert "in the past" in frame(app)
        await press(app, pilot, "ctrl+u", "fri")
        assert "2026-03-13  fri" in frame(app)
        await press(app, pilot, "enter")
        assert in_front(app) == 2
        assert "1 “Card A”: due fri." in frame(app)
        await press(app, pilot, "d", "omar", "enter", "z", "mon", "enter", "x", "not ours", "enter", "j")
        ws = session.workspace
        assert ws.card(2).owner == "omar"  # type: ignore[union-attr]
        assert ws.card(3).snoozed_until == "2026-03-16"  # type: ignore[union-attr]
        assert ws.card(4).archived  # type: ignore[union-attr]
        assert next(iter(session.store.scan())).why == "not ours"
        shown = frame(app)
        for line in ("4 of 5 cards decided, 1 skipped", "1  due fri", "2  given to @omar", "4  dropped: not ours",
                     "5  skipped"):  # fmt: skip
            assert line in shown
        await press(app, pilot, "k")
        assert in_front(app) == 5
        await press(app, pilot, "u")
        assert in_front(app) == 4
        assert not session.workspace.card(4).archived  # type: ignore[union-attr]
        assert "3 decided" in frame(app)
        await press(app, pilot, "u", "u", "u")
        assert in_front(app) == 1
        await press(app, pilot, "u")
        assert "Nothing was decided yet." in frame(app)
        assert session.workspace.seq == 9, "no other entry of mine was taken back"
        await press(app, pilot, "escape")
        assert app.screen is board(app)


async def test_an_offer_is_made_on_the_board_and_answered_in_triage() -> None:
    people = [{"handle": "ana", "login": "ana"}, {"handle": "omar", "login": "omar"}]
    session = session_of(cards=[{"title": "Mine", "owner": "ana"}, {"title": "His", "owner": "omar"}], people=people)
    omar = someone_else(session, "omar")
    do(omar, AddRisks([{"title": "It melts", "owner": "omar"}]))
    do(omar, OfferHandoff(("risk", 1), "ana", "you know racks"))
    do(omar, OfferHandoff(("card", 2), "ana", "on leave"))
    session.refresh()
    async with board_app(session) as (app, pilot):
        assert "2 to answer" in frame(app)
        await press(app, pilot, "o", "enter", "as agreed", "enter", "fri", "enter")
        assert "Offered 1 “Mine” to @omar" in frame(app)
        assert [(each.receiver, each.answer_by) for each in offers(session.workspace)] == [
            ("ana", None), ("ana", None), ("omar", "2026-03-13"),
        ]  # fmt: skip
        await press(app, pilot, "o")
        assert "Withdraw" in frame(app)
        await press(app, pilot, "escape", "T")
        shown = frame(app)
        assert "@omar hands it to you: “on leave”" in shown
        assert "a accept  r decline" in shown
        await press(app, pilot, "r", "enter")
        assert "Why decline" in frame(app), "without a reason nothing is recorded"
        await press(app, pilot, "escape", "a")
        assert session.workspace.card(2).owner == "ana"  # type: ignore[union-attr]
        shown = frame(app)
        assert "accepted: it is yours" in shown
        assert "R1  It melts" in shown
        assert "@omar hands it to you: “you know racks”" in shown
        assert "a accept  r decline  enter skip" in shown, "a risk has no other verdicts"
        await press(app, pilot, "n")
        assert "R1 is a risk: here it is accepted, declined or skipped." in frame(app)
        await press(app, pilot, "r", "too much", "enter")
        assert "R1 “It melts”: declined: too much" in flat(app)
        assert "to answer" not in frame(app)
        await press(app, pilot, "u")
        assert "R1  It melts" in frame(app), "taken back, it is in front again"
        await press(app, pilot, "a", "escape")
        assert session.workspace.doc("risk", 1)["owner"] == "ana"  # type: ignore[index]
        assert "R1  accepted: it is yours" in frame(app)


async def test_what_is_refused_asks_or_says_why_and_stays_in_front() -> None:
    columns = [{**column, "wip_limit": 1, "wip_hard": True} for column in COLUMNS]
    session = session_of(cards=[*BARE[:2], {"title": "busy", "column": "doing", "owner": "ana", "due": "2026-04-01",
                                           "created_at": "2026-01-01T09:00:00Z"}], columns=columns)  # fmt: skip
    async with board_app(session) as (app, pilot):
        await press(app, pilot, "T", "n")
        assert isinstance(app.screen, LinePrompt)
        await press(app, pilot, "escape")
        assert (in_front(app), session.workspace.seq) == (1, 1)
        await press(app, pilot, "n", "the site is down", "enter")
        assert in_front(app) == 2
        assert next(iter(session.store.scan())).why == "the site is down"
        await press(app, pilot, "escape", "escape")
        do(session, c.EditColumn("doing", {"kind": "queue"}))
        do(session, c.EditColumn("review", {"kind": "queue"}))
        await press(app, pilot, "T", "n")
        assert "no column of kind active" in frame(app)
        assert in_front(app) == 2


async def test_what_others_do_meanwhile_is_told_and_never_decided_for_another_card() -> None:
    session = session_of(cards=BARE[:4])
    maria = someone_else(session)
    async with board_app(session) as (app, pilot):
        await press(app, pilot, "T", "s", "fri")
        do(maria, c.ArchiveCards([1]))
        do(maria, c.ArchiveCards([2]))
        app.bridge.poll()
        await settle(app, pilot)
        assert "1  Card A" in frame(app), "what the question is about stays behind it"
        await press(app, pilot, "enter")
        assert "Card 1 is archived" in frame(app), "the question stays, and so does what was typed"
        await press(app, pilot, "escape")
        assert in_front(app) == 3
        assert "Card 1 was archived meanwhile (maria), card 2 was archived meanwhile." in frame(app)
        assert session.workspace.card(3).due is None  # type: ignore[union-attr]
        await press(app, pilot, "s", "fri")
        do(maria, c.EditCards([3], {"due": "2026-03-20"}))
        await press(app, pilot, "enter")
        assert "maria changed due of card 3 at 09:00, and you did too; it is 2026-03-20" in flat(app)
        assert session.workspace.card(3).due == "2026-03-20"  # type: ignore[union-attr]
        await press(app, pilot, "enter")
        assert session.workspace.card(3).due == "2026-03-13", "decided again, knowing that"  # type: ignore[union-attr]
        await press(app, pilot, "u")
        do(maria, c.ArchiveCards([3]))
        app.bridge.poll()
        await settle(app, pilot)
        assert in_front(app) == 4
        assert "Card 3 was archived meanwhile (maria)." in frame(app)
        await press(app, pilot, "4")
        elsewhere = Session(MemoryStore(maria.store.lines), session.clock, session.actor)  # type: ignore[attr-defined]
        do(elsewhere, c.AddComment(("card", 4), "said in another terminal"))
        await press(app, pilot, "u")
        assert "you did something else since" in flat(app)
        assert session.workspace.card(4).value == 4  # type: ignore[union-attr]
        assert len(session.workspace.comments("card", 4)) == 1, "what was done elsewhere stays"


async def test_a_filter_of_the_board_holds_and_a_form_changes_the_card_in_front() -> None:
    session = session_of(cards=[*BARE[:3], {"title": "Mine", "owner": "ana"}])
    async with board_app(session, size=(100, 30)) as (app, pilot):
        await press(app, pilot, "/", "@ana", "enter", "T")
        assert " 1 of 1 " in frame(app)
        await press(app, pilot, "e", "!")
        await press(app, pilot, "f2")
        assert in_front(app) == 4
        assert "Mine!" in frame(app)
        await press(app, pilot, "u")
        assert "4  Mine\n" in frame(app)
        await press(app, pilot, "p", "3")
        assert session.workspace.card(4).value == 3  # type: ignore[union-attr]
        await press(app, pilot, "q")
        assert app.screen is board(app)
        for key in "Tx":
            app.post_message(pressed(key))
        await settle(app, pilot)
        assert app.screen is board(app)
        assert "None of the cards shown needs a decision." in frame(app), "and x was for a card that never came"


@asynccontextmanager
async def triage_app(session: Session, size: tuple[int, int] = (80, 24)) -> AsyncIterator[tuple[TriageApp, Any]]:
    """Triage as the shell starts it."""
    ws, today = session.workspace, session.clock.today()
    queue = triage_queue(ws, today, scores(ws, today))
    app = TriageApp(NoBoards(), Config(), PROFILE, session, queue, ["Something is odd."])  # type: ignore[arg-type]
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        yield app, pilot


async def test_from_the_shell_it_stands_alone_and_keeps_what_one_was_typing() -> None:
    session = session_of(cards=BARE[:3])
    async with triage_app(session) as (app, pilot):
        await settle(app, pilot)
        assert "Something is odd." in frame(app)
        await press(app, pilot, "3", "x", "nobody mis")
    again = Session(session.store, FrozenClock(), session.actor)
    async with board_app(again) as (app, pilot):
        await settle(app, pilot)
        assert "nobody mis" in frame(app), "what was typed is offered on the board"
        await press(app, pilot, "enter")
        assert "Why drop 2" in frame(app)
        await press(app, pilot, "ses it", "enter")
        assert again.workspace.card(2).archived  # type: ignore[union-attr]
        assert next(iter(again.store.scan())).why == "nobody misses it"


async def test_keys_typed_while_the_queue_is_made_or_a_decision_recorded_are_for_the_card_that_comes_after(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    session = session_of(cards=BARE[:4])
    gate, trouble, append = threading.Event(), [], session.store.append

    def slowly(*more: Any) -> Any:
        gate.wait(20)
        return trouble[0] if trouble else append(*more)

    def made_slowly(*more: Any) -> Any:
        gate.wait(20)
        return triage_queue(*more)

    session.store.append = slowly  # type: ignore[method-assign]
    monkeypatch.setattr("tuiboard.domain.triage.triage_queue", made_slowly)
    async with board_app(session) as (app, pilot):
        for key in "Tk":
            app.post_message(pressed(key))
        await pilot.pause(0.6)
        assert app.screen is board(app)
        assert "Looking …" in frame(app)
        gate.set()
        await settle(app, pilot)
        assert "None before this one was skipped" in frame(app), "k was for triage"
        gate.clear()
        for key in "n4":
            app.post_message(pressed(key))
        await pilot.pause(0.6)
        assert in_front(app) == 1
        gate.set()
        await settle(app, pilot)
        assert in_front(app) == 3
        assert (session.workspace.card(1).column, session.workspace.card(2).value) == ("doing", 4)  # type: ignore[union-attr]
        trouble.append(Busy("omar"))
        for key in "n44":
            app.post_message(pressed(key))
        await settle(app, pilot)
        assert in_front(app) == 3, "what was typed behind a decision that failed was for cards that never came"
        assert "busy" in frame(app)
        trouble.clear()
        gate.clear()
        await pilot.press("n")
        await pilot.press("escape", "escape")
        assert app.screen is board(app)
        gate.set()
        await settle(app, pilot)
        assert session.workspace.card(3).column == "doing"  # type: ignore[union-attr]
        assert "3 “Card C”: started, in Doing." in frame(app)
