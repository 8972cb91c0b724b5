"""The forecast on a page: the answer in a sentence, the days and how sure they are, chances by week, and its basis."""

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual.binding import Binding, BindingType
from textual.content import Content

from tuiboard.domain.calendar import short_date
from tuiboard.domain.refusal import Refusal, Refused
from tuiboard.domain.text import visible
from tuiboard.domain.throughput import MOST
from tuiboard.engine.filter import FilterContext, compile_filter
from tuiboard.engine.session import Session
from tuiboard.tui.dialogs.reckoned_page import ReckonedPage
from tuiboard.tui.safe_text import safe_text
from tuiboard.tui.screens.host import on_screen
from tuiboard.tui.widgets.card_lines import wrap
from tuiboard.view.forecast import (
    MOST_GROWTH,
    MOST_ITEMS,
    MOST_LOOKED_BACK,
    Forecast,
    answer_words,
    chance_rows,
    forecast,
    forecast_day,
    notes,
    pace_words,
    percent_words,
)
from tuiboard.view.forecast_question import Question, question

if TYPE_CHECKING:
    from tuiboard.tui.screens.recording import RecordingHost

WIDEST = 100
"""Cells of a line at most."""
LEAST_BARS = 6
"""Rows of bars that are shown however low the terminal is."""
_LABEL = 35
"""Cells of a week's number, its day and its chance."""


class Asked(NamedTuple):
    """What is asked: the filter, how many cards (None: those that are left), how much is added in percent, by which day
    as it was typed, over how many past weeks, and whether at the pace of the whole board."""

    text: str
    items: int | None = None
    growth: int = 0
    by: str = ""
    weeks: int = MOST
    whole: bool = False


class Found(NamedTuple):
    """What came out: the forecast, or why there is none."""

    asked: Asked
    question: Question
    forecast: Forecast | Refusal


