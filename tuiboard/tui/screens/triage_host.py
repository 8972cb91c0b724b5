"""What triage shows: the card in front or the summary, how far one is, messages, and the keys."""

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.events import Resize
from textual.widgets import Static

from tuiboard.domain.changes import Entry
from tuiboard.domain.text import visible
from tuiboard.domain.triage import Asked, Waiting, asked_reason
from tuiboard.tui.actions import BY_ID, key_sign, keys_of
from tuiboard.tui.safe_text import safe_text
from tuiboard.tui.screens.common_actions import CommonActions
from tuiboard.tui.screens.host import sentence
from tuiboard.tui.screens.triage_text import card_text, summary_text
from tuiboard.tui.widgets.bars import Bar, Piece
from tuiboard.view.triage import Sitting, summary, triage_view

PROGRESS = 20
"""Cells, at most, of the bar that shows how far one is."""
WIDEST = 110
"""Cells of a line at most, as in its stylesheet: longer ones are hard to read."""
OF_CARDS = ("triage.now", "triage.schedule", "triage.delegate", "triage.snooze", "triage.drop", "triage.value")
"""Verdicts that there are about cards alone."""
IN_HEADER = ("triage.edit", "triage.back", "triage.undo", "triage.leave")
"""Actions whose keys stand in the header: the footer of 80 columns is full."""


