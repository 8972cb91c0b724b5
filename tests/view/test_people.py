"""People as they are shown: what each has in work, what stands out, weeks as words, and the cards behind a number."""

from typing import Any

from tests.conftest import NOW, make_workspace
from tuiboard.domain.changes import created
from tuiboard.domain.workload import Load
from tuiboard.domain.workspace import Workspace
from tuiboard.view.people import (
    PeopleFigures,
    PersonRow,
    card_line,
    cell_words,
    cells_of,
    figures_document,
    load_sentence,
    people_figures,
    sorted_rows,
)
from tuiboard.view.promises import kept_words

TODAY = "2026-03-11"
OFF = [{"from": "2026-03-01", "to": "2026-03-31", "word": "vacation"}]
PEOPLE = (
    {"handle": "ana", "name": "Ana Ruiz"}, {"handle": "maria", "off": OFF}, {"handle": "omar"},
    {"handle": "zoe", "active": False}, {"handle": "gone", "active": False}, {"handle": "bob"},
)  # fmt: skip
CARDS = (
    {"title": "Busy", "owner": "ana", "due": "2026-03-12", "effort": 46, "column": "doing"},
    {"title": "Stuck", "owner": "ana", "column": "backlog", "blocked": {"reason": "no key", "since": NOW}},
    {"title": "Away", "owner": "maria", "due": "2026-03-12", "effort": 8},
    {"title": "Left", "owner": "zoe", "due": "2026-03-12", "effort": 2},
    {"title": "Strange", "owner": "eve", "due": "2026-03-12"},
    {"title": "Unowned", "due": "2026-03-20", "effort": 3},
    {"title": "Next", "owner": "omar", "due": "2026-03-20", "effort": 50},
    {"title": "Old", "owner": "omar", "column": "review", "entered_column_at": "2026-01-01T09:00:00Z"},
)
COLUMNS = (
    {"key": "backlog", "name": "Backlog", "kind": "queue"}, {"key": "doing", "name": "Doing", "kind": "active"},
    {"key": "review", "name": "Review", "kind": "active", "stale_after_days": 5},
    {"key": "done", "name": "Done", "kind": "done"},
)  # fmt: skip


def figures(ws: Workspace | None = None, who: str = "omar", weeks: int = 4) -> PeopleFigures:
    return people_figures(ws or make_workspace(people=PEOPLE, cards=CARDS, columns=COLUMNS), who, NOW, TODAY, weeks)


def row(handle: str | None, found: PeopleFigures | None = None) -> PersonRow:
    known = (found or figures()).row(handle)
    assert known is not None
    return known


def test_one_is_first_then_the_others_then_who_left_and_what_nobody_owns() -> None:
    assert [r.shown for r in figures().rows] == ["omar", "ana", "bob", "maria", "eve", "zoe", "nobody"]


def test_kept_promises_stand_beside_all_that_came_to_an_end() -> None:
    states = ["kept"] * 7 + ["missed", "broken", "renegotiated", "promised", "declined"]
    about = {"on": ["card", 1], "performer": "ana", "customer": "City Hall", "due": TODAY}
    given = [created("promise", n, {**about, "id": n, "state": state}) for n, state in enumerate(states, 1)]
    few = created("promise", 99, {**about, "id": 99, "performer": "omar", "state": "missed"})
    found = figures(make_workspace(people=PEOPLE, cards=CARDS, columns=COLUMNS).with_changes([*given, few]))
    assert (row("ana", found).kept.kept, row("ana", found).kept.settled) == (7, 9)
    assert kept_words(row("ana", found).kept) == "kept 7 of 9 promises (77.8 %)"
    assert kept_words(row("omar", found).kept) == "kept 0 of 1 promise: too few to say, under 5"
    assert kept_words(row("bob", found).kept) == ""
    document = figures_document(row("ana", found), found)
    assert (document["promises_kept"], document["promises_settled"], document["reliability"]) == (7, 9, 0.7778)
    assert figures_document(row("omar", found), found)["reliability"] is None


def test_what_stands_out_is_said_in_a_word() -> None:
    states = {r.shown: r.state for r in figures().rows}
    assert states == {
        "ana": "overload", "maria": "away", "omar": "over 16 mar", "bob": "idle", "zoe": "inactive", "eve": "unknown",
        "nobody": "",
    }  # fmt: skip


def test_overloads_are_counted_as_the_rows_say() -> None:
    found = figures()
    assert row("maria", found).load.weeks[0].is_over
    assert found.overloads == 1, "who is away has another word in their row"
    assert cell_words(Load(40.1, 40, (1,))) == ">100%"
    assert cell_words(Load(40, 40, (1,))) == "100%"


def test_each_has_what_is_in_work_blocked_and_ageing() -> None:
    ana, omar = row("ana"), row("omar")
    assert (ana.now, ana.blocked, ana.ageing) == ((1,), (2,), ())
    assert (omar.now, omar.blocked, omar.ageing) == ((8,), (), (8,))


