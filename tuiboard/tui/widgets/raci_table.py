"""The RACI matrix, drawn line by line: only the rows and the people on the screen are ever built."""

from collections.abc import Hashable, Mapping, Sequence
from typing import ClassVar, NamedTuple

from rich.cells import set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.message import Message
from textual.strip import Strip

from tuiboard.domain.raci import CURES, Key, Lack, key_of, roles_of
from tuiboard.domain.text import visible
from tuiboard.domain.workspace import Workspace
from tuiboard.tui.palette import Palette
from tuiboard.tui.terminal import Glyphs
from tuiboard.tui.widgets.line_table import LineTable
from tuiboard.tui.widgets.row_lines import RowLines, joined_strip
from tuiboard.view.raci import HEAD, LONGEST_HEAD, short_heads, title_of

CELL = HEAD + 1
"""Cells that a person's column has at least: up to three letters in brackets, or a heading and a blank."""
LEAST_TITLE, USUAL_TITLE, MOST_TITLE = 24, 40, 60
CURE = 18
WORDS, WIDE_WORDS, WIDE_FROM = 37, 64, 112
"""Cells of what is wrong in words, and from which width on more."""


class RaciState(NamedTuple):
    """What the matrix shows: things down, people across, or `lacks` instead of both. `absent` are
    people who are not there; `panes` are the tabs above; `empty` is said where there is no row."""

    workspace: Workspace
    keys: Sequence[Key] = ()
    people: Sequence[str] = ()
    absent: frozenset[str] = frozenset()
    lacks: Sequence[Lack] | None = None
    panes: Sequence[tuple[str, bool]] = ()
    empty: Sequence[str] = ()


