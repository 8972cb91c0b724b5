"""What another program changed in the board's file, and what to do about it."""

from itertools import islice
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tuiboard.domain.workspace import Workspace
from tuiboard.engine.outside import OutsideChanges
from tuiboard.tui.dialogs.dialog import Dialog
from tuiboard.tui.safe_text import safe_text
from tuiboard.view.outside import outside_lines, outside_summary

MOST_SHOWN = 500
"""Lines of a difference that are shown; the command line shows all."""


class OutsideEdit(Dialog[str | None]):
    """The difference, to scroll through.

    Answers with the side that stands ("" where nothing clashes), with `refuse`, or with None for later.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "answer('later')", "Later", show=False),
        Binding("t", "answer('')", "Take in", show=False),
        Binding("b", "answer('board')", "Take in, the board's side stands", show=False),
        Binding("f", "answer('file')", "Take in, the file's side stands", show=False),
        Binding("r", "answer('refuse')", "Refuse", show=False),
        Binding("j,down", "scroll(1)", "Down", show=False),
        Binding("k,up", "scroll(-1)", "Up", show=False),
        Binding("pagedown,space", "scroll(10)", "Page down", show=False),
        Binding("pageup", "scroll(-10)", "Page up", show=False),
        Binding("g,home", "scroll(-100000)", "Top", show=False),
        Binding("G,end", "scroll(100000)", "End", show=False),
    ]

    def __init__(self, found: OutsideChanges, workspace: Workspace, today: str) -> None:
        super().__init__()
        self._found = found
        self._workspace = workspace
        self._today = today

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog", classes="outside-edit"):
            yield Static(safe_text(outside_summary(self._found), 300), id="dialog-title")
            with VerticalScroll(id="outside-scroll"):
                yield Static(self._text())
            yield Static(safe_text(self._hint()), id="dialog-hint")

    def _text(self) -> Content:
        lines = outside_lines(self._found, self._workspace, self._today)
        shown = [self._line(line.role, line.text) for line in islice(lines, MOST_SHOWN)]
        left = sum(1 for _ in lines)
        if left:
            shown.append(safe_text(f"… and {left:,} lines more: tuiboard outside show").stylize("dim"))
        if self._found.problem is not None:
            shown.append(
                safe_text(f"It can't be taken in: {self._found.problem.text}", 600).stylize("bold $text-error")
            )
        return Content("\n").join(shown)

    def _line(self, role: str, text: str) -> Content:
        line = safe_text(text, 400)
        return line.stylize("$text-warning") if role == "clash" else line

    def _hint(self) -> str:
        ways = {"": "t take in", "board": "b take in, board's side stands", "file": "f take in, file's side stands"}
        offered = [words for answer, words in ways.items() if self._is_offered(answer)]
        return " · ".join([*offered, "r refuse", "j k scroll", "esc later"]) + ". A copy of the file is kept."

    def _is_offered(self, answer: str) -> bool:
        if answer in ("later", "refuse"):
            return True
        return self._found.problem is None and (answer != "") == bool(self._found.clashes)

    def action_answer(self, answer: str) -> None:
        """Leave with an answer, if it is one that is offered."""
        if self._is_offered(answer):
            self.dismiss(None if answer == "later" else answer)

    def action_scroll(self, by: int) -> None:
        """Scroll by lines."""
        self.query_one(VerticalScroll).scroll_relative(y=by, animate=False)
