"""What the reports say of a board, without an app."""

from typing import Any

import pytest

from tests.conftest import FrozenClock
from tests.tui.board_app import do, session_of
from tuiboard.domain import commands as c
from tuiboard.domain import risk_commands as r
from tuiboard.domain.board import Card
from tuiboard.domain.changes import created
from tuiboard.domain.promise_commands import MakePromise, MissPromise
from tuiboard.domain.raid_commands import AddRaid
from tuiboard.domain.throughput import Throughput
from tuiboard.engine.last_reports import LastReport
from tuiboard.engine.session import Session
from tuiboard.view.charts import Chart
from tuiboard.view.report import Figures, Listing, Paragraph, Report, Table
from tuiboard.view.report_kinds import KINDS, kind_of, make_report, usual_since
from tuiboard.view.report_markdown import markdown
from tuiboard.view.reports.retro import failed_forecasts

QUANT = {"p": 0.3, "low": 60_000, "mode": 60_000, "high": 60_000}
CARDS: tuple[dict[str, Any], ...] = (
    {"title": "Replace core switch", "column": "doing", "owner": "maria", "project": "refresh"},
    {"title": "Migrate users", "column": "doing", "owner": "ana", "due": "2026-03-09"},
)


def made(session: Session, kind: str, since: str = "2026-03-04", project: str | None = None) -> Report:
    return make_report(kind_of(kind), session, since, project)


def texts(report: Report, title: str) -> list[str]:
    """Every text below a heading that begins so."""
    found: list[str] = []
    for section in report.sections:
        for block in section.blocks if section.title.startswith(title) else ():
            if isinstance(block, Paragraph):
                found.append(block.text)
            elif isinstance(block, Listing):
                found += block.items or (block.empty,)
            elif isinstance(block, Figures):
                found += [f"{one.name}: {one.value}. {one.sentence}" for one in block.figures]
            elif isinstance(block, Table):
                found += [" | ".join(row) for row in block.rows] or [block.empty]
            elif isinstance(block, Chart):
                found.append(block.says)
    return found


def at(session: Session) -> FrozenClock:
    assert isinstance(session.clock, FrozenClock)
    return session.clock


def risk(title: str, p: int, i: int, **fields: Any) -> dict[str, Any]:
    return {"title": title, "owner": "ana", "current": {"probability": p, "impact": {"cost": i}}, **fields}


# Risks


def test_the_risk_report_tells_what_changed_and_not_what_came_before() -> None:
    session = session_of(cards=CARDS)
    do(session, r.AddRisks([risk("Core switch fails", 4, 3, quant=QUANT), risk("Old one", 2, 2)]))
    at(session).advance(days=10)
    do(session, r.AddRisks([risk("Flood", 1, 5)]))
    do(session, r.ScoreRisk(1, "current", 5, {"cost": 4}))
    do(session, r.CloseRisk(2, "passed"))
    found = made(session, "risks", "2026-03-18")
    assert sorted(texts(found, "What changed")) == [
        "R1 Core switch fails is scored 20 (critical), it was 12.",
        "R2 Old one was closed: passed.",
        "R3 Flood was raised by @ana with a score of 5 (moderate).",
    ]
    assert found.lead.startswith("2 risks are open; 1 of them is above what the board puts up with.")
    assert "18,000" in found.lead
    do(session, r.AddRisks([{"title": "Not rated"}]))
    assert texts(made(session, "risks"), "The risks that count")[-1] == "Open and not rated yet: R4."
    assert texts(made(session, "risks", "2026-03-22"), "What changed")[0].startswith("Nothing changed")


def test_a_score_that_went_there_and_back_has_not_changed() -> None:
    session = session_of(cards=CARDS)
    do(session, r.AddRisks([risk("Core switch fails", 4, 3)]))
    at(session).advance(days=10)
    for level in (5, 4):
        do(session, r.ScoreRisk(1, "current", level, {"cost": 3}))
    assert texts(made(session, "risks", "2026-03-18"), "What changed")[0].startswith("Nothing changed")


