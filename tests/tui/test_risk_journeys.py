"""Journeys by keyboard through the register, at 80x24 unless said; an app, which costs most, serves several steps."""

from typing import Any

import pytest
from textual.content import Content
from textual.widgets import Static

from tests.conftest import NOW
from tests.tui.board_app import PROFILE, board_app, do, frame, press, session_of, settle
from tuiboard.domain import commands as c
from tuiboard.domain import risk_commands as r
from tuiboard.domain.changes import Change, Entry
from tuiboard.domain.risk_rules import risk_rules
from tuiboard.engine.session import Session
from tuiboard.storage.memory import MemoryStore
from tuiboard.tui.app import TuiboardApp
from tuiboard.tui.dialogs.chooser import Chooser
from tuiboard.tui.dialogs.money_page import MoneyPage
from tuiboard.tui.dialogs.risk_page import RiskPage
from tuiboard.tui.screens.risk_rules_actions import parse_rule, rule_texts
from tuiboard.tui.screens.risks import RiskScreen

pytestmark = pytest.mark.usefixtures("own_world")


def rated(p: int, i: int) -> dict[str, Any]:
    return {"probability": p, "impact": {"cost": i}}


def session_with_risks() -> Session:
    session = session_of()
    told = {"cause": "It is old", "event": "it fails", "effect": "all stops"}
    quant = {"p": 0.3, "low": 60_000, "mode": 60_000, "high": 60_000}
    risks = [
        {"title": "Core switch fails", "owner": "maria", "current": rated(4, 5), "target": rated(2, 3), "quant": quant,
         **told},
        {"title": "Sync loses group rights", "owner": "ana", "current": rated(3, 4), **told},
        {"title": "Cabling below spec", "current": rated(2, 2), "next_review": "2026-03-01", **told},
        {"title": "Firmware slips", "owner": "omar", **told},
    ]  # fmt: skip
    do(session, r.AddRisks(risks))
    do(session, r.ScoreRisk(2, "current", 3, {"cost": 3}))
    return session


def register(app: TuiboardApp) -> RiskScreen:
    view = app.view
    assert isinstance(view, RiskScreen)
    return view


async def test_the_register_is_walked_filtered_and_sorted_and_kept_while_another_view_is_shown() -> None:
    session = session_with_risks()
    assert isinstance(session.store, MemoryStore)
    other = session_of(MemoryStore(session.store.lines), "omar", 1001)
    async with board_app(session) as (app, pilot):
        await press(app, pilot, "2")
        text = frame(app)
        assert " 2 Risks " in text
        assert "▌R1  Core switch fails" in text
        assert "20 crit" in text
        assert "P80 " in text
        assert " 9 mod  ↓" in text, "the trend comes from the journal"
        assert "a add" in text.splitlines()[-1]
        assert all(len(line) <= 80 for line in text.splitlines())

        await press(app, pilot, "j", "j")
        assert register(app).table.cursor == 3
        do(other, r.EditRisks([1], {"title": "Core switch fails at night"}))
        app.bridge.poll()
        await settle(app, pilot)
        assert "Core switch fails at night" in frame(app)
        assert register(app).table.cursor == 3, "what others do moves no cursor"

        await press(app, pilot, "/", "@ana")
        assert "1 of 4 match" in frame(app)
        await press(app, pilot, "enter")
        assert register(app).table.cursor == 2
        await press(app, pilot, "7", "shift+tab", "1")
        do(other, r.EditRisks([2], {"title": "Sync loses rights"}))
        app.bridge.poll()
        await settle(app, pilot)
        await press(app, pilot, "tab")
        assert "/@ana  1 of 4" in frame(app), "the filter was kept"
        assert "Sync loses rights" in frame(app), "what happened meanwhile is shown"
        await press(app, pilot, "escape")
        assert register(app).table.cursor == 3

        await press(app, pilot, "s", "owner", "enter")
        assert list(register(app).table.state.ids) == [2, 1, 4, 3]
        await press(app, pilot, "1", "l", "r")
        assert isinstance(app.screen, Chooser), "r on a card asks for its risks"
        await press(app, pilot, "escape", "2", "?")
        assert "Add a risk (quick line" in frame(app)
        assert "Add a card" not in frame(app)
        await press(app, pilot, "escape", ":", "score of the target", "enter")
        assert app.screen is not register(app)


async def test_the_heatmap_is_a_way_through_the_register() -> None:
    async with board_app(session_with_risks()) as (app, pilot):
        await press(app, pilot, "2", "m")
        text = frame(app)
        assert "[o     20c]" in text
        assert "almost certain 5" in text
        assert "appetite 9" in text
        assert "/cell:4x5  1 of 4" in text
        await press(app, pilot, "j", "h", "h")
        assert register(app).cell == (3, 3)
        assert list(register(app).table.state.ids) == [2]
        assert "R1" in frame(app), "the map shows the others too"
        await press(app, pilot, "enter")
        assert register(app).cell is None
        assert "almost certain" not in frame(app)
        assert register(app).filter_text == "cell:3x3"
        await press(app, pilot, "/", "is:above", "enter")
        assert register(app).filter_text == "cell:3x3 is:above", "what is typed is a word of its own"
        await press(app, pilot, "m", "l", "escape")
        assert register(app).filter_text == "is:above"
        await press(app, pilot, "escape")
        assert register(app).filter_text == ""
        assert len(register(app).table.state.ids) == 4


