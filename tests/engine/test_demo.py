"""The demo board: what its file says fits together on any day, and its past ends in its present."""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import ROOT
from tuiboard.domain import recurrence
from tuiboard.domain.board import Card
from tuiboard.domain.calendar import add_days, days_between, days_since, is_date, local_clock, local_date, weekday
from tuiboard.domain.changes import Entry, Told
from tuiboard.domain.commands import Context, EditBoard, Import
from tuiboard.domain.decide import decide
from tuiboard.domain.decide.decision import Decision
from tuiboard.domain.forecast import finished_by_week, held
from tuiboard.domain.handoffs import handoffs
from tuiboard.domain.priority import scores
from tuiboard.domain.promises import promises
from tuiboard.domain.refusal import Refused
from tuiboard.domain.risk_rules import risk_rules
from tuiboard.domain.text import visible
from tuiboard.domain.throughput import throughput
from tuiboard.domain.working_days import work_calendar
from tuiboard.domain.workspace import Workspace
from tuiboard.engine import demo
from tuiboard.engine.demo import demo_board_fields, demo_import
from tuiboard.engine.demo_calendar import workday
from tuiboard.engine.filter import FilterContext, compile_filter
from tuiboard.engine.lens import is_overdue, is_stale
from tuiboard.view.projects import project_statuses

MONDAY = "2026-11-23"
DAYS = [
    pytest.param(MONDAY, id="monday"),
    pytest.param("2026-11-25", id="wednesday"),
    pytest.param("2026-11-27", id="friday"),
    pytest.param("2026-11-28", id="saturday"),
    pytest.param("2026-11-29", id="sunday"),
    pytest.param("2028-02-29", id="leap-day"),
    pytest.param("2028-03-01", id="after-leap-day"),
    pytest.param("2026-12-31", id="last-of-year"),
    pytest.param("2027-01-01", id="first-of-year"),
    pytest.param("2026-03-30", id="after-summer-time-began"),
    pytest.param("2026-10-25", id="summer-time-ends"),
]
DESK, BEFORE = range(71, 83), range(84, 104)
"""What the service desk kept on a list of its own and brought to the board when it was done, and what was done before
the programme began."""
IDS = [*range(1, 84), *BEFORE]
on_any_day = pytest.mark.parametrize("today", DAYS)


class Demo(NamedTuple):
    """The demo board as it stands on a day."""

    today: str
    workspace: Workspace
    told: tuple[Told, ...]
    command: Import

    def cards(self) -> list[Card]:
        return sorted(self.workspace.cards(), key=lambda card: card.id)

    def open_cards(self) -> list[Card]:
        return [card for card in self.cards() if not card.archived and not self.workspace.is_done(card)]

    def overdue(self) -> set[int]:
        return {card.id for card in self.cards() if is_overdue(self.workspace, card, self.today)}

    def stale(self) -> set[int]:
        return {card.id for card in self.cards() if is_stale(self.workspace, card, self.today)}


def taken_in(today: str, now: str = "", actor: str = "root") -> Demo:
    """The demo imported into an empty board by the real `decide`."""
    now = now or f"{today}T12:00:00Z"
    command = demo_import(today, now, actor)
    decided = decide(Workspace(), command, Context(now, today, actor))
    assert isinstance(decided, Decision), decided
    return Demo(today, Workspace().with_changes(decided.changes), decided.told, command)


@cache
def board(today: str) -> Demo:
    return taken_in(today)


