"""What is done to risks by keyboard, at 80x24: an app, which costs most, serves several steps."""

from typing import Any

import pytest
from textual.widgets import Input

from tests.conftest import FrozenClock
from tests.e2e.hostile import PAYLOADS
from tests.tui.board_app import board, board_app, do, frame, press, session_of, settle
from tests.tui.test_any_text import assert_harmless
from tuiboard.domain import commands as c
from tuiboard.domain import risk_commands as r
from tuiboard.domain.risks import Risk
from tuiboard.engine.session import Done, Session
from tuiboard.storage.memory import MemoryStore
from tuiboard.tui.app import TuiboardApp

pytestmark = pytest.mark.usefixtures("own_world")

TOLD = {"cause": "It is old", "event": "it fails", "effect": "all stops", "owner": "maria"}


def rated(p: int, i: int) -> dict[str, Any]:
    return {"probability": p, "impact": {"cost": i}}


def one_risk(**fields: Any) -> Session:
    """A session with R1, which card 1 (with an owner and a date) prevents."""
    session = session_of()
    do(session, r.AddRisks([{"title": "Core switch fails", **fields}], [(1, "preventive")]))
    return session


def risk(app: TuiboardApp, id: int = 1) -> Risk:
    found = app.session.workspace.risk(id)
    assert found is not None
    return found


def later(session: Session) -> None:
    """An hour goes by: what is scored now is scored after what was done."""
    assert isinstance(session.clock, FrozenClock)
    session.clock.advance(hours=1)


async def test_a_risk_takes_one_line_and_its_three_parts_may_be_skipped() -> None:
    async with board_app() as (app, pilot):
        await press(app, pilot, "2", "a", "Core switch fails %4 cost5 @zoe")
        assert "zoe" in frame(app), "what is wrong is said while one types"
        await press(app, pilot, "enter")
        assert app.session.workspace.risk(1) is None
        await press(app, pilot, *["backspace"] * 4, "@maria", "enter")
        assert (risk(app).score(), risk(app).owner) == ((4, 5), "maria")
        assert "Because of" in frame(app)
        await press(app, pilot, "It is old", "enter", "enter", "enter")
        assert (risk(app).cause, risk(app).event) == ("It is old", "")
        assert app.screen is app.view
        assert "event and effect are missing" in " ".join(need for need in _needs(app))

        await press(app, pilot, "a", "Cables rot", "enter", "enter", "enter", "enter")
        assert risk(app, 2).title == "Cables rot"
        assert app.session.workspace.seq == 4, "skipping records nothing"


def _needs(app: TuiboardApp) -> list[str]:
    from tuiboard.domain.risk_attention import attention
    from tuiboard.domain.risk_rules import risk_rules

    ws = app.session.workspace
    return [need.words for need in attention(ws, risk(app), "2026-03-11", risk_rules(ws.board))]


async def test_a_refused_move_asks_for_everything_that_is_missing_and_then_moves() -> None:
    session = one_risk()
    async with board_app(session) as (app, pilot):
        await press(app, pilot, "2", "x")
        assert "needs its cause; its event; its effect; an owner;" in frame(app)
        await press(app, pilot, "enter")
        assert "To become assessed it still needs its cause" in frame(app)
        before = app.session.workspace.seq
        await press(app, pilot, "It is old", "enter", "it fails", "enter", "all stops", "enter", "mar", "enter")
        assert risk(app).state == "identified"
        await press(app, pilot, "escape")
        assert "R1 stays identified" in frame(app), "leaving a question leaves the state, and says what is missing"
        await press(app, pilot, "x", "enter", "4", "5", "enter")
        assert (risk(app).state, risk(app).score()) == ("assessed", (4, 5))
        assert app.session.workspace.seq == before + 4

        await press(app, pilot, "x", "enter", "reduce", "enter")
        assert (risk(app).state, list(risk(app).strategy)) == ("treating", ["reduce"])

        await press(app, pilot, "P", "1", "2", "enter", "1")
        later(session)
        await press(app, pilot, "c")
        assert app.session.workspace.is_done(app.session.workspace.card(1))  # type: ignore[arg-type]
        assert "Every preventive action of R1 is done" in frame(app), "finishing the last action asks for a score"
        assert "[ 2 L t]" in frame(app), "the target is offered"
        await press(app, pilot, "escape")
        assert risk(app).score() == (4, 5), "and nothing is recorded unless one says so"
        await press(app, pilot, "u")
        assert "Every preventive" not in frame(app), "an undo asks nothing"

        await press(app, pilot, "2", "x", "enter", "down", "enter")
        assert "Every preventive action of R1 is done" in frame(app)
        await press(app, pilot, "enter")
        assert (risk(app).state, risk(app).score()) == ("monitoring", (1, 2))


