"""Triage: one card fills the screen, one key decides about it, and the next one is there."""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.events import Resize
from textual.widgets import Static

from tuiboard.domain.board import Card
from tuiboard.domain.changes import Entry
from tuiboard.domain.priority_commands import TriageCard
from tuiboard.domain.refusal import Refusal
from tuiboard.domain.text import visible
from tuiboard.domain.triage import Waiting
from tuiboard.engine.session import Done
from tuiboard.tui.actions import BY_ID, key_sign, keys_of
from tuiboard.tui.choices import Choice, Chosen
from tuiboard.tui.safe_text import safe_text
from tuiboard.tui.screens.card_actions import VALUE_WORDS
from tuiboard.tui.screens.common_actions import CommonActions
from tuiboard.tui.screens.host import bindings_of, on_screen, sentence
from tuiboard.tui.screens.recording import After, Told
from tuiboard.tui.screens.triage_questions import TriageQuestions
from tuiboard.tui.screens.triage_text import card_text, summary_text
from tuiboard.tui.widgets.bars import Bar, Piece
from tuiboard.view.triage import Decided, Sitting, decision_words, summary, triage_view
from tuiboard.view.words import describe_changes

PROGRESS = 20
"""Cells, at most, of the bar that shows how far one is."""
IN_HEADER = ("triage.edit", "triage.back", "triage.undo", "triage.leave")
"""Actions whose keys stand in the header: the footer of 80 columns is full."""
_ALSO = ("app.help", "app.palette", "cursor.page_down", "cursor.page_up")
"""Actions of every view whose keys count here too."""


