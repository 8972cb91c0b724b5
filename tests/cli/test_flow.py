"""`flow`: in sentences, as charts and as JSON, and what it refuses."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Shell
from tests.conftest import FrozenClock


@pytest.fixture
def moving(run: Shell, clock: FrozenClock) -> Shell:
    """Cards 1 to 3 started one a week, 1 and 2 finished a week later; 4 waits."""
    run.done("-b", "tuiboard.json", "init", "--columns", "Backlog,Doing,Done")
    for title in ("a", "b #net", "c", "d"):
        run.done("add", title)
    for number in ("1", "2", "3"):
        run.done("move", number, "doing")
        if number > "1":
            run.done("done", str(int(number) - 1))
        clock.advance(days=7)
    return run


def test_it_says_how_work_flows(moving: Shell) -> None:
    said = moving.done("flow")
    assert "Cycle times" in said.lines
    assert "  Of 2 cards finished, half took at most 8 days, 85 % at most 8 and 95 % at most 8." in said.lines
    assert any(line.startswith("  Since 9 mar 3 cards came into work and 2 left it (2 done).") for line in said.lines)
    found = moving.done("flow", "#net", "--weeks", "6", "--json").json
    assert [card["card"] for card in found["cycle"]["finished"]] == [2]
    assert (found["weeks"], found["cards"], found["throughput"]["finished"]) == (6, 1, [0, 1])
    assert found["days"]["active"][-1] == 0
    assert len(found["days"]["active"]) == 6 * 7 + 3


def test_its_charts_are_drawn_as_text(moving: Shell) -> None:
    drawn = moving.done("flow", "--chart", "throughput").lines
    assert drawn[0] == "Throughput by week"
    assert drawn[-1].startswith("In the last 3 weeks 2 cards were finished")
    assert sum(line in ("Cycle times", "Work in progress") for line in moving.done("flow", "--chart", "all").lines) == 2


def test_what_makes_no_sense_is_refused(moving: Shell) -> None:
    for words in (("--weeks", "0"), ("--weeks", "600"), ("--chart", "pie")):
        assert moving("flow", *words).code == 2, words
    assert "throughput" in moving("flow", "--chart", "througput").err


def test_history_of_a_trello_board_gives_cycle_times(run: Shell, own_world: Path) -> None:
    def moved(day: int, card: str, before: str, after: str) -> dict[str, object]:
        names = {"l1": "To Do", "l2": "Doing", "l3": "Done"}
        lists = {"listBefore": {"id": before, "name": names[before]}, "listAfter": {"id": after, "name": names[after]}}
        return {"id": f"a{day}{card}", "type": "updateCard", "date": f"2026-02-{day:02}T09:00:00.000Z",
                "data": {"card": {"id": card}, "old": {"idList": before}, **lists}}  # fmt: skip

    lists = [
        {"id": f"l{n}", "name": name, "pos": n, "closed": False} for n, name in enumerate(("To Do", "Doing", "Done"), 1)
    ]
    ids = [f"6978{n:04x}0000000000000000" for n in range(4)]
    cards = [{"id": id, "name": f"Card {n}", "idList": place, "pos": n, "closed": False}
             for n, (id, place) in enumerate(zip(ids, ("l3", "l3", "l3", "l2"), strict=True))]  # fmt: skip
    actions = [moved(20, ids[3], "l1", "l2"), moved(17, ids[2], "l1", "l3"), moved(16, ids[1], "l2", "l3"),
               moved(12, ids[0], "l2", "l3"), moved(10, ids[1], "l1", "l2"), moved(9, ids[0], "l1", "l2")]  # fmt: skip
    Path("trello.json").write_text(json.dumps({"name": "x", "lists": lists, "cards": cards, "actions": actions}))
    run.done("-b", "t.json", "import", "trello.json")
    found = run.done("-b", "t.json", "flow", "--json").json
    assert [(card["on"], card["days"]) for card in found["cycle"]["finished"]] == [
        ("2026-02-12", 4), ("2026-02-16", 7), ("2026-02-17", None),
    ]  # fmt: skip
    assert found["cycle"]["percentiles"] == {"p50": 4, "p85": 7, "p95": 7}
    assert (found["days"]["arrivals"][-1], found["days"]["departures"][-1]) == (4, 3)