async def test_a_preventive_action_can_be_made_on_the_way_to_treating() -> None:
    session = session_of()
    slips = {"title": "Slips", **TOLD, "current": rated(3, 4), "strategy": ["reduce"]}
    do(session, r.AddRisks([slips], [(2, "preventive")]))
    do(session, r.AdvanceRisk(1, "assessed"))
    async with board_app(session) as (app, pilot):
        await press(app, pilot, "2", "x", "enter")
        assert "Give card 2 its owner and due date" in frame(app)
        await press(app, pilot, "enter", "omar", "enter", "fri", "enter")
        card = app.session.workspace.card(2)
        assert card is not None
        assert (card.owner, card.due, risk(app).state) == ("omar", "2026-03-13", "treating")
        await press(app, pilot, "L", "call the vendor", "enter", "card", "enter", "enter")
        assert "It still needs @owner and due:fri" in frame(app)
        await press(app, pilot, " @ana due:fri", "enter")
        assert risk(app).cards("preventive") == [2, 6], "the card and its link are one entry"


async def test_acceptance_occurrence_closing_and_reopening() -> None:
    session = one_risk(**TOLD, current=rated(4, 5), target=rated(1, 1))
    do(session, r.PlanAction(1, "Borrow a switch"))
    async with board_app(session) as (app, pilot):
        await press(app, pilot, "2", "x", "accept", "enter")
        assert "who approves it? @ana asks for it" in frame(app)
        await press(app, pilot, "marja", "enter")
        assert "add person" not in frame(app), "no slip of the finger makes an approver"
        assert app.session.workspace.person("marja") is None
        await press(app, pilot, *["backspace"] * 5)
        assert "▌ @maria" in frame(app), "who asks can't approve"
        await press(app, pilot, "enter", "enter")
        await press(app, pilot, "yesterday")
        assert "2026-03-10 is not in the future" in frame(app)
        await press(
            app, pilot, "escape", "escape", "x", "accept", "enter", "enter", "too dear", "enter", "+2m", "enter"
        )
        acceptance = risk(app).acceptance or {}
        assert (acceptance["approver"], acceptance["requester"], acceptance["expires"]) == (
            "maria",
            "ana",
            "2026-05-11",
        )

        await press(app, pilot, "!", "enter", "60 apples", "enter")
        assert "is not an amount" in frame(app)
        await press(app, pilot, *["backspace"] * 7, "k", "enter", "it burned", "enter")
        assert "issue I1 was made and card 6 for its contingency" in frame(app)
        assert (risk(app).occurred or {})["amount"] == 60_000
        app.view.only_risk = 1  # type: ignore[union-attr]  # the register shows open risks
        await press(app, pilot, "c", "enter", "enter")
        assert (risk(app).state, risk(app).close_reason) == ("closed", "realised")
        await press(app, pilot, "x", "enter", "seen again", "enter")
        assert (risk(app).state, risk(app).close_reason) == ("assessed", "")


