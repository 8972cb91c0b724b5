"""The charts of the flow, and the cards behind each place of them."""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import NamedTuple

from tuiboard.domain.board import Card
from tuiboard.domain.calendar import add_days, date_of, day_number, short_date
from tuiboard.domain.flow_history import History, cards_at
from tuiboard.domain.text import visible
from tuiboard.domain.workspace import Workspace
from tuiboard.view.charts import Chart, Level, Point, Series
from tuiboard.view.flow import TITLES, Flow, cards_words, days_words, says

_DONE, _WORK, _WAITING, _OLD, _LEVEL = "success", "accent", "card-dim", "card-late", "card-dim"
_MOST_SAID = 6
"""Cycle times that are said one by one."""


class Row(NamedTuple):
    """A card behind a place, and what it has to do with it."""

    card: int
    title: str
    words: str


class Behind(NamedTuple):
    """The cards behind a place of a chart, and what it is about; `words` is said of the place itself."""

    words: str
    rows: tuple[Row, ...]


def flow_chart(flow: Flow, name: str) -> Chart:
    """Return one of the charts; without places while its history is being read."""
    return _CHARTS[name](flow)._replace(title=TITLES[name], says=says(flow, name))


def _cumulative(flow: Flow) -> Chart:
    history = flow.history
    if history is None:
        return Chart("areas", "", ())
    shown = slice(flow.skip, None)
    gone = history.departures[flow.skip - 1] if flow.skip else 0
    return Chart(
        "areas", "", flow.days,
        (Series("Out", tuple(many - gone for many in history.departures[shown]), _DONE, "o"),
         Series("In work", history.active[shown], _WORK, "w"),
         Series("Waiting", history.queue[shown], _WAITING, "q")),
        unit="cards",
    )  # fmt: skip


def _cycle(flow: Flow) -> Chart:
    first = _number(flow.first)
    points = tuple(
        Point(card.day - first, card.time, str(card.id), _role(flow, card.time))
        for card in flow.figures.finished
        if card.time is not None and card.day >= first
    )
    return Chart("points", "", flow.days, points=points, levels=_levels(flow), unit="days")


def _role(flow: Flow, days: int) -> str:
    found = flow.figures.percentiles
    return _OLD if found is not None and days > found.p85 else _WORK


def _levels(flow: Flow) -> tuple[Level, ...]:
    found = flow.figures.percentiles
    if found is None:
        return ()
    return tuple(
        Level(days, f"p{percent} {days_words(days)}", _LEVEL)
        for percent, days in zip((50, 85, 95), found, strict=True)
    )  # fmt: skip


