"""Whatever a text holds: nothing of a sequence reaches the terminal, and every widget that shows it survives.

What is looked at are the bytes that a whole screen becomes, after the app's line filters: what would be written.
"""

from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager
from itertools import cycle
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textual.app import App, ComposeResult
from textual.filter import LineFilter
from textual.pilot import Pilot
from textual.widgets import Input, Markdown, Static, TextArea

from tests.cli.conftest import Stream
from tests.conftest import NOW, FrozenClock, make_workspace
from tests.e2e.hostile import PAYLOADS
from tests.e2e.wire import taken_apart, unseen
from tests.tui.board_app import board, board_app, press, session_of, settle
from tuiboard.cli.output import Output, Painted
from tuiboard.domain.changes import Change, Entry, created
from tuiboard.domain.refusal import Refusal
from tuiboard.engine.session import Session
from tuiboard.tui.app import TuiboardApp
from tuiboard.tui.dialogs.chooser import Choice, Chooser
from tuiboard.tui.palette import Palette
from tuiboard.tui.safe_text import HarmlessLines, safe_field, safe_label, safe_text
from tuiboard.tui.terminal import glyphs
from tuiboard.tui.widgets.bars import Bar
from tuiboard.tui.widgets.menu_list import MenuList

pytestmark = pytest.mark.usefixtures("own_world")

PIECES = st.one_of(
    st.sampled_from(sorted(PAYLOADS.values())),
    st.text(st.characters(exclude_categories=()), max_size=12),
    st.text("\x1b\x9b\x9d\x90\x07\\[]()mhJ;?0123\r\n\t`*_#<>!|~é漢\u0301\u202e\u200d\ud800", max_size=12),
)
TEXTS = st.lists(PIECES, min_size=1, max_size=4).map("".join)
DRAWN = {"CSI m"}
"""What drawing a line needs: colours."""


def some_texts(many: int) -> list[str]:
    """The texts of a property, always the same ones: several are shown at once, by one app."""
    found: list[str] = [*PAYLOADS.values()]

    @settings(max_examples=many)
    @given(TEXTS)
    def collect(text: str) -> None:
        found.append(text)

    collect()
    return found


def assert_harmless(app: App[int], shown: object) -> str:
    """Look at the whole screen as it would be written; return its text."""
    written = "".join(strip.render(app.console) for strip in app.screen._compositor.render_strips())
    wire = taken_apart(written.encode())  # a lone surrogate can't be written
    assert wire.sequences <= DRAWN, ascii(shown)
    assert unseen(wire.text) == set(), ascii(shown)
    return wire.text


def batches(texts: list[str]) -> list[list[str]]:
    """Ten texts at a time: laying out a screen is what takes time."""
    return [texts[start : start + 10] for start in range(0, len(texts), 10)]


def typed(text: str) -> str:
    """A text as someone may have typed it; a pile of marks is theirs to see, while a stored one is cut."""
    return text if "pile of marks" not in unseen(text) else safe_field(text)


class Shelf(App[int]):
    """Every kind of widget that shows texts, as the program makes them."""

    CSS = "Static, Bar, Input { height: 1; border: none; } TextArea, MenuList { height: 12; }"

    def get_line_filters(self) -> list[LineFilter]:
        return [*super().get_line_filters(), HarmlessLines()]

    def compose(self) -> ComposeResult:
        for number in range(10):
            yield Static(id=f"static-{number}")
            yield Input(id=f"input-{number}")
        yield Bar(glyphs(False), Palette(self.get_css_variables(), False), "surface", id="bar")
        yield TextArea(id="area")
        yield MenuList(id="menu")
        yield Markdown(id="markdown")

    async def show(self, texts: list[str]) -> None:
        """Inputs and the text area get what no `safe_…` has seen, as after a paste."""
        for number, text in enumerate(texts):
            self.query_one(f"#static-{number}", Static).update(safe_text(text))
            self.query_one(f"#input-{number}", Input).value = typed(text)
        self.query_one(Bar).show([("error", safe_label(text, 20)) for text in texts])
        self.query_one(TextArea).text = "\n".join(map(typed, texts))
        self.query_one(MenuList).show([safe_text(text, 40) + safe_text(text).stylize("dim") for text in texts])
        shapes = "# {}", "{}", "- {}", "`{}`", "> {}", "    {}", "[{}](http://x)", "**{}**", "|{}|\n|-|\n|{}|", "1. {}"
        body = "\n\n".join(shape.format(text, text) for shape, text in zip(shapes, texts, strict=False))
        await self.query_one(Markdown).update(safe_field(body))