async def test_the_due_reviews_are_gone_through_with_one_key_each() -> None:
    session = session_of()
    titles = ["Switch", "Cables", "Sync", "Firmware"]
    do(session, r.AddRisks([{"title": t, "next_review": "2026-03-10", "current": rated(5 - n, 4)}
                            for n, t in enumerate(titles)]))  # fmt: skip
    async with board_app(session) as (app, pilot):
        await press(app, pilot, "2", "R")
        assert "Review 1 of 4: R1" in frame(app)
        assert "Never reviewed until now" in frame(app)
        await press(app, pilot, "k", "s", "2", "2", "tab", "1", "1", "enter")
        assert "Review 3 of 4: R3" in frame(app)
        assert (risk(app, 2).score(), risk(app, 2).score("target")) == ((2, 2), (1, 1))
        elsewhere = session_of(session.store, "ana", 1000)  # type: ignore[arg-type]
        do(elsewhere, c.EditCards([1], {"title": "From another terminal"}))
        await press(app, pilot, "u")
        assert "you did something else since" in frame(app)
        undone = elsewhere.undo()
        assert isinstance(undone, Done), "what was not decided here was not taken back"
        await press(app, pilot, "u")
        assert "Review 2 of 4: R2" in frame(app)
        assert (risk(app, 2).score(), risk(app, 2).score("target")) == ((4, 4), None), "both scores are taken back"
        await press(app, pilot, "n", "c", "elim", "enter", "enter", "e", "to the board", "enter")
        text = frame(app)
        assert "3 of 4 reviewed: 1 kept, 1 closed, 1 escalated." in text
        assert "Skipped, still due: R2." in text
        assert risk(app).last_review == "2026-03-11"
        assert (risk(app, 4).escalated or {})["note"] == "to the board"
        await press(app, pilot, "enter", "R", "k", "enter", "R")
        assert "No review is due; the next is" in frame(app)


async def test_from_a_card_one_links_a_risk_or_raises_one() -> None:
    session = session_of()
    do(session, r.AddRisks([{"title": "Cables rot", "current": rated(3, 3)}]))
    async with board_app(session) as (app, pilot):
        await press(app, pilot, "r", "cables", "enter", "conti", "enter")
        assert risk(app).cards("contingency") == [1]
        assert "■ 9 R1" in frame(app)
        await press(app, pilot, "r", "Vendor is gone", "enter", "enter", " %4 i5", "enter")
        assert risk(app, 2).cards("preventive") == [1]
        assert "cause, event, effect" in frame(app)
        await press(app, pilot, "escape")
        assert "■ 20 R2" in frame(app)
        await press(app, pilot, "r", "R2")
        assert "raise “R2”" not in frame(app), "that is a risk's number"
        await press(app, pilot, "enter", "off", "enter")
        assert risk(app, 2).cards() == []
        assert "■ 9 R1" in frame(app)


async def test_two_people_score_or_edit_the_same_risk_and_both_are_asked() -> None:
    session = one_risk(**TOLD, current=rated(2, 2))
    assert isinstance(session.store, MemoryStore)
    other = session_of(MemoryStore(session.store.lines), "omar", 1001)
    async with board_app(session) as (app, pilot):
        await press(app, pilot, "2", "p", "4", "5")
        do(other, r.ScoreRisk(1, "current", 3, {"time": 3}))
        await press(app, pilot, "enter")
        assert "omar changed current score of R1" in frame(app)
        assert "theirs: 3 × 3 = 9" in frame(app)
        await press(app, pilot, "enter")
        assert risk(app).score() == (4, 5)

        await press(app, pilot, "e")
        app.screen.query_one("#field-title", Input).value = "Mine"
        do(other, r.EditRisks([1], {"title": "Theirs", "category": "technical"}))
        await press(app, pilot, "f2")
        assert "changed title of risk R1" in frame(app)
        await press(app, pilot, "down", "down", "enter")
        assert (risk(app).title, risk(app).category) == ("Theirs / Mine", "technical")


