"""The line at the bottom of a view, and filtering with it as one types."""

from abc import abstractmethod
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from textual.content import Content
from textual.widget import Widget

from tuiboard.domain import commands as c
from tuiboard.domain.refusal import Refused
from tuiboard.tui.choices import Choice, Chosen
from tuiboard.tui.safe_text import safe_text
from tuiboard.tui.screens.recording import RecordingHost

if TYPE_CHECKING:
    from tuiboard.engine.completion import Completion
    from tuiboard.tui.widgets.prompt_bar import Line, PromptBar


class LineHost(RecordingHost):
    """A view with a line at the bottom to type in."""

    prompt: "PromptBar | None" = None

    @property
    @abstractmethod
    def home(self) -> Widget:
        """What has the keys while nothing is asked."""

    async def open_line(self, line: "Line", text: str = "") -> None:
        """Ask for a line; `text` stands in it already."""
        from tuiboard.tui.widgets.prompt_bar import PromptBar

        if self.prompt is None:
            prompt = PromptBar(id="prompt-bar")
            self.prompt = prompt
            await self.mount(prompt)
        self.prompt.open(line, text)

    def leave_line(self) -> bool:
        """Give the keys back to the view; True, for what takes a line."""
        self.home.focus()
        return True


class Listed(Protocol):
    """A table whose cursor can be put on one of its things by key."""

    @property
    def cursor(self) -> Any: ...

    def move_cursor(self, key: Any, /) -> object: ...


F = TypeVar("F")


class FilterHost(LineHost, Generic[F]):
    """A view that shows only what matches a filter of the kind `F`."""

    FILTER_HINT = "words @owner #tag due:<7d is:blocked -not a|b"

    def __init__(self, id: str) -> None:
        super().__init__(id)
        self.filter_text = ""
        self.filter: F | None = None
        self._cursor_before: Any = None
        """Where the cursor stood before a filter was set."""

    @abstractmethod
    def compiled(self, text: str, typing: bool) -> F:
        """The filter that a text says; raises Refused where a word makes no sense."""

    @property
    def listed(self) -> Listed | None:
        """The table whose cursor comes back once the filter is gone; None where it stays where it is."""
        return None

    @abstractmethod
    def show_matches(self) -> None:
        """Show what the filter finds, which is new."""

    def filter_by(self, text: str, typing: bool = True) -> None:
        """Show only what matches; raises Refused, and keeps the filter that was, where a word makes no sense."""
        new = self.compiled(text, typing) if text.strip() else None
        listed = self.listed
        if new is not None and self.filter is None and listed is not None:
            self._cursor_before = listed.cursor
        self.filter_text, self.filter = text.strip(), new
        self.show_matches()
        if new is None and listed is not None and self._cursor_before is not None:
            listed.move_cursor(self._cursor_before)
            self._cursor_before = None

    def filter_anew(self) -> None:
        """Let the filter go by the workspace as it is now. Where what it named is gone, everything is the honest
        answer, and the filter line says what is wrong."""
        if self.filter_text:
            try:
                self.filter = self.compiled(self.filter_text, typing=True)
            except Refused:
                self.filter = None

    @abstractmethod
    def filter_tally(self) -> tuple[int, int, str]:
        """How many are shown, how many there are, and of what (`cards`)."""

    @abstractmethod
    def filter_completion(self, text: str, cursor: int) -> "Completion":
        """What the word under the cursor could become."""

    async def do_filter_open(self) -> None:
        """Filter while typing; enter keeps it, escape drops it."""
        from tuiboard.tui.widgets.prompt_bar import Line

        before = self.filter_text

        def leave() -> None:
            try:
                self.filter_by(before)
            except Refused:
                self.filter_by("")  # what it named is gone meanwhile
            self.leave_line()

        def take(text: str) -> bool:
            try:
                self.filter_by(text, typing=False)
            except Refused:
                return False  # the line above says which word makes no sense
            return self.leave_line()

        line = Line("Find", self.FILTER_HINT, self._filter_preview, take, leave, self.filter_completion)
        await self.open_line(line, self.filter_start())

    def filter_start(self) -> str:
        """What stands in the line at first."""
        return self.filter_text

    def _filter_preview(self, text: str) -> Content:
        try:
            self.filter_by(text)
        except Refused as refused:
            return safe_text(refused.refusal.text, 300).stylize("$text-error")
        shown, total, noun = self.filter_tally()
        words = f"{shown} of {total} match" if text.strip() else f"{total} {noun}"
        return safe_text(words).stylize("$text-muted")

    def do_filter_saved(self) -> None:
        """Saved filters of the board; a new one is saved under a name."""
        saved = self.workspace.board.filters
        choices = [Choice(name, name, text) for name, text in sorted(saved.items())]
        if self.filter_text:
            choices.append(Choice("\0save", "Save the filter now shown", self.filter_text))
        choices += [Choice(f"\0drop {name}", f"Remove “{name}”") for name in sorted(saved)]
        if not choices:
            self.say("No filter is saved yet: find something with / first, then F saves it.", "warning")
            return

        def chosen(answer: Chosen) -> None:
            key = answer.key or ""
            if key == "\0save":
                self.ask_for(
                    "filter.save", "Name of this filter", lambda name: c.EditBoard(filters={name: self.filter_text})
                )
            elif key.startswith("\0drop "):
                self.run_command(c.EditBoard(filters={key.removeprefix("\0drop "): None}))
            else:
                self._use_saved(saved.get(key, ""))

        self.choose("Saved filters", choices, chosen)

    def _use_saved(self, text: str) -> None:
        try:
            self.filter_by(text)
        except Refused as refused:
            self.say(refused.refusal.text, "error")