async def test_every_kind_of_widget_shows_any_text() -> None:
    app = Shelf()
    async with app.run_test(size=(100, 110)) as pilot:
        for texts in batches(some_texts(30)):
            await app.show(texts)
            await pilot.pause()
            assert_harmless(app, texts)


def everything(texts: Iterable[str]) -> list[Change]:
    """A board that has these texts in every place that another program could have written them to."""
    given = cycle(texts)
    tables = make_workspace().tables
    cards = dict(tables["card"])
    settings = {"risk": {"currency": next(given), "unit": next(given), "grid": [next(given)]}}
    board_fields = {"name": next(given), "filters": {next(given): next(given)}, "settings": settings}
    changes = [Change("board", "board", {}, board_fields)]
    for key in ("backlog", "doing"):
        changes.append(Change("column", key, {}, {"name": next(given), "policy": next(given)}))
    changes.append(Change("person", "maria", {}, {"name": next(given), "role": next(given)}))
    handle, project = f"h{next(given)}", f"p{next(given)}"
    changes += [created("person", handle, {"handle": handle}), created("project", project, {"key": project})]
    for id in cards:
        fields = {
            "title": next(given), "body": next(given), "owner": handle, "project": project, "tags": [next(given)],
            "promised_to": next(given), "checklist": [{"text": next(given), "done": False}], "links": [next(given)],
            "blocked": {"reason": next(given), "since": NOW},
            "pin": {"quadrant": "Do now", "reason": next(given), "by": next(given), "until": "2026-12-24"},
            "source": {"system": next(given), "id": next(given), "url": next(given)},
            "extra": {next(given): next(given)},
        }  # fmt: skip
        changes.append(Change("card", id, {}, fields))
    changes += [created("risk", id, {"id": id, **risk(given, handle, project)}) for id in (1, 2)]
    milestone = {"title": next(given), "due": next(given), "project": project, "owner": next(given)}
    changes += [created("milestone", 1, {"id": 1, **milestone}), Change("card", 1, {}, {"milestone": 1})]
    changes.append(created("issue", 1, {"id": 1, "text": next(given), "owner": handle, "state": next(given)}))
    for id, on in enumerate((["card", 1], ["risk", 1]), 1):
        said = {"id": id, "on": on, "author": next(given), "at": NOW, "text": next(given)}
        changes.append(created("comment", id, said))
    return changes


def risk(given: Iterator[str], owner: str, project: str) -> dict[str, Any]:
    """A risk with these texts wherever one can stand."""
    names = ("title", "category", "cause", "event", "effect", "confidence", "contingency_plan", "fallback_plan")
    rating = {"probability": 4, "impact": {"cost": 4, next(given): next(given)}}
    return {
        **{name: next(given) for name in names},
        "owner": owner, "project": project, "created_at": NOW, "created_by": next(given), "state": "accepted",
        "current": rating, "inherent": rating, "target": rating, "tags": [next(given)], "strategy": [next(given)],
        "quant": {"p": 0.5, "low": 1, "mode": 2, "high": 3, "unit": next(given)},
        "proximity": {"from": next(given), "to": next(given)},
        "actions": [{"role": next(given), "text": next(given)}, {"role": "preventive", "card": 1}],
        "triggers": [{"text": next(given), "fired_at": next(given)}],
        "acceptance": {"requester": next(given), "approver": next(given), "rationale": next(given),
                       "signed_at": next(given), "expires": next(given), "snapshot": {}},
        "last_review": next(given), "next_review": next(given),
        "escalated": {"at": next(given), "by": next(given), "note": next(given)},
        "occurred": {"on": next(given), "text": next(given), "unit": next(given), "amount": 1.0},
        "close_reason": next(given), "caused_by": [2], "issue": 1,
        "source": {"system": next(given), "id": next(given)}, "extra": {next(given): next(given)},
    }  # fmt: skip


NEEDED = 160
"""Texts that a whole board takes."""
IN_REGISTER = (
    ("enter",), ("m",), ("f",), ("f",), ("$",), ("i",), ("x",), ("L",), ("@",), ("t",), ("e",), ("w",), ("T",), ("R",),
    ("C",), ("/", "@"), ("s",), ("?",), (":",),
)  # fmt: skip
IN_PRIORITIES = (
    ("enter",), ("w",), ("P",), ("space", "space", "="), ("l",), ("i",), ("e",), ("@",), ("t",), ("r",), ("/", "@"),
    ("s",), ("?",),
)  # fmt: skip
SURFACES = (
    ("enter",),
    ("e",),
    ("m",),
    ("@",),
    ("t",),
    ("i",),
    ("F",),
    ("6",),
    ("7",),
    ("/", "@"),
    ("a", "#"),
    ("?",),
    (":",),
    ("r",),
    (";",),
    (",",),
    ("'",),
)
IN_TRIAGE = (("s",), ("d",), ("x",), ("p",), ("e",), ("?",))
"""What opens over a card in triage; then the summary of what was decided."""


