"""What the keys do to the board view and its columns."""

from tuiboard.domain import commands as c
from tuiboard.domain.text import visible
from tuiboard.engine.lens import SORTS
from tuiboard.tui.choices import Choice, Chosen
from tuiboard.tui.screens.board_host import BoardHost

DENSITIES = (1, 2, 4)
SORT_HINTS = {"rank": "the board's own order", "priority": "urgent and important first", "due": "earliest first",
              "age": "oldest first", "id": "as numbered"}  # fmt: skip


class BoardActions(BoardHost):
    """Actions of the group View, and those on columns."""

    # View

    def do_view_sort(self) -> None:
        """A menu of orders."""
        choices = [Choice(sort, sort, SORT_HINTS.get(sort, "")) for sort in SORTS]
        self.choose("Sort cards by", choices, self._sort_by, current=self.sort)

    def _sort_by(self, chosen: Chosen) -> None:
        self.sort = chosen.key or "rank"
        self.show()

    def do_view_density(self) -> None:
        """1, 2 or 4 lines a card, in turn."""
        at = DENSITIES.index(self.canvas.density) if self.canvas.density in DENSITIES else 0
        self.canvas.use(density=DENSITIES[(at + 1) % len(DENSITIES)])
        lines = self.canvas.density
        self.say(f"{lines} line{'' if lines == 1 else 's'} a card.")

    def do_view_fold(self) -> None:
        """Fold the focused column, or unfold those folded by hand when there is nothing to fold."""
        column = self.canvas.column
        columns = self.canvas.view.columns
        if column is None:
            return
        if column.key in self.canvas.folded:
            self.canvas.folded.discard(column.key)
        elif len(columns) - len(self.canvas.folded) > 1:
            self.canvas.folded.add(column.key)
            self.say(f"Folded {column.name}; f on it unfolds it.")
            at = self.canvas.focused_column
            order = [*range(at + 1, len(columns)), *range(at - 1, -1, -1)]
            self.canvas.go_to_column(next(i for i in order if columns[i].key not in self.canvas.folded))
        self.canvas.redraw()

    # Columns

    def do_column_menu(self) -> None:
        """What can be done to the focused column."""
        shown = self.canvas.column
        column = self.workspace.column(shown.key) if shown is not None else None
        if column is None:
            self.new_column(None)
            return
        limit = "none" if column.wip_limit is None else f"{column.wip_limit}{', hard' if column.wip_hard else ''}"
        stale = f"after {column.stale_after_days} days" if column.stale_after_days else "never"
        choices = [
            Choice("add", "Add a column to the right"),
            Choice("name", "Rename", column.name),
            Choice("wip_limit", "WIP limit", limit),
            Choice("wip_hard", "Make the limit soft" if column.wip_hard else "Make the limit hard"),
            Choice("kind", "Kind", column.does),
            Choice("stale_after_days", "Cards go stale", stale),
            Choice("policy", "Policy: what it takes to be here", column.policy.split("\n")[0]),
            Choice("left", "Move the column left"),
            Choice("right", "Move the column right"),
            Choice("remove", "Remove the column"),
        ]
        self.choose(
            f"Column {visible(column.name, 40)}", choices, lambda chosen: self._on_column(column.key, chosen.key or "")
        )

    def _on_column(self, key: str, what: str) -> None:
        column = self.workspace.column(key)
        if column is None:
            self.say("That column is gone.", "warning")
        elif what == "add":
            self.new_column(key)
        elif what == "wip_hard":
            self.run_command(c.EditColumn(key, {"wip_hard": not column.wip_hard}))
        elif what == "kind":
            kinds = [
                Choice("queue", "queue", "waiting"),
                Choice("active", "active", "being worked on"),
                Choice("done", "done", "finished"),
            ]
            self.choose(
                "Kind of column",
                kinds,
                lambda chosen: self.run_command(c.EditColumn(key, {"kind": chosen.key})),
                current=column.does,
            )
        elif what in ("left", "right"):
            self._shift_column(key, -1 if what == "left" else 1)
        elif what == "remove":
            self._remove_column(key)
        else:
            self.ask_column_field(key, what)

    def ask_column_field(self, key: str, field: str) -> None:
        from tuiboard.engine.fields import format_value, parse_value

        column = self.workspace.column(key)
        value = column.doc.get(field) if column is not None else None

        def read(text: str) -> object:
            return parse_value(field, text, self.workspace, self.today, self.tui.session.who, "column")

        self.ask_for(
            f"column.{field} {key}", field.replace("_", " ").capitalize(),
            lambda text: c.EditColumn(key, {field: read(text)}),
            value=format_value(field, value, "column"), empty=field != "name",
            hint="" if field == "name" else "empty for none · enter take · esc leave",
        )  # fmt: skip

    def new_column(self, after: str | None) -> None:
        self.ask_for("column.add", "Name of the new column", lambda name: c.AddColumn({"name": name}, after))

    def _shift_column(self, key: str, by: int) -> None:
        keys = [column.key for column in self.workspace.columns()]
        at = keys.index(key)
        others = [k for k in keys if k != key]
        to = at + by
        if 0 <= to < len(keys):
            self.run_command(c.MoveColumn(key, others[to - 1] if to else None))

    def _remove_column(self, key: str) -> None:
        if not any(card.column == key for card in self.workspace.cards()):
            self.run_command(c.RemoveColumn(key))
            return
        choices = [Choice(col.key, col.name) for col in self.workspace.columns() if col.key != key]
        self.choose("Its cards go to", choices, lambda chosen: self.run_command(c.RemoveColumn(key, chosen.key)))
