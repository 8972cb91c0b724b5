"""Triage: one card fills the screen, one key decides about it, and the next one is there."""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.events import Resize
from textual.widgets import Static

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
from tuiboard.tui.screens.host import bindings_of, on_screen
from tuiboard.tui.screens.recording import Told
from tuiboard.tui.screens.triage_text import card_text, summary_text
from tuiboard.tui.widgets.bars import Bar, Piece
from tuiboard.view.triage import Decided, Sitting, decision_words, summary, triage_view
from tuiboard.view.words import describe_changes

DATE_HINT = "fri  +3d  next-mon  12-24  eom · enter take · esc leave"
PROGRESS = 16
"""Cells of the bar that shows how far one is."""
IN_HEADER = ("triage.undo", "triage.back", "triage.edit", "triage.leave")
"""Actions whose keys stand in the header: the footer of 80 columns is full."""
_ALSO = ("app.help", "app.palette", "cursor.page_down", "cursor.page_up")
"""Actions of every view whose keys count here too."""


class TriageScreen(CommonActions):
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
        self.show_footer()

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
        if waiting is not None and any(entry.touches("card", waiting.card) for entry in by_others):
            who = next(entry.who for entry in reversed(by_others) if entry.touches("card", waiting.card))
            self._arrive(f" ({visible(who, 40)})")
        else:
            self._show()

    def _arrive(self, by: str = "") -> None:
        """Show the card in front, or the next one that still waits; say which ones were settled by others."""
        self._go(*self.sitting.arrived(self.workspace, self.today), by)

    def _go(self, sitting: Sitting, said: Sequence[str] = (), by: str = "") -> None:
        if sitting.at != self.sitting.at:
            self.query_one("#triage-scroll").scroll_home(animate=False)
        self.sitting = sitting
        self._show()
        if said:
            self.say(f"{'Card' if len(said) == 1 else 'Cards'} {', '.join(said)}{by}.", "warning")

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
        done, of = min(sitting.at, len(sitting.queue)), max(len(sitting.queue), 1)
        full, empty = ("=", "-") if self.tui.glyphs.ascii else ("━", "─")
        length = PROGRESS * done // of
        place = "done" if sitting.waiting is None else sitting.place
        left: list[Piece] = [
            ("header-name", " Triage "), ("foot-key", f" {place} "), ("foot-key", f" {full * length}"),
            ("header-dim", f"{empty * (PROGRESS - length)} "), ("header-dim", f" {decided} decided "),
        ]  # fmt: skip
        keys = self._keys(IN_HEADER) if sitting.waiting is not None else []
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

    def _decide(self, verdict: str, value: Any = None, note: str | None = None, told: Told | None = None) -> None:
        waiting = self.sitting.waiting
        if waiting is None or self.is_pending:
            return
        id = waiting.card
        self.is_pending = True

        def answered(trouble: str) -> None:
            self.is_pending = False
            if told is not None:
                told(trouble)

        def then(done: Done) -> None:
            # Where a hard limit asked for it, the reason is the entry's.
            self._decided(id, verdict, value, note or done.entry.why, done)

        self.run_command(TriageCard(id, verdict, value, note), then, quiet=True, told=answered)

    def _decided(self, id: int, verdict: str, value: Any, note: str | None, done: Done) -> None:
        """Note what was recorded, and go on. What comes late, the outcome of a doubtful write, doesn't move one on."""
        card = self.workspace.card(id)
        title = visible(card.title, 200) if card is not None else ""
        words = decision_words(self.workspace, id, verdict, value, note, self.today)
        waiting = self.sitting.waiting
        sitting = self.sitting.with_decision(Decided(id, title, verdict, words, done.entry.seq))
        if waiting is not None and waiting.card == id:
            stepped, said = sitting.stepped(self.workspace, self.today)
        else:
            stepped, said = sitting, []
        said = [f"Card {text}." for text in said]
        text = " ".join([f"{id} “{visible(title, 40)}”: {words}.", *done.warnings, *said])
        self._go(stepped)
        self.say(text, "warning" if done.warnings or said else "done")

    def do_triage_now(self) -> None:
        """Start it."""
        self._decide("now")

    def do_triage_schedule(self) -> None:
        """Ask for its due date."""
        self._ask_date("schedule", "Due date of")

    def do_triage_snooze(self) -> None:
        """Ask until when it is hidden."""
        self._ask_date("snooze", "Put off until when:")

    def _ask_date(self, verdict: str, question: str) -> None:
        from tuiboard.domain.calendar import parse_date, short_date
        from tuiboard.domain.refusal import Refused
        from tuiboard.tui.dialogs.line_prompt import LinePrompt

        waiting = self.sitting.waiting
        if waiting is None:
            return
        id, today = waiting.card, self.today

        def check(text: str) -> str:
            try:
                return self.trial(TriageCard(id, verdict, parse_date(text, today)))
            except Refused as refused:
                return on_screen(refused.refusal)

        def preview(text: str) -> str:
            day = parse_date(text, today) if text.strip() else None
            return f"{day}  {short_date(day, today)}" if day is not None else ""

        def send(text: str, told: Told) -> None:
            self._decide(verdict, parse_date(text, today), None, told)

        title = f"{question} {self._named(id)}"
        self.app.push_screen(LinePrompt(title, hint=DATE_HINT, check=check, preview=preview, send=send))

    def _named(self, id: int) -> str:
        card = self.workspace.card(id)
        return f"{id} “{visible(card.title, 40)}”" if card is not None else str(id)

    def do_triage_delegate(self) -> None:
        """A menu of people."""
        waiting = self.sitting.waiting
        card = self.workspace.card(waiting.card) if waiting is not None else None
        if card is None:
            return
        without = [card.owner] if card.owner else []
        self.ask_person(
            f"Give {self._named(card.id)} to", lambda handle: self._decide("delegate", handle), nobody=False,
            without=without,
        )  # fmt: skip

    def do_triage_drop(self) -> None:
        """Ask for the reason."""
        from tuiboard.tui.dialogs.line_prompt import LinePrompt

        waiting = self.sitting.waiting
        if waiting is None:
            return
        id = waiting.card
        title = f"Why drop {self._named(id)}?"
        self.app.push_screen(
            LinePrompt(
                title, hint="reason (recorded); undo brings the card back · enter take · esc leave",
                check=lambda text: self.trial(TriageCard(id, "drop", None, text)),
                draft=self.draft("drop", title, [id]),
                send=lambda text, told: self._decide("drop", None, text, told),
            )
        )  # fmt: skip

    def action_value(self, value: int) -> None:
        """Give it a value by its digit."""
        self._decide("value", value)

    def do_triage_value(self) -> None:
        """A menu of values."""
        waiting = self.sitting.waiting
        card = self.workspace.card(waiting.card) if waiting is not None else None
        if card is None:
            return
        choices = [Choice(str(value), words) for value, words in enumerate(VALUE_WORDS)]

        def chosen(answer: Chosen) -> None:
            self._decide("value", int(answer.key or 0))

        numbers = {str(value): str(value) for value in range(6)}
        self.choose(f"Value of {self._named(card.id)}", choices, chosen, current=str(card.value), numbers=numbers)

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
        """Take back what I did last; a decision brings its card back in front."""
        if self.is_pending:
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
        back = self.sitting.taken_back(undone.seq)
        if back is not None:
            self._go(back)
        self.say(f"Undone: {describe_changes(undone.changes, self.workspace)}.")

    def do_triage_edit(self) -> None:
        """All its fields in a form."""
        from tuiboard.engine.fields import FIELDS
        from tuiboard.tui.dialogs.edit_form import EditForm

        waiting = self.sitting.waiting
        card = self.workspace.card(waiting.card) if waiting is not None else None
        if card is not None:
            seen = {name: card.doc[name] for name in FIELDS["card"] if name in card.doc}
            draft = self.draft("edit", f"Form of {self._named(card.id)}", [card.id], seen)
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
