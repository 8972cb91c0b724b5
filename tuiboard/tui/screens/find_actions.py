"""Adding by a quick line, filtering as one types, and selecting."""

from typing import TYPE_CHECKING

from textual.content import Content
from textual.widget import Widget

from tuiboard.domain import commands as c
from tuiboard.engine.filter import FilterContext, compile_filter
from tuiboard.engine.session import Done
from tuiboard.tui.safe_text import safe_text
from tuiboard.tui.screens.board_host import BoardHost

if TYPE_CHECKING:
    from tuiboard.engine.completion import Completion


class FindActions(BoardHost):
    """Actions that use the line at the bottom, and those of selecting."""

    _cursor_before: int | None = None
    """Where the cursor stood before a filter was set."""

    @property
    def home(self) -> Widget:
        return self.canvas

    # Adding

    async def do_card_add(self) -> None:
        """A card at the end of the focused column."""
        await self._add(None)

    async def do_card_add_below(self) -> None:
        """A card below the cursor."""
        await self._add(self.canvas.cursor)

    def _adding_column(self) -> str | None:
        column = self.workspace.column(self.canvas.column.key) if self.canvas.column is not None else None
        if column is not None and column.does == "done":
            column = next((col for col in self.workspace.columns() if col.does != "done"), column)
        return column.key if column is not None else None

    async def _add(self, below: int | None) -> None:
        from tuiboard.engine.completion import complete
        from tuiboard.engine.quick_add import parse
        from tuiboard.tui.widgets.prompt_bar import Line

        column = self._adding_column()

        def preview(text: str) -> Content:
            understood = parse(text, self.workspace, self.today, self.tui.session.who)
            if understood.problems and text.strip():
                return safe_text(understood.problems[0].message, 300).stylize("$text-error")
            where = self.workspace.column(str(understood.fields.get("column") or column))
            into = f"into {where.name}" if where is not None else ""
            shown = [
                word.shown
                for word in understood.words
                if word.kind not in ("title", "literal", "column") and word.shown
            ]
            return safe_text("  ".join([into, *shown]), 300).stylize("$text-muted")

        draft = self.draft("add", "A new card")
        sent = ""

        def take(text: str) -> bool:
            nonlocal sent
            if not text.strip():
                draft.drop()
                return self.leave_line()
            understood = parse(text, self.workspace, self.today, self.tui.session.who)
            if understood.problems or self.line_is_pending:
                return False
            fields = {"column": column, **understood.fields} if below is None else understood.fields
            wrong = self.trial(c.AddCards([fields], below, reason="asked for if it is needed"))
            if wrong:
                self.say(wrong, "error")
                return False
            sent, self.line_is_pending = text, True
            self.run_command(c.AddCards([fields], below), then, told=told)
            return False

        def told(trouble: str) -> None:
            self.line_is_pending = False
            prompt = self.prompt if self.prompt is not None and self.prompt.line is line else None
            if prompt is None:
                draft.close() if trouble else draft.drop()
            elif trouble:
                prompt.tell(trouble)
            elif prompt.text != sent:
                prompt.tell("Recorded. What you typed since then is still here, and not recorded.")
            else:
                draft.drop()
                prompt.close()
                self.leave_line()

        def then(done: Done) -> None:
            self.canvas.move_cursor(self.cards_of(done.entry)[-1])

        def leave() -> None:
            if not self.line_is_pending:
                draft.drop()
            self.leave_line()

        line = Line(
            "Add", "title @owner due:fri !4 #tag ~2d >column", preview, take, leave,
            lambda text, cursor: complete(text, cursor, self.workspace, "add"),
            lambda text: draft.keep({"text": text} if text.strip() else {}),
        )  # fmt: skip
        await self.open_line(line, draft.texts.get("text", ""))
        if draft.left and self.prompt is not None:
            self.prompt.tell(f"{draft.left} esc throws it away.")

    # Filtering

    def filter_completion(self, text: str, cursor: int) -> "Completion":
        from tuiboard.engine.completion import complete

        return complete(text, cursor, self.workspace, "filter")

    def filter_tally(self) -> tuple[int, int, str]:
        return self.canvas.view.shown, self.canvas.view.total, "cards"

    def filter_by(self, text: str, typing: bool = True) -> None:
        """Show only what matches; raises Refused, and keeps the filter that was, where a word makes no sense."""
        new = None
        if text.strip():
            new = compile_filter(text, self.workspace, FilterContext(self.today, self.tui.session.who), typing=typing)
        if new is not None and self.filter is None:
            self._cursor_before = self.canvas.cursor
        self.filter_text, self.filter = text.strip(), new
        self.show()
        if new is None and self._cursor_before is not None:
            self.canvas.move_cursor(self._cursor_before)
            self._cursor_before = None
        elif self.canvas.cursor is None and self.canvas.view.shown:
            self.canvas.go_to_column(next(i for i, column in enumerate(self.canvas.view.columns) if column.ids), 0)

    def do_filter_clear(self) -> None:
        """First the selection goes, then the filter."""
        if self.canvas.marked:
            self.canvas.marked.clear()
            self.canvas.redraw()
            self.show_status()
        elif self.filter_text:
            self.filter_by("")
        self.message = None
        self.show_footer()

    def do_filter_next(self) -> None:
        """The next card shown, column by column."""
        self._step_match(1)

    def do_filter_previous(self) -> None:
        """The previous card shown."""
        self._step_match(-1)

    def _step_match(self, by: int) -> None:
        ids = [id for column in self.canvas.view.columns for id in column.ids]
        if not ids:
            self.say("No card matches.", "warning")
            return
        cursor = self.canvas.cursor
        at = ids.index(cursor) + by if cursor in ids else 0
        self.canvas.move_cursor(ids[at % len(ids)])

    # Selecting

    def do_select_toggle(self) -> None:
        """Select the card under the cursor, or take it out, and go on to the next."""
        cursor = self.canvas.cursor
        if cursor is None:
            return
        self.canvas.marked ^= {cursor}
        self._anchor = cursor
        self.canvas.redraw()
        self.canvas.step(1)
        self.show_status()

    _anchor: int | None = None

    def do_select_extend(self) -> None:
        """Select all from the card selected last to the cursor, in one column."""
        cursor = self.canvas.place_of(self.canvas.cursor)
        anchor = self.canvas.place_of(self._anchor)
        if cursor is None:
            return
        if anchor is None or anchor[0] != cursor[0]:
            anchor = cursor
        low, high = sorted((anchor[1], cursor[1]))
        self.canvas.marked |= set(self.canvas.view.columns[cursor[0]].ids[low : high + 1])
        self._anchor = self.canvas.cursor
        self.canvas.redraw()
        self.show_status()