@asynccontextmanager
async def board_of_any_texts() -> AsyncIterator[tuple[TuiboardApp, "Pilot[int]"]]:
    """The app on a board whose every text is a hostile one."""
    texts = some_texts(NEEDED - len(PAYLOADS))
    session = session_of()
    entry = Entry(0, "0" * 24, NOW, texts[-1], 1, "card.edited", tuple(everything(texts)), why=texts[-2])
    assert session.store.append(1, entry) == 2
    opened = Session(session.store, FrozenClock(), session.actor)
    async with board_app(opened, size=(120, 42)) as (app, pilot):
        await settle(app, pilot)
        yield app, pilot


async def opened_and_left(app: TuiboardApp, pilot: "Pilot[int]", surfaces: Iterable[Sequence[str]]) -> None:
    """What each of these keys opens shows nothing harmful, and escape leaves it."""
    for keys in surfaces:
        await press(app, pilot, *keys)
        assert_harmless(app, keys)
        await press(app, pilot, "escape")


async def test_the_board_and_what_opens_over_it_show_any_text() -> None:
    async with board_of_any_texts() as (app, pilot):
        assert "\N{SYMBOL FOR ESCAPE}" in assert_harmless(app, "the board")
        await opened_and_left(app, pilot, SURFACES)
        assert app.screen is board(app)
        for keys in (("5",), ("f",), ("f",), ("}",)):
            await press(app, pilot, *keys)
            assert_harmless(app, "the timeline")


async def test_triage_shows_any_text() -> None:
    async with board_of_any_texts() as (app, pilot):
        await press(app, pilot, "T")
        assert "\N{SYMBOL FOR ESCAPE}" in assert_harmless(app, "triage")
        await opened_and_left(app, pilot, IN_TRIAGE)
        await press(app, pilot, "4", "4", "escape")
        assert "2 valued" in assert_harmless(app, "what was decided")
        await press(app, pilot, "enter")
        assert app.screen is board(app)


@pytest.mark.parametrize(
    ("key", "surfaces"), [("2", IN_REGISTER), ("3", IN_PRIORITIES)], ids=["register", "priorities"]
)
async def test_each_view_and_what_opens_over_it_show_any_text(key: str, surfaces: Sequence[Sequence[str]]) -> None:
    async with board_of_any_texts() as (app, pilot):
        await press(app, pilot, key)
        assert "\N{SYMBOL FOR ESCAPE}" in assert_harmless(app, "the view")
        await opened_and_left(app, pilot, surfaces)
        assert app.screen is app.view


async def test_notices_choices_and_texts_to_edit_show_any_text() -> None:
    async with board_app(size=(100, 30)) as (app, pilot):
        for texts in batches(some_texts(6)):
            board(app).say(" ".join(texts), "error")
            app.push_screen(Chooser(texts[0], [Choice(str(index), text, text) for index, text in enumerate(texts)]))
            await settle(app, pilot)
            assert_harmless(app, texts)
            app.pop_screen()
            await press(app, pilot, "C")
            app.screen.query_one(TextArea).text = "\n".join(map(typed, texts))
            await settle(app, pilot)
            assert_harmless(app, texts)
            app.pop_screen()
            await settle(app, pilot)
            assert_harmless(app, "the board, and what it says")


@given(TEXTS)
def test_the_command_line_prints_any_text(text: str) -> None:
    for terminal in (True, False):
        for as_json in (False, True):
            out, err = Stream(terminal), Stream(terminal)
            writer = Output(out, err, {"NO_COLOR": "1"}, as_json)
            writer.line(text, Painted("head", text))
            writer.lines([text])
            writer.text(f"{text}\r\n{text}", text)
            writer.document({text: [text]})
            writer.note(text)
            writer.warning(text)
            writer.error(Refusal("rule", text, text, {text: text}))
            wire = taken_apart((out.getvalue() + err.getvalue()).encode())
            assert wire.sequences <= {"control 0a"}
            assert unseen(wire.text) == set()


@pytest.mark.parametrize("name", PAYLOADS)
def test_the_payloads_are_what_they_say(name: str) -> None:
    """The harness: raw, nearly each of them is found on the wire."""
    found = taken_apart(PAYLOADS[name].encode("utf-8", "surrogatepass"))
    shown_as_they_are = {"closing tag", "tag", "fraction", "action", "file link", "unclosed", "backslash", "markdown",
                         "template"}  # fmt: skip
    assert bool(found.sequences - DRAWN or unseen(found.text)) is (name not in shown_as_they_are)
