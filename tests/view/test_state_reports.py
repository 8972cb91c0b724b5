"""What changed since a day, the status for the team, and the page for the executive: all from the journal."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.conftest import FrozenClock, make_workspace
from tests.tui.board_app import do, session_of
from tuiboard.domain import commands as c
from tuiboard.domain.changes import Change, Entry, created
from tuiboard.domain.handoff_commands import OfferHandoff
from tuiboard.domain.project_commands import OverrideStatus, SetTolerances
from tuiboard.domain.promise_commands import MakePromise
from tuiboard.domain.raid_commands import AddRaid
from tuiboard.domain.risk_commands import AddRisks, ScoreRisk
from tuiboard.engine.session import Session
from tuiboard.view.charts import Chart
from tuiboard.view.report import Block, Figures, Listing, Paragraph, Report, Section, Table
from tuiboard.view.reports.changes import Changes, changes_since
from tuiboard.view.reports.exec import exec_report
from tuiboard.view.reports.status import status_report

TODAY = FrozenClock().today()  # 11 March 2026
LATER = "2026-03-20T09:00:00Z"


def changes(session: Session, since: str = TODAY, project: str | None = None) -> Changes:
    return changes_since(session.workspace, session.store.scan(), since, session.clock.today(), project)


def wait(session: Session, days: int) -> None:
    assert isinstance(session.clock, FrozenClock)
    session.clock.advance(days=days)


def titles(some: Any) -> list[str]:
    return [each.title for each in some]


def texts(blocks: tuple[Block, ...]) -> Iterator[str]:
    """Every text of blocks, as any format would write it."""
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block.text
        elif isinstance(block, Figures):
            for figure in block.figures:
                yield f"{figure.name} {figure.value} {figure.sentence}"
        elif isinstance(block, Listing):
            yield from block.items or (block.empty,)
        elif isinstance(block, Table):
            yield from [" ".join(block.head), *(" ".join(row) for row in block.rows)] if block.rows else [block.empty]
        elif isinstance(block, Chart):
            yield f"{block.title} {block.says}"


def of(report: Report, title: str) -> str:
    section: Section = next(each for each in report.sections if each.title.startswith(title))
    return "\n".join(texts(section.blocks))


def whole(report: Report) -> str:
    return "\n".join([report.title, report.lead, *(f"{s.title}\n{of(report, s.title)}" for s in report.sections)])


def a_week() -> Session:
    """A board on which a week of everything happened."""
    cards = [
        {"title": "Replace core switch", "owner": "ana", "project": "refresh", "column": "doing", "due": "2026-03-12"},
        {"title": "Label panels", "project": "refresh"},
        {"title": "Order optics", "project": "refresh", "column": "doing", "due": "2026-03-30", "milestone": 1},
        {"title": "Old thing", "column": "done", "finished_at": "2026-03-02T08:00:00Z", "project": "refresh"},
        {"title": "Elsewhere", "owner": "omar"},
        {"title": "Not needed"},
    ]  # fmt: skip
    session = session_of(cards=cards, milestones=[{"title": "Go live", "due": "2026-04-01", "project": "refresh"}])
    wait(session, 1)
    do(session, c.EditProject("refresh", {"sponsor": "Helen Marsh", "deadline": "2026-06-01"}))
    do(session, c.CompleteCards([1]))
    do(session, c.ArchiveCards([1]))
    do(session, c.MoveCards([2], "doing"))
    do(session, c.EditCards([3], {"due": "2026-04-06"}))
    do(session, c.MoveCards([4], "doing"))
    do(session, c.BlockCards([3], "customs wants a paper"))
    do(session, c.AddCards([{"title": "New [/red] one"}]))
    do(session, c.ArchiveCards([6]))
    do(session, c.EditMilestone(1, {"due": "2026-04-08"}))
    do(session, AddRisks([{"title": "Flood", "project": "refresh", "owner": "omar", "effect": "The cellar is wet."}]))
    do(session, ScoreRisk(1, "current", 4, {"cost": 5}))
    do(session, OfferHandoff(("card", 3), "maria"))
    do(session, MakePromise(3, "City Hall", "2026-03-13", performer="ana"))
    return session


def test_what_changed_is_read_from_the_journal_and_told_by_card() -> None:
    found = changes(a_week(), "2026-03-12")
    assert titles(found.finished) == ["Replace core switch"]
    assert titles(found.started) == ["Label panels"]
    assert titles(found.returned) == ["Old thing"]
    assert titles(found.added) == ["New [/red] one"]
    assert titles(found.dropped) == ["Not needed"]
    assert [each.line for each in found.blocked] == ["3 “Order optics”: customs wants a paper"]
    assert [each.words for each in found.slipped] == ["from 30 mar to 6 apr, 7 days later"]
    assert [each.line for each in found.moved] == ["M1 “Go live”: from 1 apr to 8 apr, 7 days later"]
    assert titles(found.raised) == ["Flood"]
    assert found.worse == (), "what was scored for the first time has not grown"


def test_what_was_undone_or_came_to_nothing_did_not_happen() -> None:
    cards = [{"title": "A"}, {"title": "B", "column": "doing", "due": TODAY}, {"title": "Done", "column": "done"}]
    session = session_of(cards=cards)
    wait(session, 1)
    do(session, c.CompleteCards([1]))
    session.undo()
    do(session, c.MoveCards([2], "done"))
    do(session, c.MoveCards([2], "doing"))
    do(session, c.BlockCards([2], "x"))
    do(session, c.UnblockCards([2]))
    do(session, c.EditCards([2], {"due": "2026-03-30"}))
    do(session, c.EditCards([2], {"due": TODAY}))
    do(session, c.EditCards([3], {"due": TODAY}))
    assert changes(session, "2026-03-12").is_empty


def test_what_came_back_and_was_done_again_was_finished_again() -> None:
    session = session_of(cards=[{"title": "A", "column": "done", "finished_at": "2026-03-02T08:00:00Z"}])
    wait(session, 1)
    do(session, c.MoveCards([1], "doing"))
    do(session, c.MoveCards([1], "done"))
    do(session, c.ArchiveCards([1]))
    assert [each.line for each in changes(session, "2026-03-12").finished] == ["1 “A”: again"]


def test_only_what_is_of_the_project_is_told_where_one_is_named() -> None:
    found = changes(a_week(), "2026-03-12", "refresh")
    assert titles(found.dropped) == titles(found.added) == []
    assert titles(found.finished) == ["Replace core switch"]
    assert titles(found.raised) == ["Flood"]
    assert changes(a_week(), "2026-03-12", "other").is_empty


def test_risks_that_grew_shrank_came_true_and_ended_are_told_apart() -> None:
    def risk(id: int, before: dict[str, Any], after: dict[str, Any]) -> Change:
        return Change("risk", id, before, after)

    def score(probability: int) -> dict[str, Any]:
        return {"current": {"probability": probability, "impact": {"cost": 3}}}

    ws = make_workspace().with_changes([
        created("risk", id, {"id": id, "title": f"R{id}", "state": state, **score(3), "kind": kind})
        for id, state, kind in ((1, "assessed", "threat"), (2, "assessed", "threat"), (3, "occurred", "threat"),
                                (4, "closed", "threat"), (5, "assessed", "opportunity"))
    ])  # fmt: skip
    changes = (
        risk(1, score(2), score(3)), risk(2, score(4), score(3)), risk(3, {"state": "assessed"}, {"state": "occurred"}),
        risk(4, {"state": "assessed"}, {"state": "closed"}), risk(5, score(2), score(3)),
    )  # fmt: skip
    found = changes_since(ws, [Entry(1, "t", LATER, "ana", 1, "risk.scored", changes)], "2026-03-12", TODAY)
    parts = (found.worse, found.better, found.occurred, found.closed)
    assert [[each.id for each in some] for some in parts] == [[1], [2, 5], [3], [4]]
    assert found.worse[0].words == "score 6 → 9"


def status(session: Session, **more: Any) -> Report:
    clock = session.clock
    return status_report(session.workspace, session.store.scan(), clock.today(), clock.now(), since="2026-03-12",
                         board="Team", head="f00", seq=3, who="ana", **more)  # fmt: skip


def executive(session: Session, **more: Any) -> Report:
    clock = session.clock
    return exec_report(session.workspace, session.store.scan(), clock.today(), clock.now(), since="2026-03-12",
                       board="Team", head="f00", seq=3, who="ana", **more)  # fmt: skip


def test_the_status_tells_what_changed_what_comes_next_and_what_waits() -> None:
    session = a_week()
    report = status(session)
    assert report.lead.startswith("Network refresh is red. ")
    assert "Cards: 1 finished, 1 started and 1 added;" in report.lead
    assert "1 “Replace core switch” (@ana)" in of(report, "What changed since 12 March 2026")
    assert "customs wants a paper" in of(report, "What is blocked")
    assert "P1 @ana to City Hall, due tomorrow" in of(report, "Promises")
    assert "H1, 3 “Order optics”: @ana hands it to @maria" in of(report, "Who waits for an answer")
    assert "R1 Flood 20 critical" in of(report, "Top risks")
    assert "M1 Go live 8 apr 0 of 1 done" in of(report, "Pace and forecast")
    assert "There is no forecast" in of(report, "Pace and forecast"), "nobody finished anything in a whole week"
    assert (report.kind, report.since, report.head, report.seq) == ("status", "2026-03-12", "f00", 3)
    assert json.loads(json.dumps(report.document))["changes"]["finished"][0]["key"] == "1"


def test_an_overdue_answer_stands_under_the_sponsor_of_its_project() -> None:
    session = a_week()
    do(session, MakePromise(2, "City Hall", "2026-03-25", performer="omar"))
    wait(session, 3)
    found = of(status(session), "Who waits for an answer")
    assert found.splitlines()[0] == "For Helen Marsh, sponsor of Network refresh: 2 answers are overdue."
    assert "H1" in found
    assert "P2 @omar to City Hall" in found
    assert "P1 @ana to City Hall, 2d late" in of(status(session), "Promises")
    do(session, c.EditProject("refresh", {"sponsor": None}))
    assert "Network refresh has no sponsor to turn to: 2 answers are overdue." in of(status(session), "Who waits")


def test_a_report_of_one_project_says_nothing_of_the_others() -> None:
    session = a_week()
    do(session, c.AddProject("vpn", {"name": "VPN for all"}))
    do(session, c.EditCards([5], {"project": "vpn", "due": "2026-03-13"}))
    for report in (status(session, project="vpn"), executive(session, project="vpn")):
        text = whole(report)
        assert "VPN for all" in report.title
        for word in ("Network refresh", "core switch", "Order optics", "Flood", "City Hall"):
            assert word not in text
    assert "5 Elsewhere @omar tomorrow" in of(status(session, project="vpn"), "What comes next")


def test_what_needs_a_decision_is_asked_for_in_both_reports_in_their_own_words() -> None:
    session = a_week()
    wait(session, 4)
    do(session, AddRaid("issue", {"text": "No paper", "due": "2026-03-10", "cards": [3]}))
    found, plain = of(status(session), "Decisions needed"), of(executive(session), "What we need from you")
    assert "3 “Order optics” has waited for 4 days and is to be escalated, to Helen Marsh" in found
    assert "“Order optics” has stood still for 4 days: customs wants a paper. Who can get it moving?" in plain
    assert "P1 to City Hall about “Order optics” was due 2026-03-13: kept, missed, another day?" in found
    assert "We promised “Order optics” to City Hall by 13 March 2026" in plain
    assert "R1 “Flood”: score 20: from 16 on someone above has to know. Is enough done?" in found
    assert "“Flood” might happen; it is large enough that you should know of it" in plain
    assert "I1 “No paper”: it was to be settled by 10 March 2026" in found
    assert "No paper" not in plain, "the team's own affairs"


JARGON = (
    "card", "wip", "p50", "p80", "p85", "p95", "emv", "raci", "rag", "kanban", "backlog", "throughput", "cycle time",
    "percentile", "journal", "hand-off", "handoff", "tolerance", "appetite", "threat", "mitigat", "residual",
    "escalat", "probability", "column", "ticket", "sprint", "velocity", "stakeholder", "burndown", "lead time",
)  # fmt: skip
"""Words of the trade that the executive's page does without."""