def _throughput(flow: Flow) -> Chart:
    weeks, first = flow.mondays, _number(flow.first)
    counts = Counter((card.day - first) // 7 for card in flow.figures.finished)
    pace = flow.figures.pace.finished
    average = sum(pace) / len(pace) if pace else 0
    levels = (Level(average, f"average {average:.1f}", _LEVEL),) if average else ()
    return Chart(
        "bars",
        "",
        weeks,
        (Series("Finished", tuple(counts[place] for place in range(len(weeks))), _DONE),),
        levels=levels,
        unit="cards",
    )


def _age(flow: Flow) -> Chart:
    places = {key: place for place, (key, _) in enumerate(flow.columns)}
    points = tuple(
        Point(places[card.column], card.days, str(card.id), _role(flow, card.days))
        for card in flow.figures.in_work
        if card.days is not None and card.column in places
    )
    names = tuple(name for _, name in flow.columns)
    return Chart("points", "", names, points=points, levels=_levels(flow), unit="days in work")


def _wip(flow: Flow) -> Chart:
    history = flow.history
    if history is None:
        return Chart("lines", "", ())
    active = history.active[flow.skip :]
    average = sum(active) / len(active)
    levels = (Level(average, f"average {average:.1f}", _LEVEL),) if average else ()
    return Chart("lines", "", flow.days, (Series("In work", active, _WORK, "w"),), levels=levels, unit="cards")


def _blocked(flow: Flow) -> Chart:
    history = flow.history
    if history is None:
        return Chart("bars", "", ())
    days = history.blocked[flow.skip :]
    sums = tuple(round(sum(days[start : start + 7]), 1) for start in range(0, len(days), 7))
    return Chart("bars", "", flow.mondays, (Series("Blocked", sums, _OLD),), unit="days")


def _efficiency(flow: Flow) -> Chart:
    history = flow.history
    if history is None:
        return Chart("bars", "", ())
    shares = tuple(_share(history, flow.skip + start) for start in range(0, len(flow.days), 7))
    return Chart("bars", "", flow.mondays, (Series("Working", shares, _WORK),), unit="% of the time, by week of finish")


def _share(history: History, place: int) -> float | None:
    """Percent of the time of the cards finished in the week from a day on that was no waiting."""
    cards = [card for card in history.worked if place <= card.place < place + 7]
    days = sum(card.days for card in cards)
    return round(100 * (1 - sum(card.waited for card in cards) / days)) if days else None


_CHARTS: dict[str, Callable[[Flow], Chart]] = {
    "cumulative": _cumulative, "cycle": _cycle, "throughput": _throughput, "age": _age, "wip": _wip,
    "blocked": _blocked, "efficiency": _efficiency,
}  # fmt: skip


# The cards behind


def places(flow: Flow, name: str, chart: Chart) -> tuple[int, ...]:
    """The places that a cursor stops at: those of points, or all."""
    if name == "cycle" and chart.points:
        return tuple(sorted({point.x for point in chart.points}))
    return tuple(range(len(chart.xs)))


def place_words(flow: Flow, name: str, place: int) -> str:
    """Return what is said of a place of a chart."""
    words = _BEHIND[name](flow, place)[0]
    return words[:1].upper() + words[1:]


def behind(ws: Workspace, flow: Flow, name: str, place: int, wanted: frozenset[int] | None = None) -> Behind:
    """Return the cards behind a place of a chart."""
    cards = _BEHIND[name](flow, place)[1](ws, wanted)
    rows = tuple(row for id, said in cards if (row := _row(ws, id, said)) is not None)
    return Behind(place_words(flow, name, place), rows)


def without_start(ws: Workspace, flow: Flow) -> Behind:
    """Return the cards that have no cycle time or age, because nobody knows when they were started or finished."""
    figures = flow.figures
    cards = [(card.id, f"no start, done {_when(date_of(card.day), flow)}")
             for card in figures.finished if card.time is None]  # fmt: skip
    cards += [(card.id, "in work, no start") for card in figures.in_work if card.days is None]
    cards += [(id, "done, no date") for id in figures.undated]
    rows = tuple(row for id, said in cards if (row := _row(ws, id, said)) is not None)
    words = f"{cards_words(len(rows))} without a start or a finish" if rows else "Every card has its dates"
    return Behind(words, rows)


def _row(ws: Workspace, id: int, words: str) -> Row | None:
    card: Card | None = ws.card(id)
    return None if card is None else Row(id, visible(card.title, 200), words)


_Cards = Callable[[Workspace, frozenset[int] | None], list[tuple[int, str]]]
"""The cards of a state, among those wanted, with what each has to do with the place."""
_Found = tuple[str, _Cards]


def _given(cards: Iterable[tuple[int, str]]) -> _Cards:
    found = list(cards)
    return lambda ws, wanted: found


def _at_day(flow: Flow, place: int) -> _Found:
    history = flow.history
    if history is None:
        return "", _given(())
    at = flow.skip + place
    came = history.arrivals[at] - (history.arrivals[at - 1] if at else history.before)
    went = history.departures[at] - (history.departures[at - 1] if at else 0)
    here = f"{history.active[at]} in work, {history.queue[at]} waiting"

    def cards(ws: Workspace, wanted: frozenset[int] | None) -> list[tuple[int, str]]:
        return [(id, _column_now(ws, id)) for id in cards_at(ws, history, at, "active", wanted)]

    return f"{_when(flow.days[place], flow)}: {here}; {came} came, {went} left that day", cards


def _column_now(ws: Workspace, id: int) -> str:
    card = ws.card(id)
    if card is not None and card.archived and not ws.is_done(card):
        return "now archived"
    column = ws.column(card.column) if card is not None else None
    return f"now in {visible(column.name, 30)}" if column is not None else ""


def _on_day(flow: Flow, place: int) -> _Found:
    day = _number(flow.first) + place
    cards = [card for card in flow.figures.finished if card.day == day]
    found = [(card.id, "no start" if card.time is None else days_words(card.time)) for card in cards]
    times = [card.time for card in cards if card.time is not None]
    after = f" after {days_words(times[0])}" if len(times) == 1 else f" after {_several(times)} days" if times else ""
    return f"{_when(date_of(day), flow)}: {cards_words(len(cards))} finished{after}", _given(found)


def _several(times: list[int]) -> str:
    """`1, 3 and 5`; `1 to 21` where there are many."""
    times = sorted(times)
    if len(times) > _MOST_SAID:
        return f"{times[0]} to {times[-1]}"
    return f"{', '.join(map(str, times[:-1]))} and {times[-1]}"


def _in_week(flow: Flow, place: int) -> _Found:
    first = _number(flow.first) + 7 * place
    cards = [card for card in flow.figures.finished if first <= card.day < first + 7]
    found = ((card.id, f"finished {_when(date_of(card.day), flow)}") for card in cards)
    return f"{_week(flow, place)}: {cards_words(len(cards))} finished", _given(found)


def _in_column(flow: Flow, place: int) -> _Found:
    key, name = flow.columns[place]
    cards = [card for card in flow.figures.in_work if card.column == key]
    found = ((card.id, "no start" if card.days is None else days_words(card.days)) for card in cards)
    return f"{name}: {cards_words(len(cards))} in work", _given(found)


def _blocked_in_week(flow: Flow, place: int) -> _Found:
    history = flow.history
    if history is None:
        return "", _given(())
    first = flow.skip + 7 * place
    cards = [wait for wait in history.waits if any(begin < first + 7 and end >= first for begin, end in wait.spans)]
    found = ((wait.card, f"{wait.days:.1f} days{', still' if wait.is_now else ''}") for wait in cards)
    total = sum(history.blocked[first : first + 7])
    return f"{_week(flow, place)}: {cards_words(len(cards))} blocked, {total:.1f} days", _given(found)


def _finished_in_week(flow: Flow, place: int) -> _Found:
    history = flow.history
    if history is None:
        return "", _given(())
    first = flow.skip + 7 * place
    share = _share(history, first)
    said = "nothing finished" if share is None else f"{share:.0f} % of the time was work"
    cards = (card for card in history.worked if first <= card.place < first + 7)
    found = ((card.card, f"{card.days:.1f} days by the clock, waited {card.waited:.1f}") for card in cards)
    return f"{_week(flow, place)}: {said}", _given(found)


_BEHIND: dict[str, Callable[[Flow, int], _Found]] = {
    "cycle": _on_day, "throughput": _in_week, "age": _in_column, "cumulative": _at_day, "wip": _at_day,
    "blocked": _blocked_in_week, "efficiency": _finished_in_week,
}  # fmt: skip


def _number(day: str) -> int:
    return day_number(day) or 0


def _when(day: str, flow: Flow) -> str:
    return short_date(day, flow.figures.today)


def _week(flow: Flow, place: int) -> str:
    first = flow.mondays[place]
    if place == len(flow.mondays) - 1:
        return "This week"
    return f"Week of {_when(first, flow)} to {_when(add_days(first, 6), flow)}"