def texts(value: object) -> Iterator[str]:
    """Every text in a document."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from texts(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from texts(inner)


# Working days


@pytest.mark.parametrize(
    ("today", "offset", "expected"),
    [
        ("2026-11-25", 0, "2026-11-25"),
        ("2026-11-25", 1, "2026-11-26"),
        ("2026-11-25", 3, "2026-11-30"),  # over the weekend
        ("2026-11-25", -1, "2026-11-24"),
        (MONDAY, -1, "2026-11-20"),
        (MONDAY, -5, "2026-11-16"),
        ("2026-11-28", 0, "2026-11-30"),  # on Saturday, today is Monday
        ("2026-11-29", 1, "2026-12-01"),
        ("2026-11-29", -1, "2026-11-27"),  # and the day before is Friday
        ("2028-03-01", -1, "2028-02-29"),
        ("2027-01-01", 1, "2027-01-04"),
        ("2027-01-01", -1, "2026-12-31"),
    ],
)
def test_days_count_in_working_days(today: str, offset: int, expected: str) -> None:
    assert workday(today, offset) == expected


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(-120, 119))
def test_an_offset_is_a_working_day_on_its_side_of_today(day: date, offset: int) -> None:
    today = day.isoformat()
    found = workday(today, offset)
    assert weekday(found) < 5
    assert (found < today) == (offset < 0)
    assert found < workday(today, offset + 1)


# What the board is


@on_any_day
def test_its_cards_keep_their_numbers_on_an_empty_board(today: str) -> None:
    there = board(today).workspace
    assert [card.id for card in board(today).cards()] == IDS
    assert [(c.key, there.count(c.key)) for c in there.columns()] == [
        ("backlog", 21), ("ready", 8), ("doing", 6), ("review", 3), ("done", 28),
    ]  # fmt: skip
    assert (len(there.people()), len(there.projects()), len(there.milestones())) == (7, 3, 4)
    assert there.card(2).title == "Replace core switches in building A"  # type: ignore[union-attr]


@on_any_day
def test_the_same_cards_need_attention_whatever_day_it_is(today: str) -> None:
    there = board(today)
    assert there.overdue() == {5, 18, 39, 46, 49}
    assert there.stale() == {5, 9, 39, 46}
    assert {card.id for card in there.cards() if card.blocked} == {5, 9, 46, 57}
    assert {card.id for card in there.open_cards() if card.promised_to} == {18, 45, 46, 52, 57, 64}
    assert {card.id for card in there.open_cards() if (card.snoozed_until or "") > today} == {59, 60}
    assert {card.id for card in there.open_cards() if card.owner is None} == {10, 54, 67, 68}
    assert {card.id for card in there.cards() if card.archived} == {31, 32, 34, 37, 42, *DESK, *BEFORE}


@on_any_day
def test_one_card_comes_again_and_waits_for_its_day(today: str) -> None:
    there = board(today).workspace
    assert [(card.id, card.every) for card in there.recurring()] == [(83, "2w")]
    assert recurrence.pending(there, today) == []


def test_one_column_is_at_its_limit_and_one_is_over_it() -> None:
    there = board(MONDAY).workspace
    use = {c.key: there.count(c.key) - c.wip_limit for c in there.columns() if c.wip_limit is not None}
    assert use == {"ready": -2, "doing": 0, "review": 1}
    assert not any(column.wip_hard for column in there.columns())
    assert all(column.policy for column in there.columns())


def test_its_texts_are_like_real_ones() -> None:
    cards = board(MONDAY).cards()
    lengths = sorted(len(card.title) for card in cards)
    assert 20 <= lengths[0] <= 30
    assert lengths[-1] > 100
    assert len({card.title for card in cards}) == len(IDS)
    assert sum(1 for card in cards if card.body) >= 12
    assert sum(1 for card in cards if card.checklist) >= 12
    assert sum(1 for card in cards if card.title.startswith("[")) == 2
    assert any("北斗電機" in card.title for card in cards)
    assert not any("lorem" in text.lower() for card in cards for text in texts(card.doc))


def test_no_text_holds_what_a_terminal_would_obey() -> None:
    command = board(MONDAY).command
    found = [text for change in command.changes for text in texts(change.after)]
    assert [text for text in found if visible(text, keep="\n") != text] == []


def test_every_reference_exists() -> None:
    there = board(MONDAY).workspace
    handles = {person.handle for person in there.people()}
    for card in there.cards():
        assert card.project is None or there.project(card.project) is not None
        assert {card.owner, *card.responsible, *card.consulted, *card.informed} - {None} <= handles
        assert all(there.card(id) is not None for id in card.depends_on)
        milestone = None if card.milestone is None else there.milestone(card.milestone)
        assert milestone is None or (milestone.project == card.project or card.project is None)
    for doc in there.table("comment").values():
        assert doc["author"] in handles
        assert doc["on"][0] in ("card", "risk")
        assert there.doc(doc["on"][0], doc["on"][1]) is not None
    assert {event.who for event in board(MONDAY).told} == handles


def test_dependencies_have_an_order() -> None:
    there = board(MONDAY).workspace
    waiting = {card.id: set(card.depends_on) for card in there.cards()}
    assert sum(map(len, waiting.values())) >= 20
    while waiting:
        free = {id for id, needs in waiting.items() if not needs & waiting.keys()}
        assert free, f"a cycle among {sorted(waiting)}"
        waiting = {id: needs for id, needs in waiting.items() if id not in free}


def test_what_a_finished_card_needed_was_finished_before() -> None:
    there = board(MONDAY).workspace
    for card in there.cards():
        if card.finished_at:
            needed = [there.card(id) for id in card.depends_on]
            assert all(need and need.finished_at and need.finished_at <= card.finished_at for need in needed), card.id


def test_cards_were_numbered_as_they_were_added() -> None:
    for ids in (range(1, DESK.start), DESK, BEFORE):
        created = [(card.created_at, card.id) for card in board(MONDAY).cards() if card.id in ids]
        assert created == sorted(created)


def test_done_cards_stand_in_the_order_in_which_they_were_finished() -> None:
    there = board(MONDAY).workspace
    finished = [there.card(id).finished_at for id in there.column_cards("done")]  # type: ignore[union-attr]
    assert finished == sorted(finished, key=str)


# Its past


@on_any_day
def test_the_past_as_it_is_told_ends_in_the_present(today: str) -> None:
    there = board(today)
    replayed: dict[tuple[str, Any], dict[str, Any]] = {}
    for event in there.told:
        change = event.change
        doc = replayed.setdefault((change.kind, change.id), {})
        assert doc or change.before is None, f"{change.kind} {change.id} changes before it is added"
        for name, value in (change.before or {}).items():
            assert doc.get(name) == value, f"{change.kind} {change.id}: another {name} before {event.happened}"
        doc.update(change.after or {})
    for kind in ("card", "risk", "decision", "assumption", "issue", "lesson", "promise", "handoff", "comment"):
        for id, doc in there.workspace.table(kind).items():
            told = {name: value for name, value in replayed.pop((kind, id)).items() if value is not None}
            assert told == {name: value for name, value in doc.items() if name not in ("body", "rank")}
    assert replayed == {}


@on_any_day
def test_the_clocks_of_a_card_agree_with_its_moves(today: str) -> None:
    there = board(today)
    kinds = {column.key: column.does for column in there.workspace.columns()}
    for card in there.cards():
        entered = [
            (event.happened, (event.change.after or {})["column"])
            for event in there.told
            if event.change.kind == "card" and event.change.id == card.id and "column" in (event.change.after or {})
        ]
        assert entered[0][0] == card.created_at
        assert entered[-1] == (card.entered_column_at, card.column)
        assert all(a[1] != b[1] for a, b in pairwise(entered))
        active = [at for at, column in entered if kinds[column] == "active"]
        assert card.started_at == (active[0] if active else None)
        assert card.finished_at == (card.entered_column_at if kinds[card.column] == "done" else None)


@on_any_day
def test_everything_was_told_in_order_on_working_days_before_today(today: str) -> None:
    there = board(today)
    happened = [event.happened for event in there.told]
    assert happened == sorted(happened)
    assert all(weekday(local_date(at)) < 5 for at in happened)
    assert all("07:30" <= local_clock(at) < "19:30" for at in happened)
    assert local_date(happened[-1]) == workday(today, -1)
    assert days_since(happened[0], today) >= 68
    assert {event.source for event in there.told} == {"demo"}


def test_nothing_happens_to_a_card_before_it_is_added_or_after_it_is_archived() -> None:
    for card in board(MONDAY).cards():
        mine = [event for event in board(MONDAY).told if event.change.is_about("card", card.id)]
        assert mine[0].action == "card.added"
        assert mine[0].who == card.created_by
        if card.archived:
            assert mine[-1].action == "card.archived"


def test_the_past_is_long_and_of_every_kind() -> None:
    actions = Counter(event.action for event in board(MONDAY).told)
    assert {action.partition(".")[0] for action in actions} > {"decision", "assumption", "issue", "lesson"}
    assert {action for action in actions if action.partition(".")[0] in ("card", "risk")} == {
        "card.added", "card.moved", "card.completed", "card.blocked", "card.unblocked", "card.edited", "card.checked",
        "card.commented", "card.archived", "risk.added", "risk.edited", "risk.scored", "risk.linked", "risk.planned",
        "risk.triggered", "risk.assessed", "risk.treated", "risk.monitored", "risk.accepted", "risk.occurred",
        "risk.closed", "risk.reviewed", "risk.escalated",
    }  # fmt: skip
    assert sum(actions.values()) > 300
    edits = [event.change.after or {} for event in board(MONDAY).told if event.action == "card.edited"]
    assert {"due", "owner", "effort"} <= {name for after in edits for name in after}


def test_cards_were_finished_and_two_of_them_skipped_the_active_columns() -> None:
    finished = [card for card in board(MONDAY).cards() if card.finished_at]
    assert len(finished) == 63
    assert [card.id for card in finished if card.started_at is None] == [40, 75]


@on_any_day
def test_the_pace_is_uneven_and_one_week_in_between_finished_nothing(today: str) -> None:
    there = board(today)
    pace = throughput(there.workspace, there.workspace.table("card").values(), today).finished
    assert 15 <= len(pace) <= 17
    between = pace[next(week for week, count in enumerate(pace) if count) :]
    assert between.count(0) == 1
    assert between[-1] > 0
    assert 6 <= max(pace) <= 7
    kept, made = held(pace, 4, 85)
    assert 0 < kept < made, "of the earlier forecasts some held and some did not"


@on_any_day
def test_nothing_happens_on_a_holiday_and_another_one_comes(today: str) -> None:
    there = board(today)
    holidays = work_calendar(demo_board_fields(today)["settings"]).holidays
    told = {local_date(event.happened) for event in there.told}
    past, coming = holidays
    assert not any(past.holds(day) for day in told)
    assert past.last < today < coming.first


@on_any_day
def test_each_project_has_another_chance_to_hold_its_deadline(today: str) -> None:
    """One will, one may and one won't, as its own cards went so far."""
    there = board(today)
    found = []
    for project in there.workspace.projects():
        mine = [card.doc for card in there.cards() if card.project == project.key]
        left = sum(1 for card in there.open_cards() if card.project == project.key)
        chances = finished_by_week(throughput(there.workspace, mine, today).finished, left)
        weeks = days_between(today, project.deadline or "") // 7
        found.append((project.key, chances[min(weeks, len(chances)) - 1]))
    chance = dict(found)
    assert chance["network"] >= 0.85 > chance["portal"] >= 0.5 > chance["identity"]


