"""The flow in sentences and charts, and the cards behind their places."""

from typing import Any

import pytest

from tests.conftest import make_workspace
from tests.domain.test_flow import TODAY, Life, at
from tuiboard.domain import commands as c
from tuiboard.domain.flow import flow_figures
from tuiboard.view.flow import (
    NAMES,
    Flow,
    first_figures,
    flow_document,
    flow_figures_in_words,
    flow_of,
    says,
    value,
)
from tuiboard.view.flow_charts import behind, flow_chart, place_words, places, without_start


@pytest.fixture
def life() -> Life:
    """Five cards: 1 worked on and blocked for two days, 2 skipped the work, 3 sent back, 4 dropped, 5 in work."""
    life = Life()
    life.add("02-21", "one [/b]", "two", "three", "four", "five")
    life.move("02-24", 1, "doing")
    life.move("02-25", 3, "doing")
    life.on("02-25", c.BlockCards([1], "no parts"))
    life.on("02-27", c.UnblockCards([1]))
    life.move("02-27", 3, "backlog")
    life.move("02-27", 4, "doing")
    life.move("03-02", 1, "done")
    life.move("03-03", 2, "done")
    life.on("03-04", c.ArchiveCards([4]))
    life.move("03-05", 5, "doing")
    return life


def flow(life: Life, **options: Any) -> Flow:
    entries = life.store.scan(("card", None))
    return flow_of(life.session.workspace, entries, at("03-11", "21:00"), TODAY, options.pop("weeks", 2), **options)


def test_every_figure_has_a_sentence(life: Life) -> None:
    found = flow(life)
    assert {name: says(found, name) for name in NAMES} == {
        "cycle": "One card was finished, after 7 days. 1 card without a start is not counted (2).",
        "throughput": "In the last 2 weeks 2 cards were finished, 1.0 a week (0 to 2); none so far this week.",
        "age": "1 card is in work; the oldest is 5, 7 days. None is older than 85 % of the finished ones became.",
        "cumulative": "Since 23 feb 5 cards came into work and 4 left it (2 done, 1 dropped, 1 sent back). In work "
        "were 0 then and 1 now: more is started than finished.",
        "wip": "1 card is in work now; 1.2 on average, and at most 2 (25 feb).",
        "blocked": "1 card was blocked, 2.0 days in all; the longest: 1 (2.0 days). None is blocked now.",
        "efficiency": "Of the time from start to finish 67 % was work: 1 card took 6.0 days in all and waited for 2.0 "
        "of them. Time in queue columns after the start, and time blocked, counts as waiting; days are counted by the "
        "clock here, not by dates as in a cycle time.",
    }
    assert [value(found, name) for name in NAMES] == [
        "p85 7 days", "1.0 a week", "1 in work", "+5 −4", "1 now", "2.0 days", "67 %",
    ]  # fmt: skip
    assert [figure.sentence for figure in flow_figures_in_words(found)] == [says(found, name) for name in NAMES]


def test_until_the_journal_is_read_the_cards_speak_alone(life: Life) -> None:
    ws = life.session.workspace
    found = first_figures(ws, flow_figures(ws, TODAY, 2), None)
    assert "7 days" in says(found, "cycle")
    assert says(found, "wip") == "The journal is being read …"
    assert flow_chart(found, "cumulative").xs == ()
    assert flow_chart(found, "cycle") == flow_chart(flow(life), "cycle")
    assert "days" not in flow_document(found)


