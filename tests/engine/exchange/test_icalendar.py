"""Dates for a calendar: what a reader of RFC 5545 gets out of the file, whatever stands on the board."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import NOW, make_workspace
from tuiboard.domain.workspace import Workspace
from tuiboard.engine import exchange

UUID = "00000000-0000-4000-8000-000000000001"
PEOPLE = ({"handle": "ana", "name": "Ana Petrović"}, {"handle": "omar"})


def written(ws: Workspace, cards: Sequence[int] | None = None) -> str:
    return exchange.write("ics", ws, cards, None, NOW)


def unfolded(text: str) -> list[str]:
    """The content lines, checked for what the standard asks of every line."""
    assert text.endswith("\r\n")
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", text)
    rows = text.removesuffix("\r\n").split("\r\n")
    assert not any("\n" in row or "\r" in row for row in rows)
    assert max(len(row.encode()) for row in rows) <= 75
    return "\r\n".join(rows).replace("\r\n ", "").split("\r\n")


def parsed(text: str) -> list[dict[str, str]]:
    """The events of a calendar: property with its parameters → value, unescaped."""
    lines = unfolded(text)
    assert (lines[0], lines[1], lines[-1]) == ("BEGIN:VCALENDAR", "VERSION:2.0", "END:VCALENDAR")
    found: list[dict[str, str]] = []
    for line in lines[1:-1]:
        name, _, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            found.append({})
        elif found and line != "END:VEVENT":
            assert name not in found[-1], f"{name} twice"
            found[-1][name] = re.sub(r"\\(.)", lambda sign: "\n" if sign[1] in "nN" else sign[1], value)
    return found


def events(ws: Workspace, cards: Sequence[int] | None = None) -> dict[str, dict[str, str]]:
    """Events by the first part of their UID."""
    found = {event["UID"].partition("@")[0]: event for event in parsed(written(ws, cards))}
    assert len(found) == len(parsed(written(ws, cards)))
    return found


def board(*cards: Mapping[str, Any], **more: Any) -> Workspace:
    return make_workspace(cards=cards, people=PEOPLE, **more)


def test_a_due_card_lasts_its_day_and_says_whose_it_is() -> None:
    ws = board(
        {"title": "Replace; core, switch", "due": "2026-12-31", "owner": "ana", "project": "refresh", "milestone": 1,
         "tags": ["core", "a,b"], "blocked": {"reason": "no optics", "since": NOW}, "promised_to": "Trams"},
        milestones=[{"title": "Live"}],
    )  # fmt: skip
    assert events(ws) == {
        "card-1": {
            "UID": f"card-1@{UUID}",
            "DTSTAMP": "20260311T090000Z",
            "DTSTART;VALUE=DATE": "20261231",
            "DTEND;VALUE=DATE": "20270101",
            "SUMMARY": "Replace; core, switch",
            "DESCRIPTION": "Card 1\nOwner: Ana Petrović (@ana)\nColumn: Backlog\nProject: Network refresh\n"
            "Milestone: M1 Live\nPromised to: Trams\nBlocked: no optics",
            "TRANSP": "TRANSPARENT",
            "CATEGORIES": "core,a,b",
        }
    }
    assert "CATEGORIES:core,a\\,b" in unfolded(written(ws))


def test_what_is_done_dropped_or_without_a_date_is_left_out() -> None:
    due = {"due": "2026-04-01"}
    ws = board(
        {"title": "open", **due}, {"title": "done", "column": "done", **due},
        {"title": "dropped", "archived": True, **due}, {"title": "some day"},
    )  # fmt: skip
    assert [event["SUMMARY"] for event in parsed(written(ws))] == ["open"]


def test_milestones_and_deadlines_come_too_unless_everything_is_done() -> None:
    ws = make_workspace(
        cards=[
            {"title": "a", "milestone": 1, "column": "done"}, {"title": "b", "milestone": 1},
            {"title": "c", "milestone": 2, "column": "done"}, {"title": "d", "milestone": 1, "archived": True},
            {"title": "e", "milestone": 2, "archived": True},
        ],
        milestones=[
            {"title": "Half done", "due": "2026-05-01", "project": "refresh"}, {"title": "Done", "due": "2026-05-02"},
            {"title": "Nothing yet", "due": "2026-05-03"}, {"title": "Undated"},
        ],
        projects=[{"key": "refresh", "name": "Refresh", "sponsor": "Helen", "deadline": "2026-06-30"}, {"key": "x"}],
    )  # fmt: skip
    found = events(ws)
    assert list(found) == ["milestone-1", "milestone-3", "project-refresh"]
    assert found["milestone-1"]["SUMMARY"] == "Milestone: Half done"
    assert found["milestone-1"]["DESCRIPTION"] == "Milestone M1\nProject: Refresh\n1 of 2 cards done"
    assert found["project-refresh"]["SUMMARY"] == "Deadline: Refresh"
    assert found["project-refresh"]["DESCRIPTION"] == "Project refresh\nSponsor: Helen"


def test_chosen_cards_bring_their_milestone_and_their_project_and_no_others() -> None:
    ws = make_workspace(
        cards=[
            {"title": "a", "due": "2026-04-01", "milestone": 1, "project": "p"},
            {"title": "b", "due": "2026-04-01", "milestone": 2, "project": "q"},
        ],
        milestones=[{"title": "m", "due": "2026-05-01"}, {"title": "n", "due": "2026-05-02"}],
        projects=[{"key": "p", "deadline": "2026-06-30"}, {"key": "q", "deadline": "2026-06-30"}],
    )
    assert list(events(ws, [1])) == ["card-1", "milestone-1", "project-p"]
    assert events(ws, []) == {}


def test_the_same_date_keeps_its_uid_when_it_moves_and_boards_differ() -> None:
    first, later = (board({"title": "a", "due": due}) for due in ("2026-04-01", "2026-05-01"))
    assert events(first)["card-1"]["UID"] == events(later)["card-1"]["UID"]
    other = board({"title": "a", "due": "2026-04-01"}, board={"uuid": "another"})
    assert events(other)["card-1"]["UID"] == "card-1@another"
    assert (
        events(board({"title": "a", "due": "2026-04-01"}, board={"uuid": None}))["card-1"]["UID"] == "card-1@tuiboard"
    )


def test_the_last_day_of_the_calendar_has_no_day_after_it() -> None:
    event = events(board({"title": "a", "due": "9999-12-31"}))["card-1"]
    assert event["DTSTART;VALUE=DATE"] == "99991231"
    assert "DTEND;VALUE=DATE" not in event


@pytest.mark.parametrize("title", ["ä" * 80, "北斗電機" * 30, "x" * 75, "👩‍🚒" * 20, "a\\nb;c,d\\", " lead"])
def test_long_and_foreign_titles_come_back_whole(title: str) -> None:
    assert events(board({"title": title, "due": "2026-04-01"}))["card-1"]["SUMMARY"] == title.strip()


def test_nothing_of_a_text_becomes_a_line_of_the_file() -> None:
    title = "x\r\nEND:VEVENT\nBEGIN:VALARM\x00\x1b]52;c;x\x07\u202e"
    [event] = parsed(written(board({"title": title, "due": "2026-04-01", "owner": "omar", "tags": ["a\nb:c"]})))
    assert event["SUMMARY"] == "x END:VEVENT BEGIN:VALARM␀␛]52;c;x␇�"
    assert event["DESCRIPTION"] == "Card 1\nOwner: @omar\nColumn: Backlog"


@settings(max_examples=30)
@given(st.text(max_size=200), st.lists(st.text(max_size=40), max_size=3))
def test_any_text_makes_a_file_that_can_be_read(title: str, tags: list[str]) -> None:
    [event] = parsed(written(board({"title": title, "due": "2026-04-01", "tags": tags, "owner": title})))
    assert event["UID"].startswith("card-1@")


@pytest.mark.parametrize("odd", [7, None, ["x"], {"a": 1}, "2026-02-30", True])
def test_odd_documents_of_other_programs_are_read_as_far_as_they_go(odd: Any) -> None:
    ws = make_workspace(
        cards=[{"title": odd, "due": odd, "owner": odd, "milestone": odd, "project": odd, "tags": odd, "blocked": odd},
               {"title": odd, "due": "2026-04-01", "owner": odd, "milestone": odd, "project": odd, "tags": odd,
                "blocked": odd, "promised_to": odd}],
        milestones=[{"title": odd, "due": odd, "project": odd}, {"title": odd, "due": "2026-04-02", "project": odd}],
        projects=[{"key": "p", "name": odd, "deadline": odd, "sponsor": odd}],
    )  # fmt: skip
    assert {"card-2", "milestone-2"} <= set(events(ws))