@on_any_day
def test_one_project_is_green_one_red_and_one_amber_by_hand(today: str) -> None:
    there = board(today)
    now = f"{today}T12:00:00Z"
    entry = Entry(1, "t", now, "root", 0, "board.imported", tuple(there.command.changes), told=there.told)
    found = {status.id: status for status in project_statuses(there.workspace, [entry], now, today)}
    assert {id: status.computed for id, status in found.items()} == {
        "network": "green", "identity": "red", "portal": "red",
    }  # fmt: skip
    assert {id: status.rag for id, status in found.items() if status.override} == {"portal": "amber"}
    assert [cause.name for cause in found["identity"].causes] == ["schedule"]
    assert [cause.name for cause in found["portal"].causes] == ["scope"]
    assert not any(status.unknown for status in found.values())


def test_two_finished_cards_came_back_and_one_was_blocked_for_weeks() -> None:
    there = board(MONDAY)
    done: set[Any] = set()
    back: list[Any] = []
    for event in there.told:
        column = (event.change.after or {}).get("column") if event.change.kind == "card" else None
        if column == "done":
            done.add(event.change.id)
        elif column is not None and event.change.id in done:
            back.append(event.change.id)
    assert back == [74, 80]
    began, ended = (e.happened for e in there.told if e.change.id == 77 and "blocked" in (e.change.after or {}))
    assert days_since(began, local_date(ended)) >= 10


