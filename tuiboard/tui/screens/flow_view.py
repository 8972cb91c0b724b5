"""What the flow view shows: figures of the cards at once, what the journal tells as soon as it is read."""

import time
from collections.abc import Callable, Iterator
from typing import NamedTuple

from tuiboard.domain.changes import Entry
from tuiboard.domain.flow import WEEKS, flow_figures
from tuiboard.domain.flow_log import FlowLog
from tuiboard.domain.refusal import Refusal
from tuiboard.domain.text import visible
from tuiboard.domain.workspace import Workspace
from tuiboard.engine.filter import Filter
from tuiboard.engine.session import Session
from tuiboard.tui.screens.card_host import CardFilterHost
from tuiboard.tui.widgets.bars import Piece
from tuiboard.tui.widgets.flow_chart import ChartState, FlowChart
from tuiboard.tui.widgets.flow_panel import FlowPanel
from tuiboard.view.charts import Chart
from tuiboard.view.flow import (
    NAMES,
    TITLES,
    Flow,
    first_figures,
    flow_figures_in_words,
    value,
    wanted_cards,
    with_history,
)
from tuiboard.view.flow_charts import flow_chart, place_words, places
from tuiboard.view.report import Figure

TABS = {
    "cycle": "Cycle", "throughput": "Throughput", "age": "Age", "cumulative": "Cumulative", "wip": "WIP",
    "blocked": "Blocked", "efficiency": "Efficiency",
}  # fmt: skip
ENTRIES_AT_ONCE = 100
GIVEN_WAY = 0.001
"""Seconds that the reading leaves to the screen after so many entries: a key typed meanwhile is felt as at once."""
_TABLES = ("card", "column")
"""What the figures rest on."""


class _Asked(NamedTuple):
    """What is to be reckoned."""

    session: Session
    ws: Workspace
    today: str
    weeks: int
    filter_text: str
    filter: Filter | None

    def is_as(self, other: "_Asked | None") -> bool:
        """True where nothing is different that the figures rest on."""
        return (
            other is not None
            and self.session is other.session
            and all(self.ws.table(kind) is other.ws.table(kind) for kind in _TABLES)
            and (self.today, self.weeks, self.filter_text) == (other.today, other.weeks, other.filter_text)
        )


class _Found(NamedTuple):
    """What was reckoned: the flow, and the cards that it is about (None: all)."""

    flow: Flow
    wanted: frozenset[int] | None


