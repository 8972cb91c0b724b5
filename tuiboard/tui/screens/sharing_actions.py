"""Exporting from the screen: what the board becomes, the file's name, and a question before anything is overwritten."""

import os
from collections.abc import Sequence
from typing import NamedTuple

from tuiboard.domain.refusal import Refusal
from tuiboard.tui.choices import Choice, Chosen
from tuiboard.tui.screens.host import ViewHost, on_screen

WAYS = (
    ("ics", "Calendar (.ics)", "due dates, milestones and deadlines"),
    ("xlsx", "Workbook (.xlsx)", "a sheet for each table"),
    ("csv", "Cards (.csv)", "a table for any spreadsheet"),
    ("csv-all", "Every table (a folder of .csv)", "people, risks, log …"),
    ("md", "Page (.md)", "the cards by column, as Markdown"),
    ("json", "Whole board (.json)", "with history, to import"),
    ("risk-csv", "Risks (.csv)", "the register, to import"),
    ("risk-md", "Risks (.md)", "the register, as Markdown"),
    ("raid-csv", "Decisions, assumptions, issues, lessons (.csv)", ""),
    ("raid-md", "Decisions, assumptions, issues, lessons (.md)", ""),
)
"""Formats, what they are called, and what is in them."""
_OF_CARDS = frozenset({"ics", "xlsx", "csv", "csv-all", "md", "json"})


class _Wish(NamedTuple):
    """What is to be written: the format, the cards (all for None), and the name of the file as it was typed."""

    format: str
    cards: Sequence[int] | None
    name: str = ""

    @property
    def path(self) -> str:
        return os.path.normpath(os.path.join(_folder(), os.path.expanduser(self.name)))


def _folder() -> str:
    """The folder that names are in which don't say where: the one the program was started in, while there is one."""
    try:
        return os.getcwd()
    except OSError:
        return os.path.expanduser("~")


class SharingActions(ViewHost):
    """The action `board.export`."""

    def shared_cards(self) -> Sequence[int] | None:
        """The cards that are selected or that a filter finds here; None where it is all of them."""
        return None

    def do_board_export(self) -> None:
        """Write the board, or the cards that are selected or found, for another program."""
        cards = self.shared_cards()
        if cards is not None and not cards:
            self.say("The filter finds no card to export.", "warning")
            return
        ways = [way for way in WAYS if cards is None or way[0] in _OF_CARDS]
        title = "Export the board as"
        if cards is not None:
            title = f"Export {len(cards):,} {'card' if len(cards) == 1 else 'cards'} as"
        self.choose(title, [Choice(*way) for way in ways], lambda chosen: self._ask_export_name(chosen, cards))

    def _ask_export_name(self, chosen: Chosen, cards: Sequence[int] | None) -> None:
        from tuiboard.domain.names import column_key

        format = chosen.key or ""
        ending = "" if format == "csv-all" else f".{format.rpartition('-')[2]}"
        kind = (
            format.partition("-")[0] if format.startswith(("risk-", "raid-")) else column_key(self.workspace.board.name)
        )
        self._ask_name(
            _Wish(format, cards, f"{kind or 'board'}-{self.today}{ending}"), f"enter write · esc leave · in {_folder()}"
        )

    def _ask_name(self, wish: _Wish, hint: str) -> None:
        self.ask(
            f"Name of the {'folder' if wish.format == 'csv-all' else 'file'}",
            lambda name: self._before_export(wish._replace(name=name)),
            value=wish.name,
            hint=hint,
        )

    def _before_export(self, wish: _Wish) -> None:
        if not os.path.lexists(wish.path):
            self._export(wish, False)
            return
        what = "Write into it" if wish.format == "csv-all" else "Overwrite it"
        choices = [Choice("no", "Leave it"), Choice("yes", what)]

        def answered(chosen: Chosen) -> None:
            if chosen.key == "yes":
                self._export(wish, True)

        self.choose(f"{wish.name} exists already", choices, answered)

    def _export(self, wish: _Wish, force: bool) -> None:
        """Write beside everything else: of a long journal a workbook takes its seconds."""
        ws, session = self.workspace, self.tui.session

        def work() -> str:
            from tuiboard.engine.file_writing import write_file, write_folder
            from tuiboard.view.sharing import count_words, shared

            found = shared(wish.format, ws, session.store.scan(), session.clock.now(), wish.cards)
            if "" in found.files:
                write_file(wish.path, wish.name, found.files[""], force)
            else:
                write_folder(wish.path, wish.name, found.files, force)
            return count_words(found.counts)

        def done(result: str | Refusal) -> None:
            if isinstance(result, Refusal):
                self.say(on_screen(result), "warning")
                if self.tui.view is self.app.screen:  # nothing else was opened meanwhile
                    self._ask_name(wish, f"{result.message} Name another one.")
            else:
                self.say(f"Wrote {result} to {wish.name}.")

        self.say(f"Writing {wish.name} …")
        self.tui.bridge.read(work, done)