class TriageHost(CommonActions):
    """Triage without its actions."""

    VIEW = "triage"

    def __init__(self, queue: Sequence[Waiting]) -> None:
        super().__init__(id="triage-screen")
        self.sitting = Sitting(tuple(queue))
        self.is_pending = False
        """True while a decision is being recorded: keys wait then."""
        self.mine: set[int] = set()
        """Entries made here that were not taken back."""
        self._changed_by = ""
        """Who else has changed the card in front, until one is told."""

    def compose(self) -> ComposeResult:
        header, footer = self.make_bars()
        self.news = Bar(self.tui.glyphs, self.tui.palette, "background", id="triage-news")
        yield header
        with VerticalScroll(id="triage-scroll", can_focus=False):
            yield Static(id="triage-text")
        yield self.news
        yield footer

    def on_mount(self) -> None:
        self._arrive()
        if self.tui.board is None and self.drafts_left():
            self.say("What you typed when the program ended is kept: the board offers it.", "warning")

    def on_resize(self, event: Resize) -> None:
        super().on_resize(event)
        self.call_after_refresh(self.show_card)

    def use_palette(self) -> None:
        super().use_palette()
        self.news.use(self.tui.palette)
        self.show_card()

    # What is shown

    def board_changed(self, by_others: list[Entry]) -> None:
        """The card may have changed, or be settled by someone else."""
        super().board_changed(by_others)
        waiting = self.sitting.waiting
        if waiting is not None:
            who = next((e.who for e in reversed(by_others) if e.touches(*waiting.on)), "")
            self._changed_by = visible(who, 40) or self._changed_by
        self._meet()

    def on_screen_resume(self) -> None:
        """A dialog about the card is gone: what others did to it counts now."""
        if self.is_mounted:
            self._meet()

    def _meet(self) -> None:
        """Show the card as it is; go on where someone else has settled it and no dialog is about it."""
        if self._changed_by and self.app.screen is self:
            by, self._changed_by = self._changed_by, ""
            self._arrive(f" ({by})")
        else:
            self.show_card()

    def _arrive(self, by: str = "") -> None:
        """Show the card in front, or the next one that still waits; say which ones were settled by others."""
        sitting, said = self.sitting.arrived(self.workspace, self.today)
        self.go(sitting, [f"{text}{'' if index else by}" for index, text in enumerate(said)])

    def go(self, sitting: Sitting, said: Sequence[str] = ()) -> None:
        """Go on with another state of the sitting; `said` is about cards that others settled."""
        if sitting.at != self.sitting.at:
            self._changed_by = ""
        if sitting.at != self.sitting.at and self.is_attached:
            self.query_one("#triage-scroll").scroll_home(animate=False)
        self.sitting = sitting
        self.show_card()
        if said:
            self.say(sentence(", ".join(said)), "warning")

    def show_card(self) -> None:
        """Show the card in front as it is now, or at the end what was decided."""
        if not self.is_attached:
            return
        waiting = self.sitting.waiting
        box = self.query_one("#triage-text", Static)
        # Before it is laid out it gets the width that it will have: what is drawn too narrow is seen on a slow machine.
        width = max(box.content_size.width or min(self.app.size.width - 3, WIDEST), 20)
        if waiting is None:
            text = summary_text(summary(self.sitting, self.workspace), width, self._toned)
        else:
            now = self.tui.session.clock.now()
            view = triage_view(self.workspace, waiting, self.sitting, self.today, now)
            roomy = not self.app.is_inline
            gone = safe_text(sentence(f"{waiting.words} is gone"))
            text = card_text(view, width, roomy, self._toned) if view is not None else gone
        box.update(text)
        self.show_status()
        self.show_footer()

    def _toned(self, text: str, role: str) -> Content:
        content = safe_text(text, 8_000, keep="\n")
        color = "" if self.tui.mono else self.tui.theme_variables.get(role, "")
        return content.stylize(color) if color else content

    def show_status(self) -> None:
        """The header: how far one is, and what others do."""
        sitting = self.sitting
        decided = len({each.on for each in sitting.decided})
        over, of = sitting.waiting is None, len(sitting.queue)
        done = of - sitting.left if over else sitting.at
        place = sitting.place if not over else "done" if done == of else "left"
        keys = self._keys(IN_HEADER) if not over else []
        room = self.size.width - len(f" Triage  {place}   {decided} decided ") - 2
        while keys and sum(len(text) for _, text in keys) > room:
            keys = keys[2:]  # on a narrow terminal the last ones stay, each with its word
        length = min(room - sum(len(text) for _, text in keys), PROGRESS)
        full = max(length, 0) * done // of
        line, rest = ("=", "-") if self.tui.glyphs.ascii else ("━", "─")
        left: list[Piece] = [
            ("header-name", " Triage "), ("foot-key", f" {place} "), ("foot-key", f" {line * full}"),
            ("header-dim", f"{rest * (length - full)} {decided} decided "),
        ]  # fmt: skip
        self.header_bar.show(left, self.notices() + keys + self.warnings())

    def show_message(self, text: str, kind: str) -> None:
        """Show a message above the keys, which stay."""
        super().show_message(text, kind)
        role = {"error": "error", "warning": "warning", "done": "success"}[kind]
        self.news.tell(role, visible(text, 400))

    def show_footer(self) -> None:
        """Show the keys that work here, and the message above them."""
        message, self.message = self.message, None
        if self.sitting.waiting is None:
            self.footer_bar.show(
                self._keys(("triage.undo", "triage.skip") if self.sitting.decided else ("triage.skip",))
            )
        else:
            super().show_footer()
        self.message = message
        if message is None:
            self.news.show([])

    def _keys(self, ids: Sequence[str]) -> list[Piece]:
        pieces: list[Piece] = []
        for id in ids:
            keys = keys_of(BY_ID[id], self.tui.keymap)
            if keys:
                sign = key_sign(keys[0], self.tui.glyphs.ascii)
                pieces += [("foot-key", f" {sign}"), ("header-dim", f" {self.foot_word(id)} ")]
        return pieces

    @property
    def asked(self) -> Asked | None:
        """What of the card in front waits for my answer."""
        waiting = self.sitting.waiting
        asked = None if waiting is None else waiting.asked
        return asked if asked is not None and asked_reason(self.workspace, asked) is not None else None

    def foot_shows(self, id: str) -> bool:
        """What is offered or asked is accepted or declined; a risk has no other keys here."""
        waiting = self.sitting.waiting
        if id in ("triage.accept", "triage.decline"):
            return self.asked is not None
        return id not in OF_CARDS or waiting is None or waiting.card is not None

    def foot_word(self, id: str) -> str:
        """At the end the key that skips leaves."""
        return "leave" if id == "triage.skip" and self.sitting.waiting is None else super().foot_word(id)

    def foot_sign(self, id: str, key: str) -> str:
        """Values are given by digits."""
        return "0-5" if id == "triage.value" else super().foot_sign(id, key)