def test_the_page_for_the_executive_has_no_jargon_and_no_keys_or_handles() -> None:
    session = a_week()
    do(session, SetTolerances("refresh", {"money": [1, 2], "scope": [1, 2], "quality": [0, 0], "people": [0, 1]}))
    do(session, c.AddProject("vpn", {"name": "VPN for all", "deadline": "2026-03-01"}))
    do(session, c.EditCards([5], {"project": "vpn"}))
    do(session, OverrideStatus("vpn", "green", "all is well", "2026-04-01"))
    quant = {"p": 0.3, "low": 40_000, "mode": 60_000, "high": 90_000, "unit": "money"}
    do(session, AddRisks([{"title": "Fire", "project": "refresh", "quant": quant}]))
    wait(session, 5)
    text = whole(executive(session)).lower()
    found = [word for word in JARGON if re.search(rf"\b{re.escape(word)}", text)]
    assert found == []
    assert "@" not in text
    assert not re.search(r"\b[rmphdai][0-9]+\b", text), "nobody outside knows what R1 is"
    assert "%" not in text


def test_the_executive_reads_when_it_is_done_and_how_sure_that_is() -> None:
    days = ("2026-01-28", "2026-02-04", "2026-02-11", "2026-02-18", "2026-02-25", "2026-03-04")
    cards: list[dict[str, Any]] = [{"title": "Open", "project": "refresh", "milestone": 1} for _ in range(12)]
    for day, many in zip(days, (2, 0, 3, 1, 4, 2), strict=True):
        cards += [{"title": "Done", "project": "refresh", "column": "done", "started_at": "2026-01-28T08:00:00Z",
                   "finished_at": f"{day}T10:00:00Z", "created_at": "2026-01-05T08:00:00Z"}] * many  # fmt: skip
    session = session_of(cards=cards, milestones=[{"title": "Go live", "due": "2026-05-06", "project": "refresh"}])
    do(session, c.EditProject("refresh", {"deadline": "2026-04-29"}))
    text = of(executive(session), "How the projects stand")
    assert "Likely done around 22 April 2026, almost certainly by 6 May 2026." in text
    assert "Being done by its deadline, 29 April 2026, has 8 chances in 10." in text
    dates = of(executive(session), "The next dates")
    assert dates == "“Go live” by 6 May 2026 has 9 chances in 10."
    assert "M1 Go live 6 may 0 of 12 done on track With 85 % certainty by 6 may" in of(status(session), "Pace")
    do(session, OverrideStatus("refresh", "red", "the budget is gone", "2026-04-01"))
    report = executive(session)
    assert report.lead.startswith("Network refresh is off track.")
    assert "So says Ana Ruiz until 1 April 2026: the budget is gone." in of(report, "How the projects")


