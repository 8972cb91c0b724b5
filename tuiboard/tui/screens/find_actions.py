"""Filtering the board as one types, and selecting."""

from tuiboard.tui.screens.board_host import BoardHost


class FindActions(BoardHost):
    """Actions of finding and those of selecting."""

    # Filtering

    def filter_tally(self) -> tuple[int, int, str]:
        return self.canvas.view.shown, self.canvas.view.total, "cards"

    def filter_by(self, text: str, typing: bool = True) -> None:
        """As in every view; where the cursor's column shows nothing, it goes to the first that does."""
        super().filter_by(text, typing)
        if self.canvas.cursor is None and self.canvas.view.shown:
            self.canvas.go_to_column(next(i for i, column in enumerate(self.canvas.view.columns) if column.ids), 0)

    def show_matches(self) -> None:
        self.show()

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
