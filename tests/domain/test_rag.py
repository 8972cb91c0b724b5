"""The colours of a project: tolerances, what each dimension is held against, and overrides by hand."""

from collections.abc import Sequence
from typing import Any

import pytest

from tests.conftest import FrozenClock, make_workspace
from tests.domain.deciding import done, refused
from tuiboard.domain import commands as c
from tuiboard.domain import project_commands as p
from tuiboard.domain.changes import Change, Entry, Told, created
from tuiboard.domain.decide.documents import checked
from tuiboard.domain.happenings import happenings
from tuiboard.domain.project_facts import Facts, project_facts
from tuiboard.domain.rag import USUAL, Tolerance, colour, override_on, tolerances, worst
from tuiboard.domain.refusal import Refused
from tuiboard.domain.workspace import Workspace
from tuiboard.view.projects import ProjectStatus, letter_words, overall_sentence, project_statuses, summary

NOW, TODAY = FrozenClock().now(), FrozenClock().today()  # 11 March 2026, a Wednesday
HISTORY = (2, 0, 3, 1, 4, 2)
"""Cards finished in the weeks from 26 January on: the worked example of the forecast."""


def refresh(open_: int = 12, **project: Any) -> Workspace:
    """A project with twelve cards left and the history of the worked example."""
    cards: list[dict[str, Any]] = [
        {"title": f"Open {n}", "project": "refresh", "created_at": "2026-01-05T08:00:00Z"} for n in range(open_)
    ]
    for week, many in enumerate(HISTORY):
        day = f"2026-{'01' if week == 0 else '02' if week < 5 else '03'}-{(28, 4, 11, 18, 25, 4)[week]:02}T10:00:00Z"
        cards += [{"title": "Done", "column": "done", "project": "refresh", "created_at": "2026-01-05T08:00:00Z",
                   "started_at": "2026-01-28T08:00:00Z", "finished_at": day}] * many  # fmt: skip
    return make_workspace(cards=cards, projects=[{"key": "refresh", "name": "Network refresh", **project}])


def entry(seq: int, *changes: Change, action: str = "card.moved", at: str = NOW, **more: Any) -> Entry:
    return Entry(seq, f"t{seq}", at, "ana", 1000, action, changes, **more)


def status(ws: Workspace, entries: Sequence[Entry] = ()) -> ProjectStatus:
    (found,) = project_statuses(ws, list(reversed(entries)), NOW, TODAY)
    return found


def of(ws: Workspace, name: str, entries: Sequence[Entry] = ()) -> tuple[str, float | None]:
    found = next(each for each in status(ws, entries).dimensions if each.name == name)
    assert found.sentence.endswith("."), "every colour has its sentence"
    return found.rag, None if found.number is None else round(found.number, 4)


def facts(ws: Workspace, entries: Sequence[Entry] = ()) -> Facts:
    return project_facts(ws, happenings(list(reversed(entries)), "2026-02-11T00:00:00Z"), NOW, TODAY)["refresh"]


# Schedule


@pytest.mark.parametrize(
    ("deadline", "rag", "chance"),
    [
        ("2026-05-06", "green", 89.0034),  # eight weeks: the p85 of the forecast
        ("2026-05-05", "amber", 76.5464),  # a day less is seven whole weeks
        ("2026-04-22", "amber", 56.1878),  # six weeks: the p50
        ("2026-04-21", "red", 30.5041),
        ("2026-03-12", "red", 0.0),
        ("2026-03-10", "red", 0.0),
    ],
)
def test_schedule_is_green_from_the_p85_of_the_forecast_and_amber_from_its_p50(
    deadline: str, rag: str, chance: float
) -> None:
    assert of(refresh(deadline=deadline), "schedule") == (rag, chance)


def test_a_schedule_without_deadline_pace_or_cards_is_not_known_and_never_green() -> None:
    assert of(refresh(), "schedule")[0] == "unknown"
    idle = make_workspace(cards=[{"title": "A", "project": "refresh"}],
                          projects=[{"key": "refresh", "deadline": "2027-01-01"}])  # fmt: skip
    assert of(idle, "schedule")[0] == "unknown"
    assert "no pace" in status(idle).dimensions[0].sentence
    assert of(make_workspace(cards=[]), "schedule")[0] == "unknown"
    assert of(refresh(0, deadline="2026-01-01"), "schedule") == ("green", 100.0), "what is done is in time"