class FlowView(CardFilterHost):
    """The view without its actions."""

    VIEW = "flow"
    chart_box: FlowChart
    panel: FlowPanel

    def __init__(self) -> None:
        super().__init__(id="flow-screen")
        self.weeks = WEEKS
        self.chart = NAMES[0]
        self.found: _Found | None = None
        self._log = FlowLog()
        self._log_of: Session | None = None
        self._asked: _Asked | None = None
        self._busy = False
        self._drawn: tuple[Flow, str, Chart] | None = None
        self._said: tuple[Flow, tuple[Figure, ...]] | None = None
        self._matching: int | None = None
        """How many cards the filter found when it was typed; None without one."""
        self._at: dict[str, str] = {}
        """The place of the cursor on each chart, by its name on the x axis; the last one where there is none."""
        self._stale = True

    @property
    def home(self) -> FlowChart:
        return self.chart_box

    # The filter

    def show_matches(self) -> None:
        matching = wanted_cards(self.workspace, self.filter.matches if self.filter is not None else None)
        self._matching = None if matching is None else len(matching)
        self.show()

    def filter_tally(self) -> tuple[int, int, str]:
        total = len(self.workspace.table("card"))
        return total if self._matching is None else self._matching, total, "cards"

    # What is shown

    def show(self) -> None:
        """Show what is known; what it rests on having changed, that is reckoned anew."""
        self._stale = False
        self.filter_anew()
        self._reckon()
        self.show_chart()

    @property
    def drawn(self) -> Chart:
        """The chart that is shown."""
        if self.found is None:
            return Chart("lines", "", ())
        if self._drawn is None or self._drawn[0] is not self.found.flow or self._drawn[1] != self.chart:
            self._drawn = self.found.flow, self.chart, flow_chart(self.found.flow, self.chart)
        return self._drawn[2]

    def stops(self) -> tuple[int, ...]:
        """The places that the cursor stops at."""
        return places(self.found.flow, self.chart, self.drawn) if self.found is not None else ()

    @property
    def place(self) -> int | None:
        """The place of the cursor."""
        stops, xs = self.stops(), self.drawn.xs
        if not stops:
            return None
        name = self._at.get(self.chart)
        return next((place for place in stops if xs[place] == name), stops[-1])

    def put_cursor(self, place: int) -> None:
        """Put the cursor on a place."""
        stops = self.stops()
        if place == stops[-1]:
            self._at.pop(self.chart, None)  # today stays today
        else:
            self._at[self.chart] = self.drawn.xs[place]
        self.show_chart()

    def show_chart(self) -> None:
        """Show the chart with its cursor, and the figures beside it."""
        panes = [(TABS[name], name == self.chart) for name in NAMES]
        place, found = self.place, self.found
        words = place_words(found.flow, self.chart, place) if found is not None and place is not None else ""
        self.chart_box.show(ChartState(panes, self._note(), self.drawn, place, words, self._empty()))
        if self.panel.display and found is not None:
            if self._said is None or self._said[0] is not found.flow:
                self._said = found.flow, flow_figures_in_words(found.flow)
            self.panel.show(self._said[1], NAMES.index(self.chart))
        self.show_status()

    def _note(self) -> str:
        return f"{self.weeks} weeks"

    def _empty(self) -> tuple[str, ...]:
        found = self.found
        if found is None:
            return ("Reckoning …",)
        if not self.workspace.table("card"):
            return ("There are no cards yet, so nothing flows.", "", "What is moved from column to column shows here.")
        if not found.flow.cards:
            return ("No card matches here.", "esc clears the filter")
        drawn = self.drawn
        nothing = drawn.kind == "points" and not drawn.points
        if not drawn.xs or nothing or (drawn.kind == "bars" and not any(any(s.values) for s in drawn.series)):
            return (drawn.title, "", drawn.says, *self._other_figures(found.flow))
        return ()

    def _other_figures(self, flow: Flow) -> tuple[str, ...]:
        """What the other charts show, where there is nothing to draw and no panel that says it."""
        if self.panel.display:
            return ()
        return ("", *(f"{TITLES[name]}: {value(flow, name)}" for name in NAMES if name != self.chart))

    def show_status(self) -> None:
        """The header: the views, and the filter."""
        right: list[Piece] = [*self.notices()]
        if self.filter_text:
            right.append(("foot-key", f" /{visible(self.filter_text, 30)} "))
        self.show_header(right + self.warnings())

    # Reckoning

    def _reckon(self) -> None:
        """Reckon in the background where what the figures rest on has changed: the cards first, then the journal."""
        session = self.tui.session
        asked = _Asked(session, self.workspace, self.today, self.weeks, self.filter_text, self.filter)
        if asked.is_as(self._asked):
            return
        self._asked = asked
        if not self._busy:
            self._start()

    def _start(self) -> None:
        asked = self._asked
        if asked is None:
            return
        self._busy = True
        if self._log_of is not asked.session:
            self._log, self._log_of = FlowLog(), asked.session
        log, now, is_leaving = self._log, asked.session.clock.now(), self._leaving()

        def first() -> _Found:
            wanted = wanted_cards(asked.ws, asked.filter.matches if asked.filter is not None else None)
            figures = flow_figures(asked.ws, asked.today, asked.weeks, wanted)
            return _Found(first_figures(asked.ws, figures, wanted), wanted)

        def told(result: object) -> None:
            if self._is_over(asked, result) or not isinstance(result, _Found):
                return
            # Until the journal is read anew, what it told before stands, if it is about the same.
            before = self.found.flow if self.found is not None else None
            is_same = before is not None and before.figures.first == result.flow.figures.first
            if not is_same or before is None or before.history is None or result.wanted != self.found_wanted:
                self.found = result
                self.show_chart()
            # Once that is painted: a thread that reads leaves the screen's own little time.
            self.call_after_refresh(self.tui.bridge.read, lambda: whole(result), done)

        def whole(found: _Found) -> _Found:
            log.follow(_while(asked.session.store.scan(("card", None)), is_leaving), found.flow.figures.first)
            return found._replace(flow=with_history(found.flow, asked.ws, log, now, found.wanted))

        def done(result: object) -> None:
            if not self._is_over(asked, result) and isinstance(result, _Found):
                self._busy = False
                self.found = result
                self.show_chart()

        self.tui.bridge.read(first, told)

    @property
    def found_wanted(self) -> frozenset[int] | None:
        """The cards that what is shown is about."""
        return self.found.wanted if self.found is not None else None

    def _leaving(self) -> Callable[[], bool]:
        bridge = self.tui.bridge
        return lambda: bridge.is_leaving

    def _is_over(self, asked: _Asked, result: object) -> bool:
        """True where something else is wanted by now, which is then begun, or where it failed."""
        if isinstance(result, Refusal):
            self._busy, self._asked = False, None
            self.say(result.text, "error")
            return True
        if asked is not self._asked:
            self._busy = False
            self._start()
            return True
        return not self.is_attached

    # Following

    def board_changed(self, by_others: list[Entry]) -> None:
        """Show the new state where it is seen; cursor, chart and filter stay as they are."""
        super().board_changed(by_others)
        if self.tui.view is self:
            self.show()
        else:
            self._stale = True

    def on_screen_resume(self) -> None:
        """It is shown again: what happened meanwhile, and another day, are shown too."""
        if self._stale or self._asked is None or self._asked.today != self.today:
            self.show()
        self.show_status()


def _while(entries: Iterator[Entry], is_leaving: Callable[[], bool]) -> Iterator[Entry]:
    """Entries, until nobody waits for them any more; now and then the screen goes first."""
    for number, entry in enumerate(entries, 1):
        if number % ENTRIES_AT_ONCE == 0:
            if is_leaving():
                return
            time.sleep(GIVEN_WAY)
        yield entry
