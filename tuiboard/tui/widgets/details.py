"""The details of one card: beside the board on wide terminals, on a page of its own on narrow ones."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Region
from textual.widgets import Static

from tuiboard.domain.board import Card
from tuiboard.tui.safe_text import safe_field, safe_text
from tuiboard.tui.widgets.card_lines import wrap
from tuiboard.view.card_details import CardDetails, card_details, history_words
from tuiboard.view.words import HistoryLine, history_lines

if TYPE_CHECKING:
    from tuiboard.tui.app import TuiboardApp

HISTORY_SHOWN = 30


class Details(VerticalScroll, can_focus=False):
    """Facts, body, checklist, comments and history of the card it was told to show."""

    DEFAULT_CSS = """
    Details .part { height: auto; }
    Details Markdown { padding: 0; margin: 0; height: auto; background: transparent; }
    """

    def __init__(
        self, tui: "TuiboardApp", id: str | None = None, item: int | None = None,
        sum_of: Callable[[Card, int], Content] | None = None,
    ) -> None:  # fmt: skip
        super().__init__(id=id)
        self._tui, self._sum_of = tui, sum_of
        self._card: int | None = None
        self._doc: object = None
        self._item = item
        self._history: list[HistoryLine] = []
        self._body = ""

    def compose(self) -> ComposeResult:
        yield Static(id="details-head", classes="part")
        yield Static(id="details-sum", classes="part")
        yield Static(id="details-items", classes="part")
        yield Static(id="details-remarks", classes="part")
        yield Static(id="details-history", classes="part")

    def on_resize(self) -> None:
        """Break the values anew."""
        card = self._tui.session.workspace.card(self._card) if self._card is not None else None
        if card is not None and not self._tui.is_leaving:
            self._show(card)

    @property
    def tone(self) -> dict[str, str]:
        """Colours of the theme, by role."""
        return self._tui.theme_variables

    def show_card(self, card: int | None, item: int | None = None) -> None:
        """Show a card, or say that there is none; `item` is the checklist item under the cursor."""
        if self._tui.is_leaving:
            return  # its parts may be gone already
        changed = card != self._card
        self._card, self._item = card, item
        found = self._tui.session.workspace.card(card) if card is not None else None
        if found is None:
            gone = "No card here." if card is None else f"Card {card} is gone."
            self._put("head", safe_text(gone).stylize("dim"))
            for part in ("sum", "items", "remarks", "history"):
                self._put(part, Content(""))
            self._show_body("")
            return
        self._show(found)
        if changed:
            self._history = []
            self._put("history", Content(""))
            self.scroll_home(animate=False)
        if changed or self._doc is not found.doc:
            self._doc = found.doc
            self._ask_history(found.id)

    def board_changed(self) -> None:
        """Show the card as it is now."""
        if self._card is not None:
            self._doc = None
            self.show_card(self._card, self._item)

    def _ask_history(self, id: int) -> None:
        session = self._tui.session

        def done(lines: object) -> None:
            if id == self._card and isinstance(lines, list) and self.is_attached and not self._tui.is_leaving:
                self._history = lines
                self._show_history()

        self._tui.bridge.read(
            lambda: history_lines(session.history("card", id, HISTORY_SHOWN), "card", id, session.workspace), done
        )

    def _put(self, part: str, content: Content) -> None:
        for widget in self.query(f"#details-{part}").results(Static):  # none while the panel is being taken away
            widget.update(content)
            widget.display = bool(content.plain)

    def _show(self, card: Card) -> None:
        session = self._tui.session
        details = card_details(session.workspace, card, session.clock.today(), session.clock.now())
        self._put("head", self._head(details))
        if self._sum_of is not None:
            self._put("sum", self._sum_of(card, max(self.scrollable_content_region.width - 1, 24)))
        self._show_body(details.body)
        self._put("items", self._items(details))
        remarks = [
            self._quiet(f"\n{r.head}") + Content("\n") + safe_text(r.text, 4000, keep="\n") for r in details.remarks
        ]
        self._put("remarks", Content("\n").join(remarks))

    def _head(self, details: CardDetails) -> Content:
        lines = [
            safe_text(f"{details.id} {details.title}", 400).stylize("bold"),
            self._quiet(details.where),
            Content(""),
        ]
        width = max((len(row.name) for row in details.rows), default=0)
        for row in details.rows:
            value = self._toned(self._hanging(row.value, width + 2), row.role)
            lines.append(self._quiet(f"{row.name:<{width}}  ") + value)
        return Content("\n").join(lines)

    def _hanging(self, text: str, indent: int) -> str:
        """Break a value so that its further lines stand below its first."""
        room = max(self.scrollable_content_region.width - indent - 1, 12)
        return ("\n" + " " * indent).join(wrap(text, room))

    def _quiet(self, text: str) -> Content:
        return self._toned(text, "card-dim")

    def _toned(self, text: str, role: str) -> Content:
        content = safe_text(text, 2000, keep="\n")
        color = self.tone.get(role, "")
        return content if self._tui.mono or not color else content.stylize(color)

    def _items(self, details: CardDetails) -> Content:
        if not details.items:
            return Content("")
        glyphs = self._tui.glyphs
        lines = [Content("")]
        for index, item in enumerate(details.items):
            mark = glyphs.done if item.done else glyphs.todo
            line = safe_text(f"{mark} {item.text}", 300)
            if index == self._item:
                line = line.stylize("reverse")
            lines.append(line.stylize("dim") if item.done and index != self._item else line)
        return Content("\n").join(lines)

    def reveal_item(self) -> None:
        """Scroll so that the checklist item under the cursor is seen."""
        items = self.query_one("#details-items")
        if self._item is not None and items.display:
            line = items.virtual_region.y + self._item + 1
            self.scroll_to_region(Region(0, line, 1, 1), animate=False)

    def _show_history(self) -> None:
        now = self._tui.session.clock.now()
        lines = [Content("")] + [self._quiet(history_words(line, now)) for line in self._history[:HISTORY_SHOWN]]
        self._put("history", Content("\n").join(lines) if self._history else Content(""))

    def _show_body(self, body: str) -> None:
        """Markdown is loaded only when a card with a body is shown."""
        from textual.widgets import Markdown

        found = self.query("#details-body")
        if not body.strip():
            for widget in found:
                widget.display = False
            self._body = ""
            return
        if found:
            widget = found.first(Markdown)
            widget.display = True
            if body != self._body:
                widget.update(safe_field(body))
        else:
            self.mount(Markdown(safe_field(body), id="details-body", open_links=False), after="#details-items")
        self._body = body