async def test_a_decision_about_a_score_that_someone_else_gave_meanwhile_is_asked_again() -> None:
    session = one_risk(**TOLD, current=rated(2, 3), next_review="2026-03-10", triggers=[{"text": "Fan is loud"}])
    assert isinstance(session.store, MemoryStore)
    other = session_of(MemoryStore(session.store.lines), "omar", 1001)
    async with board_app(session) as (app, pilot):
        await press(app, pilot, "2", "x", "accept", "enter", "enter", "too dear", "enter", "+2m")
        assert "as it is now (6 moderate)" in frame(app)
        do(other, r.ScoreRisk(1, "current", 4, {"cost": 5}))
        await press(app, pilot, "enter")
        assert "omar scored R1 meanwhile: 20 critical, not 6 moderate." in frame(app)
        await press(app, pilot, "escape")
        assert risk(app).acceptance is None
        assert "the score of R1 is 20 critical now" in frame(app)
        await press(app, pilot, "enter", "down", "enter")
        assert (risk(app).acceptance or {})["snapshot"] == {"probability": 4, "impact": {"cost": 5}}

        await press(app, pilot, "c", "passed", "enter")
        do(other, r.ScoreRisk(1, "current", 1, {"cost": 5}))
        await press(app, pilot, "enter", "enter")
        assert risk(app).state == "accepted", "the nearest answer leaves it"
        await press(app, pilot, "escape", "escape")
        assert app.screen is app.view

        do(other, r.EditRisks([1], {"next_review": "2026-03-11"}))
        app.bridge.poll()
        await settle(app, pilot)
        await press(app, pilot, "R")
        do(other, r.ScoreRisk(1, "current", 5, {"cost": 5}))
        await press(app, pilot, "k")
        assert "25 critical, not 5" in frame(app)
        await press(app, pilot, "down", "enter")
        assert "1 of 1 reviewed: 1 kept" in frame(app)
        await press(app, pilot, "enter", "T")
        do(other, r.EditRisks([1], {"triggers": [{"text": "Smoke"}, {"text": "Fan is loud"}]}))
        await press(app, pilot, "enter")
        assert "Someone else changed the triggers of R1 meanwhile" in frame(app)
        assert not any(trigger.get("fired_at") for trigger in risk(app).triggers)


async def test_a_trigger_that_was_seen_is_taken_back_where_the_state_is_changed() -> None:
    session = one_risk(**TOLD, triggers=[{"text": "Fan is loud"}])
    do(session, r.FireTrigger(1, 0))
    async with board_app(session, size=(60, 20)) as (app, pilot):
        await press(app, pilot, "2", "x")
        assert all(len(line) <= 60 for line in frame(app).splitlines())
        assert "…" not in frame(app).split("expiry in")[1][:40], "a long need takes another line"
        await press(app, pilot, "not seen", "enter")
        assert not risk(app).triggers[0].get("fired_at")
        await press(app, pilot, "p", "2", "2")
        assert "inherent (i)" in frame(app)
        assert "esc" in frame(app), "all keys are told on a small terminal"
        await press(app, pilot, "escape", "L")
        assert "linked, preventive: 1" in frame(app)


async def test_what_was_typed_into_the_form_of_a_risk_is_offered_next_time() -> None:
    session = one_risk()
    assert isinstance(session.store, MemoryStore)
    async with board_app(session) as (app, pilot):
        await press(app, pilot, "2", "e")
        app.screen.query_one("#field-title", Input).value = "Half a tit"
        await settle(app, pilot)
    again = session_of(MemoryStore(session.store.lines), "ana", 1000)
    async with board_app(again) as (app, pilot):
        await settle(app, pilot)
        assert "Form of R1" in frame(app)
        await press(app, pilot, "enter")
        assert app.screen.query_one("#field-title", Input).value == "Half a tit"
        await press(app, pilot, "f2")
        assert risk(app).title == "Half a tit"
        assert board(app).drafts_left() == []


KEYS = (("x",), ("p",), ("p", "d"), ("L",), ("T",), ("R",), ("@",), ("t",), ("e",), ("w",), ("C",), ("!",), ("c",),
        ("E",), ("x", "accept", "enter", "enter"), ("L", "enter"))  # fmt: skip


async def test_every_question_about_a_risk_shows_any_text() -> None:
    texts = list(PAYLOADS.values())
    session = session_of()
    names = ("cause", "event", "effect", "contingency_plan")
    fields = {name: texts[n % len(texts)] for n, name in enumerate(names)}
    triggers = [{"text": text[:80] or "t"} for text in texts]
    hostile = {"title": " ".join(texts)[:150] or "x", "next_review": "2026-03-10", "triggers": triggers, **fields}
    do(session, r.AddRisks([hostile], [(1, "preventive")]))
    do(session, c.EditCards([1], {"title": texts[0] + "x"}))
    async with board_app(session, size=(100, 40)) as (app, pilot):
        await press(app, pilot, "2")
        for keys in KEYS:
            await press(app, pilot, *keys)
            assert_harmless(app, keys)
            await press(app, pilot, *["escape"] * len(keys))
            assert app.screen is app.view, keys