class RaciTable(LineTable):
    """Things down, people across. The cursor is a thing and a person, or what is wrong with a thing."""

    HEAD: ClassVar[int] = 2

    class CursorMoved(Message):
        """The cursor stands on another cell."""

    class PaneClicked(Message):
        """A tab above the table was clicked."""

        def __init__(self, pane: int) -> None:
            super().__init__()
            self.pane = pane

    def __init__(self, glyphs: Glyphs, palette: Palette, id: str | None = None) -> None:
        super().__init__(id=id)
        self.lines = RowLines(glyphs, palette)
        self.state = RaciState(Workspace())
        self.person: str | None = None
        """The person whose column the cursor stands in."""
        self._first = 0
        """The first person that is shown."""
        self._key_cells, self._title, self._cell = 3, LEAST_TITLE, CELL
        self.heads: Mapping[str, str] = {}
        """The heading of each person, as long as there is room for."""
        self._places: dict[Hashable, int] | None = None

    # What is shown

    def show(self, state: RaciState) -> None:
        """Show another state; the cursor stays on its thing and its person."""
        self.state, self._places = state, None
        if self.person not in state.people:
            self.person = state.people[0] if state.people else None
        self.show_rows()
        self.post_message(self.CursorMoved())

    @property
    def rows(self) -> int:
        return len(self.state.keys if self.state.lacks is None else self.state.lacks)

    def row_key(self, index: int) -> Hashable:
        if self.state.lacks is None:
            return self.state.keys[index]
        lack = self.state.lacks[index]
        return (*lack.key, lack.name)

    def place_of(self, key: Hashable) -> int | None:
        if self._places is None:
            self._places = {}
            for index in range(self.rows):
                found = self.row_key(index)
                self._places[found] = index
                if isinstance(found, tuple):
                    self._places.setdefault((*found[:2], ""), index)
        if not isinstance(key, tuple):
            return None
        found_at = self._places.get(key)
        return found_at if found_at is not None else self._places.get((*key[:2], ""))

    @property
    def thing(self) -> Key | None:
        """The thing under the cursor."""
        return (self._key[0], self._key[1]) if isinstance(self._key, tuple) else None

    @property
    def lack(self) -> Lack | None:
        """What is wrong in the row under the cursor, where such rows are shown."""
        lacks = self.state.lacks
        return lacks[self._index] if lacks and self._index < len(lacks) else None

    def cursor_moved(self, before: Hashable) -> None:
        self.post_message(self.CursorMoved())

    def step_person(self, by: int) -> None:
        """Go to another person, stopping at the ends."""
        people = self.state.people
        if not people or self.person is None or self.state.lacks is not None:
            return
        at = min(max(people.index(self.person) + by, 0), len(people) - 1)
        if people[at] != self.person:
            self.person = people[at]
            self._bring_person_into_view()
            self.repaint()
            self.post_message(self.CursorMoved())

    # Drawing

    @property
    def _across(self) -> int:
        """People that fit side by side."""
        return max((self.size.width - 1 - self._before) // self._cell, 1)

    @property
    def _before(self) -> int:
        return 1 + self._key_cells + 1 + self._title + 1

    def shown_people(self) -> Sequence[str]:
        """The people whose columns are on the screen."""
        return self.state.people[self._first : self._first + self._across]

    def fit_columns(self) -> None:
        self._key_cells = max((len(key_of(key)) for key in self.state.keys), default=2)
        width = max(self.size.width - 1, 1)
        people, room = self.state.people, width - self._key_cells - 3
        longest = max((len(visible(who, 40)) for who in people), default=0)
        # A usual title has its room first, then whole handles, then a long title.
        names = (room - USUAL_TITLE) // max(len(people), 1)
        self._cell = max(min(names, longest + 1, LONGEST_HEAD + 1), CELL)
        self._title = min(max(room - self._cell * len(people), min(LEAST_TITLE, width // 2)), MOST_TITLE)
        heads = short_heads(people, self._cell - 1)
        if heads != self.heads:
            self.heads = heads
            self.post_message(self.CursorMoved())  # what stands below names those that are cut
        self._bring_person_into_view()

    def _bring_person_into_view(self) -> None:
        people, across = self.state.people, self._across
        at = people.index(self.person) if self.person in people else 0
        first = min(self._first, max(len(people) - across, 0))
        self._first = max(min(first, at), at - across + 1, 0)

    def head(self, y: int, width: int) -> Strip:
        if y == 0:
            return self.lines.tabs(self.state.panes, "", width + 1)
        style = self.lines.palette.style("column-title", "header-bg")
        if self.state.lacks is not None:
            text = " " * (self._key_cells + 2) + set_cell_size("Thing", self._lint_title(width)) + " What is wrong"
            return joined_strip([Segment(set_cell_size(text, width - 6) + "enter", style)], width, style)
        glyphs, people = self.lines.glyphs, self.state.people
        left = glyphs.more_left if self._first else " "
        segments = [Segment(self.lines.fitted(" " * (self._key_cells + 2) + "Thing", self._before - 1) + left, style)]
        for person in self.shown_people():
            head = self.lines.plain(self.heads.get(person, ""))
            here = self.lines.palette.style("column-focus", "column-focus-bg") if person == self.person else style
            late = self.lines.palette.style("card-late", "header-bg")
            segments.append(Segment(set_cell_size(head, self._cell), late if person in self.state.absent else here))
        more = glyphs.more_right if self._first + self._across < len(people) else ""
        return joined_strip([*segments, Segment(more, style)], width + 1, style)

    def _lint_title(self, width: int) -> int:
        words = WIDE_WORDS if width >= WIDE_FROM else WORDS
        return min(max(width - self._key_cells - 4 - words - CURE, 10), MOST_TITLE)

    def row(self, index: int, line: int, width: int, cursor: bool) -> Strip:
        ground = "cursor-bg" if cursor else ""
        style = self.lines.palette.style
        title = style("cursor-fg" if cursor else "card-title", ground) + Style(bold=cursor or None)
        lack = None if self.state.lacks is None else self.state.lacks[index]
        key = self.state.keys[index] if lack is None else lack.key
        doc = self.state.workspace.doc(*key) or {}
        edge = self.lines.glyphs.cursor if cursor else " "
        segments = [
            Segment(edge, style("accent", ground)),
            Segment(f"{key_of(key):>{self._key_cells}} ", style("card-id", ground)),
        ]
        if lack is not None:
            room = max(width - self._key_cells - 4 - self._lint_title(width) - CURE, 8)
            segments += [
                Segment(self.lines.fitted(title_of(doc), self._lint_title(width)) + " ", title),
                Segment(self.lines.fitted(lack.words, room) + " ", style("card-late", ground) + Style(bold=False)),
                Segment(f"{CURES[lack.cure]:>{CURE - 1}} ", style("foot-key", ground)),
            ]
            return joined_strip(segments, width, title)
        segments.append(Segment(self.lines.fitted(title_of(doc), self._title) + " ", title))
        roles = roles_of(doc)
        for person in self.shown_people():
            letters = roles.letters(person)
            here = cursor and person == self.person
            shown = f"{letters or self.lines.glyphs.dot:<3}"[:3]
            role = style("card-owner" if "A" in letters else "foreground" if letters else "card-dim", ground)
            role += Style(bold=("A" in letters) or None, reverse=here or None)
            segments.append(Segment(f"[{shown}]" if here else f" {shown} ", role))
            segments.append(Segment(" " * (self._cell - CELL), title))
        return joined_strip(segments, width, title)

    def empty(self, line: int, width: int) -> Strip:
        words = self.state.empty
        return self.lines.words(words[line - 1] if 0 < line <= len(words) else "", width)

    # The mouse

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Show another pane, or put the cursor into the column where the mouse is."""
        if event.y == 0:
            at = 0
            for pane, (text, _) in enumerate(self.state.panes):
                at += len(text) + 3
                if event.x < at:
                    self.post_message(self.PaneClicked(pane))
                    return
            return
        column = (event.x - self._before) // self._cell
        people = self.shown_people()
        if event.x >= self._before and column < len(people) and self.person in self.state.people:
            self.step_person(self.state.people.index(people[column]) - self.state.people.index(self.person or ""))