@pytest.mark.parametrize("make", [status, executive])
def test_an_empty_board_has_a_report_in_which_nothing_is_made_up(make: Any) -> None:
    report = make(session_of(cards=[], projects=[]))
    assert "is done." not in whole(report)
    assert all(list(texts(section.blocks)) for section in report.sections)
    json.dumps(report.document, allow_nan=False)


@pytest.mark.parametrize("odd", [None, 7, "x", [1], {"a": []}])
def test_what_another_program_wrote_never_stops_a_report(odd: Any) -> None:
    ws = a_week().workspace.with_changes([
        Change("card", 3, {}, dict.fromkeys(("project", "owner", "due", "milestone", "title", "blocked"), odd)),
        Change("risk", 1, {}, dict.fromkeys(("current", "project", "owner", "effect", "quant"), odd)),
        Change("project", "refresh", {}, dict.fromkeys(("deadline", "sponsor", "name"), odd)),
        Change("milestone", 1, {}, dict.fromkeys(("due", "title", "project"), odd)),
        Change("handoff", 1, {}, dict.fromkeys(("offered_at", "giver"), odd)),
        Change("promise", 1, {}, dict.fromkeys(("due", "customer", "state", "settled_at"), odd)),
    ])  # fmt: skip
    of_card = Change("card", 3, {"due": odd, "column": odd}, {"due": odd, "column": odd})
    of_risk = Change("risk", 1, {"state": odd, "current": odd}, {"state": odd, "current": odd})
    entries = [Entry(1, "t", LATER, "ana", 1, "x", (of_card, of_risk))]
    for make in (status_report, exec_report):
        assert make(ws, iter(entries), TODAY, LATER, since=TODAY, board="x", head="", seq=1, who="ana").sections