@on_any_day
def test_most_promises_were_kept_two_missed_and_one_renegotiated_in_time(today: str) -> None:
    there = board(today).workspace
    states = Counter(found.state for found in promises(there))
    assert states == {"kept": 5, "missed": 2, "renegotiated": 1, "promised": 3, "requested": 1}
    assert {found.reason for found in promises(there) if found.state == "missed"} == {
        "underestimated", "other-work-first",
    }  # fmt: skip
    assert [offer.state for offer in handoffs(there)] == ["declined", "offered"]


@on_any_day
def test_one_card_needs_what_is_due_after_it(today: str) -> None:
    there = board(today)
    needs = [(card, there.workspace.card(id)) for card in there.open_cards() for id in card.depends_on]
    wrong = [(card.id, need.id) for card, need in needs if need and not there.workspace.is_done(need)
             and card.due and need.due and need.due > card.due]  # fmt: skip
    assert wrong == [(10, 59)]


def test_comments_are_numbered_in_the_order_in_which_they_were_said() -> None:
    comments = sorted(board(MONDAY).workspace.table("comment").items(), key=lambda item: int(item[0]))
    assert [id for id, _ in comments] == list(range(1, len(comments) + 1))
    said = [doc["at"] for _, doc in comments]
    assert len(said) >= 60
    assert said == sorted(said)


