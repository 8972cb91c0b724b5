"""The flow view: charts to step through, and everything that is done there by key."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.events import Resize

from tuiboard.tui.choices import Choice, Chosen
from tuiboard.tui.screens.common_actions import CommonActions
from tuiboard.tui.screens.flow_view import FlowView
from tuiboard.tui.screens.host import bindings_of
from tuiboard.tui.widgets.flow_chart import FlowChart
from tuiboard.tui.widgets.flow_panel import FlowPanel
from tuiboard.view.flow import NAMES, WINDOWS
from tuiboard.view.flow_charts import Behind, behind, without_start

WIDE = 120
"""Columns of the terminal from which all figures stand beside the chart."""
DAY_LOOKED_AT = 60.0
"""Seconds after which another day is noticed while nothing happens."""
_FAR = 10_000_000
_PAGE = 7


class FlowScreen(FlowView, CommonActions):
    """The flow on the screen."""

    CSS_PATH = "flow.tcss"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("flow")

    def __init__(self) -> None:
        super().__init__()
        self.side_wanted = True

    def compose(self) -> ComposeResult:
        header, footer = self.make_bars()
        self.chart_box = FlowChart(self.tui.glyphs, self.tui.palette, id="flow-chart")
        self.panel = FlowPanel(self.tui, id="flow-panel")
        yield header
        with Horizontal(id="middle"):
            yield self.chart_box
            yield self.panel
        yield footer

    def on_mount(self) -> None:
        self.chart_box.focus()
        self._place()
        self.show()
        self.show_footer()
        self.set_interval(DAY_LOOKED_AT, self.look_at_day)

    def start_anew(self) -> None:
        super().start_anew()
        self.filter_text, self.filter, self.found, self._asked = "", None, None, None
        self._at, self._stale, self._busy = {}, True, False
        if self.tui.view is self:
            self.show()

    def look_at_day(self) -> None:
        """Reckon anew where another day has begun."""
        if self.tui.view is self:
            self.show()

    # Layout

    def on_resize(self, event: Resize) -> None:
        super().on_resize(event)
        self._place()

    def _place(self) -> None:
        """Wide terminals show all figures beside the chart."""
        self.panel.display = self.size.width >= WIDE and self.side_wanted
        self.call_after_refresh(self.show_chart)

    def use_palette(self) -> None:
        super().use_palette()
        self.chart_box.use(self.tui.palette)
        self.panel.draw_anew()

    def do_view_details(self) -> None:
        """Show or hide the figures beside the chart."""
        if self.size.width < WIDE:
            self.say(f"There is no room beside the chart below {WIDE} columns.", "warning")
            return
        self.side_wanted = not self.side_wanted
        self._place()

    # Charts

    def do_cursor_down(self) -> None:
        """The next chart."""
        self._step_chart(1)

    def do_cursor_up(self) -> None:
        """The chart before."""
        self._step_chart(-1)

    def _step_chart(self, by: int) -> None:
        self._show_one(NAMES[(NAMES.index(self.chart) + by) % len(NAMES)])

    def _show_one(self, name: str) -> None:
        self.chart = name
        self.show_chart()
        self.show_footer()

    def on_flow_chart_pane_clicked(self, event: FlowChart.PaneClicked) -> None:
        """A tab was clicked."""
        self._show_one(NAMES[event.pane])

    def on_flow_chart_turned(self, event: FlowChart.Turned) -> None:
        """The wheel was turned."""
        self._along(event.by)

    def do_flow_window(self) -> None:
        """Look back further, and in the end less far again."""
        place = WINDOWS.index(self.weeks) if self.weeks in WINDOWS else -1
        self.weeks = WINDOWS[(place + 1) % len(WINDOWS)]
        self.show()

    # Places

    def do_cursor_left(self) -> None:
        """The place before."""
        self._along(-1)

    def do_cursor_right(self) -> None:
        """The place after."""
        self._along(1)

    def do_filter_next(self) -> None:
        """The place after."""
        self._along(1)

    def do_filter_previous(self) -> None:
        """The place before."""
        self._along(-1)

    def do_cursor_page_up(self) -> None:
        """Seven places back: a week, where the places are days."""
        self._along(-_PAGE)

    def do_cursor_page_down(self) -> None:
        """Seven places on."""
        self._along(_PAGE)

    def do_cursor_top(self) -> None:
        """The first place."""
        self._along(-_FAR)

    def do_cursor_bottom(self) -> None:
        """The last place."""
        self._along(_FAR)

    def _along(self, by: int) -> None:
        stops, place = self.stops(), self.place
        if place is not None:
            self.put_cursor(stops[min(max(stops.index(place) + by, 0), len(stops) - 1)])

    def do_filter_clear(self) -> None:
        """The cursor goes back to the end, then the filter goes."""
        if self.stops() and self.place != self.stops()[-1]:
            self._along(_FAR)
        elif self.filter_text:
            self.filter_by("")
        self.message = None
        self.show_footer()

    # Cards

    def do_flow_open(self) -> None:
        """The cards behind the place of the cursor."""
        found, place, ws, chart = self.found, self.place, self.workspace, self.chart
        if found is None or place is None:
            self.say("There is nothing here.", "warning")
            return
        self.look_up(lambda: behind(ws, found.flow, chart, place, found.wanted), self._offer)

    def do_flow_without(self) -> None:
        """The cards that have no time because nobody knows when they were started or finished."""
        found, ws = self.found, self.workspace
        if found is not None:
            self.look_up(lambda: without_start(ws, found.flow), self._offer)

    def _offer(self, found: Behind, current: str | None = None) -> None:
        if not found.rows:
            self.say(f"{found.words}.", "done")
            return
        choices = [Choice(str(row.card), f"{row.card} {row.title}", row.words) for row in found.rows]

        def chosen(answer: Chosen) -> None:
            if answer.key:
                self._open_card(int(answer.key), found)

        self.choose(found.words, choices, chosen, current=current)

    def _open_card(self, id: int, found: Behind) -> None:
        """The page of a card; behind it the list again."""
        from tuiboard.tui.dialogs.card_page import CardPage

        board = self.tui.board
        if board is None or self.workspace.card(id) is None:
            self.say(f"Card {id} is gone.", "warning")
            return
        self.app.push_screen(CardPage(id, board), lambda _: self._offer(found, str(id)))

    def foot_sign(self, id: str, key: str) -> str:
        """Two keys where they belong together."""
        signs = {"cursor.down": ("cursor.down", "cursor.up"), "cursor.right": ("cursor.left", "cursor.right")}.get(id)
        if signs is None:
            return super().foot_sign(id, key)
        return " ".join(self.first_sign(one) for one in signs)

    def foot_word(self, id: str) -> str:
        """What moving means here."""
        return {"cursor.down": "chart", "cursor.right": "along"}.get(id) or super().foot_word(id)

    def first_sign(self, id: str) -> str:
        """The first key of an action as it is read."""
        from tuiboard.tui.actions import BY_ID, key_sign, keys_of

        keys = keys_of(BY_ID[id], self.tui.keymap)
        return key_sign(keys[0], self.tui.glyphs.ascii) if keys else ""