class ForecastPage(ReckonedPage):
    """When it will be done, and how sure that is; each key asks otherwise."""

    NAME = "forecast"
    HINT = "d by day · n cards · g growth · w weeks · p pace · / which · esc leave"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,enter,comma", "dismiss", "Leave", show=False),
        Binding("d", "day", "How many by a day", show=False),
        Binding("n", "items", "So many cards", show=False),
        Binding("g", "growth", "So much more is added", show=False),
        Binding("w", "weeks", "So many weeks back", show=False),
        Binding("p", "pace", "At the pace of the whole board, or their own", show=False),
        Binding("slash", "which", "Other cards", show=False),
    ]

    def __init__(self, host: "RecordingHost", text: str = "") -> None:
        super().__init__(host, "Forecast")
        self._asked = Asked(text)

    def work(self) -> Callable[[], object]:
        session, asked = self._host.tui.session, self._asked
        return lambda: reckoned(session, asked)

    # What is shown

    def lines(self, found: Found, width: int) -> Iterable[Content]:
        width = min(width, WIDEST)
        self.show_title(f"Forecast: {found.question.about}")
        if isinstance(found.forecast, Refusal):
            yield from self._said(on_screen(found.forecast), width, "bold")
            basis = _basis(found.asked)
            yield from self._said(basis, width, "dim") if basis else ()
            if found.question.of_some:
                yield from self._said("p goes by the pace of the whole board.", width)
        else:
            yield from self._forecast(found.forecast, _basis(found.asked), width)

    def _forecast(self, found: Forecast, basis: str, width: int) -> Iterator[Content]:
        today = self._host.today
        yield from self._said(answer_words(found, today), width, "bold")
        if not found.left:
            return
        yield from self._said(basis, width, "dim") if basis else ()
        yield from self._said(pace_words(found.pace, found.whose), width)
        yield Content("")
        if found.by is not None:
            for percent, many in found.by.many:
                yield safe_text(f"  {percent} %  at least {many:,} card{'' if many == 1 else 's'}")
        else:
            for row in found.rows:
                yield safe_text(f"  {_row_words(row.percent, row.week, row.day, today)}")
        yield Content("")
        yield safe_text("Chance that all of them are done, by week").stylize("bold")
        yield from self._bars(found, width)
        yield Content("")
        for text in notes(found):
            yield from self._said(text, width)

    def _bars(self, found: Forecast, width: int) -> Iterator[Content]:
        tui = self._host.tui
        colour = "" if tui.mono else tui.get_css_variables().get("accent", "")
        sign, room = "#" if tui.glyphs.ascii else "█", max(width - _LABEL, 10)
        most = max(self.size.height - 20, LEAST_BARS)
        for week, day, chance in chance_rows(found, self._host.today, most):
            label = f"  week {week:<3} {short_date(day, self._host.today):<12}{percent_words(chance):>10} "
            bar = safe_text(sign * round(chance * room))
            yield safe_text(label) + (bar.stylize(colour) if colour else bar)

    def _said(self, text: str, width: int, style: str = "") -> Iterator[Content]:
        for line in wrap(text, width):
            yield safe_text(line).stylize(style) if style else safe_text(line)

    # Asking otherwise

    def _ask_again(self, asked: Asked) -> None:
        self._asked = asked
        self._reckon()

    def action_pace(self) -> None:
        """Their own pace, or that of the whole board."""
        self._ask_again(self._asked._replace(whole=not self._asked.whole))

    def action_day(self) -> None:
        """How many are finished by a day."""
        today = self._host.today

        def check(text: str) -> str:
            return _trouble(lambda: forecast_day(text, today)) if text.strip() else ""

        self._host.ask(
            "How many by which day?", lambda text: self._ask_again(self._asked._replace(by=text.strip())),
            value=self._asked.by, hint="eom, +6w, 2026-12-24; empty: when all is done", empty=True,
            check=check,
        )  # fmt: skip

    def action_items(self) -> None:
        """When so many cards are done."""
        self._ask_number("How many cards?", self._asked.items, 1, MOST_ITEMS, "empty for those that are left",
                         lambda number: self._asked._replace(items=number))  # fmt: skip

    def action_growth(self) -> None:
        """How much is added to what is known."""
        self._ask_number(
            "How many percent more than is known today?", self._asked.growth or None, 0, MOST_GROWTH,
            "20 for a fifth more; empty for none", lambda number: self._asked._replace(growth=number or 0),
        )  # fmt: skip

    def action_weeks(self) -> None:
        """How far it looks back."""
        self._ask_number(
            "How many past weeks does it go by?", self._asked.weeks, 1, MOST_LOOKED_BACK, f"empty for {MOST}",
            lambda number: self._asked._replace(weeks=number or MOST),
        )  # fmt: skip

    def action_which(self) -> None:
        """Which cards are meant."""
        host = self._host

        def check(text: str) -> str:
            context = FilterContext(host.today, host.tui.session.who)
            return _trouble(lambda: compile_filter(text, host.workspace, context)) if text.strip() else ""

        host.ask(
            "Which cards? A filter", lambda text: self._ask_again(self._asked._replace(text=text.strip())),
            value=self._asked.text, hint="*M1, p:refresh, #network; empty for everything", empty=True,
            check=check,
        )  # fmt: skip

    def _ask_number(
        self, title: str, value: int | None, least: int, most: int, hint: str, asked: Callable[[int | None], Asked]
    ) -> None:
        def read(text: str) -> int | None:
            word = text.strip().rstrip("% ").replace(",", "")
            return int(word) if word.isascii() and word.isdecimal() and len(word) < 10 else None

        def check(text: str) -> str:
            number = read(text)
            if not text.strip() or (number is not None and least <= number <= most):
                return ""
            return f"Write a whole number from {least} to {most:,}."

        self._host.ask(
            title, lambda text: self._ask_again(asked(read(text))), value="" if value is None else str(value),
            hint=hint, empty=True, check=check,
        )  # fmt: skip


def _trouble(work: Callable[[], object]) -> str:
    try:
        work()
    except Refused as refused:
        return on_screen(refused.refusal)
    return ""


def _row_words(percent: int, week: int | None, day: str | None, today: str) -> str:
    if day is None or week is None:
        return f"{percent} %  beyond five years"
    return f"{percent} %  by {short_date(day, today):<12}  week {week:<3}  in {7 * week:,} days"


def _basis(asked: Asked) -> str:
    """What was asked otherwise than by itself."""
    said = [
        f"for {asked.items:,} cards" if asked.items is not None else "",
        f"{asked.growth} % more" if asked.growth else "",
        f"by {visible(asked.by, 30)}" if asked.by else "",
        f"{asked.weeks} weeks back" if asked.weeks != MOST else "",
        "at the pace of the whole board" if asked.whole else "",
    ]
    words = ", ".join(filter(None, said))
    return f"Asked: {words}." if words else ""


def reckoned(session: Session, asked: Asked) -> Found | Refusal:
    """Reckon the forecast, in a worker's thread; a refusal where the filter makes no sense any more."""
    ws, today = session.workspace, session.clock.today()
    try:
        found = question(ws, asked.text, FilterContext(today, session.who), asked.weeks, asked.whole)
    except Refused as refused:
        return refused.refusal
    left = found.left if asked.items is None else asked.items
    try:
        by = forecast_day(asked.by, today) if asked.by else None
        return Found(asked, found, forecast(left, found.pace, today, asked.growth, by, found.whose))
    except Refused as refused:
        return Found(asked, found, refused.refusal)