class TriageScreen(TriageQuestions, CommonActions):
    """The queue, card by card. `left` is called when the person leaves, with what was decided."""

    VIEW = "triage"
    CSS_PATH = "triage.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings_of("triage"),
        *(Binding(str(n), f"value({n})", f"Value {n}", show=False) for n in range(6)),
        *(Binding(BY_ID[id].keys, f"act('{id}')", BY_ID[id].label, id=id, show=False) for id in _ALSO),
    ]

    def __init__(self, queue: Sequence[Waiting], left: Callable[[Sitting], None]) -> None:
        super().__init__(id="triage-screen")
        self.sitting = Sitting(tuple(queue))
        self._left = left
        self.is_pending = False
        """True while a decision is being recorded: keys wait then."""
        self._mine: set[int] = set()
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
        self.call_after_refresh(self._show)

    def use_palette(self) -> None:
        super().use_palette()
        self.news.use(self.tui.palette)
        self._show()

    # What is shown

    def board_changed(self, by_others: list[Entry]) -> None:
        """The card may have changed, or be settled by someone else."""
        super().board_changed(by_others)
        waiting = self.sitting.waiting
        if waiting is not None:
            who = next((e.who for e in reversed(by_others) if e.touches("card", waiting.card)), "")
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
            self._show()

    def _arrive(self, by: str = "") -> None:
        """Show the card in front, or the next one that still waits; say which ones were settled by others."""
        self._go(*self.sitting.arrived(self.workspace, self.today), by)

    def _go(self, sitting: Sitting, said: Sequence[str] = (), by: str = "") -> None:
        if sitting.at != self.sitting.at and self.is_attached:
            self.query_one("#triage-scroll").scroll_home(animate=False)
        self.sitting = sitting
        self._show()
        if said:
            self.say(sentence(", ".join(f"card {text}" for text in said) + by), "warning")

    def _show(self) -> None:
        if not self.is_attached:
            return
        waiting = self.sitting.waiting
        box = self.query_one("#triage-text", Static)
        width = max(box.content_size.width, 20)
        if waiting is None:
            text = summary_text(summary(self.sitting, self.workspace), width, self._toned)
        else:
            now = self.tui.session.clock.now()
            view = triage_view(self.workspace, waiting, self.sitting, self.today, now)
            roomy = not self.app.is_inline
            gone = safe_text(f"Card {waiting.card} is gone.")
            text = card_text(view, width, roomy, self._toned) if view is not None else gone
        box.update(text)
        self.show_status()
        self.show_footer()

    def _toned(self, text: str, role: str) -> Content:
        content = safe_text(text, 8_000, keep="\n")
        color = "" if self.tui.mono else self.tui.get_css_variables().get(role, "")
        return content.stylize(color) if color else content

    def show_status(self) -> None:
        """The header: how far one is, and what others do."""
        sitting = self.sitting
        decided = len({each.card for each in sitting.decided})
        over, of = sitting.waiting is None, len(sitting.queue)
        done = sitting.seen if over else sitting.at
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

    def foot_word(self, id: str) -> str:
        """At the end the key that skips leaves."""
        return "leave" if id == "triage.skip" and self.sitting.waiting is None else super().foot_word(id)

    def foot_sign(self, id: str, key: str) -> str:
        """Values are given by digits."""
        return "0-5" if id == "triage.value" else super().foot_sign(id, key)

    # Decisions

    @property
    def _card(self) -> Card | None:
        """The card in front."""
        waiting = self.sitting.waiting
        return self.workspace.card(waiting.card) if waiting is not None else None

    def _decide(self, command: TriageCard, told: Told | None = None) -> None:
        """Have a decision recorded; the card stays in front until it is."""
        self.is_pending = True

        def answered(trouble: str) -> None:
            self.is_pending = False
            if told is not None:
                told(trouble)

        self.run_command(command, lambda done: self._decided(command, done), quiet=True, told=answered)

    def _decided(self, command: TriageCard, done: Done) -> None:
        """Note what was recorded, and go on. What comes late, the outcome of a doubtful write, doesn't move one on."""
        id = command.id
        card, waiting = self.workspace.card(id), self.sitting.waiting
        title = visible(card.title, 200) if card is not None else ""
        words = decision_words(self.workspace, command, self.today)
        sitting = self.sitting.with_decision(Decided(id, title, command.verdict, words, done.entry.seq))
        said: list[str] = []
        if waiting is not None and waiting.card == id:
            sitting, said = sitting.stepped(self.workspace, self.today)
        self._go(sitting)
        also = [*done.warnings, *(f"Card {text}." for text in said)]
        text = f"{id} “{visible(title, 40)}”: {words}"
        self.say(" ".join([sentence(text), *also]), "warning" if also else "done")

    def _recorded(self, result: Done, after: After) -> None:
        """Keep in mind what was done here: only that is taken back from here."""
        if result.changed:
            self._mine.add(result.entry.seq)
        super()._recorded(result, after)

    def do_triage_now(self) -> None:
        """Start it."""
        self._decide_at_once("now")

    def _decide_at_once(self, verdict: str, value: Any = None) -> None:
        card = self._card
        if card is not None:
            self._decide(TriageCard(card.id, verdict, value, seen=self.seen_card(card.id)))

    def do_triage_schedule(self) -> None:
        """Ask for its due date."""
        self._ask("schedule")

    def do_triage_snooze(self) -> None:
        """Ask until when it is hidden."""
        self._ask("snooze")

    def do_triage_drop(self) -> None:
        """Ask for the reason."""
        self._ask("drop")

    def _ask(self, verdict: str) -> None:
        card = self._card
        if card is not None:
            self.ask_verdict(card.id, verdict, self._decide)

    def do_triage_delegate(self) -> None:
        """A menu of people."""
        card = self._card
        if card is None:
            return
        id, seen = card.id, self.seen_card(card.id)
        self.ask_person(
            f"Give {self.named_card(id)} to",
            lambda handle: self._decide(TriageCard(id, "delegate", handle, seen=seen)),
            nobody=False, without=[card.owner] if card.owner else [],
        )  # fmt: skip

    def action_value(self, value: int) -> None:
        """Give it a value by its digit."""
        self._decide_at_once("value", value)

    def do_triage_value(self) -> None:
        """A menu of values."""
        card = self._card
        if card is None:
            return
        id, seen = card.id, self.seen_card(card.id)
        choices = [Choice(str(value), words) for value, words in enumerate(VALUE_WORDS)]

        def chosen(answer: Chosen) -> None:
            self._decide(TriageCard(id, "value", int(answer.key or 0), seen=seen))

        numbers = {str(value): str(value) for value in range(6)}
        self.choose(f"Value of {self.named_card(id)}", choices, chosen, current=str(card.value), numbers=numbers)

    # Going on and back

    def do_triage_skip(self) -> None:
        """Leave it as it is and go on; at the end, leave."""
        if self.sitting.waiting is None:
            self._leave()
        else:
            self._go(*self.sitting.stepped(self.workspace, self.today))

    def do_triage_back(self) -> None:
        """Back to the last one that was skipped, or only valued."""
        back = self.sitting.back(self.workspace, self.today)
        if back is None:
            self.say("None before this one was skipped; u takes the last decision back.", "warning")
        else:
            self._go(back)

    def do_triage_undo(self) -> None:
        """Take back what I did here last; a decision brings its card back in front."""
        if not self._mine:
            self.say("Nothing was decided yet.", "warning")
            return
        self.is_pending = True
        self.tui.bridge.undo(self._undone_here)

    def _undone_here(self, result: Done | Refusal) -> None:
        self.is_pending = False
        if isinstance(result, Refusal):
            self.tui.not_recorded()
            self.say(on_screen(result), "warning")
            return
        undone = result.undone
        if undone is None:
            return
        self._mine.discard(undone.seq)
        back = self.sitting.taken_back(undone.seq)
        if back is not None:
            self._go(back)
        self.say(f"Undone: {describe_changes(undone.changes, self.workspace)}.")

    def do_triage_edit(self) -> None:
        """All its fields in a form."""
        from tuiboard.engine.fields import FIELDS
        from tuiboard.tui.dialogs.edit_form import EditForm

        card = self._card
        if card is not None:
            seen = {name: card.doc[name] for name in FIELDS["card"] if name in card.doc}
            draft = self.draft("edit", f"Form of {self.named_card(card.id)}", [card.id], seen)
            self.app.push_screen(EditForm(card, self, draft))

    def do_cursor_page_down(self) -> None:
        """Further down in what does not fit."""
        self.query_one("#triage-scroll").scroll_page_down(animate=False)

    def do_cursor_page_up(self) -> None:
        """Back up."""
        self.query_one("#triage-scroll").scroll_page_up(animate=False)

    def do_triage_leave(self) -> None:
        """Leave; where something was decided, on the whole screen, that is shown first."""
        if self.sitting.waiting is not None and self.sitting.is_begun and not self.app.is_inline:
            self._go(self.sitting.to_end())
        else:
            self._leave()

    def _leave(self) -> None:
        self._left(self.sitting.to_end() if self.sitting.waiting is not None else self.sitting)