def test_decisions_are_asked_for_and_work_left_undone_is_said_a_line_a_risk() -> None:
    session = session_of(cards=CARDS)
    do(session, r.AddRisks([risk("Core switch fails", 5, 5, next_review="2026-03-01")]))
    found = made(session, "risks")
    wanted = texts(found, "Decisions needed")
    assert len(wanted) == 1
    assert wanted[0].startswith("R1 Core switch fails: ")
    undone = texts(found, "Left undone")
    assert undone[0] == "1 review is overdue, the oldest one is of R1, which was due on 1 March 2026."
    assert "its review was due 1 mar" in undone[1]
    assert found.document["overdue_reviews"] == ["R1"]


def test_a_risk_is_told_so_that_anybody_understands_it() -> None:
    session = session_of(cards=CARDS)
    words = {"cause": "It is ten years old.", "event": "It stops", "effect": "Nobody works"}
    do(session, r.AddRisks([risk("Core switch fails", 4, 5, quant=QUANT, **words)]))
    do(session, r.LinkRisk(1, 1, "preventive"))
    said = texts(made(session, "risks"), "The risks that count most")
    assert said[0].startswith("R1 | Core switch fails | 20 | critical | 18,000 | @ana")
    assert said[2] == (
        "Why: It is ten years old. What could happen: It stops, and then: Nobody works. With a chance of 30% it would "
        "cost 60,000: expected 18,000. Its score is 20 (critical). Against it: card 1 “Replace core switch”; none of 1 "
        "done."
    )  # fmt: skip


def test_a_project_has_the_risks_that_name_it_and_those_of_its_cards() -> None:
    session = session_of(cards=CARDS)
    do(session, r.AddRisks([risk("Named", 2, 2, project="refresh"), risk("Linked", 2, 3), risk("Other", 5, 5)]))
    do(session, r.LinkRisk(2, 1, "preventive"))
    found = made(session, "risks", project="refresh")
    assert found.title == "Risks: Network refresh"
    assert found.document["top"] == ["R2", "R1"]
    assert "Other" not in markdown(found)


# Retrospective


def test_the_retrospective_tells_what_went_otherwise_than_was_thought() -> None:
    session = session_of(cards=CARDS)
    do(session, r.AddRisks([risk("Core switch fails", 4, 3)]))
    do(session, MakePromise(2, "City Hall", "2026-03-12"))
    at(session).advance(days=3)
    do(session, MissPromise(1, "underestimated"))
    do(session, c.MoveCards([2], "done"))
    do(session, r.OccurRisk(1, "2026-03-13", 20_000, "money", "It stopped at noon"))
    do(session, AddRaid("lesson", {"text": "Keep a spare", "cause": "R1 occurred"}))
    found = made(session, "retro")
    assert found.lead == "1 promise was not kept, 1 risk came true, 1 card was finished late; 1 lesson was noted."
    assert "it was more than it seemed" in texts(found, "Promises that")[0]
    assert texts(found, "Risks that came true") == [
        "R1 Core switch fails, on 13 March 2026: It stopped at noon; it cost 20,000, nobody had a plan."
    ]
    assert texts(found, "Finished after")[0] == "2 | Migrate users | @ana | 5"
    assert "L1 Keep a spare (from: R1 occurred)" in texts(found, "Lessons")
    later = made(session, "retro", "2026-03-15")
    assert "Risks that came true: 0. None came true." in texts(later, "At a glance")
    assert later.lead.startswith("Nothing went wrong")
    assert "L1 Keep a spare (from: R1 occurred) (for 0 days)" in texts(later, "Lessons")


def test_a_forecast_that_failed_is_named_with_what_it_foretold() -> None:
    history = (*[3] * 8, 0, 0, 1, 0)
    failed, tested = failed_forecasts(Throughput("2026-01-05", history, history, 0))
    assert tested == 1
    assert [one._asdict() for one in failed] == [
        {"made": "2026-03-02", "until": "2026-03-29", "promised": 12, "finished": 1}
    ]
    steady = (2,) * 12
    assert failed_forecasts(Throughput("2026-01-05", steady, steady, 0)) == ([], 1)


# Stand-up and flow


