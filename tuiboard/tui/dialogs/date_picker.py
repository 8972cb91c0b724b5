"""A date by a word or by moving over a month; fits 80x24."""

from collections.abc import Callable, Sequence
from typing import ClassVar, NamedTuple

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from tuiboard.domain.calendar import add_days, add_months, is_date, month_grid, parse_date, short_date
from tuiboard.domain.refusal import Refused
from tuiboard.tui.dialogs.dialog import Dialog
from tuiboard.tui.safe_text import safe_text

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


class Picked(NamedTuple):
    """The date taken; None takes the date off."""

    date: str | None


class DatePicker(Dialog[Picked | None]):
    """Type a date word, or walk with the arrows; PgUp and PgDn turn months; delete takes the date off."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Leave", show=False),
        Binding("left", "walk(-1)", "Day before", show=False, priority=True),
        Binding("right", "walk(1)", "Day after", show=False, priority=True),
        Binding("up", "walk(-7)", "Week before", show=False, priority=True),
        Binding("down", "walk(7)", "Week after", show=False, priority=True),
        Binding("pageup", "turn(-1)", "Month before", show=False, priority=True),
        Binding("pagedown", "turn(1)", "Month after", show=False, priority=True),
        Binding("delete", "clear", "No date", show=False, priority=True),
    ]

    def __init__(self, title: str, current: str | None, today: str) -> None:
        super().__init__()
        self._title = title
        self._today = today
        self._current = current if current and is_date(current) else None
        self._day = self._current or today
        self._wrong = ""

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog", classes="date-picker"):
            yield Static(safe_text(self._title), id="dialog-title")
            yield Input(placeholder="fri  +3d  12-24  eom  none", id="date-input")
            yield Static(id="month")
            yield Static(id="date-words")
            yield Static(safe_text("arrows day · PgUp PgDn month · del none · enter take"), id="dialog-hint")

    def on_mount(self) -> None:
        self.query_one(Input).focus()
        self._show()

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._wrong = ""
        word = event.value.strip()
        if word:
            try:
                self._day = parse_date(word, self._today) or self._day
            except Refused as refused:
                self._wrong = refused.refusal.text
        self._show()

    def _show(self) -> None:
        year, month, day = (int(part) for part in self._day.split("-"))
        lines = [
            safe_text(f"{MONTHS[month - 1]} {year}".center(28)).stylize("bold"),
            Content(" Mo  Tu  We  Th  Fr  Sa  Su ").stylize("dim"),
        ]
        lines += [_week(week, day, f"{year:04}-{month:02}-", self._today) for week in month_grid(year, month)]
        self.query_one("#month", Static).update(Content("\n").join(lines))
        word = self.query_one(Input).value.strip().casefold()
        text = self._wrong or ("no date" if word == "none" else f"{self._day}  {short_date(self._day, self._today)}")
        words = self.query_one("#date-words", Static)
        words.update(safe_text(text, 200))
        words.set_class(bool(self._wrong), "wrong")

    def action_walk(self, days: int) -> None:
        """Walk by days."""
        self._try(lambda: add_days(self._day, days))

    def action_turn(self, months: int) -> None:
        """Turn months."""
        self._try(lambda: add_months(self._day, months))

    def _try(self, day: Callable[[], str]) -> None:
        try:
            self._go(day())
        except (OverflowError, ValueError, Refused):
            self._show()  # the calendar ends there

    def _go(self, day: str) -> None:
        self._day = day
        self._wrong = ""
        box = self.query_one(Input)
        with box.prevent(Input.Changed):
            box.value = ""
        self._show()

    def action_clear(self) -> None:
        """Take the date off."""
        self.dismiss(Picked(None))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if self._wrong:
            return
        word = event.value.strip().casefold()
        self.dismiss(Picked(None if word == "none" else self._day))

    def on_click(self, event: events.Click) -> None:
        """A click on a day takes the cursor there."""
        month = self.query_one("#month", Static)
        offset = event.get_content_offset(month)
        if event.widget is month and offset is not None and offset.y >= 2:
            year, number, _ = (int(part) for part in self._day.split("-"))
            weeks = month_grid(year, number)
            week, column = offset.y - 2, min(offset.x // 4, 6)
            if week < len(weeks) and weeks[week][column]:
                self._go(f"{year:04}-{number:02}-{weeks[week][column]:02}")

    def action_leave(self) -> None:
        """Leave as it was."""
        self.dismiss(None)


def _week(week: Sequence[int], day: int, prefix: str, today: str) -> Content:
    line = Content("")
    for number in week:
        cell = safe_text(f" {number:>2} " if number else "    ")
        if number == day:
            cell = safe_text(f"[{number:>2}]").stylize("reverse")
        elif number and f"{prefix}{number:02}" == today:
            cell = cell.stylize("bold underline")
        line = line + cell
    return line