# Money


def risk(id: int, p: float | None, **fields: Any) -> Change:
    quant = {} if p is None else {"quant": {"p": p, "low": 60_000, "mode": 60_000, "high": 60_000, "unit": "money"}}
    return created("risk", id, {"id": id, "title": "R", "state": "assessed", "project": "refresh", **quant, **fields})


def test_money_is_the_expected_loss_of_the_open_threats_against_what_is_tolerated() -> None:
    ws = refresh(tolerances={"money": [15_000, 20_000]}).with_changes([
        risk(1, 0.3), risk(2, 0.9, state="closed"), risk(3, 0.5, kind="opportunity"), risk(4, 0.9, project="other"),
        risk(5, None),
    ])  # fmt: skip
    assert of(ws, "money") == ("amber", 18_000.0)
    assert "1 more open threat has no estimate" in status(ws).dimensions[1].sentence
    linked = ws.with_changes([risk(6, 0.1, project=None, actions=[{"card": 1, "role": "preventive"}])])
    assert of(linked, "money") == ("red", 24_000.0), "a risk without a project belongs to that of its cards"


def test_money_that_nobody_estimated_or_tolerates_is_not_known() -> None:
    assert of(refresh(), "money") == ("unknown", None)
    assert of(refresh().with_changes([risk(1, None)]), "money") == ("unknown", None)
    assert of(refresh().with_changes([risk(1, 0.3)]), "money") == ("unknown", 18_000.0), "no amount is written down"
    over = refresh(tolerances={"money": [0, 1]}).with_changes([risk(1, 0.3, state="closed")])
    assert of(over, "money") == ("green", 0.0)


# Scope and quality, from the record


def edit(id: int, before: dict[str, Any], after: dict[str, Any]) -> Change:
    return Change("card", id, before, after)


def test_scope_counts_what_was_made_or_moved_into_the_project_in_four_weeks() -> None:
    ws = refresh(open_=28).with_changes([edit(1, {}, {"created_at": "2026-02-20T08:00:00Z"})])
    assert of(ws, "scope") == ("green", round(100 / 39, 4))
    moved = [entry(number, edit(number, {"project": None}, {"project": "refresh"})) for number in range(2, 6)]
    assert of(ws, "scope", moved) == ("amber", round(500 / 35, 4))
    tidied = ws.with_changes([edit(id, {}, {"archived": True}) for id in range(29, 41)])
    assert of(tidied, "scope") == ("green", round(100 / 39, 4)), "tidying up makes nothing grow"
    imported = entry(1, created("card", 9, {"id": 9}), action="board.merged")
    assert of(ws, "scope", [imported]) == ("green", round(100 / 39, 4)), "its document says since when it is there"
    gone = ws.with_changes([edit(7, {"project": "refresh"}, {"project": None}), edit(8, {}, {"archived": True})])
    away = [entry(1, edit(7, {"project": "refresh"}, {"project": None})), entry(2, edit(8, {}, {"archived": True}))]
    assert facts(gone, away).removed == (7, 8)
    assert facts(gone, away).before == 39, "what was taken away was there"
    assert of(make_workspace(cards=[{"title": "New", "project": "refresh"}]), "scope")[0] == "unknown"


def test_quality_counts_cards_that_came_back_unless_that_was_undone_and_open_issues() -> None:
    back = edit(1, {"column": "done"}, {"column": "doing"})
    ws = refresh()
    assert of(ws, "quality") == ("green", 0.0)
    assert of(ws, "quality", [entry(1, back)]) == ("green", 1.0)
    undone = entry(2, back.swapped(), action="undone", undoes=1)
    assert of(ws, "quality", [entry(1, back), undone]) == ("green", 0.0)
    assert of(ws, "quality", [entry(1, back, at="2026-01-01T00:00:00Z")]) == ("green", 0.0), "older than four weeks"
    told = entry(1, action="board.imported", told=(Told("2026-03-01T08:00:00Z", "omar", "moved", back, "trello"),))
    issues = [created("issue", n, {"id": n, "text": "Broken", "cards": [2], "state": state})
              for n, state in enumerate(("open", "in-work", "open", "resolved"), 1)]  # fmt: skip
    assert of(ws.with_changes(issues), "quality", [told]) == ("red", 4.0)
    assert of(make_workspace(cards=[{"title": "A", "project": "refresh"}]), "quality")[0] == "unknown"