def test_the_stand_up_has_a_part_for_each_person_and_may_tell_of_more_days() -> None:
    session = session_of(cards=CARDS)
    do(session, c.MoveCards([2], "done"))
    at(session).advance(days=5)
    day = made(session, "standup", usual_since(kind_of("standup"), session, None))
    assert "finished 2" not in markdown(day)
    week = made(session, "standup", "2026-03-10")
    assert week.lead == "2 people have something to say; 1 card was finished; nothing is blocked."
    assert any("finished 2 “Migrate users”" in text for text in texts(week, "@ana"))
    do(session, c.ArchiveCards([2]))
    tidied = made(session, "standup", "2026-03-10")
    assert tidied.lead == week.lead, "finished and tidied away is finished"
    assert not any("archived 2" in text for text in texts(tidied, "@ana"))
    of_project = made(session, "standup", "2026-03-10", "refresh")
    assert of_project.sections[0].title.startswith("@maria")


def test_the_flow_report_looks_back_twelve_weeks_at_least_and_explains_its_words() -> None:
    session = session_of(cards=CARDS)
    do(session, c.MoveCards([2], "done"))
    found = made(session, "flow")
    assert found.document["weeks"] == 12
    assert any("p85" in text and "85" in text for text in texts(found, "How long it takes"))
    assert made(session, "flow", "2025-09-01").document["weeks"] == 28
    assert made(session, "flow", project="refresh").document["cards"] == 1


# All of them


def test_a_report_tells_of_the_time_since_the_last_one_or_a_week() -> None:
    session = session_of(cards=CARDS)
    kind = kind_of("risks")
    assert usual_since(kind, session, None) == "2026-03-04"
    last = LastReport("2026-02-20", 1, "ab" * 32)
    assert usual_since(kind, session, last) == "2026-02-20"
    said = make_report(kind, session, "2026-02-20", last=last).previous
    assert said == f"Your last report of this kind is of 20 February 2026: entry 1, at head {'ab' * 32}."


@pytest.mark.parametrize("kind", [kind.name for kind in KINDS])
def test_no_odd_document_breaks_a_report(kind: str) -> None:
    session = session_of(cards=())
    assert markdown(made(session, kind)), "an empty board"
    odd: list[Any] = [None, 5, "x", ["x"], {"y": 1}, "2026-13-45", -1]
    docs = []
    for number, value in enumerate(odd, 1):
        card = {"id": number, "column": "done" if number % 2 else "doing", "rank": "a", "title": value, "owner": value,
                "due": value, "project": value, "finished_at": value, "started_at": value,
                "blocked": value}  # fmt: skip
        fields = {"id": number, "title": value, "text": value, "state": value, "occurred": value, "current": value,
                  "quant": value, "next_review": value, "actions": value, "acceptance": value, "cause": value,
                  "settled_on": value, "created_at": value, "on": value, "performer": value, "due": value,
                  "customer": value, "settled_at": value, "reason": value, "project": value}  # fmt: skip
        occurred = {**fields, "id": number + 20, "state": "occurred", "title": "x",
                    "occurred": {"on": "2026-03-10", "amount": value, "text": value, "unit": value}}  # fmt: skip
        docs += [created("card", number, card), *(created(k, number, fields) for k in ("risk", "promise", "lesson")),
                 created("risk", number + 20, occurred),
                 created("promise", number + 20, {**fields, "id": number + 20, "state": "missed",
                                                  "settled_at": "2026-03-10T09:00:00Z"})]  # fmt: skip
    session.workspace = session.workspace.with_changes(docs)
    assert Card(session.workspace.table("card")[1]).id == 1
    assert markdown(made(session, kind))
    assert markdown(made(session, kind, project="refresh"))


def test_what_would_cost_days_stands_beside_what_would_cost_money() -> None:
    session = session_of(cards=CARDS)
    late = {"p": 0.5, "low": 5, "mode": 10, "high": 21, "unit": "days"}
    do(session, r.AddRisks([risk("Core switch fails", 4, 3, quant=QUANT), risk("Late", 3, 3, quant=late)]))
    said = texts(made(session, "risks"), "What they may cost")
    assert (
        "On average: 18,000. On average the open risks would cost 18,000; no single outcome need come near that."
        in said
    )
    assert any(text.startswith("On average: 5.5 days.") for text in said)