def test_the_charts_show_the_days_and_weeks_since_something_was_done(life: Life) -> None:
    found = flow(life, weeks=12)
    assert found.first == "2026-02-23"
    areas = flow_chart(found, "cumulative")
    assert (areas.xs[0], areas.xs[-1]) == ("2026-02-23", TODAY)
    assert [series.values[-1] for series in areas.series] == [4, 1, 1]
    assert [series.values[2] for series in areas.series] == [0, 2, 3]
    cycle = flow_chart(found, "cycle")
    assert [(point.x, point.y, point.key) for point in cycle.points] == [(7, 7, "1")]
    assert [level.word for level in cycle.levels] == ["p50 7 days", "p85 7 days", "p95 7 days"]
    assert flow_chart(found, "throughput").series[0].values == (0, 2, 0)
    assert flow_chart(found, "blocked").series[0].values == (2, 0, 0)
    assert flow_chart(found, "efficiency").series[0].values == (None, 67, None)
    age = flow_chart(found, "age")
    assert age.xs == ("Doing", "Review")
    assert [(point.x, point.y, point.key) for point in age.points] == [(0, 7, "5")]
    assert places(found, "cycle", cycle) == (7,)
    assert places(found, "age", age) == (0, 1)


def test_what_left_before_the_first_card_was_started_is_not_drawn() -> None:
    life = Life()
    life.add("02-10", "one", "two")
    life.on("02-12", c.ArchiveCards([1]))
    life.move("03-03", 2, "doing")
    found = flow(life, weeks=6)
    assert found.first == "2026-03-02"
    assert [series.values for series in flow_chart(found, "cumulative").series] == [
        (0,) * 10, (0,) + (1,) * 9, (1,) + (0,) * 9,
    ]  # fmt: skip


def test_the_cards_behind_a_place_are_named_with_what_they_have_to_do_with_it(life: Life) -> None:
    found, ws = flow(life), life.session.workspace

    def at_place(name: str, place: int) -> tuple[str, list[tuple[int, str]]]:
        shown = behind(ws, found, name, place)
        assert shown.words == place_words(found, name, place)
        return shown.words, [(row.card, row.words) for row in shown.rows]

    assert at_place("cycle", 7) == ("2 mar: 1 card finished after 7 days", [(1, "7 days")])
    assert at_place("cycle", 8) == ("3 mar: 1 card finished", [(2, "no start")])
    assert at_place("throughput", 1) == (
        "Week of 2 mar to 8 mar: 2 cards finished", [(1, "finished 2 mar"), (2, "finished 3 mar")],
    )  # fmt: skip
    assert at_place("age", 0) == ("Doing: 1 card in work", [(5, "7 days")])
    day = "27 feb: 2 in work, 3 waiting; 1 came, 1 left that day"
    assert at_place("wip", 4) == (day, [(1, "now in Done"), (4, "now archived")])
    assert at_place("blocked", 0) == ("Week of 23 feb to 1 mar: 1 card blocked, 2.0 days", [(1, "2.0 days")])
    assert at_place("efficiency", 1)[1] == [(1, "6.0 days by the clock, waited 2.0")]
    assert at_place("efficiency", 2) == ("This week: nothing finished", [])
    assert behind(ws, found, "cycle", 7).rows[0].title == "one [/b]"


def test_cards_without_a_start_are_named(life: Life) -> None:
    found = without_start(life.session.workspace, flow(life))
    assert found.words == "1 card without a start or a finish"
    assert [(row.card, row.words) for row in found.rows] == [(2, "no start, done 3 mar")]


def test_a_filter_applies_to_every_figure_and_chart(life: Life) -> None:
    found = flow(life, matches=lambda card: card.id in (2, 5))
    assert found.cards == 2
    document = flow_document(found)
    assert document["cycle"]["without_start"] == [2]
    assert document["days"]["active"][-1] == 1
    assert document["days"]["arrivals"][-1] == 2
    assert document["blocked"] == []


def test_an_empty_board_has_a_sentence_for_everything() -> None:
    ws = make_workspace(cards=())
    found = flow_of(ws, (), at("03-11"), TODAY)
    for name in NAMES:
        assert says(found, name).endswith("."), name
        assert "dec" not in says(found, name), "it tells since the first card, as the charts do"
        chart = flow_chart(found, name)
        for place in places(found, name, chart):
            assert behind(ws, found, name, place).rows == ()
    assert flow_document(found)["efficiency"] == {"share": None, "cards": []}