def test_an_issue_of_a_risk_that_two_projects_share_counts_for_both() -> None:
    ws = make_workspace(
        cards=[{"title": "A", "project": "a", "column": "done"}, {"title": "B", "project": "b", "column": "done"}],
        projects=[{"key": "a"}, {"key": "b"}],
    ).with_changes([
        risk(1, None, project=None, actions=[{"card": 1, "role": "preventive"}, {"card": 2, "role": "preventive"}]),
        created("issue", 1, {"id": 1, "text": "Broken", "risks": [1], "state": "open"}),
    ])  # fmt: skip
    assert [found.issues for found in project_facts(ws, (), NOW, TODAY).values()] == [(1,), (1,)]


# People


def test_what_only_the_record_tells_is_left_open_until_it_was_read() -> None:
    (found,) = project_statuses(refresh(), None, NOW, TODAY)
    assert {each.name: each.value for each in found.dimensions if each.name in ("scope", "quality")} == {
        "scope": "…", "quality": "…",
    }  # fmt: skip
    assert {"scope", "quality"} <= set(found.unknown)


def test_people_is_the_share_of_pressing_cards_that_nobody_has_time_for() -> None:
    def card(**fields: Any) -> dict[str, Any]:
        return {"title": "A", "project": "refresh", "column": "doing", **fields}

    cards = [
        card(owner="ana"), card(), card(owner="left"), card(owner="omar"), card(owner="maria", effort=90, due=TODAY),
        {"title": "Some day", "project": "refresh"}, card(column="backlog", due="2026-03-25", owner="ana"),
    ]  # fmt: skip
    people = [{"handle": "ana"}, {"handle": "maria"},
              {"handle": "omar", "off": [{"from": "2026-03-09", "to": "2026-03-22"}]}]  # fmt: skip
    found = facts(make_workspace(cards=cards, people=people))
    assert (found.pressing, found.unowned, found.away, found.crowded) == ((1, 2, 3, 4, 5, 7), (2,), (3, 4), (5,))
    assert of(make_workspace(cards=cards, people=people), "people") == ("red", round(400 / 6, 4))
    assert of(make_workspace(cards=[cards[5]]), "people")[0] == "unknown"


# Tolerances


@pytest.mark.parametrize(("value", "rag"), [(10, "green"), (10.1, "amber"), (25, "amber"), (25.1, "red")])
def test_up_to_the_first_number_is_green_and_up_to_the_second_amber(value: float, rag: str) -> None:
    assert colour("scope", value, Tolerance(10, 25)) == rag
    assert colour("schedule", 100 - value, Tolerance(90, 75)) == rag, "of schedule, more is better"


def test_the_projects_own_tolerance_goes_before_the_boards_and_that_before_the_usual_one() -> None:
    given = tolerances({"tolerances": {"scope": [1, 2], "people": "x", "quality": [9, 1]}},
                       {"rag": {"scope": [3, 4], "money": [5, 6], "people": [7, 8]}})  # fmt: skip
    assert given == {"schedule": USUAL["schedule"], "money": (5, 6), "scope": (1, 2), "quality": USUAL["quality"],
                     "people": (7, 8)}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("money", [100, 50], "can't be amber above 100 and red above 50"),
        ("schedule", [50, 85], "can't be red below 85 % and amber below 50 %"),
        ("scope", [-1, 5], "scope must be between 0"),
        ("people", [50, 101], "people must be between 0 and 100"),
        ("money", [float("nan"), 5], "is not a number for money"),
        ("quality", [1], "can't be the tolerance of quality"),
        ("quality", "12", "must be a list"),
        ("weather", [1, 2], "There is no tolerance “weather”"),
    ],
)
def test_a_tolerance_that_contradicts_itself_is_refused_in_a_sentence(name: str, value: Any, words: str) -> None:
    assert words in refused(refresh(), p.SetTolerances("refresh", {name: value})).message
    assert words in refused(refresh(), c.EditBoard(settings={"rag": {name: value}})).message
    if name != "weather":  # which may mean something to a newer version
        with pytest.raises(Refused, match="tolerances"):
            checked(refresh(), "project", "refresh", {"tolerances": {name: value}})


