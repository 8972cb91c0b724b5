"""Cards, column headers and rails as strips of cells, kept while nothing about them changes."""

from collections.abc import Iterable

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from tuiboard.domain.text import to_ascii
from tuiboard.domain.workspace import Workspace
from tuiboard.tui.palette import Palette
from tuiboard.tui.terminal import Glyphs
from tuiboard.view.board_view import ColumnView
from tuiboard.view.cards import CardView, Fact, card_view, fitting

MOST_KEPT = 2_000


class CardLines:
    """Draws what a board is made of. Strips are kept by card, document, width and state."""

    def __init__(self, glyphs: Glyphs, palette: Palette) -> None:
        self.glyphs = glyphs
        self.palette = palette
        self._workspace = Workspace()
        self._today = ""
        self._id_width = 2
        self._kept: dict[tuple[object, ...], tuple[object, list[Strip]]] = {}

    def show(self, workspace: Workspace, today: str) -> None:
        """Draw from this state on; strips of cards whose document is the same stay."""
        if today != self._today or self._others_changed(workspace):
            self._kept.clear()
        self._workspace, self._today = workspace, today
        self._id_width = max(len(str(workspace.next_id("card") - 1)), 2)

    def _others_changed(self, workspace: Workspace) -> bool:
        """True where something changed that cards show besides their own document."""
        was = self._workspace
        return (
            workspace.columns() != was.columns()
            or workspace.table("risk") is not was.table("risk")
            or workspace.doc("board", "board") is not was.doc("board", "board")
        )

    def card(self, id: int, width: int, density: int, cursor: bool, marked: bool, dragged: bool) -> list[Strip]:
        """The `density` strips of a card."""
        doc = self._workspace.doc("card", id)
        key = (id, width, density, cursor, marked, dragged, self._id_width)
        kept = self._kept.get(key)
        if kept is not None and kept[0] is doc:
            return kept[1]
        if len(self._kept) >= MOST_KEPT:
            self._kept.clear()
        strips = self._draw(id, width, density, cursor, marked, dragged)
        self._kept[key] = (doc, strips)
        return strips

    def _draw(self, id: int, width: int, density: int, cursor: bool, marked: bool, dragged: bool) -> list[Strip]:
        card = self._workspace.card(id)
        if card is None:
            return [self.blank(width)] * density
        view = card_view(self._workspace, card, self._today)
        ground = "cursor-bg" if cursor else "selected-bg" if marked or dragged else ""
        bar = self.glyphs.cursor if cursor else self.glyphs.selected if marked else " "
        bar_style = self.palette.style("accent" if cursor else "card-selected", ground)
        title_role = "cursor-fg" if cursor else "card-dim" if view.done else "card-title"
        title_style = self.palette.style(title_role, ground) + Style(bold=cursor or None)
        indent = self._id_width + 2
        number = Segment(f"{id:>{self._id_width}} ", self.palette.style("card-id", ground))
        room = max(width - indent, 1)
        titles = self._title(view, room, density)
        first = [
            Segment(bar, bar_style),
            number,
            *self._marked_title(titles[0], view, room, density, title_style, ground),
        ]
        strips = [_strip(first, width)]
        edge = [Segment(bar if cursor or marked else " ", bar_style), Segment(" " * (indent - 1), title_style)]
        if len(titles) > 1 and density >= 4:
            strips.append(
                _strip([*edge, Segment(clipped(titles[1], room, self.glyphs), title_style)], width, title_style)
            )
        if density >= 2:
            strips.append(_strip([*edge, *self._facts(view.facts, room, ground)], width, title_style))
        if density >= 4:
            strips.append(_strip([*edge, *self._facts(view.more, room, ground)], width, title_style))
        blank = _strip(edge, width, title_style)
        return [*strips, *[blank] * (density - len(strips))]

    def _title(self, view: CardView, room: int, density: int) -> list[str]:
        title = to_ascii(view.title) if self.glyphs.ascii else view.title
        if density < 4 or cell_len(title) <= room:
            return [title]
        words, line = title.split(" "), ""
        while words and cell_len(f"{line} {words[0]}".strip()) <= room:
            line = f"{line} {words.pop(0)}".strip()
        if not line:
            head = set_cell_size(title, room).rstrip()
            return [head, title[len(head) :].strip()]
        return [line, " ".join(words)]

    def _marked_title(
        self, title: str, view: CardView, room: int, density: int, style: Style, ground: str
    ) -> list[Segment]:
        """The title; on one line a card says by a word's worth of cells that it is blocked, asks for help, or is
        late."""
        mark = ""
        if density == 1:
            marks = ((view.blocked, self.glyphs.blocked), (view.asks, "?"), (view.late, self.glyphs.late))
            mark = "".join(sign for holds, sign in marks if holds)
        if not mark:
            return [Segment(set_cell_size(clipped(title, room, self.glyphs), room), style)]
        room -= cell_len(mark) + 1
        text = set_cell_size(clipped(title, room, self.glyphs), room)
        return [Segment(text + " ", style), Segment(mark, self.palette.style("card-late", ground))]

    def _facts(self, facts: tuple[Fact, ...], room: int, ground: str) -> list[Segment]:
        segments: list[Segment] = []
        left = room
        for fact in fitting(facts, room):
            gap = "  " if segments else ""
            text = to_ascii(fact.text) if self.glyphs.ascii else fact.text
            if fact.mark:
                text = f"{getattr(self.glyphs, fact.mark)} {text}"
            text = clipped(text, left - len(gap), self.glyphs)
            if not text:
                break
            segments.append(Segment(gap + text, self.palette.style(fact.role, ground)))
            left -= len(gap) + cell_len(text)
        if left > 0:
            segments.append(Segment(" " * left, self.palette.style("card-dim", ground)))
        return segments

    def header(self, column: ColumnView, width: int, focused: bool, hidden: tuple[int, int], target: bool) -> Strip:
        """Name, count and limit of a column; how many columns are out of sight beside it."""
        left = f"{self.glyphs.more_left}{hidden[0]} " if hidden[0] else ""
        right = f" {hidden[1]}{self.glyphs.more_right}" if hidden[1] else ""
        over = f"{self.glyphs.over} over " if column.over else ""
        tally = f" {column.tally}{self.glyphs.hard if column.hard and column.limit else ''} "
        room = width - cell_len(left + right + over + tally) - 1
        if room < 6 and over:
            over, room = self.glyphs.over + " ", room + 5
        name = to_ascii(column.name) if self.glyphs.ascii else column.name
        name = clipped(name, max(room, 1), self.glyphs)
        role = "column-focus" if focused or target else "column-title"
        style = self.palette.style(role, "column-focus-bg" if focused else "header-bg")
        over_style = self.palette.style("column-over", "column-focus-bg" if focused else "header-bg")
        segments = [Segment(f" {left}{name}", style), Segment(tally, over_style if column.over else style)]
        if over:
            segments.append(Segment(over, over_style))
        used = sum(cell_len(s.text) for s in segments)
        segments.append(Segment(" " * max(width - used - cell_len(right), 0) + right, style))
        return Strip(segments).adjust_cell_length(width, style)

    def rail(self, column: ColumnView, width: int, y: int, height: int, target: bool) -> Strip:
        """A folded column: its count, and its name from top to bottom."""
        style = self.palette.style("column-focus" if target else "column-title", "header-bg" if y == 0 else "")
        if y == 0:
            over = self.glyphs.over if column.over else ""
            count = len(column.ids) if column.filtered else column.holds
            text = str(count) if count < 1000 else "999"
            text = text[: width - cell_len(over)] + over
            if over:
                style = self.palette.style("column-over", "header-bg")
        else:
            name = to_ascii(column.name) if self.glyphs.ascii else column.name
            letters = [c for c in name if cell_len(c) > 0]
            if len(letters) > height - 2:
                letters = [*letters[: max(height - 3, 1)], self.glyphs.ellipsis]
            text = letters[y - 1] if y - 1 < len(letters) else ""
        return Strip(
            [Segment(set_cell_size(text.center(width) if cell_len(text) < width else text, width), style)], width
        )

    def rule(self, thumb: bool, blank: bool, header: bool) -> Strip:
        """One cell between columns; where the column is longer than the screen, the thumb of its scroll bar."""
        if header:
            return Strip([Segment(" ", self.palette.style("column-title", "header-bg"))], 1)
        if blank:
            return self.blank(1)
        sign = self.glyphs.thumb if thumb else self.glyphs.rule
        return Strip([Segment(sign, self.palette.style("accent" if thumb else "rule"))], 1)

    def blank(self, width: int) -> Strip:
        """Empty ground."""
        return Strip([Segment(" " * width, self.palette.style("card-dim"))], width)

    def words(self, text: str, width: int) -> Strip:
        """A quiet sentence in an empty column."""
        style = self.palette.style("card-dim")
        return _strip([Segment("  " + clipped(text, width - 2, self.glyphs), style)], width, style)


def wrap(text: str, room: int) -> list[str]:
    """Break a text at blanks into lines of at most `room` cells, 2 at least; a longer word is cut."""
    lines = [""]
    room = max(room, 2)  # a wide character needs two
    for word in text.split(" "):
        while cell_len(word) > room:
            cut = set_cell_size(word, room)
            head = cut.rstrip() or cut  # a run of blanks that don't break a line is a word too
            lines += [head] if lines[-1] else []
            lines[-1] = lines[-1] or head
            word = word[len(head) :]
            lines.append("")
        if lines[-1] and cell_len(f"{lines[-1]} {word}") > room:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}" if lines[-1] else word
    return lines


def clipped(text: str, room: int, glyphs: Glyphs) -> str:
    """Return `text` in at most `room` cells, cut with an ellipsis."""
    if room <= 0:
        return ""
    if cell_len(text) <= room:
        return text
    mark = glyphs.ellipsis
    return set_cell_size(text, max(room - cell_len(mark), 0)).rstrip() + mark if room > cell_len(mark) else mark[:room]


def _strip(segments: Iterable[Segment], width: int, style: Style | None = None) -> Strip:
    return Strip(segments).adjust_cell_length(width, style)
