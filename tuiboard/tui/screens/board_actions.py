"""What the keys do to the board, its columns and people, the view, and undo."""

import os

from tuiboard.domain import commands as c
from tuiboard.domain.refusal import Refusal, Refused
from tuiboard.domain.text import visible
from tuiboard.engine.lens import SORTS
from tuiboard.engine.session import Done
from tuiboard.tui.choices import Choice, Chosen
from tuiboard.tui.screens.host import on_screen
from tuiboard.tui.screens.recording import RecordingHost
from tuiboard.view.words import describe_changes

DENSITIES = (1, 2, 4)
SORT_HINTS = {"rank": "the board's own order", "priority": "urgent and important first", "due": "earliest first",
              "age": "oldest first", "id": "as numbered"}  # fmt: skip


class BoardActions(RecordingHost):
    """Actions of the groups Undo, View and Board."""

    # Undo

    def do_edit_undo(self) -> None:
        """Take back my last change and say what it was."""
        self._undo(sure=False)

    def _undo(self, sure: bool) -> None:
        def answered(result: Done | Refusal) -> None:
            details = result.details if isinstance(result, Refusal) else None
            if isinstance(result, Refusal) and isinstance(details, dict) and details.get("needs") == "sure":
                choices = [Choice("no", "Leave it"), Choice("yes", "Take it back")]
                self.choose(result.message, choices, lambda chosen: self._undo(True) if chosen.key == "yes" else None)
            else:
                self._undone(result, "Undone")

        self.tui.bridge.undo(answered, sure)

    def do_edit_redo(self) -> None:
        """Take back my last undo."""
        self.tui.bridge.redo(lambda result: self._undone(result, "Redone"))

    def _undone(self, result: Done | Refusal, word: str) -> None:
        if isinstance(result, Refusal):
            self.say(on_screen(result), "warning")
            return
        told = result.undone.changes if word == "Undone" and result.undone is not None else result.entry.changes
        self.say(f"{word}: {describe_changes(told, self.workspace)}.")
        cards = [id for id in self.cards_of(result.entry) if self.canvas.place_of(id) is not None]
        if cards:
            self.canvas.move_cursor(cards[0])

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

    def do_view_log(self) -> None:
        """What everybody did, newest first."""
        from tuiboard.tui.screens.log import LogScreen

        self.app.push_screen(LogScreen(self.tui))

    def do_view_next(self) -> None:
        """The view after this one."""
        self.do_view_log()

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

    # People and projects

    def do_person_add(self) -> None:
        """Add someone: a handle, and a name if wanted."""
        self.ask_for(
            "person.add",
            "New person: handle and name",
            _person,
            hint="like: ana Ana Fox · login is set with the command line",
        )

    def do_project_add(self) -> None:
        """Add a project: a key, and a name if wanted."""
        self.ask_for("project.add", "New project: key and name", _project, hint="like: refresh Network refresh")

    # Other boards

    def do_board_switch(self) -> None:
        """Recent boards and those near this one."""
        paths = self.tui.boards.near(self.tui.session.store.name)
        choices = [Choice(path, os.path.basename(path), os.path.dirname(path)) for path in paths]
        self.choose(
            "Open another board", choices, self._open_other, create="open", placeholder="its path, or type to narrow"
        )

    def _open_other(self, chosen: Chosen) -> None:
        path = chosen.key or os.path.expanduser(chosen.typed)
        if path:
            self.tui.switch_board(path)

    def do_board_import(self) -> None:
        """Take in a file."""
        self.ask("File to import", self._import, hint="Trello JSON, Taskwarrior JSON or a tuiboard export · esc leave")

    def _import(self, name: str) -> None:
        from tuiboard.engine.exchange.files import read_file
        from tuiboard.engine.exchange.plan import summary

        try:
            plan = read_file(os.path.expanduser(name), None, self.workspace, self.tui.session.context())
        except Refused as refused:
            self.say(refused.refusal.text, "error")
            return
        if plan.is_empty:
            self.say("Everything in that file is on the board already.")
            return
        choices = [Choice("yes", "Import it"), Choice("no", "Leave")]

        def chosen(answer: Chosen) -> None:
            if answer.key == "yes":
                self.run_command(plan.command)

        self.choose("\n".join(summary(plan)[:12]), choices, chosen)


def _person(text: str) -> c.AddPerson:
    """`ana Ana Fox`: handle and name."""
    handle, _, name = text.lstrip("@").partition(" ")
    return c.AddPerson(handle, {"name": name.strip()} if name.strip() else {})


def _project(text: str) -> c.AddProject:
    """`refresh Network refresh`: key and name."""
    key, _, name = text.partition(" ")
    return c.AddProject(key, {"name": name.strip()} if name.strip() else {})