def test_promises_due_and_hand_offs_that_wait_are_counted_by_person() -> None:
    ws = make_workspace(people=PEOPLE, cards=[
        {"title": "Said", "owner": "ana", "promised_to": "City Hall", "due": "2026-03-12"},
        {"title": "Said and agreed", "owner": "ana", "promised_to": "Finance", "due": "2026-03-12"},
        {"title": "Done", "owner": "ana", "promised_to": "Finance", "due": "2026-03-12", "column": "done"},
        {"title": "Later", "owner": "ana", "promised_to": "Finance", "due": "2026-04-12"},
    ])  # fmt: skip
    promises = [{"performer": "ana", "state": "promised", "due": "2026-03-18", "on": ["card", 2]},
                {"performer": "ana", "state": "promised", "due": "2026-03-18"},
                {"performer": "ana", "state": "promised", "due": "2026-03-19"},
                {"performer": "ana", "state": "kept", "due": "2026-03-12"}, {"performer": 5, "due": "x"}]  # fmt: skip
    handoffs = [{"on": ["card", 1], "receiver": "ana", "state": state} for state in ("offered", "declined", [])]
    tables: Any = {**ws.tables, "promise": dict(enumerate(promises, 1)), "handoff": dict(enumerate(handoffs, 1))}
    ana = row("ana", figures(Workspace(tables, ws.seq)))
    assert (ana.promises, ana.handoffs) == (3, 1)


def test_a_week_is_a_share_and_never_a_division_by_nothing() -> None:
    assert cell_words(row("ana").load.weeks[0]) == "115%"
    assert cell_words(row("maria").load.weeks[0]) == "away 8h"
    assert cell_words(row("maria").load.weeks[1]) == "away"
    assert load_sentence(row("ana").load.weeks[0]) == "46h of work on 40h: 115%, 6h too much."
    assert load_sentence(row("maria").load.weeks[0]) == "Away, and 8h of work due."


def test_cards_without_an_estimate_are_named_beside_the_number() -> None:
    ws = make_workspace(cards=[
        {"title": "Known", "owner": "ana", "due": TODAY, "effort": 4}, {"title": "a", "owner": "ana", "due": TODAY},
        {"title": "b", "owner": "ana", "due": TODAY},
    ])  # fmt: skip
    week = row("ana", figures(ws)).load.weeks[0]
    assert cell_words(week) == "10%?"
    assert load_sentence(week) == "4h of work on 40h: 10%. 2 cards without an estimate."


def test_the_cards_behind_each_number_are_found_whatever_weeks_are_shown() -> None:
    found = figures()
    cells = cells_of(row("omar", found), found, 1)
    assert [(cell.words, cell.load.cards) for cell in cells] == [
        ("all", (7, 8)), ("this week", ()), ("later", (7,)), ("no date", (8,)),
    ]  # fmt: skip
    assert [cell.words for cell in cells_of(row("omar", found), found, 3)][1:4] == ["this week", "16 mar", "23 mar"]


def test_orders_keep_those_who_left_and_nobody_last() -> None:
    rows = figures().rows
    assert [r.shown for r in sorted_rows(rows, "load")] == ["maria", "ana", "omar", "bob", "zoe", "eve", "nobody"]
    assert [r.shown for r in sorted_rows(rows, "now")][:2] == ["omar", "ana"]


def test_json_has_every_week_with_its_hours_capacity_and_cards() -> None:
    found = figures(weeks=2)
    document = figures_document(row("ana", found), found)
    assert document["key"] == "@ana"
    assert document["weeks"][0] == {
        "week": "2026-03-09", "hours": 46, "cards": [1], "unestimated": [], "capacity": 40, "share": 1.15,
        "overload": True,
    }  # fmt: skip
    assert figures_document(row(None, found), found)["key"] is None


def test_a_card_of_the_list_says_what_is_left_of_it_and_what_is_gone_is_no_line() -> None:
    ws = make_workspace(people=PEOPLE, cards=CARDS)
    line = card_line(ws, 1, TODAY)
    assert line is not None
    assert (line.title, line.column, line.due, line.hours) == ("Busy", "Doing", "tomorrow", "46h left")
    assert card_line(ws, 2, TODAY).note == "blocked"  # type: ignore[union-attr]
    assert card_line(ws, 99, TODAY) is None


def test_texts_of_a_foreign_file_are_harmless_everywhere() -> None:
    people = [{"handle": "a\x1bb", "name": "\x1b]52;c;x\x07", "role": 7, "hours_per_week": [], "off": "x"}]
    cards = [{"title": "[/red]\x1b[2J", "owner": "a\x1bb", "due": 5, "effort": "x", "column": "n\x1bowhere"}]
    ws = make_workspace(people=people, cards=cards)
    found = figures(ws)
    line = card_line(ws, 1, TODAY)
    texts = [*(t for r in found.rows for t in (r.shown, r.name, r.role, r.state)), *(line or ())]
    assert texts
    assert not any("\x1b" in text or "\x07" in text for text in texts)
