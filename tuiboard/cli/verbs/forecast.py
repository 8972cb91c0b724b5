"""`forecast`: when the cards of a filter are done, how many are by a day, and how sure that is."""

from collections.abc import Callable, Mapping
from typing import Any

from tuiboard.cli.call import Call
from tuiboard.cli.output import Painted
from tuiboard.cli.table import aligned
from tuiboard.cli.verbs.listing import card_filter
from tuiboard.domain.board import Card
from tuiboard.domain.calendar import days_between, parse_date, short_date
from tuiboard.domain.forecast import MOST_WEEKS
from tuiboard.domain.refusal import refuse
from tuiboard.domain.text import visible
from tuiboard.domain.throughput import MOST, throughput
from tuiboard.view.forecast import Forecast, answer_words, forecast, forecast_document, notes, pace_words

MOST_GROWTH = 1_000
LONGEST = 520
"""Weeks of history that may be asked for."""


def show(call: Call) -> int:
    """Print the forecast."""
    ws, request = call.workspace, call.request
    matches, _ = card_filter(call)
    pace_of = _pace_filter(call) or matches
    done = {column.key for column in ws.columns() if column.does == "done"}
    items = request.number("items")
    cards = [card for card in ws.cards() if matches is None or matches(card)]
    left = sum(1 for card in cards if card.column not in done and not card.archived)
    docs: list[Mapping[str, Any]] = [card.doc for card in ws.cards() if pace_of is None or pace_of(card)]
    weeks = _number(call, "weeks", LONGEST) or MOST
    growth = _number(call, "growth", MOST_GROWTH) or 0
    by = _day(call)
    today = call.session.team_today
    pace = throughput(ws, docs, today, weeks)
    if matches is not None and request.option("pace") is None and not any(pace.finished):
        refuse(
            "rule",
            f"There is no forecast: of what matches nothing was finished in the last {weeks} weeks.",
            "--pace FILTER says whose pace to go by; --pace all is the whole board's.",
        )
    found = forecast(left if items is None else items, pace, today, growth, by)
    if call.out.as_json:
        call.out.document(forecast_document(found))
    else:
        _print(call, found, today)
    return 0


def _print(call: Call, found: Forecast, today: str) -> None:
    out = call.out
    out.line(Painted("head", answer_words(found, today)))
    out.line(pace_words(found.pace))
    rows = _rows_by(found) if found.by is not None else _rows(found, today)
    if found.left:
        out.lines(f"  {line}" for line in aligned(rows, frozenset({0})))
    out.lines(notes(found))


def _rows(found: Forecast, today: str) -> list[tuple[str, ...]]:
    return [
        (
            f"{percent} %",
            "beyond five years" if day is None else f"by {short_date(day, today)}",
            "" if day is None else f"week {week}",
        )
        for percent, week, day in found.rows
    ]


def _rows_by(found: Forecast) -> list[tuple[str, ...]]:
    return [(f"{percent} %", f"at least {many}") for percent, many in (found.by.many if found.by else ())]


def _pace_filter(call: Call) -> Callable[[Card], bool] | None:
    text = call.request.option("pace")
    if text is None:
        return None
    if text.strip().lower() in ("", "all"):
        return lambda card: True
    from tuiboard.engine.filter import FilterContext, compile_filter

    return compile_filter(text, call.workspace, FilterContext(call.today, call.session.who)).matches


def _day(call: Call) -> tuple[str, int] | None:
    text = call.request.option("by")
    if text is None:
        return None
    day = parse_date(text, call.today)
    weeks = 0 if day is None else days_between(call.session.team_today, day) // 7
    if day is None or weeks < 1:
        refuse("usage", f"--by “{visible(text, 60)}” is less than a week away.", "A forecast counts in whole weeks.")
    if weeks > MOST_WEEKS:
        refuse("usage", f"--by “{visible(text, 60)}” is too far away.", f"Forecasts go {MOST_WEEKS // 52} years ahead.")
    return day, weeks


def _number(call: Call, name: str, most: int) -> int | None:
    given = call.request.number(name)
    if given is not None and given > most:
        refuse("usage", f"--{name} goes up to {most:,}, not {given:,}.")
    return given
