"""`forecast`: when the cards of a filter are done, how many are by a day, and how sure that is."""

from tuiboard.cli.call import Call
from tuiboard.cli.output import Painted
from tuiboard.cli.table import aligned
from tuiboard.cli.verbs.listing import filter_text
from tuiboard.domain.calendar import short_date
from tuiboard.domain.refusal import refuse
from tuiboard.domain.text import visible
from tuiboard.domain.throughput import MOST
from tuiboard.engine.filter import FilterContext, compile_filter
from tuiboard.view.forecast import (
    MOST_GROWTH,
    MOST_LOOKED_BACK,
    Forecast,
    answer_words,
    forecast,
    forecast_day,
    forecast_document,
    notes,
    pace_words,
)
from tuiboard.view.forecast_question import Question, pace_of, question


def show(call: Call) -> int:
    """Print the forecast."""
    request = call.request
    weeks = _number(call, "weeks", MOST_LOOKED_BACK) or MOST
    growth = _number(call, "growth", MOST_GROWTH) or 0
    by = _day(call)
    items = request.number("items")
    today = call.session.team_today
    asked = _question(call, weeks)
    found = forecast(asked.left if items is None else items, asked.pace, today, growth, by, asked.whose)
    if call.out.as_json:
        call.out.document(forecast_document(found))
    else:
        _print(call, found, today)
    return 0


def _print(call: Call, found: Forecast, today: str) -> None:
    out = call.out
    out.line(Painted("head", answer_words(found, today)))
    out.line(pace_words(found.pace, found.whose))
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


def _question(call: Call, weeks: int) -> Question:
    """What is asked, at the pace that --pace names, or at that of the cards themselves."""
    ws, text = call.workspace, filter_text(call)
    context = FilterContext(call.today, call.session.who)
    named = call.request.option("pace")
    if named is None:
        asked = question(ws, text, context, weeks)
        if text and not asked.has_pace and not asked.whose:
            refuse(
                "rule",
                f"There is no forecast: of what matches nothing was finished in the last {weeks} weeks.",
                "--pace FILTER says whose pace to go by; --pace all is the whole board's.",
            )
        return asked
    if named.strip().lower() in ("", "all"):
        return question(ws, text, context, weeks, whole=True)
    pace = pace_of(ws, compile_filter(named, ws, context).matches, call.today, weeks)
    return question(ws, text, context, weeks)._replace(pace=pace, whose=f"“{visible(named.strip(), 60)}”")


def _day(call: Call) -> tuple[str, int] | None:
    text = call.request.option("by")
    return None if text is None else forecast_day(text, call.session.team_today)


def _number(call: Call, name: str, most: int) -> int | None:
    given = call.request.number(name)
    if given is not None and given > most:
        refuse("usage", f"--{name} goes up to {most:,}, not {given:,}.")
    return given