# Any day, any place, anyone


@settings(max_examples=20)
@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)))
def test_a_week_later_everything_is_a_week_later(day: date) -> None:
    """The board never ages: all of it, dates and instants, moves along with today."""
    today, later = day.isoformat(), (day + timedelta(days=7)).isoformat()
    now = demo_import(today, f"{today}T23:59:59Z", "root")
    then = demo_import(later, f"{later}T23:59:59Z", "root")
    assert [_shifted(change.after) for change in now.changes] == [change.after for change in then.changes]
    assert [add_days(event.happened[:10], 7) for event in now.told] == [event.happened[:10] for event in then.told]


def _shifted(value: Any) -> Any:
    """`value` with every date and instant a week later."""
    if isinstance(value, Mapping):
        return {name: _shifted(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_shifted(inner) for inner in value]
    if isinstance(value, str) and is_date(value[:10]) and (len(value) == 10 or value.endswith(":00Z")):
        return add_days(value[:10], 7) + value[10:]
    return value


def test_no_date_is_written_into_the_file() -> None:
    """A date that doesn't count from today would grow old."""
    fields = [(name, value) for change in board("2031-07-09").command.changes for name, value in _dates(change.after)]
    assert len(fields) > 300
    assert {value[:3] for _, value in fields} == {"203"}


def _dates(doc: Mapping[str, Any] | None) -> Iterator[tuple[str, str]]:
    for name, value in (doc or {}).items():
        if isinstance(value, str) and is_date(value[:10]):
            yield name, value


@pytest.mark.parametrize("zone", ["Europe/Zurich", "America/New_York", "Pacific/Kiritimati", "Etc/GMT+12"])
@pytest.mark.parametrize("now", ["2026-11-23T00:05:00Z", "2026-11-23T11:55:00Z", "2026-11-23T23:55:00Z"])
def test_times_are_those_of_the_place_and_past(in_zone: Callable[[str], None], zone: str, now: str) -> None:
    in_zone(zone)
    there = taken_in(local_date(now), now)
    core = there.workspace.card(2)
    assert core is not None
    assert (local_date(core.created_at), local_clock(core.created_at)) == (workday(there.today, -56), "09:12")
    assert there.told[-1].happened < now


def test_no_instant_is_later_than_now_even_where_the_clocks_disagree() -> None:
    there = taken_in(MONDAY, "2026-11-20T12:00:00Z")
    assert max(event.happened for event in there.told) == "2026-11-20T12:00:00Z"


@pytest.mark.parametrize("actor", ["root", "maria", "ana", "j.smith", "佐藤"])
def test_whoever_opens_it_is_the_project_manager_with_work_to_do(actor: str) -> None:
    there = taken_in(MONDAY, actor=actor)
    me = there.workspace.person_by_login(actor)
    assert me is not None
    assert me.handle == "maria"
    assert sum(1 for card in there.open_cards() if card.owner == me.handle) >= 4


def test_people_have_names_roles_and_hours() -> None:
    people = board(MONDAY).workspace.people()
    assert [person.handle for person in people] == ["ana", "jonas", "li", "maria", "omar", "priya", "tomas"]
    assert all(person.role and person.name != person.handle for person in people)
    assert {person.hours_per_week for person in people} == {32, 35, 36, 40}


@on_any_day
@pytest.mark.parametrize("name", demo_board_fields(MONDAY)["filters"])
def test_each_saved_filter_finds_something(name: str, today: str) -> None:
    there = board(today)
    found = compile_filter(demo_board_fields(MONDAY)["filters"][name], there.workspace, FilterContext(today, "maria"))
    assert 3 <= sum(1 for card in there.cards() if not card.archived and found.matches(card)) <= 10


@on_any_day
def test_every_quadrant_has_cards(today: str) -> None:
    there = board(today)
    ranked = scores(there.workspace, today)
    quadrants = Counter(score.quadrant for card in there.open_cards() if (score := ranked.of(card.id)) is not None)
    assert len(quadrants) == 4
    assert min(quadrants.values()) >= 2


def test_name_saved_filters_and_settings_can_be_given_to_a_board() -> None:
    context = Context(f"{MONDAY}T12:00:00Z", MONDAY, "root")
    decided = decide(Workspace(), EditBoard(**demo_board_fields(MONDAY)), context)
    assert isinstance(decided, Decision), decided
    made = Workspace().with_changes(decided.changes).board
    assert made.name == "Northport IT programme"
    assert made.filters["mine"] == "@me -is:done"
    rules = risk_rules(made)
    assert (rules.currency, rules.appetite, rules.escalation) == ("EUR", 8, 16)


# A file that someone edited


@pytest.fixture
def edited_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], Path]:
    """`edited_file(old, new)` makes the demo read a copy of its file in which the first `old` is `new`."""

    def edit(old: str, new: str) -> Path:
        text = (ROOT / "demo_data" / demo.FILE_NAME).read_text(encoding="utf-8")
        assert old in text
        path = tmp_path / demo.FILE_NAME
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        monkeypatch.setattr(demo, "demo_folder", lambda: str(tmp_path))
        return path

    return edit


