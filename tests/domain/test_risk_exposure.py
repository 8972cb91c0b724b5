"""What the journal tells of risks: exposure over weeks, scores over time, trends."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import NOW, FrozenClock
from tuiboard.domain import risk_commands as r
from tuiboard.domain.changes import Change, Entry, Told, created
from tuiboard.domain.commands import Import
from tuiboard.domain.refusal import Refusal
from tuiboard.domain.risk_exposure import ExposureWeek, exposure, exposure_weeks
from tuiboard.domain.risk_history import risk_changes, score_history, trends
from tuiboard.domain.risk_money import emv
from tuiboard.domain.risks import Score, quant_of
from tuiboard.engine.ports import Actor
from tuiboard.engine.session import Session
from tuiboard.storage.memory import MemoryStore

SOURCE = "demo"


def quant(p: float, amount: float, unit: str = "money") -> dict[str, Any]:
    return {"p": p, "low": amount, "mode": amount, "high": amount, "unit": unit}


def raised(id: int, p: float, amount: float, **fields: Any) -> Change:
    unit = fields.pop("unit", "money")
    return created("risk", id, {"id": id, "title": "x", "state": "assessed", "quant": quant(p, amount, unit), **fields})


def moved(id: int, before: str, after: str, **fields: Any) -> Change:
    return Change("risk", id, {"state": before, **dict.fromkeys(fields)}, {"state": after, **fields})


EXAMPLE = (
    ("2026-03-02", raised(1, 0.3, 60_000)),
    ("2026-03-02", raised(2, 0.1, 250_000)),
    ("2026-03-08", raised(3, 0.5, 20_000)),
    ("2026-03-11", Change("risk", 1, {"quant": quant(0.3, 60_000)}, {"quant": quant(0.1, 60_000)})),
    ("2026-03-16", moved(3, "assessed", "occurred", occurred={"on": "2026-03-15", "amount": 20_000, "unit": "money"})),
    ("2026-03-29", raised(4, 0.2, 100_000)),
)


def test_the_exposure_of_the_worked_example() -> None:
    assert exposure_weeks(EXAMPLE, "2026-03-29") == [
        ExposureWeek("2026-03-02", 53_000, 0, 0, 0, 53_000, 0, 0),
        ExposureWeek("2026-03-09", 0, -12_000, 0, 0, 41_000, 0, 0),
        ExposureWeek("2026-03-16", 0, 0, 0, -10_000, 31_000, 20_000, 0),
        ExposureWeek("2026-03-23", 20_000, 0, 0, 0, 51_000, 20_000, 0),
    ]


def last(*more: tuple[str, Change], unit: str = "money") -> ExposureWeek:
    return exposure_weeks([*EXAMPLE, *more], "2026-04-01", unit)[-1]


def test_a_quiet_week_is_there_too() -> None:
    assert last() == ExposureWeek("2026-03-30", 0, 0, 0, 0, 51_000, 20_000, 0)


def test_what_comes_true_is_never_called_closed() -> None:
    assert last(("2026-03-30", moved(4, "assessed", "closed", close_reason="eliminated")))[1:5] == (0, 0, -20_000, 0)
    assert last(("2026-03-30", moved(4, "assessed", "closed", close_reason="realised")))[1:5] == (0, 0, 0, -20_000)
    assert last(("2026-03-30", moved(4, "assessed", "occurred", occurred={"on": "x"})))[1:5] == (0, 0, 0, -20_000)
    assert last(("2026-03-30", Change("risk", 4, raised(4, 0.2, 100_000).after, None)))[1:5] == (0, 0, -20_000, 0)


def test_what_was_opened_again_or_first_estimated_is_new() -> None:
    closed = ("2026-03-30", moved(4, "assessed", "closed", close_reason="passed"))
    opened = ("2026-03-31", moved(4, "closed", "assessed"))
    assert last(closed, opened)[1:6] == (20_000, 0, -20_000, 0, 51_000)
    plain = ("2026-03-30", created("risk", 5, {"id": 5, "title": "x", "state": "identified"}))
    estimated = ("2026-03-31", Change("risk", 5, {"quant": None}, {"quant": quant(0.5, 10)}))
    assert last(plain, estimated).new == 5
    withdrawn = ("2026-03-31", Change("risk", 4, {"quant": quant(0.2, 100_000)}, {"quant": None}))
    assert last(withdrawn)[1:6] == (0, -20_000, 0, 0, 31_000)


def test_a_cost_that_nobody_recorded_is_counted_and_not_made_up() -> None:
    occurred = ("2026-03-30", moved(4, "assessed", "occurred", occurred={"on": "2026-03-30"}))
    assert last(occurred)[6:] == (20_000, 1)
    told_later = ("2026-03-31", Change("risk", 4, {"occurred": {}}, {"occurred": {"amount": 7_000, "unit": "money"}}))
    assert last(occurred, told_later)[6:] == (27_000, 0)
    realised = ("2026-03-30", moved(4, "assessed", "closed", close_reason="realised"))
    assert last(realised)[6:] == (20_000, 1)


def test_what_was_paid_stays_paid_when_the_risk_is_closed_and_opened_again() -> None:
    closed = ("2026-03-30", moved(3, "occurred", "closed", close_reason="realised"))
    opened = ("2026-03-30", Change("risk", 3, {"state": "closed", "close_reason": "realised"},
                                   {"state": "assessed", "close_reason": None}))  # fmt: skip
    again = ("2026-03-31", moved(3, "assessed", "occurred", occurred={"on": "x", "amount": 5_000, "unit": "money"}))
    unknown = ("2026-03-31", moved(3, "assessed", "closed", close_reason="realised"))
    assert last(closed)[6:] == (20_000, 0)
    assert last(closed, opened, unknown)[5:] == (51_000, 20_000, 1)
    assert last(closed, opened)[5:] == (61_000, 20_000, 0)
    assert last(closed, opened, again)[5:] == (51_000, 25_000, 0)


def test_opportunities_are_no_exposure_and_days_have_weeks_of_their_own() -> None:
    more = (
        ("2026-03-30", raised(5, 0.5, 1_000, kind="opportunity")),
        ("2026-03-30", raised(6, 0.5, 10, unit="days")),
        ("2026-03-30", moved(5, "assessed", "occurred", occurred={"on": "x", "amount": 9, "unit": "money"})),
        ("2026-03-31", moved(6, "assessed", "occurred", occurred={"on": "x", "amount": 4, "unit": "days"})),
    )
    assert last(*more)[5:] == (51_000, 20_000, 0)
    assert last(*more, unit="days") == ExposureWeek("2026-03-30", 5, 0, 0, -5, 0, 4, 0)


def test_a_clock_that_was_wrong_changes_no_sum() -> None:
    found = exposure_weeks([("2126-01-01", EXAMPLE[0][1]), ("", EXAMPLE[1][1]), *EXAMPLE[2:]], "2026-03-29")
    assert found[-1].exposure == 51_000
    assert found[-1].monday == "2026-03-23"
    early = exposure_weeks([("0001-01-01", EXAMPLE[0][1])], "0001-01-20")
    assert [week.exposure for week in early] == [18_000, 18_000, 18_000]
    assert exposure_weeks([], "2026-03-29") == []


@pytest.mark.parametrize("wrong", [{"p": "x"}, "60k", {"p": 0.5, "low": 9, "mode": 1, "high": 2}])
def test_an_estimate_that_makes_no_sense_is_no_exposure(wrong: Any) -> None:
    change = ("2026-03-30", created("risk", 5, {"id": 5, "title": "x", "state": "assessed", "quant": wrong}))
    lost = ("2026-03-31", Change("risk", 5, {"state": "assessed"}, {"state": "occurred", "occurred": "much"}))
    assert last(change)[5:] == (51_000, 20_000, 0)
    assert last(change, lost)[5:] == (51_000, 20_000, 1)


# From a journal


@pytest.fixture
def session(clock: FrozenClock) -> Session:
    return Session(MemoryStore(), clock, Actor(1, "ana", {}))


def do(session: Session, command: Any) -> Any:
    done = session.dispatch(command)
    assert not isinstance(done, Refusal), done
    return done


def score(probability: int, impact: int) -> dict[str, Any]:
    return {"probability": probability, "impact": {"overall": impact}}


def log(session: Session) -> list[Entry]:
    return session.log(None)


def given_risks(session: Session) -> Session:
    do(session, r.AddRisks([{"title": "One", "quant": quant(0.3, 60_000), "current": score(3, 4)}]))
    do(session, r.AddRisks([{"title": "Two", "quant": quant(0.5, 20_000)}]))
    return session


def test_what_was_undone_never_happened_and_what_was_redone_did(session: Session, clock: FrozenClock) -> None:
    given_risks(session)
    clock.advance(days=7)
    do(session, r.OccurRisk(2, amount=9_000))
    clock.advance(days=7)
    weeks = exposure(log(session), clock.today())
    assert [week.exposure for week in weeks] == [28_000, 18_000, 18_000]
    assert weeks[-1].realised_total == 9_000
    session.undo()
    assert [week[1:] for week in exposure(log(session), clock.today())] == [
        (28_000, 0, 0, 0, 28_000, 0, 0), (0, 0, 0, 0, 28_000, 0, 0), (0, 0, 0, 0, 28_000, 0, 0)
    ]  # fmt: skip
    session.redo()
    assert exposure(log(session), clock.today()) == weeks
    session.undo()
    assert exposure(log(session), clock.today())[-1].exposure == 28_000


def test_scores_over_time_come_from_the_journal_without_what_was_undone(session: Session, clock: FrozenClock) -> None:
    given_risks(session)
    assert trends(log(session)) == {}
    clock.advance(days=1)
    do(session, r.ScoreRisk(1, "current", 2, {"overall": 4}))
    do(session, r.ScoreRisk(1, "target", 1, {"overall": 4}))
    do(session, r.ScoreRisk(1, "current", 5, {"overall": 5}))
    session.undo()
    points = score_history(session.history("risk", 1), 1)
    assert [(p.at[:10], p.who, p.level, p.score and p.score.value, p.state) for p in points] == [
        ("2026-03-11", "ana", "current", 12, "identified"),
        ("2026-03-12", "ana", "current", 8, "identified"),
        ("2026-03-12", "ana", "target", 4, "identified"),
    ]
    assert trends(log(session)) == {1: -1}


def test_the_trend_is_that_of_the_last_scoring_that_is_in_force(session: Session) -> None:
    given_risks(session)
    do(session, r.ScoreRisk(2, "current", 2, {"overall": 2}))
    assert trends(log(session)) == {}
    do(session, r.ScoreRisk(2, "current", 4, {"overall": 4}))
    assert trends(log(session)) == {2: 1}
    do(session, r.ScoreRisk(2, "current", 2, {"overall": 2}))
    do(session, r.ScoreRisk(2, "current", 1, {"overall": 4}))
    assert trends(log(session)) == {2: 0}
    session.undo()
    assert trends(log(session)) == {2: -1}
    do(session, r.ScoreRisk(2, "current", None, {}))
    assert trends(log(session)) == {}


def test_a_score_that_was_taken_away_is_a_point_too(session: Session) -> None:
    given_risks(session)
    do(session, r.ScoreRisk(1, "current", None, {}))
    assert [point.score for point in score_history(log(session), 1)] == [Score(3, 4), None]


def told(at: str, before: Any, after: Any, id: int = -1) -> Told:
    return Told(at, "zoe", "risk.scored", Change("risk", id, before, after), SOURCE)


FINAL = {
    "title": "Old", "state": "treating", "quant": quant(0.2, 1_000), "current": score(2, 4),
    "created_at": "2026-02-01T10:00:00Z", "created_by": "zoe",
}  # fmt: skip
PAST = (
    told("2026-02-16T10:00:00Z", {"quant": quant(0.5, 1_000)}, {"quant": quant(0.2, 1_000)}),
    told("2026-02-09T10:00:00Z", {"state": "assessed"}, {"state": "treating"}),
    told("2026-02-17T10:00:00Z", {"current": score(4, 4)}, {"current": score(2, 4)}),
)


def imported(*events: Told, **fields: Any) -> list[Entry]:
    change = created("risk", 7, {"id": 7, **FINAL, **fields})
    mine = tuple(event._replace(change=event.change._replace(id=7)) for event in events)
    return [Entry(1, "t", NOW, "ana", 1, "board.imported", (change,), told=mine)]


def test_what_an_import_tells_of_a_risk_is_told_in_its_own_time() -> None:
    entries = imported(*PAST)
    assert [(at[:10], who, change.before is None) for at, who, change in risk_changes(entries)] == [
        ("2026-02-01", "zoe", True), ("2026-02-09", "zoe", False), ("2026-02-16", "zoe", False),
        ("2026-02-17", "zoe", False),
    ]  # fmt: skip
    weeks = exposure(entries, "2026-03-11")
    assert [(week.monday, week.exposure) for week in weeks][:4] == [
        ("2026-01-26", 500), ("2026-02-02", 500), ("2026-02-09", 500), ("2026-02-16", 200)
    ]  # fmt: skip
    assert [(p.at[:10], p.score and p.score.value, p.state) for p in score_history(entries, 7)] == [
        ("2026-02-01", 16, "assessed"), ("2026-02-17", 8, "treating")
    ]  # fmt: skip
    assert trends(entries) == {7: -1}


def test_several_told_changes_of_one_field_are_told_in_their_order() -> None:
    events = [
        told(f"2026-02-{day:02}T10:00:00Z", {"quant": quant(p, 1_000)}, {"quant": quant(q, 1_000)})
        for day, p, q in ((3, 0.9, 0.7), (10, 0.7, 0.5), (17, 0.5, 0.2))
    ]
    weeks = exposure(imported(*reversed(events)), "2026-02-20")
    assert [week.exposure for week in weeks] == [900, 700, 500, 200]


def test_a_told_beginning_counts_as_the_beginning() -> None:
    beginning = told("2026-02-05T10:00:00Z", None, {"title": "Old"})
    changes = risk_changes(imported(*PAST, beginning))
    assert [change.at[:10] for change in changes] == ["2026-02-05", "2026-02-09", "2026-02-16", "2026-02-17"]
    assert (changes[0].change.after or {})["state"] == "assessed"


def test_what_is_told_and_does_not_end_where_the_risk_is_still_gives_todays_risk() -> None:
    entries = imported(told("2026-02-16T10:00:00Z", {"quant": None}, {"quant": quant(0.9, 1_000)}), created_at="?")
    weeks = exposure(entries, "2026-03-11")
    assert (weeks[0].monday, weeks[0].exposure) == ("2026-02-16", 900)
    assert weeks[-1][1:6] == (0, -700, 0, 0, 200)


def test_an_import_without_a_past_is_new_when_it_came(session: Session, clock: FrozenClock) -> None:
    do(session, Import([created("risk", -1, {k: v for k, v in FINAL.items() if k != "created_at"})], [], SOURCE))
    assert exposure(log(session), clock.today()) == [ExposureWeek("2026-03-09", 200, 0, 0, 0, 200, 0, 0)]


COMMANDS = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.floats(0, 1), st.sampled_from([100.0, 333.3, 5e4]), st.sampled_from(["threat", "opportunity"])),  # noqa: E501
        st.tuples(st.just("quant"), st.integers(1, 4), st.floats(0, 1), st.sampled_from(["money", "days", None])),
        st.tuples(st.just("close"), st.integers(1, 4), st.sampled_from(["passed", "realised"])),
        st.tuples(st.just("occur"), st.integers(1, 4), st.sampled_from([None, 50.0])),
        st.tuples(st.just("reopen"), st.integers(1, 4)),
        st.tuples(st.just("undo")),
        st.tuples(st.just("redo")),
        st.tuples(st.just("wait"), st.integers(-3, 9)),
    ),
    max_size=25,
)  # fmt: skip


def carry_out(session: Session, clock: FrozenClock, step: Any) -> None:
    """Some are refused; that changes nothing."""
    match step:
        case ("add", p, amount, kind):
            session.dispatch(r.AddRisks([{"title": "x", "kind": kind, "quant": quant(p, amount)}]))
        case ("quant", id, p, unit):
            session.dispatch(r.EditRisks([id], {"quant": unit and quant(p, 100.0, unit)}))
        case ("close", id, reason):
            session.dispatch(r.CloseRisk(id, reason))
        case ("occur", id, amount):
            session.dispatch(r.OccurRisk(id, amount=amount))
        case ("reopen", id):
            session.dispatch(r.AdvanceRisk(id, "assessed", "again"))
        case ("undo",):
            session.undo()
        case ("redo",):
            session.redo()
        case ("wait", days):
            clock.advance(days=days)


@settings(max_examples=60)
@given(COMMANDS)
def test_exposure_ends_at_what_the_open_threats_of_today_are_expected_to_cost(steps: list[Any]) -> None:
    clock = FrozenClock()
    session = Session(MemoryStore(), clock, Actor(1, "ana", {}))
    for step in (("add", 0.5, 1_000.0, "threat"), ("add", 0.25, 100.0, "threat"), *steps):
        carry_out(session, clock, step)
    for unit in ("money", "days"):
        weeks = exposure(log(session), clock.today(), unit)
        expected = sum(
            emv(risk) or 0.0
            for risk in session.workspace.risks()
            if risk.is_open and not risk.is_opportunity and (q := quant_of(risk.doc)) and q.unit == unit
        )
        assert (weeks[-1].exposure if weeks else 0.0) == pytest.approx(expected, abs=1e-5)
        for before, week in zip([None, *weeks], weeks, strict=False):
            assert week.exposure == pytest.approx((before.exposure if before else 0) + sum(week[1:5]), abs=1e-5)
            assert week.new >= 0 >= max(week.closed, week.realised)
            assert week.realised_total >= 0 <= week.unpriced
