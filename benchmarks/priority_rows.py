"""Ranking, inside one process."""

import random
import statistics
import time

from rows import Bench, Row, ms

_CARDS = 10_000
_MOST = 0.1
"""Seconds in which 10,000 cards with as many dependencies are ranked."""
_PAST = 5_000


def ranking(bench: Bench) -> list[Row]:
    """Ranking 10,000 open cards with 10,000 dependencies, and bringing them under a quadrant and another order."""
    from tuiboard.domain.priority import scores
    from tuiboard.domain.triage import triage_queue
    from tuiboard.domain.workspace import Workspace
    from tuiboard.view.priorities import priorities_view

    chance = random.Random(_CARDS)
    tables = {
        "board": {"board": {"name": "x"}},
        "column": {
            "doing": {"key": "doing", "name": "Doing", "kind": "active", "rank": "a"},
            "done": {"key": "done", "name": "Done", "kind": "done", "rank": "b"},
        },
        "card": {number: _card(number, chance) for number in range(1, _CARDS + 1)},
    }
    ws = Workspace(tables)
    past = {number: _finished(number, chance) for number in range(_CARDS + 1, _CARDS + _PAST + 1)}
    aged = Workspace({**tables, "card": {**tables["card"], **past}})
    today = "2026-03-11"
    found = scores(ws, today)

    def shown(sort: str) -> object:
        return priorities_view(ws, found, None, sort, "Later", today)

    rows = []
    for what, work, most in (
        (f"ranking {_CARDS:,} cards with {_CARDS:,} dependencies", lambda: scores(ws, today).order, _MOST),
        (f"  the same beside {_PAST:,} finished ones", lambda: scores(aged, today).order, None),
        ("  the queue of triage", lambda: triage_queue(aged, today, found), None),
        ("  one quadrant of them", lambda: shown("priority"), None),
        ("  that quadrant by WSJF", lambda: shown("wsjf"), None),
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
    day = f"2026-{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}"
    needs = {"depends_on": [chance.randrange(1, number)]} if number > 1 else {}
    return {
        "id": number, "title": "x", "column": "doing", "rank": f"a{number:06}", "value": chance.randrange(6),
        "effort": chance.randrange(1, 40), "created_at": "2026-01-01T00:00:00Z", "due": day, **needs,
    }  # fmt: skip


def _finished(number: int, chance: random.Random) -> dict[str, object]:
    first, last = (f"2026-{month:02}-{chance.randrange(1, 29):02}T{chance.randrange(24):02}:10:00Z" for month in (1, 2))
    return {
        "id": number, "title": "x", "column": "done", "rank": "a", "started_at": first, "finished_at": last,
        "created_at": first,
    }  # fmt: skip
