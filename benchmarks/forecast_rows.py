"""Forecasts and milestones, inside one process."""

import random
import statistics
import time

from rows import Bench, Row, ms

_CARDS = 10_000
_MILESTONES = 30
_MOST = 0.3
"""Seconds until the first figures are there."""
_TODAY = "2026-11-24"


def forecasts(bench: Bench) -> list[Row]:
    """The milestones of a board of 10,000 cards, its forecast, and one of hundreds of cards a week over years."""
    from tuiboard.domain.forecast import finished_in
    from tuiboard.domain.workspace import Workspace
    from tuiboard.engine.filter import FilterContext
    from tuiboard.view.forecast import forecast
    from tuiboard.view.forecast_question import question
    from tuiboard.view.milestones import milestone_rows, sentences

    chance = random.Random(_CARDS)
    ws = Workspace({
        "board": {"board": {"name": "x"}},
        "column": {
            "doing": {"key": "doing", "name": "Doing", "kind": "active", "rank": "a"},
            "done": {"key": "done", "name": "Done", "kind": "done", "rank": "b"},
        },
        "project": {key: {"key": key} for key in ("a", "b", "c")},
        "milestone": {
            id: {"id": id, "title": "x", "due": "2027-06-01", "project": "abc"[id % 3]}
            for id in range(1, _MILESTONES + 1)
        },
        "card": {number: _card(number, chance) for number in range(1, _CARDS + 1)},
    })  # fmt: skip
    busy = [chance.randrange(400) for _ in range(26)]

    def milestones() -> object:
        return [sentences(row, _TODAY) for row in milestone_rows(ws, _TODAY)]

    def everything() -> object:
        asked = question(ws, "", FilterContext(_TODAY, "ana"), 26)
        return forecast(asked.left, asked.pace, _TODAY)

    rows = []
    for what, work, most in (
        (f"{_MILESTONES} milestones of {_CARDS:,} cards with their forecasts", milestones, _MOST),
        (f"  when the rest of {_CARDS:,} cards is done", everything, _MOST),
        ("  how many in two years, at up to 400 a week", lambda: finished_in(busy, 104), None),
    ):
        took = []
        for _ in range(bench.runs(15, 5)):
            started = time.process_time()
            work()
            took.append(time.process_time() - started)
        median = statistics.median(took)
        must = "–" if most is None else f"≤ {ms(most)}"
        rows.append(
            Row(what, ms(median), "–", f"slowest {ms(max(took))}", must, None if most is None else median <= most)
        )
    return rows


def _card(number: int, chance: random.Random) -> dict[str, object]:
    card = {
        "id": number, "title": "x", "column": "doing", "rank": f"a{number:06}", "project": chance.choice("abc"),
        "milestone": chance.randrange(1, _MILESTONES + 1), "effort": chance.randrange(1, 40),
        "created_at": "2026-01-05T00:00:00Z",
    }  # fmt: skip
    if number % 2:
        return card
    month, day = chance.randrange(6, 12), chance.randrange(1, 22)
    at = f"2026-{month:02}-{day:02}T{chance.randrange(24):02}:10:00Z"
    return {**card, "column": "done", "started_at": at, "finished_at": at}