def test_tolerances_are_set_one_by_one_and_reset() -> None:
    ws = done(refresh(), p.SetTolerances("refresh", {"money": [1, 2], "scope": [3, 4]}))
    ws = done(ws, p.SetTolerances("refresh", {"money": None, "people": [5, 6]}))
    assert ws.table("project")["refresh"]["tolerances"] == {"scope": [3, 4], "people": [5, 6]}
    assert "tolerances" not in done(ws, p.SetTolerances("refresh", dict.fromkeys(("scope", "people")))).table(
        "project")["refresh"]  # fmt: skip
    assert refused(ws, p.SetTolerances("gone", {"money": [1, 2]})).code == "not_found"


# Overrides


def test_an_override_shows_both_colours_who_and_why_and_ends_by_itself() -> None:
    ws = refresh(deadline="2026-04-21")
    given = done(ws, p.OverrideStatus("refresh", "Amber", " The part\nis here. ", "2026-03-20"))
    found = status(given)
    assert (found.rag, found.computed, letter_words(found)) == ("amber", "red", "A (computed R)")
    words = overall_sentence(found, TODAY)
    assert words.startswith("Amber by @ana until 20 mar: The part is here. Computed: red (schedule).")
    assert "Not known: money at risk" in words
    assert summary([found]) == "1 project: 1 amber; 1 overridden."
    project = given.table("project")["refresh"]
    assert override_on(project, "2026-03-20") is not None
    assert override_on(project, "2026-03-21") is None
    assert status(done(given, p.OverrideStatus("refresh", None))).override is None


@pytest.mark.parametrize(
    ("rag", "reason", "until", "words"),
    [
        ("pink", "why", "2026-04-01", "“pink” is no colour"),
        ("", "why", "2026-04-01", "is no colour"),
        ("red", " \n ", "2026-04-01", "needs a reason"),
        ("red", "why", None, "Until when"),
        ("red", "why", "2026-03-16", "not in the future"),
        ("red", "why", "soon", "is not a date"),
    ],
)
def test_an_override_needs_a_colour_a_reason_and_a_future_day(
    rag: str, reason: str, until: str | None, words: str
) -> None:
    assert words in refused(refresh(), p.OverrideStatus("refresh", rag, reason, until)).message


@pytest.mark.parametrize("value", ["red", {"rag": "red"}, {"rag": 1, "until": "2026-04-01", "reason": "x"},
                                   {"rag": "red", "until": "2026-04-01"}])  # fmt: skip
def test_an_override_of_another_program_that_makes_no_sense_is_refused(value: Any) -> None:
    with pytest.raises(Refused, match="override"):
        checked(refresh(), "project", "refresh", {"override": value})


def test_the_worst_colour_that_is_known_counts() -> None:
    assert worst(["green", "unknown", "amber"]) == "amber"
    assert worst(["green", "red", "amber"]) == "red"
    assert worst(["unknown"]) == worst([]) == "unknown"


@pytest.mark.parametrize("odd", [None, 7, "x", [1], {"a": []}, [["done"]]])
def test_what_another_program_wrote_never_stops_the_page(odd: Any) -> None:
    ws = refresh(deadline=odd, sponsor=odd, tolerances=odd, override=odd)
    ws = ws.with_changes([
        edit(1, {}, {"project": odd, "owner": odd, "due": odd, "created_at": odd}),
        risk(1, None, project=odd, quant=odd),
        created("issue", 1, {"id": 1, "cards": odd, "risks": odd, "state": odd}),
    ])  # fmt: skip
    entries = [entry(1, edit(2, {"column": odd, "project": odd, "archived": odd}, {"column": odd, "project": odd}))]
    assert status(ws, entries).rag in ("green", "amber", "red")