NO_RISK = "Demo risk R{}: “{}” can't stand there in its history{}"
NO_LINE = "Demo card 2: “{}” can't stand there in its history."


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("omar moved to doing", "omar moved to doign", NO_LINE.format("-5 08:40 omar moved to doign")),
        ("-5 08:40 omar moved", "-5 0840 omar moved", NO_LINE.format("-5 0840 omar moved to doing")),
        ("omar ticked 1", "omar ticked 19", NO_LINE.format("-14 11:30 omar ticked 19")),
        ("omar owner none -> omar", "omar woner none -> omar", NO_LINE.format("-48 10:05 omar woner none -> omar")),
        ("09:12 maria added to backlog", "09:12 maria value 5 -> 5", NO_LINE.format("-56 09:12 maria value 5 -> 5")),
        ("omar owner none -> omar", "omar added to ready", NO_LINE.format("-48 10:05 omar added to ready")),
        ("due -8 -> -4", "due -9 -> -4", NO_LINE.format("-12 09:02 maria due -9 -> -4").replace("2", "5", 1)),
        ("omar moved to doing", "omar moved to ready", NO_LINE.format("-5 08:40 omar moved to ready")),
        ("omar ticked 1", "omar unblocked", NO_LINE.format("-14 11:30 omar unblocked")),
        ("ana effort 24 -> 30", "ana effort some -> 30", "Demo card 19: “some” is not a number for effort."),
        ("due -6 -> +3", "due -6 -> +4", "Demo card 2: its history ends with another due than it has."),
        ('"due": "+8"', '"due": "soon"', "“soon” is not a day of the demo board, as in -3 or +5."),
        ("-26 09:50 maria moved", "x 09:50 maria moved", "“x” is not a day of the demo board, as in -3 or +5."),
        ('"you": "maria",', "", "programme.json of the demo board lacks 'you'."),
        ('"id": 2, ', "", "programme.json of the demo board lacks 'id'."),
        ("omar reviewed", "omar revewied", NO_RISK.format(2, "-41 09:10 omar revewied", ".")),
        ("-41 09:10 omar", "x 09:10 omar", NO_RISK.format(2, "x 09:10 omar reviewed", ".")),
        ("-41 09:10 omar", "-41 0910 omar", NO_RISK.format(2, "-41 0910 omar reviewed", ".")),
        ("target 1 time=4", "target 1 tide=4",
         NO_RISK.format(1, "-52 09:42 maria target 1 tide=4", ": There is no impact on “tide”.")),
        ("linked 22 preventive", "linked 999 preventive",
         NO_RISK.format(4, "-49 09:53 maria linked 999 preventive", ": There is no card 999.")),
        ("tomas owner none -> maria", "tomas owner none -> li",
         "Demo risk R12: its history ends with another owner than it has."),
        ('"-11 14:10 maria current', '"-11 14:09 maria owner li -> maria", "-11 14:10 maria current',
         NO_RISK.format(12, "-11 14:09 maria owner li -> maria", ".")),
        ("estimated 60% 5k/8k/12k", "estimated some", NO_RISK.format(13, "-9 13:17 priya estimated some", ".")),
        ("linked 62 preventive", "linked 54 preventive", NO_RISK.format(12, "-5 11:08 maria treated",
         ": R12 can't become treating yet. Missing: a preventive action whose card has an owner and a due date "
         "(54 lacks an owner and a due date).")),
        ("li assessed", "li treated",
         NO_RISK.format(5, "-47 11:25 li treated", ": R5 is identified and can't become treating.")),
        ("li linked 47 contingency", "li planned contingency Order one",
         NO_RISK.format(5, "-14 08:35 li occurred on -14 for 4180: The disk in slot 7 f…",
         ": What is to be done then has to be a card by then.")),
        ("tomas accepted by maria", "maria accepted by maria",
         NO_RISK.format(10, "-12 09:20 maria accepted by maria until -6: The batteries a…",
         ": @maria asks for the acceptance and can't approve it.")),
        ("ana seen 1", "ana strategy reduce", NO_RISK.format(11, "-2 11:30 ana strategy reduce", ": Nothing changes.")),
        ("tomas declares 72", "omar declares 72",
         "Demo: “-46 15:15 omar declares 72” can't have happened: P1 is @tomas's to declare done, and you are @omar."),
        ("maria keeps 72", "maria keeps 71",
         "Demo: “-45 10:05 maria keeps 71” can't have happened: There is no promise P0."),
        ("maria keeps 72", "maria kepes 72", "Demo: “-45 10:05 maria kepes 72” can't have happened."),
        ("jonas misses 81 other", "jonas misses 81 another",
         "Demo: “-1 11:25 jonas misses 81 another-work-first a morning late: wave 2 had the desk” can't have happened: "
         "“another-work-first” is no reason of the list."),
        ('"id": 14, "title": "The night', '"id": 15, "title": "The night',
         NO_RISK.format(15, "-6 13:40 jonas raised", ": Risks are numbered in the order in which they were raised.")),
        ('"history": [\n    "-6 13:40 jonas raised"', '"history": [], "old": [\n    "-6 13:40 jonas raised"',
         "Demo risk R14 was never raised."),
    ],
)  # fmt: skip
def test_a_mistake_in_the_file_is_named(
    edited_file: Callable[[str, str], Path], old: str, new: str, message: str
) -> None:
    edited_file(old, new)
    with pytest.raises(Refused) as refused:
        demo_import(MONDAY, f"{MONDAY}T12:00:00Z", "root")
    assert refused.value.refusal.message == message
    assert refused.value.refusal.code == "bad_data"
    assert "demo_data/README.md" in refused.value.refusal.hint


def test_a_file_that_is_not_json_is_named_with_the_line(edited_file: Callable[[str, str], Path]) -> None:
    path = edited_file('"name": "Northport IT programme",', '"name": "Northport IT programme"')
    with pytest.raises(Refused) as refused:
        demo_board_fields(MONDAY)
    assert str(path) in refused.value.refusal.message
    assert "line 3" in refused.value.refusal.message


def test_a_missing_file_is_named(edited_file: Callable[[str, str], Path]) -> None:
    path = edited_file("Northport", "Southport")
    path.unlink()
    with pytest.raises(Refused) as refused:
        demo_import(MONDAY, f"{MONDAY}T12:00:00Z", "root")
    assert refused.value.refusal.code == "unreachable"
    assert str(path) in refused.value.refusal.message


def test_the_file_can_be_read_by_people() -> None:
    """One line for each event, no escapes, no line that runs off the screen."""
    raw = (ROOT / "demo_data" / demo.FILE_NAME).read_text(encoding="utf-8")
    assert "\\u" not in raw
    assert max(map(len, raw.splitlines())) <= 140
    assert json.loads(raw)["cards"][0]["history"][0].startswith("-")
