"""`flow`: how work flows, in sentences, charts and as JSON."""

from tuiboard.cli.call import Call
from tuiboard.cli.output import DEFAULT_WIDTH, Painted
from tuiboard.cli.verbs.listing import card_filter
from tuiboard.domain.flow import WEEKS
from tuiboard.domain.names import did_you_mean
from tuiboard.domain.refusal import refuse
from tuiboard.domain.text import visible
from tuiboard.view.flow import NAMES, TITLES, Flow, flow_document, flow_of, says

LONGEST = 520
"""Weeks that may be looked back on."""
_HEIGHT = 16
"""Lines of a chart."""


def show(call: Call) -> int:
    """Print the figures of the cards that a filter finds."""
    charts = _charts(call)
    weeks = call.request.number("weeks")
    if weeks is not None and weeks > LONGEST:
        refuse("usage", f"--weeks goes up to {LONGEST:,}, not {weeks:,}.")
    matches, _ = card_filter(call)
    entries = call.session.store.scan(("card", None))
    found = flow_of(call.workspace, entries, call.world.clock.now(), call.today, weeks or WEEKS, matches)
    if call.out.as_json:
        call.out.document(flow_document(found))
    elif charts:
        for number, name in enumerate(charts):
            if number:
                call.out.line("")
            _draw(call, found, name)
    else:
        for name in NAMES:
            call.out.line(Painted("head", TITLES[name]))
            call.out.line(f"  {says(found, name)}")
    return 0


def _charts(call: Call) -> tuple[str, ...]:
    given = call.request.option("chart")
    if given is None:
        return ()
    if given == "all":
        return NAMES
    if given not in NAMES:
        hint = did_you_mean(given, NAMES) or f"There are {', '.join(NAMES)} and all."
        refuse("usage", f"There is no chart “{visible(given, 40)}”.", hint)
    return (given,)


def _draw(call: Call, found: Flow, name: str) -> None:
    from tuiboard.view.flow_charts import flow_chart
    from tuiboard.view.text_charts import chart_lines, plain

    chart = flow_chart(found, name)
    call.out.line(Painted("head", chart.title))
    call.out.lines(plain(chart_lines(chart, call.out.width or DEFAULT_WIDTH, _HEIGHT, call.out.is_ascii)))
    call.out.line(chart.says)