async def test_what_needs_attention_is_one_key_from_its_cure_and_pages_show_risk_and_money() -> None:
    async with board_app(session_with_risks()) as (app, pilot):
        await press(app, pilot, "2", "f", "f")
        rows = [row.need.name for row, _ in register(app).table.state.needs or ()]
        assert rows[:2] == ["escalate", "above appetite"]
        assert "cure it" in frame(app)
        await press(app, pilot, "G")
        assert "Firmware slips" in frame(app)
        place = rows.index("no owner")
        register(app).table.step(place - len(rows) + 1)
        await press(app, pilot, "enter", "omar", "enter")
        assert app.session.workspace.risk(3).owner == "omar"  # type: ignore[union-attr]
        assert "no owner" not in [row.need.name for row, _ in register(app).table.state.needs or ()]

        await press(app, pilot, "escape", "g", "enter")
        assert isinstance(app.screen, RiskPage)
        text = frame(app)
        assert "Cause" in text
        assert "It is old" in text
        assert "score 20 is above the appetite of 9" in text
        await press(app, pilot, "n")
        assert "R2 Sync loses group rights" in frame(app)
        assert "now 3×3 = 9 (was 12)" in shown(app.screen.query_one(".detail-text", Static))
        await press(app, pilot, "escape", "$")
        assert isinstance(app.screen, MoneyPage)
        assert "60,000 set aside" in shown(app.screen.query_one("#money-text", Static))
        await press(app, pilot, "escape", "i", "enter", "backspace", "2", "0", "f2")
        assert "Escalation from 16 on would hold below the appetite of 20" in frame(app), "not taken"
        assert "risk" not in app.session.workspace.board.settings
        await press(app, pilot, "enter", "backspace", "backspace", "2", "5", "enter")
        assert app.session.workspace.board.settings["risk"] == {"appetite": 20, "escalation": 25}, "both at once"


def shown(widget: Static) -> str:
    content = widget.content
    assert isinstance(content, Content)
    return content.plain


async def test_a_wide_terminal_shows_map_and_details_beside_the_table_and_an_empty_register_what_to_do() -> None:
    async with board_app(session_with_risks(), size=(140, 50)) as (app, pilot):
        await press(app, pilot, "2")
        await pilot.pause(0.2)  # details follow once the cursor rests
        await settle(app, pilot)
        text = frame(app)
        assert "State" in text
        assert "R1 Core switch fails" in text
        assert "appetite 9" in text
        await press(app, pilot, "X")
        assert "appetite 9  " not in frame(app)
        app.open_board(session_of())
        await settle(app, pilot)
        text = frame(app)
        assert "No risks yet. What could go wrong?" in text
        assert "a adds the first one" in text


async def test_without_colour_and_in_ascii_the_register_says_the_same() -> None:
    profile = PROFILE._replace(ascii=True, color="none")
    async with board_app(session_with_risks(), profile=profile) as (app, pilot):
        await press(app, pilot, "2", "m")
        text = frame(app)
        assert text.isascii()
        assert "[o     20c]" in text
        assert ">R1" in text


@pytest.mark.parametrize(
    ("name", "text", "meant"),
    [
        ("appetite", "12", 12),
        ("appetite", "", None),
        ("grid", "LLLMM/lmmmh lmmhh/lmhhc/mhhcc", ["lllmm", "lmmmh", "lmmhh", "lmhhc", "mhhcc"]),
        ("review_days", "90 30, 14 7 14", {"low": 90, "moderate": 30, "high": 14, "critical": 7, "unrated": 14}),
        ("currency", " CHF ", "CHF"),
    ],
)
def test_a_rule_is_typed_as_it_is_shown(name: str, text: str, meant: object) -> None:
    assert parse_rule(name, text) == meant


def test_the_rules_as_shown_are_what_can_be_typed() -> None:
    session = session_of()
    given = {"appetite": 6, "currency": "CHF", "review_days": {"low": 60}, "grid": ["lllmm"] * 5}
    do(session, c.EditBoard(settings={"risk": given}))
    rules = risk_rules(session.workspace.board)
    typed = {name: parse_rule(name, text) for name, text in rule_texts(rules).items()}
    do(session, c.EditBoard(settings={"risk": typed}))
    assert risk_rules(session.workspace.board) == rules


ODD: tuple[dict[str, Any], ...] = (
    {"title": 5, "actions": "x", "triggers": [1], "state": [1], "tags": 5, "created_at": 5},
    {"actions": [1, {"role": 5, "card": []}], "state": 7, "proximity": [1], "quant": {"p": "a"}, "current": 5},
    {"acceptance": "no", "caused_by": "R1", "strategy": 5, "owner": [1], "issue": "x", "next_review": 5},
    {"escalated": "x", "occurred": "x", "caused_by": 5, "state": "accepted", "cause": {}, "kind": 5},
)


async def test_odd_risks_of_another_program_are_shown_and_undone() -> None:
    session = session_with_risks()
    changes = [
        Change("risk", id, {name: session.workspace.table("risk")[id].get(name) for name in odd}, odd)
        for id, odd in enumerate(ODD, 1)
    ]
    entry = Entry(session.workspace.seq + 1, "t" * 26, NOW, "ana", 1000, "risk.edited", tuple(changes))
    session.store.append(session.workspace.seq, entry)
    session.refresh()
    async with board_app(session, size=(120, 40)) as (app, pilot):
        await press(app, pilot, "2", "j", "j", "j", "enter", "escape", "dollar_sign", "escape", "7", "u")
        assert session.workspace.seq > entry.seq
